package check

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"milepost/record"
)

// What a label on a form says of the words behind it.
const (
	nameLabel  = "name"
	birthLabel = "birth"
)

// labelOn is a filled field of a form.
type labelOn struct {
	kind string
	line int
	name string        // of a name
	days []record.Date // of a birth date: each way in which it can be read
}

var (
	// A name is labelled where the label says whose it is; a bare "Name" may be a
	// teacher's.
	nameField = regexp.MustCompile(`(?i)\b(?:student|child|client|patient|pupil|learner)(?:['\x{2019}]s)?(?:\s+(?:full|legal|first and last))?(?:\s+name)?(?:\s*\([^)\n]{0,30}\))?[ \t]*[:=][ \t]*\n?[ \t]*([^\n]*)`)
	nameOf    = regexp.MustCompile(`(?i)\bname of (?:the )?(?:student|child|client|patient|pupil|learner)[ \t]*[:=]?[ \t]*\n?[ \t]*([^\n]*)`)

	birthField = regexp.MustCompile(`(?i)\b(?:d\.?\s?o\.?\s?b\b\.?|date of birth|birth\s?date|birthday|born(?: on)?)[ \t]*(?:\([^)\n]{0,24}\))?[ \t]*[:=]?[ \t]*\n?[ \t]*(` + dayForms + `)`)
	adult      = regexp.MustCompile(`(?i)\b(?:parent|mother|father|guardian|subscriber|insured|policy ?holder|sibling|brother|sister|caregiver|provider|guarantor)(?:['\x{2019}]s)?\W{0,3}$`)

	// What ends a name on a form: the next field.
	nextField = regexp.MustCompile(`(?i)\s{3,}|\t|\||;|,?\s*\b(?:d\.?o\.?b|date|birth|born|grade|school|id|age|teacher|sex|gender|ssid|mrn|class|room|district|case|page|parent|guardian|therapist|examiner|evaluator|phone|address|diagnosis|occupation\w*|referr\w*|year|years|phone|no\.|number|#)\b`)
)

const months = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`

const dayForms = `\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{2,4}|(?:` + months + `)\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}|\d{1,2}(?:st|nd|rd|th)?\.?\s+(?:` + months + `)\.?,?\s+\d{4}`

// labelled finds the filled fields of a page that name a child or a birth date.
func labelled(text string) []labelOn {
	var all []labelOn
	lineAt := func(at int) int { return 1 + strings.Count(text[:at], "\n") }
	for _, form := range []*regexp.Regexp{nameField, nameOf} {
		for _, m := range form.FindAllStringSubmatchIndex(text, -1) {
			name := text[m[2]:m[3]]
			if end := nextField.FindStringIndex(name); end != nil {
				name = name[:end[0]]
			}
			if adult.MatchString(text[max(0, m[0]-24):m[0]]) {
				continue
			}
			all = append(all, labelOn{kind: nameLabel, line: lineAt(m[2]), name: name})
		}
	}
	for _, m := range birthField.FindAllStringSubmatchIndex(text, -1) {
		if adult.MatchString(text[max(0, m[0]-24):m[0]]) {
			continue
		}
		if days := daysIn(text[m[2]:m[3]]); len(days) > 0 {
			all = append(all, labelOn{kind: birthLabel, line: lineAt(m[2]), days: days})
		}
	}
	return all
}

// adultYears is how much older than the child somebody is whose birth date is
// no child's: a parent's, a subscriber's.
const adultYears = 14

// label compares a filled field with the child's own.
func (w *watch) label(l labelOn, add func(int, record.ID, string, ...any)) {
	switch l.kind {
	case nameLabel:
		if !w.isOwnName(l.name) {
			add(l.line, "", "a field for the child's name holds another name")
		}
	case birthLabel:
		if of, is := w.births[l.days[0]]; is { // as it is read here, the month first
			add(l.line, of, "the birth date of client %s stands here", of)
			return
		}
		for _, d := range l.days {
			if d == w.own.Birth || !w.own.Birth.IsZero() && w.own.Birth.Year-d.Year >= adultYears {
				return
			}
		}
		for _, d := range l.days {
			if of, is := w.births[d]; is {
				add(l.line, of, "the birth date of client %s stands here", of)
				return
			}
		}
		if !w.own.Birth.IsZero() {
			add(l.line, "", "a birth date that is not this child's stands here")
		}
	}
}

// isOwnName reports whether what stands in a field for a name can be the
// child's: nothing, no name at all, or one that shares two words with the
// child's own, or the only one that it has.
func (w *watch) isOwnName(name string) bool {
	shared, more := 0, 0
	for _, t := range tokens(name) {
		if !t.upper || strings.ContainsAny(t.text, "0123456789") {
			break // a name is written with capitals; what follows is something else
		}
		switch {
		case w.ownName[t.text]:
			shared++
		case len(t.text) > 1:
			more++
		}
	}
	if shared+more == 0 || shared+more > 6 || len(w.ownName) == 0 {
		return true
	}
	return shared >= 2 || shared == 1 && more == 0
}

// daysIn returns each day that a text can mean: 3/4/2018 is two.
func daysIn(text string) []record.Date {
	low := strings.ToLower(text)
	var numbers []int
	for _, part := range regexpDigits.FindAllString(low, -1) {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil
		}
		numbers = append(numbers, n)
	}
	var days []record.Date
	put := func(y, m, d int) {
		if y < 100 {
			y += 2000
		}
		day := record.Date{Year: y, Month: time.Month(m), Day: d}
		if again, err := record.ParseDate(day.String()); err == nil && again == day && m >= 1 && m <= 12 {
			days = append(days, day)
		}
	}
	if name := regexpMonth.FindString(low); name != "" && len(numbers) == 2 {
		put(numbers[1], monthNamed(name), numbers[0])
		return days
	}
	if len(numbers) != 3 {
		return nil
	}
	if numbers[0] > 31 {
		put(numbers[0], numbers[1], numbers[2])
		return days
	}
	put(numbers[2], numbers[0], numbers[1])
	put(numbers[2], numbers[1], numbers[0])
	return days
}

var (
	regexpDigits = regexp.MustCompile(`\d+`)
	regexpMonth  = regexp.MustCompile(months)
)

// monthNamed is the number of a month, 1 to 12, by its first three letters.
func monthNamed(name string) int {
	return strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", name[:3])/3 + 1
}

package grid

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

const weekday = `(?:(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\.?,?\s*)?`

// The ways in which people write a day above a column. What stands before and
// behind it (a weekday, initials, "Session 3") is no part of the day.
var (
	isoDay     = regexp.MustCompile(`^(\d{4})-(\d{1,2})-(\d{1,2})\b`)
	numericDay = regexp.MustCompile(`(?i)^` + weekday + `(\d{1,2})\s*([/.\-])\s*(\d{1,2})(?:\s*[/.\-]\s*(\d{4}|'?\d{2}))?(.*)$`)
	monthDay   = regexp.MustCompile(`(?i)^` + weekday + `([a-z]{3,10})\.?[\s\-]*(\d{1,2})(?:st|nd|rd|th)?(?:(?:,\s*|\s+|\s*-\s*)(\d{4}|'\d{2}|\d{2}))?(.*)$`)
	dayMonth   = regexp.MustCompile(`(?i)^` + weekday + `(\d{1,2})(?:st|nd|rd|th)?[\s\-.]*([a-z]{3,10})\.?(?:(?:,\s*|\s+|\s*-\s*)(\d{4}|'\d{2}|\d{2}))?(.*)$`)
	beforeDay  = regexp.MustCompile(`(?i)^(?:(?:date|session|visit|day|week|wk|w/o|tx|data|probe)\b\s*(?:of|beginning|starting|ending)?\s*[:#]?\s*|\d{1,2}\)\s*)`)
	nthOfDay   = regexp.MustCompile(`^#?\d{1,2}(?:\s*[:.\-–(]\s*|\s+)`)
	noHeader   = regexp.MustCompile(`(?i)\b(trials?|correct|tries|target|goal|baseline|criterion|opp|opportunities|times|of|min|minutes|sec)\b|%|/|\d{3}`)
	yearText   = regexp.MustCompile(`\b(20\d\d)(?:\s*[-–/]\s*(20)?(\d\d))?\b`)
	monthText  = regexp.MustCompile(`(?i)^([a-z]{3,10})\.?(?:,?\s+(20\d\d|'\d\d))?$`)
)

// headDay is a day as it stands in a header.
type headDay struct {
	first, second int // of a day written in numbers, in the order of the file
	sign          string
	month, day    int // of one whose month is a word
	year          string
	text          string // a day that says all by itself
}

// readDay reads the day in a header. False: there is none.
func readDay(c sheet.Cell, from04 bool) (headDay, bool) {
	text := strings.TrimSpace(c.Text)
	if c.Format == sheet.AsDay || c.Format == sheet.AsDayTime || c.Format == sheet.Plain && isSerial(text) {
		format := c.Format
		if format == sheet.Plain {
			format = sheet.AsDay
		}
		d, _, bad := value.DayReader{Order: value.YearFirst, Zone: time.UTC, Newest: 2069, From04: from04}.Read(sheet.Cell{Text: text, Format: format})
		if bad != nil || d.IsZero() || d.Year < 2000 || d.Year > 2069 {
			return headDay{}, false
		}
		return headDay{text: d.String()}, true
	}
	if c.Format != sheet.Plain || text == "" || len(text) > 60 {
		return headDay{}, false
	}
	text = strings.Join(strings.Fields(value.Normal(text)), " ")
	if d, ok := readDayText(text); ok {
		return d, true
	}
	if m := beforeDay.FindString(text); m != "" {
		rest := strings.Trim(text[len(m):], "() ")
		if d, ok := readDayText(rest); ok {
			return d, true
		}
		if nth := nthOfDay.FindString(rest); nth != "" {
			return readDayText(rest[len(nth):])
		}
	}
	return headDay{}, false
}

// isSerial reports whether a bare number may be a spreadsheet's count of days
// of our years: the header of a sheet that lost its formats.
func isSerial(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= 42000 && n < 60000
}

func readDayText(text string) (headDay, bool) {
	if m := isoDay.FindStringSubmatch(text); m != nil {
		_, err := record.ParseDate(m[0])
		return headDay{text: m[0]}, err == nil
	}
	if m := numericDay.FindStringSubmatch(text); m != nil && isTail(m[5]) {
		a, b := atoi(m[1]), atoi(m[3])
		ok := a >= 1 && b >= 1 && (a <= 12 && b <= 31 || a <= 31 && b <= 12)
		return headDay{first: a, second: b, sign: m[2], year: strings.TrimPrefix(m[4], "'")}, ok
	}
	word, day, year, tail := "", "", "", ""
	if m := monthDay.FindStringSubmatch(text); m != nil {
		word, day, year, tail = m[1], m[2], m[3], m[4]
	} else if m := dayMonth.FindStringSubmatch(text); m != nil {
		word, day, year, tail = m[2], m[1], m[3], m[4]
	}
	month := monthOf(word)
	if month == 0 || !isTail(tail) || atoi(day) < 1 || atoi(day) > 31 {
		return headDay{}, false
	}
	return headDay{month: month, day: atoi(day), year: strings.TrimPrefix(year, "'")}, true
}

// isTail reports whether what stands behind a day may: initials, a name, a
// weekday, "(group)"; no digits and nothing that makes a count of "4/5".
func isTail(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" {
		return true
	}
	if noHeader.MatchString(text) || len(text) > 40 {
		return false
	}
	return text[0] < '0' || text[0] > '9'
}

func monthOf(word string) int {
	if word == "" {
		return 0
	}
	if n := value.MonthOf(word); n > 0 {
		return n
	}
	return 0
}

// pin is what is known of the years of the days in a header.
type pin struct {
	year int  // of the first day
	both bool // a school year: from July on it is the year, before it the next one
}

// pinOf finds a year in texts: "Fall 2026", "2026-27".
func pinOf(texts ...string) pin {
	for _, text := range texts {
		m := yearText.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		y := atoi(m[1])
		return pin{year: y, both: m[3] != "" && 2000+atoi(m[3]) == y+1}
	}
	return pin{}
}

// dayTexts writes the days of one header with their years, as far as the days
// themselves, what stands about the table or the mapping tells them. What lacks
// one is as it stood. The order of month and day is left as it is.
func dayTexts(days []headDay, known pin) (texts []string, noYear bool) {
	dayFirst := false
	for _, d := range days {
		dayFirst = dayFirst || d.sign != "" && d.first > 12
	}
	month := func(d headDay) int {
		switch {
		case d.sign != "" && dayFirst:
			return d.second
		case d.sign != "":
			return d.first
		}
		return d.month
	}
	texts = make([]string, len(days))
	year, last := 0, 0
	years := make([]int, len(days))
	for i, d := range days { // a year holds for the days behind it, until the months begin anew
		own := 0
		switch {
		case d.text != "":
			at, _ := record.ParseDate(d.text)
			own = at.Year
			years[i], year, last = own, own, int(at.Month)
			continue
		case d.year != "":
			own = atoi(d.year)
			if own < 100 {
				own += 2000
			}
		case year > 0 && month(d)+5 < last:
			own = year + 1
		case year > 0:
			own = year
		case known.year > 0 && known.both && month(d) < 7:
			own = known.year + 1
		case known.year > 0:
			own = known.year
		}
		years[i], year, last = own, own, month(d)
	}
	for i := len(days) - 2; i >= 0; i-- { // and for those before it
		if years[i] == 0 && years[i+1] > 0 {
			next := month(days[i+1])
			if at, err := record.ParseDate(days[i+1].text); err == nil && !at.IsZero() {
				next = int(at.Month)
			}
			years[i] = years[i+1]
			if next+5 < month(days[i]) {
				years[i]--
			}
		}
	}
	for i, d := range days {
		y := strconv.Itoa(years[i])
		switch {
		case d.text != "":
			texts[i] = d.text
		case years[i] == 0:
			noYear = true
			texts[i] = d.bare()
		case d.sign != "":
			texts[i] = strconv.Itoa(d.first) + "/" + strconv.Itoa(d.second) + "/" + y
		default:
			at, err := record.ParseDate(y + "-" + two(d.month) + "-" + two(d.day))
			if texts[i] = at.String(); err != nil {
				texts[i] = d.bare() + " " + y
			}
		}
	}
	return texts, noYear
}

// bare writes a day without its year.
func (d headDay) bare() string {
	if d.sign != "" {
		return strconv.Itoa(d.first) + "/" + strconv.Itoa(d.second)
	}
	return months()[d.month-1] + " " + strconv.Itoa(d.day)
}

func months() []string {
	return []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// DayIn returns the day that a header names, in the year.
func DayIn(head string, year int) (record.Date, bool) {
	d, ok := readDay(sheet.Cell{Text: head}, false)
	if !ok || d.text != "" {
		return record.Date{}, false
	}
	month, day := d.month, d.day
	if d.sign != "" {
		month, day = d.first, d.second
	}
	at, err := record.ParseDate(strconv.Itoa(year) + "-" + two(month) + "-" + two(day))
	return at, err == nil
}

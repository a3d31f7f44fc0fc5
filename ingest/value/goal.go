package value

import (
	"regexp"
	"strconv"
	"strings"

	"milepost/ingest/sheet"
	"milepost/record"
)

// GoalWords is what the words of a goal say of how it is measured. Whether it
// is so is for the goal's data to say, and then for a person.
type GoalWords struct {
	Levels []WordLevel  // amounts that the goal aims at
	Limits []WordLevel  // amounts that it must not exceed
	Counts []WordLevel  // other counted things: "6 bites"
	Help   record.Help  // the one level of help named
	Other  bool         // some number is left that is none of these
	By     record.Date  // the one day by which it is aimed at
	Falls  bool         // a verb says that less is better
	Scale  record.Kind  // GAS or Rubric, where the words name such a scale
	Step   record.Score // the level of that scale; missing: none is named
}

// WordLevel is one amount in the words of a goal.
type WordLevel struct {
	Score   record.Score
	Measure record.Measure
}

const (
	anyNumber  = `(\d{1,3}(?:\.\d+)?|zero|one|two|three|four|five|six|seven|eight|nine|ten)`
	timeUnit   = `(minutes?|mins?|m|seconds?|secs?|s|hours?|hrs?|h)`
	monthName  = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)`
	fewPrompts = `(?:no more than|not more than|at most|only|up to|a maximum of|maximum of|fewer than|less than|under|<=|≤|<)`
	atMost     = `(less than|fewer than|no more than|not more than|at most|a maximum of|maximum of|not exceeding|under|below|within|<=|≤|<)`
)

var (
	wholeDay = regexp.MustCompile(`(?i)(\b(?:by|before|until|due|no later than|on or before)(?: the)? )?\b(\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{1,2}-\d{1,2}-\d{4}|\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d\d-\d\d|` +
		monthName + `\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}(?:st|nd|rd|th)? ` + monthName + `\.?,? \d{4})\b`)
	partDay = regexp.MustCompile(`(?i)\b(?:by|before|until|due|no later than|on or before)(?: the)?(?: end of)? (?:\d{1,2}/\d{1,2}|` +
		monthName + `(?: \d{1,2}(?:st|nd|rd|th)?)?(?:,? \d{4})?)\b`)
	triesFollow = regexp.MustCompile(`(?i)^ ?(?:%|of\b|out of\b|/|(?:\w+ )?(?:trials?|tries|attempts?|opportunit|times|occasions?|sessions?|visits?|days?))`)

	startLevel = regexp.MustCompile(`(?i)\b(?:from|baseline(?: is| of| at|:)?|currently(?: at)?|present(?:ly| level)?(?: is| of| at|:)?|up from|down from) ` +
		`(?:(?:a|an|about|only|at) )?(?:\d[\d.,/]*(?: ?%| ?(?:of|out of) ?\d+)?(?: [a-z]+)?|(?:total|max(?:imal|imum)?|mod(?:erate)?|min(?:imal|imum)?|dependent|[a-z]+ (?:assist(?:ance)?|a|cues?|prompts?))(?: (?:assist(?:ance)?|a|cues?|prompts?))?)\b`)

	spanOfTime = regexp.MustCompile(`(?i)\b(?:(?:with)?in|for|over|by|after|next|during|throughout) (?:the )?(?:next |first |last )?` + anyNumber + `[ -](?:weeks?|wks?|months?|mos?|(?:school )?years?|quarters?|trimesters?|semesters?)\b`)
	howOften   = regexp.MustCompile(`(?i)\b` + anyNumber + ` ?(?:x|times?)? ?(?:/|per|a|an|each|every) ?(?:day|week|wk|month|mo)\b`)
	sizes      = regexp.MustCompile(`(?i)\b(?:within |at least |up to )?\d+(?:[./]\d+)?(?: \d/\d)?[ -]?(?:(?:inch(?:es)?|cm|mm|foot|feet|ft|yards?|meters?)\b(?: (?:wide|long|tall|high|away))?|["”]|in(?:\.|\b(?: (?:of (?:a|the) \w+|wide|long|tall|high|away))|$|\b[,;)]))`)
	attributes = regexp.MustCompile(`(?i)\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)-(?:to-)?(?:year|month|step|piece|part|letter|word|hole|inch|point|sided|handed|finger)\w*(?:[- ]old)?\b|\b\d+ (?:years?|months?)[- ]old\b`)

	helpPhrase = regexp.MustCompile(`(?i)(?:\b(?:with|to|given|requiring|needing|at|using|after) (` + fewPrompts + ` )?|(` + fewPrompts + `) )((?:[\w-]+ ){1,5}?(?:assist(?:ance)?|a|cues?|cueing|prompts?|prompting|reminders?))\b|\b(independently)\b`)
	orFewer    = regexp.MustCompile(`(?i) or (?:fewer|less) `)
	ratioWords = regexp.MustCompile(`(?i)(\b` + atMost + ` |\b(?:at least) )?\b` + wordNumber + ` ?(?:of|out of|/) ?` + wordNumber + `\b( points?\b)?`)
	shareWords = regexp.MustCompile(`(?i)(\b` + atMost + ` |\b(?:at least) )?\b(\d{1,3}(?:\.\d+)?) ?(?:%|percent\b)`)
	timeWords  = regexp.MustCompile(`(?i)(\b` + atMost + ` )?(\bfor )?(\b(?:at least|up to) )?\b` + anyNumber + `[ -]?` + timeUnit + `\b( or (?:less|fewer|more))?`)
	fewThings  = regexp.MustCompile(`(?i)\b` + atMost + ` ` + anyNumber + `(?: or fewer)? ([a-z]+)|\b` + anyNumber + ` or (?:fewer|less) ([a-z]+)|\b` + anyNumber + ` ([a-z]+) or (?:fewer|less)\b|\b(0|zero) ([a-z]+)`)
	things     = regexp.MustCompile(`(?i)\b` + anyNumber + `(?: (?:new|different|small|large|non-preferred|nonpreferred))? ([a-z]+s|feet)\b`)
	leftNumber = regexp.MustCompile(`(?i)\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b`)

	falling = regexp.MustCompile(`(?i)\b(?:reduc(?:e|es|ing)|decreas(?:e|es|ing)|lessen(?:s|ing)?|minimi[sz](?:e|es|ing)|lower(?:s|ing)? (?:the |his |her |their )?(?:number|amount|frequency|rate)|eliminat(?:e|es|ing))\b`)
	gasName = regexp.MustCompile(`(?i)\bgoal attainment\b|\bGAS\b`)
	gasStep = regexp.MustCompile(`(?i)\b(?:gas|level|score|scale)(?: of)? ?:? ?([+-]?[0-2])(?:[^\d/%.]|\.?$|\. )|\b(expected) (?:level|outcome)\b`)
	rubric  = regexp.MustCompile(`(?i)\brubric\b|\brating scale\b|\b(?:point|likert) scale\b`)
	level   = regexp.MustCompile(`(?i)\b(?:level|score(?: of)?|rating(?: of)?|step) (\d{1,2})\b`)
)

// Level returns the one amount aimed at, else the one limit that stands alone:
// a limit beside an amount belongs to what it limits. False: there is none, or
// more than one.
func (w GoalWords) Level() (WordLevel, bool) {
	switch {
	case len(w.Levels) == 1:
		return w.Levels[0], true
	case len(w.Levels) == 0 && len(w.Limits) == 1:
		return w.Limits[0], true
	}
	return WordLevel{}, false
}

// goalReader reads the words of a goal. What was read is taken out, so that
// nothing is read twice: a day is no share of tries, and a number of visits no
// level.
type goalReader struct {
	text string
	out  GoalWords
}

// ReadGoal reads what the words of a goal say of how it is measured. Levels of
// visits, sizes, spans of time and where the goal started are none of it.
func ReadGoal(text string) GoalWords {
	r := &goalReader{text: OneLine(text)}
	r.out.Falls = falling.MatchString(r.text)
	r.days()
	r.drop(windowRun, likelyRun, sureRun)
	r.scale()
	r.drop(startLevel)
	r.help()
	r.shares()
	r.drop(spanOfTime, sizes, attributes)
	r.times()
	r.fewThings()
	r.drop(howOften)
	r.things()
	r.out.Other = leftNumber.MatchString(r.text)
	return r.out
}

// taken stands where something was read.
const taken = " ; "

func (r *goalReader) drop(patterns ...*regexp.Regexp) {
	for _, p := range patterns {
		r.text = p.ReplaceAllString(r.text, taken)
	}
}

// each takes out what the pattern finds and shows its parts. False from the
// function: it is left in the text.
func (r *goalReader) each(pattern *regexp.Regexp, take func(m []string, after string) bool) {
	rest := r.text
	var kept strings.Builder
	for {
		at := pattern.FindStringSubmatchIndex(rest)
		if at == nil {
			break
		}
		m := make([]string, len(at)/2)
		for i := range m {
			if at[2*i] >= 0 {
				m[i] = rest[at[2*i]:at[2*i+1]]
			}
		}
		kept.WriteString(rest[:at[0]])
		if take(m, rest[at[1]:]) {
			kept.WriteString(taken)
		} else {
			kept.WriteString(m[0])
		}
		rest = rest[at[1]:]
	}
	kept.WriteString(rest)
	r.text = kept.String()
}

// days reads the day aimed at, and takes out every day.
func (r *goalReader) days() {
	var by []record.Date
	reader := DayReader{Order: MonthFirst, Newest: 2099}
	r.each(wholeDay, func(m []string, _ string) bool {
		if day, _, bad := reader.Read(sheet.Cell{Text: m[2]}); bad == nil && m[1] != "" {
			by = append(by, day)
		}
		return true
	})
	if len(by) == 1 {
		r.out.By = by[0]
	}
	r.each(partDay, func(m []string, after string) bool {
		return !strings.Contains(m[0], "/") || !triesFollow.MatchString(after)
	})
}

// scale reads the scale that the words name, with its level.
func (r *goalReader) scale() {
	switch {
	case gasName.MatchString(r.text):
		r.out.Scale = record.GAS
		if m := gasStep.FindStringSubmatch(r.text); m != nil {
			n, _ := Number(strings.TrimPrefix(m[1], "+"))
			r.out.Step = record.Score{Form: record.Number, Number: n, Text: strings.TrimSpace(m[1])}
			if m[2] != "" {
				r.out.Step.Text = "0"
			}
		}
	case rubric.MatchString(r.text):
		r.out.Scale = record.Rubric
		if m := level.FindStringSubmatch(r.text); m != nil {
			n, _ := Number(m[1])
			r.out.Step = record.Score{Form: record.Number, Number: n, Text: m[1]}
		}
	}
}

// help reads the one level of help that the words allow or aim at.
func (r *goalReader) help() {
	var found []record.Help
	book := NewHelpBook()
	r.each(helpPhrase, func(m []string, _ string) bool {
		text := helpText(m[3] + m[4])
		h, ok := book.ReadHelp(text)
		if !ok {
			return false
		}
		if n := h.Count; n > 1 && isStrict(m[1]+m[2]) {
			h.Count--
			_, words, _ := strings.Cut(text, " ")
			h.Text = strconv.Itoa(n-1) + " " + words
		}
		found = append(found, h)
		return true
	})
	if len(found) == 1 {
		r.out.Help = found[0]
	}
}

// helpText writes a number of prompts in digits, without its "or fewer".
func helpText(text string) string {
	text = orFewer.ReplaceAllString(text, " ")
	first, rest, several := strings.Cut(text, " ")
	if n := numberOf(first); several && n > 0 {
		return strconv.Itoa(n) + " " + rest
	}
	return text
}

// shares reads shares of tries and percents.
func (r *goalReader) shares() {
	r.each(ratioWords, func(m []string, after string) bool {
		ok, of := numberOf(m[3]), numberOf(m[4])
		if of == 0 || ok > of || isSize(m[3]+"/"+m[4]+after) {
			return false
		}
		if m[5] != "" {
			r.out.Scale, r.out.Step = record.Rubric, record.Score{Form: record.Number, Number: float64(ok), Text: strconv.Itoa(ok)}
		}
		if isStrict(m[2]) && ok > 0 {
			ok-- // fewer than 2 of 10 is 1 at most
		}
		r.add(m[2], WordLevel{
			record.Score{Form: record.Ratio, OK: ok, Of: of, Text: strings.TrimSpace(m[0])}, record.Measure{Kind: record.Trials},
		})
		return true
	})
	r.each(shareWords, func(m []string, _ string) bool {
		n, ok := Number(m[3])
		if !ok || n > 100 {
			return false
		}
		r.add(m[2], WordLevel{
			record.Score{Form: record.PercentForm, Number: n, Text: strings.TrimSpace(m[0])}, record.Measure{Kind: record.Percent},
		})
		return true
	})
}

// isSize reports whether the text begins with a size, such as 1/4 inch.
func isSize(text string) bool {
	at := sizes.FindStringIndex(text)
	return at != nil && at[0] == 0
}

// times reads lengths of time: "for 10 minutes" is aimed at, "within 30
// seconds" is a limit, and of others nothing tells what they are.
func (r *goalReader) times() {
	r.each(timeWords, func(m []string, _ string) bool {
		l := WordLevel{secondsOf(m[0], m[5], m[6]), record.Measure{Kind: record.Duration, Unit: unitOfTime(m[6])}}
		switch limit := m[2] + strings.TrimSuffix(m[7], " or more"); {
		case limit != "" && m[3] == "":
			if strings.EqualFold(m[2], "within") {
				l.Measure.Kind = record.Latency
			}
			r.add("no more than", l)
		case m[3] != "" || m[4] != "":
			r.add("", l)
		default:
			r.out.Other = true
			return false
		}
		return true
	})
}

// fewThings reads limits of counted things: "no more than 3 errors".
func (r *goalReader) fewThings() {
	r.each(fewThings, func(m []string, _ string) bool {
		number, noun := m[2]+m[4]+m[6]+m[8], strings.ToLower(m[3]+m[5]+m[7]+m[9])
		n, ok := Number(number)
		if !ok {
			n = float64(numberOf(number))
		}
		if isStrict(m[1]) && n > 0 {
			n--
		}
		r.add("no more than", counted(n, noun))
		return true
	})
}

// things reads counted things without a limit.
func (r *goalReader) things() {
	r.each(things, func(m []string, _ string) bool {
		n, ok := Number(m[1])
		if !ok {
			n = float64(numberOf(m[1]))
		}
		l := counted(n, strings.ToLower(m[2]))
		l.Measure.Better = r.better()
		r.out.Counts = append(r.out.Counts, l)
		return false
	})
}

// counted is a number of things, written so that it reads as a result. "times"
// needs no unit.
func counted(n float64, noun string) WordLevel {
	text := strconv.FormatFloat(n, 'f', -1, 64) + " " + noun
	l := WordLevel{record.Score{Form: record.Number, Number: n, Text: text}, record.Measure{Kind: record.Count, Unit: noun}}
	if noun == "times" || noun == "time" {
		l.Measure.Unit = ""
	}
	return l
}

// add keeps an amount, as a limit where the words make it one.
func (r *goalReader) add(limit string, l WordLevel) {
	if limit != "" {
		l.Measure.Better = record.Down
		r.out.Limits = append(r.out.Limits, l)
		return
	}
	l.Measure.Better = r.better()
	r.out.Levels = append(r.out.Levels, l)
}

// better is where the verbs say that improvement lies.
func (r *goalReader) better() record.Direction {
	if r.out.Falls {
		return record.Down
	}
	return record.Up
}

// isStrict reports whether a limit leaves out its own number.
func isStrict(limit string) bool {
	switch strings.ToLower(strings.TrimSpace(limit)) {
	case "less than", "fewer than", "under", "below", "<":
		return true
	}
	return false
}

// unitOfTime is the unit of bare results of a goal that is so written.
func unitOfTime(word string) string {
	switch strings.ToLower(word)[0] {
	case 'm':
		return "minutes"
	case 'h':
		return "hours"
	}
	return "seconds"
}

func secondsOf(text, number, unit string) record.Score {
	n, ok := Number(number)
	if !ok {
		n = float64(numberOf(number))
	}
	switch unitOfTime(unit) {
	case "minutes":
		n *= 60
	case "hours":
		n *= 3600
	}
	return record.Score{Form: record.Seconds, Number: n, Text: strings.TrimSpace(text)}
}

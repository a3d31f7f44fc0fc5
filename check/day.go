package check

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"milepost/record"
)

// dayClaim is a day or a month that a sentence names.
type dayClaim struct {
	known            bool
	at               int
	year, month, day int // 0: not named
	part             int // 1 start, 2 middle, 3 end of the month; 0 none
	words            string
	cue              string // what it is the day of; "" not said
}

func (d dayClaim) matches(day record.Date) bool {
	if d.month != int(day.Month) || d.year != 0 && d.year != day.Year || d.day != 0 && d.day != day.Day {
		return false
	}
	return d.part == 0 || d.part == min(3, (day.Day+9)/10)
}

var (
	isoDay   = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`)
	slashDay = regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})/(\d{2,4})\b`)
)

// daySign stands where a day stood.
const daySign = "‡"

// daysOf takes the days out of a sentence.
func (k *knowledge) daysOf(text string) (string, []dayClaim) {
	var days []dayClaim
	if !k.monthAt().MatchString(text) && !isoDay.MatchString(text) && !slashDay.MatchString(text) {
		return text, nil
	}
	take := func(at *regexp.Regexp, read func([]string) dayClaim) {
		for {
			m := at.FindStringSubmatchIndex(text)
			if m == nil {
				return
			}
			parts := make([]string, len(m)/2)
			for i := range parts {
				if m[2*i] >= 0 {
					parts[i] = text[m[2*i]:m[2*i+1]]
				}
			}
			d := read(parts)
			d.known, d.at, d.words = true, m[0], strings.Trim(parts[0], " ,.")
			before := strings.ToLower(text[:m[0]])
			for i, part := range []string{"the start of ", "the middle of ", "the end of "} {
				if strings.HasSuffix(before, part) {
					d.part = i + 1
				}
			}
			d.cue = k.dayCue(text[:m[0]])
			shift := len(daySign) - (m[1] - m[0])
			for i := range days {
				if days[i].at > m[0] {
					days[i].at += shift
				}
			}
			days = append(days, d)
			text = text[:m[0]] + daySign + text[m[1]:]
		}
	}
	take(isoDay, func(p []string) dayClaim { return dayClaim{year: atoi(p[1]), month: atoi(p[2]), day: atoi(p[3])} })
	take(slashDay, func(p []string) dayClaim {
		year := atoi(p[3])
		if year < 100 {
			year += 2000
		}
		return dayClaim{year: year, month: atoi(p[1]), day: atoi(p[2])}
	})
	take(k.monthAt(), func(p []string) dayClaim {
		d := dayClaim{month: k.months[strings.ToLower(p[1])], day: atoi(p[2]), year: atoi(p[3])}
		if p[4] != "" {
			d.year = atoi(p[4])
		}
		return d
	})
	return text, days
}

func atoi(text string) int {
	n, _ := strconv.Atoi(text) // the pattern holds digits alone, or nothing
	return n
}

// monthAt matches a month with what may follow it: a day, a year, both.
func (k *knowledge) monthAt() *regexp.Regexp {
	if k.monthsAt == nil {
		k.months = map[string]int{}
		var names []string
		for m := time.January; m <= time.December; m++ {
			name := k.in.Language.Month(m)
			k.months[strings.ToLower(name)] = int(m)
			names = append(names, name)
		}
		k.monthsAt = regexp.MustCompile(`\b(` + strings.Join(names, "|") + `)\b(?: (\d{1,2})(?:st|nd|rd|th)?\b(?:, (\d{4})\b)?| (\d{4})\b)?`)
	}
	return k.monthsAt
}

// dayCue says what the day is the day of, by the nearest words before it.
func (k *knowledge) dayCue(before string) string {
	start := max(clauseStart(before, len(before)), 0)
	if i := strings.LastIndex(before, ", and since "); i >= 0 {
		start = i
	}
	best, end := "", -1
	for _, name := range dayCues() {
		for _, at := range spans(k.w.dates[name], before[start:]) {
			if at[1] > end || at[1] == end && name == "lower" {
				best, end = name, at[1]
			}
		}
	}
	return best
}

func dayCues() []string {
	return []string{"target", "reached", "lower", "newest", "ended", "began", "signed", "period", "said", "seen", "first"}
}

// dayNear returns the day named in the clause of a place.
func (s sentence) dayNear(at int) dayClaim {
	start := clauseStart(s.text, at)
	var best dayClaim
	for _, d := range s.days {
		if d.at < start || clauseStart(s.text, min(d.at, len(s.text))) != start || d.cue == "target" {
			continue
		}
		if !best.known || distance(d.at, at) < distance(best.at, at) {
			best = d
		}
	}
	return best
}

func distance(a, b int) int {
	if a > b {
		return a - b
	}
	return b - a
}

// dates compares the days of a sentence with the facts.
func (k *knowledge) dates(ln line, s sentence) []record.Finding {
	var found []record.Finding
	for _, d := range s.days {
		if wrong := k.date(ln, s, d); wrong != "" {
			found = append(found, ln.finding(CodeDate, fmt.Sprintf("%q %s", d.words, wrong), "put in the day that the rows hold, or say why it stands"))
		}
	}
	return found
}

// isChild reports whether a month is the name of the client: June, April. "in
// June" is a month all the same.
func (k *knowledge) isChild(s sentence, d dayClaim) bool {
	c := k.in.Client
	if d.day > 0 || d.year > 0 || !slices.Contains([]string{c.FirstName, c.Preferred, c.LastName}, d.words) {
		return false
	}
	before := strings.ToLower(s.text[:min(d.at, len(s.text))])
	return !slices.ContainsFunc([]string{"in ", "since ", "until ", "during "}, func(word string) bool { return strings.HasSuffix(before, word) })
}

func (k *knowledge) date(ln line, s sentence, d dayClaim) string {
	if k.isChild(s, d) {
		return ""
	}
	g := ln.goal
	if g == nil {
		g = &k.whole
	}
	fit := func(days ...record.Date) bool { return slices.ContainsFunc(days, d.matches) }
	of := func(pick func(i int) record.Date) bool {
		for i := range g.steps {
			if day := pick(i); !day.IsZero() && d.matches(day) {
				return true
			}
		}
		return false
	}
	lowerSince := func(i int) record.Date {
		if g.steps[i].Reached == nil {
			return record.Date{}
		}
		return g.steps[i].Reached.LowerSince
	}
	cue := d.cue
	if cue == "reached" && len(spans(k.w.claims["met"], s.text)) == 0 && !g.is(record.Met, record.Maintained) {
		cue = ""
	}
	switch cue {
	case "target":
		if d.day == 0 && d.part == 0 && d.month == 0 {
			return ""
		}
		if !of(func(i int) record.Date { return g.steps[i].Objective.TargetDate }) && (d.cue != "target" || !s.whole || !fit(k.days...)) &&
			len(spans(k.w.claims["met"], s.text)) == 0 && len(spans(k.w.roles[criterionRole], s.text)) == 0 {
			return "is not the day on file for what is hoped for"
		} else if len(spans(k.w.roles[criterionRole], s.text)) > 0 && !of(func(i int) record.Date { return g.steps[i].Objective.TargetDate }) && !k.reachedOn(g, d) {
			return "is not the day on which the criterion was met"
		}
		return ""
	case "reached":
		if !k.reachedOn(g, d) && !of(lowerSince) {
			return "is not the day on which the goal was met"
		}
		return ""
	case "lower":
		if !of(lowerSince) {
			return "is not the day since when it is lower"
		}
		return ""
	case "newest":
		if !of(func(i int) record.Date { return g.steps[i].Newest }) {
			return "is not the newest day with numbers for this goal"
		}
		return ""
	case "ended":
		if !fit(g.goal.End) {
			return "is not the day on which work on this goal ended"
		}
		return ""
	case "began":
		if !fit(g.goal.Start) {
			return "is not the day on which work on this goal began"
		}
		return ""
	case "signed":
		for _, last := range g.signed {
			if d.matches(last.Period.To) {
				return ""
			}
		}
		if len(g.signed) > 0 {
			return "is not the last day of the last report"
		}
	case "period":
		if !fit(k.in.Period.To) {
			return "is not the last day of this report's time"
		}
		return ""
	case "said":
		for _, st := range k.in.Statements {
			if d.matches(st.Day) {
				return ""
			}
		}
		return "is not a day on which somebody told us something"
	case "seen":
		for _, st := range g.steps {
			if st.Current != nil && slices.ContainsFunc(st.Current.Points, func(p record.DataPoint) bool { return d.matches(p.Day) }) {
				return ""
			}
		}
		return "is not one of the days that the level now rests on"
	case "first":
		for _, st := range g.steps {
			if st.Baseline != nil && slices.ContainsFunc(st.Baseline.Points, func(p record.DataPoint) bool { return d.matches(p.Day) }) {
				return ""
			}
		}
		return "is not one of the days that the level at the start rests on"
	}
	return k.otherDay(ln, g, s, d)
}

func (k *knowledge) reachedOn(g *goalFacts, d dayClaim) bool {
	for _, st := range g.steps {
		if st.Reached != nil && d.matches(st.Reached.On) {
			return true
		}
	}
	return false
}

// otherDay checks a day of which nothing is said but what happened on it.
func (k *knowledge) otherDay(ln line, g *goalFacts, s sentence, d dayClaim) string {
	days := append(slices.Clone(g.days), k.days...)
	if !slices.ContainsFunc(days, func(day record.Date) bool { return !day.IsZero() && d.matches(day) }) {
		return "is a day of which no row of this child tells"
	}
	if d.day != 0 || ln.goal == nil || len(s.amounts) > 0 {
		return ""
	}
	for _, lv := range g.levels {
		if (lv.role == baselineRole || lv.role == lastRole) && d.matches(lv.day) {
			return ""
		}
	}
	if g.has(baselineRole) && ln.kind == proseLine && strings.HasSuffix(strings.ToLower(s.text[:min(d.at, len(s.text))]), "in ") {
		return "is not when the level at the start was taken"
	}
	return ""
}

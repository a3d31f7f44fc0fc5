package check

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"milepost/progress"
	"milepost/record"
)

// amount is a number of a sentence with what it counts.
type amount struct {
	at, end  int // in the sentence
	kind     amountKind
	n, of    float64 // of: ratios alone
	decimals int
	noun     string  // the word after it, "" none
	unit     string  // visits, times, other, days; "" the noun is no unit
	least    float64 // seconds of the smallest unit named
	words    string
}

type amountKind int

const (
	plainAmount amountKind = iota
	ratioAmount
	percentAmount
	timeAmount
)

// digitsOf writes the number words of a sentence as digits, and both ends of
// a range with what follows the second.
func (w *Words) digitsOf(text string) string {
	places := spans(w.numbers, text)
	for i := len(places) - 1; i >= 0; i-- {
		at := places[i]
		word := strings.ToLower(text[at[0]:at[1]])
		if w.file.Numbers[word] == 1 && w.unitAfter(text[at[1]:]) == "" {
			continue // "the middle one of"
		}
		text = text[:at[0]] + strconv.Itoa(w.file.Numbers[word]) + text[at[1]:]
	}
	return w.ranges.ReplaceAllString(text, "from $1$3 to $2$3")
}

// unitAfter returns the kind of the unit that follows, "" where none of the
// next two words is one.
func (w *Words) unitAfter(rest string) string {
	_, kind := w.nounAfter(rest)
	if kind == "" {
		for i, word := range strings.Fields(rest) {
			if _, ok := w.file.TimeUnits[strings.Trim(word, ".,;:")]; ok && i == 0 {
				return "time"
			}
		}
	}
	return kind
}

// nounAfter returns the unit that follows a number, skipping two words ("three
// planned visits"); else the next word and no kind.
func (w *Words) nounAfter(rest string) (noun, kind string) {
	rest = strings.TrimPrefix(rest, "-")
	if end := strings.IndexAny(rest, ".,;:()"); end >= 0 {
		rest = rest[:end]
	}
	for i, word := range strings.Fields(rest) {
		word = strings.ToLower(word)
		if i == 0 {
			noun = word
		} else if slices.Contains(w.file.Per, word) {
			break // "2 bites per session" counts bites
		}
		if kind, ok := w.unitOf[word]; ok {
			return word, kind
		}
		if i == 2 {
			break
		}
	}
	return noun, ""
}

// amountsOf finds the amounts of a sentence whose number words are digits.
func (w *Words) amountsOf(text string) []amount {
	if !strings.ContainsAny(text, "0123456789") {
		return nil
	}
	low := strings.ToLower(text)
	var out []amount
	for _, m := range w.amounts.FindAllStringSubmatchIndex(low, -1) {
		if m[0] > 0 && isWord(low[m[0]-1]) {
			continue // part of a code: T4
		}
		a := amount{at: m[0], end: m[1], words: text[m[0]:m[1]]}
		part := func(i int) string { return low[m[2*i]:m[2*i+1]] }
		switch {
		case m[2] >= 0:
			a.kind = ratioAmount
			a.n, a.decimals = parseNumber(part(1))
			a.of, _ = parseNumber(part(2))
		case m[6] >= 0:
			a.kind = percentAmount
			a.n, a.decimals = parseNumber(part(3))
		case m[8] >= 0:
			a.n, a.decimals = parseNumber(part(4))
			if m[1] < len(low) && low[m[1]] >= 'a' && low[m[1]] <= 'z' && !strings.HasPrefix(low[m[1]:], "x") {
				if end := strings.IndexAny(low[m[1]:], " .,;:"); end == 2 {
					continue // 4th
				}
			}
		default:
			a.kind = timeAmount
			a.n, a.least = w.seconds(low[m[0]:m[1]])
		}
		a.noun, a.unit = w.nounAfter(low[m[1]:])
		before, below := strings.CutSuffix(low[:a.at], " -") // "level -2"
		if below {
			before += " "
			a.n, a.at, a.words = -a.n, a.at-1, "-"+a.words
		}
		if strings.HasSuffix(before, "level ") || strings.HasSuffix(before, "step ") {
			a.noun, a.unit = "level", ""
		} else if a.kind == plainAmount && sessionAt.MatchString(before) {
			a.noun = sessionNoun
		}
		if a.noun == "" && a.kind == plainAmount && strings.HasSuffix(text[:a.at], ": ") {
			if _, kind := w.nounBefore(low[:a.at]); kind == "visits" {
				a.unit = kind // "Visits without notes: 9"
			}
		}
		if a.unit != "" && a.kind == plainAmount || a.kind == ratioAmount {
			a.words = strings.TrimSpace(a.words + " " + a.noun)
		}
		out = append(out, a)
	}
	return out
}

// sessionNoun is the noun of a number that names a session by its order.
const sessionNoun = "session"

// sessionAt is what stands before such a number: "session ", "session 4 to ".
var sessionAt = regexp.MustCompile(`\b(?:session|sesión)\s(?:from\s)?(?:\d+\s(?:to|a)\s)?$`)

func isWord(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 128
}

func parseNumber(text string) (float64, int) {
	text = strings.ReplaceAll(text, ",", "")
	n, _ := strconv.ParseFloat(text, 64) // the pattern holds digits alone
	_, part, _ := strings.Cut(text, ".")
	return n, len(part)
}

// seconds adds up a time in parts.
func (w *Words) seconds(text string) (total, least float64) {
	n := 0.0
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '-' || r == ',' }) {
		if unit, ok := w.file.TimeUnits[word]; ok {
			total += n * unit
			least = unit
		} else if word != "and" {
			n, _ = parseNumber(word)
		}
	}
	return total, least
}

// amounts compares the numbers of a sentence with the facts.
func (k *knowledge) amounts(ln line, s sentence) []record.Finding {
	var found []record.Finding
	for _, a := range s.amounts {
		if code, wrong := k.amount(ln, s, a); code != "" {
			found = append(found, ln.finding(code, wrong, "check it against the rows, then mend the sentence or say why it stands"))
		}
	}
	return found
}

func (k *knowledge) amount(ln line, s sentence, a amount) (code, wrong string) {
	g := ln.goal
	if g == nil {
		g = &k.whole
	}
	if a.noun == "level" && int(a.n) >= 1 && int(a.n) <= len(g.goal.Objectives) {
		return "", "" // "Step 2" of a goal of several
	}
	if slices.ContainsFunc(g.counts, func(unit string) bool { return wordIndex(unit, strings.ToLower(a.words)) >= 0 }) {
		return "", "" // part of what is counted
	}
	if a.noun == sessionNoun && slices.Contains(g.orders, int(a.n)) {
		return "", "" // "session 4", of an export without dates
	}
	if a.unit == "days" && a.kind == plainAmount && !g.countsDays(a.noun) {
		return k.span(g, a)
	}
	if a.unit == "visits" && a.kind != percentAmount && a.kind != timeAmount || ln.id == "-/visits/1" && ln.goal == nil {
		return k.visitCount(g, s, a)
	}
	if a.kind == ratioAmount && strings.HasPrefix(a.noun, "step") && k.pair(g, a) {
		return "", "" // "2 of 3 steps met"
	}
	r := s.roleAt(a.at, a.end)
	rest := ""
	sameKind := false
	for _, lv := range g.levels {
		if !fits(a, lv) {
			continue
		}
		sameKind = true
		if !says(a, lv) {
			continue
		}
		if allowed(r, lv, s, a, g) {
			return k.unit(g, a)
		}
		rest = string(lv.role)
	}
	switch {
	case strings.HasPrefix(a.noun, "step") && g.moved(a.n):
		return "", ""
	case a.kind == ratioAmount && k.pair(g, a):
		return "", ""
	case a.kind == plainAmount && a.unit == "" && (g.visits[int(a.n)] || k.visits[int(a.n)]) && !sameKind:
		return "", ""
	case a.kind == plainAmount && (a.noun == "steps" || a.noun == "step" || isPrompt(a.noun)) && g.visits[int(a.n)]:
		return "", ""
	case a.kind == plainAmount && a.unit == "times" && g.visits[int(a.n)] && !sameKind:
		return "", ""
	case rest != "" && r != anyRole:
		return CodeRole, fmt.Sprintf("%q is not what the data say here: they hold it as %s, not as %s", a.words, roleWords(rest), roleWords(string(r)))
	case !sameKind && len(g.levels) > 0 && a.unit != "" && a.kind != ratioAmount:
		return CodeUnit, fmt.Sprintf("%q is not in the unit of this goal", a.words)
	}
	return CodeNumber, fmt.Sprintf("%q is a number that no row of this child holds here", a.words)
}

func isPrompt(noun string) bool {
	return noun == stepSign || strings.HasPrefix(noun, "prompt") || strings.HasPrefix(noun, "reminder") ||
		strings.HasPrefix(noun, "small") || strings.HasPrefix(noun, "hint") || strings.HasPrefix(noun, "touch") ||
		strings.HasPrefix(noun, "pointing") || strings.HasPrefix(noun, "picture") || strings.HasPrefix(noun, "showing") || strings.HasPrefix(noun, "spoken")
}

func roleWords(r string) string {
	switch role(r) {
	case baselineRole:
		return "the start"
	case currentRole:
		return "the level now"
	case targetRole:
		return "what is hoped for"
	case criterionRole:
		return "the criterion"
	case lastRole:
		return "the last report's"
	case "aim":
		return "the aim line"
	case "day":
		return "the level of that day"
	}
	return "one visit's"
}

// fits reports whether the amount could be of the level's measure.
func fits(a amount, lv level) bool {
	m := lv.measure
	switch m.Kind {
	case record.Percent, record.Trials:
		return a.kind == percentAmount || a.kind == ratioAmount || a.kind == plainAmount && m.Of > 0 && (a.unit == "times" || a.unit == "")
	case record.Duration, record.Latency:
		return a.kind == timeAmount
	case record.Count, record.Rate, record.Length:
		return a.kind == plainAmount || a.kind == ratioAmount && m.Kind == record.Count
	case record.YesNo:
		return false
	}
	return a.kind == ratioAmount || a.kind == plainAmount && a.noun == "level"
}

// says reports whether the amount, rounded as it is written, is the level.
func says(a amount, lv level) bool {
	m := lv.measure
	switch a.kind {
	case timeAmount:
		return near(a.n/a.least, lv.value/a.least, 0)
	case percentAmount:
		return near(a.n, lv.value, a.decimals)
	case ratioAmount:
		if m.Kind == record.Percent || m.Kind == record.Trials {
			known := a.of == float64(m.Of) || a.of == float64(lv.score.Of) || a.of == 10 || a.of == 100 || lv.score.Form != record.Ratio && a.of <= mostTries
			return a.of > 0 && known && near(a.n, lv.value*a.of/100, a.decimals)
		}
		if m.Ordinal() {
			return (stepOf(m, lv.value) == int(a.n) || lv.value == a.n) && (len(m.Steps) == 0 || a.of == float64(len(m.Steps)))
		}
		return near(a.n, lv.value, a.decimals)
	}
	if (m.Kind == record.Percent || m.Kind == record.Trials) && m.Of > 0 {
		return near(a.n, lv.value*float64(m.Of)/100, a.decimals)
	}
	if m.Ordinal() {
		return stepOf(m, lv.value) == int(a.n) || lv.value == a.n
	}
	return near(a.n, lv.value, a.decimals)
}

// mostTries is up to how many tries a percent may be said in: "4 of 5 times" is
// the same as 80%.
const mostTries = 20

// stepOf is the place of a step on its scale, from 1, the worst: as documents
// count steps.
func stepOf(m record.Measure, value float64) int {
	at, known := 1, false
	for _, s := range m.Steps {
		known = known || float64(s.Value) == value
		if lower := float64(s.Value) < value; lower != (m.Better == record.Down) && float64(s.Value) != value {
			at++
		}
	}
	if !known {
		return -1
	}
	return at
}

// allowed reports whether a level may be told in the role.
func allowed(r role, lv level, s sentence, a amount, g *goalFacts) bool {
	switch r {
	case anyRole:
		return true
	case "day":
		return dayFits(lv, s.dayNear(a.at)) || lv.role == lastRole
	case criterionRole:
		return lv.role == criterionRole || lv.role == targetRole || lv.role == currentRole
	case targetRole:
		return lv.role == targetRole || lv.role == criterionRole
	case currentRole:
		return lv.role == currentRole || !g.has(currentRole) && lv.role == "point" || lv.role == criterionRole && g.is(record.Met, record.Maintained)
	case baselineRole:
		return lv.role == baselineRole || lv.role == "point" && !g.has(baselineRole)
	case lastRole:
		return lv.role == lastRole || len(g.signed) == 0
	}
	return true
}

// dayFits reports whether the level is of the day or month named.
func dayFits(lv level, d dayClaim) bool {
	return !lv.day.IsZero() && d.matches(lv.day)
}

func (f *goalFacts) has(r role) bool {
	return slices.ContainsFunc(f.levels, func(lv level) bool { return lv.role == r })
}

func (f *goalFacts) is(statuses ...record.Status) bool {
	for _, s := range f.steps {
		if slices.Contains(statuses, s.Status) {
			return true
		}
	}
	return false
}

// unit compares the noun of a count with the goal's own.
func (k *knowledge) unit(g *goalFacts, a amount) (code, wrong string) {
	if _, time := k.w.file.TimeUnits[a.noun]; time && a.kind == ratioAmount {
		return CodeUnit, fmt.Sprintf("%q: this goal is not measured in %s", a.words, a.noun)
	}
	if a.kind == percentAmount || a.kind == timeAmount || a.unit != "other" {
		return "", ""
	}
	one := strings.TrimSuffix(a.noun, "s")
	if isPrompt(a.noun) && g.visits[int(a.n)] {
		return "", ""
	}
	if slices.ContainsFunc(g.units, func(words string) bool { return strings.Contains(words, one) }) {
		return "", ""
	}
	if one == "foot" || one == "feet" || one == "inche" || one == "inch" {
		for _, words := range g.units {
			if strings.Contains(words, "inch") || strings.Contains(words, " in") || strings.Contains(words, "feet") || strings.Contains(words, "foot") {
				return "", ""
			}
		}
	}
	return CodeUnit, fmt.Sprintf("%q: this goal does not count %s", a.words, a.noun)
}

// pair reports whether a ratio is one of counts: "6 of 8 visits".
func (k *knowledge) pair(g *goalFacts, a amount) bool {
	p := [2]int{int(a.n), int(a.of)}
	return g.pairs[p] || k.pairs[p]
}

// visitCount checks how many visits are spoken of.
func (k *knowledge) visitCount(g *goalFacts, s sentence, a amount) (code, wrong string) {
	if a.kind == ratioAmount {
		if k.pair(g, a) {
			return "", ""
		}
		return CodeNumber, fmt.Sprintf("%q is not how many visits there were", a.words)
	}
	n := int(a.n)
	if n == 3 && len(spans(k.w.last, s.text[max(0, a.at-14):a.at])) > 0 {
		return "", "" // "the last three visits", on which a level rests
	}
	if s.whole && k.visits[n] || !s.whole && (g.visits[n] || k.visits[n]) {
		return "", ""
	}
	return CodeNumber, fmt.Sprintf("%q is not how many visits there were", a.words)
}

// span checks ages and spans of days, weeks, months and years.
func (k *knowledge) span(g *goalFacts, a amount) (code, wrong string) {
	n := int(a.n)
	if k.visits[n] || slices.ContainsFunc(g.units, func(words string) bool {
		return strings.Contains(words, fmt.Sprintf("%d %s", n, strings.TrimSuffix(a.noun, "s")))
	}) {
		return "", ""
	}
	return CodeNumber, fmt.Sprintf("%q is a number that no row of this child holds", a.words)
}

// nounBefore returns the first unit that a text names.
func (w *Words) nounBefore(text string) (noun, kind string) {
	for _, word := range strings.Fields(text) {
		if kind, ok := w.unitOf[strings.Trim(word, ".,;:")]; ok {
			return word, kind
		}
	}
	return "", ""
}

// moved reports whether an ordinal level went so many steps, or more.
func (f *goalFacts) moved(n float64) bool {
	return slices.ContainsFunc(f.steps, func(s progress.Summary) bool {
		return s.Objective.Measure.Ordinal() && s.Current != nil && s.Baseline != nil && math.Abs(s.Current.Value-s.Baseline.Value) >= n
	})
}

// countsDays reports whether the goal counts days, or weeks, itself.
func (f *goalFacts) countsDays(noun string) bool {
	return slices.ContainsFunc(f.counts, func(unit string) bool { return strings.Contains(unit, strings.TrimSuffix(noun, "s")) })
}

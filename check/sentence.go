package check

import (
	"regexp"
	"slices"
	"strings"
)

// sentence is one sentence, or one cell, made ready for reading: quotations,
// names of goals and fixed numbers are taken out, number words are digits.
type sentence struct {
	text    string
	amounts []amount
	days    []dayClaim
	cues    []cue
	steps   []stepClaim
	hopes   [][2]int
	fixed   role // of a table's cell; "" read from the words
	whole   bool // of the report, not of a goal
	mine    bool // it speaks of a goal by its name
}

// cue is a place whose words say what the numbers beside it are.
type cue struct {
	role    role
	at, end int
}

// Signs that stand for what was taken out.
const (
	goalSign  = "§"
	quoteSign = "¶"
	fixedSign = "¤"
	stepSign  = "◊"
)

var quoteAt = regexp.MustCompile(`"[^"]*"|“[^”]*”`)

// sentence reads a text of the line.
func (k *knowledge) sentence(ln line, text string, fixed role) sentence {
	s := sentence{fixed: fixed, whole: ln.goal == nil}
	text = quoteAt.ReplaceAllString(text, quoteSign)
	for _, words := range k.fixed {
		if words != "" {
			text = strings.ReplaceAll(text, words, fixedSign)
		}
	}
	for _, name := range k.goalNames() {
		if masked := replaceFold(text, name, goalSign); masked != text {
			text, s.mine = masked, true
		}
	}
	g := ln.goal
	if g == nil {
		g = &k.whole
	}
	text, s.steps = takeSteps(g, text)
	if strings.ContainsAny(text, "0123456789") || k.w.numbers.matches(text) {
		text = k.w.digitsOf(text)
	}
	text, s.days = k.daysOf(text)
	s.text = text
	s.placeSteps()
	s.amounts = k.w.amountsOf(text)
	s.hopes = spans(k.w.hopes, text)
	for _, r := range []role{baselineRole, currentRole, targetRole, lastRole, criterionRole} {
		for _, at := range spans(k.w.roles[r], text) {
			s.cues = append(s.cues, cue{r, at[0], at[1]})
		}
	}
	return s
}

// goalNames are all goals' names, longest first.
func (k *knowledge) goalNames() []string {
	if k.allNames == nil {
		for _, g := range k.goals {
			k.allNames = append(k.allNames, g.names...)
		}
		slices.SortFunc(k.allNames, func(a, b string) int { return len(b) - len(a) })
		k.allNames = slices.Compact(k.allNames)
	}
	return k.allNames
}

// replaceFold replaces a lower-case text wherever it stands, in any case, as
// whole words.
func replaceFold(text, old, put string) string {
	low := strings.ToLower(text)
	if len(low) != len(text) {
		return strings.ReplaceAll(text, old, put)
	}
	var b strings.Builder
	from := 0
	for {
		i := strings.Index(low[from:], old)
		if i < 0 {
			break
		}
		at, end := from+i, from+i+len(old)
		if at > 0 && isWord(low[at-1]) || end < len(low) && isWord(low[end]) {
			b.WriteString(text[from:end])
		} else {
			b.WriteString(text[from:at] + put)
		}
		from = end
	}
	return b.String() + text[from:]
}

// clauseStart is where the clause of a place begins.
func clauseStart(text string, at int) int {
	start := 0
	for _, mark := range []string{"; ", ", and ", ", but ", " but ", ". ", "; and "} {
		if i := strings.LastIndex(text[:at], mark); i >= 0 && i+len(mark) > start {
			start = i + len(mark)
		}
	}
	return start
}

// roleAt says what an amount is told as: by the column it stands in, else by
// the words before it in its clause, the day named there, the words after it.
func (s sentence) roleAt(at, end int) role {
	if s.fixed != anyRole {
		return s.fixed
	}
	start := clauseStart(s.text, at)
	var best *cue
	target := false
	for i := range s.cues {
		c := &s.cues[i]
		if c.at < start || c.end > at {
			continue
		}
		target = target || c.role == targetRole
		if best == nil || c.at > best.at {
			best = c
		}
	}
	if best != nil {
		return s.settle(best, at, target)
	}
	if s.seenDays() {
		return currentRole
	}
	if s.dayNear(at).known {
		return "day"
	}
	for i := range s.cues {
		c := &s.cues[i]
		if c.at >= end && clauseStart(s.text, c.at) == start && c.role != currentRole {
			return c.role
		}
	}
	if start > 0 {
		for _, c := range s.cues {
			if c.end <= start && c.role == lastRole {
				return lastRole
			}
		}
	}
	return anyRole
}

// settle reads the nearest cue: "can" after "we hope" is hoped for, and what
// follows "to" after "from" is now.
func (s sentence) settle(best *cue, at int, target bool) role {
	words := strings.ToLower(s.text[best.at:best.end])
	switch {
	case best.role == currentRole && target && words != "now":
		return targetRole
	case words == "from" && strings.HasSuffix(strings.TrimRight(s.text[:at], " "), " to"):
		return currentRole
	case best.role == criterionRole && target:
		return targetRole
	}
	return best.role
}

// hoped reports whether the words at the place are hoped for, planned or asked,
// not told.
func (s sentence) hoped(at int) bool {
	start := clauseStart(s.text, at)
	return slices.ContainsFunc(s.hopes, func(h [2]int) bool { return h[0] >= start && h[0] < at })
}

// placeSteps finds where the signs of the steps stand in the end.
func (s *sentence) placeSteps() {
	from := 0
	for i := range s.steps {
		at := strings.Index(s.text[from:], stepSign)
		if at < 0 {
			s.steps = s.steps[:i]
			return
		}
		s.steps[i].at, s.steps[i].end = from+at, from+at+len(stepSign)
		from += at + len(stepSign)
	}
}

// seenDays reports whether the sentence lists the days that the level now
// rests on.
func (s sentence) seenDays() bool {
	return slices.ContainsFunc(s.days, func(d dayClaim) bool { return d.cue == "seen" })
}

package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"milepost/figure"
	"milepost/record"
)

// look checks one line.
func (k *knowledge) look(ln line) []record.Finding {
	switch ln.kind {
	case figureLine:
		return k.figure(ln)
	case markLine:
		return nil // what it offers is not said; it blocks a signature itself
	}
	if t := k.testOf(ln); t != nil {
		return k.testLine(ln, t)
	}
	switch ln.kind {
	case rowLine:
		return k.row(ln)
	case headingLine:
		return k.heading(ln)
	}
	found := k.turnedAround(ln)
	found = append(found, k.quotes(ln)...)
	return append(found, k.prose(ln, k.sentence(ln, ln.text, anyRole))...)
}

// prose checks a sentence.
func (k *knowledge) prose(ln line, s sentence) []record.Finding {
	if ln.fills("goals") { // a goal that is suggested: what it aims at is no claim, where it starts from is
		s = k.sentence(ln, baselineAt.FindString(ln.text), anyRole)
	}
	found := k.amounts(ln, s)
	found = append(found, k.stepWords(ln, s)...)
	found = append(found, k.dates(ln, s)...)
	found = append(found, k.whoIs(ln, s)...)
	found = append(found, k.pronouns(ln, s)...)
	if ln.chosen {
		return found
	}
	found = append(found, k.claims(ln, s)...)
	found = append(found, k.where(ln, s)...)
	return append(found, k.why(ln, s)...)
}

// titleID is the id of a document's title.
const titleID = "-/title/1"

// heading checks the status in a goal's heading, and names and numbers in any.
func (k *knowledge) heading(ln line) []record.Finding {
	name, status, ok := cutLast(ln.text, ": ")
	s := k.sentence(ln, name, anyRole)
	var found []record.Finding
	if ln.id != titleID || !strings.HasSuffix(ln.told, ln.text) { // a form's own title: "six-month review"
		found = k.amounts(ln, s)
	}
	found = append(found, k.dates(ln, s)...)
	found = append(found, k.pronouns(ln, s)...)
	if ln.section == "" {
		return found
	}
	if k.byAnchor[ln.section] == nil || k.headed[ln.section] {
		return append(found, ln.finding(CodeGoal, fmt.Sprintf("the heading's mark {#%s} is that of no goal of this child, or of one that has its heading already", ln.section), "take the edit of the heading back"))
	}
	k.headed[ln.section] = true
	if ok {
		found = append(found, k.status(ln, status)...)
	}
	return found
}

func cutLast(text, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(text, sep)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(sep):], true
}

// status compares a status in the words of the closed list with how the goal
// stands.
func (k *knowledge) status(ln line, words string) []record.Finding {
	g := ln.goal
	low := strings.ToLower(strings.TrimSpace(words))
	for i := range g.steps {
		if strings.ToLower(k.statusWords(&g.steps[i].Status, g.steps[i].Newest)) == low {
			return nil
		}
	}
	return []record.Finding{ln.finding(CodeStatus, fmt.Sprintf("%q is not how this goal stands: %s", words, g.stand()), "put in the status that the data give, or say why it stands")}
}

func (k *knowledge) statusWords(status *record.Status, newest record.Date) string {
	l := k.in.Language
	if k.in.Key.Audience == "parent" || k.in.Key.Audience == "" {
		return l.Status(string(*status), dayOf(newest))
	}
	return l.TeamStatus(string(*status), dayOf(newest))
}

// row checks each cell of a table by its column.
func (k *knowledge) row(ln line) []record.Finding {
	if ruleRow.MatchString(strings.TrimSpace(ln.raw)) {
		return nil
	}
	var found []record.Finding
	for i, cell := range cells(ln.text) {
		r := role("")
		if i < len(ln.columns) {
			r = ln.columns[i]
		}
		if r == "none" {
			r = ""
		}
		if r == statusRole && ln.goal != nil && k.isHeader(ln) {
			continue
		}
		if r == statusRole && ln.goal != nil {
			found = append(found, k.status(ln, cell)...)
			continue
		}
		s := k.sentence(ln, cell, r)
		found = append(found, k.amounts(ln, s)...)
		found = append(found, k.stepWords(ln, s)...)
		found = append(found, k.dates(ln, s)...)
		found = append(found, k.whoIs(ln, s)...)
		found = append(found, k.pronouns(ln, s)...)
	}
	return found
}

// isHeader reports whether the row names the columns.
func (k *knowledge) isHeader(ln line) bool {
	return slices.Equal(k.w.header(ln.text), ln.columns) && slices.Contains(ln.columns, statusRole)
}

// figure compares the numbers of a chart with the rows.
func (k *knowledge) figure(ln line) []record.Finding {
	if !strings.HasPrefix(strings.TrimLeft(ln.raw, " `~"), "trend") || ln.goal == nil {
		return nil
	}
	t, err := figure.Parse(ln.raw)
	if err != nil {
		return []record.Finding{ln.finding(CodeFigure, err.Error(), "take the edit of the chart back")}
	}
	var found []record.Finding
	add := func(format string, args ...any) {
		found = append(found, ln.finding(CodeFigure, fmt.Sprintf(format, args...), "take the edit of the chart back, or say why it stands"))
	}
	for _, p := range t.Points {
		if !p.Absent && p.At.Day != "" && !k.drawn(ln.goal, t, p) {
			add("%s: no row of this goal says %s", p.At.Day, p)
		}
	}
	if t.Baseline != nil && !k.lineAt(ln.goal, baselineRole, t, *t.Baseline) {
		add("the chart's start %v is not the one on file", *t.Baseline)
	}
	if t.Target != nil && !k.lineAt(ln.goal, targetRole, t, *t.Target) {
		add("the chart's target %v is not the one on file", *t.Target)
	}
	return found
}

// drawn reports whether a row of the goal holds the point.
func (k *knowledge) drawn(g *goalFacts, t figure.Trend, p figure.Point) bool {
	for _, lv := range g.levels {
		if lv.role == "point" && lv.day.String() == p.At.Day && figureSays(lv, t, p.Value, p.Of) {
			return true
		}
	}
	return false
}

func (k *knowledge) lineAt(g *goalFacts, r role, t figure.Trend, value float64) bool {
	if !g.has(r) {
		return true
	}
	tries := []int{0} // of the sessions that the chart shows: its scale
	for _, lv := range g.levels {
		if lv.role == "point" && !slices.Contains(tries, lv.score.Of) {
			tries = append(tries, lv.score.Of)
		}
	}
	return slices.ContainsFunc(g.levels, func(lv level) bool {
		return lv.role == r && slices.ContainsFunc(tries, func(of int) bool { return figureSays(lv, t, value, of) })
	})
}

// figureSays reports whether a chart's number is the level: percents and parts
// of a whole are one.
func figureSays(lv level, t figure.Trend, value float64, of int) bool {
	if near(value, lv.value, 1) {
		return true
	}
	m := lv.measure
	if m.Kind != record.Trials && m.Kind != record.Percent || t.Scale == figure.Percent {
		return false
	}
	for _, n := range []int{of, m.Of, lv.score.Of, 10, 100} {
		if n > 0 && near(value, lv.value*float64(n)/100, 1) {
			return true
		}
	}
	return false
}

// quotes checks that what stands in quotation marks was said or written.
func (k *knowledge) quotes(ln line) []record.Finding {
	var found []record.Finding
	for _, quote := range quoteAt.FindAllString(ln.text, -1) {
		text := bare(quote)
		if len(strings.Fields(quote)) < 4 && !strings.ContainsAny(text, "0123456789") || strings.Contains(bare(ln.told), text) && ln.told == ln.text {
			continue
		}
		if !slices.ContainsFunc(k.quoted, func(q string) bool { return q != "" && strings.Contains(q, text) }) {
			found = append(found, ln.finding(CodeQuote, fmt.Sprintf("%s is nothing that a row of this child says", quote), "quote what was written down, or take out the quotation marks"))
		}
	}
	return found
}

// stepClaim is a level, or help, that a sentence names in words.
type stepClaim struct {
	at, end int
	words   string
}

// takeSteps takes the words of the goal's scales out of a text, the longest
// first, and puts a sign in the place of each.
func takeSteps(g *goalFacts, text string) (string, []stepClaim) {
	var claims []stepClaim
	rest := strings.ToLower(text)
	if len(rest) != len(text) {
		return text, nil
	}
	for _, words := range g.stepNames() {
		for {
			at := wordIndex(rest, words)
			if at < 0 {
				break
			}
			claims = append(claims, stepClaim{at, at + len(words), words})
			rest = rest[:at] + strings.Repeat("\x00", len(words)) + rest[at+len(words):]
		}
	}
	slices.SortFunc(claims, func(a, b stepClaim) int { return a.at - b.at })
	for i := len(claims) - 1; i >= 0; i-- {
		text = text[:claims[i].at] + stepSign + text[claims[i].end:]
	}
	return text, claims
}

// stepNames are the words of all steps, the longest first.
func (f *goalFacts) stepNames() []string {
	if f.stepList == nil {
		f.stepList = []string{}
		for _, sc := range f.scales {
			for _, step := range sc.steps {
				f.stepList = append(f.stepList, step.words)
			}
		}
		slices.SortFunc(f.stepList, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
		f.stepList = slices.Compact(f.stepList)
	}
	return f.stepList
}

// stepWords compares the words of ordinal levels and of help with the facts.
func (k *knowledge) stepWords(ln line, s sentence) []record.Finding {
	g := ln.goal
	if g == nil {
		g = &k.whole
	}
	var found []record.Finding
	for _, claim := range s.steps {
		if !k.stepFits(s, g, claim) {
			found = append(found, ln.finding(CodeStatus, fmt.Sprintf("%q is not what the data hold here", claim.words), "check it against the rows, then mend the sentence or say why it stands"))
		}
	}
	return found
}

func wordIndex(text, words string) int {
	if len(words) < 3 {
		return -1
	}
	from := 0
	for {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return -1
		}
		at, end := from+i, from+i+len(words)
		if (at == 0 || !isWord(text[at-1])) && (end >= len(text) || !isWord(text[end])) {
			return at
		}
		from = end
	}
}

// stepFits reports whether the words of a step may stand in their place: as the
// goal's level there, or as help that was given.
func (k *knowledge) stepFits(s sentence, g *goalFacts, claim stepClaim) bool {
	r := s.roleAt(claim.at, claim.end)
	if r == targetRole && s.fixed == anyRole && !g.ordinal() {
		return true
	}
	for _, sc := range g.scales {
		for _, step := range sc.steps {
			if step.words != claim.words {
				continue
			}
			if sc.helps && step.value == 1 && s.fixed == anyRole || !sc.helps && k.levelFits(s, g, step.value, r, claim.at) {
				return true
			}
		}
	}
	return false
}

// levelFits reports whether an ordinal level of the goal has the value in the
// role.
func (k *knowledge) levelFits(s sentence, g *goalFacts, value float64, r role, at int) bool {
	return slices.ContainsFunc(g.levels, func(lv level) bool {
		return lv.measure.Ordinal() && lv.measure.Kind != record.YesNo && lv.value == value && allowed(r, lv, s, amount{at: at}, g)
	})
}

func (f *goalFacts) ordinal() bool {
	return slices.ContainsFunc(f.levels, func(lv level) bool { return lv.measure.Ordinal() })
}

// where finds places in which no row was taken and of which nobody told.
func (k *knowledge) where(ln line, s sentence) []record.Finding {
	var found []record.Finding
	if ln.fixed && ln.told == ln.text {
		return nil // the form's own words speak of no visit
	}
	for _, place := range []string{"clinic", "home", "school", "telehealth", "community"} {
		for _, at := range spans(k.w.places[place], s.text) {
			if s.hoped(at[0]) || k.wasSeen(ln, place) || k.denied(s, [2]int{at[0], at[1]}) && ln.told == ln.text {
				continue
			}
			found = append(found, ln.finding(CodePlace, fmt.Sprintf("%q: no row of this goal was taken there, and nobody told of it", s.text[at[0]:at[1]]), "say where it was seen, or say who told you, and when"))
		}
	}
	return found
}

// wasSeen reports whether a row was taken at the place, or somebody from there
// told something.
func (k *knowledge) wasSeen(ln line, place string) bool {
	g := ln.goal
	if g == nil {
		g = &k.whole
	}
	if g.places[place] {
		return true
	}
	by := map[string]string{"home": "parent", "school": "teacher"}[place]
	if by == "" || ln.goal != nil {
		return false
	}
	return slices.ContainsFunc(k.in.Statements, func(s record.Statement) bool { return s.By == by })
}

// why finds causes and promises that nobody picked.
func (k *knowledge) why(ln line, s sentence) []record.Finding {
	var found []record.Finding
	for _, at := range spans(k.w.causes, s.text) {
		if ln.fills("impact") || ln.fills("question") {
			continue // the therapist was asked for it
		}
		found = append(found, ln.finding(CodeCause, fmt.Sprintf("%q states a cause that nobody picked", s.text[at[0]:at[1]]), "pick what helped from the list, or say how you know"))
	}
	for _, at := range spans(k.w.promises, s.text) {
		if s.hoped(at[0]) {
			continue
		}
		found = append(found, ln.finding(CodePromise, fmt.Sprintf("%q promises what nobody can know", s.text[at[0]:at[1]]), "say what is hoped for instead"))
	}
	return found
}

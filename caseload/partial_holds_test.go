package caseload_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"milepost/progress"
	"milepost/record"
	"milepost/report"
)

// written is a document with the records that it was made from. Its methods hold
// what it says against the records, without asking the packages that said it.
type written struct {
	t    *rapid.T
	raw  record.Versions
	in   report.Input
	body record.Body
}

// holds holds every statement that a reader would rest on.
func (w written) holds() {
	w.visits()
	w.numbers()
	w.tables()
	for i, g := range w.in.Goals {
		for j := range g.Steps {
			w.step(i, &g.Steps[j])
		}
	}
}

// wrong says that a line does not hold.
func (w written) wrong(line, format string, args ...any) {
	w.t.Errorf("%s for the %s says %q, but "+format+"\n%s", append([]any{w.in.Key.Kind, w.in.Key.Audience, line}, append(args, w.body.Markdown)...)...)
}

// tables looks for rows that have fallen out of their table.
func (w written) tables() {
	lines := strings.Split(w.body.Markdown, "\n")
	for i, line := range lines {
		isRow := strings.HasPrefix(line, "|")
		begins := isRow && (i == 0 || !strings.HasPrefix(lines[i-1], "|"))
		if begins && (i+1 == len(lines) || !strings.HasPrefix(lines[i+1], "|--")) {
			w.wrong(line, "it stands in no table")
		}
	}
}

var visitsAt = regexp.MustCompile(`(?:Came to|Attended) (\d+) of (\d+) planned|; (\d+) cancelled, (\d+) no-show`)

// visits counts the sessions of the period again.
func (w written) visits() {
	var planned, attended, cancelled, missed int
	for _, v := range w.raw.Sessions {
		s := v.Record
		ahead := s.Day.After(w.today()) && isCalledOff(s.Status)
		if s.Discipline == "PT" || !ahead && !w.possible(s.Day) {
			continue
		}
		if !w.in.Period.IsZero() && (s.Day.IsZero() || s.Day.Before(w.in.Period.From) || s.Day.After(w.in.Period.To)) {
			continue
		}
		switch s.Status {
		case record.Attended:
			attended++
		case record.Cancelled, record.LateCancelled:
			cancelled++
		case record.NoShow:
			missed++
		default: // a day on which the clinic was closed is not the family's
			continue
		}
		planned++
	}
	for _, m := range visitsAt.FindAllStringSubmatch(w.body.Markdown, -1) {
		for i, want := range []int{attended, planned, cancelled, missed} {
			if m[i+1] != "" && m[i+1] != strconv.Itoa(want) {
				w.wrong(m[0], "the records count attended %d of %d, cancelled %d, no-show %d", attended, planned, cancelled, missed)
			}
		}
	}
}

func isCalledOff(status string) bool {
	return slices.Contains([]string{record.Cancelled, record.LateCancelled, record.ClinicClosed}, status)
}

func (w written) today() record.Date { return record.DateOf(now()) }

// possible reports whether something can have been done with the client then.
func (w written) possible(d record.Date) bool {
	c := w.raw.Clients[0].Record
	switch {
	case d.IsZero():
		return true
	case d.After(w.today()), d.Before(c.BirthDate):
		return false
	}
	return c.Discharged.IsZero() || c.Discharged.Before(c.StartOfCare) || !d.After(c.Discharged)
}

var numberAt = regexp.MustCompile(`\d+(?:\.\d+)?`)

// numbers: a number in a sentence of the library is one of its facts, of the
// period, or of the goal as written.
func (w written) numbers() {
	known := w.in.Period.String() + " " + w.in.AsOf.String()
	for _, d := range []record.Date{w.in.Period.From, w.in.Period.To, w.in.AsOf} {
		known += " " + strconv.Itoa(d.Day) + " " + strconv.Itoa(d.Year)
	}
	for _, s := range w.body.Sentences {
		if s.Phrase == "" || s.Sort == record.ChosenSort {
			continue
		}
		facts := known
		for _, f := range s.Facts {
			facts += " " + f.Value + " " + f.Note
		}
		have := numberAt.FindAllString(facts, -1)
		for _, n := range numberAt.FindAllString(strings.ReplaceAll(s.Text, " of 100 children", ""), -1) {
			if !slices.Contains(have, n) {
				w.wrong(s.Text, "%s is in none of its facts: %+v", n, s.Facts)
			}
		}
	}
}

// results are the rows about a goal, or one of its steps, that were written
// since this version of it began, up to the day that the report tells of.
func (w written) results(g record.Goal, o record.Objective) []record.DataPoint {
	var all []record.DataPoint
	for _, v := range w.raw.DataPoints {
		p := v.Record
		about := p.GoalKeys[0] == record.GoalByID(g.ID) || o.ID != "" && p.GoalKeys[0] == record.GoalByID(o.ID)
		switch {
		case !about && !slices.Contains(p.GoalKeys, record.GoalByID(g.ID)), !w.possible(p.Day):
		case !p.Day.IsZero() && (p.Day.Before(g.Start) || !w.until().IsZero() && p.Day.After(w.until())):
		default:
			all = append(all, p)
		}
	}
	return all
}

// until is the last day that the report tells of.
func (w written) until() record.Date {
	if w.in.AsOf.IsZero() {
		return w.in.Period.To
	}
	return w.in.AsOf
}

// step holds what is said of one objective.
func (w written) step(i int, sum *progress.Summary) {
	g := w.in.Goals[i].Goal
	mine := w.results(g, sum.Objective)
	single := len(w.in.Goals[i].Steps) == 1 && w.versions(g) == 1 // else a row may mean another
	switch sum.Status {
	case record.Met, record.Maintained:
		if why := w.notMet(sum.Objective, mine); why != "" {
			w.wrong(string(sum.Status), "%s: %+v", why, sum.Objective)
		}
	case record.NotStarted:
		if single && len(mine) > 0 {
			w.wrong(string(sum.Status), "there are results: %+v", mine)
		}
	case record.NoData:
		for _, p := range sum.Points {
			if w.until().DaysSince(p.Day) <= 30 {
				w.wrong(string(sum.Status), "there is a result of %s", p.Day)
			}
		}
	}
	if len(sum.Points) > len(mine) {
		w.wrong(sum.Reason, "%d results are counted, and there are %d", len(sum.Points), len(mine))
	}
	w.lines(i, sum, mine)
}

// versions counts the versions of a goal.
func (w written) versions(g record.Goal) int {
	n := 0
	for _, v := range w.raw.Goals {
		if v.Record.ID == g.ID {
			n++
		}
	}
	return n
}

// lines holds sentences that say that something is missing, or new.
func (w written) lines(i int, sum *progress.Summary, mine []record.DataPoint) {
	g, o := w.in.Goals[i].Goal, sum.Objective
	anchor := w.in.Anchors()[i]
	for _, s := range w.body.Sentences {
		first, slot, _ := strings.Cut(s.ID, "/")
		if first != anchor || len(w.in.Goals[i].Steps) > 1 || w.versions(w.in.Goals[i].Goal) > 1 {
			continue
		}
		has := func(words ...string) bool {
			return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(s.Text, word) })
		}
		switch {
		case strings.HasPrefix(slot, "no-target") && has("on file") && !has("compare") && !o.Target.IsMissing():
			w.wrong(s.Text, "the target is %+v", o.Target)
		case has("still new", "is new") && !g.Start.IsZero() && w.until().DaysSince(g.Start) >= 42 && len(sum.Points) > 3:
			w.wrong(s.Text, "it began on %s and has %d results", g.Start, len(sum.Points))
		case has("not have enough numbers", "not enough data") && usable(mine) >= 3 && o.Measure.Kind == "":
			w.wrong(s.Text, "there are %d results, whose measure is missing", usable(mine))
		case strings.HasPrefix(slot, "row") && w.cell(s.Text, 2) == "not yet measured" && usable(mine) > 0:
			w.wrong(s.Text, "there are results: %+v", mine)
		case strings.HasPrefix(slot, "row") && w.cell(s.Text, 1) == "not yet measured" && !o.Baseline.IsMissing():
			w.wrong(s.Text, "the baseline is %+v", o.Baseline)
		case has("worked on") && has("only") && usable(mine) > len(sum.Points):
			w.wrong(s.Text, "there are %d results", usable(mine))
		}
	}
}

// usable counts the visits with a result that says something. Results without
// a day and a number are of one visit, for all that anybody knows.
func usable(points []record.DataPoint) int {
	type visit struct {
		day   record.Date
		order int
	}
	visits := map[visit]bool{}
	for _, p := range points {
		if !p.Score.IsMissing() {
			visits[visit{p.Day, p.Order}] = true
		}
	}
	return len(visits)
}

// cell returns a cell of a row, from 0.
func (w written) cell(row string, at int) string {
	cells := strings.Split(strings.Trim(row, "|"), "|")
	if at >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[at])
}

// notMet says why the criterion cannot have been met by the results: too few
// at its level, of which so many never stand in one window.
func (w written) notMet(o record.Objective, results []record.DataPoint) string {
	level := o.Criterion.AtLeast
	if level.IsMissing() {
		level = o.Target
	}
	if o.Criterion.Sessions < 1 || level.IsMissing() {
		return "there is no criterion"
	}
	slices.SortStableFunc(results, func(a, b record.DataPoint) int {
		if c := a.Day.Compare(b.Day); c != 0 {
			return c
		}
		return a.Order - b.Order
	})
	m := o.Measure
	if m.Better == "" {
		m.Better = recounted(o)
	}
	hits := 0
	for _, p := range results {
		if p.Score.Bound == "" && reaches(m, p.Score, level) {
			hits++
		}
	}
	if hits < o.Criterion.Sessions {
		return "only " + strconv.Itoa(hits) + " results are at its level"
	}
	return ""
}

// recounted is where improvement lies where nobody said so.
func recounted(o record.Objective) record.Direction {
	from, okFrom := worth(o.Measure, o.Baseline)
	to, okTo := worth(o.Measure, o.Target)
	switch {
	case o.Measure.Kind == record.GAS || o.Measure.Kind == record.Assist:
		return record.Up
	case okFrom && okTo && to < from:
		return record.Down
	}
	return record.Up
}

func reaches(m record.Measure, s, level record.Score) bool {
	a, okA := worth(m, s)
	b, okB := worth(m, level)
	if m.Better == record.Down {
		return okA && okB && a <= b+1e-9
	}
	return okA && okB && a >= b-1e-9
}

// worth is a score as a number; both of one measure are on one scale.
func worth(m record.Measure, s record.Score) (float64, bool) {
	switch {
	case s.Form == record.Answer && (m.Kind == record.Trials || m.Kind == record.Percent):
		return 100 * s.Number, true // an answer is one try
	case s.Form == record.Ratio && m.Kind == record.Count:
		return float64(s.OK), true
	case s.Form == record.Ratio:
		return 100 * float64(s.OK) / float64(s.Of), s.Of > 0
	case s.Form == record.Number && m.Kind == record.Trials && m.Of > 0:
		return 100 * s.Number / float64(m.Of), true
	case s.Form == record.Number && m.Kind == record.Percent && s.Number > 0 && s.Number <= 1:
		return 100 * s.Number, true
	}
	return s.Number, s.Form != record.Missing
}

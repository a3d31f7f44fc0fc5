package report

import (
	"cmp"
	"slices"
	"strings"

	"milepost/language"
	"milepost/library"
	"milepost/record"
)

// Result is one result of an assessment with what its instrument's own data
// say of it. Texts are in the words of the test.
type Result struct {
	Assessment record.Assessment
	Called     string // the instrument with its edition: BOT-2
	Title      string // in full; "" not known
	ScoreName  string // standard score, T-score
	Score      string // "" none
	Percentile string // 86, >99; "" none
	Rank       string // of the percentile in words: 86th; "" none is said
	Interval   string // 57 to 65 (90%)
	Band       string
	Convention string // the span that the publisher calls average; "" not known
	Difficulty bool   // a higher score means more difficulty
	Frequency  bool   // a score says how often, not how well: no percentile
	Earlier    string // the earlier score with its day, and what the difference means; "" none
	Doubts     []string
}

// test is what a template sees of one instrument as it was given once.
type test struct {
	*part
	Heading    *value
	Given      *value
	Convention *value
	Direction  *value
	Note       *value
	Rows       []*testRow
	Doubts     []*value

	given string // ", given on August 3, 2026", "" where the day is not known
}

// unnamedTest is what a test is called whose name nobody wrote.
const unnamedTest = "Test without a name"

// testRow is one scale of it.
type testRow struct {
	*part
	Scale, Score, Interval, Percentile, Band *value
	Change                                   *value
}

// tests groups the results by instrument, form and day, the newest first.
func (w *whole) tests(results []Result) []*test {
	var groups [][]Result
	for _, r := range results {
		i := slices.IndexFunc(groups, func(g []Result) bool {
			a, b := g[0].Assessment, r.Assessment
			return g[0].Called == r.Called && a.Form == b.Form && a.Day == b.Day
		})
		if i < 0 {
			groups = append(groups, []Result{r})
			continue
		}
		groups[i] = append(groups[i], r)
	}
	slices.SortStableFunc(groups, func(a, b []Result) int { return b[0].Assessment.Day.Compare(a[0].Assessment.Day) })
	views := make([]*test, len(groups))
	for i, g := range groups {
		views[i] = w.test(g)
	}
	return views
}

func (w *whole) test(results []Result) *test {
	p := *w.part
	r, a := results[0], results[0].Assessment
	p.behind = "." + record.ShortHash(r.Called + "|" + a.Form + "|" + a.Day.String())[:6]
	t := &test{part: &p, Heading: fact("test", cmp.Or(joined(", ", r.Called, a.Form), unnamedTest), a.Source)}
	t.given = w.givenOn(a)
	t.Given = fact("given", w.given(r), a.Source)
	t.Convention = fact("convention", r.Convention, a.Source)
	switch {
	case r.Difficulty:
		t.Direction = fact("direction", "A higher score means more difficulty.", a.Source)
	case r.Frequency:
		t.Direction = fact("direction", "Scores say how often something is seen, neither good nor bad.", a.Source)
	}
	for _, r := range results {
		if t.Note == nil {
			t.Note = fact("note", r.Assessment.Note, r.Assessment.Source)
		}
		t.Rows = append(t.Rows, w.testRow(&p, r))
		for _, d := range r.Doubts {
			t.Doubts = append(t.Doubts, fact("doubt", d, r.Assessment.Source))
		}
	}
	return t
}

// given says what was given, when, at which age, by whom and in which language.
func (w *whole) given(r Result) string {
	a, l := r.Assessment, w.subject.Language
	text := r.Title
	if text == "" {
		text = cmp.Or(r.Called, unnamedTest)
	}
	text += w.givenOn(a)
	if birth := w.subject.Client.BirthDate; !birth.IsZero() && !a.Day.Before(birth) {
		text += " at the age of " + strings.TrimSuffix(l.Age(a.Day.YearsSince(birth), monthsSince(a.Day, birth)), " old")
	}
	for _, more := range [][2]string{{" by ", a.By}, {", in ", a.Language}, {"; norms: ", a.Norms}} {
		if more[1] != "" {
			text += more[0] + more[1]
		}
	}
	return text + "."
}

// givenOn says on which day, where that is known.
func (w *whole) givenOn(a record.Assessment) string {
	if a.Day.IsZero() {
		return ""
	}
	return ", given on " + w.subject.Language.Date(language.Day(a.Day))
}

func (w *whole) testRow(of *part, r Result) *testRow {
	p := *of
	p.behind = "." + record.ShortHash(string(r.Assessment.Key))[:6]
	p.subject.Result = libraryResult(r)
	source := r.Assessment.Source
	row := &testRow{
		part: &p, Scale: fact("scale", r.Assessment.Scale, source), Score: fact("score", joined(" ", r.Score, inBrackets(r.ScoreName)), source),
		Interval: fact("confidence interval", r.Interval, source), Percentile: fact("percentile", r.Percentile, source),
		Band: fact("band", r.Band, source), Change: fact("change", r.Earlier, source),
	}
	if row.Scale == nil {
		row.Scale = fact("scale", "Whole", source)
	}
	if row.Score == nil {
		row.Score = fact("score", "–", source)
	}
	return row
}

func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return "(" + text + ")"
}

// sources lists where the report has its facts from: clinic sessions with their
// days, what parents and teachers said, tests.
func (w *whole) sources(in Input) []*value {
	l := in.Language
	var list []*value
	if n := in.Visits.Attended; n > 0 {
		sessions := l.Int(n) + " sessions"
		if n == 1 {
			sessions = "1 session"
		}
		list = append(list, fact("sessions", "Occupational therapy: "+sessions+" in this time", in.Visits.Sources...))
	}
	for _, by := range []string{"parent", "teacher"} {
		var from []record.Source
		for _, s := range in.Statements {
			if s.By == by {
				from = append(from, s.Source)
			}
		}
		if len(from) > 0 {
			list = append(list, fact("said", map[string]string{"parent": "What the parents told us", "teacher": "What a teacher told us"}[by], from...))
		}
	}
	for _, t := range w.Tests {
		list = append(list, &value{t.Heading.text + t.given, t.Given.facts})
	}
	return list
}

// Main gives the goals that a short document speaks of: three at most, those
// that are still worked on first.
func (w *whole) Main() []*goal {
	var open, done []*goal
	for _, g := range w.Goals {
		if g.Is("met", "maintained", "paused", "not started") {
			done = append(done, g)
		} else {
			open = append(open, g)
		}
	}
	all := append(open, done...)
	return all[:min(len(all), 3)]
}

// school says what ties the child and the therapist to a school.
func (w *whole) school(in Input) {
	w.School = fact("school", in.Client.School.Name, in.Client.Source)
	w.Contract = fact("contract", in.Therapist.District)
	if in.Therapist.District != "" && !in.Excusal.IsZero() {
		w.Excusal = fact("excusal", in.Language.Date(language.Day(in.Excusal)), in.Client.Source)
	}
	w.AtSchool = slices.ContainsFunc(in.Statements, func(s record.Statement) bool { return s.By == "teacher" })
	for _, g := range in.Goals {
		for _, step := range g.Steps {
			w.AtSchool = w.AtSchool || slices.ContainsFunc(step.InPeriod, func(p record.DataPoint) bool { return p.Place == "school" })
		}
	}
}

// libraryResult is a result as phrases speak of it.
func libraryResult(r Result) *library.Result {
	own := library.Result{
		Test: r.Called, Scale: r.Assessment.Scale, Score: r.Score, Rank: r.Rank, Band: r.Band, Direction: library.SkillScore, Source: r.Assessment.Source,
	}
	switch {
	case r.Frequency:
		own.Direction, own.Rank = library.FrequencyScore, ""
	case r.Difficulty:
		own.Direction = library.DifficultyScore
	}
	if own.Rank != "" {
		own.OfHundred = strings.Trim(r.Percentile, "<>")
		own.About = strings.NewReplacer(">", "more than ", "<", "fewer than ").Replace(r.Percentile)
		if own.About == own.OfHundred {
			own.About = "about " + own.OfHundred
		}
	}
	return &own
}

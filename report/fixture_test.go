package report_test

import (
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"milepost/language"
	"milepost/library"
	"milepost/progress"
	"milepost/record"
	"milepost/report"
	"milepost/templates"
)

var (
	firstDay = record.Date{Year: 2026, Month: time.August, Day: 3}
	lastDay  = record.Date{Year: 2026, Month: time.October, Day: 30}
	autumn   = record.Period{From: firstDay, To: lastDay}
)

// ruler is a measure with a start and a target, and turns a share of the way
// between them into a score.
type ruler struct {
	name    string // plain name of a goal measured so
	domain  string
	measure record.Measure
	score   func(way float64) record.Score // 0 the start, 1 the target
}

func rulers() []ruler {
	whole := func(from, to, way float64) float64 { return math.Round(from + way*(to-from)) }
	number := func(form record.Form, from, to float64) func(float64) record.Score {
		return func(way float64) record.Score {
			n := whole(from, to, way)
			return record.Score{Form: form, Number: n, Text: fmt.Sprint(n)}
		}
	}
	ratio := func(way float64) record.Score {
		return record.Score{Form: record.Ratio, OK: int(whole(3, 8, way)), Of: 10}
	}
	answer := func(way float64) record.Score {
		return record.Score{Form: record.Answer, Number: map[bool]float64{true: 1}[way > 0.3]}
	}
	steps := []record.Step{{Value: 1, Words: "cannot read it"}, {Value: 2, Words: "some letters"}, {Value: 3, Words: "most letters"}, {Value: 4, Words: "easy to read"}}
	return []ruler{
		{name: "copy letters on the line", domain: "handwriting", measure: record.Measure{Kind: record.Percent, Better: record.Up}, score: number(record.PercentForm, 30, 80)},
		{name: "cut along a curved line", domain: "scissors", measure: record.Measure{Kind: record.Trials, Unit: "correct cuts", Better: record.Up}, score: ratio},
		{name: "eat new foods", domain: "feeding", measure: record.Measure{Kind: record.Count, Unit: "bites", Better: record.Up}, score: number(record.Number, 4, 8)},
		{name: "stay at a table task", domain: "attention", measure: record.Measure{Kind: record.Duration, Better: record.Up}, score: number(record.Seconds, 240, 600)},
		{name: "start a task when asked", domain: "attention", measure: record.Measure{Kind: record.Latency, Better: record.Down}, score: number(record.Seconds, 90, 20)},
		{name: "put on and zip {their} coat", domain: "dressing", measure: record.Measure{Kind: record.Assist, Better: record.Up}, score: number(record.StepForm, 3, 8)},
		{name: "join a game with another child", domain: "social", measure: record.Measure{Kind: record.GAS, Better: record.Up}, score: number(record.StepForm, -1, 0)},
		{name: "write {their} name", domain: "handwriting", measure: record.Measure{Kind: record.Rubric, Better: record.Up, Steps: steps}, score: number(record.StepForm, 2, 4)},
		{name: "ask for a break", domain: "sensory-regulation", measure: record.Measure{Kind: record.YesNo, Better: record.Up}, score: answer},
	}
}

// course is how a series goes, as shares of the way, one a week from August 5.
type course struct {
	status record.Status
	way    []float64
	late   int // weeks after August 5 on which it begins
	state  record.GoalState
	aim    bool // there is a target
}

func courses() []course {
	return []course{
		{record.OnTrack, []float64{0, 0, 0.2, 0.3, 0.4, 0.5, 0.5, 0.6, 0.7, 0.7, 0.8, 0.8}, 0, "", true},
		{record.Slower, []float64{0, 0, 0.1, 0.1, 0.2, 0.2, 0.2, 0.3, 0.3, 0.35, 0.35, 0.35}, 0, "", true},
		{record.Same, []float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0, "", true},
		{record.Lower, []float64{0, 0, 0, 0, -0.2, -0.3, -0.3, -0.4, -0.6, -0.6, -0.6}, 0, "", true},
		{record.Met, []float64{0, 0.2, 0.4, 0.4, 0.6, 0.6, 0.8, 0.8, 0.8, 1, 1, 1}, 0, "", true},
		{record.Maintained, []float64{0, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 0, "", true},
		{record.Better, []float64{0, 0, 0.2, 0.3, 0.4, 0.5, 0.5, 0.6, 0.7, 0.7, 0.8, 0.8}, 0, "", false},
		{record.TooEarly, []float64{0, 0.2}, 10, "", true},
		{record.NoData, []float64{0, 0, 0.2, 0.3}, 0, "", true},
		{record.Paused, []float64{0, 0, 0.2, 0.3}, 0, record.GoalPaused, true},
		{record.NotStarted, nil, 0, "", true},
	}
}

// goalOf makes a goal that is measured so and went so.
func goalOf(id string, r ruler, c course) report.Goal {
	objective := record.Objective{
		ID: record.ID(id), Measure: r.measure, Text: "Linh will " + r.name + ".",
		Baseline: r.score(0), BaselineDate: record.Date{Year: 2026, Month: time.August, Day: 5},
		Place: "clinic",
	}
	if c.status == record.NotStarted {
		objective.Baseline, objective.BaselineDate = record.Score{}, record.Date{}
	}
	if c.aim {
		objective.Target, objective.TargetDate = r.score(1), record.Date{Year: 2027, Month: time.January, Day: 29}
		objective.Criterion = record.Criterion{Sessions: 3}
	}
	goal := record.Goal{
		ID: record.ID(id), Version: 1, Client: "R-0417", Text: objective.Text, Domain: r.domain, State: c.state,
		Start:     record.Date{Year: 2026, Month: time.August, Day: 3},
		PlainName: map[string]string{"en": r.name}, Objectives: []record.Objective{objective},
		Source: record.Source{File: "goals.csv", Row: 2},
	}
	return report.Goal{Goal: goal, Steps: []progress.Summary{analyze(goal, points(r, c), autumn)}}
}

func points(r ruler, c course) []record.DataPoint {
	var list []record.DataPoint
	for i, way := range c.way {
		list = append(list, record.DataPoint{
			Day: record.Date{Year: 2026, Month: time.August, Day: 5}.AddDays(7 * (i + c.late)), Score: r.score(way), Place: "clinic",
			Source: record.Source{File: "sessions.csv", Row: i + 2, Column: "Score"},
		})
	}
	return list
}

func analyze(g record.Goal, points []record.DataPoint, period record.Period) progress.Summary {
	return progress.Analyze(g.Objectives[0], points, progress.Question{Period: period, GoalState: g.State, GoalStart: g.Start})
}

// inputOf is a whole report of Linh with these goals.
func inputOf(t testing.TB, goals ...report.Goal) report.Input {
	t.Helper()
	english, err := language.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	return report.Input{
		Key:      record.DraftKey{Client: "R-0417", Kind: "progress-report", Audience: "parent", Language: "en", From: firstDay},
		Period:   autumn,
		Clinic:   report.Clinic{Name: "Riverside OT", Phone: "555-0142", Interpreter: "A free interpreter is there for you."},
		Language: english,
		Client: record.Client{
			ID: "R-0417", FirstName: "Linh", LastName: "Trần", BirthDate: record.Date{Year: 2020, Month: time.May, Day: 9},
			Pronouns: record.Pronouns{Subject: "she", Object: "her", Possessive: "her", Owned: "hers", Reflexive: "herself"},
			Source:   record.Source{File: "clients.csv", Row: 7},
		},
		Therapist: record.Therapist{ID: "T-1", Name: "Zoë Łukasz", Credential: "OTR/L", License: "OT-00000"},
		Goals:     goals,
		Visits:    library.Visits{Planned: 13, Attended: 11, Cancelled: 2, Sources: []record.Source{{File: "visits.csv", Row: 3}}},
	}
}

var shippedPhrases = sync.OnceValues(func() (*library.Library, error) { return library.Load(library.Shipped()) })

func phrases(t testing.TB) *library.Library {
	t.Helper()
	lib, err := shippedPhrases()
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func parentForm(t testing.TB) templates.Template {
	t.Helper()
	form, err := keptForm()
	if err != nil {
		t.Fatal(err)
	}
	return form
}

var keptForm = sync.OnceValues(func() (templates.Template, error) {
	form, err := templates.Shipped(templates.Name("progress-report", "parent", "en"))
	return form.Kept(), err
})

func compose(t testing.TB, in report.Input) record.Body {
	t.Helper()
	body, err := report.Compose(in, phrases(t), parentForm(t))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

package check_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"milepost/check"
	"milepost/language"
	"milepost/library"
	"milepost/progress"
	"milepost/record"
	"milepost/report"
	"milepost/templates"
)

// names of made-up children; no real caseload's.
func names() []string {
	return []string{"Linh", "Omar", "Zoë", "Mateo", "Aaliyah", "James", "Soraya", "Kofi", "Ingrid", "Tuan", "Priya", "Björn", "Nia", "Łucja"}
}

func pronounSets() []record.Pronouns {
	return []record.Pronouns{
		{Subject: "she", Object: "her", Possessive: "her", Owned: "hers", Reflexive: "herself"},
		{Subject: "he", Object: "him", Possessive: "his", Owned: "his", Reflexive: "himself"},
		{Subject: "they", Object: "them", Possessive: "their", Owned: "theirs", Reflexive: "themself", Plural: true},
		{},
	}
}

// ruler is a measure with its score for a share of the way.
type ruler struct {
	name, domain string
	measure      record.Measure
	score        func(way float64) record.Score
}

func rulers() []ruler {
	number := func(form record.Form, from, to float64) func(float64) record.Score {
		return func(way float64) record.Score {
			v := float64(int(from + (to-from)*way + 0.5))
			return record.Score{Form: form, Number: max(v, 0)}
		}
	}
	ratio := func(from, to, of int) func(float64) record.Score {
		return func(way float64) record.Score {
			ok := int(float64(from) + float64(to-from)*way + 0.5)
			return record.Score{Form: record.Ratio, OK: min(max(ok, 0), of), Of: of}
		}
	}
	steps := []record.Step{{Value: 1, Words: "cannot read it"}, {Value: 2, Words: "some letters"}, {Value: 3, Words: "most letters"}, {Value: 4, Words: "easy to read"}}
	between := func(f func(float64) record.Score, low, high float64) func(float64) record.Score {
		return func(way float64) record.Score {
			s := f(way)
			s.Number = min(max(s.Number, low), high)
			return s
		}
	}
	answer := func(way float64) record.Score {
		if way > 0.5 {
			return record.Score{Form: record.Answer, Number: 1}
		}
		return record.Score{Form: record.Answer}
	}
	return []ruler{
		{"copy letters on the line", "handwriting", record.Measure{Kind: record.Percent, Better: record.Up}, between(number(record.PercentForm, 30, 80), 0, 100)},
		{"cut along a curved line", "scissors", record.Measure{Kind: record.Trials, Unit: "correct cuts", Of: 10, Better: record.Up}, ratio(3, 8, 10)},
		{"catch a ball", "gross-motor", record.Measure{Kind: record.Trials, Unit: "catches", Better: record.Up}, ratio(1, 4, 5)},
		{"eat new foods", "feeding", record.Measure{Kind: record.Count, Unit: "bites", Better: record.Up}, number(record.Number, 4, 8)},
		{"get through the day with fewer upsets", "sensory-regulation", record.Measure{Kind: record.Rate, Unit: "upsets", Better: record.Down}, number(record.Number, 6, 1)},
		{"stay at a table task", "attention", record.Measure{Kind: record.Duration, Better: record.Up}, number(record.Seconds, 240, 600)},
		{"start a task when asked", "attention", record.Measure{Kind: record.Latency, Better: record.Down}, number(record.Seconds, 90, 20)},
		{"put on and zip {their} coat", "dressing", record.Measure{Kind: record.Assist, Better: record.Up}, between(number(record.StepForm, 3, 8), 0, 8)},
		{"join a game with another child", "social", record.Measure{Kind: record.GAS, Better: record.Up}, between(func(way float64) record.Score {
			return record.Score{Form: record.StepForm, Number: float64(int(-2+3*way+2.5)) - 2}
		}, -2, 2)},
		{"write {their} name", "handwriting", record.Measure{Kind: record.Rubric, Better: record.Up, Steps: steps}, between(number(record.StepForm, 2, 4), 1, 4)},
		{"ask for a break", "sensory-regulation", record.Measure{Kind: record.YesNo, Better: record.Up}, answer},
		{"cut off the corner by less", "scissors", record.Measure{Kind: record.Length, Unit: "inches", Better: record.Down}, number(record.Number, 3, 1)},
	}
}

// child makes up the whole input of a report from a seed.
func child(t testing.TB, seed uint64) report.Input {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 7))
	from := record.Date{Year: 2026, Month: time.August, Day: 3}
	in := report.Input{
		Key:      record.DraftKey{Client: "R-0417", Kind: "progress-report", Audience: library.Audiences()[r.IntN(3)], Language: "en", From: from},
		Period:   record.Period{From: from, To: record.Date{Year: 2026, Month: time.October, Day: 30}},
		Clinic:   report.Clinic{Name: "Riverside OT", Phone: "555-0142", Interpreter: "A free interpreter is there for you."},
		Language: english(t),
		Client: record.Client{
			ID: "R-0417", FirstName: names()[r.IntN(len(names()))], LastName: "Trần", BirthDate: record.Date{Year: 2016 + r.IntN(6), Month: time.May, Day: 9},
			Pronouns: pronounSets()[r.IntN(4)], Source: record.Source{File: "clients.csv", Row: 7},
		},
		Therapist: record.Therapist{ID: "T-1", Name: "Ada Lukasz", Credential: "OTR/L", License: "OT-00000"},
		Signed:    map[record.ID]progress.Signed{},
	}
	if r.IntN(20) == 0 {
		in.Client.FirstName, in.Client.Pronouns = "", record.Pronouns{}
	}
	planned := 8 + r.IntN(8)
	held := r.IntN(planned + 1)
	in.Visits = library.Visits{Planned: planned, Attended: held, Cancelled: planned - held, Later: r.IntN(3), Sources: []record.Source{{File: "visits.csv", Row: 3}}}
	if r.IntN(2) == 0 {
		in.Statements = append(in.Statements, record.Statement{
			Day: from.AddDays(30 + r.IntN(50)), By: []string{"parent", "teacher", "therapist"}[r.IntN(3)],
			Text: "Lines up for school without tears, 3 days now.", Source: record.Source{File: "notes.csv", Row: 4},
		})
	}
	all := rulers()
	for i := range 1 + r.IntN(5) {
		in.Goals = append(in.Goals, goalOf(&in, r, all[r.IntN(len(all))], fmt.Sprintf("g-%d", i+1)))
	}
	return in
}

// goalOf makes up a goal, its rows and what they come to.
func goalOf(in *report.Input, r *rand.Rand, ruled ruler, id string) report.Goal {
	start := in.Period.From
	if r.IntN(4) == 0 {
		start = start.AddDays(-60)
	}
	if r.IntN(8) == 0 {
		start = start.AddDays(14 + r.IntN(40))
	}
	o := record.Objective{
		ID: record.ID(id), Measure: ruled.measure, Text: "The child will " + ruled.name + ".",
		Baseline: ruled.score(0), BaselineDate: start.AddDays(2),
	}
	if r.IntN(3) > 0 {
		o.Place = "clinic"
	}
	if r.IntN(5) == 0 {
		o.Baseline, o.BaselineDate = record.Score{}, record.Date{}
	}
	if r.IntN(8) > 0 {
		o.Target = ruled.score(1)
		if r.IntN(6) > 0 {
			o.TargetDate = record.Date{Year: 2027, Month: time.Month(1 + r.IntN(6)), Day: 1 + r.IntN(28)}
		}
		o.Criterion = record.Criterion{Sessions: 1 + r.IntN(3)}
		if r.IntN(4) == 0 {
			o.Criterion.Of = o.Criterion.Sessions + 1
		}
	}
	if r.IntN(4) == 0 {
		o.MostHelp = record.Help{Ladder: record.PromptLadder, Level: 6}
	}
	goal := record.Goal{
		ID: record.ID(id), Version: 1, Client: "R-0417", Text: o.Text, Domain: ruled.domain, Start: start,
		PlainName: map[string]string{"en": ruled.name}, Objectives: []record.Objective{o},
		Source: record.Source{File: "goals.csv", Row: 2},
	}
	if r.IntN(12) == 0 {
		goal.PlainName = nil
	}
	if r.IntN(12) == 0 {
		goal.State = record.GoalPaused
	}
	if r.IntN(15) == 0 {
		goal.End, goal.State = in.Period.To.AddDays(-r.IntN(30)), record.GoalDiscontinued
	}
	points := pointsOf(in, r, ruled, start)
	if r.IntN(3) == 0 {
		last := progress.Signed{Period: record.Period{From: start.AddDays(-92), To: in.Period.From.AddDays(-1)}, Current: ruled.score(r.Float64()), Status: record.Slower}
		in.Signed[o.ID] = last
	}
	sum := progress.Analyze(o, points, progress.Question{Period: in.Period, GoalState: goal.State, GoalStart: goal.Start})
	return report.Goal{Goal: goal, Steps: []progress.Summary{sum}}
}

func pointsOf(in *report.Input, r *rand.Rand, ruled ruler, start record.Date) []record.DataPoint {
	var list []record.DataPoint
	n, drift, noise := r.IntN(16), r.Float64()*1.6-0.5, r.Float64()*0.3
	place := []string{"clinic", "clinic", "clinic", "home", "school", "telehealth", ""}[r.IntN(7)]
	help := record.Help{}
	if r.IntN(3) == 0 {
		help = record.Help{Ladder: record.PromptLadder, Level: 4 + r.IntN(5), Count: r.IntN(3)}
	}
	for i := range n {
		way := drift*float64(i)/float64(max(n-1, 1)) + (r.Float64()*2-1)*noise
		p := record.DataPoint{
			Day: start.AddDays(2 + 7*i), Score: ruled.score(way), Place: place, Help: help,
			Source: record.Source{File: "sessions.csv", Row: i + 2, Column: "Score"},
		}
		if r.IntN(9) == 0 {
			p.Help.Level = 2
		}
		if r.IntN(25) == 0 {
			p.Format = "group"
		}
		if p.Day.After(in.Period.To) {
			break
		}
		list = append(list, p)
	}
	return list
}

var (
	loadEnglish = sync.OnceValues(func() (*language.Language, error) { return language.Load("en") })
	loadPhrases = sync.OnceValues(func() (*library.Library, error) { return library.Load(library.Shipped()) })
	loadWords   = sync.OnceValues(func() (*check.Words, error) { return check.Load("en") })
)

func english(t testing.TB) *language.Language { return must(t)(loadEnglish()) }

func words(t testing.TB) *check.Words {
	t.Helper()
	w, err := loadWords()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func must(t testing.TB) func(*language.Language, error) *language.Language {
	t.Helper()
	return func(l *language.Language, err error) *language.Language {
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
}

// written composes the draft of an input.
func written(t testing.TB, in report.Input) check.Draft {
	t.Helper()
	lib, err := loadPhrases()
	if err != nil {
		t.Fatal(err)
	}
	form, err := templates.Shipped(templates.Name(report.Form(in), in.Key.Audience, "en"))
	if err != nil {
		t.Fatal(err)
	}
	body, err := report.Compose(in, lib, form)
	if err != nil {
		t.Fatal(err)
	}
	return check.Draft{Markdown: body.Markdown, Sentences: body.Sentences, Generated: body.Sentences, Input: in, Others: names()}
}

type dayT = language.Day

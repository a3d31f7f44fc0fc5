package library

import (
	"slices"

	"milepost/language"
	"milepost/progress"
	"milepost/record"
)

// livesExamples are goals at turns of their life: begun or ended in the period,
// with a start that another clinic took, told of in an earlier report, and a
// home program, which is counted at home.
func livesExamples(l *language.Language, audience string, child record.Client) []Subject {
	var list []Subject
	for _, x := range exampleScales() {
		if !slices.Contains([]record.Kind{record.Trials, record.Assist, record.Rubric, record.GAS, record.YesNo}, x.measure.Kind) || x.plain == "" {
			continue
		}
		list = append(list, elsewhereExamples(l, audience, child, x)...)
		list = append(list, lifeExamples(l, audience, child, x)...)
	}
	form := func(n float64) record.Score { return record.Score{Form: record.Number, Number: n} }
	home := exampleScale{
		"do the home program", "home-program", "caregiver",
		record.Measure{Kind: record.Count, Unit: "days in the last week", Better: record.Up},
		form(1), form(4), form(5),
	}
	never := home
	never.start, never.now = form(0), form(0)
	for _, one := range []exampleScale{home, never} {
		goal := one.goal(l.Code)
		sum := exampleSummary(goal.Objectives[0], record.Same)
		if one.start != one.now {
			now := one.now
			sum.Status = record.OnTrack
			sum.Current = &progress.Level{Value: now.Number, Score: now, How: progress.LastThree, Points: sum.Current.Points}
		}
		list = append(list, exampleSubject(l, audience, child, goal, sum))
	}
	return list
}

// elsewhereExamples have a start that another clinic took, with and without
// its day.
func elsewhereExamples(l *language.Language, audience string, child record.Client, x exampleScale) []Subject {
	var list []Subject
	for _, dated := range []bool{true, false} {
		goal := x.goal(l.Code)
		goal.Objectives[0].BaselineFrom = "Little Steps Clinic"
		sum := exampleSummary(goal.Objectives[0], record.OnTrack)
		if !dated && sum.Baseline != nil {
			sum.Baseline.Day = record.Date{}
		}
		list = append(list, exampleSubject(l, audience, child, goal, sum))
	}
	return list
}

// lifeExamples are goals that began and ended in the period and were in an
// earlier report.
func lifeExamples(l *language.Language, audience string, child record.Client, x exampleScale) []Subject {
	var list []Subject
	moved := map[record.Status]record.Status{record.OnTrack: record.Better, record.Same: record.Same, record.Lower: record.Lower, record.Met: record.Better}
	for _, status := range []record.Status{record.OnTrack, record.Same, record.Lower, record.Met} {
		goal := x.goal(l.Code)
		goal.Start, goal.End = date(2026, 8, 10), date(2026, 10, 21)
		s := exampleSubject(l, audience, child, goal, exampleSummary(goal.Objectives[0], status))
		older := record.Goal{ID: "G-old", Start: date(2026, 5, 3)}
		s.Goals = []*record.Goal{&older, s.Goal}
		s.Change = &progress.Change{
			Since:  record.Period{From: date(2026, 5, 3), To: date(2026, 8, 2)},
			Before: x.start, Now: x.now, Moved: moved[status], Was: record.OnTrack,
			Source: record.Source{File: "signed/2026-05-03_progress-report.parent.en.md"},
		}
		list = append(list, s)
	}
	steps := x.goal(l.Code)
	steps.Objectives = append(steps.Objectives, steps.Objectives[0])
	return append(list, exampleSubject(l, audience, child, steps, exampleSummary(steps.Objectives[0], record.NotStarted)))
}

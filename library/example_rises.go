package library

import (
	"milepost/language"
	"milepost/record"
)

// risesExamples are goals with less of something, whose names sound like
// something to do more often.
func risesExamples(l *language.Language, audience string, child record.Client) []Subject {
	of := func(ok int) record.Score { return record.Score{Form: record.Ratio, OK: ok, Of: 10} }
	number := func(n float64) record.Score { return record.Score{Form: record.Number, Number: n} }
	percent := func(n float64) record.Score { return record.Score{Form: record.PercentForm, Number: n} }
	answer := func(n float64) record.Score { return record.Score{Form: record.Answer, Number: n} }
	var list []Subject
	for _, unit := range []string{"", "spills"} {
		for _, x := range []exampleScale{
			{"scoop without spilling", "", "feeding", record.Measure{Kind: record.Trials, Of: 10}, of(7), of(3), of(2)},
			{"scoop without spilling", "", "feeding", record.Measure{Kind: record.Percent}, percent(60), percent(30), percent(20)},
			{"scoop without spilling", "", "feeding", record.Measure{Kind: record.Count}, number(7), number(3), number(2)},
			{"scoop without spilling", "", "feeding", record.Measure{Kind: record.Rate}, number(7), number(3), number(2)},
			{"scoop without spilling", "", "feeding", record.Measure{Kind: record.YesNo}, answer(1), answer(0), answer(0)},
			{"scoop without spilling", "", "feeding", record.Measure{Kind: record.YesNo}, answer(1), answer(1), answer(0)},
		} {
			x.measure.Better, x.measure.Unit = record.Down, unit
			goal := x.goal(l.Code)
			goal.Objectives[0].NameRises = true
			for _, sum := range exampleSummaries(goal.Objectives[0]) {
				list = append(list, exampleSubject(l, audience, child, goal, sum))
			}
		}
	}
	return list
}

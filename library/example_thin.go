package library

import (
	"milepost/language"
	"milepost/progress"
	"milepost/record"
)

// thinExamples are goals of which little is known: without any result although
// the child came, of which nobody said what is measured or which way is better,
// and with a start that is the median of three sessions.
func thinExamples(l *language.Language, audience string, child record.Client) []Subject {
	var list []Subject
	add := func(goal record.Goal, sum progress.Summary) {
		list = append(list, exampleSubject(l, audience, child, goal, sum))
	}
	for _, x := range exampleScales() {
		goal := x.goal(l.Code)
		never := exampleSummary(goal.Objectives[0], record.NoData)
		never.Points, never.InPeriod, never.Current, never.Left, never.Newest = nil, nil, nil, nil, record.Date{}
		add(goal, never)
		steps := x.goal(l.Code)
		steps.Objectives = append(steps.Objectives, steps.Objectives[0])
		add(steps, never)
		for _, lacks := range []progress.Lack{progress.LacksMeasure, progress.LacksDirection} {
			sum := exampleSummary(goal.Objectives[0], record.TooEarly)
			sum.Lacks = lacks
			add(goal, sum)
		}
		median := exampleSummary(goal.Objectives[0], record.OnTrack)
		if median.Baseline != nil {
			first := median.Points[:3]
			median.Baseline.How, median.Baseline.Points, median.Baseline.Day = progress.FirstThree, first, first[2].Day
			add(goal, median)
		}
	}
	return list
}

package progress

import (
	"fmt"

	"milepost/record"
)

// mostCharts is how many charts a goal has. Source: the issue on progress, 2.
const mostCharts = 2

// GoalSummary is what the data say of a goal with its objectives. Nothing is
// averaged over objectives.
type GoalSummary struct {
	Objectives []Summary
	Met        int // objectives met or maintained
	InHand     int // index of the objective that is worked on now
	Status     record.Status
	Proposed   bool
	Reason     string
	Charts     []int // indices of at most 2 objectives with a chart, the one in hand first
}

// SummarizeGoal joins the summaries of a goal's objectives, which stand in the
// goal's order. The goal is met when all are; else its status is that of the
// objective in hand: the first that is not met and has points lately, else the
// first not met. Without objectives it is not started.
//
// Source: the design, "Words": met when all that it requires is met.
func SummarizeGoal(objectives []Summary) GoalSummary {
	g := GoalSummary{Objectives: objectives, Status: record.NotStarted, Reason: "no objective"}
	if len(objectives) == 0 {
		return g
	}
	maintained := 0
	for _, s := range objectives {
		if isMet(s) {
			g.Met++
		}
		if s.Status == record.Maintained {
			maintained++
		}
	}
	g.InHand = inHand(objectives)
	g.Charts = charts(objectives, g.InHand)
	s := objectives[g.InHand]
	g.Status, g.Proposed, g.Reason = s.Status, s.Proposed, s.Reason
	if g.Met == len(objectives) {
		g.Status = record.Met
		if maintained == len(objectives) {
			g.Status = record.Maintained
		}
	}
	if len(objectives) > 1 {
		g.Reason = fmt.Sprintf("%d of %d steps met; step %d: %s", g.Met, len(objectives), g.InHand+1, s.Reason)
	}
	return g
}

func isMet(s Summary) bool { return s.Status == record.Met || s.Status == record.Maintained }

// inHand returns the first objective that is not met and worked on, else the
// first not met, else the last.
func inHand(objectives []Summary) int {
	open := -1
	for i, s := range objectives {
		switch s.Status {
		case record.Met, record.Maintained:
			continue
		case record.Paused, record.NotStarted, record.NoData:
			if open < 0 {
				open = i
			}
			continue
		}
		return i
	}
	if open < 0 {
		return len(objectives) - 1
	}
	return open
}

// charts returns the objective in hand and the nearest other one that has
// something to draw, an earlier one first.
func charts(objectives []Summary, hand int) []int {
	order := []int{hand}
	for i := hand - 1; i >= 0; i-- {
		order = append(order, i)
	}
	for i := hand + 1; i < len(objectives); i++ {
		order = append(order, i)
	}
	var list []int
	for _, i := range order {
		if len(list) < mostCharts && drawn(objectives[i]) {
			list = append(list, i)
		}
	}
	return list
}

// drawn reports whether there is anything to draw: two points or more.
func drawn(s Summary) bool { return len(s.Points) >= 2 }

// Signed is what a signed report said of an objective.
type Signed struct {
	Period  record.Period
	Current record.Score
	Status  record.Status
	Source  record.Source // the signed document
}

// Change is how an objective moved since the last signed report. Its numbers
// before are those that were signed, whatever the data say today.
type Change struct {
	Since  record.Period
	Before record.Score
	Now    record.Score
	Moved  record.Status // better, same or lower, by the margin of those statuses
	Was    record.Status
	Source record.Source // the document that was signed
}

// ChangeSince compares the current level with the one last signed. False where
// either is not known or they are not of one measure, or of one scale of help.
//
// Source: features row 35; the margin is that of status lower.
func ChangeSince(last Signed, s Summary) (Change, bool) {
	before, ok := s.Objective.Measure.Value(last.Current)
	if !ok || s.Current == nil || s.Better == "" || !last.Current.IsOn(s.Scale) || !last.Current.SameScale(s.Current.Score) {
		return Change{}, false
	}
	c := Change{Since: last.Period, Before: last.Current, Now: s.Current.Score, Moved: record.Same, Was: last.Status, Source: last.Source}
	least := leastChange(s.Objective, s.Points, before)
	switch moved := gain(s.Better, before, s.Current.Value); {
	case beyond(moved, s.Noise, least):
		c.Moved = record.Better
	case beyond(-moved, s.Noise, least):
		c.Moved = record.Lower
	}
	return c, true
}

package progress_test

import (
	"testing"

	"milepost/progress"
	"milepost/record"
)

// TestMoreThanNoHelpIsMoreHelp: where the goal asks for no help at all, every
// help is more, whichever scale it stands on, and is counted as that.
func TestMoreThanNoHelpIsMoreHelp(t *testing.T) {
	goal := cutting()
	goal.MostHelp = record.Help{Ladder: record.AssistLadder, Level: record.Independent}
	points := weekly(ratio(3, 10), ratio(4, 10), ratio(5, 10))
	points[0].Help = record.Help{Ladder: record.PromptLadder, Level: 6}
	points[1].Help = record.Help{Ladder: record.AssistLadder, Level: 3}
	s := progress.Analyze(goal, points, progress.Question{Period: to(aug5(56)), GoalStart: aug5(0)})
	if len(s.Left) != 1 || s.Left[0].Reason != progress.LeftMoreHelp || len(s.Left[0].Points) != 2 {
		t.Errorf("left out %+v, want two with more help", s.Left)
	}
}

// TestPromptsAreCounted: a visit with more prompts than the goal allows is left
// out.
func TestPromptsAreCounted(t *testing.T) {
	goal := cutting()
	prompts := func(n int) record.Help { return record.Help{Ladder: record.PromptLadder, Level: 6, Count: n} }
	goal.MostHelp = prompts(2)
	points := weekly(ratio(3, 10), ratio(4, 10), ratio(9, 10))
	points[0].Help, points[1].Help, points[2].Help = prompts(2), prompts(1), prompts(5)
	s := progress.Analyze(goal, points, progress.Question{Period: to(aug5(56)), GoalStart: aug5(0)})
	if len(s.Points) != 2 || len(s.Left) != 1 || s.Left[0].Reason != progress.LeftMoreHelp {
		t.Errorf("%d comparable, left out %+v; want two and one", len(s.Points), s.Left)
	}
}

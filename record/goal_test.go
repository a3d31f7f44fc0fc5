package record_test

import (
	"testing"

	"milepost/record"
)

// TestAGoalIsToldInThePeriodsItLivedIn: features 18.
func TestAGoalIsToldInThePeriodsItLivedIn(t *testing.T) {
	period := record.Period{From: day(t, "2026-08-03"), To: day(t, "2026-10-31")}
	for _, c := range []struct {
		rule, start, end string
		state            record.GoalState
		want             bool
	}{
		{"begun before and alive", "2026-05-01", "", record.GoalActive, true},
		{"ended before the period", "2026-01-05", "2026-08-02", record.GoalMet, false},
		{"ended on its first day", "2026-01-05", "2026-08-03", record.GoalMet, true},
		{"met in it", "2026-01-05", "2026-09-01", record.GoalMet, true},
		{"replaced in it", "2026-01-05", "2026-09-01", record.GoalDiscontinued, true},
		{"begun on its last day", "2026-10-31", "", record.GoalActive, true},
		{"begun after it", "2026-11-01", "", record.GoalActive, false},
		{"paused in it", "2026-01-05", "", record.GoalPaused, true},
		{"planned only", "2026-05-01", "", record.GoalPlanned, false},
		{"without dates", "", "", record.GoalActive, true},
	} {
		g := record.Goal{State: c.state}
		if c.start != "" {
			g.Start = day(t, c.start)
		}
		if c.end != "" {
			g.End = day(t, c.end)
		}
		if got := g.ActiveIn(period); got != c.want {
			t.Errorf("%s: active %v, want %v", c.rule, got, c.want)
		}
	}
	if !(record.Goal{Start: day(t, "2026-01-05"), End: day(t, "2026-02-05")}).ActiveIn(record.Period{}) {
		t.Error("a begun goal is not active in an unknown period")
	}
}

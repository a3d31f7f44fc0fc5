package progress_test

import (
	"math"
	"testing"

	"milepost/progress"
	"milepost/record"
)

func near(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance }

// The vector of the domain facts, 4.6: 40 at day 0, 80 at day 180.
func TestAimLine(t *testing.T) {
	line := progress.AimLine{From: aug5(0), To: aug5(180), FromValue: 40, ToValue: 80}
	for days, want := range map[int]float64{0: 40, 28: 46.22, 35: 47.78, 42: 49.33, 49: 50.89, 56: 52.44, 63: 54, 180: 80, 200: 80, -9: 40} {
		if got := line.At(aug5(days)); !near(got, want, 0.005) {
			t.Errorf("day %d: got %v, want %v", days, got, want)
		}
	}
}

func TestAimLineOfAnObjective(t *testing.T) {
	points := every(14, ratio(3, 10), ratio(4, 10), ratio(4, 10), ratio(6, 10), ratio(7, 10), ratio(7, 10), ratio(7, 10))
	q := progress.Question{Period: autumn(), GoalStart: day("2026-08-05")}
	cases := []struct {
		name   string
		change func(*record.Objective)
		want   float64 // expected on the last day; 0: no aim line
	}{
		{"documented baseline to target", func(*record.Objective) {}, 30 + 50*86.0/177},
		{"no target date", func(o *record.Objective) { o.TargetDate = record.Date{} }, 0},
		{"no target", func(o *record.Objective) { o.Target = none() }, 0},
		{"no day of the baseline: from the goal's first day", func(o *record.Objective) { o.BaselineDate = record.Date{} }, 30 + 50*86.0/177},
		{"target already behind", func(o *record.Objective) { o.Target = ratio(2, 10) }, 0},
		{"target day has passed: the target", func(o *record.Objective) { o.TargetDate = day("2026-10-01") }, 80},
		{"never for steps", func(o *record.Objective) { o.Measure.Kind, o.Baseline, o.Target = record.Rubric, step(1), step(3) }, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			goal := cutting()
			c.change(&goal)
			s := progress.Analyze(goal, points, q)
			if c.want == 0 {
				if s.Aim != nil {
					t.Errorf("got %+v, want none", *s.Aim)
				}
				return
			}
			if s.Aim == nil || !near(s.Aim.Expected, c.want, 1e-9) {
				t.Errorf("got %+v, want %v expected", s.Aim, c.want)
			}
		})
	}
}

func TestTrendGate(t *testing.T) {
	six := nums(1, 2, 3, 4, 5, 6)
	count := record.Objective{Measure: record.Measure{Kind: record.Count, Better: record.Up}}
	steps := record.Objective{Measure: record.Measure{Kind: record.Rubric, Better: record.Up}}
	cases := []struct {
		name   string
		goal   record.Objective
		points []record.DataPoint
		want   float64 // a week; 0: no trend
	}{
		{"6 points over 35 days", count, weekly(six...), 1},
		{"5 points", count, weekly(six[:5]...), 0},
		{"6 points over 27 days", count, onDays([]string{"2026-08-05", "2026-08-06", "2026-08-12", "2026-08-20", "2026-08-26", "2026-09-01"}, six...), 0},
		{"6 points over 28 days", count, onDays([]string{"2026-08-05", "2026-08-12", "2026-08-19", "2026-08-26", "2026-09-01", "2026-09-02"}, nums(1, 2, 3, 4, 4.86, 5)...), 1},
		{"no dates", count, undated(six...), 0},
		{"steps", steps, weekly(step(1), step(1), step(2), step(2), step(3), step(3)), 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := progress.Analyze(c.goal, c.points, progress.Question{Period: autumn()})
			switch {
			case s.Trend == nil && c.want != 0:
				t.Errorf("no trend, want %v a week", c.want)
			case s.Trend != nil && !near(s.Trend.PerWeek, c.want, 0.05):
				t.Errorf("got %+v, want %v a week", *s.Trend, c.want)
			}
		})
	}
}

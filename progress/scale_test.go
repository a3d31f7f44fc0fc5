package progress_test

import (
	"testing"

	"pgregory.net/rapid"

	"milepost/progress"
	"milepost/record"
)

// level is a level of help on a scale; the top is on both.
func level(scale record.Ladder, n int) record.Score {
	s := step(n)
	if n != record.Independent {
		s.Ladder = scale
	}
	return s
}

// TestLevelsOfTwoScalesOfHelpAreNotCompared: "Mod A" is 2 and "verbal cues" is
// 6, and nothing says that one is better.
func TestLevelsOfTwoScalesOfHelpAreNotCompared(t *testing.T) {
	assist, prompt := record.AssistLadder, record.PromptLadder
	o := record.Objective{
		Measure: record.Measure{Kind: record.Assist}, Baseline: level(assist, 2), BaselineDate: aug5(0),
		Target: level(prompt, 7), TargetDate: aug5(180), Criterion: record.Criterion{Sessions: 3},
	}
	q := progress.Question{Period: autumn(), GoalStart: aug5(0)}
	verbal := level(prompt, 6)
	s := progress.Analyze(o, every(12, verbal, verbal, verbal, verbal, verbal, verbal), q)
	if s.Status != record.Same || s.Baseline == nil || s.Baseline.How != progress.FirstThree {
		t.Errorf("status %q from %+v, want the same as in the first three visits", s.Status, s.Baseline)
	}
	least := level(assist, 3)
	s = progress.Analyze(o, every(12, least, least, least, least, least, least), q)
	if s.Target != nil || s.Reached != nil || s.Baseline == nil || s.Baseline.How != progress.Documented || s.Status != record.Better {
		t.Errorf("status %q, target %+v, baseline %+v, want better than the baseline and no target", s.Status, s.Target, s.Baseline)
	}
	own := level(assist, record.Independent)
	o.Target = own
	s = progress.Analyze(o, every(12, least, least, least, own, own, own), q)
	if s.Status != record.Met {
		t.Errorf("status %q, want met: the top step is on both scales", s.Status)
	}
}

// TestNumbersOfTheOtherScaleChangeNothing: whatever step of the other scale a
// result or level names, everything else stays the same.
func TestNumbersOfTheOtherScaleChangeNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scales := rapid.SampledFrom([]record.Ladder{record.AssistLadder, record.PromptLadder})
		steps := rapid.IntRange(0, record.Independent)
		draw := func(name string) record.Score { return level(scales.Draw(t, name+" on"), steps.Draw(t, name)) }
		o := record.Objective{
			Measure: record.Measure{Kind: record.Assist}, Baseline: draw("baseline"), Target: draw("target"), TargetDate: aug5(150),
			Criterion: record.Criterion{Sessions: 2},
		}
		scores := make([]record.Score, rapid.IntRange(0, 9).Draw(t, "results"))
		for i := range scores {
			scores[i] = draw("result")
		}
		points, q := every(9, scores...), progress.Question{Period: autumn(), GoalStart: aug5(0)}
		s := progress.Analyze(o, points, q)
		n := len(s.Points)
		for _, l := range s.Left {
			n += len(l.Points)
		}
		if n != len(points) {
			t.Fatalf("%d of %d results counted", n, len(points))
		}
		for _, l := range []*progress.Level{s.Baseline, s.Current, s.Target} {
			if l != nil && !l.Score.IsOn(s.Scale) {
				t.Fatalf("level %+v is not on %q", l, s.Scale)
			}
		}
		other := func(s record.Score) record.Score {
			s.Number = float64((int(s.Number) + 3) % record.Independent)
			return s
		}
		for i := range points {
			if !points[i].Score.IsOn(s.Scale) {
				points[i].Score = other(points[i].Score)
			}
		}
		if !o.Baseline.IsOn(s.Scale) {
			o.Baseline = other(o.Baseline)
		}
		if !o.Target.IsOn(s.Scale) {
			o.Target = other(o.Target)
		}
		again := progress.Analyze(o, points, q)
		if again.Status != s.Status || again.Reason != s.Reason || (again.Reached == nil) != (s.Reached == nil) {
			t.Fatalf("%q because %s, and with other steps of the other scale %q because %s", s.Status, s.Reason, again.Status, again.Reason)
		}
	})
}

// TestALevelSignedOnTheOtherScaleIsNoChange: "since the last report" compares
// levels of one scale only.
func TestALevelSignedOnTheOtherScaleIsNoChange(t *testing.T) {
	o := record.Objective{Measure: record.Measure{Kind: record.Assist}}
	verbal := level(record.PromptLadder, 6)
	s := progress.Analyze(o, every(12, verbal, verbal, verbal, verbal), progress.Question{Period: autumn(), GoalStart: aug5(0)})
	if _, ok := progress.ChangeSince(progress.Signed{Current: level(record.AssistLadder, 2)}, s); ok {
		t.Error("a step of prompting is compared with one of assistance")
	}
	if c, ok := progress.ChangeSince(progress.Signed{Current: level(record.PromptLadder, 2)}, s); !ok || c.Moved != record.Better {
		t.Errorf("%+v, %v, want better", c, ok)
	}
}

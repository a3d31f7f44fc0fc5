package record_test

import (
	"testing"

	"pgregory.net/rapid"

	"milepost/record"
)

func TestDirection(t *testing.T) {
	ratio := func(ok int) record.Score { return record.Score{Form: record.Ratio, OK: ok, Of: 5} }
	past := record.Score{Form: record.StepForm, Number: 1}
	tests := []struct {
		name     string
		kind     record.Kind
		said     record.Direction
		from, to record.Score
		want     record.Direction
		stated   bool
		begins   bool
	}{
		{"said", record.Trials, record.Up, ratio(1), ratio(4), record.Up, true, false},
		{"said, nothing on file", record.Trials, record.Down, record.Score{}, ratio(4), record.Down, true, false},
		{"worked out", record.Trials, "", ratio(1), ratio(4), record.Up, false, false},
		{"worked out, falling", record.Trials, "", ratio(4), ratio(1), record.Down, false, false},
		{"said against the levels", record.Trials, record.Down, ratio(1), ratio(4), "", false, true},
		{"at the target", record.Trials, record.Up, ratio(4), ratio(4), record.Up, true, true},
		{"at the target, nothing said", record.Trials, "", ratio(4), ratio(4), "", false, true},
		{"by the scale", record.GAS, "", record.Score{}, record.Score{}, record.Up, true, false},
		{"against the scale", record.Assist, record.Down, record.Score{}, record.Score{}, "", false, false},
		{"past the target on a scale", record.GAS, "", past, record.Score{Form: record.StepForm}, record.Up, true, true},
		{"nothing known", "", "", ratio(1), ratio(4), "", false, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := record.Objective{Measure: record.Measure{Kind: test.kind, Better: test.said}, Baseline: test.from, Target: test.to}
			if got, stated := o.Direction(); got != test.want || stated != test.stated || o.BeginsThere() != test.begins {
				t.Errorf("got %q, stated %v, begins there %v; want %q, %v, %v", got, stated, o.BeginsThere(), test.want, test.stated, test.begins)
			}
		})
	}
}

// TestDirectionIsNeverAgainstTheLevels: whatever was said, no direction leads
// from the baseline away from the target, but on a scale with a better end.
func TestDirectionIsNeverAgainstTheLevels(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		level := rapid.Custom(func(t *rapid.T) record.Score {
			return record.Score{Form: record.PercentForm, Number: float64(rapid.IntRange(0, 100).Draw(t, "percent"))}
		})
		o := record.Objective{Baseline: level.Draw(t, "baseline"), Target: level.Draw(t, "target")}
		o.Measure.Kind = record.Percent
		o.Measure.Better = rapid.SampledFrom([]record.Direction{"", record.Up, record.Down}).Draw(t, "said")
		better, _ := o.Direction()
		up := o.Target.Number > o.Baseline.Number
		if better == record.Up && o.Target.Number < o.Baseline.Number || better == record.Down && up {
			t.Fatalf("%s, from %v to %v", better, o.Baseline.Number, o.Target.Number)
		}
	})
}

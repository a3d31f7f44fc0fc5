package fold_test

import (
	"testing"

	"milepost/ingest/fold"
	"milepost/record"
)

// TestPlainNamesThatSentencesCannotUse: a topic is asked about and left out, a
// wanted thing of which there should be less is asked about.
func TestPlainNamesThatSentencesCannotUse(t *testing.T) {
	tests := []struct {
		name, unit string
		better     record.Direction
		want, code string
	}{
		{"cut along a line", "", record.Up, "cut along a line", ""},
		{"to cut along a line", "", record.Up, "cut along a line", ""},
		{"scissor skills", "", record.Up, "", "goal.plain-name"},
		{"scoop without spilling", "", record.Down, "scoop without spilling", "goal.plain-falls"},
		{"scoop without spilling", "spills", record.Down, "scoop without spilling", ""},
		{"spill food", "", record.Down, "spill food", ""},
		{"", "", record.Down, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			g := goal(record.Trials)
			g.PlainName = map[string]string{}
			if test.name != "" {
				g.PlainName["en"] = test.name
			}
			g.Objectives[0].Measure.Better, g.Objectives[0].Measure.Unit = test.better, test.unit
			got := fold.Client(record.Versions{Goals: []record.Version[record.Goal]{version(1, g)}}, fold.Options{})
			if name := got.Goals[0].PlainName["en"]; name != test.want {
				t.Errorf("got %q, want %q", name, test.want)
			}
			code := ""
			if len(got.Problems) > 0 {
				code = got.Problems[0].Code
			}
			if code != test.code || len(got.Problems) > 1 {
				t.Errorf("problems %v, want %q", got.Problems, test.code)
			}
		})
	}
}

// TestATrialIsNoAnswerToWhatIsCounted: a unit that only repeats the measure
// does not say of what there should be less.
func TestATrialIsNoAnswerToWhatIsCounted(t *testing.T) {
	for unit, asked := range map[string]bool{"": true, "trials": true, "%": true, "spills": false} {
		g := goal(record.Trials)
		g.PlainName = map[string]string{"en": "scoop without spilling"}
		g.Objectives[0].Measure.Unit = unit
		g.Objectives[0].Baseline, g.Objectives[0].Target = ratio(7, 10), ratio(2, 10)
		got := fold.Client(record.Versions{Goals: []record.Version[record.Goal]{version(1, g)}}, fold.Options{})
		if !got.Goals[0].Objectives[0].NameRises || (codes(got.Problems) == "goal.plain-falls") != asked {
			t.Errorf("unit %q: %v, problems %v", unit, got.Goals[0].Objectives[0].NameRises, got.Problems)
		}
	}
}

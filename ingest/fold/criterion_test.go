package fold_test

import (
	"testing"

	"milepost/ingest/fold"
	"milepost/record"
)

// TestACriterionColumnIsReadAsACard: what an export writes under "criterion"
// counts where it is understood and of the goal's measure.
func TestACriterionColumnIsReadAsACard(t *testing.T) {
	percent := record.Score{Form: record.PercentForm, Number: 70}
	tests := []struct {
		text         string
		measure      record.Kind
		better       record.Direction
		sessions, of int
		level        record.Form
	}{
		{"70% over 3 consecutive visits", record.Percent, record.Up, 3, 0, record.PercentForm},
		{"5 of 6 tries over 2 consecutive visits", record.Trials, record.Up, 2, 0, record.Ratio},
		{"4 of 5 sessions", record.Percent, record.Up, 4, 5, record.Missing},
		{"no more than 2 times over 3 consecutive days", record.Count, record.Down, 3, 0, record.Number},
		{"with no more than 2 errors over 3 consecutive days", record.Count, record.Up, 0, 0, record.Missing},
		{"in 4/5 trials over 3 consecutive sessions", record.Assist, "", 0, 0, record.Missing},
		{"over 3 sessions", record.Percent, record.Up, 0, 0, record.Missing}, // in a row or in all
		{"by teacher report", record.Percent, record.Up, 0, 0, record.Missing},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			g := goal(test.measure)
			o := &g.Objectives[0]
			o.Measure.Better, o.Criterion.Text = test.better, test.text
			if test.measure == record.Percent {
				o.Target = percent
			}
			got := fold.Client(record.Versions{Goals: []record.Version[record.Goal]{version(1, g)}}, fold.Options{})
			c := got.Goals[0].Objectives[0].Criterion
			if c.Sessions != test.sessions || c.Of != test.of || c.AtLeast.Form != test.level || c.Text != test.text {
				t.Errorf("got %+v", c)
			}
			if len(got.Problems) > 0 {
				t.Errorf("problems %v", got.Problems)
			}
		})
	}
}

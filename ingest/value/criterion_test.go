package value_test

import (
	"testing"

	"milepost/ingest/value"
	"milepost/record"
)

func TestReadCriterion(t *testing.T) {
	percent := record.Score{Form: record.PercentForm, Number: 80, Text: "80%"}
	tests := []struct {
		text string
		want record.Criterion
		ok   bool
	}{
		{"3 sessions in a row", record.Criterion{Sessions: 3}, true},
		{"4 of 5 sessions", record.Criterion{Sessions: 4, Of: 5}, true},
		{"80% over 3 consecutive sessions", record.Criterion{AtLeast: percent, Sessions: 3}, true},
		{"three consecutive therapy days", record.Criterion{Sessions: 3, Days: true}, true},
		{"over 3 sessions", record.Criterion{}, false}, // in a row or in all: not said
		{"5 of 4 sessions", record.Criterion{}, false},
		{"3 sessions in a row or 4 of 5 sessions", record.Criterion{}, false},
		{"often", record.Criterion{}, false},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			got, ok := value.ReadCriterion(test.text)
			if ok && got.Text != test.text {
				t.Errorf("got text %q, want what was written", got.Text)
			}
			got.Text = ""
			if ok != test.ok || ok && got != test.want {
				t.Errorf("got %+v, %v; want %+v, %v", got, ok, test.want, test.ok)
			}
		})
	}
}

package fold_test

import (
	"strings"
	"testing"

	"milepost/ingest/fold"
	"milepost/record"
)

func TestALaterScoreTakesThePlaceOfAnEarlierOne(t *testing.T) {
	one := record.Assessment{
		Key: "a", Instrument: "BOT-2", Day: record.Date{Year: 2026, Month: 9, Day: 14}, Band: "Average",
		Scores: []record.TestScore{{Kind: record.StandardScore, Number: 61}}, Source: record.Source{Row: 2},
	}
	two := one
	two.Scores, two.Band, two.Source = []record.TestScore{{Kind: record.StandardScore, Number: 60}}, "Above Average", record.Source{Row: 3}
	before := one
	before.Key, before.Day = "b", record.Date{Year: 2016, Month: 9, Day: 14}
	folded := fold.Client(record.Versions{
		Clients: []record.Version[record.Client]{{Order: 1, Record: record.Client{ID: "C-1", BirthDate: record.Date{Year: 2018, Month: 1, Day: 1}}}},
		Assessments: []record.Version[record.Assessment]{
			version(1, one), version(2, two), version(2, before),
		},
	}, fold.Options{})
	if len(folded.Assessments) != 1 || folded.Assessments[0].Scores[0].Number != 60 || folded.Assessments[0].Source.Row != 3 {
		t.Errorf("got %+v, want the later score alone", folded.Assessments)
	}
	if len(folded.Problems) != 1 || !strings.Contains(folded.Problems[0].Wrong, "before the client's birth") {
		t.Errorf("got %v, want the day before birth", folded.Problems)
	}
}

package ingest_test

import (
	"testing"

	"milepost/ingest"
)

// TestAGoalSheetWithIDsOnlyKeepsPlanDates: they are the client's, also where
// the sheet brings no client.
func TestAGoalSheetWithIDsOnlyKeepsPlanDates(t *testing.T) {
	const sheet = "SEIS ID,Goal Number,Annual Goal,Baseline,Next IEP Meeting,Eligibility Date,Plan Start Date\n" +
		"7001,1,Ana will cut on a line in 4 of 5 trials.,1/5,11/23/2026,2/19/2026,3/16/2026\n" +
		"7001,2,Ana will zip her coat in 4 of 5 trials.,1/5,11/23/2026,2/19/2026,3/16/2026\n"
	p := proposed(t, "goals.csv", []byte(sheet))
	if len(p.Lacks()) > 0 {
		t.Fatalf("%s lacks %v", fieldsOf(p), p.Lacks())
	}
	m, err := ingest.ParseMapping("own", p.Mapping("own").Write(nil))
	if err != nil {
		t.Fatal(err)
	}
	batch, report := readBytes(t, "goals.csv", []byte(sheet), m)
	if len(batch.Clients) > 0 || len(batch.Goals) != 2 || len(report.Problems) > 0 {
		t.Fatalf("%d clients, %d goals, problems %v", len(batch.Clients), len(batch.Goals), report.Problems)
	}
	for _, g := range batch.Goals {
		if len(g.PlanDays) != 3 || g.PlanDays[0].Source.Column == "" {
			t.Errorf("%s: got %+v, want three days", fieldsOf(p), g.PlanDays)
		}
	}
}

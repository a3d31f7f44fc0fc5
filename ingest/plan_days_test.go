package ingest_test

import (
	"bytes"
	"context"
	"maps"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
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

// TestPlanDatesOfVisitsAreTheClients: in whatever rows the days of a plan stand,
// they are kept, and a row that names no client is a problem.
func TestPlanDatesOfVisitsAreTheClients(t *testing.T) {
	const visits = "Client ID,Visit Date,Attendance,Annual IEP Review Due,Next Reevaluation Due\n" +
		"7001,9/14/2026,Attended,11/23/2026,2/19/2028\n" +
		"7001,9/21/2026,Attended,11/23/2026,2/19/2028\n" +
		",9/21/2026,Attended,12/1/2026,\n" +
		"7002,,Attended,12/4/2026,\n"
	const results = "Client ID,Goal,Date,Score,Eligibility Date\n7001,Cutting,9/14/2026,3/5,2/19/2026\n7001,Cutting,9/21/2026,4/5,2/19/2026\n"
	for _, test := range []struct {
		name, text string
		days       map[record.ID]int
		problems   int
	}{
		{"visits.csv", visits, map[record.ID]int{"7001": 2, "7002": 1}, 2},
		{"results.csv", results, map[record.ID]int{"7001": 1}, 0},
	} {
		p := proposed(t, test.name, []byte(test.text))
		if len(p.Lacks()) > 0 {
			t.Fatalf("%s: %s lacks %v", test.name, fieldsOf(p), p.Lacks())
		}
		m, err := ingest.ParseMapping("own", p.Mapping("own").Write(nil))
		if err != nil {
			t.Fatal(err)
		}
		batch, report := readBytes(t, test.name, []byte(test.text), m)
		got := map[record.ID]int{}
		for _, s := range batch.Statements {
			if s.Stated != nil {
				got[s.Client] += len(s.Stated.Days)
			}
		}
		if !maps.Equal(got, test.days) || len(report.Problems) != test.problems {
			t.Errorf("%s: %s: days %v, problems %v", test.name, fieldsOf(p), got, problemsOf(report))
		}
	}
}

// TestNoStatedDayIsLost: whatever kinds of records a row gives, each day of the
// plan in it is kept with the client, beside a goal, or as what the row states
// of the client; or the row is a problem.
func TestNoStatedDayIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		given := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"clients", "goals", "sessions", "data"}), 1, 4, rapid.ID[string]).Draw(t, "gives")
		mapping, err := ingest.ParseMapping("own", []byte("gives: ["+strings.Join(given, ", ")+"]\nneeds: [Client ID]\ncolumns:\n"+
			"  Client ID: client.id\n  First: client.first\n  Date: session.day\n  Status: session.status\n  Goal: goal.title\n  Score: point.score\n  Review: date.iep_review\n  Auth: authorization.number\n"))
		if err != nil {
			t.Skip(err)
		}
		row := []string{
			rapid.SampledFrom([]string{"C-1", ""}).Draw(t, "client"), rapid.SampledFrom([]string{"Ana", ""}).Draw(t, "first"),
			rapid.SampledFrom([]string{"2026-09-14", "", "soon"}).Draw(t, "date"), rapid.SampledFrom([]string{"attended", "", "huh"}).Draw(t, "status"),
			rapid.SampledFrom([]string{"Cutting", ""}).Draw(t, "goal"), rapid.SampledFrom([]string{"4/5", "", "bad score"}).Draw(t, "score"),
			"2026-11-23", rapid.SampledFrom([]string{"A-1", ""}).Draw(t, "auth"),
		}
		text := "Client ID,First,Date,Status,Goal,Score,Review,Auth\n" + strings.Join(row, ",") + "\n"
		var batch record.Batch
		f := sheet.File{Name: "f.csv", Data: bytes.NewReader([]byte(text)), Size: int64(len(text))}
		report, err := ingest.Read(context.Background(), f, ingest.Options{Mappings: []ingest.Mapping{mapping}, Today: today}, func(b record.Batch) error {
			batch = b
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		days, allowed := 0, 0
		for _, c := range batch.Clients {
			days, allowed = days+len(c.Days), allowed+len(c.Allowed)
		}
		for _, g := range batch.Goals {
			days += len(g.PlanDays)
		}
		for _, s := range batch.Statements {
			if s.Stated != nil {
				days, allowed = days+len(s.Stated.Days), allowed+len(s.Stated.Allowed)
			}
		}
		auths := 0
		if row[7] != "" {
			auths = 1
		}
		if row[0] == "" && len(report.Problems) > 0 {
			return
		}
		if days != 1 || allowed != auths {
			t.Fatalf("%v of %q: %d days and %d authorizations kept, problems %v", given, text, days, allowed, report.Problems)
		}
	})
}

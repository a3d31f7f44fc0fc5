package caseload_test

import (
	"encoding/csv"
	"math"
	"os"
	"slices"
	"strconv"
	"testing"

	"milepost/caseload"
	"milepost/record"
)

// series is what the authors of a study give of one of their series.
type series struct {
	client           record.ID
	title            string
	baseline, change float64
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-6 }

func readSeries(t *testing.T, name string) []series {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	number := func(row []string, column string) float64 {
		v, err := strconv.ParseFloat(row[slices.Index(rows[0], column)], 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	var all []series
	for _, row := range rows[1:] {
		all = append(all, series{
			client: record.ID(row[0]), title: row[1] + " " + row[2],
			baseline: number(row, "baseline_score"), change: number(row, "raw_change"),
		})
	}
	return all
}

// TestFHIRFolders takes in whole folders of real FHIR resources; every one of
// them is read, and the clients who have goals get a draft.
func TestFHIRFolders(t *testing.T) {
	if testing.Short() {
		t.Skip("hundreds of files: left out of the short run")
	}
	for _, c := range []struct {
		folder string
		drafts int // clients with a goal
	}{
		{"chronic-care-sample-data", 2},
		{"pacio-pfe-2.0.0-ballot", 1},
		{"pco-goal-attainment-scaling", 2},
		{"hl7-fhir-r4-examples", 1},
		{"smart-bulk-ndjson-10", 0},
	} {
		t.Run(c.folder, func(t *testing.T) {
			w, _ := empty(t)
			in, err := w.Ingest(t.Context(), now(), caseload.Holder(), exports(t, shared(t, c.folder), ".json", ".ndjson"))
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range in.Files {
				if f.Rows != f.Used+f.Bad+sum(f.Skipped) {
					t.Errorf("%s: %d resources, %d used, %d bad, %d skipped: not each is counted once", f.Name, f.Rows, f.Used, f.Bad, sum(f.Skipped))
				}
			}
			made, err := w.Draft(t.Context(), now(), caseload.Holder(), caseload.Selection{}, func(int, int) {})
			if err != nil {
				t.Fatal(err)
			}
			drafts := 0
			for _, d := range made {
				if d.Outcome == caseload.DraftNew {
					drafts++
				}
				if d.Outcome == caseload.DraftFailed {
					t.Errorf("client %s: %s", d.Client, d.Why)
				}
			}
			if drafts != c.drafts {
				t.Errorf("%d drafts, want %d", drafts, c.drafts)
			}
		})
	}
}

func sum(counts map[string]int) int {
	n := 0
	for _, c := range counts {
		n += c
	}
	return n
}

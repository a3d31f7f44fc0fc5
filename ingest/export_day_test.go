package ingest_test

import (
	"context"
	"testing"

	"milepost/ingest"
	"milepost/record"
)

func TestAnExportSaysItsDay(t *testing.T) {
	const table = "Client ID,Date,Status\nC-1,10/05/2026,attended\nC-1,10/14/2026,attended\nC-1,12/01/2026,scheduled\n"
	cases := []struct{ rule, name, text, want string }{
		{"the newest day on which something was done", "visits.csv", table, "2026-10-14"},
		{"the name says it", "visits_2026-10-20.csv", table, "2026-10-20"},
		{"packed", "visits20261021.csv", table, "2026-10-21"},
		{"month first, as the clinic writes", "visits 10-22-26.csv", table, "2026-10-22"},
		{"of a span the last day", "visits 2026-09-01_2026-10-23.csv", table, "2026-10-23"},
		{"a year alone is no day", "visits 2026.csv", table, "2026-10-14"},
		{"a day to come is not the export's", "visits until 2027-06-30.csv", table, "2026-10-14"},
		{"the head says it, before the name", "visits_2026-10-20.csv", "Exported on Oct 24, 2026 by desk,,\n" + table, "2026-10-24"},
		{"a period above the table is no export day", "visits.csv", "Period 10/01/2026 to 10/31/2026,,\n" + table, "2026-10-14"},
		{"the foot says it", "visits.csv", table + "Printed 10/25/2026 3:14 PM,,\n", "2026-10-25"},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			mappings, err := ingest.Shipped()
			if err != nil {
				t.Fatal(err)
			}
			o := ingest.Options{Mappings: mappings}
			o.Today = record.Date{Year: 2026, Month: 11, Day: 30}
			report, err := ingest.Read(context.Background(), fileOf(c.name, []byte(c.text)), o, func(record.Batch) error { return nil })
			if err != nil || report.Used == 0 {
				t.Fatalf("used %d, problems %v, error %v", report.Used, report.Problems, err)
			}
			if got := report.Day.String(); got != c.want {
				t.Errorf("the day of %s is %q, want %q", c.name, got, c.want)
			}
		})
	}
}

package calendar_test

import (
	"testing"

	"milepost/calendar"
	"milepost/record"

	"pgregory.net/rapid"
)

func day(text string) record.Date {
	d, err := record.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

func TestFirstPeriod(t *testing.T) {
	cases := []struct {
		name, start, newest string
		cadence             int
		want                string
	}{
		{"a new client: from the start of care", "2026-09-14", "2026-10-20", 90, "2026-09-14 to 2026-12-12"},
		{"an old client: one cadence that ends with the newest data", "2024-01-08", "2026-10-30", 90, "2026-08-02 to 2026-10-30"},
		{"start of care one cadence back exactly", "2026-08-02", "2026-10-30", 90, "2026-08-02 to 2026-10-30"},
		{"start of care one day less", "2026-08-03", "2026-10-30", 90, "2026-08-03 to 2026-10-31"},
		{"no start of care", "", "2026-10-30", 60, "2026-09-01 to 2026-10-30"},
		{"no data", "2026-09-14", "", 60, "2026-09-14 to 2026-11-12"},
		{"neither", "", "", 60, " to "},
		{"over a leap day", "2028-02-01", "2028-02-20", 30, "2028-02-01 to 2028-03-01"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := calendar.FirstPeriod(day(c.start), day(c.newest), c.cadence)
			if got.String() != c.want {
				t.Errorf("start %q, newest %q, %d days: got %q, want %q", c.start, c.newest, c.cadence, got, c.want)
			}
		})
	}
}

func TestNextPeriod(t *testing.T) {
	last := record.Period{From: day("2026-08-02"), To: day("2026-10-30")}
	if got, want := calendar.NextPeriod(last, 90).String(), "2026-10-31 to 2027-01-28"; got != want {
		t.Errorf("after %s: got %q, want %q", last, got, want)
	}
	if got := calendar.NextPeriod(record.Period{}, 90); !got.IsZero() {
		t.Errorf("after no period: got %q, want none", got)
	}
}

// Periods that follow each other leave no day out and cover none twice, and
// the first one holds the newest data.
func TestPeriodsAreSeamless(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cadence := rapid.IntRange(1, 400).Draw(t, "cadence")
		start := day("2000-01-01").AddDays(rapid.IntRange(0, 146097).Draw(t, "start"))
		newest := start.AddDays(rapid.IntRange(0, 3000).Draw(t, "newest"))
		p := calendar.FirstPeriod(start, newest, cadence)
		if !p.Contains(newest) {
			t.Fatalf("%s does not hold %s", p, newest)
		}
		for range 5 {
			next := calendar.NextPeriod(p, cadence)
			if next.From != p.To.AddDays(1) || next.To.DaysSince(next.From) != cadence-1 {
				t.Fatalf("after %s with %d days: %s", p, cadence, next)
			}
			p = next
		}
	})
}

func TestReportDue(t *testing.T) {
	due := calendar.ReportDue(calendar.FirstPeriod(day("2026-09-14"), record.Date{}, 60), 60)
	if due.On != day("2026-11-12") || due.Rule == "" || due.Citation == "" || due.Whose != "clinic" {
		t.Errorf("got %+v", due)
	}
	if none := calendar.ReportDue(record.Period{}, 60); !none.On.IsZero() || none.Why == "" {
		t.Errorf("no period: got %+v, want no day and what is missing", none)
	}
}

func TestAsOf(t *testing.T) {
	period := record.Period{From: day("2026-09-25"), To: day("2026-12-23")}
	for _, c := range []struct {
		rule, newest, today, want string
	}{
		{"before the due day, the newest data", "2026-10-28", "2026-11-02", "2026-10-28"},
		{"on the due day, the period's end", "2026-10-28", "2026-12-23", "2026-12-23"},
		{"after the due day, the period's end", "2026-10-28", "2027-01-05", "2026-12-23"},
		{"data after the period do not count", "2027-01-04", "2026-11-02", "2026-12-23"},
		{"no data in the period yet", "2026-08-01", "2026-11-02", "2026-09-25"},
		{"no data at all", "", "2026-11-02", "2026-09-25"},
	} {
		if got := calendar.AsOf(period, day(c.newest), day(c.today)); got != day(c.want) {
			t.Errorf("%s: AsOf(newest %q, today %s) = %v, want %s", c.rule, c.newest, c.today, got, c.want)
		}
	}
}

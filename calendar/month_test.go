package calendar_test

import (
	"fmt"
	"strings"
	"testing"

	"milepost/calendar"
	"milepost/record"
)

// month makes December 2026 of the due things.
func month(items ...calendar.MonthItem) string {
	return calendar.Month{
		First: day("2026-12-15"), Today: day("2026-11-25"), Title: "December 2026", Items: items,
		Day: func(d record.Date) string { return d.String() }, Escape: func(s string) string { return strings.ReplaceAll(s, "|", `\|`) },
	}.Markdown()
}

func item(on, who string, s calendar.Standing) calendar.MonthItem {
	return calendar.MonthItem{Due: calendar.Due{On: day(on), Clock: "iep-review", What: "annual IEP review", Whose: "school", Why: "one year"}, Called: who, Stands: s}
}

func TestAMonthIsAGridAndTheListsBehindIt(t *testing.T) {
	got := month(
		item("", "R-0", calendar.Missing), item("2026-11-20", "R-1", calendar.Passed),
		item("2026-12-01", "R|2", calendar.Now), item("2026-12-12", "R-3", calendar.Ahead), item("2026-12-31", "R-4", calendar.Ahead),
		item("2026-12-31", "R-5", calendar.Ahead), item("2026-12-31", "R-6", calendar.Ahead), item("2026-12-31", "R-7", calendar.Ahead),
		item("2027-01-01", "R-8", calendar.Ahead),
	)
	for _, want := range []string{
		"# December 2026: what falls due", "|  | **1** R\\|2 IEP review (school) | **2** | **3** | **4** | **5** **6** |",
		"| **11** | **12** R-3 IEP review (school) **13** |",
		"| **28** | **29** | **30** | **31** R-4 IEP review (school); R-5 IEP review (school); R-6 IEP review (school); and 1 more |  |  |",
		"## No date on file", "## Passed: ask the school or agency", "## Week of 2026-11-30", "## Week of 2026-12-07", "| 2026-12-31 | R-7 | annual IEP review | school | one year |",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the month lacks %q:\n%s", want, got)
		}
	}
	for _, not := range []string{"R-8", "## Week of 2026-12-14", "## Overdue"} {
		if strings.Contains(got, not) {
			t.Errorf("the month holds %q", not)
		}
	}
}

func TestEveryDayOfAMonthIsInItsGrid(t *testing.T) {
	for d := day("2024-01-01"); d.Before(day("2028-03-01")); d = d.MonthEnd().AddDays(1) {
		got := calendar.Month{First: d, Day: record.Date.String, Escape: func(s string) string { return s }}.Markdown()
		for n := 1; n <= d.MonthEnd().Day; n++ {
			if c := strings.Count(got, fmt.Sprintf("**%d**", n)); c != 1 {
				t.Fatalf("%s: day %d stands %d times in the grid", d, n, c)
			}
		}
	}
}

package record_test

import (
	"testing"

	"pgregory.net/rapid"

	"milepost/record"
)

func day(t *testing.T, text string) record.Date {
	t.Helper()
	d, err := record.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParseDateRefusesDaysThatAreNone(t *testing.T) {
	for _, text := range []string{"2026-02-30", "2026-13-01", "26-1-1", "yesterday", "2026-08-03T10:00"} {
		if d, err := record.ParseDate(text); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", text, d)
		}
	}
}

func TestAgeIsFullYears(t *testing.T) {
	for _, c := range []struct {
		rule, birth, day string
		want             int
	}{
		{"the day before the birthday", "2020-05-11", "2026-05-10", 5},
		{"on the birthday", "2020-05-11", "2026-05-11", 6},
		{"a leap day's child on February 28", "2020-02-29", "2026-02-28", 5},
		{"a leap day's child on March 1", "2020-02-29", "2026-03-01", 6},
	} {
		if got := day(t, c.day).YearsSince(day(t, c.birth)); got != c.want {
			t.Errorf("%s: %d years, want %d", c.rule, got, c.want)
		}
	}
}

// TestDaysAddUp holds over every day of 400 years: adding days and counting
// them agree, and the text form is read back.
func TestDaysAddUp(t *testing.T) {
	start := day(t, "1900-01-01")
	rapid.Check(t, func(t *rapid.T) {
		a := start.AddDays(rapid.IntRange(0, 146097).Draw(t, "a"))
		n := rapid.IntRange(-5000, 5000).Draw(t, "n")
		b := a.AddDays(n)
		if got := b.DaysSince(a); got != n {
			t.Fatalf("%v + %d days = %v, which is %d days later", a, n, b, got)
		}
		if n > 0 && !b.After(a) || n < 0 && !b.Before(a) {
			t.Fatalf("%v and %v are in the wrong order", a, b)
		}
		read, err := record.ParseDate(a.String())
		if err != nil || read != a {
			t.Fatalf("ParseDate(%q) = %v, %v", a.String(), read, err)
		}
	})
}

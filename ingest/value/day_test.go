package value_test

import (
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

func TestDays(t *testing.T) {
	cases := []struct {
		rule   string
		text   string
		format sheet.Format
		order  value.DateOrder
		from04 bool
		want   string
		clock  string
		code   string
	}{
		{"year first", "2026-03-04", "", "", false, "2026-03-04", "", ""},
		{"year first with slashes", "2026/3/4", "", value.MonthFirst, false, "2026-03-04", "", ""},
		{"eight digits", "20260304", "", "", false, "2026-03-04", "", ""},
		{"month first", "03/04/2026", "", value.MonthFirst, false, "2026-03-04", "", ""},
		{"day first", "03/04/2026", "", value.DayFirst, false, "2026-04-03", "", ""},
		{"no order is a problem", "03/04/26", "", "", false, "", "", "date.order"},
		{"a day over 12 decides itself", "31/01/2026", "", "", false, "2026-01-31", "", ""},
		{"day and month alike decide themselves", "04/04/26", "", "", false, "2026-04-04", "", ""},
		{"never the other order", "31/01/2026", "", value.MonthFirst, false, "", "", "date.unreadable"},
		{"dots", "4.3.2026", "", value.DayFirst, false, "2026-03-04", "", ""},
		{"with a time", "3/4/2026 3:30 PM", "", value.MonthFirst, false, "2026-03-04", "15:30", ""},
		{"midnight", "3/4/2026 12:05 AM", "", value.MonthFirst, false, "2026-03-04", "00:05", ""},
		{"two digits of this century", "3/4/30", "", value.MonthFirst, false, "2030-03-04", "", ""},
		{"two digits of the last", "3/4/87", "", value.MonthFirst, false, "1987-03-04", "", ""},
		{"words, day first", "4 March 2026", "", "", false, "2026-03-04", "", ""},
		{"words, month first", "Mar 4, 2026", "", "", false, "2026-03-04", "", ""},
		{"words with a weekday", "Wed, Mar 4, 2026", "", "", false, "2026-03-04", "", ""},
		{"words as Excel shows them", "4-Mar-26", "", "", false, "2026-03-04", "", ""},
		{"words without a year", "3-Aug", "", "", false, "", "", "date.year"},
		{"words without a year, month first", "Aug 3", "", "", false, "", "", "date.year"},
		{"an instant late in the evening is of the clinic's day", "2026-03-05T03:30:00Z", "", "", false, "2026-03-04", "22:30", ""},
		{"an instant with an offset", "2026-03-04T23:30:00-05:00", "", "", false, "2026-03-04", "23:30", ""},
		{"an instant whose day at the clinic is of no child alive", "1900-01-01T00:00:00Z", "", "", false, "", "", "date.unreadable"},
		{"a program's zero instant", "0001-01-01T00:00:00Z", "", "", false, "", "", "date.unreadable"},
		{"a serial number", "46085", sheet.AsDay, "", false, "2026-03-04", "", ""},
		{"a serial number without a format", "46085", "", "", false, "2026-03-04", "", ""},
		{"a serial number with a time", "46085.4375", sheet.AsDayTime, "", false, "2026-03-04", "10:30", ""},
		{"a serial number of 1904", "44623", sheet.AsDay, "", true, "2026-03-04", "", ""},
		{"the day that never was", "60", sheet.AsDay, "", false, "", "", "date.serial"},
		{"a day before it", "59", sheet.AsDay, "", false, "1900-02-28", "", ""},
		{"a day after it", "61", sheet.AsDay, "", false, "1900-03-01", "", ""},
		{"a small number is no day", "12", "", "", false, "", "", "date.unreadable"},
		{"a day no calendar has", "2026-02-30", "", "", false, "", "", "date.unreadable"},
		{"Spanish, short", "31 ago 2026", "", "", false, "2026-08-31", "", ""},
		{"Spanish, with a dot", "8 sept. 2026", "", "", false, "2026-09-08", "", ""},
		{"Spanish, in full", "8 de septiembre de 2026", "", "", false, "2026-09-08", "", ""},
		{"Spanish, with a weekday", "miércoles, 4 de marzo del 2026", "", "", false, "2026-03-04", "", ""},
		{"Spanish, January", "1-ene-26", "", "", false, "2026-01-01", "", ""},
		{"words that are no day", "next week", "", "", false, "", "", "date.unreadable"},
		{"blank", "", "", "", false, "", "", ""},
		{"N/A", "N/A", "", "", false, "", "", ""},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			day, clock, code := value.ReadDay(c.text, c.format, c.order, c.from04)
			if day.String() != c.want || clock != c.clock || code != c.code {
				t.Errorf("%q: got %s %s %q, want %s %s %q", c.text, day, clock, code, c.want, c.clock, c.code)
			}
		})
	}
}

// TestDaysReadBack checks that a day that was printed reads as the same day.
func TestDaysReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := record.Date{Year: 1930, Month: 1, Day: 1}
		day := first.AddDays(rapid.IntRange(0, 80000).Draw(t, "days"))
		got, _, code := value.ReadDay(day.String(), "", "", false)
		if got != day || code != "" {
			t.Fatalf("%s: got %s %q", day, got, code)
		}
	})
}

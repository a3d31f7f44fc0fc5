package record

import (
	"fmt"
	"time"
)

// Date is a calendar day in the clinic's own zone. The zero Date means "not
// known"; it is before every known day.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDate reads a day written as 2006-01-02. An empty text gives the zero
// Date; a day that no calendar has ("2026-02-30") is an error.
func ParseDate(text string) (Date, error) {
	if text == "" {
		return Date{}, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a day like 2006-01-02", text)
	}
	return DateOf(t), nil
}

// DateOf returns the day of an instant in the zone that the instant carries.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// Later returns the later of two days.
func (d Date) Later(other Date) Date {
	if other.After(d) {
		return other
	}
	return d
}

// IsZero reports whether the day is not known.
func (d Date) IsZero() bool { return d == Date{} }

// String writes the day as 2006-01-02, and an unknown day as the empty text.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	if d.Year < 0 || d.Year > 9999 {
		return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
	}
	var b [10]byte // days are written often
	for i, n := range [8]int{d.Year / 1000, d.Year / 100, d.Year / 10, d.Year, int(d.Month) / 10, int(d.Month), d.Day / 10, d.Day} {
		b[i+i/4+i/6] = byte('0' + n%10)
	}
	b[4], b[7] = '-', '-'
	return string(b[:])
}

// Long writes the day as people read it: "June 30, 2026".
func (d Date) Long() string {
	if d.IsZero() {
		return ""
	}
	return d.noon().Format("January 2, 2006")
}

// MarshalText writes the day as String does.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(text []byte) error {
	parsed, err := ParseDate(string(text))
	*d = parsed
	return err
}

// AddDays returns the day n days later (earlier, where n is negative).
func (d Date) AddDays(n int) Date {
	if day := d.Day + n; d.Day > 0 && day > 0 && day <= 28 { // in every month
		d.Day = day
		return d
	}
	return DateOf(d.noon().AddDate(0, 0, n))
}

// AddMonths returns the same day of the month n months later (earlier, where n
// is negative); where the month is shorter, its last day. A day that is not
// known stays so.
func (d Date) AddMonths(n int) Date {
	if d.IsZero() {
		return d
	}
	months := d.Year*12 + int(d.Month) - 1 + n
	first := Date{Year: months / 12, Month: time.January + time.Month(months%12), Day: 1}
	first.Day = min(d.Day, first.MonthEnd().Day)
	return first
}

// MonthEnd returns the last day of the month that holds the day.
func (d Date) MonthEnd() Date {
	d.Day = 1
	next := d.AddDays(31)
	next.Day = 1
	return next.AddDays(-1)
}

// DaysSince returns the whole days from other to d, negative where d is earlier.
func (d Date) DaysSince(other Date) int {
	return int(d.noon().Sub(other.noon()).Hours() / 24)
}

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.noon().Weekday() }

// Before reports whether d comes before other.
func (d Date) Before(other Date) bool { return d.Compare(other) < 0 }

// After reports whether d comes after other.
func (d Date) After(other Date) bool { return d.Compare(other) > 0 }

// Compare returns -1, 0 or 1 as d comes before, is, or comes after other.
func (d Date) Compare(other Date) int {
	for _, pair := range [][2]int{{d.Year, other.Year}, {int(d.Month), int(other.Month)}, {d.Day, other.Day}} {
		if pair[0] < pair[1] {
			return -1
		}
		if pair[0] > pair[1] {
			return 1
		}
	}
	return 0
}

// YearsSince returns the full years from birth to d, the age on that day; a
// birthday on February 29 counts from March 1 in common years.
func (d Date) YearsSince(birth Date) int {
	years := d.Year - birth.Year
	if d.Month < birth.Month || d.Month == birth.Month && d.Day < birth.Day {
		years--
	}
	return years
}

// noon keeps day arithmetic away from the edges of a day.
func (d Date) noon() time.Time {
	return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC)
}

// Period is a span of days, both ends included. A zero Period is "not known":
// the export has no dates.
type Period struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// IsZero reports whether the period is not known.
func (p Period) IsZero() bool { return p.From.IsZero() && p.To.IsZero() }

// Contains reports whether the day lies in the period.
func (p Period) Contains(d Date) bool { return !d.Before(p.From) && !d.After(p.To) }

// String writes the period as "2026-08-03 to 2026-10-30", the form of a
// draft's front matter.
func (p Period) String() string { return p.From.String() + " to " + p.To.String() }

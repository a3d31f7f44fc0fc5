package rules

import (
	"errors"
	"fmt"
	"time"

	"milepost/record"
)

// Holidays is a table of days off that come every year.
type Holidays struct {
	Kind  string `yaml:"kind"`
	About `yaml:",inline"`
	Rows  []Holiday `yaml:"rows"`
}

// Holiday is a fixed day of a month, or the nth weekday of one.
type Holiday struct {
	Name    string `yaml:"name"`
	Month   int    `yaml:"month"`   // 1 to 12
	Day     int    `yaml:"day"`     // of the month; 0: the weekday counts
	Weekday string `yaml:"weekday"` // Monday, ...
	Nth     int    `yaml:"nth"`     // from 1; -1 the last
	Since   int    `yaml:"since"`   // the first year of it; 0 always
	Moves   bool   `yaml:"moves"`   // kept on Friday where it falls on a Saturday, on Monday where on a Sunday
}

// In returns the day on which the holiday is kept for the year; false before it
// was one. A holiday that moves may be kept in the year before.
func (h Holiday) In(year int) (record.Date, bool) {
	if year < h.Since {
		return record.Date{}, false
	}
	if h.Day > 0 {
		day := record.Date{Year: year, Month: time.Month(h.Month), Day: h.Day}
		if !h.Moves {
			return day, true
		}
		switch day.Weekday() {
		case time.Saturday:
			return day.AddDays(-1), true
		case time.Sunday:
			return day.AddDays(1), true
		}
		return day, true
	}
	first := record.Date{Year: year, Month: time.Month(h.Month), Day: 1}
	day := first.AddDays((int(weekdays()[h.Weekday]) - int(first.Weekday()) + 7) % 7)
	if h.Nth > 0 {
		return day.AddDays(7 * (h.Nth - 1)), true
	}
	for next := day.AddDays(7); next.Month == day.Month; next = next.AddDays(7) {
		day = next
	}
	return day, true
}

func weekdays() map[string]time.Weekday {
	days := map[string]time.Weekday{}
	for d := time.Sunday; d <= time.Saturday; d++ {
		days[d.String()] = d
	}
	return days
}

func (h Holidays) check() error {
	for i, row := range h.Rows {
		_, isWeekday := weekdays()[row.Weekday]
		switch {
		case row.Name == "":
			return fmt.Errorf("row %d: name is missing", i+1)
		case row.Month < 1 || row.Month > 12:
			return fmt.Errorf("row %d: month: %d is none of 1 to 12", i+1, row.Month)
		case row.Day < 0 || row.Day > 31:
			return fmt.Errorf("row %d: day: %d is none of 1 to 31", i+1, row.Day)
		case row.Day == 0 && !isWeekday:
			return fmt.Errorf("row %d: weekday: %q is none; write it like Monday", i+1, row.Weekday)
		case row.Day == 0 && row.Nth != -1 && (row.Nth < 1 || row.Nth > 4):
			return fmt.Errorf("row %d: nth: %d is none of 1 to 4, or -1 for the last", i+1, row.Nth)
		}
	}
	return nil
}

// SchoolCalendar is when the schools of a district are open. A clinic puts one
// file of each district that it works with into rules/.
type SchoolCalendar struct {
	Kind     string `yaml:"kind"`
	About    `yaml:",inline"`
	District string       `yaml:"district"` // as clients' cards name it
	Holidays string       `yaml:"holidays"` // id of a holiday table whose days are off too; "" only closed counts
	Years    []SchoolYear `yaml:"years"`    // in order
}

// SchoolYear is one year of school, both ends included.
type SchoolYear struct {
	First       record.Date   `yaml:"first"`
	Last        record.Date   `yaml:"last"`
	Closed      []Break       `yaml:"closed"`
	ReportCards []record.Date `yaml:"report_cards"`
}

// Break is days without school, both ends included.
type Break struct {
	From record.Date `yaml:"from"`
	To   record.Date `yaml:"to"` // zero: one day
	Why  string      `yaml:"why"`
}

// Contains reports whether the day lies in the break.
func (b Break) Contains(d record.Date) bool {
	if b.To.IsZero() {
		return d == b.From
	}
	return !d.Before(b.From) && !d.After(b.To)
}

func (c SchoolCalendar) check() error {
	if c.District == "" || len(c.Years) == 0 {
		return errors.New("district or years are missing")
	}
	for i, y := range c.Years {
		switch {
		case y.First.IsZero() || y.Last.IsZero() || y.Last.Before(y.First):
			return fmt.Errorf("year %d: first and last are no span of days", i+1)
		case i > 0 && !y.First.After(c.Years[i-1].Last):
			return fmt.Errorf("year %d begins before the one above ends", i+1)
		case y.Last.DaysSince(y.First) > 366:
			return fmt.Errorf("year %d is longer than a year", i+1)
		}
		for _, b := range y.Closed {
			if b.From.IsZero() || !b.To.IsZero() && b.To.Before(b.From) {
				return fmt.Errorf("year %d: closed: %q to %q is no span of days", i+1, b.From, b.To)
			}
		}
		for _, d := range y.ReportCards {
			if d.Before(y.First) || d.After(y.Last.AddDays(30)) {
				return fmt.Errorf("year %d: report_cards: %s is no day of it", i+1, d)
			}
		}
	}
	return nil
}

// HolidayTable returns the table with the id; false where there is none.
func (r Rules) HolidayTable(id string) (Holidays, bool) {
	for _, h := range r.Holidays {
		if h.ID == id {
			return h, true
		}
	}
	return Holidays{}, false
}

// SchoolCalendar returns the calendar of the district; false where there is
// none.
func (r Rules) SchoolCalendar(district string) (SchoolCalendar, bool) {
	for _, c := range r.SchoolCalendars {
		if c.District == district && district != "" {
			return c, true
		}
	}
	return SchoolCalendar{}, false
}

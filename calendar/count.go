package calendar

import (
	"slices"
	"time"

	"milepost/record"
	"milepost/rules"
)

// Anniversary returns the same day so many years later (earlier, below zero);
// the one of a February 29 is February 28 in common years, so that nothing
// counted from it comes too late.
//
// Source: domain facts 2.2.
func Anniversary(d record.Date, years int) record.Date { return d.AddMonths(12 * years) }

// Days tells on which days a district's schools, and on which days everybody,
// works. It remembers holidays, so it is not safe for concurrent use.
type Days struct {
	public *holidays
	school *rules.SchoolCalendar // nil none on file
	off    *holidays             // that the school keeps beside its own breaks; nil none
}

// holidays are the days of a table, worked out once a year.
type holidays struct {
	rows []rules.Holiday
	kept map[int]map[record.Date]bool
}

func newHolidays(rows []rules.Holiday) *holidays {
	return &holidays{rows: rows, kept: map[int]map[record.Date]bool{}}
}

func (h *holidays) has(day record.Date) bool {
	if h == nil {
		return false
	}
	year, known := h.kept[day.Year]
	if !known {
		year = map[record.Date]bool{}
		for _, y := range []int{day.Year, day.Year + 1} { // New Year's Day may be kept on December 31
			for _, row := range h.rows {
				if on, ok := row.In(y); ok && on.Year == day.Year {
					year[on] = true
				}
			}
		}
		h.kept[day.Year] = year
	}
	return year[day]
}

// IsWorking reports whether the day is a weekday and no holiday.
func (d *Days) IsWorking(day record.Date) bool { return isWeekday(day) && !d.public.has(day) }

// IsSchool reports whether there is school on the day. Where no calendar says,
// it is a working day.
func (d *Days) IsSchool(day record.Date) bool {
	if !isWeekday(day) {
		return false
	}
	year, known := d.year(day)
	if !known {
		return d.IsWorking(day)
	}
	return year != nil && !slices.ContainsFunc(year.Closed, func(b rules.Break) bool { return b.Contains(day) }) &&
		!d.off.has(day)
}

// KnowsSchool reports whether a school calendar says of the day.
func (d *Days) KnowsSchool(day record.Date) bool {
	_, known := d.year(day)
	return known
}

// year returns the school year that holds the day, nil between two of them, and
// whether the calendar says anything of it.
func (d *Days) year(day record.Date) (*rules.SchoolYear, bool) {
	if d.school == nil {
		return nil, false
	}
	years := d.school.Years
	if day.Before(years[0].First) || day.After(years[len(years)-1].Last.AddDays(60)) {
		return nil, false
	}
	for i := range years {
		if !day.Before(years[i].First) && !day.After(years[i].Last) {
			return &years[i], true
		}
	}
	return nil, true
}

// mondayOf returns the Monday of the week that holds the day.
func mondayOf(d record.Date) record.Date { return d.AddDays(-((int(d.Weekday()) + 6) % 7)) }

// isWeekday reports whether the day is none of a weekend.
func isWeekday(day record.Date) bool {
	w := day.Weekday()
	return w != time.Saturday && w != time.Sunday
}

// Add returns the nth day after the day that counts; n below zero: before it.
// The day itself is not counted. With 0 it is the day.
func (d *Days) Add(day record.Date, n int, counts func(record.Date) bool) record.Date {
	step := 1
	if n < 0 {
		n, step = -n, -1
	}
	for range maxCounted {
		if n == 0 {
			return day
		}
		day = day.AddDays(step)
		if counts(day) {
			n--
		}
	}
	return day
}

// maxCounted bounds the counting of days that may never come.
const maxCounted = 4000

// LastOn returns the last day on or before the day that counts.
func (d *Days) LastOn(day record.Date, counts func(record.Date) bool) record.Date {
	if counts(day) {
		return day
	}
	return d.Add(day, -1, counts)
}

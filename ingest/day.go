package ingest

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"milepost/record"
)

// flaw is what is wrong with one cell; the row turns it into a problem.
type flaw struct{ code, wrong, do string }

// dayReader reads the days of one column.
type dayReader struct {
	order  DateOrder      // MonthFirst, DayFirst, YearFirst or Decide (not known)
	zone   *time.Location // of the clinic
	newest int            // two-digit years after this year belong to the century before
	from04 bool           // serial numbers count from 1904
}

var (
	numericDay = regexp.MustCompile(`^(\d{1,4})\s*([/.\-])\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})(?:[,T\s]+(.+))?$`)
	packedDay  = regexp.MustCompile(`^(19|20)(\d\d)([01]\d)([0-3]\d)$`)
	instantDay = regexp.MustCompile(`^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|z|[+-]\d\d:?\d\d)$`)
	wordyDay   = regexp.MustCompile(`^(?:[A-Za-z]{3,9}\.?,?\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?[\s\-./]*([A-Za-z]{3,9})\.?|([A-Za-z]{3,9})\.?[\s\-./]*(\d{1,2})(?:st|nd|rd|th)?)(?:[\s,\-./]+(\d{4}|\d{2}))?(?:[,\s]+(\d{1,2}:.+))?$`)
	clockTime  = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{2}))?(?::(\d{2}))?(?:\.\d+)?\s*([AaPp])?\.?\s?(?:[Mm]\.?)?$`)
)

// read returns the day in the cell, and the clock time beside it where there
// is one ("" none). A blank cell gives the zero day.
func (r dayReader) read(c Cell) (record.Date, string, *flaw) {
	text := strings.TrimSpace(c.Text)
	if isBlankWord(text) {
		return record.Date{}, "", nil
	}
	if serial, err := strconv.ParseFloat(text, 64); err == nil && !packedDay.MatchString(text) {
		return r.serial(c, serial)
	}
	if m := packedDay.FindStringSubmatch(text); m != nil {
		day, bad := r.known(atoi(m[1]+m[2]), atoi(m[3]), atoi(m[4]))
		return day, "", bad
	}
	if instantDay.MatchString(text) {
		return r.instant(text)
	}
	if m := numericDay.FindStringSubmatch(text); m != nil {
		return r.numeric(m)
	}
	if m := wordyDay.FindStringSubmatch(text); m != nil {
		return r.wordy(m)
	}
	return record.Date{}, "", r.unreadable()
}

// unreadable is the flaw of a text that is no day at all.
func (r dayReader) unreadable() *flaw {
	expects := map[DateOrder]string{
		MonthFirst: "month first, like 1/31/2026", DayFirst: "day first, like 31/1/2026",
		YearFirst: "year first, like 2026-01-31", Decide: "like 2026-01-31",
	}[r.order]
	return &flaw{"date.unreadable", "is not a date", "write the date " + expects}
}

// serial reads a spreadsheet's count of days. Excel's 1900 system counts a
// February 29, 1900 that never was: number 60.
func (r dayReader) serial(c Cell, serial float64) (record.Date, string, *flaw) {
	asDay := c.Format == AsDay || c.Format == AsDayTime
	if !asDay && (serial < 10000 || serial >= 80000) {
		return record.Date{}, "", r.unreadable()
	}
	if serial < 1 || serial >= 2958466 || !r.from04 && math.Floor(serial) == 60 {
		return record.Date{}, "", &flaw{"date.serial", "is a number of days that no calendar has", "write the date as a date"}
	}
	days, part := math.Modf(serial)
	first := record.Date{Year: 1899, Month: time.December, Day: 30}
	switch {
	case r.from04:
		first = record.Date{Year: 1904, Month: time.January, Day: 1}
	case days < 60:
		first = record.Date{Year: 1899, Month: time.December, Day: 31}
	}
	return first.AddDays(int(days)), clockOfPart(part), nil
}

// clockOfPart turns a part of a day into clock time; none for a whole day.
func clockOfPart(part float64) string {
	minutes := int(math.Round(part * 24 * 60))
	if minutes <= 0 || minutes >= 24*60 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

// instant reads a day and time with an offset: the day is the clinic's.
func (r dayReader) instant(text string) (record.Date, string, *flaw) {
	text = strings.ToUpper(strings.ReplaceAll(strings.Replace(text, " ", "T", 1), " ", ""))
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z0700"} {
		if t, err := time.Parse(layout, text); err == nil {
			local := t.In(r.zone)
			day, bad := r.known(local.Year(), int(local.Month()), local.Day())
			if bad != nil {
				return record.Date{}, "", bad
			}
			return day, local.Format("15:04"), nil
		}
	}
	return record.Date{}, "", r.unreadable()
}

// numeric reads three numbers; the column's order says which is which.
func (r dayReader) numeric(m []string) (record.Date, string, *flaw) {
	clock, bad := readClockText(m[5])
	if bad != nil {
		return record.Date{}, "", r.unreadable()
	}
	day, flaw := r.parts(m[1], m[3], m[4])
	return day, clock, flaw
}

// parts puts three numbers into the order of the column.
func (r dayReader) parts(first, second, third string) (record.Date, *flaw) {
	a, b := atoi(first), atoi(second)
	if len(first) >= 3 || r.order == YearFirst && len(third) < 3 {
		return r.known(r.year(first), b, atoi(third))
	}
	order := r.order
	if order == Decide || order == YearFirst {
		switch {
		case a > 12 || a == b:
			order = DayFirst
		case b > 12:
			order = MonthFirst
		default:
			return record.Date{}, &flaw{
				"date.order", "may be read as month/day or as day/month, and nothing in the column decides",
				"write date: month-first or date: day-first in the mapping, or the date as 2026-01-31",
			}
		}
	}
	if order == MonthFirst {
		a, b = b, a
	}
	day, bad := r.known(r.year(third), b, a)
	if bad != nil && a >= 1 && a <= 12 && b > 12 {
		bad.wrong = "is not a date where days are written " + strings.ReplaceAll(string(order), "-", " ")
	}
	return day, bad
}

// wordy reads a day whose month is a word.
func (r dayReader) wordy(m []string) (record.Date, string, *flaw) {
	dayText, word := m[1], m[2]
	if word == "" {
		dayText, word = m[4], m[3]
	}
	month := monthOf(word)
	if month == 0 {
		return record.Date{}, "", r.unreadable()
	}
	if m[5] == "" {
		return record.Date{}, "", &flaw{"date.year", "has no year", "write the date with its year, like 2026-01-31"}
	}
	clock, bad := readClockText(m[6])
	if bad != nil {
		return record.Date{}, "", r.unreadable()
	}
	day, flaw := r.known(r.year(m[5]), month, atoi(dayText))
	return day, clock, flaw
}

// known builds a day from its parts and refuses one that no calendar has, or
// that no child's file can hold: before 1900 or after 2200.
func (r dayReader) known(year, month, day int) (record.Date, *flaw) {
	t := time.Date(year, time.Month(month), day, 12, 0, 0, 0, time.UTC)
	if year < 1900 || year > 2200 || month < 1 || month > 12 || t.Day() != day {
		return record.Date{}, &flaw{"date.unreadable", "is not a day of the calendar", "write the date like 2026-01-31"}
	}
	return record.DateOf(t), nil
}

// year widens a year of two digits: up to newest it is of this century.
func (r dayReader) year(text string) int {
	y := atoi(text)
	if len(text) > 2 {
		return y
	}
	if 2000+y > r.newest {
		return 1900 + y
	}
	return 2000 + y
}

// monthOf returns the month that an English word names, 0 none.
func monthOf(word string) int {
	word = strings.ToLower(word)
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if len(word) >= 3 && strings.HasPrefix(full, word) || word == "sept" && m == time.September {
			return int(m)
		}
	}
	return 0
}

// orderHint tells what one text says of the order of its column: MonthFirst,
// DayFirst, or Decide where it says nothing.
func orderHint(text string) DateOrder {
	m := numericDay.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil || len(m[1]) > 2 {
		return Decide
	}
	a, b := atoi(m[1]), atoi(m[3])
	switch {
	case a > 12 && b <= 12:
		return DayFirst
	case b > 12 && a <= 12:
		return MonthFirst
	}
	return Decide
}

// readClock reads a clock time; a blank cell gives "". The time of a cell
// that holds day and time is taken.
func readClock(c Cell, r dayReader) (string, *flaw) {
	text := strings.TrimSpace(c.Text)
	if isBlankWord(text) {
		return "", nil
	}
	if part, err := strconv.ParseFloat(text, 64); err == nil && strings.Contains(text, ".") && (part < 1 || c.Format != Plain) {
		_, part = math.Modf(part)
		return clockOfPart(part), nil
	}
	if clock, bad := readClockText(text); bad == nil {
		return clock, nil
	}
	if _, clock, bad := r.read(c); bad == nil && clock != "" {
		return clock, nil
	}
	return "", &flaw{"time.unreadable", "is not a clock time", "write the time like 15:30 or 3:30 PM"}
}

// readClockText reads "15:30", "3:30 PM" and the like; "" gives "".
func readClockText(text string) (string, *flaw) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	m := clockTime.FindStringSubmatch(text)
	if m == nil || m[2] == "" && m[4] == "" {
		return "", &flaw{"time.unreadable", "is not a clock time", "write the time like 15:30 or 3:30 PM"}
	}
	hour, minute := atoi(m[1]), atoi(m[2])
	switch {
	case m[4] != "" && (hour < 1 || hour > 12):
		return "", &flaw{"time.unreadable", "is not a clock time", "write the time like 15:30 or 3:30 PM"}
	case strings.EqualFold(m[4], "p") && hour < 12:
		hour += 12
	case strings.EqualFold(m[4], "a") && hour == 12:
		hour = 0
	}
	if hour > 23 || minute > 59 {
		return "", &flaw{"time.unreadable", "is not a clock time", "write the time like 15:30 or 3:30 PM"}
	}
	return fmt.Sprintf("%02d:%02d", hour, minute), nil
}

// atoi reads digits that a pattern has matched; "" is 0.
func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

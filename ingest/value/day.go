// Package value reads what one cell or word says: a day, a number, a score, a
// level of help, a word of a closed list. What cannot be read is a Flaw that
// says what is wrong and what to do; nothing is guessed.
package value

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"milepost/ingest/sheet"
	"milepost/record"
)

// Flaw is what is wrong with one cell; the row turns it into a problem.
type Flaw struct {
	Code, Wrong string
	Next        record.NextStep
}

// DayReader reads the days of one column.
type DayReader struct {
	Order  DateOrder      // MonthFirst, DayFirst, YearFirst or Decide (not known)
	Zone   *time.Location // of the clinic
	Newest int            // two-digit years after this year belong to the century before
	From04 bool           // serial numbers count from 1904
	Days   bool           // the field is a day by its kind: a birth date, a target date, and never a time of day
	Clocks Clocks         // of the column's instants
}

// The forms in which exports write days and clock times.
var (
	NumericDay = regexp.MustCompile(`^(\d{1,4})\s*([/.\-])\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})(?:[,T\s]+(.+))?$`)
	PackedDay  = regexp.MustCompile(`^(19|20)(\d\d)([01]\d)([0-3]\d)$`)
	InstantDay = regexp.MustCompile(`^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s*(Z|z|[+-]\d\d:?\d\d)$`)
	WordyDay   = regexp.MustCompile(`^(?:[A-Za-z]{3,9}\.?,?\s+)?(?:(\d{1,2})(?:st|nd|rd|th)?[\s\-./]*([A-Za-z]{3,10})\.?|([A-Za-z]{3,10})\.?[\s\-./]*(\d{1,2})(?:st|nd|rd|th)?)(?:[\s,\-./]+(\d{4}|\d{2}))?(?:[,\s]+(\d{1,2}:.+))?$`)
	ClockTime  = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{2}))?(?::(\d{2}))?(?:\.\d+)?\s*([AaPp])?\.?\s?(?:[Mm]\.?)?$`)
)

// Read returns the day in the cell, and the clock time beside it where there
// is one ("" none). A blank cell gives the zero day.
func (r DayReader) Read(c sheet.Cell) (record.Date, string, *Flaw) {
	text := strings.TrimSpace(c.Text)
	if IsBlank(text) {
		return record.Date{}, "", nil
	}
	if serial, err := strconv.ParseFloat(text, 64); err == nil && !PackedDay.MatchString(text) {
		return r.serial(c, serial)
	}
	if at, zoned, bad := r.instantOf(Normal(text)); bad != nil {
		return record.Date{}, "", bad
	} else if zoned {
		return r.instant(at)
	}
	day, clock, bad := r.local(Normal(text))
	if clock == midnight {
		clock = "" // programs write a day so
	}
	return day, clock, bad
}

// midnight is the clock time that no visit has: beside a day it means the day.
const midnight = "00:00"

// local reads a day that is written out, and the clock time beside it, without
// a time zone.
func (r DayReader) local(text string) (record.Date, string, *Flaw) {
	if m := PackedDay.FindStringSubmatch(text); m != nil {
		day, bad := r.known(atoi(m[1]+m[2]), atoi(m[3]), atoi(m[4]))
		return day, "", bad
	}
	if m := NumericDay.FindStringSubmatch(text); m != nil {
		return r.numeric(m)
	}
	if m := WordyDay.FindStringSubmatch(plainMonths(text)); m != nil {
		return r.wordy(m)
	}
	return record.Date{}, "", r.unreadable()
}

// plainMonths writes a day in words as the pattern has it: "8 de septiembre de
// 2026", with the weekday's accent.
func plainMonths(text string) string {
	if strings.Contains(text, " de") {
		text = strings.NewReplacer(" de ", " ", " del ", " ").Replace(text)
	}
	return strings.Map(WithoutAccent, text)
}

// unreadable is the flaw of a text that is no day at all.
func (r DayReader) unreadable() *Flaw {
	expects := map[DateOrder]string{
		MonthFirst: "month first, like 1/31/2026", DayFirst: "day first, like 31/1/2026",
		YearFirst: "year first, like 2026-01-31", Decide: "like 2026-01-31",
	}[r.Order]
	return &Flaw{"date.unreadable", "is not a date", record.ToWrite("the date " + expects)}
}

// serial reads a spreadsheet's count of days. Excel's 1900 system counts a
// February 29, 1900 that never was: number 60.
func (r DayReader) serial(c sheet.Cell, serial float64) (record.Date, string, *Flaw) {
	asDay := c.Format == sheet.AsDay || c.Format == sheet.AsDayTime
	if !asDay && (serial < 10000 || serial >= 80000) {
		return record.Date{}, "", r.unreadable()
	}
	if serial < 1 || serial >= 2958466 || !r.From04 && math.Floor(serial) == 60 {
		return record.Date{}, "", &Flaw{"date.serial", "is a number of days that no calendar has", record.ToWrite("the date as a date")}
	}
	days, part := math.Modf(serial)
	first := record.Date{Year: 1899, Month: time.December, Day: 30}
	switch {
	case r.From04:
		first = record.Date{Year: 1904, Month: time.January, Day: 1}
	case days < 60:
		first = record.Date{Year: 1899, Month: time.December, Day: 31}
	}
	return first.AddDays(int(days)), ClockOfPart(part), nil
}

// ClockOfPart turns a part of a day into clock time; none for a whole day.
func ClockOfPart(part float64) string {
	minutes := int(math.Round(part * 24 * 60))
	if minutes <= 0 || minutes >= 24*60 {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60)
}

// numeric reads three numbers; the column's order says which is which.
func (r DayReader) numeric(m []string) (record.Date, string, *Flaw) {
	clock, bad := ClockText(m[5])
	if bad != nil {
		return record.Date{}, "", r.unreadable()
	}
	day, flaw := r.parts(m[1], m[3], m[4])
	return day, clock, flaw
}

// parts puts three numbers into the order of the column.
func (r DayReader) parts(first, second, third string) (record.Date, *Flaw) {
	a, b := atoi(first), atoi(second)
	if len(first) >= 3 || r.Order == YearFirst && len(third) < 3 {
		return r.known(r.year(first), b, atoi(third))
	}
	order := r.Order
	if order == Decide || order == YearFirst {
		switch {
		case a > 12 || a == b:
			order = DayFirst
		case b > 12:
			order = MonthFirst
		default:
			return record.Date{}, &Flaw{
				"date.order", "may be read as month/day or as day/month, and nothing in the column decides",
				record.NextStep{Act: record.StepSetMapping, Name: "date: month-first or date: day-first", Text: "the date as 2026-01-31"},
			}
		}
	}
	if order == MonthFirst {
		a, b = b, a
	}
	day, bad := r.known(r.year(third), b, a)
	if bad != nil && a >= 1 && a <= 12 && b > 12 {
		bad.Wrong = "is not a date where days are written " + strings.ReplaceAll(string(order), "-", " ")
	}
	return day, bad
}

// wordy reads a day whose month is a word.
func (r DayReader) wordy(m []string) (record.Date, string, *Flaw) {
	dayText, word := m[1], m[2]
	if word == "" {
		dayText, word = m[4], m[3]
	}
	month := max(MonthOf(word), spanishMonth(word))
	if month == 0 {
		return record.Date{}, "", r.unreadable()
	}
	if m[5] == "" {
		return record.Date{}, "", &Flaw{"date.year", "has no year", record.ToWrite("the date with its year, like 2026-01-31")}
	}
	clock, bad := ClockText(m[6])
	if bad != nil {
		return record.Date{}, "", r.unreadable()
	}
	day, flaw := r.known(r.year(m[5]), month, atoi(dayText))
	return day, clock, flaw
}

// known builds a day from its parts and refuses one that no calendar has, or
// that no child's file can hold: before 1900 or after 2200.
func (r DayReader) known(year, month, day int) (record.Date, *Flaw) {
	t := time.Date(year, time.Month(month), day, 12, 0, 0, 0, time.UTC)
	if year < 1900 || year > 2200 || month < 1 || month > 12 || t.Day() != day {
		return record.Date{}, &Flaw{"date.unreadable", "is not a day of the calendar", record.ToWrite("the date like 2026-01-31")}
	}
	return record.DateOf(t), nil
}

// year widens a year of two digits: up to newest it is of this century.
func (r DayReader) year(text string) int {
	y := atoi(text)
	if len(text) > 2 {
		return y
	}
	if 2000+y > r.Newest {
		return 1900 + y
	}
	return 2000 + y
}

// MonthOf returns the month that an English word names, 0 none.
func MonthOf(word string) int {
	word = strings.ToLower(word)
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if len(word) >= 3 && strings.HasPrefix(full, word) || word == "sept" && m == time.September {
			return int(m)
		}
	}
	return 0
}

// spanishMonth returns the month that a Spanish word names, 0 none.
func spanishMonth(word string) int {
	word = strings.ToLower(word)
	for i, full := range []string{
		"enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
	} {
		if len(word) >= 3 && strings.HasPrefix(full, word) {
			return i + 1
		}
	}
	if word == "set" || word == "setiembre" {
		return 9
	}
	return 0
}

// OrderHint tells what one text says of the order of its column: MonthFirst,
// DayFirst, or Decide where it says nothing.
func OrderHint(text string) DateOrder {
	m := NumericDay.FindStringSubmatch(strings.TrimSpace(text))
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

// Clock reads a clock time; a blank cell gives "". The time of a cell
// that holds day and time is taken.
func Clock(c sheet.Cell, r DayReader) (string, *Flaw) {
	text := strings.TrimSpace(c.Text)
	if IsBlank(text) {
		return "", nil
	}
	if part, err := strconv.ParseFloat(text, 64); err == nil && strings.Contains(text, ".") && (part < 1 || c.Format != sheet.Plain) {
		_, part = math.Modf(part)
		return ClockOfPart(part), nil
	}
	if clock, bad := ClockText(text); bad == nil {
		return clock, nil
	}
	if day, clock, bad := r.Read(c); bad == nil && (clock != "" || !day.IsZero() && strings.Contains(text, ":")) {
		return clock, nil
	}
	return "", &Flaw{"time.unreadable", "is not a clock time", record.ToWrite("the time like 15:30 or 3:30 PM")}
}

// ClockText reads "15:30", "3:30 PM" and the like; "" gives "".
func ClockText(text string) (string, *Flaw) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", nil
	}
	m := ClockTime.FindStringSubmatch(text)
	if m == nil || m[2] == "" && m[4] == "" {
		return "", &Flaw{"time.unreadable", "is not a clock time", record.ToWrite("the time like 15:30 or 3:30 PM")}
	}
	hour, minute := atoi(m[1]), atoi(m[2])
	switch {
	case m[4] != "" && (hour < 1 || hour > 12):
		return "", &Flaw{"time.unreadable", "is not a clock time", record.ToWrite("the time like 15:30 or 3:30 PM")}
	case strings.EqualFold(m[4], "p") && hour < 12:
		hour += 12
	case strings.EqualFold(m[4], "a") && hour == 12:
		hour = 0
	}
	if hour > 23 || minute > 59 {
		return "", &Flaw{"time.unreadable", "is not a clock time", record.ToWrite("the time like 15:30 or 3:30 PM")}
	}
	return fmt.Sprintf("%02d:%02d", hour, minute), nil
}

// atoi reads digits that a pattern has matched; "" is 0.
func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

// DateOrder says how the days of an export are written.
type DateOrder string

// The orders of a day's parts.
const (
	Decide     DateOrder = "" // from the whole column
	MonthFirst DateOrder = "month-first"
	DayFirst   DateOrder = "day-first"
	YearFirst  DateOrder = "year-first"
	NoDate     DateOrder = "none"
)

// MinuteOf returns the minute of the day of a time written 15:04.
func MinuteOf(clock string) int {
	h, m, _ := strings.Cut(clock, ":")
	return 60*atoi(h) + atoi(m)
}

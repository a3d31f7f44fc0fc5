package ingest

import (
	"cmp"
	"regexp"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// exportDay gathers what a file says of the day that it is of. Of two files
// that tell the same thing differently, the newer day counts (ADR 139).
type exportDay struct {
	head   record.Date // stated above or below the table, by a word such as "Exported"
	name   record.Date // stated in the file's name
	newest record.Date // of what was done: visits, results, reports
	other  record.Date // newest of other days, such as the start of a goal
}

// day returns the day that the file is of: as its head or foot states it; else
// as its name does; else the newest day on which something was done; else the
// newest other day. Zero: it says none.
func (e exportDay) day() record.Date { return cmp.Or(e.head, e.name, e.newest, e.other) }

// exportWord introduces the day of an export.
var exportWord = regexp.MustCompile(`(?i)\b(exported|generated|printed|downloaded|created|run|as of|report date|date of report|export date|data through)\b`)

// dayLike finds what may be a day in a longer text.
var dayLike = regexp.MustCompile(`(?:19|20)\d\d[-_.]?[01]\d[-_.]?[0-3]\d|\d{1,2}[-_./]\d{1,2}[-_./](?:\d{4}|\d\d)|[A-Za-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}\.? [A-Za-z]{3,9}\.?,? \d{4}`)

// stated takes the day of a line above or below a table that says when the
// export was made.
func (in *intake) stated(line string, days value.DayReader) {
	if exportWord.MatchString(line) {
		in.of.head = in.of.head.Later(in.dayIn(line, days))
	}
}

// titleDays returns the reader of days beside the table, which are written as
// in its columns, else month first: Milepost's clinics are American.
func (in *intake) titleDays(l *layout, from04 bool) value.DayReader {
	order := value.MonthFirst
	for _, d := range l.days {
		if d.Order == value.DayFirst {
			order = value.DayFirst
		}
	}
	return in.dayReader(order, from04)
}

// dayIn returns the newest day in the text, not after today; zero: none.
func (in *intake) dayIn(text string, days value.DayReader) record.Date {
	var newest record.Date
	for _, found := range dayLike.FindAllString(text, -1) {
		if d, _, bad := days.Read(sheet.Cell{Text: strings.ReplaceAll(found, "_", "-")}); bad == nil && !d.IsZero() && (in.options.Today.IsZero() || !d.After(in.options.Today)) {
			newest = newest.Later(d)
		}
	}
	return newest
}

// look notes on which days the records say that something was done. What is
// planned, or was called off ahead, tells nothing of the day of the export.
func (e *exportDay) look(b record.Batch, today record.Date) {
	note := func(into *record.Date, days ...record.Date) {
		for _, d := range days {
			if today.IsZero() || !d.After(today) {
				*into = into.Later(d)
			}
		}
	}
	for _, s := range b.Sessions {
		if !value.MayBeAhead(s.Status) {
			note(&e.newest, s.Day)
		}
		note(&e.newest, s.Modified.Day())
	}
	for _, p := range b.DataPoints {
		note(&e.newest, p.Day, p.Modified.Day())
	}
	for _, s := range b.Statements {
		note(&e.newest, s.Day)
	}
	for _, a := range b.Assessments {
		note(&e.newest, a.Day, a.Modified.Day())
	}
	for _, w := range b.Withdrawals {
		note(&e.newest, w.Modified.Day())
	}
	for _, g := range b.Goals {
		note(&e.newest, g.Modified.Day())
		note(&e.other, g.Start, g.End)
	}
	for _, c := range b.Clients {
		note(&e.newest, c.Modified.Day())
		note(&e.other, c.StartOfCare, c.Discharged)
	}
}

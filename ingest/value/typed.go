package value

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"milepost/ingest/sheet"
	"milepost/record"
)

// dottedDay is a day as Europeans write it: 3.5.2026.
var dottedDay = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})\.\d+$`)

// Typed reads a day that a person typed: in a card, a workbook, a command or a
// form. It is month first, as Americans write it, or year first, or with the
// month as a word. An empty text gives the zero day.
//
// Source: ADR 143.
func Typed(text string) (record.Date, error) {
	text = Normal(text)
	if text == "" {
		return record.Date{}, nil
	}
	d, clock, bad := DayReader{Order: MonthFirst, Zone: time.UTC, Newest: 2069, Days: true}.Read(sheet.Cell{Text: text})
	switch {
	case bad != nil && bad.Code == "date.year":
		return record.Date{}, fmt.Errorf("%q has no year: type the date like 10/29/2026", Shorten(text))
	case bad == nil && isEuropean(text):
		return record.Date{}, fmt.Errorf("%q may be month first or day first: type the date like 10/29/2026", Shorten(text))
	case bad != nil || clock != "" || d.IsZero() || PlainNumber.MatchString(text) && !PackedDay.MatchString(text):
		return record.Date{}, fmt.Errorf("%q is not a date: type it like 10/29/2026 or 2026-10-29", Shorten(text))
	}
	return d, nil
}

// isEuropean reports whether a day with dots may be read in both orders.
func isEuropean(text string) bool {
	m := dottedDay.FindStringSubmatch(strings.TrimSpace(text))
	return m != nil && atoi(m[1]) <= 12 && atoi(m[2]) <= 12 && m[1] != m[2]
}

// monthText is a month with its year: 2027-03, 3/2027, March 2027.
var monthText = regexp.MustCompile(`^(?:(\d{4})[-/](\d{1,2})|(\d{1,2})[-/](\d{4})|([A-Za-z]{3,9})\.?,?\s+(\d{4}))$`)

// TypedMonth reads a month that a person typed, as its first day.
func TypedMonth(text string) (record.Date, error) {
	m := monthText.FindStringSubmatch(Normal(text))
	if m == nil {
		return record.Date{}, fmt.Errorf("%q is not a month: type it like 3/2027", Shorten(text))
	}
	month := atoi(m[2] + m[3])
	if m[5] != "" {
		month = MonthOf(m[5])
	}
	d, bad := DayReader{}.known(atoi(m[1]+m[4]+m[6]), month, 1)
	if bad != nil {
		return record.Date{}, fmt.Errorf("%q is not a month: type it like 3/2027", Shorten(text))
	}
	return d, nil
}

package caseload

import (
	"strings"

	"milepost/ingest"
	"milepost/record"
)

// Day reads a day that a person typed; an empty text gives the zero day.
func Day(text string) (record.Date, error) { return ingest.Typed(text) }

// nameAndDay parts a name from the birth date behind it: "Ana Diaz, May 4,
// 2019". False: no date stands there.
func nameAndDay(text string) (name string, born record.Date, ok bool) {
	for i, r := range text {
		if r != ',' {
			continue
		}
		if d, err := ingest.Typed(strings.TrimSpace(text[i+1:])); err == nil && !d.IsZero() {
			return text[:i], d, true
		}
	}
	return text, record.Date{}, false
}

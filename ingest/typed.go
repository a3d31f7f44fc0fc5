package ingest

import (
	"milepost/ingest/value"
	"milepost/record"
)

// Typed reads a day that a person typed; an empty text gives the zero day.
func Typed(text string) (record.Date, error) { return value.Typed(text) }

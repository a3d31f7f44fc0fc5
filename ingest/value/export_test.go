package value

import (
	"time"

	"milepost/ingest/sheet"
	"milepost/record"
)

// ReadScore reads one result, for tests.
func ReadScore(text string, format sheet.Format, kind record.Kind) (record.Score, record.Help, string) {
	s, h, bad := ScoreReader{Book: NewHelpBook(), Kind: kind}.Read(sheet.Cell{Text: text, Format: format})
	if bad != nil {
		return s, h, bad.Code
	}
	return s, h, ""
}

// ReadDay reads one day, for tests.
func ReadDay(text string, format sheet.Format, order DateOrder, from04 bool) (record.Date, string, string) {
	r := DayReader{Order: order, Zone: time.FixedZone("clinic", -5*3600), Newest: 2036, From04: from04}
	d, clock, bad := r.Read(sheet.Cell{Text: text, Format: format})
	if bad != nil {
		return d, clock, bad.Code
	}
	return d, clock, ""
}

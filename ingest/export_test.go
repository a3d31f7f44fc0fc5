package ingest

import (
	"time"

	"milepost/record"
)

// ReadScore reads one result, for tests.
func ReadScore(text string, format Format, kind record.Kind) (record.Score, record.Help, string) {
	s, h, bad := scoreReader{newHelpBook(), kind}.read(Cell{Text: text, Format: format})
	if bad != nil {
		return s, h, bad.code
	}
	return s, h, ""
}

// ReadDay reads one day, for tests.
func ReadDay(text string, format Format, order DateOrder, from04 bool) (record.Date, string, string) {
	r := dayReader{order: order, zone: time.FixedZone("clinic", -5*3600), newest: 2036, from04: from04}
	d, clock, bad := r.read(Cell{Text: text, Format: format})
	if bad != nil {
		return d, clock, bad.code
	}
	return d, clock, ""
}

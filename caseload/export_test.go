package caseload

import "milepost/record"

// Safely lets tests hold what happens when a library panics.
var Safely = safely

// Clear lets tests replace a file between its reading and its removal.
func (c *Caseload) Clear(name, readHash string) error {
	return c.clear(name, Taken{Import: record.Import{ID: readHash, Name: "export.csv"}})
}

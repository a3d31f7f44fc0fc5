package caseload

import (
	"context"

	"milepost/ingest"
	"milepost/record"
)

// Safely lets tests hold what happens when a library panics.
var Safely = safely

// Clear lets tests replace a file between its reading and its removal.
func (c *Caseload) Clear(name, readHash string) error {
	return c.clear(name, Taken{Import: record.Import{ID: readHash, Name: "export.csv"}})
}

// FoldOf lets tests compare what two workspaces know of a client.
func (c *Caseload) FoldOf(ctx context.Context, id record.ID) (ingest.Folded, error) {
	return c.fold(ctx, id, record.Date{})
}

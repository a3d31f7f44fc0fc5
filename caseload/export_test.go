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

// HashOf is how files are compared.
var HashOf = hashOf

// ErrChanged says that somebody saved a file while it was being replaced.
var ErrChanged = errChanged

// ReplaceFile lets tests save a file between its reading and its replacement.
func (c *Caseload) ReplaceFile(name string, data []byte, known string) error {
	return c.replaceFile(name, data, known)
}

// FoldOf lets tests compare what two workspaces know of a client.
func (c *Caseload) FoldOf(ctx context.Context, id record.ID) (ingest.Folded, error) {
	return c.fold(ctx, id, record.Date{})
}

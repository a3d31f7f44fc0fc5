package caseload

import (
	"context"
	"time"

	"filippo.io/age"

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

// BackupOnto lets tests fill the disk while a backup is written: every file takes
// so many bytes and then fails with the error.
func (c *Caseload) BackupOnto(now time.Time, name string, room int64, full error, to ...age.Recipient) error {
	create := func(name string) (sink, error) {
		f, err := createPrivate(name)
		return &filling{sink: f, room: room, full: full}, err
	}
	_, err := c.backupInto(context.Background(), now, record.User{}, name, create, to)
	return err
}

type filling struct {
	sink
	room int64
	full error
}

// Write fails once the room is used up.
func (f *filling) Write(p []byte) (int, error) {
	if int64(len(p)) > f.room {
		n, err := f.sink.Write(p[:f.room])
		f.room = 0
		if err == nil {
			err = f.full
		}
		return n, err
	}
	f.room -= int64(len(p))
	return f.sink.Write(p)
}

// BoardStamps lets tests compare under what the caseload page is remembered.
func (c *Caseload) BoardStamps(ctx context.Context, now time.Time) (map[record.ID]string, error) {
	return c.boardStamps(ctx, now)
}

package caseload

import (
	"context"
	"io"
	"time"

	"filippo.io/age"

	"milepost/check"
	"milepost/ingest/fold"
	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// BreakOn makes the program fail wherever it reads the client's records.
func (c *Caseload) BreakOn(client record.ID) {
	c.breakOn = func(id record.ID) {
		if id == client {
			panic([]int{}[len(id):][0])
		}
	}
}

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
func (c *Caseload) FoldOf(ctx context.Context, id record.ID) (fold.Result, error) {
	return c.fold(ctx, id, record.Date{})
}

// BackupOnto lets tests fill the disk while a backup is written: every file takes
// so many bytes and then fails with the error.
func (c *Caseload) BackupOnto(now time.Time, name string, room int64, full error, to ...age.Recipient) error {
	create := func(name string) (sink, error) {
		f, err := createPrivate(name)
		return &filling{sink: f, room: room, full: full}, err
	}
	_, err := c.backupInto(context.Background(), now, Holder(), name, create, to)
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

// ActorOf is the Actor of a user as a test has it, whoever is on file.
func ActorOf(u record.User) Actor { return Actor{user: u} }

// LogOf returns the entries of the log from the number on.
func (c *Caseload) LogOf(ctx context.Context, from int) ([]record.Event, error) {
	var all []record.Event
	err := c.store.Events(ctx, func(e record.Event) error {
		if e.N >= from {
			all = append(all, e)
		}
		return nil
	})
	return all, err
}

// ComposedOf lets tests read a document that is not kept: what it was made of,
// its text, and what the check of its own program finds false in it. Why says
// why there is none.
func (c *Caseload) ComposedOf(ctx context.Context, now time.Time, folded fold.Result, kind, audience string) (in report.Input, why string, body record.Body, found []record.Finding, err error) {
	if err := c.loadWording(); err != nil {
		return in, "", body, nil, err
	}
	key, period, err := c.period(ctx, folded, Selection{Document: kind, Audience: audience})
	if err != nil {
		return in, "", body, nil, err
	}
	if in, why, err = c.inputOf(ctx, now, key, period, folded); err != nil || why != "" {
		return in, why, body, nil, err
	}
	if body, err = c.compose(in); err != nil {
		return in, "", body, nil, err
	}
	found = c.truths.Truth(check.Draft{Markdown: body.Markdown, Sentences: body.Sentences, Generated: body.Sentences, Input: in})
	return in, "", body, found, nil
}

// FoldNow folds versions as the workspace would.
func (c *Caseload) FoldNow(versions record.Versions, now time.Time) (fold.Result, error) {
	return c.foldVersions(versions, c.today(now))
}

// Put keeps records as an import would.
func (c *Caseload) Put(ctx context.Context, now time.Time, name string, b record.Batch) error {
	_, err := c.store.Import(ctx, record.Import{ID: hashOf([]byte(name)), Name: name, At: instant(now), Counts: true}, func(f *store.Filler) error {
		if err := f.Add(b); err != nil {
			return err
		}
		f.Done(record.Import{Mapping: "test", Counts: true}, nil)
		return nil
	})
	return err
}

// WriteFile writes a file of the workspace as every use case does.
func WriteFile(c *Caseload, name string, data []byte) error { return c.writeFile(name, data) }

// Fitted is how names from elsewhere are shortened.
var Fitted = fitted

// MappingWithout is mappingWithout.
var MappingWithout = mappingWithout

// ComingBack reads a file that comes back and holds it against what went out.
func (c *Caseload) ComingBack(ctx context.Context, now time.Time, r io.Reader, keys ...age.Identity) error {
	t, back, err := c.comingBack(ctx, now, acting{}, "back.age", r, keys)
	if err != nil {
		return err
	}
	return t.fits(ctx, back)
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"milepost/record"
)

// Kinds of record that are kept as JSON.
const (
	clientKind     = "client"
	goalKind       = "goal"
	statementKind  = "statement"
	assessmentKind = "assessment"
	withdrawalKind = "withdrawal"
)

// Filler takes the records of one import. It holds a few rows at a time,
// however many are added, and is good only until fill returns.
type Filler struct {
	ctx      context.Context // of the call of Import that it lives in
	tx       *sql.Tx
	imp      record.Import
	names    *names
	sessions bulk
	points   bulk
	told     bulk
	problems []record.Problem
	bringing bringing // clients without ids
	touched  map[record.Key]*touch
	next     int // place of the last record

	lastSheet   record.Source
	sheetNumber int64 // of lastSheet; 0 none yet

	lastSubject   record.Person
	subjectNumber int64 // of lastSubject; 0 none yet
}

// touch is what an import holds under one key.
type touch struct {
	records int // that wait where nobody owns the key
	first   int // place of the first of them
	source  record.Source
}

func newFiller(ctx context.Context, tx *sql.Tx, imp record.Import) (*Filler, error) {
	n, err := newNames(ctx, tx)
	if err != nil {
		return nil, err
	}
	f := &Filler{
		ctx: ctx, tx: tx, imp: imp, names: n,
		sessions: bulk{tx: tx, table: "sessions"},
		points:   bulk{tx: tx, table: "data_points"},
		told:     bulk{tx: tx, table: "told"},
		touched:  map[record.Key]*touch{},
	}
	f.bringing.f = f
	return f, nil
}

// Done tells what the reading of the file came to: mapping and counts as imp
// has them, and its problems. One that waits for a person's yes counts not
// yet. The other fields of imp are not looked at.
func (f *Filler) Done(imp record.Import, problems []record.Problem) {
	f.imp.Mapping, f.imp.Words, f.imp.Complete = imp.Mapping, imp.Words, imp.Complete
	f.imp.Rows, f.imp.Used = imp.Rows, imp.Used
	f.imp.Bad, f.imp.Skipped = imp.Bad, imp.Skipped
	f.imp.Asked, f.imp.Day, f.imp.Lost = imp.Asked, imp.Day, imp.Lost
	f.imp.Counts = f.imp.Counts && imp.Asked != record.Waits
	f.problems = problems
}

// Add keeps the records of the batch. A client without an ID is given one, by
// name and birth date; of all others one that names no client waits.
func (f *Filler) Add(b record.Batch) error {
	for _, add := range []func(record.Batch) error{
		f.addClients, f.addGoals, f.addSessions, f.addPoints, f.addStatements, f.addAssessments, f.addWithdrawals,
	} {
		if err := add(b); err != nil {
			return err
		}
	}
	return nil
}

func (f *Filler) addClients(b record.Batch) error {
	for _, c := range b.Clients {
		add := f.addClient
		if c.ID == "" {
			add = f.bringing.bring
		}
		if err := add(c); err != nil {
			return err
		}
	}
	return nil
}

func (f *Filler) addClient(c record.Client) error {
	if err := f.claims(c); err != nil {
		return err
	}
	return f.tell(clientKind, record.ClientByID(c.ID), c, c.Source)
}

// claims keeps that the import says which keys are the client's: ids, names
// with a birth date, and their nicknames.
func (f *Filler) claims(c record.Client) error {
	own, nick := c.NameKeys()
	for _, key := range slices.Concat([]record.Key{record.ClientByID(c.ID)}, c.Keys, own) {
		if err := f.claim(key, claim{c.ID, f.imp.Order, false}); err != nil {
			return err
		}
	}
	for _, key := range nick {
		if err := f.claim(key, claim{c.ID, f.imp.Order, true}); err != nil {
			return err
		}
	}
	return nil
}

func (f *Filler) claim(key record.Key, c claim) error {
	if key == "" {
		return nil
	}
	n, err := f.names.number(f.ctx, string(key))
	if err != nil {
		return err
	}
	return c.keep(f.ctx, f.tx, n)
}

// Who was joined with another client leaves claims to that one.
const insertClaim = `
INSERT INTO claims (key, client, owner)
VALUES ($1, $2, coalesce((SELECT c.owner FROM claims c WHERE c.client = $2 LIMIT 1), $2))
ON CONFLICT DO NOTHING`

func (f *Filler) addGoals(b record.Batch) error {
	for _, g := range b.Goals {
		if err := f.tell(goalKind, clientKey(g.ClientKey, g.Client), g, g.Source); err != nil {
			return err
		}
	}
	return nil
}

func (f *Filler) addStatements(b record.Batch) error {
	for _, s := range b.Statements {
		if err := f.tell(statementKind, clientKey(s.ClientKey, s.Client), s, s.Source); err != nil {
			return err
		}
	}
	return nil
}

func (f *Filler) addAssessments(b record.Batch) error {
	for _, a := range b.Assessments {
		if err := f.tell(assessmentKind, clientKey(a.ClientKey, a.Client), a, a.Source); err != nil {
			return err
		}
	}
	return nil
}

func (f *Filler) addWithdrawals(b record.Batch) error {
	for _, w := range b.Withdrawals {
		if err := f.tell(withdrawalKind, w.ClientKey, w, w.Source); err != nil {
			return err
		}
		if w.ClientKey == "" {
			f.touched[""].records-- // it is asked of every client, and waits for none
		}
	}
	return nil
}

// tell keeps one record as JSON.
func (f *Filler) tell(kind string, key record.Key, value any, source record.Source) error {
	n, place, err := f.enter(key, source)
	if err != nil {
		return err
	}
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("%s: %s: %w", source, kind, err)
	}
	return f.told.add(f.ctx, kind, n, f.imp.Order, place, string(body))
}

// enter counts a record under the key, and returns the number of the key and
// the record's place in the import.
func (f *Filler) enter(key record.Key, source record.Source) (number int64, place int, err error) {
	f.next++
	t := f.touched[key]
	if t == nil {
		t = &touch{first: f.next, source: source}
		f.touched[key] = t
	}
	t.records++
	number, err = f.names.number(f.ctx, string(key))
	return number, f.next, err
}

// clientKey returns the key under which a record stands: as its row named the
// client, else by the client's id, else the empty key.
func clientKey(key record.Key, id record.ID) record.Key {
	if key == "" && id != "" {
		return record.ClientByID(id)
	}
	return key
}

// close writes what is left when all records are in.
func (f *Filler) close() error {
	if err := f.bringing.close(); err != nil {
		return err
	}
	for _, b := range []*bulk{&f.sessions, &f.points, &f.told} {
		if err := b.flush(f.ctx); err != nil {
			return err
		}
	}
	if err := f.writeProblems(); err != nil {
		return err
	}
	if err := f.writeTouches(); err != nil {
		return err
	}
	skipped, err := json.Marshal(f.imp.Skipped)
	if err != nil {
		return err
	}
	_, err = f.tx.ExecContext(f.ctx, `
		UPDATE imports SET mapping = $1, rows = $2, used = $3, bad = $4, skipped = $5,
		    words = $6, asked = $7, complete = $8, counts = $9, day = $10, lost = $11
		WHERE n = $12`,
		f.imp.Mapping, f.imp.Rows, f.imp.Used, f.imp.Bad, string(skipped),
		f.imp.Words, f.imp.Asked, f.imp.Complete, f.imp.Counts, f.imp.Day.String(), f.imp.Lost, f.imp.Order)
	return err
}

func (f *Filler) writeTouches() error {
	touches := bulk{tx: f.tx, table: "touches"}
	for _, key := range slices.Sorted(maps.Keys(f.touched)) {
		n, err := f.names.number(f.ctx, string(key))
		if err != nil {
			return err
		}
		t := f.touched[key]
		source, err := json.Marshal(t.source)
		if err != nil {
			return err
		}
		if err := touches.add(f.ctx, n, f.imp.Order, t.records, t.first, string(source)); err != nil {
			return err
		}
	}
	return touches.flush(f.ctx)
}

func (f *Filler) writeProblems() error {
	problems := bulk{tx: f.tx, table: "row_problems"}
	for i, p := range f.problems {
		body, err := json.Marshal(p)
		if err != nil {
			return err
		}
		key, err := f.refused(p)
		if err != nil {
			return err
		}
		if err := problems.add(f.ctx, f.imp.Order, i, string(body), key); err != nil {
			return err
		}
	}
	return problems.flush(f.ctx)
}

// refused returns the number of the key under which a refused row would have
// stood, nil where it names nobody. The import touches the key, as if it held a
// record there.
func (f *Filler) refused(p record.Problem) (any, error) {
	key := clientKey(p.About, p.Client)
	if key == "" {
		return nil, nil
	}
	if f.touched[key] == nil {
		f.touched[key] = &touch{first: f.next, source: p.Source}
	}
	return f.names.number(f.ctx, string(key))
}

// bytesOf returns the SHA-256 in the ID of an import: all but what tells
// returning cards apart. Sources name it.
func bytesOf(importID string) string {
	hash, _, _ := strings.Cut(importID, ".")
	return hash
}

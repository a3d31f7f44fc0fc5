package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"milepost/record"
)

// reader runs prepared queries in one view of the database, those for the
// records of one client among them.
type reader struct {
	ctx      context.Context
	tx       *sql.Tx
	prepared map[string]*sql.Stmt
	client   record.ID
	keys     []int64 // numbers of the client's keys
	shared   map[int64]any
}

// reader returns one for a client, "" none, without the client's keys, which
// newReader adds.
func (s *Store) reader(ctx context.Context, tx *sql.Tx, client record.ID) *reader {
	return &reader{ctx: ctx, tx: tx, prepared: s.prepared, client: client, shared: map[int64]any{}}
}

// rows runs a prepared query; a list of numbers goes as JSON.
func (r *reader) rows(query string, args ...any) (*sql.Rows, error) {
	for i, arg := range args {
		if numbers, ok := arg.([]int64); ok {
			text, err := json.Marshal(append([]int64{}, numbers...))
			if err != nil {
				return nil, err
			}
			args[i] = string(text)
		}
	}
	//nolint:sqlclosecheck // a view of the prepared statement, which is closed with the transaction
	return r.tx.StmtContext(r.ctx, r.prepared[query]).QueryContext(r.ctx, args...)
}

// all runs a prepared query and returns what scan makes of its rows.
func all[T any](r *reader, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := r.rows(query, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, scan)
}

// origin is what a row says of its import and its place.
type origin struct {
	order   int
	id      string
	card    bool
	mapping string
	of      string // the day that the export is of
	key     int64
	sheet   int64
	subject int64
	source  record.Source
}

const selectSessions = `
SELECT i.place, i.id, i.card, i.mapping, i.day, s.key, s.sheet, s.row, s.col, s.natural, s.id, s.day, s.start, s.minutes,
       s.status, s.reason, s.discipline, s.format, s.place, s.therapist, s.note, s.subject, s.modified, s.list
FROM sessions s JOIN imports i ON i.n = s.import
WHERE i.counts = 1 AND s.key IN (SELECT value FROM json_each($1))
ORDER BY i.place, s.n`

func (r *reader) sessions() ([]record.Version[record.Session], error) {
	return all(r, r.session, selectSessions, r.keys)
}

func (r *reader) session(rows *sql.Rows) (record.Version[record.Session], error) {
	var v origin
	var s record.Session
	var day string
	err := rows.Scan(&v.order, &v.id, &v.card, &v.mapping, &v.of, &v.key, &v.sheet, &v.source.Row, &v.source.Column,
		&s.Key, &s.ID, &day, &s.Start, &s.Minutes,
		&s.Status, &s.Reason, &s.Discipline, &s.Format, &s.Place, &s.Therapist, &s.Note, &v.subject, &s.Modified, &s.List)
	if err != nil {
		return record.Version[record.Session]{}, err
	}
	if s.Day, err = record.ParseDate(day); err != nil {
		return record.Version[record.Session]{}, err
	}
	s.Client = r.client
	if s.Subject, err = r.subject(v.subject); err != nil {
		return record.Version[record.Session]{}, err
	}
	s.ClientKey, s.Source, err = r.settle(v)
	return versionOf(v, s, err)
}

const selectPoints = `
SELECT i.place, i.id, i.card, i.mapping, i.day, p.key, p.sheet, p.row, p.col, p.natural, p.objective, p.goal_keys, p.loose,
       p.day, p.ord, p.start, p.form, p.ok, p.of, p.number, p.bound, p.score_text,
       p.ladder, p.help_level, p.help_count, p.help_text, p.supports, p.probe, p.phase,
       p.place, p.format, p.therapist, p.note, p.subject, p.modified, p.several
FROM data_points p JOIN imports i ON i.n = p.import
WHERE i.counts = 1 AND p.key IN (SELECT value FROM json_each($1))
ORDER BY i.place, p.n`

func (r *reader) points() ([]record.Version[record.DataPoint], error) {
	return all(r, r.point, selectPoints, r.keys)
}

func (r *reader) point(rows *sql.Rows) (record.Version[record.DataPoint], error) {
	var v origin
	var p record.DataPoint
	var day string
	var goals int64
	none := record.Version[record.DataPoint]{}
	err := rows.Scan(&v.order, &v.id, &v.card, &v.mapping, &v.of, &v.key, &v.sheet, &v.source.Row, &v.source.Column,
		&p.Key, &p.Objective, &goals, &p.Loose,
		&day, &p.Order, &p.Start, &p.Score.Form, &p.Score.OK, &p.Score.Of, &p.Score.Number, &p.Score.Bound, &p.Score.Text,
		&p.Help.Ladder, &p.Help.Level, &p.Help.Count, &p.Help.Text, &p.Supports, &p.Probe, &p.Phase,
		&p.Place, &p.Format, &p.Therapist, &p.Note, &v.subject, &p.Modified, &p.Several)
	if err != nil {
		return none, err
	}
	if p.Day, err = record.ParseDate(day); err != nil {
		return none, err
	}
	if p.GoalKeys, err = shared(r, goals, decode[[]record.Key]); err != nil {
		return none, err
	}
	p.GoalKeys = slices.Clone(p.GoalKeys)
	p.Client = r.client
	if p.Subject, err = r.subject(v.subject); err != nil {
		return none, err
	}
	p.ClientKey, p.Source, err = r.settle(v)
	return versionOf(v, p, err)
}

// versionOf puts a record beside what its import says of itself.
func versionOf[T any](v origin, of T, err error) (record.Version[T], error) {
	if err != nil {
		return record.Version[T]{}, err
	}
	day, err := record.ParseDate(v.of)
	return record.Version[T]{Order: v.order, Card: v.card, Mapping: v.mapping, Day: day, Record: of}, err
}

// subject returns whom a row says it is about.
func (r *reader) subject(number int64) (record.Person, error) {
	if number == 0 {
		return record.Person{}, nil
	}
	return shared(r, number, decode[record.Person])
}

// settle returns how the row named its client, and where it stands.
func (r *reader) settle(v origin) (record.Key, record.Source, error) {
	key, err := shared(r, v.key, func(text string) (record.Key, error) { return record.Key(text), nil })
	if err != nil {
		return "", record.Source{}, err
	}
	source, err := shared(r, v.sheet, decode[record.Source])
	source.Row, source.Column = v.source.Row, v.source.Column
	readIn(&source, bytesOf(v.id))
	return key, source, err
}

// readIn names the file where a row was read, unless the row itself does.
func readIn(source *record.Source, hash string) {
	if source.Import == "" {
		source.Import = hash
	}
}

const selectName = `SELECT text FROM names WHERE n = $1`

// shared returns the value that rows share by number, read by parse once.
func shared[T any](r *reader, number int64, parse func(string) (T, error)) (T, error) {
	if value, ok := r.shared[number].(T); ok {
		return value, nil
	}
	texts, err := all(r, scanOne[string], selectName, number)
	if err != nil || len(texts) != 1 {
		return *new(T), fmt.Errorf("shared text %d: %w", number, errors.Join(ErrUnknown, err))
	}
	value, err := parse(texts[0])
	r.shared[number] = value
	return value, err
}

// decode reads a value from JSON.
func decode[T any](text string) (T, error) {
	var value T
	err := json.Unmarshal([]byte(text), &value)
	return value, err
}

const selectTold = `
SELECT i.place, i.id, i.card, i.mapping, i.day, t.body
FROM told t JOIN imports i ON i.n = t.import
WHERE i.counts = 1 AND t.kind = $1 AND t.key IN (SELECT value FROM json_each($2))
ORDER BY i.place, t.n`

// What a card said before its newest text.
const selectEarlierCards = `
SELECT i.place, i.id, i.card, i.mapping, i.day, t.body
FROM told t JOIN imports i ON i.n = t.import
WHERE i.counts = 0 AND i.card = 1 AND t.kind = $1 AND t.key IN (SELECT value FROM json_each($2))
ORDER BY i.place, t.n`

// told returns the records of a kind under the keys; settle gives each its
// client and the import where it was read.
func told[T any](r *reader, kind string, keys []int64, settle func(*T, string)) ([]record.Version[T], error) {
	return toldBy(r, selectTold, kind, keys, settle)
}

// toldBy does so by another query.
func toldBy[T any](r *reader, query, kind string, keys []int64, settle func(*T, string)) ([]record.Version[T], error) {
	scan := func(rows *sql.Rows) (record.Version[T], error) {
		var v record.Version[T]
		var id, day, body string
		err := rows.Scan(&v.Order, &id, &v.Card, &v.Mapping, &day, &body)
		if err != nil {
			return v, err
		}
		if v.Day, err = record.ParseDate(day); err != nil {
			return v, err
		}
		if err := json.Unmarshal([]byte(body), &v.Record); err != nil {
			return v, err
		}
		settle(&v.Record, bytesOf(id))
		return v, nil
	}
	return all(r, scan, query, kind, keys)
}

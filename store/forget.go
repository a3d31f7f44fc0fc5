package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"milepost/record"
)

// forgottenKind is the kind of the entry that tells that a client was forgotten.
const forgottenKind = "client forgotten"

// Forgotten is what is left of a client who was forgotten.
type Forgotten struct {
	Client record.ID   `json:"client"`
	Day    record.Date `json:"day"`
	At     string      `json:"at"` // UTC
	By     record.ID   `json:"by"`
	Reason string      `json:"reason"`
	Keys   []string    `json:"keys"` // SHA-256 of each id by which exports named the client
}

// Rewritten is an export whose file in the archive no longer holds the client's
// rows.
type Rewritten struct {
	Import int
	Hash   string // of what stands there now; "" nothing
	Rows   int    // taken out
	Places []record.Source
	Name   string // "" the export's name stays; else the name in its place
}

// Forget removes the client's rows from every table, with all that hangs on the
// client's drafts and documents. What is left is one row of forgotten, one of
// rewritten for each export, and the entry in the log. Afterwards Vacuum takes
// the bytes out of the file.
func (s *Store) Forget(ctx context.Context, f Forgotten, exports []Rewritten, said func(text string) bool) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		w := forgetter{tx: tx, client: f.Client}
		if _, err := tx.ExecContext(ctx, `PRAGMA defer_foreign_keys = ON`); err != nil {
			return err
		}
		if err := w.all(ctx, said); err != nil {
			return err
		}
		return w.note(ctx, f, exports)
	})
	if err != nil {
		return fmt.Errorf("forget client %s: %w", f.Client, err)
	}
	return nil
}

// forgetter is one client being forgotten.
type forgetter struct {
	tx        *sql.Tx
	client    record.ID
	drafts    []string
	documents []string
	subjects  []string // of entries of the log about the client
}

func (w *forgetter) all(ctx context.Context, said func(string) bool) error {
	var err error
	if w.drafts, err = list(ctx, w.tx, scanOne[string], `SELECT id FROM drafts WHERE client = $1 ORDER BY id`, string(w.client)); err != nil {
		return err
	}
	if w.documents, err = list(ctx, w.tx, scanOne[string],
		`SELECT d.id FROM documents d JOIN drafts r ON r.id = d.draft WHERE r.client = $1 ORDER BY d.id`, string(w.client)); err != nil {
		return err
	}
	if w.subjects, err = subjectsOf(ctx, w.tx, `= $1`, string(w.client)); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{w.records, w.hanging, w.orphans, w.fingerprints, w.names} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return errors.Join(w.fileNames(ctx, said), w.translations(ctx, said))
}

// fileNames takes the client's name out of the names of files that other rows
// came from, and out of what rows under another client's id say of whom they
// are about.
func (w *forgetter) fileNames(ctx context.Context, said func(string) bool) error {
	type shared struct {
		n    int
		text string
	}
	all, err := list(ctx, w.tx, func(rows *sql.Rows) (shared, error) {
		var one shared
		err := rows.Scan(&one.n, &one.text)
		return one, err
	}, `SELECT n, text FROM names WHERE text LIKE '{%' ORDER BY n`)
	if err != nil {
		return err
	}
	for _, one := range all {
		text, err := withoutName(one.text, one.n, said)
		if err != nil {
			return err
		}
		if text == "" {
			continue
		}
		if _, err := w.tx.ExecContext(ctx, `UPDATE names SET text = $1 WHERE n = $2`, text, one.n); err != nil {
			return err
		}
	}
	return errors.Join(w.toldSubjects(ctx, said), w.problems(ctx, said))
}

// withoutName returns a shared text, the place or the person that a row names,
// without the name that said reports; "" where it does not hold it.
func withoutName(text string, n int, said func(string) bool) (string, error) {
	var source record.Source
	if json.Unmarshal([]byte(text), &source) == nil && said(source.File) {
		source.File = fmt.Sprintf("export %d", n)
		out, err := json.Marshal(source)
		return string(out), err
	}
	var person record.Person
	if json.Unmarshal([]byte(text), &person) == nil && said(person.Name()) {
		person = record.Person{ID: person.ID, Other: person.Other, Whole: fmt.Sprintf("name %d", n)}
		out, err := json.Marshal(person)
		return string(out), err
	}
	return "", nil
}

// keysOfOne are the keys of the client $1. A key that another client claims too
// stays with that one.
const keysOfOne = `(SELECT key FROM claims WHERE owner = $1 AND key NOT IN (SELECT key FROM claims WHERE owner <> $1))`

// keyedTables lists the tables of what imports told, each row under a key.
func keyedTables() []string {
	return []string{"told", "sessions", "data_points", "touches", "row_problems"}
}

// records removes what imports told under the client's keys.
func (w *forgetter) records(ctx context.Context) error {
	for _, table := range keyedTables() {
		if err := w.exec(ctx, `DELETE FROM `+table+` WHERE key IN `+keysOfOne); err != nil {
			return err
		}
	}
	// Goals, points and statements may lie under keys of the client's goals.
	if err := w.exec(ctx, `DELETE FROM client_keys WHERE client IN (SELECT client FROM claims WHERE owner = $1)`); err != nil {
		return err
	}
	if err := w.exec(ctx, `DELETE FROM claims WHERE owner = $1`); err != nil {
		return err
	}
	return w.exec(ctx, `DELETE FROM merges WHERE kept = $1 OR gone = $1`)
}

func (w *forgetter) exec(ctx context.Context, query string) error {
	_, err := w.tx.ExecContext(ctx, query, string(w.client))
	return err
}

// hanging removes the rows of every table that has a column for the client, for
// a draft or for a document of the client's, whatever table it is: one that is
// new takes part. The log is never cut.
func (w *forgetter) hanging(ctx context.Context) error {
	for _, by := range []struct {
		column string
		values []string
	}{{"document", w.documents}, {"draft", w.drafts}, {"client", []string{string(w.client)}}} {
		tables, err := tablesWith(ctx, w.tx, by.column)
		if err != nil {
			return err
		}
		for _, table := range tables {
			if table == "forgotten" || table == "rewritten" {
				continue // what is left of clients who were forgotten before
			}
			for _, value := range by.values {
				if _, err := w.tx.ExecContext(ctx, `DELETE FROM "`+table+`" WHERE "`+by.column+`" = $1`, value); err != nil {
					return fmt.Errorf("%s: %w", table, err)
				}
			}
		}
	}
	return nil
}

// tablesWith lists the tables with a column of that name, drafts last, since
// others are found by it. The log is none of them.
func tablesWith(ctx context.Context, tx *sql.Tx, column string) ([]string, error) {
	return list(ctx, tx, scanOne[string], `
		SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c ON c.name = $1
		WHERE m.type = 'table' AND m.name <> 'log' ORDER BY m.name = 'drafts', m.name`, column)
}

// subjectsOf lists what entries of the log about clients are about: their drafts,
// packets and follow-ups, and they themselves. which compares a client's id with
// the argument.
func subjectsOf(ctx context.Context, tx *sql.Tx, which, argument string) ([]string, error) {
	all, err := list(ctx, tx, scanOne[string], `
		SELECT id FROM drafts WHERE client `+which+` UNION SELECT id FROM packets WHERE client `+which+`
		UNION SELECT client FROM releases WHERE client `+which+` UNION SELECT client FROM drafts WHERE client `+which+` ORDER BY 1`, argument)
	if err != nil {
		return nil, err
	}
	notes, err := list(ctx, tx, func(rows *sql.Rows) (string, error) {
		var client record.ID
		var n int
		err := rows.Scan(&client, &n)
		return record.FollowUpID(client, n), err
	}, `SELECT DISTINCT client, n FROM followup_notes WHERE client `+which+` ORDER BY client, n`, argument)
	return append(all, notes...), err
}

// orphans removes rows that refer to one that is gone, in whatever table, and what
// was read of attachments, which can be read again.
func (w *forgetter) orphans(ctx context.Context) error {
	type reference struct{ table, from, to, column string }
	all, err := list(ctx, w.tx, func(rows *sql.Rows) (reference, error) {
		var r reference
		err := rows.Scan(&r.table, &r.from, &r.to, &r.column)
		return r, err
	}, `SELECT m.name, f."from", f."table", f."to" FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f
		WHERE m.type = 'table' AND f."table" IN ('drafts', 'documents', 'packets', 'users') AND m.name <> 'log' ORDER BY 1, 2`)
	if err != nil {
		return err
	}
	for _, r := range all {
		if _, err := w.tx.ExecContext(ctx, fmt.Sprintf(`DELETE FROM "%s" WHERE "%s" NOT IN (SELECT "%s" FROM "%s")`, r.table, r.from, r.column, r.to)); err != nil {
			return fmt.Errorf("%s: %w", r.table, err)
		}
	}
	_, err = w.tx.ExecContext(ctx, `DELETE FROM attachment_texts`)
	return err
}

// fingerprints removes what is remembered of the client's drafts.
func (w *forgetter) fingerprints(ctx context.Context) error {
	for _, part := range append([]string{string(w.client)}, w.drafts...) {
		if _, err := w.tx.ExecContext(ctx, `DELETE FROM fingerprints WHERE instr(name, $1) > 0`, part); err != nil {
			return err
		}
	}
	return nil
}

// names removes shared texts that nothing refers to any more: among them are
// names with birth dates.
func (w *forgetter) names(ctx context.Context) error {
	_, err := w.tx.ExecContext(ctx, `
		DELETE FROM names WHERE n NOT IN (
			SELECT key FROM claims UNION SELECT key FROM client_keys UNION SELECT key FROM touches UNION SELECT key FROM told
			UNION SELECT key FROM sessions UNION SELECT sheet FROM sessions
			UNION SELECT key FROM data_points UNION SELECT sheet FROM data_points UNION SELECT goal_keys FROM data_points
			UNION SELECT subject FROM sessions UNION SELECT subject FROM data_points
			UNION SELECT key FROM row_problems WHERE key IS NOT NULL)`)
	return err
}

// translations removes confirmed texts that say the client's name.
func (w *forgetter) translations(ctx context.Context, said func(string) bool) error {
	all, err := list(ctx, w.tx, func(rows *sql.Rows) ([2]string, error) {
		var t [2]string
		err := rows.Scan(&t[0], &t[1])
		return t, err
	}, `SELECT source, text FROM translations`)
	if err != nil {
		return err
	}
	for _, t := range all {
		if said(t[0]) || said(t[1]) {
			if _, err := w.tx.ExecContext(ctx, `DELETE FROM translations WHERE source = $1`, t[0]); err != nil {
				return err
			}
		}
	}
	return nil
}

// note writes down what is left.
func (w *forgetter) note(ctx context.Context, f Forgotten, exports []Rewritten) error {
	rows := 0
	for _, e := range exports {
		rows += e.Rows
	}
	entry, err := logEvent(ctx, w.tx, record.Event{
		At: f.At, By: f.By, Kind: forgottenKind, Subject: string(f.Client), Detail: map[string]string{
			"subjects": strings.Join(w.subjects, "\n"), "documents": strings.Join(w.documents, " "),
			"exports": strconv.Itoa(len(exports)), "rows": strconv.Itoa(rows), "why": f.Reason,
		},
	})
	if err != nil {
		return err
	}
	keys, err := json.Marshal(f.Keys)
	if err != nil {
		return err
	}
	if _, err := w.tx.ExecContext(ctx, `
		INSERT INTO forgotten (client, day, at, by, reason, keys, log) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (client) DO UPDATE SET day = excluded.day, at = excluded.at, by = excluded.by, reason = excluded.reason, keys = excluded.keys, log = excluded.log`,
		string(f.Client), f.Day.String(), f.At, string(f.By), f.Reason, string(keys), entry.N); err != nil {
		return err
	}
	for _, e := range exports {
		if err := w.rewritten(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

func (w *forgetter) rewritten(ctx context.Context, e Rewritten) error {
	if _, err := w.tx.ExecContext(ctx, `
		INSERT INTO rewritten (import, client, hash, rows) VALUES ($1, $2, $3, $4)
		ON CONFLICT (import, client) DO UPDATE SET hash = excluded.hash, rows = excluded.rows`, e.Import, string(w.client), e.Hash, e.Rows); err != nil {
		return err
	}
	if e.Name != "" {
		if _, err := w.tx.ExecContext(ctx, `UPDATE imports SET name = $1 WHERE n = $2`, e.Name, e.Import); err != nil {
			return err
		}
	}
	type numbered struct {
		record.Problem
		n int
	}
	problems, err := list(ctx, w.tx, func(rows *sql.Rows) (numbered, error) {
		var p numbered
		var body []byte
		err := rows.Scan(&p.n, &body)
		if err == nil {
			err = json.Unmarshal(body, &p.Problem)
		}
		return p, err
	}, `SELECT n, body FROM row_problems WHERE import = $1`, e.Import)
	if err != nil {
		return err
	}
	for _, p := range problems {
		if p.Client != w.client && !slices.Contains(e.Places, record.Source{Sheet: p.Sheet, Row: p.Row}) {
			continue
		}
		if _, err := w.tx.ExecContext(ctx, `DELETE FROM row_problems WHERE import = $1 AND n = $2`, e.Import, p.n); err != nil {
			return err
		}
	}
	return nil
}

// Vacuum writes the database's file anew, so that no byte of what was deleted is
// left in it or in its -wal.
func (s *Store) Vacuum(ctx context.Context) error {
	for _, step := range []string{`VACUUM`, `PRAGMA wal_checkpoint(TRUNCATE)`} {
		if _, err := s.write.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("write the database anew: %w", err)
		}
	}
	return nil
}

// ForgottenClients returns who was forgotten, by id.
func (s *Store) ForgottenClients(ctx context.Context) ([]Forgotten, error) {
	return read(ctx, s, func(rows *sql.Rows) (Forgotten, error) {
		var f Forgotten
		var day, keys string
		if err := rows.Scan(&f.Client, &day, &f.At, &f.By, &f.Reason, &keys); err != nil {
			return f, err
		}
		var err error
		if f.Day, err = record.ParseDate(day); err != nil {
			return f, err
		}
		return f, json.Unmarshal([]byte(keys), &f.Keys)
	}, `SELECT client, day, at, by, reason, keys FROM forgotten ORDER BY client`)
}

// RowsOf returns where each import told something of the client, by the import's
// number.
func (s *Store) RowsOf(ctx context.Context, client record.ID) (map[int][]record.Source, error) {
	type at struct {
		imp   int
		place record.Source
	}
	all, err := read(ctx, s, func(rows *sql.Rows) (at, error) {
		var a at
		var sheet string
		err := rows.Scan(&a.imp, &sheet, &a.place.Row)
		if err == nil && sheet != "" {
			var source record.Source
			err = json.Unmarshal([]byte(sheet), &source)
			a.place.Sheet = source.Sheet
		}
		return a, err
	}, `SELECT s.import, n.text, s.row FROM sessions s JOIN names n ON n.n = s.sheet WHERE s.key IN `+keysOfOne+`
		UNION SELECT s.import, n.text, s.row FROM data_points s JOIN names n ON n.n = s.sheet WHERE s.key IN `+keysOfOne+`
		UNION SELECT t.import, '', 0 FROM touches t WHERE t.key IN `+keysOfOne+`
		UNION SELECT k.import, '', 0 FROM client_keys k WHERE k.client IN (SELECT client FROM claims WHERE owner = $1)
		ORDER BY 1, 2, 3`, string(client))
	if err != nil {
		return nil, fmt.Errorf("rows of client %s: %w", client, err)
	}
	places := map[int][]record.Source{}
	for _, a := range all {
		places[a.imp] = append(places[a.imp], a.place)
	}
	return places, nil
}

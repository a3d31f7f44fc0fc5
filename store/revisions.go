package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strconv"

	"milepost/record"
)

// Step is what one action does to a draft: all of it is kept, or nothing.
// What is nil or empty stays as it is.
type Step struct {
	Draft     string
	State     record.State
	Why       string // of the state
	Revision  *record.Revision
	Written   string // hash of the file, where it holds the revision already
	Questions []record.Question
	Accepted  *record.Acceptance
	Opened    *record.Opened
	Event     record.Event // Subject and hashes are filled in
}

// Step keeps what one action does, each step with its entry in the log, and
// returns the number of the last revision, 0 where there is none.
func (s *Store) Step(ctx context.Context, steps ...Step) (revision int, err error) {
	err = s.writeTx(ctx, func(tx *sql.Tx) error {
		for _, step := range steps {
			n, err := keepStep(ctx, tx, step)
			if err != nil {
				return fmt.Errorf("draft %s: %w", step.Draft, err)
			}
			revision = max(revision, n)
		}
		return nil
	})
	return revision, err
}

func keepStep(ctx context.Context, tx *sql.Tx, step Step) (int, error) {
	e := step.Event
	e.Subject = step.Draft
	if e.Detail == nil {
		e.Detail = map[string]string{}
	}
	revision := 0
	if step.Revision != nil {
		if err := tx.QueryRowContext(ctx, `SELECT coalesce(max(n), 0) + 1 FROM revisions WHERE draft = $1`, step.Draft).Scan(&revision); err != nil {
			return 0, err
		}
		e.Detail["revision"] = strconv.Itoa(revision)
		e.Detail["text"] = step.Revision.Hash()
	}
	if step.State != "" {
		e.Detail["state"] = string(step.State)
	}
	if step.Accepted != nil {
		e.Detail["finding"] = step.Accepted.Finding
	}
	if step.Opened != nil {
		e.Detail["text"] = step.Opened.Text
	}
	e, err := logEvent(ctx, tx, e)
	if err != nil {
		return 0, err
	}
	return revision, keepParts(ctx, tx, step, revision, e.N)
}

func keepParts(ctx context.Context, tx *sql.Tx, step Step, revision, log int) error {
	if r := step.Revision; r != nil {
		if err := putRevision(ctx, tx, *r, revision, log); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM fingerprints WHERE name = $1`, Printed+step.Draft); err != nil {
			return err
		}
	}
	for _, q := range step.Questions {
		if q.Revision == 0 {
			q.Revision = revision
		}
		if err := putQuestion(ctx, tx, q); err != nil {
			return err
		}
	}
	if a := step.Accepted; a != nil {
		if _, err := tx.ExecContext(ctx, `INSERT INTO accepted (draft, finding, reason, by, at, log) VALUES ($1, $2, $3, $4, $5, $6)`,
			step.Draft, a.Finding, a.Reason, string(a.By), a.At, log); err != nil {
			return err
		}
	}
	if o := step.Opened; o != nil {
		if _, err := tx.ExecContext(ctx, `INSERT INTO opened (draft, by, at, text, log) VALUES ($1, $2, $3, $4, $5)`,
			step.Draft, string(o.By), o.At, o.Text, log); err != nil {
			return err
		}
	}
	if step.Written != "" {
		if _, err := tx.ExecContext(ctx, `UPDATE drafts SET written = $1 WHERE id = $2`, step.Written, step.Draft); err != nil {
			return err
		}
	}
	if step.State == "" {
		return nil
	}
	return putState(ctx, tx, step, log)
}

func putState(ctx context.Context, tx *sql.Tx, step Step, log int) error {
	if _, err := tx.ExecContext(ctx, `UPDATE drafts SET state = $1 WHERE id = $2`, string(step.State), step.Draft); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO moves (draft, state, by, at, why, log) VALUES ($1, $2, $3, $4, $5, $6)`,
		step.Draft, string(step.State), string(step.Event.By), step.Event.At, step.Why, log)
	return err
}

func putRevision(ctx context.Context, tx *sql.Tx, r record.Revision, n, log int) error {
	sentences, err := json.Marshal(r.Sentences)
	if err != nil {
		return err
	}
	moved, err := json.Marshal(r.Moved)
	if err != nil {
		return err
	}
	raw := r.Raw
	if raw == nil {
		raw = []byte{}
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO revisions (draft, n, kind, by, at, base, made_from, markdown, raw, sentences, moved, log)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		r.Draft.ID(), n, r.Kind, string(r.By), r.At, r.Base, r.From, r.Markdown, raw, string(sentences), string(moved), log)
	return err
}

func putQuestion(ctx context.Context, tx *sql.Tx, q record.Question) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO questions (draft, id, n, revision, kind, unit, mine, was, now, answer, by, at)
		SELECT $1, $2, coalesce(max(n), 0) + 1, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM questions WHERE draft = $1
		ON CONFLICT (draft, id) DO UPDATE SET answer = excluded.answer, by = excluded.by, at = excluded.at`,
		q.Draft, q.ID, q.Revision, q.Kind, q.Unit, q.Mine, q.Was, q.Now, q.Answer, string(q.By), q.At)
	return err
}

// Revisions returns all revisions of the draft, the oldest first.
func (s *Store) Revisions(ctx context.Context, key record.DraftKey) ([]record.Revision, error) {
	return s.revisions(ctx, key, `ORDER BY n`)
}

// NewestRevision returns the newest revision of the draft, nil where nobody
// edited it. Late edits of a signed text do not count.
func (s *Store) NewestRevision(ctx context.Context, key record.DraftKey) (*record.Revision, error) {
	return only(s.revisions(ctx, key, `AND kind <> 'late' ORDER BY n DESC LIMIT 1`))
}

// Revision returns the revision with the number, nil where there is none.
func (s *Store) Revision(ctx context.Context, key record.DraftKey, n int) (*record.Revision, error) {
	return only(s.revisions(ctx, key, `AND n = $2`, n))
}

// only returns the one of a list of one, nil of an empty list.
func only[T any](found []T, err error) (*T, error) {
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// RevisionCount returns how many revisions of the draft there are: the next
// one has the number after it.
func (s *Store) RevisionCount(ctx context.Context, draft string) (int, error) {
	var n int
	err := s.read.QueryRowContext(ctx, `SELECT count(*) FROM revisions WHERE draft = $1`, draft).Scan(&n)
	return n, err
}

// Draft returns how the draft with the key stands, nil where there is none.
func (s *Store) Draft(ctx context.Context, key record.DraftKey) (*DraftState, error) {
	return s.DraftByID(ctx, key.ID())
}

func (s *Store) revisions(ctx context.Context, key record.DraftKey, which string, args ...any) ([]record.Revision, error) {
	var all []record.Revision
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		all, err = list(ctx, tx, func(rows *sql.Rows) (record.Revision, error) { return scanRevision(rows, key) }, `
			SELECT n, kind, by, at, base, made_from, markdown, raw, sentences, moved
			FROM revisions WHERE draft = $1 `+which, append([]any{key.ID()}, args...)...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read revisions of draft %s: %w", key.ID(), err)
	}
	return all, nil
}

func scanRevision(rows *sql.Rows, key record.DraftKey) (record.Revision, error) {
	r := record.Revision{Draft: key}
	var sentences, moved string
	if err := rows.Scan(&r.N, &r.Kind, &r.By, &r.At, &r.Base, &r.From, &r.Markdown, &r.Raw, &sentences, &moved); err != nil {
		return r, err
	}
	if len(r.Raw) == 0 {
		r.Raw = nil
	}
	if err := json.Unmarshal([]byte(sentences), &r.Sentences); err != nil {
		return r, err
	}
	return r, json.Unmarshal([]byte(moved), &r.Moved)
}

// Questions returns all questions of the draft in the order of asking.
func (s *Store) Questions(ctx context.Context, draft string) ([]record.Question, error) {
	return read(ctx, s, scanQuestion, `
		SELECT draft, id, revision, kind, unit, mine, was, now, answer, by, at
		FROM questions WHERE draft = $1 ORDER BY n`, draft)
}

func scanQuestion(rows *sql.Rows) (record.Question, error) {
	var q record.Question
	err := rows.Scan(&q.Draft, &q.ID, &q.Revision, &q.Kind, &q.Unit, &q.Mine, &q.Was, &q.Now, &q.Answer, &q.By, &q.At)
	return q, err
}

// Accepted returns the findings of the draft that a therapist let stand.
func (s *Store) Accepted(ctx context.Context, draft string) ([]record.Acceptance, error) {
	return read(ctx, s, func(rows *sql.Rows) (record.Acceptance, error) {
		var a record.Acceptance
		err := rows.Scan(&a.Draft, &a.Finding, &a.Reason, &a.By, &a.At)
		return a, err
	}, `SELECT draft, finding, reason, by, at FROM accepted WHERE draft = $1 ORDER BY log`, draft)
}

// LastOpened returns what the person last had on her screen of the draft, nil
// where she never opened it.
func (s *Store) LastOpened(ctx context.Context, draft string, by record.ID) (*record.Opened, error) {
	return only(read(ctx, s, func(rows *sql.Rows) (record.Opened, error) {
		var o record.Opened
		err := rows.Scan(&o.Draft, &o.By, &o.At, &o.Text)
		return o, err
	}, `SELECT draft, by, at, text FROM opened WHERE draft = $1 AND by = $2 ORDER BY log DESC LIMIT 1`, draft, string(by)))
}

// Move is a state that a draft came to.
type Move struct {
	State record.State `json:"state"`
	By    record.ID    `json:"by,omitempty"`
	At    string       `json:"at"`
	Why   string       `json:"why,omitempty"`
}

// Moves returns the states that the draft came to, the oldest first.
func (s *Store) Moves(ctx context.Context, draft string) ([]Move, error) {
	return read(ctx, s, func(rows *sql.Rows) (Move, error) {
		var m Move
		err := rows.Scan(&m.State, &m.By, &m.At, &m.Why)
		return m, err
	}, `SELECT state, by, at, why FROM moves WHERE draft = $1 ORDER BY log`, draft)
}

// read runs one query on an unchanging view.
func read[T any](ctx context.Context, s *Store, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	var all []T
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		all, err = list(ctx, tx, scan, query, args...)
		return err
	})
	return all, err
}

package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"milepost/record"
)

// DraftState is how a draft stands.
type DraftState struct {
	Key     record.DraftKey
	ID      string
	Period  record.Period // of the newest body
	State   record.State
	Base    string // hash of the newest body
	Written string // hash of the file last written, "" none
	At      string // when the newest body was kept, UTC, fixed width
}

// SaveBody keeps a generated text of a draft, and who made it. Bodies only
// grow in number; one that equals the newest is not kept again. It reports
// whether the Markdown differs from the newest body's, and so its file has to
// be written: a body whose facts alone moved is kept, and changes no file.
func (s *Store) SaveBody(ctx context.Context, body record.Body, who Who) (changed bool, err error) {
	row, err := rowOf(body)
	if err != nil {
		return false, err
	}
	err = s.writeTx(ctx, func(tx *sql.Tx) error {
		if err := putDraft(ctx, tx, body.Draft); err != nil {
			return err
		}
		newest, err := list(ctx, tx, scanBody, selectBody+newestBody, body.Draft.ID())
		if err != nil {
			return err
		}
		if len(newest) > 0 && newest[0] == row {
			return nil
		}
		changed = len(newest) == 0 || newest[0].markdown != row.markdown
		if err := putBody(ctx, tx, row, who.At); err != nil {
			return err
		}
		_, err = logEvent(ctx, tx, who.Event("drafted", row.draft, map[string]string{"base": row.hash, "text": record.LongHash(row.markdown)}))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("keep draft %s: %w", body.Draft.ID(), err)
	}
	return changed, nil
}

// bodyRow is a body as its table has it.
type bodyRow struct {
	draft, hash, fromDay, toDay, markdown, sentences, made, levels string
}

func rowOf(b record.Body) (bodyRow, error) {
	sentences, err := json.Marshal(b.Sentences)
	if err != nil {
		return bodyRow{}, err
	}
	made, err := json.Marshal(b.Made)
	if err != nil {
		return bodyRow{}, err
	}
	levels, err := json.Marshal(b.Levels)
	return bodyRow{
		draft: b.Draft.ID(), hash: b.Hash, fromDay: b.Period.From.String(), toDay: b.Period.To.String(),
		markdown: b.Markdown, sentences: string(sentences), made: string(made), levels: string(levels),
	}, err
}

func (r bodyRow) body(key record.DraftKey) (record.Body, error) {
	b := record.Body{Draft: key, Hash: r.hash, Markdown: r.markdown}
	var err error
	if b.Period, err = period(r.fromDay, r.toDay); err != nil {
		return b, err
	}
	if err := json.Unmarshal([]byte(r.sentences), &b.Sentences); err != nil {
		return b, err
	}
	if err := json.Unmarshal([]byte(r.made), &b.Made); err != nil {
		return b, err
	}
	return b, json.Unmarshal([]byte(r.levels), &b.Levels)
}

func period(from, to string) (record.Period, error) {
	var p record.Period
	var err error
	if p.From, err = record.ParseDate(from); err != nil {
		return p, err
	}
	p.To, err = record.ParseDate(to)
	return p, err
}

func putDraft(ctx context.Context, tx *sql.Tx, key record.DraftKey) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO drafts (id, client, kind, audience, language, from_day, state, written)
		VALUES ($1, $2, $3, $4, $5, $6, $7, '') ON CONFLICT (id) DO NOTHING`,
		key.ID(), string(key.Client), key.Kind, key.Audience, key.Language, key.From.String(), string(record.Drafted))
	return err
}

func putBody(ctx context.Context, tx *sql.Tx, r bodyRow, at string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO bodies (draft, n, hash, at, from_day, to_day, markdown, sentences, made, levels)
		SELECT $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5, $6, $7, $8, $9 FROM bodies WHERE draft = $1`,
		r.draft, r.hash, at, r.fromDay, r.toDay, r.markdown, r.sentences, r.made, r.levels)
	return err
}

const (
	selectBody = `SELECT draft, hash, from_day, to_day, markdown, sentences, made, levels FROM bodies WHERE draft = $1 `
	newestBody = `ORDER BY n DESC LIMIT 1`
)

func scanBody(rows *sql.Rows) (bodyRow, error) {
	var r bodyRow
	err := rows.Scan(&r.draft, &r.hash, &r.fromDay, &r.toDay, &r.markdown, &r.sentences, &r.made, &r.levels)
	return r, err
}

// Body returns the newest body of the draft, else ErrUnknown.
func (s *Store) Body(ctx context.Context, key record.DraftKey) (record.Body, error) {
	return s.firstBody(ctx, key, newestBody)
}

// BodyByHash returns the newest body of the draft whose hash is the base that
// a file names, else ErrUnknown.
func (s *Store) BodyByHash(ctx context.Context, key record.DraftKey, base string) (record.Body, error) {
	return s.firstBody(ctx, key, `AND hash = $2 `+newestBody, base)
}

func (s *Store) firstBody(ctx context.Context, key record.DraftKey, which string, args ...any) (record.Body, error) {
	bodies, err := s.bodies(ctx, key, which, args...)
	if err != nil {
		return record.Body{}, err
	}
	if len(bodies) == 0 {
		return record.Body{}, fmt.Errorf("draft %s: %w", key.ID(), ErrUnknown)
	}
	return bodies[0], nil
}

// Bodies returns all bodies of the draft, the oldest first.
func (s *Store) Bodies(ctx context.Context, key record.DraftKey) ([]record.Body, error) {
	return s.bodies(ctx, key, `ORDER BY n`)
}

func (s *Store) bodies(ctx context.Context, key record.DraftKey, which string, args ...any) ([]record.Body, error) {
	var all []record.Body
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		rows, err := list(ctx, tx, scanBody, selectBody+which, append([]any{key.ID()}, args...)...)
		if err != nil {
			return err
		}
		for _, r := range rows {
			body, err := r.body(key)
			if err != nil {
				return err
			}
			all = append(all, body)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read draft %s: %w", key.ID(), err)
	}
	return all, nil
}

// Drafts lists all drafts by client, kind, audience, language and first day.
func (s *Store) Drafts(ctx context.Context) ([]DraftState, error) {
	return s.drafts(ctx, allDrafts)
}

// DraftsOf lists the drafts of one client in the order of Drafts.
func (s *Store) DraftsOf(ctx context.Context, client record.ID) ([]DraftState, error) {
	return s.drafts(ctx, draftsOfClient, string(client))
}

const (
	selectDrafts = `
SELECT d.id, d.client, d.kind, d.audience, d.language, d.from_day, d.state, d.written,
       b.hash, b.at, b.from_day, b.to_day
FROM drafts d
JOIN bodies b ON b.draft = d.id AND b.n = (SELECT max(n) FROM bodies WHERE draft = d.id)
`
	orderDrafts    = `ORDER BY d.client, d.kind, d.audience, d.language, d.from_day`
	allDrafts      = selectDrafts + orderDrafts
	draftsOfClient = selectDrafts + `WHERE d.client = $1 ` + orderDrafts
	draftWithID    = selectDrafts + `WHERE d.id = $1`
)

// drafts runs one of the queries above, which are prepared.
func (s *Store) drafts(ctx context.Context, query string, args ...any) ([]DraftState, error) {
	var found []DraftState
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		found, err = all(s.reader(ctx, tx, ""), scanDraft, query, args...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list drafts: %w", err)
	}
	return found, nil
}

func scanDraft(rows *sql.Rows) (DraftState, error) {
	var d DraftState
	var first, from, to string
	err := rows.Scan(&d.ID, &d.Key.Client, &d.Key.Kind, &d.Key.Audience, &d.Key.Language, &first,
		&d.State, &d.Written, &d.Base, &d.At, &from, &to)
	if err != nil {
		return d, err
	}
	if d.Key.From, err = record.ParseDate(first); err != nil {
		return d, err
	}
	d.Period, err = period(from, to)
	return d, err
}

// DraftHeads lists all drafts as Drafts does, without what their bodies say:
// Period, Base and At are empty. It is far cheaper, since it reads no body.
func (s *Store) DraftHeads(ctx context.Context) ([]DraftState, error) {
	var all []DraftState
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		all, err = list(ctx, tx, scanDraft, `
			SELECT id, client, kind, audience, language, from_day, state, written, '', '', '', ''
			FROM drafts ORDER BY client, kind, audience, language, from_day`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list drafts: %w", err)
	}
	return all, nil
}

// SetWritten keeps the hash of the draft's file as it was last written.
func (s *Store) SetWritten(ctx context.Context, id, fileHash string) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE drafts SET written = $1 WHERE id = $2`, fileHash, id)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return ErrUnknown
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("draft %s: %w", id, err)
	}
	return nil
}

// Printed begins the names under which it is kept from what a draft's files were
// printed. A new revision takes it away, since they are to be printed anew.
const Printed = "printed:"

// Fingerprint returns what was last set for the name; "" where nothing was.
func (s *Store) Fingerprint(ctx context.Context, name string) (string, error) {
	var text string
	err := s.read.QueryRowContext(ctx, `SELECT text FROM fingerprints WHERE name = $1`, name).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return text, err
}

// Fingerprints returns all that was set for names with this beginning, without
// it.
func (s *Store) Fingerprints(ctx context.Context, beginning string) (map[string]string, error) {
	texts := map[string]string{}
	rows, err := s.read.QueryContext(ctx,
		`SELECT name, text FROM fingerprints WHERE name >= $1 AND substr(name, 1, length($1)) = $1`, beginning)
	if err != nil {
		return nil, fmt.Errorf("read fingerprints: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, fmt.Errorf("read fingerprints: %w", err)
		}
		texts[strings.TrimPrefix(name, beginning)] = text
	}
	return texts, rows.Err()
}

// SetFingerprints keeps many at once, each under the beginning and its name.
func (s *Store) SetFingerprints(ctx context.Context, beginning string, texts map[string]string) error {
	if len(texts) == 0 {
		return nil
	}
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		for _, name := range slices.Sorted(maps.Keys(texts)) {
			if _, err := tx.ExecContext(ctx, setFingerprint, beginning+name, texts[name]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep fingerprints: %w", err)
	}
	return nil
}

const setFingerprint = `
INSERT INTO fingerprints (name, text) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET text = excluded.text`

// SetFingerprint keeps under the name from what something was made, so that it
// is not made again while that stays the same.
func (s *Store) SetFingerprint(ctx context.Context, name, text string) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, setFingerprint, name, text)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep fingerprint: %w", err)
	}
	return nil
}

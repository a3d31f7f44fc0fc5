package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"milepost/record"
)

// Grants returns the caseloads that the user was granted, in order of names.
func (s *Store) Grants(ctx context.Context, user record.ID) ([]string, error) {
	return read(ctx, s, scanOne[string], `SELECT caseload FROM grants WHERE user = $1 AND open = 1 ORDER BY caseload`, string(user))
}

// SetGrants opens to the user exactly the caseloads named, each change with its
// entry in the log, which holds a hash of the caseload's name.
func (s *Store) SetGrants(ctx context.Context, user record.ID, caseloads []string, e record.Event) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		before, err := list(ctx, tx, scanOne[string], `SELECT caseload FROM grants WHERE user = $1 AND open = 1`, string(user))
		if err != nil {
			return err
		}
		for _, name := range before {
			if !slices.Contains(caseloads, name) {
				if err := putGrant(ctx, tx, user, name, false, e); err != nil {
					return err
				}
			}
		}
		for _, name := range caseloads {
			if !slices.Contains(before, name) {
				if err := putGrant(ctx, tx, user, name, true, e); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("grant caseloads to %s: %w", user, err)
	}
	return nil
}

func putGrant(ctx context.Context, tx *sql.Tx, user record.ID, caseload string, granted bool, e record.Event) error {
	open := 0
	e.Kind, e.Subject = "caseload taken back", string(user)
	if granted {
		open, e.Kind = 1, "caseload granted"
	}
	e.Detail = map[string]string{"caseload": record.LongHash(caseload)}
	e, err := logEvent(ctx, tx, e)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO grants (user, caseload, open, log) VALUES ($1, $2, $3, $4)
		ON CONFLICT (user, caseload) DO UPDATE SET open = excluded.open, log = excluded.log`,
		string(user), caseload, open, e.N)
	return err
}

// EditTime is how long one sentence was worked on, and how much of it changed.
// It says nothing of who worked.
type EditTime struct {
	Draft   string
	Phrase  string // that had said it; "" none
	Seconds int    // from opening the sentence to saving it
	Was     int    // words before
	Words   int    // words after
	Changed int    // words that are gone or new
}

// AddEditTime keeps an edit time.
func (s *Store) AddEditTime(ctx context.Context, e EditTime) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO edit_times (draft, n, phrase, seconds, was, words, changed)
			SELECT $1, coalesce(max(n), 0) + 1, $2, $3, $4, $5, $6 FROM edit_times WHERE draft = $1`,
			e.Draft, e.Phrase, e.Seconds, e.Was, e.Words, e.Changed)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep edit time of draft %s: %w", e.Draft, err)
	}
	return nil
}

// EditTimes returns all edit times by draft, the oldest first.
func (s *Store) EditTimes(ctx context.Context) ([]EditTime, error) {
	return read(ctx, s, func(rows *sql.Rows) (EditTime, error) {
		var e EditTime
		err := rows.Scan(&e.Draft, &e.Phrase, &e.Seconds, &e.Was, &e.Words, &e.Changed)
		return e, err
	}, `SELECT draft, phrase, seconds, was, words, changed FROM edit_times ORDER BY draft, n`)
}

// DraftByID returns how the draft with the id stands, nil where there is none.
func (s *Store) DraftByID(ctx context.Context, id string) (*DraftState, error) {
	return only(s.drafts(ctx, draftWithID, id))
}

// DraftStamps returns a text for each draft, by its id, that changes whenever
// its text, its state, or anything that was asked, accepted or signed of it
// does. It reads no text.
func (s *Store) DraftStamps(ctx context.Context) (map[string]string, error) {
	stamps := map[string]string{}
	_, err := read(ctx, s, func(rows *sql.Rows) (struct{}, error) {
		var id, stamp string
		err := rows.Scan(&id, &stamp)
		stamps[id] = stamp
		return struct{}{}, err
	}, `
		SELECT d.id, d.state || '/' || d.written || '/' ||
			(SELECT count(*) FROM bodies WHERE draft = d.id) || '/' ||
			(SELECT count(*) FROM revisions WHERE draft = d.id) || '/' ||
			(SELECT count(*) || '+' || count(nullif(answer, '')) FROM questions WHERE draft = d.id) || '/' ||
			(SELECT count(*) FROM accepted WHERE draft = d.id) || '/' ||
			(SELECT count(*) FROM moves WHERE draft = d.id) || '/' ||
			(SELECT count(*) FROM signatures WHERE draft = d.id)
		FROM drafts d`)
	if err != nil {
		return nil, fmt.Errorf("stamp drafts: %w", err)
	}
	return stamps, nil
}

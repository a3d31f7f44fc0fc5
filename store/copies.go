package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

	"milepost/record"
)

// Copy is a copy of a signed document that was made to be sent.
type Copy struct {
	ID        string
	Batch     string // the first that held it
	Document  string
	Recipient string
	How       string
	Language  string
	GoesTo    string // tells where it was to go from elsewhere; "" not known
}

// KeepCopies writes down the copies of a batch that is about to be made. A batch
// that is known changes nothing.
func (s *Store) KeepCopies(ctx context.Context, batch string, copies []Copy, e record.Event) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		added := 0
		for _, c := range copies {
			result, err := tx.ExecContext(ctx, `
				INSERT INTO copies (id, batch, document, recipient, how, language, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
				ON CONFLICT (id) DO NOTHING`, c.ID, batch, c.Document, c.Recipient, c.How, c.Language, e.At)
			if err != nil {
				return err
			}
			n, err := result.RowsAffected()
			if err != nil {
				return err
			}
			added += int(n)
			if _, err := tx.ExecContext(ctx, `
				INSERT INTO batch_copies (batch, copy, document, goes_to) VALUES ($1, $2, $3, $4)
				ON CONFLICT DO UPDATE SET goes_to = excluded.goes_to`, batch, c.ID, c.Document, c.GoesTo); err != nil {
				return err
			}
		}
		if added == 0 {
			return nil
		}
		e.Kind, e.Subject = "copies made", batch
		e.Detail = map[string]string{"copies": strconv.Itoa(len(copies)), "new": strconv.Itoa(added)}
		_, err := logEvent(ctx, tx, e)
		return err
	})
	if err != nil {
		return fmt.Errorf("keep batch %s: %w", batch, err)
	}
	return nil
}

// CopiesIn returns the copies that each batch holds which was ever made, in order
// of batch and id.
func (s *Store) CopiesIn(ctx context.Context) ([]Copy, error) {
	all, err := read(ctx, s, func(rows *sql.Rows) (Copy, error) {
		var c Copy
		err := rows.Scan(&c.ID, &c.Batch, &c.Document, &c.Recipient, &c.How, &c.Language, &c.GoesTo)
		return c, err
	}, `
		SELECT c.id, b.batch, c.document, c.recipient, c.how, c.language, b.goes_to
		FROM batch_copies b JOIN copies c ON c.id = b.copy ORDER BY b.batch, c.id`)
	if err != nil {
		return nil, fmt.Errorf("list copies: %w", err)
	}
	return all, nil
}

// CopyOf returns the copy with the id, else ErrUnknown.
func (s *Store) CopyOf(ctx context.Context, id string) (Copy, error) {
	c := Copy{ID: id}
	err := s.read.QueryRowContext(ctx, `SELECT batch, document, recipient, how, language FROM copies WHERE id = $1`, id).
		Scan(&c.Batch, &c.Document, &c.Recipient, &c.How, &c.Language)
	if errors.Is(err, sql.ErrNoRows) {
		return c, ErrUnknown
	}
	return c, err
}

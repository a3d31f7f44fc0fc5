package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"milepost/record"
)

// Merge makes all records of one client belong to another, at the instant
// given: those that stand, and those that come later under the id that is
// gone. Nothing is erased. Both clients have to be there, and apart.
func (s *Store) Merge(ctx context.Context, kept, gone record.ID, who Who) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		if kept == gone {
			return fmt.Errorf("client %q is one already", kept)
		}
		for _, id := range []record.ID{kept, gone} {
			if owner, err := ownerOf(ctx, tx, id); err != nil {
				return fmt.Errorf("client %q: %w", id, err)
			} else if owner != id {
				return fmt.Errorf("client %q was joined with %q before", id, owner)
			}
		}
		_, err := tx.ExecContext(ctx, `
			INSERT INTO merges (n, gone, kept, at, undone)
			SELECT coalesce(max(n), 0) + 1, $1, $2, $3, '' FROM merges`, string(gone), string(kept), who.At)
		if err != nil {
			return err
		}
		// Who was joined with the one that is gone goes along.
		if _, err = tx.ExecContext(ctx, `UPDATE claims SET owner = $1 WHERE owner = $2`, string(kept), string(gone)); err != nil {
			return err
		}
		_, err = logEvent(ctx, tx, who.Event("clients joined", string(kept), map[string]string{"gone": string(gone)}))
		return err
	})
	if err != nil {
		return fmt.Errorf("merge clients: %w", err)
	}
	return nil
}

// Unmerge parts two clients again that Merge joined.
func (s *Store) Unmerge(ctx context.Context, kept, gone record.ID, who Who) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx,
			`UPDATE merges SET undone = $1 WHERE gone = $2 AND kept = $3 AND undone = ''`, who.At, string(gone), string(kept))
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return fmt.Errorf("client %q was not joined with %q: %w", gone, kept, errors.Join(ErrUnknown, err))
		}
		if err := followMerges(ctx, tx); err != nil {
			return err
		}
		_, err = logEvent(ctx, tx, who.Event("clients parted", string(kept), map[string]string{"from": string(gone)}))
		return err
	})
	if err != nil {
		return fmt.Errorf("part clients: %w", err)
	}
	return nil
}

func scanPair(rows *sql.Rows) ([2]record.ID, error) {
	var p [2]record.ID
	err := rows.Scan(&p[0], &p[1])
	return p, err
}

// ownerOf returns whose records stand under the client's id, ErrUnknown where
// no import that counts tells of the client.
func ownerOf(ctx context.Context, tx *sql.Tx, id record.ID) (record.ID, error) {
	found, err := list(ctx, tx, scanOne[record.ID], `
		SELECT owner FROM claims c WHERE client = $1 AND EXISTS (
		    SELECT 1 FROM client_keys k JOIN imports i ON i.n = k.import
		    WHERE k.key = c.key AND k.client = c.client AND i.counts = 1) LIMIT 1`, string(id))
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", ErrUnknown
	}
	return found[0], nil
}

// followMerges gives every claim to whom the merges lead that stand. A merge
// joins two who are apart, so that they never lead in a circle.
func followMerges(ctx context.Context, tx *sql.Tx) error {
	_, err := tx.ExecContext(ctx, `
		WITH RECURSIVE lead (client, owner) AS (
		    SELECT client, client FROM (SELECT DISTINCT client FROM claims)
		    UNION ALL
		    SELECT l.client, m.kept FROM lead l JOIN merges m ON m.gone = l.owner AND m.undone = ''
		), last (client, owner) AS (
		    SELECT client, owner FROM lead
		    WHERE NOT EXISTS (SELECT 1 FROM merges m WHERE m.gone = lead.owner AND m.undone = '')
		)
		UPDATE claims SET owner = (SELECT l.owner FROM last l WHERE l.client = claims.client)`)
	return err
}

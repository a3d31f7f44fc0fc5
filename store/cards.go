package store

import (
	"context"
	"database/sql"
	"fmt"
)

// Cards returns, for the name of each card that was ever taken in, the
// SHA-256 of the bytes that came last: Import would find these known.
func (s *Store) Cards(ctx context.Context) (map[string]string, error) {
	cards := map[string]string{}
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT name, id FROM imports WHERE card = 1 ORDER BY n`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var name, id string
			if err := rows.Scan(&name, &id); err != nil {
				return err
			}
			cards[name] = bytesOf(id)
		}
		return rows.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("list cards: %w", err)
	}
	return cards, nil
}

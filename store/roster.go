package store

import (
	"context"
	"database/sql"
	"fmt"

	"milepost/record"
)

// Roster returns what the imports that count tell of each client himself, by
// id: names, birth dates, contacts. It is far cheaper than Records of all.
func (s *Store) Roster(ctx context.Context) (map[record.ID]record.Versions, error) {
	roster := map[record.ID]record.Versions{}
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		ids, err := list(ctx, tx, scanOne[record.ID], `SELECT DISTINCT client FROM counted_keys ORDER BY client`)
		if err != nil {
			return err
		}
		for _, id := range ids {
			r := s.reader(ctx, tx, id)
			var found record.Versions
			if err := r.readClients(&found); err != nil {
				return err
			}
			roster[id] = found
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the roster: %w", err)
	}
	return roster, nil
}

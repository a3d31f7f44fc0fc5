package store

import (
	"context"
	"database/sql"
	"fmt"
)

// WaitingVisits returns how many rows of imports that count tell of a visit of
// a client who is not known, or may be one of several.
func (s *Store) WaitingVisits(ctx context.Context) (int, error) {
	var counts []int
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		counts, err = list(ctx, tx, scanOne[int], waitingVisits)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("count waiting visits: %w", err)
	}
	return counts[0], nil
}

const waitingVisits = `
WITH open (key) AS MATERIALIZED (
    SELECT n FROM names
    WHERE (SELECT count(DISTINCT client) FROM counted_keys k WHERE k.key = n) <> 1
      AND EXISTS (SELECT 1 FROM touches t WHERE t.key = n)
)
SELECT count(*) FROM open o JOIN sessions s ON s.key = o.key JOIN imports i ON i.n = s.import
WHERE i.counts = 1`

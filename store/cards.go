package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"milepost/record"
)

// Cards returns, for the name of each card that was taken in and not removed
// since, the imports of it that count: the text that was read last and, where
// that one could not be read, the one before it that could.
func (s *Store) Cards(ctx context.Context) (map[string][]record.Import, error) {
	cards := map[string][]record.Import{}
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		all, err := list(ctx, tx, scanImport, selectImport+`WHERE card = 1 AND counts = 1 ORDER BY n`)
		for _, imp := range all {
			cards[imp.Name] = append(cards[imp.Name], imp)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list cards: %w", err)
	}
	return cards, nil
}

// replaceCard makes the texts of the same card that came before count no more.
// One that could not be read replaces only others of the kind: until it is
// mended, the last one that could be read counts.
func replaceCard(ctx context.Context, tx *sql.Tx, imp record.Import) error {
	if !imp.Card {
		return nil
	}
	_, err := tx.ExecContext(ctx,
		`UPDATE imports SET counts = 0 WHERE card = 1 AND name = $1 AND n < $2 AND (used = 0 OR $3)`, imp.Name, imp.Order, imp.Used > 0)
	return err
}

// RemoveCard makes all texts of a card count no more, since its file is gone. It
// returns the clients whom they told of.
func (s *Store) RemoveCard(ctx context.Context, name string, who Who) ([]record.ID, error) {
	var clients []record.ID
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		newest, err := oneImport(ctx, tx, `WHERE card = 1 AND counts = 1 AND name = $1 ORDER BY used DESC, n DESC LIMIT 1`, name)
		if errors.Is(err, ErrUnknown) {
			return nil
		}
		if err != nil {
			return err
		}
		if clients, err = list(ctx, tx, scanOne[record.ID], clientsOf, newest.Order); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE imports SET counts = 0 WHERE card = 1 AND name = $1`, name); err != nil {
			return err
		}
		return did(ctx, tx, who, "card removed", importSubject(newest.Order))
	})
	if err != nil {
		return nil, fmt.Errorf("remove card: %w", err)
	}
	return clients, nil
}

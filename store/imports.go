package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"milepost/record"
)

// Import takes in one export or card in one transaction: fill adds its
// records, and all of them are kept or none. The import gets the next place
// in the order of arrival; it counts where imp.Counts says so.
//
// An export whose bytes arrived before changes nothing, even where it was
// retracted since: fill is not called, and Import returns what is known of it
// with ErrKnown. A card is known only while it is the newest of its name: one
// that went back to earlier words is a new import, whose ID has ".2" and so on
// behind the SHA-256.
func (s *Store) Import(ctx context.Context, imp record.Import, fill func(*Filler) error) (record.Import, error) {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		known, err := findKnown(ctx, tx, imp)
		if err == nil {
			imp = known
			return ErrKnown
		}
		if !errors.Is(err, ErrUnknown) {
			return err
		}
		if imp, err = place(ctx, tx, imp); err != nil {
			return err
		}
		f, err := newFiller(ctx, tx, imp)
		if err != nil {
			return err
		}
		if err := fill(f); err != nil {
			return err
		}
		imp = f.imp
		return f.close()
	})
	if err != nil && !errors.Is(err, ErrKnown) {
		return record.Import{}, fmt.Errorf("keep import: %w", err)
	}
	return imp, err
}

// findKnown returns the earlier import that makes imp a repetition, else
// ErrUnknown.
func findKnown(ctx context.Context, tx *sql.Tx, imp record.Import) (record.Import, error) {
	if !imp.Card {
		return oneImport(ctx, tx, `WHERE id = $1`, imp.ID)
	}
	newest, err := oneImport(ctx, tx, `WHERE card = 1 AND name = $1 ORDER BY n DESC LIMIT 1`, imp.Name)
	if err == nil && bytesOf(newest.ID) != imp.ID {
		err = ErrUnknown
	}
	return newest, err
}

// place gives the import its place in the order of arrival, and a card that
// returns an ID of its own.
func place(ctx context.Context, tx *sql.Tx, imp record.Import) (record.Import, error) {
	err := tx.QueryRowContext(ctx, `SELECT coalesce(max(n), 0) + 1 FROM imports`).Scan(&imp.Order)
	if err != nil {
		return imp, err
	}
	hash := imp.ID
	for times := 2; ; times++ {
		_, err := oneImport(ctx, tx, `WHERE id = $1`, imp.ID)
		if errors.Is(err, ErrUnknown) {
			break
		}
		if err != nil {
			return imp, err
		}
		imp.ID = fmt.Sprintf("%s.%d", hash, times)
	}
	return imp, insertImport(ctx, tx, imp)
}

// Imports lists all imports, also those that do not count, in order of
// arrival.
func (s *Store) Imports(ctx context.Context) ([]record.Import, error) {
	var all []record.Import
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		all, err = list(ctx, tx, scanImport, selectImport+`ORDER BY n`)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list imports: %w", err)
	}
	return all, nil
}

// Known reports whether Import would find imp known.
func (s *Store) Known(ctx context.Context, imp record.Import) (bool, error) {
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		_, err := findKnown(ctx, tx, imp)
		return err
	})
	if errors.Is(err, ErrUnknown) {
		return false, nil
	}
	return err == nil, err
}

// Retract makes an import count no more: for every later reading it is as if
// it had never come. Nothing of it is erased.
func (s *Store) Retract(ctx context.Context, importID string) error {
	return s.setCounts(ctx, importID, 0)
}

// TakeBack makes a retracted import count again, in its old place.
func (s *Store) TakeBack(ctx context.Context, importID string) error {
	return s.setCounts(ctx, importID, 1)
}

func (s *Store) setCounts(ctx context.Context, importID string, counts int) error {
	result, err := s.write.ExecContext(ctx, `UPDATE imports SET counts = $1 WHERE id = $2`, counts, importID)
	if err != nil {
		return fmt.Errorf("retract or take back import %s: %w", importID, err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return fmt.Errorf("import %s: %w", importID, errors.Join(ErrUnknown, err))
	}
	return nil
}

const selectImport = `SELECT n, id, name, size, at, mapping, rows, used, bad, skipped, card, counts FROM imports `

func scanImport(rows *sql.Rows) (record.Import, error) {
	var imp record.Import
	var skipped []byte
	err := rows.Scan(&imp.Order, &imp.ID, &imp.Name, &imp.Size, &imp.At, &imp.Mapping,
		&imp.Rows, &imp.Used, &imp.Bad, &skipped, &imp.Card, &imp.Counts)
	if err != nil {
		return imp, err
	}
	return imp, json.Unmarshal(skipped, &imp.Skipped)
}

// oneImport returns the first import that the condition names, else
// ErrUnknown.
func oneImport(ctx context.Context, tx *sql.Tx, where string, args ...any) (record.Import, error) {
	found, err := list(ctx, tx, scanImport, selectImport+where, args...)
	if err != nil {
		return record.Import{}, err
	}
	if len(found) == 0 {
		return record.Import{}, ErrUnknown
	}
	return found[0], nil
}

func insertImport(ctx context.Context, tx *sql.Tx, imp record.Import) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO imports (n, id, name, size, at, mapping, rows, used, bad, skipped, card, counts)
		VALUES ($1, $2, $3, $4, $5, '', 0, 0, 0, 'null', $6, $7)`,
		imp.Order, imp.ID, imp.Name, imp.Size, imp.At, imp.Card, imp.Counts)
	return err
}

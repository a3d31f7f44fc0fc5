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
// with ErrKnown. With imp.Again it is read again where no reading of it counts,
// and takes the place of the first. A card is known only while it
// is the newest of its name: one that went back to earlier words is a new
// import. What a card said before then no longer counts. The ID of what is read again has ".2" and so on behind the SHA-256.
//
// An import with Mends stands for that one, in its place: the other counts no
// more. With Again too, it is the same file, read by another mapping.
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
		if err := f.close(); err != nil {
			return err
		}
		if err := replaceCard(ctx, tx, imp); err != nil {
			return err
		}
		who := Who{At: imp.At, By: imp.By, Program: imp.Program}
		_, err = logEvent(ctx, tx, who.Event("imported", importSubject(imp.Order), map[string]string{"bytes": bytesOf(imp.ID)}))
		return err
	})
	if err != nil && !errors.Is(err, ErrKnown) {
		return record.Import{}, fmt.Errorf("keep import: %w", err)
	}
	return imp, err
}

// findKnown returns the earlier import that makes imp a repetition, else
// ErrUnknown.
func findKnown(ctx context.Context, tx *sql.Tx, imp record.Import) (record.Import, error) {
	if imp.Mends > 0 && imp.Again {
		return record.Import{}, ErrUnknown
	}
	if imp.Mends > 0 {
		return oneImport(ctx, tx, sameBytes+`AND place = (SELECT o.place FROM imports o WHERE o.n = $2) ORDER BY n DESC LIMIT 1`,
			imp.ID, imp.Mends)
	}
	if imp.Card {
		newest, err := oneImport(ctx, tx, `WHERE card = 1 AND name = $1 ORDER BY n DESC LIMIT 1`, imp.Name)
		if err == nil && (bytesOf(newest.ID) != imp.ID || !newest.Counts) {
			err = ErrUnknown
		}
		return newest, err
	}
	newest, err := oneImport(ctx, tx, sameBytes+`ORDER BY counts DESC, n DESC LIMIT 1`, imp.ID)
	if err == nil && !newest.Counts && newest.ReplacedBy == 0 && imp.Again {
		err = ErrUnknown
	}
	return newest, err
}

// sameBytes finds the readings of a file.
const sameBytes = `WHERE (id = $1 OR id LIKE $1 || '.%') `

// place gives the import its number and its place in the fold, and what is
// read again an ID of its own.
func place(ctx context.Context, tx *sql.Tx, imp record.Import) (record.Import, error) {
	err := tx.QueryRowContext(ctx, `SELECT coalesce(max(n), 0) + 1 FROM imports`).Scan(&imp.Order)
	if err != nil {
		return imp, err
	}
	imp.Place = imp.Order
	hash := imp.ID
	for times := 2; ; times++ {
		before, err := oneImport(ctx, tx, `WHERE id = $1`, imp.ID)
		if errors.Is(err, ErrUnknown) {
			break
		}
		if err != nil {
			return imp, err
		}
		if !imp.Card {
			imp.Place = before.Place
		}
		imp.ID = fmt.Sprintf("%s.%d", hash, times)
	}
	if imp.Mends > 0 {
		if imp.Place, err = standFor(ctx, tx, imp.Mends); err != nil {
			return imp, err
		}
	}
	return imp, insertImport(ctx, tx, imp)
}

// standFor makes the import of that number count no more, for another that
// stands in its place, and returns the place.
func standFor(ctx context.Context, tx *sql.Tx, number int) (int, error) {
	mended, err := oneImport(ctx, tx, `WHERE n = $1`, number)
	if err != nil {
		return 0, err
	}
	if !mended.Counts {
		return 0, fmt.Errorf("import %d: %w", number, ErrNotCounted)
	}
	return mended.Place, setCounts(ctx, tx, number, 0)
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

// Known returns the import that Import would return with ErrKnown, else
// ErrUnknown.
func (s *Store) Known(ctx context.Context, imp record.Import) (record.Import, error) {
	var known record.Import
	err := s.readTx(ctx, func(tx *sql.Tx) error {
		var err error
		known, err = findKnown(ctx, tx, imp)
		return err
	})
	if err != nil && !errors.Is(err, ErrUnknown) {
		return known, fmt.Errorf("look for import: %w", err)
	}
	return known, err
}

// Trusts reports whether an import that was read by the mapping of these
// words counts or did, so that nobody has to be asked again.
func (s *Store) Trusts(ctx context.Context, words string) (bool, error) {
	var trusted bool
	err := s.read.QueryRowContext(ctx,
		`SELECT EXISTS (SELECT 1 FROM imports WHERE words = $1 AND asked = $2)`, words, record.Confirmed).Scan(&trusted)
	if err != nil {
		return false, fmt.Errorf("look for mapping: %w", err)
	}
	return trusted, nil
}

// Before returns the place of the newest import that counts, was read by the
// same mapping as imp and came before it; 0 there is none.
func (s *Store) Before(ctx context.Context, imp record.Import) (int, error) {
	var place int
	err := s.read.QueryRowContext(ctx,
		`SELECT coalesce(max(place), 0) FROM imports WHERE counts = 1 AND mapping = $1 AND place < $2`,
		imp.Mapping, imp.Place).Scan(&place)
	if err != nil {
		return 0, fmt.Errorf("look for the import before: %w", err)
	}
	return place, nil
}

// Accept makes an import count that waits, and with it every other one that
// waits and was read by a mapping of the same words. It returns all of them.
func (s *Store) Accept(ctx context.Context, importID string, who Who) ([]record.Import, error) {
	var accepted []record.Import
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		imp, err := oneImport(ctx, tx, `WHERE id = $1`, importID)
		if err != nil {
			return err
		}
		if imp.Asked != record.Waits {
			return fmt.Errorf("it does not wait: it %s", imp.State())
		}
		accepted, err = list(ctx, tx, scanImport, selectImport+`WHERE asked = $1 AND words = $2 ORDER BY n`, record.Waits, imp.Words)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE imports SET asked = $1, counts = 1 WHERE asked = $2 AND words = $3`,
			record.Confirmed, record.Waits, imp.Words)
		for _, a := range accepted {
			err = errors.Join(err, did(ctx, tx, who, "import accepted", importSubject(a.Order)))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("accept import %s: %w", importID, err)
	}
	return accepted, nil
}

// Retract makes an import count no more: for every later reading it is as if
// it had never come. Nothing of it is erased. One that waits is refused. Where
// it mended another import, that one counts again.
func (s *Store) Retract(ctx context.Context, importID string, who Who) error {
	return s.change(ctx, importID, who, "import retracted", func(tx *sql.Tx, imp record.Import) error {
		switch {
		case imp.ReplacedBy > 0:
			return fmt.Errorf("%w: import %d stands in its place, so retract that one", ErrNotCounted, imp.ReplacedBy)
		case imp.Asked == record.Waits:
			_, err := tx.ExecContext(ctx, `UPDATE imports SET asked = $1 WHERE n = $2`, record.Refused, imp.Order)
			return err
		}
		if err := setCounts(ctx, tx, imp.Order, 0); err != nil || imp.Mends == 0 || !imp.Counts {
			return err
		}
		return setCounts(ctx, tx, imp.Mends, 1)
	})
}

// TakeBack makes a retracted import count again, in its old place and instead
// of the one that stands there.
func (s *Store) TakeBack(ctx context.Context, importID string, who Who) error {
	return s.change(ctx, importID, who, "import taken back", func(tx *sql.Tx, imp record.Import) error {
		if imp.ReplacedBy > 0 {
			if err := setCounts(ctx, tx, imp.ReplacedBy, 0); err != nil {
				return err
			}
		}
		if imp.Asked != record.NotAsked {
			_, err := tx.ExecContext(ctx, `UPDATE imports SET asked = $1 WHERE n = $2`, record.Confirmed, imp.Order)
			if err != nil {
				return err
			}
		}
		return setCounts(ctx, tx, imp.Order, 1)
	})
}

// change runs do on the import of that ID in one transaction, and logs it.
func (s *Store) change(ctx context.Context, importID string, who Who, kind string, do func(*sql.Tx, record.Import) error) error {
	err := s.writeTx(ctx, func(tx *sql.Tx) error {
		imp, err := oneImport(ctx, tx, `WHERE id = $1`, importID)
		if err != nil {
			return err
		}
		if err := do(tx, imp); err != nil {
			return err
		}
		return did(ctx, tx, who, kind, importSubject(imp.Order))
	})
	if err != nil {
		return fmt.Errorf("change import %s: %w", importID, err)
	}
	return nil
}

// SetDay says of which day an export is: where two tell the same thing
// differently, the newer counts. No later reading of its bytes changes it.
func (s *Store) SetDay(ctx context.Context, importID string, day record.Date, who Who) error {
	return s.change(ctx, importID, who, "import dated", func(tx *sql.Tx, imp record.Import) error {
		_, err := tx.ExecContext(ctx, `UPDATE imports SET day = $1 WHERE n = $2`, day.String(), imp.Order)
		return err
	})
}

// IsDated reports whether a person said of which day an export is.
func (s *Store) IsDated(ctx context.Context, imp record.Import) (bool, error) {
	var dated bool
	err := s.read.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM log WHERE kind = 'import dated' AND subject = $1)`, importSubject(imp.Order)).Scan(&dated)
	if err != nil {
		return false, fmt.Errorf("look for the day of import %d: %w", imp.Order, err)
	}
	return dated, nil
}

func setCounts(ctx context.Context, tx *sql.Tx, number, counts int) error {
	_, err := tx.ExecContext(ctx, `UPDATE imports SET counts = $1 WHERE n = $2`, counts, number)
	return err
}

const selectImport = `
SELECT n, id, name, size, at, mapping, rows, used, bad, skipped, card, counts, place, words, asked, complete,
       day, lost, coalesce(mends, 0),
       coalesce((SELECT o.n FROM imports o WHERE o.place = imports.place AND o.counts = 1 AND o.n <> imports.n), 0)
FROM imports `

func scanImport(rows *sql.Rows) (record.Import, error) {
	var imp record.Import
	var skipped []byte
	var day string
	err := rows.Scan(&imp.Order, &imp.ID, &imp.Name, &imp.Size, &imp.At, &imp.Mapping,
		&imp.Rows, &imp.Used, &imp.Bad, &skipped, &imp.Card, &imp.Counts, &imp.Place, &imp.Words, &imp.Asked, &imp.Complete,
		&day, &imp.Lost, &imp.Mends, &imp.ReplacedBy)
	if err != nil {
		return imp, err
	}
	if imp.Day, err = record.ParseDate(day); err != nil {
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
		INSERT INTO imports (n, id, name, size, at, mapping, rows, used, bad, skipped, card, counts, place, mends)
		VALUES ($1, $2, $3, $4, $5, '', 0, 0, 0, 'null', $6, $7, $8, $9)`,
		imp.Order, imp.ID, imp.Name, imp.Size, imp.At, imp.Card, imp.Counts, imp.Place,
		sql.NullInt64{Int64: int64(imp.Mends), Valid: imp.Mends > 0})
	return err
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// ErrDamaged says that the database cannot be relied on: a backup has to be
// restored.
var ErrDamaged = errors.New("the database is damaged")

// damaged makes an error of SQLite that tells of damage an ErrDamaged.
func damaged(err error) error {
	var failed *sqlite.Error
	if errors.Is(err, ErrDamaged) || !errors.As(err, &failed) {
		return err
	}
	switch failed.Code() & 0xff {
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return err
}

// QuickCheck looks through the whole database for damage of its structure. What
// it finds is ErrDamaged.
func (s *Store) QuickCheck(ctx context.Context) error { return quickCheck(ctx, s.read) }

func quickCheck(ctx context.Context, db *sql.DB) error {
	return pragmaCheck(ctx, db, `PRAGMA quick_check(3)`)
}

func pragmaCheck(ctx context.Context, db *sql.DB, pragma string) error {
	rows, err := db.QueryContext(ctx, pragma)
	if err != nil {
		return damaged(err)
	}
	found, err := collect(rows, scanOne[string])
	if err != nil {
		return damaged(err)
	}
	if len(found) != 1 || found[0] != "ok" {
		return fmt.Errorf("%w: %q", ErrDamaged, found)
	}
	return nil
}

// checkCopy is quickCheck of a copy that nobody else has open.
func checkCopy(ctx context.Context, name string) error {
	db, err := sql.Open("sqlite", address(name, url.Values{"mode": {"ro"}, "immutable": {"1"}}))
	if err != nil {
		return err
	}
	return errors.Join(quickCheck(ctx, db), db.Close())
}

// isWhole refuses a file that is shorter than its own count of pages: it was cut.
func isWhole(ctx context.Context, db *sql.DB, path string) error {
	if wal, err := os.Stat(path + "-wal"); err == nil && wal.Size() > 0 {
		return nil // pages may still be there
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	var pages, size int64
	if err := errors.Join(db.QueryRowContext(ctx, `PRAGMA page_count`).Scan(&pages), db.QueryRowContext(ctx, `PRAGMA page_size`).Scan(&size)); err != nil {
		return damaged(err)
	}
	if info.Size() < pages*size {
		return fmt.Errorf("%w: it has %d bytes of %d", ErrDamaged, info.Size(), pages*size)
	}
	return nil
}

// FullCheck looks for damage as QuickCheck does, and compares each index with its
// table.
func (s *Store) FullCheck(ctx context.Context) error {
	return pragmaCheck(ctx, s.read, `PRAGMA integrity_check(3)`)
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"milepost/record"
)

// Snapshot runs do while nobody can write: the database's file, and its -wal
// beside it where there is one, are one unchanging state that may be copied byte
// for byte.
func (s *Store) Snapshot(ctx context.Context, do func() error) error {
	// What readers let go of goes into the file first, so that mostly there is
	// no -wal to copy.
	if _, err := s.write.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return fmt.Errorf("fold the database: %w", err)
	}
	return s.writeTx(ctx, func(*sql.Tx) error { return do() })
}

// LastEvent returns the newest entry of a kind, nil where there is none.
func (s *Store) LastEvent(ctx context.Context, kind string) (*record.Event, error) {
	e := record.Event{Kind: kind}
	err := s.read.QueryRowContext(ctx, `SELECT n, at, by, subject FROM log WHERE kind = $1 ORDER BY n DESC LIMIT 1`, kind).
		Scan(&e.N, &e.At, &e.By, &e.Subject)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // none is no error
	}
	if err != nil {
		return nil, fmt.Errorf("read the log: %w", err)
	}
	return &e, nil
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"milepost/record"
)

// Snapshot runs do while nobody can write, with a copy of the database in a file
// of that name. The copy holds every page as it stands, what is still in the -wal
// included; it is readable by its owner alone, and gone when Snapshot returns. No
// reader is waited for. A copy that is not sound is ErrDamaged, and do does not
// run.
func (s *Store) Snapshot(ctx context.Context, name string, do func() error) error {
	return s.writeTx(ctx, func(*sql.Tx) error {
		err := damaged(copyPages(ctx, s.read, name))
		if err == nil {
			err = checkCopy(ctx, name)
		}
		if err != nil {
			err = fmt.Errorf("copy the database: %w", err)
		} else {
			err = do()
		}
		return errors.Join(err, removeFile(name))
	})
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

package store

import (
	"context"
	"database/sql"
)

// OpenWith opens a database with other migrations than the shipped ones.
var OpenWith = open

// Exec runs statements in one writing transaction, as the store's own writers do;
// references to nothing are allowed.
func (s *Store) Exec(ctx context.Context, queries ...string) error {
	return s.writeTx(ctx, func(tx *sql.Tx) error {
		for _, query := range queries {
			if _, err := tx.ExecContext(ctx, query); err != nil {
				return err
			}
		}
		return nil
	})
}

// Loose lets the writing connection keep references to nothing.
func (s *Store) Loose(ctx context.Context) error {
	_, err := s.write.ExecContext(ctx, `PRAGMA foreign_keys = OFF`)
	return err
}

// Recount keeps the sums of the rows as they stand, as somebody who forges them
// would.
func (s *Store) Recount(ctx context.Context) error {
	return inTx(ctx, s.write, func(tx *sql.Tx) error { return recount(ctx, tx) })
}

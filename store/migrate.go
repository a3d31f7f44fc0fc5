package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrations returns the steps from an empty database to the present one, in
// order of the number that begins their names. A step that was released never
// changes.
func migrations() fs.FS {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		panic(err) // the folder is part of the program
	}
	return files
}

// migrate brings the database up to the newest of the steps, all in one
// transaction. It leaves a database alone that is up to date.
func migrate(ctx context.Context, db *sql.DB, path string, files fs.FS) error {
	// Goose begins no transaction of its own where it is told to isolate, and
	// finds ours open on the only connection.
	steps, err := goose.NewProvider(database.DialectSQLite3, db, files, goose.WithIsolateDDL(true))
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	have, err := firstVersion(ctx, db)
	if err != nil {
		return fmt.Errorf("read version: %w", err)
	}
	sources := steps.ListSources()
	want := sources[len(sources)-1].Version
	switch {
	case have == want:
		return nil
	case have > want:
		return fmt.Errorf("%w: it has version %d, this program knows versions up to %d; install the newer program", ErrNewer, have, want)
	case have > 0:
		if err := copyBeside(ctx, db, fmt.Sprintf("%s.version-%d", path, have)); err != nil {
			return fmt.Errorf("copy before migration: %w", err)
		}
	}
	if err := up(ctx, db, steps, have, want); err != nil {
		return fmt.Errorf("migrate from version %d to %d: %w", have, want, err)
	}
	return nil
}

// Versions returns the version of the database and the newest that this program
// knows.
func (s *Store) Versions(ctx context.Context) (have, knows int64, err error) {
	steps, err := goose.NewProvider(database.DialectSQLite3, s.write, migrations(), goose.WithIsolateDDL(true))
	if err != nil {
		return 0, 0, fmt.Errorf("read migrations: %w", err)
	}
	sources := steps.ListSources()
	have, err = version(ctx, s.write)
	return have, sources[len(sources)-1].Version, err
}

// patience is how long the first look at a database waits for another one that
// makes it.
const patience = 10 * time.Second

// firstVersion is version at the first look, which opens the connection: while
// another one turns a new database over to write-ahead logging, SQLite answers
// at once that it is busy, and waits for nothing.
func firstVersion(ctx context.Context, db *sql.DB) (int64, error) {
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	for {
		n, err := version(ctx, db)
		if !isBusy(err) {
			return n, err
		}
		select {
		case <-ctx.Done():
			return n, err
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// isBusy reports whether SQLite refused since another connection holds the
// database.
func isBusy(err error) bool {
	var failed *sqlite.Error
	return errors.As(err, &failed) && failed.Code()&0xff == sqlite3.SQLITE_BUSY
}

// version returns the number of the last step that the database has seen; 0
// for an empty one.
func version(ctx context.Context, db *sql.DB) (int64, error) {
	var tables int
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE name = 'goose_db_version'`).Scan(&tables)
	if err != nil || tables == 0 {
		return 0, err
	}
	var n int64
	err = db.QueryRowContext(ctx, `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&n)
	return n, err
}

// up runs all steps on the one connection of db inside one transaction, between
// the versions. The content is summed up anew behind them.
func up(ctx context.Context, db *sql.DB, steps *goose.Provider, have, want int64) error {
	if _, err := db.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return err
	}
	stood, err := contentStood(ctx, db, have)
	if err == nil {
		_, err = steps.Up(ctx)
	}
	if err == nil && have < rekeyed && want >= rekeyed {
		err = rekeyNames(ctx, db)
	}
	if err == nil && want >= summedUp {
		err = errors.Join(recount(ctx, db), broughtUp(ctx, db, have, want, stood))
	}
	if err != nil {
		_, undone := db.ExecContext(context.WithoutCancel(ctx), `ROLLBACK`)
		return errors.Join(err, undone)
	}
	_, err = db.ExecContext(ctx, `COMMIT`)
	return err
}

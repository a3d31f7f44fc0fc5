// Package store keeps what Milepost knows in one SQLite file: every record of
// every import, the texts generated from them, and problems for a person to
// mend. Imports and texts only grow; an import is retracted by no longer
// counting it. The package decides nothing: it hands out all versions of a
// client's records, and who folds them says which are current. It takes
// instants from its callers and reads no clock.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver named "sqlite"
)

// What callers of this package tell apart.
var (
	ErrKnown      = errors.New("already taken in")
	ErrUnknown    = errors.New("not in the store")
	ErrNotCounted = errors.New("it does not count")
	ErrNewer      = errors.New("database is newer than this program")
)

// readers is how many reading connections one store keeps open at most.
const readers = 4

// Store is an open database. It is safe for concurrent use; Close it.
type Store struct {
	write    *sql.DB // one connection: writers wait for each other here, not in SQLite
	read     *sql.DB
	head     string               // the file with the newest entry of the log
	prepared map[string]*sql.Stmt // of read, by the text of the query
}

// Open opens the database at path, which it makes where there is none; its
// folder must exist. An older database is first copied beside, as
// PATH.version-N with N its version, and then brought up to date in one
// transaction. A newer one is refused with ErrNewer.
func Open(ctx context.Context, path string) (*Store, error) {
	s, err := open(ctx, path, migrations())
	if err != nil {
		return nil, fmt.Errorf("open database %s: %w", filepath.Base(path), damaged(err))
	}
	return s, nil
}

func open(ctx context.Context, path string, files fs.FS) (*Store, error) {
	if err := errors.Join(register(), makePrivate(path)); err != nil {
		return nil, err
	}
	write, err := sql.Open("sqlite", address(path, writing()))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if err := migrate(ctx, write, path, files); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	if err := isWhole(ctx, write, path); err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read, err := sql.Open("sqlite", address(path, reading()))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(readers)
	read.SetMaxIdleConns(readers)
	s := &Store{write: write, read: read, head: headFile(path), prepared: map[string]*sql.Stmt{}}
	if err := s.prepare(ctx, keysOf, ownKeys, keyOfNobody, completeExports, selectName, selectSessions, selectPoints, selectTold, selectEarlierCards, allDrafts, draftsOfClient, draftWithID); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// prepare readies the queries that run for every client: reading their text
// takes longer than reading a client's rows.
func (s *Store) prepare(ctx context.Context, queries ...string) error {
	for _, query := range queries {
		statement, err := s.read.PrepareContext(ctx, query) //nolint:sqlclosecheck // by Close
		if err != nil {
			return err
		}
		s.prepared[query] = statement
	}
	return nil
}

// Close releases the database.
func (s *Store) Close() error {
	// Readers go first, so that the writer, as the last, folds the log into
	// the file and removes it.
	var err error
	for _, statement := range s.prepared {
		err = errors.Join(err, statement.Close())
	}
	return errors.Join(err, s.read.Close(), s.write.Close())
}

// CopyTo writes the database as it stands to a file of its own, readable by its
// owner alone. What stands there is replaced.
func (s *Store) CopyTo(ctx context.Context, path string) error {
	if err := copyBeside(ctx, s.write, path); err != nil {
		return fmt.Errorf("copy database: %w", err)
	}
	return nil
}

// writing returns the settings of the one writing connection. A transaction
// takes the write lock when it begins, since one that asks for it later can
// only fail; what is committed is on the disk.
func writing() url.Values {
	return url.Values{
		"_txlock": {"immediate"},
		"_dqs":    {"0"},
		"_pragma": {
			"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(ON)",
			"cache_size(-65536)", "journal_size_limit(67108864)",
			"recursive_triggers(ON)", // a row that another one takes the place of is taken from its sum
		},
	}
}

// reading returns the settings of the connections that never write.
func reading() url.Values {
	return url.Values{
		"mode":    {"ro"},
		"_dqs":    {"0"},
		"_pragma": {"busy_timeout(10000)", "query_only(ON)", "cache_size(-16384)"},
	}
}

// address returns the data source name of the file. The path is escaped: a
// folder may be called "50% ready?".
func address(path string, settings url.Values) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	path = filepath.ToSlash(path)
	if path[0] != '/' {
		path = "/" + path // C:/... on Windows
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: settings.Encode()}).String()
}

// writeTx runs do in one writing transaction: all of it is kept, or nothing. Its
// last entry of the log tells of the content as it then is.
func (s *Store) writeTx(ctx context.Context, do func(*sql.Tx) error) error {
	var n int
	var hash string
	err := inTx(ctx, s.write, func(tx *sql.Tx) error {
		before, err := watch(ctx, tx)
		if err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		n, hash, err = seal(ctx, tx, before)
		return err
	})
	if err == nil && n > 0 {
		s.noteHead(n, hash)
	}
	return err
}

// readTx runs do on one unchanging view of the database.
func (s *Store) readTx(ctx context.Context, do func(*sql.Tx) error) error {
	return inTx(ctx, s.read, do)
}

func inTx(ctx context.Context, db *sql.DB, do func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// querier is a transaction, or the one connection on which a transaction is
// open.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// list runs a query and returns what scan makes of its rows.
func list[T any](ctx context.Context, tx querier, scan func(*sql.Rows) (T, error), query string, args ...any) ([]T, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return collect(rows, scan)
}

// collect returns what scan makes of the rows, and closes them.
func collect[T any](rows *sql.Rows, scan func(*sql.Rows) (T, error)) ([]T, error) {
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// scanOne reads rows of one column.
func scanOne[T any](rows *sql.Rows) (T, error) {
	var one T
	err := rows.Scan(&one)
	return one, err
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// ErrOlder says that the database lacks the newest entry of the log that was
// written beside it: an older one was put in its place, or another.
var ErrOlder = errors.New("the database is older than its log")

// headFile is the file that keeps, outside the database, its newest entry of the
// log: .milepost.head beside milepost.db. A copy for the moment, whose name begins
// with a point, has none.
func headFile(path string) string {
	base := filepath.Base(path)
	if strings.HasPrefix(base, ".") {
		return ""
	}
	return filepath.Join(filepath.Dir(path), "."+strings.TrimSuffix(base, filepath.Ext(base))+".head")
}

// noteHead writes number and hash of the newest entry into that file, once the
// entry is on the disk: over what stands there, which is as long. A file that
// cannot be written, or that a power cut spoils, is written with the next entry:
// one that cannot be read accuses nobody.
func (s *Store) noteHead(n int, hash string) {
	if s.head == "" {
		return
	}
	_ = writeOver(s.head, fmt.Sprintf("%012d %s\n", n, hash))
}

// NotOlder compares the log with the newest entry that was written beside the
// database. Where the log lacks it, that is ErrOlder.
func (s *Store) NotOlder(ctx context.Context) error {
	if s.head == "" {
		return nil
	}
	data, err := readSmall(s.head)
	if err != nil {
		return nil //nolint:nilerr // nothing to compare with
	}
	var n int
	var hash, have string
	if _, err := fmt.Sscanf(string(data), "%12d %64s", &n, &hash); err != nil || len(hash) < 64 {
		return nil //nolint:nilerr // a power cut left half of it
	}
	err = s.read.QueryRowContext(ctx, `SELECT hash FROM log WHERE n = $1`, n).Scan(&have)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return damaged(err)
	}
	if have != hash {
		return fmt.Errorf("%w: entry %d is not the one that %s names", ErrOlder, n, filepath.Base(s.head))
	}
	return nil
}

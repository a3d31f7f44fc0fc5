package store_test

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// importsIn counts the imports in a file that is a database by itself; nothing
// is made beside it.
func importsIn(t *testing.T, path string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path)+"?mode=ro&immutable=1")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var whole string
	if err := errors.Join(db.QueryRow(`SELECT count(*) FROM imports`).Scan(&n), db.QueryRow(`PRAGMA integrity_check`).Scan(&whole)); err != nil || whole != "ok" {
		t.Fatalf("%v, integrity %q", err, whole)
	}
	return n
}

// TestSnapshotWaitsForNobody copies what another program's reader keeps from
// being folded into the file, and does not wait for that reader.
func TestSnapshotWaitsForNobody(t *testing.T) {
	dir := t.TempDir()
	path, copied := filepath.Join(dir, "milepost.db"), filepath.Join(dir, ".copy.tmp")
	s := openAt(t, path)
	take(t, s, "roster.csv", roster("C-1", "Zoë", "roster.csv"))
	other, err := sql.Open("sqlite", "file:"+filepath.ToSlash(path))
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	reading, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer reading.Rollback()
	var n int
	if err := reading.QueryRow(`SELECT count(*) FROM imports`).Scan(&n); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	take(t, s, "sep.csv", roster("C-2", "Ana", "sep.csv"))
	began := time.Now()
	err = s.Snapshot(t.Context(), copied, func() error {
		info, err := os.Stat(copied)
		if err != nil {
			return err
		}
		if got := info.Mode().Perm(); runtime.GOOS != "windows" && got != 0o600 {
			t.Errorf("the copy has the rights %o, want 600", got)
		}
		if got := importsIn(t, copied); got != 2 {
			t.Errorf("the copy holds %d imports, want 2", got)
		}
		return nil
	})
	if took := time.Since(began); err != nil || took > 5*time.Second {
		t.Errorf("%v after %v: a busy database is waited for up to 10 s", err, took)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".copy*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestSnapshotLeavesNoCopyBehind(t *testing.T) {
	dir := t.TempDir()
	copied := filepath.Join(dir, ".copy.tmp")
	s := openAt(t, filepath.Join(dir, "milepost.db"))
	take(t, s, "roster.csv", roster("C-1", "Zoë", "roster.csv"))
	if err := os.WriteFile(copied, []byte("what a crash left"), 0o600); err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space left on device")
	if err := s.Snapshot(t.Context(), copied, func() error { return full }); !errors.Is(err, full) {
		t.Errorf("got %v, want what went wrong", err)
	}
	if _, err := os.Stat(copied); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the copy is still there: %v", err)
	}
	away := filepath.Join(dir, "no folder", "copy")
	if err := s.Snapshot(t.Context(), away, func() error { t.Error("it runs without a copy"); return nil }); err == nil {
		t.Error("a copy into no folder is no error")
	}
	take(t, s, "sep.csv", roster("C-2", "Ana", "sep.csv")) // the write lock was given back
}

package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"milepost/store"
)

// holdsLock reports whether this process has a lock on the file.
func holdsLock(t *testing.T, path string) bool {
	t.Helper()
	info, err := os.Stat(path) // opens nothing
	if err != nil {
		t.Fatal(err)
	}
	locks, err := os.ReadFile("/proc/locks")
	if err != nil {
		t.Fatal(err)
	}
	inode := fmt.Sprintf(":%d", info.Sys().(*syscall.Stat_t).Ino)
	for line := range strings.Lines(string(locks)) {
		// 1: POSIX  ADVISORY  READ 4711 fe:00:123456 1073741826 1073742335
		f := strings.Fields(line)
		if len(f) > 5 && f[1] == "POSIX" && f[4] == fmt.Sprint(os.Getpid()) && strings.HasSuffix(f[5], inode) {
			return true
		}
	}
	return false
}

// TestLockIsHeldUntilTheLastClose opens one database several times, as the review
// page does, and closes the stores in turn: SQLite keeps the lock for the others.
func TestLockIsHeldUntilTheLastClose(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "milepost.db")
	held := func(after string) {
		t.Helper()
		if !holdsLock(t, path) {
			t.Errorf("after %s: no lock is held", after)
		}
	}
	var open []*store.Store
	for i := range 3 {
		s, err := store.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, s)
		held(fmt.Sprintf("%d opens", i+1))
	}
	take(t, open[0], "roster.csv", roster("C-1", "Zoë", "roster.csv"))
	held("an import")
	if err := open[1].CopyTo(t.Context(), filepath.Join(dir, "copy.db")); err != nil {
		t.Fatal(err)
	}
	held("a copy")
	if err := open[1].Snapshot(t.Context(), filepath.Join(dir, "copy.tmp"), func() error { held("a copy of pages"); return nil }); err != nil {
		t.Fatal(err)
	}
	held("a snapshot")
	if err := open[2].Vacuum(t.Context()); err != nil {
		t.Fatal(err)
	}
	held("a vacuum")
	for i, s := range open {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if i < len(open)-1 {
			held(fmt.Sprintf("%d of 3 closes", i+1))
		}
	}
	if holdsLock(t, path) {
		t.Error("a lock is held with no store open: this test shows nothing")
	}
}

// TestLockIsHeldOnANewDatabase opens a database that is not there yet, several
// times at once: whoever makes the file must not drop the locks of the others.
func TestLockIsHeldOnANewDatabase(t *testing.T) {
	for range 10 {
		path := filepath.Join(t.TempDir(), "milepost.db")
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				s, err := store.Open(t.Context(), path)
				if err != nil {
					t.Error(err)
					return
				}
				t.Cleanup(func() { _ = s.Close() })
			})
		}
		all.Wait()
		if !holdsLock(t, path) {
			t.Error("no lock is held")
		}
		if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	}
}

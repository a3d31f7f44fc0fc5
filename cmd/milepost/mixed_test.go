package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// mixedOperations is how many files TestEveryFileIsReadOnce writes, with and
// without events each; the figure that is asked for is 1,000.
var mixedOperations = flag.Int("operations", 28, "files that are written beside the watcher")

// TestEveryFileIsReadOnce writes exports into the inbox of the built program in
// the ways that programs do. Each last content is read exactly once. (Package
// watch holds that nothing half-written or replaced is taken either.)
func TestEveryFileIsReadOnce(t *testing.T) {
	ofPrograms(t)
	program := buildProgram(t)
	operations := *mixedOperations
	for name, flags := range map[string][]string{
		"with events":    {"--settle", "500ms"},
		"without events": {"--settle", "500ms", "--poll", "--rescan", "200ms"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := dropAll(t, smallExports())
			w := startWatching(t, program, dir, flags...)
			w.until(t, "Drafts: 6 new")
			last := writeMixed(t, filepath.Join(dir, "inbox"), operations)
			w.untilEmpty(t)
			w.drop(t, "zz.csv", sessionsHeader+sessionRow(1, "2026-10-30", "K-0", 1))
			w.until(t, "zz.csv: 1 row used")
			log, err := os.ReadFile(filepath.Join(dir, watchLogName))
			if err != nil {
				t.Fatal(err)
			}
			for file, content := range last {
				sum := sha256.Sum256([]byte(content))
				if n := strings.Count(string(log), "msg=read import="+hex.EncodeToString(sum[:])[:12]); n != 1 {
					t.Errorf("%s was read %d times, want once", file, n)
				}
			}
		})
	}
}

// untilEmpty waits until the inbox holds no file any more.
func (w *watching) untilEmpty(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(20 * time.Millisecond) {
		left, err := os.ReadDir(filepath.Join(w.dir, "inbox"))
		if err != nil {
			t.Fatal(err)
		}
		if len(left) == 0 {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("%d files are left in the inbox after %v, the first %s; the watcher said\n%s", len(left), patience, left[0].Name(), w.said())
		}
	}
}

// writeMixed writes so many files, a few at a time and half of them in a
// burst, and returns what each held last.
func writeMixed(t *testing.T, inbox string, operations int) map[string]string {
	t.Helper()
	ways := []func(path string, versions [2]string) error{
		writeSlowly, renameInto, renameOver, recreate, touchOften, changeRights, rewrite,
	}
	last := map[string]string{}
	var mu sync.Mutex
	var group sync.WaitGroup
	places := make(chan struct{}, 16)
	for n := range operations {
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			path := filepath.Join(inbox, fmt.Sprintf("mixed-%d.csv", n))
			var versions [2]string
			for v := range versions {
				versions[v] = sessionsHeader + sessionRow(100000+2*n+v, "2026-10-19", fmt.Sprintf("K-%d", n%6), n%6)
			}
			do := ways[n%len(ways)]
			if n%2 == 1 {
				do = writeAtOnce
			}
			if err := do(path, versions); err != nil {
				t.Errorf("write %s: %v", path, err)
			}
			mu.Lock()
			last[filepath.Base(path)] = versions[1]
			mu.Unlock()
		})
	}
	group.Wait()
	return last
}

func writeAtOnce(path string, versions [2]string) error {
	return os.WriteFile(path, []byte(versions[1]), 0o600)
}

func writeSlowly(path string, versions [2]string) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	for text := versions[1]; text != ""; {
		n := min(len(text), 80)
		if _, err := f.WriteString(text[:n]); err != nil {
			return errors.Join(err, f.Close())
		}
		text = text[n:]
		time.Sleep(100 * time.Millisecond)
	}
	return f.Close()
}

func renameInto(path string, versions [2]string) error {
	err := os.WriteFile(path+".part", []byte(versions[1]), 0o600)
	time.Sleep(700 * time.Millisecond)
	return errors.Join(err, os.Rename(path+".part", path))
}

func renameOver(path string, versions [2]string) error {
	err := errors.Join(os.WriteFile(path, []byte(versions[0]), 0o600), os.WriteFile(path+".part", []byte(versions[1]), 0o600))
	time.Sleep(30 * time.Millisecond)
	return errors.Join(err, os.Rename(path+".part", path))
}

func recreate(path string, versions [2]string) error {
	err := os.WriteFile(path, []byte(versions[0]), 0o600)
	time.Sleep(30 * time.Millisecond)
	if gone := os.Remove(path); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
		return gone
	}
	return errors.Join(err, os.WriteFile(path, []byte(versions[1]), 0o600))
}

func rewrite(path string, versions [2]string) error {
	err := os.WriteFile(path, []byte(versions[0]), 0o600)
	time.Sleep(30 * time.Millisecond)
	return errors.Join(err, os.WriteFile(path, []byte(versions[1]), 0o600))
}

// touchOften gives a file new times again and again, as sync tools do.
func touchOften(path string, versions [2]string) error {
	err := os.WriteFile(path, []byte(versions[1]), 0o600)
	for range 20 {
		time.Sleep(20 * time.Millisecond)
		touched := os.Chtimes(path, time.Time{}, time.Now())
		if errors.Is(touched, fs.ErrNotExist) {
			break // it has been taken
		}
		err = errors.Join(err, touched)
	}
	return err
}

// changeRights storms a file with changes of its rights, as virus scanners do.
func changeRights(path string, versions [2]string) error {
	err := os.WriteFile(path, []byte(versions[1]), 0o600)
	for n := range 300 {
		time.Sleep(2 * time.Millisecond)
		changed := os.Chmod(path, fs.FileMode(0o600+n%2*0o40))
		if errors.Is(changed, fs.ErrNotExist) {
			break
		}
		err = errors.Join(err, changed)
	}
	return err
}

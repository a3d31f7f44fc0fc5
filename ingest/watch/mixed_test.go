package watch_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"milepost/ingest/watch"
)

// mixedSettle is long against the pauses of the writers below. A writer that
// the machine held up for longer between two versions cannot be told from one
// that has finished, so each measures its own pauses; then an earlier version
// may have been taken too. The last one is taken once in any case.
const mixedSettle = 600 * time.Millisecond

// tellsWriters says that this system tells who has a file open for writing, so
// that half a file is not taken however slow its writer.
const tellsWriters = runtime.GOOS == "linux" || runtime.GOOS == "windows"

// TestMixedOperations writes files in the ways that programs do, many at a
// time. Each last content is taken exactly once, and nothing that was half
// written, replaced or deleted is ever taken.
func TestMixedOperations(t *testing.T) {
	for name, f := range map[string]watch.Folder{
		"with events":    {Rescan: time.Minute},
		"without events": {Rescan: 100 * time.Millisecond, Poll: func() string { return "a test asks for it" }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f.Settle = mixedSettle
			d := newDesk(t)
			m := &mix{desk: d, operations: 1000, burst: 500}
			if testing.Short() {
				m.operations, m.burst = 140, 60
			}
			d.run(f)
			m.work()
			m.check()
		})
	}
}

// mix is one run of operations.
type mix struct {
	*desk
	operations, burst int
	excused           atomic.Int64

	mu     sync.Mutex
	last   []string        // what must be taken once
	before map[string]bool // what must not be taken
}

// operation writes one file in one way. It returns what the file held last
// ("" where it was deleted), what it held before, and the longest that it
// stayed as it was before the last.
type operation func(w *writer) (last string, before []string)

// work runs the burst and the operations beside each other.
func (m *mix) work() {
	m.before = map[string]bool{}
	operations := []operation{
		writeSlowly, writeAtOnce, renameInto, renameOver, deleteAndRecreate, touchOften, changeRights, writeAndDelete, rewriteInPlace,
	}
	var next atomic.Int64
	var group sync.WaitGroup
	for range 24 {
		group.Go(func() {
			for n := int(next.Add(1)) - 1; n < m.operations; n = int(next.Add(1)) - 1 {
				m.one(n, operations[n%len(operations)])
			}
		})
	}
	group.Go(func() {
		for n := range m.burst {
			m.one(m.operations+n, writeAtOnce)
		}
	})
	group.Wait()
}

// one runs one operation on a file of its own, some in folders that are new.
func (m *mix) one(n int, do operation) {
	dir := m.dir
	if n%5 == 0 {
		dir = filepath.Join(m.dir, fmt.Sprintf("folder %d", n%3), fmt.Sprintf("deep %d", n%7))
		if err := os.MkdirAll(dir, 0o700); err != nil {
			m.t.Error(err)
			return
		}
	}
	w := &writer{
		t: m.t, path: filepath.Join(dir, fmt.Sprintf("file-%04d.csv", n)),
		id: n, random: rand.New(rand.NewPCG(uint64(n), 3)),
	}
	last, before := do(w)
	m.mu.Lock()
	defer m.mu.Unlock()
	held := w.longest > mixedSettle/2
	if last != "" && (!held || tellsWriters) {
		m.last = append(m.last, last)
	}
	if held {
		m.excused.Add(1)
		return
	}
	for _, content := range before {
		m.before[content] = true
	}
}

// check waits until the folder holds no file any more, and counts.
func (m *mix) check() {
	m.t.Helper()
	for _, content := range m.last {
		m.untilTaken(content)
	}
	m.settle()
	m.until("the folder is empty", func() bool { return files(m.t, m.dir) == 0 })
	for _, content := range m.last {
		if got := m.count(content); got != 1 {
			m.t.Errorf("%.40q was taken %d times, want once", content, got)
		}
	}
	for content := range m.before {
		if got := m.count(content); got != 0 {
			m.t.Errorf("%.40q (%d bytes) was taken %d times, want never", content, len(content), got)
		}
	}
	if n := m.excused.Load(); n > 0 {
		m.t.Logf("of %d of %d files earlier versions were not judged: the machine held up their writers", n, m.operations+m.burst)
	}
}

// files counts the files below a folder.
func files(t *testing.T, dir string) int {
	t.Helper()
	n := 0
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			n++
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return n
}

// writer writes one file and measures how long it left it alone before it was
// done with it.
type writer struct {
	t       *testing.T
	path    string
	id      int
	random  *rand.Rand
	since   time.Time // before the last change that was made
	longest time.Duration
}

// change makes one change to the file.
func (w *writer) change(do func() error) {
	began := time.Now()
	if err := do(); err != nil {
		w.t.Errorf("write %s: %v", filepath.Base(w.path), err)
	}
	if w.since.IsZero() {
		w.since = began // a change in several steps shows half of itself
	}
	w.longest = max(w.longest, time.Since(w.since))
	w.since = began
}

func (w *writer) pause() { time.Sleep(time.Duration(w.random.IntN(60)) * time.Millisecond) }

// content is what the file holds, other for each version.
func (w *writer) content(version int) string {
	return fmt.Sprintf("file %d version %d\n%s", w.id, version, strings.Repeat("row,1,2\n", w.id%50))
}

func (w *writer) write(path, content string) {
	w.change(func() error { return os.WriteFile(path, []byte(content), 0o600) })
}

// append adds to the file as a program does that keeps it open.
func (w *writer) append(f *os.File, content string) {
	w.change(func() error { _, err := f.WriteString(content); return err })
}

func writeAtOnce(w *writer) (string, []string) {
	w.write(w.path, w.content(1))
	return w.content(1), nil
}

func writeSlowly(w *writer) (string, []string) {
	var f *os.File
	w.change(func() (err error) { f, err = os.Create(w.path); return err })
	if f == nil {
		return "", nil
	}
	defer f.Close()
	var halves []string
	whole := ""
	for n := range 10 {
		w.pause()
		piece := fmt.Sprintf("file %d piece %d\n", w.id, n)
		w.append(f, piece)
		whole += piece
		halves = append(halves, whole)
	}
	return whole, halves[:len(halves)-1]
}

func renameInto(w *writer) (string, []string) {
	temporary := w.path + ".tmp"
	half := w.content(1)
	w.write(temporary, half)
	time.Sleep(time.Duration(w.random.IntN(800)) * time.Millisecond) // junk may stay as long as it likes
	w.since = time.Time{}
	w.write(temporary, w.content(2))
	w.change(func() error { return os.Rename(temporary, w.path) })
	return w.content(2), []string{half}
}

func renameOver(w *writer) (string, []string) {
	w.write(w.path, w.content(1))
	aside := filepath.Join(filepath.Dir(w.path), "."+filepath.Base(w.path))
	if err := os.WriteFile(aside, []byte(w.content(2)), 0o600); err != nil {
		w.t.Error(err)
	}
	w.pause()
	w.change(func() error { return os.Rename(aside, w.path) })
	return w.content(2), []string{w.content(1)}
}

func deleteAndRecreate(w *writer) (string, []string) {
	w.write(w.path, w.content(1))
	w.pause()
	w.change(func() error { return os.Remove(w.path) })
	w.pause()
	w.since = time.Time{}
	w.write(w.path, w.content(2))
	return w.content(2), []string{w.content(1)}
}

func rewriteInPlace(w *writer) (string, []string) {
	w.write(w.path, w.content(1))
	w.pause()
	w.write(w.path, w.content(2))
	return w.content(2), []string{w.content(1)}
}

func writeAndDelete(w *writer) (string, []string) {
	w.write(w.path, w.content(1))
	w.pause()
	w.change(func() error { return os.Remove(w.path) })
	return "", []string{w.content(1)}
}

// touchOften gives the file new times again and again, as sync tools do.
func touchOften(w *writer) (string, []string) {
	w.write(w.path, w.content(1))
	for range 20 {
		w.pause()
		err := os.Chtimes(w.path, time.Time{}, time.Now())
		if errors.Is(err, fs.ErrNotExist) {
			break // the machine held us up, and it has been taken
		}
		if err != nil {
			w.t.Error(err)
		}
	}
	return w.content(1), nil
}

// changeRights storms the file with changes of its rights, as virus scanners
// do, until it has been taken.
func changeRights(w *writer) (string, []string) {
	w.write(w.path, w.content(1))
	for n := range 1000 {
		err := os.Chmod(w.path, fs.FileMode(0o600+n%2*0o40))
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err != nil {
			w.t.Error(err)
		}
		time.Sleep(2 * time.Millisecond)
	}
	return w.content(1), nil
}

package watch_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"milepost/ingest/watch"
)

// patience is how long a test waits for what must come, on any machine.
const patience = 2 * time.Minute

// desk is a folder that is watched, and what came of it.
type desk struct {
	t   *testing.T
	dir string

	mu    sync.Mutex
	taken map[string]int // by what the files held
	order []string       // base names, as taken
	lines []watch.Line
	fail  func(name string) error // before a file is read; nil for nothing

	during func(path string) // after it is read, before it is removed; nil for nothing
}

// newDesk returns a desk whose folder exists.
func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, dir: filepath.Join(t.TempDir(), "inbox"), taken: map[string]int{}}
	mkdir(t, d.dir)
	return d
}

func mkdir(t *testing.T, dir string) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
}

// run watches the desk until the test ends. Times that are not given are short.
func (d *desk) run(f watch.Folder) { d.runAnd(f, nil) }

// runAnd does the same and calls after.
func (d *desk) runAnd(f watch.Folder, after func(context.Context) error) {
	d.t.Helper()
	f.Dir, f.Act = d.dir, d.take
	f.Ignore = ignored
	if f.Settle == 0 {
		f.Settle = 100 * time.Millisecond
	}
	if f.Retry == 0 {
		f.Retry = 50 * time.Millisecond
	}
	if f.Rescan == 0 {
		f.Rescan = 50 * time.Millisecond
	}
	o := watch.Options{Folders: []watch.Folder{f}, After: after, Retry: f.Retry}
	ctx, stop := context.WithCancel(d.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- watch.Run(ctx, o, d.say) }()
	d.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			d.t.Errorf("Run = %v after its context ended, want nil", err)
		}
	})
}

// errChanged says that a file is not the one that was read.
var errChanged = errors.New("changed while it was read")

// take reads a file as an import does: all of it, then it leaves the folder
// where it still holds the same.
func (d *desk) take(_ context.Context, path string) error {
	if d.fail != nil {
		if err := d.fail(filepath.Base(path)); err != nil {
			return err
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if d.during != nil {
		d.during(path)
	}
	if again, err := os.ReadFile(path); err != nil {
		return err
	} else if !bytes.Equal(again, data) {
		return errChanged
	}
	if err := os.Remove(path); err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.taken[string(data)]++
	d.order = append(d.order, filepath.Base(path))
	return nil
}

func (d *desk) say(l watch.Line) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, l)
}

// count returns how often a file with this content was taken.
func (d *desk) count(content string) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.taken[content]
}

// said returns all lines of the kind, one below the other.
func (d *desk) said(kind watch.Kind) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var b strings.Builder
	for _, l := range d.lines {
		if l.Kind == kind {
			fmt.Fprintln(&b, l)
		}
	}
	return b.String()
}

// until waits for a condition.
func (d *desk) until(what string, holds func() bool) {
	d.t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.t.Fatalf("waited %v in vain until %s; taken: %d; said: %v", patience, what, len(d.taken), d.lines)
		}
	}
}

func (d *desk) untilTaken(content string) {
	d.t.Helper()
	d.until(fmt.Sprintf("%.40q is taken", content), func() bool { return d.count(content) > 0 })
}

// settle drops one more file and waits for it, so that whatever would have
// been taken by now has been.
func (d *desk) settle() {
	d.t.Helper()
	d.put("zz-last.csv", "the last one")
	d.untilTaken("the last one")
}

// put drops a whole file: however slow the machine, nobody sees half of it.
func (d *desk) put(name, content string) {
	d.t.Helper()
	if err := replace(filepath.Join(d.dir, filepath.FromSlash(name)), content); err != nil {
		d.t.Fatal(err)
	}
}

// replace writes a file aside and renames it into its place.
func replace(path, content string) error {
	aside := path + ".tmp"
	return errors.Join(os.WriteFile(aside, []byte(content), 0o600), os.Rename(aside, path))
}

// listens skips a test that needs events where the system has none.
func (d *desk) listens() {
	d.t.Helper()
	d.until("the mode is said", func() bool { return d.said(watch.Mode) != "" })
	if mode := d.said(watch.Mode); !strings.Contains(mode, "at once") {
		d.t.Skip("no events here:", mode)
	}
}

func TestFileThereAtStartIsTaken(t *testing.T) {
	d := newDesk(t)
	d.put("a.csv", "a")
	d.run(watch.Folder{Rescan: time.Hour})
	d.untilTaken("a")
}

func TestEventsAloneAreEnough(t *testing.T) {
	d := newDesk(t)
	d.run(watch.Folder{Rescan: time.Hour})
	d.listens()
	d.put("a.csv", "a")
	d.untilTaken("a")
	mkdir(t, filepath.Join(d.dir, "north", "may"))
	d.put("north/may/b.csv", "b")
	d.untilTaken("b")
	d.put("north/c.csv", "c")
	d.untilTaken("c")
}

func TestRescanAloneIsEnough(t *testing.T) {
	d := newDesk(t)
	d.run(watch.Folder{Poll: func() string { return "it lies on SMB" }})
	mkdir(t, filepath.Join(d.dir, "north"))
	d.put("north/a.csv", "a")
	d.untilTaken("a")
	if got := d.said(watch.Mode); got != "every 50ms, since it lies on SMB\n" {
		t.Errorf("said %q, want how often it looks and why", got)
	}
}

func TestWayOfWatchingIsChosenAnewForAFolderThatComesBack(t *testing.T) {
	d := newDesk(t)
	var network atomic.Bool
	d.run(watch.Folder{Poll: func() string {
		if network.Load() {
			return "it lies on NFS"
		}
		return ""
	}})
	d.put("a.csv", "a")
	d.untilTaken("a")
	network.Store(true)
	if err := os.RemoveAll(d.dir); err != nil {
		t.Fatal(err)
	}
	d.until("it is away", func() bool { return strings.Contains(d.said(watch.Away), "cannot be read") })
	mkdir(t, d.dir)
	d.put("b.csv", "b")
	d.untilTaken("b")
	if got := d.said(watch.Mode); !strings.Contains(got, "since it lies on NFS") {
		t.Errorf("said %q, want that it is polled now", got)
	}
}

func TestFolderMayVanishAndComeBack(t *testing.T) {
	gone := func(d *desk) error { return os.RemoveAll(d.dir) }
	moved := func(d *desk) error { return os.Rename(d.dir, d.dir+".old") }
	for name, test := range map[string]struct {
		leave func(*desk) error
		poll  bool
	}{
		"removed":             {gone, false},
		"moved away":          {moved, false},
		"removed, polled":     {gone, true},
		"replaced by a file":  {func(d *desk) error { return errors.Join(gone(d), os.WriteFile(d.dir, nil, 0o600)) }, false},
		"a folder below goes": {func(d *desk) error { return os.RemoveAll(filepath.Join(d.dir, "north")) }, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			f := watch.Folder{}
			if test.poll {
				f.Poll = func() string { return "a test asks for it" }
			}
			d.run(f)
			for round := range 3 {
				mkdir(t, filepath.Join(d.dir, "north"))
				content := fmt.Sprint("round ", round)
				d.put("north/a.csv", content)
				d.untilTaken(content)
				if err := test.leave(d); err != nil {
					t.Fatal(err)
				}
				if name != "a folder below goes" {
					d.until("that is said", func() bool { return strings.Count(d.said(watch.Away), "cannot be read") == round+1 })
				}
				os.Remove(d.dir) // the file in its place
				os.RemoveAll(d.dir + ".old")
			}
		})
	}
}

func TestFolderReplacedUnseenIsHeardAgain(t *testing.T) {
	d := newDesk(t)
	d.run(watch.Folder{Rescan: 2 * time.Second})
	d.listens()
	d.put("a.csv", "a")
	d.untilTaken("a")
	if err := os.Rename(d.dir, d.dir+".old"); err != nil {
		t.Fatal(err)
	}
	mkdir(t, d.dir)
	d.put("b.csv", "b")
	d.untilTaken("b")
	for n := range 5 {
		content := fmt.Sprint("heard ", n)
		d.put("c.csv", content)
		d.untilTaken(content)
	}
}

func TestTemporaryFailureIsRetried(t *testing.T) {
	d := newDesk(t)
	tries := 0
	d.fail = func(name string) error {
		if name != "a.csv" {
			return nil
		}
		if tries++; tries < 4 {
			return &fs.PathError{Op: "open", Path: "somewhere", Err: syscall.EACCES}
		}
		return nil
	}
	d.run(watch.Folder{})
	d.put("a.csv", "a")
	d.put("b.csv", "b")
	d.untilTaken("a")
	d.settle()
	if got := d.said(watch.Again); !strings.Contains(got, "a.csv: permission denied; trying again in 50ms") || strings.Count(got, "\n") != 1 {
		t.Errorf("said %q, want the reason, once", got)
	}
	if got := d.said(watch.Mended); !strings.Contains(got, "a.csv: went through at try 4") {
		t.Errorf("said %q, want that it went through", got)
	}
	if d.count("a") != 1 || d.count("b") != 1 {
		t.Errorf("taken %v, want each once", d.taken)
	}
}

func TestFileThatChangesWhileItIsReadIsReadAgain(t *testing.T) {
	d := newDesk(t)
	times := 0
	d.during = func(path string) {
		if times++; times > 1 {
			return
		}
		if err := replace(path, "new"); err != nil {
			t.Error(err)
		}
	}
	d.put("a.csv", "old")
	d.run(watch.Folder{})
	d.untilTaken("new")
	d.settle()
	if d.count("old") != 0 || d.count("new") != 1 {
		t.Errorf("taken %v, want the new content once and the old never", d.taken)
	}
	if got := d.said(watch.Again); !strings.Contains(got, "changed while it was read") {
		t.Errorf("said %q, want the reason", got)
	}
}

func TestStormOfTouchesWhileAFileIsReadIsOneRun(t *testing.T) {
	d := newDesk(t)
	d.during = func(path string) {
		for n := range 50 {
			if err := errors.Join(os.Chmod(path, 0o600), os.Chtimes(path, time.Time{}, start.Add(time.Duration(n)*time.Hour))); err != nil {
				t.Error(err)
			}
			time.Sleep(time.Millisecond)
		}
	}
	d.put("a.csv", "a")
	d.run(watch.Folder{})
	d.untilTaken("a")
	d.settle()
	if got := d.said(watch.Again); d.count("a") != 1 || got != "" {
		t.Errorf("taken %v, said %q, want one run without a word", d.taken, got)
	}
}

func TestFolderBelowThatCannotBeReadIsSaid(t *testing.T) {
	if os.Geteuid() <= 0 {
		t.Skip("this user may read everything, or the system keeps rights elsewhere")
	}
	d := newDesk(t)
	shut := filepath.Join(d.dir, "shut")
	mkdir(t, shut)
	if err := os.Chmod(shut, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(shut, 0o700) })
	d.put("a.csv", "a")
	d.run(watch.Folder{})
	d.untilTaken("a")
	if got := d.said(watch.Away); got != "shut: the folder cannot be read (permission denied); what it holds is passed over\n" {
		t.Errorf("said %q, want the folder and the reason, once", got)
	}
}

func TestFileThatFailsForGoodWaitsForAChange(t *testing.T) {
	d := newDesk(t)
	d.fail = func(name string) error {
		data, _ := os.ReadFile(filepath.Join(d.dir, name))
		if bytes.Equal(data, []byte("bad")) {
			return fmt.Errorf("no header line; %w", watch.ErrFinal)
		}
		return nil
	}
	d.run(watch.Folder{})
	d.put("a.csv", "bad")
	d.put("b.csv", "b")
	d.untilTaken("b")
	d.settle()
	if got := d.said(watch.Failed); got != "a.csv: no header line; left alone until the file changes\n" {
		t.Errorf("said %q, want the failure once", got)
	}
	d.put("a.csv", "mended")
	d.untilTaken("mended")
}

func TestFileThatAnotherProgramWritesIsNotTaken(t *testing.T) {
	if !tellsWriters {
		t.Skip("this system does not tell who has a file open")
	}
	d := newDesk(t)
	f, err := os.Create(filepath.Join(d.dir, "a.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString("half"); err != nil {
		t.Fatal(err)
	}
	d.run(watch.Folder{Rules: watch.Rules{Settle: 20 * time.Millisecond}})
	for n := range 10 { // each file settles, so the first has had its time each time
		content := fmt.Sprint("another ", n)
		d.put("b.csv", content)
		d.untilTaken(content)
	}
	if d.count("half") != 0 {
		t.Fatal("half a file was taken while it was open")
	}
	if _, err := f.WriteString(" and whole"); err != nil {
		t.Fatal(err)
	}
	f.Close()
	d.untilTaken("half and whole")
}

func TestSetIsTakenWholeOrNotAtAll(t *testing.T) {
	if !tellsWriters {
		t.Skip("this system does not tell who has a file open")
	}
	d := newDesk(t)
	d.put("goals-2026-11-23.csv", "goals")
	d.put("sessions-2026-11-23.csv", "sessions")
	f, err := os.OpenFile(filepath.Join(d.dir, "sessions-2026-11-23.csv"), os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rules := dated(t)
	rules.Settle = 20 * time.Millisecond
	d.run(watch.Folder{Rules: rules})
	for n := range 10 {
		content := fmt.Sprint("another ", n)
		d.put("b.csv", content)
		d.untilTaken(content)
	}
	if d.count("goals") != 0 {
		t.Error("the goals were taken while the sessions are being written")
	}
	f.Close()
	d.untilTaken("goals")
	d.untilTaken("sessions")
}

func TestAfterIsCalledForAllAtOnceAndRetried(t *testing.T) {
	d := newDesk(t)
	for n := range 50 {
		d.put(fmt.Sprintf("%02d.csv", n), fmt.Sprint(n))
	}
	var calls []int // how many files had been taken at each
	d.runAnd(watch.Folder{}, func(context.Context) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		calls = append(calls, len(d.taken))
		if len(calls) < 3 {
			return &fs.PathError{Op: "write", Path: "somewhere", Err: syscall.ENOSPC}
		}
		return nil
	})
	d.until("it is mended", func() bool { return d.said(watch.Mended) != "" })
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, n := range calls {
		if n != 50 {
			t.Errorf("After was called with %v files taken, want 50 each time: it waits for what is about to settle", calls)
		}
	}
}

func TestAfterWaitsForTheRestOfASet(t *testing.T) {
	d := newDesk(t)
	tries := 0
	d.fail = func(name string) error {
		if tries++; strings.HasPrefix(name, "sessions") && tries < 5 {
			return errors.New("no space left on device")
		}
		return nil
	}
	d.put("goals-2026-11-23.csv", "goals")
	d.put("sessions-2026-11-23.csv", "sessions")
	var calls []int
	d.runAnd(watch.Folder{Rules: dated(t)}, func(context.Context) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		calls = append(calls, len(d.taken))
		return nil
	})
	d.untilTaken("sessions")
	d.until("After is called", func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return len(calls) > 0
	})
	if calls[0] != 2 {
		t.Errorf("After was called with %v files of the set taken, want 2", calls)
	}
}

func TestFilesThatStayAreActedOnOnceAndTheirGoingIsNoticed(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "own.yaml")
	if err := replace(path, "a"); err != nil {
		t.Fatal(err)
	}
	var acted, after atomic.Int64
	o := watch.Options{
		Folders: []watch.Folder{{
			Dir: dir, Rules: watch.Rules{Stay: true, Settle: 30 * time.Millisecond}, Rescan: 10 * time.Millisecond,
			Act: func(context.Context, string) error { acted.Add(1); return nil },
		}},
		After: func(context.Context) error { after.Add(1); return nil },
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- watch.Run(ctx, o, func(watch.Line) {}) }()
	until := func(what string, n *atomic.Int64, want int64) {
		t.Helper()
		for end := time.Now().Add(patience); n.Load() < want; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s: %d, want %d", what, n.Load(), want)
			}
		}
	}
	until("acted", &acted, 1)
	until("after", &after, 1)
	before := after.Load()
	if err := replace(path, "bc"); err != nil {
		t.Fatal(err)
	}
	until("acted on the change", &acted, 2)
	until("after the change", &after, before+1)
	before = after.Load()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	until("after it went", &after, before+1)
	stop()
	if err := <-ended; err != nil || acted.Load() != 2 {
		t.Errorf("Run = %v, acted %d times; want nil, 2", err, acted.Load())
	}
}

func TestOptionsThatCannotBe(t *testing.T) {
	act := func(context.Context, string) error { return nil }
	for name, f := range map[string]watch.Folder{
		"no folder":       {Act: act},
		"nothing to do":   {Dir: "x"},
		"negative rescan": {Dir: "x", Act: act, Rescan: -1},
		"negative settle": {Dir: "x", Act: act, Rules: watch.Rules{Settle: -1}},
	} {
		if err := watch.Run(t.Context(), watch.Options{Folders: []watch.Folder{f}}, nil); err == nil {
			t.Errorf("%s: Run = nil, want an error", name)
		}
	}
	if err := watch.Run(t.Context(), watch.Options{}, nil); err == nil {
		t.Error("without folders Run = nil, want an error")
	}
}

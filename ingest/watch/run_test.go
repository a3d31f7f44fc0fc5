package watch_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
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
func (d *desk) run(o watch.Options) {
	d.t.Helper()
	o.Dir = d.dir
	if o.Settle == 0 {
		o.Settle = 100 * time.Millisecond
	}
	if o.Retry == 0 {
		o.Retry = 50 * time.Millisecond
	}
	if o.Rescan == 0 {
		o.Rescan = 50 * time.Millisecond
	}
	ctx, stop := context.WithCancel(d.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- watch.Run(ctx, o, d.take, d.say) }()
	d.t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			d.t.Errorf("Run = %v after its context ended, want nil", err)
		}
	})
}

// take reads a file as an import does: all of it, then it leaves the folder.
func (d *desk) take(_ context.Context, path string) error {
	if d.fail != nil {
		if err := d.fail(filepath.Base(path)); err != nil {
			return err
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	if d.during != nil {
		d.during(path)
	}
	sum := sha256.Sum256(data)
	if err := watch.Remove(path, info, hex.EncodeToString(sum[:])); err != nil {
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

func (d *desk) put(name, content string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.dir, name), []byte(content), 0o600); err != nil {
		d.t.Fatal(err)
	}
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
	d.run(watch.Options{Rescan: time.Hour})
	d.untilTaken("a")
}

func TestEventsAloneAreEnough(t *testing.T) {
	d := newDesk(t)
	d.run(watch.Options{Rescan: time.Hour})
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
	for name, o := range map[string]watch.Options{
		"asked for":      {Poll: true},
		"for its reason": {Kind: "SMB"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.run(o)
			mkdir(t, filepath.Join(d.dir, "north"))
			d.put("north/a.csv", "a")
			d.untilTaken("a")
			if mode := d.said(watch.Mode); !strings.Contains(mode, "looking every 50ms") || !strings.Contains(mode, o.Kind) {
				t.Errorf("said %q, want how often it looks and why (%q)", mode, o.Kind)
			}
		})
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
			d.run(watch.Options{Poll: test.poll})
			for round := range 3 {
				mkdir(t, filepath.Join(d.dir, "north"))
				content := fmt.Sprint("round ", round)
				d.put("north/a.csv", content)
				d.untilTaken(content)
				if err := test.leave(d); err != nil {
					t.Fatal(err)
				}
				if name != "a folder below goes" {
					d.until("that is said", func() bool { return strings.Count(d.said(watch.Folder), "cannot be read") == round+1 })
				}
				os.Remove(d.dir) // the file in its place
				os.RemoveAll(d.dir + ".old")
			}
		})
	}
}

func TestFolderReplacedUnseenIsHeardAgain(t *testing.T) {
	d := newDesk(t)
	d.run(watch.Options{Rescan: 2 * time.Second})
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
			return fmt.Errorf("copy: %w", os.ErrPermission)
		}
		return nil
	}
	d.run(watch.Options{})
	d.put("a.csv", "a")
	d.put("b.csv", "b")
	d.untilTaken("a")
	d.settle()
	if got := d.said(watch.Again); !strings.Contains(got, "a.csv: copy: permission denied; trying again in 200ms") {
		t.Errorf("said %q, want the reason and the third wait", got)
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
		if err := os.WriteFile(path, []byte("new"), 0o600); err != nil {
			t.Error(err)
		}
	}
	d.put("a.csv", "old")
	d.run(watch.Options{})
	d.untilTaken("new")
	d.settle()
	if d.count("old") != 0 || d.count("new") != 1 {
		t.Errorf("taken %v, want the new content once and the old never", d.taken)
	}
	if got := d.said(watch.Again); !strings.Contains(got, "changed while it was being read") {
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
	d.run(watch.Options{})
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
	d.run(watch.Options{})
	d.untilTaken("a")
	if got := d.said(watch.Folder); got != "shut: the folder cannot be read (permission denied); what it holds is passed over\n" {
		t.Errorf("said %q, want the folder and the reason, once", got)
	}
}

func TestFileThatFailsForGoodWaitsForAChange(t *testing.T) {
	d := newDesk(t)
	d.fail = func(name string) error {
		data, _ := os.ReadFile(filepath.Join(d.dir, name))
		if bytes.Equal(data, []byte("bad")) {
			return errors.New("no header line")
		}
		return nil
	}
	d.run(watch.Options{})
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

func TestAfterIsCalledForAllAtOnceAndRetried(t *testing.T) {
	d := newDesk(t)
	for n := range 50 {
		d.put(fmt.Sprintf("%02d.csv", n), fmt.Sprint(n))
	}
	var calls []int // how many files had been taken at each
	after := func(context.Context) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		calls = append(calls, len(d.taken))
		if len(calls) < 3 {
			return fmt.Errorf("draft: %w", os.ErrPermission)
		}
		return nil
	}
	d.run(watch.Options{After: after})
	d.until("After has been called three times", func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return len(calls) == 3
	})
	d.mu.Lock()
	defer d.mu.Unlock()
	if calls[0] < 1 || calls[2] != 50 || len(d.lines) < 3 {
		t.Errorf("After was called with %v files taken, want the last with 50; said %v", calls, d.lines)
	}
}

func TestOptionsThatCannotBe(t *testing.T) {
	for name, o := range map[string]watch.Options{
		"no folder":       {},
		"negative rescan": {Dir: "x", Rescan: -1},
		"negative settle": {Dir: "x", Rules: watch.Rules{Settle: -1}},
	} {
		if err := watch.Run(t.Context(), o, nil, nil); err == nil {
			t.Errorf("%s: Run = nil, want an error", name)
		}
	}
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for what must come, on any machine.
const patience = 2 * time.Minute

// watching is a watcher that runs beside a test.
type watching struct {
	dir string
	cmd *exec.Cmd
	mu  sync.Mutex
	out bytes.Buffer
}

// Write takes what the watcher prints.
func (w *watching) Write(text []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.Write(text)
}

func (w *watching) said() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.out.String()
}

// startWatching runs the built program until the test ends or stop is called.
func startWatching(t *testing.T, program, dir string, flags ...string) *watching {
	t.Helper()
	w := &watching{dir: dir}
	w.cmd = exec.Command(program, append([]string{"watch", "-C", dir, "--settle", "100ms"}, flags...)...)
	w.cmd.Stdout, w.cmd.Stderr = w, w
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.cmd.Process.Kill(); _ = w.cmd.Wait() })
	return w
}

// until waits for what the watcher should print.
func (w *watching) until(t *testing.T, what string) {
	t.Helper()
	for end := time.Now().Add(patience); !strings.Contains(w.said(), what); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited %v in vain for %q; the watcher said\n%s", patience, what, w.said())
		}
	}
}

// drop puts a whole file into the inbox.
func (w *watching) drop(t *testing.T, name, text string) {
	t.Helper()
	whole := filepath.Join(w.dir, "inbox", name)
	if err := errors.Join(os.WriteFile(whole+".tmp", []byte(text), 0o600), os.Rename(whole+".tmp", whole)); err != nil {
		t.Fatal(err)
	}
}

// TestWatcherAndOthers runs other commands beside the built program as it
// watches, breaks and mends what it needs, and ends it as Ctrl-C does.
func TestWatcherAndOthers(t *testing.T) {
	program := buildProgram(t)
	dir := dropAll(t, smallExports())
	w := startWatching(t, program, dir)
	w.until(t, "Drafts: 6 new")

	t.Run("a second watcher is told and ends", func(t *testing.T) {
		out, err := exec.Command(program, "watch", "-C", dir).CombinedOutput()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitNotDone || !strings.Contains(string(out), "a watcher runs in this workspace already") {
			t.Errorf("a second watcher ends with %v and prints %s", err, out)
		}
	})
	t.Run("other commands work beside it", func(t *testing.T) {
		for n := range 5 {
			w.drop(t, fmt.Sprintf("beside-%d.csv", n), sessionsHeader+sessionRow(5000+n, "2026-10-20", "K-1", n))
			finish(t, program, dir, []string{"draft"})
			finish(t, program, dir, []string{"status"})
		}
		w.until(t, "beside-4.csv: 1 row used")
	})
	t.Run("a mapping that cannot be read holds a file up until it is mended", func(t *testing.T) {
		mapping := filepath.Join(dir, "mappings", "own.yaml")
		if err := os.WriteFile(mapping, []byte("about: ["), 0o600); err != nil {
			t.Fatal(err)
		}
		w.drop(t, "held.csv", sessionsHeader+sessionRow(6000, "2026-10-21", "K-2", 3))
		w.until(t, "held.csv: own.yaml")
		w.until(t, "trying again in 5s")
		if err := os.Remove(mapping); err != nil {
			t.Fatal(err)
		}
		w.until(t, "held.csv: 1 row used")
		w.until(t, "held.csv: went through at try")
	})
	t.Run("an archive that cannot be written holds files up until it can", func(t *testing.T) {
		archive := filepath.Join(dir, "archive")
		if err := errors.Join(os.Rename(archive, archive+".away"), os.WriteFile(archive, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		w.drop(t, "full.csv", sessionsHeader+sessionRow(7000, "2026-10-22", "K-3", 3))
		w.until(t, "full.csv: it cannot be taken in now")
		if _, err := os.Stat(filepath.Join(dir, "inbox", "full.csv")); err != nil {
			t.Errorf("a file that could not be archived left the inbox: %v", err)
		}
		if err := errors.Join(os.Remove(archive), os.Rename(archive+".away", archive)); err != nil {
			t.Fatal(err)
		}
		w.until(t, "full.csv: 1 row used")
	})
	t.Run("it ends cleanly when it is asked to", func(t *testing.T) {
		if err := w.cmd.Process.Signal(os.Interrupt); err != nil {
			t.Skip("this system sends no interrupt to another process: ", err)
		}
		if err := w.cmd.Wait(); err != nil {
			t.Errorf("the watcher ends with %v, want no error", err)
		}
		w.until(t, "Stopped.")
		if _, err := os.Stat(filepath.Join(dir, writingName)); err == nil {
			t.Error("the mark of writing was left behind")
		}
	})
}

// TestSettingsAreReadAnew changes milepost.yaml while the watcher runs in this
// process.
func TestSettingsAreReadAnew(t *testing.T) {
	dir := dropAll(t, smallExports())
	w := &watching{dir: dir}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	sh := &shell{Now: scriptNow, Dir: dir}
	go func() {
		ended <- watchWorkspace(ctx, sh, watchFlags{settle: 50 * time.Millisecond}, func(n notice) { fmt.Fprintln(w, n.Text) })
	}()
	w.until(t, "Drafts: 6 new")
	other := filepath.Join(dir, "exports")
	if err := os.Mkdir(other, 0o700); err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, configName)
	if err := os.WriteFile(config, []byte(newConfig+"inbox: exports\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	w.until(t, "Watching "+other)
	name := filepath.Join(other, "more.csv")
	if err := os.WriteFile(name, []byte(sessionsHeader+sessionRow(8000, "2026-10-23", "K-4", 3)), 0o600); err != nil {
		t.Fatal(err)
	}
	w.until(t, "more.csv: 1 row used")
	w.until(t, "Drafts: 1 changed")
	stop()
	if err := <-ended; err != nil {
		t.Errorf("watching ends with %v, want nil", err)
	}
}

func TestPollReason(t *testing.T) {
	dir := t.TempDir()
	synced := filepath.Join(dir, "OneDrive - Birch Lane", "inbox")
	if err := os.MkdirAll(synced, 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(synced, link); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ rule, dir, want string }{
		{"a disk of this machine is listened to", dir, ""},
		{"a synchronised folder is polled", synced, "it lies in OneDrive - Birch Lane, which is synchronised"},
		{"also behind a link", link, "it lies in OneDrive - Birch Lane, which is synchronised"},
		{"one that is not there yet is judged by its place", filepath.Join(dir, "Dropbox", "new"), "it lies in Dropbox, which is synchronised"},
	} {
		if got := pollReason(c.dir); got != c.want {
			t.Errorf("%s: %q, want %q", c.rule, got, c.want)
		}
	}
}

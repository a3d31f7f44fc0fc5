package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"milepost/caseload"
)

const (
	lockName      = ".milepost.lock"       // held by the one command that writes
	writingName   = ".milepost.writing"    // there while it does: a crash leaves it behind
	watchLockName = ".milepost.watch.lock" // held by the one watcher
)

// lockWait is how long a command waits for another one that writes.
const lockWait = 10 * time.Second

// errStillWriting says that another command held the writer lock for too long.
var errStillWriting = errors.New("another command is still writing in this workspace: nothing changed; try again when it has finished")

// writer is the right to write in a workspace.
type writer struct {
	lock *flock.Flock
	mark string
	left bool // a command that was killed left something half done
}

// writerLock takes the workspace's one writer lock. waiting is called where it
// has to wait. What a command left half written when it was killed is removed.
func writerLock(ctx context.Context, dir string, waiting func()) (*writer, error) {
	w := &writer{lock: flock.New(filepath.Join(dir, lockName)), mark: filepath.Join(dir, writingName)}
	held, err := w.lock.TryLock()
	if err != nil {
		return nil, err
	}
	if !held {
		waiting()
		if err := waitFor(ctx, w.lock); err != nil {
			return nil, err
		}
	}
	if err := w.begin(dir); err != nil {
		return nil, errors.Join(err, w.lock.Unlock())
	}
	return w, nil
}

// begin marks that writing begins, and cleans up where the mark of another
// command was left behind.
func (w *writer) begin(dir string) error {
	if _, err := os.Lstat(w.mark); err == nil {
		w.left = true
		return caseload.Sweep(dir)
	}
	return os.WriteFile(w.mark, nil, 0o600)
}

// on hands the open workspace to act, once what a killed command left between the
// store and the folders is finished.
func (w *writer) on(ctx context.Context, c *caseload.Caseload, act func(*caseload.Caseload) error) error {
	if w.left {
		if err := c.Sound(ctx, caseload.Program("settle")); err != nil {
			return err
		}
		if _, err := c.Settle(ctx, caseload.Program("settle")); err != nil {
			return err
		}
		w.left = false
	}
	return act(c)
}

// release gives the lock back. Where something is still half done, the mark stays
// for the next command.
func (w *writer) release() error {
	if w.left {
		return w.lock.Unlock()
	}
	err := os.Remove(w.mark)
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return errors.Join(err, w.lock.Unlock())
}

func waitFor(ctx context.Context, lock *flock.Flock) error {
	ctx, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	held, err := lock.TryLockContext(ctx, 100*time.Millisecond)
	if held {
		return nil
	}
	if err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return errStillWriting
}

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"github.com/gofrs/flock"

	"milepost/caseload"
)

// lockName is held by the one command that writes.
const lockName = ".milepost.lock"

// lockWait is how long a command waits for another one that writes.
const lockWait = 10 * time.Second

// withWorkspace opens the workspace, hands it to act and closes it. It never
// waits for a command that writes.
func withWorkspace(ctx context.Context, sh *shell, act func(*caseload.Caseload) error) error {
	config, err := readConfig(sh.Dir)
	if err != nil {
		return err
	}
	if err := checkPlace(sh.Dir); err != nil {
		return err
	}
	options, err := config.options(sh.Dir)
	if err != nil {
		return err
	}
	options.Workers, options.Version = runtime.GOMAXPROCS(0), version()
	c, err := caseload.Open(ctx, sh.Dir, options)
	if err != nil {
		return err
	}
	return errors.Join(act(c), c.Close())
}

// withLock does the same while it holds the workspace's one writer lock.
func withLock(ctx context.Context, sh *shell, act func(*caseload.Caseload) error) error {
	if _, err := readConfig(sh.Dir); err != nil {
		return err
	}
	return withWriter(ctx, sh, func() error { return withWorkspace(ctx, sh, act) })
}

// withWriter acts while it holds the workspace's one writer lock.
func withWriter(ctx context.Context, sh *shell, act func() error) error {
	lock := flock.New(filepath.Join(sh.Dir, lockName))
	if held, err := lock.TryLock(); err != nil {
		return err
	} else if !held {
		fmt.Fprintln(sh.Err, "milepost: another command is writing in this workspace; waiting up to 10 seconds")
		if err := waitFor(ctx, lock); err != nil {
			return err
		}
	}
	return errors.Join(act(), lock.Unlock())
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
	return errors.New("another command is still writing in this workspace: nothing changed; try again when it has finished")
}

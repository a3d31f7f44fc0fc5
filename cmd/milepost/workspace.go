package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"milepost/caseload"
)

// withWorkspace opens the workspace, reads the cards that changed, hands it to
// act and closes it. It never waits for a command that writes.
func withWorkspace(ctx context.Context, sh *shell, act func(*caseload.Caseload) error) error {
	return withWorkspaceAsIs(ctx, sh, func(c *caseload.Caseload) error {
		if err := freshCards(ctx, sh, c, briefly(ctx, sh.Dir, c)); err != nil {
			return err
		}
		return act(c)
	})
}

// withWorkspaceAsIs does the same for what does not rest on cards.
func withWorkspaceAsIs(ctx context.Context, sh *shell, act func(*caseload.Caseload) error) error {
	config, err := readConfig(sh.Dir)
	if err != nil {
		return err
	}
	c, err := openWorkspace(ctx, sh.Dir, config)
	if err != nil {
		return err
	}
	err = survive(sh.Dir, "carrying out the command", func() error { return act(c) })
	return errors.Join(tellSkipped(sh, c, err), c.Close())
}

// openWorkspace opens the workspace with the settings; its place must be fit
// for a database.
func openWorkspace(ctx context.Context, dir string, config Config) (*caseload.Caseload, error) {
	if err := checkPlace(dir); err != nil {
		return nil, err
	}
	options, err := config.options(dir)
	if err != nil {
		return nil, err
	}
	options.Workers, options.Version, options.Build = runtime.GOMAXPROCS(0), version(), build()
	options.Failed = failedIn(dir)
	return caseload.Open(ctx, dir, options)
}

// withLock does as withWorkspace while it holds the workspace's one writer lock.
func withLock(ctx context.Context, sh *shell, act func(*caseload.Caseload) error) error {
	return withLockAsIs(ctx, sh, func(c *caseload.Caseload) error {
		if err := freshCards(ctx, sh, c, holding); err != nil {
			return err
		}
		return act(c)
	})
}

// withLockAsIs does the same for what reads cards by itself, or does not rest on
// them.
func withLockAsIs(ctx context.Context, sh *shell, act func(*caseload.Caseload) error) error {
	if _, err := readConfig(sh.Dir); err != nil {
		return err
	}
	return withWriter(ctx, sh, func(w *writer) error {
		return withWorkspaceAsIs(ctx, sh, func(c *caseload.Caseload) error { return w.on(ctx, c, act) })
	})
}

// withWriter acts while it holds the workspace's one writer lock.
func withWriter(ctx context.Context, sh *shell, act func(*writer) error) error {
	w, err := writerLock(ctx, sh.Dir, func() {
		fmt.Fprintln(sh.Err, "milepost: another command is writing in this workspace; waiting up to 10 seconds")
	})
	if err != nil {
		return err
	}
	return errors.Join(act(w), w.release())
}

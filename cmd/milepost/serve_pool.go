package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"sync"
	"time"

	"milepost/caseload"
)

// readersAtOnce is how many requests read at the same time; each has the
// workspace open for itself.
const readersAtOnce = 4

// servePool hands out the open workspace to the review page: some for reading,
// one for writing. A changed milepost.yaml opens it anew.
type servePool struct {
	dir   string
	slots chan struct{}
	mu    sync.Mutex
	idle  []pooled
	write sync.Mutex

	now func() time.Time
	out io.Writer // is told what became of cards
}

// pooled is an open workspace with the settings that it was opened with.
type pooled struct {
	*caseload.Caseload
	settings string // bytes of milepost.yaml
}

func newServePool(dir string) *servePool {
	return &servePool{dir: dir, slots: make(chan struct{}, readersAtOnce), now: time.Now, out: io.Discard}
}

// Read hands an open workspace to act.
func (p *servePool) Read(ctx context.Context, act func(*caseload.Caseload) error) error {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-p.slots }()
	return p.with(ctx, func(c *caseload.Caseload) error {
		if err := p.freshCards(ctx, c, p.briefly(ctx, c)); err != nil {
			return err
		}
		return act(c)
	})
}

// freshCards brings the cards up to date before a page is answered. What becomes
// of them is on the console, as with a command.
func (p *servePool) freshCards(ctx context.Context, c *caseload.Caseload, write func(func() error) error) error {
	return freshCards(ctx, &shell{Dir: p.dir, Now: p.now, Out: p.out, Err: p.out}, c, write)
}

// briefly takes the right to write where nobody else has it, here or in another
// program.
func (p *servePool) briefly(ctx context.Context, c *caseload.Caseload) func(func() error) error {
	write := briefly(ctx, p.dir, c)
	return func(act func() error) error {
		if !p.write.TryLock() {
			return errStillWriting
		}
		defer p.write.Unlock()
		return write(act)
	}
}

// Write does the same while it holds the writer lock. Requests wait for each
// other here, and only the first of them for other programs.
func (p *servePool) Write(ctx context.Context, act func(*caseload.Caseload) error) error {
	p.write.Lock()
	defer p.write.Unlock()
	w, err := writerLock(ctx, p.dir, func() {})
	if err != nil {
		return err
	}
	fresh := func(c *caseload.Caseload) error {
		if err := p.freshCards(ctx, c, holding); err != nil {
			return err
		}
		return act(c)
	}
	return errors.Join(p.with(ctx, func(c *caseload.Caseload) error { return w.on(ctx, c, fresh) }), w.release())
}

func (p *servePool) with(ctx context.Context, act func(*caseload.Caseload) error) error {
	text, err := os.ReadFile(filepath.Join(p.dir, configName))
	if err != nil {
		return err
	}
	one, err := p.take(ctx, string(text))
	if err != nil {
		return err
	}
	defer p.put(one)
	return survive(p.dir, "answering the review page", func() error { return act(one.Caseload) })
}

// take returns an idle workspace with the settings, or opens one.
func (p *servePool) take(ctx context.Context, settings string) (pooled, error) {
	p.mu.Lock()
	for len(p.idle) > 0 {
		one := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if one.settings == settings {
			p.mu.Unlock()
			return one, nil
		}
		_ = one.Close() // of settings that are no more
	}
	p.mu.Unlock()
	config, err := readConfig(p.dir)
	if err != nil {
		return pooled{}, err
	}
	c, err := openWorkspace(context.WithoutCancel(ctx), p.dir, config)
	return pooled{c, settings}, err
}

func (p *servePool) put(one pooled) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.idle = append(p.idle, one)
}

func (p *servePool) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.idle {
		_ = one.Close() // nothing is written any more
	}
	p.idle = nil
}

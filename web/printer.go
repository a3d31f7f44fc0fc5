package web

import (
	"context"
	"sync"
	"time"

	"milepost/caseload"
)

// printAfter is how long after an edit its files are printed: who goes on
// writing in the meantime has them printed once.
const printAfter = 2 * time.Second

// printer prints drafts that were edited on the page, in the background, so that
// nobody waits for paper while somebody writes. What a crash leaves unprinted,
// the next "milepost draft" or the watcher prints.
type printer struct {
	server  *Server
	running sync.WaitGroup
	closed  chan struct{}
	turn    sync.Mutex // one print at a time: edits come in between
	mu      sync.Mutex
	waiting map[string]bool
}

func newPrinter(s *Server) *printer {
	return &printer{server: s, closed: make(chan struct{}), waiting: map[string]bool{}}
}

// soon has the draft printed, unless it waits for that already.
func (p *printer) soon(draft string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.waiting[draft] {
		return
	}
	p.waiting[draft] = true
	p.running.Go(func() {
		select {
		case <-time.After(printAfter):
		case <-p.closed:
		}
		p.print(draft)
	})
}

func (p *printer) print(draft string) {
	p.turn.Lock()
	defer p.turn.Unlock()
	p.mu.Lock()
	delete(p.waiting, draft) // an edit from now on is printed after this one
	p.mu.Unlock()
	err := p.server.o.Workspace.Write(context.Background(), func(c *caseload.Caseload) error {
		return c.Print(context.Background(), p.server.o.Now(), page(), draft)
	})
	if err != nil {
		p.server.o.Log.Error("a draft was not printed; its text is kept", "draft", draft, "error", err.Error())
	}
}

// close prints at once what waits, and returns when that is done.
func (p *printer) close() {
	close(p.closed)
	p.running.Wait()
}

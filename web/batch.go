package web

import (
	"context"
	"net/http"
	"sync"

	"milepost/caseload"
	"milepost/record"
)

// batch drafts caseloads in the background, one after the other, a few children
// at a time, so that others can write in between.
type batch struct {
	server  *Server
	running sync.WaitGroup
	mu      sync.Mutex
	of1     map[record.ID]*progress
}

// progress is how far one person's batch has come.
type progress struct {
	Made, All int
	Running   bool
	Outcomes  map[string]int
	Failed    []caseload.Drafted // with the reason
	Problem   string             // why it ended early, "" it did not
}

// Percent is how much of it is done.
func (p progress) Percent() int { return 100 * p.Made / max(p.All, 1) }

func newBatch(s *Server) *batch { return &batch{server: s, of1: map[record.ID]*progress{}} }

func (b *batch) wait() { b.running.Wait() }

// of returns a copy of the person's progress, nil where there is none.
func (b *batch) of(user record.ID) *progress {
	b.mu.Lock()
	defer b.mu.Unlock()
	p := b.of1[user]
	if p == nil {
		return nil
	}
	now := *p
	now.Outcomes = map[string]int{}
	for name, n := range p.Outcomes {
		now.Outcomes[name] = n
	}
	return &now
}

// batchStep is how many children are drafted while the workspace is held.
const batchStep = 4

// start drafts the clients in the background, unless the person's last batch
// still runs.
func (b *batch) start(by caseload.Actor, clients []record.ID) {
	user := by.User().ID
	b.mu.Lock()
	defer b.mu.Unlock()
	if p := b.of1[user]; p != nil && p.Running {
		return
	}
	p := &progress{All: len(clients), Running: true, Outcomes: map[string]int{}}
	b.of1[user] = p
	b.running.Go(func() {
		for at := 0; at < len(clients); at += batchStep {
			if !b.step(p, by, clients[at:min(at+batchStep, len(clients))]) {
				break
			}
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		p.Running = false
	})
}

func (b *batch) step(p *progress, by caseload.Actor, clients []record.ID) bool {
	var drafted []caseload.Drafted
	err := b.server.o.Workspace.Write(context.Background(), func(c *caseload.Caseload) error {
		var err error
		drafted, err = c.Draft(context.Background(), b.server.o.Now(), by, caseload.Selection{Clients: clients}, func(int, int) {})
		return err
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, d := range drafted {
		p.Made++
		p.Outcomes[string(d.Outcome)]++
		if d.Outcome == caseload.DraftFailed || d.Outcome == caseload.DraftNone {
			p.Failed = append(p.Failed, d)
		}
	}
	if err != nil {
		p.Problem = wrongOf(err).What
		b.server.o.Log.Error("batch ended", "error", err.Error())
	}
	return err == nil
}

// startBatch drafts the cards that the page shows: those due, or all.
func startBatch(v *visit) error {
	p, err := v.boardOf()
	if err != nil {
		return err
	}
	var clients []record.ID
	for _, card := range p.Show {
		if !record.State(card.State).IsSigned() {
			clients = append(clients, card.Client)
		}
	}
	if len(clients) > 0 {
		v.batch.start(v.by, clients)
	}
	if v.isPart() {
		return showBatch(v)
	}
	return v.goTo("/", "")
}

// showBatch shows how far the batch has come, for a page that asks again.
func showBatch(v *visit) error {
	if !v.isPart() {
		return v.goTo("/", "")
	}
	v.part(http.StatusOK, "board", "batch", v.batch.of(v.user.ID))
	return nil
}

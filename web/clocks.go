package web

import (
	"sync"
	"time"
)

// clocks say since when somebody works on a sentence. They hold no more than
// the session and the place of the sentence, and are never written down.
type clocks struct {
	mu    sync.Mutex
	since map[string]time.Time
}

func newClocks() *clocks { return &clocks{since: map[string]time.Time{}} }

// clock is the clock of one session.
type clock struct {
	*clocks
	session string
}

func (v *visit) clocks() clock { return clock{v.times, v.sessions.Token(v.ctx())} }

// begin notes that the session opened the place.
func (c clock) begin(now time.Time, place string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, since := range c.since {
		if now.Sub(since) > time.Hour {
			delete(c.since, key)
		}
	}
	c.since[c.session+" "+place] = now
}

// end returns how long the place was open, 0 where that is not known.
func (c clock) end(now time.Time, place string) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	since, ok := c.since[c.session+" "+place]
	delete(c.since, c.session+" "+place)
	if !ok {
		return 0
	}
	return now.Sub(since)
}

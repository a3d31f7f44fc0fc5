package web

import (
	"slices"
	"sync"
	"time"

	"milepost/caseload"
)

// throttle slows down who guesses passwords: after five wrong ones of one counter
// (visit.counters) it takes a minute until the next is looked at, then two, four
// and so on up to fifteen.
//
// Source: OWASP ASVS 4.0.3, 2.2.1: no more than 100 wrong passwords an hour.
type throttle struct {
	mu      sync.Mutex
	ended   *sync.Cond // a try ended
	failed  map[string]failures
	running map[string]int // tries under way
	known   chan struct{}  // how many passwords are worked on at once: each takes 64 MiB
	strange chan struct{}  // the same of strangers, who keep nobody else waiting
}

type failures struct {
	n    int
	last time.Time
}

const (
	freeTries = 5
	firstWait = time.Minute
	longWait  = 15 * time.Minute
	hashers   = 2 // for known devices and people who are signed in
	strangers = 1
)

func newThrottle() *throttle {
	t := &throttle{failed: map[string]failures{}, running: map[string]int{}, known: make(chan struct{}, hashers), strange: make(chan struct{}, strangers)}
	t.ended = sync.NewCond(&t.mu)
	return t
}

// begin counts a try before anything is looked at, so that tries sent at once are
// no more than tries sent one after the other. It returns how long to wait where
// there were too many wrong ones; else the try is under way until end. Where the
// tries under way could be too many, it waits for how they end.
func (t *throttle) begin(now time.Time, keys ...string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	for {
		if wait := t.wait(now, keys); wait > 0 {
			return wait
		}
		if !slices.ContainsFunc(keys, func(key string) bool {
			return t.running[key] > 0 && t.failed[key].n+t.running[key] >= freeTries
		}) {
			break
		}
		t.ended.Wait()
	}
	for _, key := range keys {
		t.running[key]++
	}
	return 0
}

// wait returns how long to wait until the next try by any of the keys.
func (t *throttle) wait(now time.Time, keys []string) time.Duration {
	var longest time.Duration
	for _, key := range keys {
		f := t.failed[key]
		if f.n < freeTries {
			continue
		}
		wait := min(firstWait<<min(f.n-freeTries, 10), longWait)
		longest = max(longest, f.last.Add(wait).Sub(now))
	}
	return longest
}

// end says how a try ended: a wrong password counts; one that is right forgets
// the wrong ones.
func (t *throttle) end(now time.Time, right bool, keys ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer t.ended.Broadcast()
	for _, key := range keys {
		if t.running[key]--; t.running[key] <= 0 {
			delete(t.running, key)
		}
		if right {
			delete(t.failed, key)
		} else {
			t.failed[key] = failures{t.failed[key].n + 1, now}
		}
	}
	for key, f := range t.failed {
		if now.Sub(f.last) > 24*time.Hour {
			delete(t.failed, key)
		}
	}
}

// one runs act while at most a few others of its kind run.
func (t *throttle) one(known bool, act func() error) error {
	queue := t.strange
	if known {
		queue = t.known
	}
	queue <- struct{}{}
	defer func() { <-queue }()
	return act()
}

// sittings are who may sign without giving the password again, by session.
type sittings struct {
	mu   sync.Mutex
	open map[string]openSitting
}

type openSitting struct {
	*caseload.Sitting
	last time.Time // of an act in it
}

func newSittings() *sittings { return &sittings{open: map[string]openSitting{}} }

// lasts reports whether the session's sitting still lasts.
func (s *sittings) lasts(now time.Time, session string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	one, ok := s.open[session]
	return ok && now.Sub(one.last) <= idle
}

// get returns the session's sitting, nil where there is none. Only who holds
// the workspace may act in it: a sitting is for one at a time.
func (s *sittings) get(session string) *caseload.Sitting {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open[session].Sitting
}

func (s *sittings) put(now time.Time, session string, one *caseload.Sitting) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[session] = openSitting{one, now}
}

func (s *sittings) end(session string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, session)
}

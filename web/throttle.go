package web

import (
	"sync"
	"time"

	"milepost/caseload"
)

// throttle slows down who guesses passwords: after five wrong ones for a user
// or from an address it takes a minute until the next is looked at, then two,
// four and so on up to fifteen.
//
// Source: OWASP ASVS 4.0.3, 2.2.1: no more than 100 wrong passwords an hour.
type throttle struct {
	mu     sync.Mutex
	failed map[string]failures
	hashes chan struct{} // how many passwords are worked on at once: each takes 64 MiB
}

type failures struct {
	n    int
	last time.Time
}

const (
	freeTries = 5
	firstWait = time.Minute
	longWait  = 15 * time.Minute
	hashers   = 2
)

func newThrottle() *throttle {
	return &throttle{failed: map[string]failures{}, hashes: make(chan struct{}, hashers)}
}

// wait returns how long to wait until the next try by any of the keys.
func (t *throttle) wait(now time.Time, keys ...string) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
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

// note counts a wrong password; one that is right forgets the user's.
func (t *throttle) note(now time.Time, right bool, user, address string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if right {
		delete(t.failed, user)
		delete(t.failed, address)
		return
	}
	for _, key := range []string{user, address} {
		f := t.failed[key]
		t.failed[key] = failures{f.n + 1, now}
	}
	for key, f := range t.failed {
		if now.Sub(f.last) > 24*time.Hour {
			delete(t.failed, key)
		}
	}
}

// one runs act while at most a few others of its kind run.
func (t *throttle) one(act func() error) error {
	t.hashes <- struct{}{}
	defer func() { <-t.hashes }()
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

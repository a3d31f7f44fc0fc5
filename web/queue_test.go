package web

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// TestNobodysSignatureWaitsForStrangers: strangers send a thousand passwords at
// once and go on; ten people who work here sign in the middle of it. Time is
// counted in passwords worked on, of which each takes half a second on a slow
// machine: nobody waits for more than 2 s before the own password is looked at.
func TestNobodysSignatureWaitsForStrangers(t *testing.T) {
	const (
		work   = 500 * time.Millisecond
		most   = 2 * time.Second
		people = 10
	)
	synctest.Test(t, func(t *testing.T) {
		throttle := newThrottle()
		hash := func() error { time.Sleep(work); return nil }
		var all sync.WaitGroup
		for range 1000 {
			all.Go(func() { _ = throttle.one(false, hash) })
		}
		synctest.Wait() // they fill their queue
		var mu sync.Mutex
		var longest time.Duration
		for range people {
			all.Go(func() {
				came := time.Now()
				_ = throttle.one(true, func() error {
					mu.Lock()
					longest = max(longest, time.Since(came))
					mu.Unlock()
					return hash()
				})
			})
		}
		all.Wait()
		if longest > most {
			t.Errorf("the last of %d people waited for %v, want at most %v", people, longest, most)
		}
		if took := time.Duration(1000) * work; longest*10 > took {
			t.Errorf("strangers took %v, and a person waited for %v of it", took, longest)
		}
	})
}

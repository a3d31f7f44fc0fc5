package web

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestABurstGetsFiveLooks sends 150 wrong passwords at once: five are looked at.
func TestABurstGetsFiveLooks(t *testing.T) {
	throttle, now := newThrottle(), time.Date(2026, time.November, 2, 15, 0, 0, 0, time.UTC)
	var looked, refused atomic.Int32
	var all sync.WaitGroup
	for range 150 {
		all.Go(func() {
			if throttle.begin(now, "user T-1", "address 127.0.0.1") > 0 {
				refused.Add(1)
				return
			}
			looked.Add(1)
			throttle.end(now, false, "user T-1", "address 127.0.0.1")
		})
	}
	all.Wait()
	if looked.Load() != freeTries || refused.Load() != 150-freeTries {
		t.Errorf("%d looked at, %d refused, want %d and %d", looked.Load(), refused.Load(), freeTries, 150-freeTries)
	}
}

// TestABurstOfRightPasswordsIsLetIn: fifty people sign in at once from one
// address, and nobody is told to wait.
func TestABurstOfRightPasswordsIsLetIn(t *testing.T) {
	throttle, now := newThrottle(), time.Date(2026, time.November, 2, 15, 0, 0, 0, time.UTC)
	var all sync.WaitGroup
	for i := range 50 {
		all.Go(func() {
			user := "user " + string(rune('A'+i))
			if wait := throttle.begin(now, user, "address 127.0.0.1"); wait > 0 {
				t.Errorf("%s has to wait %s", user, wait)
				return
			}
			throttle.end(now, true, user, "address 127.0.0.1")
		})
	}
	all.Wait()
}

// TestTheQueueOfStrangersKeepsNobodyWaiting: while strangers hold all of their
// places, a known device is looked at.
func TestTheQueueOfStrangersKeepsNobodyWaiting(t *testing.T) {
	throttle := newThrottle()
	hold, held := make(chan bool), make(chan bool)
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			_ = throttle.one(false, func() error {
				select {
				case held <- true:
				default:
				}
				<-hold
				return nil
			})
		})
	}
	<-held
	looked := false
	_ = throttle.one(true, func() error { looked = true; return nil })
	if !looked {
		t.Error("a known device was not looked at")
	}
	close(hold)
	all.Wait()
}

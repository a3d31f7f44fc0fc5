package watch

import (
	"fmt"
	"time"
)

// Begin says that acting on a file that Look handed out is about to start,
// with what a fresh listing says of it. It returns false where the file has
// changed since: then it waits again and must be left alone.
func (t *Tracker) Begin(now time.Time, f Seen) bool {
	e := t.files[f.Name]
	if e == nil || e.state != queued {
		return false
	}
	if e.changed || e.since.After(e.began) || !e.seen.same(f) {
		e.seen = f
		e.restart(now)
		return false
	}
	e.began = now
	return true
}

// Absent says that the file is not in the folder any more.
func (t *Tracker) Absent(name string) { delete(t.files, name) }

// Done says that the file was acted on. Where it is still there, it is left
// alone until it changes; where it changed meanwhile, it waits again.
func (t *Tracker) Done(name string) []Line {
	e := t.files[name]
	if e == nil || e.state != queued {
		return nil
	}
	var lines []Line
	if e.tries > 0 {
		lines = append(lines, Line{Mended, name, fmt.Sprintf("went through at try %d", e.tries+1)})
	}
	e.rest()
	return lines
}

// Fail says that acting on the file failed for good. It is left alone until
// it changes.
func (t *Tracker) Fail(name, reason string) []Line {
	e := t.files[name]
	if e == nil || e.state != queued {
		return nil
	}
	e.rest()
	return []Line{{Failed, name, reason + "; left alone until the file changes"}}
}

// rest leaves a file alone until it changes, which it may have done already.
func (e *entry) rest() {
	again := e.changed
	since := e.since
	e.state, e.tries = resting, 0
	if again {
		e.restart(since)
	}
}

// Retry says that acting on the file failed for a reason that passes, such as
// a lock or a full disk. The file is handed out again after a wait that
// doubles with each failure, or once it has changed and settled.
func (t *Tracker) Retry(now time.Time, name, reason string) []Line {
	e := t.files[name]
	if e == nil || e.state != queued {
		return nil
	}
	if e.changed {
		e.restart(e.since)
		return []Line{{Again, name, reason + "; it changed meanwhile and will be read again"}}
	}
	e.tries++
	if e.tries == 1 {
		e.failed = now
	}
	wait := t.rules.backOff(e.tries)
	e.state, e.retryAt = retrying, now.Add(wait)
	return []Line{{Again, name, fmt.Sprintf("%s; trying again in %s", reason, plain(wait))}}
}

// backOff returns the wait after so many failures in a row, from 1.
func (r Rules) backOff(failures int) time.Duration {
	wait := r.Retry
	for n := 1; n < failures && wait < r.RetryMax; n++ {
		wait *= 2
	}
	return min(wait, r.RetryMax)
}

// Torn reports whether part of a set was acted on while another part is to be
// tried again, for no longer than the set's limit: what is made from the
// whole set should wait.
func (t *Tracker) Torn(now time.Time) bool {
	for _, e := range t.files {
		if e.member.rule > 0 && e.state == retrying && now.Sub(e.failed) < t.rules.Sets[e.member.rule-1].limit {
			return true
		}
	}
	return false
}

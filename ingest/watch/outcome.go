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

// Busy says that another program holds a file open for writing that Look
// handed out: it waits again, however still it seemed.
func (t *Tracker) Busy(now time.Time, name string) {
	if e := t.files[name]; e != nil && e.state == queued {
		e.state, e.since, e.held, e.changed = waiting, now, false, false
	}
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
		lines = append(lines, Line{Kind: Mended, Name: name, Text: fmt.Sprintf("went through at try %d", e.tries+1)})
	}
	if e.member.rule > 0 {
		t.acted[e.member.key()] = true
	}
	t.Came(name)
	e.rest()
	return lines
}

// Fail says that acting on the file failed for good, which the reason tells.
// The file is left alone until it changes.
func (t *Tracker) Fail(name, reason string) []Line {
	e := t.files[name]
	if e == nil || e.state != queued {
		return nil
	}
	e.rest()
	return []Line{{Kind: Failed, Name: name, Text: reason}}
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
// doubles with each failure, or once it has changed and settled. The same
// reason is said again only after an hour.
func (t *Tracker) Retry(now time.Time, name, reason string) []Line {
	e := t.files[name]
	if e == nil || e.state != queued {
		return nil
	}
	if e.changed {
		e.restart(e.since)
		return []Line{{Kind: Again, Name: name, Text: reason + "; it changed meanwhile and will be read again"}}
	}
	e.tries++
	wait := t.rules.backOff(e.tries)
	e.state, e.retryAt = retrying, now.Add(wait)
	if e.said == reason && now.Sub(e.saidAt) < sayAgain {
		return nil
	}
	e.said, e.saidAt = reason, now
	return []Line{{Kind: Again, Name: name, Text: fmt.Sprintf("%s; trying again in %s, then at longer times up to %s", reason, plain(wait), plain(t.rules.RetryMax))}}
}

// sayAgain is how long a reason that stays the same is not repeated.
const sayAgain = time.Hour

// backOff returns the wait after so many failures in a row, from 1.
func (r Rules) backOff(failures int) time.Duration {
	wait := r.Retry
	for n := 1; n < failures && wait < r.RetryMax; n++ {
		wait *= 2
	}
	return min(wait, r.RetryMax)
}

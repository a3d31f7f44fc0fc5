package watch

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// Rules are what a [Tracker] goes by. The zero value is usable.
type Rules struct {
	Settle   time.Duration // how long a file must hold still; 0 means 5 s
	Retry    time.Duration // wait after the first temporary failure, doubled each time; 0 means 5 s
	RetryMax time.Duration // longest such wait; 0 means 5 min
	Sets     []Set         // files that belong together

	// Ignore tells by its name below the folder, with slashes, which file or
	// folder is nobody's business; what lies in such a folder is none either.
	// Nil ignores nothing.
	Ignore func(name string) bool
	// Stay says that files are acted on where they are and stay there; one that
	// goes away is told as Gone.
	Stay bool
}

// Waits that the zero Rules stand for. 5 s is the figure of paperless-ngx.
const (
	defaultSettle   = 5 * time.Second
	defaultRetry    = 5 * time.Second
	defaultRetryMax = 5 * time.Minute
)

// slowAfter is how long a file may go on changing before that is said.
const slowAfter = 10 * time.Minute

// withDefaults fills what was left open.
func (r Rules) withDefaults() Rules {
	if r.Settle == 0 {
		r.Settle = defaultSettle
	}
	if r.Retry == 0 {
		r.Retry = defaultRetry
	}
	if r.RetryMax == 0 {
		r.RetryMax = max(defaultRetryMax, r.Retry)
	}
	return r
}

// ignored reports whether the file, or a folder that it lies in, is nobody's
// business.
func (r Rules) ignored(name string) bool {
	if r.Ignore == nil {
		return false
	}
	for i, letter := range name {
		if letter == '/' && r.Ignore(name[:i]) {
			return true
		}
	}
	return r.Ignore(name)
}

// state is how far one file has come.
type state int

const (
	waiting  state = iota // to hold still
	queued                // handed out by Look
	retrying              // acting failed for now; handed out again at retryAt
	resting               // acted on and still there: left alone until it changes
)

// entry is what the Tracker knows of one file.
type entry struct {
	seen    Seen
	member  member
	state   state
	first   time.Time // when this name, or this content of it, was first seen
	since   time.Time // when it last changed
	began   time.Time // queued: when it was handed out
	changed bool      // queued: other bytes came meanwhile
	held    bool      // waiting: still enough, but the rest of its set is not there
	told    bool      // held: for so long that a person was told
	freed   bool      // its set was let go; the rule is not asked again
	retryAt time.Time // retrying
	tries   int       // failures in a row
	said    string    // what was last said of it, so that it is said once
	saidAt  time.Time // retrying: when that was
}

// Tracker decides which files have settled. It is pure: it reads no clock and
// no file, and the same calls give the same answers. A file is handed out by
// [Tracker.Look] once; whoever takes it says with Begin that it is about to
// act, and with Done, Retry or Fail what came of it. Until then it is not
// handed out again, whatever happens to it. A Tracker is not safe for
// concurrent use.
type Tracker struct {
	rules Rules
	files map[string]*entry
	came  map[member]bool // parts of dated sets that were taken at any time
	acted map[member]bool // sets of which a part was acted on, while others were not
}

// NewTracker returns a Tracker that has seen nothing yet.
func NewTracker(rules Rules) *Tracker {
	return &Tracker{
		rules: rules.withDefaults(), files: map[string]*entry{}, came: map[member]bool{}, acted: map[member]bool{},
	}
}

// Look takes a whole listing of the folder, made no later than now, and returns
// the names of the files that have settled since the last one, in order, with
// what there is to say. A file that the listing no longer has is
// forgotten.
func (t *Tracker) Look(now time.Time, files []Seen) ([]string, []Line) {
	lines := t.forget(files)
	for _, f := range files {
		if !t.rules.ignored(f.Name) {
			t.see(now, f)
		}
	}
	var ready []string
	for _, name := range slices.Sorted(maps.Keys(t.files)) {
		e := t.files[name]
		lines = append(lines, t.remark(now, name, e)...)
		if t.isReady(now, e) {
			ready = append(ready, name)
		}
	}
	settled, more := t.wholeSets(now, ready)
	for _, name := range settled {
		e := t.files[name]
		e.state, e.began, e.changed, e.held, e.freed = queued, now, false, false, e.member.rule > 0
	}
	return settled, append(lines, more...)
}

// forget drops what the listing no longer has. A file that is being acted on
// stays, since its absence is what success looks like.
func (t *Tracker) forget(files []Seen) []Line {
	listed := make(map[string]bool, len(files))
	for _, f := range files {
		listed[f.Name] = true
	}
	var lines []Line
	for _, name := range slices.Sorted(maps.Keys(t.files)) {
		if listed[name] || t.files[name].state == queued {
			continue
		}
		switch {
		case t.files[name].state == retrying:
			lines = append(lines, Line{Kind: Gone, Name: name, Text: "went away before it could be read"})
		case t.files[name].state == resting && t.rules.Stay:
			lines = append(lines, Line{Kind: Gone, Name: name, Text: "is no longer there"})
		}
		delete(t.files, name)
	}
	return lines
}

// see brings one file's entry up to date.
func (t *Tracker) see(now time.Time, f Seen) {
	e, known := t.files[f.Name]
	switch {
	case !known:
		t.files[f.Name] = &entry{seen: f, member: memberOf(t.rules.Sets, f.Name), first: now, since: now}
	case !e.seen.same(f) && e.state == queued:
		e.seen, e.since, e.changed = f, now, true
	case !e.seen.same(f):
		e.seen = f
		e.restart(now)
	}
}

// restart makes a file wait as if it were new. One that was only waiting keeps
// the time of its first sight, so that endless changing shows; one whose set
// was let go need not wait for the others again.
func (e *entry) restart(at time.Time) {
	if e.state != waiting || e.held {
		e.first, e.said, e.told = at, "", false
	}
	if e.state == resting {
		e.freed = false
	}
	e.state, e.since, e.held, e.changed, e.tries = waiting, at, false, false, 0
}

// remark says, once, what keeps a file from settling.
func (t *Tracker) remark(now time.Time, name string, e *entry) []Line {
	line := Line{Name: name}
	restless := e.state == waiting && now.Sub(e.since) < t.rules.Settle
	switch {
	case !e.seen.Regular:
		line.Kind, line.Text = Odd, "not a plain file (a link or a device); left alone"
	case restless && now.Sub(e.first) >= slowAfter:
		line.Kind, line.Text = Slow, fmt.Sprintf("still changing after %s; read once it holds still", plain(slowAfter))
	default:
		return nil
	}
	if e.said == line.Text {
		return nil
	}
	e.said = line.Text
	return []Line{line}
}

// isReady reports whether the file may be handed out, sets aside.
func (t *Tracker) isReady(now time.Time, e *entry) bool {
	if !e.seen.Regular {
		return false
	}
	switch e.state {
	case waiting:
		return now.Sub(e.since) >= t.rules.Settle
	case retrying:
		return !now.Before(e.retryAt)
	default:
		return false
	}
}

// Wrote says that the system told of a write to the file: its quiet time
// begins anew. Events of attributes alone (chmod, virus scanners) must not be
// passed on.
func (t *Tracker) Wrote(at time.Time, name string) {
	e := t.files[name]
	if e != nil && at.After(e.since) && (e.state == waiting || e.state == queued) {
		e.since = at
	}
}

// Created says that the system told of a new file under the name, also by a
// rename over an old one. It is acted on even where it looks exactly like the
// one before.
func (t *Tracker) Created(at time.Time, name string) {
	e := t.files[name]
	switch {
	case e == nil || !at.After(e.since):
	case e.state == waiting:
		e.since = at
	case !at.After(e.began):
	case e.state == queued:
		e.since, e.changed = at, true
	default:
		e.restart(at)
	}
}

// Unsure says that events were lost or the folder was away: the quiet time of
// every file that waits begins anew.
func (t *Tracker) Unsure(now time.Time) {
	for _, e := range t.files {
		if e.state == waiting && now.After(e.since) {
			e.since = now
		}
	}
}

// Settling reports whether a file is in the folder that should settle soon, so
// that it is worth waiting for before something is made of them all. One that
// goes on changing for long does not count, nor one that waits for its set.
func (t *Tracker) Settling(now time.Time) bool {
	for _, e := range t.files {
		if e.state == waiting && e.seen.Regular && !e.held && now.Sub(e.first) < settlings*t.rules.Settle {
			return true
		}
	}
	return false
}

// settlings is how many settling times other work waits for a file.
const settlings = 6

// Pending reports whether a file is known that will be handed out for the
// first time though nothing changes.
func (t *Tracker) Pending() bool {
	for _, e := range t.files {
		if e.seen.Regular && !e.held && (e.state == waiting || e.state == queued) {
			return true
		}
	}
	return false
}

// Next returns the earliest time at which Look could hand out a file that is
// known now, if nothing changes; the zero time when there is none.
func (t *Tracker) Next() time.Time {
	var next time.Time
	for _, e := range t.files {
		at := t.due(e)
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// due returns when the file could be handed out; the zero time for never. A
// part of a set that has held still is due when a person is to be told: the
// parts that it waits for are due by themselves.
func (t *Tracker) due(e *entry) time.Time {
	switch {
	case !e.seen.Regular:
		return time.Time{}
	case e.state == retrying:
		return e.retryAt
	case e.state != waiting:
		return time.Time{}
	case e.held && e.told:
		return time.Time{}
	case e.held:
		return e.since.Add(t.rules.Settle + t.rules.Sets[e.member.rule-1].tell)
	}
	return e.since.Add(t.rules.Settle)
}

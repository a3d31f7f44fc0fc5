package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Options are the choices of [Run]. Only Dir must be given.
type Options struct {
	Dir string // the folder; what is below it is watched too
	Rules

	// Rescan is the time between looks that no event asks for; 0 means 60 s,
	// and 10 s where there are no events.
	Rescan time.Duration
	// Poll looks at intervals only and listens to no events.
	Poll bool
	// Kind names what makes events untrustworthy there, such as "SMB" or
	// "OneDrive"; it is polled then, and the name is given as the reason.
	// Empty for a disk of this machine.
	Kind string
	// Temporary tells errors that pass from others; nil means [Temporary].
	Temporary func(error) bool
	// After, if given, is called when all that had settled has been acted on,
	// where any of it went through; not while a part of a set is to be tried
	// again. Its temporary errors are retried too.
	After func(context.Context) error
}

// Defaults of Rescan. 60 s is the longest that a file may go unnoticed when
// events are lost; a polled folder is on a network, where listings cost.
const (
	defaultRescan = 60 * time.Second
	defaultPoll   = 10 * time.Second
)

// withDefaults fills what was left open.
func (o Options) withDefaults() Options {
	o.Rules = o.Rules.withDefaults()
	if o.Temporary == nil {
		o.Temporary = Temporary
	}
	return o
}

// Run watches the folder until ctx ends, and then returns nil; it returns an
// error only for options that cannot be. It calls act with the path of each
// file that has settled, one after the other, and say with what there is to
// tell; both from the caller's goroutine. Where act succeeds it has taken the
// file out of the folder, best by [Remove]; one that is still there is left
// alone until it changes. Where act fails for a reason that passes, it is
// called again after a while; where it fails for good, when the file changes.
// The folder need not exist, may vanish and may come back.
func Run(ctx context.Context, o Options, act func(context.Context, string) error, say func(Line)) error {
	if o.Dir == "" {
		return errors.New("watch: no folder named")
	}
	if o.Settle < 0 || o.Retry < 0 || o.RetryMax < 0 || o.Rescan < 0 {
		return errors.New("watch: a wait is less than nothing")
	}
	r := &runner{Options: o.withDefaults(), act: act, say: say, tracker: NewTracker(o.Rules), blind: map[string]bool{}}
	defer r.listen().close()
	for ctx.Err() == nil {
		r.round(ctx)
		r.wait(ctx)
	}
	return nil
}

// runner is one Run.
type runner struct {
	Options
	act     func(context.Context, string) error
	say     func(Line)
	tracker *Tracker
	events  *events         // nil where the folder is polled
	looked  time.Time       // when the last round began
	soon    bool            // look again at once: something may have come unseen
	away    string          // why the folder cannot be read; "" when it can
	blind   map[string]bool // folders below that cannot be read, as said
	owed    owed
}

// owed is whether After is to be called, and not before when.
type owed struct {
	due   bool
	at    time.Time
	tries int
}

// every returns the time between looks that no event asks for.
func (r *runner) every() time.Duration {
	switch {
	case r.Rescan > 0:
		return r.Rescan
	case r.events == nil:
		return defaultPoll
	}
	return defaultRescan
}

// listen begins to take events, unless the folder is to be polled, and says
// which it is.
func (r *runner) listen() *events {
	if r.Poll {
		r.sayMode("as asked")
		return nil
	}
	if r.Kind != "" {
		r.sayMode("the folder lies on " + r.Kind + ", which tells of changes unreliably or not at all")
		return nil
	}
	var err error
	if r.events, err = newEvents(r.Dir); err != nil {
		r.sayMode("this system gives no notice of changes: " + reason(err))
		return nil
	}
	r.sayMode("and at once when told of a change")
	return r.events
}

// sayMode says how often it looks, and why not otherwise.
func (r *runner) sayMode(why string) {
	r.say(Line{Mode, "", fmt.Sprintf("looking every %s (%s)", plain(r.every()), why)})
}

// round looks at the folder once and acts on what has settled.
func (r *runner) round(ctx context.Context) {
	r.looked, r.soon = time.Now(), false
	r.hear(r.looked)
	listed, err := list(r.Dir)
	if !r.isHere(err) {
		return
	}
	r.sayBlind(listed.blind)
	r.watchFolders(listed.folders)
	settled, lines := r.tracker.Look(time.Now(), listed.files)
	r.sayAll(lines)
	for _, name := range settled {
		if ctx.Err() != nil {
			return
		}
		r.actOn(ctx, name)
	}
	r.after(ctx)
}

// hear passes on what was heard since the last time.
func (r *runner) hear(now time.Time) {
	heard, lost := r.events.take()
	for name, h := range heard {
		if !h.created.IsZero() {
			r.tracker.Created(h.created, name)
		}
		if !h.wrote.IsZero() {
			r.tracker.Wrote(h.wrote, name)
		}
	}
	if lost {
		r.tracker.Unsure(now)
	}
}

// isHere notes whether the folder can be read, and says when that changes.
func (r *runner) isHere(err error) bool {
	was := r.away
	r.away = ""
	if err != nil {
		r.away = reason(err)
		r.events.forget()
	}
	switch {
	case r.away == was:
	case r.away != "":
		r.say(Line{Folder, "", "the folder cannot be read (" + r.away + "); looking until it can"})
	default:
		r.say(Line{Folder, "", "the folder can be read again"})
		r.tracker.Unsure(r.looked)
	}
	return err == nil
}

// sayBlind says, once, which folders below cannot be read.
func (r *runner) sayBlind(blind map[string]error) {
	for _, name := range slices.Sorted(maps.Keys(blind)) {
		if !r.blind[name] {
			r.say(Line{Folder, name, "the folder cannot be read (" + reason(blind[name]) + "); what it holds is passed over"})
		}
	}
	r.blind = make(map[string]bool, len(blind))
	for name := range blind {
		r.blind[name] = true
	}
}

// watchFolders asks for events of all folders. What came into a new one
// before that is found by looking again.
func (r *runner) watchFolders(folders map[string]fs.FileInfo) {
	added, err := r.events.watch(folders)
	r.soon = added
	if err != nil {
		r.events.close()
		r.events = nil
		r.sayMode("the system gives no notice of changes in this folder: " + reason(err))
	}
}

// actOn calls act for one file and tells the tracker what came of it.
func (r *runner) actOn(ctx context.Context, name string) {
	path := filepath.Join(r.Dir, filepath.FromSlash(name))
	seen, err := look(path, name)
	if err != nil {
		r.tracker.Absent(name)
		return
	}
	r.hear(time.Now())
	if !r.tracker.Begin(time.Now(), seen) {
		return
	}
	err = r.act(ctx, path)
	r.hear(time.Now())
	switch {
	case err == nil:
		r.owed = owed{due: true}
		r.sayAll(r.tracker.Done(name))
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			r.tracker.Absent(name)
		}
	case ctx.Err() != nil:
	case r.Temporary(err):
		r.sayAll(r.tracker.Retry(time.Now(), name, err.Error()))
	default:
		r.sayAll(r.tracker.Fail(name, err.Error()))
	}
}

// after calls After where it is due.
func (r *runner) after(ctx context.Context) {
	now := time.Now()
	if r.After == nil || !r.owed.due || now.Before(r.owed.at) || r.tracker.Torn(now) || ctx.Err() != nil {
		return
	}
	err := r.After(ctx)
	switch {
	case err == nil:
		r.owed = owed{}
	case ctx.Err() != nil:
	case r.Temporary(err):
		r.owed.tries++
		wait := r.backOff(r.owed.tries)
		r.owed.at = time.Now().Add(wait)
		r.say(Line{Again, "", fmt.Sprintf("%v; trying again in %s", err, plain(wait))})
	default:
		r.owed = owed{}
		r.say(Line{Failed, "", err.Error()})
	}
}

func (r *runner) sayAll(lines []Line) {
	for _, l := range lines {
		r.say(l)
	}
}

// wait returns when it is time for the next round: at an event, when a file
// could have settled, or after the time between looks. It never returns at
// once, so that a storm of events costs little.
func (r *runner) wait(ctx context.Context) {
	if !sleep(ctx, pace(r.Settle), nil) || r.soon {
		return
	}
	sleep(ctx, time.Until(r.next()), r.events.wake())
}

// next returns the latest time of the next round.
func (r *runner) next() time.Time {
	if r.away != "" {
		return r.looked.Add(min(r.every(), r.Settle))
	}
	next := r.looked.Add(r.every())
	if at := r.tracker.Next(); !at.IsZero() && at.Before(next) {
		next = at
	}
	if r.owed.due && r.owed.at.After(r.looked) && r.owed.at.Before(next) {
		next = r.owed.at
	}
	return next
}

// pace is the shortest time between two rounds: short beside the settling
// time, and long beside a listing.
func pace(settle time.Duration) time.Duration {
	return min(max(settle/20, 10*time.Millisecond), 250*time.Millisecond)
}

// sleep waits; it returns early on wake, and false when ctx ends.
func sleep(ctx context.Context, d time.Duration, wake <-chan struct{}) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
	case <-wake:
	}
	return true
}

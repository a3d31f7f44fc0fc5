package watch

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Folder is one folder to watch, with what is below it.
type Folder struct {
	Dir string
	Rules

	// Rescan is the time between looks that no event asks for; 0 means 60 s,
	// and 10 s where there are no events.
	Rescan time.Duration
	// Came are base names of files that were taken at earlier times.
	Came []string
	// Poll, if not nil, is asked each time the folder appears: the reason why
	// events of it cannot be trusted, such as "it lies on SMB"; it is looked at
	// at intervals only then. "" for a disk of this machine.
	Poll func() string
	// Act is called with the path of each file that has settled. Where it
	// succeeds and the folder's files do not stay, it has taken the file away;
	// one that is still there is left alone until it changes. Where it fails it
	// is called again after a while, or, with ErrFinal, when the file changes.
	Act func(ctx context.Context, path string) error
}

// Options are the choices of [Run].
type Options struct {
	Folders []Folder
	// After, if given, is called at the start and whenever a file was acted on
	// or went away from where it should stay: once nothing is about to settle,
	// and not while half a set was acted on. Where it fails it is called again
	// after a while.
	After func(ctx context.Context) error
	// Recheck is the time between calls of After that nothing asks for, so that
	// it can find what other programs changed; 0 means 60 s.
	Recheck time.Duration
	// Idle, if given, is called after a round that left nothing to do at once:
	// what the folders hold was acted on, waits for the rest of its set, or is
	// to be tried again later.
	Idle func()
	// Retry and RetryMax bound the waits between calls of After that fail, as
	// in Rules.
	Retry, RetryMax time.Duration
}

// Defaults of Rescan. 60 s is the longest that a file may go unnoticed when
// events are lost; a polled folder is on a network, where listings cost.
const (
	defaultRescan = 60 * time.Second
	defaultPoll   = 10 * time.Second
)

// Run watches the folders until ctx ends, and then returns nil; it returns an
// error only for options that cannot be. It calls Act for one file after the
// other, After, and say with what there is to tell, all from the caller's
// goroutine. A folder need not exist, may vanish and may come back.
func Run(ctx context.Context, o Options, say func(Line)) error {
	r, err := newRunner(o, say)
	if err != nil {
		return err
	}
	defer r.close()
	for ctx.Err() == nil {
		r.round(ctx)
		if r.Idle != nil && r.isIdle() {
			r.Idle()
		}
		r.wait(ctx)
	}
	return nil
}

// runner is one Run.
type runner struct {
	Options
	say     func(Line)
	folders []*folder
	waker   chan struct{}
	owed    owed
	looked  time.Time // when the last round began
	checked time.Time // when After was last called
}

// owed is whether After is to be called, and not before when.
type owed struct {
	due    bool
	at     time.Time
	tries  int
	said   string
	saidAt time.Time
}

func newRunner(o Options, say func(Line)) (*runner, error) {
	if len(o.Folders) == 0 {
		return nil, errors.New("watch: no folder named")
	}
	if o.Recheck == 0 {
		o.Recheck = defaultRescan
	}
	waits := Rules{Retry: o.Retry, RetryMax: o.RetryMax}.withDefaults()
	o.Retry, o.RetryMax = waits.Retry, waits.RetryMax
	r := &runner{Options: o, say: say, waker: make(chan struct{}, 1), owed: owed{due: true}}
	for _, f := range o.Folders {
		if f.Dir == "" || f.Act == nil || f.Settle < 0 || f.Retry < 0 || f.RetryMax < 0 || f.Rescan < 0 {
			return nil, errors.New("watch: a folder needs a name, something to do, and waits of more than nothing")
		}
		r.folders = append(r.folders, newFolder(f, r))
	}
	return r, nil
}

func (r *runner) close() {
	for _, f := range r.folders {
		f.events.close()
	}
}

// round looks at each folder whose turn it is, acts on what has settled, and
// calls After where that is due.
func (r *runner) round(ctx context.Context) {
	r.looked = time.Now()
	for _, f := range r.folders {
		if ctx.Err() == nil && f.isDue(r.looked) {
			f.round(ctx)
		}
	}
	r.after(ctx)
}

// isIdle reports whether nothing is left to do.
func (r *runner) isIdle() bool {
	if r.After != nil && r.owed.due && r.owed.tries == 0 {
		return false
	}
	for _, f := range r.folders {
		if f.soon || f.tracker.Pending() {
			return false
		}
	}
	return true
}

// owe notes that After is to be called.
func (r *runner) owe() {
	r.owed.due, r.owed.at = true, time.Time{}
}

// after calls After where it is due.
func (r *runner) after(ctx context.Context) {
	now := time.Now()
	if now.Sub(r.checked) >= r.Recheck {
		r.owed.due = true
	}
	if r.After == nil || !r.owed.due || now.Before(r.owed.at) || ctx.Err() != nil || r.isHeldUp(now) {
		return
	}
	r.checked = now
	err := r.After(ctx)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		r.retryAfter(err)
		return
	}
	if r.owed.tries > 0 {
		r.say(Line{Kind: Mended, Text: fmt.Sprintf("went through at try %d", r.owed.tries+1)})
	}
	r.owed = owed{}
}

// isHeldUp reports whether After should wait for what is about to come.
func (r *runner) isHeldUp(now time.Time) bool {
	for _, f := range r.folders {
		if f.tracker.Torn() || f.tracker.Settling(now) {
			return true
		}
	}
	return false
}

func (r *runner) retryAfter(err error) {
	now := time.Now()
	r.owed.tries++
	wait := Rules{Retry: r.Retry, RetryMax: r.RetryMax}.backOff(r.owed.tries)
	r.owed.at = now.Add(wait)
	if r.owed.said == err.Error() && now.Sub(r.owed.saidAt) < sayAgain {
		return
	}
	r.owed.said, r.owed.saidAt = err.Error(), now
	r.say(Line{Kind: Again, Text: fmt.Sprintf("%v; trying again in %s, then at longer times up to %s", err, plain(wait), plain(r.RetryMax))})
}

// wait returns when it is time for the next round: at an event, when a file
// could have settled, or after the time between looks. It never returns at
// once, so that a storm of events costs little.
func (r *runner) wait(ctx context.Context) {
	if sleep(ctx, r.pace(), nil) {
		sleep(ctx, time.Until(r.next()), r.waker)
	}
}

// next returns the latest time of the next round.
func (r *runner) next() time.Time {
	next := r.folders[0].next()
	for _, f := range r.folders[1:] {
		if at := f.next(); at.Before(next) {
			next = at
		}
	}
	if r.After == nil {
		return next
	}
	if at := r.checked.Add(r.Recheck); at.Before(next) && !r.owed.due {
		next = at
	}
	if r.owed.due && r.owed.at.After(r.looked) && r.owed.at.Before(next) {
		next = r.owed.at
	}
	return next
}

// pace is the shortest time between two rounds: short beside the settling
// time, and long beside a listing.
func (r *runner) pace() time.Duration {
	settle := r.folders[0].Settle
	for _, f := range r.folders[1:] {
		settle = min(settle, f.Settle)
	}
	return min(max(settle/20, 10*time.Millisecond), 100*time.Millisecond)
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

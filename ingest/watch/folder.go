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

// folder is one folder of a Run.
type folder struct {
	Folder
	run     *runner
	tracker *Tracker
	events  *events         // nil where the folder is polled
	root    fs.FileInfo     // as it was when the way of watching was chosen; nil never
	mode    string          // how it is watched, as said
	looked  time.Time       // when the last look began
	soon    bool            // look again at once: something may have come unseen
	away    string          // why the folder cannot be read; "" when it can
	blind   map[string]bool // folders below that cannot be read, as said
}

func newFolder(f Folder, r *runner) *folder {
	f.Rules = f.withDefaults()
	tracker := NewTracker(f.Rules)
	for _, name := range f.Came {
		tracker.Came(name)
	}
	return &folder{Folder: f, run: r, tracker: tracker, blind: map[string]bool{}}
}

// say tells the lines as lines of this folder.
func (f *folder) say(lines ...Line) {
	for _, l := range lines {
		l.Folder = f.Dir
		f.run.say(l)
	}
}

// isDue reports whether it is time to look.
func (f *folder) isDue(now time.Time) bool {
	return f.soon || f.events.rung() || !now.Before(f.next())
}

// next returns the latest time of the next look.
func (f *folder) next() time.Time {
	if f.soon || f.looked.IsZero() {
		return f.looked
	}
	if f.away != "" {
		return f.looked.Add(min(f.every(), f.Settle))
	}
	next := f.looked.Add(f.every())
	if at := f.tracker.Next(); !at.IsZero() && at.Before(next) {
		next = at
	}
	return next
}

// every returns the time between looks that no event asks for.
func (f *folder) every() time.Duration {
	switch {
	case f.Rescan > 0:
		return f.Rescan
	case f.events == nil:
		return defaultPoll
	}
	return defaultRescan
}

// round looks at the folder once and acts on what has settled.
func (f *folder) round(ctx context.Context) {
	now := time.Now()
	f.looked, f.soon = now, false
	f.hear(now)
	listed, err := list(f.Dir, f.Rules)
	if !f.isHere(err) {
		return
	}
	f.sayBlind(listed.blind)
	f.listen(listed.folders)
	settled, lines := f.tracker.Look(time.Now(), listed.files)
	f.say(lines...)
	if f.Stay && slices.ContainsFunc(lines, func(l Line) bool { return l.Kind == Gone }) {
		f.run.owe()
	}
	for _, name := range settled {
		if ctx.Err() != nil {
			return
		}
		f.actOn(ctx, name)
	}
}

// hear passes on what was heard since the last time.
func (f *folder) hear(now time.Time) {
	heard, lost := f.events.take()
	for name, h := range heard {
		if !h.created.IsZero() {
			f.tracker.Created(h.created, name)
		}
		if !h.wrote.IsZero() {
			f.tracker.Wrote(h.wrote, name)
		}
	}
	if lost {
		f.tracker.Unsure(now)
	}
}

// isHere notes whether the folder can be read, and says when that changes.
func (f *folder) isHere(err error) bool {
	was := f.away
	f.away = ""
	if err != nil {
		f.away = reason(err)
		f.events.forget()
		f.root = nil
	}
	switch {
	case f.away == was:
	case f.away != "":
		f.say(Line{Kind: Away, Text: "the folder cannot be read (" + f.away + "); looking until it can"})
	default:
		f.say(Line{Kind: Away, Text: "the folder can be read again"})
		f.tracker.Unsure(f.looked)
	}
	return err == nil
}

// sayBlind says, once, which folders below cannot be read.
func (f *folder) sayBlind(blind map[string]error) {
	for _, name := range slices.Sorted(maps.Keys(blind)) {
		if !f.blind[name] {
			f.say(Line{Kind: Away, Name: name, Text: "the folder cannot be read (" + reason(blind[name]) + "); what it holds is passed over"})
		}
	}
	f.blind = make(map[string]bool, len(blind))
	for name := range blind {
		f.blind[name] = true
	}
}

// listen chooses between events and polling when the folder is a new one, and
// asks for events of it and of all folders below. What came into a new one
// before that is found by looking again.
func (f *folder) listen(folders map[string]fs.FileInfo) {
	if root := folders[filepath.Clean(f.Dir)]; f.root == nil || !os.SameFile(f.root, root) {
		f.root = root
		f.choose()
	}
	added, err := f.events.watch(folders)
	f.soon = added
	if err != nil {
		f.poll("this system gives no notice of changes in it: " + reason(err))
	}
}

// choose begins to take events, unless there is a reason against it.
func (f *folder) choose() {
	if f.Poll != nil {
		if why := f.Poll(); why != "" {
			f.poll(why)
			return
		}
	}
	if f.events == nil {
		var err error
		if f.events, err = newEvents(f.Dir, f.Rules, f.run.waker); err != nil {
			f.poll("this system gives no notice of changes: " + reason(err))
			return
		}
	}
	f.sayMode(fmt.Sprintf("at once when told of a change, and every %s", plain(f.every())))
}

func (f *folder) poll(why string) {
	f.events.close()
	f.events = nil
	f.sayMode(fmt.Sprintf("every %s, since %s", plain(f.every()), why))
}

// sayMode says when the folder is looked at, where that is new.
func (f *folder) sayMode(mode string) {
	if f.mode != mode {
		f.mode = mode
		f.say(Line{Kind: Mode, Text: mode})
	}
}

func (f *folder) path(name string) string { return filepath.Join(f.Dir, filepath.FromSlash(name)) }

// actOn calls Act for one file and tells the tracker what came of it.
func (f *folder) actOn(ctx context.Context, name string) {
	if !f.isReady(name) {
		return
	}
	err := f.Act(ctx, f.path(name))
	f.hear(time.Now())
	switch {
	case err == nil:
		f.run.owe()
		f.say(f.tracker.Done(name)...)
		if _, err := os.Lstat(f.path(name)); errors.Is(err, fs.ErrNotExist) {
			f.tracker.Absent(name)
		}
	case ctx.Err() != nil:
	case errors.Is(err, ErrFinal):
		f.say(f.tracker.Fail(name, err.Error())...)
	default:
		f.say(f.tracker.Retry(time.Now(), name, reason(err))...)
	}
}

// isReady looks at the file once more, and at all that go with it: where one
// of a set cannot be opened, none of it is acted on.
func (f *folder) isReady(name string) bool {
	for _, other := range f.tracker.Together(name) {
		if err := readable(f.path(other)); err != nil {
			f.putOff(name, other, err)
			return false
		}
	}
	seen, err := Look(f.path(name), name)
	if err != nil {
		f.tracker.Absent(name)
		return false
	}
	f.hear(time.Now())
	return f.tracker.Begin(time.Now(), seen)
}

// putOff says that the file is not acted on now, since it or the other file
// of its set cannot be read.
func (f *folder) putOff(name, other string, err error) {
	why := reason(err)
	switch {
	case errors.Is(err, fs.ErrNotExist) && other == name:
		f.tracker.Absent(name)
	case errors.Is(err, errBusy), errors.Is(err, fs.ErrNotExist):
		f.tracker.Busy(time.Now(), name)
	case other == name:
		f.say(f.tracker.Retry(time.Now(), name, why)...)
	default:
		f.say(f.tracker.Retry(time.Now(), name, "a file that belongs to it: "+why)...)
	}
}

// errBusy says that another program has the file open for writing.
var errBusy = errors.New("another program is writing it")

// readable reports why a file cannot be read whole now: it cannot be opened,
// or, where the system tells, another program has it open for writing.
func readable(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if isWritten(file) {
		return errBusy
	}
	return nil
}

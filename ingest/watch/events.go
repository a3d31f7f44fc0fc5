package watch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// events collects what the system tells of the folders. It hears while act
// runs too. A nil events tells nothing, as where a folder is polled.
type events struct {
	root    string
	rules   Rules
	watcher *fsnotify.Watcher
	folders map[string]fs.FileInfo // those that are watched, as they were then
	waker   chan struct{}          // holds one waiting wake-up at most
	done    chan struct{}          // closed when the collector has ended

	mu    sync.Mutex
	heard map[string]heard
	lost  bool // some events never came
}

// heard is what was told of one file: when last, and zero for never.
type heard struct {
	created time.Time // a new file under this name
	wrote   time.Time
}

// newEvents begins to listen and to ring the waker; no folder is watched yet.
func newEvents(root string, rules Rules, waker chan struct{}) (*events, error) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	e := &events{
		root: filepath.Clean(root), rules: rules, watcher: watcher, folders: map[string]fs.FileInfo{},
		waker: waker, done: make(chan struct{}), heard: map[string]heard{},
	}
	go e.collect()
	return e, nil
}

// close ends listening; closing twice does no harm.
func (e *events) close() {
	if e == nil {
		return
	}
	e.watcher.Close()
	<-e.done
}

// collect notes events until the watcher is closed.
func (e *events) collect() {
	defer close(e.done)
	for {
		select {
		case event, open := <-e.watcher.Events:
			if !open {
				return
			}
			e.note(event, time.Now())
		case _, open := <-e.watcher.Errors: // ErrEventOverflow and all others: something was missed
			if !open {
				return
			}
			e.mu.Lock()
			e.lost = true
			e.mu.Unlock()
			e.ring()
		}
	}
}

// note keeps one event. Changes of attributes come in storms from virus
// scanners and indexers and say nothing; what is ignored is nobody's
// business.
func (e *events) note(event fsnotify.Event, at time.Time) {
	rel, err := filepath.Rel(e.root, event.Name)
	name := filepath.ToSlash(rel)
	if err != nil || event.Op == fsnotify.Chmod || (name != "." && e.rules.ignored(name)) {
		return
	}
	e.mu.Lock()
	h := e.heard[name]
	if event.Has(fsnotify.Create) {
		h.created = at
	}
	if event.Has(fsnotify.Write) {
		h.wrote = at
	}
	e.heard[name] = h
	e.mu.Unlock()
	e.ring()
}

// ring wakes whoever waits, once however often it is rung.
func (e *events) ring() {
	select {
	case e.waker <- struct{}{}:
	default:
	}
}

// rung reports whether anything was heard since the last take.
func (e *events) rung() bool {
	if e == nil {
		return false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.heard) > 0 || e.lost
}

// take returns what was heard since the last time, and whether more was lost.
func (e *events) take() (map[string]heard, bool) {
	if e == nil {
		return nil, false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	heardNow, lost := e.heard, e.lost
	e.heard, e.lost = map[string]heard{}, false
	return heardNow, lost
}

// watch asks for events of exactly these folders and reports whether any is
// new, or another one under an old name: what happened in it before is unknown.
func (e *events) watch(folders map[string]fs.FileInfo) (bool, error) {
	if e == nil {
		return false, nil
	}
	live := e.watcher.WatchList()
	for path, info := range e.folders {
		now, listed := folders[path]
		if !listed || !os.SameFile(info, now) || !slices.Contains(live, path) {
			_ = e.watcher.Remove(path) // the system may have dropped it already
			delete(e.folders, path)
		}
	}
	added := false
	for path, info := range folders {
		if e.folders[path] != nil {
			continue
		}
		err := e.watcher.Add(path)
		if errors.Is(err, fs.ErrNotExist) {
			continue // removed since it was listed
		}
		if err != nil {
			return added, err
		}
		e.folders[path] = info
		added = true
	}
	return added, nil
}

// forget stops watching, since the folder is away: one that comes back under
// its name is another.
func (e *events) forget() {
	if e != nil {
		_, _ = e.watch(nil) // removing cannot fail
	}
}

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"milepost/caseload"
	"milepost/ingest/watch"
	"milepost/library"
	"milepost/record"
)

// watchFlags are the choices of one run that go before milepost.yaml's.
type watchFlags struct {
	poll, once     bool
	settle, rescan time.Duration // 0: as milepost.yaml says
}

// errSecondWatcher says that a watcher is running already.
var errSecondWatcher = errors.New("a watcher runs in this workspace already, and one is enough: nothing changed; what is dropped into the inbox is read by that one")

// watchWorkspace runs the workspace by itself until ctx ends: it reads what is
// dropped into the inbox and keeps the drafts up to date. It holds the writer
// lock for one action at a time, so that other commands work beside it, and
// tells what it does. It returns an error only where it cannot begin.
func watchWorkspace(ctx context.Context, sh *shell, flags watchFlags, tell func(notice)) error {
	if err := checkPlace(sh.Dir); err != nil {
		return err
	}
	lock := flock.New(filepath.Join(sh.Dir, watchLockName))
	held, err := lock.TryLock()
	if err != nil {
		return err
	}
	if !held {
		return errSecondWatcher
	}
	w := &watcher{sh: sh, dir: sh.Dir, now: sh.Now, flags: flags, tell: tell}
	err = w.run(ctx)
	return errors.Join(err, w.close(), lock.Unlock())
}

// watcher runs one workspace.
type watcher struct {
	sh    *shell // for commands as they are typed here
	dir   string
	now   func() time.Time
	flags watchFlags
	tell  func(notice)

	config     Config
	configHash string
	open       *caseload.Caseload // with the settings of config; nil: not yet
	known      map[string]string  // hash of each of the workspace's own files but the drafts, as it was at the start or last told
	isNew      bool               // config says other things of watching than is done
	again      func()             // ends the present round of watching, to begin anew
	needs      needs              // what a person has to do, since it was last said
	unknown    int                // ways of naming clients that no roster knows, as last said
}

// run watches, and begins anew where milepost.yaml changes how.
func (w *watcher) run(ctx context.Context) error {
	// What cannot be opened is said at once, not tried again and again.
	if err := w.locked(ctx, func(*caseload.Caseload) error { return nil }); err != nil {
		return err
	}
	if err := w.learnOwn(); err != nil {
		return err
	}
	for again := true; again && ctx.Err() == nil; again = w.isNew || !w.flags.once {
		w.isNew = false
		if err := w.runOnce(ctx); err != nil {
			return err
		}
	}
	w.tellStopped()
	return nil
}

func (w *watcher) runOnce(ctx context.Context) error {
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	w.again = cancel
	folders, err := w.folders(ctx)
	if err != nil {
		return err
	}
	o := watch.Options{Folders: folders, After: w.after}
	if w.flags.once {
		o.Idle = cancel
	}
	w.tell(notice{Text: fmt.Sprintf("Watching %s. Stop with Ctrl-C.", w.inbox()), Event: "start"})
	return watch.Run(inner, o, w.tellLine)
}

func (w *watcher) inbox() string {
	if filepath.IsAbs(w.config.Inbox) {
		return w.config.Inbox
	}
	return filepath.Join(w.dir, w.config.Inbox)
}

// folders returns what is watched: the inbox, and what the clinic put into the
// workspace itself.
func (w *watcher) folders(ctx context.Context) ([]watch.Folder, error) {
	settle := time.Duration(w.config.Watch.SettleSeconds) * time.Second
	if w.flags.settle > 0 {
		settle = w.flags.settle
	}
	rescan := time.Duration(w.config.Watch.RescanSeconds) * time.Second
	if w.flags.rescan > 0 {
		rescan = w.flags.rescan
	}
	sets, err := w.config.Watch.sets()
	if err != nil {
		return nil, err
	}
	names, err := w.open.ImportNames(ctx, asWatcher())
	if err != nil {
		return nil, err
	}
	inbox := watch.Folder{
		Dir: w.inbox(), Rescan: rescan, Poll: w.pollInbox, Came: names, Act: w.ingest,
		Rules: watch.Rules{Settle: settle, Sets: sets, Ignore: func(name string) bool { return caseload.Junk(path.Base(name)) }},
	}
	own := watch.Folder{
		Dir: w.dir, Rescan: rescan, Act: w.noteChange,
		Rules: watch.Rules{Settle: min(settle, ownSettle), Stay: true, Ignore: w.isNotOwn},
	}
	return []watch.Folder{inbox, own}, nil
}

// asWatcher is the watcher, which works by itself.
func asWatcher() caseload.Actor { return caseload.Program("watch") }

// draftsFolder is where the drafts lie in a workspace.
const draftsFolder = "drafts"

// ownSettle is how long a file of the workspace must hold still: editors put
// small texts in place at once.
const ownSettle = time.Second

func (w *watcher) pollInbox() string {
	if w.flags.poll {
		return "--poll asks for it"
	}
	if w.config.Watch.Poll {
		return configName + " asks for it"
	}
	return pollReason(w.inbox())
}

// isNotOwn reports whether a file of the workspace is none on which drafts
// rest.
func (w *watcher) isNotOwn(name string) bool {
	if caseload.Junk(path.Base(name)) || caseload.IsDatabase(name) {
		return true
	}
	if name == configName || w.config.Clinic.Logo != "" && name == path.Clean(filepath.ToSlash(w.config.Clinic.Logo)) {
		return false
	}
	first := name
	for dir := path.Dir(first); dir != "."; dir = path.Dir(first) {
		first = dir
	}
	if first == draftsFolder { // people save drafts in any editor
		return path.Ext(name) != ".md"
	}
	return !slices.Contains(ownFolders(), first)
}

// locked hands the open workspace to act while it holds the writer lock. The
// workspace is opened once, and anew where its settings changed.
func (w *watcher) locked(ctx context.Context, act func(*caseload.Caseload) error) error {
	writer, err := writerLock(ctx, w.dir, func() {})
	if err != nil {
		return err
	}
	return errors.Join(w.withOpen(ctx, func(c *caseload.Caseload) error { return writer.on(ctx, c, act) }), writer.release())
}

func (w *watcher) withOpen(ctx context.Context, act func(*caseload.Caseload) error) error {
	text, err := os.ReadFile(filepath.Join(w.dir, configName))
	if err != nil {
		return err
	}
	hash := record.LongHash(string(text))
	guarded := func() error {
		return survive(w.dir, "watching the workspace", func() error { return act(w.open) })
	}
	if w.open != nil && hash == w.configHash {
		return guarded()
	}
	config, err := readConfig(w.dir)
	if err != nil {
		return err
	}
	fresh, err := openWorkspace(ctx, w.dir, config)
	if err != nil {
		return err
	}
	before := w.config
	err = w.close()
	w.open, w.config, w.configHash = fresh, config, hash
	if w.again != nil && (config.Inbox != before.Inbox || config.Clinic.Logo != before.Clinic.Logo || !reflect.DeepEqual(config.Watch, before.Watch)) {
		w.isNew = true
		w.again()
	}
	return errors.Join(err, guarded())
}

func (w *watcher) close() error {
	if w.open == nil {
		return nil
	}
	err := w.open.Close()
	w.open = nil
	return err
}

// ingest reads one file of the inbox. All that can be wrong with the file
// itself is a problem, not an error, so every error is worth another try; but
// one that makes the program fail is left alone.
func (w *watcher) ingest(ctx context.Context, name string) error {
	var taken caseload.Intake
	err := w.locked(ctx, func(c *caseload.Caseload) error {
		var err error
		taken, err = c.Ingest(ctx, w.now(), asWatcher(), []string{name})
		return err
	})
	w.tellTaken(taken, filepath.Base(name))
	var failure *caseload.FailureError
	if errors.As(err, &failure) {
		return fmt.Errorf("the program failed on this file; %w: %s", watch.ErrFinal, caseload.TellWhom)
	}
	if err != nil {
		return nameless(err, filepath.Base(name))
	}
	return w.isTaken(name, taken)
}

// nameless returns the error without the file's name, which whoever tells it
// adds, and a log must not hold.
func nameless(err error, base string) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		return fmt.Errorf("it cannot be taken in now (%s: %w)", at.Op, at.Err)
	}
	var link *os.LinkError
	if errors.As(err, &link) {
		return fmt.Errorf("it cannot be taken in now (%s: %w)", link.Op, link.Err)
	}
	return errors.New(strings.ReplaceAll(strings.TrimPrefix(err.Error(), base+": "), base, "the file"))
}

// errReplaced says that other bytes came under the name of a file while it was
// read.
var errReplaced = errors.New("it was replaced while it was read, and will be read again")

// isTaken returns an error where the inbox holds other bytes under the name
// than were read.
func (w *watcher) isTaken(name string, in caseload.Intake) error {
	hash, err := caseload.HashFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if slices.ContainsFunc(in.Files, func(t caseload.Taken) bool { return t.ID == hash }) {
		return nil
	}
	return errReplaced
}

// noteChange says which file of the workspace changed; what follows from it is
// for after.
func (w *watcher) noteChange(_ context.Context, name string) error {
	rel, err := filepath.Rel(w.dir, name)
	if err != nil {
		return nil //nolint:nilerr // it is none of the workspace's own
	}
	rel = filepath.ToSlash(rel)
	// Most drafts that change were written here; one that a person saved is
	// told when it is taken in.
	if strings.HasPrefix(rel, draftsFolder+"/") {
		return nil
	}
	if hash := w.hashOwn(rel); hash != w.known[rel] {
		w.known[rel] = hash
		w.tellChange(rel)
	}
	return nil
}

// ownFolders hold what the clinic puts into the workspace itself, beside the
// drafts.
func ownFolders() []string { return []string{"clients", "library", "templates", "mappings"} }

// learnOwn notes the workspace's own files as they are now: a change is told of
// from here on.
func (w *watcher) learnOwn() error {
	w.known = map[string]string{}
	names := append(ownFolders(), configName)
	if logo := w.config.Clinic.Logo; logo != "" {
		names = append(names, logo)
	}
	for _, name := range names {
		err := fs.WalkDir(os.DirFS(w.dir), path.Clean(filepath.ToSlash(name)), func(rel string, e fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrInvalid) {
				return nil
			}
			if err == nil && !e.IsDir() && !w.isNotOwn(rel) {
				w.known[rel] = w.hashOwn(rel)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// hashOwn is a hash of a file of the workspace, "" where it cannot be read.
func (w *watcher) hashOwn(rel string) string {
	data, err := os.ReadFile(filepath.Join(w.dir, filepath.FromSlash(rel)))
	if err != nil {
		return ""
	}
	return record.LongHash(string(data))
}

// after brings in cards that changed and makes the drafts anew that no longer
// rest on what is known.
func (w *watcher) after(ctx context.Context) error {
	var cards caseload.Intake
	var stale []caseload.Selection
	err := w.locked(ctx, func(c *caseload.Caseload) error {
		var err error
		if cards, err = c.IngestCards(ctx, w.now(), asWatcher()); err != nil {
			return err
		}
		stale, err = w.stale(ctx, c)
		return err
	})
	w.tellTaken(cards, "")
	if err != nil {
		return err
	}
	var made []caseload.Drafted
	for _, sel := range stale {
		some, err := w.draft(ctx, sel)
		made = append(made, some...)
		if err != nil {
			w.tellDrafted(made)
			return err
		}
	}
	w.tellDrafted(made)
	w.tellNeeds()
	return nil
}

// stale returns, for each audience, the clients whose drafts are to be made
// anew.
func (w *watcher) stale(ctx context.Context, c *caseload.Caseload) ([]caseload.Selection, error) {
	var all []caseload.Selection
	for _, audience := range library.Audiences() {
		ids, err := c.Stale(ctx, w.now(), asWatcher(), audience)
		if err != nil {
			return nil, err
		}
		if len(ids) > 0 {
			all = append(all, caseload.Selection{Audience: audience, Clients: ids})
		}
	}
	return all, nil
}

const (
	draftsAtOnce = 20                     // between two looks at the clock: about half a second
	holdFor      = 3 * time.Second        // how long others wait for the writer lock: under lockWait
	letIn        = 150 * time.Millisecond // longer than a waiting command's look at the lock
)

// draft makes the drafts anew. It gives the writer lock back now and then, so
// that a command that waits gets its turn.
func (w *watcher) draft(ctx context.Context, sel caseload.Selection) ([]caseload.Drafted, error) {
	var all []caseload.Drafted
	stale := sel.Clients
	for len(stale) > 0 {
		if len(all) > 0 && !pause(ctx, letIn) {
			return all, ctx.Err()
		}
		err := w.locked(ctx, func(c *caseload.Caseload) error {
			for began := time.Now(); len(stale) > 0 && time.Since(began) < holdFor; {
				n := min(draftsAtOnce, len(stale))
				made, err := c.Draft(ctx, w.now(), asWatcher(), caseload.Selection{Audience: sel.Audience, Clients: stale[:n]}, func(int, int) {})
				all, stale = append(all, made...), stale[n:]
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return all, err
		}
	}
	return all, nil
}

// pause waits, and reports whether ctx still holds then.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// text returns what a printer writes.
func text(write func(io.Writer)) string {
	var b bytes.Buffer
	write(&b)
	return b.String()
}

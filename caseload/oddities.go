package caseload

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"milepost/record"
)

// Oddity is a file of the workspace that cannot be used as it lies there, and was
// skipped: the others were used.
type Oddity struct {
	File string `json:"file"`
	Why  string `json:"why"` // in words
}

// oddities remembers what was skipped; nil remembers nothing.
type oddities struct {
	mu  sync.Mutex
	all map[string]string
}

// skip reports whether the error is about this one file, which is then
// remembered: the others go on.
func (o *oddities) skip(name string, err error) bool {
	why := inTheWay(err)
	if why == "" || o == nil {
		return why != ""
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.all == nil {
		o.all = map[string]string{}
	}
	o.all[name] = why
	return true
}

// Skipped lists what was skipped since the workspace was opened, by name.
func (c *Caseload) Skipped() []Oddity {
	o := c.root.odd
	o.mu.Lock()
	defer o.mu.Unlock()
	var all []Oddity
	for _, name := range slices.Sorted(maps.Keys(o.all)) {
		all = append(all, Oddity{name, o.all[name]})
	}
	return all
}

// holdsFiles reports whether the clinic puts files of its own below the folder,
// each of which may be skipped. What cannot be read of clients/ is not: a card
// that is not there takes back what it said.
func holdsFiles(name string) bool {
	top, _, _ := strings.Cut(path.Clean(name), "/")
	return slices.Contains([]string{"mappings", "templates", "rules", libraryFolder, languageFolder, "attachments"}, top)
}

// ReadDir lists a folder without what cannot be used in it, and remembers that.
func (f folderFS) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := f.files.ReadDir(name)
	if err != nil || !holdsFiles(name) {
		return entries, err
	}
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		full := path.Join(name, e.Name())
		return !Junk(e.Name()) && f.odd.skip(full, f.usable(full, e))
	}), nil
}

// usable says what is wrong with an entry of a folder; nil nothing.
func (f folderFS) usable(name string, e fs.DirEntry) error {
	info, err := f.files.Stat(name) // where a link leads
	switch {
	case e.Type()&fs.ModeSymlink != 0 && (err != nil || strings.HasPrefix(name, "attachments/")):
		return syscall.ELOOP
	case err != nil:
		return err
	case info.IsDir() && path.Ext(name) != "" && path.Base(path.Dir(name)) != ".":
		if strings.HasPrefix(name, "attachments/") && strings.Count(name, "/") == 1 {
			return nil // a client's folder: an ID may hold a point
		}
		return syscall.EISDIR
	case info.IsDir():
		return nil
	case !info.Mode().IsRegular():
		return errNoFile
	}
	file, err := f.files.Open(name)
	if err != nil {
		return err
	}
	return file.Close()
}

// examineOddities tells of files that are skipped.
func (c *Caseload) examineOddities(context.Context, time.Time) (Examined, error) {
	if err := c.loadWording(); err != nil {
		return Examined{"files", ExaminedWrong, err.Error(), record.NextStep{Act: record.StepCheckLibrary}}, nil //nolint:nilerr // it is what was found
	}
	if all := c.Skipped(); len(all) > 0 {
		return Examined{"files", ExaminedWrong, all[0].File + " " + all[0].Why + ", and is skipped", record.ToAdvise(PutFile)}, nil
	}
	return fine("files", "every card, mapping, phrase and template can be read"), nil
}

// PutFile is what to do about an Oddity.
const PutFile = "put the file itself there, readable by this user"

// skipWalk is what a walk through a folder does about an error of one file.
func (c *Caseload) skipWalk(name string, d fs.DirEntry, err error) error {
	if errors.Is(err, fs.ErrNotExist) || !c.root.odd.skip(name, err) {
		return err
	}
	if d != nil && d.IsDir() {
		return fs.SkipDir
	}
	return nil
}

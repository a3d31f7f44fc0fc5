package watch

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// listing is what a folder and the folders below it hold.
type listing struct {
	files   []Seen
	folders map[string]fs.FileInfo // by their paths, the folder itself among them
	blind   map[string]error       // folders below that cannot be read, by name
}

// list reads the folder and what is below it, but for what is ignored. It
// follows a link in the place of the folder itself, and none below.
func list(dir string, rules Rules) (listing, error) {
	l := listing{folders: map[string]fs.FileInfo{}, blind: map[string]error{}}
	info, err := os.Stat(dir)
	if err != nil {
		return l, err
	}
	if !info.IsDir() {
		return l, errors.New("not a folder")
	}
	l.folders[filepath.Clean(dir)] = info
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case name == ".":
			return err
		case err != nil:
			return l.skip(name, err)
		case rules.ignored(name) && d.IsDir():
			return fs.SkipDir
		case rules.ignored(name):
			return nil
		}
		return l.add(dir, name, d)
	})
	return l, err
}

// skip notes a folder that cannot be read. One that was removed meanwhile is
// nothing to note.
func (l *listing) skip(name string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		l.blind[name] = err
	}
	return fs.SkipDir
}

func (l *listing) add(dir, name string, d fs.DirEntry) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	if !d.IsDir() {
		if seen, err := Look(path, name); err == nil {
			l.files = append(l.files, seen)
		}
		return nil // what is not there any more is not listed
	}
	if info, err := d.Info(); err == nil {
		l.folders[path] = info
	}
	return nil
}

// Look returns what the system says of one file. A file kept in the cloud may
// look irregular until it is asked for (Windows' reparse points that are no
// links); what stands behind it counts.
func Look(path, name string) (Seen, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return Seen{}, err
	}
	if info.Mode().Type() == fs.ModeIrregular {
		if behind, err := os.Stat(path); err == nil {
			info = behind
		}
	}
	return Seen{Name: name, Size: info.Size(), ModTime: info.ModTime(), Regular: info.Mode().IsRegular()}, nil
}

// reason returns what went wrong without the path, which the reader knows.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

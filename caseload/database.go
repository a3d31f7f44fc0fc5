package caseload

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// database is the store's file in the workspace. SQLite alone opens it: closing
// any other descriptor of it drops all locks that the process has on it (POSIX),
// and another tool then takes the database for one that nobody uses (ADR 132).
const database = "milepost.db"

// What stands beside the database for the moment. None of these is opened by two.
const (
	trialDatabase  = "." + database + ".trial"        // a change is tried on it
	copiedDatabase = "." + database + temporaryEnding // a backup is made of it
	olderDatabase  = database + ".version-"           // begins the name of a copy from before an upgrade
	walOfDatabase  = database + "-wal"                // what is not in the file yet
	shmOfDatabase  = database + "-shm"                // SQLite's index of that
)

// IsDatabase reports whether a name, from the workspace's folder on, is of the
// database or of a file that SQLite keeps beside it. Nobody else may open these.
func IsDatabase(name string) bool {
	clean := strings.ToLower(path.Clean(filepath.ToSlash(name))) // some disks know no case
	return slices.Contains([]string{database, walOfDatabase, shmOfDatabase, database + "-journal"}, clean)
}

// DatabaseSize is how many bytes the database of the workspace in dir has; 0 where
// there is none.
func DatabaseSize(dir string) int64 {
	info, err := os.Stat(filepath.Join(dir, database)) // opens nothing
	if err != nil {
		return 0
	}
	return info.Size()
}

// CheckForeign refuses a file that somebody names to be read, where it is the
// workspace's own database, under whatever name.
func (c *Caseload) CheckForeign(name string) error {
	named, err := os.Stat(name)
	if err != nil {
		return err
	}
	for _, own := range []string{database, walOfDatabase, shmOfDatabase} {
		if info, err := c.root.Stat(own); err == nil && os.SameFile(named, info) {
			return fmt.Errorf("%w: %s is the workspace's own database: name another file", ErrRefused, filepath.Base(name))
		}
	}
	return nil
}

// folder is the workspace's folder as the program reads it: without the database,
// whatever a setting names.
type folder struct {
	*os.Root
	odd *oddities
}

// Open opens a file that is not the database.
func (f folder) Open(name string) (*os.File, error) {
	if IsDatabase(name) {
		return nil, hidden("open", name)
	}
	return f.Root.Open(name)
}

// ReadFile reads a file that is not the database.
func (f folder) ReadFile(name string) ([]byte, error) {
	if IsDatabase(name) {
		return nil, hidden("open", name)
	}
	return f.Root.ReadFile(name)
}

// FS returns the folder's files but the database.
func (f folder) FS() fs.FS { return folderFS{f.Root.FS().(files), f.odd} }

// files is what the file system of an os.Root can do.
type files interface {
	fs.ReadDirFS
	fs.ReadFileFS
	fs.ReadLinkFS
	fs.StatFS
}

type folderFS struct {
	files
	odd *oddities
}

func (f folderFS) Open(name string) (fs.File, error) {
	if IsDatabase(name) {
		return nil, hidden("open", name)
	}
	return f.files.Open(name)
}

func (f folderFS) Stat(name string) (fs.FileInfo, error) {
	if IsDatabase(name) {
		return nil, hidden("stat", name)
	}
	return f.files.Stat(name)
}

func (f folderFS) ReadFile(name string) ([]byte, error) {
	if IsDatabase(name) {
		return nil, hidden("open", name)
	}
	return f.files.ReadFile(name)
}

func hidden(op, name string) error {
	return &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
}

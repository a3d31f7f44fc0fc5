package caseload

import (
	"errors"
	"io/fs"
	"os"
	"strings"
)

// Sweep removes the half-written files that a crash left in the workspace in
// dir. Only who holds the workspace's writer lock may call it: what another
// command is writing looks the same.
func Sweep(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	var errs error
	for _, folder := range folders() {
		if folder == "inbox" {
			continue // what lies there is not ours
		}
		err := fs.WalkDir(root.FS(), folder, func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil && inTheWay(err) != "" { // whatever lies there, the rest is swept
				if d != nil && d.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
			if err == nil && d.IsDir() && isTemporary(d.Name()) && folder == outbox {
				if err := root.RemoveAll(name); err != nil {
					return err
				}
				return fs.SkipDir
			}
			if err == nil && d.Type().IsRegular() && isTemporary(d.Name()) {
				return root.Remove(name)
			}
			return err
		})
		errs = errors.Join(errs, err)
	}
	return errors.Join(errs, sweepTop(root))
}

// sweepTop removes what was half written in the workspace's folder itself, such
// as the copy of the database that a backup was made of.
func sweepTop(root *os.Root) error {
	entries, err := fs.ReadDir(root.FS(), ".")
	for _, e := range entries {
		if e.Type().IsRegular() && isTemporary(e.Name()) {
			err = errors.Join(err, root.Remove(e.Name()))
		}
	}
	return err
}

// temporaryName is under what name, in the same folder, a file of this base
// name is written before it takes its place.
func temporaryName(base string) string { return "." + fitted(base) + temporaryEnding }

const temporaryEnding = ".tmp"

// isTemporary reports whether a base name is one that temporaryName gives.
func isTemporary(base string) bool {
	return strings.HasPrefix(base, ".") && strings.HasSuffix(base, temporaryEnding)
}

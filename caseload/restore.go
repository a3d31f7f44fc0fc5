package caseload

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"milepost/record"
)

// Restored is what a backup gave back.
type Restored struct {
	Backup
	Forgotten []record.ID `json:"forgotten,omitempty"` // clients that were forgotten after the backup was made, and are gone again
	List      bool        `json:"list"`                // a list of forgotten clients lay beside the backup
}

// Restore makes a workspace anew from a backup, in a folder that is empty or not
// there. It is built beside, under a name that no command takes for a workspace;
// whoever was forgotten after the backup was made is taken out; then it takes its
// name. Nothing is there before.
func Restore(ctx context.Context, now time.Time, name, dir string, o Options, keys ...age.Identity) (Restored, error) {
	if err := checkEmpty(dir); err != nil {
		return Restored{}, err
	}
	var r Restored
	err := makeAnew(dir, func(building string) error {
		var err error
		if r.Backup, err = unpackAll(name, building, kindBackup, keys); err != nil {
			return err
		}
		return forgetAgain(ctx, now, filepath.Dir(name), building, o, &r)
	})
	if err != nil {
		return r, fmt.Errorf("restore %s: %w; nothing was restored", filepath.Base(name), err)
	}
	return r, nil
}

// makeAnew makes a workspace in a folder that is empty or not there: fill fills
// it under another name beside. Where that fails, nothing is left of it.
func makeAnew(dir string, fill func(building string) error) error {
	building := buildingName(dir)
	if err := os.RemoveAll(building); err != nil {
		return err
	}
	err := fill(building)
	if err == nil {
		err = takeName(building, dir)
	}
	if err != nil {
		return errors.Join(err, removeAll(building))
	}
	return nil
}

// buildingName is where a workspace is built before it takes its name.
func buildingName(dir string) string {
	clean := filepath.Clean(dir)
	if abs, err := filepath.Abs(dir); err == nil {
		clean = abs
	}
	return filepath.Join(filepath.Dir(clean), "."+filepath.Base(clean)+".restoring")
}

func checkEmpty(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err != nil {
		return err
	}
	return record.Refuse(record.Conflict, "the folder %s is in use; a backup can be restored only into an empty folder", dir)
}

// unpack writes one file; os.Root keeps it inside.
func unpack(root *os.Root, h *tar.Header, from io.Reader) error {
	name := filepath.ToSlash(filepath.Clean(h.Name))
	if h.Typeflag == tar.TypeDir {
		return root.MkdirAll(name, 0o700)
	}
	if h.Typeflag != tar.TypeReg {
		return fmt.Errorf("%w: %s is neither file nor folder", ErrBackup, h.Name)
	}
	if err := root.MkdirAll(filepath.ToSlash(filepath.Dir(name)), 0o700); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	err = errors.Join(err, f.Sync(), f.Close())
	return errors.Join(err, root.Chtimes(name, h.ModTime, h.ModTime), root.Chmod(name, fs.FileMode(h.Mode).Perm()&0o600|0o400))
}

// takeName gives the finished workspace its name. The folder that it takes the
// place of is empty.
func takeName(building, dir string) error {
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return os.Rename(building, dir)
}

func removeAll(dir string) error {
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("remove what was begun: %w", err)
	}
	return nil
}

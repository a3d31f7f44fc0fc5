package caseload

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"time"

	"filippo.io/age"

	"milepost/record"
)

// asideFolder is where encrypted files lie that a browser is about to fetch. It
// is no part of a backup, and who is forgotten takes it along.
const asideFolder = ".aside" + temporaryEnding

// Aside is an encrypted file that waits in the workspace for a browser.
type Aside struct {
	Name   string // to save it under; names nobody
	folder string // of its own, below asideFolder
}

// newAside makes a place for such a file.
func (c *Caseload) newAside(name string) (Aside, error) {
	if err := c.root.MkdirAll(asideFolder, 0o700); err != nil {
		return Aside{}, err
	}
	folder, err := os.MkdirTemp(filepath.Join(c.dir, asideFolder), "")
	return Aside{Name: name, folder: asideFolder + "/" + filepath.Base(folder)}, err
}

func (c *Caseload) asidePath(a Aside) string {
	return filepath.Join(c.dir, filepath.FromSlash(a.folder), a.Name)
}

// BackupAside makes a backup as Backup does, for a browser to fetch. It counts as
// one when BackupFetched says so. Who calls it holds the writer lock.
func (c *Caseload) BackupAside(ctx context.Context, now time.Time, by Actor, to ...age.Recipient) (Backup, Aside, error) {
	if _, err := c.admitAll(ctx, by, record.ActBackup); err != nil {
		return Backup{}, Aside{}, err
	}
	a, err := c.newAside(fmt.Sprintf("milepost-backup-%s.age", c.today(now)))
	if err != nil {
		return Backup{}, a, err
	}
	b, err := c.saveBackup(ctx, now, c.asidePath(a), createPrivate, to)
	if err != nil {
		return b, a, errors.Join(err, c.root.RemoveAll(a.folder))
	}
	return b, a, nil
}

// BackupFetched writes into the log that a backup was made and left this machine
// whole. Who calls it holds the writer lock.
func (c *Caseload) BackupFetched(ctx context.Context, now time.Time, by Actor, b Backup) error {
	u, err := c.admitAll(ctx, by, record.ActBackup)
	if err != nil {
		return err
	}
	return c.noteBackup(ctx, now, u, b)
}

// OpenAside opens the file to be read; fs.ErrNotExist says that it is gone.
func (c *Caseload) OpenAside(ctx context.Context, by Actor, a Aside) (*os.File, error) {
	if _, err := c.admitAll(ctx, by, record.ActBackup); err != nil {
		return nil, err
	}
	return c.root.Open(path.Join(a.folder, a.Name))
}

// DropAside removes the file. Nobody needs a right for that: it can be made again.
func (c *Caseload) DropAside(ctx context.Context, by Actor, a Aside) error {
	if _, err := c.admit(ctx, by, record.ActBackup); err != nil {
		return err
	}
	return c.root.RemoveAll(a.folder)
}

// ClearAsides removes all that waits, such as what a program left that was killed.
func (c *Caseload) ClearAsides(ctx context.Context, by Actor) error {
	if _, err := c.admit(ctx, by, record.ActBackup); err != nil {
		return err
	}
	return c.root.RemoveAll(asideFolder)
}

// ForgottenList returns the list of forgotten clients, to be put beside backups
// that lie where this program cannot write; nil where nobody was forgotten.
func (c *Caseload) ForgottenList(ctx context.Context, by Actor) ([]byte, error) {
	if _, err := c.admit(ctx, by, record.ActPreview); err != nil {
		return nil, err
	}
	text, err := c.root.ReadFile(forgottenList)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

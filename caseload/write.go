package caseload

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"milepost/record"
)

// writeFile puts the bytes in place of name.
func (c *Caseload) writeFile(name string, data []byte) error {
	return c.copyFile(name, bytes.NewReader(data))
}

// copyFile puts all that the reader gives in place of name: a temporary file in
// the same folder, synced, then renamed, so that nobody ever sees half a file.
func (c *Caseload) copyFile(name string, from io.Reader) error {
	if err := c.root.MkdirAll(path.Dir(name), 0o700); err != nil {
		return err
	}
	temporary := path.Dir(name) + "/" + temporaryName(path.Base(name))
	f, err := c.root.Create(temporary)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	err = errors.Join(err, f.Chmod(0o600), f.Sync(), f.Close())
	if err == nil && isForGood(name) {
		err = errors.Join(c.linkOnce(temporary, name), c.root.Remove(temporary))
		if err == nil {
			err = c.root.Chmod(name, 0o400)
		}
		return err
	}
	if err != nil {
		return errors.Join(err, c.root.Remove(temporary))
	}
	return c.root.Rename(temporary, name)
}

// signedFolder holds what was signed. A file in it is written once, and can then
// be read and not changed.
const signedFolder = "signed/"

// isForGood reports whether a file is one that is never written over.
func isForGood(name string) bool { return strings.HasPrefix(path.Clean(name), signedFolder) }

// linkOnce gives a file a name for good. Where other bytes have that name, it is
// refused.
func (c *Caseload) linkOnce(file, name string) error {
	err := c.root.Link(file, name)
	if err == nil {
		return nil
	}
	fresh, failed := c.readFile(file)
	if failed != nil {
		return failed
	}
	if failed := c.standsFree(name, fresh); failed != nil || errors.Is(err, fs.ErrExist) {
		return failed
	}
	return c.writeExclusive(name, fresh) // a file system without links
}

// writeExclusive writes a file where none is; one that could not be written whole
// is removed.
func (c *Caseload) writeExclusive(name string, data []byte) error {
	f, err := c.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o400)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, c.root.Remove(name))
	}
	return nil
}

// errStands says that a file below signed/ has other bytes than those that are to
// be kept under its name.
var errStands = errors.New("another signed file has this name")

// standsFree refuses a name below signed/ that a file with other bytes has: the
// database is older than that file, or somebody changed it.
func (c *Caseload) standsFree(name string, data []byte) error {
	standing, err := c.readFile(name)
	if err != nil || standing == nil || hashOf(standing) == hashOf(data) {
		return err
	}
	return record.Refuse(record.Conflict, "%w: %s holds a document that is not in this database, and a signed file is never written over; the database may be older than the file", errStands, name).
		Then(record.NextStep{Act: record.StepRestoreNewest})
}

// errChanged says that somebody saved a file while it was being replaced.
var errChanged = errors.New("the file was saved meanwhile")

// beforeName is where a draft's file lies for the moment in which another
// takes its place.
func beforeName(name string) string { return path.Dir(name) + "/." + path.Base(name) + ".before" }

// replaceFile puts the bytes in place of the file, whose present bytes have
// the hash known ("" there is no file). A file that an editor saves at the
// same time is never lost: it stays or comes back, and errChanged is returned.
func (c *Caseload) replaceFile(name string, data []byte, known string) error {
	fresh := path.Dir(name) + "/" + temporaryName(path.Base(name)+".new")
	if err := c.writeFile(fresh, data); err != nil {
		return err
	}
	defer func() { _ = c.root.Remove(fresh) }() // what stays is swept up later
	before := beforeName(name)
	if known != "" {
		if err := c.root.Rename(name, before); err != nil {
			return err
		}
		if standing, err := c.readFile(before); err != nil || hashOf(standing) != known {
			return errors.Join(errChanged, err, c.putBack(name))
		}
	}
	err := c.root.Link(fresh, name)
	switch {
	case errors.Is(err, fs.ErrExist):
		err = errChanged // an editor made it anew
	case err != nil: // a file system without links
		err = c.root.Rename(fresh, name)
	}
	if known == "" {
		return err
	}
	return errors.Join(err, c.root.Remove(before))
}

// putBack gives a file its name back, unless there is another of that name
// already; takeIn then takes in both.
func (c *Caseload) putBack(name string) error {
	err := c.root.Link(beforeName(name), name)
	if err == nil {
		return c.root.Remove(beforeName(name))
	}
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return c.root.Rename(beforeName(name), name)
}

// readFile returns the bytes of a file of the workspace, nil where there is
// none.
func (c *Caseload) readFile(name string) ([]byte, error) {
	data, err := c.root.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

// hashOf returns the SHA-256 of the bytes as hex.
func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// hashReader returns the SHA-256 of all that the reader gives, as hex.
func hashReader(r io.Reader) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, r); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

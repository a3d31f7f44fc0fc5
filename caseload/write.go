package caseload

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"path"
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
	if err != nil {
		return errors.Join(err, c.root.Remove(temporary))
	}
	return c.root.Rename(temporary, name)
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

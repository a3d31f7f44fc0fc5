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

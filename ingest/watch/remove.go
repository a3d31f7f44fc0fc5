package watch

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
)

// ErrChanged is returned by [Remove] where the file is not the one that was
// read. It is temporary: the file will be acted on again.
var ErrChanged = errors.New("the file changed while it was being read")

// Remove removes a file that was read and is kept elsewhere, unless other
// bytes have come under its name meanwhile; then it returns [ErrChanged] and
// leaves them. info is the state of the file when it was opened and sum the
// SHA-256 of what was read, in lower-case hex: a file that was only touched is
// read again, and removed if its bytes are the same. A file that is gone
// already is no error.
func Remove(path string, info fs.FileInfo, sum string) error {
	now, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case now.Size() != info.Size():
		return ErrChanged
	case !now.ModTime().Equal(info.ModTime()) || !os.SameFile(now, info):
		again, err := hashFile(path)
		if err != nil {
			return err
		}
		if again != sum {
			return ErrChanged
		}
	}
	return os.Remove(path)
}

func hashFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

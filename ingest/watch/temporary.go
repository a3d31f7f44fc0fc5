package watch

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"syscall"
)

// Temporary reports whether an error of the file system may pass without
// anybody changing the file: it is locked, still being copied, has vanished,
// access is refused for now, the disk is full, or the network is away. It is
// what [Run] goes by unless told otherwise.
func Temporary(err error) bool {
	var code syscall.Errno
	switch {
	case errors.Is(err, ErrChanged), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return true
	case errors.Is(err, os.ErrDeadlineExceeded):
		return true
	case errors.As(err, &code):
		return code.Temporary() || code.Timeout() || slices.Contains(passing, code)
	}
	return false
}

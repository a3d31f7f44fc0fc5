package watch_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"milepost/ingest/watch"
)

func TestRemove(t *testing.T) {
	tests := map[string]struct {
		meanwhile func(path string) error // after it was read
		want      error
		left      string // what the folder holds under the name then
	}{
		"as it was read":                           {func(string) error { return nil }, nil, ""},
		"only touched":                             {touch, nil, ""},
		"written again with the same bytes":        {replaceWith("old"), nil, ""},
		"gone already":                             {os.Remove, nil, ""},
		"other bytes of the same length":           {replaceWith("new"), watch.ErrChanged, "new"},
		"longer":                                   {replaceWith("longer"), watch.ErrChanged, "longer"},
		"another file of the same time and length": {swapUnseen, watch.ErrChanged, "new"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.csv")
			if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			info, err := os.Lstat(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := test.meanwhile(path); err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256([]byte("old"))
			if err := watch.Remove(path, info, hex.EncodeToString(sum[:])); !errors.Is(err, test.want) {
				t.Errorf("Remove = %v, want %v", err, test.want)
			}
			left, err := os.ReadFile(path)
			if string(left) != test.left || (test.left == "") != errors.Is(err, fs.ErrNotExist) {
				t.Errorf("the file holds %q (%v), want %q", left, err, test.left)
			}
		})
	}
}

func touch(path string) error { return os.Chtimes(path, time.Time{}, start) }

func replaceWith(content string) func(string) error {
	return func(path string) error {
		return errors.Join(os.WriteFile(path, []byte(content), 0o600), touch(path))
	}
}

// swapUnseen puts another file in the place of one without changing its time
// or its length, as a sync tool can.
func swapUnseen(path string) error {
	info, err := os.Lstat(path)
	if err != nil {
		return err
	}
	aside := path + ".aside"
	return errors.Join(
		os.WriteFile(aside, []byte("new"), 0o600),
		os.Chtimes(aside, time.Time{}, info.ModTime()),
		os.Rename(aside, path),
	)
}

func TestTemporary(t *testing.T) {
	tests := map[string]struct {
		err  error
		want bool
	}{
		"vanished":                     {&fs.PathError{Op: "open", Path: "a.csv", Err: syscall.ENOENT}, true},
		"locked":                       {fmt.Errorf("copy: %w", fs.ErrPermission), true},
		"full disk":                    {&fs.PathError{Op: "write", Path: "a.csv", Err: errDiskFull}, true},
		"too slow":                     {os.ErrDeadlineExceeded, true},
		"changed while it was read":    {fmt.Errorf("a.csv: %w", watch.ErrChanged), true},
		"what the file holds is wrong": {errors.New("no header line"), false},
		"no error":                     {nil, false},
	}
	for name, test := range tests {
		if got := watch.Temporary(test.err); got != test.want {
			t.Errorf("%s: Temporary(%v) = %t, want %t", name, test.err, got, test.want)
		}
	}
}

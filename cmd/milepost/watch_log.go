package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"time"
)

// watchLogName is the watcher's log in the workspace.
const watchLogName = "watch.log"

// watchLogSize is how large a log may be, in bytes, when the watcher starts or
// writes on: then it becomes watchLogName.1, in place of the one before.
const watchLogSize = 5 << 20

// notice is one thing that the watcher tells.
type notice struct {
	Text string // for the person at the screen; names the files as they are called
	// Event and its attributes go into the log: ids, hashes and counts, and
	// never a name of a file or a person, nor a word of an export.
	Event string
	Attrs []slog.Attr
}

// watchLog is the log of a watcher that nobody may be looking at.
type watchLog struct {
	path string
	file *os.File
	size int64
}

func openWatchLog(path string) (*watchLog, error) {
	l := &watchLog{path: path}
	return l, l.open()
}

// open opens the log, with its owner's rights only.
func (l *watchLog) open() error {
	if info, err := os.Stat(l.path); err == nil && info.Size() >= watchLogSize {
		if err := os.Rename(l.path, l.path+".1"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	f, err := os.OpenFile(l.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	l.file, l.size = f, info.Size()
	return nil
}

// write adds a line. A log that cannot be written, as on a full disk, is no
// reason to stop watching.
func (l *watchLog) write(now time.Time, n notice) {
	if n.Event == "" {
		return
	}
	if l.size >= watchLogSize {
		l.close()
		if l.open() != nil {
			return
		}
	}
	record := slog.NewRecord(now.UTC(), slog.LevelInfo, n.Event, 0)
	record.AddAttrs(n.Attrs...)
	_ = slog.NewTextHandler(l, nil).Handle(context.Background(), record)
}

// Write counts what goes into the file.
func (l *watchLog) Write(line []byte) (int, error) {
	n, err := l.file.Write(line)
	l.size += int64(n)
	return n, err
}

func (l *watchLog) close() { l.file.Close() }

// Package watch tells which files of a folder have settled: that nobody is
// writing them any more, so that they can be read whole.
//
// It takes listings of folders, each with the time at which it was made, and
// gives names. The [Tracker] decides and touches nothing; [Run] shows it the
// real folders and calls a function for every file that has settled. Files
// found at the start, by an event and by a rescan go the same way: an event
// only makes Run look sooner, and nothing depends on one.
//
// The package never reads, changes or removes a file that is being watched,
// and it knows nothing of what the files hold.
package watch

import (
	"errors"
	"strings"
	"time"
)

// ErrFinal marks an error of acting on a file that trying again cannot mend:
// the file is left alone until it changes. All others are tried again.
var ErrFinal = errors.New("left alone until the file changes")

// Seen is what a listing says of one file.
type Seen struct {
	Name    string    // below the folder, with slashes
	Size    int64     // bytes
	ModTime time.Time // as the file system keeps it; only ever compared with itself
	Regular bool      // a plain file: no link, pipe, socket or device
}

// same reports whether two listings show the file unchanged.
func (s Seen) same(other Seen) bool {
	return s.Size == other.Size && s.ModTime.Equal(other.ModTime) && s.Regular == other.Regular
}

// Kind says what a [Line] is about.
type Kind string

// The kinds of line.
const (
	Mode    Kind = "mode"    // how a folder is watched, and why
	Away    Kind = "away"    // a folder cannot be read, or can again
	Odd     Kind = "odd"     // no plain file, so it is left alone
	Slow    Kind = "slow"    // a file has been changing for very long
	Missing Kind = "missing" // half of a set waits for the rest
	Overdue Kind = "overdue" // it has waited so long that a person should know
	Again   Kind = "again"   // acting failed; it will be tried again
	Failed  Kind = "failed"  // acting failed; not tried again until the file changes
	Mended  Kind = "mended"  // what failed before went through
	Gone    Kind = "gone"    // a file went away
)

// Line is one thing to tell the person who runs the watcher. Name and Text are
// apart, since a file's name may hold a person's and then has no place in a
// log; the text of a set holds what its files' names share.
type Line struct {
	Kind   Kind
	Folder string // as given in [Folder]; "" where the line is about none
	Name   string // below the folder; empty where the line is about the folder
	Text   string // a sentence part in lower case, without full stop
}

// String writes the line as one text.
func (l Line) String() string {
	if l.Name == "" {
		return l.Text
	}
	return l.Name + ": " + l.Text
}

// plain writes a wait as people do: "5m" instead of "5m0s".
func plain(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

package caseload

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
	"unicode/utf8"

	"milepost/record"
)

// longestName is how long the part of a file's name that came from elsewhere may
// be, in bytes: most file systems take 255, and endings are put behind it.
const longestName = 200

// fitted shortens a base name that is too long for a file of ours, at a whole
// letter and with its ending. Two names that begin alike stay two.
func fitted(base string) string {
	if len(base) <= longestName {
		return base
	}
	ending := filepath.Ext(base)
	if len(ending) > 10 {
		ending = ""
	}
	cut := longestName - len(ending) - 9
	for cut > 0 && !utf8.RuneStart(base[cut]) {
		cut--
	}
	return base[:cut] + "~" + record.ShortHash(base)[:8] + ending
}

// inTheWay says in words what is wrong with one file or folder of many, such as a
// link that leads out of the workspace; "" the error is of another kind, such as
// a full disk, and stops everything.
func inTheWay(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, fs.ErrPermission):
		return "may not be read or written by this user"
	case errors.Is(err, syscall.ENOTDIR):
		return "has a file where a folder belongs"
	case errors.Is(err, syscall.EISDIR):
		return "has a folder where a file belongs"
	case errors.Is(err, syscall.ELOOP), strings.Contains(err.Error(), "path escapes from parent"):
		return "is a link that leads elsewhere"
	case errors.Is(err, syscall.ENAMETOOLONG):
		return "has a name that is too long"
	case errors.Is(err, errNoFile):
		return "is not a regular file"
	}
	return ""
}

// errNoFile says that something in a folder of exports is no file.
var errNoFile = errors.New("not a file: name the exports themselves")

// pathOf is the file or folder that an error names, "" none.
func pathOf(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Path
	}
	return ""
}

// skipped is a file of a batch that could not be read at all: it stays where it
// is, and the others are read.
func skipped(name string, err error) Taken {
	base := filepath.Base(name)
	return Taken{Import: record.Import{Name: base}, Skip: true, Problems: []record.Problem{{
		Source: record.Source{File: base}, Code: "skipped", Wrong: inTheWay(err) + ", and was skipped",
		Next: record.ToAdvise("put a copy of the file itself into the inbox"),
	}}}
}

// inTheWayOf says what is in the way of one client's draft.
func inTheWayOf(err error) string {
	if what := inTheWay(err); what != "" {
		return fmt.Sprintf("%s %s", pathOf(err), what)
	}
	return ""
}

package main

import (
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"milepost/caseload"
	"milepost/record"
)

// failedIn returns what notes the program's own faults in the workspace's log:
// ids and functions, and never a name or a word of an export.
func failedIn(dir string) func(*caseload.FailureError) {
	return func(f *caseload.FailureError) {
		log, err := openWatchLog(filepath.Join(dir, watchLogName))
		if err != nil {
			return // the failure itself is told all the same
		}
		defer log.close()
		log.write(time.Now(), notice{Event: "failed", Attrs: []slog.Attr{
			slog.String("client", string(f.Client)), slog.String("doing", f.Doing),
			slog.String("what", f.What), slog.String("where", f.Where), slog.String("version", version()),
		}})
	}
}

// survive does something in a workspace; a panic of it becomes an error, so
// that locks are given back, and stands in the log.
func survive(dir, doing string, act func() error) error {
	return caseload.Guard("", doing, failedIn(dir), act)
}

// told is how a command ends that told of all clients but those on whom the
// program failed.
func told(err error, failed []record.ID) error {
	if err == nil && len(failed) > 0 {
		return errProblems
	}
	return err
}

// printFailed names the clients on whom the program failed.
func printFailed(w io.Writer, clients []record.ID) {
	if len(clients) == 0 {
		return
	}
	ids := make([]string, len(clients))
	for i, id := range clients {
		ids[i] = string(id)
	}
	fmt.Fprintf(w, "The program failed on %s: %s. The others are shown. %s%s, and send %s along: it holds no names.\n\n",
		plural(len(ids), "client", "clients"), strings.Join(ids, ", "),
		strings.ToUpper(caseload.TellWhom[:1]), caseload.TellWhom[1:], watchLogName)
}

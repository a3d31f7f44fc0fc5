package watch_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"milepost/ingest/watch"
)

// TestWaitsNamesWhatIsMissing: of any mixture of files, those that were read
// before among them, exactly the files wait of whose set a part is nowhere, and
// each names those parts.
func TestWaitsNamesWhatIsMissing(t *testing.T) {
	kinds := []string{"goals", "sessions", "roster"}
	set, err := watch.NewSet([]string{"goals-{date}.csv", "sessions-{date}.csv", "roster-{date}.csv"}, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		var files, came []string
		has := map[string]bool{}
		for _, date := range []string{"2026-10-05", "20261012"} {
			for _, kind := range kinds {
				name := kind + "-" + date + ".csv"
				switch rapid.IntRange(0, 2).Draw(t, name) {
				case 0:
					files, has[name] = append(files, "inbox/"+name), true
				case 1:
					came, has[name] = append(came, name), true
				}
			}
		}
		files = append(files, "inbox/notes.txt")
		waits := map[string]string{}
		for _, w := range watch.Waits([]watch.Set{set}, files, came) {
			waits[w.File] = w.For
		}
		for _, name := range files {
			kind, date, dated := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(name, "inbox/"), ".csv"), "-")
			var missing []string
			for _, other := range kinds {
				if dated && other != kind && !has[other+"-"+date+".csv"] {
					missing = append(missing, other+"-"+date+".csv")
				}
			}
			if want := strings.Join(missing, " and "); waits[name] != want {
				t.Errorf("%s waits for %q, want %q", name, waits[name], want)
			}
		}
		if len(waits) > len(files) {
			t.Error(fmt.Sprint(waits))
		}
	})
}

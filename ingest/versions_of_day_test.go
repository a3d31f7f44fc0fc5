package ingest_test

import (
	"strings"
	"testing"

	"milepost/record"
)

// Two rows of one client, goal and day are two versions of a result where a
// column says when each was changed, and two results where it says when each was
// written, or where the file is a log of trials.
func TestRowsOfADayThatWereChanged(t *testing.T) {
	const rows = "Client ID,Date,Goal,Score,WHEN\nC-1,2026-03-02,Cutting,1/5,2026-03-02\nC-1,2026-03-02,Cutting,4/5,2026-03-03\n"
	for header, keys := range map[string]int{
		"Changed": 1, "Last modified": 1, "Time stamp": 2, "Date entered": 2, "Created": 2,
	} {
		mapping := "gives: data\ndate: year-first\nneeds: [Client ID, Date, Goal]\ncolumns:\n  Client ID: client.id\n  Date: session.day\n  Goal: goal.title\n  Score: point.score\n  " +
			header + ": row.modified\n"
		for more, want := range map[string]int{"": keys, "same rows: trials\n": 2} {
			batch, _ := readBytes(t, "log.csv", []byte(strings.Replace(rows, "WHEN", header, 1)), own(t, mapping+more))
			got := map[record.Key]bool{}
			for _, p := range batch.DataPoints {
				got[p.Key] = true
			}
			if len(batch.DataPoints) != 2 || len(got) != want {
				t.Errorf("%s, %q: %d results under %d keys, want 2 under %d", header, more, len(batch.DataPoints), len(got), want)
			}
		}
	}
}

package ingest_test

import (
	"strings"
	"testing"

	"milepost/ingest"
)

const widthMapping = "gives: [sessions, data]\nlist: data\nneeds: [Client ID, Date, Goal, Score]\n" +
	"columns: {Client ID: client.id, Date: session.day, Goal: goal.title, Note: session.note, Score: point.score}\nalways: {session.status: attended}\n"

// TestRowsOfAnotherWidth: in a text file a cell too many or too few moves the
// others. Such a row is a problem, and nothing of it is used, unless it lacks
// no more than blanks at its end.
func TestRowsOfAnotherWidth(t *testing.T) {
	const noteFirst = "Client ID,Date,Goal,Note,Score\nC-1,2026-03-04,Cutting,calm,1/5\nC-1,2026-03-05,Cutting,tired,2/5\n"
	const noteLast = "Client ID,Date,Goal,Score,Note\nC-1,2026-03-04,Cutting,1/5,calm\nC-1,2026-03-05,Cutting,2/5,tired\n"
	const both = "C-1 2026-03-04 1/5; C-1 2026-03-05 2/5"
	cases := []struct {
		rule, text, want string
		bad              int
	}{
		{"a comma without quotes", noteFirst + "C-1,2026-03-06,Cutting,beads 3, 4,3/5\n", both, 1},
		{"a comma without quotes, and no score", noteFirst + "C-1,2026-03-06,Cutting,beads 3, 4,\n", both, 1},
		{"a cell is missing in the middle", noteFirst + "C-1,2026-03-06,Cutting,3/5\n", both, 1},
		{"two cells are missing", noteFirst + "C-1,2026-03-06,3/5\n", both, 1},
		{"blank cells are left out at the end", noteLast + "C-1,2026-03-06,Cutting,3/5\n", both + "; C-1 2026-03-06 3/5", 0},
		{"a note where the score is missing", noteLast + "C-1,2026-03-06,Cutting,calm\n", both, 1},
		{"all rows end in a comma", strings.ReplaceAll(strings.ReplaceAll(noteLast, "m\n", "m,\n"), "d\n", "d,\n"), both, 0},
		{"the header has blanks behind it", strings.Replace(noteLast, "Note\n", "Note,,\n", 1) + "C-1,2026-03-06,Cutting,3/5,calm\n", both + "; C-1 2026-03-06 3/5", 0},
		{"rows have names that the header lacks", "Client ID,Date,Goal,Score,Note\n1,C-1,2026-03-04,Cutting,1/5,calm\n2,C-1,2026-03-05,Cutting,2/5,calm\n", "", 2},
		{"a line below the table", noteLast + "Prepared by Kim\n", both, 1},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			batch, report := readBytes(t, "g.csv", []byte(c.text), own(t, widthMapping))
			if got := scores(batch); got != c.want || report.Bad != c.bad {
				t.Errorf("got %q, bad %d; want %q, %d\n%s", got, report.Bad, c.want, c.bad, problemsOf(report))
			}
			countedOnce(t, report)
			if len(report.Rejected) != c.bad {
				t.Errorf("%d rows to mend, want %d", len(report.Rejected), c.bad)
			}
		})
	}
}

// TestARowThatComesBackUnmendedIsStillWrong: the line of a refused row, put
// back as it was, gives nothing.
func TestARowThatComesBackUnmendedIsStillWrong(t *testing.T) {
	data := []byte("Client ID,Date,Goal,Note,Score\nC-1,2026-03-04,Cutting,calm,1/5\nC-1,2026-03-06,Cutting,beads 3, 4,3/5\n")
	_, first := readBytes(t, "g.csv", data, own(t, widthMapping))
	r := first.Rejected[0]
	cells := make([]string, len(r.Columns))
	copy(cells, r.Cells)
	back := ingest.MendedRow{Row: r.Row, Columns: r.Columns, Cells: cells}
	batch, report := readWith(t, "g.csv", data, ingest.Options{Mappings: []ingest.Mapping{own(t, widthMapping)}, Today: today, Mended: []ingest.MendedRow{back}})
	if scores(batch) != "C-1 2026-03-04 1/5" || report.Bad != 1 {
		t.Errorf("as it was: %s\n%s", scores(batch), problemsOf(report))
	}
	back.Cells = []string{"C-1", "2026-03-06", "Cutting", "beads 3, 4", "3/5"}
	batch, report = readWith(t, "g.csv", data, ingest.Options{Mappings: []ingest.Mapping{own(t, widthMapping)}, Today: today, Mended: []ingest.MendedRow{back}})
	if scores(batch) != "C-1 2026-03-04 1/5; C-1 2026-03-06 3/5" || report.Bad != 0 {
		t.Errorf("mended: %s\n%s", scores(batch), problemsOf(report))
	}
}

package ingest_test

import (
	"testing"

	"milepost/ingest"
)

// TestWhichRowsAreTheHeader: a header in one row or two, with groups and blank
// columns, and never a row of data.
func TestWhichRowsAreTheHeader(t *testing.T) {
	cases := []struct {
		rule, text, want string
		header, rows     int
	}{
		{
			"a group over two columns", "Client ID,Date,Goal,Score,,Minutes\n,,,Correct,Trials,\nC-1,9/14/2026,Cut,3,10,45\nC-1,9/15/2026,Cut,4,10,45\n",
			"client.id session.day goal.title point.ok point.of session.minutes", 2, 2,
		},
		{
			"a group of another word", "Client ID,Date,Goal,Results,,Minutes\n,,,Correct,Trials,\nC-1,9/14/2026,Cut,3,10,45\nC-1,9/15/2026,Cut,4,10,45\n",
			"client.id session.day goal.title point.ok point.of session.minutes", 2, 2,
		},
		{
			"a blank column before a group", "Client ID,Date,,Goal,Results,,Minutes\n,,,,Correct,Trials,\nC-1,9/14/2026,,Cut,3,10,45\nC-1,9/15/2026,,Cut,4,10,45\n",
			"client.id session.day - goal.title point.ok point.of session.minutes", 2, 2,
		},
		{
			"a title above a group", "Data log\nClient ID,Date,Goal,Results,,Minutes\n,,,Correct,Trials,\nC-1,9/14/2026,Cut,3,10,45\nC-1,9/15/2026,Cut,4,10,45\n",
			"client.id session.day goal.title point.ok point.of session.minutes", 3, 2,
		},
		{
			"a group for each goal is a goal across", "Client ID,Date,Blocks,,Snaps,\n,,Correct,Trials,Correct,Trials\nC-1,9/14/2026,3,10,4,5\nC-1,9/15/2026,4,10,4,5\n",
			"client.id session.day goal.title point.ok point.of", 1, 4,
		},
		{
			"a first row of data with blanks", "Client ID,Date,Goal,Score,Note,Place\nC-1,9/14/2026,Cut,4/5,,clinic\nC-1,9/15/2026,Cut,4/5,ok,clinic\n",
			"client.id session.day goal.title point.score session.note session.place", 1, 2,
		},
		{
			"headers that nobody knows, and blanks below", "Kind Nr;Datum;Ziel;Punkte;Bemerkung\nK-1;14.9.2026;Knopf;4;\nK-2;15.9.2026;Knopf;5;ruhig\n",
			"- ?session.day/goal.target_date/goal.start/client.birth - - -", 1, 2,
		},
		{
			"words of data that are headers elsewhere", "Akta,Obecny,Wynik\nL-40,Vino,No\nL-40,Vino,Goal\nL-41,Vino,No\n",
			"?client.id/client.other_id/goal.id ?session.status/goal.state -", 1, 3,
		},
	}
	for _, c := range cases {
		got, p := columnsProposed(t, c.text)
		if got != c.want || p.Header != c.header || p.Rows != c.rows {
			t.Errorf("%s: %s, header %d, %d rows\nwant %s, header %d, %d rows", c.rule, got, p.Header, p.Rows, c.want, c.header, c.rows)
		}
	}
}

// TestAGroupedHeaderIsReadAsItWasMapped: what the mapping of such a file says
// is what ingest reads.
func TestAGroupedHeaderIsReadAsItWasMapped(t *testing.T) {
	text := "Client ID,Date,,Goal,Results,,Minutes\n,,,,Correct,Trials,\nC-1,9/14/2026,,Cut,3,10,45\nC-1,9/15/2026,,Cut,4,10,45\n"
	_, p := columnsProposed(t, text)
	m, err := ingest.ParseMapping("own", p.Mapping("own").Write(nil))
	if err != nil {
		t.Fatal(err)
	}
	batch, report := readBytes(t, "f.csv", []byte(text), m)
	if got := scores(batch); got != "C-1 2026-09-14 3 of 10; C-1 2026-09-15 4 of 10" || report.Bad != 0 {
		t.Errorf("%s\n%s", got, problemsOf(report))
	}
}

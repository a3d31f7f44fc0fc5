package store_test

import (
	"database/sql"
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"milepost/record"
)

// Problems that an older program kept say what to do as text; they are turned
// into steps, and what is not known is kept as it was written.
func TestOldProblemsGetSteps(t *testing.T) {
	path := filepath.Join(t.TempDir(), "milepost.db")
	files, _ := shippedAnd(t, nil).(fstest.MapFS)
	for name := range files { // the step and those behind it
		if name >= "00019" {
			delete(files, name)
		}
	}
	if err := openWith(t, path, files).Close(); err != nil {
		t.Fatal(err)
	}
	type old struct {
		do   string
		want record.NextStep
	}
	rows := []old{
		{"write the date like 2026-01-31", record.ToWrite("the date like 2026-01-31")},
		{"add the client's id", record.ToAdd("the client's id")},
		{"correct the date", record.ToCorrect("the date")},
		{"export it again", record.ToExportAgain("")},
		{"export it again; it may have been cut", record.ToAdvise("export it again; it may have been cut")},
		{
			"write date: month-first or date: day-first in the mapping, or the date as 2026-01-31",
			record.NextStep{Act: record.StepSetMapping, Name: "date: month-first or date: day-first", Text: "the date as 2026-01-31"},
		},
		{
			"write one of attended, no-show, or say under words: session.status: in the mapping what it means",
			record.NextStep{Act: record.StepSetMapping, Name: "words: session.status", Text: "one of attended, no-show"},
		},
		{"leave only the right row in the export", record.ToAdvise("leave only the right row in the export")},
		{"", record.NextStep{}},
	}
	clients := []old{
		{
			"if it is the same child: milepost clients --same-child C-1; if it is another child, give that one an id of its own",
			record.NextStep{Act: record.StepSameChild, Client: "C-1", Text: "give that one an id of its own"},
		},
		{"correct it in the export and bring it in again; until then it is left out", record.ToCorrect("it in the export and bring it in again; until then it is left out")},
		{"give each child an id of its own, or correct the row", record.ToAdvise("give each child an id of its own, or correct the row")},
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(t.Context(), `INSERT INTO imports (n, id, name, size, at, mapping, rows, used, bad, skipped, card, counts, place) VALUES (1, 'aa', 'old.csv', 1, '', 'roster', 1, 1, 0, '{}', 0, 1, 1);
		INSERT INTO names (n, text) VALUES (1, 'id:C-1');
		INSERT INTO claims (key, client, owner) VALUES (1, 'C-1', 'C-1');
		INSERT INTO client_keys (key, client, import) VALUES (1, 'C-1', 1)`); err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		oldProblem(t, db, `INSERT INTO row_problems (import, n, body) VALUES (1, $1, $2)`, i, r.do)
	}
	for i, r := range clients {
		oldProblem(t, db, `INSERT INTO client_problems (client, n, body) VALUES ('C-1', $1, $2)`, i, r.do)
	}
	problems, err := openAt(t, path).Problems(t.Context())
	if err != nil || len(problems) != len(rows)+len(clients) {
		t.Fatalf("got %d problems, %v", len(problems), err)
	}
	for i, p := range problems {
		want := append(slices.Clone(rows), clients...)[i].want
		if p.Next != want || p.Wrong != "is <wrong>" || p.File != "old.csv" || p.Row != 2 {
			t.Errorf("got %+v, want the step %+v", p, want)
		}
	}
}

// oldProblem writes a problem as older programs did.
func oldProblem(t *testing.T, db *sql.DB, query string, n int, do string) {
	t.Helper()
	body, err := json.Marshal(struct {
		record.Source
		Code   string    `json:"code"`
		Client record.ID `json:"client,omitempty"`
		Found  string    `json:"found"`
		Wrong  string    `json:"wrong"`
		Do     string    `json:"do"`
	}{record.Source{File: "old.csv", Row: 2}, "row.client", "C-1", "", "is <wrong>", do})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), query, n, string(body)); err != nil {
		t.Fatal(err)
	}
}

package ingest_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"milepost/ingest"
	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/record"
)

// export is one file of a case; map says that it needs a mapping of its own, by
// the answer "every row is a visit that was held".
type export struct {
	name, text string
	own        bool
}

// caseFiles reads a shared case; the files named need a mapping of their own.
func caseFiles(t *testing.T, dir string, names ...string) []export {
	t.Helper()
	root := filepath.Join(filepath.Dir(shared(t, "")), "cases", dir)
	var all []export
	for _, name := range names {
		name, own := strings.CutPrefix(name, "own:")
		text, err := os.ReadFile(filepath.Join(root, name))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, export{name, string(text), own})
	}
	return all
}

// ownMapping proposes a mapping and answers its question as a person would who
// knows of no other list: every row is a visit that was held.
func ownMapping(t testing.TB, e export) ingest.Mapping {
	t.Helper()
	f := sheet.File{Name: e.name, Data: bytes.NewReader([]byte(e.text)), Size: int64(len(e.text))}
	p, err := ingest.ProposeMapping(t.Context(), f, ingest.LookOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.SetAlways("session.status", record.Attended); err != nil {
		t.Fatal(err)
	}
	name := "own-" + strings.TrimSuffix(e.name, ".csv")
	m, err := ingest.ParseMapping(name, p.Mapping(name).Write(nil))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// reading is what one file gave.
type reading struct {
	name, mapping string
	batch         record.Batch
}

// readAll reads the files of one client.
func readAll(t testing.TB, files []export) []reading {
	t.Helper()
	mappings := slices.Clone(shippedOnce())
	for _, e := range files {
		if e.own {
			mappings = append([]ingest.Mapping{ownMapping(t, e)}, mappings...)
		}
	}
	var all []reading
	for _, e := range files {
		b, report := readBytes(t, e.name, []byte(e.text), mappings...)
		if report.Mapping == "" {
			t.Fatalf("%s: no mapping: %v", e.name, report.Problems)
		}
		all = append(all, reading{e.name, report.Mapping, b})
	}
	return all
}

// versionsOf takes in the files in this order.
func versionsOf(files []reading) record.Versions {
	var raw record.Versions
	for i, r := range files {
		raw.Clients = append(raw.Clients, versioned(i+1, r.mapping, r.batch.Clients)...)
		raw.Goals = append(raw.Goals, versioned(i+1, r.mapping, r.batch.Goals)...)
		raw.Sessions = append(raw.Sessions, versioned(i+1, r.mapping, r.batch.Sessions)...)
		raw.DataPoints = append(raw.DataPoints, versioned(i+1, r.mapping, r.batch.DataPoints)...)
		raw.Withdrawals = append(raw.Withdrawals, versioned(i+1, r.mapping, r.batch.Withdrawals)...)
	}
	return raw
}

func versioned[T any](order int, mapping string, records []T) []record.Version[T] {
	var all []record.Version[T]
	for _, r := range records {
		all = append(all, record.Version[T]{Order: order, Mapping: mapping, Record: r})
	}
	return all
}

// visitsIn says how the visits of a fold came out: "3 of 4, 4 points, visit.contradiction 2026-09-21".
func visitsIn(got fold.Result) string {
	r := got.Rows
	said := fmt.Sprintf("%d of %d, %d points", r.Attended, r.Attended+r.ByFamily+r.NoShow, len(got.DataPoints))
	for _, p := range got.Problems {
		said += fmt.Sprintf(", %s %s row %d", p.Code, p.Day, p.Row)
	}
	return said
}

// TestVisitsOfCases folds the shared cases, in every order of their files.
func TestVisitsOfCases(t *testing.T) {
	for _, c := range []struct {
		rule, dir string
		files     []string
		want      string
	}{
		{"a list with times and a sheet", "exports/02-attendance-twice", []string{"roster.csv", "own:goals.csv", "visits.csv", "own:marks.csv"}, "3 of 4, 4 points, visit.contradiction 2026-09-21 row 4"},
		{"a list without times and a sheet", "exports/02-attendance-twice", []string{"roster.csv", "own:goals.csv", "visits-without-time.csv", "own:marks.csv"}, "3 of 4, 4 points, visit.contradiction 2026-09-21 row 4"},
		{"results of a deleted visit", "exports/26-results-of-deleted-visit", []string{"roster.csv", "own:goals.csv", "billing.csv", "own:skills.csv"}, "2 of 2, 2 points, visit.taken-back 2026-09-15 row 3"},
		{"absent in a score, and without a goal", "exports/15-absent-in-score-column", []string{"roster.csv", "own:goals.csv", "own:marks.csv"}, "2 of 4, 2 points"},
		{"absent in a result", "reports/07-absent-in-a-result-cell", []string{"roster.csv", "goals.csv", "visits.csv"}, "5 of 8, 5 points"},
		{"one visit in two exports with own ids", "reports/15-one-visit-in-two-exports-with-own-ids", []string{"roster.csv", "goals.csv", "attendance.csv", "visits.csv"}, "8 of 8, 8 points"},
	} {
		t.Run(c.rule, func(t *testing.T) {
			everyOrder(t, caseFiles(t, c.dir, c.files...), c.want)
		})
	}
}

// everyOrder folds the files in each order.
func everyOrder(t *testing.T, files []export, want string) {
	t.Helper()
	for _, order := range permutations(readAll(t, files)) {
		got := fold.Client(versionsOf(order), fold.Options{Today: today, Discipline: "OT"})
		if said := visitsIn(got); said != want {
			var names []string
			for _, f := range order {
				names = append(names, f.name)
			}
			t.Errorf("%s: got %s, want %s; problems %v", strings.Join(names, ", "), said, want, got.Problems)
			return
		}
	}
}

func permutations[T any](items []T) [][]T {
	if len(items) < 2 {
		return [][]T{slices.Clone(items)}
	}
	var all [][]T
	for i := range items {
		rest := slices.Delete(slices.Clone(items), i, i+1)
		for _, p := range permutations(rest) {
			all = append(all, append([]T{items[i]}, p...))
		}
	}
	return all
}

const (
	rosterText = "Client ID,First Name,Last Name,DOB\nC-1,Ann,Alpha,2019-05-14\n"
	goalsText  = "Client ID,Goal ID,Goal,Goal start,Baseline,Target\nC-1,A,Ann will cut 8 of 10 lines.,2026-02-01,2/10,8/10\n"
)

// with puts a case's own files beside a roster and a goal.
func with(files ...export) []export {
	return append([]export{{"roster.csv", rosterText, false}, {"goals.csv", goalsText, true}}, files...)
}

func list(rows ...string) export {
	return export{"visits.csv", "Client ID,Date,Start,Minutes,Status,Discipline\n" + strings.Join(rows, "\n") + "\n", false}
}

func marks(rows ...string) export {
	return export{"marks.csv", "Client ID,Date,Goal ID,Score\n" + strings.Join(rows, "\n") + "\n", true}
}

func timedSheet(rows ...string) export {
	return export{"marks.csv", "Client ID,Date,Start,Goal ID,Score\n" + strings.Join(rows, "\n") + "\n", true}
}

func notes(rows ...string) export {
	return export{"notes.csv", "Client ID,Date,Start,Minutes,Note ID\n" + strings.Join(rows, "\n") + "\n", true}
}

// TestVisitsOfADay folds small cases of each rule of ADR 137.
func TestVisitsOfADay(t *testing.T) {
	for _, c := range []struct {
		rule  string
		files []export
		want  string
	}{
		{
			"V4: three days, one canceled, and a sheet of the same days", with(
				list("C-1,2026-03-02,,45,Show,", "C-1,2026-03-09,,45,Cancelled,", "C-1,2026-03-16,,45,Show,"),
				marks("C-1,2026-03-02,A,3/10", "C-1,2026-03-09,A,4/10", "C-1,2026-03-16,A,5/10")),
			"2 of 3, 3 points, visit.contradiction 2026-03-09 row 3",
		},
		{
			"V4 with start times", with(
				list("C-1,2026-03-02,15:00,45,Show,OT", "C-1,2026-03-09,15:00,45,Cancelled,OT", "C-1,2026-03-16,15:00,45,Show,OT"),
				marks("C-1,2026-03-02,A,3/10", "C-1,2026-03-16,A,5/10")),
			"2 of 3, 2 points",
		},
		{
			"a day of occupational and physical therapy is two visits", with(
				list("C-1,2026-03-02,15:00,45,Show,OT", "C-1,2026-03-02,15:45,45,No show,PT"),
				marks("C-1,2026-03-02,A,3/10")),
			"1 of 2, 1 points",
		},
		{
			"a morning and an afternoon that one list holds are two", with(
				list("C-1,2026-03-02,09:00,45,Show,OT", "C-1,2026-03-02,14:00,45,Show,OT"),
				marks("C-1,2026-03-02,A,3/10")),
			"2 of 2, 1 points",
		},
		{
			"a result at the time of the visit that was missed", with(
				list("C-1,2026-03-02,09:00,45,Show,OT", "C-1,2026-03-02,14:00,45,No show,OT"),
				timedSheet("C-1,2026-03-02,09:00,A,3/10", "C-1,2026-03-02,14:10,A,4/10")),
			"1 of 2, 2 points, visit.contradiction 2026-03-02 row 3",
		},
		{
			"a list without times, a sheet with two", with(
				list("C-1,2026-03-02,,45,Show,OT", "C-1,2026-03-09,,45,Show,OT"),
				timedSheet("C-1,2026-03-02,09:00,A,3/10", "C-1,2026-03-02,14:00,A,4/10")),
			"2 of 2, 1 points",
		},
		{
			"a sheet of a morning and an afternoon, without any list", with(
				timedSheet("C-1,2026-03-02,09:00,A,3/10", "C-1,2026-03-02,14:00,A,4/10")),
			"2 of 2, 2 points",
		},
		{
			"lists of two months that overlap", with(
				list("C-1,2026-03-02,15:00,45,Show,OT", "C-1,2026-03-09,15:00,45,Show,OT"),
				export{"visits-2.csv", "Client ID,Date,Start,Minutes,Status\nC-1,2026-03-09,15:00,45,Show\nC-1,2026-03-16,15:00,45,No show\n", false}),
			"2 of 3, 0 points",
		},
		{
			"the sheet goes on after the list ends", with(
				list("C-1,2026-03-02,15:00,45,Show,OT", "C-1,2026-03-09,15:00,45,No show,OT"),
				marks("C-1,2026-03-02,A,3/10", "C-1,2026-03-16,A,5/10")),
			"2 of 3, 2 points",
		},
		{
			"a result between two visits of the list", with(
				list("C-1,2026-03-02,15:00,45,Show,OT", "C-1,2026-03-16,15:00,45,Show,OT"),
				marks("C-1,2026-03-02,A,3/10", "C-1,2026-03-10,A,5/10")),
			"2 of 2, 2 points, visit.none 2026-03-10 row 3",
		},
		{
			"a list of another discipline covers nothing of ours", with(
				list("C-1,2026-03-02,15:00,45,Show,PT", "C-1,2026-03-16,15:00,45,Show,PT"),
				marks("C-1,2026-03-10,A,5/10")),
			"3 of 3, 1 points",
		},
		{
			"bills and a list: a bill of a day that the list lacks was held", with(
				list("C-1,2026-03-02,15:00,45,Show,OT", "C-1,2026-03-16,15:00,45,No show,OT"),
				notes("C-1,2026-03-02,15:00,45,N-77001", "C-1,2026-03-09,15:00,45,N-77002")),
			"2 of 3, 0 points",
		},
		{
			"a bill of a visit that the list has as missed", with(
				list("C-1,2026-03-02,15:00,45,Show,OT", "C-1,2026-03-16,15:00,45,No show,OT"),
				notes("C-1,2026-03-02,15:00,45,N-77001", "C-1,2026-03-16,15:00,45,N-77002")),
			"1 of 2, 0 points, visit.contradiction 2026-03-16 row 3",
		},
		{
			"one goal of a visit was not worked on since the child left", with(
				marks("C-1,2026-03-02,A,3/10", "C-1,2026-03-02,B,absent", "C-1,2026-03-09,A,absent", "C-1,2026-03-09,B,absent")),
			"1 of 2, 1 points",
		},
		{
			"absent in the sheet, no show in the list", with(
				list("C-1,2026-03-02,15:00,45,Show,OT", "C-1,2026-03-09,15:00,45,No show,OT"),
				marks("C-1,2026-03-02,A,3/10", "C-1,2026-03-09,A,absent")),
			"1 of 2, 1 points",
		},
		{
			"the clinic was closed", with(
				list("C-1,2026-03-02,15:00,45,Show,OT", "C-1,2026-03-09,15:00,45,Therapist absent,OT", "C-1,2026-03-16,15:00,45,Snow day,OT")),
			"1 of 1, 0 points",
		},
		{
			"what is planned is no visit yet", with(
				list("C-1,2026-03-02,15:00,45,Show,OT", "C-1,2031-03-09,15:00,45,Scheduled,OT")),
			"1 of 1, 0 points",
		},
	} {
		t.Run(c.rule, func(t *testing.T) { everyOrder(t, c.files, c.want) })
	}
}

package ingest_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"milepost/ingest"
	"milepost/record"
)

// tracked is one result of a made-up tracker.
type tracked struct {
	child, goal, day, text string
}

// long writes results as a row each.
func long(all []tracked) string {
	var b strings.Builder
	b.WriteString("Client ID,Goal,Date,Score\n")
	for _, r := range all {
		fmt.Fprintf(&b, "%s,%s,%s,%s\n", r.child, r.goal, r.day, r.text)
	}
	return b.String()
}

// sayPoints is all that results say, without where they stand.
func sayPoints(b record.Batch) []string {
	var all []string
	for _, p := range b.DataPoints {
		all = append(all, fmt.Sprint(p.ClientKey, p.GoalKeys, p.Day, p.Score, p.Help, p.Key))
	}
	for _, s := range b.Sessions {
		all = append(all, fmt.Sprint(s.ClientKey, s.Day, s.Status))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// parse reads a mapping.
func parse(t testing.TB, text string) ingest.Mapping {
	t.Helper()
	m, err := ingest.ParseMapping("own", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const longMapping = "gives: [sessions, data]\nneeds: [Client ID, Goal, Date, Score]\ndate: month-first\nalways: {session.status: attended}\n" +
	"columns: {Client ID: client.id, Goal: goal.title, Date: session.day, Score: point.score}\n"

const gridMapping = "gives: [sessions, data]\nneeds: [Client ID, Goal, Column date, Cell]\ndate: month-first\nalways: {session.status: attended}\n" +
	"layout: days across\ncolumns: {Client ID: client.id, Goal: goal.title, Column date: session.day, Cell: point.score}\n"

const tabMapping = "gives: [sessions, data]\nneeds: [Sheet name, Goal, Column date, Cell]\ndate: month-first\nalways: {session.status: attended}\n" +
	"layout: days across\nsheet names: true\ncolumns: {Sheet name: client.id, Goal: goal.title, Column date: session.day, Cell: point.score}\n"

// TestAGridAndItsLongFormGiveTheSame over random trackers: as one grid, as a
// sheet for each child, and as a row for each result.
func TestAGridAndItsLongFormGiveTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(160, 2))
	for n := range 60 {
		var all []tracked
		days := make([]string, 1+r.IntN(6))
		for i := range days {
			days[i] = fmt.Sprintf("%d/%d/2026", 3+i/4, 2+7*(i%4))
		}
		cells := map[[2]string][]string{} // of child and goal
		var order [][2]string
		for c := range 1 + r.IntN(4) {
			for g := range 1 + r.IntN(3) {
				at := [2]string{fmt.Sprintf("C-%d", 101+c), fmt.Sprintf("Skill number %d", g+1)}
				order = append(order, at)
				cells[at] = make([]string, len(days))
				for i := range days {
					text := []string{"", strconv.Itoa(r.IntN(5)) + "/5", "80%", "abs", "no show", "4/9", "x?"}[r.IntN(7)]
					cells[at][i] = text
					if text != "" {
						all = append(all, tracked{at[0], at[1], days[i], text})
					}
				}
			}
		}
		if len(all) == 0 || len(days) == 1 && r.IntN(2) == 0 {
			continue
		}
		grid := "Client ID,Goal," + strings.Join(days, ",") + ",Average\n"
		for _, at := range order {
			grid += at[0] + "," + at[1] + "," + strings.Join(cells[at], ",") + ",60%\n"
		}
		tabs := book(t, func(f *excelize.File) {
			last, row := "", 0
			for _, at := range order {
				if at[0] != last {
					last, row = at[0], 3
					if _, err := f.NewSheet(last); err != nil {
						t.Fatal(err)
					}
					_ = f.SetSheetRow(last, "A1", &[]string{"Progress of the year"})
					head := append([]string{"Goal"}, days...)
					_ = f.SetSheetRow(last, "A3", &head)
				}
				row++
				line := append([]string{at[1]}, cells[at]...)
				_ = f.SetSheetRow(last, "A"+strconv.Itoa(row), &line)
			}
		})
		want, wantReport := readBytes(t, "long.csv", []byte(long(all)), parse(t, longMapping))
		for _, c := range []struct {
			name    string
			data    []byte
			mapping string
		}{{"grid.csv", []byte(grid), gridMapping}, {"tabs.xlsx", tabs, tabMapping}} {
			got, report := readBytes(t, c.name, c.data, parse(t, c.mapping))
			if !slices.Equal(sayPoints(got), sayPoints(want)) {
				t.Fatalf("%d, %s: %v\nwant %v\n%s", n, c.name, sayPoints(got), sayPoints(want), grid)
			}
			if report.Bad != wantReport.Bad || report.Used != wantReport.Used {
				t.Errorf("%d, %s: %d used, %d bad; want %d and %d\n%s", n, c.name, report.Used, report.Bad, wantReport.Used, wantReport.Bad, problemsOf(report))
			}
		}
	}
}

// TestACellIsNamed: a problem and a result name the cell of the sheet.
func TestACellIsNamed(t *testing.T) {
	text := "OT data\n\nClient ID,Goal,9/14/26,Mon 9/21\nC-1,Zip,3/5,7/5\n"
	batch, report := readBytes(t, "grid.csv", []byte(text), parse(t, gridMapping))
	if len(batch.DataPoints) != 1 || batch.DataPoints[0].Source.Row != 4 || batch.DataPoints[0].Source.Column != "C (9/14/26)" {
		t.Errorf("result stands at %+v", batch.DataPoints)
	}
	if len(report.Problems) != 1 || report.Problems[0].Row != 4 || report.Problems[0].Column != "D (Mon 9/21)" {
		t.Errorf("problems %+v", report.Problems)
	}
	if len(report.Rejected) != 1 || strings.Join(report.Rejected[0].Columns, "|") != "Client ID|Goal|9/14/26|Mon 9/21" {
		t.Errorf("rejected %+v", report.Rejected)
	}
}

// TestAMendedRowOfAGridTakesItsPlace: the row to mend is the one of the sheet.
func TestAMendedRowOfAGridTakesItsPlace(t *testing.T) {
	text := "Client ID,Goal,9/14/26,9/21/26,9/28/26\nC-1,Zip,3/5,7/5,9/5\nC-1,Cut,1/5,2/5,\n"
	_, report := readBytes(t, "grid.csv", []byte(text), parse(t, gridMapping))
	if len(report.Rejected) != 1 || report.Bad != 2 {
		t.Fatalf("%d rows to mend of %d with problems", len(report.Rejected), report.Bad)
	}
	r := report.Rejected[0]
	cells := slices.Clone(r.Cells)
	cells[3], cells[4] = "4/5", "5/5"
	batch, after := readWith(t, "grid.csv", []byte(text), ingest.Options{
		Mappings: []ingest.Mapping{parse(t, gridMapping)}, Today: today,
		Mended: []ingest.MendedRow{{Row: r.Row, Columns: r.Columns, Cells: cells, Source: record.Source{File: "rows.xlsx", Row: 2}}},
	})
	const want = "C-1 2026-09-14 3/5; C-1 2026-09-21 4/5; C-1 2026-09-28 5/5; C-1 2026-09-14 1/5; C-1 2026-09-21 2/5"
	if got := scores(batch); got != want || after.Bad != 0 {
		t.Errorf("%s\nwant %s\n%s", got, want, problemsOf(after))
	}
}

// TestProposedLayouts: what map sees in tables as therapists keep them.
func TestProposedLayouts(t *testing.T) {
	known := []ingest.KnownClient{
		{ID: "R-1", Name: "Mia Rodriguez", Names: []record.Person{{First: "Mia", Last: "Rodriguez"}}},
		{ID: "R-2", Name: "Leo Kim", Names: []record.Person{{First: "Leo", Last: "Kim"}}},
	}
	cases := []struct {
		rule, text string
		want       string // results
		sees       string
	}{
		{
			"a row for each child and goal", "Child,Goal,9/14/26,9/21\nMia,Zip,3/5,4/5\nLeo Kim,Cut,1/5,\n",
			"R-1 2026-09-14 3/5; R-1 2026-09-21 4/5; R-2 2026-09-14 1/5", "a column for each day",
		},
		{
			"a child above each table", "Mia Rodriguez\nGoal,9/14/26,9/21\nZip,3/5,4/5\n\nLeo Kim\nGoal,9/14/26,9/21\nCut,1/5,\n",
			"R-1 2026-09-14 3/5; R-1 2026-09-21 4/5; R-2 2026-09-14 1/5", "in 2 tables",
		},
		{
			"goals over days", "Child,Zip a jacket,,Cut a line,\n,9/14/26,9/21/26,9/14/26,9/21/26\nMia,3/5,4/5,1/5,2/5\n",
			"R-1 2026-09-14 3/5; R-1 2026-09-21 4/5; R-1 2026-09-14 1/5; R-1 2026-09-21 2/5", "a column for each day",
		},
		{
			"days over parts", "Child,Goal,9/14/26,,9/21/26,\n,,Correct,Trials,Correct,Trials\nMia,Zip,3,5,4,5\n",
			"R-1 2026-09-14 3 of 5; R-1 2026-09-21 4 of 5", "a column for each day",
		},
		{
			"months over days", "Child,Goal,Sept 2026,,Oct,\n,,14,21,5,12\nMia,Zip,3/5,4/5,,5/5\n",
			"R-1 2026-09-14 3/5; R-1 2026-09-21 4/5; R-1 2026-10-12 5/5", "a column for each day",
		},
		{
			"answers of a web form", "Timestamp,Child's name,How many times did the child zip a jacket?,How many times out of 5 did the child cut on the line?\n" +
				"9/14/2026 15:32:10,Mia,3/5,1/5\n9/21/2026 15:40:00,Leo Kim,2/5,\n",
			"R-1 2026-09-14 3/5; R-1 2026-09-14 1/5; R-2 2026-09-21 2/5", "a column for each goal",
		},
	}
	for _, c := range cases {
		f := fileOf("t.csv", []byte(c.text))
		p, err := ingest.ProposeMapping(t.Context(), f, ingest.LookOptions{Clients: known, Today: today})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(p.Layout, c.sees) {
			t.Errorf("%s: sees %q", c.rule, p.Layout)
		}
		if err := p.SetAlways("session.status", "attended"); err != nil {
			t.Fatal(err)
		}
		if lacks := p.Lacks(); len(lacks) > 0 {
			t.Errorf("%s: lacks %v", c.rule, lacks)
		}
		text := p.Mapping("own").Write(nil)
		m := parse(t, string(text))
		batch, report := readWith(t, "t.csv", []byte(c.text), ingest.Options{Mappings: []ingest.Mapping{m}, Today: today})
		if got := scores(batch); got != c.want || report.Bad != 0 {
			t.Errorf("%s: %s\nwant %s\n%s\n%s", c.rule, got, c.want, problemsOf(report), text)
		}
	}
}

// TestYearsOfHeaders: the year is asked, or told by weekdays.
func TestYearsOfHeaders(t *testing.T) {
	propose := func(text string) *ingest.MappingProposal {
		p, err := ingest.ProposeMapping(t.Context(), fileOf("t.csv", []byte(text)), ingest.LookOptions{Today: day(t, "2026-12-01")})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	asked := propose("Client ID,Goal,9/14,9/21\nC-1,Zip,3/5,4/5\n")
	if !slices.ContainsFunc(asked.Doubts(), func(d ingest.Doubt) bool { return d.Must && slices.Equal(d.Choices, []string{"2026", "2025"}) }) {
		t.Errorf("the year is not asked: %+v", asked.Doubts())
	}
	if err := asked.SetYear("2025"); err != nil || asked.Mapping("own").Shape.Year != 2025 {
		t.Errorf("the year is not taken: %v", err)
	}
	told := propose("Client ID,Goal,Mon 9/14,Mon 9/21\nC-1,Zip,3/5,4/5\n")
	if told.Mapping("own").Shape.Year != 2026 {
		t.Errorf("the weekdays do not tell the year: %+v", told.Mapping("own").Shape)
	}
}

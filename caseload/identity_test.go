package caseload_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/caseload"
	"milepost/ingest/sheet"
	"milepost/record"
)

func TestSharedCasesOfIdentity(t *testing.T) {
	for _, test := range []struct {
		dir    string
		own    []string // files that are mapped first
		files  []string // in the order of arrival
		want   string
		asked  int
		shown  []string // each in a question
		absent string   // nothing of it in a report
	}{
		{
			"exports/05-other-child-same-id",
			[]string{"goals.csv", "marks.csv"},
			[]string{"roster.csv", "goals.csv", "marks.csv"},
			"B-11 Lorna Pettigrew: 1 2 2", 1,
			[]string{"Osric Haldane", "Lorna Pettigrew", "2 rows (4, 5)"},
			"5 of 5",
		},
		{
			"exports/05-other-child-same-id",
			[]string{"goals.csv", "marks-without-birth-date.csv"},
			[]string{"marks-without-birth-date.csv", "goals.csv", "roster.csv"},
			"B-11 Lorna Pettigrew: 1 2 2", 1,
			[]string{"Osric Haldane", "Lorna Pettigrew", "2 rows (4, 5)"},
			"5 of 5",
		},
		{"exports/07-composed-names", []string{"goals.csv", "marks.csv"}, []string{"marks.csv", "roster.csv", "goals.csv"}, "U-2 Zoé Ångström: 1 2 2", 0, nil, ""},
		{
			"exports/08-two-word-surname",
			[]string{"goals.csv", "marks.csv"},
			[]string{"roster.csv", "goals.csv", "marks.csv"},
			"D-6 Kees van Houten: 1 1 1; D-7 Alba Romero Vidal: 1 1 1", 0, nil, "",
		},
		{"exports/09-goals-file-as-only-list", nil, []string{"plan.csv"}, "881 Runa Castellan: 1 0 0; 882 Milo Abara: 1 0 0", 0, nil, ""},
		{
			"exports/10-client-list-without-ids",
			[]string{"clients.csv", "goals.csv"},
			[]string{"goals.csv", "clients.csv"},
			"M-0001 Runa Castellan: 1 0 0; M-0002 Milo Abara: 1 0 0", 0, nil, "",
		},
		{
			"exports/19-record-number-in-name-cell",
			[]string{"goals.csv", "marks.csv"},
			[]string{"goals.csv", "marks.csv"},
			"5521 Inga Falk: 1 1 1; 5522 Hal Brandt: 1 1 1", 0, nil, "",
		},
		{
			"reports/13-one-child-written-two-ways",
			[]string{"attendance-by-name.csv"},
			[]string{"attendance-by-name.csv", "roster.csv"},
			"C-4 Robert Jones: 0 1 0; C-5 José Núñez García: 0 1 0; C-6 Mary Ann O’Brien: 0 1 0; C-7 Liam Lee Jr.: 0 1 0", 0, nil, "",
		},
	} {
		t.Run(test.dir+"/"+strings.Join(test.files, ","), func(t *testing.T) {
			d := newFrontDesk(t)
			for _, name := range test.own {
				d.mapped(name, sharedCase(t, test.dir+"/"+name))
			}
			for _, name := range test.files {
				d.took(name, sharedCase(t, test.dir+"/"+name))
			}
			if got := strings.ReplaceAll(d.counts(), "a\u0301", "á"); norms(got) != norms(test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
			asked := d.questions()
			if len(asked) != test.asked {
				t.Errorf("asked: %v", asked)
			}
			d.namesNobody("Lorna", "Osric", "Haldane", "Falk", "Castellan", "Kees", "Bobby")
			for _, shown := range test.shown {
				if !strings.Contains(fmt.Sprint(asked), shown) {
					t.Errorf("%q is not shown in %v", shown, asked)
				}
			}
			if test.absent == "" {
				return
			}
			if _, err := d.c.Draft(ctx(), now(), caseload.Holder(), caseload.Selection{From: record.Date{Year: 2026, Month: 8, Day: 3}}, func(int, int) {}); err != nil {
				t.Fatal(err)
			}
			drafts, _ := filepath.Glob(filepath.Join(d.dir, "drafts", "*", "*.md"))
			for _, name := range drafts {
				text, err := os.ReadFile(name)
				if err != nil || strings.Contains(string(text), test.absent) || strings.Contains(string(text), "Osric") {
					t.Errorf("the report tells of the other child: %v\n%s", err, text)
				}
			}
		})
	}
}

// norms writes a text without accents, as names are compared.
func norms(text string) string { return strings.Join(record.NameWords(text), " ") }

// The roster of a clinic whose children are easily mistaken.
const smallRoster = `Client ID,First Name,Last Name,Preferred Name,DOB
A-1,Lorna,Pettigrew,,2018-01-15
A-2,Mia,Okafor,,2019-05-04
A-3,Lia,Okafor,,2019-05-04
A-4,Robert,Jones,Bobby,2017-03-03
A-5,Ana Maria,Perez,,2018-08-08
`

const smallGoals = `Client ID,Goal ID,Goal,Baseline,Target
A-1,G1,Lorna will tie a bow.,0/5,4/5
A-2,G2,Mia will cut a line.,0/5,4/5
A-3,G3,Lia will cut a line.,0/5,4/5
A-4,G4,Robert will zip a coat.,0/5,4/5
A-5,G5,Ana Maria will draw a cross.,0/5,4/5
`

// Each file holds rows that are one child's by id and another's by name, birth
// date or number, beside rows that agree.
func TestNoOtherChildsDataComesIn(t *testing.T) {
	const marks = "Client ID,Child,DOB,Date,Goal ID,Score\n"
	for _, test := range []struct {
		name  string
		text  string
		want  string // results of
		asked int
	}{
		{"an id column that a sort left behind", marks +
			"A-2,Lorna Pettigrew,2018-01-15,2026-09-09,G1,1/5\nA-3,Mia Okafor,2019-05-04,2026-09-09,G2,2/5\nA-1,Lia Okafor,2019-05-04,2026-09-09,G3,3/5\n", "0 0 0 0 0", 3},
		{"capitals, order, accents, suffixes and initials are the same child", marks +
			"A-1,\"PETTIGREW, LORNA\",2018-01-15,2026-09-09,G1,1/5\nA-4,Jones Jr. Robert,2017-03-03,2026-09-09,G4,1/5\nA-2,Mía Q. Okafor,2019-05-04,2026-09-09,G2,1/5\n", "1 1 0 1 0", 0},
		{"nickname and preferred name are the same child", marks +
			"A-4,Bobby Jones,2017-03-03,2026-09-09,G4,1/5\nA-4,Rob Jones,2017-03-03,2026-09-16,G4,2/5\n", "0 0 0 2 0", 0},
		{"first name alone, and initials", marks + "A-1,Lorna,,2026-09-09,G1,1/5\nA-1,L.P.,,2026-09-16,G1,2/5\nA-1,OH,,2026-09-23,G1,5/5\n", "2 0 0 0 0", 1},
		{"twins", marks + "A-2,Mia Okafor,2019-05-04,2026-09-09,G2,1/5\nA-2,Lia Okafor,2019-05-04,2026-09-16,G2,5/5\n", "0 1 0 0 0", 1},
		{"the right name with another birth date", marks + "A-1,Lorna Pettigrew,2016-07-30,2026-09-09,G1,5/5\nA-1,Lorna Pettigrew,2018-01-15,2026-09-16,G1,1/5\n", "1 0 0 0 0", 1},
		{"a sister with a shared middle name", marks + "A-5,Maria Perez,2018-08-08,2026-09-09,G5,5/5\nA-5,Ana Perez,2018-08-08,2026-09-16,G5,1/5\n", "0 0 0 0 1", 1},
		{"the birth date alone", "Client ID,DOB,Date,Goal ID,Score\nA-1,2016-07-30,2026-09-09,G1,5/5\nA-1,2018-01-15,2026-09-16,G1,1/5\n", "1 0 0 0 0", 1},
		{"swapped columns of first and last name", "Client ID,First Name,Last Name,Date,Goal ID,Score\nA-1,Pettigrew,Lorna,2026-09-09,G1,1/5\nA-1,Haldane,Osric,2026-09-16,G1,5/5\n", "1 0 0 0 0", 1},
		{"a record number beside another child's name", "Client,Date,Goal ID,Score\n\"Pettigrew, Lorna (A-1)\",2026-09-09,G1,1/5\n\"Haldane, Osric (A-1)\",2026-09-16,G1,5/5\n", "1 0 0 0 0", 1},
		{"a typing error is asked about", marks + "A-1,Lorna Petigrew,,2026-09-09,G1,1/5\nA-1,Lorna Pettigrew,,2026-09-16,G1,2/5\n", "1 0 0 0 0", 1},
		{"by name and the birth date of another", "Child,DOB,Date,Goal ID,Score\nLorna Pettigrew,2019-05-04,2026-09-09,G1,5/5\nLorna Pettigrew,2018-01-15,2026-09-16,G1,1/5\n", "1 0 0 0 0", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newFrontDesk(t)
			d.mapped("goals.csv", smallGoals)
			d.mapped("marks.csv", test.text)
			d.took("roster.csv", smallRoster)
			d.took("goals.csv", smallGoals)
			d.took("marks.csv", test.text)
			var got []string
			for _, id := range []record.ID{"A-1", "A-2", "A-3", "A-4", "A-5"} {
				f, err := d.c.FoldOf(ctx(), id)
				if err != nil {
					t.Fatal(err)
				}
				if len(f.Sessions) != len(f.DataPoints) {
					t.Errorf("%s: %d sessions, %d results", id, len(f.Sessions), len(f.DataPoints))
				}
				got = append(got, fmt.Sprint(len(f.DataPoints)))
			}
			asked := d.questions()
			if strings.Join(got, " ") != test.want || len(asked) != test.asked {
				t.Errorf("got %v, want %s; asked %d, want %d: %v", got, test.want, len(asked), test.asked, asked)
			}
			if n := strings.Count(d.counts(), ";") + 1; n != 5 {
				t.Errorf("%d clients, want 5: %s", n, d.counts())
			}
		})
	}
}

// What a person answers settles it: the same child's rows are used, the other's
// stay out.
func TestAnAnswerOfWhoIsWhoSettlesIt(t *testing.T) {
	const text = "Client ID,Child,DOB,Date,Goal ID,Score\nA-1,Lorna Haldane,2018-01-15,2026-09-09,G1,1/5\nA-2,Mia Okafor,2019-05-03,2026-09-09,G2,2/5\nA-3,Tom Reed,2015-01-01,2026-09-09,G3,5/5\n"
	d := newFrontDesk(t)
	d.mapped("goals.csv", smallGoals)
	d.mapped("marks.csv", text)
	d.took("roster.csv", smallRoster)
	d.took("goals.csv", smallGoals)
	d.took("marks.csv", text)
	if got := len(d.questions()); got != 3 {
		t.Fatalf("asked: %v", d.questions())
	}
	for _, id := range []record.ID{"A-1", "A-2"} {
		if _, err := d.c.SameChild(ctx(), now(), caseload.Holder(), id); err != nil {
			t.Fatal(err)
		}
	}
	want := "A-1 Lorna Pettigrew: 1 1 1; A-2 Mia Okafor: 1 1 1; A-3 Lia Okafor: 1 0 0; A-4 Robert Jones: 1 0 0; A-5 Ana Maria Perez: 1 0 0"
	if got := d.counts(); got != want || len(d.questions()) != 1 {
		t.Errorf("got %q, want %q; asked %v", got, want, d.questions())
	}
}

// A goals file of another clinic, whose ids are other children's here.
func TestAnotherClinicsGoalsStayOut(t *testing.T) {
	const text = "Client ID;Client;Goal;Baseline;Target\nA-1;Peter Pan;Peter will stack 6 blocks in 4 of 5 trials.;1/5;4/5\nA-2;Mia Okafor;Mia will snip.;1/5;4/5\n"
	d := newFrontDesk(t)
	d.mapped("plan.csv", text)
	d.took("roster.csv", smallRoster)
	d.took("plan.csv", text)
	if got := d.counts(); !strings.HasPrefix(got, "A-1 Lorna Pettigrew: 0 0 0; A-2 Mia Okafor: 1 0 0") {
		t.Error(got)
	}
	if asked := d.questions(); len(asked) != 1 || !strings.Contains(asked[0].String(), "Peter Pan") || !strings.Contains(asked[0].String(), "Lorna Pettigrew") {
		t.Errorf("asked: %v", asked)
	}
}

// Whatever ids stand beside whichever names: a child has its own results only.
func TestShuffledIDsBringNothingOfAnotherChild(t *testing.T) {
	ids := []string{"A-1", "A-2", "A-3", "A-4", "A-5"}
	names := []string{"Lorna Pettigrew", "Mia Okafor", "Lia Okafor", "Robert Jones", "Ana Maria Perez"}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		if n++; n > *histories {
			return
		}
		d := newFrontDesk(t)
		d.mapped("goals.csv", smallGoals)
		var text strings.Builder
		text.WriteString("Client ID,Child,Date,Goal ID,Score\n")
		want := make([]int, len(ids))
		for day := range 6 {
			for i, id := range rapid.Permutation(ids).Draw(rt, "ids") {
				fmt.Fprintf(&text, "%s,%s,2026-09-%02d,G%s,%d/5\n", id, names[i], day+1, id[2:], i)
				if id == ids[i] {
					want[i]++
				}
			}
		}
		d.mapped("marks.csv", text.String())
		d.took("roster.csv", smallRoster)
		d.took("goals.csv", smallGoals)
		d.took("marks.csv", text.String())
		for i, id := range ids {
			f, err := d.c.FoldOf(ctx(), record.ID(id))
			if err != nil {
				rt.Fatal(err)
			}
			if len(f.DataPoints) != want[i] || len(f.Sessions) != want[i] {
				rt.Fatalf("%s: %d results and %d sessions, want %d", id, len(f.DataPoints), len(f.Sessions), want[i])
			}
			for _, p := range f.DataPoints {
				if p.Score.OK != i {
					rt.Fatalf("%s has a result of %s", id, names[p.Score.OK])
				}
			}
		}
	})
}

// Rows that wait stand in the workbook of rows to mend, each with both names.
func TestRowsOfAnotherChildComeToBeMended(t *testing.T) {
	const header = "visit_id,patient_id,patient_name,patient_dob,date_of_service,start_time,minutes,documenting_therapist,therapist_id,discipline,place_of_service,visit_type,goal_id,goal,result,assist_level,setting,comment\n"
	row := func(visit, id, name string) string {
		return visit + "," + id + ",\"" + name + "\",,8/31/2026,3:00 PM,45,,T-1,OT,Clinic,individual,G1,Bow,1/5,,,\n"
	}
	d := newFrontDesk(t)
	d.took("roster.csv", smallRoster)
	in := d.took("visits.csv", header+row("1", "A-1", "Pettigrew, Lorna")+row("2", "A-1", "Haldane, Osric")+row("3", "A-1", "Haldane, Osric"))
	if len(in.Files) != 1 || in.Files[0].Rejected == "" {
		t.Fatalf("no rows to mend: %+v", in.Files)
	}
	data, err := os.ReadFile(filepath.Join(d.dir, in.Files[0].Rejected))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	err = sheet.EachRow(ctx(), sheet.File{Name: "rows.xlsx", Data: bytes.NewReader(data), Size: int64(len(data))}, func(r sheet.Row) error {
		text := fmt.Sprint(r.Cells)
		if strings.Contains(text, "Osric") {
			rows++
			if !strings.Contains(text, "Lorna Pettigrew") {
				t.Errorf("row %d does not show both names: %s", r.Number, text)
			}
		}
		return nil
	})
	if err != nil || rows != 2 {
		t.Errorf("got %d rows to mend, %v; want 2", rows, err)
	}
	d.namesNobody("Lorna", "Osric", "Haldane")
}

package card_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"milepost/ingest/card"
	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/record"
)

// rowsOf returns a list's rows.
func rowsOf(t *testing.T, list []byte, named string) [][]string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows(named)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// whole is a goal that lacks nothing.
func whole() card.GoalRow {
	return card.GoalRow{
		Client: record.Client{ID: "R-1", FirstName: "Ada"},
		Goal: record.Goal{
			ID: "G-1", Version: 1, Text: "Ada will cut.", Domain: "scissors", Skill: "straight-line",
			PlainName: map[string]string{"en": "cut along a line"},
		},
		Objective: record.Objective{
			ID: "G-1", Measure: record.Measure{Kind: record.Trials, Better: record.Up, Unit: "cuts"},
			Target: record.Score{Form: record.Ratio, OK: 4, Of: 5}, TargetDate: record.Date{Year: 2027, Month: 2, Day: 26},
			Criterion: record.Criterion{Sessions: 3},
		},
	}
}

// TestAListShowsWhatIsMissing: by default a list has the rows and fields of
// which something is missing; with all, every one.
func TestAListShowsWhatIsMissing(t *testing.T) {
	lacking := whole()
	lacking.Goal.ID, lacking.Goal.Text, lacking.Goal.Domain = "G-2", "Ada will play.", ""
	rows := []card.GoalRow{whole(), lacking}
	for _, all := range []bool{false, true} {
		var list bytes.Buffer
		n, err := card.WriteGoalList(&list, rows, card.ListOptions{All: all})
		if err != nil {
			t.Fatal(err)
		}
		got := rowsOf(t, list.Bytes(), "Goals")
		if want := map[bool]int{false: 1, true: 2}[all]; n != want || len(got) != want+1 {
			t.Errorf("all %v: %d rows written, %d in the list, want %d", all, n, len(got)-1, want)
		}
		for header, always := range map[string]bool{"Domain: yes, or change to": true, "Target date: yes, or change to": false, "Baseline: yes, or change to": false} {
			if has := slices.Contains(got[0], header); has != (all || always) {
				t.Errorf("all %v: has %q: %v", all, header, has)
			}
		}
		file := fill(t, list.Bytes(), "Goals", map[string]any{"Domain: yes, or change to": "play"})
		changes, problems, err := card.ReadGoalList(file)
		if err != nil || len(problems) > 0 || len(changes) != 1 || changes[0].Value != "play" {
			t.Errorf("all %v: %+v %v %v", all, changes, problems, err)
		}
	}
}

// TestAListOfClientsAsksForContactsWhereOneIsMissing checks the right part of
// the list, which is not of a field.
func TestAListOfClientsAsksForContactsWhereOneIsMissing(t *testing.T) {
	client := record.Client{ID: "R-1", FirstName: "Ada"}
	for _, missing := range []string{"pronouns", "contact", "therapist who still works here: Ana Reyes left on October 1, 2026"} {
		var list bytes.Buffer
		if _, err := card.WriteClientList(&list, []card.ClientRow{{Folded: fold.Result{Client: client}, Missing: []string{missing}}}, card.ListOptions{}); err != nil {
			t.Fatal(err)
		}
		header := rowsOf(t, list.Bytes(), "Clients")[0]
		word, _, _ := strings.Cut(missing, " who ")
		for _, has := range []struct {
			word, column string
		}{
			{"pronouns", "Pronouns (she, he, they, none, or five words with /): yes, or change to"},
			{"contact", "Contact: name"},
			{"therapist", "Therapist: yes, or change to"},
		} {
			if got := slices.Contains(header, has.column); got != (has.word == word) {
				t.Errorf("%s is missing: column %q: %v", missing, has.column, got)
			}
		}
	}
}

// TestAWrongWordIsRefusedWithTheNearest: for fields that take one of some words,
// it is taken, and one with a letter changed is a problem that names it. Domains
// and skills are the library's to judge.
func TestAWrongWordIsRefusedWithTheNearest(t *testing.T) {
	options := card.ListOptions{All: true, Caseloads: []string{"North", "South"}, Staff: []record.Therapist{
		{ID: "T-1", Name: "Ana Reyes", Credential: "OTR/L"}, {ID: "T-2", Name: "Bo Lindqvist"},
	}}
	client := record.Client{ID: "R-1", FirstName: "Ada"}
	var goals, clients bytes.Buffer
	if _, err := card.WriteGoalList(&goals, []card.GoalRow{whole()}, options); err != nil {
		t.Fatal(err)
	}
	if _, err := card.WriteClientList(&clients, []card.ClientRow{card.NewClientRow(fold.Result{Client: client})}, options); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		sheet, column, right, wrong string
	}{
		{"Goals", "Measure: yes, or change to", "trials", "trails"},
		{"Goals", "Measure: yes, or change to", "duration", "durration"},
		{"Goals", "Better is (up, down): yes, or change to", "down", "dwon"},
		{"Clients", "Pronouns (she, he, they, none, or five words with /): yes, or change to", "they", "thay"},
		{"Clients", "Plan beside the clinic's (IEP, IFSP, none): yes, or change to", "IFSP", "IFPS"},
		{"Clients", "Therapist: yes, or change to", "Ana Reyes", "Anna Reyes"},
		{"Clients", "Caseload: yes, or change to", "North", "Nort"},
		{"Clients", "Contact: send by (post, portal, email, hand)", "portal", "portall"},
		{"Clients", "Contact: may receive papers (yes, no)", "yes", "yess"},
	} {
		list, read := goals.Bytes(), card.ReadGoalList
		cells := map[string]any{}
		if c.sheet == "Clients" {
			list, read = clients.Bytes(), readClients
			cells["Contact: name"] = "Kim Rivers"
		}
		if c.column == "Therapist: yes, or change to" || c.column == "Caseload: yes, or change to" {
			read = func(f sheet.File) ([]card.Change, []record.Problem, error) { return card.ReadClientList(f, options) }
		}
		cells[c.column] = c.right
		changes, problems, err := read(fill(t, list, c.sheet, cells))
		if err != nil || len(problems) > 0 || !slices.ContainsFunc(changes, func(to card.Change) bool { return to.Value == c.right }) {
			t.Errorf("%s %q: %+v %v %v", c.column, c.right, changes, problems, err)
		}
		cells[c.column] = c.wrong
		_, problems, err = read(fill(t, list, c.sheet, cells))
		if err != nil || len(problems) != 1 || !strings.Contains(problems[0].Next.Text, c.right) {
			t.Errorf("%s %q: want a problem that names %q: %+v %v", c.column, c.wrong, c.right, problems, err)
		}
	}
}

// TestDaysInTheListOfWhatFallsDue: a day is put under the field that is missing;
// in a row whose day is on file it is a problem.
func TestDaysInTheListOfWhatFallsDue(t *testing.T) {
	for _, c := range []struct {
		field string
		day   any
		want  string
	}{
		{"dates.iep_meeting", "10/1/2026", "2026-10-01"},
		{"dates.ifsp_review", 46296, "2026-10-01"},
		{"birth_date", "Oct 1, 2019", "2019-10-01"},
		{"", "10/1/2026", ""},
		{"dates.iep_meeting", "soon", ""},
		{"therapist", "10/1/2026", ""},
	} {
		book := excelize.NewFile()
		if err := book.SetSheetName("Sheet1", card.DueSheet); err != nil {
			t.Fatal(err)
		}
		for i, row := range [][]any{{card.DueDay, card.DueClient, card.DueField}, {c.day, "R-1", c.field}} {
			if err := book.SetSheetRow(card.DueSheet, []string{"A1", "A2"}[i], &row); err != nil {
				t.Fatal(err)
			}
		}
		var out bytes.Buffer
		if err := book.Write(&out); err != nil {
			t.Fatal(err)
		}
		changes, problems, err := card.ReadDueList(fill(t, out.Bytes(), card.DueSheet, nil))
		switch {
		case err != nil:
			t.Fatal(err)
		case c.want == "" && (len(changes) > 0 || len(problems) != 1):
			t.Errorf("%v: %+v %v", c, changes, problems)
		case c.want != "" && (len(problems) > 0 || len(changes) != 1 || changes[0].Value != c.want || changes[0].Field != c.field):
			t.Errorf("%v: %+v %v", c, changes, problems)
		}
	}
}

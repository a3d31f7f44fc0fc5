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

// fill opens a list, writes texts under headers of the second row and returns
// it as a file.
func fill(t *testing.T, list []byte, named string, cells map[string]any) sheet.File {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows(named)
	if err != nil {
		t.Fatal(err)
	}
	for header, value := range cells {
		i := slices.Index(rows[0], header)
		if i < 0 {
			t.Fatalf("no column %q in %q", header, rows[0])
		}
		name, err := excelize.CoordinatesToCellName(i+1, 2)
		if err != nil {
			t.Fatal(err)
		}
		if err := book.SetCellValue(named, name, value); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return sheet.File{Name: "list.xlsx", Data: bytes.NewReader(out.Bytes()), Size: int64(out.Len())}
}

func goalList(t *testing.T, text string) []byte {
	t.Helper()
	row := card.GoalRow{
		Client:    record.Client{ID: "R-0417", FirstName: "Linh"},
		Goal:      record.Goal{ID: "G-1", Version: 1, Text: text},
		Objective: record.Objective{ID: "G-1"},
	}
	var list bytes.Buffer
	if _, err := card.WriteGoalList(&list, []card.GoalRow{row}, card.ListOptions{All: true}); err != nil {
		t.Fatal(err)
	}
	return list.Bytes()
}

func TestGoalListComesBackAsChanges(t *testing.T) {
	list := goalList(t, "Linh will cut along a curved line in 4 of 5 trials over 3 consecutive sessions.")
	file := fill(t, list, "Goals", map[string]any{
		"Plain name: yes, or change to": "yes", "Target: yes, or change to": "YES", "Criterion: yes, or change to": "yes",
		"Domain: yes, or change to": "fine-motor", "Target date: yes, or change to": 46356,
	})
	changes, problems, err := card.ReadGoalList(file)
	if err != nil || len(problems) > 0 {
		t.Fatalf("got %v, %v", problems, err)
	}
	to := card.Change{Client: "R-0417", Goal: "G-1", Version: 1}
	var want []card.Change
	for _, pair := range [][2]string{
		{"plain.en", "cut along a curved line"},
		{"domain", "fine-motor"},
		{"target", "4/5"},
		{"target_date", "2026-11-30"},
		{"criterion", "3 sessions in a row"},
	} {
		to.Field, to.Value = pair[0], pair[1]
		to.Confirms = pair[0] != "domain" && pair[0] != "target_date"
		want = append(want, to)
	}
	for i := range changes {
		if changes[i].At.Row != 2 || changes[i].At.Sheet != "Goals" {
			t.Errorf("got %v, want the cell", changes[i].At)
		}
		changes[i].At = record.Source{}
	}
	if !slices.Equal(changes, want) {
		t.Errorf("got %+v\nwant %+v", changes, want)
	}
	made, err := card.Write(nil, "R-0417", changes)
	if err != nil {
		t.Fatal(err)
	}
	batch, left, err := card.Read("R-0417.yaml", made)
	if err != nil || len(left) > 0 || batch.Goals[0].Objectives[0].Criterion.Sessions != 3 {
		t.Errorf("got %+v, %v, %v from\n%s", batch, left, err, made)
	}
}

func TestUntouchedGoalListChangesNothing(t *testing.T) {
	list := goalList(t, "Linh will snip paper in 4 of 5 trials.")
	changes, problems, err := card.ReadGoalList(sheet.File{Name: "a.xlsx", Data: bytes.NewReader(list), Size: int64(len(list))})
	if err != nil || len(problems)+len(changes) > 0 {
		t.Errorf("got %v, %v, %v; want nothing: no proposal is used unconfirmed", changes, problems, err)
	}
}

func TestGoalListNamesTheCellThatCannotBeUsed(t *testing.T) {
	list := goalList(t, "Linh will play.")
	file := fill(t, list, "Goals", map[string]any{
		"Target: yes, or change to": "7/5", "Skill: yes, or change to": "yes", "Measure: yes, or change to": "percents",
	})
	changes, problems, err := card.ReadGoalList(file)
	if err != nil || len(changes) > 0 || len(problems) != 3 {
		t.Fatalf("got %v, %v, %v; want three problems", changes, problems, err)
	}
	for _, p := range problems {
		if p.Sheet != "Goals" || p.Row != 2 || !strings.HasSuffix(p.Column, "yes, or change to") || p.Found == "" || p.Next.IsZero() {
			t.Errorf("got %+v, want its cell", p)
		}
	}
}

func TestListsHoldNoFormulas(t *testing.T) {
	list := goalList(t, `=HYPERLINK("http://x.org")`)
	book, err := excelize.OpenReader(bytes.NewReader(list))
	if err != nil {
		t.Fatal(err)
	}
	if text, err := book.GetCellValue("Goals", "F2"); err != nil || !strings.HasPrefix(text, "'=") {
		t.Errorf("got %q, %v; want an apostrophe before it", text, err)
	}
	if formula, err := book.GetCellFormula("Goals", "F2"); err != nil || formula != "" {
		t.Errorf("got formula %q, %v", formula, err)
	}
}

func TestClientListComesBackAsChanges(t *testing.T) {
	var list bytes.Buffer
	row := card.ClientRow{Folded: fold.Result{Client: record.Client{ID: "R-0417"}}}
	if _, err := card.WriteClientList(&list, []card.ClientRow{row}, card.ListOptions{All: true}); err != nil {
		t.Fatal(err)
	}
	file := fill(t, list.Bytes(), "Clients", map[string]any{
		"Called: yes, or change to": "Linh", "Pronouns (she, he, they, none, or five words with /): yes, or change to": "she",
		"Birth date: yes, or change to": "2020-05-11", "Contact: name": "Trần Mai", "Contact: may receive papers (yes, no)": "yes",
	})
	changes, problems, err := card.ReadClientList(file, card.ListOptions{})
	if err != nil || len(problems) > 0 || len(changes) != 4 {
		t.Fatalf("got %v, %v, %v; want four changes", changes, problems, err)
	}
	made, err := card.Write(nil, "R-0417", changes)
	if err != nil {
		t.Fatal(err)
	}
	batch, _, err := card.Read("R-0417.yaml", made)
	if err != nil {
		t.Fatal(err)
	}
	c := batch.Clients[0]
	if c.Preferred != "Linh" || c.Pronouns.Subject != "she" || c.BirthDate != day(t, "2020-05-11") ||
		!slices.Equal(c.Contacts, []record.Contact{{Name: "Trần Mai", MayReceive: true}}) {
		t.Errorf("got %+v from\n%s", c, made)
	}
}

func TestListThatIsAnotherFile(t *testing.T) {
	for _, text := range []string{"", "not a workbook"} {
		if _, _, err := card.ReadGoalList(sheet.File{Name: "a.xlsx", Data: strings.NewReader(text), Size: int64(len(text))}); err == nil {
			t.Errorf("%q: got no error", text)
		}
	}
	list := goalList(t, "Play.")
	if _, _, err := readClients(sheet.File{Name: "a.xlsx", Data: bytes.NewReader(list), Size: int64(len(list))}); err == nil {
		t.Error("the list of goals as list of clients: got no error")
	}
}

func readClients(f sheet.File) ([]card.Change, []record.Problem, error) {
	return card.ReadClientList(f, card.ListOptions{})
}

package card_test

import (
	"bytes"
	"strings"
	"testing"

	"milepost/ingest/card"
	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/record"
)

// TestDaysAreTypedAlikeInCardsAndWorkbooks checks that one reader reads the
// days of both, and that the card keeps them year first.
func TestDaysAreTypedAlikeInCardsAndWorkbooks(t *testing.T) {
	var list bytes.Buffer
	client := record.Client{ID: "R-0417", FirstName: "Linh"}
	if _, err := card.WriteClientList(&list, []card.ClientRow{{Folded: fold.Result{Client: client}}}, card.ListOptions{All: true}); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"2/26/2027", "02-26-27", "Feb 26, 2027", "2027-02-26", "26 February 2027"} {
		batch, problems, err := card.Read("R-0417.yaml", []byte("client: R-0417\nbirth_date: 2/26/2017\nstart_of_care: "+text+"\ndates: {iep_review: \""+text+"\"}\ngoals: [{goal: G-1, target_date: \""+text+"\"}]\n"))
		if err != nil || len(problems) > 0 {
			t.Fatalf("card, %q: %v %v", text, problems, err)
		}
		c := batch.Clients[0]
		for _, got := range []record.Date{c.StartOfCare, c.Day(record.IEPReview).On, batch.Goals[0].Objectives[0].TargetDate} {
			if got.String() != "2027-02-26" {
				t.Errorf("card: %q is %v", text, got)
			}
		}
		file := fill(t, list.Bytes(), "Clients", map[string]any{"Start of care: yes, or change to": text, "Next IEP review, as printed: yes, or change to": text})
		wantChanges(t, text, file, readClients, 2)
		file = fill(t, goalList(t, "cut"), "Goals", map[string]any{"Target date: yes, or change to": text})
		wantChanges(t, text, file, card.ReadGoalList, 1)
	}
	file := fill(t, goalList(t, "cut"), "Goals", map[string]any{"Target date: yes, or change to": "26/2/2027"})
	if changes, problems, err := card.ReadGoalList(file); err != nil || len(changes) > 0 || len(problems) != 1 {
		t.Errorf("day first: %v %v %v", changes, problems, err)
	}
}

func wantChanges(t *testing.T, text string, file sheet.File, read func(sheet.File) ([]card.Change, []record.Problem, error), n int) {
	t.Helper()
	changes, problems, err := read(file)
	if err != nil || len(problems) > 0 || len(changes) != n {
		t.Fatalf("%q: %v %v %v", text, changes, problems, err)
	}
	for _, c := range changes {
		if !strings.Contains(c.Value, "2027-02-26") {
			t.Errorf("%q is kept as %q", text, c.Value)
		}
	}
}

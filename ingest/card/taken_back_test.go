package card_test

import (
	"strings"
	"testing"

	"milepost/ingest/card"
	"milepost/ingest/fold"
	"milepost/record"
)

// Each line of a card that is deleted is said once, by its key; a card that says
// the same as before says nothing.
func TestEachDeletedLineIsSaid(t *testing.T) {
	const more = "plan: IEP\nschool: {name: Oak, district: D-1, state: IL}\nother_names: [Linh T.]\nother_birth_dates: [2020-11-05]\nnamesakes: [R-9]\n" +
		"authorizations: [{number: A-1}]\ndates:\n  iep_meeting: 2026-02-01\n"
	full, _, _ := strings.Cut(linh, "  - goal: G-2\n")
	full = more + strings.Replace(full, "discharged:\n", "discharged: 2026-10-01\n", 1)
	before, _, err := card.Read("R-0417.yaml", []byte(full))
	if err != nil {
		t.Fatal(err)
	}
	if notes := card.TakenBack(before, before, fold.Result{}); len(notes) > 0 {
		t.Errorf("nothing was deleted: got %q", notes)
	}
	lines := strings.SplitAfter(full, "\n")
	tried := 0
	for i, line := range lines {
		key, value, _ := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "- "), ":")
		if strings.HasPrefix(key, "#") || key == "" || strings.TrimSpace(value) == "" || key == "client" || key == "goal" || key == "version" || key == "{name" {
			continue
		}
		after, _, err := card.Read("R-0417.yaml", []byte(strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "")))
		if err != nil {
			t.Fatalf("without %q: %v", line, err)
		}
		tried++
		notes := strings.Join(card.TakenBack(before, after, fold.Result{}), "\n")
		if !strings.Contains(notes, key) || !strings.Contains(notes, "no longer says") {
			t.Errorf("without %q: got %q, want a note of %s", line, notes, key)
		}
	}
	if tried < 30 {
		t.Errorf("tried %d lines only", tried)
	}
}

func TestAnAuthorizationThatIsDeletedIsSaid(t *testing.T) {
	says := func(all ...record.Authorization) record.Batch {
		return record.Batch{Clients: []record.Client{{ID: "R-1", AllAllowed: true, Allowed: all}}}
	}
	full := record.Authorization{Number: "A-1", Payer: "Aetna", Visits: 20}
	exports := fold.Result{Client: record.Client{Allowed: []record.Authorization{{Number: "A-1", Payer: "Aetna"}}}}
	tests := []struct {
		rule          string
		before, after record.Batch
		want          string
	}{
		{"one of two", says(full, record.Authorization{Number: "A-2"}), says(full), "authorizations: 1 was removed from the card and no longer counts"},
		{
			"lines of one", says(full), says(record.Authorization{Number: "A-1"}),
			"authorization 1: the card no longer says payer; the exports' values are used again; authorization 1: the card no longer says visits, and no export does",
		},
		{"all of them", says(full), record.Batch{Clients: []record.Client{{ID: "R-1"}}}, "the card no longer says authorizations; the exports' values are used again"},
		{"nothing", says(full), says(full), ""},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			if got := strings.Join(card.TakenBack(test.before, test.after, exports), "; "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestWhatAnExportSaysIsUsedAgain(t *testing.T) {
	before := record.Batch{Clients: []record.Client{{ID: "R-1", Language: "vi", Therapist: "T-1", AllContacts: true, Contacts: []record.Contact{{Name: "Ann"}, {Name: "Ex"}}}}}
	after := record.Batch{Clients: []record.Client{{ID: "R-1", AllContacts: true, Contacts: []record.Contact{{Name: "ann "}}}}}
	got := strings.Join(card.TakenBack(before, after, fold.Result{Client: record.Client{Language: "es"}}), "; ")
	want := "the card no longer says language; the exports' values are used again; the card no longer says therapist, and no export does; " +
		"contacts: 1 contact was removed from the card and no longer gets papers"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

package card_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/card"
	"milepost/ingest/value"
	"milepost/record"
)

func change(field, value string) card.Change {
	return card.Change{Client: "R-0417", Field: field, Value: value}
}

func goalChange(goal, objective, field, value string) card.Change {
	return card.Change{Client: "R-0417", Goal: goal, Objective: objective, Field: field, Value: value}
}

func TestWriteCardChangesWhatIsSaidOnly(t *testing.T) {
	const made = `# kept by the front desk
client: R-0417
preferred: Linh # the family's word

contacts:
  - {name: Trần Mai, relationship: mother}
goals:
  # the old one
  - goal: Scissors 1
    plain: {en: cut a line}

  - goal: G-2
    target: 8/10 # agreed in May
`
	tests := []struct {
		name   string
		change card.Change
		lines  []string // that the card then has
		gone   string
	}{
		{"a value is replaced and its comment stays", change("preferred", "Lin"), []string{"preferred: Lin # the family's word"}, "preferred: Linh"},
		{"a missing key is added", change("birth_date", "2020-05-11"), []string{"birth_date: 2020-05-11"}, ""},
		{"a list", change("precautions", "seizure; allergy"), []string{"precautions: [seizure, allergy]"}, ""},
		{"own pronouns", change("pronouns", "ze/zir/zir/zirs/zirself"), []string{"pronouns: {subject: ze, object: zir, possessive: zir, owned: zirs, reflexive: zirself}"}, ""},
		{"a known contact", card.Change{Client: "R-0417", Contact: "Trần Mai", Field: "phone", Value: "555-0101"}, []string{"phone: 555-0101"}, ""},
		{"a new contact", card.Change{Client: "R-0417", Contact: "Bo O'Neil", Field: "may_receive", Value: "yes"}, []string{"  - name: Bo O'Neil", "    may_receive: yes"}, ""},
		{"a goal's value", goalChange("G-2", "", "target", "9/10"), []string{"    target: 9/10 # agreed in May"}, "8/10"},
		{"a goal's plain name in another language", goalChange("Scissors 1", "", "plain.es", "cortar"), []string{"es: cortar"}, ""},
		{"a goal's plain name", goalChange("G-2", "", "plain.en", "write: {their} name"), []string{`    plain: {en: "write: {their} name"}`}, ""},
		{"a new goal", goalChange("G-3", "", "criterion", "3 sessions in a row"), []string{"  - goal: G-3", "    criterion: 3 sessions in a row"}, ""},
		{"a scale", goalChange("G-2", "", "steps", "1 = some; 0 = none"), []string{"    steps: {0: none, 1: some}"}, ""},
		{"a new objective", goalChange("G-2", "a", "target", "80%"), []string{"    objectives:", "      - id: a", "        target: 80%"}, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := card.Write([]byte(made), "R-0417", []card.Change{test.change})
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range append(test.lines, "# kept by the front desk", "# the old one", "# agreed in May", "# the family's word", "Trần Mai") {
				if !strings.Contains(string(got), want) {
					t.Errorf("got\n%s\nwant it to hold %q", got, want)
				}
			}
			if test.gone != "" && strings.Contains(string(got), test.gone+" ") {
				t.Errorf("got\n%s\nwant no %q", got, test.gone)
			}
			again, err := card.Write(got, "R-0417", []card.Change{test.change})
			if err != nil || string(again) != string(got) {
				t.Errorf("the same change again: got %v\n%s\nwant\n%s", err, again, got)
			}
		})
	}
}

func TestWriteCardFillsAnEmptyKey(t *testing.T) {
	got, err := card.Write([]byte("client: R-0417\ngoals:\ncaseload: A\n"), "R-0417", []card.Change{
		{Client: "R-0417", Goal: "G-1", Version: 2, Field: "plain.en", Value: "put on {their} coat"},
	})
	want := "client: R-0417\ncaseload: A\ngoals:\n  - goal: G-1\n    version: 2\n    plain: {en: \"put on {their} coat\"}\n"
	if err != nil || string(got) != want {
		t.Errorf("got %v\n%s\nwant\n%s", err, got, want)
	}
}

func TestWriteCardRefusesWhatCannotBeRead(t *testing.T) {
	tests := []struct {
		name   string
		change card.Change
	}{
		{"a day that is none", change("birth_date", "2020-02-30")},
		{"a key that no card has", change("birthday", "2020-02-20")},
		{"a plain name of nine words", goalChange("G-1", "", "plain.en", "one two three four five six seven eight nine")},
		{"another client's change", card.Change{Client: "R-1", Field: "preferred", Value: "Ana"}},
		{"another client's card", card.Change{Client: "R-0417", Field: "client", Value: "R-1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := card.Write([]byte("client: R-0417\n"), "R-0417", []card.Change{test.change})
			if err == nil {
				t.Errorf("got\n%s\nwant an error", got)
			}
		})
	}
}

func TestWriteCardKeepsTextAsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(strings.Fields(rapid.StringMatching(`[ -~ÀÿŁỹ]{1,30}`).Draw(t, "text")), " ")
		if text == "" || value.NamesNobody(text) {
			return
		}
		made, err := card.Write(nil, "R-0417", []card.Change{
			change("preferred", text), goalChange(text, "", "unit", text),
			{Client: "R-0417", Contact: text, Field: "relationship", Value: text},
		})
		if err != nil {
			t.Fatalf("%q: %v\n%s", text, err, made)
		}
		batch, _, err := card.Read("R-0417.yaml", made)
		if err != nil {
			t.Fatal(err)
		}
		c, g := batch.Clients[0], batch.Goals[0]
		if c.Preferred != text || c.Contacts[0].Relationship != text || g.Objectives[0].Measure.Unit != text ||
			g.Keys[0] != record.GoalByID(record.ID(text)) {
			t.Errorf("%q: got %+v, %+v from\n%s", text, c, g, made)
		}
	})
}

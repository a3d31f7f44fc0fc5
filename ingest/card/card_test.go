package card_test

import (
	"reflect"
	"strings"
	"testing"

	"milepost/ingest/card"
	"milepost/ingest/fold"
	"milepost/ingest/value"
	"milepost/record"
)

const linh = `# kept by the front desk
client: R-0417
preferred: Linh
pronouns: she
birth_date: 2020-05-11
language: vi
therapist: T-1
caseload: A
start_of_care: 2026-02-02
discharged:
precautions: [seizure]
contacts:
  - {name: Trần Mai, relationship: mother, language: vi, phone: 555-0101, may_receive: true}
goals:
  - goal: Scissors 1
    version: 1
    plain: {en: cut along a curved line}
    skill: curve
    domain: scissors
    measure: trials
    unit: cuts on the line
    of: 10
    better: up
    steps: {1: some help, 0: all the help}
    baseline: 3/10
    baseline_date: 2026-08-05
    target: 8/10
    target_date: 2027-01-29
    criterion: {at_least: 80%, sessions: 3, of: 4, days: true, min_trials: 5, strict: true}
    most_help: verbal
    place: clinic
    format: individual
    state: paused
    start: 2026-08-03
    end:
  - goal: G-2
    objectives:
      - {id: a, plain: {en: stay at the table}, measure: duration, target: 10 min, criterion: 3 sessions in a row}
`

func TestCardIsReadWhole(t *testing.T) {
	batch, problems, err := card.Read("R-0417.yaml", []byte(linh))
	if err != nil || len(problems) > 0 {
		t.Fatalf("got error %v, problems %v", err, problems)
	}
	c := batch.Clients[0]
	if c.ID != "R-0417" || c.Preferred != "Linh" || c.Pronouns.Reflexive != "herself" || c.BirthDate != day(t, "2020-05-11") ||
		c.Language != "vi" || c.StartOfCare != day(t, "2026-02-02") || !c.Discharged.IsZero() || c.Precautions[0] != "seizure" {
		t.Errorf("got client %+v", c)
	}
	wantContact := record.Contact{Name: "Trần Mai", Relationship: "mother", Language: "vi", Phone: "555-0101", MayReceive: true}
	if len(c.Contacts) != 1 || c.Contacts[0] != wantContact {
		t.Errorf("got contacts %+v, want %+v", c.Contacts, wantContact)
	}
	g := batch.Goals[0]
	wantKeys := []record.Key{record.GoalByID("Scissors 1"), record.GoalByTitle("Scissors 1")}
	if g.Client != "R-0417" || g.ID != "" || !reflect.DeepEqual(g.Keys, wantKeys) || g.State != record.GoalPaused || g.PlainName["en"] != "cut along a curved line" {
		t.Errorf("got goal %+v", g)
	}
	if told := g.Told["goal.target"]; told.Row != 27 || told.Column != "target" || told.File != "R-0417.yaml" || len(told.Import) != 64 {
		t.Errorf("got told %+v, want line 27 of the card", told)
	}
	want := record.Objective{
		Measure: record.Measure{
			Kind: record.Trials, Unit: "cuts on the line", Of: 10, Better: record.Up,
			Steps: []record.Step{{Value: 0, Words: "all the help"}, {Value: 1, Words: "some help"}},
		},
		Baseline:     record.Score{Form: record.Ratio, OK: 3, Of: 10, Text: "3/10"},
		BaselineDate: day(t, "2026-08-05"),
		Target:       record.Score{Form: record.Ratio, OK: 8, Of: 10, Text: "8/10"},
		TargetDate:   day(t, "2027-01-29"),
		Criterion: record.Criterion{
			AtLeast:  record.Score{Form: record.PercentForm, Number: 80, Text: "80%"},
			Sessions: 3, Of: 4, Days: true, MinTrials: 5, Strict: true,
		},
		MostHelp: record.Help{Ladder: record.PromptLadder, Level: 6, Text: "verbal"},
		Place:    "clinic", Format: "individual",
	}
	if !reflect.DeepEqual(g.Objectives[0], want) {
		t.Errorf("got objective %+v\nwant %+v", g.Objectives[0], want)
	}
	o := batch.Goals[1].Objectives[0]
	if o.ID != "a" || o.PlainName["en"] != "stay at the table" || o.Target.Number != 600 || o.Criterion.Sessions != 3 {
		t.Errorf("got objective %+v, want a plain name, ten minutes, three sessions", o)
	}
}

func TestCardThatCannotBeRead(t *testing.T) {
	tests := []struct {
		name, card string
		want       []string // parts of the error
	}{
		{"an unknown key names the nearest", "client: R-1\npreferrd: Ana\n", []string{"R-1.yaml:2:1", `no key "preferrd"`, `"preferred"`, "preferrd: Ana"}},
		{"an unknown key of a goal", "client: R-1\ngoals:\n  - goal: G-1\n    basline: 3/10\n", []string{"R-1.yaml:4:5", `"baseline"`}},
		{"broken YAML shows its line", "client: R-1\ncontacts: [{name: Ana\n", []string{"R-1.yaml"}},
		{"a card of another client", "client: R-2\n", []string{"R-2.yaml"}},
		{"no client", "preferred: Ana\n", []string{`"client: ID" is missing`}},
		{"an empty card", "", []string{"begins with"}},
		{"a goal without a name", "client: R-1\ngoals:\n  - plain: {en: cut}\n", []string{`"goal: ID"`}},
		{"a key twice", "client: R-1\ncaseload: A\ncaseload: B\n", []string{"caseload"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			batch, _, err := card.Read("R-1.yaml", []byte(test.card))
			if err == nil || batch.Len() > 0 {
				t.Fatalf("card %q: got %+v, no error", test.card, batch)
			}
			for _, part := range test.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("card %q: got error %q, want it to hold %q", test.card, err, part)
				}
			}
		})
	}
}

func TestCardValueThatCannotBeUsedIsAProblem(t *testing.T) {
	tests := []struct{ name, line, column string }{
		{"a day that no calendar has", "birth_date: 2020-02-30", "birth_date"},
		{"pronouns that are not known in full", "pronouns: xe", "pronouns"},
		{"a precaution that is not listed", "precautions: [seizur]", "precautions"},
		{"a language in words", "language: Elvish", "language"},
		{"a measure that is none", "goals: [{goal: G-1, measure: trails}]", "measure"},
		{"a target of seven in six", "goals: [{goal: G-1, target: 7/6}]", "target"},
		{"a plain name of nine words", "goals: [{goal: G-1, plain: {en: one two three four five six seven eight nine}}]", "plain"},
		{"help that is none", "goals: [{goal: G-1, most_help: lots}]", "most_help"},
		{"a criterion that is none", "goals: [{goal: G-1, criterion: often}]", "criterion"},
		{"a criterion of five of four", "goals: [{goal: G-1, criterion: {sessions: 5, of: 4}}]", "criterion"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			batch, problems, err := card.Read("R-1.yaml", []byte("client: R-1\n"+test.line+"\ncaseload: A\n"))
			if err != nil || len(problems) != 1 || batch.Clients[0].Caseload != "A" {
				t.Fatalf("%s: got %+v, problems %v, error %v; want one problem and the rest", test.line, batch, problems, err)
			}
			p := problems[0]
			if p.Row != 2 || p.Column != test.column || p.Client != "R-1" || p.Wrong == "" || p.Next.IsZero() {
				t.Errorf("%s: got problem %+v", test.line, p)
			}
		})
	}
}

func TestCardSaysNoPronouns(t *testing.T) {
	she, _ := value.PronounSet("she/her")
	batch, _, err := card.Read("R-1.yaml", []byte("client: R-1\npronouns: none\n"))
	if err != nil {
		t.Fatal(err)
	}
	got := fold.Client(record.Versions{Clients: []record.Version[record.Client]{
		version(1, record.Client{ID: "R-1", Pronouns: she}), carded(2, batch.Clients[0]),
	}}, fold.Options{})
	if got.Client.Pronouns != (record.Pronouns{}) || !got.NameOnly {
		t.Errorf("got %+v, name only %v; want no pronouns, said so", got.Client.Pronouns, got.NameOnly)
	}
}

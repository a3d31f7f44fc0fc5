package card_test

import (
	"strings"
	"testing"

	"milepost/ingest/card"
	"milepost/record"
)

const dated = `client: R-0417
birth_date: 2020-05-11
plan: IEP
school: {name: Maple Elementary, district: D-301, state: il}
dates:
  iep_review: 2027-03-10
  iep_meeting: 2026-03-12
authorizations:
  - {number: PA-1, payer: Medicaid, from: 2026-07-01, to: 2026-12-28, visits: 24}
`

func TestACardStatesDaysWithTheirLines(t *testing.T) {
	batch, problems, err := card.Read("R-0417.yaml", []byte(dated))
	if err != nil || len(problems) > 0 {
		t.Fatalf("got error %v, problems %v", err, problems)
	}
	c := batch.Clients[0]
	if c.Plan != record.PlanIEP || c.School != (record.School{Name: "Maple Elementary", District: "D-301", State: "IL"}) {
		t.Errorf("plan %q, school %+v", c.Plan, c.School)
	}
	met := c.Day(record.IEPMeeting)
	if met.On != day(t, "2026-03-12") || met.Source.File != "R-0417.yaml" || met.Source.Row != 7 || met.Source.Column != "iep_meeting" {
		t.Errorf("iep_meeting: got %+v, want line 7 of the card", met)
	}
	if len(c.Days) != 2 || c.Days[0].Milestone != record.IEPMeeting {
		t.Errorf("days %+v, want two in the order of milestones", c.Days)
	}
	a := c.Allowed[0]
	if a.Name() != "PA-1" || a.Visits != 24 || a.To != day(t, "2026-12-28") || a.Source.Row != 9 {
		t.Errorf("authorization %+v", a)
	}
}

func TestWhatACardSaysWrongOfDays(t *testing.T) {
	for _, c := range []struct{ rule, card, want string }{
		{"an unknown milestone names the nearest", "client: R-0417\ndates: {iep_meetin: 2026-03-12}\n", `the nearest is "iep_meeting"`},
		{"a day that is none", "client: R-0417\ndates: {iep_meeting: 2026-02-30}\n", "is not a date; write the date like 8/3/2026 or 2026-08-03"},
		{"an unknown plan", "client: R-0417\nplan: 504\n", "is none of IEP, IFSP, none"},
		{"a state in words", "client: R-0417\nschool: {state: Illinois}\n", "is not a state; write its two letters, like IL"},
	} {
		_, problems, err := card.Read("R-0417.yaml", []byte(c.card))
		said := ""
		if err != nil {
			said = err.Error()
		}
		for _, p := range problems {
			said += p.String()
		}
		if !strings.Contains(said, c.want) {
			t.Errorf("%s: got %q, want %q", c.rule, said, c.want)
		}
	}
}

func TestWriteCardStatesDays(t *testing.T) {
	made := []byte("client: R-0417\n")
	for _, c := range []card.Change{change("plan", "IEP"), change("dates.iep_meeting", "2026-03-12"), change("dates.eligibility", "2024-05-02"), change("school.district", "D-301")} {
		var err error
		if made, err = card.Write(made, "R-0417", []card.Change{c}); err != nil {
			t.Fatal(err)
		}
	}
	batch, problems, err := card.Read("R-0417.yaml", made)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v %v\n%s", err, problems, made)
	}
	c := batch.Clients[0]
	if c.Plan != record.PlanIEP || c.School.District != "D-301" || c.Day(record.Eligibility).On != day(t, "2024-05-02") {
		t.Errorf("got %+v from\n%s", c, made)
	}
}

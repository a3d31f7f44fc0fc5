package ingest_test

import (
	"strings"
	"testing"

	"milepost/ingest"
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
	batch, problems, err := ingest.ReadCard("R-0417.yaml", []byte(dated))
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
		{"a day that is none", "client: R-0417\ndates: {iep_meeting: 2026-02-30}\n", "is not a day; write the day like 2026-08-03"},
		{"an unknown plan", "client: R-0417\nplan: 504\n", "is none of IEP, IFSP, none"},
		{"a state in words", "client: R-0417\nschool: {state: Illinois}\n", "is not a state; write its two letters, like IL"},
	} {
		_, problems, err := ingest.ReadCard("R-0417.yaml", []byte(c.card))
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

func TestARowStatesDays(t *testing.T) {
	mapping := own(t, `
about: IEP dates
gives: clients
needs: [Client ID, IEP Meeting]
columns:
  Client ID: client.id
  Plan: client.plan
  IEP Meeting: date.iep_meeting
  Auth: authorization.number
  Auth To: authorization.to
  Visits: authorization.visits
`)
	text := "Client ID,Plan,IEP Meeting,Auth,Auth To,Visits\nC-1,iep,2026-03-12,PA-1,2026-12-28,24\nC-2,,,,,\nC-3,IEP,2026-02-30,,,x\n"
	var got record.Batch
	report, err := ingest.Read(t.Context(), ingest.File{Name: "iep.csv", Data: strings.NewReader(text), Size: int64(len(text))},
		ingest.Options{Mappings: []ingest.Mapping{mapping}}, func(b record.Batch) error {
			got.Clients = append(got.Clients, b.Clients...)
			return nil
		})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Clients) != 3 {
		t.Fatalf("%d clients, want 3: %+v", len(got.Clients), report)
	}
	c := got.Clients[0]
	if c.Plan != record.PlanIEP || c.Day(record.IEPMeeting).Source.Column != "IEP Meeting" || c.Allowed[0].Visits != 24 {
		t.Errorf("got %+v", c)
	}
	if len(got.Clients[1].Days)+len(got.Clients[1].Allowed) > 0 {
		t.Errorf("an empty row states days: %+v", got.Clients[1])
	}
	if said := codes(report.Problems); !strings.Contains(said, "date.") || !strings.Contains(said, "number.unreadable") {
		t.Errorf("problems %s, want the day and the number", said)
	}
}

func TestStatedDaysAreFolded(t *testing.T) {
	stated := func(m record.Milestone, on string, row int) []record.StatedDay {
		return []record.StatedDay{{Milestone: m, On: day(t, on), Source: at(row)}}
	}
	first := record.Client{ID: "R-1", BirthDate: day(t, "2020-05-11"), Days: stated(record.IEPMeeting, "2025-03-12", 2)}
	second := record.Client{ID: "R-1", Days: append(stated(record.IEPMeeting, "2026-03-10", 3), stated(record.Eligibility, "2027-05-01", 3)...)}
	third := record.Client{ID: "R-1", Days: stated(record.IEPReview, "2019-01-01", 4), Allowed: []record.Authorization{
		{Number: "PA-1", From: day(t, "2026-07-01"), To: day(t, "2026-06-01"), Source: at(4)},
	}}
	got := ingest.Fold(record.Versions{Clients: []record.Version[record.Client]{version(1, first), version(2, second), card(3, third)}},
		ingest.FoldOptions{Today: day(t, "2026-11-02")})
	if met := got.Client.Day(record.IEPMeeting); met.On != day(t, "2026-03-10") || met.Source.Row != 3 {
		t.Errorf("the later meeting counts, with its own row: got %+v", met)
	}
	for _, m := range []record.Milestone{record.Eligibility, record.IEPReview} {
		if d := got.Client.Day(m); !d.On.IsZero() {
			t.Errorf("%s cannot be and was kept: %+v", m, d)
		}
	}
	if len(got.Client.Allowed) != 0 {
		t.Errorf("an authorization that ends before it begins was kept: %+v", got.Client.Allowed)
	}
	if want := "date.eligibility date.iep_review authorization.backwards"; !sameCodes(codes(got.Problems), want) {
		t.Errorf("problems %s, want %s", codes(got.Problems), want)
	}
	if first.Days[0].On != day(t, "2025-03-12") {
		t.Error("the fold changed a version")
	}
}

func TestADayTooFarAheadIsAProblem(t *testing.T) {
	for _, c := range []struct{ on, want string }{{"2027-03-10", ""}, {"2030-01-31", ""}, {"2030-02-02", "date.iep_next"}, {"2072-03-10", "date.iep_next"}} {
		got := ingest.Fold(record.Versions{Clients: []record.Version[record.Client]{card(1, record.Client{
			ID: "R-1", Days: []record.StatedDay{{Milestone: record.IEPNext, On: day(t, c.on), Source: at(2)}},
		})}}, ingest.FoldOptions{Today: day(t, "2026-11-02")})
		if codes(got.Problems) != c.want {
			t.Errorf("iep_next %s: problems %q, want %q", c.on, codes(got.Problems), c.want)
		}
	}
}

func TestADayTakenOffACardNoLongerCounts(t *testing.T) {
	on := func(file string, m record.Milestone, day record.Date) record.StatedDay {
		return record.StatedDay{Milestone: m, On: day, Source: record.Source{File: file}}
	}
	export := record.Client{ID: "R-1", Source: record.Source{File: "iep.csv"}, Days: []record.StatedDay{on("iep.csv", record.IEPMeeting, day(t, "2026-03-10"))}}
	first := record.Client{ID: "R-1", Source: record.Source{File: "clients/R-1.yaml"}, Days: []record.StatedDay{
		on("clients/R-1.yaml", record.IEPNext, day(t, "2027-02-24")), on("clients/R-1.yaml", record.Eligibility, day(t, "2024-05-02")),
	}, Allowed: []record.Authorization{{Number: "PA-1", Source: record.Source{File: "clients/R-1.yaml"}}}}
	second := record.Client{ID: "R-1", Source: record.Source{File: "clients/R-1.yaml"}, Days: first.Days[1:]}
	got := ingest.Fold(record.Versions{Clients: []record.Version[record.Client]{version(1, export), card(2, first), card(3, second)}}, ingest.FoldOptions{}).Client
	if !got.Day(record.IEPNext).On.IsZero() || len(got.Allowed) > 0 {
		t.Errorf("what was taken off the card counts: %+v, %+v", got.Days, got.Allowed)
	}
	if got.Day(record.IEPMeeting).On.IsZero() || got.Day(record.Eligibility).On.IsZero() {
		t.Errorf("what the export and the new card say is lost: %+v", got.Days)
	}
}

func sameCodes(got, want string) bool {
	for _, code := range strings.Fields(want) {
		if !strings.Contains(got, code) {
			return false
		}
	}
	return len(strings.Fields(got)) == len(strings.Fields(want))
}

func TestWriteCardStatesDays(t *testing.T) {
	card := []byte("client: R-0417\n")
	for _, c := range []ingest.CardChange{change("plan", "IEP"), change("dates.iep_meeting", "2026-03-12"), change("dates.eligibility", "2024-05-02"), change("school.district", "D-301")} {
		var err error
		if card, err = ingest.WriteCard(card, "R-0417", []ingest.CardChange{c}); err != nil {
			t.Fatal(err)
		}
	}
	batch, problems, err := ingest.ReadCard("R-0417.yaml", card)
	if err != nil || len(problems) > 0 {
		t.Fatalf("%v %v\n%s", err, problems, card)
	}
	c := batch.Clients[0]
	if c.Plan != record.PlanIEP || c.School.District != "D-301" || c.Day(record.Eligibility).On != day(t, "2024-05-02") {
		t.Errorf("got %+v from\n%s", c, card)
	}
}

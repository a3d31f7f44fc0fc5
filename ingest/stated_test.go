package ingest_test

import (
	"strings"
	"testing"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
)

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
	report, err := ingest.Read(t.Context(), sheet.File{Name: "iep.csv", Data: strings.NewReader(text), Size: int64(len(text))},
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

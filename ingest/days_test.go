package ingest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
)

// readIn reads a file as a clinic in New York does.
func readIn(t interface{ Fatalf(string, ...any) }, name, text string) (record.Batch, ingest.Report) {
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatalf("%v", err)
	}
	var all record.Batch
	file := sheet.File{Name: name, Data: strings.NewReader(text), Size: int64(len(text))}
	report, err := ingest.Read(context.Background(), file, ingest.Options{Mappings: shippedOnce(), Zone: zone}, func(b record.Batch) error {
		all.Clients = append(all.Clients, b.Clients...)
		all.Goals = append(all.Goals, b.Goals...)
		all.Sessions = append(all.Sessions, b.Sessions...)
		return nil
	})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return all, report
}

func TestDaysWrittenAsMidnightStayInEveryField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := record.Date{Year: 2018, Month: 1, Day: 1}.AddDays(rapid.IntRange(0, 3000).Draw(t, "day"))
		form := rapid.SampledFrom([]string{"%sT00:00:00Z", "%sT00:00:00.000Z", "%s 00:00:00", "%sT00:00:00+05:30", "%s 00:00:00.0000000 -08:00", "%sT04:00:00.000Z"}).Draw(t, "form")
		text := fmt.Sprintf(form, d)
		clients, _ := readIn(t, "roster.csv", "Client ID,First Name,Last Name,DOB\nC-1,Ann,Alpha,"+text+"\n")
		if len(clients.Clients) != 1 || clients.Clients[0].BirthDate != d {
			t.Fatalf("DOB %s: %+v", text, clients.Clients)
		}
		visits, report := readIn(t, "attendance.csv", "Client ID,Date,Status\nC-1,"+text+",Attended\n")
		if len(visits.Sessions) != 1 || visits.Sessions[0].Day != d && !strings.Contains(form, "T04") || visits.Sessions[0].Start != "" && !strings.Contains(form, "T04") {
			t.Fatalf("visit %s: %+v %v", text, visits.Sessions, report.Problems)
		}
	})
}

func TestADayInFHIRKeepsItsDay(t *testing.T) {
	encounter := func(id, start string) string {
		return `{"resourceType":"Encounter","id":"` + id + `","status":"finished","subject":{"reference":"Patient/p1"},"period":{"start":"` + start + `"}}` + "\n"
	}
	days, _ := readIn(t, "e.ndjson", encounter("a", "2026-09-01T00:00:00Z")+encounter("b", "2026-09-08T00:00:00.000Z"))
	if len(days.Sessions) != 2 || days.Sessions[0].Day.String() != "2026-09-01" || days.Sessions[1].Day.String() != "2026-09-08" || days.Sessions[0].Start != "" {
		t.Errorf("days as midnight: %+v", days.Sessions)
	}
	times, _ := readIn(t, "e.ndjson", encounter("a", "2026-09-01T00:00:00Z")+encounter("b", "2026-09-08T19:30:00Z"))
	if len(times.Sessions) != 2 || times.Sessions[0].Day.String() != "2026-08-31" || times.Sessions[0].Start != "20:00" {
		t.Errorf("a visit at 8 p.m. beside one in the afternoon: %+v", times.Sessions)
	}
}

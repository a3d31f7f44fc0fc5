package fold_test

import (
	"strings"
	"testing"

	"milepost/ingest/fold"
	"milepost/record"
)

func TestStatedDaysAreFolded(t *testing.T) {
	stated := func(m record.Milestone, on string, row int) []record.StatedDay {
		return []record.StatedDay{{Milestone: m, On: day(t, on), Source: at(row)}}
	}
	first := record.Client{ID: "R-1", BirthDate: day(t, "2020-05-11"), Days: stated(record.IEPMeeting, "2025-03-12", 2)}
	second := record.Client{ID: "R-1", Days: append(stated(record.IEPMeeting, "2026-03-10", 3), stated(record.Eligibility, "2027-05-01", 3)...)}
	third := record.Client{ID: "R-1", Days: stated(record.IEPReview, "2019-01-01", 4), Allowed: []record.Authorization{
		{Number: "PA-1", From: day(t, "2026-07-01"), To: day(t, "2026-06-01"), Source: at(4)},
	}}
	got := fold.Client(record.Versions{Clients: []record.Version[record.Client]{version(1, first), version(2, second), card(3, third)}},
		fold.Options{Today: day(t, "2026-11-02")})
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
		got := fold.Client(record.Versions{Clients: []record.Version[record.Client]{card(1, record.Client{
			ID: "R-1", Days: []record.StatedDay{{Milestone: record.IEPNext, On: day(t, c.on), Source: at(2)}},
		})}}, fold.Options{Today: day(t, "2026-11-02")})
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
	got := fold.Client(record.Versions{Clients: []record.Version[record.Client]{version(1, export), card(2, first), card(3, second)}}, fold.Options{}).Client
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

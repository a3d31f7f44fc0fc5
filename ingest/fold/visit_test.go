package fold_test

import (
	"fmt"
	"testing"

	"milepost/ingest/fold"
	"milepost/record"
)

// lateMarch is a week in which the list has the child as not come on the 9th,
// and a sheet has results of the 9th and of the 10th.
func lateMarch(t *testing.T) record.Versions {
	raw := record.Versions{Goals: []record.Version[record.Goal]{version(1, goal(record.Trials))}}
	for i, status := range []string{record.Attended, record.NoShow, record.Attended} {
		d := day(t, []string{"2026-03-02", "2026-03-09", "2026-03-16"}[i])
		raw.Sessions = append(raw.Sessions, record.Version[record.Session]{Order: 2, Mapping: "list", Record: record.Session{
			Key: record.Key(d.String()), Day: d, Start: "15:00", Minutes: 45, Status: status, List: record.AppointmentList, Source: at(i + 2),
		}})
	}
	for i, d := range []string{"2026-03-09", "2026-03-10"} {
		p := point(d, day(t, d), ratio(3, 5))
		p.Source = record.Source{File: "marks.csv", Row: i + 2}
		raw.DataPoints = append(raw.DataPoints, record.Version[record.DataPoint]{Order: 3, Mapping: "sheet", Record: p})
	}
	return raw
}

func summary(got fold.Result) string {
	said := fmt.Sprintf("%d of %d, %d points", got.Rows.Attended, got.Rows.Used()-got.Rows.ByClinic, len(got.DataPoints))
	for _, p := range got.Problems {
		said += fmt.Sprintf("; %s %s", p.Code, p.Day)
	}
	return said
}

// TestAnAnswerOnTheCardSettlesAVisit: what a person says of a visit counts, and
// ends the question.
func TestAnAnswerOnTheCardSettlesAVisit(t *testing.T) {
	for _, c := range []struct {
		rule   string
		status [2]string // of the 9th and the 10th; "" nothing said
		want   string
	}{
		{"nothing said", [2]string{}, "2 of 3, 2 points; visit.contradiction 2026-03-09; visit.none 2026-03-10"},
		{"the child came", [2]string{record.Attended, ""}, "3 of 3, 2 points; visit.none 2026-03-10"},
		{"the child did not come: the result is of no visit", [2]string{record.NoShow, ""}, "2 of 3, 1 points; visit.none 2026-03-10"},
		{"the clinic was closed", [2]string{record.ClinicClosed, ""}, "2 of 2, 1 points; visit.none 2026-03-10"},
		{"a visit that the list lacks", [2]string{record.Attended, record.Attended}, "4 of 4, 2 points"},
		{"there was no visit", [2]string{record.Attended, record.NoVisit}, "3 of 3, 1 points"},
	} {
		raw := lateMarch(t)
		raw.Clients = append(raw.Clients, card(4, record.Client{ID: "R-1", Source: record.Source{File: "R-1.yaml"}}))
		for i, status := range c.status {
			d := day(t, []string{"2026-03-09", "2026-03-10"}[i])
			if status != "" {
				raw.Sessions = append(raw.Sessions, card(4, record.Session{
					Key: record.Key("visit " + d.String()), Day: d, Status: status, Source: record.Source{File: "R-1.yaml", Row: 5},
				}))
			}
		}
		if got := summary(fold.Client(raw, fold.Options{})); got != c.want {
			t.Errorf("%s: got %s, want %s", c.rule, got, c.want)
		}
		raw.Clients = append(raw.Clients, card(5, record.Client{ID: "R-1", Source: record.Source{File: "R-1.yaml"}}))
		want := "2 of 3, 2 points; visit.contradiction 2026-03-09; visit.none 2026-03-10"
		if got := summary(fold.Client(raw, fold.Options{})); got != want {
			t.Errorf("%s, taken off the card: got %s, want %s", c.rule, got, want)
		}
	}
}

// TestTwoListsThatContradictEachOther: the newer one counts; where nothing tells
// which is newer, neither does.
func TestTwoListsThatContradictEachOther(t *testing.T) {
	d := day(t, "2026-03-09")
	says := func(mapping, status string, of record.Date, modified record.Stamp) record.Version[record.Session] {
		return record.Version[record.Session]{Order: len(mapping), Mapping: mapping, Day: of, Record: record.Session{
			Key: "s", Day: d, Start: "15:00", Status: status, List: record.AppointmentList, Modified: modified,
			Source: record.Source{File: mapping + ".csv", Row: 2},
		}}
	}
	for _, c := range []struct {
		rule string
		a, b record.Version[record.Session]
		want string
	}{
		{"the newer export", says("a", record.NoShow, day(t, "2026-03-31"), ""), says("bb", record.Attended, day(t, "2026-03-15"), ""), "0 of 1, 0 points"},
		{"the row that was modified later", says("a", record.NoShow, d, "2026-03-10"), says("bb", record.Attended, d, "2026-03-11 09:00"), "1 of 1, 0 points"},
		{"a plan that became a visit", says("a", record.Scheduled, d, ""), says("bb", record.Attended, d, ""), "1 of 1, 0 points"},
		{"nothing tells", says("a", record.NoShow, d, ""), says("bb", record.Attended, d, ""), "0 of 0, 0 points; visit.unclear 2026-03-09"},
		{"canceled, told in full by one", says("a", record.Cancelled, d, ""), says("bb", record.LateCancelled, d, ""), "0 of 1, 0 points"},
	} {
		for _, order := range [][]record.Version[record.Session]{{c.a, c.b}, {c.b, c.a}} {
			got := fold.Client(record.Versions{Sessions: order}, fold.Options{})
			if summary(got) != c.want || got.Rows.Total() != 2 {
				t.Errorf("%s: got %s, want %s; rows %+v", c.rule, summary(got), c.want, got.Rows)
			}
		}
	}
}

// TestAVoidTakesBackWhatItsOwnSourceSaid: a void note says nothing of what the
// list of appointments says of the same hour.
func TestAVoidTakesBackWhatItsOwnSourceSaid(t *testing.T) {
	d := day(t, "2026-03-09")
	s := record.Session{Key: "C-1 2026-03-09 15:00", Day: d, Start: "15:00", Status: record.NoShow, List: record.AppointmentList, Source: at(2)}
	note := s
	note.Status, note.List = record.Attended, record.DataSheet
	raw := record.Versions{
		Sessions: []record.Version[record.Session]{
			{Order: 1, Mapping: "list", Record: s}, {Order: 2, Mapping: "notes", Record: note},
		},
		Withdrawals: []record.Version[record.Withdrawal]{{Order: 3, Mapping: "notes", Record: record.Withdrawal{Kind: "session", Key: s.Key, ClientKey: "id:C-1", Day: d}}},
	}
	got := fold.Client(raw, fold.Options{})
	if want := (fold.VisitRows{NoShow: 1, Withdrawn: 2}); got.Rows != want {
		t.Errorf("got %+v, want %+v", got.Rows, want)
	}
}

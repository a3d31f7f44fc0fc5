package fold_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/fold"
	"milepost/record"
)

// TestPlanDaysCountFromWhicheverRow: a day of the plan says the same whether it
// stands in a row that brings the client or beside a goal; the newest counts,
// and two that are equally new and differ are one question.
func TestPlanDaysCountFromWhicheverRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		milestones := []record.Milestone{"iep_meeting", "eligibility", "plan_start"}
		days := []record.Date{day(t, "2026-01-05"), day(t, "2026-02-09")}
		var v, whole, visits record.Versions
		first := record.Client{ID: "C-1", FirstName: "Ana", LastName: "Bay", BirthDate: day(t, "2019-05-01"), Source: at(1)}
		roster := version(1, first)
		roster.Day = record.Date{Year: 2026, Month: 3, Day: rapid.IntRange(1, 3).Draw(t, "age of the roster")} // also that of other files
		v.Clients = append(v.Clients, roster)
		whole.Clients = append(whole.Clients, roster)
		visits.Clients = append(visits.Clients, roster)
		for order := range rapid.IntRange(1, 4).Draw(t, "files") {
			said := []record.StatedDay{{
				Milestone: rapid.SampledFrom(milestones).Draw(t, "milestone"), On: rapid.SampledFrom(days).Draw(t, "day"), Source: at(order + 2),
			}}
			g := goal(record.Trials)
			g.Source = at(order + 2)
			age := rapid.IntRange(1, 3).Draw(t, "age")
			of := record.Version[record.Goal]{Order: order + 2, Mapping: "m", Day: record.Date{Year: 2026, Month: 3, Day: age}, Record: g}
			v.Goals = append(v.Goals, of)
			v.Goals[len(v.Goals)-1].Record.PlanDays = said
			whole.Goals = append(whole.Goals, of)
			visits.Goals = append(visits.Goals, of)
			visits.Statements = append(visits.Statements, record.Version[record.Statement]{
				Order: of.Order, Mapping: "m", Day: of.Day,
				Record: record.Statement{Key: "stated", Client: "C-1", Stated: &record.Client{Days: said}, Source: g.Source},
			})
			whole.Clients = append(whole.Clients, record.Version[record.Client]{
				Order: of.Order, Mapping: "m", Day: of.Day, Record: record.Client{ID: "C-1", Days: said, Source: g.Source},
			})
		}
		got, want := fold.Client(v, fold.Options{}), fold.Client(whole, fold.Options{})
		if beside := fold.Client(visits, fold.Options{}); len(beside.Statements) > 0 || len(beside.Problems) != len(want.Problems) ||
			!slices.EqualFunc(beside.Client.Days, want.Client.Days, func(a, b record.StatedDay) bool { return a.Milestone == b.Milestone && a.On == b.On }) {
			t.Fatalf("days %v beside a visit, %v in a row of the client", beside.Client.Days, want.Client.Days)
		}
		for _, m := range milestones {
			if got.Client.Day(m).On != want.Client.Day(m).On {
				t.Fatalf("%s: %s beside a goal, %s in a row of the client", m, got.Client.Day(m).On, want.Client.Day(m).On)
			}
		}
		if got.Client.ID != "C-1" || got.Client.FirstName != "Ana" || len(got.Problems) != len(want.Problems) {
			t.Fatalf("client %+v, problems %v; want %v", got.Client, got.Problems, want.Problems)
		}
	})
}

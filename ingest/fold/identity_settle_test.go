package fold_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/fold"
	"milepost/record"
)

// clientList is a client list with one row for R-1.
func clientList(order int, file, name, born, caseload string) record.Version[record.Client] {
	c := record.Client{ID: "R-1", Keys: []record.Key{record.ClientByID("R-1")}, Caseload: caseload, Source: record.Source{Import: file, File: file, Row: 2}}
	c.FirstName, c.LastName = record.SplitName(name)
	c.BirthDate, _ = record.ParseDate(born)
	return record.Version[record.Client]{Order: order, Mapping: "roster", Day: record.Date{Year: 2026, Month: 9, Day: 1}, Record: c}
}

func TestTwoListsOfEqualAgeNameNobody(t *testing.T) {
	const lorna, osric = "Lorna Pettigrew", "Osric Haldane"
	one := func(file, name, born string) record.Version[record.Client] {
		return clientList(1, file, name, born, "A")
	}
	two := func(file, name, born string) record.Version[record.Client] {
		return clientList(2, file, name, born, "A")
	}
	newer := two("b.csv", osric, "2016-07-30")
	newer.Day = newer.Day.AddDays(1)
	oldName := clientList(3, "c.csv", lorna, "2018-01-15", "A")
	oldName.Day = oldName.Day.AddDays(-30)
	tests := []struct {
		rule  string
		lists []record.Version[record.Client]
		want  string // name and birth date that count
		codes string
	}{
		{"two people", []record.Version[record.Client]{one("a.csv", lorna, "2018-01-15"), two("b.csv", osric, "2016-07-30")}, " ", "row.other-child"},
		{"two birth dates", []record.Version[record.Client]{one("a.csv", lorna, "2018-01-15"), two("b.csv", lorna, "2018-01-16")}, "Lorna Pettigrew", "version.unclear"},
		{"two birth dates without names", []record.Version[record.Client]{one("a.csv", "", "2018-01-15"), two("b.csv", "", "2018-01-16")}, " ", "version.unclear"},
		{"one names nobody", []record.Version[record.Client]{one("a.csv", lorna, "2018-01-15"), two("b.csv", "", "2018-01-16")}, "Lorna Pettigrew", "version.unclear"},
		{"they agree", []record.Version[record.Client]{one("a.csv", lorna, "2018-01-15"), two("b.csv", "Pettigrew, Lorna", "")}, "Lorna Pettigrew 2018-01-15", ""},
		{"one is newer", []record.Version[record.Client]{one("a.csv", lorna, "2018-01-15"), newer}, "Lorna Pettigrew 2018-01-15", "row.other-child"},
		{"an older list names the client", []record.Version[record.Client]{one("a.csv", lorna, "2018-01-15"), two("b.csv", osric, "2016-07-30"), oldName}, "Lorna Pettigrew 2018-01-15", "row.other-child"},
		{"the card names the client", []record.Version[record.Client]{
			one("a.csv", lorna, "2018-01-15"), two("b.csv", osric, "2016-07-30"), card(9, record.Client{ID: "R-1", OtherNames: []string{osric}}),
		}, "Osric Haldane 2016-07-30", "row.other-child"},
	}
	for _, test := range tests {
		t.Run(test.rule, func(t *testing.T) {
			got := fold.Client(record.Versions{Clients: test.lists}, fold.Options{})
			c := got.Client
			said := c.FirstName + " " + c.LastName
			if !c.BirthDate.IsZero() {
				said += " " + c.BirthDate.String()
			}
			if said != test.want || codes(got.Problems) != test.codes || c.ID != "R-1" || c.Caseload != "A" {
				t.Errorf("got %q (%s, %s), problems %v; want %q, %q", said, c.ID, c.Caseload, got.Problems, test.want, test.codes)
			}
			for _, p := range got.Problems {
				if p.Code == "row.other-child" && (!strings.Contains(p.String(), "Lorna") || !strings.Contains(p.String(), "Osric")) {
					t.Errorf("the question %q does not show both names", p)
				}
			}
		})
	}
}

// drawNaming draws what some files say of R-1: client lists, with and without
// days, and rows of results that name somebody.
func drawNaming(t *rapid.T) (arrive func(order []int) record.Versions, files []int) {
	names := []string{"", "Lorna Pettigrew", "Pettigrew, Lorna", "Osric Haldane", "Lorna Petigrew"}
	births := []string{"", "2018-01-15", "2016-07-30"}
	n := rapid.IntRange(1, 4).Draw(t, "files")
	lists, points := make([]record.Version[record.Client], n), make([][]record.DataPoint, n)
	days := make([]record.Date, n)
	for i := range n {
		files = append(files, i)
		file := fmt.Sprintf("%d.csv", i)
		if rapid.Bool().Draw(t, "list") {
			lists[i] = clientList(0, file, rapid.SampledFrom(names).Draw(t, "name"), rapid.SampledFrom(births).Draw(t, "born"), rapid.SampledFrom([]string{"A", "B"}).Draw(t, "caseload"))
		}
		if days[i] = (record.Date{Year: 2026, Month: 9, Day: rapid.IntRange(1, 2).Draw(t, "day")}); rapid.Bool().Draw(t, "undated") {
			days[i] = record.Date{}
		}
		for row := range rapid.IntRange(0, 3).Draw(t, "results") {
			born, _ := record.ParseDate(rapid.SampledFrom(births).Draw(t, "born of the row"))
			points[i] = append(points[i], record.DataPoint{
				Key: record.KeyOf("point", file, fmt.Sprint(row)), Day: day(t, "2026-03-02").AddDays(10*i + row), GoalKeys: []record.Key{record.GoalByID("G-1")},
				Subject: personOf(rapid.SampledFrom(names).Draw(t, "name of the row"), born), Score: ratio(1, 5), Source: record.Source{Import: file, File: file, Row: row + 10},
			})
		}
	}
	return func(order []int) record.Versions {
		raw := record.Versions{Goals: []record.Version[record.Goal]{{Order: 99, Mapping: "goals", Record: goal(record.Trials)}}}
		for at, i := range order {
			if v := lists[i]; v.Record.ID != "" {
				v.Order, v.Day = at+1, days[i]
				raw.Clients = append(raw.Clients, v)
			}
			for _, p := range points[i] {
				raw.DataPoints = append(raw.DataPoints, record.Version[record.DataPoint]{Order: at + 1, Mapping: "m", Day: days[i], Record: p})
			}
		}
		return raw
	}, files
}

// All orders in which files arrive give the same records and the same questions,
// and where lists of equal age name two people, neither is the client.
func TestWhoAClientIsDoesNotDependOnArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		arrive, files := drawNaming(t)
		want := fold.Client(arrive(files), fold.Options{})
		for range 4 {
			order := rapid.Permutation(files).Draw(t, "order")
			if got := fold.Client(arrive(order), fold.Options{}); !reflect.DeepEqual(got, want) {
				t.Fatalf("in the order %v:\n got %+v\nwant %+v", order, got, want)
			}
		}
		checkNobodyWins(t, arrive(files), want)
	})
}

// checkNobodyWins holds the name against a plain reading of the rule: where the
// only lists that name anybody are of one age and name two people, there is no
// name and a question.
func checkNobodyWins(t *rapid.T, raw record.Versions, got fold.Result) {
	var days []record.Date
	var names []record.Person
	for _, v := range raw.Clients {
		isList := !slices.ContainsFunc(raw.DataPoints, func(p record.Version[record.DataPoint]) bool { return p.Order == v.Order })
		if p := v.Record.Person(); p.Name() != "" && isList {
			days, names = append(days, v.Day), append(names, p)
		}
	}
	for i := range names {
		if days[i] != days[0] {
			return
		}
	}
	for _, p := range names {
		if record.CompareNames(p, names[0]) > record.NearName {
			continue
		}
		if name := got.Client.Person().Name(); name != "" || !strings.Contains(codes(got.Problems), "row.other-child") {
			t.Fatalf("lists of one age name two people, and the client is %q; problems %v", name, got.Problems)
		}
		for _, d := range got.DataPoints {
			if d.Subject.Name() != "" {
				t.Fatalf("a result that names %q counts, and nobody knows who the client is", d.Subject.Name())
			}
		}
		return
	}
}

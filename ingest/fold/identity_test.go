package fold_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/fold"
	"milepost/record"
)

// personOf is whom a row says it is about.
func personOf(name string, born record.Date) record.Person {
	first, last := record.SplitName(name)
	return record.Person{ID: "R-1", First: first, Last: last, Whole: name, Birth: born}
}

// Rows of every kind that name another child are left out, and asked about once
// for each file.
func TestNothingOfAnotherChildsRowIsUsed(t *testing.T) {
	born := day(t, "2018-01-15")
	lorna := record.Client{ID: "R-1", FirstName: "Lorna", LastName: "Pettigrew", BirthDate: born, Source: at(2)}
	fill := func(p record.Person, file string, row int) record.Versions {
		source := record.Source{Import: file, File: file, Row: row}
		on := day(t, "2026-03-02").AddDays(row)
		key := func(kind string) record.Key { return record.KeyOf(kind, file, fmt.Sprint(row)) }
		g := goal(record.Trials)
		g.ID, g.Title, g.Keys, g.Subject, g.Source = record.ID(fmt.Sprint("G", row)), "", nil, p, source
		return record.Versions{
			Goals:       []record.Version[record.Goal]{version(2, g)},
			Sessions:    []record.Version[record.Session]{version(2, record.Session{Key: key("session"), Day: on, Status: record.Attended, Subject: p, Source: source})},
			Statements:  []record.Version[record.Statement]{version(2, record.Statement{Key: key("said"), Day: on, Text: "well", Subject: p, Source: source})},
			Assessments: []record.Version[record.Assessment]{version(2, record.Assessment{Key: key("test"), Day: on, Instrument: "A", Subject: p, Source: source})},
			DataPoints: []record.Version[record.DataPoint]{version(2, record.DataPoint{
				Key: key("point"), Day: on, GoalKeys: []record.Key{record.GoalByID(g.ID)}, Score: ratio(1, 5), Subject: p, Source: source,
			})},
			Withdrawals: []record.Version[record.Withdrawal]{version(3, record.Withdrawal{Kind: "session", Key: record.KeyOf("session", file, "2"), Subject: p, Source: source})},
		}
	}
	raw := record.Versions{Clients: []record.Version[record.Client]{version(1, lorna)}}
	add := func(v record.Versions, takesBack bool) {
		raw.Goals = append(raw.Goals, v.Goals...)
		raw.Sessions = append(raw.Sessions, v.Sessions...)
		raw.Statements = append(raw.Statements, v.Statements...)
		raw.Assessments = append(raw.Assessments, v.Assessments...)
		raw.DataPoints = append(raw.DataPoints, v.DataPoints...)
		if takesBack {
			raw.Withdrawals = append(raw.Withdrawals, v.Withdrawals...)
		}
	}
	add(fill(personOf("PETTIGREW, Lorna", born), "a.csv", 2), false)
	add(fill(personOf("Osric Haldane", record.Date{}), "a.csv", 3), true)
	add(fill(personOf("Osric Haldane", record.Date{}), "a.csv", 4), true)
	add(fill(personOf("Lorna Pettigrew", day(t, "2016-07-30")), "b.csv", 5), true)
	got := fold.Client(raw, fold.Options{})
	if len(got.Goals) != 1 || len(got.Sessions) != 1 || len(got.Statements) != 1 || len(got.Assessments) != 1 || len(got.DataPoints) != 1 {
		t.Errorf("got %d goals, %d sessions, %d statements, %d assessments, %d results; want one each",
			len(got.Goals), len(got.Sessions), len(got.Statements), len(got.Assessments), len(got.DataPoints))
	}
	if len(got.Problems) != 2 || got.Problems[0].Rows != 2 || got.Problems[1].Rows != 1 ||
		!strings.Contains(got.Problems[0].Wrong, "(3, 4)") || got.Problems[0].Day != day(t, "2026-03-05") {
		t.Errorf("asked %+v", got.Problems)
	}
	if !slices.Equal(got.NewNames, []string{"Osric Haldane"}) || !slices.Equal(got.NewBirths, []record.Date{day(t, "2016-07-30")}) {
		t.Errorf("new: %v, %v", got.NewNames, got.NewBirths)
	}
}

// A list says how the client is called, whenever it comes; rows of results that
// agree rename nobody.
func TestRowsOfResultsRenameNobody(t *testing.T) {
	list := record.Client{ID: "R-1", FirstName: "Robert", LastName: "Jones", Source: record.Source{File: "roster.csv", Row: 2}}
	row := record.Client{ID: "R-1", FirstName: "Bobby", LastName: "Jones", Source: record.Source{File: "marks.csv", Row: 2}}
	visit := record.Session{Key: "s", Day: day(t, "2026-03-02"), Status: record.Attended, Source: row.Source}
	for _, orders := range [][2]int{{1, 2}, {2, 1}} {
		got := fold.Client(record.Versions{
			Clients:  []record.Version[record.Client]{version(orders[0], list), version(orders[1], row)},
			Sessions: []record.Version[record.Session]{version(orders[1], visit)},
		}, fold.Options{})
		if got.Client.FirstName != "Robert" || len(got.Sessions) != 1 || len(got.Problems) > 0 {
			t.Errorf("got %s, %d sessions, problems %v", got.Client.FirstName, len(got.Sessions), got.Problems)
		}
	}
}

// With a list, who is used and who waits does not depend on the order of
// arrival of other files, nor of rows.
func TestWhoIsUsedDoesNotDependOnArrival(t *testing.T) {
	born := day(t, "2018-01-15")
	list := record.Client{ID: "R-1", FirstName: "Lorna", LastName: "Pettigrew", BirthDate: born, Source: record.Source{File: "roster.csv", Row: 2}}
	names := []string{"Lorna Pettigrew", "Pettigrew, Lorna", "Osric Haldane", "Lorna Petigrew", "Lorna", ""}
	births := []record.Date{born, {}, day(t, "2016-07-30")}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(rt, "rows")
		points := make([]record.DataPoint, n)
		for i := range points {
			p := personOf(rapid.SampledFrom(names).Draw(rt, "name"), rapid.SampledFrom(births).Draw(rt, "born"))
			file := rapid.SampledFrom([]string{"a.csv", "b.csv"}).Draw(rt, "file")
			points[i] = record.DataPoint{
				Key: record.KeyOf("point", fmt.Sprint(i)), Day: day(t, "2026-03-02").AddDays(i), Subject: p,
				GoalKeys: []record.Key{record.GoalByID("G")}, Score: ratio(1, 5), Source: record.Source{Import: file, File: file, Row: i + 2},
			}
		}
		folded := func(order []int) string {
			raw := record.Versions{
				Clients: []record.Version[record.Client]{version(order[0]+1, list)},
				Goals:   []record.Version[record.Goal]{version(1, record.Goal{ID: "G", Title: "G"})},
			}
			for _, i := range order[1:] {
				raw.DataPoints = append(raw.DataPoints, version(i+1, points[i-1]))
			}
			got := fold.Client(raw, fold.Options{})
			return fmt.Sprintf("%+v\n%v", got.DataPoints, got.Problems)
		}
		straight := make([]int, n+1)
		for i := range straight {
			straight[i] = i
		}
		mixed := append([]int{rapid.IntRange(0, n).Draw(rt, "list")}, rapid.Permutation(straight[1:]).Draw(rt, "order")...)
		if a, b := folded(straight), folded(mixed); a != b {
			rt.Fatalf("in order:\n%s\nmixed:\n%s", a, b)
		}
	})
}

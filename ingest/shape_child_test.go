package ingest_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/record"
)

// column returns a column of a CSV file without its header.
func column(t testing.TB, data []byte, n int) []string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(string(data))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, row := range rows[1:] {
		all = append(all, row[n])
	}
	return all
}

func parsed(t testing.TB, text string) int {
	t.Helper()
	d, err := record.ParseDate(text)
	if err != nil {
		t.Fatal(err)
	}
	return d.DaysSince(record.Date{Year: 1970, Month: 1, Day: 1})
}

// TestEachChildsDaysMoveByThemselves: within a child, what lies between two days
// stays; between children it does not; and with one key, two files of the same
// children meet: the same made-up IDs, and days moved by the same number.
func TestEachChildsDaysMoveByThemselves(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		children := rapid.IntRange(3, 12).Draw(r, "children")
		roster, visits := "Client ID,First Name,Last Name,DOB\n", "Client ID,Date,Status\n"
		day := func(label string, from, to int) string {
			return record.Date{Year: rapid.IntRange(from, to).Draw(r, label), Month: 3, Day: 1}.AddDays(rapid.IntRange(0, 200).Draw(r, label+" day")).String()
		}
		for i := range children {
			id := fmt.Sprintf("C-%03d", 101+7*i)
			roster += fmt.Sprintf("%s,Ana%s,Ruiz,%s\n", id, strings.Repeat("a", i), day("birth", 2017, 2021))
			for range 3 {
				visits += fmt.Sprintf("%s,%s,attended\n", id, day("visit", 2025, 2025))
			}
		}
		seed := byte(rapid.IntRange(0, 255).Draw(r, "key"))
		a, _ := shaped(t, "roster.csv", []byte(roster), seed)
		b, _ := shaped(t, "visits.csv", []byte(visits), seed)
		moved := map[string]int{}
		ids, old := column(t, a, 0), column(t, []byte(roster), 3)
		for i, made := range column(t, a, 3) {
			moved[ids[i]] = parsed(t, old[i]) - parsed(t, made)
		}
		numbers := map[int]bool{}
		for _, n := range moved {
			numbers[n] = true
		}
		if len(moved) != children || len(numbers) < 2 {
			r.Fatalf("%d children moved by %v", children, moved)
		}
		of, old := column(t, b, 0), column(t, []byte(visits), 1)
		for i, made := range column(t, b, 1) {
			if got := parsed(t, old[i]) - parsed(t, made); moved[of[i]] != got {
				r.Fatalf("%s moved by %d days in one file and by %d in the other:\n%s\n%s", of[i], moved[of[i]], got, a, b)
			}
		}
		c, _ := shaped(t, "visits.csv", []byte(visits), seed+1)
		if column(t, c, 0)[0] == of[0] {
			r.Fatalf("another key gives the same ID %s", of[0])
		}
	})
}

// TestAKnownDayGivesBackOneChildOnly: who knows one child's birthday has that
// child's days, and of the others no more than before.
func TestAKnownDayGivesBackOneChildOnly(t *testing.T) {
	roster := "Client ID,First Name,Last Name,DOB\n"
	for i := range 60 {
		roster += fmt.Sprintf("C-%03d,Ana%d,Ruiz,%s\n", i+100, i, record.Date{Year: 2019, Month: 1, Day: 1}.AddDays(11*i))
	}
	made, _ := shaped(t, "roster.csv", []byte(roster), 9)
	old, now := column(t, []byte(roster), 3), column(t, made, 3)
	shift := parsed(t, old[0]) - parsed(t, now[0])
	given := 0
	for i := range old {
		if parsed(t, now[i])+shift == parsed(t, old[i]) {
			given++
		}
	}
	if given > 3 {
		t.Errorf("one known birthday gives back %d of 60", given)
	}
}

// TestFHIRMovesEachPatientByItself: resources of one patient move together, in a
// bundle and line by line, and as in a CSV file of the same key.
func TestFHIRMovesEachPatientByItself(t *testing.T) {
	visit := func(id, day string) string {
		return fmt.Sprintf(`{"resourceType":"Observation","id":"o-%s-%s","status":"final","effectiveDateTime":"%s","subject":{"reference":"Patient/%s"}}`, id, day, day, id)
	}
	born := func(id, day string) string {
		return fmt.Sprintf(`{"resourceType":"Patient","id":"%s","birthDate":"%s"}`, id, day)
	}
	parts := []string{born("C-101", "2019-05-14"), visit("C-101", "2026-03-04"), born("C-102", "2020-02-01"), visit("C-102", "2026-03-04"), visit("C-103", "2026-03-04")}
	want := map[string]int{}
	roster, _ := shaped(t, "r.csv", []byte("Client ID,First Name,Last Name,DOB\nC-101,Ana,Ruiz,2019-05-14\nC-102,Bo,Lee,2020-02-13\nC-103,Cy,Poe,2020-02-19\n"), 6)
	for i, made := range column(t, roster, 3) {
		want[fmt.Sprintf("C-%d", 101+i)] = parsed(t, []string{"2019-05-14", "2020-02-13", "2020-02-19"}[i]) - parsed(t, made)
	}
	bundle := `{"resourceType":"Bundle","type":"collection","entry":[{"resource":` + strings.Join(parts, `},{"resource":`) + `}]}`
	for name, text := range map[string]string{"a.json": bundle, "a.ndjson": strings.Join(parts, "\n") + "\n"} {
		made, _ := shaped(t, name, []byte(text), 6)
		for i, one := range []struct{ id, day string }{{"C-101", "2019-05-14"}, {"C-101", "2026-03-04"}, {"C-102", "2020-02-01"}, {"C-102", "2026-03-04"}, {"C-103", "2026-03-04"}} {
			d, err := record.ParseDate(one.day)
			if err != nil {
				t.Fatal(err)
			}
			if days := d.AddDays(-want[one.id]).String(); !strings.Contains(string(made), days) {
				t.Errorf("%s: resource %d of %s lacks %s:\n%s", name, i, one.id, days, made)
			}
		}
	}
}

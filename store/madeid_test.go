package store_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"milepost/record"
	"milepost/store"
)

// child is a row of a list without ids.
type child struct{ first, last, born string }

// listOf is a list without ids.
func listOf(t interface{ Fatal(...any) }, file string, children ...child) record.Batch {
	var b record.Batch
	for i, c := range children {
		born, err := record.ParseDate(c.born)
		if err != nil {
			t.Fatal(err)
		}
		b.Clients = append(b.Clients, record.Client{
			FirstName: c.first, LastName: c.last, BirthDate: born, Keys: []record.Key{record.ClientByName(c.first, c.last, born)},
			Source: record.Source{File: file, Row: i + 2},
		})
	}
	return b
}

// idsOf returns the id of each client by first name.
func idsOf(t *testing.T, s *store.Store) map[string]record.ID {
	t.Helper()
	names, err := s.FirstNames(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]record.ID{}
	for id, all := range names {
		for _, name := range all {
			ids[name] = id
		}
	}
	return ids
}

func TestAListWithoutIDsGivesEachChildANumberForGood(t *testing.T) {
	s := openStore(t)
	runa, milo := child{"Runa", "Castellan", "2018-10-30"}, child{"Milo", "Abara", "2019-05-23"}
	first := take(t, s, "a.csv", listOf(t, "a.csv", runa, milo))
	want := map[string]record.ID{"runa": "M-0001", "milo": "M-0002"}
	if got := idsOf(t, s); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Fatalf("got %v, want %v", got, want)
	}
	if err := s.Retract(t.Context(), first.ID, store.Who{At: "2026-11-30T00:00:00.000Z"}); err != nil {
		t.Fatal(err)
	}
	take(t, s, "b.csv", listOf(t, "b.csv", child{"Zora", "Quist", "2017-01-01"}, milo, child{"RUNA", "CASTELLAN", "2018-10-30"}))
	if got := idsOf(t, s); got["runa"] != "M-0001" || got["milo"] != "M-0002" || got["zora"] != "M-0003" {
		t.Errorf("after a retraction, in another order: %v", got)
	}
	take(t, s, "c.csv", listOf(t, "c.csv", child{"Runa", "Castelan", "2018-10-30"}, child{"Milan", "Abara", "2019-05-23"}, milo))
	codes := waitingCodes(t, s)
	if got := idsOf(t, s); !slices.Equal(codes, []string{"client.unknown[]"}) || got["milan"] != "M-0004" {
		t.Errorf("a corrected name waits, a twin beside her brother does not: %v, waiting %v", got, codes)
	}
	waiting, err := s.Waiting(t.Context())
	if err != nil || !waiting[0].Brings || waiting[0].Person.Written() != "Runa Castelan" {
		t.Errorf("waiting: %+v, %v", waiting, err)
	}
	// A person says that it is the same child.
	born := record.Date{Year: 2018, Month: 10, Day: 30}
	take(t, s, "card", record.Batch{Clients: []record.Client{{ID: "M-0001", OtherNames: []string{"Runa Castelan"}, BirthDate: born}}})
	if codes := waitingCodes(t, s); len(codes) > 0 {
		t.Errorf("after the answer: %v", codes)
	}
	if n := len(records(t, s, "M-0001").Clients); n != 3 {
		t.Errorf("got %d versions of the client, want the two lists and the card", n)
	}
}

func TestAListWithoutIDsFindsWhoHasOne(t *testing.T) {
	s := openStore(t)
	born := record.Date{Year: 2018, Month: 6, Day: 25}
	take(t, s, "roster.csv", record.Batch{Clients: []record.Client{{ID: "C-4", FirstName: "Robert", LastName: "Jones", BirthDate: born}}})
	take(t, s, "M.csv", record.Batch{Clients: []record.Client{{ID: "M-0001", FirstName: "Own", LastName: "Number"}}})
	take(t, s, "list.csv", listOf(t, "list.csv", child{"Bobby", "Jones", "2018-06-25"}, child{"Ada", "Lum", "2018-06-25"}))
	if got := idsOf(t, s); got["bobby"] != "C-4" || got["ada"] != "M-0002" {
		t.Errorf("got %v; want Bobby to be C-4, and a number that no export uses for Ada", got)
	}
}

// Whatever lists come in whatever order: a child keeps its number, and no two
// children have one.
func TestMadeIDsAreNeverMovedAndNeverShared(t *testing.T) {
	names := []string{"Quill", "Brandt", "Osterman", "Vale", "Lindqvist", "Haddad", "Tan", "Moreau"}
	rapid.Check(t, func(rt *rapid.T) {
		s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "made.db"))
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		given := map[string]record.ID{}
		for n := range rapid.IntRange(1, 5).Draw(rt, "lists") {
			picked := rapid.Permutation(names).Draw(rt, "children")[:rapid.IntRange(1, len(names)).Draw(rt, "how many")]
			var list []child
			for _, last := range picked {
				list = append(list, child{"Kid" + last, last, fmt.Sprintf("2018-01-%02d", 1+slices.Index(names, last))})
			}
			file := fmt.Sprint(n, ".csv")
			imp, err := s.Import(t.Context(), record.Import{ID: hashOf(file + fmt.Sprint(picked)), Name: file, Counts: true}, func(f *store.Filler) error {
				return f.Add(listOf(rt, file, list...))
			})
			if err != nil {
				rt.Fatal(err)
			}
			got := idsOf(t, s)
			taken := map[record.ID]string{}
			for name, id := range got {
				if taken[id] != "" {
					rt.Fatalf("%s and %s are both %s", name, taken[id], id)
				}
				taken[id] = name
				if before := given[name]; before != "" && before != id {
					rt.Fatalf("%s was %s and is %s", name, before, id)
				}
				given[name] = id
			}
			if rapid.Bool().Draw(rt, "retract") {
				if err := s.Retract(t.Context(), imp.ID, store.Who{At: "2026-11-30T00:00:00.000Z"}); err != nil {
					rt.Fatal(err)
				}
			}
		}
	})
}

package store_test

import (
	"fmt"
	"reflect"
	"testing"

	"milepost/record"
	"milepost/store"
)

// BenchmarkRefusedRows asks for the refused rows of one client of 60, where 10,000
// rows of all were refused: each fold of a client does so once.
func BenchmarkRefusedRows(b *testing.B) {
	const clients, rows = 60, 10_000
	s := openStore(b)
	ctx := b.Context()
	_, err := s.Import(ctx, record.Import{ID: record.LongHash("many"), Name: "many.csv", At: "2026-11-02T15:00:00Z", Counts: true}, func(f *store.Filler) error {
		var all record.Batch
		for i := range clients {
			id := record.ID(fmt.Sprintf("C-%02d", i))
			all.Clients = append(all.Clients, record.Client{ID: id, Keys: []record.Key{record.ClientByID(id)}, Source: record.Source{File: "many.csv", Row: i + 2}})
		}
		if err := f.Add(all); err != nil {
			return err
		}
		problems := make([]record.Problem, rows)
		for i := range problems {
			id := record.ID(fmt.Sprintf("C-%02d", i%clients))
			problems[i] = record.Problem{
				Source: record.Source{File: "many.csv", Row: i + 100, Column: "Score"}, Code: "score.unreadable", About: record.ClientByID(id), Keeps: record.KeptResult,
				Found: "pretty good", Wrong: "is not a score that Milepost knows", Next: record.ToCorrect("the score"),
			}
		}
		f.Done(record.Import{Mapping: "test"}, problems)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("one client", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			found, err := s.RefusedRows(ctx, record.ID(fmt.Sprintf("C-%02d", n%clients)))
			if err != nil || len(found) < rows/clients {
				b.Fatalf("%d rows, %v", len(found), err)
			}
		}
	})
	b.Run("all clients", func(b *testing.B) {
		for b.Loop() {
			found, err := s.AllRefusedRows(ctx)
			if err != nil || len(found) != clients {
				b.Fatalf("%d clients, %v", len(found), err)
			}
		}
	})
}

// TestAllRefusedRowsAreThoseOfEach: one query for all gives what one for each
// client gives, in the same order.
func TestAllRefusedRowsAreThoseOfEach(t *testing.T) {
	s := openStore(t)
	refused := func(file string, keys ...record.Key) {
		_, err := s.Import(t.Context(), record.Import{ID: record.LongHash(file), Name: file, At: "2026-11-02T15:00:00Z", Counts: true}, func(f *store.Filler) error {
			var problems []record.Problem
			for i, k := range keys {
				problems = append(problems, record.Problem{Source: record.Source{File: file, Row: i + 2}, Code: "row.day", About: k, Wrong: "says no day"})
			}
			f.Done(record.Import{Mapping: "test"}, problems)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	take(t, s, "one.csv", roster("C-1", "Zoë", "one.csv"))
	take(t, s, "two.csv", roster("C-2", "Zoë", "two.csv"))
	take(t, s, "ida.csv", roster("C-3", "Ida", "ida.csv"))
	refused("a.csv", record.ClientByID("C-1"), byName("Zoë"), byName("Ida"), record.ClientByID("C-9"), "")
	refused("b.csv", record.ClientByID("C-3"), record.ClientByID("C-1"), byName("Ida"))
	all, err := s.AllRefusedRows(t.Context())
	if err != nil || len(all["C-1"]) != 2 || len(all["C-3"]) != 3 || len(all["C-2"]) != 0 {
		t.Fatalf("got %v, %v; want 2 rows of C-1, 3 of C-3 and none of C-2, whose name another has too", all, err)
	}
	for _, id := range []record.ID{"C-1", "C-2", "C-3"} {
		one, err := s.RefusedRows(t.Context(), id)
		if err != nil || !reflect.DeepEqual(one, all[id]) {
			t.Errorf("%s: %v, %v; of all clients %v", id, one, err, all[id])
		}
	}
}

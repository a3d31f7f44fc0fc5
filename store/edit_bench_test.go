package store_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"milepost/record"
	"milepost/store"
)

// BenchmarkEdit keeps an edit of a report of 20 kB, as saving one on the page does.
func BenchmarkEdit(b *testing.B) {
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "milepost.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	key := draftKey("C-1")
	if _, err := s.SaveBody(b.Context(), bodyOf(key, "4 of 5."), store.Who{At: at}); err != nil {
		b.Fatal(err)
	}
	text := strings.Repeat("He put on his coat by himself.\n", 650)
	n := 0
	for b.Loop() {
		n++
		if _, err := s.Step(b.Context(), store.Step{
			Draft: key.ID(), Revision: &record.Revision{Draft: key, Kind: record.RevisionEdit, At: at, Markdown: fmt.Sprint(n) + text},
			Event: record.Event{At: at, Kind: "edited"},
		}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen opens a database that is up to date.
func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "milepost.db")
	for b.Loop() {
		s, err := store.Open(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

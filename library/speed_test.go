package library_test

import (
	"testing"

	"milepost/language"
	"milepost/library"
)

// BenchmarkGoal words one goal of a parent's report: all its slots.
func BenchmarkGoal(b *testing.B) {
	en, err := language.Load("en")
	if err != nil {
		b.Fatal(err)
	}
	l, err := library.Load(library.Shipped())
	if err != nil {
		b.Fatal(err)
	}
	examples := library.Examples(en, "parent")[:200]
	slots := []string{"strength", "thin", "now", "then", "help", "counted", "hope", "no-target", "aim", "trend", "undated", "next"}
	i := 0
	for b.Loop() {
		c := &library.Choice{}
		for _, slot := range slots {
			l.Sentence(slot, examples[i%len(examples)], c)
		}
		i++
	}
}

// BenchmarkLoad reads and checks the shipped phrases.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := library.Load(library.Shipped()); err != nil {
			b.Fatal(err)
		}
	}
}

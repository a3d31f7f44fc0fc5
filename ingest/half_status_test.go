package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestHalfOfAPairOfStatusesIsAsked: one known word of attendance beside one that
// Milepost does not know is not read alone, whichever half it is.
func TestHalfOfAPairOfStatusesIsAsked(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		known := rapid.SampledFrom([]string{"Attended", "No show", "Vino", "Canceled", "Faltó"}).Draw(rt, "known")
		other := rapid.SampledFrom([]string{"Kam", "Purple", "Zxq", "Nedostavil"}).Draw(rt, "other")
		held, missed := rapid.IntRange(12, 16).Draw(rt, "known rows"), rapid.IntRange(1, 3).Draw(rt, "other rows")
		third := rapid.SampledFrom([]string{"", "", "Scheduled"}).Draw(rt, "a third word")
		var b strings.Builder
		b.WriteString("Client ID,Date of Service,Attendance Status\n")
		words := append(strings.Split(strings.Repeat(known+",", held), ",")[:held], strings.Split(strings.Repeat(other+",", missed), ",")[:missed]...)
		if third != "" {
			words = append(words, third)
		}
		for i, w := range words {
			fmt.Fprintf(&b, "C-%d,2026-03-%02d,%s\n", i%3, i+1, w)
		}
		p := proposed(t, "a.csv", []byte(b.String()))
		if err := p.Set("Attendance Status", "session.status"); err != nil { // where half of the words are unknown, that is asked first
			rt.Fatal(err)
		}
		must := func() (n int) {
			for _, d := range p.Doubts() {
				if d.Must && strings.Contains(d.Question, fmt.Sprintf("%q", other)) && strings.Contains(d.Question, "row") {
					n++
				}
			}
			return n
		}
		if got, want := must() == 1, third == ""; got != want {
			rt.Fatalf("must be said: %v, want %v; %v\n%s", got, want, p.Doubts(), b.String())
		}
		if err := p.SetWord("session.status", other, "no-show"); err != nil {
			rt.Fatal(err)
		}
		if must() > 0 {
			rt.Fatalf("still asked: %v", p.Doubts())
		}
	})
}

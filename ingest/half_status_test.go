package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/record"
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

// TestAnUnknownWordOfAMappingIsOneQuestion: by a mapping that is there already,
// shipped or saved, nothing is used of the rows of a word that nobody knows; each
// word is one question with all of its rows; and where it stands beside one
// known word only, that one waits too.
func TestAnUnknownWordOfAMappingIsOneQuestion(t *testing.T) {
	const saved = "gives: [sessions, data]\nneeds: [Client ID, Date, Status]\ncolumns: {Client ID: client.id, Date: session.day, Goal: goal.title, Score: point.score, Status: session.status}\n"
	rapid.Check(t, func(rt *rapid.T) {
		known := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Attended", "No show", "Cancelled", "Holiday"}), 1, 3, rapid.ID[string]).Draw(rt, "known")
		odd := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"Kam", "Purple", "Snowed in", "Late"}), 0, 3, rapid.ID[string]).Draw(rt, "unknown")
		words := rapid.Permutation(append(append([]string{}, known...), odd...)).Draw(rt, "first")
		words = append(words, rapid.SliceOfN(rapid.SampledFrom(words), 0, 20).Draw(rt, "more")...)
		var b strings.Builder
		b.WriteString("Client ID,Date,Goal,Score,Status\n")
		fine := 0
		for i, w := range words {
			if rapid.Bool().Draw(rt, "loud") {
				w = strings.ToUpper(w)
			}
			fmt.Fprintf(&b, "C-%d,2026-03-%02d,Cut,4/5,%s\n", i%3, i+1, w)
			for _, k := range known {
				if strings.EqualFold(w, k) {
					fine++
				}
			}
		}
		half := len(known) == 1 && len(odd) == 1
		if half {
			fine = 0
		}
		batch, report := readBytes(t, "a.csv", []byte(b.String()), own(t, saved))
		countedOnce(t, report)
		if len(batch.Sessions) != fine || report.Bad != len(words)-fine || report.Lost != report.Bad {
			rt.Fatalf("%d visits, %d bad, %d lost; want %d visits of %d rows\n%s", len(batch.Sessions), report.Bad, report.Lost, fine, len(words), b.String())
		}
		questions := len(odd)
		if half {
			questions = 2
		}
		rows := 0
		causes := record.Causes(report.Problems)
		for _, c := range causes {
			rows += len(c.Rows)
		}
		if len(causes) != questions || rows != report.Bad {
			rt.Fatalf("%d questions about %d rows, want %d about %d: %v", len(causes), rows, questions, report.Bad, causes)
		}
	})
}

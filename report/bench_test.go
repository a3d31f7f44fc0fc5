package report_test

import (
	"fmt"
	"runtime"
	"testing"

	"milepost/library"
	"milepost/progress"
	"milepost/record"
	"milepost/report"
)

// The caseload that the benchmarks word: 60 children with 6 goals of 20
// sessions each.
const (
	benchChildren = 60
	benchGoals    = 6
	benchSessions = 20
)

// rawGoal is a goal with its points, not yet analyzed.
type rawGoal struct {
	goal   record.Goal
	points []record.DataPoint
}

// rawChild makes a child's goals and points of the measures in turn.
func rawChild(t testing.TB, n int) (report.Input, []rawGoal) {
	r, c := rulers(), courses()
	in := inputOf(t)
	in.Client.ID = record.ID(fmt.Sprintf("R-%05d", n))
	in.Key.Client = in.Client.ID
	var goals []rawGoal
	for i := range benchGoals {
		ruler, course := r[(n+i)%len(r)], c[(n+2*i)%8]
		course.way = make([]float64, benchSessions)
		course.late = -8 // 20 weeks, the last in the period
		for s := range course.way {
			course.way[s] = float64(s) / benchSessions
		}
		goals = append(goals, rawGoal{goalOf(fmt.Sprintf("g-%d-%d", n, i), ruler, course).Goal, points(ruler, course)})
	}
	return in, goals
}

// word analyzes and composes one child's draft.
func word(t testing.TB, in report.Input, goals []rawGoal) record.Body {
	for _, g := range goals {
		in.Goals = append(in.Goals, report.Goal{Goal: g.goal, Steps: []progress.Summary{analyze(g.goal, g.points, in.Period)}})
	}
	body, err := report.Compose(in, phrases(t), parentForm(t))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// slotsOfAGoal are the places that a parent's report has for each goal.
func slotsOfAGoal() []string {
	return []string{
		"strength", "began", "thin", "now", "last", "then", "since", "help", "counted", "hope", "no-target", "aim", "trend",
		"undated", "ended", "next",
	}
}

// BenchmarkWording is the analysis and wording of 60 children on one core:
// summaries, every sentence of every goal, the table's words and what is
// offered; go test -cpu 1 -run x -bench Wording ./report.
func BenchmarkWording(b *testing.B) {
	inputs, goals := make([]report.Input, benchChildren), make([][]rawGoal, benchChildren)
	for i := range inputs {
		inputs[i], goals[i] = rawChild(b, i)
	}
	lib := phrases(b)
	b.ReportAllocs()
	for b.Loop() {
		for i, in := range inputs {
			choice := &library.Choice{From: in.Period.From}
			for _, g := range goals[i] {
				sum := analyze(g.goal, g.points, in.Period)
				s := library.Subject{
					Language: in.Language, Audience: "parent", Client: in.Client, Therapist: in.Therapist, Period: in.Period,
					Visits: in.Visits, Goal: &g.goal, Summary: &sum,
				}
				for _, slot := range slotsOfAGoal() {
					lib.Sentence(slot, s, choice)
				}
				library.Words(s)
				lib.Offers("helped", s, choice, 3)
			}
		}
	}
}

// BenchmarkCaseload is the same with the whole draft composed: the template
// run, sentences placed, charts written; go test -cpu 1 -run x -bench Caseload
// ./report.
func BenchmarkCaseload(b *testing.B) {
	inputs, goals := make([]report.Input, benchChildren), make([][]rawGoal, benchChildren)
	for i := range inputs {
		inputs[i], goals[i] = rawChild(b, i)
	}
	phrases(b)
	b.ReportAllocs()
	for b.Loop() {
		for i := range inputs {
			word(b, inputs[i], goals[i])
		}
	}
}

// BenchmarkTenThousandChildren words 10,000 children one after the other and
// reports what memory is held after the first 1,000 and at the end.
func BenchmarkTenThousandChildren(b *testing.B) {
	phrases(b)
	held := func() float64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	for b.Loop() {
		for i := range 10_000 {
			in, goals := rawChild(b, i)
			word(b, in, goals)
			if i == 999 {
				b.ReportMetric(held(), "MB-held-at-1000")
			}
		}
		b.ReportMetric(held(), "MB-held-at-10000")
	}
}

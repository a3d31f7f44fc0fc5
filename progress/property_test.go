package progress_test

import (
	"math/rand/v2"
	"testing"

	"milepost/progress"
	"milepost/record"

	"pgregory.net/rapid"
)

// counted is a goal in whole things with a target.
func counted(better record.Direction, base, target float64) record.Objective {
	return record.Objective{
		Measure:  record.Measure{Kind: record.Count, Better: better},
		Baseline: num(base), BaselineDate: aug5(0), Target: num(target), TargetDate: aug5(180),
		Criterion: record.Criterion{Sessions: 3},
	}
}

func drawCounts(t *rapid.T) []float64 {
	whole := rapid.SliceOfN(rapid.IntRange(0, 30), 0, 14).Draw(t, "counts")
	var counts []float64
	for _, n := range whole {
		counts = append(counts, float64(n))
	}
	return counts
}

// Mirroring values and direction mirrors nothing that is said.
func TestMirrorKeepsTheStatus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := drawCounts(t)
		mirrored := make([]float64, len(counts))
		for i, c := range counts {
			mirrored[i] = -c
		}
		q := progress.Question{Period: autumn(), GoalStart: aug5(0)}
		up := progress.Analyze(counted(record.Up, 10, 20), every(8, nums(counts...)...), q)
		down := progress.Analyze(counted(record.Down, -10, -20), every(8, nums(mirrored...)...), q)
		if up.Status != down.Status || (up.Trend == nil) != (down.Trend == nil) || up.Trend != nil && !near(up.Trend.PerWeek, -down.Trend.PerWeek, 1e-12) {
			t.Fatalf("%v: up %q, down %q", counts, up.Status, down.Status)
		}
	})
}

// The order in which rows come tells nothing where days do.
func TestOrderOfRowsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		points := every(8, nums(drawCounts(t)...)...)
		shuffled := rapid.Permutation(points).Draw(t, "shuffled")
		q := progress.Question{Period: autumn(), GoalStart: aug5(0)}
		a, b := progress.Analyze(counted(record.Up, 10, 20), points, q), progress.Analyze(counted(record.Up, 10, 20), shuffled, q)
		if a.Status != b.Status || a.Reason != b.Reason || len(a.Points) != len(b.Points) {
			t.Fatalf("%v: %q because %s, shuffled %q because %s", points, a.Status, a.Reason, b.Status, b.Reason)
		}
	})
}

// Adding a constant to all of a percent measure changes no status: its least
// change is in points.
func TestConstantKeepsTheStatus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var low, high []record.Score
		for _, n := range rapid.SliceOfN(rapid.IntRange(0, 10), 0, 14).Draw(t, "tens") {
			low, high = append(low, pct(float64(5*n))), append(high, pct(float64(5*n+40)))
		}
		goal := record.Objective{
			Measure: record.Measure{Kind: record.Percent, Better: record.Up}, Baseline: pct(20), BaselineDate: aug5(0),
			Target: pct(45), TargetDate: aug5(180), Criterion: record.Criterion{Sessions: 3},
		}
		q := progress.Question{Period: autumn(), GoalStart: aug5(0)}
		a := progress.Analyze(goal, every(8, low...), q)
		goal.Baseline, goal.Target = pct(60), pct(85)
		b := progress.Analyze(goal, every(8, high...), q)
		if a.Status != b.Status {
			t.Fatalf("%v: %q, 40 higher %q", low, a.Status, b.Status)
		}
	})
}

// A level that only wavers by 5 % either way is called the same, with and
// without a documented baseline.
func TestFlatSeriesIsSteady(t *testing.T) {
	waver := func(r *rand.Rand) float64 { return 2*r.Float64() - 1 }
	kinds := []struct {
		name  string
		goal  record.Objective
		score func(*rand.Rand) record.Score
	}{
		{"percent", percentFrom(pct(50)), func(r *rand.Rand) record.Score { return pct(50 + 5*waver(r)) }},
		{"percent without baseline", percentFrom(none()), func(r *rand.Rand) record.Score { return pct(50 + 5*waver(r)) }},
		{"ten trials", percentFrom(ratio(5, 10)), func(r *rand.Rand) record.Score { return ratio(int(5.5+0.5*waver(r)), 10) }},
		{"seconds", timed(secs(240)), func(r *rand.Rand) record.Score { return secs(240 + 12*waver(r)) }},
		{"seconds without baseline", timed(none()), func(r *rand.Rand) record.Score { return secs(240 + 12*waver(r)) }},
		{"inches", record.Objective{Measure: record.Measure{Kind: record.Length, Better: record.Down}}, func(r *rand.Rand) record.Score { return num(0.5 + 0.025*waver(r)) }},
	}
	const rounds = 2000
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			steady := 0
			for range rounds {
				var scores []record.Score
				for range 12 {
					scores = append(scores, k.score(r))
				}
				s := progress.Analyze(k.goal, weekly(scores...), progress.Question{Period: autumn(), GoalStart: aug5(0)})
				if s.Status == record.Same {
					steady++
				}
			}
			if steady < rounds*95/100 {
				t.Errorf("%d of %d called the same, want 95 of 100", steady, rounds)
			}
		})
	}
}

func percentFrom(base record.Score) record.Objective {
	return record.Objective{
		Measure: record.Measure{Kind: record.Percent, Better: record.Up}, Baseline: base, BaselineDate: aug5(0),
		Target: pct(80), TargetDate: aug5(180), Criterion: record.Criterion{Sessions: 3},
	}
}

func timed(base record.Score) record.Objective {
	return record.Objective{Measure: record.Measure{Kind: record.Duration, Better: record.Up}, Baseline: base, BaselineDate: aug5(0)}
}

// BenchmarkAnalyze works out a caseload: 80 clients with 10 objectives of 40
// sessions each.
func BenchmarkAnalyze(b *testing.B) {
	var scores []record.Score
	for i := range 40 {
		scores = append(scores, ratio(2+i/7, 10))
	}
	points := every(2, scores...)
	var sessions []record.Session
	for _, p := range points {
		sessions = append(sessions, record.Session{Day: p.Day, Status: record.Attended})
	}
	q := progress.Question{Period: autumn(), GoalStart: aug5(0), Sessions: sessions}
	for b.Loop() {
		for range 80 * 10 {
			progress.Analyze(cutting(), points, q)
		}
	}
}

package progress_test

import (
	"slices"
	"testing"

	"milepost/progress"
	"milepost/record"
)

func TestSummarizeGoal(t *testing.T) {
	of := func(status record.Status, points int) progress.Summary {
		return progress.Summary{Status: status, Points: make([]record.DataPoint, points), Reason: "r"}
	}
	cases := []struct {
		name   string
		steps  []progress.Summary
		want   record.Status
		met    int
		hand   int
		charts []int
	}{
		{"one objective is the goal", []progress.Summary{of(record.Slower, 5)}, record.Slower, 0, 0, []int{0}},
		{"2 of 3 met: the third's status", []progress.Summary{of(record.Met, 5), of(record.Maintained, 5), of(record.OnTrack, 5)}, record.OnTrack, 2, 2, []int{2, 1}},
		{"met only when all are", []progress.Summary{of(record.Met, 5), of(record.Maintained, 5)}, record.Met, 2, 1, []int{1, 0}},
		{"all maintained", []progress.Summary{of(record.Maintained, 5), of(record.Maintained, 5)}, record.Maintained, 2, 1, []int{1, 0}},
		{"one met out of order is not the goal", []progress.Summary{of(record.Same, 5), of(record.Met, 5)}, record.Same, 1, 0, []int{0, 1}},
		{"in hand is what has points lately", []progress.Summary{of(record.Met, 5), of(record.NotStarted, 0), of(record.TooEarly, 1)}, record.TooEarly, 1, 2, []int{0}},
		{"none worked on", []progress.Summary{of(record.Met, 5), of(record.NotStarted, 0), of(record.Paused, 2)}, record.NotStarted, 1, 1, []int{0, 2}},
		{"no objectives", nil, record.NotStarted, 0, 0, nil},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			g := progress.SummarizeGoal(c.steps)
			if g.Status != c.want || g.Met != c.met || g.InHand != c.hand || !slices.Equal(g.Charts, c.charts) {
				t.Errorf("got %q, %d met, in hand %d, charts %v (%s); want %q, %d, %d, %v", g.Status, g.Met, g.InHand, g.Charts, g.Reason, c.want, c.met, c.hand, c.charts)
			}
		})
	}
}

func TestChangeSinceSigned(t *testing.T) {
	s := progress.Analyze(cutting(), every(14, ratio(3, 10), ratio(4, 10), ratio(4, 10), ratio(6, 10), ratio(7, 10), ratio(7, 10), ratio(7, 10)), progress.Question{Period: autumn()})
	cases := []struct {
		name   string
		signed record.Score
		want   record.Status
		ok     bool
	}{
		{"better than signed", ratio(5, 10), record.Better, true},
		{"as signed", ratio(7, 10), record.Same, true},
		{"lower than signed", ratio(9, 10), record.Lower, true},
		{"signed without a level", none(), "", false},
		{"signed in another measure", step(3), "", false},
	}
	for _, c := range cases {
		got, ok := progress.ChangeSince(progress.Signed{Current: c.signed, Status: record.Slower}, s)
		if ok != c.ok || got.Moved != c.want || ok && (got.Before != c.signed || got.Now != ratio(7, 10)) {
			t.Errorf("%s: got %+v, %v; want %q", c.name, got, ok, c.want)
		}
	}
}

func TestRecentDrop(t *testing.T) {
	cases := []struct {
		name           string
		values         []float64
		dropped, risen bool
	}{
		{"a drop though the mean rose", []float64{40, 40, 40, 60, 70, 75, 70, 50, 45, 50}, true, true},
		{"a drop below the start", []float64{50, 50, 55, 50, 50, 30, 20, 20, 20, 20}, true, false},
		{"one bad day is no drop", []float64{40, 40, 40, 60, 70, 70, 70, 70, 70, 30}, false, false},
		{"still rising", []float64{40, 40, 45, 50, 55, 60, 65, 70, 75, 75}, false, false},
		{"5 points are too few", []float64{70, 70, 40, 40, 40}, false, false},
	}
	for _, c := range cases {
		s := progress.Analyze(rising(), scored(c.values...), progress.Question{Period: autumn()})
		d, ok := progress.RecentDrop(s)
		if ok != c.dropped || ok && d.MeanRose != c.risen {
			t.Errorf("%s: got %v, mean rose %v; want %v, %v", c.name, ok, d.MeanRose, c.dropped, c.risen)
		}
	}
	down := progress.Analyze(counted(record.Down, 9, 2), weekly(nums(9, 9, 8, 5, 4, 4, 5, 8, 8, 9)...), progress.Question{Period: autumn()})
	if d, ok := progress.RecentDrop(down); !ok || d.Peak.Value != 4 {
		t.Errorf("more meltdowns again: got %+v, %v; want a drop from 4", d, ok)
	}
}

func TestPlateau(t *testing.T) {
	cases := []struct {
		name   string
		values []float64
		want   int // points on the plateau; 0 none
	}{
		{"rose, then stood still", []float64{40, 40, 45, 60, 60, 62, 60, 61, 60, 60}, 7},
		{"still rising", []float64{40, 40, 45, 50, 55, 60, 65, 70, 75, 78}, 0},
		{"never moved", []float64{40, 40, 42, 41, 40, 42, 40, 41, 40, 40}, 0},
		{"5 points still", []float64{40, 40, 40, 40, 45, 60, 60, 60, 60, 60}, 0},
		{"met is no plateau", []float64{40, 40, 45, 80, 80, 80, 80, 80, 80, 80}, 0},
	}
	for _, c := range cases {
		s := progress.Analyze(rising(), scored(c.values...), progress.Question{Period: autumn()})
		if got, _ := progress.Plateau(s); len(got) != c.want {
			t.Errorf("%s: got %d points, want %d", c.name, len(got), c.want)
		}
	}
}

func TestNotRechecked(t *testing.T) {
	met := scored(80, 80, 80) // on August 19
	cases := []struct {
		name   string
		points []record.DataPoint
		on     record.Date
		want   bool
	}{
		{"28 days later there is time", met, aug5(14 + 28), false},
		{"29 days later", met, aug5(14 + 29), true},
		{"rechecked after a week does not count", scored(80, 80, 80, 90), aug5(14 + 29), true},
		{"rechecked after two weeks", scored(80, 80, 80, 90, 80), aug5(14 + 29), false},
		{"not met", scored(70, 70, 70), aug5(14 + 29), false},
	}
	for _, c := range cases {
		s := progress.Analyze(rising(), c.points, progress.Question{Period: until(c.points)})
		if got := progress.NotRechecked(s, c.on); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

// The rows of the domain facts, 4.7.
func TestGASScore(t *testing.T) {
	cases := []struct {
		levels  []int
		weights []float64
		want    float64
	}{
		{[]int{0, 0, 0}, []float64{1, 1, 1}, 50},
		{[]int{0, 1, -1}, []float64{1, 1, 1}, 50},
		{[]int{0, 0, 1}, []float64{1, 1, 1}, 54.5644},
		{[]int{1, 1, 1}, []float64{1, 1, 1}, 63.6931},
		{[]int{-1, -1, -1}, []float64{1, 1, 1}, 36.3069},
		{[]int{-2, -2, -2}, []float64{1, 1, 1}, 22.6139},
		{[]int{2, 2, 2}, []float64{1, 1, 1}, 77.3861},
		{[]int{-2}, []float64{1}, 30},
		{[]int{0, 1, -1}, []float64{2, 1, 3}, 45.5935},
		{[]int{-1, -1, -1}, []float64{2, 1, 3}, 36.7804},
	}
	for _, c := range cases {
		if got, ok := progress.GASScore(c.levels, c.weights); !ok || got != c.want {
			t.Errorf("levels %v, weights %v: got %v, want %v", c.levels, c.weights, got, c.want)
		}
	}
	for n, want := range map[int]float64{1: 10, 2: 6.2017, 3: 4.5644, 4: 3.6274, 5: 3.0151, 6: 2.5820, 7: 2.2588, 8: 2.0080} {
		levels, weights := make([]int, n), make([]float64, n)
		for i := range n {
			weights[i] = 1
		}
		levels[0] = 1
		if got, _ := progress.GASScore(levels, weights); !near(got-50, want, 1e-4) {
			t.Errorf("constant of %d equal weights: got %v, want %v", n, got-50, want)
		}
	}
	for _, bad := range []struct {
		levels  []int
		weights []float64
	}{{nil, nil}, {[]int{3}, []float64{1}}, {[]int{1}, []float64{0}}, {[]int{1, 1}, []float64{1}}} {
		if got, ok := progress.GASScore(bad.levels, bad.weights); ok {
			t.Errorf("levels %v, weights %v: got %v, want none", bad.levels, bad.weights, got)
		}
	}
}

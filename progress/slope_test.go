package progress_test

import (
	"encoding/json"
	"os"
	"testing"

	"milepost/progress"
	"milepost/record"

	"pgregory.net/rapid"
)

// oneBadDay is the series of the domain facts, 4.3.
func oneBadDay() (x, y []float64) {
	y = []float64{40, 45, 40, 50, 55, 50, 60, 20, 65, 70}
	for i := range y {
		x = append(x, float64(7*i))
	}
	return x, y
}

func TestTheilSenWithOneBadDay(t *testing.T) {
	x, y := oneBadDay()
	line, ok := progress.TheilSen(x, y)
	if !ok || !near(7*line.Slope, 3.125, 1e-9) || !near(line.Intercept, 40.3125, 1e-9) {
		t.Errorf("got %v a week from %v, want 3.125 from 40.3125", 7*line.Slope, line.Intercept)
	}
	if days := (80 - line.Intercept) / line.Slope; !near(days, 88.90, 0.005) {
		t.Errorf("80 after %v days, want 88.90", days)
	}
}

// The published vectors. The intercept followed is the median of residuals.
func TestTheilSenVectors(t *testing.T) {
	raw, err := os.ReadFile(shared(t, "stats-theil-sen", "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct {
		Cases []struct {
			X, Y      []float64
			Alpha     float64
			Slope     *float64
			Intercept float64   `json:"intercept_median_of_residuals"`
			Interval  []float64 `json:"slope_interval"`
			Tolerance float64
		}
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	if len(vectors.Cases) < 3 {
		t.Fatalf("%d vectors, want 3", len(vectors.Cases))
	}
	for _, c := range vectors.Cases {
		line, ok := progress.TheilSen(c.X, c.Y)
		if ok != (c.Slope != nil) {
			t.Errorf("%v %v: slope %v, known %v", c.X, c.Y, line.Slope, ok)
			continue
		}
		if ok && (!near(line.Slope, *c.Slope, 1e-9) || !near(line.Intercept, c.Intercept, 1e-9)) {
			t.Errorf("%v %v: got %+v, want %v and %v", c.X, c.Y, line, *c.Slope, c.Intercept)
		}
		if len(c.Interval) == 2 {
			low, high, ok := progress.SlopeInterval(c.X, c.Y, 1-c.Alpha)
			if !ok || !near(low, c.Interval[0], c.Tolerance) || !near(high, c.Interval[1], c.Tolerance) {
				t.Errorf("%v %v: interval %v to %v, want %v", c.X, c.Y, low, high, c.Interval)
			}
		}
	}
}

func TestSlopeIntervalOfTies(t *testing.T) {
	if line, ok := progress.TheilSen([]float64{0, 1, 0}, []float64{0, 0, 0}); !ok || line != (progress.Line{}) {
		t.Errorf("flat: got %+v, %v; want slope 0, intercept 0", line, ok)
	}
	if low, high, ok := progress.SlopeInterval([]float64{0, 1, 0}, []float64{0, 0, 0}, 0.95); ok {
		t.Errorf("flat with ties: got %v to %v, want none", low, high)
	}
}

func TestTheilSenKeeps(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 12).Draw(t, "n")
		x, y, high, mirror := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
		for i := range n {
			x[i] = float64(7 * i)
			y[i] = float64(rapid.IntRange(-50, 50).Draw(t, "y"))
			high[i], mirror[i] = y[i]+100, -y[i]
		}
		line, _ := progress.TheilSen(x, y)
		up, _ := progress.TheilSen(x, high)
		down, _ := progress.TheilSen(x, mirror)
		if !near(up.Slope, line.Slope, 1e-9) || !near(up.Intercept, line.Intercept+100, 1e-9) || !near(down.Slope, -line.Slope, 1e-9) {
			t.Fatalf("%v: %+v, 100 higher %+v, mirrored %+v", y, line, up, down)
		}
		if low, high, ok := progress.SlopeInterval(x, y, 0.8); ok && (line.Slope < low || line.Slope > high) {
			t.Fatalf("%v: slope %v outside %v to %v", y, line.Slope, low, high)
		}
	})
}

// rising is an objective in percent with the aim line of the domain facts, 4.6.
func rising() record.Objective {
	return record.Objective{
		Measure: record.Measure{Kind: record.Percent, Better: record.Up}, Baseline: pct(40), BaselineDate: aug5(0),
		Target: pct(80), TargetDate: aug5(180), Criterion: record.Criterion{Sessions: 3},
	}
}

func scored(values ...float64) []record.DataPoint {
	var scores []record.Score
	for _, v := range values {
		scores = append(scores, pct(v))
	}
	return weekly(scores...)
}

func TestProjection(t *testing.T) {
	_, y := oneBadDay()
	steady := []float64{40, 42, 44, 47, 48, 50, 53, 54, 56, 58}
	cases := []struct {
		name   string
		goal   record.Objective
		points []record.DataPoint
		known  bool
	}{
		{"a steady rise has a range", rising(), scored(steady...), true},
		{"one bad day does not take it away", rising(), scored(y...), true},
		{"7 points are too few", rising(), scored(steady[:7]...), false},
		{"a flat series", rising(), scored(40, 41, 40, 41, 40, 41, 40, 41, 40), false},
		{"a falling series", rising(), scored(58, 56, 54, 53, 50, 48, 47, 44, 42), false},
		{"so slow that it is beyond twice the plan", rising(), scored(40, 40.1, 40.2, 40.3, 40.4, 40.5, 40.6, 40.7, 40.8), false},
		{"no target date", dateless(rising()), scored(steady...), false},
		{"no dates", rising(), nil, false},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := progress.Analyze(c.goal, c.points, progress.Question{Period: autumn()})
			p := progress.Project(s, autumn().To)
			if p.Known() != c.known {
				t.Fatalf("got %+v, want known %v", p, c.known)
			}
			if p.Known() && (p.From.After(p.To) || p.From.Before(autumn().To)) {
				t.Errorf("the range %s to %s is not one", p.From, p.To)
			}
		})
	}
}

func TestProjectionMirrors(t *testing.T) {
	values := []float64{9, 9, 8, 8, 7, 7, 7, 6, 6, 5}
	s := progress.Analyze(counted(record.Down, 9, 2), weekly(nums(values...)...), progress.Question{Period: autumn()})
	for i := range values {
		values[i] = 20 - values[i]
	}
	mirror := progress.Analyze(counted(record.Up, 11, 18), weekly(nums(values...)...), progress.Question{Period: autumn()})
	a, b := progress.Project(s, autumn().To), progress.Project(mirror, autumn().To)
	if !a.Known() || a != b {
		t.Errorf("falling %+v, mirrored %+v", a, b)
	}
}

// The vectors of the domain facts, 4.6.
func TestFourPointRule(t *testing.T) {
	_, y := oneBadDay()
	good := append([]float64{}, y...)
	good[7] = 55
	bad := []float64{40, 40, 40, 40, 40, 40, 40, 40}
	cases := []struct {
		name   string
		points []record.DataPoint
		want   progress.Decision // "": not allowed
	}{
		{"one of four behind", scored(y...), progress.KeepOn},
		{"all four ahead", scored(good...), progress.RaiseGoal},
		{"all four behind", scored(bad...), progress.ChangeWay},
		{"five weeks", scored(good[:6]...), ""},
		{"six weeks", scored(good[:7]...), progress.RaiseGoal},
		{"6 points, more than weekly", every(3, pct(40), pct(60), pct(60), pct(60), pct(60), pct(60)), progress.RaiseGoal},
		{"5 points, more than weekly", every(3, pct(40), pct(60), pct(60), pct(60), pct(60)), ""},
	}
	for _, c := range cases {
		goal := rising()
		goal.Criterion = record.Criterion{}
		s := progress.Analyze(goal, c.points, progress.Question{Period: autumn()})
		if got, ok := progress.FourPointRule(s); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: got %q, %v; want %q", c.name, got, ok, c.want)
		}
	}
}

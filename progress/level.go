package progress

import (
	"cmp"
	"slices"

	"milepost/record"
)

// window is how many points a level rests on, so that one bad day does not
// move it. Source: domain facts 1.4 and 4.1.
const window = 3

// setLevels sets baseline, current level and noise.
func setLevels(s *Summary, o record.Objective) {
	first, last := ends(s.Points)
	m := o.Measure
	s.Current = currentLevel(m, last)
	s.Baseline = documentedLevel(o)
	middle := medianLevel(m, first, FirstThree)
	if len(first) == window {
		s.Noise = mad(m, first)
	}
	switch {
	case s.Baseline == nil && len(first) == 2:
		s.Baseline = pointLevel(m, first[0], TwoPoints)
	case s.Baseline == nil && len(first) == window:
		s.Baseline = middle
	case s.Baseline != nil && len(first) == window && s.Baseline.How == Documented && near(s.Baseline.Day, first[0].Day):
		if abs(middle.Value-s.Baseline.Value) > s.Noise && abs(middle.Value-s.Baseline.Value) >= leastChange(o, s.Points, s.Baseline.Value) {
			s.Doubt = middle
		}
	}
}

// nearby is how many days after a documented baseline the first points can
// still speak against it; later ones show progress.
//
// Source: docs/adr/0030; as long as a goal is young (design, "Words").
const nearby = youth

// near reports whether the first point was taken soon enough after the
// documented level to be compared with it. Days that are not known are near.
func near(documented, first record.Date) bool {
	return documented.IsZero() || first.IsZero() || first.DaysSince(documented) <= nearby
}

// ends returns the first and the last points that levels rest on: 3 of each,
// or as many as there are.
func ends(points []record.DataPoint) (first, last []record.DataPoint) {
	n := min(len(points), window)
	return points[:n], points[len(points)-n:]
}

// documentedLevel returns the baseline that came with the goal, which wins
// over every other; nil where none did or it is not of the measure.
//
// Source: domain facts 1.4, "baseline".
func documentedLevel(o record.Objective) *Level {
	v, ok := o.Measure.Value(o.Baseline)
	if !ok {
		return nil
	}
	return &Level{Value: v, Score: o.Baseline, Day: o.BaselineDate, How: Documented}
}

// onScale returns the objective without the levels that stand on the other
// scale of help.
//
// Source: ADR 156.
func onScale(o record.Objective, scale record.Ladder) record.Objective {
	for _, level := range []*record.Score{&o.Baseline, &o.Target} {
		if !level.IsOn(scale) {
			*level = record.Score{}
		}
	}
	if !o.Criterion.AtLeast.IsOn(scale) {
		o.Criterion = record.Criterion{}
	}
	return o
}

// targetLevel returns the level aimed at: the objective's target, else that of
// its criterion, else nil.
func targetLevel(o record.Objective) *Level {
	if v, ok := o.Measure.Value(o.Target); ok {
		return &Level{Value: v, Score: o.Target, Day: o.TargetDate, How: TargetOnly}
	}
	if v, ok := o.Measure.Value(o.Criterion.AtLeast); ok {
		return &Level{Value: v, Score: o.Criterion.AtLeast, Day: o.TargetDate, How: CriterionAt}
	}
	return nil
}

// currentLevel returns the level now: the median of the last 3 points; of two
// the later one; of one that one.
func currentLevel(m record.Measure, last []record.DataPoint) *Level {
	switch len(last) {
	case 0:
		return nil
	case 1:
		return pointLevel(m, last[0], OnePoint)
	case 2:
		return pointLevel(m, last[1], TwoPoints)
	}
	return medianLevel(m, last, LastThree)
}

func pointLevel(m record.Measure, p record.DataPoint, how How) *Level {
	v, _ := m.Value(p.Score)
	return &Level{Value: v, Score: p.Score, Day: p.Day, Points: []record.DataPoint{p}, How: how}
}

// medianLevel returns the median of the points as a level, on the measure's
// scale; nil where there are none. The score of an odd number of points is the
// middle one's own, so that words stay exact: 7 of 10, not 70%.
func medianLevel(m record.Measure, points []record.DataPoint, how How) *Level {
	if len(points) == 0 {
		return nil
	}
	order := make([]int, len(points))
	for i := range order {
		order[i] = i
	}
	values := valuesOf(m, points)
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	half := len(order) / 2
	middle := points[order[half]]
	level := pointLevel(m, middle, how)
	level.Day, level.Points = points[len(points)-1].Day, points
	if len(order)%2 == 0 {
		level.Value = (values[order[half-1]] + level.Value) / 2
		level.Score = scoreAt(m, level.Value, middle.Score)
	}
	return level
}

// scoreAt returns a score of the measure that has the value; like is one of
// its scores.
func scoreAt(m record.Measure, value float64, like record.Score) record.Score {
	form := like.Form
	switch m.Kind {
	case record.Percent, record.Trials:
		form = record.PercentForm
	case record.Count:
		form = record.Number
	}
	return record.Score{Form: form, Number: value, Ladder: like.Ladder}
}

// mad returns the median absolute deviation of the points from their median,
// on the measure's scale, 0 or more. It is not scaled to a standard deviation.
//
// Source: the design, "Words", status lower; Hampel (1974), Journal of the
// American Statistical Association 69, 383-393.
func mad(m record.Measure, points []record.DataPoint) float64 {
	values := valuesOf(m, points)
	middle := Median(values)
	for i, v := range values {
		values[i] = abs(v - middle)
	}
	return Median(values)
}

// Median returns the middle of the values, the mean of the two middle ones
// where their number is even, and 0 where there are none. It has the values'
// unit and leaves their order alone.
func Median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return middle(sorted)
}

// middle returns the median of values that ascend, one or more.
func middle(sorted []float64) float64 {
	half := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[half]
	}
	return (sorted[half-1] + sorted[half]) / 2
}

// valuesOf returns the points' values on the measure's scale, in order; all
// points have one.
func valuesOf(m record.Measure, points []record.DataPoint) []float64 {
	values := make([]float64, 0, len(points))
	for i := range points {
		if v, ok := m.Value(points[i].Score); ok {
			values = append(values, v)
		}
	}
	return values
}

// Parts of a scale that count as a change. Source: a proposal, so chosen that
// a level which only wavers by 5 % either way is called the same.
const (
	leastPercent = 10  // percentage points: one trial of ten
	leastShare   = 0.1 // of the baseline, for amounts
)

// leastChange returns the smallest change that words may rest on, on the
// measure's scale: one step of an ordinal scale; one trial and no less than 10
// percentage points for shares; one unit and no less than a tenth of the
// baseline for amounts. A wavering of 5 % either way is thus no change.
func leastChange(o record.Objective, points []record.DataPoint, baseline float64) float64 {
	m := o.Measure
	switch {
	case m.Ordinal():
		return 1
	case m.Kind == record.Percent || m.Kind == record.Trials:
		return max(leastPercent, oneTrial(m, points))
	case m.Kind == record.Length || m.Kind == record.Rate:
		return leastShare * abs(baseline)
	}
	return max(1, leastShare*abs(baseline))
}

// oneTrial returns what one trial is worth, in percentage points, in the
// longest of the sessions; 0 where no session tells its trials.
func oneTrial(m record.Measure, points []record.DataPoint) float64 {
	most := m.Of
	for i := range points {
		if points[i].Score.Form == record.Ratio {
			most = max(most, points[i].Score.Of)
		}
	}
	if most == 0 {
		return 0
	}
	return 100 / float64(most)
}

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

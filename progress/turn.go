package progress

import "milepost/record"

// Drop is a recent fall from a level that was held before.
type Drop struct {
	Peak     Level // the best median of 3 points in a row before the last 3
	Now      Level
	MeanRose bool // the points of the period are on average no worse than those before, which hides the drop
}

// RecentDrop returns the fall of the current level below the best that was
// held before, where it is more than the noise and large enough to be told and
// each of the last 3 points lies below. False for fewer than 6 points, or
// where there is none.
//
// Source: features row 31; the margin is that of status lower.
func RecentDrop(s Summary) (Drop, bool) {
	m, n := s.Objective.Measure, len(s.Points)
	if n < 2*window || s.Better == "" {
		return Drop{}, false
	}
	peak := medianLevel(m, s.Points[:window], FirstThree)
	for i := 1; i+2*window <= n; i++ {
		held := medianLevel(m, s.Points[i:i+window], LastThree)
		if gain(s.Better, peak.Value, held.Value) >= 0 {
			peak = held
		}
	}
	fall := gain(s.Better, s.Current.Value, peak.Value)
	if !beyond(fall, s.Noise, leastChange(s.Objective, s.Points, peak.Value)) {
		return Drop{}, false
	}
	for _, v := range valuesOf(m, s.Points[n-window:]) {
		if gain(s.Better, v, peak.Value) <= 0 {
			return Drop{}, false
		}
	}
	return Drop{Peak: *peak, Now: *s.Current, MeanRose: meanRose(s)}, true
}

// meanRose reports whether the period's points are on average no worse than
// the earlier ones, or, without earlier ones, than the baseline. Steps have no
// mean.
func meanRose(s Summary) bool {
	m := s.Objective.Measure
	if m.Ordinal() {
		return false
	}
	now, ok := mean(valuesOf(m, s.InPeriod))
	before, earlier := mean(valuesOf(m, s.Points[:len(s.Points)-len(s.InPeriod)]))
	if !earlier && s.Baseline != nil {
		before, earlier = s.Baseline.Value, true
	}
	return ok && earlier && gain(s.Better, before, now) >= 0
}

// What a plateau needs: a proposal, after the gate of trends.
const (
	plateauPoints = trendPoints
	plateauDays   = trendDays
)

// Plateau returns the points over which the level has stood still although it
// had risen before: the longest run at the end, of at least 6 points (over 28
// days, where there are days), that begins at the current level and in which no
// median of 3 in a row differs from it by more than noise. False where the criterion is met, or the level has not moved since
// the baseline.
//
// Source: features row 31; the margin is that of status same.
func Plateau(s Summary) ([]record.DataPoint, bool) {
	n := len(s.Points)
	if n < plateauPoints || s.Reached != nil || s.Baseline == nil || s.Better == "" {
		return nil, false
	}
	least := leastChange(s.Objective, s.Points, s.Baseline.Value)
	if !beyond(gain(s.Better, s.Baseline.Value, s.Current.Value), s.Noise, least) {
		return nil, false
	}
	start := n - window
	for start > 0 {
		held := medianLevel(s.Objective.Measure, s.Points[start-1:start-1+window], LastThree)
		if beyond(abs(held.Value-s.Current.Value), s.Noise, least) {
			break
		}
		start--
	}
	for v := valuesOf(s.Objective.Measure, s.Points); beyond(abs(v[start]-s.Current.Value), s.Noise, least); {
		start++
	}
	run := s.Points[start:]
	if len(run) < plateauPoints || !s.Undated && run[len(run)-1].Day.DaysSince(run[0].Day) < plateauDays {
		return nil, false
	}
	return run, true
}

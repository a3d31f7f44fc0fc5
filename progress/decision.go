package progress

import "milepost/record"

// What the four-point rule needs. Source: domain facts 4.1, "When allowed".
const (
	rulePoints     = 4
	ruleDays       = 42
	ruleManyPoints = 6 // where points come more than weekly
)

// Decision is what the four-point rule asks the therapist. It is a question
// and is never printed.
type Decision string

// What the four-point rule asks.
const (
	RaiseGoal Decision = "raise the goal"
	ChangeWay Decision = "change the way of working"
	KeepOn    Decision = "continue"
)

// FourPointRule compares the last 4 comparable points with the aim line: all
// better than it, all worse, or mixed (a point on the line is neither). False
// without an aim line, and before 6 weeks of points, or 6 points where they
// come more than weekly.
//
// Source: the four-point rule of curriculum-based measurement, made for weekly
// reading probes: domain facts 4.1. Checked: domain facts 4.6 (60, 20, 65, 70
// continue; with 55 for 20 raise the goal).
func FourPointRule(s Summary) (Decision, bool) {
	n := len(s.Points)
	if s.Aim == nil || n < rulePoints {
		return "", false
	}
	days := s.Points[n-1].Day.DaysSince(s.Points[0].Day)
	often := n >= ruleManyPoints && days < 7*(n-1)
	if days < ruleDays && !often {
		return "", false
	}
	ahead, behind := 0, 0
	for _, p := range s.Points[n-rulePoints:] {
		v, _ := s.Objective.Measure.Value(p.Score)
		switch g := gain(s.Better, s.Aim.At(p.Day), v); {
		case g > tiny:
			ahead++
		case g < -tiny:
			behind++
		}
	}
	switch rulePoints {
	case ahead:
		return RaiseGoal, true
	case behind:
		return ChangeWay, true
	}
	return KeepOn, true
}

// recheckBy is how many days after the criterion was met the skill should have
// been checked again. Source: domain facts 4.1, "Maintenance".
const recheckBy = 28

// NotRechecked reports whether, on the day, the criterion was met more than 28
// days ago and no comparable point from 14 days after it or later says whether
// the skill was kept.
//
// Source: domain facts 4.1, "Maintenance".
func NotRechecked(s Summary, on record.Date) bool {
	if s.Reached == nil || s.Reached.On.IsZero() || on.DaysSince(s.Reached.On) <= recheckBy {
		return false
	}
	return s.Newest.DaysSince(s.Reached.On) < keptAfter
}

// Sufficient answers whether progress is sufficient to reach the target by its
// date, as schools must state for each goal: yes when met or on track, no when
// on the aim line's wrong side, the same or lower. False in known where the
// data do not bear an answer.
//
// Source: 34 CFR 300.320(a)(3) asks how and when progress is reported; states'
// forms ask for this statement: domain facts 0 (D4) and 2.6.
func (s Summary) Sufficient() (yes, known bool) {
	switch s.Status {
	case record.Met, record.Maintained, record.OnTrack:
		return true, true
	case record.Slower, record.Same, record.Lower:
		return false, s.Target != nil && !s.Target.Day.IsZero()
	}
	return false, false
}

// Obtained returns how much of the way from baseline to target the current
// level has come, in percent: over 100 past the target, below 0 worse than the
// start, never clamped. Schools' codes band by it. False for ordinal measures,
// where a level is missing, and where the target is the baseline.
//
// Source: percent of goal obtained, domain facts 1.5 and 2.6, on levels
// instead of means.
func (s Summary) Obtained() (percent float64, known bool) {
	if s.Objective.Measure.Ordinal() || s.Baseline == nil || s.Current == nil || s.Target == nil {
		return 0, false
	}
	way := s.Target.Value - s.Baseline.Value
	if way == 0 {
		return 0, false
	}
	return 100 * (s.Current.Value - s.Baseline.Value) / way, true
}

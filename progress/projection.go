package progress

import (
	"fmt"
	"math"

	"milepost/record"
)

// What a projection needs. Source: domain facts 4.1, "Trend minimum", and 4.3
// (both proposals).
const (
	projectPoints     = 8
	projectDays       = 42
	projectConfidence = 0.8
	projectReach      = 2 // times the days left of the plan
)

// Projection says when the target may be reached at the current pace: between
// two days, or not to be estimated.
type Projection struct {
	From, To record.Date // zero both where it cannot be estimated
	Why      string      // why it cannot; "" where it can
}

// Known reports whether there is a range to tell.
func (p Projection) Known() bool { return p.Why == "" }

// Project works out, from all comparable points, between which days the target
// is reached if the pace holds, from the 80 % interval of the slopes between
// all pairs of points. It is never told for ordinal measures, for fewer than 8
// points or 42 days, where the slow end does not improve at all, or where it
// lies beyond twice the days left to the target date after the day asked on.
//
// Source: domain facts 4.3. Checked: its series reaches 80 on day 88.90 at the
// median slope.
func Project(s Summary, on record.Date) Projection {
	if why := whyNoProjection(s, on); why != "" {
		return Projection{Why: why}
	}
	x, y := daysOf(s.Points), valuesOf(s.Objective.Measure, s.Points)
	low, high, ok := SlopeInterval(x, y, projectConfidence)
	if !ok {
		return Projection{Why: "too few different values"}
	}
	slow, fast := low, high
	if s.Better == record.Down {
		slow, fast = high, low
	}
	if gain(s.Better, 0, slow) <= 0 {
		return Projection{Why: "the points do not clearly improve"}
	}
	first := s.Points[0].Day
	from := reachDay(first, lineAt(fast, x, y), s.Target.Value)
	to := reachDay(first, lineAt(slow, x, y), s.Target.Value)
	from, to = later(from, on), later(to, on)
	if limit := projectReach * s.Target.Day.DaysSince(on); to.DaysSince(on) > limit {
		return Projection{Why: fmt.Sprintf("more than %d days away", limit)}
	}
	if to.Before(from) {
		from, to = to, from
	}
	return Projection{From: from, To: to}
}

// whyNoProjection returns which gate is shut, and "" where none is.
func whyNoProjection(s Summary, on record.Date) string {
	n := len(s.Points)
	switch {
	case s.Objective.Measure.Ordinal():
		return "steps have no pace"
	case s.Undated:
		return "this export has no dates"
	case s.Target == nil || s.Target.Day.IsZero():
		return "no target or no target date on file"
	case s.Better == "":
		return unconfused
	case n < projectPoints:
		return fmt.Sprintf("%d comparable points, fewer than %d", n, projectPoints)
	case s.Points[n-1].Day.DaysSince(s.Points[0].Day) < projectDays:
		return fmt.Sprintf("fewer than %d days of points", projectDays)
	case gain(s.Better, s.Target.Value, s.Current.Value) >= 0:
		return "already at the target"
	case !s.Target.Day.After(on):
		return "the target date has passed"
	}
	return ""
}

// lineAt returns the line with the slope that leaves as many points above as
// below.
func lineAt(slope float64, x, y []float64) Line {
	rests := make([]float64, len(x))
	for i := range x {
		rests[i] = y[i] - float64(slope*x[i])
	}
	return Line{slope, Median(rests)}
}

// reachDay returns the first day on which the line is at the level.
func reachDay(first record.Date, line Line, level float64) record.Date {
	const lifetime = 100 * 365 // keeps a slope near zero within the calendar
	days := math.Ceil((level-line.Intercept)/line.Slope - tiny)
	return first.AddDays(int(max(0, min(days, lifetime))))
}

func later(a, b record.Date) record.Date {
	if a.Before(b) {
		return b
	}
	return a
}

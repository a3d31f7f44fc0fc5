package progress

import (
	"slices"

	"milepost/record"
)

// What a trend needs. Source: domain facts 4.1, "Trend minimum" and "Three
// gates" (a proposal after vendors' practice).
const (
	trendPoints = 6
	trendDays   = 28
)

// trend returns the slope of the points, behind its gate: nil for ordinal
// measures, for points without days, and for fewer than 6 points or 28 days.
func trend(m record.Measure, points []record.DataPoint) *Trend {
	n := len(points)
	if m.Ordinal() || n < trendPoints || points[0].Day.IsZero() {
		return nil
	}
	days := points[n-1].Day.DaysSince(points[0].Day)
	if days < trendDays {
		return nil
	}
	line, ok := TheilSen(daysOf(points), valuesOf(m, points))
	if !ok {
		return nil
	}
	return &Trend{PerWeek: 7 * line.Slope, N: n, Days: days}
}

// daysOf returns the points' days, counted from the first.
func daysOf(points []record.DataPoint) []float64 {
	days := make([]float64, len(points))
	for i := range points {
		days[i] = float64(points[i].Day.DaysSince(points[0].Day))
	}
	return days
}

// Line is a straight line through a series.
type Line struct {
	Slope     float64 // y a unit of x
	Intercept float64 // y at x = 0
}

// TheilSen returns the line whose slope is the median of the slopes between
// all pairs of points with different x, and whose intercept is the median of
// y - slope*x. The slope is in units of y a unit of x, without limit. False
// where no two x differ. x and y have one length.
//
// Source: Theil (1950); Sen (1968), Journal of the American Statistical
// Association 63, 1379-1389. Where definitions differ: the intercept is the
// median of the residuals (6 in Sen's example), not median y minus slope times
// median x (4). Checked against Sen's example and the degenerate cases in the
// tests of scipy, and domain facts 4.3 (3.125 a week, 40.3125).
func TheilSen(x, y []float64) (Line, bool) {
	slopes := pairSlopes(x, y)
	if len(slopes) == 0 {
		return Line{}, false
	}
	slope := middle(slopes)
	rests := make([]float64, len(x))
	for i := range x {
		rests[i] = y[i] - float64(slope*x[i])
	}
	return Line{slope, Median(rests)}, true
}

// pairSlopes returns the slopes between all pairs with different x, ascending.
func pairSlopes(x, y []float64) []float64 {
	if len(x) < 2 {
		return nil
	}
	slopes := make([]float64, 0, len(x)*(len(x)-1)/2)
	for j := range x {
		for i := range j {
			if x[i] != x[j] {
				slopes = append(slopes, (y[j]-y[i])/(x[j]-x[i]))
			}
		}
	}
	slices.Sort(slopes)
	return slopes
}

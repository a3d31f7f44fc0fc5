package progress

import (
	"math"
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
	return lineAt(middle(slopes), x, y), true
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

// SlopeInterval returns the slopes between which the true one lies with the
// confidence (0.8: in 80 of 100 such series), in units of y a unit of x. False
// where there are too few different values to tell. x and y have one length.
//
// Source: Sen (1968), with the correction for ties and the rounding of ranks
// that scipy uses. Checked: Sen's example at 93 %, 3.71 to 4.38.
func SlopeInterval(x, y []float64, confidence float64) (low, high float64, ok bool) {
	slopes := pairSlopes(x, y)
	n := len(y)
	variance := float64(n*(n-1)*(2*n+5)-tieSum(x)-tieSum(y)) / 18
	if len(slopes) == 0 || variance < 0 || confidence <= 0 || confidence >= 1 {
		return 0, 0, false
	}
	z := math.Sqrt2 * math.Erfinv(confidence)
	reach := float64(z * math.Sqrt(variance))
	pairs := float64(len(slopes))
	upper := min(int(math.RoundToEven((pairs+reach)/2)), len(slopes)-1)
	lower := max(int(math.RoundToEven((pairs-reach)/2))-1, 0)
	return slopes[lower], slopes[upper], true
}

// tieSum returns the sum of k(k-1)(2k+5) over the groups of k equal values.
func tieSum(values []float64) int {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	sum, k := 0, 0
	for i, v := range sorted {
		k++
		if i == len(sorted)-1 || sorted[i+1] != v {
			sum += k * (k - 1) * (2*k + 5)
			k = 0
		}
	}
	return sum
}

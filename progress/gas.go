package progress

import "math"

// gasCorrelation is the assumed correlation between the goals of one client.
// Source: Kiresuk and Sherman (1968), Community Mental Health Journal 4(6),
// 443-453.
const gasCorrelation = 0.3

// GASScore returns the T-score of goals attained at the levels (-2 to 2), with
// their weights (above 0): 50 is "all as expected", 10 is one standard
// deviation, higher is better. It is rounded to 4 places. False where there
// are no goals, a level or weight is out of range, or their numbers differ.
// Levels of several goals are never averaged for parents.
//
// Source: Kiresuk and Sherman (1968) as corrected by the erratum to
// Turner-Stokes (2009), Clinical Rehabilitation 23, 362-370, pages 364 and
// 367: 50 + 10·Σwx / √((1-ρ)Σw² + ρ(Σw)²). The formula as first printed there
// is wrong. Checked: all rows of domain facts 4.7.
func GASScore(levels []int, weights []float64) (float64, bool) {
	if len(levels) == 0 || len(levels) != len(weights) {
		return 0, false
	}
	var reached, total, squares float64
	for i, x := range levels {
		w := weights[i]
		if x < -2 || x > 2 || w <= 0 {
			return 0, false
		}
		reached += float64(w * float64(x))
		total += w
		squares += float64(w * w)
	}
	spread := math.Sqrt(float64((1-gasCorrelation)*squares) + float64(gasCorrelation*total*total))
	return round(50+float64(10*reached/spread), 4), true
}

// round rounds half away from zero to so many decimal places.
func round(x float64, places int) float64 {
	scale := math.Pow10(places)
	return math.Round(x*scale) / scale
}

package progress

import (
	"math"
	"strconv"
)

// Scale is a way to write how far a score lies from the mean of children of
// the same age, on the normal model.
type Scale struct {
	Mean, SD  float64
	Low, High float64 // ends of the scale: scores beyond are written as the end
}

// StandardScale returns the scale with mean 100 and SD 15.
func StandardScale() Scale { return Scale{100, 15, 40, 160} }

// TScale returns the scale with mean 50 and SD 10.
func TScale() Scale { return Scale{50, 10, 20, 80} }

// ScaledScale returns the scale of subtests with mean 10 and SD 3.
func ScaledScale() Scale { return Scale{10, 3, 1, 19} }

// BOTScale returns the scale of BOT subtests with mean 15 and SD 5.
func BOTScale() Scale { return Scale{15, 5, 1, 35} }

// Z returns how many standard deviations the score lies above the mean.
func (s Scale) Z(score float64) float64 { return (score - s.Mean) / s.SD }

// Score returns the whole score on the scale that lies z standard deviations
// above the mean, no further than the ends of the scale.
//
// Source and check: domain facts 3.1, all rows.
func (s Scale) Score(z float64) int {
	score := math.Round(s.Mean + float64(z*s.SD))
	return int(max(s.Low, min(s.High, score)))
}

// Percentile returns the share of children of the same age who score lower
// than z standard deviations above the mean, in percent above 0 and below 100,
// rounded to 2 places.
//
// Source: the normal distribution, 100·Φ(z). Checked: domain facts 3.1 and the
// rows of publishers' sample reports in 3.3.
func Percentile(z float64) float64 {
	return round(50*math.Erfc(-z/math.Sqrt2), 2)
}

// PercentileText writes a percentile as documents print it: whole, never 0 or
// 100 but "<1" and ">99".
//
// Source: domain facts 3.1.
func PercentileText(percentile float64) string {
	switch whole := math.Round(percentile); {
	case whole < 1:
		return "<1"
	case whole > 99:
		return ">99"
	default:
		return strconv.Itoa(int(whole))
	}
}

// Tolerances of PercentileFits. Source: domain facts 3.1 (a proposal).
const (
	middleTolerance = 3
	tailTolerance   = 1
	tail            = 10 // percent from either end
)

// PercentileFits reports whether a typed percentile agrees with the score at z
// standard deviations: within 3 points in the middle and 1 point in the outer
// tenths, since norms are not exactly normal. A misfit is a warning, never
// mended in silence.
//
// Source: domain facts 3.1.
func PercentileFits(z, percentile float64) bool {
	expected := Percentile(z)
	allowed := float64(middleTolerance)
	if expected < tail || expected > 100-tail {
		allowed = tailTolerance
	}
	return abs(expected-percentile) <= allowed+tiny
}

// LeastDetectable returns by how much a score must differ between two testings
// to be a change at 95 %, in the unit of the standard error of measurement.
//
// Source: MDC = 1.96·√2·SEM: domain facts 3.1.
func LeastDetectable(sem float64) float64 { return round(1.96*math.Sqrt2*sem, 4) }

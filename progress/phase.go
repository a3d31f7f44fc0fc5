package progress

import "milepost/record"

// PhaseMeans returns the mean of the points of phase before, and how much
// higher the mean of phase after is, both in the unit in which the points were
// counted (a ratio counts its successes); the change is negative where the
// level fell, whatever the direction of improvement. False where either phase
// has no point with a number, or one of steps or answers: those are never
// averaged.
//
// Source: the baseline score and raw change of the published effect sizes that
// come with the data set therapy-sessions-aphasia-jslhr; checked against its
// 48 series to 1e-6.
func PhaseMeans(points []record.DataPoint, before, after string) (baseline, change float64, ok bool) {
	first, okFirst := phaseMean(points, before)
	second, okSecond := phaseMean(points, after)
	if !okFirst || !okSecond {
		return 0, 0, false
	}
	return first, second - first, true
}

func phaseMean(points []record.DataPoint, phase string) (float64, bool) {
	var values []float64
	for _, p := range points {
		if p.Phase != phase || p.Score.Bound != "" {
			continue
		}
		switch p.Score.Form {
		case record.Ratio:
			values = append(values, float64(p.Score.OK))
		case record.Number, record.PercentForm, record.Seconds:
			values = append(values, p.Score.Number)
		case record.StepForm, record.Answer:
			return 0, false
		}
	}
	return mean(values)
}

// mean returns the arithmetic mean; false where there are no values.
func mean(values []float64) (float64, bool) {
	if len(values) == 0 {
		return 0, false
	}
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values)), true
}

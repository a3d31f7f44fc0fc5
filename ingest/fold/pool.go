package fold

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"milepost/record"
)

// pool makes one result of several that one visit has of one objective. Each
// has a value under the measure, and they are in order of time. False: what
// they mean together is for a person to say.
//
// Source: ADR 138. Trials are added, never averaged as percents (domain facts
// 1.5); a percent without tries counts as one of equals. An amount that each
// attempt has anew is the median one; steps are compared and never averaged.
func pool(m record.Measure, of []record.DataPoint) (record.Score, string, bool) {
	switch m.Kind {
	case record.Percent, record.Trials:
		score, by := poolShares(m, of)
		return score, by, true
	case record.Count:
		return poolCounts(m, of)
	case record.Rate, record.Duration, record.Latency, record.Length:
		return poolAmounts(m, of, record.PooledMedian), record.PooledMedian, true
	case record.Assist:
		return of[middleStep(m, of)].Score, record.PooledMedian, onOneScale(of)
	case record.GAS, record.Rubric:
		return poolSteps(m, of)
	}
	return record.Score{}, "", false
}

// poolShares adds successes and tries; where one result has no tries, it takes
// the mean of the percents.
func poolShares(m record.Measure, of []record.DataPoint) (record.Score, string) {
	sum := record.Score{Form: record.Ratio}
	for _, p := range of {
		if p.Score.Form != record.Ratio {
			return poolAmounts(m, of, record.PooledMean), record.PooledMean
		}
		sum.OK += p.Score.OK
		sum.Of += p.Score.Of
	}
	sum.Text = scoreText(sum)
	sum.Bound = boundOf(of)
	return sum, record.PooledSum
}

// poolCounts adds the parts of a visit, or does what the mapping says.
func poolCounts(m record.Measure, of []record.DataPoint) (record.Score, string, bool) {
	switch answerOf(of) {
	case record.Parts, record.Add:
		return poolAmounts(m, of, record.PooledSum), record.PooledSum, true
	case record.Median:
		return poolAmounts(m, of, record.PooledMedian), record.PooledMedian, true
	case record.Last:
		return of[len(of)-1].Score, record.PooledLast, true
	}
	return record.Score{}, "", false
}

// poolSteps takes the step that the mapping says; steps that are one and the
// same need no answer.
func poolSteps(m record.Measure, of []record.DataPoint) (record.Score, string, bool) {
	values := valuesOf(m, of)
	switch {
	case slices.Min(values) == slices.Max(values):
		return of[0].Score, record.PooledSame, true
	case answerOf(of) == record.Median:
		return of[middleStep(m, of)].Score, record.PooledMedian, true
	case answerOf(of) == record.Last:
		return of[len(of)-1].Score, record.PooledLast, true
	}
	return record.Score{}, "", false
}

// answerOf returns what the files say of several results in one visit; ""
// where they do not agree.
func answerOf(of []record.DataPoint) record.Several {
	for _, p := range of {
		if p.Several != of[0].Several {
			return ""
		}
	}
	return of[0].Several
}

// poolAmounts returns the sum, the mean or the median of the values, in the
// form of the measure.
func poolAmounts(m record.Measure, of []record.DataPoint, by string) record.Score {
	values := valuesOf(m, of)
	slices.Sort(values) // a sum of fractions depends on its order
	total := 0.0
	for _, v := range values {
		total += v
	}
	score := record.Score{Form: record.Number, Number: total, Bound: boundOf(of)}
	switch by {
	case record.PooledMean:
		score.Number = math.Round(total/float64(len(values))*1e10) / 1e10
	case record.PooledMedian:
		low, high := values[(len(values)-1)/2], values[len(values)/2]
		score.Number = low + (high-low)/2
	}
	switch m.Kind {
	case record.Percent, record.Trials:
		score.Form = record.PercentForm
	case record.Duration, record.Latency:
		score.Form = record.Seconds
	}
	return score
}

// middleStep returns the place of the median step; between two, that of the
// lesser: the one with more help, or further from the goal.
func middleStep(m record.Measure, of []record.DataPoint) int {
	places := make([]int, len(of))
	for i := range places {
		places[i] = i
	}
	values := valuesOf(m, of)
	slices.SortStableFunc(places, func(a, b int) int {
		if m.Better == record.Down {
			return cmp.Compare(values[b], values[a])
		}
		return cmp.Compare(values[a], values[b])
	})
	return places[(len(places)-1)/2]
}

func valuesOf(m record.Measure, of []record.DataPoint) []float64 {
	values := make([]float64, len(of))
	for i, p := range of {
		values[i], _ = m.Value(p.Score)
	}
	return values
}

// boundOf returns a sign by which one of the scores is only a bound or a
// guess: then so is what is made of them.
func boundOf(of []record.DataPoint) string {
	signs := make([]string, len(of))
	for i, p := range of {
		signs[i] = p.Score.Bound
	}
	return slices.Max(signs)
}

// inVisit orders the results of one visit: by time, then as they stand in
// their files.
func inVisit(a, b record.DataPoint) int {
	return cmp.Or(
		strings.Compare(a.Start, b.Start), strings.Compare(a.Source.File, b.Source.File),
		strings.Compare(a.Source.Sheet, b.Source.Sheet), cmp.Compare(a.Source.Row, b.Source.Row),
		strings.Compare(a.Source.Column, b.Source.Column), strings.Compare(string(a.Key), string(b.Key)))
}

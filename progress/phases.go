package progress

import (
	"math"
	"slices"

	"milepost/record"
)

// Phases holds the values of a series before and during treatment, on one
// scale and in order of time. The effect sizes below are for payers and
// therapists; none is printed to parents. Each comes with false where the data
// do not bear it, and improvement is taken in the direction of Better (none:
// up).
//
// Source of all formulas: domain facts 4.4, after the R package SingleCaseES.
type Phases struct {
	Before, During []float64
	Better         record.Direction
}

// improving returns both phases so that more is better.
func (p Phases) improving() (before, during []float64) {
	if p.Better != record.Down {
		return p.Before, p.During
	}
	return negated(p.Before), negated(p.During)
}

func negated(values []float64) []float64 {
	turned := make([]float64, len(values))
	for i, v := range values {
		turned[i] = -v
	}
	return turned
}

func (p Phases) empty() bool { return len(p.Before) == 0 || len(p.During) == 0 }

// PND returns the share of treatment points better than the best baseline
// point, from 0 to 1. One good baseline day is enough to make it 0.
//
// Source: Scruggs, Mastropieri and Casto (1987), Remedial and Special
// Education 8(2), 24-33. Checked: parker2011a 5/7; domain facts 4.5 V5 5/6.
func (p Phases) PND() (float64, bool) {
	if p.empty() {
		return 0, false
	}
	before, during := p.improving()
	return shareAbove(during, slices.Max(before), 0), true
}

// PEM returns the share of treatment points better than the baseline's median,
// from 0 to 1; ties count half.
//
// Source: Ma (2006), Behavior Modification 30(5), 598-617. Checked:
// parker2011a 7/7.
func (p Phases) PEM() (float64, bool) {
	if p.empty() {
		return 0, false
	}
	before, during := p.improving()
	return shareAbove(during, Median(before), 0.5), true
}

// shareAbove returns the share of values above the limit; each tie counts tie.
func shareAbove(values []float64, limit, tie float64) float64 {
	sum := 0.0
	for _, v := range values {
		switch {
		case v > limit:
			sum++
		case v == limit:
			sum += tie
		}
	}
	return sum / float64(len(values))
}

// PAND returns the share of all points that remain when the fewest are left
// out so that every treatment point is better than every baseline point, from
// above 0 to 1.
//
// Source: Parker, Hagan-Burke and Vannest (2007), Journal of Special Education
// 40(4), 194-204, as SingleCaseES reads it. The R package scan sorts both
// phases instead and counts a pair as two: 63.6 % for its cubs data, where
// this gives 8/11. Checked: parker2011a 11/13.
func (p Phases) PAND() (float64, bool) {
	if p.empty() {
		return 0, false
	}
	before, during := p.improving()
	before, during = slices.Clone(before), slices.Clone(during)
	slices.Sort(before)
	slices.Sort(during)
	m, n := len(before), len(during)
	best := max(m, n)
	for i := range before { // the lowest i+1 of the baseline stay
		above, _ := slices.BinarySearchFunc(during, before[i], func(d, b float64) int {
			if d > b {
				return 1
			}
			return -1
		})
		best = max(best, i+1+n-above)
	}
	return float64(best) / float64(m+n), true
}

// IRD returns the robust improvement rate difference, at most 1, and 0 where
// as many points overlap as chance lets expect.
//
// Source: Parker, Vannest and Brown (2009), Exceptional Children 75(2),
// 135-150; the robust form 1 - (m+n)²/(2mn)·(1-PAND) of Parker, Vannest and
// Davis (2011), Behavior Modification 35(4), 303-322. Checked: parker2011a
// 6/7-1/6.
func (p Phases) IRD() (float64, bool) {
	pand, ok := p.PAND()
	if !ok {
		return 0, false
	}
	m, n := float64(len(p.Before)), float64(len(p.During))
	return 1 - float64((m+n)*(m+n)/(2*m*n)*(1-pand)), true
}

// NAP returns the share of pairs of a baseline and a treatment point in which
// the treatment point is better, from 0 to 1; ties count half, and 0.5 means
// no effect.
//
// Source: Parker and Vannest (2009), Behavior Therapy 40(4), 357-367. Checked:
// parker2011a 38.5/42; domain facts 4.5 V4 106/110, V5 0.9375.
func (p Phases) NAP() (float64, bool) {
	k, ok := p.between()
	if !ok {
		return 0, false
	}
	return (float64(k.Up) + 0.5*float64(k.Ties)) / float64(k.Pairs), true
}

// NAPErrors holds standard errors of NAP by three definitions, each 0 or more,
// in units of NAP.
type NAPErrors struct {
	Unbiased float64 // exactly unbiased variance, as SingleCaseES prints it
	Hanley   float64 // Hanley and McNeil (1982), Radiology 143(1), 29-36
	Null     float64 // were there no effect
}

// NAPErrors returns the standard errors of NAP; false where a phase has fewer
// than 2 points. A variance below zero counts as zero.
//
// Source: domain facts 4.4. Checked: parker2011a 0.069007, 0.0773918,
// 0.166667.
func (p Phases) NAPErrors() (NAPErrors, bool) {
	nap, ok := p.NAP()
	if !ok || len(p.Before) < 2 || len(p.During) < 2 {
		return NAPErrors{}, false
	}
	q1, q2, q3 := p.spread(nap)
	m, n := float64(len(p.Before)), float64(len(p.During))
	own := float64(nap * (1 - nap))
	unbiased := (own + float64(n*q1) + float64(m*q2) - float64(2*q3)) / ((m - 1) * (n - 1))
	hanley := (own + float64((n-1)*q1) + float64((m-1)*q2)) / (m * n)
	return NAPErrors{
		Unbiased: math.Sqrt(max(0, unbiased)),
		Hanley:   math.Sqrt(max(0, hanley)),
		Null:     math.Sqrt((m + n + 1) / (12 * m * n)),
	}, true
}

// spread returns Q1, Q2 and Q3 of the domain facts, 4.4.
func (p Phases) spread(nap float64) (q1, q2, q3 float64) {
	before, during := p.improving()
	m, n := float64(len(before)), float64(len(during))
	columns := make([]float64, len(during))
	for _, a := range before {
		row := 0.0
		for j, b := range during {
			d := better(a, b) - nap
			row += d
			columns[j] += d
			q3 += float64(d * d)
		}
		q1 += float64(row * row)
	}
	for _, c := range columns {
		q2 += float64(c * c)
	}
	return q1 / (m * n * n), q2 / (m * m * n), q3 / (m * n)
}

// better returns 1 where b is more than a, 0.5 where they tie, else 0.
func better(a, b float64) float64 {
	switch {
	case b > a:
		return 1
	case b == a:
		return 0.5
	}
	return 0
}

// PoGO returns how much of the way from the baseline's mean to the goal the
// treatment's mean has come, in percent: over 100 past the goal, below 0 worse
// than the start, never clamped. The direction lies in the goal itself. False
// where the goal is the baseline.
//
// Source: Ferron, Goldstein, Olszewski and Rohrer (2020), Evidence-Based
// Communication Assessment and Intervention 14, 6-27. Checked: domain facts
// 4.5 V1 (goal 25 210.204, 30 66.8831, 35 39.7683).
func (p Phases) PoGO(goal float64) (float64, bool) {
	before, okBefore := mean(p.Before)
	during, okDuring := mean(p.During)
	if !okBefore || !okDuring || goal == before {
		return 0, false
	}
	return 100 * (during - before) / (goal - before), true
}

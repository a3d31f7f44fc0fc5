package fold

import (
	"slices"

	"milepost/record"
)

// Unusable counts what of the client's goals and results cannot be used: what
// a problem says of their scores, levels and directions, and results that were
// taken with help of which nothing tells whether the goal allows it, or all of
// them with more than it allows.
func (r Result) Unusable() int {
	n := 0
	for _, p := range r.Problems {
		switch p.Code {
		case codeUnfit, codeStray, codeLevel, codeDirection, codeScale:
			n++
		}
	}
	byObjective := map[record.ID][]record.DataPoint{}
	for _, p := range r.DataPoints {
		byObjective[p.Objective] = append(byObjective[p.Objective], p)
	}
	for _, g := range r.Goals {
		for _, o := range g.Objectives {
			n += helpedOut(o.MostHelp, byObjective[o.ID])
		}
	}
	return n
}

// helpedOut counts results that the most help allowed sets aside without
// telling anything: those with help on another scale, and all where none is
// left.
func helpedOut(most record.Help, points []record.DataPoint) int {
	scored := slices.DeleteFunc(slices.Clone(points), func(p record.DataPoint) bool { return p.Score.IsMissing() })
	other, more := 0, 0
	for _, p := range scored {
		switch {
		case p.Help.IsZero() || p.Help.NoMoreThan(most):
		case !p.Help.Comparable(most):
			other++
		default:
			more++
		}
	}
	if other+more == len(scored) {
		return len(scored)
	}
	return other
}

// UnusableIf counts the same for one objective and its results, were it
// measured as it says. The results may have been folded before.
func UnusableIf(o record.Objective, points []record.DataPoint) int {
	f := &folder{}
	o.ID = "objective"
	f.Goals = []record.Goal{{ID: o.ID, Objectives: []record.Objective{o}}}
	f.DataPoints = slices.Clone(points)
	for i := range f.DataPoints {
		f.DataPoints[i].Objective = o.ID
	}
	f.fitScores(map[record.ID][]record.DataPoint{o.ID: f.DataPoints})
	return f.Unusable()
}

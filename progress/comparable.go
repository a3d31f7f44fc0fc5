package progress

import (
	"cmp"
	"slices"

	"milepost/record"
)

// minProbes is how many probes make probes the only points that count.
// Source: domain facts 4.1, "Comparable points".
const minProbes = 3

// chosen is what choose found among the points of an objective.
type chosen struct {
	comparable  []record.DataPoint
	tried       []try // every point that bears on the criterion
	left        []Left
	helpUnknown int
}

// try is one point of the criterion: a session in which the goal was probed.
type try struct {
	point  *record.DataPoint
	missed bool // no score: seen by the strict reading alone
	helped bool // with more help than allowed, or not known to be with less
}

// choose splits the points, which are in order, into comparable ones and those
// left out, each with its reason.
//
// Source: domain facts 4.1, "Comparable points". A point without a help level,
// place or format is comparable: what was not recorded is no reason to doubt.
// dated says that the export has days. A level on the other scale of help than
// the objective is followed on is not comparable (ADR 156).
func choose(o record.Objective, scale record.Ladder, points []record.DataPoint, start record.Date, dated bool) chosen {
	c := chosen{
		comparable: make([]record.DataPoint, 0, len(points)),
		tried:      make([]try, 0, len(points)),
	}
	left := map[string][]record.DataPoint{}
	for i := range points {
		p := &points[i]
		why := whyLeft(o, p, start, dated)
		if why == "" && !p.Score.IsOn(scale) {
			why = LeftOtherHelp
		}
		switch why {
		case "":
			c.comparable = append(c.comparable, *p)
			c.tried = append(c.tried, try{point: p})
		case LeftMoreHelp, LeftOtherHelp:
			c.tried = append(c.tried, try{point: p, helped: true})
		case LeftNoScore:
			c.tried = append(c.tried, try{point: p, missed: true})
		}
		if why != "" {
			left[why] = append(left[why], *p)
		}
	}
	c.preferProbes(left)
	c.left = listLeft(left)
	if !o.MostHelp.IsZero() {
		for i := range c.comparable {
			if c.comparable[i].Help.IsZero() {
				c.helpUnknown++
			}
		}
	}
	return c
}

// preferProbes leaves out all that is no probe where there are enough probes.
func (c *chosen) preferProbes(left map[string][]record.DataPoint) {
	probes := 0
	for i := range c.comparable {
		if c.comparable[i].Probe {
			probes++
		}
	}
	if probes < minProbes || probes == len(c.comparable) {
		return
	}
	for _, p := range c.comparable {
		if !p.Probe {
			left[LeftNoProbe] = append(left[LeftNoProbe], p)
		}
	}
	c.comparable = slices.DeleteFunc(c.comparable, func(p record.DataPoint) bool { return !p.Probe })
	c.tried = slices.DeleteFunc(c.tried, func(t try) bool { return !t.point.Probe })
}

// reasons lists why a point may be left out, in order.
func reasons() []string {
	return []string{
		LeftNoDay, LeftEarlier, LeftRefused, LeftNoScore, LeftOtherKind, LeftBound, LeftPlace,
		LeftFormat, LeftMoreHelp, LeftOtherHelp, LeftNoProbe,
	}
}

func listLeft(left map[string][]record.DataPoint) []Left {
	var list []Left
	for _, why := range reasons() {
		if len(left[why]) > 0 {
			list = append(list, Left{why, left[why]})
		}
	}
	return list
}

// whyLeft returns why the point is not comparable, and "" where it is.
func whyLeft(o record.Objective, p *record.DataPoint, start record.Date, dated bool) string {
	_, ok := o.Measure.Value(p.Score)
	switch {
	case dated && p.Day.IsZero():
		return LeftNoDay
	case dated && p.Day.Before(start):
		return LeftEarlier
	case p.Refused:
		return LeftRefused
	case p.Score.IsMissing():
		return LeftNoScore
	case !ok:
		return LeftOtherKind
	case p.Score.Bound != "":
		return LeftBound
	case differs(o.Place, p.Place):
		return LeftPlace
	case differs(o.Format, p.Format):
		return LeftFormat
	case p.Help.IsZero() || p.Help.NoMoreThan(o.MostHelp):
		return ""
	case !p.Help.Comparable(o.MostHelp):
		return LeftOtherHelp
	}
	return LeftMoreHelp
}

// differs reports whether both are known and not the same.
func differs(want, got string) bool { return want != "" && got != "" && want != got }

// inOrder returns the points by day and time, else by the export's own order;
// points that nothing tells apart stay as they came.
func inOrder(points []record.DataPoint) []record.DataPoint {
	earlier := func(a, b *record.DataPoint) int {
		return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.Order, b.Order), cmp.Compare(a.Start, b.Start))
	}
	byPlace := make([]*record.DataPoint, len(points))
	for i := range points {
		byPlace[i] = &points[i]
	}
	if slices.IsSortedFunc(byPlace, earlier) {
		return slices.Clip(points)
	}
	slices.SortStableFunc(byPlace, earlier)
	sorted := make([]record.DataPoint, len(points))
	for i, p := range byPlace {
		sorted[i] = *p
	}
	return sorted
}

func anyDated(points []record.DataPoint) bool {
	for i := range points {
		if !points[i].Day.IsZero() {
			return true
		}
	}
	return false
}

// undated reports whether the export has no dates: no point has one, and where
// there is no point, the period is not known.
func undated(points []record.DataPoint, q Question) bool {
	if len(points) == 0 {
		return q.Period.IsZero()
	}
	return !anyDated(points)
}

// cutAt splits the points, which are in order, after the day; a zero day cuts
// nothing.
func cutAt(points []record.DataPoint, last record.Date) (upTo, later []record.DataPoint) {
	if last.IsZero() {
		return points, nil
	}
	for i := range points {
		if points[i].Day.After(last) {
			return points[:i:i], points[i:]
		}
	}
	return points, nil
}

// inPeriod returns the points, which are in order, from the period's first day
// on; all of them where points have no days or the period is not known.
func inPeriod(points []record.DataPoint, period record.Period) []record.DataPoint {
	for i := range points {
		if points[i].Day.IsZero() || !points[i].Day.Before(period.From) {
			return points[i:]
		}
	}
	return nil
}

package progress

import (
	"math"
	"slices"

	"milepost/record"
)

// keptAfter is how many days after the criterion was met a point shows that
// the skill was kept. Source: domain facts 4.1, "Maintenance".
const keptAfter = 14

// attempt is one session as the criterion sees it.
type attempt struct {
	point   *record.DataPoint
	verdict verdict
}

type verdict int

const (
	skips  verdict = iota // neither counts nor breaks
	misses                // below the level, or with too much help
	hits
	breaks // held without a point, where the strict reading is asked for
)

// reached returns when and by which sessions the criterion was met first; nil
// where it was not, where there is none, or where its level or direction is
// not known.
//
// Source: domain facts 4.2. (1) The level itself is enough, compared exactly.
// (2) Sessions in which the goal was not probed neither count nor break, but
// with Criterion.Strict a session held without a point breaks. (3) Too few
// trials neither count nor break; a session whose trials are not known cannot
// show that it had enough. (4) A session with more help than allowed does not
// count, and breaks, for it was probed and not at the criterion. (5) "4 of 5"
// is a sliding window; days are distinct days, each with all its sessions at
// the level; places and raters must each meet it. (6) The day is that of the
// session that completed it.
func reached(o record.Objective, tried []try, sessions []record.Session) *Reached {
	level, ok := criterionLevel(o)
	if !ok {
		return nil
	}
	attempts := judge(o, level, tried)
	whole := attempts
	if o.Criterion.Strict {
		attempts = withGaps(attempts, sessions)
	}
	if o.Criterion.Days {
		attempts = byDay(attempts)
	}
	run := firstRun(o.Criterion, attempts)
	if run == nil {
		return nil
	}
	r := &Reached{}
	for _, i := range run {
		r.Points = append(r.Points, *attempts[i].point)
	}
	last := attempts[run[len(run)-1]].point
	r.On, r.Order = last.Day, last.Order
	r.follow(o.Measure, level, whole)
	return r
}

// criterionLevel returns the level of the criterion; false where there is no
// criterion, or what it means is not known: a level that every result reaches
// contradicts the direction.
func criterionLevel(o record.Objective) (record.Score, bool) {
	level := o.Criterion.AtLeast
	if level.IsMissing() {
		level = o.Target
	}
	v, ok := o.Measure.Value(level)
	return level, ok && o.Criterion.Sessions > 0 && o.Measure.Better != "" && !isWorst(o.Measure, v)
}

// isWorst reports whether the value is the worst that the measure has.
func isWorst(m record.Measure, v float64) bool {
	low, high := 0.0, math.Inf(1)
	switch m.Kind {
	case record.Percent, record.Trials:
		high = 100
	case record.YesNo:
		high = 1
	case record.GAS:
		low, high = -2, 2
	case record.Assist, record.Rubric:
		if len(m.Steps) == 0 && m.Kind == record.Rubric {
			return false
		}
		low, high = stepsOf(m)
	}
	if m.Better == record.Down {
		return v >= high
	}
	return v <= low
}

// stepsOf returns the lowest and the highest step of the clinic's own scale,
// else of a ladder of help.
func stepsOf(m record.Measure) (low, high float64) {
	if len(m.Steps) == 0 {
		return 0, record.Independent
	}
	least := func(a, b record.Step) int { return a.Value - b.Value }
	return float64(slices.MinFunc(m.Steps, least).Value), float64(slices.MaxFunc(m.Steps, least).Value)
}

func judge(o record.Objective, level record.Score, tried []try) []attempt {
	attempts := make([]attempt, 0, len(tried))
	for _, t := range tried {
		a := attempt{point: t.point}
		switch {
		case t.missed && o.Criterion.Strict:
			a.verdict = breaks
		case t.missed, tooFewTrials(o, t.point.Score):
			a.verdict = skips
		case t.helped || !o.Measure.Reaches(t.point.Score, level):
			a.verdict = misses
		default:
			a.verdict = hits
		}
		attempts = append(attempts, a)
	}
	return attempts
}

func tooFewTrials(o record.Objective, s record.Score) bool {
	trials := o.Measure.Of
	if s.Form == record.Ratio {
		trials = s.Of
	}
	return trials < o.Criterion.MinTrials
}

// withGaps adds the sessions that were held on a day without any point.
func withGaps(attempts []attempt, sessions []record.Session) []attempt {
	has := map[record.Date]bool{}
	for _, a := range attempts {
		has[a.point.Day] = true
	}
	all := slices.Clone(attempts)
	for _, s := range sessions {
		if s.Status == record.Attended && !s.Day.IsZero() && !has[s.Day] {
			all = append(all, attempt{
				&record.DataPoint{Day: s.Day, Start: s.Start, Place: s.Place, Therapist: s.Therapist}, breaks,
			})
		}
	}
	slices.SortStableFunc(all, func(a, b attempt) int { return a.point.Day.Compare(b.point.Day) })
	return all
}

// byDay joins the attempts of each day into one: a day counts when all its
// sessions do. Attempts without a day tell nothing of days.
func byDay(attempts []attempt) []attempt {
	var days []attempt
	for _, a := range attempts {
		n := len(days)
		switch {
		case a.point.Day.IsZero() || a.verdict == skips:
		case n == 0 || days[n-1].point.Day != a.point.Day:
			days = append(days, a)
		case a.verdict == hits && days[n-1].verdict == hits:
			days[n-1] = a
		case a.verdict != hits && days[n-1].verdict == hits:
			days[n-1].verdict = a.verdict
		}
	}
	return days
}

// firstRun returns the places in attempts that met the criterion first, in
// order, the last one having completed it; nil where it was not met.
func firstRun(c record.Criterion, attempts []attempt) []int {
	all := make([]int, len(attempts))
	for i := range all {
		all[i] = i
	}
	if c.Places < 2 && c.Raters < 2 {
		return runIn(c, attempts, all)
	}
	places, okPlaces := runPerGroup(c, attempts, c.Places, func(p *record.DataPoint) string { return p.Place })
	raters, okRaters := runPerGroup(c, attempts, c.Raters, func(p *record.DataPoint) string { return string(p.Therapist) })
	if !okPlaces || !okRaters {
		return nil
	}
	both := append(places, raters...)
	slices.Sort(both)
	return slices.Compact(both)
}

// runPerGroup returns the runs of the first groups that met the criterion, as
// many as are needed; a group is what name calls it, and no name is no group.
func runPerGroup(c record.Criterion, attempts []attempt, need int, name func(*record.DataPoint) string) ([]int, bool) {
	if need < 2 {
		return nil, true
	}
	var names []string
	members := map[string][]int{}
	for i, a := range attempts {
		n := name(a.point)
		if n == "" {
			continue
		}
		if members[n] == nil {
			names = append(names, n)
		}
		members[n] = append(members[n], i)
	}
	var runs [][]int
	for _, n := range names {
		if run := runIn(c, attempts, members[n]); run != nil {
			runs = append(runs, run)
		}
	}
	if len(runs) < need {
		return nil, false
	}
	slices.SortFunc(runs, func(a, b []int) int { return a[len(a)-1] - b[len(b)-1] })
	return slices.Concat(runs[:need]...), true
}

// runIn returns the first Sessions hits among the last Of (or Sessions, where
// they must be in a row) of the attempts that members lists in order.
func runIn(c record.Criterion, attempts []attempt, members []int) []int {
	width := max(c.Of, c.Sessions)
	var latest []int // the window, skipped attempts left out
	for _, i := range members {
		if attempts[i].verdict == skips {
			continue
		}
		latest = append(latest, i)
		if len(latest) > width {
			latest = latest[1:]
		}
		if attempts[i].verdict == breaks {
			latest = latest[:0]
		}
		if run := onlyHits(attempts, latest); len(run) >= c.Sessions {
			return run
		}
	}
	return nil
}

func onlyHits(attempts []attempt, members []int) []int {
	var run []int
	for _, i := range members {
		if attempts[i].verdict == hits {
			run = append(run, i)
		}
	}
	return run
}

// follow sets what became of the skill after the criterion was met: kept where
// the newest point, 14 days or more later, and the median of the last 3 points
// are at the criterion; lower since the first of the points at the end that
// are all below it. One dip that was made good is neither.
func (r *Reached) follow(m record.Measure, level record.Score, attempts []attempt) {
	if r.On.IsZero() {
		return
	}
	var last []record.DataPoint // the newest comparable ones
	below := record.Date{}
	for _, a := range attempts {
		at := m.Reaches(a.point.Score, level)
		if a.verdict == breaks || a.verdict == skips || a.verdict == misses && at || !a.point.Score.SameScale(level) {
			continue
		}
		last = append(last, *a.point)
		last = last[max(0, len(last)-window):]
		switch {
		case at:
			below = record.Date{}
		case a.point.Day.After(r.On) && below.IsZero():
			below = a.point.Day
		}
	}
	r.LowerSince = below
	if len(last) == 0 || !below.IsZero() {
		return
	}
	newest := last[len(last)-1].Day
	r.Kept = newest.DaysSince(r.On) >= keptAfter && m.Reaches(medianLevel(m, last, LastThree).Score, level)
}

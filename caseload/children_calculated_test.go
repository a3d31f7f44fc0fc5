package caseload_test

import (
	"fmt"
	"math"
	"slices"

	"milepost/record"
)

// What a report should say is calculated here in plain steps, from what truly
// happened, and without the program's own code.
//
// Source: the design, "Words" (statuses); domain facts 4.1 and 4.2 (comparable
// points, levels, aim line, criterion); ADR 13 (the day of a report), ADR 137
// (visits), ADR 150 (not started).

// calculated is what a report should say of a child's visits.
type calculated struct {
	from, asOf                 dayNumber
	attended, canceled, noShow int
	held                       []dayNumber
}

// calculate counts a child's visits by what the clinic's files tell: an
// appointment list tells of all, a list of claims and sheets of results only of
// what was held.
func calculate(c *madeClinic, k *madeChild, billed map[dayNumber]bool) calculated {
	withResult := map[dayNumber]bool{}
	newest := dayNumber(-1)
	for _, g := range k.goals {
		for _, r := range g.results {
			withResult[r.day] = true
			newest = max(newest, r.day)
		}
	}
	type visit struct {
		day    dayNumber
		status string
	}
	var visits []visit
	switch c.list {
	case "appointments":
		for _, v := range k.visits {
			visits = append(visits, visit{v.day, v.status})
		}
	default:
		for day := range dayNumber(400) {
			if withResult[day] || billed[day] {
				visits = append(visits, visit{day, "Show"})
			}
		}
		for _, v := range k.visits {
			if v.told {
				visits = append(visits, visit{v.day, v.status})
			}
		}
	}
	for _, v := range visits {
		newest = max(newest, v.day)
	}
	want := calculated{from: k.care}
	if newest >= 0 {
		want.from = max(k.care, newest-89)
	}
	switch last := want.from + 89; {
	case today >= last || newest > last:
		want.asOf = last
	case newest < want.from:
		want.asOf = want.from
	default:
		want.asOf = newest
	}
	for _, v := range visits {
		if v.status == "Show" {
			want.held = append(want.held, v.day)
		}
		if v.day < want.from || v.day > want.asOf {
			continue
		}
		switch v.status {
		case "Show":
			want.attended++
		case "Cancelled", "Late cancel":
			want.canceled++
		case "No show":
			want.noShow++
		}
	}
	return want
}

// judged is what a report should say of a goal.
type judged struct {
	points                    int
	newest, met               dayNumber // -1: none
	baseline, current, target *float64
	status                    record.Status
	why                       string
}

// judgeGoal finds levels and status of a goal at the report's day.
func judgeGoal(g madeGoal, at calculated) judged {
	var points []result
	for _, r := range g.results {
		if r.day <= at.asOf && r.day >= g.start {
			points = append(points, r)
		}
	}
	j := judged{points: len(points), newest: -1, met: -1}
	if n := len(points); n > 0 {
		j.newest = points[n-1].day
	}
	values := func(of []result) []float64 {
		var all []float64
		for _, r := range of {
			all = append(all, g.value(r))
		}
		return all
	}
	first, last := points[:min(3, len(points))], points[max(0, len(points)-3):]
	baselineDay, firstThree := dayNumber(-1), false
	switch {
	case g.baseline != nil:
		v := g.value(*g.baseline)
		j.baseline, baselineDay = &v, g.baseline.day
	case len(first) == 3:
		v := middleOf(values(first))
		j.baseline, baselineDay, firstThree = &v, first[2].day, true
	case len(first) == 2:
		v := g.value(first[0])
		j.baseline, baselineDay = &v, first[0].day
	}
	switch len(last) {
	case 3:
		v := middleOf(values(last))
		j.current = &v
	case 1, 2:
		v := g.value(last[len(last)-1])
		j.current = &v
	}
	if g.target != nil {
		v := g.value(*g.target)
		j.target = &v
	}
	j.status, j.why = statusBy(g, points, at, &j, levels{baselineDay, firstThree, spread(values(first))})
	return j
}

// levels is what the status needs to know of the first results.
type levels struct {
	baselineDay dayNumber
	firstThree  bool
	noise       float64 // of the first three; 0 where there are fewer
}

func statusBy(g madeGoal, points []result, at calculated, j *judged, l levels) (record.Status, string) {
	if len(points) == 0 {
		if slices.ContainsFunc(at.held, func(d dayNumber) bool { return d >= g.start && d <= at.asOf }) {
			return record.NoData, "the child came, and there is no result"
		}
		return record.NotStarted, "nobody can have worked on it"
	}
	if at.asOf-j.newest > 30 {
		return record.NoData, fmt.Sprintf("nothing for %d days", at.asOf-j.newest)
	}
	if on, kept, ok := metOn(g, points); ok {
		j.met = on
		if kept {
			return record.Maintained, "met, and kept"
		}
		return record.Met, "met"
	}
	switch {
	case len(points) < 3:
		return record.TooEarly, "fewer than three results"
	case at.asOf-g.start < 42:
		return record.TooEarly, "younger than 42 days"
	case len(points) == 3 && l.firstThree:
		return record.TooEarly, "the first three results are the last three"
	}
	return movedTo(g, points, at, *j, l)
}

// metOn finds the first visit at which so many of the last so many reached the
// target, and whether the skill was kept for two weeks.
func metOn(g madeGoal, points []result) (on dayNumber, kept, ok bool) {
	if g.runs == 0 || g.target == nil {
		return 0, false, false
	}
	for i := range points {
		hits := 0
		for _, r := range points[max(0, i+1-g.within) : i+1] {
			if g.reaches(r, *g.target) {
				hits++
			}
		}
		if hits < g.runs {
			continue
		}
		newest := points[len(points)-1]
		last := slices.Clone(points[max(0, len(points)-3):])
		slices.SortStableFunc(last, func(a, b result) int {
			switch x, y := g.value(a), g.value(b); {
			case x < y:
				return -1
			case x > y:
				return 1
			}
			return 0
		})
		usual := g.reaches(last[len(last)/2], *g.target)
		if len(last) == 2 {
			usual = atLeast(g, (g.value(last[0])+g.value(last[1]))/2)
		}
		return points[i].day, newest.day-points[i].day >= 14 && g.reaches(newest, *g.target) && usual, true
	}
	return 0, false, false
}

func atLeast(g madeGoal, value float64) bool {
	if g.down {
		return value <= g.value(*g.target)
	}
	return value >= g.value(*g.target)
}

// movedTo compares the latest level with the baseline, and with the straight
// line from the baseline to the target.
func movedTo(g madeGoal, points []result, at calculated, j judged, l levels) (record.Status, string) {
	sign := 1.0
	if g.down {
		sign = -1
	}
	moved := sign * (*j.current - *j.baseline)
	least := leastTold(g, points, *j.baseline)
	why := fmt.Sprintf("moved %.3g, noise %.3g, least %.3g", moved, l.noise, least)
	told := func(change float64) bool { return change > l.noise+1e-9 && change >= least-1e-9 }
	switch {
	case told(-moved):
		return record.Lower, why
	case !told(moved):
		return record.Same, why
	}
	begun := l.baselineDay
	if begun < 0 {
		begun = g.start
	}
	if j.target == nil || g.due < 0 || g.due <= begun || sign*(*j.target-*j.baseline) <= 0 {
		return record.Better, why
	}
	gone, whole := float64(min(max(at.asOf-begun, 0), g.due-begun)), float64(g.due-begun)
	if g.kind == "assist" { // whole steps that are due
		due := math.Floor(sign*(*j.target-*j.baseline)*gone/whole + 1e-9)
		if moved >= due {
			return record.OnTrack, why
		}
		return record.Slower, fmt.Sprintf("%s, %g steps due", why, due)
	}
	if at.asOf < begun {
		return record.Better, why
	}
	expected := *j.baseline + (*j.target-*j.baseline)*gone/whole
	if sign*(*j.current-expected) >= -1e-9 {
		return record.OnTrack, why
	}
	return record.Slower, fmt.Sprintf("%s, expected %.3g", why, expected)
}

// leastTold is the least change that words may rest on.
func leastTold(g madeGoal, points []result, baseline float64) float64 {
	switch g.kind {
	case "assist":
		return 1
	case "trials":
		most := 0
		for _, r := range points {
			most = max(most, r.of)
		}
		return max(10, 100/float64(most))
	case "percent":
		return 10
	}
	return max(1, math.Abs(baseline)/10)
}

// middleOf is the median of three values.
func middleOf(values []float64) float64 {
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}

// spread is the median distance of three values from their median.
func spread(values []float64) float64 {
	if len(values) < 3 {
		return 0
	}
	middle := middleOf(values)
	var away []float64
	for _, v := range values {
		away = append(away, math.Abs(v-middle))
	}
	return middleOf(away)
}

package progress

import "milepost/record"

// Question says of what time, and of what goal, a summary is asked.
type Question struct {
	Period    record.Period    // zero: the export has no dates
	GoalState record.GoalState // as the export says it
	GoalStart record.Date      // first day of this version of the goal; zero: not known
	Sessions  []record.Session // of the goal's discipline: for absences and the strict reading
}

// Analyze works out how far the client has come toward the objective on the
// last day of the period. Points may come in any order and from any time;
// those after the period's end are counted and not used. It never changes its
// arguments, and the same arguments give the same summary.
//
// Source: domain facts 4.1 and 4.2; statuses as in the design, "Words".
func Analyze(o record.Objective, points []record.DataPoint, q Question) Summary {
	s := Summary{Objective: o, Better: betterOf(o)}
	o.Measure.Better = s.Better
	sorted := inOrder(points)
	s.Undated = undated(sorted, q)
	sorted, s.Later = cutAt(sorted, q.Period.To)
	if !s.Undated && q.Period.To.IsZero() && len(sorted) > 0 {
		q.Period.To = sorted[len(sorted)-1].Day
	}
	found := choose(o, sorted, q.GoalStart)
	s.Points, s.Left, s.HelpUnknown = found.comparable, found.left, found.helpUnknown
	s.InPeriod = inPeriod(s.Points, q.Period)
	s.Absent = absences(q.Sessions, q.Period)
	if n := len(s.Points); n > 0 {
		s.Newest = s.Points[n-1].Day
	}
	s.Target = targetLevel(o)
	setLevels(&s, o)
	s.Aim = aimLine(s, q)
	s.Reached = reached(o, found.tried, q.Sessions)
	s.Trend = trend(o.Measure, s.Points)
	setStatus(&s, o, q)
	return s
}

// betterOf returns where improvement lies: as recorded, else where the scale
// itself has a better end, else from the documented baseline to the target.
// Nothing is inferred from a name.
func betterOf(o record.Objective) record.Direction {
	if o.Measure.Better != "" {
		return o.Measure.Better
	}
	switch o.Measure.Kind {
	case record.GAS, record.Assist:
		return record.Up
	}
	from, okFrom := o.Measure.Value(o.Baseline)
	to, okTo := o.Measure.Value(o.Target)
	switch {
	case !okFrom || !okTo || from == to:
		return ""
	case to < from:
		return record.Down
	}
	return record.Up
}

// inferred reports whether the direction was read off baseline and target, so
// that the therapist has to confirm what follows from it.
func inferred(o record.Objective) bool {
	switch {
	case o.Measure.Better != "", o.Measure.Kind == record.GAS, o.Measure.Kind == record.Assist:
		return false
	}
	return true
}

// gain returns how much better b is than a, on the measure's scale: negative
// where it is worse. Without a direction more counts as better.
func gain(better record.Direction, a, b float64) float64 {
	if better == record.Down {
		return a - b
	}
	return b - a
}

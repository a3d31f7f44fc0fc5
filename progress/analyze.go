package progress

import "milepost/record"

// Question says of what time, and of what goal, a summary is asked.
type Question struct {
	Period    record.Period    // zero: the export has no dates
	GoalState record.GoalState // as the export says it
	GoalStart record.Date      // first day of this version of the goal; zero: not known
	Sessions  []record.Session // of the goal's discipline: for absences, the strict reading, and whether work can have begun
	Waiting   bool             // results of the client wait to be fixed, so that some may be this goal's
}

// Analyze works out how far the client has come toward the objective on the
// last day of the period. Points may come in any order and from any time;
// those after the period's end are counted and not used. It never changes its
// arguments, and the same arguments give the same summary.
//
// Source: domain facts 4.1 and 4.2; statuses as in the design, "Words".
func Analyze(o record.Objective, points []record.DataPoint, q Question) Summary {
	better, stated := o.Direction()
	s := Summary{Objective: o, Better: better, Inferred: !stated, AtOnce: o.BeginsThere()}
	s.Objective.Measure.Better, o.Measure.Better = better, better
	sorted := inOrder(points)
	s.Undated = undated(sorted, q)
	dated := anyDated(sorted) // also where all that have a day come later
	sorted, s.Later = cutAt(sorted, q.Period.To)
	if !s.Undated && q.Period.To.IsZero() && len(sorted) > 0 {
		q.Period.To = sorted[len(sorted)-1].Day
	}
	s.Scale = o.HelpScale(sinceStart(sorted, q.GoalStart))
	o = onScale(o, s.Scale)
	s.Objective = o
	found := choose(o, s.Scale, sorted, q.GoalStart, dated)
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

// gain returns how much better b is than a, on the measure's scale: negative
// where it is worse. Without a direction more counts as better.
func gain(better record.Direction, a, b float64) float64 {
	if better == record.Down {
		return a - b
	}
	return b - a
}

// sinceStart returns the points, which are in order, from the first day of the
// goal's version on.
func sinceStart(points []record.DataPoint, start record.Date) []record.DataPoint {
	return inPeriod(points, record.Period{From: start})
}

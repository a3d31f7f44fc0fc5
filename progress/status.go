package progress

import (
	"fmt"
	"slices"

	"milepost/record"
)

// Gates of the statuses. Source: the design, "Words"; domain facts 4.1.
const (
	silence    = 30 // days without a comparable point
	youth      = 42 // days in which a goal is too young to judge
	fewest     = 3  // comparable points
	unconfused = "direction of improvement not on file"
)

// verdictOn is a status with the reason for it.
type verdictOn struct {
	status   record.Status
	proposed bool
	reason   string
}

// setStatus sets the first status that applies.
//
// Source: the design, "Words", status of an objective.
func setStatus(s *Summary, o record.Objective, q Question) {
	v, ok := life(*s, q)
	if !ok {
		v, ok = metStatus(*s)
	}
	if !ok {
		s.Lacks = lackOf(*s)
		v, ok = earlyStatus(*s, q)
	}
	if !ok {
		v = movement(*s, o, q)
		v.proposed = v.proposed || o.Measure.Ordinal() || s.doubtful()
	}
	s.Status, s.Proposed, s.Reason = v.status, v.proposed, v.reason
}

// life returns the statuses that ask only whether the goal is worked on.
func life(s Summary, q Question) (verdictOn, bool) {
	if q.GoalState == record.GoalPaused {
		return verdictOn{status: record.Paused, reason: "the export says that the goal is paused"}, true
	}
	if len(s.Points)+since(s.Left) == 0 {
		return withoutPoints(q), true
	}
	if s.Undated || len(s.Points) == 0 || closed(q.GoalState) {
		return verdictOn{}, false
	}
	if quiet := q.Period.To.DaysSince(s.Newest); quiet > silence {
		return verdictOn{
			status: record.NoData,
			reason: fmt.Sprintf("newest comparable point %s, %d days before %s", s.Newest, quiet, q.Period.To),
		}, true
	}
	return verdictOn{}, false
}

// withoutPoints returns the status of a goal without a point: that its work has
// not begun is said only where nobody can have worked on it.
//
// Source: ADR 150.
func withoutPoints(q Question) verdictOn {
	held := slices.ContainsFunc(q.Sessions, func(s record.Session) bool {
		return s.Status == record.Attended && !s.Day.Before(q.GoalStart) && (q.Period.To.IsZero() || !s.Day.After(q.Period.To))
	})
	switch {
	case q.Waiting:
		return verdictOn{status: record.NoData, reason: "no point since the goal began, and results wait to be fixed"}
	case held:
		return verdictOn{status: record.NoData, reason: "no point since the goal began, although the client came"}
	}
	return verdictOn{status: record.NotStarted, reason: "no point and no session since the goal began"}
}

// closed reports whether the goal was ended on purpose: that nobody measures
// it any more is then no silence (docs/adr/0012).
func closed(state record.GoalState) bool {
	return state == record.GoalMet || state == record.GoalDiscontinued
}

// since counts the points left out that belong to this version of the goal.
func since(left []Left) int {
	n := 0
	for _, l := range left {
		if l.Reason != LeftEarlier {
			n += len(l.Points)
		}
	}
	return n
}

func metStatus(s Summary) (verdictOn, bool) {
	if s.Reached == nil {
		return verdictOn{}, false
	}
	v := verdictOn{
		status: record.Met, reason: "criterion met on " + s.Reached.On.String(),
		proposed: s.doubtful() || withoutHelp(s) || s.Objective.MetAsTyped(),
	}
	if s.Undated {
		v.reason = fmt.Sprintf("criterion met at point %d", s.Reached.Order)
	}
	if s.Reached.Kept {
		v.status = record.Maintained
		v.reason += fmt.Sprintf(", still there on %s", s.Newest)
	}
	return v, true
}

// withoutHelp reports whether a session that met the criterion does not tell
// its help, or how often it was given, although the objective allows only so
// much.
func withoutHelp(s Summary) bool {
	if s.Objective.MostHelp.IsZero() {
		return false
	}
	for _, p := range s.Reached.Points {
		if p.Help.IsZero() || p.Help.Uncounted(s.Objective.MostHelp) {
			return true
		}
	}
	return false
}

// lackOf returns what keeps the results from being judged, however many come.
func lackOf(s Summary) Lack {
	switch {
	case s.Objective.Measure.Kind == "" && s.Lefts() > 0:
		return LacksMeasure
	case s.Better == "" && len(s.Points) >= fewest:
		return LacksDirection
	}
	return ""
}

// earlyStatus returns "too early" where there is too little to judge by.
func earlyStatus(s Summary, q Question) (verdictOn, bool) {
	early := verdictOn{status: record.TooEarly}
	n := len(s.Points)
	switch age, known := ageOf(s, q); {
	case s.Lacks == LacksMeasure:
		early.reason = "measure missing"
	case n < fewest:
		early.reason = fmt.Sprintf("%d comparable points, fewer than %d", n, fewest)
		if n > 0 && !s.Undated {
			early.reason += fmt.Sprintf(", first on %s", s.Points[0].Day)
		}
	case known && age < youth:
		early.reason = fmt.Sprintf("%d days old, fewer than %d", age, youth)
	case n == window && s.Baseline.How == FirstThree:
		early.reason = "the first 3 comparable points are also the last 3"
	case s.Lacks == LacksDirection:
		early.reason, early.proposed = unconfused, true
	default:
		return verdictOn{}, false
	}
	return early, true
}

// ageOf returns the goal's age in days on the period's last day. Where its
// first day is not known, the first thing known of it counts; false where
// nothing of it has a day.
func ageOf(s Summary, q Question) (int, bool) {
	if s.Undated {
		return 0, false
	}
	first := q.GoalStart
	if first.IsZero() {
		first = firstKnown(s)
	}
	return q.Period.To.DaysSince(first), !first.IsZero()
}

// firstKnown is the earlier day of the first comparable point and of the
// baseline; zero where neither has one.
func firstKnown(s Summary) record.Date {
	var first record.Date
	if len(s.Points) > 0 {
		first = s.Points[0].Day
	}
	if b := s.Baseline; b != nil && !b.Day.IsZero() && (first.IsZero() || b.Day.Before(first)) {
		first = b.Day
	}
	return first
}

// movement compares the current level with baseline and aim line. The margin
// is one baseline MAD and the least change that words may rest on.
func movement(s Summary, o record.Objective, q Question) verdictOn {
	moved := gain(s.Better, s.Baseline.Value, s.Current.Value)
	least := leastChange(o, s.Points, s.Baseline.Value)
	told := fmt.Sprintf("from %.4g to %.4g; a change is more than %.4g and at least %.4g",
		s.Baseline.Value, s.Current.Value, s.Noise, least)
	switch {
	case beyond(-moved, s.Noise, least):
		return verdictOn{status: record.Lower, reason: told}
	case !beyond(moved, s.Noise, least):
		return verdictOn{status: record.Same, reason: told}
	case o.Measure.Ordinal():
		return steps(s, q, moved)
	case s.Aim == nil:
		return verdictOn{status: record.Better, proposed: true, reason: told + "; no target or no date to go by"}
	}
	told = fmt.Sprintf("now %.4g, expected %.4g on %s", s.Current.Value, s.Aim.Expected, q.Period.To)
	if s.Aim.Ahead {
		return verdictOn{status: record.OnTrack, reason: told}
	}
	return verdictOn{status: record.Slower, reason: told}
}

// beyond reports whether a change exceeds the noise and is large enough to be
// told.
func beyond(change, noise, least float64) bool {
	return change > noise+tiny && change >= least-tiny
}

// steps proposes a status for an ordinal measure that moved: on track where as
// many whole steps are done as are due by the period's last day.
//
// Source: the design, "Words": the same order by steps moved, proposed.
func steps(s Summary, q Question, moved float64) verdictOn {
	better := verdictOn{status: record.Better, proposed: true, reason: fmt.Sprintf("%.3g steps; no target or no date to go by", moved)}
	if s.Undated || s.Target == nil {
		return better
	}
	from, to := startDay(*s.Baseline, q.GoalStart), s.Target.Day
	need := gain(s.Better, s.Baseline.Value, s.Target.Value)
	if from.IsZero() || !to.After(from) || need <= 0 {
		return better
	}
	gone := max(0, min(q.Period.To.DaysSince(from), to.DaysSince(from)))
	due := int(need*float64(gone)) / to.DaysSince(from)
	v := verdictOn{status: record.Slower, proposed: true, reason: fmt.Sprintf("%.3g of %.3g steps, %d due by %s", moved, need, due, q.Period.To)}
	if moved >= float64(due) {
		v.status = record.OnTrack
	}
	return v
}

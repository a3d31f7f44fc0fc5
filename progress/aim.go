package progress

import "milepost/record"

// tiny is how far two levels may lie apart and still be equal: far less than
// any score can tell, far more than arithmetic errs.
const tiny = 1e-9

// aimLine returns the straight line from baseline to target, with the level
// expected on the period's last day (after the target date, the target). Nil
// for ordinal measures, and without both levels, both days and a way to go.
//
// Source: domain facts 4.1 "Aimline" and 4.6; curriculum-based measurement
// draws it so.
func aimLine(s Summary, q Question) *AimLine {
	m := s.Objective.Measure
	if m.Ordinal() || s.Undated || s.Baseline == nil || s.Target == nil || s.Better == "" {
		return nil
	}
	from, to := startDay(*s.Baseline, q.GoalStart), s.Target.Day
	if from.IsZero() || !to.After(from) || q.Period.To.Before(from) {
		return nil
	}
	if gain(s.Better, s.Baseline.Value, s.Target.Value) <= 0 {
		return nil
	}
	line := &AimLine{From: from, To: to, FromValue: s.Baseline.Value, ToValue: s.Target.Value}
	line.Expected = line.At(q.Period.To)
	line.Ahead = s.Current != nil && gain(s.Better, line.Expected, s.Current.Value) >= -tiny
	return line
}

// startDay returns the day of the baseline: its own, else the first day of the
// goal.
func startDay(baseline Level, goalStart record.Date) record.Date {
	if baseline.Day.IsZero() {
		return goalStart
	}
	return baseline.Day
}

// At returns the level expected on the day, on the measure's scale: that of
// the line between its two days, and that of its nearer end outside them.
//
// Source and check: domain facts 4.6 (40 at day 0, 80 at day 180: 46.22 at day
// 28).
func (a AimLine) At(day record.Date) float64 {
	length, gone := a.To.DaysSince(a.From), day.DaysSince(a.From)
	gone = max(0, min(gone, length))
	if length <= 0 {
		return a.ToValue
	}
	step := float64((a.ToValue-a.FromValue)*float64(gone)) / float64(length)
	return a.FromValue + step
}

package report

import (
	"milepost/progress"
	"milepost/record"
)

// Forms of a report that stand in for the progress report. The draft's kind
// stays what it is; only the template differs.
const (
	WelcomeLetter    = "welcome-letter"
	DischargeSummary = "discharge-summary"
	NoDataLetter     = "no-data-letter"
)

// newcomer is how many days of care a first report needs to speak of progress.
//
// Source: design.md, status "too early": a goal younger than 6 weeks.
const newcomer = 42

// Form returns the kind of template that the draft takes: a discharge summary
// where the client was discharged in the period, a welcome letter where care
// began under six weeks before the day up to which the data tell, a short
// letter where no goal has new numbers; else the draft's own kind. Only the
// parent's progress report has such forms.
func Form(in Input) string {
	care, end := in.Client.StartOfCare, in.asOf()
	switch {
	case in.Key.Kind != "progress-report" || in.Key.Audience != "parent" || in.Period.IsZero():
		return in.Key.Kind
	case in.discharged():
		return DischargeSummary
	case !care.IsZero() && !care.After(end) && end.DaysSince(care) < newcomer:
		return WelcomeLetter
	case len(in.Goals) > 0 && silent(in.Goals, end):
		return NoDataLetter
	}
	return in.Key.Kind
}

// asOf returns the day up to which the data tell.
func (in Input) asOf() record.Date {
	if in.AsOf.IsZero() {
		return in.Period.To
	}
	return in.AsOf
}

// discharged reports whether the client was discharged in the period.
func (in Input) discharged() bool {
	return !in.Client.Discharged.IsZero() && in.Period.Contains(in.Client.Discharged)
}

// lately is how many days back a point is still new: as long as status "no
// data" waits.
//
// Source: design.md, "Words", status no data.
const lately = 30

// silent reports whether no goal has anything new to tell: each objective is
// on pause, not started or without new numbers. A point that was taken with
// more help than the goal allows is news too.
func silent(goals []Goal, asOf record.Date) bool {
	for _, g := range goals {
		for _, step := range g.Steps {
			switch step.Status {
			case record.Paused, record.NoData, record.NotStarted:
			default:
				return false
			}
			if step.Status != record.Paused && setAside(step, asOf) {
				return false
			}
		}
	}
	return true
}

// setAside reports whether a point of the last 30 days was set aside for the
// help, the place or the format it was taken with.
func setAside(step progress.Summary, asOf record.Date) bool {
	for _, left := range step.Left {
		for _, p := range left.Points {
			if left.Reason != progress.LeftEarlier && asOf.DaysSince(p.Day) <= lately {
				return true
			}
		}
	}
	return false
}

package report

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
// began under six weeks before its end, a short letter where no goal has a
// data point in it; else the draft's own kind. Only the parent's progress
// report has such forms.
func Form(in Input) string {
	care, end := in.Client.StartOfCare, in.Period.To
	switch {
	case in.Key.Kind != "progress-report" || in.Key.Audience != "parent" || in.Period.IsZero():
		return in.Key.Kind
	case !in.Client.Discharged.IsZero() && in.Period.Contains(in.Client.Discharged):
		return DischargeSummary
	case !care.IsZero() && !care.After(end) && end.DaysSince(care) < newcomer:
		return WelcomeLetter
	case len(in.Goals) > 0 && !measuredIn(in.Goals):
		return NoDataLetter
	}
	return in.Key.Kind
}

// measuredIn reports whether a goal has a data point in the period, one taken
// with more help than the goal allows too.
func measuredIn(goals []Goal) bool {
	for _, g := range goals {
		for _, step := range g.Steps {
			if len(step.InPeriod) > 0 || len(step.Left) > 0 {
				return true
			}
		}
	}
	return false
}

package calendar

import (
	"fmt"

	"milepost/record"
)

// Due is one thing that falls due, and why.
type Due struct {
	On       record.Date // zero: cannot be known, and Why says what is missing
	What     string      // a noun phrase: "progress report"
	Whose    string      // whose duty it is: "clinic"
	Rule     string      // name of the rule that set the day
	Citation string      // where the rule stands, exactly enough to look up
	Why      string      // how the day came about
}

// ReportDue returns when the progress report for the period is due: on its
// last day. The cadence is the clinic's own; no law sets it for a clinic's
// report to parents.
func ReportDue(period record.Period, cadenceDays int) Due {
	d := Due{
		On: period.To, What: "progress report", Whose: "clinic",
		Rule: "report cadence", Citation: "milepost.yaml, cadence of the clinic",
		Why: fmt.Sprintf("%d days from %s", cadenceDays, period.From),
	}
	if period.To.IsZero() {
		d.Why = "neither the start of care nor a dated session is on file"
	}
	return d
}

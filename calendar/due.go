package calendar

import (
	"cmp"
	"fmt"
	"slices"

	"milepost/record"
)

// Clinic is whose duty it is that this program can remind of. Every other name
// is of somebody whose day is shown and never called the clinic's overdue.
const Clinic = "clinic"

// Basis says what set the day of something due.
type Basis string

// What sets a day; a later one beats an earlier one.
const (
	Computed Basis = "computed"
	Printed  Basis = "printed on the family's copy"
	Met      Basis = "day of the meeting"
)

// Due is one thing that falls due, and why.
type Due struct {
	Client     record.ID       `json:"client,omitempty"`
	Staff      record.ID       `json:"staff,omitempty"` // whose licence it is
	Therapist  record.ID       `json:"therapist,omitempty"`
	Clock      string          `json:"clock"`             // name of the rule, which with Subject tells it from the client's others
	Subject    string          `json:"subject,omitempty"` // an authorization's number, a report card's day
	On         record.Date     `json:"on"`                // the last day in time; zero: cannot be known, and Why says what is missing
	ActBy      record.Date     `json:"act_by"`            // the last school or working day on or before it
	Opens      record.Date     `json:"opens"`             // before this day it is too early; zero any day
	Alerts     []record.Date   `json:"alerts,omitempty"`  // days on which to be reminded, the first first
	What       string          `json:"what"`              // a noun phrase: "progress report"
	Whose      string          `json:"whose"`             // whose duty it is: "clinic"
	Basis      Basis           `json:"basis"`
	Rule       string          `json:"rule"`              // name of the rule that set the day
	Citation   string          `json:"citation"`          // where the rule stands, exactly enough to look up
	Why        string          `json:"why"`               // how the day came about
	Next       record.NextStep `json:"next,omitzero"`     // what puts a day on file that is missing
	Missing    string          `json:"missing,omitempty"` // key of the card under which a day is missing: dates.iep_meeting, birth_date
	Sources    []record.Source `json:"sources,omitempty"`
	Unverified bool            `json:"unverified,omitempty"` // nobody has compared the rule with its source
	Expected   bool            `json:"expected,omitempty"`   // a later turn, if nothing changes: for planning, not for reminding
}

// Key tells the due thing from all others of the clinic; it stays the same when
// its day moves.
func (d Due) Key() string {
	return fmt.Sprintf("%s\x00%s\x00%s\x00%s", d.Client, d.Staff, d.Clock, d.Subject)
}

// Standing is how something due stands on a day.
type Standing string

// The standings, the most urgent first.
const (
	Missing Standing = "no date on file"
	Overdue Standing = "overdue"  // the clinic's own duty, and its last day is over
	Passed  Standing = "passed"   // somebody else's day is over: ask
	Now     Standing = "now"      // a reminder's day has come, or the window is open
	Ahead   Standing = "ahead"    // later
	Later   Standing = "expected" // a later turn, if nothing changes
)

// Stands returns how the due thing stands on the day, and how many days its
// last day is away, below zero once it is over.
func (d Due) Stands(today record.Date) (s Standing, days int) {
	if d.On.IsZero() {
		return Missing, 0
	}
	days = d.On.DaysSince(today)
	switch {
	case d.Expected:
		return Later, days
	case days < 0 && d.Whose == Clinic:
		return Overdue, days
	case days < 0:
		return Passed, days
	case !d.Opens.IsZero() && !today.Before(d.Opens), len(d.Alerts) > 0 && !today.Before(d.Alerts[0]):
		return Now, days
	}
	return Ahead, days
}

// Sort puts due things into the order in which they are shown on the day: what
// has no date first, then what is overdue, what passed, what is to be done now,
// and the rest; each by day.
func Sort(all []Due, today record.Date) {
	place := map[Standing]int{Missing: 0, Overdue: 1, Passed: 2, Now: 3, Ahead: 4, Later: 4}
	type ranked struct {
		rank int // of the standing, then of the day
		at   int // in all
	}
	order := make([]ranked, len(all)) // a Due is large, and moving it takes longer than comparing it
	for i := range all {
		s, _ := all[i].Stands(today)
		on := all[i].On
		order[i] = ranked{((place[s]*10_000+on.Year)*16+int(on.Month))*32 + on.Day, i}
	}
	slices.SortFunc(order, func(x, y ranked) int {
		if x.rank != y.rank {
			return cmp.Compare(x.rank, y.rank)
		}
		a, b := &all[x.at], &all[y.at]
		return cmp.Or(cmp.Compare(a.Client, b.Client), cmp.Compare(a.Staff, b.Staff),
			cmp.Compare(a.Clock, b.Clock), cmp.Compare(a.Subject, b.Subject))
	})
	was := slices.Clone(all)
	for i, r := range order {
		all[i] = was[r.at]
	}
}

// Week is the load of one week.
type Week struct {
	Monday   record.Date `json:"monday"`
	Clinic   int         `json:"clinic"`   // duties of the clinic
	Others   int         `json:"others"`   // days of schools and agencies
	Expected int         `json:"expected"` // of both, that are later turns
}

// Load counts what falls due in each week from the one that holds the day, so
// that a full March is seen in January. What is overdue counts in the first.
func Load(all []Due, today record.Date, weeks int) []Week {
	monday := mondayOf(today)
	load := make([]Week, weeks)
	for i := range load {
		load[i].Monday = monday.AddDays(7 * i)
	}
	for _, d := range all {
		if d.On.IsZero() || d.On.Before(today) && d.Whose != Clinic {
			continue
		}
		i := max(0, d.ActBy.DaysSince(monday)/7)
		if i >= weeks {
			continue
		}
		w := &load[i]
		if d.Whose == Clinic {
			w.Clinic++
		} else {
			w.Others++
		}
		if d.Expected {
			w.Expected++
		}
	}
	return load
}

// ReportDue returns when the progress report for the period is due: on its
// last day. The cadence is the clinic's own; no law sets it for a clinic's
// report to parents.
func ReportDue(period record.Period, cadenceDays int) Due {
	d := Due{
		On: period.To, ActBy: period.To, What: "progress report", Whose: Clinic, Clock: "progress-report", Basis: Computed,
		Rule: "report cadence", Citation: "milepost.yaml, cadence of the clinic",
		Why: fmt.Sprintf("%d days from %s", cadenceDays, period.From),
	}
	if period.To.IsZero() {
		d.Why = "neither the start of care nor a dated session is on file"
	}
	return d
}

package rules

import (
	"errors"
	"fmt"
	"slices"

	"milepost/record"
)

// Clocks is a table of what falls due when, and whose duty it is.
//
// Source: domain facts 1.1, 2.1 and 2.2; each row names its own.
type Clocks struct {
	Kind  string `yaml:"kind"`
	About `yaml:",inline"`
	Rows  []Clock `yaml:"rows"`
}

// Clock is one row: from which day something falls due, how the days are
// counted, and what beats the computed day. Of the rows of one clock that fit a
// client, those that say most about the place count; of these, the first whose
// lead fits.
type Clock struct {
	Clock string `yaml:"clock"` // name of the rule; rows of one name compete
	State string `yaml:"state"` // two letters; "" any
	Payer string `yaml:"payer"` // as authorizations name it; "" any
	For   string `yaml:"for"`   // one of ForWhom
	What  string `yaml:"what"`  // a noun phrase
	Whose string `yaml:"whose"` // clinic, school, early intervention agency

	From   []record.Milestone `yaml:"from"`   // the latest of them counts; "birth", "start_of_care" too
	Before string             `yaml:"before"` // name of the clock from whose day this one is counted
	Years  int                `yaml:"years"`
	Months int                `yaml:"months"`
	Days   int                `yaml:"days"`   // added last; below zero: before
	Count  string             `yaml:"count"`  // what days are: calendar days, school days, working days; "" calendar days
	End    string             `yaml:"end"`    // whether the day counted out is the last in time: inclusive, exclusive; "" inclusive
	Opens  *Span              `yaml:"opens"`  // how long before the day it may begin; nil any time
	Visits int                `yaml:"visits"` // attended sessions after which it falls due; 0 it is no count of sessions

	Printed  record.Milestone   `yaml:"printed"`   // a day that the family's copy prints; it beats the computed one
	Meeting  record.Milestone   `yaml:"meeting"`   // the day of the meeting, once known; it beats both
	EndedBy  []record.Milestone `yaml:"ended_by"`  // one of these on or after the day counted from ends it
	WaivedBy []record.Milestone `yaml:"waived_by"` // the same, by agreement: it begins anew from there
	UnlessBy string             `yaml:"unless_by"` // left out where it is not before this clock's day
	Lead     *Lead              `yaml:"lead"`      // fits only where a milestone lies so many days before the third birthday
	Asks     bool               `yaml:"asks"`      // where the day counted from is missing, ask for it

	Alerts   []int  `yaml:"alerts"`   // days before the day; none: the clinic's own
	Own      bool   `yaml:"own"`      // the clinic's own practice: there is nothing to compare it with
	Verified bool   `yaml:"verified"` // a person has compared the row with its source; the file's own mark says it of all
	Citation string `yaml:"citation"`
	Source   string `yaml:"source"`
	Note     string `yaml:"note"`
}

// Days that are no milestones and from which clocks count too.
const (
	Birth       record.Milestone = "birth"
	StartOfCare record.Milestone = "start_of_care"
)

// What days are counted in.
const (
	CalendarDays = "calendar days"
	SchoolDays   = "school days"
	WorkingDays  = "working days"
)

// Exclusive is the end of a span whose last day comes too late.
const Exclusive = "exclusive"

// Whom a clock is for.
const (
	ForIEP           = "IEP"            // clients with an IEP
	ForIFSP          = "IFSP"           // clients with an IFSP
	ForAll           = "all"            // every client, where the day counted from is known
	ForReportCards   = "report cards"   // clients with an IEP, each report-card day of the school calendar
	ForAuthorization = "authorization"  // each authorization, from its last day
	ForGap           = "gap"            // days between two authorizations of a client that none covers
	ForFirst         = "first"          // clients without an authorization, from the day counted from
	ForSessions      = "sessions"       // clients of the payer, by attended sessions since the last report
	ForStaff         = "staff"          // members of staff, from the last day of the licence
	ForReport        = "progress notes" // every client, by the clinic's cadence
)

// Span is a length of time.
type Span struct {
	Months int `yaml:"months"`
	Days   int `yaml:"days"`
}

// Lead is how many days before the third birthday a milestone lies: AtLeast or
// more, and less than Below (0 no bound).
type Lead struct {
	Of      record.Milestone `yaml:"of"`
	AtLeast int              `yaml:"at_least"`
	Below   int              `yaml:"below"`
	Unknown bool             `yaml:"unknown"` // fits too where the milestone is not known
}

// Fits reports whether the lead of days fits; known is whether there is one.
func (l *Lead) Fits(days int, known bool) bool {
	if !known {
		return l.Unknown
	}
	return days >= l.AtLeast && (l.Below == 0 || days < l.Below)
}

// ClocksAt returns the rows that count at the place, in the order of the files:
// of the rows of one clock, those that say most about it, the payer before the
// state.
func (r Rules) ClocksAt(at Place) []Clock {
	var rows []Clock
	most := map[string]int{}
	for _, table := range r.Clocks {
		for _, row := range table.Rows {
			said := row.says(at)
			if said < 0 {
				continue
			}
			if best, known := most[row.Clock]; !known || said > best {
				most[row.Clock] = said
			}
			row.Verified = row.Verified || table.Verified
			rows = append(rows, row)
		}
	}
	return slices.DeleteFunc(rows, func(c Clock) bool { return c.says(at) < most[c.Clock] })
}

// says returns how much the row says about the place; -1 it is of another.
func (c Clock) says(at Place) int {
	return said([2]string{c.State, at.State}, [2]string{c.Payer, at.Payer})
}

func (c Clocks) check() error {
	for i, row := range c.Rows {
		if err := row.check(); err != nil {
			return fmt.Errorf("row %d (%s): %w", i+1, row.Clock, err)
		}
	}
	if len(c.Rows) == 0 {
		return errors.New("rows: none are listed")
	}
	return nil
}

// check returns what is wrong with the row.
func (c Clock) check() error {
	whom := []string{ForIEP, ForIFSP, ForAll, ForReportCards, ForAuthorization, ForGap, ForFirst, ForSessions, ForStaff, ForReport}
	switch {
	case c.Clock == "" || c.What == "" || c.Whose == "":
		return errors.New("clock, what or whose is missing")
	case !slices.Contains(whom, c.For):
		return fmt.Errorf("for: %q is none of %q", c.For, whom)
	case c.State != "" && len(c.State) != 2:
		return fmt.Errorf("state: %q is not two letters, like TX", c.State)
	case !slices.Contains([]string{"", CalendarDays, SchoolDays, WorkingDays}, c.Count):
		return fmt.Errorf("count: %q is none of %q, %q, %q", c.Count, CalendarDays, SchoolDays, WorkingDays)
	case !slices.Contains([]string{"", "inclusive", Exclusive}, c.End):
		return fmt.Errorf("end: %q is neither inclusive nor exclusive", c.End)
	case c.Citation == "" || c.Source == "":
		return errors.New("citation or source is missing")
	case c.For == ForSessions && c.Visits < 1:
		return errors.New("visits: say after how many sessions it falls due")
	}
	return c.checkDays()
}

func (c Clock) checkDays() error {
	counted := c.For == ForIEP || c.For == ForIFSP || c.For == ForAll || c.For == ForFirst
	if counted && len(c.From) == 0 && c.Before == "" {
		return errors.New("from: say from which day it counts, or before: which clock it comes")
	}
	for _, days := range [][]record.Milestone{c.From, c.EndedBy, c.WaivedBy, {c.Printed}, {c.Meeting}} {
		for _, m := range days {
			if m != "" && !IsDay(m) {
				return fmt.Errorf("%q is no day that a card states; \"milepost fields date\" lists them", m)
			}
		}
	}
	if c.Lead != nil && !IsDay(c.Lead.Of) {
		return fmt.Errorf("lead: of: %q is no day that a card states", c.Lead.Of)
	}
	for _, days := range c.Alerts {
		if days < 1 || days > 366 {
			return fmt.Errorf("alerts: %d: give days before, 1 to 366", days)
		}
	}
	return nil
}

// IsDay reports whether clocks can count from the milestone.
func IsDay(m record.Milestone) bool {
	return m == Birth || m == StartOfCare ||
		slices.ContainsFunc(record.Milestones(), func(a record.MilestoneAbout) bool { return a.Milestone == m })
}

// Dangling lists what rule files name and no file has: a clock that another is
// counted from, a holiday table.
func (r Rules) Dangling() []record.Problem {
	var problems []record.Problem
	missing := func(file, found, wrong string, next record.NextStep) {
		problems = append(problems, record.Problem{
			Source: record.Source{File: "rules/" + file + ".yaml"}, Code: "rule.dangling", Found: found, Wrong: wrong, Next: next,
		})
	}
	known := map[string]bool{"": true}
	for _, table := range r.Clocks {
		for _, row := range table.Rows {
			known[row.Clock] = true
		}
	}
	for _, table := range r.Clocks {
		for _, row := range table.Rows {
			for _, name := range []string{row.Before, row.UnlessBy} {
				if !known[name] {
					missing(table.ID, name, "is no clock that a file has, so \""+row.Clock+"\" has no day", record.ToAdvise("mend its name, or add the row"))
				}
			}
		}
	}
	for _, c := range r.SchoolCalendars {
		if _, ok := r.HolidayTable(c.Holidays); c.Holidays != "" && !ok {
			missing(c.ID, c.Holidays, "is no holiday table that is on file, so its days count as school days", record.ToAdvise("mend its name, or add the file"))
		}
	}
	return problems
}

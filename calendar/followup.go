package calendar

import (
	"cmp"
	"fmt"
	"slices"

	"milepost/record"
	"milepost/rules"
)

// FollowUp is how far a follow-up has come, and what comes next.
type FollowUp struct {
	ID       string                `json:"id"`
	Client   record.ID             `json:"client"`
	N        int                   `json:"n"`
	Purpose  string                `json:"purpose"`
	Stage    record.Stage          `json:"stage"` // the furthest
	Since    record.Date           `json:"since"` // the day of it
	Meeting  record.Date           `json:"meeting"`
	Outcome  string                `json:"outcome,omitempty"`
	Feedback []record.FollowUpNote `json:"feedback,omitempty"` // notes that hold words of the school team
	Skipped  []record.Stage        `json:"skipped,omitempty"`  // before the furthest, of which nobody wrote anything down
	Next     string                `json:"next,omitempty"`     // what to do; "" it is closed
	Owner    string                `json:"owner,omitempty"`    // whose it is, where somebody said so
	Due      record.Date           `json:"due"`                // by when
	Notes    []record.FollowUpNote `json:"notes"`              // in the order of stages and days
}

// FollowUps works out how far each follow-up has come. The notes are those that
// people wrote and those that the records show, in any order; of several of one
// stage the last written counts. limits may be the zero table: then only what
// people planned has a day.
func FollowUps(notes []record.FollowUpNote, limits rules.FollowUpStages, days *Days) []FollowUp {
	groups := map[string][]record.FollowUpNote{}
	var ids []string
	for _, n := range notes {
		id := record.FollowUpID(n.Client, n.N)
		if groups[id] == nil {
			ids = append(ids, id)
		}
		groups[id] = append(groups[id], n)
	}
	var all []FollowUp
	for _, id := range ids {
		all = append(all, followUp(id, groups[id], limits, days))
	}
	slices.SortStableFunc(all, func(a, b FollowUp) int {
		return cmp.Or(cmp.Compare(a.Client, b.Client), cmp.Compare(a.N, b.N))
	})
	return all
}

func followUp(id string, notes []record.FollowUpNote, limits rules.FollowUpStages, days *Days) FollowUp {
	place := func(s record.Stage) int { return slices.Index(record.Stages(), s) }
	slices.SortStableFunc(notes, func(a, b record.FollowUpNote) int {
		if a.Stage != b.Stage {
			return place(a.Stage) - place(b.Stage)
		}
		return a.On.Compare(b.On)
	})
	f := FollowUp{ID: id, Client: notes[0].Client, N: notes[0].N, Notes: notes}
	last := map[record.Stage]record.FollowUpNote{}
	for _, n := range notes {
		if before, known := last[n.Stage]; !known || n.At >= before.At {
			last[n.Stage] = n
		}
		if n.Feedback != "" {
			f.Feedback = append(f.Feedback, n)
		}
		if !n.Meeting.IsZero() {
			f.Meeting = n.Meeting
		}
	}
	for _, s := range record.Stages() {
		if n, known := last[s]; known {
			f.Stage, f.Since = s, n.On
		}
	}
	for _, s := range record.Stages()[:place(f.Stage)] {
		if _, known := last[s]; !known && s != record.NextAction {
			f.Skipped = append(f.Skipped, s)
		}
	}
	f.Purpose, f.Outcome = last[record.Requested].Purpose, last[record.OutcomeKept].Outcome
	f.next(last[f.Stage], limits, days)
	return f
}

// next says what comes after the furthest stage: what a person planned, else
// what the limits remind of.
func (f *FollowUp) next(n record.FollowUpNote, limits rules.FollowUpStages, days *Days) {
	limit, known := limits.After(f.Stage)
	switch {
	case f.Stage == record.Closed:
	case n.Action != "" || !n.Due.IsZero():
		f.Next, f.Owner, f.Due = n.Action, n.Owner, n.Due
	case !known:
	case f.Stage == record.Received && !f.Meeting.IsZero():
		f.Next, f.Due = "go to the meeting, or ask how it went", f.Meeting
	default:
		f.Next, f.Owner = limit.Remind, n.Owner
		f.Due = days.Add(f.Since, limit.Days, days.IsWorking)
	}
}

// AsDue returns what comes next as something due for the clinic; false where
// nothing does, or it has no day.
func (f FollowUp) AsDue(limits rules.FollowUpStages, days *Days) (Due, bool) {
	if f.Next == "" || f.Due.IsZero() {
		return Due{}, false
	}
	d := Due{
		Client: f.Client, Clock: "follow-up", Subject: f.ID, On: f.Due, ActBy: days.LastOn(f.Due, days.IsWorking),
		What: f.Next, Whose: Clinic, Basis: Computed, Rule: limits.ID, Citation: limits.Title, Unverified: !limits.Verified,
		Why: fmt.Sprintf("follow-up %s (%s) stands at %q since %s", f.ID, f.Purpose, f.Stage, f.Since),
	}
	if f.Owner != "" {
		d.Why += ", and is with " + f.Owner
	}
	d.Alerts = []record.Date{d.ActBy}
	d.Sources = []record.Source{{File: "follow-up " + f.ID}}
	return d, true
}

// Stands reports whether the follow-up stands still on the day: what comes next
// should have happened before it.
func (f FollowUp) Stands(today record.Date) bool { return !f.Due.IsZero() && f.Due.Before(today) }

// WithMeeting returns the client with the day of the next meeting that an open
// follow-up knows, where the card states none: a school tells it to whoever
// follows up.
func WithMeeting(c record.Client, all []FollowUp) record.Client {
	next, last := record.IEPNext, c.Day(record.IEPMeeting).On
	if c.Plan == record.PlanIFSP || c.Plan == "" && !c.Day(record.IFSPMeeting).On.IsZero() {
		next, last = record.IFSPNext, c.Day(record.IFSPMeeting).On
	}
	if c.Day(next).On.After(last) {
		return c
	}
	for _, f := range slices.Backward(all) {
		if f.Client != c.ID || f.Meeting.IsZero() || f.Stage == record.Closed {
			continue
		}
		kept := slices.DeleteFunc(slices.Clone(c.Days), func(d record.StatedDay) bool { return d.Milestone == next })
		c.Days = append(kept, record.StatedDay{Milestone: next, On: f.Meeting, Source: record.Source{File: "follow-up " + f.ID}})
		return c
	}
	return c
}

// CheckNote returns what is wrong with a note that a person wants to write down,
// given how its follow-up stands; "" nothing is. f is nil for a new one.
func CheckNote(n record.FollowUpNote, f *FollowUp, today record.Date) string {
	switch {
	case !slices.Contains(record.Stages(), n.Stage):
		return fmt.Sprintf("%q is no stage: the stages are %q", n.Stage, record.Stages())
	case f == nil && n.Stage != record.Requested:
		return "a follow-up begins with what was requested"
	case f == nil && n.Purpose == "":
		return "say what the school wants the papers for"
	case f != nil && f.Stage == record.Closed:
		return "it is closed: begin another one"
	case n.On.After(today):
		return fmt.Sprintf("%s lies in the future: write down what has happened; a meeting to come is its own day", n.On)
	case f != nil && n.On.Before(f.Notes[0].On):
		return fmt.Sprintf("%s is before %s, on which it was requested", n.On, f.Notes[0].On)
	}
	return checkWords(n)
}

func checkWords(n record.FollowUpNote) string {
	switch {
	case n.Stage == record.Sent && (n.Party == "" || n.How == ""):
		return "say to whom it was sent and how"
	case n.Stage == record.Received && n.Party == "":
		return "say who confirmed that it arrived"
	case n.Stage == record.OutcomeKept && !slices.Contains(record.Outcomes(), n.Outcome):
		return fmt.Sprintf("%q is no outcome: say one of %q", n.Outcome, record.Outcomes())
	case n.Stage == record.NextAction && (n.Action == "" || n.Owner == "" || n.Due.IsZero()):
		return "say what is next, whose it is and by when"
	}
	return ""
}

package caseload

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"milepost/calendar"
	"milepost/record"
	"milepost/rules"
)

// CalendarOptions are the clinic's own choices for what falls due.
type CalendarOptions struct {
	Alerts     []int  // days before a day on which to be reminded, the first first
	PacketDays int    // school days before a meeting by which its packet is due
	Holidays   string // id of the holiday table; "" the federal one
}

// DueItem is something due, as people look at it today.
type DueItem struct {
	calendar.Due
	Called string            `json:"called"` // id, or name where names are asked for
	Stands calendar.Standing `json:"stands"`
	Days   int               `json:"days"` // until its last day; below zero it is over
}

// DueList is what falls due.
type DueList struct {
	Today    record.Date      `json:"today"`
	Until    record.Date      `json:"until"`
	Items    []DueItem        `json:"items"`
	Load     []calendar.Week  `json:"load"`
	Problems []record.Problem `json:"problems,omitempty"` // of rule files
}

// DueSelection says what is asked for; the zero one means everybody's, for the
// 60 days that the first reminder looks ahead.
type DueSelection struct {
	Selection
	Therapist record.ID   // only clients of this therapist; "" all
	Until     record.Date // last day; zero: Days on
	Days      int         // 0: 60, of a calendar 400
	Expected  bool        // later turns too
	Names     bool        // items are called by name, not by id
}

// usualDays and loadWeeks are how far a list looks ahead where nobody says, in
// days, and how far its load does, in weeks: March is seen in January.
const (
	usualDays = 60
	loadWeeks = 16
)

// Due lists what falls due: what has no date on file first, then what is
// overdue, then the rest by day. It writes nothing.
func (c *Caseload) Due(ctx context.Context, now time.Time, by record.User, sel DueSelection) (DueList, error) {
	if err := may(by, record.ActRead); err != nil {
		return DueList{}, err
	}
	today := c.today(now)
	list := DueList{Today: today, Until: sel.Until}
	if list.Until.IsZero() {
		list.Until = today.AddDays(cmp.Or(sel.Days, usualDays))
	}
	loadEnd := today.AddDays(7 * loadWeeks)
	horizon := list.Until
	if loadEnd.After(horizon) {
		horizon = loadEnd
	}
	all, names, problems, err := c.allDue(ctx, now, sel, horizon)
	if err != nil {
		return list, err
	}
	list.Problems = problems
	list.Load = calendar.Load(all, today, loadWeeks)
	calendar.Sort(all, today)
	for _, d := range all {
		if d.On.After(list.Until) || d.Expected && !sel.Expected {
			continue
		}
		item := DueItem{Due: d, Called: names.of(d, sel.Names)}
		item.Stands, item.Days = d.Stands(today)
		list.Items = append(list.Items, item)
	}
	return list, nil
}

// calledNames are the names of clients and staff by id.
type calledNames map[record.ID]string

// of returns the id, or the name where names are asked for and one is known.
func (n calledNames) of(d calendar.Due, asName bool) string {
	id := cmp.Or(d.Client, d.Staff)
	if name := n[id]; asName && name != "" {
		return name
	}
	return string(id)
}

// allDue works out what falls due for all clients and members of staff that are
// meant, up to the day.
func (c *Caseload) allDue(ctx context.Context, now time.Time, sel DueSelection, until record.Date) ([]calendar.Due, calledNames, []record.Problem, error) {
	today := c.today(now)
	book, known, problems, err := c.book()
	if err != nil {
		return nil, nil, nil, err
	}
	ids, err := c.selected(ctx, sel.Selection)
	if err != nil {
		return nil, nil, nil, err
	}
	papers, err := c.papers(ctx, known)
	if err != nil {
		return nil, nil, nil, err
	}
	names := calledNames{}
	limits := followUpLimits(known)
	var all []calendar.Due
	for _, id := range ids {
		facts, err := c.facts(ctx, id, today, papers.of(id))
		if err != nil {
			return nil, nil, nil, err
		}
		if sel.Therapist != "" && facts.Therapist != sel.Therapist {
			continue
		}
		followed := c.followUps(papers.of(id), limits, book)
		facts.Client = calendar.WithMeeting(facts.Client, followed)
		names[id] = strings.TrimSpace(facts.Client.CalledName() + " " + facts.Client.LastName)
		all = append(all, book.Due(today, until, facts)...)
		for _, f := range followed {
			if d, due := f.AsDue(limits, book.DaysOf("")); due && !d.On.After(until) {
				d.Therapist = facts.Therapist
				all = append(all, d)
			}
		}
	}
	if len(sel.Clients)+len(sel.Caseloads) == 0 {
		staff, err := c.licences(ctx)
		if err != nil {
			return nil, nil, nil, err
		}
		for _, d := range book.Staff(staff, today) {
			if !d.On.After(until) && (sel.Therapist == "" || sel.Therapist == d.Staff) {
				all = append(all, d)
			}
		}
		for _, u := range staff {
			names[u.ID] = u.Name
		}
	}
	return all, names, problems, nil
}

// book makes a calendar of the rules that count.
func (c *Caseload) book() (*calendar.Book, rules.Rules, []record.Problem, error) {
	known, wrong, err := c.loadRules()
	if err != nil {
		return nil, known, nil, err
	}
	o := c.options.Calendar
	problems := slices.Concat(wrong, known.Dangling())
	if _, ok := known.HolidayTable(o.Holidays); o.Holidays != "" && !ok {
		problems = append(problems, record.Problem{
			Source: record.Source{File: "milepost.yaml"}, Code: "calendar.holidays", Found: o.Holidays,
			Wrong: "is no holiday table that is on file, so no day counts as a holiday",
			Do:    "write calendar: holidays: holidays-us-federal, or put a file of that name into rules/",
		})
	}
	return calendar.NewBook(known, calendar.Options{
		State: c.options.State, Alerts: o.Alerts, PacketDays: o.PacketDays, Holidays: o.Holidays,
	}), known, problems, nil
}

func followUpLimits(r rules.Rules) rules.FollowUpStages {
	for _, s := range r.FollowUps {
		if s.ID == "follow-up" {
			return s
		}
	}
	return rules.FollowUpStages{}
}

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
	Failed   []record.ID      `json:"failed,omitempty"`   // clients on whom the program failed, and who are left out
	Left     []LeftSigner     `json:"left,omitempty"`     // therapists who left, and whose drafts wait for another signer
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
func (c *Caseload) Due(ctx context.Context, now time.Time, by Actor, sel DueSelection) (DueList, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
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
	found, err := c.allDue(ctx, now, v, sel, horizon)
	if err != nil {
		return list, err
	}
	list.Problems, list.Failed = found.problems, found.failed
	list.Load = calendar.Load(found.all, today, loadWeeks)
	calendar.Sort(found.all, today)
	for _, d := range found.all {
		if d.On.After(list.Until) || d.Expected && !sel.Expected {
			continue
		}
		item := DueItem{Due: d, Called: found.names.of(d, sel.Names)}
		item.Stands, item.Days = d.Stands(today)
		list.Items = append(list.Items, item)
	}
	list.Left, err = c.leftSigners(ctx, now, found.clients)
	return list, err
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

// dues is what falls due, as it was worked out.
type dues struct {
	all      []calendar.Due
	names    calledNames
	clients  map[record.ID]record.Client
	problems []record.Problem // of rule files
	failed   []record.ID      // clients on whom the program failed: what falls due for them is not known
}

// allDue works out what falls due for all clients and members of staff that are
// meant, up to the day.
func (c *Caseload) allDue(ctx context.Context, now time.Time, v *view, sel DueSelection, until record.Date) (dues, error) {
	found := dues{names: calledNames{}, clients: map[record.ID]record.Client{}}
	book, known, problems, err := c.book()
	if err != nil {
		return found, err
	}
	found.problems = problems
	ids, err := c.selected(ctx, sel.Selection)
	if err != nil {
		return found, err
	}
	ids = inView(ctx, v, ids, itself)
	papers, err := c.papers(ctx, known)
	if err != nil {
		return found, err
	}
	w := dueWork{c: c, book: book, limits: followUpLimits(known), today: c.today(now), until: until, therapist: c.therapist(sel.Therapist).ID}
	for _, id := range ids {
		var mine []calendar.Due
		err := c.guard(id, "looking for what falls due", func() (err error) {
			mine, err = w.of(ctx, id, papers.of(id), &found)
			return err
		})
		switch {
		case failureIn(err) != nil:
			found.failed = append(found.failed, id)
		case err != nil:
			return found, err
		}
		found.all = append(found.all, mine...)
	}
	if len(sel.Clients)+len(sel.Caseloads) > 0 {
		return found, nil
	}
	err = w.staff(ctx, &found)
	found.all = slices.DeleteFunc(found.all, func(d calendar.Due) bool { return d.Staff != "" && !v.all && d.Staff != v.sight.user })
	return found, err
}

// dueWork is what it takes to work out what falls due.
type dueWork struct {
	c            *Caseload
	book         *calendar.Book
	limits       rules.FollowUpStages
	today, until record.Date
	therapist    record.ID // only clients of this one; "" all
}

// of works it out for one client.
func (w dueWork) of(ctx context.Context, id record.ID, p *papers, found *dues) ([]calendar.Due, error) {
	facts, err := w.c.facts(ctx, id, w.today, p)
	if err != nil || w.therapist != "" && facts.Therapist != w.therapist {
		return nil, err
	}
	followed := w.c.followUps(p, w.limits, w.book)
	facts.Client = calendar.WithMeeting(facts.Client, followed)
	found.clients[id] = facts.Client
	found.names[id] = strings.TrimSpace(facts.Client.CalledName() + " " + facts.Client.LastName)
	all := w.book.Due(w.today, w.until, facts)
	for _, f := range followed {
		if d, due := f.AsDue(w.limits, w.book.DaysOf("")); due && !d.On.After(w.until) {
			d.Therapist = facts.Therapist
			all = append(all, d)
		}
	}
	return all, nil
}

// staff adds what falls due for members of staff.
func (w dueWork) staff(ctx context.Context, found *dues) error {
	staff, err := w.c.licences(ctx, w.today)
	if err != nil {
		return err
	}
	for _, d := range w.book.Staff(staff, w.today) {
		if !d.On.After(w.until) && (w.therapist == "" || w.therapist == d.Staff) {
			found.all = append(found.all, d)
		}
	}
	for _, u := range staff {
		found.names[u.ID] = u.Name
	}
	return nil
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
			Wrong: "no holiday table has this name; no holidays are taken into account",
			Next:  record.NextStep{Act: record.StepSettings, Name: "calendar: holidays: holidays-us-federal", Text: "the holiday table to one that is there"},
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

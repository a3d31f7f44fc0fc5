package caseload

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"milepost/calendar"
	"milepost/ingest"
	"milepost/record"
	"milepost/rules"
	"milepost/store"
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
		facts, err := c.facts(ctx, id, today, papers)
		if err != nil {
			return nil, nil, nil, err
		}
		followed := c.followUps(papers, id, limits, book)
		facts.Client = calendar.WithMeeting(facts.Client, followed)
		if sel.Therapist != "" && facts.Therapist != sel.Therapist {
			continue
		}
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

// book loads the rules: the shipped ones, and those of the workspace's rules/
// folder in their place.
func (c *Caseload) book() (*calendar.Book, rules.Rules, []record.Problem, error) {
	own, err := fs.Sub(c.root.FS(), "rules")
	if err != nil {
		return nil, rules.Rules{}, nil, err
	}
	known, problems, err := rules.Load(own)
	if err != nil {
		return nil, known, nil, err
	}
	o := c.options.Calendar
	problems = append(problems, known.Dangling()...)
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

// papers are what the store knows of papers of all clients: read once for all.
type papers struct {
	documents  []record.Document
	deliveries []record.Delivery
	drafts     []store.DraftState
	notes      []record.FollowUpNote
	releases   []record.Release
	packets    []record.Packet // for a school's team
}

func (c *Caseload) papers(ctx context.Context, known rules.Rules) (papers, error) {
	var p papers
	var err error
	if p.releases, err = c.store.Releases(ctx, ""); err != nil {
		return p, err
	}
	if p.packets, err = c.store.Packets(ctx, ""); err != nil {
		return p, err
	}
	p.packets = slices.DeleteFunc(p.packets, func(k record.Packet) bool {
		rule, ok := known.Packet(k.Purpose, rules.Place{State: c.options.State})
		return ok && rule.Audience != schoolAudience
	})
	if p.documents, err = c.store.Documents(ctx, ""); err != nil {
		return p, err
	}
	if p.deliveries, err = c.store.Deliveries(ctx); err != nil {
		return p, err
	}
	if p.drafts, err = c.store.Drafts(ctx); err != nil {
		return p, err
	}
	p.notes, err = c.store.FollowUpNotes(ctx, "")
	return p, err
}

// facts gathers what the calendar has to know of a client.
func (c *Caseload) facts(ctx context.Context, id record.ID, today record.Date, p papers) (calendar.Facts, error) {
	folded, err := c.fold(ctx, id, today)
	if err != nil {
		return calendar.Facts{}, err
	}
	_, period, err := c.period(ctx, folded, Selection{})
	if err != nil {
		return calendar.Facts{}, err
	}
	f := calendar.Facts{
		Client: folded.Client, Therapist: c.signer(folded.Client).ID, Owners: owners(folded), CadenceDays: c.options.CadenceDays,
		Report: period, From: folded.Client.Source, Sent: c.sentDays(p, id),
	}
	if last := lastDocument(p.documents, id); last != nil {
		f.LastReport, f.From = last.Period.To, record.Source{File: "document " + last.ID}
	}
	if !f.LastReport.IsZero() && !period.To.After(f.LastReport) { // it is signed, and no data of the next one yet
		f.Report = calendar.NextPeriod(record.Period{From: period.From, To: f.LastReport}, c.options.CadenceDays)
	}
	for _, s := range c.own(folded.Sessions) {
		if s.Status == record.Attended && !s.Day.IsZero() {
			f.Attended = append(f.Attended, s.Day)
		}
	}
	slices.SortFunc(f.Attended, record.Date.Compare)
	return f, nil
}

// owners are whose the living goals are.
func owners(folded ingest.Folded) []string {
	var all []string
	for _, g := range folded.Goals {
		if g.End.IsZero() && g.Owner != "" && !slices.Contains(all, g.Owner) {
			all = append(all, g.Owner)
		}
	}
	return all
}

// lastDocument returns the signed progress report that counts and ends last, nil
// none.
func lastDocument(documents []record.Document, client record.ID) *record.Document {
	var last *record.Document
	for i, d := range documents {
		counts := d.Draft.Client == client && d.Kind == record.DocumentReport && d.State != record.Withdrawn && d.Draft.Kind == progressReport
		if counts && (last == nil || d.Period.To.After(last.Period.To)) {
			last = &documents[i]
		}
	}
	return last
}

// sentDays returns the days on which papers for a school or agency went out, as
// deliveries and follow-ups say.
func (c *Caseload) sentDays(p papers, client record.ID) []record.Date {
	var days []record.Date
	for _, n := range c.notesOf(p, client) {
		if n.Stage == record.Sent {
			days = append(days, n.On)
		}
	}
	for _, d := range p.deliveries {
		if d.Client == client && p.forTeam(d.Document) {
			days = append(days, c.dayOf(d.On))
		}
	}
	slices.SortFunc(days, record.Date.Compare)
	return slices.Compact(days)
}

// forTeam reports whether the document or packet was made for a school's team.
func (p papers) forTeam(id string) bool {
	return slices.ContainsFunc(p.documents, func(d record.Document) bool { return d.ID == id && d.Draft.Audience == schoolAudience }) ||
		slices.ContainsFunc(p.packets, func(k record.Packet) bool { return k.ID == id })
}

const schoolAudience = "school"

// dayOf returns the clinic's day of an instant as the store keeps it.
func (c *Caseload) dayOf(at string) record.Date {
	t, err := time.Parse(instantForm, at)
	if err != nil {
		return record.Date{}
	}
	return c.today(t)
}

// licences are the members of staff with what is known of their licences: the
// users, and the staff list's people who are no users yet.
func (c *Caseload) licences(ctx context.Context) ([]record.User, error) {
	users, err := c.store.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range c.options.Staff {
		if !slices.ContainsFunc(users, func(u record.User) bool { return u.ID == t.ID }) {
			users = append(users, record.User{ID: t.ID, Name: t.Name, License: t.License})
		}
	}
	return users, nil
}

// WriteICS writes what falls due within 400 days as a calendar that people
// subscribe to, and remembers its entries, so that the next one says what
// changed: an entry keeps its name, its number of changes grows, and one that
// is no longer due is cancelled. It returns how many entries stand in it, and
// how many due things have no day and so stand in none.
func (c *Caseload) WriteICS(ctx context.Context, now time.Time, by record.User, sel DueSelection, w io.Writer) (entries, undated int, err error) {
	if err := may(by, record.ActDraft); err != nil {
		return 0, 0, err
	}
	if sel.Until.IsZero() {
		sel.Until = c.today(now).AddDays(cmp.Or(sel.Days, calendarDays))
	}
	all, names, _, err := c.allDue(ctx, now, sel, sel.Until)
	if err != nil {
		return 0, 0, err
	}
	calendar.Sort(all, c.today(now))
	var events []calendar.Event
	for _, d := range all {
		switch {
		case d.Expected:
		case d.On.IsZero():
			undated++
		default:
			events = append(events, calendar.Event{Due: d, Called: names.of(d, sel.Names)})
		}
	}
	written, changed, err := c.sequenced(ctx, now, sel, events)
	if err != nil {
		return 0, 0, err
	}
	if err := calendar.WriteICS(w, cmp.Or(c.options.Clinic.Name, "Milepost"), written); err != nil {
		return 0, 0, err
	}
	return len(events), undated, c.store.PutCalendarEntries(ctx, changed)
}

// calendarDays is how far ahead a calendar looks: every yearly day is in it.
const calendarDays = 400

// sequenced gives each entry its number of changes, adds those to cancel, and
// returns what is to be remembered.
func (c *Caseload) sequenced(ctx context.Context, now time.Time, sel DueSelection, events []calendar.Event) (all []calendar.Event, changed []store.CalendarEntry, err error) {
	known, err := c.store.CalendarEntries(ctx)
	if err != nil {
		return nil, nil, err
	}
	before := map[string]store.CalendarEntry{}
	for _, e := range known {
		before[e.UID] = e
	}
	for _, e := range events {
		old, was := before[e.UID()]
		delete(before, e.UID())
		entry := store.CalendarEntry{UID: e.UID(), Client: e.Client, Content: e.Content(), Changed: old.Changed, Sequence: old.Sequence}
		if !was || old.Content != entry.Content || old.Cancelled {
			entry.Changed = instant(now)
			if was {
				entry.Sequence++
			}
			if entry.Body, err = bodyOf(e); err != nil {
				return nil, nil, err
			}
			changed = append(changed, entry)
		}
		e.Sequence = entry.Sequence
		if e.Changed, err = time.Parse(instantForm, entry.Changed); err != nil {
			return nil, nil, err
		}
		all = append(all, e)
	}
	gone, more, err := c.cancelled(now, sel, known, before)
	return append(all, gone...), append(changed, more...), err
}

func bodyOf(e calendar.Event) (string, error) {
	text, err := json.Marshal(e)
	return string(text), err
}

// cancelled returns the entries that no longer fall due. Those of clients who
// are not asked for stay as they are; what was cancelled a year ago is left out.
func (c *Caseload) cancelled(now time.Time, sel DueSelection, known []store.CalendarEntry, left map[string]store.CalendarEntry) (all []calendar.Event, changed []store.CalendarEntry, err error) {
	some := len(sel.Clients)+len(sel.Caseloads) > 0 || sel.Therapist != ""
	for _, entry := range known {
		if _, isLeft := left[entry.UID]; !isLeft || some && !entry.Cancelled {
			continue
		}
		var e calendar.Event
		if err := json.Unmarshal([]byte(entry.Body), &e); err != nil {
			return nil, nil, fmt.Errorf("calendar entry %s: %w", entry.UID, err)
		}
		if e.On.After(sel.Until) && !entry.Cancelled { // beyond what is asked for, not gone
			continue
		}
		if !entry.Cancelled {
			entry.Cancelled, entry.Changed = true, instant(now)
			entry.Sequence++
			changed = append(changed, entry)
		}
		at, err := time.Parse(instantForm, entry.Changed)
		if err != nil {
			return nil, nil, errors.Join(fmt.Errorf("calendar entry %s", entry.UID), err)
		}
		if now.Sub(at) > 366*24*time.Hour {
			continue
		}
		e.Cancelled, e.Sequence, e.Changed = true, entry.Sequence, at
		all = append(all, e)
	}
	return all, changed, nil
}

package caseload

import (
	"context"
	"slices"
	"time"

	"milepost/calendar"
	"milepost/ingest"
	"milepost/record"
	"milepost/rules"
	"milepost/store"
)

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

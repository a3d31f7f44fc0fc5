package caseload

import (
	"context"
	"slices"
	"time"

	"milepost/calendar"
	"milepost/ingest/fold"
	"milepost/record"
	"milepost/rules"
	"milepost/store"
)

// papers are what the store knows of the papers of one client.
type papers struct {
	documents  []record.Document
	deliveries []record.Delivery // of documents and packets for a school's team
	drafts     []store.DraftState
	notes      []record.FollowUpNote
	releases   []record.Release
	packets    []record.Packet // for a school's team
}

// allPapers are those of all clients: read once, and parted by client.
type allPapers map[record.ID]*papers

func (a allPapers) of(client record.ID) *papers {
	if a[client] == nil {
		a[client] = &papers{}
	}
	return a[client]
}

func (c *Caseload) papers(ctx context.Context, known rules.Rules) (allPapers, error) {
	all := allPapers{}
	releases, err := c.store.Releases(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, r := range releases {
		p := all.of(r.Client)
		p.releases = append(p.releases, r)
	}
	drafts, err := c.store.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		p := all.of(d.Key.Client)
		p.drafts = append(p.drafts, d)
	}
	notes, err := c.store.FollowUpNotes(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, n := range notes {
		p := all.of(n.Client)
		p.notes = append(p.notes, n)
	}
	return all, c.finished(ctx, known, all)
}

// finished adds documents, packets, and what was sent of them.
func (c *Caseload) finished(ctx context.Context, known rules.Rules, all allPapers) error {
	forTeam := map[string]bool{} // by id of the document or packet
	documents, err := c.store.Documents(ctx, "")
	if err != nil {
		return err
	}
	for _, d := range documents {
		p := all.of(d.Draft.Client)
		p.documents = append(p.documents, d)
		forTeam[d.ID] = d.Draft.Audience == schoolAudience
	}
	packets, err := c.store.Packets(ctx, "")
	if err != nil {
		return err
	}
	for _, k := range packets {
		rule, ok := known.Packet(k.Purpose, rules.Place{State: c.options.State})
		if ok && rule.Audience != schoolAudience {
			continue
		}
		p := all.of(k.Client)
		p.packets = append(p.packets, k)
		forTeam[k.ID] = true
	}
	deliveries, err := c.store.Deliveries(ctx)
	if err != nil {
		return err
	}
	for _, d := range deliveries {
		if forTeam[d.Document] {
			p := all.of(d.Client)
			p.deliveries = append(p.deliveries, d)
		}
	}
	return nil
}

// facts gathers what the calendar has to know of a client.
func (c *Caseload) facts(ctx context.Context, id record.ID, today record.Date, p *papers) (calendar.Facts, error) {
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
		Report: period, From: folded.Client.Source, Sent: c.sentDays(p),
	}
	if last := lastDocument(p.documents); last != nil {
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
func owners(folded fold.Result) []string {
	var all []string
	for _, g := range folded.Goals {
		if g.End.IsZero() && g.Owner != "" && !slices.Contains(all, g.Owner) {
			all = append(all, g.Owner)
		}
	}
	return all
}

// lastDocument returns the client's signed progress report that counts and ends
// last, nil none.
func lastDocument(documents []record.Document) *record.Document {
	var last *record.Document
	for i, d := range documents {
		counts := d.Kind == record.DocumentReport && d.State != record.Withdrawn && d.Draft.Kind == progressReport
		if counts && (last == nil || d.Period.To.After(last.Period.To)) {
			last = &documents[i]
		}
	}
	return last
}

// sentDays returns the days on which papers for a school or agency went out, as
// deliveries and follow-ups say.
func (c *Caseload) sentDays(p *papers) []record.Date {
	var days []record.Date
	for _, n := range c.notesOf(p) {
		if n.Stage == record.Sent {
			days = append(days, n.On)
		}
	}
	for _, d := range p.deliveries {
		days = append(days, c.Day(d.On))
	}
	slices.SortFunc(days, record.Date.Compare)
	return slices.Compact(days)
}

const schoolAudience = "school"

// Day returns the clinic's day of an instant as the store keeps it, the zero
// Date of what is none. In the evening it is not the day in UTC.
func (c *Caseload) Day(at string) record.Date {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return record.Date{}
	}
	return c.today(t)
}

// licences are the members of staff with what is known of their licences: the
// users, and the staff list's people who are no users yet.
func (c *Caseload) licences(ctx context.Context, today record.Date) ([]record.User, error) {
	users, err := c.store.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range c.options.Staff {
		i := slices.IndexFunc(users, func(u record.User) bool { return u.ID == t.ID })
		if i < 0 {
			i = len(users)
			users = append(users, record.User{ID: t.ID, Name: t.Name, License: t.License})
		}
		users[i].Ended = users[i].Ended || t.HasLeft(today)
	}
	return users, nil
}

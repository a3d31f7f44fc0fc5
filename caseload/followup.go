package caseload

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"milepost/calendar"
	"milepost/record"
	"milepost/rules"
)

// FollowUps lists how far each follow-up with a school has come, of one client
// or ("") of all; what stands still the longest first.
func (c *Caseload) FollowUps(ctx context.Context, by Actor, client record.ID) ([]calendar.FollowUp, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, err
	}
	book, known, _, err := c.book()
	if err != nil {
		return nil, err
	}
	papers, err := c.papers(ctx, known)
	if err != nil {
		return nil, err
	}
	clients := []record.ID{client}
	if client == "" {
		clients = slices.Sorted(maps.Keys(papers))
	}
	var all []calendar.FollowUp
	for _, id := range inView(ctx, v, clients, itself) {
		all = append(all, c.followUps(papers.of(id), followUpLimits(known), book)...)
	}
	slices.SortStableFunc(all, func(a, b calendar.FollowUp) int {
		if a.Due.IsZero() != b.Due.IsZero() {
			if a.Due.IsZero() {
				return 1
			}
			return -1
		}
		return a.Due.Compare(b.Due)
	})
	return all, nil
}

// followUps works out the follow-ups of a client.
func (c *Caseload) followUps(p *papers, limits rules.FollowUpStages, book *calendar.Book) []calendar.FollowUp {
	return calendar.FollowUps(c.notesOf(p), limits, book.DaysOf(""))
}

// notesOf returns the notes that people wrote of a client's follow-ups, and
// what the store shows of the newest one that had been requested by then.
func (c *Caseload) notesOf(p *papers) []record.FollowUpNote {
	w := shown{}
	for _, n := range p.notes {
		w.notes = append(w.notes, n)
		if n.Stage == record.Requested {
			w.requests = append(w.requests, n)
		}
	}
	for _, r := range p.releases {
		if r.RevokedOn.IsZero() {
			w.add(record.FollowUpNote{Client: r.Client, Stage: record.Released, On: w.sinceRequest(r.From), Party: r.To, Document: fmt.Sprintf("release %d", r.N)})
		}
	}
	c.showPapers(&w, p)
	return w.notes
}

// showPapers adds what drafts, documents, packets and deliveries for a school's
// team show.
func (c *Caseload) showPapers(w *shown, p *papers) {
	for _, d := range p.drafts {
		if d.Key.Audience != schoolAudience {
			continue
		}
		on := c.Day(d.At)
		if !d.State.IsSigned() { // one that lay there when it was requested counts from then
			on = w.sinceRequest(on)
		}
		w.add(record.FollowUpNote{Client: d.Key.Client, Stage: record.Drafting, On: on, Document: d.ID})
	}
	for _, d := range p.documents {
		if d.Draft.Audience == schoolAudience && d.Kind == record.DocumentReport && d.State != record.Withdrawn {
			w.add(record.FollowUpNote{Client: d.Draft.Client, Stage: record.StageSigned, On: c.Day(d.At), Document: d.ID})
		}
	}
	for _, k := range p.packets {
		if k.State != record.PacketStopped {
			w.add(record.FollowUpNote{Client: k.Client, Stage: record.StageSigned, On: c.Day(k.At), Document: "packet " + k.ID})
		}
	}
	for _, d := range p.deliveries {
		w.add(record.FollowUpNote{Client: d.Client, Stage: record.Sent, On: c.Day(d.On), Document: d.Document, Party: d.To, How: d.How})
	}
}

// shown gathers the notes of one client: those that the store shows, beside
// those that people wrote.
type shown struct {
	notes, requests []record.FollowUpNote
}

// add adds a note to the newest follow-up that had been requested by its day;
// where none had, it is of no follow-up.
func (w *shown) add(n record.FollowUpNote) {
	at := -1
	for i, r := range w.requests {
		if !r.On.After(n.On) && (at < 0 || r.N > w.requests[at].N) {
			at = i
		}
	}
	if at >= 0 {
		n.N = w.requests[at].N
		w.notes = append(w.notes, n)
	}
}

// sinceRequest returns the day, or the one of the newest request where that is
// later.
func (w *shown) sinceRequest(on record.Date) record.Date {
	for _, r := range w.requests {
		on = later(on, r.On)
	}
	return on
}

// Follow writes down one stage of a follow-up. N 0 means the client's newest
// one, or a new one where something was requested. It returns the follow-up as
// it then stands.
func (c *Caseload) Follow(ctx context.Context, now time.Time, by Actor, note record.FollowUpNote) (calendar.FollowUp, error) {
	none := calendar.FollowUp{}
	u, err := c.admit(ctx, by, record.ActDeliver)
	if err != nil {
		return none, err
	}
	if _, err := c.selected(ctx, Selection{Clients: []record.ID{note.Client}}); err != nil {
		return none, err
	}
	mine, err := c.FollowUps(ctx, by, note.Client)
	if err != nil {
		return none, err
	}
	of, err := meant(mine, &note)
	if err != nil {
		return none, err
	}
	today := c.today(now)
	if note.On.IsZero() {
		note.On = today
	}
	if wrong := calendar.CheckNote(note, of, today); wrong != "" {
		return none, record.Refuse(record.InvalidInput, "%s", wrong)
	}
	note.At, note.By = instant(now), u.ID
	if err := c.store.AddFollowUpNote(ctx, note); err != nil {
		return none, err
	}
	if mine, err = c.FollowUps(ctx, by, note.Client); err != nil {
		return none, err
	}
	i := slices.IndexFunc(mine, func(f calendar.FollowUp) bool { return f.N == note.N })
	return mine[i], nil
}

// meant finds the follow-up that the note is of, nil a new one, and fills in
// its number.
func meant(mine []calendar.FollowUp, note *record.FollowUpNote) (*calendar.FollowUp, error) {
	newest := 0
	for _, f := range mine {
		newest = max(newest, f.N)
	}
	switch {
	case note.Stage == record.Requested && note.N == 0:
		note.N = newest + 1
		return nil, nil
	case note.N == 0:
		note.N = newest
	}
	for i, f := range mine {
		if f.N == note.N {
			return &mine[i], nil
		}
	}
	if len(mine) == 0 {
		return nil, nil // what is refused says how to begin
	}
	return nil, record.Refuse(record.NotFound, "there is no follow-up %s", record.FollowUpID(note.Client, note.N)).Then(record.NextStep{Act: record.StepSeeFollowUps, Client: note.Client})
}

// Feedback returns what the school's team said of the clinic's papers for a
// client, the newest first, for whoever plans the next ones.
func (c *Caseload) Feedback(ctx context.Context, by Actor, client record.ID) ([]record.FollowUpNote, error) {
	v, err := c.asked(ctx, by)
	if err != nil || !v.sees(ctx, client) {
		return nil, err
	}
	said, err := c.store.FollowUpNotes(ctx, client)
	said = slices.DeleteFunc(said, func(n record.FollowUpNote) bool { return n.Feedback == "" })
	slices.SortStableFunc(said, func(a, b record.FollowUpNote) int { return b.On.Compare(a.On) })
	return said, err
}

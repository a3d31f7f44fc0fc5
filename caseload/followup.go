package caseload

import (
	"context"
	"fmt"
	"slices"
	"time"

	"milepost/calendar"
	"milepost/record"
	"milepost/rules"
)

// FollowUps lists how far each follow-up with a school has come, of one client
// or ("") of all; what stands still the longest first.
func (c *Caseload) FollowUps(ctx context.Context, by record.User, client record.ID) ([]calendar.FollowUp, error) {
	if err := may(by, record.ActRead); err != nil {
		return nil, err
	}
	book, known, _, err := c.book()
	if err != nil {
		return nil, err
	}
	p, err := c.papers(ctx)
	if err != nil {
		return nil, err
	}
	all := c.followUps(p, client, followUpLimits(known), book)
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

// followUps works out the follow-ups of a client, "" all.
func (c *Caseload) followUps(p papers, client record.ID, limits rules.FollowUpStages, book *calendar.Book) []calendar.FollowUp {
	return calendar.FollowUps(c.notesOf(p, client), limits, book.DaysOf(""))
}

// notesOf returns the notes that people wrote of the client's follow-ups, and
// what drafts, documents and deliveries for a school's team show of the newest
// one that had been requested by then.
func (c *Caseload) notesOf(p papers, client record.ID) []record.FollowUpNote {
	var notes []record.FollowUpNote
	for _, n := range p.notes {
		if client == "" || n.Client == client {
			notes = append(notes, n)
		}
	}
	requests := slices.DeleteFunc(slices.Clone(notes), func(n record.FollowUpNote) bool { return n.Stage != record.Requested })
	shown := func(stage record.Stage, of record.ID, on record.Date, document string) *record.FollowUpNote {
		at := -1
		for i, r := range requests {
			if r.Client == of && !r.On.After(on) && (at < 0 || r.N > requests[at].N) {
				at = i
			}
		}
		if at < 0 {
			return nil
		}
		notes = append(notes, record.FollowUpNote{Client: of, N: requests[at].N, Stage: stage, On: on, Document: document})
		return &notes[len(notes)-1]
	}
	for _, d := range p.drafts {
		if d.Key.Audience != schoolAudience {
			continue
		}
		on := c.dayOf(d.At)
		if !d.State.IsSigned() { // one that lay there when it was requested counts from then
			for _, r := range requests {
				if r.Client == d.Key.Client {
					on = later(on, r.On)
				}
			}
		}
		shown(record.Drafting, d.Key.Client, on, d.ID)
	}
	for _, d := range p.documents {
		if d.Draft.Audience == schoolAudience && d.Kind == record.DocumentReport && d.State != record.Withdrawn {
			shown(record.StageSigned, d.Draft.Client, c.dayOf(d.At), d.ID)
		}
	}
	for _, d := range p.deliveries {
		if forTeam(p.documents, d.Document) {
			if n := shown(record.Sent, d.Client, c.dayOf(d.On), d.Document); n != nil {
				n.Party, n.How = d.To, d.How
			}
		}
	}
	return notes
}

// Follow writes down one stage of a follow-up. N 0 means the client's newest
// one, or a new one where something was requested. It returns the follow-up as
// it then stands.
func (c *Caseload) Follow(ctx context.Context, now time.Time, by record.User, note record.FollowUpNote) (calendar.FollowUp, error) {
	none := calendar.FollowUp{}
	if err := may(by, record.ActDeliver); err != nil {
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
		return none, fmt.Errorf("%w: %s", ErrRefused, wrong)
	}
	note.At, note.By = instant(now), by.ID
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
	return nil, fmt.Errorf("no follow-up %s: \"milepost followup %s\" lists them", record.FollowUpID(note.Client, note.N), note.Client)
}

// Feedback returns what the school's team said of the clinic's papers for a
// client, the newest first, for whoever plans the next ones.
func (c *Caseload) Feedback(ctx context.Context, by record.User, client record.ID) ([]record.FollowUpNote, error) {
	if err := may(by, record.ActRead); err != nil {
		return nil, err
	}
	said, err := c.store.FollowUpNotes(ctx, client)
	said = slices.DeleteFunc(said, func(n record.FollowUpNote) bool { return n.Feedback == "" })
	slices.SortStableFunc(said, func(a, b record.FollowUpNote) int { return b.On.Compare(a.On) })
	return said, err
}

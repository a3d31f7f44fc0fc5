package caseload

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"milepost/record"
)

// therapist returns the member of staff whom the id or name means; one who is not
// on the staff list is known by that alone.
func (c *Caseload) therapist(said record.ID) record.Therapist {
	if t, ok := record.StaffNamed(c.options.Staff, said); ok {
		return t
	}
	return record.Therapist{ID: said}
}

// knowStaff puts ids for the names by which exports and cards mean members of
// staff, so that everything after it compares ids.
func (c *Caseload) knowStaff(v record.Versions) {
	ids := map[record.ID]record.ID{"": ""}
	know := func(said *record.ID) {
		id, known := ids[*said]
		if !known {
			id = c.therapist(*said).ID
			ids[*said] = id
		}
		*said = id
	}
	for i := range v.Clients {
		know(&v.Clients[i].Record.Therapist)
	}
	for i := range v.Sessions {
		know(&v.Sessions[i].Record.Therapist)
	}
	for i := range v.DataPoints {
		know(&v.DataPoints[i].Record.Therapist)
	}
}

// lastDays returns the last day at work of everyone who has left: as the staff list
// has it, else the day on which the account was closed.
func (c *Caseload) lastDays(ctx context.Context, now time.Time) (map[record.ID]record.Date, error) {
	left := map[record.ID]record.Date{}
	users, err := c.store.Users(ctx)
	if err != nil {
		return nil, err
	}
	for _, u := range users {
		if at, err := time.Parse(time.RFC3339, u.Changed); err == nil && u.Ended {
			left[u.ID] = c.today(at)
		}
	}
	for _, t := range c.options.Staff {
		if t.HasLeft(c.today(now)) {
			left[t.ID] = t.Left
		}
	}
	return left, nil
}

// signerNow is signer, with the day on which she left, where she has.
func (c *Caseload) signerNow(client record.Client, left map[record.ID]record.Date) record.Therapist {
	t := c.signer(client)
	t.Left = left[t.ID]
	return t
}

// sayLeft says of a draft that nobody signed that its therapist has left.
func (c *Caseload) sayLeft(ctx context.Context, now time.Time, s *Standing) error {
	if s.Draft == "" || record.State(s.State).IsSigned() {
		return nil
	}
	left, err := c.lastDays(ctx, now)
	if t := c.signerNow(s.client, left); !t.Left.IsZero() {
		s.Needs = append(s.Needs, "another signer: "+t.CalledLeft())
	}
	return err
}

// LeftSigner is a therapist who has left and whose drafts wait for somebody else.
type LeftSigner struct {
	Therapist record.Therapist `json:"therapist"`
	Drafts    int              `json:"drafts"` // that are not signed
	Clients   []record.ID      `json:"clients"`
	Step      record.NextStep  `json:"step"` // how to give them to somebody else
}

// Text says so in words, but for the step.
func (l LeftSigner) Text() string {
	verb := "wait"
	if l.Drafts == 1 {
		verb = "waits"
	}
	return fmt.Sprintf("%s: %s %s for a signer (%s)", l.Therapist.CalledLeft(), count(l.Drafts, "draft", "drafts"), verb, joinIDs(l.Clients))
}

func joinIDs(ids []record.ID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	return strings.Join(words, ", ")
}

// leftSigners lists those who have left and have drafts of the clients that nobody
// signed, by name.
func (c *Caseload) leftSigners(ctx context.Context, now time.Time, clients map[record.ID]record.Client) ([]LeftSigner, error) {
	left, err := c.lastDays(ctx, now)
	if err != nil || len(left) == 0 {
		return nil, err
	}
	drafts, err := c.store.DraftHeads(ctx)
	if err != nil {
		return nil, err
	}
	found := map[record.ID]*LeftSigner{}
	for _, d := range drafts {
		client, ok := clients[d.Key.Client]
		if !ok || d.State.IsSigned() || c.translates(d.Key) {
			continue
		}
		t := c.signerNow(client, left)
		if t.Left.IsZero() {
			continue
		}
		if found[t.ID] == nil {
			found[t.ID] = &LeftSigner{Therapist: t}
		}
		one := found[t.ID]
		one.Drafts++
		if !slices.Contains(one.Clients, client.ID) {
			one.Clients = append(one.Clients, client.ID)
		}
	}
	var all []LeftSigner
	for _, id := range slices.Sorted(maps.Keys(found)) {
		one := found[id]
		slices.Sort(one.Clients)
		one.Step = giveAway(one.Clients, clients)
		all = append(all, *one)
	}
	return all, nil
}

// giveAway is how drafts get another signer: in the caseloads of the settings and,
// where the clients' own records name who has left, in their cards.
func giveAway(ids []record.ID, clients map[record.ID]record.Client) record.NextStep {
	step := record.NextStep{Act: record.StepGiveDrafts}
	var caseloads []string
	var named []record.ID
	for _, id := range ids {
		client := clients[id]
		switch {
		case client.Therapist != "":
			named = append(named, id)
		case !slices.Contains(caseloads, client.Caseload):
			caseloads = append(caseloads, client.Caseload)
		}
	}
	if len(named) == 1 {
		step.Client = named[0]
	} else if len(named) > 1 {
		step.ID = "clients.xlsx"
	}
	step.Name = strings.Join(caseloads, ", ")
	return step
}

package caseload

import (
	"context"
	"fmt"
	"slices"
	"time"

	"milepost/ingest"
	"milepost/record"
	"milepost/store"
)

// sight is which clients a member of staff may look at on the review page.
type sight struct {
	all    bool
	user   record.ID
	grants []string
}

// sightOf reads what the user may look at: a lead everyone, others their own
// caseloads and those that a lead granted them.
func (c *Caseload) sightOf(ctx context.Context, by record.User) (sight, error) {
	if err := may(by, record.ActRead); err != nil || by.ID == "" {
		return sight{}, err
	}
	s := sight{all: by.Has(record.RoleLead), user: by.ID}
	var err error
	s.grants, err = c.store.Grants(ctx, by.ID)
	return s, err
}

// sees reports whether the client is in sight; therapist is who treats her.
func (s sight) sees(client record.Client, therapist record.ID) bool {
	return s.all || s.user != "" && therapist == s.user || client.Caseload != "" && slices.Contains(s.grants, client.Caseload)
}

// ErrUnseen says that something is not there, or not for this person: the two
// are not told apart, so that nobody learns who is a client here.
var ErrUnseen = fmt.Errorf("%w: there is no such draft in the caseloads that are open to you", ErrRefused)

// See refuses a user who may not look at the draft with the id.
func (c *Caseload) See(ctx context.Context, now time.Time, by record.User, draft string) error {
	_, _, err := c.seen(ctx, now, by, draft)
	return err
}

// seen returns the draft with the id and its client's records as of today, else
// ErrUnseen.
func (c *Caseload) seen(ctx context.Context, now time.Time, by record.User, draft string) (store.DraftState, ingest.Folded, error) {
	d, err := c.draftOf(ctx, draft)
	if err != nil {
		return d, ingest.Folded{}, err
	}
	folded, err := c.foldSeen(ctx, now, by, d.Key.Client)
	return d, folded, err
}

// foldSeen returns the client's records as of today, with ErrUnseen where the
// user may not look at them.
func (c *Caseload) foldSeen(ctx context.Context, now time.Time, by record.User, client record.ID) (ingest.Folded, error) {
	folded, err := c.fold(ctx, client, c.today(now))
	if err != nil {
		return folded, err
	}
	s, err := c.sightOf(ctx, by)
	if err == nil && !s.sees(folded.Client, c.signer(folded.Client).ID) {
		err = ErrUnseen
	}
	return folded, err
}

// draftOf returns the draft with the id, else ErrUnseen.
func (c *Caseload) draftOf(ctx context.Context, id string) (store.DraftState, error) {
	d, err := c.store.DraftByID(ctx, id)
	if err != nil {
		return store.DraftState{}, err
	}
	if d == nil {
		return store.DraftState{}, ErrUnseen
	}
	return *d, nil
}

// SeeDocument refuses a user who may not look at the signed document, and
// returns the id of the draft that it was made from.
func (c *Caseload) SeeDocument(ctx context.Context, now time.Time, by record.User, document string) (record.Document, error) {
	all, err := c.store.Documents(ctx, "")
	if err != nil {
		return record.Document{}, err
	}
	for _, d := range all {
		if d.ID == document {
			return d, c.See(ctx, now, by, d.Draft.ID())
		}
	}
	return record.Document{}, ErrUnseen
}

// Grants returns the caseloads that were granted to the user.
func (c *Caseload) Grants(ctx context.Context, user record.ID) ([]string, error) {
	return c.store.Grants(ctx, user)
}

// Grant opens to the user exactly the caseloads named, beside her own. A lead
// does it.
func (c *Caseload) Grant(ctx context.Context, now time.Time, by record.User, user record.ID, caseloads []string) error {
	if err := may(by, record.ActUsers); err != nil {
		return err
	}
	if _, err := c.User(ctx, user); err != nil {
		return err
	}
	return c.store.SetGrants(ctx, user, caseloads, record.Event{At: instant(now), By: by.ID})
}

// Look notes in the log that the user looked at something of a draft: what is
// a form of it, such as "draft.pdf", or the id of a document.
func (c *Caseload) Look(ctx context.Context, now time.Time, by record.User, draft, what string) error {
	return c.store.Log(ctx, record.Event{At: instant(now), By: by.ID, Kind: "looked at", Subject: draft, Detail: map[string]string{"what": what}})
}

// Nobody takes as long as OpenSitting with a password, and refuses it: so that
// the time of an answer does not tell which ids are users.
func Nobody(password string) error {
	if _, err := hashPassword(password + "0123456789"); err != nil {
		return err
	}
	return fmt.Errorf("%w: that is not the password", ErrRefused)
}

// HasUsers reports whether anybody was added who can sign in.
func (c *Caseload) HasUsers(ctx context.Context) (bool, error) {
	users, err := c.store.Users(ctx)
	return slices.ContainsFunc(users, func(u record.User) bool { return !u.Ended }), err
}

// Clinic is what documents say of the clinic.
func (c *Caseload) Clinic() Clinic { return c.options.Clinic }

// Zone is the clinic's time zone.
func (c *Caseload) Zone() *time.Location { return c.options.Zone }

// StaffList lists the members of staff as milepost.yaml has them.
func (c *Caseload) StaffList() []record.Therapist { return slices.Clone(c.options.Staff) }

// CaseloadNames lists the names of all caseloads, sorted.
func (c *Caseload) CaseloadNames(ctx context.Context, now time.Time, cache *BoardCache) ([]string, error) {
	all, err := c.cards(ctx, now, cache)
	var names []string
	for _, card := range all {
		if card.Caseload != "" {
			names = append(names, card.Caseload)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), err
}

package caseload

import (
	"context"
	"slices"
	"time"

	"milepost/ingest/fold"
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
func (c *Caseload) sightOf(ctx context.Context, by Actor) (sight, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil || u.ID == "" {
		return sight{}, err
	}
	s := sight{all: u.Has(record.RoleLead), user: u.ID}
	s.grants, err = c.store.Grants(ctx, u.ID)
	return s, err
}

// sees reports whether the client is in sight; therapist is who treats her.
func (s sight) sees(client record.Client, therapist record.ID) bool {
	return s.all || s.user != "" && therapist == s.user || client.Caseload != "" && slices.Contains(s.grants, client.Caseload)
}

// ErrUnseen says that something is not there, or not for this person: the two
// are not told apart, so that nobody learns who is a client here.
var ErrUnseen error = record.Refuse(record.NotFound, "there is no such draft in the caseloads that are open to you")

// See refuses a user who may not look at the draft with the id.
func (c *Caseload) See(ctx context.Context, now time.Time, by Actor, draft string) error {
	_, _, err := c.seen(ctx, now, by, draft)
	return err
}

// seen returns the draft with the id and its client's records as of today, else
// ErrUnseen.
func (c *Caseload) seen(ctx context.Context, now time.Time, by Actor, draft string) (store.DraftState, fold.Result, error) {
	d, err := c.draftOf(ctx, draft)
	if err != nil {
		return d, fold.Result{}, err
	}
	folded, err := c.foldSeen(ctx, now, by, d.Key.Client)
	return d, folded, err
}

// foldSeen returns the client's records as of today, with ErrUnseen where the
// user may not look at them.
func (c *Caseload) foldSeen(ctx context.Context, now time.Time, by Actor, client record.ID) (fold.Result, error) {
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

// boundBySight reports whether an actor sees only the caseloads that are open to
// them: every user does, on the page and on the command line. A program, and
// whoever holds the folder without a name, sees all.
func (a acting) boundBySight() bool { return a.by.visits || a.ID != "" && len(a.Roles) > 0 }

// findSeen returns the draft that an actor names, with ErrUnseen where they may
// not look at it.
func (c *Caseload) findSeen(ctx context.Context, by acting, name string) (store.DraftState, error) {
	d, err := c.find(ctx, name)
	if err == nil && by.boundBySight() {
		err = c.inSight(ctx, by, d.Key.Client)
	}
	return d, err
}

// draftSeen does the same for the draft with the id.
func (c *Caseload) draftSeen(ctx context.Context, by acting, id string) (store.DraftState, error) {
	d, err := c.draftOf(ctx, id)
	if err == nil && by.boundBySight() {
		err = c.inSight(ctx, by, d.Key.Client)
	}
	return d, err
}

// documentSeen does the same for a signed document, and returns its draft too.
func (c *Caseload) documentSeen(ctx context.Context, by acting, name string) (record.Document, store.DraftState, error) {
	d, draft, err := c.document(ctx, name)
	if err == nil && by.boundBySight() {
		err = c.inSight(ctx, by, d.Draft.Client)
	}
	return d, draft, err
}

// inSight refuses a user who may not look at the client.
func (c *Caseload) inSight(ctx context.Context, by acting, client record.ID) error {
	if by.Has(record.RoleLead) {
		return nil
	}
	folded, err := c.fold(ctx, client, record.Date{})
	if err != nil {
		return err
	}
	s, err := c.sightOf(ctx, by.by)
	if err == nil && !s.sees(folded.Client, c.signer(folded.Client).ID) {
		err = ErrUnseen
	}
	return err
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
func (c *Caseload) SeeDocument(ctx context.Context, now time.Time, by Actor, document string) (record.Document, error) {
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
func (c *Caseload) Grants(ctx context.Context, by Actor, user record.ID) ([]string, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	return c.store.Grants(ctx, user)
}

// Grant opens to the user exactly the caseloads named, beside her own. A lead
// does it.
func (c *Caseload) Grant(ctx context.Context, now time.Time, by Actor, user record.ID, caseloads []string) error {
	u, err := c.admitAt(ctx, now, by, record.ActUsers)
	if err != nil {
		return err
	}
	if _, err := c.user(ctx, user); err != nil {
		return err
	}
	return c.store.SetGrants(ctx, user, caseloads, u.event(now, "", "", nil))
}

// Look notes in the log that the user looked at something of a draft: what is
// a form of it, such as "draft.pdf", or the id of a document.
func (c *Caseload) Look(ctx context.Context, now time.Time, by Actor, draft, what string) error {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return err
	}
	return c.store.Log(ctx, u.event(now, "looked at", draft, map[string]string{"what": what}))
}

// Nobody takes as long as OpenSitting with a password, and refuses it: so that
// the time of an answer does not tell which ids are users.
func Nobody(password string) error {
	if _, err := hashPassword(password + "0123456789"); err != nil {
		return err
	}
	return record.Refuse(record.NotSignedIn, "that is not the password")
}

// HasUsers reports whether anybody was added who can sign in.
func (c *Caseload) HasUsers(ctx context.Context, by Actor) (bool, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return false, err
	}
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
func (c *Caseload) CaseloadNames(ctx context.Context, now time.Time, by Actor, cache *BoardCache) ([]string, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
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

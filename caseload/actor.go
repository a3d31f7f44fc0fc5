package caseload

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"milepost/record"
	"milepost/store"
)

// Actor is who asks for a use case: a user, a program that works by itself, or
// whoever holds the folder and gave no name, which is the zero Actor. Only this
// package makes one, so nobody acts under a name that it did not look up.
type Actor struct {
	user    record.User
	program string
	visits  bool     // from the page: sees only the caseloads that are open to the user
	proof   *Sitting // of the user's password; nil: none was given
	mark    string   // of the user's password as it was when the Actor was made; "" not asked
}

// Mark changes with the user's password. A session that was opened with another
// one has ended.
func (a Actor) Mark() string { return a.mark }

// Holder is whoever holds the folder and gives no name.
func Holder() Actor { return Actor{} }

// Program is a program that works by itself, such as the watcher. It may do what
// runs unattended, and the log names it.
func Program(name string) Actor { return Actor{program: name} }

// unattended are the acts that a program does by itself.
func unattended() []record.Act {
	return []record.Act{record.ActRead, record.ActVerify, record.ActImport, record.ActDraft, record.ActBackup}
}

// User is the user who acts; the zero User where nobody is named.
func (a Actor) User() record.User { return a.user }

// With is the Actor with the proof of the same user's password. Another user's
// proves nothing.
func (a Actor) With(s *Sitting) Actor {
	if s != nil && s.user.ID == a.user.ID {
		a.proof = s
	}
	return a
}

// ActorFor is the person whom a command line names; "" is whoever holds the
// folder. Beside users, these are the translators whom milepost.yaml names and,
// while there is no user yet, everybody on its staff list.
func (c *Caseload) ActorFor(ctx context.Context, id record.ID) (Actor, error) {
	if id == "" {
		return Holder(), nil
	}
	users, err := c.store.Users(ctx)
	if err != nil {
		return Actor{}, err
	}
	for _, u := range users {
		if u.ID == id {
			return Actor{user: u}, nil
		}
	}
	isStaff := slices.ContainsFunc(c.options.Staff, func(t record.Therapist) bool { return t.ID == id })
	if slices.Contains(c.options.Translators, id) || isStaff && len(users) == 0 {
		return Actor{user: record.User{ID: id}}, nil
	}
	return Actor{}, noUser(id)
}

// Visitor is the user who is signed in on the page. What she sees and does is
// bounded by the caseloads that are open to her.
func (c *Caseload) Visitor(ctx context.Context, id record.ID) (Actor, error) {
	u, hash, err := c.store.User(ctx, id)
	if errors.Is(err, store.ErrUnknown) {
		err = noUser(id)
	}
	return Actor{user: u, visits: true, mark: markOf(hash)}, err
}

// present is the actor with the rights of now: roles, license and end of
// employment are read at each act, and a proof holds for the password that it was
// given for.
func (c *Caseload) present(ctx context.Context, by Actor) (Actor, error) {
	if by.user.ID == "" {
		return by, nil
	}
	u, hash, err := c.store.User(ctx, by.user.ID)
	switch {
	case errors.Is(err, store.ErrUnknown) && len(by.user.Roles) == 0:
		return by, nil // a translator, or staff before there is a user
	case errors.Is(err, store.ErrUnknown):
		users, err := c.store.Users(ctx)
		if err != nil || by.proof == nil && len(users) == 0 {
			return by, err // whoever holds the folder may do as much
		}
		return by, noUser(by.user.ID)
	case err != nil:
		return by, err
	}
	by.user = u
	if by.proof != nil && by.proof.user.ID == u.ID && by.proof.mark != markOf(hash) {
		return by, record.Refuse(record.NotSignedIn, "the password of %s was changed; enter the new one", u.ID)
	}
	return by, nil
}

// acting is an Actor whom the door let through: what changes something takes
// one, so nothing is changed and logged that was not asked for at the door.
type acting struct {
	record.User
	by Actor
}

// who says for the log who acts, and when.
func (a acting) who(now time.Time) store.Who {
	return store.Who{At: instant(now), By: a.ID, Program: a.by.program}
}

// event is the entry in the log that the actor did something; detail may be nil.
func (a acting) event(now time.Time, kind, subject string, detail map[string]string) record.Event {
	return a.who(now).Event(kind, subject, detail)
}

// admit is the one door: it lets an actor through to an act that needs no
// password, or refuses.
func (c *Caseload) admit(ctx context.Context, by Actor, a record.Act) (acting, error) {
	return c.admitAt(ctx, time.Time{}, by, a)
}

// admitAt is admit at a time, which an act that takes a password needs. While
// the workspace has no user, whoever holds the folder may do all but sign.
func (c *Caseload) admitAt(ctx context.Context, now time.Time, by Actor, a record.Act) (acting, error) {
	by, err := c.present(ctx, by)
	if err != nil {
		return acting{}, err
	}
	err = may(by.user, a)
	if err == nil && by.program != "" && !slices.Contains(unattended(), a) {
		err = fmt.Errorf("%w: to %s takes a person, and not the program %s", ErrRefused, a, by.program)
	}
	if err == nil && a.Binds() {
		err = by.proof.prove(now, by.user.ID)
	}
	if err == nil {
		return acting{by.user, by}, nil
	}
	if a.Signs() || by.program != "" || by.user.Ended {
		return acting{}, err
	}
	if users, failed := c.store.Users(ctx); failed != nil || len(users) > 0 {
		return acting{}, errors.Join(err, failed)
	}
	return acting{by.user, by}, nil
}

// admitAll is admit to an act that gives out what all caseloads hold. On the
// page it takes who sees them all.
func (c *Caseload) admitAll(ctx context.Context, by Actor, a record.Act) (acting, error) {
	u, err := c.admit(ctx, by, a)
	if err == nil && by.visits && !by.user.Has(record.RoleLead) {
		err = fmt.Errorf("%w: it is of all caseloads, which a lead sees", ErrRefused)
	}
	return u, err
}

// logged changes files with the entry in the log that tells of it: both are
// kept, or neither.
func (c *Caseload) logged(ctx context.Context, e record.Event, change func() error) error {
	return c.store.LogDoing(ctx, e, change)
}

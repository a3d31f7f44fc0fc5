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

// ErrRefused is what every record.Refusal is, for errors.Is.
var ErrRefused = record.ErrRefused

// may refuses an act that none of the user's roles allows.
func may(u record.User, a record.Act) error {
	if u.Ended {
		return record.Refuse(record.NotAllowed, "the account of %s is closed", u.ID).Then(record.NextStep{Act: record.StepReopenUser, User: u.ID})
	}
	if u.May(a) {
		return nil
	}
	who := "someone who is not signed in"
	if u.ID != "" {
		who = fmt.Sprintf("%s (%s)", u.ID, u.RoleNames())
	}
	return record.Refuse(record.NotAllowed, "%s may not %s", who, a).Then(record.NextStep{Act: record.StepAskRole, Text: record.WhoMay(a)})
}

// user returns the user with the id.
func (c *Caseload) user(ctx context.Context, id record.ID) (record.User, error) {
	u, _, err := c.store.User(ctx, id)
	if errors.Is(err, store.ErrUnknown) {
		return u, noUser(id)
	}
	return u, err
}

func noUser(id record.ID) error {
	return record.Refuse(record.NotFound, "there is no user %q", id).Then(record.NextStep{Act: record.StepListUsers, User: id})
}

// Users returns all users by id. Anyone may look.
func (c *Caseload) Users(ctx context.Context, by Actor) ([]record.User, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	return c.store.Users(ctx)
}

// sittingTime is how long a sitting lasts without an act.
const sittingTime = 15 * time.Minute

// Sitting is the time in which a person whose password was checked may sign.
// Each act renews it; after 15 minutes without one it has ended. It is not
// safe for concurrent use.
type Sitting struct {
	user record.User
	mark string // of the password that was given
	last time.Time
}

// OpenSitting checks the user's password. A wrong one is written to the log.
func (c *Caseload) OpenSitting(ctx context.Context, now time.Time, id record.ID, password string) (*Sitting, error) {
	if id == "" {
		return nil, record.Refuse(record.NotSignedIn, "nobody is signed in").Then(record.NextStep{Act: record.StepSignIn})
	}
	u, err := c.user(ctx, id)
	if err != nil {
		return nil, err
	}
	_, hash, err := c.store.User(ctx, id)
	if err != nil {
		return nil, err
	}
	right, err := isPassword(password, hash)
	if err != nil {
		return nil, err
	}
	if !right {
		err := c.store.Log(ctx, record.Event{At: instant(now), By: id, Kind: "password refused", Subject: string(id)})
		return nil, errors.Join(record.Refuse(record.NotSignedIn, "that is not the password of %s; nothing changed", id), err)
	}
	return &Sitting{user: u, mark: markOf(hash), last: now}, nil
}

// Actor is the user of the sitting, with the proof of the user's password.
func (s *Sitting) Actor() Actor {
	return Actor{user: s.user, proof: s}
}

// markOf tells one password of a user from another, and nothing of either.
func markOf(hash string) string { return record.LongHash(hash)[:16] }

// prove refuses an act that takes a password where the sitting is none, another
// user's, or has ended; else it renews it.
func (s *Sitting) prove(now time.Time, user record.ID) error {
	switch {
	case s == nil || s.user.ID != user:
		return record.Refuse(record.NotSignedIn, "this needs the password of %s", user)
	case now.IsZero() || now.Sub(s.last) > sittingTime:
		return record.Refuse(record.NotSignedIn, "%s was signed out for signing after 15 minutes without a click; enter the password again", s.user.ID)
	}
	s.last = now
	return nil
}

// NewUser is a user to be added, or what is to be changed of one.
type NewUser struct {
	record.User
	Password string // "" of a change: it stays
}

// AddUser adds a user. The first one must be a lead, whom whoever holds the
// folder adds; later ones are added by a lead. What is left out of name, credential and
// licence is taken from the staff list.
func (c *Caseload) AddUser(ctx context.Context, now time.Time, by Actor, n NewUser) error {
	u, err := c.admitAt(ctx, now, by, record.ActUsers)
	if err != nil {
		return err
	}
	users, err := c.store.Users(ctx)
	if err != nil {
		return err
	}
	if len(users) == 0 {
		if !n.Has(record.RoleLead) {
			return record.Refuse(record.Incomplete, "the first account has to be a lead").Then(record.NextStep{Act: record.StepAddLead, User: n.ID})
		}
		u.ID = n.ID // who adds herself
	}
	if slices.ContainsFunc(users, func(u record.User) bool { return u.ID == n.ID }) {
		return record.Refuse(record.Conflict, "there already is a user %s", n.ID).Then(record.NextStep{Act: record.StepChangeUser, User: n.ID})
	}
	if err := checkUser(n.User); err != nil {
		return err
	}
	hash, err := hashPassword(n.Password)
	if err != nil {
		return err
	}
	return c.store.PutUser(ctx, c.fromStaff(n.User), hash, u.event(now, "user added", "", nil))
}

func checkUser(u record.User) error {
	if u.ID == "" || len(u.ID) > 60 {
		return record.Refuse(record.InvalidInput, "a user id has 1 to 60 characters; use the one in the staff list")
	}
	if len(u.Roles) == 0 {
		return record.Refuse(record.InvalidInput, "the role is missing; choose one or more of %s", roleList())
	}
	for _, r := range u.Roles {
		if !slices.Contains(record.Roles(), r) {
			return record.Refuse(record.InvalidInput, "%q is not a role; the roles are %s", r, roleList())
		}
	}
	return nil
}

func roleList() string {
	return record.User{Roles: record.Roles()}.RoleNames()
}

// fromStaff fills in what the staff list says of the user.
func (c *Caseload) fromStaff(u record.User) record.User {
	t := c.therapist(u.ID)
	for _, pair := range []struct {
		into *string
		from string
	}{{&u.Name, t.Name}, {&u.Credential, t.Credential}, {&u.License, t.License}} {
		if *pair.into == "" {
			*pair.into = pair.from
		}
	}
	return u
}

// ChangeUser changes a user; change is given her as she stands. A lead changes
// anyone; the last lead cannot end or lose her role.
func (c *Caseload) ChangeUser(ctx context.Context, now time.Time, by Actor, id record.ID, change func(*NewUser)) error {
	u, err := c.admitAt(ctx, now, by, record.ActUsers)
	if err != nil {
		return err
	}
	n := NewUser{}
	if n.User, err = c.user(ctx, id); err != nil {
		return err
	}
	change(&n)
	n.ID = id
	if err := checkUser(n.User); err != nil {
		return err
	}
	if err := c.leavesALead(ctx, n.User); err != nil {
		return err
	}
	return c.putChanged(ctx, now, u, n)
}

func (c *Caseload) putChanged(ctx context.Context, now time.Time, by acting, n NewUser) error {
	hash := ""
	if n.Password != "" {
		var err error
		if hash, err = hashPassword(n.Password); err != nil {
			return err
		}
	}
	return c.store.PutUser(ctx, n.User, hash, by.event(now, "user changed", "", nil))
}

// leavesALead refuses a change after which nobody could keep users.
func (c *Caseload) leavesALead(ctx context.Context, changed record.User) error {
	users, err := c.store.Users(ctx)
	if err != nil {
		return err
	}
	for _, u := range users {
		if u.ID == changed.ID {
			u = changed
		}
		if u.Has(record.RoleLead) && !u.Ended {
			return nil
		}
	}
	return record.Refuse(record.Conflict, "%s is the only lead; make someone else a lead first", changed.ID)
}

// ChangePassword gives the user of the sitting another password.
func (c *Caseload) ChangePassword(ctx context.Context, now time.Time, by Actor, password string) error {
	u, err := c.admitAt(ctx, now, by, record.ActPassword)
	if err != nil {
		return err
	}
	if err := checkUser(u.User); err != nil { // nobody, while there is no user
		return err
	}
	if password == "" {
		return record.Refuse(record.InvalidInput, "the new password is empty")
	}
	return c.putChanged(ctx, now, u, NewUser{User: u.User, Password: password})
}

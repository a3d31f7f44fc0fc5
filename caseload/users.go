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

// ErrRefused says that something may not be done: by this person, in this
// state, or in this way. Its message says what to do.
var ErrRefused = errors.New("refused")

// may refuses an act that none of the user's roles allows.
func may(u record.User, a record.Act) error {
	if u.Ended {
		return fmt.Errorf("%w: %s no longer works here; a lead can change that with \"milepost user set\"", ErrRefused, u.ID)
	}
	if u.May(a) {
		return nil
	}
	who := "whoever gives no name has the role va"
	if u.ID != "" {
		who = fmt.Sprintf("%s has the role %s", u.ID, u.RoleNames())
	}
	return fmt.Errorf("%w: to %s takes the role %s, and %s; say who you are with --as ID", ErrRefused, a, record.WhoMay(a), who)
}

// User returns the user with the id; "" is whoever gives no name.
func (c *Caseload) User(ctx context.Context, id record.ID) (record.User, error) {
	if id == "" {
		return record.User{}, nil
	}
	u, _, err := c.store.User(ctx, id)
	if errors.Is(err, store.ErrUnknown) {
		return u, fmt.Errorf("no user %q: \"milepost user list\" lists them, a lead adds one with \"milepost user add\"", id)
	}
	return u, err
}

// Users returns all users by id. Anyone may look.
func (c *Caseload) Users(ctx context.Context, by record.User) ([]record.User, error) {
	if err := may(by, record.ActRead); err != nil {
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
	last time.Time
}

// OpenSitting checks the user's password. A wrong one is written to the log.
func (c *Caseload) OpenSitting(ctx context.Context, now time.Time, id record.ID, password string) (*Sitting, error) {
	if id == "" {
		return nil, fmt.Errorf("%w: say who you are with --as ID, or set MILEPOST_USER", ErrRefused)
	}
	u, err := c.User(ctx, id)
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
		return nil, errors.Join(fmt.Errorf("%w: that is not the password of %s; nothing changed", ErrRefused, id), err)
	}
	return &Sitting{user: u, last: now}, nil
}

// act returns the user of the sitting if it still lasts and her roles allow
// the act.
func (s *Sitting) act(now time.Time, a record.Act) (record.User, error) {
	if s == nil {
		return record.User{}, may(record.User{}, a)
	}
	if now.Sub(s.last) > sittingTime {
		return s.user, fmt.Errorf("%w: the signing sitting of %s ended after 15 minutes without an act: give the password again", ErrRefused, s.user.ID)
	}
	if err := may(s.user, a); err != nil {
		return s.user, err
	}
	s.last = now
	return s.user, nil
}

// NewUser is a user to be added, or what is to be changed of one.
type NewUser struct {
	record.User
	Password string // "" of a change: it stays
}

// AddUser adds a user. The first one must be a lead and needs no sitting;
// later ones are added by a lead. What is left out of name, credential and
// licence is taken from the staff list.
func (c *Caseload) AddUser(ctx context.Context, now time.Time, by *Sitting, n NewUser) error {
	users, err := c.store.Users(ctx)
	if err != nil {
		return err
	}
	adds := n.ID
	switch {
	case len(users) == 0 && !n.Has(record.RoleLead):
		return fmt.Errorf("%w: the first user is a lead: milepost user add %s --role lead", ErrRefused, n.ID)
	case len(users) > 0:
		u, err := by.act(now, record.ActUsers)
		if err != nil {
			return err
		}
		adds = u.ID
	}
	if slices.ContainsFunc(users, func(u record.User) bool { return u.ID == n.ID }) {
		return fmt.Errorf("%w: there is a user %s already: \"milepost user set %s\" changes her", ErrRefused, n.ID, n.ID)
	}
	if err := checkUser(n.User); err != nil {
		return err
	}
	hash, err := hashPassword(n.Password)
	if err != nil {
		return err
	}
	return c.store.PutUser(ctx, c.fromStaff(n.User), hash, record.Event{At: instant(now), By: adds, Kind: "user added"})
}

func checkUser(u record.User) error {
	if u.ID == "" || len(u.ID) > 60 {
		return fmt.Errorf("%w: a user's id has 1 to 60 letters; take the one of the staff list in milepost.yaml", ErrRefused)
	}
	if len(u.Roles) == 0 {
		return fmt.Errorf("%w: a user has one role or more: %s", ErrRefused, roleList())
	}
	for _, r := range u.Roles {
		if !slices.Contains(record.Roles(), r) {
			return fmt.Errorf("%w: %q is not a role; the roles are %s", ErrRefused, r, roleList())
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
func (c *Caseload) ChangeUser(ctx context.Context, now time.Time, by *Sitting, id record.ID, change func(*NewUser)) error {
	u, err := by.act(now, record.ActUsers)
	if err != nil {
		return err
	}
	n := NewUser{}
	if n.User, err = c.User(ctx, id); err != nil {
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
	return c.putChanged(ctx, now, u.ID, n)
}

func (c *Caseload) putChanged(ctx context.Context, now time.Time, by record.ID, n NewUser) error {
	hash := ""
	if n.Password != "" {
		var err error
		if hash, err = hashPassword(n.Password); err != nil {
			return err
		}
	}
	return c.store.PutUser(ctx, n.User, hash, record.Event{At: instant(now), By: by, Kind: "user changed"})
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
	return fmt.Errorf("%w: %s is the only lead; make another one first", ErrRefused, changed.ID)
}

// ChangePassword gives the user of the sitting another password.
func (c *Caseload) ChangePassword(ctx context.Context, now time.Time, by *Sitting, password string) error {
	u, err := by.act(now, record.ActRead)
	if err != nil {
		return err
	}
	if password == "" {
		return fmt.Errorf("%w: the new password is empty", ErrRefused)
	}
	return c.putChanged(ctx, now, u.ID, NewUser{User: u, Password: password})
}

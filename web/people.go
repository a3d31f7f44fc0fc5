package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"milepost/caseload"
	"milepost/record"
)

// peoplePage is who works here, what they may do, and which caseloads are open
// to them.
type peoplePage struct {
	People    []person
	Staff     []record.Therapist // who is on the staff list and no user yet
	Caseloads []string
	Roles     []record.Role
	Wrong     *failure
}

type person struct {
	record.User
	Granted []string
}

func (v *visit) peoplePage() (peoplePage, error) {
	p := peoplePage{Roles: record.Roles()}
	err := v.read(func(c *caseload.Caseload) error {
		users, err := c.Users(v.ctx(), v.by)
		if err != nil {
			return err
		}
		for _, u := range users {
			granted, err := c.Grants(v.ctx(), v.by, u.ID)
			if err != nil {
				return err
			}
			p.People = append(p.People, person{u, granted})
		}
		p.Staff = slices.DeleteFunc(c.StaffList(), func(t record.Therapist) bool {
			return slices.ContainsFunc(users, func(u record.User) bool { return u.ID == t.ID })
		})
		p.Caseloads, err = c.CaseloadNames(v.ctx(), v.now, v.by, v.board)
		return err
	})
	return p, err
}

func showPeople(v *visit) error {
	p, err := v.peoplePage()
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "people", "People", p)
	return nil
}

// put takes over what the form says of a person.
func (v *visit) put(n *caseload.NewUser) error {
	f := v.r.PostForm
	n.Name, n.Credential, n.License = strings.TrimSpace(f.Get("name")), strings.TrimSpace(f.Get("credential")), strings.TrimSpace(f.Get("license"))
	n.Ended, n.Password = f.Get("ended") != "", f.Get("password")
	n.Roles = nil
	for _, role := range f["role"] {
		n.Roles = append(n.Roles, record.Role(role))
	}
	var err error
	if n.Expires, err = caseload.Day(f.Get("expires")); err != nil {
		return record.Refuse(record.InvalidInput, "write the license's last day like 6/30/2027")
	}
	return nil
}

// keepPerson changes people, which asks for the lead's own password as signing
// does.
func (v *visit) keepPerson(act func(*caseload.Caseload, caseload.Actor) error) error {
	session := v.sessions.Token(v.ctx())
	err := v.sit(session, "own")
	if err == nil {
		err = v.write(func(c *caseload.Caseload) error { return act(c, v.by.With(v.signing.get(session))) })
	}
	var wait waitError
	if errors.Is(err, caseload.ErrRefused) || errors.As(err, &wait) {
		p, wrong := v.peoplePage()
		if wrong != nil {
			return wrong
		}
		p.Wrong = wrongOf(err)
		v.page(http.StatusUnprocessableEntity, "people", "People", p)
		return nil
	}
	if err != nil {
		return err
	}
	v.signing.put(v.now, session, v.signing.get(session))
	return v.goTo("/people", "Kept.")
}

func addPerson(v *visit) error {
	return v.keepPerson(func(c *caseload.Caseload, by caseload.Actor) error {
		n := caseload.NewUser{User: record.User{ID: record.ID(strings.TrimSpace(v.r.PostFormValue("id")))}}
		if err := v.put(&n); err != nil {
			return err
		}
		if err := c.AddUser(v.ctx(), v.now, by, n); err != nil {
			return err
		}
		return c.Grant(v.ctx(), v.now, by, n.ID, v.r.PostForm["caseload"])
	})
}

func changePerson(v *visit) error {
	id := record.ID(v.r.PathValue("user"))
	return v.keepPerson(func(c *caseload.Caseload, by caseload.Actor) error {
		var n caseload.NewUser
		if err := v.put(&n); err != nil {
			return err
		}
		if err := c.ChangeUser(v.ctx(), v.now, by, id, func(was *caseload.NewUser) { *was = n }); err != nil {
			return err
		}
		return c.Grant(v.ctx(), v.now, by, id, v.r.PostForm["caseload"])
	})
}

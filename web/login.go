package web

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"milepost/caseload"
	"milepost/record"
)

// loginForm is what the page of signing in shows.
type loginForm struct {
	ID    string
	Next  string
	Wrong *failure
}

func showLogin(v *visit) error {
	if v.user.ID != "" {
		return v.goTo("/", "")
	}
	v.page(http.StatusOK, "login", "Sign in", loginForm{Next: localPath(v.r.FormValue("next"))})
	return nil
}

// localPath keeps a page to come back to only where it is one of ours.
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n") {
		return "/"
	}
	return path
}

// toLogin sends who is not signed in to the page for it, and back afterwards.
func (v *visit) toLogin() {
	address := "/login"
	if path := localPath(v.r.URL.Path); path != "/" && !strings.Contains(path, "/file/") {
		address += "?next=" + path
	}
	http.Redirect(v.w, v.r, address, http.StatusSeeOther)
}

func login(v *visit) error {
	id, password := record.ID(strings.TrimSpace(v.r.PostFormValue("id"))), v.r.PostFormValue("password")
	form := loginForm{ID: string(id), Next: localPath(v.r.PostFormValue("next"))}
	mark, err := "", error(nil)
	if _, err = v.checkPassword(id, password); err == nil {
		mark, err = v.markOf(id)
	}
	if err != nil {
		var wait waitError
		switch {
		case errors.As(err, &wait):
			form.Wrong = &failure{What: sentence(wait.Error())}
		case errors.Is(err, caseload.ErrRefused):
			form.Wrong = &failure{What: "That is not the password of this user, or there is no such user. Your id is the one that the lead gave you."}
		default:
			return err
		}
		v.page(http.StatusUnauthorized, "login", "Sign in", form)
		return nil
	}
	if err := v.sessions.RenewToken(v.ctx()); err != nil {
		return err
	}
	v.sessions.Remove(v.ctx(), "token")
	v.sessions.Put(v.ctx(), "user", string(id))
	v.sessions.Put(v.ctx(), "mark", mark)
	v.sessions.Put(v.ctx(), "last", v.now.Unix())
	v.knowDevice(id, mark)
	return v.goTo(form.Next, "")
}

// waitError says that too many passwords were wrong.
type waitError time.Duration

func (w waitError) Error() string {
	minutes := int((time.Duration(w) + time.Minute - 1) / time.Minute)
	return fmt.Sprintf("Too many wrong passwords. Wait %s, then try again.", count(minutes, "minute", "minutes"))
}

// checkPassword opens a sitting of the user. Wrong ones are slowed down; a blank
// one is no try.
func (v *visit) checkPassword(id record.ID, password string) (*caseload.Sitting, error) {
	if password == "" {
		return nil, record.Refuse(record.NotSignedIn, "that is not the password of %s; nothing changed", id)
	}
	keys, known, err := v.counters(id)
	if err != nil {
		return nil, err
	}
	if wait := v.throttle.begin(v.now, keys...); wait > 0 {
		return nil, waitError(wait)
	}
	right := false
	defer func() { v.throttle.end(v.now, right, keys...) }()
	var sitting *caseload.Sitting
	err = v.throttle.one(known, func() error {
		return v.read(func(c *caseload.Caseload) error {
			u, err := c.Visitor(v.ctx(), id)
			if id == "" || err != nil || u.User().Ended {
				return caseload.Nobody(password)
			}
			sitting, err = c.OpenSitting(v.ctx(), v.now, id, password)
			return err
		})
	})
	right = err == nil
	return sitting, err
}

// markOf is what changes with a user's password: a session holds that of the one
// it was opened with.
func (v *visit) markOf(id record.ID) (string, error) {
	mark := ""
	err := v.read(func(c *caseload.Caseload) error {
		u, err := c.Visitor(v.ctx(), id)
		mark = u.Mark()
		return err
	})
	return mark, err
}

func logout(v *visit) error {
	v.leave()
	return v.goTo("/login", "")
}

// firstForm is what the page of the first lead shows.
type firstForm struct {
	Key, ID, Name string
	Wrong         *failure
	Staff         []record.Therapist
}

func showFirst(v *visit) error {
	if err := v.isFirst(); err != nil {
		return err
	}
	form := firstForm{Key: v.r.PathValue("key")}
	if err := v.read(func(c *caseload.Caseload) error { form.Staff = c.StaffList(); return nil }); err != nil {
		return err
	}
	v.page(http.StatusOK, "first", "Welcome", form)
	return nil
}

// isFirst refuses who does not have the key that was printed at the start, and
// everybody once there is a user.
func (v *visit) isFirst() error {
	v.firstKey.Lock()
	key := v.firstKey.key
	v.firstKey.Unlock()
	if key == "" || subtle.ConstantTimeCompare([]byte(key), []byte(v.r.PathValue("key"))) != 1 {
		return errNoPage
	}
	return nil
}

func makeFirst(v *visit) error {
	if err := v.isFirst(); err != nil {
		return err
	}
	form := firstForm{Key: v.r.PathValue("key"), ID: strings.TrimSpace(v.r.PostFormValue("id")), Name: strings.TrimSpace(v.r.PostFormValue("name"))}
	password := v.r.PostFormValue("password")
	err := error(nil)
	if password != v.r.PostFormValue("again") {
		err = record.Refuse(record.InvalidInput, "the two passwords differ")
	} else {
		err = v.write(func(c *caseload.Caseload) error {
			form.Staff = c.StaffList()
			roles := []record.Role{record.RoleLead}
			if v.r.PostFormValue("treats") != "" {
				roles = append(roles, record.RoleTherapist)
			}
			return c.AddUser(v.ctx(), v.now, caseload.Holder(), caseload.NewUser{
				User: record.User{ID: record.ID(form.ID), Name: form.Name, Roles: roles}, Password: password,
			})
		})
	}
	if errors.Is(err, caseload.ErrRefused) {
		form.Wrong = wrongOf(err)
		v.page(http.StatusUnprocessableEntity, "first", "Welcome", form)
		return nil
	}
	if err != nil {
		return err
	}
	v.firstKey.Lock()
	v.firstKey.key = ""
	v.firstKey.Unlock()
	return v.goTo("/login", "You are the first lead. Sign in, then add the others under People.")
}

// meForm is what the page of one's own password shows.
type meForm struct {
	Wrong *failure
}

func showMe(v *visit) error {
	v.page(http.StatusOK, "me", "My password", meForm{})
	return nil
}

func changePassword(v *visit) error {
	password := v.r.PostFormValue("password")
	err := error(nil)
	if password != v.r.PostFormValue("again") {
		err = record.Refuse(record.InvalidInput, "the two passwords differ")
	} else if sitting, wrong := v.checkPassword(v.user.ID, v.r.PostFormValue("now")); wrong != nil {
		err = wrong
	} else {
		err = v.write(func(c *caseload.Caseload) error {
			return c.ChangePassword(v.ctx(), v.now, v.by.With(sitting), password)
		})
	}
	var wait waitError
	switch {
	case errors.As(err, &wait):
		v.page(http.StatusTooManyRequests, "me", "My password", meForm{Wrong: &failure{What: sentence(wait.Error())}})
		return nil
	case errors.Is(err, caseload.ErrRefused):
		v.page(http.StatusUnprocessableEntity, "me", "My password", meForm{Wrong: wrongOf(err)})
		return nil
	case err != nil:
		return err
	}
	mark, err := v.markOf(v.user.ID)
	if err != nil {
		return err
	}
	v.signing.end(v.sessions.Token(v.ctx()))
	v.sessions.Put(v.ctx(), "mark", mark)
	v.knowDevice(v.user.ID, mark)
	return v.goTo("/", "Your password is changed. Every other session of yours has ended.")
}

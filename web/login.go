package web

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
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
	Wrong string
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
	_, err := v.checkPassword(id, password)
	if err != nil {
		var wait waitError
		switch {
		case errors.As(err, &wait):
			form.Wrong = wait.Error()
		case errors.Is(err, caseload.ErrRefused):
			form.Wrong = "That is not the password of this user, or there is no such user. Your id is the one that the lead gave you."
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
	v.sessions.Put(v.ctx(), "last", v.now.Unix())
	return v.goTo(form.Next, "")
}

// waitError says that too many passwords were wrong.
type waitError time.Duration

func (w waitError) Error() string {
	minutes := int((time.Duration(w) + time.Minute - 1) / time.Minute)
	return fmt.Sprintf("Too many wrong passwords. Wait %s, then try again.", count(minutes, "minute", "minutes"))
}

// checkPassword opens a sitting of the user. Wrong ones are slowed down.
func (v *visit) checkPassword(id record.ID, password string) (*caseload.Sitting, error) {
	address, _, _ := net.SplitHostPort(v.r.RemoteAddr)
	user, address := "user "+string(id), "address "+address
	if wait := v.throttle.wait(v.now, user, address); wait > 0 {
		return nil, waitError(wait)
	}
	var sitting *caseload.Sitting
	err := v.throttle.one(func() error {
		return v.read(func(c *caseload.Caseload) error {
			u, err := c.User(v.ctx(), id)
			if id == "" || err != nil || u.Ended {
				return caseload.Nobody(password)
			}
			sitting, err = c.OpenSitting(v.ctx(), v.now, id, password)
			return err
		})
	})
	v.throttle.note(v.now, err == nil, user, address)
	return sitting, err
}

func logout(v *visit) error {
	v.leave()
	return v.goTo("/login", "")
}

// firstForm is what the page of the first lead shows.
type firstForm struct {
	Key, ID, Name, Wrong string
	Staff                []record.Therapist
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
		err = fmt.Errorf("%w: the two passwords differ", caseload.ErrRefused)
	} else {
		err = v.write(func(c *caseload.Caseload) error {
			form.Staff = c.StaffList()
			roles := []record.Role{record.RoleLead}
			if v.r.PostFormValue("treats") != "" {
				roles = append(roles, record.RoleTherapist)
			}
			return c.AddUser(v.ctx(), v.now, nil, caseload.NewUser{
				User: record.User{ID: record.ID(form.ID), Name: form.Name, Roles: roles}, Password: password,
			})
		})
	}
	if errors.Is(err, caseload.ErrRefused) {
		form.Wrong = plainRefusal(err)
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
	Wrong string
}

func showMe(v *visit) error {
	v.page(http.StatusOK, "me", "My password", meForm{})
	return nil
}

func changePassword(v *visit) error {
	password := v.r.PostFormValue("password")
	err := error(nil)
	if password != v.r.PostFormValue("again") {
		err = fmt.Errorf("%w: the two passwords differ", caseload.ErrRefused)
	} else if sitting, wrong := v.checkPassword(v.user.ID, v.r.PostFormValue("now")); wrong != nil {
		err = wrong
	} else {
		err = v.write(func(c *caseload.Caseload) error { return c.ChangePassword(v.ctx(), v.now, sitting, password) })
	}
	var wait waitError
	switch {
	case errors.As(err, &wait):
		v.page(http.StatusTooManyRequests, "me", "My password", meForm{Wrong: wait.Error()})
		return nil
	case errors.Is(err, caseload.ErrRefused):
		v.page(http.StatusUnprocessableEntity, "me", "My password", meForm{Wrong: plainRefusal(err)})
		return nil
	case err != nil:
		return err
	}
	return v.goTo("/", "Your password is changed.")
}

package web

import (
	"errors"
	"fmt"
	"io/fs"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"filippo.io/age"

	"milepost/caseload"
	"milepost/record"
)

// safePage is what keeps the clinic's records safe: what the doctor finds, the
// last backup, drafts that are away, and clients to be forgotten.
type safePage struct {
	Part       string   // whose form was refused and is shown by itself; "" the whole page
	Wrong      *failure // why
	Examined   []caseload.Examined
	Last       caseload.LastBackup
	Away       []caseload.Away
	Therapists []record.User // who may be given drafts
	Password   bool          // the lead's own has to be given
}

// Ill lists what the doctor found that is not well.
func (p safePage) Ill() []caseload.Examined {
	return slices.DeleteFunc(slices.Clone(p.Examined), func(e caseload.Examined) bool { return e.State == caseload.ExaminedOK })
}

// Well lists the rest.
func (p safePage) Well() []caseload.Examined {
	return slices.DeleteFunc(slices.Clone(p.Examined), func(e caseload.Examined) bool { return e.State != caseload.ExaminedOK })
}

// Has reports whether the part is shown.
func (p safePage) Has(part string) bool { return p.Part == "" || p.Part == part }

func (v *visit) safePage(part string) (safePage, error) {
	p := safePage{Part: part, Password: !v.signing.lasts(v.now, v.sessions.Token(v.ctx()))}
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		if p.Last, err = c.LastBackup(v.ctx(), v.now, v.by); err != nil {
			return err
		}
		if p.Away, err = c.Aways(v.ctx(), v.by); err != nil {
			return err
		}
		if p.Therapists, err = c.Users(v.ctx(), v.by); err != nil || part != "" {
			return err
		}
		p.Examined, err = c.Examine(v.ctx(), v.now, v.by)
		return err
	})
	p.Therapists = slices.DeleteFunc(p.Therapists, func(u record.User) bool { return !u.May(record.ActSign) })
	if err == nil && part == "" && v.o.Machine != nil {
		p.Examined = append(v.o.Machine(), p.Examined...)
	}
	return p, err
}

func showSafe(v *visit) error {
	p, err := v.safePage("")
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "safe", "Backup and safety", p)
	return nil
}

// stoppedError is why an act ended half-way that goes on when it is done again.
type stoppedError struct{ error }

func (e stoppedError) Error() string {
	return fmt.Sprintf("it stopped half-way: %v. Do it again: it goes on where it stood", e.error)
}

func (e stoppedError) Unwrap() error { return e.error }

// safely does what a form of the page asks for. What is refused, and a file that
// cannot be read or written, show the form again with the reason.
func (v *visit) safely(part string, act func() error) error {
	err := act()
	var wait waitError
	var path *fs.PathError
	var stopped stoppedError
	switch {
	case errors.As(err, &stopped):
		v.o.Log.Error("stopped half-way", "route", v.r.Pattern) // what it says may hold a file's name
	case err == nil || !errors.Is(err, caseload.ErrRefused) && !errors.Is(err, caseload.ErrBackup) && !errors.As(err, &wait) && !errors.As(err, &path):
		return err
	}
	p, wrong := v.safePage(part)
	if wrong != nil {
		return wrong
	}
	p.Wrong = wrongOf(err)
	v.page(http.StatusUnprocessableEntity, "safe", "Backup and safety", p)
	return nil
}

// closing returns whom the form makes a file for, which takes the lead's own
// password too.
func (v *visit) closing() ([]age.Recipient, error) {
	k := caseload.Key{Password: v.r.PostFormValue("password"), Recipients: strings.TrimSpace(v.r.PostFormValue("recipients"))}
	switch {
	case k.Password != "" && k.Recipients != "":
		return nil, record.Refuse(record.InvalidInput, "give a password or a public key, not both; nothing was written")
	case k.Password != v.r.PostFormValue("again"):
		return nil, record.Refuse(record.InvalidInput, "the two passwords for the file differ; nothing was written")
	}
	to, err := k.Closing()
	if err != nil {
		return nil, err
	}
	return to, v.sit(v.sessions.Token(v.ctx()), "own")
}

// opening returns the file that was sent, and the keys that the form gives for it.
// The caller closes the file.
func (v *visit) opening() (multipart.File, []age.Identity, error) {
	file, _, err := v.sentFile()
	if err != nil {
		return nil, nil, err
	}
	keys, err := caseload.Key{Password: v.r.PostFormValue("password"), Identity: v.r.PostFormValue("identity")}.Opening()
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return file, keys, nil
}

// backUp makes a backup, at the place that is given or for the browser to fetch.
func backUp(v *visit) error {
	return v.safely("backup", func() error {
		place := strings.TrimSpace(v.r.PostFormValue("place"))
		if place != "" && (!filepath.IsAbs(place) || !strings.HasSuffix(place, ".age")) {
			return record.Refuse(record.InvalidInput, "write the whole path of a file that ends in .age, such as /media/usb/clinic.age or E:\\clinic.age")
		}
		to, err := v.closing()
		if err != nil {
			return err
		}
		return v.makeFile(func(c *caseload.Caseload) (made, error) {
			m := made{Kind: "backup", Place: place}
			var err error
			if place != "" {
				m.Backup, err = c.Backup(v.ctx(), v.now, v.by, place, to...)
				return m, err
			}
			m.File = &caseload.Aside{}
			m.Backup, *m.File, err = c.BackupAside(v.ctx(), v.now, v.by, to...)
			return m, err
		})
	})
}

// checkBackup reads a backup through that is sent, and keeps nothing of it.
func checkBackup(v *visit) error {
	return v.safely("check", func() error {
		file, keys, err := v.opening()
		if err != nil {
			return err
		}
		defer file.Close()
		m := made{Kind: "checked"}
		if m.Backup, err = caseload.CheckBackupFrom(file, keys...); err != nil {
			return err
		}
		return v.tell(m)
	})
}

// sendForgotten gives the list of forgotten clients, to lie beside backups.
func sendForgotten(v *visit) error {
	var list []byte
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		list, err = c.ForgottenList(v.ctx(), v.by)
		return err
	})
	if err == nil && list == nil {
		err = record.Refuse(record.NotFound, "no client was permanently deleted yet, so there is no list")
	}
	if err != nil {
		return err
	}
	v.attach("milepost-forgotten.json", "application/json", int64(len(list)))
	_, err = v.w.Write(list)
	return err
}

package web

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"milepost/caseload"
	"milepost/record"
)

// forgetPage is what would be removed of a client, and the form that does it.
type forgetPage struct {
	caseload.Forgetting
	Wrong *failure
}

// Reason says in the page's words why one is needed; "" none is.
func (p forgetPage) Reason() string { return sentence(p.Needs) }

func (v *visit) client(field string) record.ID {
	return record.ID(strings.TrimSpace(v.r.PostFormValue(field)))
}

// lookForget shows what would be removed. The id comes in a form, so that no
// address holds it.
func lookForget(v *visit) error {
	return v.safely("forget", func() error { return v.showForget(http.StatusOK, nil) })
}

func (v *visit) showForget(status int, wrong *failure) error {
	p := forgetPage{Wrong: wrong}
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		p.Forgetting, err = c.WouldForget(v.ctx(), v.now, v.by, v.client("client"))
		return err
	})
	if err != nil {
		return err
	}
	v.page(status, "forget", "Forget a client", p)
	return nil
}

// forget removes a client. The password is asked each time, also of who gave it
// a minute ago for something that can be undone.
func forget(v *visit) error {
	return v.safely("forget", func() error {
		sitting, err := v.checkPassword(v.user.ID, v.r.PostFormValue("own"))
		var cert caseload.Certificate
		if err == nil {
			err = v.write(func(c *caseload.Caseload) error {
				var err error
				cert, err = c.Forget(context.WithoutCancel(v.ctx()), v.now, v.by.With(sitting), caseload.ToForget{
					Client: v.client("client"), Again: v.client("again"), Why: v.r.PostFormValue("why"),
				})
				return err
			})
		}
		var wait waitError
		if errors.Is(err, caseload.ErrRefused) || errors.As(err, &wait) {
			return v.showForget(http.StatusUnprocessableEntity, wrongOf(err))
		}
		if err != nil {
			return stoppedError{err}
		}
		return v.tell(made{Kind: "certificate", Text: cert.Text()})
	})
}

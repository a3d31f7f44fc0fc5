package web

import (
	"net/http"

	"milepost/caseload"
)

// copyPage is a draft field by field, to paste into another system.
type copyPage struct {
	caseload.Copied
	Name string // of the draft, for the way back
}

func showCopy(v *visit) error {
	draft := v.r.PathValue("draft")
	p := copyPage{Name: draft}
	err := v.read(func(c *caseload.Caseload) error {
		if err := c.See(v.ctx(), v.now, v.user, draft); err != nil {
			return err
		}
		var err error
		p.Copied, err = c.Copy(v.ctx(), v.user, draft, v.r.FormValue("to"), 0)
		return err
	})
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "copy", "Copy field by field", p)
	return nil
}

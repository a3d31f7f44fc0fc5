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
	p := copyPage{Name: v.draftID()}
	err := v.seen(func(c *caseload.Caseload) error {
		var err error
		p.Copied, err = c.Copy(v.ctx(), v.by, v.draftID(), v.r.FormValue("to"), 0)
		return err
	})
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "copy", "Copy field by field", p)
	return nil
}

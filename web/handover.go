package web

import (
	"context"
	"errors"

	"milepost/caseload"
	"milepost/record"
)

// handOver makes a file of a therapist's open drafts, for the browser to fetch.
func handOver(v *visit) error {
	return v.safely("handover", func() error {
		to, err := v.closing()
		if err != nil {
			return err
		}
		return v.makeFile(func(c *caseload.Caseload) (made, error) {
			m := made{Kind: "handover", File: &caseload.Aside{}}
			var err error
			m.Handover, *m.File, err = c.HandOverAside(context.WithoutCancel(v.ctx()), v.now, v.by, record.ID(v.r.PostFormValue("to")), to...)
			return m, err
		})
	})
}

// takeBack merges what a therapist did on her own machine. The file that is sent
// is not kept.
func takeBack(v *visit) error {
	return v.safely("takeback", func() error {
		file, keys, err := v.opening()
		if err != nil {
			return err
		}
		defer file.Close()
		m := made{Kind: "takeback"}
		err = v.write(func(c *caseload.Caseload) error {
			var err error
			takeBack := c.TakeBackFrom
			if v.r.PostFormValue("without") != "" {
				takeBack = c.TakeEditsFrom
			}
			m.Back, err = takeBack(context.WithoutCancel(v.ctx()), v.now, v.by, "the file", file, keys...)
			return err
		})
		if err != nil && !errors.Is(err, caseload.ErrRefused) && !errors.Is(err, caseload.ErrBackup) {
			return stoppedError{err}
		}
		if err != nil {
			return err
		}
		return v.tell(m)
	})
}

// endHandover gives up a hand-over whose file will not come back.
func endHandover(v *visit) error {
	return v.safely("handover", func() error {
		if v.r.PostFormValue("sure") == "" {
			return record.Refuse(record.InvalidInput, "tick that it will not come back; what was done there can no longer be checked in")
		}
		id := v.r.PostFormValue("id")
		err := v.write(func(c *caseload.Caseload) error { return c.GiveUpHandover(v.ctx(), v.now, v.by, id) })
		if err != nil {
			return err
		}
		return v.goTo("/safe", "Hand-over "+id+" is given up: its drafts go on here.")
	})
}

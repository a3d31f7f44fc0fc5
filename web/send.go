package web

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"net/http"
	"path"

	"milepost/caseload"
	"milepost/record"
)

// sendPage is what is ready to be sent, and what must not go.
type sendPage struct {
	Batch   *caseload.Batch // nil: nothing was got ready on this page yet
	Name    string          // of the batch's folder
	Sent    *caseload.Sent  // what was just written down
	Going   []caseload.SendCopy
	Stopped []caseload.SendCopy
}

// Ways says in words how a copy goes.
func (p sendPage) Ways() map[string]string {
	return map[string]string{"post": "by post", "portal": "by portal", "email": "by e-mail", "hand": "by hand"}
}

func showSend(v *visit) error {
	v.page(http.StatusOK, "send", "Send", sendPage{})
	return nil
}

// getReady makes the batch of all that is signed and not sent.
func getReady(v *visit) error {
	p := sendPage{}
	err := v.write(func(c *caseload.Caseload) error {
		o := v.o.Sending
		o.Random = rand.Reader
		batch, err := c.DeliverDue(v.ctx(), v.now, v.by, o)
		p.Batch = &batch
		return err
	})
	if err != nil {
		return err
	}
	p.Name = path.Base(p.Batch.Folder)
	for _, one := range p.Batch.Copies {
		if one.Why != "" {
			p.Stopped = append(p.Stopped, one)
		} else {
			p.Going = append(p.Going, one)
		}
	}
	v.page(http.StatusOK, "send", "Send", p)
	return nil
}

// tickSent writes down which copies went out.
func tickSent(v *visit) error {
	p := sendPage{}
	ids := v.r.PostForm["copy"]
	if len(ids) == 0 {
		return record.Refuse(record.InvalidInput, "tick the copies that went out first")
	}
	err := v.write(func(c *caseload.Caseload) error {
		sent, err := c.TickSent(v.ctx(), v.now, v.by, ids)
		p.Sent = &sent
		return err
	})
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "send", "Send", p)
	return nil
}

// sendBatchFile gives what is printed, or the worklist.
func sendBatchFile(v *visit) error {
	name := v.r.PathValue("file")
	var data []byte
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		data, err = c.BatchFile(v.ctx(), v.by, v.r.PathValue("batch"), name)
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return errNoPage
	}
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	_, err = v.w.Write(data)
	return err
}

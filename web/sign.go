package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"time"

	"milepost/caseload"
	"milepost/record"
)

// signPage is the page of the one deliberate act.
type signPage struct {
	draftPage
	Statement string
	Password  bool // it has to be given
	Wrong     *failure
	Bars      []string // what stands in the way, beside what is on the list
}

func (v *visit) signPage() (signPage, error) {
	var s signPage
	err := v.read(func(c *caseload.Caseload) error {
		p, err := v.pageOf(c)
		s.draftPage = v.draftPage(p)
		return err
	})
	s.Statement = record.SignedStatement
	if !v.user.May(record.ActSign) {
		s.Statement = record.AuthorStatement
	}
	s.Password = !v.signing.lasts(v.now, v.sessions.Token(v.ctx()))
	switch {
	case !s.MaySign:
		s.Bars = append(s.Bars, "Your role does not sign: a therapist does.")
	case s.Signed:
		s.Bars = append(s.Bars, "It is signed already.")
	case !s.Leads:
		s.Bars = append(s.Bars, "A translation is not signed by itself: sign the report that it follows.")
	}
	return s, err
}

// May reports whether nothing stands in the way of the signature.
func (s signPage) May() bool { return len(s.Bars) == 0 && s.Settled() }

func showSign(v *visit) error {
	s, err := v.signPage()
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "sign", "Sign", s)
	return nil
}

func sign(v *visit) error {
	session := v.sessions.Token(v.ctx())
	if !v.user.May(record.ActSign) && !v.user.May(record.ActAuthor) {
		return notForRole(record.ActSign)
	}
	if err := v.seen(func(*caseload.Caseload) error { return nil }); err != nil {
		return err
	}
	if err := v.sit(session, "password"); err != nil {
		return v.notSigned(err)
	}
	var done caseload.Signing
	what := caseload.ToSign{Name: v.draftID(), Names: v.r.PostFormValue("names")}
	err := v.change(func(c *caseload.Caseload) error {
		var err error
		done, err = c.SignShown(v.ctx(), v.now, v.by.With(v.signing.get(session)), what, v.r.PostFormValue("shown"))
		return err
	})
	if err != nil {
		return v.notSigned(err)
	}
	v.signing.put(v.now, session, v.signing.get(session))
	said := "Signed. The report is kept for good, as Markdown, PDF and HTML."
	if !done.Complete {
		said = "Signed as author. It waits for a therapist's signature."
	}
	return v.goTo("/draft/"+v.draftID(), said)
}

// sit sees to it that the session has a sitting: one that lasts, or a new one
// with the password that stands in the field of the form.
func (v *visit) sit(session, field string) error {
	if v.signing.lasts(v.now, session) {
		return nil
	}
	sitting, err := v.checkPassword(v.user.ID, v.r.PostFormValue(field))
	if err != nil {
		return err
	}
	v.signing.put(v.now, session, sitting)
	return nil
}

// notSigned shows the page again with the reason.
func (v *visit) notSigned(err error) error {
	var wait waitError
	if !errors.Is(err, caseload.ErrRefused) && !errors.As(err, &wait) {
		return err
	}
	s, wrong := v.signPage()
	if wrong != nil {
		return wrong
	}
	s.Wrong = wrongOf(err)
	if errors.Is(err, caseload.ErrMovedOn) {
		s.Wrong = &failure{What: "The draft changed since it was on your screen, so nothing was signed. What is new is listed below; read it, then sign."}
	}
	v.page(http.StatusConflict, "sign", "Sign", s)
	return nil
}

// kinds are the files that a draft or document is given out as.
func kinds() map[string]string {
	return map[string]string{
		"report.pdf": "application/pdf", "report.html": "text/html; charset=utf-8", "report.md": "text/plain; charset=utf-8",
	}
}

// sendFile gives the draft as it is printed.
func sendFile(v *visit) error {
	return v.file(func(c *caseload.Caseload, ending string) ([]byte, error) {
		if err := c.See(v.ctx(), v.now, v.by, v.draftID()); err != nil {
			return nil, err
		}
		if err := c.Look(v.ctx(), v.now, v.by, v.draftID(), "draft"+ending); err != nil {
			return nil, err
		}
		return c.Preview(v.ctx(), v.by, v.draftID(), ending)
	})
}

// sendDocument gives a signed document, byte for byte.
func sendDocument(v *visit) error {
	id := v.r.PathValue("document")
	return v.file(func(c *caseload.Caseload, ending string) ([]byte, error) {
		d, err := c.SeeDocument(v.ctx(), v.now, v.by, id)
		if err != nil {
			return nil, err
		}
		if err := c.Look(v.ctx(), v.now, v.by, d.Draft.ID(), id+ending); err != nil {
			return nil, err
		}
		return c.DocumentFile(v.ctx(), v.by, id, ending)
	})
}

func (v *visit) file(get func(*caseload.Caseload, string) ([]byte, error)) error {
	name := v.r.PathValue("file")
	kind, ok := kinds()[name]
	if !ok {
		return errNoPage
	}
	var data []byte
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		data, err = get(c, strings.TrimPrefix(name, "report"))
		return err
	})
	if err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Security-Policy", framePolicy)
	if name == "report.pdf" {
		h.Set("Content-Security-Policy", filePolicy)
	}
	if v.r.FormValue("save") != "" {
		h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	}
	_, err = v.w.Write(data)
	return err
}

// deliver writes down whom a signed document went to.
func deliver(v *visit) error {
	id := v.r.PathValue("document")
	what := caseload.Delivery{
		Name: id, To: v.r.PostFormValue("to"), Purpose: v.r.PostFormValue("purpose"), How: v.r.PostFormValue("how"),
		NoRelease: v.r.PostFormValue("no_release"), Why: v.r.PostFormValue("why"),
	}
	if what.NoRelease == record.Treatment && v.user.May(record.ActUsers) {
		session := v.sessions.Token(v.ctx())
		if err := v.sit(session, "password"); err != nil {
			return refusedWait(err)
		}
		what.Lead = v.by.With(v.signing.get(session))
	}
	var draft string
	err := v.write(func(c *caseload.Caseload) error {
		d, err := c.SeeDocument(v.ctx(), v.now, v.by, id)
		if err != nil {
			return err
		}
		draft = d.Draft.ID()
		_, err = c.Deliver(v.ctx(), v.now, v.by, what)
		return err
	})
	if err != nil {
		return err
	}
	return v.goTo("/draft/"+draft, "Written down. The disclosure log has it.")
}

// refusedWait makes a refusal of having to wait after wrong passwords.
func refusedWait(err error) error {
	var wait waitError
	if errors.As(err, &wait) {
		return record.Refuse(record.NotSignedIn, "%w", err)
	}
	return err
}

// amend adds an addendum to a signed report.
func amend(v *visit) error {
	id, session := v.r.PathValue("document"), v.sessions.Token(v.ctx())
	var draft string
	if err := v.read(func(c *caseload.Caseload) error {
		d, err := c.SeeDocument(v.ctx(), v.now, v.by, id)
		draft = d.Draft.ID()
		return err
	}); err != nil {
		return err
	}
	if err := v.sit(session, "password"); err != nil {
		return refusedWait(err)
	}
	what := caseload.ToSign{Name: id, Names: v.r.PostFormValue("names"), Why: v.r.PostFormValue("text")}
	if err := v.write(func(c *caseload.Caseload) error {
		_, err := c.Amend(v.ctx(), v.now, v.by.With(v.signing.get(session)), what)
		return err
	}); err != nil {
		return err
	}
	v.signing.put(v.now, session, v.signing.get(session))
	return v.goTo("/draft/"+draft, "The addendum is signed and kept beside the report.")
}

// logPage is the page of what went out and whether the record is whole.
type logPage struct {
	Checked    string
	Wrong      []string
	Deliveries []record.Delivery
	Verified   *caseload.Verified
}

func (v *visit) logPage(c *caseload.Caseload) (logPage, error) {
	var p logPage
	checked, err := c.VerifyLog(v.ctx(), v.by)
	if err != nil {
		return p, err
	}
	p.Wrong = checked.Wrong
	p.Checked = fmt.Sprintf("%s, each as it was written", count(checked.Entries, "entry", "entries"))
	all, err := c.Disclosures(v.ctx(), v.by, "")
	if err != nil {
		return p, err
	}
	for _, d := range slices.Backward(all) {
		if _, err := c.SeeDocument(v.ctx(), v.now, v.by, d.Document); err == nil {
			p.Deliveries = append(p.Deliveries, d)
		}
	}
	return p, nil
}

func showLog(v *visit) error {
	var p logPage
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		p, err = v.logPage(c)
		return err
	})
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "log", "Log", p)
	return nil
}

// sentFile is the file that a form brings, with the name that it has there.
func (v *visit) sentFile() (multipart.File, string, error) {
	file, header, err := v.r.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, "", record.Refuse(record.InvalidInput, "choose a file first")
	}
	if err != nil {
		return nil, "", err
	}
	return file, header.Filename, nil
}

// verify says whether a file is one that was signed here. It is looked at in
// memory and never kept.
func verify(v *visit) error {
	file, name, err := v.sentFile()
	if err != nil {
		return err
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return err
	}
	var p logPage
	err = v.read(func(c *caseload.Caseload) error {
		found, err := c.Verify(v.ctx(), v.by, name, data)
		if err != nil {
			return err
		}
		if found.Document != "" {
			if _, err := c.SeeDocument(v.ctx(), v.now, v.by, found.Document); err != nil {
				found = caseload.Verified{OK: found.OK, What: "is of a caseload that is not open to you"}
			}
		}
		if p, err = v.logPage(c); err != nil {
			return err
		}
		p.Verified = &found
		return nil
	})
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "log", "Log", p)
	return nil
}

// besidePage shows texts of one draft side by side.
type besidePage struct {
	caseload.Page
	With  string // generated, signed, or the id of another edition
	Left  string // what stands on the left, in words
	Right string
	Pairs []caseload.Pair
}

func showBeside(v *visit) error {
	b := besidePage{With: v.r.FormValue("with")}
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		if b.Page, err = v.pageOf(c); err != nil {
			return err
		}
		b.Left, b.Right, b.Pairs, err = c.Beside(v.ctx(), v.by, v.draftID(), b.With)
		if err != nil {
			return err
		}
		return c.Look(v.ctx(), v.now, v.by, v.draftID(), "beside")
	})
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "beside", b.Name, b)
	return nil
}

// previewPage shows the draft as it is printed, in a frame of its own.
type previewPage struct {
	caseload.Page
	Kind string // pdf or html
	At   int64  // makes the browser ask again
}

func showPreview(v *visit) error {
	p := previewPage{Kind: "html", At: v.now.UnixNano() / int64(time.Millisecond)}
	if v.r.FormValue("kind") == "pdf" {
		p.Kind = "pdf"
	}
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		p.Page, err = v.pageOf(c)
		return err
	})
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "preview", p.Name, p)
	return nil
}

func showHistory(v *visit) error {
	var p historyPage
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		if p.Page, err = v.pageOf(c); err != nil {
			return err
		}
		_, p.Past, err = c.History(v.ctx(), v.by, v.draftID())
		return err
	})
	if err != nil {
		return err
	}
	slices.Reverse(p.Past)
	v.page(http.StatusOK, "history", p.Name, p)
	return nil
}

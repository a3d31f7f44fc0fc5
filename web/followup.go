package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"milepost/caseload"
	"milepost/record"
)

// followUpsPage is what became of papers for schools.
type followUpsPage struct {
	Open, Closed []caseload.SeenFollowUp
	Still        int             // that stand still
	Clients      []caseload.Card // who may be asked for
	Form         url.Values      // what was typed to begin one
	Wrong        *failure
}

// followUpPage is one follow-up, with the form for the stage that is to be
// written down.
type followUpPage struct {
	caseload.SeenFollowUp
	Write    record.Stage // what the form writes down
	Stages   []record.Stage
	Outcomes []string
	Staff    []record.Therapist
	Form     url.Values // what was typed
	Wrong    *failure
}

// address is where the page of a follow-up is.
func followUpAddress(client record.ID, n int) string {
	return "/followups/" + url.PathEscape(string(client)) + "/" + strconv.Itoa(n)
}

// Address is where the follow-up's page is.
func (followUpsPage) Address(f caseload.SeenFollowUp) string { return followUpAddress(f.Client, f.N) }

// Address is where the page is.
func (p followUpPage) Address() string { return followUpAddress(p.Client, p.N) }

// FollowUp is the page of the follow-up that an item is of, "" it is of none.
func (duePage) FollowUp(d caseload.DueItem) string {
	_, number, _ := strings.Cut(d.Subject, string(d.Client)+"#")
	n, err := strconv.Atoi(number)
	if d.Clock != "follow-up" || err != nil {
		return ""
	}
	return followUpAddress(d.Client, n)
}

func (v *visit) followUpsPage() (followUpsPage, error) {
	p := followUpsPage{Form: v.r.PostForm}
	err := v.read(func(c *caseload.Caseload) error {
		all, err := c.SeenFollowUps(v.ctx(), v.now, v.by, v.board)
		if err != nil {
			return err
		}
		for _, f := range all {
			if f.Stage == record.Closed {
				p.Closed = append(p.Closed, f)
				continue
			}
			p.Open = append(p.Open, f)
			if f.StandsStill {
				p.Still++
			}
		}
		board, err := c.Board(v.ctx(), v.now, v.by, v.board)
		p.Clients = board.Cards
		slices.SortFunc(p.Clients, func(a, b caseload.Card) int { return strings.Compare(string(a.Client), string(b.Client)) })
		return err
	})
	return p, err
}

func showFollowUps(v *visit) error {
	p, err := v.followUpsPage()
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "followups", "Follow-up", p)
	return nil
}

// noteOf reads the note that the form writes down.
func (v *visit) noteOf(client record.ID, n int) (record.FollowUpNote, error) {
	f := v.r.PostForm
	text := func(name string) string { return strings.TrimSpace(f.Get(name)) }
	note := record.FollowUpNote{
		Client: client, N: n, Stage: record.Stage(text("stage")), Purpose: text("purpose"), Party: text("who"), How: text("how"),
		Outcome: text("outcome"), Feedback: text("feedback"), Action: text("next"), Owner: text("owner"),
	}
	for name, into := range map[string]*record.Date{"on": &note.On, "meeting": &note.Meeting, "due": &note.Due} {
		day, err := caseload.Day(text(name))
		if err != nil {
			return note, record.Refuse(record.InvalidInput, "%w", err)
		}
		*into = day
	}
	return note, nil
}

// keepNote writes the note down for who may see the client, and returns where
// its follow-up's page is.
func (v *visit) keepNote(client record.ID, n int) (address, said string, err error) {
	note, err := v.noteOf(client, n)
	if err != nil {
		return "", "", err
	}
	err = v.write(func(c *caseload.Caseload) error {
		if err := c.SeeClient(v.ctx(), v.now, v.by, client); err != nil {
			return err
		}
		f, err := c.Follow(v.ctx(), v.now, v.by, note)
		if err != nil {
			return err
		}
		address, said = followUpAddress(f.Client, f.N), fmt.Sprintf("Written down: it stands at %q.", f.Stage)
		return nil
	})
	return address, said, err
}

// isTold reports whether a refusal is told on the page with the form, where what
// was typed still stands.
func isTold(err error) bool {
	return errors.Is(err, caseload.ErrRefused) && !errors.Is(err, caseload.ErrUnseen)
}

// beginFollowUp writes down that somebody asked for papers.
func beginFollowUp(v *visit) error {
	client := record.ID(v.r.PostFormValue("client"))
	err := error(record.Refuse(record.InvalidInput, "choose the child that papers were asked for"))
	address, said := "", ""
	if client != "" {
		v.r.PostForm.Set("stage", string(record.Requested))
		address, said, err = v.keepNote(client, 0)
	}
	if err == nil {
		return v.goTo(address, said)
	}
	if !isTold(err) {
		return err
	}
	p, wrong := v.followUpsPage()
	if wrong != nil {
		return wrong
	}
	p.Wrong = wrongOf(err)
	v.page(http.StatusUnprocessableEntity, "followups", "Follow-up", p)
	return nil
}

// followUpPage reads the follow-up that the address names, for who may see its
// client.
func (v *visit) followUpPage() (followUpPage, error) {
	p := followUpPage{Stages: record.Stages(), Outcomes: record.Outcomes(), Form: v.r.PostForm, Write: record.Stage(v.r.FormValue("stage"))}
	n, err := strconv.Atoi(v.r.PathValue("n"))
	if err != nil {
		return p, errNoPage
	}
	client := record.ID(v.r.PathValue("client"))
	err = v.read(func(c *caseload.Caseload) error {
		all, err := c.SeenFollowUps(v.ctx(), v.now, v.by, v.board)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(f caseload.SeenFollowUp) bool { return f.Client == client && f.N == n })
		if i < 0 {
			return errNoPage
		}
		p.SeenFollowUp, p.Staff = all[i], c.StaffList()
		return nil
	})
	if !slices.Contains(p.Stages, p.Write) {
		p.Write = p.Later()
	}
	return p, err
}

func showFollowUp(v *visit) error {
	p, err := v.followUpPage()
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "followup", p.Name, p)
	return nil
}

// follow writes down the next stage of a follow-up.
func follow(v *visit) error {
	p, err := v.followUpPage()
	if err != nil {
		return err
	}
	address, said, err := v.keepNote(p.Client, p.N)
	if err == nil {
		return v.goTo(address, said)
	}
	if !isTold(err) {
		return err
	}
	p.Wrong = wrongOf(err)
	v.page(http.StatusUnprocessableEntity, "followup", p.Name, p)
	return nil
}

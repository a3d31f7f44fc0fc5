package web

import (
	"net/http"
	"strconv"

	"milepost/caseload"
)

// duePage is what falls due.
type duePage struct {
	caseload.DueList
	Days   int
	Drafts map[string]string // of each client the draft to open, by id
}

func showDue(v *visit) error {
	p := duePage{Days: 60, Drafts: map[string]string{}}
	if n, err := strconv.Atoi(v.r.FormValue("days")); err == nil && n > 0 && n <= 400 {
		p.Days = n
	}
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		if p.DueList, err = c.DueOf(v.ctx(), v.now, v.by, p.Days, v.board); err != nil {
			return err
		}
		board, err := c.Board(v.ctx(), v.now, v.by, v.board)
		for _, card := range board.Cards {
			p.Drafts[string(card.Client)] = card.Draft
		}
		return err
	})
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "due", "Due", p)
	return nil
}

// hardPage is which sentences are hard to read.
type hardPage struct {
	Draft string
	List  []caseload.HardSentence
}

// showHard lists the sentences that are hard to read, for a page that asks
// after it is shown, since to grade a text takes a moment.
func showHard(v *visit) error {
	p := hardPage{Draft: v.draftID()}
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		p.List, err = c.Hard(v.ctx(), v.now, v.by, p.Draft)
		return err
	})
	if err != nil {
		return err
	}
	if v.isPart() {
		v.part(http.StatusOK, "hard", "hardlist", p)
		return nil
	}
	v.page(http.StatusOK, "hard", "How it reads", p)
	return nil
}

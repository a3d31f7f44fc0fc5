package web

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"milepost/caseload"
	"milepost/record"
)

// soon is how many days ahead a report counts as due.
const soon = 14

// boardPage is the caseload page.
type boardPage struct {
	caseload.Board
	Show      []caseload.Card // after the filters
	Filter    filter
	Due       int // in the next 14 days, or overdue, and not signed
	Needs     int // that need a person
	Ready     int // that need a signature only
	SignedNow int // signed in the last 7 days
	Batch     *progress
	NoAccess  bool   // no caseload is open to her
	Backup    string // tells a lead that it is time for one; "" it is not
}

// filter is which cards the page shows.
type filter struct {
	Only      string // due, needs, ready, all
	Caseload  string
	Therapist string
	State     string
	Find      string
}

func filterOf(r *http.Request) filter {
	f := filter{
		Only: r.FormValue("only"), Caseload: r.FormValue("caseload"), Therapist: r.FormValue("therapist"),
		State: r.FormValue("state"), Find: strings.TrimSpace(r.FormValue("find")),
	}
	if !slices.Contains([]string{"due", "needs", "ready"}, f.Only) {
		f.Only = "all"
	}
	return f
}

func (f filter) shows(c caseload.Card) bool {
	switch {
	case f.Only == "due" && !isDue(c), f.Only == "needs" && !needsMe(c), f.Only == "ready" && !c.Ready():
		return false
	case f.Caseload != "" && c.Caseload != f.Caseload, f.Therapist != "" && string(c.Therapist.ID) != f.Therapist:
		return false
	case f.State != "" && c.State != f.State:
		return false
	}
	find := strings.ToLower(f.Find)
	return strings.Contains(strings.ToLower(c.Name), find) || strings.Contains(strings.ToLower(string(c.Client)), find)
}

func isDue(c caseload.Card) bool {
	return !c.Due.IsZero() && c.DueIn <= soon && !record.State(c.State).IsSigned()
}

// needsMe reports whether something stands in the way of a signature.
func needsMe(c caseload.Card) bool {
	return !record.State(c.State).IsSigned() && (len(c.Needs) > 0 || c.Findings+c.Questions+c.Marks > 0)
}

func (v *visit) boardOf() (boardPage, error) {
	p := boardPage{Filter: filterOf(v.r)}
	err := v.read(func(c *caseload.Caseload) error {
		var err error
		if p.Board, err = c.Board(v.ctx(), v.now, v.by, v.board); err != nil || !v.user.Has(record.RoleLead) {
			return err
		}
		last, err := c.LastBackup(v.ctx(), v.now, v.by)
		p.Backup = last.Need
		return err
	})
	if err != nil {
		return p, err
	}
	week := v.now.AddDate(0, 0, -7).UTC().Format("2006-01-02")
	for _, card := range p.Cards {
		if isDue(card) {
			p.Due++
		}
		if needsMe(card) {
			p.Needs++
		}
		if card.Ready() {
			p.Ready++
		}
		if record.State(card.State).IsSigned() && card.Signed >= week {
			p.SignedNow++
		}
		if p.Filter.shows(card) {
			p.Show = append(p.Show, card)
		}
	}
	p.NoAccess = len(p.Cards) == 0 && !v.user.Has(record.RoleLead)
	p.Batch = v.batch.of(v.user.ID)
	return p, nil
}

func showBoard(v *visit) error {
	p, err := v.boardOf()
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "board", "Caseload", p)
	return nil
}

// runPage is the run report: what a VA does next, by what is missing.
type runPage struct {
	boardPage
	Groups []runGroup
}

// runGroup is the children of whom the same is to be done.
type runGroup struct {
	Title string
	Do    string
	Cards []caseload.Card
}

// runGroups sorts a caseload by what is to be done.
//
// Source: features 26 and 89: ready, needs the therapist, missing data.
func runGroups(cards []caseload.Card) []runGroup {
	groups := []runGroup{
		{Title: "Ready to sign", Do: "Nothing is missing: the therapist reads and signs."},
		{Title: "Needs the therapist", Do: "Empty places, questions or findings that only the therapist can settle."},
		{Title: "Missing data", Do: "The export lacks something: ask for it, or mend the row, and drop the file into the inbox."},
		{Title: "No report yet", Do: "Draft it; where a reason stands beside the child, settle that first."},
		{Title: "Signed", Do: "Hand it out, and write down whom it went to."},
		{Title: "Delivered", Do: "Nothing to do until the next one is due."},
	}
	for _, c := range cards {
		at := 1
		state := record.State(c.State)
		switch {
		case state == record.Delivered || state == record.Replaced || state == record.Withdrawn:
			at = 5
		case state.IsSigned():
			at = 4
		case c.Draft == "":
			at = 3
		case c.Problems > 0:
			at = 2
		case c.Ready():
			at = 0
		}
		groups[at].Cards = append(groups[at].Cards, c)
	}
	return slices.DeleteFunc(groups, func(g runGroup) bool { return len(g.Cards) == 0 })
}

func showRun(v *visit) error {
	p, err := v.boardOf()
	if err != nil {
		return err
	}
	v.page(http.StatusOK, "run", "Run report", runPage{p, runGroups(p.Show)})
	return nil
}

// sendRun sends the run report as a file for a spreadsheet. It names ids only.
func sendRun(v *visit) error {
	p, err := v.boardOf()
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	v.w.Header().Set("Content-Disposition", `attachment; filename="run-report.csv"`)
	out := csv.NewWriter(v.w)
	_ = out.Write([]string{"client", "caseload", "therapist", "due", "state", "group", "empty places", "questions", "findings", "rows to mend", "needs"}) // Error tells
	for _, g := range runGroups(p.Show) {
		for _, c := range g.Cards {
			_ = out.Write([]string{
				string(c.Client), sheetSafe(c.Caseload), string(c.Therapist.ID), c.Due.String(), c.State, g.Title,
				fmt.Sprint(c.Marks), fmt.Sprint(c.Questions), fmt.Sprint(c.Findings), fmt.Sprint(c.Problems), sheetSafe(strings.Join(c.Needs, "; ")),
			})
		}
	}
	out.Flush()
	return out.Error()
}

// sheetSafe keeps a spreadsheet from taking a text for a formula.
func sheetSafe(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

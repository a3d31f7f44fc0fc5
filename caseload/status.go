package caseload

import (
	"context"
	"fmt"
	"slices"
	"time"

	"milepost/calendar"
	"milepost/ingest"
	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// Standing is how one client's report stands.
type Standing struct {
	Client   record.ID   `json:"client"`
	Caseload string      `json:"caseload,omitempty"`
	Due      record.Date `json:"due"`   // last day of the period; zero where there is no date
	State    string      `json:"state"` // no report, or a record.State
	Draft    string      `json:"draft,omitempty"`
	Path     string      `json:"path,omitempty"`
	Needs    []string    `json:"needs,omitempty"` // what a person has to do
	Problems int         `json:"problems"`        // rows of this client that cannot be used
}

// Status is how a caseload stands.
type Status struct {
	Clients  []Standing       `json:"clients"`
	Waiting  []record.Problem `json:"waiting,omitempty"`  // rows that name no known client
	Problems []record.Problem `json:"problems,omitempty"` // all rows that cannot be used
	Inbox    int              `json:"inbox"`              // files that wait to be read
	Asked    []int            `json:"asked,omitempty"`    // imports that wait for a person's yes, by number
	Backup   string           `json:"backup,omitempty"`   // what is wrong with the backups; "" nothing
	Other    []OtherWork      `json:"other,omitempty"`    // beside the clients' reports
	Next     string           `json:"next"`               // what to do now
	Command  string           `json:"command"`            // the command for it
}

// Status returns how every client's report stands, the first due first, and
// the next thing to do.
func (c *Caseload) Status(ctx context.Context, now time.Time) (Status, error) {
	var s Status
	ids, err := c.store.Clients(ctx)
	if err != nil {
		return s, err
	}
	for _, id := range ids {
		standing, err := c.standing(ctx, id, now)
		if err != nil {
			return s, err
		}
		s.Clients = append(s.Clients, standing)
	}
	slices.SortStableFunc(s.Clients, func(a, b Standing) int {
		if a.Due.IsZero() != b.Due.IsZero() {
			if a.Due.IsZero() {
				return 1
			}
			return -1
		}
		return a.Due.Compare(b.Due)
	})
	if s.Waiting, err = c.waiting(ctx); err != nil {
		return s, err
	}
	if s.Problems, err = c.store.Problems(ctx); err != nil {
		return s, err
	}
	waiting, err := exportsIn(c.options.Inbox)
	if err != nil {
		return s, err
	}
	s.Inbox = len(waiting)
	imports, err := c.store.Imports(ctx)
	if err != nil {
		return s, err
	}
	for _, imp := range imports {
		if imp.Asked == record.Waits {
			s.Asked = append(s.Asked, imp.Order)
		}
	}
	last, err := c.lastBackup(ctx, now)
	if err != nil {
		return s, err
	}
	s.Backup = last.Need
	if s.Other, err = c.otherWork(ctx, now); err != nil {
		return s, err
	}
	s.Next, s.Command = s.next()
	return s, nil
}

// standing reads how one client's report stands.
func (c *Caseload) standing(ctx context.Context, id record.ID, now time.Time) (Standing, error) {
	folded, err := c.fold(ctx, id, c.today(now))
	if err != nil {
		return Standing{}, err
	}
	return c.standingOf(ctx, folded, now)
}

// standingOf says the same of a client whose records were folded.
func (c *Caseload) standingOf(ctx context.Context, folded ingest.Folded, now time.Time) (Standing, error) {
	standing := Standing{
		Client: folded.Client.ID, Caseload: folded.Client.Caseload, State: "no report", Problems: len(folded.Problems),
	}
	key, period, err := c.period(ctx, folded, Selection{})
	if err != nil {
		return standing, err
	}
	standing.Due = calendar.ReportDue(period, c.options.CadenceDays).On
	open, err := c.openDraft(ctx, key)
	if err != nil {
		return standing, err
	}
	if open == nil {
		_, why := c.input(folded, period, c.today(now))
		standing.Needs = c.needs(why, folded.Problems)
		return standing, nil
	}
	return c.drafted(ctx, standing, *open, folded.Problems)
}

// drafted fills in how a draft stands. What a person saved since the last
// "milepost draft" counts as it lies in the file.
func (c *Caseload) drafted(ctx context.Context, standing Standing, open store.DraftState, problems []record.Problem) (Standing, error) {
	standing.State, standing.Draft, standing.Path = string(open.State), open.Key.ID(), draftPath(open.Key)
	if open.State.IsSigned() {
		standing.Path = ""
		return standing, nil
	}
	s, err := c.textOf(ctx, open)
	if err != nil {
		return standing, err
	}
	file, err := c.readFile(standing.Path + ".md")
	if err != nil {
		return standing, err
	}
	text := s.markdown()
	if with, _, err := c.away(ctx, open.ID); err != nil {
		return standing, err
	} else if with != "" {
		standing.Needs = append(standing.Needs, "away with "+string(with))
	}
	if t := (taken{standing: s}); file != nil && !t.knows(file) {
		standing.Needs = append(standing.Needs, "saved since the last \"milepost draft\"")
		text = string(file)
	}
	questions, err := c.openQuestions(ctx, open.ID)
	if err != nil {
		return standing, err
	}
	if n := len(questions); n > 0 {
		standing.Needs = append(standing.Needs, count(n, "question", "questions"))
	}
	if n := len(report.Marks(text)); n > 0 {
		standing.Needs = append(standing.Needs, count(n, "empty place", "empty places"))
	}
	if waits, err := c.waitsForTherapist(ctx, s); err != nil {
		return standing, err
	} else if waits {
		standing.Needs = append(standing.Needs, "a therapist's signature")
	}
	waits, err := c.editionNeeds(ctx, open.Key, len(standing.Needs) == 0)
	if err != nil {
		return standing, err
	}
	standing.Needs = append(standing.Needs, waits...)
	standing.Needs = append(standing.Needs, c.needs("", problems)...)
	return standing, nil
}

func (c *Caseload) needs(why string, problems []record.Problem) []string {
	var needs []string
	if why != "" {
		needs = append(needs, why)
	}
	if n := len(problems); n > 0 {
		needs = append(needs, count(n, "row with a problem", "rows with problems"))
	}
	return needs
}

// next returns the first thing that a VA can do now, and its command.
func (s Status) next() (what, command string) {
	noReport, empty := 0, ""
	for _, c := range s.Clients {
		if c.State == "no report" && len(c.Needs) == 0 {
			noReport++
		}
		if empty == "" && c.Path != "" {
			empty = c.Path
		}
	}
	switch {
	case s.Inbox > 0:
		return count(s.Inbox, "file waits", "files wait") + " in the inbox", "milepost ingest"
	case len(s.Asked) > 0:
		return count(len(s.Asked), "import waits", "imports wait") + " for a yes: look at its rows", fmt.Sprintf("milepost imports %d", s.Asked[0])
	case len(s.Clients) == 0:
		return "no clients yet: put the exports of roster, goals and sessions into the inbox", "milepost ingest"
	case noReport > 0:
		return count(noReport, "client has", "clients have") + " no draft yet", "milepost draft"
	case len(s.Waiting) > 0:
		return "some rows name a client whom no roster names: drop the roster that does into the inbox", "milepost ingest"
	case empty != "":
		return "read the drafts and fill the empty places, the first due first: " + empty + ".md", "milepost explain " + empty + ".md"
	case len(s.Other) > 0:
		return s.Other[0].What + ": " + s.Other[0].Counts, s.Other[0].Command
	}
	return "nothing to do", "milepost status"
}

// count writes a count with its noun.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// Explain returns the text of a draft as it stands with its sentences; those
// that a person wrote have no phrase. The draft is named by its id, its
// client's id, or the path of one of its files.
func (c *Caseload) Explain(ctx context.Context, name string) (record.Body, error) {
	d, err := c.find(ctx, name)
	if err != nil {
		return record.Body{}, err
	}
	s, err := c.textOf(ctx, d)
	if err != nil {
		return record.Body{}, err
	}
	return s.asBody(), nil
}

package caseload

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"milepost/ingest"
	"milepost/record"
)

// MissingGoal is an objective that lacks something that a report needs.
type MissingGoal struct {
	Client    record.ID
	Goal      record.ID
	Objective record.ID
	Text      string
	Missing   []string
	Proposal  ingest.Proposal // what the goal's own words say; never used unconfirmed
}

// MissingClient is a client of whom something is missing that a report needs.
type MissingClient struct {
	Client  record.ID
	Missing []string
}

// MissingGoals lists the objectives of living goals of the clinic's discipline
// that lack something, by client and goal.
func (c *Caseload) MissingGoals(ctx context.Context, now time.Time) ([]MissingGoal, error) {
	rows, err := c.goalRows(ctx, now)
	var missing []MissingGoal
	for _, r := range rows {
		lacks := ingest.Missing(r.Goal, r.Objective)
		if l := c.editionLanguage(r.Client); l != nil && ingest.MissingIn(r.Goal, r.Objective, l.Code) {
			lacks = append(lacks, "plain name in "+l.EnglishName())
		}
		if len(lacks) > 0 {
			missing = append(missing, MissingGoal{
				Client: r.Client.ID, Goal: r.Goal.ID, Objective: r.Objective.ID, Text: r.Goal.Text,
				Missing: lacks, Proposal: ingest.Propose(r.Client, r.Goal, r.Objective),
			})
		}
	}
	return missing, err
}

// MissingClients lists the clients of whom something is missing.
func (c *Caseload) MissingClients(ctx context.Context, now time.Time) ([]MissingClient, error) {
	var missing []MissingClient
	err := c.eachClient(ctx, now, func(f ingest.Folded) {
		if lacks := ingest.MissingOfClient(f); len(lacks) > 0 {
			missing = append(missing, MissingClient{Client: f.Client.ID, Missing: lacks})
		}
	})
	return missing, err
}

// WriteGoals writes the workbook in which a VA fills in what goals lack.
func (c *Caseload) WriteGoals(ctx context.Context, now time.Time, w io.Writer) error {
	rows, err := c.goalRows(ctx, now)
	if err != nil {
		return err
	}
	return ingest.WriteGoalList(w, rows)
}

// WriteClients writes the workbook in which a VA fills in what is missing of
// clients.
func (c *Caseload) WriteClients(ctx context.Context, now time.Time, w io.Writer) error {
	var rows []ingest.ClientRow
	err := c.eachClient(ctx, now, func(f ingest.Folded) {
		rows = append(rows, ingest.ClientRow{Folded: f})
	})
	if err != nil {
		return err
	}
	return ingest.WriteClientList(w, rows)
}

// ReadGoals puts what a VA wrote into the workbook of goals into the clients'
// cards, and takes the cards in.
func (c *Caseload) ReadGoals(ctx context.Context, now time.Time, name string, data []byte) (Filled, error) {
	return c.fill(ctx, now, name, data, ingest.ReadGoalList)
}

// ReadClients does the same for the workbook of clients.
func (c *Caseload) ReadClients(ctx context.Context, now time.Time, name string, data []byte) (Filled, error) {
	return c.fill(ctx, now, name, data, ingest.ReadClientList)
}

// Filled is what became of a workbook that came back.
type Filled struct {
	Changes  int // values put into cards
	Cards    int // cards that changed
	Problems []record.Problem
}

type readList func(ingest.File) ([]ingest.CardChange, []record.Problem, error)

func (c *Caseload) fill(ctx context.Context, now time.Time, name string, data []byte, read readList) (Filled, error) {
	var filled Filled
	changes, problems, err := read(ingest.File{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))})
	if err != nil {
		return filled, err
	}
	filled.Problems = problems
	for start := 0; start < len(changes); {
		end := start
		for end < len(changes) && changes[end].Client == changes[start].Client {
			end++
		}
		if err := c.writeCard(changes[start:end]); err != nil {
			return filled, err
		}
		filled.Cards++
		filled.Changes += end - start
		start = end
	}
	taken, touched, err := c.takeCards(ctx, now, "")
	for _, t := range taken {
		filled.Problems = append(filled.Problems, t.Problems...)
	}
	if err != nil {
		return filled, err
	}
	problems, err = c.refold(ctx, now, touched)
	filled.Problems = append(filled.Problems, problems...)
	return filled, err
}

// writeCard puts changes of one client into that client's card. A card that
// cannot take them stays as it is.
func (c *Caseload) writeCard(changes []ingest.CardChange) error {
	id := changes[0].Client
	name := "clients/" + id.Path() + ".yaml"
	standing, err := c.readFile(name)
	if err != nil {
		return err
	}
	card, err := ingest.WriteCard(standing, id, changes)
	if err != nil {
		return fmt.Errorf("card of client %s: %w", id, err)
	}
	return c.writeFile(name, card)
}

// goalRows gathers the objectives of living goals of the clinic's discipline.
func (c *Caseload) goalRows(ctx context.Context, now time.Time) ([]ingest.GoalRow, error) {
	var rows []ingest.GoalRow
	err := c.eachClient(ctx, now, func(f ingest.Folded) {
		for _, g := range f.Goals {
			if !g.End.IsZero() || g.Discipline != "" && g.Discipline != c.options.Discipline {
				continue
			}
			for _, o := range g.Objectives {
				rows = append(rows, ingest.GoalRow{Client: f.Client, Goal: g, Objective: o})
			}
		}
	})
	return rows, err
}

// eachClient shows every client's current record, in order of ids.
func (c *Caseload) eachClient(ctx context.Context, now time.Time, show func(ingest.Folded)) error {
	ids, err := c.store.Clients(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		folded, err := c.fold(ctx, id, c.today(now))
		if err != nil {
			return err
		}
		show(folded)
	}
	return nil
}

package caseload

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"time"

	"milepost/ingest/card"
	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/record"
)

// MissingGoal is an objective that lacks something that a report needs.
type MissingGoal struct {
	Client    record.ID
	Goal      record.ID
	Objective record.ID
	Text      string
	Missing   []string
	WorkedOut []string      // what nobody said and its data show: "measure trials"
	Proposal  card.Proposal // what the goal's own words say; never used unconfirmed
}

// MissingClient is a client of whom something is missing that a report needs.
type MissingClient struct {
	Client  record.ID
	Missing []string
}

// MissingGoals lists the objectives of living goals of the clinic's discipline
// that lack something, by client and goal.
func (c *Caseload) MissingGoals(ctx context.Context, now time.Time, by Actor) ([]MissingGoal, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, err
	}
	rows, err := c.goalRows(ctx, now, v)
	var missing []MissingGoal
	for _, r := range rows {
		lacks := card.Missing(r.Goal, r.Objective)
		if l := c.editionLanguage(r.Client); l != nil && card.MissingIn(r.Goal, r.Objective, l.Code) {
			lacks = append(lacks, "plain name in "+l.EnglishName())
		}
		if len(lacks) > 0 {
			missing = append(missing, MissingGoal{
				Client: r.Client.ID, Goal: r.Goal.ID, Objective: r.Objective.ID, Text: r.Goal.Text,
				Missing: lacks, WorkedOut: card.WorkedOut(r.Objective), Proposal: card.Propose(r),
			})
		}
	}
	return missing, err
}

// MissingClients lists the clients of whom something is missing.
func (c *Caseload) MissingClients(ctx context.Context, now time.Time, by Actor) ([]MissingClient, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, err
	}
	var missing []MissingClient
	left, err := c.lastDays(ctx, now)
	if err != nil {
		return nil, err
	}
	err = c.eachClient(ctx, now, v.only(func(f fold.Result) {
		if lacks := c.clientRow(f, left).Missing; len(lacks) > 0 {
			missing = append(missing, MissingClient{Client: f.Client.ID, Missing: lacks})
		}
	}))
	return missing, err
}

// clientRow is a client with what is missing: also a therapist, where the
// client's has left.
func (c *Caseload) clientRow(f fold.Result, left map[record.ID]record.Date) card.ClientRow {
	if t := c.signerNow(f.Client, left); !t.Left.IsZero() && f.Client.Discharged.IsZero() {
		return card.NewClientRow(f, "therapist who still works here: "+t.CalledLeft())
	}
	return card.NewClientRow(f)
}

// listOptions are the clinic's own words for a list: its staff, and the caseloads
// that milepost.yaml names. Where it names none, any name may be a caseload.
func (c *Caseload) listOptions(all bool) card.ListOptions {
	return card.ListOptions{All: all, Staff: c.options.Staff, Caseloads: slices.Sorted(maps.Keys(c.options.Therapist))}
}

// WriteGoals writes the workbook in which a VA fills in what goals lack; with
// all, every goal and field. It returns how many rows it wrote.
func (c *Caseload) WriteGoals(ctx context.Context, now time.Time, by Actor, w io.Writer, all bool) (int, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return 0, err
	}
	rows, err := c.goalRows(ctx, now, v)
	if err != nil {
		return 0, err
	}
	return card.WriteGoalList(w, rows, c.listOptions(all))
}

// WriteClients writes the workbook in which a VA fills in what is missing of
// clients; with all, every client and field. It returns how
// many rows it wrote.
func (c *Caseload) WriteClients(ctx context.Context, now time.Time, by Actor, w io.Writer, all bool) (int, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return 0, err
	}
	left, err := c.lastDays(ctx, now)
	if err != nil {
		return 0, err
	}
	var rows []card.ClientRow
	if err := c.eachClient(ctx, now, v.only(func(f fold.Result) { rows = append(rows, c.clientRow(f, left)) })); err != nil {
		return 0, err
	}
	return card.WriteClientList(w, rows, c.listOptions(all))
}

// ReadGoals puts what a VA wrote into the workbook of goals into the clients'
// cards, and takes the cards in.
func (c *Caseload) ReadGoals(ctx context.Context, now time.Time, by Actor, name string, data []byte) (Filled, error) {
	u, err := c.admit(ctx, by, record.ActFill)
	if err != nil {
		return Filled{}, err
	}
	return c.fill(ctx, now, u, name, data, readGoalList)
}

// ReadClients does the same for the workbook of clients.
func (c *Caseload) ReadClients(ctx context.Context, now time.Time, by Actor, name string, data []byte) (Filled, error) {
	u, err := c.admit(ctx, by, record.ActFill)
	if err != nil {
		return Filled{}, err
	}
	read := func(f sheet.File) ([]card.Change, []record.Problem, error) {
		return card.ReadClientList(f, c.listOptions(true))
	}
	return c.fill(ctx, now, u, name, data, read)
}

// ReadDue does the same for the days that were written into the workbook of what
// falls due.
func (c *Caseload) ReadDue(ctx context.Context, now time.Time, by Actor, name string, data []byte) (Filled, error) {
	u, err := c.admit(ctx, by, record.ActFill)
	if err != nil {
		return Filled{}, err
	}
	return c.fill(ctx, now, u, name, data, card.ReadDueList)
}

// Filled is what became of a workbook that came back.
type Filled struct {
	Changes  int // values put into cards
	Cards    int // cards that changed
	Problems []record.Problem
}

type readList func(sheet.File) ([]card.Change, []record.Problem, error)

func (c *Caseload) fill(ctx context.Context, now time.Time, by acting, name string, data []byte, read readList) (Filled, error) {
	var filled Filled
	changes, problems, err := read(sheet.File{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))})
	if err != nil {
		return filled, err
	}
	byHand, _, err := c.takeCards(ctx, now, by) // so that nobody is said to have typed what another did
	if err != nil {
		return filled, err
	}
	filled.Problems = append(problems, problemsOf(byHand)...)
	changes, problems, err = c.vet(ctx, now, changes)
	if err != nil {
		return filled, err
	}
	filled.Problems = append(filled.Problems, problems...)
	for _, some := range byClient(changes) {
		some, err := c.withContacts(ctx, now, some)
		if err != nil {
			return filled, err
		}
		e := by.event(now, "card filled in", string(some[0].Client), map[string]string{"values": strconv.Itoa(len(some))})
		if err := c.logged(ctx, e, func() error { return c.writeCard(some) }); err != nil {
			return filled, err
		}
		filled.Cards++
		filled.Changes += len(some)
	}
	t := cardTaking{c: c, now: now, by: by, typed: true}
	err = t.run(ctx)
	filled.Problems = append(filled.Problems, problemsOf(t.in)...)
	return filled, err
}

// problemsOf returns what is wrong with cards and follows from them.
func problemsOf(cards Intake) []record.Problem {
	var all []record.Problem
	for _, t := range cards.Files {
		all = append(all, t.Problems...)
	}
	return append(all, cards.Problems...)
}

// withContacts keeps the contacts that exports give, where changes begin a card's
// own list of them.
func (c *Caseload) withContacts(ctx context.Context, now time.Time, changes []card.Change) ([]card.Change, error) {
	id := changes[0].Client
	standing, err := c.readFile("clients/" + id.Path() + ".yaml")
	if err != nil {
		return nil, err
	}
	folded, err := c.fold(ctx, id, c.today(now))
	return card.WithContacts(standing, changes, folded.Client.Contacts), err
}

// writeCard puts changes of one client into that client's card. A card that
// cannot take them stays as it is.
func (c *Caseload) writeCard(changes []card.Change) error {
	id := changes[0].Client
	name := "clients/" + id.Path() + ".yaml"
	standing, err := c.readFile(name)
	if err != nil {
		return err
	}
	text, err := card.Write(standing, id, changes)
	if err != nil {
		return fmt.Errorf("card of client %s: %w", id, err)
	}
	return c.writeFile(name, text)
}

// goalRows gathers the objectives of living goals of the clinic's discipline.
func (c *Caseload) goalRows(ctx context.Context, now time.Time, v *view) ([]card.GoalRow, error) {
	var rows []card.GoalRow
	err := c.eachClient(ctx, now, v.only(func(f fold.Result) {
		for _, g := range f.Goals {
			if !g.End.IsZero() || g.Discipline != "" && g.Discipline != c.options.Discipline {
				continue
			}
			for _, o := range g.Objectives {
				points := slices.DeleteFunc(slices.Clone(f.DataPoints), func(p record.DataPoint) bool { return p.Objective != o.ID })
				rows = append(rows, card.GoalRow{Client: f.Client, Goal: g, Objective: o, Points: points})
			}
		}
	}))
	return rows, err
}

// eachClient shows every client's current record, in order of ids.
func (c *Caseload) eachClient(ctx context.Context, now time.Time, show func(fold.Result)) error {
	ids, err := c.store.Clients(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		err := c.guard(id, "reading the records", func() error {
			folded, err := c.fold(ctx, id, c.today(now))
			if err == nil {
				show(folded)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

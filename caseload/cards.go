package caseload

import (
	"context"
	"io/fs"
	"maps"
	"slices"
	"time"

	"milepost/ingest"
	"milepost/ingest/card"
	"milepost/record"
)

// IngestCards takes in every client's card that changed, and nothing else. It
// reads the workspace's mappings anew where they changed, so that one that
// cannot be read is known before a file comes.
func (c *Caseload) IngestCards(ctx context.Context, now time.Time, by Actor) (Intake, error) {
	u, err := c.admit(ctx, by, record.ActImport)
	if err != nil {
		return Intake{}, err
	}
	var in Intake
	if err := c.loadMappings(); err != nil {
		return in, err
	}
	in, _, err = c.takeCards(ctx, now, u)
	return in, err
}

// ReadCards takes in every client's card that changed, so that what is asked next
// rests on the cards as they stand.
func (c *Caseload) ReadCards(ctx context.Context, now time.Time, by Actor) (Intake, error) {
	u, err := c.admit(ctx, by, record.ActImport)
	if err != nil {
		return Intake{}, err
	}
	in, _, err := c.takeCards(ctx, now, u)
	return in, err
}

// CardsChanged reports whether a card changed since it was last read, or is
// gone.
func (c *Caseload) CardsChanged(ctx context.Context, by Actor) (bool, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return false, err
	}
	changed, err := c.changedCards(ctx)
	return !changed.none(), err
}

// ImportNames lists the base names of all exports that were taken in, in order
// of arrival.
func (c *Caseload) ImportNames(ctx context.Context, by Actor) ([]string, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	imports, err := c.store.Imports(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, imp := range imports {
		if !imp.Card {
			names = append(names, imp.Name)
		}
	}
	return names, nil
}

// takeCards reads every client's card that changed since it was last read, and
// takes back what a card said whose file is gone. A card that cannot be read is
// a problem of that client; the last good one counts. It returns the clients
// whose records may have changed, with what is wrong with them now.
func (c *Caseload) takeCards(ctx context.Context, now time.Time, by acting) (Intake, []record.ID, error) {
	t := cardTaking{c: c, now: now, by: by}
	err := t.run(ctx)
	return t.in, t.touched, err
}

// cardTaking takes in the cards that changed.
type cardTaking struct {
	c       *Caseload
	now     time.Time
	by      acting
	typed   bool // what changed in the cards, the actor typed into a form or workbook
	in      Intake
	before  []record.Batch // of each file: what the card said until now
	after   []record.Batch // and what it says
	touched []record.ID
}

func (t *cardTaking) run(ctx context.Context) error {
	err := t.all(ctx)
	if err == nil && len(t.in.Files) > 0 {
		err = t.settle(ctx)
	}
	return err
}

func (t *cardTaking) all(ctx context.Context) error {
	changed, err := t.c.changedCards(ctx)
	if err != nil {
		return err
	}
	for _, name := range changed.names {
		text, err := t.c.readFile(name)
		if err != nil {
			return err
		}
		if text == nil {
			continue // removed since: the next look tells of it
		}
		if err := t.take(ctx, name, text, changed.known[name]); err != nil {
			return err
		}
	}
	return t.removed(ctx, changed.gone)
}

// changedCards is which cards are not as they were read last.
type changedCards struct {
	names []string                   // new, or with other words
	gone  []string                   // whose files are there no more
	known map[string][]record.Import // of each card, what counts of it
}

func (c changedCards) none() bool { return len(c.names)+len(c.gone) == 0 }

// changedCards compares the cards with those that were read. Where the whole
// folder is missing, a disk is, and not a card.
func (c *Caseload) changedCards(ctx context.Context) (changedCards, error) {
	var changed changedCards
	names, err := fs.Glob(c.root.FS(), "clients/*.yaml")
	if err != nil {
		return changed, err
	}
	if changed.known, err = c.store.Cards(ctx); err != nil {
		return changed, err
	}
	for _, name := range names {
		hash, err := c.cardSeen.hash(c.root, name)
		if c.root.odd.skip(name, err) {
			continue // what it said before stands
		}
		if err != nil {
			return changed, err
		}
		if known := changed.known[name]; hash != "" && (len(known) == 0 || known[len(known)-1].Bytes() != hash) {
			changed.names = append(changed.names, name)
		}
	}
	if _, err := c.root.Stat("clients"); err != nil {
		return changed, nil //nolint:nilerr // as above
	}
	for _, name := range slices.Sorted(maps.Keys(changed.known)) {
		if !slices.Contains(names, name) {
			changed.gone = append(changed.gone, name)
		}
	}
	return changed, nil
}

// take reads one card. Whoever the text before it touched is touched too.
func (t *cardTaking) take(ctx context.Context, name string, text []byte, before []record.Import) error {
	goals, err := t.goalsBefore(ctx, name, before)
	if err != nil {
		return err
	}
	one, batch, err := t.takeCard(ctx, name, text, goals)
	if err != nil {
		return err
	}
	var was record.Batch
	for _, imp := range before {
		clients, err := t.c.store.ClientsOf(ctx, imp.ID)
		if err != nil {
			return err
		}
		t.touched = append(t.touched, clients...)
		if imp.Used > 0 {
			was = t.c.cardBefore(imp)
		}
	}
	t.touched = append(t.touched, one.Clients...)
	t.in.Files, t.before, t.after = append(t.in.Files, one), append(t.before, was), append(t.after, batch)
	return nil
}

// cardBefore is what a card said that was read before; empty where the archive
// no longer has it.
func (c *Caseload) cardBefore(imp record.Import) record.Batch {
	at, err := time.Parse(time.RFC3339, imp.At)
	if err != nil {
		return record.Batch{}
	}
	text, err := c.readFile(archiveName(at, imp.Bytes(), imp.Name))
	if err != nil || text == nil {
		return record.Batch{}
	}
	batch, _, err := card.Read(imp.Name, text)
	if err != nil {
		return record.Batch{}
	}
	return batch
}

// removed takes back what cards said whose files are gone.
func (t *cardTaking) removed(ctx context.Context, gone []string) error {
	for _, name := range gone {
		clients, err := t.c.store.RemoveCard(ctx, name, t.by.who(t.now))
		if err != nil {
			return err
		}
		if len(clients) == 0 {
			continue // of a client who was forgotten, or is another machine's
		}
		of := record.Import{Name: name, Mapping: CardMapping, Card: true}
		t.in.Files = append(t.in.Files, Taken{Import: of, Removed: true, Clients: clients})
		t.before, t.after = append(t.before, record.Batch{}), append(t.after, record.Batch{})
		t.touched = append(t.touched, clients...)
	}
	return nil
}

// settle works out what follows from the cards: problems that open and close,
// what counts again, and copies that may no longer go.
func (t *cardTaking) settle(ctx context.Context) error {
	var err error
	if t.in.Problems, err = t.c.refold(ctx, t.now, t.touched); err != nil {
		return err
	}
	for i := range t.in.Files {
		if len(t.before[i].Clients) == 0 || len(t.after[i].Clients) == 0 {
			continue
		}
		id := t.after[i].Clients[0].ID
		err := t.c.guard(id, "comparing a card with the one before", func() error {
			folded, err := t.c.fold(ctx, id, t.c.today(t.now))
			t.in.Files[i].Notes = append(t.in.Files[i].Notes, card.TakenBack(t.before[i], t.after[i], folded)...)
			return err
		})
		if err != nil && failureIn(err) == nil {
			return err
		}
	}
	t.in.Held, err = t.c.holdBackFor(ctx, t.now, t.by, t.touched)
	return err
}

// goalsBefore returns what a card said of goals until now; before is what counts
// of it.
func (t *cardTaking) goalsBefore(ctx context.Context, name string, before []record.Import) ([]record.Goal, error) {
	var goals []record.Goal
	for _, imp := range before {
		clients, err := t.c.store.ClientsOf(ctx, imp.ID)
		if err != nil {
			return nil, err
		}
		for _, id := range clients {
			versions, err := t.c.store.Records(ctx, id)
			if err != nil {
				return nil, err
			}
			for _, v := range versions.Goals {
				if v.Card && v.Record.Source.File == name {
					goals = append(goals, v.Record)
				}
			}
		}
	}
	return goals, nil
}

// takeCard reads one card; before is what it said of goals until now.
func (t *cardTaking) takeCard(ctx context.Context, name string, text []byte, before []record.Goal) (Taken, record.Batch, error) {
	var said record.Batch
	hash := hashOf(text)
	if err := t.c.writeFile(archiveName(t.now, hash, name), text); err != nil {
		return Taken{}, said, err
	}
	imp := record.Import{
		ID: hash, Name: name, Size: int64(len(text)), At: instant(t.now), By: t.by.ID, Program: t.by.by.program,
		Mapping: CardMapping, Card: true, Counts: true,
	}
	one, _, err := t.c.take(ctx, imp, func(yield func(record.Batch) error) (ingest.Report, error) {
		report := ingest.Report{Mapping: CardMapping, Rows: 1}
		batch, problems, err := card.Read(name, text)
		report.Problems = problems
		if err != nil {
			return unreadable(report, record.Source{Import: hash, File: name}, err)
		}
		card.Confirm(before, batch.Goals, t.typed && t.by.Has(record.RoleTherapist))
		report.Used, said = 1, batch
		words, err := unknownDomains(batch.Goals)
		if err != nil {
			return report, err
		}
		report.Problems = append(report.Problems, words...)
		return report, yield(batch)
	})
	return one, said, err
}

// unreadable makes a card that cannot be read a problem of its client, not an
// error of the run.
func unreadable(r ingest.Report, at record.Source, err error) (ingest.Report, error) {
	r.Bad = 1
	r.Problems = append(r.Problems, record.Problem{
		Source: at, Code: "card.unreadable", Wrong: err.Error(),
		Next: record.ToAdvise("mend the card; until then the last one that could be read counts"),
	})
	return r, nil
}

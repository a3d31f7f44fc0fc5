package caseload

import (
	"context"
	"io/fs"
	"time"

	"milepost/ingest"
	"milepost/record"
)

// IngestCards takes in every client's card that changed, and nothing else. It
// reads the workspace's mappings anew where they changed, so that one that
// cannot be read is known before a file comes.
func (c *Caseload) IngestCards(ctx context.Context, now time.Time, by record.ID) (Intake, error) {
	var in Intake
	if err := c.loadMappings(); err != nil {
		return in, err
	}
	cards, touched, err := c.takeCards(ctx, now, by)
	in.Files = cards
	if err != nil || len(cards) == 0 {
		return in, err
	}
	in.Problems, err = c.refold(ctx, now, touched)
	return in, err
}

// ImportNames lists the base names of all exports that were taken in, in order
// of arrival.
func (c *Caseload) ImportNames(ctx context.Context) ([]string, error) {
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

// takeCards reads every client's card that changed since it was last read. A
// card that cannot be read is a problem of that client; the last good one
// counts.
func (c *Caseload) takeCards(ctx context.Context, now time.Time, by record.ID) ([]Taken, []record.ID, error) {
	names, err := fs.Glob(c.root.FS(), "clients/*.yaml")
	if err != nil {
		return nil, nil, err
	}
	known, err := c.store.Cards(ctx)
	if err != nil {
		return nil, nil, err
	}
	var taken []Taken
	var touched []record.ID
	for _, name := range names {
		text, err := c.root.ReadFile(name)
		if err != nil {
			return taken, touched, err
		}
		if known[name] == hashOf(text) {
			continue
		}
		one, err := c.takeCard(ctx, now, record.Import{Name: name, By: by}, text)
		if err != nil {
			return taken, touched, err
		}
		taken = append(taken, one)
		touched = append(touched, one.Clients...)
	}
	return taken, touched, nil
}

// takeCard reads one card; imp says its name and who asks.
func (c *Caseload) takeCard(ctx context.Context, now time.Time, imp record.Import, text []byte) (Taken, error) {
	hash, name := hashOf(text), imp.Name
	imp.ID, imp.Size, imp.At = hash, int64(len(text)), instant(now)
	imp.Mapping, imp.Card, imp.Counts = CardMapping, true, true
	if err := c.writeFile(archiveName(now, hash, name), text); err != nil {
		return Taken{}, err
	}
	one, _, err := c.take(ctx, imp, func(yield func(record.Batch) error) (ingest.Report, error) {
		report := ingest.Report{Mapping: CardMapping, Rows: 1}
		batch, problems, err := ingest.ReadCard(name, text)
		report.Problems = problems
		if err != nil {
			return unreadable(report, record.Source{Import: hash, File: name}, err)
		}
		report.Used = 1
		return report, yield(batch)
	})
	return one, err
}

// unreadable makes a card that cannot be read a problem of its client, not an
// error of the run.
func unreadable(r ingest.Report, at record.Source, err error) (ingest.Report, error) {
	r.Bad = 1
	r.Problems = append(r.Problems, record.Problem{
		Source: at, Code: "card.unreadable", Wrong: err.Error(),
		Do: "mend the card; until then the last one that could be read counts",
	})
	return r, nil
}

package caseload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
	"milepost/store"
)

// A mapping that is new, or was changed, does not reach files that count
// already. Here such files are found, and read again in the place of the old
// reading once a person saw what changes.
//
// Source: docs/adr/0154-a-better-mapping-reads-a-file-again.md.

// readOtherwise returns the numbers of the imports that count and would be read
// by another mapping of the clinic's own now. Where every mapping of the clinic's
// own has read some file, and none that read one was changed, no file is opened.
func (c *Caseload) readOtherwise(ctx context.Context, now time.Time, all []record.Import) ([]int, error) {
	if err := c.loadMappings(); err != nil {
		return nil, err
	}
	own, used := map[string]bool{}, map[string]bool{}
	for _, m := range c.mappings {
		if m.Own {
			own[m.Hash] = true
		}
	}
	for _, imp := range all {
		for _, words := range strings.Fields(imp.Words) {
			used[words] = true
		}
	}
	fresh := slices.ContainsFunc(slices.Collect(maps.Keys(own)), func(words string) bool { return !used[words] })
	var numbers []int
	for _, imp := range all {
		changed := slices.ContainsFunc(strings.Fields(imp.Words), func(words string) bool { return !own[words] })
		if !imp.Counts || imp.Card || !fresh && !changed {
			continue
		}
		words, err := c.wordsNow(ctx, now, all, imp)
		if err != nil {
			return nil, err
		}
		if words != "" && words != imp.Words {
			numbers = append(numbers, imp.Order)
		}
	}
	return numbers, nil
}

// Outdated returns the numbers of the imports that count and would be read by
// another mapping now.
func (c *Caseload) Outdated(ctx context.Context, now time.Time, by Actor) ([]int, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	all, err := c.store.Imports(ctx)
	if err != nil {
		return nil, err
	}
	return c.readOtherwise(ctx, now, all)
}

// CountsAs returns the number of the import that a file with these bytes counts
// as; 0 it does not count. It tells nothing of anybody.
func (c *Caseload) CountsAs(ctx context.Context, by Actor, f sheet.File) (int, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return 0, err
	}
	hash, err := hashReader(io.NewSectionReader(f.Data, 0, f.Size))
	if err != nil {
		return 0, err
	}
	known, err := c.store.Known(ctx, record.Import{ID: hash})
	if errors.Is(err, store.ErrUnknown) || err == nil && !known.Counts {
		return 0, nil
	}
	return known.Order, err
}

// wordsNow returns by which of the clinic's own mappings the file of an import
// would be read now; "" where it would be by none, or is not in the archive.
func (c *Caseload) wordsNow(ctx context.Context, now time.Time, all []record.Import, imp record.Import) (string, error) {
	for imp.Mends > 0 {
		imp = all[imp.Mends-1]
	}
	name, err := archivedAs(imp)
	if err != nil {
		return "", err
	}
	f, err := c.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil // kept at the clinic, say: "milepost doctor" tells of one that is lost
	}
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	return ingest.WordsOf(ctx, sheet.File{Name: imp.Name, Data: f, Size: info.Size()}, c.readOptions(now))
}

// Totals is what the records of some clients come to.
type Totals struct {
	Clients int `json:"clients"` // of whom something is known
	Goals   int `json:"goals"`
	Visits  int `json:"visits"`
	Results int `json:"results"`
	Waiting int `json:"waiting"` // rows that wait or were refused
}

// Reread is what another reading of an import changes.
type Reread struct {
	Impact
	Mapping  string           `json:"mapping"` // by which it is read now
	Rows     int              `json:"rows"`
	Used     int              `json:"used"`
	Before   Totals           `json:"before"` // of the clients whom either reading touches
	After    Totals           `json:"after"`
	Problems []record.Problem `json:"problems,omitempty"`
	Said     []ingest.Said    `json:"-"` // the first rows, as they would be understood: they name people
}

// again is one more reading of a file.
type again struct {
	Taken
	report ingest.Report
	said   []ingest.Said
}

// RereadImpact says what Reread would do.
func (c *Caseload) RereadImpact(ctx context.Context, now time.Time, by Actor, imp record.Import) (Reread, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return Reread{}, err
	}
	var seen Reread
	seen.Impact, err = c.tryOut(ctx, now, func(trial *Caseload) ([]record.ID, error) {
		one, err := trial.readAgain(ctx, now, u, imp)
		if err != nil {
			return nil, err
		}
		seen.Mapping, seen.Rows, seen.Used, seen.Problems, seen.Said = one.Mapping, one.Rows, one.Used, one.report.Problems, one.said
		clients, err := trial.touchedBy(ctx, []record.Import{imp, one.Import})
		if err != nil {
			return nil, err
		}
		if seen.Before, err = c.totals(ctx, now, clients); err != nil {
			return nil, err
		}
		seen.After, err = trial.totals(ctx, now, clients)
		return clients, err
	})
	return seen, err
}

// Reread reads the file of an import that counts again, by the mappings as they
// are now and with the rows that were mended, in the place of the old reading.
// To retract the new reading is to have the old one back.
func (c *Caseload) Reread(ctx context.Context, now time.Time, by Actor, imp record.Import) (Redrawn, error) {
	u, err := c.admit(ctx, by, record.ActImport)
	if err != nil {
		return Redrawn{}, err
	}
	one, err := c.readAgain(ctx, now, u, imp)
	if err != nil {
		return Redrawn{}, err
	}
	if _, err := c.writeRejected(one.Name, one.Bytes(), one.report.Rejected); err != nil {
		return Redrawn{}, err
	}
	return c.redraw(ctx, now, by, []record.Import{one.Import, imp})
}

// readAgain makes the new reading stand for the old one, in the store alone.
func (c *Caseload) readAgain(ctx context.Context, now time.Time, by acting, imp record.Import) (again, error) {
	if imp.Card || !imp.Counts {
		return again{}, record.Refuse(record.Conflict, "import %d can't be read again in its place, because it is not used: it %s", imp.Order, imp.State()).
			Then(record.NextStep{Act: record.StepSeeImports})
	}
	if err := c.loadMappings(); err != nil {
		return again{}, err
	}
	all, err := c.store.Imports(ctx)
	if err != nil {
		return again{}, err
	}
	root, mended, err := c.mendedBefore(ctx, all, imp)
	if err != nil {
		return again{}, err
	}
	f, export, err := c.archived(root)
	if err != nil {
		return again{}, err
	}
	defer f.Close()
	options := c.readOptions(now)
	options.Mended = mended
	next := record.Import{
		ID: root.Bytes(), Name: root.Name, Size: root.Size, At: instant(now), By: by.ID, Program: by.by.program,
		Counts: true, Again: true, Mends: imp.Order,
	}
	var one again
	one.Taken, one.report, err = c.take(ctx, next, func(yield func(record.Batch) error) (ingest.Report, error) {
		return ingest.Read(ctx, export, options, func(b record.Batch) error {
			if len(one.said) == 0 {
				one.said = ingest.Say(b, shownRows)
			}
			return yield(b)
		})
	})
	if err != nil {
		return one, err
	}
	if one.report.Mapping == "" {
		return one, record.Refuse(record.Conflict, "no mapping reads %s any more, so import %d stays as it is", root.Name, imp.Order).
			Then(record.NextStep{Act: record.StepMapFile, Name: root.Name})
	}
	return one, c.keepDay(ctx, imp, one.Import, by.who(now))
}

// keepDay keeps the day that a person gave the export.
func (c *Caseload) keepDay(ctx context.Context, was, is record.Import, who store.Who) error {
	dated, err := c.store.IsDated(ctx, was)
	if err != nil || !dated {
		return err
	}
	return c.store.SetDay(ctx, is.ID, was.Day, who)
}

// totals adds up the records of the clients.
func (c *Caseload) totals(ctx context.Context, now time.Time, clients []record.ID) (Totals, error) {
	var t Totals
	for _, id := range clients {
		folded, err := c.fold(ctx, id, c.today(now))
		if err != nil {
			return t, fmt.Errorf("client %s: %w", id, err)
		}
		if folded.Client.ID != "" {
			t.Clients++
		}
		t.Goals += len(folded.Goals)
		t.Visits += folded.Rows.Used()
		t.Results += len(folded.DataPoints)
		for _, p := range folded.Problems {
			t.Waiting += max(1, p.Rows)
		}
	}
	return t, nil
}

// sayOtherwise tells of imports that would be read by another mapping now.
func sayOtherwise(numbers []int) []OtherWork {
	if len(numbers) == 0 {
		return nil
	}
	names := make([]string, len(numbers))
	for i, n := range numbers {
		names[i] = strconv.Itoa(n)
	}
	return []OtherWork{{
		What: "imports with a newer mapping", Counts: strings.Join(names, ", "),
		Step: record.NextStep{Act: record.StepRereadImport, ID: names[0]},
	}}
}

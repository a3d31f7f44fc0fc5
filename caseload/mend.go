package caseload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
)

// takeMended reads again each export whose rejected rows come back in a file,
// with these rows in the place of the old ones. The new reading stands for the
// old one, in its place.
// Rows that belong to no export stand in rejected/ as one of their own.
func (c *Caseload) takeMended(ctx context.Context, now time.Time, imp record.Import, mended ingest.Mended) ([]Taken, error) {
	all, err := c.store.Imports(ctx)
	if err != nil {
		return nil, err
	}
	if err := c.keepUntied(imp, mended.Untied); err != nil {
		return nil, err
	}
	problems := mended.Problems
	var taken []Taken
	for _, group := range byExport(mended.Rows) {
		standing, ok := countedOf(all, group[0].File)
		if !ok {
			problems = append(problems, withoutExport(group)...)
			continue
		}
		one, err := c.takeRows(ctx, now, imp, standing, all, group)
		if err != nil {
			return taken, err
		}
		taken = append(taken, one)
	}
	if len(taken) == 0 {
		return []Taken{{Import: imp, Refused: true, Problems: problems}}, nil
	}
	taken[0].Problems = append(problems, taken[0].Problems...)
	return taken, nil
}

// keepUntied writes rows that are new in a file of mended ones as an export.
func (c *Caseload) keepUntied(imp record.Import, rows []ingest.RejectedRow) error {
	if len(rows) == 0 {
		return nil
	}
	var book bytes.Buffer
	if err := ingest.WriteRejected(&book, "", rows); err != nil {
		return err
	}
	return c.writeFile(fmt.Sprintf("rejected/%s.%s.new.xlsx", fitted(imp.Name), imp.ID[:8]), book.Bytes())
}

// byExport parts the rows by the export that held them.
func byExport(rows []ingest.MendedRow) [][]ingest.MendedRow {
	var groups [][]ingest.MendedRow
	for _, r := range rows {
		i := slices.IndexFunc(groups, func(g []ingest.MendedRow) bool { return g[0].File == r.File })
		if i < 0 {
			i = len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}

// countedOf returns the reading that counts of the export whose SHA-256 begins
// with the digits.
func countedOf(all []record.Import, digits string) (record.Import, bool) {
	for _, first := range all {
		if first.Mends > 0 || !strings.HasPrefix(first.ID, digits) {
			continue
		}
		for _, imp := range all {
			if imp.Place == first.Place && imp.Counts {
				return imp, true
			}
		}
	}
	return record.Import{}, false
}

// withoutExport lists rows whose export does not count.
func withoutExport(rows []ingest.MendedRow) []record.Problem {
	problems := make([]record.Problem, len(rows))
	for i, r := range rows {
		problems[i] = record.Problem{
			Source: r.Source, Code: "mended.export", Found: fmt.Sprintf("%s:%d", r.File, r.Row),
			Wrong: "is a row of an export that does not count: it was retracted, waits for a yes, or was never read here",
			Next:  record.NextStep{Act: record.StepSettleImport},
		}
	}
	return problems
}

// takeRows reads one export again with the rows mended.
func (c *Caseload) takeRows(ctx context.Context, now time.Time, imp, standing record.Import, all []record.Import, rows []ingest.MendedRow) (Taken, error) {
	root, before, err := c.mendedBefore(ctx, all, standing)
	if err != nil {
		return Taken{}, err
	}
	f, export, err := c.archived(root)
	if err != nil {
		return Taken{}, err
	}
	defer f.Close()
	imp.Mends = standing.Order
	options := c.readOptions(now)
	options.Mended, options.ReadOnce = append(before, rows...), true
	one, report, err := c.take(ctx, imp, func(yield func(record.Batch) error) (ingest.Report, error) {
		report, err := ingest.Read(ctx, export, options, yield)
		if err == nil && (report.Mapping == "" || report.Words != standing.Words) {
			report.Mapping = "" // not read as before: nothing of it is taken
		}
		return report, err
	})
	one.Of, one.Mended = root.Name, len(rows)
	if err != nil || one.Known {
		return one, err
	}
	if one.Refused && report.Mapping == "" {
		one.Problems = []record.Problem{{
			Source: record.Source{Import: imp.ID, File: imp.Name}, Code: "mended.mapping", Found: root.Name,
			Wrong: "is read by another mapping than when its rows were rejected",
			Next:  record.NextStep{Act: record.StepRetractImport, ID: strconv.Itoa(standing.Order), Name: root.Name},
		}}
		return one, nil
	}
	was, err := c.store.ClientsOf(ctx, standing.ID)
	if err != nil {
		return one, err
	}
	one.Clients = append(one.Clients, was...)
	one.Problems = slices.DeleteFunc(one.Problems, func(p record.Problem) bool { return p.Import != imp.ID })
	one.Refused, one.Notes = false, nil
	one.Rejected, err = c.writeRejected(root.Name, root.ID, report.Rejected)
	return one, err
}

// mendedBefore returns the export for which a reading stands, and the rows that
// earlier files mended, the earliest first.
func (c *Caseload) mendedBefore(ctx context.Context, all []record.Import, standing record.Import) (record.Import, []ingest.MendedRow, error) {
	if standing.Mends == 0 {
		return standing, nil, nil
	}
	root, rows, err := c.mendedBefore(ctx, all, all[standing.Mends-1])
	if err != nil || standing.Bytes() == root.Bytes() { // the same file, read by another mapping
		return root, rows, err
	}
	f, file, err := c.archived(standing)
	if err != nil {
		return root, nil, err
	}
	defer f.Close()
	own, err := ingest.ReadMended(ctx, file)
	for _, r := range own.Rows {
		if strings.HasPrefix(root.ID, r.File) {
			rows = append(rows, r)
		}
	}
	return root, rows, err
}

// archived opens the file of an import as it is kept. The caller closes it.
func (c *Caseload) archived(imp record.Import) (*os.File, sheet.File, error) {
	at, err := time.Parse(instantForm, imp.At)
	if err != nil {
		return nil, sheet.File{}, err
	}
	hash, _, _ := strings.Cut(imp.ID, ".")
	name := archiveName(at, hash, imp.Name)
	f, err := c.root.Open(name)
	if err != nil {
		return nil, sheet.File{}, fmt.Errorf("import %d is not in the archive: %w", imp.Order, err)
	}
	sum, err := hashReader(f)
	if err == nil && sum != hash && !c.isRewritten(name, sum) {
		err = fmt.Errorf("import %d: its file in archive/ was changed since it was read; restore it from a backup", imp.Order)
	}
	if err != nil {
		return nil, sheet.File{}, errors.Join(err, f.Close())
	}
	info, err := f.Stat()
	if err != nil {
		return nil, sheet.File{}, errors.Join(err, f.Close())
	}
	return f, sheet.File{Name: imp.Name, Data: f, Size: info.Size()}, nil
}

// isRewritten reports whether the file is one that was rewritten without the rows
// of a forgotten client: the note beside it gives its hash.
func (c *Caseload) isRewritten(name, sum string) bool {
	note, err := c.readFile(name + tombstoneEnding)
	return err == nil && strings.Contains(string(note), sum)
}

// rowByRow returns a problem of several rows as one of each.
func rowByRow(p record.Problem) []record.Problem {
	if len(p.Places) == 0 {
		return []record.Problem{p}
	}
	all := make([]record.Problem, len(p.Places))
	for i, place := range p.Places {
		all[i] = p
		all[i].Source, all[i].Places = place, nil
	}
	return all
}

// rejectLate adds rows to those to mend that were refused only when they were
// held against their client: a day before birth, or another child's name, say.
func (c *Caseload) rejectLate(ctx context.Context, now time.Time, taken []Taken, problems []record.Problem) error {
	for i := range taken {
		t := &taken[i]
		options := c.readOptions(now)
		for _, p := range problems {
			if (strings.HasPrefix(p.Code, "day.") || len(p.Places) > 0) && p.Import != "" && strings.HasPrefix(t.ID, p.Import) {
				options.Refused = append(options.Refused, rowByRow(p)...)
			}
		}
		if t.Card || t.Known || !t.Counts || len(options.Refused) == 0 {
			continue
		}
		all, err := c.store.Imports(ctx)
		if err != nil {
			return err
		}
		root, mended, err := c.mendedBefore(ctx, all, all[t.Order-1])
		if err != nil {
			return err
		}
		options.Mended = mended
		if t.Rejected, err = c.readRejected(ctx, root, options); err != nil {
			return err
		}
	}
	return nil
}

// readRejected reads an export for nothing but its rows with problems.
func (c *Caseload) readRejected(ctx context.Context, root record.Import, options ingest.Options) (string, error) {
	f, export, err := c.archived(root)
	if err != nil {
		return "", err
	}
	defer f.Close()
	options.ReadOnce = true
	report, err := ingest.Read(ctx, export, options, func(record.Batch) error { return nil })
	if err != nil {
		return "", err
	}
	return c.writeRejected(root.Name, root.ID, report.Rejected)
}

// writeRejected writes the rows of an export that have problems to rejected/,
// for a person to mend, and returns the file's name below the workspace. Where
// there are none any more, the file goes, and the name is empty.
func (c *Caseload) writeRejected(export, id string, rows []ingest.RejectedRow) (string, error) {
	hash, _, _ := strings.Cut(id, ".")
	name := fmt.Sprintf("rejected/%s.%s.rows.xlsx", fitted(export), hash[:8])
	if len(rows) == 0 {
		err := c.root.Remove(name)
		if errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
		return "", err
	}
	var book bytes.Buffer
	if err := ingest.WriteRejected(&book, hash, rows); err != nil {
		return "", err
	}
	return name, c.writeFile(name, book.Bytes())
}

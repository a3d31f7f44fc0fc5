package caseload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"milepost/ingest"
	"milepost/record"
	"milepost/store"
)

// CardMapping stands in an import's Mapping where the file is a client's card.
const CardMapping = "card"

// Taken is what became of one file.
type Taken struct {
	record.Import
	Known    bool             `json:"known"`              // read before: nothing changed
	Refused  bool             `json:"refused"`            // nothing of it could be used
	Of       string           `json:"of,omitempty"`       // the export whose rows this file mends
	Mended   int              `json:"mended,omitempty"`   // how many of them
	Rejected string           `json:"rejected,omitempty"` // file of the rows to mend, below the workspace
	Changes  ingest.Changes   `json:"changes"`            // beside what was known before, in rows
	Notes    []string         `json:"notes,omitempty"`    // what was guessed and counted, for people
	Problems []record.Problem `json:"problems,omitempty"` // row by row
	Clients  []record.ID      `json:"clients,omitempty"`  // whose records it touches

	compared ingest.Compared
}

// Intake is what one run of Ingest did.
type Intake struct {
	Files    []Taken          `json:"files"`
	Problems []record.Problem `json:"problems,omitempty"` // of records held against their client and goal, for the clients touched
	Waiting  []record.Problem `json:"waiting,omitempty"`  // rows whose client is not clear, and questions of who is who
}

// HasProblems reports whether there is something for a person to mend.
func (in Intake) HasProblems() bool {
	return len(in.Problems)+len(in.Waiting) > 0 ||
		slices.ContainsFunc(in.Files, func(t Taken) bool { return len(t.Problems) > 0 || t.Asked == record.Waits })
}

// Ingest takes in the files named; without names, all that lies in the inbox
// and every client's card that changed. A file that was read is kept byte for
// byte in archive/, and then removed from the inbox; a file named elsewhere is
// never touched. What it returns is good also where it ends with an error: it
// tells of each file that was taken in before.
func (c *Caseload) Ingest(ctx context.Context, now time.Time, by record.ID, names []string) (Intake, error) {
	var in Intake
	if err := c.loadMappings(); err != nil {
		return in, err
	}
	inInbox := len(names) == 0
	if inInbox {
		var err error
		if names, err = exportsIn(c.options.Inbox); err != nil {
			return in, err
		}
	}
	cards, touched, err := c.takeCards(ctx, now, by)
	in.Files = cards
	if err != nil {
		return in, err
	}
	for _, name := range names {
		taken, err := c.takeExport(ctx, now, by, name)
		if err != nil {
			return in, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
		in.Files = append(in.Files, taken...)
		for _, one := range taken {
			touched = append(touched, one.Clients...)
		}
		if inInbox || within(c.options.Inbox, name) {
			if err := c.clear(name, taken[0]); err != nil {
				return in, err
			}
		}
	}
	if in.Problems, err = c.refold(ctx, now, touched, in.Files...); err != nil {
		return in, err
	}
	if err := c.rejectLate(ctx, now, in.Files, in.Problems); err != nil {
		return in, err
	}
	in.Waiting, err = c.waiting(ctx)
	return in, err
}

// takeExport reads one export into the store; one in which rejected rows come
// back gives an import for each export that held them. A file that cannot be
// read at all is no error: it comes back refused, with the reason as its
// problem.
func (c *Caseload) takeExport(ctx context.Context, now time.Time, by record.ID, name string) ([]Taken, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("not a file: name the exports themselves")
	}
	hash, err := hashReader(io.NewSectionReader(f, 0, info.Size()))
	if err != nil {
		return nil, err
	}
	base := filepath.Base(name)
	imp := record.Import{ID: hash, Name: base, Size: info.Size(), At: instant(now), By: by, Counts: true}
	file := ingest.File{Name: base, Data: f, Size: info.Size()}
	without, err := c.withoutForgotten(ctx, file, c.readOptions(now))
	if err != nil {
		return nil, err
	}
	if without.text != nil {
		file.Data, file.Size = bytes.NewReader(without.text), int64(len(without.text))
	}
	if err := c.copyFile(archiveName(now, hash, base), io.NewSectionReader(file.Data, 0, file.Size)); err != nil {
		return nil, err
	}
	if without.text != nil {
		note := fmt.Appendf(nil, "%s.\nThe file that came had SHA-256 %s.\nThe file as it stands has SHA-256 %s.\n", strings.Join(without.notes, ".\n"), hash, hashOf(without.text))
		if err := c.writeFile(archiveName(now, hash, base)+tombstoneEnding, note); err != nil {
			return nil, err
		}
	}
	taken, err := c.takeFile(ctx, now, imp, file)
	for i := range taken {
		taken[i].Notes = append(without.notes, taken[i].Notes...)
	}
	return taken, err
}

// takeFile reads an export that is in the archive.
func (c *Caseload) takeFile(ctx context.Context, now time.Time, imp record.Import, file ingest.File) ([]Taken, error) {
	mended, err := ingest.ReadMended(ctx, file)
	if err != nil {
		return nil, err
	}
	if !mended.IsEmpty() {
		return c.takeMended(ctx, now, imp, mended)
	}
	one, err := c.readExport(ctx, now, imp, file)
	return []Taken{one}, err
}

// readExport reads an export as it came. One whose bytes are known but do not
// count is read again where its mapping says something else by now.
func (c *Caseload) readExport(ctx context.Context, now time.Time, imp record.Import, file ingest.File) (Taken, error) {
	options := c.readOptions(now)
	known, err := c.store.Known(ctx, imp)
	switch {
	case err == nil && !known.Counts:
		words, err := ingest.WordsOf(ctx, file, options)
		if err != nil {
			return Taken{}, err
		}
		imp.Again = words != known.Words
	case err != nil && !errors.Is(err, store.ErrUnknown):
		return Taken{}, err
	}
	one, report, err := c.take(ctx, imp, func(yield func(record.Batch) error) (ingest.Report, error) {
		return ingest.Read(ctx, file, options, yield)
	})
	if err != nil || one.Known || one.Refused {
		return one, err
	}
	one.Rejected, err = c.writeRejected(one.Name, one.ID, report.Rejected)
	return one, err
}

func (c *Caseload) readOptions(now time.Time) ingest.Options {
	return ingest.Options{
		Mappings: c.mappings,
		Today:    c.today(now),
		Zone:     c.options.Zone,
	}
}

// today is the clinic's current day.
func (c *Caseload) today(now time.Time) record.Date { return record.DateOf(now.In(c.options.Zone)) }

// errUnread says that no row of a file was read, since no mapping fits it or it
// is no table. Such a file is not kept as an import: it is read anew when it
// comes again, perhaps with a mapping for it.
var errUnread = errors.New("nothing of the file was read")

// take runs one reading into one import of the store.
func (c *Caseload) take(ctx context.Context, imp record.Import, read func(func(record.Batch) error) (ingest.Report, error)) (Taken, ingest.Report, error) {
	var report ingest.Report
	var span record.Period
	stored, err := c.store.Import(ctx, imp, func(f *store.Filler) error {
		var err error
		report, err = read(func(b record.Batch) error {
			span = spanWith(span, b)
			return f.Add(b)
		})
		if err != nil {
			return err
		}
		if report.Mapping == "" {
			return errUnread
		}
		done, err := c.counted(ctx, imp, report)
		f.Done(done, report.Problems)
		return err
	})
	one := Taken{Import: stored, Notes: report.Notes, Problems: report.Problems}
	switch {
	case errors.Is(err, store.ErrKnown):
		one.Known = true
		return one, report, nil
	case errors.Is(err, errUnread):
		one.Import, one.Refused = imp, true
		one.Rows, one.Used, one.Bad, one.Skipped = report.Rows, report.Used, report.Bad, report.Skipped
		return one, report, nil
	case err != nil:
		return one, report, err
	}
	one.Refused = report.Used == 0 && len(report.Problems) > 0 && len(report.Rejected) == 0
	if one.Clients, err = c.store.ClientsOf(ctx, stored.ID); err != nil {
		return one, report, err
	}
	one.compared.Place, one.compared.Span = stored.Place, span
	one.compared.Before, err = c.store.Before(ctx, stored)
	return one, report, err
}

// counted puts what a reading came to into its import. An export that was read
// by a mapping of the clinic's own waits for a person's yes, unless one that
// was read by the same mapping had it.
func (c *Caseload) counted(ctx context.Context, imp record.Import, r ingest.Report) (record.Import, error) {
	imp.Mapping, imp.Rows, imp.Used, imp.Bad, imp.Skipped = r.Mapping, r.Rows, r.Used, r.Bad, r.Skipped
	imp.Words, imp.Complete = r.Words, r.Complete
	if r.Words == "" {
		return imp, nil
	}
	trusted, err := c.store.Trusts(ctx, r.Words)
	imp.Asked = record.Waits
	if trusted {
		imp.Asked = record.Confirmed
	}
	return imp, err
}

// spanWith returns the days from the first to the last of a span and a batch.
func spanWith(span record.Period, b record.Batch) record.Period {
	days := make([]record.Date, 0, len(b.Sessions)+len(b.DataPoints))
	for _, s := range b.Sessions {
		days = append(days, s.Day)
	}
	for _, p := range b.DataPoints {
		days = append(days, p.Day)
	}
	for _, d := range days {
		if d.IsZero() {
			continue
		}
		if span.From.IsZero() || d.Before(span.From) {
			span.From = d
		}
		span.To = later(span.To, d)
	}
	return span
}

// archiveName returns where a file is kept: by the day it was read and by its
// hash, never by its own name, which may hold a person's.
func archiveName(now time.Time, hash, base string) string {
	return fmt.Sprintf("archive/%s/%s%s", now.UTC().Format(time.DateOnly), hash[:16], strings.ToLower(filepath.Ext(base)))
}

// refold works out again which rows of the clients cannot be used, so that
// problems open and close with what has arrived, and returns those that stand.
// On the way it counts what each of the files told of the client.
func (c *Caseload) refold(ctx context.Context, now time.Time, clients []record.ID, files ...Taken) ([]record.Problem, error) {
	slices.Sort(clients)
	clients = slices.Compact(clients)
	found := make([][]record.Problem, len(clients))
	told := make([][]ingest.Changes, len(clients)) // by file
	err := c.each(clients, func(n int, id record.ID) error {
		versions, err := c.store.Records(ctx, id)
		if err != nil {
			return err
		}
		folded, err := c.foldVersions(versions, c.today(now))
		if err != nil {
			return err
		}
		found[n], told[n] = folded.Problems, make([]ingest.Changes, len(files))
		for i, f := range files {
			if f.Counts && !f.Card && f.Of == "" && slices.Contains(f.Clients, id) {
				told[n][i] = ingest.Compare(versions, f.compared)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	problems := map[record.ID][]record.Problem{}
	for n, id := range clients {
		problems[id] = found[n]
		for i := range files {
			files[i].Changes.Add(told[n][i])
		}
	}
	return slices.Concat(found...), c.store.SetClientProblems(ctx, problems)
}

// fold returns what the imports that count say of one client.
func (c *Caseload) fold(ctx context.Context, id record.ID, today record.Date) (ingest.Folded, error) {
	versions, err := c.store.Records(ctx, id)
	if err != nil {
		return ingest.Folded{}, err
	}
	return c.foldVersions(versions, today)
}

// foldVersions folds a client's records; what is odd of assessments is among
// the problems.
func (c *Caseload) foldVersions(versions record.Versions, today record.Date) (ingest.Folded, error) {
	folded := ingest.Fold(versions, ingest.FoldOptions{Today: today})
	odd, err := c.concerns(folded.Assessments)
	folded.Problems = append(folded.Problems, odd...)
	return folded, err
}

// instantForm writes a moment in UTC at a fixed width, so that texts sort by
// time.
const instantForm = "2006-01-02T15:04:05.000Z"

func instant(t time.Time) string { return t.UTC().Format(instantForm) }

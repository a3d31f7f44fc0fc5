package caseload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"milepost/ingest"
	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/record"
	"milepost/store"
)

// CardMapping stands in an import's Mapping where the file is a client's card.
const CardMapping = "card"

// Taken is what became of one file.
type Taken struct {
	record.Import
	Known    bool             `json:"known"`                   // read before: nothing changed
	Refused  bool             `json:"refused"`                 // nothing of it could be used
	Removed  bool             `json:"removed,omitempty"`       // a card whose file is gone: what it said no longer counts
	Skip     bool             `json:"skip,omitempty"`          // it could not be opened, and stays where it is
	Of       string           `json:"of,omitempty"`            // the export whose rows this file mends
	Mended   int              `json:"mended,omitempty"`        // how many of them
	Rejected string           `json:"rejected,omitempty"`      // file of the rows to mend, below the workspace
	Changes  fold.Changes     `json:"changes"`                 // beside what was known before, in rows
	Notes    []string         `json:"notes,omitempty"`         // what was guessed and counted, for people
	Problems []record.Problem `json:"problems,omitempty"`      // row by row
	Newer    bool             `json:"newer_mapping,omitempty"` // Known, and would be read by another mapping now
	Clients  []record.ID      `json:"clients,omitempty"`       // whose records it touches

	compared fold.Compared
}

// Intake is what one run of Ingest did.
type Intake struct {
	Files    []Taken          `json:"files"`
	Problems []record.Problem `json:"problems,omitempty"`  // of records held against their client and goal, for the clients touched
	Waiting  []record.Problem `json:"waiting,omitempty"`   // rows whose client is not clear, and questions of who is who
	Halves   []HalfSet        `json:"half_sets,omitempty"` // files that wait in the inbox for the rest of their set
	Held     []HeldBatch      `json:"held,omitempty"`      // folders of the outbox with a copy that may no longer go
}

// HalfSet is a file of the inbox that waits for the rest of its set.
type HalfSet struct {
	File string `json:"file"`
	For  string `json:"for"` // how the missing files are called
}

// next says what the file waits for, and how it is read all the same.
func (h HalfSet) next() (what string, step record.NextStep) {
	return filepath.Base(h.File) + " waits for " + h.For + ", which belongs to it; to read it all the same", record.NextStep{Act: record.StepReadFile, Name: h.File}
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
func (c *Caseload) Ingest(ctx context.Context, now time.Time, by Actor, names []string) (Intake, error) {
	u, err := c.admit(ctx, by, record.ActImport)
	if err != nil {
		return Intake{}, err
	}
	var in Intake
	if err := c.loadMappings(); err != nil {
		return in, err
	}
	inInbox := len(names) == 0
	if inInbox {
		var err error
		if names, in.Files, err = filesIn(c.options.Inbox); err != nil {
			return in, err
		}
		if names, in.Halves, err = c.halfSets(ctx, names); err != nil {
			return in, err
		}
	}
	cards, touched, err := c.takeCards(ctx, now, u)
	in.Files, in.Held = append(in.Files, cards.Files...), cards.Held
	if err != nil {
		return in, err
	}
	for _, name := range names {
		taken, err := c.takeExport(ctx, now, u, name)
		if inInbox && errors.Is(err, fs.ErrNotExist) {
			continue // it was taken away meanwhile
		}
		if (inInbox || len(names) > 1) && errors.Is(err, errUnopened) && inTheWay(err) != "" {
			in.Files = append(in.Files, skipped(name, err))
			continue
		}
		if err != nil {
			return in, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
		c.askToMap(name, &taken[0])
		in.Files = append(in.Files, taken...)
		for _, one := range taken {
			touched = append(touched, one.Clients...)
		}
		if inInbox || within(c.options.Inbox, name) {
			if err := c.clear(name, taken[0]); err != nil {
				return in, err
			}
		}
		if err := c.settleRejected(taken[0]); err != nil {
			return in, err
		}
	}
	if in.Problems, err = c.refold(ctx, now, touched, in.Files...); err != nil {
		return in, err
	}
	if err := c.rejectLate(ctx, now, in.Files, in.Problems); err != nil {
		return in, err
	}
	held, err := c.holdBackFor(ctx, now, u, touched) // an export may have given somebody another address
	if in.Held = append(in.Held, held...); err != nil {
		return in, err
	}
	in.Waiting, err = c.waiting(ctx)
	return in, err
}

// halfSets parts the files of the inbox into those that can be read and those
// that wait for the rest of their set.
func (c *Caseload) halfSets(ctx context.Context, names []string) (ready []string, held []HalfSet, err error) {
	if c.options.Hold == nil {
		return names, nil, nil
	}
	imports, err := c.store.Imports(ctx)
	if err != nil {
		return nil, nil, err
	}
	var came []string
	for _, imp := range imports {
		if imp.Counts {
			came = append(came, imp.Name)
		}
	}
	held = c.options.Hold(names, came)
	waits := func(name string) bool {
		return slices.ContainsFunc(held, func(h HalfSet) bool { return h.File == name })
	}
	return slices.DeleteFunc(names, waits), held, nil
}

// takeExport reads one export into the store; one in which rejected rows come
// back gives an import for each export that held them. A file that cannot be
// read at all is no error: it comes back refused, with the reason as its
// problem.
func (c *Caseload) takeExport(ctx context.Context, now time.Time, by acting, name string) ([]Taken, error) {
	f, info, err := c.openExport(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	hash, err := hashReader(io.NewSectionReader(f, 0, info.Size()))
	if err != nil {
		return nil, err
	}
	base := filepath.Base(name)
	imp := record.Import{ID: hash, Name: base, Size: info.Size(), At: instant(now), By: by.ID, Program: by.by.program, Counts: true}
	file := sheet.File{Name: base, Data: f, Size: info.Size()}
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

// errUnopened says that a file could not even be opened.
var errUnopened = errors.New("it was not read")

// openExport opens a file to be read. What is no file, or may not be read, is
// errUnopened.
func (c *Caseload) openExport(name string) (*os.File, fs.FileInfo, error) {
	if err := c.CheckForeign(name); err != nil {
		return nil, nil, err
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", errUnopened, err)
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errNoFile
	}
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("%w: %w", errUnopened, err), f.Close())
	}
	return f, info, nil
}

// takeFile reads an export that is in the archive.
func (c *Caseload) takeFile(ctx context.Context, now time.Time, imp record.Import, file sheet.File) ([]Taken, error) {
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
func (c *Caseload) readExport(ctx context.Context, now time.Time, imp record.Import, file sheet.File) (Taken, error) {
	options := c.readOptions(now)
	known, err := c.store.Known(ctx, imp)
	switch {
	case err == nil:
		words, err := ingest.WordsOf(ctx, file, options)
		if err != nil {
			return Taken{}, err
		}
		if known.Counts {
			return Taken{Import: known, Known: true, Newer: words != "" && words != known.Words}, nil
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
		Arrived:  now,
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
	imp.Words, imp.Complete, imp.Day, imp.Lost = r.Words, r.Complete, r.Day, r.Lost
	if r.Words == "" {
		return imp, nil
	}
	trusted, err := c.store.Trusts(ctx, r.Words)
	imp.Asked = record.Waits
	if trusted || imp.Again && imp.Mends > 0 { // who asks for another reading saw it first
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
	return fmt.Sprintf("archive/%s/%s%s", now.UTC().Format(time.DateOnly), hash[:16], strings.ToLower(filepath.Ext(fitted(base))))
}

// refold works out again which rows of the clients cannot be used, so that
// problems open and close with what has arrived, and returns those that stand.
// On the way it counts what each of the files told of the client.
func (c *Caseload) refold(ctx context.Context, now time.Time, clients []record.ID, files ...Taken) ([]record.Problem, error) {
	slices.Sort(clients)
	clients = slices.Compact(clients)
	found := make([][]record.Problem, len(clients))
	told := make([][]fold.Changes, len(clients)) // by file
	err := c.each(clients, func(n int, id record.ID) error {
		err := c.guard(id, "taking in rows", func() error {
			var err error
			found[n], told[n], err = c.refoldOne(ctx, now, id, files)
			return err
		})
		if failureIn(err) == nil { // else the rows are kept, and "milepost status" names the client
			return err
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	problems := map[record.ID][]record.Problem{}
	for n, id := range clients {
		if told[n] == nil {
			continue
		}
		problems[id] = found[n]
		for i := range files {
			files[i].Changes.Add(told[n][i])
		}
	}
	return slices.Concat(found...), c.store.SetClientProblems(ctx, problems)
}

// refoldOne does so for one client; told, one for each of the files, is never
// nil.
func (c *Caseload) refoldOne(ctx context.Context, now time.Time, id record.ID, files []Taken) (found []record.Problem, told []fold.Changes, err error) {
	if c.breakOn != nil {
		c.breakOn(id)
	}
	versions, err := c.store.Records(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	folded, err := c.foldVersions(versions, c.today(now))
	if err != nil {
		return nil, nil, err
	}
	told = make([]fold.Changes, len(files))
	for i, f := range files {
		if f.Counts && !f.Card && f.Of == "" && slices.Contains(f.Clients, id) {
			told[i] = fold.Compare(versions, f.compared)
		}
	}
	return folded.Problems, told, nil
}

// fold returns what the imports that count say of one client. Among the
// problems are those of rows that name the client and were refused as they were
// read.
func (c *Caseload) fold(ctx context.Context, id record.ID, today record.Date) (fold.Result, error) {
	if c.breakOn != nil {
		c.breakOn(id)
	}
	versions, err := c.store.Records(ctx, id)
	if err != nil {
		return fold.Result{}, err
	}
	folded, err := c.foldVersions(versions, today)
	if err == nil {
		err = c.trustBeforeUsers(ctx, folded.Goals)
	}
	if err != nil {
		return folded, err
	}
	refused, err := c.refusedRows(ctx, id)
	folded.Problems = append(refused, folded.Problems...)
	return folded, err
}

// trustBeforeUsers takes what cards say as it stands while the workspace has no
// user: nobody can tell yet who is a therapist.
func (c *Caseload) trustBeforeUsers(ctx context.Context, goals []record.Goal) error {
	users, err := c.hasUsers(ctx)
	if err != nil || users {
		return err
	}
	for i := range goals {
		for j := range goals[i].Objectives {
			goals[i].Objectives[j].Typed = record.Levels{}
		}
	}
	return nil
}

func (c *Caseload) hasUsers(ctx context.Context) (bool, error) {
	users, err := c.store.Users(ctx)
	return len(users) > 0, err
}

// foldVersions folds a client's records; what is odd of assessments is among
// the problems.
func (c *Caseload) foldVersions(versions record.Versions, today record.Date) (fold.Result, error) {
	c.knowStaff(versions)
	folded := fold.Client(versions, fold.Options{Today: today, Discipline: c.options.Discipline})
	odd, err := c.concerns(folded.Assessments)
	folded.Problems = append(folded.Problems, odd...)
	return folded, err
}

// instantForm writes a moment in UTC at a fixed width, so that texts sort by
// time.
const instantForm = "2006-01-02T15:04:05.000Z"

func instant(t time.Time) string { return t.UTC().Format(instantForm) }

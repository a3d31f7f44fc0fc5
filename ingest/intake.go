package ingest

import (
	"context"
	"fmt"
	"hash/maphash"
	"math"
	"slices"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// batchSize is how many records go out at once.
const batchSize = 2000

// intake turns the rows of one file into batches and counts each row once. It
// is what every format's reader hands its rows to.
type intake struct {
	ctx     context.Context
	file    sheet.File
	options Options
	yield   func(record.Batch) error
	report  Report
	book    value.HelpBook
	seed    maphash.Seed
	batch   record.Batch

	// What is remembered of rows that went out is hashes, so that a million
	// rows take some tens of megabytes.
	rows    hashes              // content of rows, to know duplicates
	told    hashes              // records that were yielded, by key and content
	points  map[uint64]version  // data points that were yielded, by key
	nth     map[uint64]int      // rows of one client (and goal) on one day, without a time
	void    []record.Withdrawal // sessions of void rows
	held    hashes              // keys of sessions of rows that count
	status  map[string]string   // statuses by the export's words, "" unknown
	weekend int                 // rows of sessions held on a Saturday or Sunday
	groups  *gathering          // rows that make one point together
	of      exportDay
	mended  map[place]MendedRow
	lexicon *lexicon // nil until a table may be of another layout

	people   map[personCells]person             // by what their cells say
	nameKeys map[person]record.Key              // by name and birth date
	clients  map[person]bool                    // who were yielded, where rows say no more than who they are
	refused  map[record.Source][]record.Problem // by the fold, by row
}

// hashes is a set of 64-bit hashes. Of a million rows, two that differ have the
// same one once in 37 million files.
type hashes map[uint64]struct{}

// has reports whether the hash is in the set, and adds it.
func (h hashes) has(hash uint64) bool {
	if _, there := h[hash]; there {
		return true
	}
	h[hash] = struct{}{}
	return false
}

// version is the row that told a data point last.
type version struct {
	content  uint64
	row      int32
	modified record.Stamp
	nth      int32 // rows of the same goal and visit so far
}

// versionOf is what is remembered of a row that told a data point.
func versionOf(row int, content uint64, modified record.Stamp) version {
	return version{content: content, row: int32(min(row, math.MaxInt32)), modified: modified, nth: 1}
}

// newIntake starts the intake of a file.
func newIntake(ctx context.Context, f sheet.File, o Options, yield func(record.Batch) error) *intake {
	in := &intake{
		ctx: ctx, file: f, options: o, yield: yield, book: value.NewHelpBook(), seed: maphash.MakeSeed(),
		report: Report{Skipped: map[string]int{}},
		rows:   hashes{}, told: hashes{}, points: map[uint64]version{},
		nth: map[uint64]int{}, held: hashes{}, status: map[string]string{}, mended: byPlaces(o.Mended),
		refused: map[record.Source][]record.Problem{},
		people:  map[personCells]person{}, nameKeys: map[person]record.Key{}, clients: map[person]bool{},
	}
	for _, p := range o.Refused {
		in.refused[p.WholeRow()] = append(in.refused[p.WholeRow()], p)
	}
	return in
}

// skip counts a row, or a FHIR resource, that gives no record. The reason is
// one word or a few: blank, total, duplicate, void.
func (in *intake) skip(reason string) {
	in.report.Rows++
	in.report.Skipped[reason]++
}

// bad counts a row whose problems are all that it gives.
func (in *intake) bad(problems ...record.Problem) {
	in.report.Rows++
	in.report.Bad++
	for _, p := range problems {
		in.problem(p)
	}
}

// problem lists a problem without counting a row.
func (in *intake) problem(p record.Problem) {
	if p.Import == "" {
		p.Import, p.File = in.report.Import, in.file.Name
	}
	in.report.Problems = append(in.report.Problems, p)
}

// note adds a line to the report's notes.
func (in *intake) note(text string) { in.report.Notes = append(in.report.Notes, text) }

// noteOnce is note, but says nothing twice.
func (in *intake) noteOnce(text string) {
	if !slices.Contains(in.report.Notes, text) {
		in.note(text)
	}
}

// take turns one row, which gives records of some kinds, into records and
// problems, and counts it. FHIR rows come with the names of fields as columns
// and the identity layout.
func (in *intake) take(l *layout, row sheet.Row, gives []Give) error {
	if err := in.ctx.Err(); err != nil {
		return err
	}
	v := &values{in: in, l: l, row: row, gives: gives, at: l.at}
	if l.identity {
		v.at = identityOf(row)
	}
	content, before := in.contentOf(row), sizesOf(in.batch)
	if in.groups == nil && !l.identity && !row.Bare && !row.Blank {
		if reason := in.seen(l, content); reason != "" {
			in.skip(reason)
			return nil
		}
	}
	made := v.records(content)
	v.tellLost(before)
	in.count(v, made)
	if in.batch.Len() >= batchSize {
		return in.flush()
	}
	return nil
}

// seen says why a row is left out that says what another of its sheet has said
// to the letter; "" it is not.
func (in *intake) seen(l *layout, content uint64) string {
	if !l.repeats.looked {
		if in.rows.has(content) {
			return "duplicate"
		}
		return ""
	}
	if !l.repeats.alike[content] || !in.rows.has(content) || l.repeats.same == SameTrials {
		return ""
	}
	return "same row twice"
}

// count counts a row that was read: with a problem, used, or skipped.
func (in *intake) count(v *values, made outcome) {
	if wrong := append(v.problems, in.refused[v.source("")]...); len(wrong) > 0 {
		in.reject(v, wrong)
	}
	switch {
	case len(v.problems) > 0:
		in.bad(v.problems...)
	case made == nothing && v.row.Bare:
		in.skip("no result yet")
	case made == nothing:
		in.skip("nothing to use")
	case made == notHeld:
		in.skip("no visit")
	case made == superseded:
		in.skip("superseded")
	case made == takenBack:
		in.skip("void")
	case made == emptyCell:
		in.skip("empty cell")
	default:
		in.report.Rows++
		in.report.Used++
	}
}

// outcome is what a row gave.
type outcome int

const (
	nothing outcome = iota
	usedRow
	notHeld    // a result cell says that there was no visit
	superseded // an older version of a row that was read before
	takenBack  // void or deleted
	emptyCell  // a blank cell of a tracker
)

// flush yields what has gathered.
func (in *intake) flush() error {
	if in.batch.Len() == 0 {
		return nil
	}
	batch := in.batch
	in.batch = record.Batch{}
	in.of.look(batch, in.options.Today)
	return in.yield(batch)
}

// finish yields gathered points, then the rest.
func (in *intake) finish() error {
	if in.weekend > 0 {
		in.note(fmt.Sprintf("%d rows tell of sessions on a Saturday or Sunday; look whether their dates are right", in.weekend))
	}
	for _, w := range in.void {
		if _, held := in.held[hashOf(string(w.Key))]; !held {
			in.batch.Withdrawals = append(in.batch.Withdrawals, w)
		}
	}
	err := in.flush()
	in.report.Day = in.of.day()
	return err
}

// isNew reports whether a record was not yielded before in this file.
func (in *intake) isNew(parts ...string) bool {
	return !in.told.has(hashOf(parts...))
}

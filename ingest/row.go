// Package ingest turns export files into records and says, row by row, what it
// could not use. It takes the bytes of a file and a mapping and gives batches
// of records and a list of problems. It never needs to know which clients and
// goals exist: rows name them by keys, and package fold resolves the keys
// later. It drops nothing silently: every row is counted once, as used, as
// skipped with the reason, or as a problem.
package ingest

import (
	"time"

	"milepost/record"
)

// Give is a kind of record that a row can give.
type Give string

// The kinds of record that rows give.
const (
	Clients  Give = "clients"
	Goals    Give = "goals"
	Sessions Give = "sessions"
	Data     Give = "data"
	Tests    Give = "assessments"
)

// giveWords lists the kinds of record as a mapping writes them.
func giveWords() []string {
	return []string{string(Clients), string(Goals), string(Sessions), string(Data), string(Tests)}
}

// Options say how files are read.
type Options struct {
	Mappings []Mapping      // the clinic's own before the shipped ones
	Today    record.Date    // later days are problems; zero: not checked
	Arrived  time.Time      // when the file came; it tells how new a tracker is that does not say when it was saved
	Zone     *time.Location // the clinic's; nil is UTC
	Hidden   HiddenRows
	Mended   []MendedRow      // rows of the file as a person wrote them anew
	ReadOnce bool             // the file was read before: by its mapping then, whatever that passes over
	Refused  []record.Problem // what the fold refused of the file's rows: they are among Report.Rejected too
}

// HiddenRows says what is done with rows that are hidden in a spreadsheet.
type HiddenRows string

// The ways to treat hidden rows. Either way they are counted in a note.
const (
	UseHidden  HiddenRows = ""
	SkipHidden HiddenRows = "skip"
)

// Report says what became of every row of a file. Rows is the sum of Used,
// Bad and all of Skipped.
type Report struct {
	Format   string         // CSV, XLSX, FHIR JSON, FHIR NDJSON; "" where nothing could be read
	Import   string         // SHA-256 of the file's bytes, hex
	Mapping  string         // name of the mapping taken, "" none
	Words    string         // hashes of those of its mappings that are the clinic's own, "" none
	Complete bool           // its mapping says that it holds all that there is
	Day      record.Date    // that the export is of; zero: it says none
	Rows     int            // rows below the header
	Used     int            // rows that gave records and no problem
	Bad      int            // rows with a problem; what else they tell is used
	Lost     int            // rows that should tell of a visit and, for a problem, tell of none
	Skipped  map[string]int // rows without a record, by reason: blank, total, duplicate, void, ...
	Problems []record.Problem
	Rejected []RejectedRow // rows of tables with a problem, as they stand there; 20,000 at most
	Notes    []string      // what was guessed or noticed: encoding, day order, hidden rows
}

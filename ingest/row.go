// Package ingest turns export files and clients' cards into records and says,
// row by row, what it could not use. It takes the bytes of a file and a
// mapping and gives batches of records and a list of problems. It never needs
// to know which clients and goals exist: rows name them by keys, and Fold
// resolves the keys later. It drops nothing silently: every row is counted
// once, as used, as skipped with the reason, or as a problem.
package ingest

import (
	"io"
	"time"

	"milepost/record"
)

// File is an export, opened for reading.
type File struct {
	Name string // base name
	Data io.ReaderAt
	Size int64 // bytes
}

// Format is how a spreadsheet shows a number. The text of a cell is its true
// value, never what is shown: 79.6 % must not read as 80 %.
type Format string

// The formats that change what a number means. Plain is any other.
const (
	Plain      Format = ""
	AsDay      Format = "day"      // Text is a day, or a serial number of days
	AsPercent  Format = "percent"  // Text 0.8 is 80 %
	AsTime     Format = "time"     // Text is a part of a day: 0.5 is noon
	AsDayTime  Format = "day time" // a day and a part of it
	AsDuration Format = "duration" // hours over 24 allowed: [h]:mm
	AsError    Format = "error"    // Text is #N/A, #REF!, ...
)

// Cell is one value as it stands in the export.
type Cell struct {
	Text    string // the true value
	Column  string // its header, as a person reads it
	Format  Format
	Unsaved bool // a formula whose value was not saved with the file
	Filled  Fill // where the text was taken from, if not from the cell itself

	kind    byte // of a workbook's cell: the first letter of its type, 0 a number
	formula bool
	style   int32 // of a workbook's cell, -1 none
}

// Fill says from where a cell's text was taken.
type Fill string

// A merged cell bears its text once: the cells below and beside it repeat it.
const (
	Own         Fill = ""
	FilledDown  Fill = "down"
	FilledRight Fill = "right"
)

// Row is one line of a table. FHIR resources are flattened to rows whose
// columns bear the names of Fields.
type Row struct {
	Sheet  string // "" in files without sheets
	Number int    // as a person counts in the file, from 1
	Gives  []Give // records that this row gives; empty: those of the mapping
	Cells  []Cell
	Hidden bool           // hidden or filtered away in the spreadsheet
	Broken bool           // a quote is never closed: the one cell is the line as it stands
	Mended *record.Source // where a person wrote the row anew; nil: it stands in the file

	raw []byte // of a text file: the row as it stands, with its end
}

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
	Zone     *time.Location // the clinic's; nil is UTC
	Hidden   HiddenRows
	Mended   []MendedRow      // rows of the file as a person wrote them anew
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
	Rows     int            // rows below the header
	Used     int            // rows that gave records and no problem
	Bad      int            // rows with a problem; what else they tell is used
	Skipped  map[string]int // rows without a record, by reason: blank, total, duplicate, void, ...
	Problems []record.Problem
	Rejected []RejectedRow // rows of tables with a problem, as they stand there; 20,000 at most
	Notes    []string      // what was guessed or noticed: encoding, day order, hidden rows
}

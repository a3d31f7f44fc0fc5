// Package sheet reads the rows and cells of CSV and XLSX files and writes
// workbooks for people. It tells a file's format by its bytes, never by its
// name, and says of a cell what stands there, not what it means.
package sheet

import (
	"io"

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
	AsDuration Format = "duration" // with seconds, h:mm:ss or mm:ss: Text is a part of a day
	AsElapsed  Format = "elapsed"  // hours over 24 allowed, [h]:mm: Text is a part of a day
	AsError    Format = "error"    // Text is #N/A, #REF!, ...
	AsGarbled  Format = "garbled"  // Text holds letters that nobody wrote
)

// Cell is one value as it stands in the export.
type Cell struct {
	Text    string // the true value
	Column  string // its header, as a person reads it
	At      string // where it stands, where the column of its row does not say it: "F (9/14)"
	Format  Format
	Unsaved bool // a formula whose value was not saved with the file
	Filled  Fill // where the text was taken from, if not from the cell itself

	Kind    byte // of a workbook's cell: the first letter of its type, 0 a number
	Formula bool
	Style   int32 // of a workbook's cell, -1 none
}

// Fill says from where a cell's text was taken.
type Fill string

// A merged cell bears its text once: the cells below and beside it repeat it.
const (
	Own         Fill = ""
	FilledDown  Fill = "down"
	FilledRight Fill = "right"
)

// Row is one line of a table.
type Row struct {
	Sheet  string // "" in files without sheets
	Number int    // as a person counts in the file, from 1
	Cells  []Cell
	Hidden bool           // hidden or filtered away in the spreadsheet
	Broken bool           // a quote is never closed: the one cell is the line as it stands
	Mended *record.Source // where a person wrote the row anew; nil: it stands in the file

	Raw []byte // of a text file: the row as it stands, with its end

	Origin *Origin // of a row that is made of a part of the file's row; nil: it is the whole
	Bare   bool    // such a row without a result
	Blank  bool    // such a row of a result that is not there
}

// Origin is the row of a file of which several rows were made.
type Origin struct {
	Columns []string // headers, as a person reads them
	Cells   []Cell
	Lines   []int    // numbers of the rows above the table that speak for it
	Labels  []string // what they say
}

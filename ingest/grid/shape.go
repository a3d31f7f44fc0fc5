// Package grid turns the tables that therapists keep by hand into ordinary
// rows: a column for each day, a column for each goal, a sheet for each child.
// Every filled cell of such a table goes into a row, is a header, or is listed
// as not used; each cell of a row knows where it stands.
package grid

import (
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// Across says what the headers of a table name beside its first columns.
type Across string

// What stands across a table. Nothing: it has a row for each result.
const (
	Nothing Across = ""
	Days    Across = "days"
	Goals   Across = "goals"
)

// Shape is the layout of the tables of a file, as a mapping declares it.
type Shape struct {
	Across Across
	Tabs   bool     // the name of each sheet is a column of its rows
	Skip   []string // names of sheets that are not read
	Year   int      // of days whose header names none; 0 the file must say it
	Blanks bool     // a blank cell takes back what stood there when the file was saved before
}

// IsZero reports whether the table is read as it stands.
func (s Shape) IsZero() bool { return s.Across == Nothing && !s.Tabs && len(s.Skip) == 0 }

// The headers of the columns that a laid out table has beside its own.
const (
	TabColumn  = "Sheet name"
	LineColumn = "Line above"
	GoalColumn = "Column goal"
	DayColumn  = "Column date"
	CellColumn = "Cell"
)

// above ends the header of a column that a label above the table makes:
// "Child above".
const above = " above"

// Words tell headers apart. IsKnown reports whether exports bring a field
// under the header; IsPart whether it names a part of a result, such as
// "Correct" or "Help"; IsKey whether the column says what a row is about, where
// goals stand across. IsHeader tells whether a row, with the one below it, is
// the header of a table whose headers are no days.
type Words struct {
	IsKnown, IsPart, IsKey func(header string) bool
	IsAbout                func(header string) bool // a client or a goal
	IsHeader               func(row sheet.Row, below *sheet.Row) bool
}

// Unused is a filled cell of which no row was made.
type Unused struct {
	Row    int
	Column int    // from 0
	Header string // "" none
	Text   string
	Why    Why
	OfRow  bool // the whole row is not used
}

// Why says why a cell is not used.
type Why string

// The reasons for which cells are not used.
const (
	IsTotal     Why = "a total or an average"
	IsNote      Why = "a note that belongs to no day"
	IsTitle     Why = "stands above the table"
	IsTwice     Why = "its header stands there twice"
	NoHeader    Why = "its column has no header"
	IsMark      Why = "a mark of the tracker"
	BelowNobody Why = "stands in no table"
)

// Table is a table that was laid out.
type Table struct {
	sheet.Table
	Header []string // of the rows
	Found  bool     // the sheet holds a table of the shape
	Unused []Unused

	Days   []string // headers that are days, as they stand there, of the first table
	NoYear []string // those among all whose year nobody says
	Goals  []string // goals in the headers
	Blocks int      // tables on the sheet
	Top    int      // row of the first header
	Last   string   // what the headers of days were read as, the last

	heads  func(number int) []string
	isHead func(number int) bool
	isLine func(number int) bool
}

// IsMade reports whether a column of the rows is made, and stands in no header
// of the table.
func IsMade(header string) bool {
	folded := value.FoldHeader(header)
	for _, name := range []string{TabColumn, LineColumn, GoalColumn, DayColumn, CellColumn} {
		if folded == value.FoldHeader(name) {
			return true
		}
	}
	return strings.HasSuffix(folded, value.FoldHeader(above))
}

// Letter names the column as a spreadsheet does.
func (u Unused) Letter() string { return letters(u.Column) }

// Heads returns the headers of the table in which a row of the sheet stands;
// nil: in none.
func (t Table) Heads(number int) []string {
	if t.heads == nil {
		return nil
	}
	return t.heads(number)
}

// IsHead reports whether a row of the sheet is a header, or a line above one.
func (t Table) IsHead(number int) bool {
	return t.IsLine(number) || t.isHead != nil && t.isHead(number)
}

// IsLine reports whether a row of the sheet is a line above a table.
func (t Table) IsLine(number int) bool { return t.isLine != nil && t.isLine(number) }

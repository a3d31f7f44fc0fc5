package ingest

// Mapping says which column of an export is what.
type Mapping struct {
	Name     string                       // of its file, without the ending
	About    string                       // one sentence for people
	Gives    []Give                       // records that each row gives
	Sheet    string                       // sheet of a workbook; "" the one that fits best
	Needs    []string                     // headers without which it does not fit
	Columns  []Column                     // in the order of the file
	Date     DateOrder                    // how days are written
	Order    string                       // header that numbers the sessions where Date is NoDate
	Always   map[string]string            // field: the same value in every row
	Words    map[string]map[string]string // field: word of the export: our word
	Make     map[string]string            // field: text with {headers}
	Gather   Gather
	Loose    bool // results that fit no goal are left aside, not problems
	Complete bool // a record that a later export lacks is gone
}

// Column is one column of an export and the field that it fills.
type Column struct {
	Header string
	Field  string
}

// DateOrder says how the days of an export are written.
type DateOrder string

// The orders of a day's parts.
const (
	Decide     DateOrder = "" // from the whole column
	MonthFirst DateOrder = "month-first"
	DayFirst   DateOrder = "day-first"
	YearFirst  DateOrder = "year-first"
	NoDate     DateOrder = "none"
)

// Gather makes one data point of many rows. The zero Gather: one row, one point.
type Gather struct {
	By  []string // headers whose values name the point
	Sum string   // header whose numbers are summed
}

package ingest

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"milepost/ingest/grid"
	"milepost/ingest/value"
	"milepost/record"
)

//go:embed mappings/*.yaml
var shipped embed.FS

// Mapping says which column of an export is what. It is written as YAML; the
// keys are listed with ParseMapping.
type Mapping struct {
	Name     string                       // of its file, without the ending
	Hash     string                       // record.ShortHash of its text
	Own      bool                         // the clinic's: a person confirms the first file that it reads
	About    string                       // one sentence for people
	Gives    []Give                       // records that each row gives
	List     record.List                  // what kind of list its visits are of; "" by what it gives
	Sheet    string                       // the sheet of a workbook that it reads; "" every sheet that fits
	File     string                       // the only file that it reads, by name; "" every file that fits
	Needs    []string                     // headers without which it does not fit
	Columns  []Column                     // in the order of the file
	Date     value.DateOrder              // how days are written
	Order    string                       // header that numbers the sessions where Date is NoDate
	Always   map[string]string            // field: the same value in every row
	Words    map[string]map[string]string // field: the export's word, folded: our word
	Make     map[string]string            // field: text with {headers}
	Gather   Gather
	Group    string   // field that a row with one cell only gives to the rows below it
	Fill     []string // headers whose blank cells repeat the cell above
	SameRows SameRows // what rows are that are alike in every cell
	// Several says, by the field of a result, how several of one goal in one
	// visit make one, where their kind does not tell.
	Several  map[string]record.Several
	Loose    bool       // results that fit no goal are left aside, not problems
	Complete bool       // what a later export lacks is gone
	NewGoals bool       // a row that names a goal by its title and has no id of one describes it
	Shape    grid.Shape // the layout of its tables, where it is not a row for each result
}

// Column is one column of an export and the field that it fills. The field
// Ignore says that it is known and not wanted.
type Column struct {
	Header string
	Field  string
}

// Ignore is the field of a column that is known and not wanted.
const Ignore = "ignore"

// Gather makes one data point of many rows. The zero Gather: one row, one point.
type Gather struct {
	By  []string // headers whose values name the point
	Sum string   // header whose numbers are summed
}

// Shipped returns the mappings that come with the program, by name.
func Shipped() ([]Mapping, error) {
	entries, err := shipped.ReadDir("mappings")
	if err != nil {
		return nil, err
	}
	var all []Mapping
	for _, e := range entries {
		text, err := shipped.ReadFile(path.Join("mappings", e.Name()))
		if err != nil {
			return nil, err
		}
		m, err := ParseMapping(strings.TrimSuffix(e.Name(), ".yaml"), text)
		if err != nil {
			return nil, fmt.Errorf("shipped mapping: %w", err)
		}
		all = append(all, m)
	}
	return all, nil
}

// gives reports whether rows give that kind of record.
func gives(list []Give, want Give) bool {
	for _, g := range list {
		if g == want {
			return true
		}
	}
	return false
}

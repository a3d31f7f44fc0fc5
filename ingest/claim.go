package ingest

import (
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// A mapping claims a table where it finds all headers that it needs, unless
// the table has a column that the mapping does not know and that is likely to
// hold what Milepost reads: its header is known by another file, or its values
// are results, levels of help or what became of visits. Such a column would be
// dropped, so a person is asked first (ADR 146).

// claimant decides which mappings may claim one table.
type claimant struct {
	lexicon  *lexicon
	mappings []foldedMapping
	readOnce bool // the table was claimed before: nothing stops a claim
}

func newClaimant(s sheet.Table, file string, o Options) *claimant {
	return &claimant{newLexicon(), foldMappings(s, file, o.Mappings), o.ReadOnce}
}

// knows reports whether the mapping names the header, wanted or not.
func (f foldedMapping) knows(header string) bool {
	return slices.Contains(f.columns, header) || slices.Contains(f.needs, header) || slices.Contains(f.others, header)
}

// passedOver returns the headers that the mapping does not know and that are
// likely to matter, of a table with these rows below its header.
func (c *claimant) passedOver(f foldedMapping, headers []string, below []sheet.Row) []string {
	var all []string
	for i, h := range headers {
		folded := value.FoldHeader(h)
		if folded == "" || f.knows(folded) || slices.Contains(all, h) || c.lexicon.isUnused(h) {
			continue
		}
		if c.lexicon.isKnown(h) || tells(i, h, below) {
			all = append(all, h)
		}
	}
	return all
}

// isKnown reports whether exports are known to bring a field under the header.
func (x *lexicon) isKnown(header string) bool {
	return slices.ContainsFunc(x.fieldsNamed(header), func(n named) bool { return n.rank == 3 })
}

// fewestValues is how many values of a column say what it holds.
const fewestValues = 3

// tells reports whether the values of a column say by themselves that it holds
// results, levels of help or what became of visits.
func tells(column int, header string, below []sheet.Row) bool {
	k := newColumnLook(header)
	book := value.NewHelpBook()
	for _, row := range below {
		if column < len(row.Cells) {
			k.look(row.Cells[column], book)
		}
	}
	if k.filled < fewestValues {
		return false
	}
	fields, _ := guessed(&k)
	return len(fields) > 0 && slices.Contains([]string{"point.help", "point.score", "session.status"}, fields[0])
}

// newColumnLook starts to look at a column.
func newColumnLook(header string) columnLook {
	return columnLook{header: header, values: map[string]int{}, fits: map[string]int{}}
}

// best returns the mapping that claims a table with the headers and knows most
// of them, and its rank; a tie goes to the one that needs more, then to the
// first. nil and -1: none. A mapping that would claim it but for what it
// passes over is returned too.
func (c *claimant) best(headers []string, below []sheet.Row) (best *Mapping, most int, stopped *stoppedClaim) {
	there := foldSet(headers)
	most = -1
	mostStopped := -1
	for _, f := range c.mappings {
		if len(f.lacking(there)) > 0 {
			continue
		}
		known := 0
		for _, column := range f.columns {
			known += boolInt(there[column])
		}
		rank := 100*known + len(f.needs)
		if rank <= most {
			continue
		}
		if passed := c.passedOver(f, headers, below); len(passed) > 0 && !c.readOnce {
			if rank > mostStopped {
				stopped, mostStopped = &stoppedClaim{f.m.Name, passed}, rank
			}
			continue
		}
		best, most = f.m, rank
	}
	return best, most, stopped
}

// stoppedClaim is a mapping that would read a table, but for columns that it
// does not know.
type stoppedClaim struct {
	mapping string
	columns []string
}

// says tells what stops the claim.
func (s *stoppedClaim) says() string {
	return "has columns that the mapping " + s.mapping + " does not read and that may matter: " + strings.TrimSpace(quotedList(s.columns))
}

package ingest

import (
	"slices"
	"strings"
)

// miss is a sheet that no mapping fits.
type miss struct {
	sheet   string
	rows    int // with text, among the first
	row     int // the row that comes nearest to a header
	headers []string
	nearest *Mapping
	lacks   []string // headers that the nearest mapping needs and the sheet has not
}

// findLayout finds the header row and the mapping that fits it best: the
// first row that holds all that a mapping needs; of several mappings the one
// that knows most of its columns. A header may stand in two rows, the upper
// one with merged cells.
func findLayout(s sheet, top []Row, mappings []Mapping) (*layout, miss) {
	m := miss{sheet: s.name}
	folded := foldMappings(s, mappings)
	bestShare := 0.0
	for i, row := range top {
		texts := textsOf(row)
		if len(texts) == 0 {
			continue
		}
		m.rows++
		candidates := [][]string{headerTexts(row)}
		if i+1 < len(top) && row.Number+1 == top[i+1].Number {
			candidates = append(candidates, joinHeaders(row, top[i+1]))
		}
		var fits *Mapping
		depth, most := 0, -1
		for d, headers := range candidates {
			there := foldSet(headers)
			if best, rank := bestMapping(folded, there); rank > most {
				fits, depth, most = best, d, rank
			}
			for _, f := range folded {
				lacks := f.lacking(there)
				if share := 1 - float64(len(lacks))/float64(max(1, len(f.needs))); share > bestShare {
					bestShare = share
					m.nearest, m.lacks, m.headers, m.row = f.m, lacks, nonEmpty(slices.Clone(headers)...), row.Number
				}
			}
		}
		if fits != nil {
			return newLayout(s, fits, candidates[depth], row.Number+depth), m
		}
		if m.headers == nil && len(texts) > 1 {
			m.headers, m.row = texts, row.Number
		}
	}
	return nil, m
}

// foldedMapping is a mapping with its headers made comparable.
type foldedMapping struct {
	m              *Mapping
	needs, columns []string
}

// foldMappings returns the mappings that may read the sheet.
func foldMappings(s sheet, mappings []Mapping) []foldedMapping {
	var all []foldedMapping
	for i := range mappings {
		m := &mappings[i]
		if m.Sheet != "" && s.name != "" && !strings.EqualFold(m.Sheet, s.name) {
			continue
		}
		f := foldedMapping{m: m}
		for _, h := range m.Needs {
			f.needs = append(f.needs, fold(h))
		}
		for _, c := range m.Columns {
			f.columns = append(f.columns, fold(c.Header))
		}
		all = append(all, f)
	}
	return all
}

// foldSet returns the headers made comparable.
func foldSet(headers []string) map[string]bool {
	there := map[string]bool{}
	for _, h := range headers {
		if h = fold(h); h != "" {
			there[h] = true
		}
	}
	return there
}

// lacking returns the headers that the mapping needs and that are not there.
func (f foldedMapping) lacking(there map[string]bool) []string {
	var all []string
	for i, need := range f.needs {
		if !there[need] {
			all = append(all, f.m.Needs[i])
		}
	}
	return all
}

// bestMapping returns the mapping that fits the headers and knows most of
// them, and its rank; a tie goes to the one that needs more, then to the
// first. nil and -1: none.
func bestMapping(mappings []foldedMapping, there map[string]bool) (best *Mapping, most int) {
	most = -1
	for _, f := range mappings {
		if len(f.lacking(there)) > 0 {
			continue
		}
		known := 0
		for _, c := range f.columns {
			known += boolInt(there[c])
		}
		if rank := 100*known + len(f.needs); rank > most {
			best, most = f.m, rank
		}
	}
	return best, most
}

// textsOf returns the trimmed texts of a row that are not blank.
func textsOf(row Row) []string {
	var all []string
	for _, c := range row.Cells {
		if text := strings.TrimSpace(c.Text); text != "" && c.Filled == Own {
			all = append(all, text)
		}
	}
	return all
}

// headerTexts returns the headers that a row would give.
func headerTexts(row Row) []string {
	headers := make([]string, len(row.Cells))
	for i, c := range row.Cells {
		headers[i] = headerText(c.Text)
	}
	return headers
}

// headerText joins the lines of a header; what is too long for one is cut.
func headerText(text string) string {
	const most = 300
	if len(text) > most {
		text = strings.ToValidUTF8(text[:most], "")
	}
	return strings.Join(strings.Fields(text), " ")
}

// joinHeaders joins a header in two rows: "Score" above "Correct" and "Trials"
// gives "Score Correct" and "Score Trials". A lower cell alone stays.
func joinHeaders(upper, lower Row) []string {
	headers := make([]string, max(len(upper.Cells), len(lower.Cells)))
	for i := range headers {
		var parts []string
		if i < len(upper.Cells) {
			parts = append(parts, headerText(upper.Cells[i].Text))
		}
		if i < len(lower.Cells) && lower.Cells[i].Filled != FilledDown {
			parts = append(parts, headerText(lower.Cells[i].Text))
		}
		headers[i] = strings.TrimSpace(strings.Join(parts, " "))
	}
	return headers
}

// newLayout binds the columns of a sheet to the fields of a mapping. Of two
// columns with one header the first counts; the other is not used.
func newLayout(s sheet, m *Mapping, headers []string, row int) *layout {
	l := &layout{
		mapping: m, sheet: s.name, header: row, columns: headers,
		at: map[string][]int{}, byHeader: map[string]int{}, shares: map[int]scale{},
	}
	for i, h := range headers {
		if _, twice := l.byHeader[fold(h)]; !twice && fold(h) != "" {
			l.byHeader[fold(h)] = i
		}
	}
	for _, c := range m.Columns {
		if i, ok := l.byHeader[fold(c.Header)]; ok && c.Field != Ignore {
			l.at[c.Field] = append(l.at[c.Field], i)
		}
	}
	if m.Group != "" {
		l.group = len(l.columns)
		l.columns = append(slices.Clone(l.columns), "group row")
		l.at[m.Group] = append(l.at[m.Group], l.group)
	}
	return l
}

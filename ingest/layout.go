package ingest

import (
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// miss is a sheet that no mapping fits.
type miss struct {
	sheet   string
	rows    int // with text, among the first
	row     int // the row that comes nearest to a header
	headers []string
	nearest *Mapping
	lacks   []string // headers that the nearest mapping needs and the sheet has not
	stopped *stoppedClaim
	skipped bool // its name says that it holds no results
}

// findLayout finds the header row and the mapping that fits it best: the
// first row that holds all that a mapping needs; of several mappings the one
// that knows most of its columns. A header may stand in two rows, the upper
// one with merged cells.
func findLayout(s sheet.Table, top []sheet.Row, file string, o Options) (*layout, miss) {
	m := miss{sheet: s.Name}
	claims := newClaimant(s, file, o)
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
			best, rank, stopped := claims.best(headers, top[i+1+d:])
			if rank > most {
				fits, depth, most = best, d, rank
			}
			if stopped != nil && m.stopped == nil {
				m.stopped, m.headers, m.row = stopped, nonEmpty(headers...), row.Number+d
			}
			for _, f := range claims.mappings {
				lacks := f.lacking(foldSet(headers))
				if share := 1 - float64(len(lacks))/float64(max(1, len(f.needs))); share > bestShare && m.stopped == nil {
					bestShare = share
					m.nearest, m.lacks, m.headers, m.row = f.m, lacks, nonEmpty(headers...), row.Number
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
	others         []string // that it uses otherwise
}

// foldMappings returns the mappings that may read the sheet.
func foldMappings(s sheet.Table, file string, mappings []Mapping) []foldedMapping {
	var all []foldedMapping
	for i := range mappings {
		m := &mappings[i]
		if !m.Shape.IsZero() && !s.LaidOut {
			continue
		}
		if m.Sheet != "" && s.Name != "" && !strings.EqualFold(m.Sheet, s.Name) {
			continue
		}
		if m.File != "" && !strings.EqualFold(m.File, file) {
			continue
		}
		f := foldedMapping{m: m}
		for _, h := range m.Needs {
			f.needs = append(f.needs, value.FoldHeader(h))
		}
		for _, c := range m.Columns {
			f.columns = append(f.columns, value.FoldHeader(c.Header))
		}
		for _, h := range slices.Concat(m.Fill, m.Gather.By, headersOf(m.Make), nonEmpty(m.Order, m.Gather.Sum)) {
			f.others = append(f.others, value.FoldHeader(h))
		}
		all = append(all, f)
	}
	return all
}

// foldSet returns the headers made comparable.
func foldSet(headers []string) map[string]bool {
	there := map[string]bool{}
	for _, h := range headers {
		if h = value.FoldHeader(h); h != "" {
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

// textsOf returns the trimmed texts of a row that are not blank.
func textsOf(row sheet.Row) []string {
	var all []string
	for _, c := range row.Cells {
		if text := strings.TrimSpace(c.Text); text != "" && c.Filled == sheet.Own {
			all = append(all, text)
		}
	}
	return all
}

// headerTexts returns the headers that a row would give.
func headerTexts(row sheet.Row) []string {
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
func joinHeaders(upper, lower sheet.Row) []string {
	headers := make([]string, max(len(upper.Cells), len(lower.Cells)))
	above := groupTexts(upper, lower)
	for i := range headers {
		var parts []string
		if i < len(above) {
			parts = append(parts, above[i])
		}
		if i < len(lower.Cells) && lower.Cells[i].Filled != sheet.FilledDown {
			parts = append(parts, headerText(lower.Cells[i].Text))
		}
		headers[i] = strings.TrimSpace(strings.Join(parts, " "))
	}
	return headers
}

// groupTexts returns the texts of the upper row of a header, each repeated over
// the columns that it groups: a text file has no merged cells.
func groupTexts(upper, lower sheet.Row) []string {
	above := headerTexts(upper)
	if !isGrouping(upper, lower) {
		return above
	}
	for len(above) < len(lower.Cells) {
		above = append(above, "")
	}
	for i := 1; i < len(above) && i < len(lower.Cells); i++ {
		if above[i] == "" && strings.TrimSpace(lower.Cells[i].Text) != "" && strings.TrimSpace(lower.Cells[i-1].Text) != "" {
			above[i] = above[i-1]
		}
	}
	return above
}

// newLayout binds the columns of a sheet to the fields of a mapping. Of two
// columns with one header the first counts; the other is not used.
func newLayout(s sheet.Table, m *Mapping, headers []string, row int) *layout {
	l := &layout{
		mapping: m, sheet: s.Name, header: row, columns: headers,
		at: map[string][]int{}, byHeader: map[string]int{}, shares: map[int]value.Scale{}, signs: map[int]value.Signs{},
	}
	for i, h := range headers {
		if _, twice := l.byHeader[value.FoldHeader(h)]; !twice && value.FoldHeader(h) != "" {
			l.byHeader[value.FoldHeader(h)] = i
		}
	}
	for _, c := range m.Columns {
		if i, ok := l.byHeader[value.FoldHeader(c.Header)]; ok && c.Field != Ignore {
			l.at[c.Field] = append(l.at[c.Field], i)
		}
	}
	if m.Group != "" {
		l.group = len(l.columns)
		l.columns = append(slices.Clone(l.columns), "group row")
		l.at[m.Group] = append(l.at[m.Group], l.group)
	}
	l.list = l.kind()
	return l
}

// headers returns the headers that stand in the file.
func (l *layout) headers() []string {
	if l.mapping.Group != "" {
		return l.columns[:l.group]
	}
	return l.columns
}

package ingest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"milepost/ingest/grid"
	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// Tables that therapists keep by hand are laid out as ordinary rows between
// the cells and the reader of rows: see package grid and ADR 160.

// mostLaidOut is how many rows a sheet of another layout may have; nobody
// keeps more by hand.
const mostLaidOut = 50_000

// skippedSheet says why a sheet is passed over by its name.
const skippedSheet = "the mapping says that it holds no results"

// layoutWords are the words for what stands across a table.
func layoutWords() []string { return []string{"days across", "goals across"} }

// shape reads what a mapping says of the layout.
func (p *mappingParser) shape(key string, node ast.Node) {
	s := &p.m.Shape
	switch key {
	case "layout":
		s.Across = grid.Days
		if p.OneOf(node, layoutWords()...) == layoutWords()[1] {
			s.Across = grid.Goals
		}
	case "sheet names":
		s.Tabs = p.Yes(node)
	case "blank cells":
		s.Blanks = p.Yes(node)
	case "skip sheets":
		s.Skip = p.Texts(node)
	case "year":
		year, err := strconv.Atoi(p.Text(node))
		if err != nil || year < 2000 || year > 2069 {
			p.Fail(node.GetToken(), "year is a year such as 2026")
		}
		s.Year = year
	}
}

// writeShape writes what a mapping says of the layout.
func (m Mapping) writeShape(line func(key, value string)) {
	switch m.Shape.Across {
	case grid.Days:
		line("layout", layoutWords()[0])
	case grid.Goals:
		line("layout", layoutWords()[1])
	}
	if m.Shape.Tabs {
		line("sheet names", "true")
	}
	if m.Shape.Blanks {
		line("blank cells", "true")
	}
	if len(m.Shape.Skip) > 0 {
		line("skip sheets", yamlList(m.Shape.Skip))
	}
	if m.Shape.Year > 0 {
		line("year", strconv.Itoa(m.Shape.Year))
	}
}

// findTable finds the mapping that fits a sheet best. Where that says how the
// sheet is laid out, the table and its first rows are those that are made of it.
func (in *intake) findTable(s sheet.Table, top []sheet.Row) (sheet.Table, []sheet.Row, *layout, miss, error) {
	skipped := false
	for i := range in.options.Mappings {
		m := &in.options.Mappings[i]
		if m.Shape.IsZero() || m.File != "" && !strings.EqualFold(m.File, in.file.Name) ||
			m.Sheet != "" && s.Name != "" && !strings.EqualFold(m.Sheet, s.Name) {
			continue
		}
		if slices.ContainsFunc(m.Shape.Skip, func(one string) bool { return strings.EqualFold(one, s.Name) }) {
			skipped = true
			continue
		}
		o := in.options
		o.Mappings = []Mapping{*m}
		if laid := in.lay(s, top, m); !laid.Found || !m.needsIn(laid.Header) {
			continue
		}
		laid, err := in.layAll(s, m)
		if err != nil {
			return s, nil, nil, miss{}, err
		}
		laidTop, err := topOf(in.ctx, laid.Table, 2*headerRows)
		if err != nil {
			return s, nil, nil, miss{}, err
		}
		l, missed := findLayout(laid.Table, laidTop, in.file.Name, o)
		if l == nil && missed.stopped == nil {
			continue
		}
		if l != nil {
			l.mapping = m
			l.unused = laid.Unused
			l.saved = in.savedAt(s, m)
		}
		return laid.Table, laidTop, l, missed, nil
	}
	l, missed := findLayout(s, top, in.file.Name, in.options)
	missed.skipped = skipped
	return s, top, l, missed, nil
}

// savedAt is how new what a tracker says is: of two saves the later one counts.
// Of other files their rows and their days tell.
func (in *intake) savedAt(s sheet.Table, m *Mapping) record.Stamp {
	at := s.Saved
	if at.IsZero() || !in.options.Arrived.IsZero() && at.After(in.options.Arrived) {
		at = in.options.Arrived
	}
	if !m.Shape.Blanks || at.IsZero() {
		return ""
	}
	zone := in.options.Zone
	if zone == nil {
		zone = time.UTC
	}
	return record.Stamp(at.In(zone).Format(time.DateTime))
}

// needsIn reports whether all that the mapping needs is among the headers.
func (m *Mapping) needsIn(headers []string) bool {
	there := foldSet(headers)
	return !slices.ContainsFunc(m.Needs, func(h string) bool { return !there[value.FoldHeader(h)] })
}

// layAll lays out a whole sheet.
func (in *intake) layAll(s sheet.Table, m *Mapping) (grid.Table, error) {
	rows, err := rowsToLay(in.ctx, s)
	if err != nil {
		return grid.Table{}, err
	}
	return in.lay(s, rows, m), nil
}

// rowsToLay reads all rows of a sheet that is to be laid out.
func rowsToLay(ctx context.Context, s sheet.Table) ([]sheet.Row, error) {
	var rows []sheet.Row
	err := s.Rows(ctx, func(row sheet.Row) error {
		if len(rows) == mostLaidOut {
			return &sheet.UnreadableError{
				Wrong: fmt.Sprintf("has more than %d rows in a layout that is kept by hand", mostLaidOut),
				Next:  record.ToExportAgain("with a row for each result"),
			}
		}
		row.Sheet = s.Name
		rows = append(rows, cloneRow(row))
		return nil
	})
	return rows, err
}

// lay lays out rows of a sheet as the mapping says, with those that a person
// mended in place of the ones that stand there.
func (in *intake) lay(s sheet.Table, rows []sheet.Row, m *Mapping) grid.Table {
	if in.lexicon == nil {
		in.lexicon = newLexicon()
	}
	w := wordsOf(in.lexicon)
	fields := map[string]bool{}
	for _, c := range m.Columns {
		fields[value.FoldHeader(c.Header)] = true
	}
	w.IsKey = func(header string) bool { return fields[value.FoldHeader(header)] }
	w.IsHeader = func(row sheet.Row, below *sheet.Row) bool {
		return m.isHeader(row) || below != nil && !m.isHeader(*below) && m.isHeader(joined(row, *below)) && m.holdsSome(row)
	}
	s.LaidOut = true
	laid := grid.Lay(s, rows, in.file.Name, m.Shape, w)
	if len(in.mended) == 0 || !laid.Found {
		return laid
	}
	fresh := slices.Clone(rows)
	for i := range fresh {
		if mended, ok := in.mended[place{s.Name, fresh[i].Number}]; ok {
			fresh[i] = remade(fresh[i], laid.Heads(fresh[i].Number), mended)
		}
	}
	return grid.Lay(s, fresh, in.file.Name, m.Shape, w)
}

// remade puts what a person wrote into the cells of a row.
func remade(row sheet.Row, heads []string, m MendedRow) sheet.Row {
	taken := make([]bool, len(m.Columns))
	cells := slices.Clone(row.Cells)
	for len(cells) < len(heads) {
		cells = append(cells, sheet.Cell{})
	}
	for i, head := range heads {
		for j, header := range m.Columns {
			if !taken[j] && value.FoldHeader(header) == value.FoldHeader(head) {
				cells[i], taken[j] = sheet.Cell{Text: m.Cells[j]}, true
				break
			}
		}
	}
	row.Cells, row.Mended = cells, &m.Source
	return row
}

// isHeader reports whether a row holds all that the mapping needs of a table's
// own headers.
func (m *Mapping) isHeader(row sheet.Row) bool {
	there, found := foldSet(headerTexts(row)), false
	for _, h := range m.Needs {
		if grid.IsMade(h) {
			continue
		}
		if !there[value.FoldHeader(h)] {
			return false
		}
		found = true
	}
	return found
}

// holdsSome reports whether a row holds one of the mapping's own headers.
func (m *Mapping) holdsSome(row sheet.Row) bool {
	there := foldSet(headerTexts(row))
	return slices.ContainsFunc(m.Needs, func(h string) bool { return !grid.IsMade(h) && there[value.FoldHeader(h)] })
}

// joined is the header of two rows as one.
func joined(upper, lower sheet.Row) sheet.Row {
	row := sheet.Row{Number: upper.Number}
	for i := range max(len(upper.Cells), len(lower.Cells)) {
		switch {
		case i < len(lower.Cells) && strings.TrimSpace(lower.Cells[i].Text) != "":
			row.Cells = append(row.Cells, lower.Cells[i])
		case i < len(upper.Cells):
			row.Cells = append(row.Cells, upper.Cells[i])
		default:
			row.Cells = append(row.Cells, sheet.Cell{})
		}
	}
	return row
}

// wordsOf returns what tells headers apart by the list of synonyms.
func wordsOf(x *lexicon) grid.Words {
	return grid.Words{
		IsKnown: func(header string) bool { return len(x.fieldsKnown(header)) > 0 },
		IsPart: func(header string) bool {
			return slices.ContainsFunc(x.fieldsKnown(header), func(n named) bool { return strings.HasPrefix(n.field, "point.") }) || isPartWord(header)
		},
		IsKey: func(string) bool { return false },
		IsAbout: func(header string) bool {
			return slices.ContainsFunc(x.fieldsKnown(header), func(n named) bool {
				return (strings.HasPrefix(n.field, "goal.") || isNaming(n.field)) && typeOf(n.field) != "day"
			})
		},
	}
}

// isPartWord reports whether a header names a part of a result in the short
// words that stand below a day.
func isPartWord(header string) bool {
	switch strings.ToLower(strings.TrimSpace(header)) {
	case "+", "-", "c", "t", "%", "am", "pm", "score", "correct", "trials", "total", "help", "prompt", "prompts", "level", "cue", "cues", "assist", "note", "notes", "result", "data", "ind", "incorrect", "errors", "opp", "tries":
		return true
	}
	return false
}

// unusedKind is cells of a table that are in no row for one reason.
type unusedKind struct {
	column string // "" of several columns
	why    grid.Why
	first  grid.Unused
	count  int
}

// unusedOf gathers cells by column and reason.
func unusedOf(cells []grid.Unused) []unusedKind {
	var all []unusedKind
	for _, u := range cells {
		k := unusedKind{why: u.Why, first: u, count: 1}
		switch {
		case u.Why == grid.NoHeader:
			k.column = u.Letter()
		case u.Why != grid.IsTitle && u.Why != grid.BelowNobody && !u.OfRow:
			k.column = u.Header
		}
		i := slices.IndexFunc(all, func(o unusedKind) bool { return o.column == k.column && o.why == k.why })
		if i < 0 {
			all = append(all, k)
		} else {
			all[i].count++
		}
	}
	return all
}

// says tells what of a sheet is not used, and why.
func (k unusedKind) says(sheet string) string {
	where := ""
	if sheet != "" {
		where = fmt.Sprintf("sheet %q, ", sheet)
	}
	if k.column != "" {
		where += fmt.Sprintf("column %q, ", k.column)
	}
	return fmt.Sprintf("%s%s not used: %s (row %d: %q)", where, filledCells(k.count), k.why, k.first.Row, value.Shorten(k.first.Text))
}

// unusedNotes tells which cells of a sheet are in no row, and why; cells that
// may be results are problems.
func (in *intake) unusedNotes(s sheet.Table, l *layout) {
	ours := func(u grid.Unused) bool { return u.Text == sheet.HowToFill }
	for _, k := range unusedOf(slices.DeleteFunc(slices.Clone(l.unused), ours)) {
		if k.why != grid.NoHeader {
			in.note(k.says(s.Name))
			continue
		}
		p := in.fileProblem("column.header", fmt.Sprintf("stands in a column without a header (%s)", filledCells(k.count)), record.ToWrite("the day above the column, or empty it"))
		p.Sheet, p.Row, p.Column, p.Found = s.Name, k.first.Row, k.column, value.Shorten(k.first.Text)
		in.problem(p)
	}
}

func filledCells(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}

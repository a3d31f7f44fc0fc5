package ingest

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// headerRows is how many rows may stand above a header.
const headerRows = 60

var errEnough = errors.New("enough rows were seen")

// readTables reads every sheet that a mapping fits.
func (in *intake) readTables(sheets []sheet.Table) error {
	var missed []miss
	var used []string
	fits := 0
	for _, s := range sheets {
		s, l, m, err := in.learn(s)
		if err != nil {
			return err
		}
		if l == nil {
			missed = append(missed, m)
			continue
		}
		fits++
		in.notes(s, l)
		if !slices.Contains(used, l.mapping.Name) {
			used = append(used, l.mapping.Name)
			in.useMapping(l.mapping)
		}
		if err := in.readSheet(s, l); err != nil {
			return err
		}
	}
	in.report.Mapping = strings.Join(used, ", ")
	if fits == 0 {
		in.refuseTables(missed)
		return nil
	}
	for _, m := range missed {
		switch {
		case m.stopped != nil:
			in.passedOver(m)
		case m.skipped:
			in.note(fmt.Sprintf("sheet %q was not read: %s", m.sheet, skippedSheet))
		case m.rows > 0:
			in.note(fmt.Sprintf("sheet %q was not read: no mapping fits it (%d rows)", m.sheet, m.rows))
		}
	}
	return nil
}

// passedOver lists a sheet that was not read for the columns that its mapping
// would have passed over.
func (in *intake) passedOver(m miss) {
	p := in.fileProblem("file.passed-over", m.stopped.says(), in.toMap())
	p.Sheet, p.Row, p.Found = m.sheet, m.row, value.Shorten(strings.Join(m.headers, ", "))
	in.problem(p)
}

// toMap is the step by which a person says what the columns of the file are.
func (in *intake) toMap() record.NextStep {
	return record.NextStep{Act: record.StepMap, Name: in.file.Name, Text: "whether these are used"}
}

// useMapping keeps in the report what matters of a mapping after the reading.
func (in *intake) useMapping(m *Mapping) {
	in.report.Complete = in.report.Complete || m.Complete
	if m.Own {
		in.report.Words = strings.TrimSpace(in.report.Words + " " + m.Hash)
	}
}

// notes lists what was guessed of a sheet.
func (in *intake) notes(s sheet.Table, l *layout) {
	for _, n := range s.Notes {
		in.note(n)
	}
	in.unusedNotes(s, l)
	if s.Hidden {
		in.note(fmt.Sprintf("sheet %q is hidden in the workbook and was read", s.Name))
	}
	if s.HiddenColumns != nil {
		in.hiddenColumns(s, l)
	}
	for i, c := range l.columns {
		if first, there := l.byHeader[value.FoldHeader(c)]; there && first != i && l.knows(i) {
			in.note(fmt.Sprintf("column %q stands there twice; only the first was read", c))
		}
	}
	var unused []string
	for i, c := range l.columns {
		if c != "" && !l.knows(i) && (l.mapping.Group == "" || i != l.group) {
			unused = append(unused, c+in.like(l, c))
		}
	}
	if len(unused) > 0 {
		in.note("columns that mapping " + l.mapping.Name + " does not know, and that were not used: " + strings.Join(unused, ", "))
	}
}

// hiddenColumns notes the columns that are hidden in the spreadsheet and were
// read. What cannot be told is told when the rows are read.
func (in *intake) hiddenColumns(s sheet.Table, l *layout) {
	spans, err := s.HiddenColumns()
	if err != nil {
		return
	}
	var names []string
	for i, c := range l.columns {
		if c != "" && slices.ContainsFunc(spans, func(span [2]int) bool { return i+1 >= span[0] && i+1 <= span[1] }) {
			names = append(names, c)
		}
	}
	if len(names) > 0 {
		in.note("columns that are hidden in the spreadsheet and were read: " + strings.Join(names, ", "))
	}
}

// like names the header of the mapping that an unknown one resembles.
func (in *intake) like(l *layout, header string) string {
	for _, c := range l.mapping.Columns {
		if _, there := l.byHeader[value.FoldHeader(c.Header)]; !there && value.Distance(value.FoldHeader(c.Header), value.FoldHeader(header)) <= 1 {
			return fmt.Sprintf(" (did the export mean %q?)", c.Header)
		}
	}
	return ""
}

// knows reports whether the mapping names the column, wanted or not.
func (l *layout) knows(position int) bool {
	header := value.FoldHeader(l.columns[position])
	return slices.ContainsFunc(l.mapping.Columns, func(c Column) bool { return value.FoldHeader(c.Header) == header })
}

// learn reads a sheet once: where its header is, which mapping fits, in which
// order days are written. A nil layout: no mapping fits, and why.
func (in *intake) learn(s sheet.Table) (sheet.Table, *layout, miss, error) {
	top, err := topOf(in.ctx, s, headerRows)
	if err != nil {
		return s, nil, miss{}, err
	}
	s, top, l, m, err := in.findTable(s, top)
	if err != nil || l == nil {
		return s, nil, m, err
	}
	if err := in.learnColumns(s, l); err != nil {
		return s, nil, miss{}, err
	}
	for _, row := range top {
		if row.Number < l.header {
			in.stated(strings.Join(textsOf(row), " "), in.titleDays(l, s.From04))
		}
	}
	in.of.name = in.of.name.Later(in.dayIn(in.file.Name, in.titleDays(l, s.From04)))
	return s, l, miss{}, nil
}

// topOf returns the first rows of a table.
func topOf(ctx context.Context, s sheet.Table, most int) ([]sheet.Row, error) {
	var top []sheet.Row
	err := s.Rows(ctx, func(row sheet.Row) error {
		top = append(top, cloneRow(row))
		if len(top) == most {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return top, err
}

// cloneRow copies a row that its reader will overwrite.
func cloneRow(row sheet.Row) sheet.Row {
	row.Cells = slices.Clone(row.Cells)
	return row
}

// CodeNoMapping is the code of a file of which no sheet can be read, and
// NoMapping how that is said.
const (
	CodeNoMapping = "file.no-mapping"
	NoMapping     = "has columns that no mapping fits"
)

// refuseTables lists that no mapping fits any sheet, with the nearest one.
func (in *intake) refuseTables(missed []miss) {
	if len(missed) == 0 {
		in.problem(in.fileProblem("file.empty", "holds no sheet with cells", record.ToExportAgain("")))
		return
	}
	best := slices.MaxFunc(missed, func(a, b miss) int {
		return 2000*(boolInt(a.stopped != nil)-boolInt(b.stopped != nil)) + (len(b.lacks) - len(a.lacks)) + 1000*(boolInt(a.nearest != nil)-boolInt(b.nearest != nil)) + len(a.headers) - len(b.headers)
	})
	p := in.fileProblem(CodeNoMapping, NoMapping, record.NextStep{Act: record.StepMapFile, Name: in.file.Name})
	p.Sheet, p.Row = best.sheet, best.row
	p.Found = value.Shorten(strings.Join(best.headers, ", "))
	switch {
	case isYAML(in.file.Name):
		p.Code, p.Found, p.Wrong, p.Next = "file.card", "", "is a card or a settings file, no export", record.ToAdvise("put a client's card into the folder clients")
	case best.rows == 0:
		p.Code, p.Wrong, p.Next = "file.empty", "holds no rows", record.ToExportAgain("")
	case best.stopped != nil:
		p.Code, p.Wrong, p.Next = "file.passed-over", best.stopped.says(), in.toMap()
	case best.nearest != nil:
		unknown := best.unknown()
		p.Wrong += fmt.Sprintf("; the nearest is %s, which also needs %s", best.nearest.Name, quotedList(best.lacks))
		if len(unknown) > 0 {
			p.Wrong += "; it does not know " + quotedList(unknown)
		}
	}
	in.problem(p)
}

// isYAML reports whether the file's name is that of a card or a mapping.
func isYAML(name string) bool {
	ending := strings.ToLower(filepath.Ext(name))
	return ending == ".yaml" || ending == ".yml"
}

// unknown returns the headers that the nearest mapping does not know.
func (m miss) unknown() []string {
	var all []string
	for _, h := range m.headers {
		if !slices.ContainsFunc(m.nearest.Columns, func(c Column) bool { return value.FoldHeader(c.Header) == value.FoldHeader(h) }) {
			all = append(all, value.Shorten(h))
		}
	}
	return all[:min(len(all), 20)]
}

// quotedList writes texts in quotes, parted by commas.
func quotedList(texts []string) string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = fmt.Sprintf("%q", t)
	}
	return strings.Join(all, ", ")
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// atoi reads digits that a pattern has matched; "" is 0.
func atoi(digits string) int {
	n, _ := strconv.Atoi(digits)
	return n
}

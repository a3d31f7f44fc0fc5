package ingest

import (
	"context"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// RejectedRow is a row of a table that has a problem, as it stands in the
// export: its cells under the export's own headers.
type RejectedRow struct {
	Sheet   string
	Row     int
	Columns []string
	Cells   []string
	Problem string // what was found and is wrong, a line each
	Do      string // what to do, a line each
}

// MendedRow is a rejected row as a person wrote it anew.
type MendedRow struct {
	File    string        // first digits of the SHA-256 of the export that held it
	Sheet   string        // of the export
	Row     int           // of the export
	Columns []string      // of the file that holds it now
	Cells   []string      //
	Source  record.Source // where it stands now
}

// place names a row of an export.
type place struct {
	sheet string
	row   int
}

// byPlaces returns the rows by where they belong. One that was mended twice is
// as it was mended last; a column that was left out then is as before.
func byPlaces(rows []MendedRow) map[place]MendedRow {
	all := make(map[place]MendedRow, len(rows))
	for _, m := range rows {
		at := place{m.Sheet, m.Row}
		before := all[at]
		m.Columns, m.Cells = slices.Clone(m.Columns), slices.Clone(m.Cells)
		for i, header := range before.Columns {
			if !slices.ContainsFunc(m.Columns, func(own string) bool { return value.FoldHeader(own) == value.FoldHeader(header) }) {
				m.Columns, m.Cells = append(m.Columns, header), append(m.Cells, before.Cells[i])
			}
		}
		all[at] = m
	}
	return all
}

// The columns that a file of rejected rows has beside the export's own.
const (
	tieColumn     = "milepost_row" // first: which row of which file it is
	problemColumn = "problem"
	doColumn      = "what to do"
)

// mostRejected bounds what is kept of rows with problems. Where more have one,
// the mapping is wrong, and mending rows would be in vain.
const mostRejected = 20_000

// tieDigits is how many digits of a file's SHA-256 tie a row to it.
const tieDigits = 16

// reject keeps a row with problems as it stands.
func (in *intake) reject(v *values, problems []record.Problem) {
	if v.l.identity || len(in.report.Rejected) == mostRejected {
		return
	}
	columns, cells := v.l.headers(), v.row.Cells
	if o := v.row.Origin; o != nil {
		columns, cells = o.Columns, o.Cells
	}
	r := RejectedRow{Sheet: v.row.Sheet, Row: v.row.Number, Columns: columns}
	for i, c := range cells {
		if i < len(columns) {
			r.Cells = append(r.Cells, v.asText(i, c))
		}
	}
	for _, p := range problems {
		wrong := p.Wrong
		if p.Found != "" {
			wrong = strconv.Quote(p.Found) + " " + wrong
		}
		if p.Column != "" {
			wrong = p.Column + ": " + wrong
		}
		r.Problem, r.Do = addLine(r.Problem, wrong), addLine(r.Do, p.Next.Words())
	}
	if last := len(in.report.Rejected) - 1; v.row.Origin != nil && last >= 0 && in.report.Rejected[last].Sheet == r.Sheet && in.report.Rejected[last].Row == r.Row {
		r.Problem, r.Do = addLines(in.report.Rejected[last].Problem, r.Problem), addLines(in.report.Rejected[last].Do, r.Do)
		in.report.Rejected = in.report.Rejected[:last] // one row of the sheet, however many results stand in it
	}
	in.report.Rejected = append(in.report.Rejected, r)
}

// addLines adds the lines of a text to another.
func addLines(text, more string) string {
	for line := range strings.SplitSeq(more, "\n") {
		text = addLine(text, line)
	}
	return text
}

func addLine(text, line string) string {
	if text == "" || slices.Contains(strings.Split(text, "\n"), line) {
		return text + strings.Repeat(line, boolInt(text == ""))
	}
	return text + "\n" + line
}

// asText writes a cell so that the same column reads it as before: what a
// spreadsheet shows by a format is written out.
func (v *values) asText(position int, c sheet.Cell) string {
	text := strings.TrimSpace(c.Text)
	switch c.Format {
	case sheet.AsPercent:
		if n, ok := value.Hundredfold(text); ok {
			return strconv.FormatFloat(n, 'f', -1, 64) + "%"
		}
	case sheet.AsDay, sheet.AsDayTime:
		if d, clock, bad := v.l.dayReader(v.in, position).Read(c); bad == nil {
			return strings.TrimSpace(d.String() + " " + clock)
		}
	case sheet.AsTime:
		return value.Shown(c)
	case sheet.AsDuration, sheet.AsElapsed:
		if seconds, ok := value.TimeCell(c); ok {
			return strconv.Itoa(int(seconds)/60) + " min " + strconv.Itoa(int(seconds)%60) + " s"
		}
	}
	return c.Text
}

// mend puts the row that a person wrote anew in the place of the one that
// stands in the file.
func (r *rowReader) mend(row *sheet.Row) {
	m, ok := r.in.mended[place{row.Sheet, row.Number}]
	if !ok || row.Number < r.l.header || row.Origin != nil {
		return
	}
	astray := r.misfit(*row) != nil
	if astray && len(nonEmpty(m.Cells...)) < 2 {
		return // it came back as the one line that it was
	}
	cells := make([]sheet.Cell, len(r.l.columns))
	taken := make([]bool, len(m.Columns))
	for i, header := range r.l.columns {
		j := 0
		for j < len(m.Columns) && (taken[j] || value.FoldHeader(m.Columns[j]) != value.FoldHeader(header)) {
			j++ // two columns of one header come in their order
		}
		switch {
		case j < len(m.Columns):
			cells[i], taken[j] = sheet.Cell{Text: m.Cells[j]}, true
		case !astray && i < len(row.Cells):
			cells[i] = row.Cells[i] // a column that was left out is as it was
		}
	}
	row.Cells, row.Broken, row.Mended = cells, false, &m.Source
}

// WriteRejected writes the rows as a workbook that a person mends in a
// spreadsheet program and drops back: the export's own columns, before them
// which row it is, behind them what is wrong and what to do. Sum is the SHA-256
// of the export; where it is empty, the rows belong to none, and the workbook
// is an export of its own.
func WriteRejected(w io.Writer, sum string, rows []RejectedRow) error {
	var sheets []sheet.Page
	for _, r := range rows {
		name := r.Sheet
		if name == "" {
			name = "Rows to mend"
		}
		var tie []string
		if sum != "" {
			tie = []string{tieColumn}
		}
		header := slices.Concat(tie, r.Columns, []string{problemColumn, doColumn})
		i := slices.IndexFunc(sheets, func(s sheet.Page) bool { return s.Name == name && slices.Equal(s.Header, header) })
		if i < 0 {
			i = len(sheets)
			sheets = append(sheets, sheet.Page{Name: name, Header: header})
		}
		line := make([]string, len(header))
		if sum != "" {
			line[0] = tieOf(sum, r)
		}
		copy(line[len(tie):len(header)-2], r.Cells)
		line[len(header)-2], line[len(header)-1] = r.Problem, r.Do
		sheets[i].Lines = append(sheets[i].Lines, line)
	}
	return sheet.WriteBook(w, sheets)
}

// tieOf names a row of an export: "3f2a9c1b44de0102:Sessions:17".
func tieOf(sum string, r RejectedRow) string {
	return strings.Join(slices.DeleteFunc([]string{sum[:tieDigits], r.Sheet, strconv.Itoa(r.Row)}, func(s string) bool { return s == "" }), ":")
}

// Mended is what a file holds in which rejected rows come back.
type Mended struct {
	Rows     []MendedRow // in the order in which they stand there
	Untied   []RejectedRow
	Problems []record.Problem // of the rows that are not tied to an export
}

// IsEmpty reports whether the file is no such file.
func (m Mended) IsEmpty() bool { return len(m.Rows)+len(m.Untied) == 0 }

// ReadMended reads a file in which rejected rows come back. A row that cannot
// be tied to the export that held it is a problem.
func ReadMended(ctx context.Context, f sheet.File) (Mended, error) {
	sheets, err := sheet.Open(f)
	if err != nil {
		return Mended{}, nil //nolint:nilerr // a file that is no table holds no rows to mend; its reader says why
	}
	r := &mendedReader{file: f, seen: map[string]bool{}}
	for _, s := range sheets {
		r.header = nil
		err := s.Rows(ctx, func(row sheet.Row) error {
			row.Sheet = s.Name
			return r.row(row)
		})
		if err != nil && !errors.Is(err, errEnough) {
			if _, unreadable := sheet.AsUnreadable(err); unreadable {
				return Mended{}, nil
			}
			return Mended{}, err
		}
	}
	if r.IsEmpty() {
		return Mended{}, nil
	}
	sum, err := sumOf(f)
	for i := range r.Rows {
		r.Rows[i].Source.Import = sum
	}
	for i := range r.Problems {
		r.Problems[i].Import = sum
	}
	return r.Mended, err
}

// mendedReader reads the rows of one file.
type mendedReader struct {
	file   sheet.File
	header []string
	first  int // position of the column that ties
	seen   map[string]bool
	Mended
}

func (r *mendedReader) row(row sheet.Row) error {
	texts := headerTexts(row)
	if r.header == nil {
		if len(textsOf(row)) == 0 {
			return nil
		}
		r.first = slices.IndexFunc(texts, func(t string) bool { return value.FoldHeader(t) == value.FoldHeader(tieColumn) })
		if r.first < 0 {
			return errEnough
		}
		r.header = texts
		return nil
	}
	if len(textsOf(row)) == 0 {
		return nil
	}
	m := MendedRow{Source: record.Source{File: r.file.Name, Sheet: row.Sheet, Row: row.Number}}
	tie := ""
	for i, header := range r.header {
		text := ""
		if i < len(row.Cells) {
			text = sheet.WithoutApostrophe(row.Cells[i].Text)
		}
		switch {
		case i == r.first:
			tie = strings.TrimSpace(text)
		case i < len(r.header)-2 || value.FoldHeader(header) != value.FoldHeader(problemColumn) && value.FoldHeader(header) != value.FoldHeader(doColumn):
			m.Columns, m.Cells = append(m.Columns, header), append(m.Cells, text)
		}
	}
	r.add(m, tie)
	return nil
}

// add keeps a row that names where it belongs.
func (r *mendedReader) add(m MendedRow, tie string) {
	parts := strings.Split(tie, ":")
	row, err := strconv.Atoi(parts[len(parts)-1])
	p := record.Problem{Source: m.Source, Code: "mended.tie", Found: value.Shorten(tie)}
	p.Column = tieColumn
	switch {
	case tie == "":
		p.Wrong, p.Next = "names no row of an export", record.ToAdvise("put a new row into an export of its own; it is in one in rejected/")
	case err != nil || len(parts) < 2 || len(parts) > 3 || len(parts[0]) != tieDigits || strings.Trim(parts[0], "0123456789abcdef") != "":
		p.Wrong, p.Next = "is not what Milepost wrote here", record.ToAdvise("keep this column as it was in the rejected file; the row is in rejected/")
	case r.seen[tie]:
		p.Wrong, p.Next = "is here twice", record.ToAdvise("the first of the two was used; the other is in rejected/ as an export of its own")
	default:
		r.seen[tie] = true
		m.File, m.Row = parts[0], row
		if len(parts) == 3 {
			m.Sheet = parts[1]
		}
		r.Rows = append(r.Rows, m)
		return
	}
	r.Problems = append(r.Problems, p)
	r.Untied = append(r.Untied, RejectedRow{
		Sheet: m.Source.Sheet, Row: m.Source.Row, Columns: m.Columns, Cells: m.Cells, Problem: p.Wrong, Do: p.Next.Words(),
	})
}

// sumOf returns the SHA-256 of a file's bytes, hex.
func sumOf(f sheet.File) (string, error) {
	l, err := sheet.Sniff(f)
	return l.Sum, err
}

package sheet

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"milepost/record"
)

// readRows reads the cells of a sheet as a stream. A merged cell's text is
// repeated in the cells below and beside it, marked as such.
func (w *Workbook) readRows(ctx context.Context, part, name string, f func(Row) error) error {
	merges, err := w.Merges(part)
	if err != nil {
		return err
	}
	r, err := w.part(part, maxSheet)
	if err != nil {
		return err
	}
	defer r.Close()
	s := &sheetReader{w: w, d: newXML(r), sheet: name, merges: merges}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		ok, err := s.next()
		if err != nil {
			return err
		}
		if !ok {
			return nil
		}
		s.fill()
		if err := f(s.row); err != nil {
			return err
		}
	}
}

// sheetReader reads one sheet.
type sheetReader struct {
	w      *Workbook
	d      *xml.Decoder
	sheet  string
	merges []Merge // that begin below the rows read, from top to bottom
	open   []Merge // that the row lies in
	row    Row
	cell   rawCell
}

// rawCell is a cell as its XML says it.
type rawCell struct {
	column  int // from 0
	kind    string
	style   int
	value   strings.Builder
	inline  strings.Builder
	formula bool
	valued  bool
}

// next reads the next row. False: there is none.
func (s *sheetReader) next() (bool, error) {
	in := "" // the element whose text is read
	phonetic, open := false, false
	for {
		t, err := s.d.RawToken()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, &UnreadableError{"is a damaged workbook: sheet " + strconv.Quote(s.sheet) + " breaks off", record.ToAdvise("open it in Excel and save it again")}
		}
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "row":
				s.startRow(t)
				open = true
			case "c":
				s.startCell(t)
			case "f":
				s.cell.formula = true
			case "v":
				s.cell.valued = true
				in = "v"
			case "t":
				if !phonetic {
					in = "t"
				}
			case "rPh":
				phonetic = true
			}
		case xml.EndElement:
			switch t.Name.Local {
			case "row":
				if open {
					return true, nil
				}
			case "c":
				if open {
					s.endCell()
				}
			case "rPh":
				phonetic = false
			case "v", "t":
				in = ""
			}
		case xml.CharData:
			s.text(in, t)
		}
	}
}

// text takes the text of a cell, up to its limit.
func (s *sheetReader) text(in string, text []byte) {
	switch {
	case in == "v" && s.cell.value.Len() <= maxCellText:
		s.cell.value.Write(text)
	case in == "t" && s.cell.inline.Len() <= maxCellText:
		s.cell.inline.Write(text)
	}
}

// startRow begins a row; one without a number follows the last.
func (s *sheetReader) startRow(t xml.StartElement) {
	number := s.row.Number + 1
	hidden := false
	for _, a := range t.Attr {
		switch a.Name.Local {
		case "r":
			if n, err := strconv.Atoi(a.Value); err == nil && n > 0 {
				number = n
			}
		case "hidden":
			hidden = a.Value == "1" || a.Value == "true"
		}
	}
	s.row = Row{Sheet: s.sheet, Number: number, Hidden: hidden}
	s.cell = rawCell{column: -1}
}

// startCell begins a cell; one without a place follows the last.
func (s *sheetReader) startCell(t xml.StartElement) {
	next := rawCell{column: s.cell.column + 1, style: -1}
	for _, a := range t.Attr {
		switch a.Name.Local {
		case "r":
			if column, _, ok := cellPlace(a.Value); ok {
				next.column = column
			}
		case "t":
			next.kind = a.Value
		case "s":
			if n, err := strconv.Atoi(a.Value); err == nil {
				next.style = n
			}
		}
	}
	s.cell = next
}

// endCell adds the cell to its row.
func (s *sheetReader) endCell() {
	column := s.cell.column
	if column < 0 || column >= maxColumns {
		return
	}
	c := s.finished()
	if len(c.Text) > maxCellText {
		c = Cell{Text: fmt.Sprintf("(a text of %d letters)", len(c.Text)), Format: AsError}
	}
	if c.Text == "" && !c.Unsaved {
		return
	}
	for len(s.row.Cells) <= column {
		s.row.Cells = append(s.row.Cells, Cell{})
	}
	s.row.Cells[column] = c
}

// finished returns the cell with its true value.
func (s *sheetReader) finished() Cell {
	raw := s.cell.value.String()
	c := Cell{Formula: s.cell.formula, Style: int32(s.cell.style), Unsaved: s.cell.formula && (!s.cell.valued || raw == "" && s.cell.kind != "str")}
	if s.cell.kind != "" {
		c.Kind = s.cell.kind[0]
		if s.cell.kind == "str" {
			c.Kind = 'f'
		}
	}
	switch s.cell.kind {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(raw)); err == nil && i >= 0 && i < len(s.w.strings) {
			c.Text = s.w.strings[i]
		}
	case "inlineStr":
		c.Text = unescape(s.cell.inline.String())
	case "str":
		c.Text = unescape(raw)
	case "b":
		c.Text = map[string]string{"1": "TRUE", "0": "FALSE"}[strings.TrimSpace(raw)]
	case "e":
		c.Text, c.Format = strings.TrimSpace(raw), AsError
	case "d":
		c.Text, c.Format = strings.TrimSpace(raw), AsDay
	default:
		c.Text = exactNumber(strings.TrimSpace(raw))
		if s.cell.style >= 0 && s.cell.style < len(s.w.formats) && c.Text != "" {
			c.Format = s.w.formats[s.cell.style]
		}
	}
	return c
}

// exactNumber returns a number with the 15 digits that a spreadsheet counts
// with: 0.56999999999999995 was typed as 0.57. Whole numbers stay as written.
func exactNumber(text string) string {
	if len(text) <= 15 || !strings.ContainsAny(text, ".") {
		return text
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.Abs(n) >= 1e15 || n != 0 && math.Abs(n) < 1e-9 {
		return text
	}
	short, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
	if err != nil {
		return text
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}

// cellPlace reads "C12" as column 2 and row 12.
func cellPlace(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref); i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A'+1)
		if column > maxColumns {
			return 0, 0, false
		}
	}
	row, err := strconv.Atoi(ref[i:])
	return column - 1, row, column > 0 && err == nil && row > 0
}

// Merge is a block of cells that show as one.
type Merge struct {
	Left, Top, Right, Bottom int // columns from 0, rows from 1
	text                     Cell
}

// Merges reads the blocks of merged cells, which stand after all rows.
func (w *Workbook) Merges(part string) ([]Merge, error) {
	r, err := w.part(part, maxSheet)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var all []Merge
	err = findTags(r, "mergeCell", func(tag string) {
		from, to, _ := strings.Cut(attribute(tag, "ref"), ":")
		left, top, ok1 := cellPlace(from)
		right, bottom, ok2 := cellPlace(to)
		if ok1 && ok2 && right-left < maxColumns && len(all) < 100_000 {
			all = append(all, Merge{Left: left, Top: top, Right: right, Bottom: bottom})
		}
	})
	if err != nil {
		return nil, &UnreadableError{"is a damaged workbook", record.ToExportAgain("")}
	}
	slices.SortStableFunc(all, func(a, b Merge) int { return cmp.Compare(a.Top, b.Top) })
	return all, nil
}

// fill repeats the text of merged cells. Rows come from top to bottom, so only
// the blocks that the row lies in are looked at, however many a sheet has.
func (s *sheetReader) fill() {
	for len(s.merges) > 0 && s.merges[0].Top <= s.row.Number {
		s.open = append(s.open, s.merges[0])
		s.merges = s.merges[1:]
	}
	s.open = slices.DeleteFunc(s.open, func(m Merge) bool { return m.Bottom < s.row.Number })
	for i := range s.open {
		m := &s.open[i]
		if s.row.Number == m.Top && m.Left < len(s.row.Cells) {
			m.text = s.row.Cells[m.Left]
		}
		if m.text.Text == "" {
			continue
		}
		for column := m.Left; column <= m.Right && column < m.Left+200; column++ {
			s.put(column, m)
		}
	}
}

// put writes a merged cell's text into a cell that has none.
func (s *sheetReader) put(column int, m *Merge) {
	for len(s.row.Cells) <= column {
		s.row.Cells = append(s.row.Cells, Cell{})
	}
	c := &s.row.Cells[column]
	if c.Text != "" || c.Unsaved {
		return
	}
	*c = m.text
	c.Filled = FilledRight
	if column == m.Left {
		c.Filled = FilledDown
	}
}

// findTags calls f with every start tag of the name, without reading the rest
// as XML: merges stand behind all rows, and rows are many.
func findTags(r io.Reader, name string, f func(tag string)) error {
	const chunk = 256 << 10
	buf := make([]byte, 0, 2*chunk)
	for {
		n, err := io.ReadFull(r, buf[len(buf):len(buf)+chunk])
		buf = buf[:len(buf)+n]
		last := err == io.EOF || err == io.ErrUnexpectedEOF
		if err != nil && !last {
			return err
		}
		rest := scanTags(string(buf), name, f)
		if last {
			return nil
		}
		if len(rest) > chunk/2 {
			rest = rest[len(rest)-1024:]
		}
		buf = buf[:copy(buf[:cap(buf)], rest)]
	}
}

// scanTags calls f for each whole tag and returns what may be the start of one.
func scanTags(text, name string, f func(tag string)) string {
	for {
		i := strings.Index(text, name+" ")
		if i < 0 {
			return text[max(0, len(text)-len(name)-1):]
		}
		end := strings.IndexByte(text[i:], '>')
		if end < 0 {
			return text[i:]
		}
		f(text[i : i+end])
		text = text[i+end:]
	}
}

// attribute returns the value of an attribute in a tag.
func attribute(tag, name string) string {
	_, after, ok := strings.Cut(tag, " "+name+"=")
	if !ok || after == "" {
		return ""
	}
	value, _, _ := strings.Cut(after[1:], after[:1])
	return value
}

// hiddenColumns returns the hidden columns of a sheet, as first and last from 1.
func (w *Workbook) hiddenColumns(part string) ([][2]int, error) {
	r, err := w.part(part, maxSheet)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	d := newXML(r)
	var all [][2]int
	for {
		t, err := d.RawToken()
		start, is := t.(xml.StartElement)
		switch {
		case errors.Is(err, io.EOF) || is && start.Name.Local == "sheetData":
			return all, nil
		case err != nil:
			return all, &UnreadableError{"is a damaged workbook", record.ToAdvise("open it in Excel and save it again")}
		case !is || start.Name.Local != "col":
			continue
		}
		if first, last, hidden := columnSpan(start); hidden {
			all = append(all, [2]int{first, last})
		}
	}
}

// columnSpan reads which columns an element is about.
func columnSpan(start xml.StartElement) (first, last int, hidden bool) {
	for _, a := range start.Attr {
		switch a.Name.Local {
		case "min":
			first, _ = strconv.Atoi(a.Value)
		case "max":
			last, _ = strconv.Atoi(a.Value)
		case "hidden":
			hidden = a.Value == "1" || a.Value == "true"
		}
	}
	return first, last, hidden && first >= 1 && last >= first
}

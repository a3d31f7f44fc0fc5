package sheet

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// Table is one table of a file, which can be read more than once.
type Table struct {
	Part   string // of a workbook: where it stands in the file
	Name   string // "" where the file has no sheets
	Hidden bool
	From04 bool // serial dates count from 1904
	Notes  []string

	Saved time.Time // when a program saved the workbook last, by its own word; zero: it does not say

	LaidOut bool // its rows were made of a table of another layout
	// HiddenColumns returns the hidden columns, as first and last from 1; nil
	// where the format has none.
	HiddenColumns func() ([][2]int, error)
	// Rows calls f for each row of the sheet, blank ones too. The row is
	// only valid until f returns.
	Rows func(ctx context.Context, f func(Row) error) error
}

// CSVTable opens a text file as a table: encoding and delimiter are guessed
// and noted.
func CSVTable(f File, l Look) (Table, error) {
	c, err := OpenCSV(f, l)
	return c.Table(), err
}

// OpenCSV guesses the encoding and the delimiter of a text file.
func OpenCSV(f File, l Look) (TextFile, error) {
	head := make([]byte, min(headSize, f.Size))
	if _, err := f.Data.ReadAt(head, 0); err != nil && err != io.EOF {
		return TextFile{}, fmt.Errorf("read %s: %w", f.Name, err)
	}
	c := TextFile{file: f, look: l, encoding: encodingOf(head, l.UTF8)}
	if c.encoding == windows {
		text, err := io.ReadAll(io.NewSectionReader(f.Data, 0, min(f.Size, mostProof)))
		if err != nil {
			return TextFile{}, fmt.Errorf("read %s: %w", f.Name, err)
		}
		c.encoding, c.proven = legacyOf(text)
	}
	sample := make([]byte, headSize)
	n, err := io.ReadFull(c.text(), sample)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return TextFile{}, fmt.Errorf("read %s: %w", f.Name, err)
	}
	c.sniff(sample[:n], n == len(sample))
	return c, nil
}

// The encodings that nothing in a file names.
const (
	windows  = "Windows-1252"
	macRoman = "Mac Roman"
)

// mostProof is how much of a file tells its encoding.
const mostProof = 16 << 20

// Table returns the file as a table.
func (c TextFile) Table() Table {
	names := map[rune]string{',': "comma", ';': "semicolon", '\t': "tab", '|': "|"}
	return Table{
		Rows:  c.Rows,
		Notes: []string{"read as " + c.encoding + ", columns parted by " + names[c.Comma]},
	}
}

// TextFile is a text file with what was guessed of it.
type TextFile struct {
	file     File
	look     Look
	encoding string
	proven   bool // the encoding can be no other
	Comma    rune
	width    int     // cells of most rows
	classes  []Class // what the cells of each column are like, of the first rows
	escapes  bool    // most rows are read best where \" is a quote
	Named    bool    // the first line is "sep=;"
}

// encodingOf names the encoding of a text by its first bytes, and by whether
// all of it is UTF-8.
func encodingOf(head []byte, valid bool) string {
	switch {
	case utf32Of(head) != "":
		return "UTF-32" + utf32Of(head)
	case utf16Of(head) != "":
		return "UTF-16" + utf16Of(head)
	case valid:
		return "UTF-8"
	}
	return windows
}

// text returns the whole file as UTF-8 with lines that end in LF.
func (c TextFile) text() io.Reader {
	var r io.Reader = io.NewSectionReader(c.file.Data, 0, c.file.Size)
	switch c.encoding {
	case "UTF-16LE":
		r = transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder())
	case "UTF-16BE":
		r = transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder())
	case "UTF-32LE":
		r = transform.NewReader(r, utf32.UTF32(utf32.LittleEndian, utf32.UseBOM).NewDecoder())
	case "UTF-32BE":
		r = transform.NewReader(r, utf32.UTF32(utf32.BigEndian, utf32.UseBOM).NewDecoder())
	case macRoman:
		r = transform.NewReader(r, charmap.Macintosh.NewDecoder())
	case windows:
		r = transform.NewReader(r, charmap.Windows1252.NewDecoder())
	default:
		r = transform.NewReader(r, unicode.BOMOverride(transform.Nop))
	}
	if c.look.bareCR {
		r = lineEnds{r}
	}
	return r
}

// lineEnds turns CR into LF.
type lineEnds struct{ r io.Reader }

// Read reads as io.Reader asks.
func (l lineEnds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i := range p[:n] {
		if p[i] == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// sniff finds the delimiter: the one that cuts most of the sample's rows into
// the same number of cells, more than one. Cut says that the sample's last
// line is not whole.
func (c *TextFile) sniff(sample []byte, cut bool) {
	if cut {
		sample = sample[:bytes.LastIndexByte(sample, '\n')+1]
	}
	first, _, _ := bytes.Cut(sample, []byte("\n"))
	commas := []byte{',', ';', '\t', '|'}
	if name := strings.ToLower(strings.TrimSpace(strings.Trim(string(first), "\"\r"))); len(name) == 5 && strings.HasPrefix(name, "sep=") {
		c.Named, commas = true, []byte{name[4]}
	}
	c.Comma, c.width = rune(commas[0]), 1
	best := 0
	for _, comma := range commas {
		for _, escapes := range []bool{false, true} {
			one := TextFile{Comma: rune(comma), escapes: escapes}
			if score := one.consistency(sample, cut); score > best {
				best, c.Comma, c.width, c.escapes, c.classes = score, one.Comma, one.width, escapes, one.classes
			}
		}
	}
}

// sampleRows is how many rows tell what the rows of a file are like.
const sampleRows = 100

// consistency returns how many cells lie in rows of the most usual width, and
// learns that width and what the cells of such rows are like; 0 where it is 1.
func (c *TextFile) consistency(sample []byte, cut bool) (score int) {
	c.width = 1
	r := c.reader(bytes.NewReader(sample))
	counts := map[int]int{}
	var rows [][]string
	for range sampleRows {
		one, err := r.read()
		if err != nil || cut && one.broken && r.open {
			break // the sample ends within quotes that the file may close
		}
		if !one.broken {
			counts[len(one.cells)]++
			rows = append(rows, one.cells)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(counts)) {
		if n > 1 && n*counts[n] > score {
			score, c.width = n*counts[n], n
		}
	}
	c.learnClasses(rows)
	return score
}

// learnClasses learns what the cells of each column are like, below the first
// row, which is likely the header.
func (c *TextFile) learnClasses(rows [][]string) {
	c.classes = make([]Class, c.width)
	for _, cells := range rows[min(1, len(rows)):] {
		if len(cells) == c.width {
			for i, text := range cells {
				c.classes[i] |= ClassOf(text)
			}
		}
	}
}

// reader returns a reader of the rows of the text.
func (c *TextFile) reader(text io.Reader) *rowsReader {
	return &rowsReader{file: c, lines: lineSource{r: text}, split: splitter{comma: byte(c.Comma)}}
}

// rowsReader reads a text row by row.
type rowsReader struct {
	file  *TextFile
	lines lineSource
	split splitter
	open  bool // the text ended within quotes of the row that was read last
}

// textRow is one row of a text file.
type textRow struct {
	blank  int // blank lines above it
	cells  []string
	broken bool   // its quotes are wrong: the one cell is its first line
	raw    []byte // with the blank lines above it
}

// read reads the next row. io.EOF: there is none.
func (r *rowsReader) read() (textRow, error) {
	r.lines.drop()
	row := textRow{}
	for {
		line, err := r.lines.next()
		if errors.Is(err, errLongRecord) {
			return r.long(row)
		}
		if err != nil {
			return row, err
		}
		if len(bytes.Trim(line, "\r\n")) > 0 {
			r.lines.pos -= len(line)
			break
		}
		row.blank++
	}
	return r.whole(row)
}

// whole reads the row that begins with the next line. Where it holds \" it is
// read both ways, and the one that gives as many cells as usual counts.
func (r *rowsReader) whole(row textRow) (textRow, error) {
	from := r.lines.pos
	sound, err := r.parse(false)
	if err != nil {
		return row, err
	}
	if raw := r.lines.data[from:r.lines.pos]; bytes.Contains(raw, []byte(`\"`)) && (!sound || r.file.width > 1 || r.file.escapes) {
		plainCells, plainEnd := r.split.cells(), r.lines.pos
		r.lines.pos = from
		if escaped, err := r.parse(true); err != nil {
			return row, err
		} else if escaped && (!sound || r.file.escapes || len(r.split.ends) == r.file.width) {
			sound = true
		} else if sound {
			r.lines.pos = plainEnd
			row.cells = plainCells
		}
	}
	if !sound {
		r.lines.pos = from
		line, err := r.lines.next()
		if err != nil && !errors.Is(err, errLongRecord) {
			return row, err
		}
		if err != nil {
			return r.long(row)
		}
		row.cells, row.broken = []string{strings.TrimRight(string(line), "\r\n")}, true
	} else if row.cells == nil {
		row.cells = r.split.cells()
	}
	row.raw = r.lines.data[r.lines.start:r.lines.pos]
	return row, nil
}

// long gives what was read of a line that has no end as a broken row.
func (r *rowsReader) long(row textRow) (textRow, error) {
	raw := r.lines.data[r.lines.start:]
	r.lines.pos = len(r.lines.data)
	row.cells, row.broken, row.raw = []string{strings.TrimRight(string(raw), "\r\n")}, true, raw
	return row, nil
}

// parse cuts the row that begins with the next line. False: its quotes are
// wrong.
func (r *rowsReader) parse(escapes bool) (sound bool, err error) {
	r.split.escapes, r.open = escapes, false
	r.split.reset()
	for {
		line, err := r.lines.next()
		if errors.Is(err, io.EOF) || errors.Is(err, errLongRecord) {
			r.open = true
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if r.split.line(line); !r.split.open {
			return !r.split.again && !r.isOdd(), nil
		}
	}
}

// isOdd reports whether the quotes of the row cannot be what they seem to be:
// a quote that is not doubled in a row of another width than usual, or a cell
// that holds whole rows of the table.
func (r *rowsReader) isOdd() bool {
	c := r.file
	if c.width < 2 || !r.split.stray && r.split.lines < 2 {
		return false
	}
	return r.split.stray && len(r.split.ends) != c.width || c.swallowed(r.split.cells())
}

// Rows reads the file row by row. Numbers are those that a spreadsheet shows:
// blank lines count, and a cell with line breaks is one row.
func (c TextFile) Rows(ctx context.Context, f func(Row) error) error {
	reader, number := c.reader(c.text()), 0
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		one, err := reader.read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", c.file.Name, err)
		}
		for range one.blank {
			number++
			if err := f(Row{Number: number}); err != nil {
				return err
			}
		}
		number++
		if err := f(Row{Number: number, Cells: c.cellsOf(one.cells), Broken: one.broken, Raw: one.raw}); err != nil {
			return err
		}
	}
}

// swallowed reports whether a cell looks as if its quote was never closed: it
// holds whole rows of the table, or the beginning of one.
func (c *TextFile) swallowed(record []string) bool {
	for _, text := range record {
		if !strings.Contains(text, "\n") {
			continue
		}
		rows := 0
		for _, line := range strings.Split(text, "\n")[1:] {
			cells := strings.Split(line, string(c.Comma))
			if c.isLikeRow(cells) {
				return true
			}
			rows += boolInt(len(cells) == c.width)
		}
		if rows >= 2 && c.width >= proseCells || rows == 1 && len(record) != c.width {
			return true
		}
	}
	return false
}

// proseCells is how many cells lines of prose are not cut into.
const proseCells = 4

// isLikeRow reports whether the cells are like the first ones of other rows. A
// day, a number or an id among them keeps prose with commas apart.
func (c *TextFile) isLikeRow(cells []string) bool {
	n := min(len(cells), len(c.classes))
	if n < min(3, c.width) {
		return false
	}
	told := Class(0)
	for i, one := range ClassesOf(cells[:n]) {
		if !c.classes[i].Has(one) {
			return false
		}
		told |= one
	}
	return told&(DayClass|NumberClass|CodeClass) != 0
}

// cellsOf makes cells of texts.
func (c *TextFile) cellsOf(record []string) []Cell {
	cells := make([]Cell, len(record))
	for i, text := range record {
		cells[i].Text = text
		if c.isGarbled(text) {
			cells[i] = Cell{Text: strings.ToValidUTF8(text, "\ufffd"), Format: AsGarbled}
		}
	}
	return cells
}

package ingest

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// sheet is one table of a file, which can be read more than once.
type sheet struct {
	part   string // of a workbook: where it stands in the file
	name   string // "" where the file has no sheets
	hidden bool
	from04 bool // serial dates count from 1904
	notes  []string
	// hiddenColumns returns the hidden columns, as first and last from 1; nil
	// where the format has none.
	hiddenColumns func() ([][2]int, error)
	// rows calls f for each row of the sheet, blank ones too. The row is
	// only valid until f returns.
	rows func(ctx context.Context, f func(Row) error) error
}

// csvSheet opens a text file as a table: encoding and delimiter are guessed
// and noted.
func csvSheet(f File, l look) (sheet, error) {
	c, err := openCSV(f, l)
	return c.sheet(), err
}

// openCSV guesses the encoding and the delimiter of a text file.
func openCSV(f File, l look) (csvFile, error) {
	head := make([]byte, min(headSize, f.Size))
	if _, err := f.Data.ReadAt(head, 0); err != nil && err != io.EOF {
		return csvFile{}, fmt.Errorf("read %s: %w", f.Name, err)
	}
	c := csvFile{file: f, look: l, encoding: encodingOf(head, l.utf8)}
	sample := make([]byte, headSize)
	n, err := io.ReadFull(c.text(), sample)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return csvFile{}, fmt.Errorf("read %s: %w", f.Name, err)
	}
	c.sniff(sample[:n], n == len(sample))
	return c, nil
}

// sheet returns the file as a table.
func (c csvFile) sheet() sheet {
	names := map[rune]string{',': "comma", ';': "semicolon", '\t': "tab", '|': "|"}
	return sheet{
		rows:  c.rows,
		notes: []string{"read as " + c.encoding + ", columns parted by " + names[c.comma]},
	}
}

// csvFile is a text file with what was guessed of it.
type csvFile struct {
	file     File
	look     look
	encoding string
	comma    rune
	width    int  // cells of most rows
	named    bool // the first line is "sep=;"
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
	return "Windows-1252"
}

// text returns the whole file as UTF-8 with lines that end in LF.
func (c csvFile) text() io.Reader {
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
	case "Windows-1252":
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
func (c *csvFile) sniff(sample []byte, cut bool) {
	first, _, _ := bytes.Cut(sample, []byte("\n"))
	if name := strings.ToLower(strings.TrimSpace(strings.Trim(string(first), "\"\r"))); len(name) == 5 && strings.HasPrefix(name, "sep=") {
		c.named = true
		c.comma = rune(name[4])
		_, c.width = consistency(sample, c.comma, cut)
		return
	}
	c.comma, c.width = ',', 1
	best := 0
	for _, comma := range []rune{',', ';', '\t', '|'} {
		if score, width := consistency(sample, comma, cut); score > best {
			best, c.comma, c.width = score, comma, width
		}
	}
}

// consistency returns how many cells lie in rows of the most usual width, and
// that width; 0 where it is 1.
func consistency(sample []byte, comma rune, cut bool) (score, width int) {
	r := newCSV(bytes.NewReader(sample), comma)
	counts := map[int]int{}
	for range 100 {
		record, err := r.Read()
		if err != nil {
			break
		}
		if cut && r.InputOffset() >= int64(len(sample)) {
			break
		}
		counts[len(record)]++
	}
	for _, n := range slices.Sorted(maps.Keys(counts)) {
		if n > 1 && n*counts[n] > score {
			score, width = n*counts[n], n
		}
	}
	return score, width
}

// newCSV returns a reader that forgives quotes in the wrong place.
func newCSV(r io.Reader, comma rune) *csv.Reader {
	c := csv.NewReader(r)
	c.Comma, c.LazyQuotes, c.FieldsPerRecord, c.ReuseRecord = comma, true, -1, true
	return c
}

// maxRecord is the most bytes that one row may hold before its quotes are
// doubted.
const maxRecord = 4 << 20

var errLongRecord = errors.New("a row is longer than 4 MiB")

// keeper keeps the bytes that a CSV reader has taken since its last row, so
// that a row with a broken quote can be read again.
type keeper struct {
	r    io.Reader
	kept []byte
	base int64 // offset of kept
}

// Read reads as io.Reader asks.
func (k *keeper) Read(p []byte) (int, error) {
	if len(k.kept) > maxRecord {
		return 0, errLongRecord
	}
	n, err := k.r.Read(p)
	k.kept = append(k.kept, p[:n]...)
	return n, err
}

// upTo forgets the bytes before the offset.
func (k *keeper) upTo(offset int64) {
	drop := offset - k.base
	k.kept = k.kept[:copy(k.kept, k.kept[drop:])]
	k.base = offset
}

// rows reads the file row by row. Numbers are those that a spreadsheet shows:
// blank lines count, and a cell with line breaks is one row.
func (c csvFile) rows(ctx context.Context, f func(Row) error) error {
	text := &keeper{r: c.text()}
	reader := newCSV(text, c.comma)
	number, line := 0, 1
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		start := text.base
		record, err := reader.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil && !errors.Is(err, errLongRecord) {
			return fmt.Errorf("read %s: %w", c.file.Name, err)
		}
		if err == nil {
			at, _ := reader.FieldPos(0)
			for ; line < at; line++ {
				number++
				if err := f(Row{Number: number}); err != nil {
					return err
				}
			}
		}
		number++
		if err != nil || c.swallowed(record) {
			// The quote of the first line is never closed: that line is one
			// bad row, and reading goes on with the next.
			raw, rest := restart(text, start)
			if err := f(Row{Number: number, Cells: []Cell{{Text: strings.TrimRight(raw, "\r\n")}}, Broken: true, raw: []byte(raw)}); err != nil {
				return err
			}
			text = &keeper{r: rest}
			reader, line = newCSV(text, c.comma), 1
			continue
		}
		raw := text.kept[:reader.InputOffset()-text.base]
		if err := f(Row{Number: number, Cells: cellsOf(record), raw: raw}); err != nil {
			return err
		}
		line = endLine(reader, record) + 1
		text.upTo(reader.InputOffset())
	}
}

// restart returns the first line of the kept bytes, with its end, and a reader
// of all after it. Blank lines before it have been counted.
func restart(k *keeper, _ int64) (string, io.Reader) {
	kept := bytes.TrimLeft(k.kept, "\r\n")
	first, rest, ended := bytes.Cut(kept, []byte("\n"))
	line := string(first)
	if ended {
		line += "\n"
	}
	return line, io.MultiReader(bytes.NewReader(bytes.Clone(rest)), k.r)
}

// endLine returns the line on which the record ends.
func endLine(r *csv.Reader, record []string) int {
	last := len(record) - 1
	at, _ := r.FieldPos(last)
	return at + strings.Count(record[last], "\n")
}

// swallowed reports whether a cell looks as if its quote was never closed: it
// holds whole rows of the table.
func (c csvFile) swallowed(record []string) bool {
	if c.width < 2 {
		return false
	}
	for _, text := range record {
		if !strings.Contains(text, "\n") {
			continue
		}
		rows := 0
		for i, line := range strings.Split(text, "\n") {
			if i > 0 && strings.Count(line, string(c.comma)) == c.width-1 {
				rows++
			}
		}
		if rows >= 2 || rows == 1 && len(record) != c.width {
			return true
		}
	}
	return false
}

// cellsOf makes cells of texts.
func cellsOf(record []string) []Cell {
	cells := make([]Cell, len(record))
	for i, text := range record {
		cells[i].Text = text
	}
	return cells
}

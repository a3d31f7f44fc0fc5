package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// shapeCSV writes a text file in its own encoding, with its own mark,
// delimiter, quotes and line ends.
func (s *shaper) shapeCSV(ctx context.Context, f File, l look, w io.Writer) error {
	c, err := openCSV(f, l)
	if err != nil {
		return err
	}
	one, err := s.learnSheet(ctx, f, c.sheet())
	if err != nil {
		return err
	}
	if err := s.learnValues(ctx, one); err != nil {
		return err
	}
	out, err := c.writer(w)
	if err != nil {
		return err
	}
	odd := 0
	err = one.rows(ctx, func(row Row) error {
		text, plain := s.csvRow(&c, one, row)
		odd += boolInt(!plain)
		_, err := out.Write(text)
		return err
	})
	if odd > 0 {
		s.done.Notes = append(s.done.Notes, fmt.Sprintf("%d rows have quotes in odd places; they were written with plain quotes", odd))
	}
	if err != nil {
		return err
	}
	return out.Close()
}

// csvRow writes one row. False: its quotes could not be kept as they are.
func (s *shaper) csvRow(c *csvFile, one *shapedSheet, row Row) ([]byte, bool) {
	switch {
	case row.Broken:
		s.done.Cells++
		return []byte(s.fake.blanked(string(row.raw))), true
	case row.raw == nil:
		return []byte("\n"), true
	}
	cells := s.cells(one, row)
	raw := bytes.TrimLeft(row.raw, "\r\n")
	text, ok := rewritten(string(raw), c.comma, row.Cells, cells)
	if !ok {
		text = quotedRow(c.comma, cells) + endOf(string(raw))
	}
	return []byte(text), ok
}

// endOf returns the line end of a row.
func endOf(raw string) string {
	switch {
	case strings.HasSuffix(raw, "\r\n"):
		return "\r\n"
	case strings.HasSuffix(raw, "\n"):
		return "\n"
	}
	return ""
}

// rewritten puts new texts in place of a row's cells and keeps which of them
// stand in quotes. False: the row is not written as its cells would be.
func rewritten(raw string, comma rune, old []Cell, cells []string) (string, bool) {
	end := endOf(raw)
	rest := strings.ReplaceAll(strings.TrimSuffix(raw, end), "\r\n", "\n")
	var b strings.Builder
	for i, c := range old {
		if i > 0 {
			after, ok := strings.CutPrefix(rest, string(comma))
			if !ok {
				return "", false
			}
			rest = after
			b.WriteRune(comma)
		}
		text := strings.ReplaceAll(c.Text, "\r\n", "\n")
		inQuotes := `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
		switch after, ok := strings.CutPrefix(rest, inQuotes); {
		case ok:
			rest = after
			b.WriteString(`"` + strings.ReplaceAll(cells[i], `"`, `""`) + `"`)
		case strings.HasPrefix(rest, text) && !strings.HasPrefix(text, `"`):
			rest = rest[len(text):]
			b.WriteString(cells[i])
		default:
			return "", false
		}
	}
	made := b.String()
	if strings.Contains(raw[:len(raw)-len(end)], "\r\n") {
		made = strings.ReplaceAll(made, "\n", "\r\n")
	}
	return made + end, rest == ""
}

// quotedRow writes a row with quotes where they are needed. A row of one blank
// cell needs them too: without, it would be a blank line.
func quotedRow(comma rune, cells []string) string {
	if len(cells) == 1 && cells[0] == "" {
		return `""`
	}
	all := make([]string, len(cells))
	for i, c := range cells {
		if strings.ContainsAny(c, "\"\n\r"+string(comma)) {
			c = `"` + strings.ReplaceAll(c, `"`, `""`) + `"`
		}
		all[i] = c
	}
	return strings.Join(all, string(comma))
}

// writer returns a writer of UTF-8 that gives the file's own encoding.
func (c csvFile) writer(w io.Writer) (io.WriteCloser, error) {
	mark := map[string]string{"UTF-8": "\xef\xbb\xbf", "UTF-16LE": "\xff\xfe", "UTF-16BE": "\xfe\xff", "UTF-32LE": "\xff\xfe\x00\x00", "UTF-32BE": "\x00\x00\xfe\xff"}[c.encoding]
	head := make([]byte, 4)
	n, err := c.file.Data.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if mark != "" && bytes.HasPrefix(head[:n], []byte(mark)) {
		if _, err := io.WriteString(w, mark); err != nil {
			return nil, err
		}
	}
	encoders := map[string]encoding.Encoding{
		"UTF-16LE": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16BE": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
		"UTF-32LE": utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "UTF-32BE": utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM),
		"Windows-1252": charmap.Windows1252,
	}
	var out io.WriteCloser = transform.NewWriter(w, transform.Nop)
	if e := encoders[c.encoding]; e != nil {
		out = transform.NewWriter(w, encoding.ReplaceUnsupported(e.NewEncoder()))
	}
	if c.look.bareCR {
		return macLines{out}, nil
	}
	return out, nil
}

// macLines writes CR for LF.
type macLines struct{ io.WriteCloser }

// Write writes as io.Writer asks.
func (m macLines) Write(p []byte) (int, error) {
	return m.WriteCloser.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r")))
}

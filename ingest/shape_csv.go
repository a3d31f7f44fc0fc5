package ingest

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"

	"milepost/ingest/sheet"
)

// shapeCSV writes a text file in its own encoding, with its own mark,
// delimiter, quotes and line ends.
func (s *shaper) shapeCSV(ctx context.Context, f sheet.File, l sheet.Look, w io.Writer) error {
	c, err := sheet.OpenCSV(f, l)
	if err != nil {
		return err
	}
	one, err := s.learnSheet(ctx, f, c.Table())
	if err != nil {
		return err
	}
	if err := s.learnValues(ctx, one); err != nil {
		return err
	}
	out, err := c.Writer(w)
	if err != nil {
		return err
	}
	odd := 0
	err = one.Rows(ctx, func(row sheet.Row) error {
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
func (s *shaper) csvRow(c *sheet.TextFile, one *shapedSheet, row sheet.Row) ([]byte, bool) {
	switch {
	case row.Broken:
		s.done.Cells++
		return []byte(s.fake.blanked(string(row.Raw))), true
	case row.Raw == nil:
		return []byte("\n"), true
	}
	cells := s.cells(one, row)
	raw := bytes.TrimLeft(row.Raw, "\r\n")
	text, ok := rewritten(string(raw), c.Comma, row.Cells, cells)
	if !ok {
		text = quotedRow(c.Comma, cells) + endOf(string(raw))
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
func rewritten(raw string, comma rune, old []sheet.Cell, cells []string) (string, bool) {
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

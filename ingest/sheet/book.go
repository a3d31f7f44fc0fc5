package sheet

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Page is a sheet of a workbook that people read, fill in or mend.
type Page struct {
	Name    string
	Header  []string
	Lines   [][]string
	Columns map[string]Column // by header; one without holds texts
	Beside  int               // columns that stay in view beside the first
}

// WriteCSV writes the sheet as CSV that spreadsheet programs open as UTF-8. A
// cell that such a program would run as a formula begins with an apostrophe.
func WriteCSV(w io.Writer, s Page) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, line := range append([][]string{s.Header}, s.Lines...) {
		cells := make([]string, len(line))
		for i, text := range line {
			cells[i] = harmless(text)
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// bookWriter writes the sheets of a workbook.
type bookWriter struct {
	dropDowns

	looks looks
}

// WriteBook writes a workbook. No cell is a formula, and a spreadsheet program
// reformats nothing; header and first column stay in view.
func WriteBook(w io.Writer, sheets []Page) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	styles, err := newLooks(book)
	writer := &bookWriter{newDropDowns(book), styles}
	for i, s := range sheets {
		if err == nil && i == 0 {
			err = book.SetSheetName("Sheet1", s.Name)
		} else if err == nil {
			_, err = book.NewSheet(s.Name)
		}
		if err == nil {
			err = writer.page(s)
		}
	}
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return book.Write(w)
}

func (w *bookWriter) page(s Page) error {
	widths := make([]float64, len(s.Header))
	for i, header := range s.Header {
		var err error
		if widths[i], err = w.column(s, i, header); err != nil {
			return err
		}
	}
	beside, err := excelize.CoordinatesToCellName(s.Beside+2, 2)
	if err = errors.Join(err, w.heights(s, widths), w.printing(s, widths)); err != nil {
		return err
	}
	return w.book.SetPanes(s.Name, &excelize.Panes{Freeze: true, XSplit: s.Beside + 1, YSplit: 1, TopLeftCell: beside, ActivePane: "bottomRight"})
}

// column writes one column of a sheet, whose number counts from 0, and returns how
// wide it is, in letters.
func (w *bookWriter) column(s Page, i int, header string) (float64, error) {
	letter, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return 0, err
	}
	look := s.Columns[header]
	cells := make([]string, len(s.Lines))
	for row, line := range s.Lines {
		if i < len(line) {
			cells[row] = line[i]
		}
	}
	width := look.width(header, cells)
	if err := errors.Join(
		w.book.SetColWidth(s.Name, letter, letter, width),
		w.book.SetColStyle(s.Name, letter, w.looks.of(look)), // for cells that are written from here on
		w.book.SetCellStr(s.Name, letter+"1", harmless(header)),
		w.book.SetCellStyle(s.Name, letter+"1", letter+"1", w.looks.header),
		w.offer(s.Name, fmt.Sprintf("%s2:%s%d", letter, letter, len(s.Lines)+1+spareRows), look.Choices),
	); err != nil {
		return 0, err
	}
	for row, text := range cells {
		if err := look.put(w.book, s.Name, letter+strconv.Itoa(row+2), text); err != nil {
			return 0, err
		}
	}
	return width, nil
}

// harmless puts an apostrophe before a text that a spreadsheet program would
// take for a formula, here or after it was saved as CSV.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// WithoutApostrophe undoes harmless.
func WithoutApostrophe(text string) string {
	if len(text) > 1 && text[0] == '\'' && strings.ContainsRune("=+-@\t\r", rune(text[1])) {
		return text[1:]
	}
	return text
}

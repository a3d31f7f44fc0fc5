package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Page is a sheet of a workbook that people read, fill in or mend.
type Page struct {
	Name   string
	Header []string
	Lines  [][]string
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

// WriteBook writes a workbook. All cells are text, so that a spreadsheet
// program computes and reformats nothing; header and first column stay in view.
func WriteBook(w io.Writer, sheets []Page) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	for i, s := range sheets {
		if err == nil && i == 0 {
			err = book.SetSheetName("Sheet1", s.Name)
		} else if err == nil {
			_, err = book.NewSheet(s.Name)
		}
		if err == nil {
			err = writeSheet(book, s, text)
		}
	}
	if err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return book.Write(w)
}

func writeSheet(book *excelize.File, s Page, style int) error {
	last, err := excelize.ColumnNumberToName(len(s.Header))
	if err != nil {
		return err
	}
	if err := book.SetColStyle(s.Name, "A:"+last, style); err != nil {
		return err
	}
	if err := book.SetColWidth(s.Name, "A", last, 18); err != nil {
		return err
	}
	if err := setRow(book, s.Name, 1, s.Header); err != nil {
		return err
	}
	for i, line := range s.Lines {
		if err := setRow(book, s.Name, i+2, line); err != nil {
			return err
		}
	}
	return book.SetPanes(s.Name, &excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"})
}

func setRow(book *excelize.File, sheet string, row int, cells []string) error {
	for i, text := range cells {
		name, err := excelize.CoordinatesToCellName(i+1, row)
		if err != nil {
			return err
		}
		if err := book.SetCellStr(sheet, name, harmless(text)); err != nil {
			return err
		}
	}
	return nil
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

package ingest

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"
)

// textSheet is a sheet of a workbook that people fill in or mend.
type textSheet struct {
	name   string
	header []string
	lines  [][]string
}

// writeBook writes a workbook. All cells are text, so that a spreadsheet
// program computes and reformats nothing; header and first column stay in view.
func writeBook(w io.Writer, sheets []textSheet) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	text, err := book.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	for i, s := range sheets {
		if err == nil && i == 0 {
			err = book.SetSheetName("Sheet1", s.name)
		} else if err == nil {
			_, err = book.NewSheet(s.name)
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

func writeSheet(book *excelize.File, s textSheet, style int) error {
	last, err := excelize.ColumnNumberToName(len(s.header))
	if err != nil {
		return err
	}
	if err := book.SetColStyle(s.name, "A:"+last, style); err != nil {
		return err
	}
	if err := book.SetColWidth(s.name, "A", last, 18); err != nil {
		return err
	}
	if err := setRow(book, s.name, 1, s.header); err != nil {
		return err
	}
	for i, line := range s.lines {
		if err := setRow(book, s.name, i+2, line); err != nil {
			return err
		}
	}
	return book.SetPanes(s.name, &excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"})
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

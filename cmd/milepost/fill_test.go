package main

import (
	"slices"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// fillCell writes a text into the first sheet of a workbook, as a person does:
// in the first row that has the word in the column. fill FILE COLUMN WORD INTO TEXT.
func fillCell(ts *testscript.TestScript, _ bool, args []string) {
	name, column, word, into, text := ts.MkAbs(args[0]), args[1], args[2], args[3], args[4]
	book, err := excelize.OpenFile(name)
	ts.Check(err)
	defer book.Close()
	sheet := book.GetSheetName(0)
	rows, err := book.GetRows(sheet)
	ts.Check(err)
	at, to := slices.Index(rows[0], column), slices.Index(rows[0], into)
	if at < 0 || to < 0 {
		ts.Fatalf("%s has no column %q or %q: %q", args[0], column, into, rows[0])
	}
	row := slices.IndexFunc(rows, func(row []string) bool { return at < len(row) && row[at] == word })
	if row < 0 {
		ts.Fatalf("%s has no row with %q under %q", args[0], word, column)
	}
	cell, err := excelize.CoordinatesToCellName(to+1, row+1)
	ts.Check(err)
	ts.Check(book.SetCellStr(sheet, cell, text))
	ts.Check(book.Save())
}

package main

import (
	"encoding/csv"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// makeBook writes a workbook, a sheet of each CSV file: book OUT SHEET=FILE...
// A cell @2026-09-14 is a date as a spreadsheet keeps it, %0.8 a percent; a
// sheet whose name begins with ~ is hidden.
func makeBook(ts *testscript.TestScript, _ bool, args []string) {
	f := excelize.NewFile()
	for i, arg := range args[1:] {
		name, from, _ := strings.Cut(arg, "=")
		hidden := strings.HasPrefix(name, "~")
		name = strings.TrimPrefix(name, "~")
		if i == 0 {
			ts.Check(f.SetSheetName("Sheet1", name))
		} else {
			_, err := f.NewSheet(name)
			ts.Check(err)
		}
		r := csv.NewReader(strings.NewReader(ts.ReadFile(from)))
		r.FieldsPerRecord = -1
		rows, err := r.ReadAll()
		ts.Check(err)
		for y, row := range rows {
			for x, text := range row {
				ts.Check(putCell(f, name, x+1, y+1, text))
			}
		}
		if hidden {
			ts.Check(f.SetSheetVisible(name, false))
		}
	}
	ts.Check(f.SaveAs(ts.MkAbs(args[0])))
}

// putCell writes one cell as a person would type it.
func putCell(f *excelize.File, sheet string, x, y int, text string) error {
	at, err := excelize.CoordinatesToCellName(x, y)
	if err != nil || text == "" {
		return err
	}
	set := func(value any, code string) error {
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
		if err != nil {
			return err
		}
		if err := f.SetCellValue(sheet, at, value); err != nil {
			return err
		}
		return f.SetCellStyle(sheet, at, at, style)
	}
	if day, err := time.Parse("@2006-01-02", text); err == nil {
		return set(day, "m/d")
	}
	if share, err := strconv.ParseFloat(strings.TrimPrefix(text, "%"), 64); err == nil {
		if strings.HasPrefix(text, "%") {
			return set(share, "0%")
		}
		return f.SetCellValue(sheet, at, share)
	}
	return f.SetCellStr(sheet, at, text)
}

// setCell writes cells of a workbook: setcell FILE SHEET CELL=TEXT...
func setCell(ts *testscript.TestScript, _ bool, args []string) {
	f, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, one := range args[2:] {
		at, text, _ := strings.Cut(one, "=")
		x, y, err := excelize.CellNameToCoordinates(at)
		ts.Check(err)
		if text == "" {
			ts.Check(f.SetCellValue(args[1], at, nil))
		}
		ts.Check(putCell(f, args[1], x, y, text))
	}
	ts.Check(f.Save())
}

// TestBookCommand holds that a date which a script writes is one.
func TestBookCommand(t *testing.T) {
	f := excelize.NewFile()
	if err := putCell(f, "Sheet1", 1, 1, "@2026-09-14"); err != nil {
		t.Fatal(err)
	}
	raw, err := f.GetCellValue("Sheet1", "A1", excelize.Options{RawCellValue: true})
	if err != nil || raw != "46279" {
		t.Errorf("cell is %q, %v", raw, err)
	}
}

package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// isThere reports whether LibreOffice is installed, for the condition
// [libreoffice]. Where everything must be tested it has to be.
func isThere(condition string) (bool, error) {
	if condition != "libreoffice" {
		return false, fmt.Errorf("no condition %q", condition)
	}
	_, err := exec.LookPath("soffice")
	if err != nil && os.Getenv("CI") == "true" {
		return false, errors.New("soffice is missing: apt-get install libreoffice-calc")
	}
	return err == nil, nil
}

// resave opens a workbook in LibreOffice and saves it: resave FILE.
func resave(ts *testscript.TestScript, _ bool, args []string) {
	name, home := ts.MkAbs(args[0]), ts.MkAbs(".libreoffice")
	out := filepath.Join(home, "out")
	ts.Check(os.MkdirAll(out, 0o700))
	cmd := exec.Command("soffice", "-env:UserInstallation=file://"+filepath.Join(home, "profile"), "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, name)
	cmd.Env = append(os.Environ(), "HOME="+home)
	if text, err := cmd.CombinedOutput(); err != nil {
		ts.Fatalf("soffice: %v\n%s", err, text)
	}
	saved, err := os.ReadFile(filepath.Join(out, filepath.Base(name)))
	ts.Check(err)
	ts.Check(os.WriteFile(name, saved, 0o600))
}

// looksKept checks that a sheet has kept its frozen panes, print area and lists
// of choices: looks FILE SHEET PANES AREA LISTS.
func looksKept(ts *testscript.TestScript, _ bool, args []string) {
	f, err := excelize.OpenFile(ts.MkAbs(args[0]))
	ts.Check(err)
	panes, err := f.GetPanes(args[1])
	ts.Check(err)
	area := ""
	for _, n := range f.GetDefinedName() {
		if n.Name == "_xlnm.Print_Area" && n.Scope == args[1] {
			area = strings.ReplaceAll(strings.ReplaceAll(n.RefersTo, "'", ""), args[1]+"!", "")
		}
	}
	lists, err := f.GetDataValidations(args[1])
	ts.Check(err)
	if args[2] == "-" { // a program that converts without a window knows no panes
		panes.XSplit, panes.YSplit, args[2] = 0, 0, "0,0"
	}
	if got := []string{fmt.Sprintf("%d,%d", panes.XSplit, panes.YSplit), area, strconv.Itoa(len(lists))}; !slices.Equal(got, args[2:]) {
		ts.Fatalf("sheet %s: panes, print area, lists are %q", args[1], got)
	}
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

package sheet_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"milepost/ingest/sheet"
)

// TestAWrittenBookSaysWhatItsCellsHold: over random sheets, days are dates and
// whole numbers are numbers to a spreadsheet program, all else is the text as it
// was, no cell is a formula, and each column with words offers all of them.
func TestAWrittenBookSaysWhatItsCellsHold(t *testing.T) {
	texts := []string{"", "=1+1", "+4", "-", "@x", "10/1/2026", "2026-10-01", "12", "007", "a\nb", "é, ö", "'quoted'", strings.Repeat("word ", 40)}
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 7))
		page := sheet.Page{Name: "List", Beside: rng.IntN(3), Columns: map[string]sheet.Column{}}
		holds := []sheet.Holds{sheet.Texts, sheet.Days, sheet.Numbers}
		for i := range 1 + rng.IntN(8) {
			header := fmt.Sprintf("Column %d", i)
			column := sheet.Column{Holds: holds[rng.IntN(3)], Fill: rng.IntN(2) == 0}
			for j := range []int{0, 3, 90}[rng.IntN(3)] {
				column.Choices = append(column.Choices, fmt.Sprintf("choice %d of %d", j, i))
			}
			page.Header = append(page.Header, header)
			page.Columns[header] = column
		}
		for range rng.IntN(20) {
			line := make([]string, len(page.Header))
			for i := range line {
				line[i] = texts[rng.IntN(len(texts))]
			}
			page.Lines = append(page.Lines, line)
		}
		var out bytes.Buffer
		if err := sheet.WriteBook(&out, []sheet.Page{page}); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&out)
		if err != nil {
			t.Fatal(err)
		}
		for i, header := range page.Header {
			letter, _ := excelize.ColumnNumberToName(i + 1)
			checkCells(t, book, page, letter, i)
			checkChoices(t, book, letter, page.Columns[header].Choices)
			if width, err := book.GetColWidth("List", letter); err != nil || width < 8 || width > 60 {
				t.Errorf("seed %d: %s is %v wide (%v)", seed, header, width, err)
			}
		}
		panes, err := book.GetPanes("List")
		if err != nil || !panes.Freeze || panes.YSplit != 1 || panes.XSplit != page.Beside+1 {
			t.Errorf("seed %d: panes %+v (%v)", seed, panes, err)
		}
	}
}

func checkCells(t *testing.T, book *excelize.File, page sheet.Page, letter string, i int) {
	t.Helper()
	holds := page.Columns[page.Header[i]].Holds
	for row, line := range page.Lines {
		cell := fmt.Sprintf("%s%d", letter, row+2)
		if formula, _ := book.GetCellFormula("List", cell); formula != "" {
			t.Errorf("%s is the formula %q", cell, formula)
		}
		raw, err := book.GetCellValue("List", cell, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		kind, _ := book.GetCellType("List", cell)
		_, notDay := time.Parse(time.DateOnly, line[i])
		switch {
		case holds == sheet.Days && notDay == nil:
			if raw != "46296" || kind == excelize.CellTypeSharedString {
				t.Errorf("%s: the day %s is %q (%v)", cell, line[i], raw, kind)
			}
		case holds == sheet.Numbers && (line[i] == "12" || line[i] == "007" || line[i] == "+4"):
			if kind == excelize.CellTypeSharedString {
				t.Errorf("%s: the number %s is a text", cell, line[i])
			}
		case sheet.WithoutApostrophe(raw) != line[i]:
			t.Errorf("%s: %q is %q", cell, line[i], raw)
		}
	}
}

func checkChoices(t *testing.T, book *excelize.File, letter string, choices []string) {
	t.Helper()
	rules, err := book.GetDataValidations("List")
	if err != nil {
		t.Fatal(err)
	}
	var offered []string
	for _, rule := range rules {
		if !strings.HasPrefix(rule.Sqref, letter+"2:") {
			continue
		}
		if rule.ShowErrorMessage {
			t.Errorf("%s refuses what is typed", letter)
		}
		list := strings.Trim(rule.Formula1, `"`)
		if column, ok := strings.CutPrefix(list, "Words!$"); ok {
			column, _, _ = strings.Cut(column, "$")
			words, err := book.GetCols("Words")
			if err != nil {
				t.Fatal(err)
			}
			n, _ := excelize.ColumnNameToNumber(column)
			offered = words[n-1]
			continue
		}
		offered = strings.Split(list, ",")
	}
	if fmt.Sprint(offered) != fmt.Sprint(choices) {
		t.Errorf("%s offers %q, want %q", letter, offered, choices)
	}
}

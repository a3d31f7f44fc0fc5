package library

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Limits of a sheet that is read: 100 times the shipped library.
const (
	maxSheetRows  = 100_000
	maxSheetBytes = 64 << 20
)

// sheetName is the workbook's sheet of phrases.
const sheetName = "Phrases"

// WriteCSV writes the rows as CSV that spreadsheet programs open as UTF-8. A
// cell that such a program would run as a formula begins with an apostrophe,
// which reading takes off.
func WriteCSV(w io.Writer, rows []Row) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(Columns()); err != nil {
		return err
	}
	for _, r := range rows {
		if err := out.Write(r.guarded()); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// guarded is the row's cells in order, none of them a formula.
func (r Row) guarded() []string {
	cells := make([]string, 0, len(r.Cells))
	for _, c := range Columns() {
		cells = append(cells, guard(r.Cells[c]))
	}
	return cells
}

// formulaStarts are what a cell begins with that spreadsheet programs run, and
// the apostrophe itself, so that taking one off gives back what was written.
const formulaStarts = "=+-@\t\r'"

func guard(text string) string {
	if text != "" && strings.ContainsRune(formulaStarts, rune(text[0])) {
		return "'" + text
	}
	return text
}

func unguard(text string) string {
	if len(text) > 1 && text[0] == '\'' && strings.ContainsRune(formulaStarts, rune(text[1])) {
		return text[1:]
	}
	return text
}

// WriteXLSX writes the rows as a workbook: the phrases, with lists to pick
// from where only some words may stand, and the fields that a text may use.
// Every cell is text.
func WriteXLSX(w io.Writer, rows []Row) error {
	book := excelize.NewFile()
	defer book.Close()
	if err := errors.Join(book.SetSheetName("Sheet1", sheetName), phraseSheet(book, rows), fieldSheet(book)); err != nil {
		return err
	}
	return book.Write(w)
}

func phraseSheet(book *excelize.File, rows []Row) error {
	style, err := book.NewStyle(&excelize.Style{NumFmt: 49, Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	bold, err := book.NewStyle(&excelize.Style{NumFmt: 49, Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	sheet, err := book.NewStreamWriter(sheetName)
	if err != nil {
		return err
	}
	for i := range Columns() {
		if err := sheet.SetColWidth(i+1, i+1, columnWidth(Columns()[i])); err != nil {
			return err
		}
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, XSplit: 2, YSplit: 1, TopLeftCell: "C2", ActivePane: "bottomRight"}); err != nil {
		return err
	}
	if err := sheet.SetRow("A1", styled(Columns(), bold)); err != nil {
		return err
	}
	for i, r := range rows {
		if err := sheet.SetRow(fmt.Sprintf("A%d", i+2), styled(r.guarded(), style)); err != nil {
			return err
		}
	}
	return errors.Join(sheet.Flush(), pickLists(book, len(rows)))
}

func styled(texts []string, style int) []any {
	cells := make([]any, len(texts))
	for i, text := range texts {
		cells[i] = excelize.Cell{StyleID: style, Value: text}
	}
	return cells
}

func columnWidth(column string) float64 {
	switch column {
	case "text":
		return 70
	case "id", "when", "status":
		return 34
	}
	return 14
}

// pickLists lets a person pick where only some words may stand, also in 500
// rows below the last.
func pickLists(book *excelize.File, rows int) error {
	for column, words := range map[string][]string{
		"better": {"up", "down"}, "kind": {"data", "recorded", "chosen", "fixed"},
		"careful": {yes}, "last": {yes}, "off": {yes}, "slot": Slots(),
	} {
		letter, err := excelize.ColumnNumberToName(slices.Index(Columns(), column) + 1)
		if err != nil {
			return err
		}
		list := excelize.NewDataValidation(true)
		list.Sqref = fmt.Sprintf("%s2:%s%d", letter, letter, rows+501)
		if err := list.SetDropList(words); err != nil {
			continue // longer than a workbook's list may be: the cell is free
		}
		if err := book.AddDataValidation(sheetName, list); err != nil {
			return err
		}
	}
	return nil
}

// fieldSheet lists what may stand in braces and what a condition may ask.
func fieldSheet(book *excelize.File) error {
	const name = "Fields"
	if _, err := book.NewSheet(name); err != nil {
		return err
	}
	rows := [][]string{{"in a text", "what it is", "example"}}
	for _, f := range Fields() {
		rows = append(rows, []string{"{" + f.Name + "}", f.What, guard(f.Example)})
	}
	rows = append(rows, nil, []string{"in a condition (when)"})
	for _, c := range Conditions() {
		rows = append(rows, []string{c.Name, guard(c.What), c.Kind})
	}
	for i, row := range rows {
		if err := book.SetSheetRow(name, fmt.Sprintf("A%d", i+1), &row); err != nil {
			return err
		}
	}
	return errors.Join(book.SetColWidth(name, "A", "A", 26), book.SetColWidth(name, "B", "C", 60))
}

// ReadSheet reads the rows of a CSV or XLSX file, which its first bytes tell
// apart. name is the file's name, for errors. Columns may stand in any order;
// those that are missing are empty.
func ReadSheet(name string, data []byte) ([]Row, error) {
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return readXLSX(name, data)
	}
	return readCSV(name, data)
}

func readCSV(name string, data []byte) ([]Row, error) {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if !utf8.Valid(data) {
		return nil, fmt.Errorf("%s: is not UTF-8: save it as \"CSV UTF-8\", or as .xlsx", name)
	}
	in := csv.NewReader(bytes.NewReader(data))
	in.FieldsPerRecord = -1
	first, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.Count(first, []byte(";")) > bytes.Count(first, []byte(",")) {
		in.Comma = ';' // as spreadsheet programs of many countries write it
	}
	t := &table{name: name}
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return t.done()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		line, _ := in.FieldPos(0)
		t.add(cells, func(int) string { return fmt.Sprintf("%s:%d", name, line) })
	}
}

func readXLSX(name string, data []byte) ([]Row, error) {
	book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxSheetBytes, UnzipXMLSizeLimit: maxSheetBytes})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer book.Close()
	sheet := sheetName
	if i, err := book.GetSheetIndex(sheet); err != nil || i < 0 {
		sheet = book.GetSheetName(0)
	}
	rows, err := book.Rows(sheet)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	defer rows.Close()
	t := &table{name: name}
	for n := 1; rows.Next(); n++ {
		cells, err := rows.Columns(excelize.Options{RawCellValue: true})
		if err != nil {
			return nil, fmt.Errorf("%s: row %d: %w", name, n, err)
		}
		place := func(column int) string {
			at, err := excelize.CoordinatesToCellName(column+1, n)
			if err != nil {
				at = fmt.Sprintf("row %d", n)
			}
			return fmt.Sprintf("%s: %s!%s", name, sheet, at)
		}
		if i := t.formula(book, sheet, cells, n); i >= 0 {
			t.wrong = append(t.wrong, fmt.Errorf("%s: holds a formula: write the text itself", place(i)))
			continue
		}
		t.add(cells, place)
	}
	return t.done()
}

// formula returns the index of a cell that holds a formula, -1 none.
func (t *table) formula(book *excelize.File, sheet string, cells []string, row int) int {
	for i := range cells {
		at, err := excelize.CoordinatesToCellName(i+1, row)
		if err != nil {
			continue
		}
		if f, err := book.GetCellFormula(sheet, at); err == nil && f != "" {
			return i
		}
	}
	return -1
}

// table gathers the rows of a sheet under its head.
type table struct {
	name  string
	head  []string // the column of each cell
	rows  []Row
	wrong []error
}

// add takes the next line; place says where its cells stand.
func (t *table) add(cells []string, place func(column int) string) {
	if t.head == nil {
		t.takeHead(cells, place)
		return
	}
	if len(t.rows) >= maxSheetRows {
		return
	}
	r := Row{Cells: map[string]string{}}
	r.place = func(column string) string { return place(max(slices.Index(t.head, column), 0)) }
	empty := true
	for i, text := range cells {
		text = strings.TrimSpace(unguard(text))
		if i < len(t.head) && t.head[i] != "" {
			r.Cells[t.head[i]] = text
		}
		empty = empty && text == ""
	}
	for _, c := range Columns() {
		if _, ok := r.Cells[c]; !ok {
			r.Cells[c] = ""
		}
	}
	if !empty {
		t.rows = append(t.rows, r)
	}
}

func (t *table) takeHead(cells []string, place func(column int) string) {
	t.head = make([]string, len(cells))
	for i, text := range cells {
		column := strings.ToLower(strings.TrimSpace(text))
		switch {
		case column == "":
		case !slices.Contains(Columns(), column):
			t.wrong = append(t.wrong, fmt.Errorf("%s: no column is called %q (nearest: %q)", place(i), text, nearest(column, Columns())))
		default:
			t.head[i] = column
		}
	}
	for _, column := range []string{"language", "id"} {
		if !slices.Contains(t.head, column) {
			t.wrong = append(t.wrong, fmt.Errorf("%s: has no column %q in its first line", t.name, column))
		}
	}
}

func (t *table) done() ([]Row, error) {
	if t.head == nil {
		return nil, fmt.Errorf("%s: is empty", t.name)
	}
	return t.rows, errors.Join(t.wrong...)
}

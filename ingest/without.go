package ingest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"milepost/ingest/sheet"
	"milepost/record"
)

// Gone says of a row of a table, or (sheet "" and number 0) of all texts of a FHIR
// resource, whether it is to be taken out; of a sheet of a workbook (number 0),
// whether it is so whole, with its name.
type Gone func(sheet string, number int, cells []string) bool

// RowsOf returns the places of the rows that give a record of one of the client's
// keys. Options are those with which the export is read.
func RowsOf(ctx context.Context, f sheet.File, o Options, mine func(record.Key) bool) (map[record.Source]bool, error) {
	places := map[record.Source]bool{}
	add := func(s record.Source, keys ...record.Key) {
		if slices.ContainsFunc(keys, mine) {
			places[record.Source{Sheet: s.Sheet, Row: s.Row}] = true
		}
	}
	o.ReadOnce = true
	_, err := Read(ctx, f, o, func(b record.Batch) error {
		for _, c := range b.Clients {
			add(c.Source, append(c.Keys, record.ClientByID(c.ID), formerKey(c.Person()))...)
		}
		for _, g := range b.Goals {
			add(g.Source, g.ClientKey, record.ClientByID(g.Client), formerKey(g.Subject))
		}
		for _, s := range b.Sessions {
			add(s.Source, s.ClientKey, record.ClientByID(s.Client), formerKey(s.Subject))
		}
		for _, p := range b.DataPoints {
			add(p.Source, p.ClientKey, record.ClientByID(p.Client), formerKey(p.Subject))
		}
		for _, s := range b.Statements {
			add(s.Source, s.ClientKey, record.ClientByID(s.Client), formerKey(s.Subject))
		}
		for _, a := range b.Assessments {
			add(a.Source, a.ClientKey, record.ClientByID(a.Client), formerKey(a.Subject))
		}
		for _, w := range b.Withdrawals {
			add(w.Source, w.ClientKey, formerKey(w.Subject))
		}
		return nil
	})
	return places, err
}

// formerKey returns the key that a row would have had when clients were
// forgotten before keys were written as they are now.
func formerKey(p record.Person) record.Key {
	return record.FormerClientByName(p.First, p.Last, p.Birth)
}

// Without returns an export without the rows of which gone says so; of FHIR,
// without the resources. A row that is taken out of a table leaves an empty one,
// so that all others keep their numbers. What is written is UTF-8 text, or a
// workbook of values and number formats alone: comments, formulas and what a
// spreadsheet program remembers of cells that are gone do not come along. A file
// that is no table and no FHIR is an error; where nothing was taken out, text
// and removed are nil.
func Without(ctx context.Context, f sheet.File, gone Gone) (text []byte, removed []record.Source, err error) {
	l, err := sheet.Sniff(f)
	if err != nil {
		return nil, nil, err
	}
	switch l.Format {
	case sheet.CSV:
		text, removed, err = csvWithout(ctx, f, l, gone)
	case sheet.XLSX:
		text, removed, err = bookWithout(f, gone)
	case sheet.FHIRJSON, sheet.FHIRNDJSON:
		text, removed, err = fhirWithout(f, gone)
	default:
		return nil, nil, fmt.Errorf("%s: %s: its rows cannot be told apart", f.Name, l.Wrong)
	}
	if err != nil || len(removed) == 0 {
		return nil, nil, err
	}
	return text, removed, nil
}

func csvWithout(ctx context.Context, f sheet.File, l sheet.Look, gone Gone) ([]byte, []record.Source, error) {
	c, err := sheet.OpenCSV(f, l)
	if err != nil {
		return nil, nil, err
	}
	var b bytes.Buffer
	var removed []record.Source
	if c.Named { // the line that names the delimiter is no row
		fmt.Fprintf(&b, "sep=%c\n", c.Comma)
	}
	err = c.Rows(ctx, func(r sheet.Row) error {
		if len(r.Raw) == 0 || !gone("", r.Number, texts(r.Cells)) {
			b.Write(r.Raw)
			return nil
		}
		removed = append(removed, record.Source{Row: r.Number})
		b.WriteString(strings.Repeat("\n", max(1, bytes.Count(r.Raw, []byte("\n")))))
		return nil
	})
	return b.Bytes(), removed, err
}

func texts(cells []sheet.Cell) []string {
	all := make([]string, len(cells))
	for i := range cells {
		all[i] = cells[i].Text
	}
	return all
}

// bookWithout writes a workbook anew.
func bookWithout(f sheet.File, gone Gone) ([]byte, []record.Source, error) {
	all, err := io.ReadAll(sheet.Contents(f))
	if err != nil {
		return nil, nil, err
	}
	from, err := excelize.OpenReader(bytes.NewReader(all), excelize.Options{RawCellValue: true, UnzipSizeLimit: 1 << 30})
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", f.Name, err)
	}
	defer func() { _ = from.Close() }()
	w := bookCopy{from: from, to: excelize.NewFile(), styles: map[int]int{}}
	defer func() { _ = w.to.Close() }()
	if props, err := from.GetWorkbookProps(); err == nil {
		if err := w.to.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: props.Date1904}); err != nil {
			return nil, nil, err
		}
	}
	var removed []record.Source
	for i, sheet := range from.GetSheetList() {
		if gone(sheet, 0, []string{sheet}) {
			out, err := w.emptied(i, sheet)
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %w", f.Name, err)
			}
			removed = append(removed, out...)
			continue
		}
		out, err := w.sheet(i, sheet, gone)
		if err != nil {
			return nil, nil, fmt.Errorf("%s, sheet %q: %w", f.Name, sheet, err)
		}
		removed = append(removed, out...)
	}
	var b bytes.Buffer
	err = w.to.Write(&b)
	return b.Bytes(), removed, err
}

type bookCopy struct {
	from, to *excelize.File
	styles   map[int]int // of number formats
}

func (w *bookCopy) sheet(i int, name string, gone Gone) ([]record.Source, error) {
	var err error
	if i == 0 {
		err = w.to.SetSheetName("Sheet1", name)
	} else {
		_, err = w.to.NewSheet(name)
	}
	if err != nil {
		return nil, err
	}
	rows, err := w.from.GetRows(name, excelize.Options{RawCellValue: true})
	if err != nil {
		return nil, err
	}
	var removed []record.Source
	for r, cells := range rows {
		if gone(name, r+1, cells) {
			removed = append(removed, record.Source{Sheet: name, Row: r + 1})
			continue
		}
		if err := w.row(name, r+1, cells); err != nil {
			return removed, err
		}
	}
	if visible, err := w.from.GetSheetVisible(name); err == nil && !visible {
		_ = w.to.SetSheetVisible(name, false) // the last visible one stays
	}
	merged, err := w.from.GetMergeCells(name)
	if err != nil {
		return removed, err
	}
	for _, m := range merged {
		if err := w.to.MergeCell(name, m.GetStartAxis(), m.GetEndAxis()); err != nil {
			return removed, err
		}
	}
	return removed, nil
}

// emptied puts an empty sheet in the place of one that is gone whole.
func (w *bookCopy) emptied(i int, name string) ([]record.Source, error) {
	fresh := fmt.Sprintf("Removed %d", i+1)
	var err error
	if i == 0 {
		err = w.to.SetSheetName("Sheet1", fresh)
	} else {
		_, err = w.to.NewSheet(fresh)
	}
	if err != nil {
		return nil, err
	}
	rows, err := w.from.GetRows(name, excelize.Options{RawCellValue: true})
	var removed []record.Source
	for r, cells := range rows {
		if len(cells) > 0 {
			removed = append(removed, record.Source{Sheet: name, Row: r + 1})
		}
	}
	return removed, err
}

func (w *bookCopy) row(sheet string, r int, cells []string) error {
	for c, text := range cells {
		if text == "" {
			continue
		}
		at, err := excelize.CoordinatesToCellName(c+1, r)
		if err != nil {
			return err
		}
		if err := w.cell(sheet, at, text); err != nil {
			return err
		}
	}
	if visible, err := w.from.GetRowVisible(sheet, r); err == nil && !visible {
		return w.to.SetRowVisible(sheet, r, false)
	}
	return nil
}

func (w *bookCopy) cell(sheet, at, text string) error {
	kind, err := w.from.GetCellType(sheet, at)
	if err != nil {
		return err
	}
	switch kind {
	case excelize.CellTypeSharedString, excelize.CellTypeInlineString, excelize.CellTypeError:
		err = w.to.SetCellStr(sheet, at, text)
	case excelize.CellTypeBool:
		err = w.to.SetCellBool(sheet, at, text == "1" || strings.EqualFold(text, "true"))
	default:
		err = w.to.SetCellDefault(sheet, at, text)
	}
	if err != nil {
		return err
	}
	old, err := w.from.GetCellStyle(sheet, at)
	if err != nil || old == 0 {
		return err
	}
	fresh, known := w.styles[old]
	if !known {
		style, err := w.from.GetStyle(old)
		if err != nil {
			return err
		}
		if fresh, err = w.to.NewStyle(&excelize.Style{NumFmt: style.NumFmt, CustomNumFmt: style.CustomNumFmt}); err != nil {
			return err
		}
		w.styles[old] = fresh
	}
	return w.to.SetCellStyle(sheet, at, at, fresh)
}

// fhirWithout takes out resources: of NDJSON lines, of a Bundle its entries, else
// the whole.
func fhirWithout(f sheet.File, gone Gone) ([]byte, []record.Source, error) {
	decoder := json.NewDecoder(sheet.Contents(f))
	decoder.UseNumber()
	var b bytes.Buffer
	var removed []record.Source
	for {
		var v map[string]any
		if err := decoder.Decode(&v); err == io.EOF {
			break
		} else if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		n := resourceWithout(v, gone)
		removed = append(removed, make([]record.Source, n)...)
		if n > 0 && v["resourceType"] != "Bundle" {
			continue
		}
		line, err := json.Marshal(v)
		if err != nil {
			return nil, nil, err
		}
		b.Write(append(line, '\n'))
	}
	return b.Bytes(), removed, nil
}

// resourceWithout takes entries out of a Bundle and returns how many; of another
// resource, 1 where it is gone itself.
func resourceWithout(v map[string]any, gone Gone) int {
	entries, ok := v["entry"].([]any)
	if !ok {
		if gone("", 0, stringsOf(v, nil)) {
			return 1
		}
		return 0
	}
	local := map[string]bool{} // addresses within the Bundle of those that are gone
	for _, e := range entries {
		if m, ok := e.(map[string]any); ok && gone("", 0, stringsOf(m["resource"], nil)) {
			if url, ok := m["fullUrl"].(string); ok {
				local[url] = true
			}
		}
	}
	var kept []any
	for _, e := range entries {
		all := stringsOf(e, nil)
		out := gone("", 0, all)
		for _, text := range all {
			out = out || local[text]
		}
		if !out {
			kept = append(kept, e)
		}
	}
	v["entry"] = kept
	return len(entries) - len(kept)
}

// stringsOf lists all texts of a value. Of a reference the last part stands by
// itself too, as an id; names of people stand whole.
func stringsOf(v any, all []string) []string {
	switch v := v.(type) {
	case string:
		all = append(all, v)
		if i := strings.LastIndexAny(v, "/:"); i >= 0 {
			all = append(all, v[i+1:])
		}
	case []any:
		for _, one := range v {
			all = stringsOf(one, all)
		}
	case map[string]any:
		if family, ok := v["family"].(string); ok {
			given, _ := v["given"].([]any)
			for _, g := range given {
				all = append(all, fmt.Sprint(g, " ", family))
			}
		}
		for _, key := range sortedKeys(v) {
			all = stringsOf(v[key], all)
		}
	}
	return all
}

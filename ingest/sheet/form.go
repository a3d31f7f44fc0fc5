package sheet

import (
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"

	"milepost/record"
)

// Form is a sheet that people fill in: lines above a table, and a table with a
// column for each day. It uses what Excel, Google Sheets and LibreOffice all
// keep: lists of choices, frozen panes, widths and a print area.
type Form struct {
	Name    string
	Lines   [][]string // above the table
	Before  []FormColumn
	Days    []record.Date
	After   []FormColumn // of which the last Aside are not printed
	Aside   int
	Rows    []FormRow
	Columns int // columns that stay in view
}

// FormColumn is a column that holds no day.
type FormColumn struct {
	Header string
	Width  float64 // in letters
}

// FormRow is a row of a form.
type FormRow struct {
	Before, After []string
	Choices       []string // of its days; nil: anything may be written
}

// HowToFill stands above the table of a tracker.
const HowToFill = "Write the result under its day: 4/5, 80%, 3, Min A, yes. Write absent for a missed visit. Leave a day blank if the goal was not worked on. A new goal goes into an empty row."

// dayWidth is the width of a column for a day, in letters.
const dayWidth = 11

// WriteForms writes a workbook of forms. Now is when it is made.
func WriteForms(w io.Writer, forms []Form, now time.Time) error {
	book := excelize.NewFile()
	defer func() { _ = book.Close() }()
	at := now.UTC().Format(time.RFC3339)
	if err := book.SetDocProps(&excelize.DocProperties{Creator: "Milepost", Created: at, Modified: at}); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	f := formWriter{dropDowns: newDropDowns(book)}
	if err := f.styles(); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	for i, form := range forms {
		var err error
		if i == 0 {
			err = book.SetSheetName("Sheet1", form.Name)
		} else {
			_, err = book.NewSheet(form.Name)
		}
		if err == nil {
			err = f.form(form)
		}
		if err != nil {
			return fmt.Errorf("write sheet: %w", err)
		}
	}
	return book.Write(w)
}

type formWriter struct {
	dropDowns

	head, day, text   int // styles
	result, titleLine int
}

func (f *formWriter) styles() error {
	border := edges("BBBBBB")
	wrap := &excelize.Alignment{WrapText: true, Vertical: "top"}
	bold := &excelize.Font{Bold: true}
	dayCode := "ddd m/d"
	for _, s := range []struct {
		into  *int
		style excelize.Style
	}{
		{&f.head, excelize.Style{Font: bold, Border: border, Alignment: wrap, NumFmt: 49}},
		{&f.day, excelize.Style{Font: bold, Border: border, CustomNumFmt: &dayCode, Alignment: &excelize.Alignment{Horizontal: "center"}}},
		{&f.text, excelize.Style{Border: border, Alignment: wrap, NumFmt: 49}},
		{&f.result, excelize.Style{Border: border, NumFmt: 49, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "top"}}},
		{&f.titleLine, excelize.Style{Font: bold, NumFmt: 49}},
	} {
		var err error
		if *s.into, err = f.book.NewStyle(&s.style); err != nil {
			return err
		}
	}
	return nil
}

// form writes one sheet.
func (f *formWriter) form(form Form) error {
	for i, line := range form.Lines {
		for c, text := range line {
			if err := f.put(form.Name, c, i, text, f.titleLine); err != nil {
				return err
			}
		}
	}
	top := len(form.Lines)
	if top > 0 {
		top++ // a blank row
	}
	if err := f.header(form, top); err != nil {
		return err
	}
	for i, row := range form.Rows {
		if err := f.row(form, top+1+i, row); err != nil {
			return err
		}
	}
	return f.look(form, top)
}

// put writes a text.
func (f *formWriter) put(sheet string, column, row int, text string, style int) error {
	at, err := excelize.CoordinatesToCellName(column+1, row+1)
	if err != nil {
		return err
	}
	if text != "" {
		if err := f.book.SetCellStr(sheet, at, harmless(text)); err != nil {
			return err
		}
	}
	return f.book.SetCellStyle(sheet, at, at, style)
}

// header writes the header of the table, and how wide its columns are.
func (f *formWriter) header(form Form, row int) error {
	c := 0
	column := func(text string, width float64) error {
		name, err := excelize.ColumnNumberToName(c + 1)
		if err != nil {
			return err
		}
		if err := f.book.SetColWidth(form.Name, name, name, width); err != nil {
			return err
		}
		err = f.put(form.Name, c, row, text, f.head)
		c++
		return err
	}
	for _, k := range form.Before {
		if err := column(k.Header, k.Width); err != nil {
			return err
		}
	}
	for _, d := range form.Days {
		at, err := excelize.CoordinatesToCellName(c+1, row+1)
		if err != nil {
			return err
		}
		if err := column("", dayWidth); err != nil {
			return err
		}
		if err := f.book.SetCellValue(form.Name, at, time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC)); err != nil {
			return err
		}
		if err := f.book.SetCellStyle(form.Name, at, at, f.day); err != nil {
			return err
		}
	}
	for _, k := range form.After {
		if err := column(k.Header, k.Width); err != nil {
			return err
		}
	}
	return nil
}

// row writes one row, with the choices of its days.
func (f *formWriter) row(form Form, at int, row FormRow) error {
	c := 0
	cells := func(texts []string, style int) error {
		for _, text := range texts {
			if err := f.put(form.Name, c, at, text, style); err != nil {
				return err
			}
			c++
		}
		return nil
	}
	if err := cells(row.Before, f.text); err != nil {
		return err
	}
	first := c
	if err := cells(make([]string, len(form.Days)), f.result); err != nil {
		return err
	}
	if err := cells(row.After, f.text); err != nil || len(row.Choices) == 0 || len(form.Days) == 0 {
		return err
	}
	from, err := excelize.CoordinatesToCellName(first+1, at+1)
	if err != nil {
		return err
	}
	to, err := excelize.CoordinatesToCellName(first+len(form.Days), at+1)
	if err != nil {
		return err
	}
	return f.offer(form.Name, from+":"+to, row.Choices)
}

// look freezes the header and the first columns, and prints all but the ids on
// one page.
func (f *formWriter) look(form Form, top int) error {
	corner, err := excelize.CoordinatesToCellName(form.Columns+1, top+2)
	if err != nil {
		return err
	}
	if err := f.book.SetPanes(form.Name, &excelize.Panes{
		Freeze: true, XSplit: form.Columns, YSplit: top + 1, TopLeftCell: corner, ActivePane: "bottomRight",
	}); err != nil {
		return err
	}
	last, err := excelize.ColumnNumberToName(len(form.Before) + len(form.Days) + len(form.After) - form.Aside)
	if err != nil {
		return err
	}
	return errors.Join(
		define(f.book, "_xlnm.Print_Area", form.Name, fmt.Sprintf("$A$1:$%s$%d", last, top+1+len(form.Rows))),
		across(f.book, form.Name, true, 1),
	)
}

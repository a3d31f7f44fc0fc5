package sheet

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// Column says how a column of a Page looks to whoever reads it or fills it in.
type Column struct {
	Width   float64  // in letters; 0: as wide as what stands in it, 8 to 48
	Choices []string // words to pick from; others may be typed all the same
	Holds   Holds
	Fill    bool // its cells are there to be filled in: they are tinted
}

// Holds is what the cells of a column are to a spreadsheet program.
type Holds string

// What cells hold. A text that is no day or number stays a text.
const (
	Texts   Holds = ""
	Days    Holds = "days"    // written here as 2006-01-02, shown as the reader's computer shows dates
	Numbers Holds = "numbers" // whole
)

// Bounds of a column whose width is worked out, in letters.
const (
	leastWidth = 8
	mostWidth  = 48
)

// spareRows are the empty rows below the last one that drop-downs reach to.
const spareRows = 500

// wordSheet holds the drop-downs that are longer than a cell's rule may be.
const wordSheet = "Words"

// maxInlineList is the length of the words of a drop-down, in letters with the
// commas between them, that a cell's rule may hold (ECMA-376 part 1, 18.3.1.33).
const maxInlineList = 255

// looks are the styles of a workbook.
type looks struct{ header, text, fill, day, fillDay, number int }

func newLooks(book *excelize.File) (looks, error) {
	var l looks
	var errs error
	tint := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FFF8E1"}}
	edge := edges("D9D9D9")
	top := &excelize.Alignment{WrapText: true, Vertical: "top", Horizontal: "left"}
	bold := &excelize.Font{Bold: true, Family: "Calibri", Size: 11}
	for _, s := range []struct {
		to    *int
		style excelize.Style
	}{
		{&l.header, excelize.Style{NumFmt: 49, Alignment: top, Font: bold, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"ECEFF1"}}, Border: edge}},
		{&l.text, excelize.Style{NumFmt: 49, Alignment: top}},
		{&l.fill, excelize.Style{NumFmt: 49, Alignment: top, Fill: tint, Border: edge}},
		{&l.day, excelize.Style{NumFmt: 14, Alignment: top}},
		{&l.fillDay, excelize.Style{NumFmt: 14, Alignment: top, Fill: tint, Border: edge}},
		{&l.number, excelize.Style{NumFmt: 1, Alignment: top}},
	} {
		id, err := book.NewStyle(&s.style)
		*s.to, errs = id, errors.Join(errs, err)
	}
	return l, errs
}

// of returns the style of a column's cells.
func (l looks) of(c Column) int {
	switch {
	case c.Holds == Days && c.Fill:
		return l.fillDay
	case c.Holds == Days:
		return l.day
	case c.Holds == Numbers:
		return l.number
	case c.Fill:
		return l.fill
	}
	return l.text
}

// width returns how wide a column is drawn, in letters: as wide as its longest
// line, and a header may take three lines.
func (c Column) width(header string, cells []string) float64 {
	if c.Width > 0 {
		return c.Width
	}
	widest := (utf8.RuneCountInString(header) + 2) / 3
	for word := range strings.FieldsSeq(header) {
		widest = max(widest, utf8.RuneCountInString(word))
	}
	if c.Holds == Days {
		widest = max(widest, len("12/31/2026"))
	}
	for _, text := range cells {
		for line := range strings.Lines(text) {
			widest = max(widest, utf8.RuneCountInString(line))
		}
	}
	return float64(min(max(widest+2, leastWidth), mostWidth))
}

// firstDay is day 0 of the dates of a workbook: ECMA-376 part 1, 18.17.4.1.
func firstDay() time.Time { return time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC) }

// put writes a text into a cell as what its column holds.
func (c Column) put(book *excelize.File, sheet, cell, text string) error {
	switch c.Holds {
	case Days:
		if day, err := time.Parse(time.DateOnly, text); err == nil {
			return book.SetCellInt(sheet, cell, int64(day.Sub(firstDay()).Hours()/24))
		}
	case Numbers:
		if n, err := strconv.Atoi(text); err == nil {
			return book.SetCellInt(sheet, cell, int64(n))
		}
	case Texts:
	}
	return book.SetCellStr(sheet, cell, harmless(text))
}

// dropDowns are the lists of words of a workbook from which a person picks.
type dropDowns struct {
	book  *excelize.File
	words map[string]string // those on the sheet of words: where each stands
}

func newDropDowns(book *excelize.File) dropDowns { return dropDowns{book, map[string]string{}} }

// offer lets a person pick one of the words in some cells of a page; another one
// may be typed all the same.
func (d dropDowns) offer(page, cells string, words []string) error {
	if len(words) == 0 {
		return nil
	}
	list := excelize.NewDataValidation(true)
	list.Sqref = cells
	short := utf8.RuneCountInString(strings.Join(words, ",")) <= maxInlineList &&
		!slices.ContainsFunc(words, func(word string) bool { return strings.Contains(word, ",") })
	if short {
		if err := list.SetDropList(words); err != nil {
			return err
		}
	} else {
		at, err := d.listWords(words)
		if err != nil {
			return err
		}
		list.SetSqrefDropList(at)
	}
	list.ShowErrorMessage = false // whoever reads it back says which word is meant
	return d.book.AddDataValidation(page, list)
}

// listWords puts words into a column of the sheet of words, once, and returns
// where they stand.
func (d dropDowns) listWords(words []string) (string, error) {
	key := strings.Join(words, "\n")
	if at, ok := d.words[key]; ok {
		return at, nil
	}
	if len(d.words) == 0 {
		if _, err := d.book.NewSheet(wordSheet); err != nil {
			return "", err
		}
	}
	letter, err := excelize.ColumnNumberToName(len(d.words) + 1)
	if err != nil {
		return "", err
	}
	if err := errors.Join(
		d.book.SetSheetCol(wordSheet, letter+"1", &words),
		d.book.SetColWidth(wordSheet, letter, letter, Column{}.width("", words)),
	); err != nil {
		return "", err
	}
	at := fmt.Sprintf("%s!$%s$1:$%s$%d", wordSheet, letter, letter, len(words))
	d.words[key] = at
	return at, nil
}

// edges are the lines around a cell.
func edges(color string) []excelize.Border {
	var all []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		all = append(all, excelize.Border{Type: side, Color: color, Style: 1})
	}
	return all
}

// across prints a sheet across the page's long side; fit: as wide as one page, and
// as high as so many pages, 0 any number.
func across(book *excelize.File, sheet string, fit bool, high int) error {
	wide, one := "landscape", 1
	return errors.Join(
		book.SetPageLayout(sheet, &excelize.PageLayoutOptions{Orientation: &wide, FitToWidth: &one, FitToHeight: &high}),
		book.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: &fit}),
	)
}

// define gives cells of a sheet a name that spreadsheet programs know.
func define(book *excelize.File, name, sheet, cells string) error {
	return book.SetDefinedName(&excelize.DefinedName{Name: name, RefersTo: "'" + strings.ReplaceAll(sheet, "'", "''") + "'!" + cells, Scope: sheet})
}

// Height of one line of a row, and of a row at most (ECMA-376 part 1, 18.3.1.73),
// in points.
const (
	lineHeight = 15
	mostHeight = 409
)

// heights gives each row of a sheet room for its longest cell: a row whose height
// nobody sets has room for one line in some spreadsheet programs.
func (w *bookWriter) heights(s Page, widths []float64) error {
	for i, line := range append([][]string{s.Header}, s.Lines...) {
		most := 1
		for column, text := range line {
			if column < len(widths) {
				most = max(most, linesIn(text, int(widths[column])))
			}
		}
		if most == 1 {
			continue
		}
		if err := w.book.SetRowHeight(s.Name, i+1, min(float64(most)*lineHeight, mostHeight)); err != nil {
			return err
		}
	}
	return nil
}

// linesIn returns how many lines a text takes in a column so many letters wide,
// broken between words.
func linesIn(text string, width int) int {
	n := 0
	for line := range strings.Lines(text) {
		n++
		used := 0
		for word := range strings.FieldsSeq(line) {
			long := utf8.RuneCountInString(word)
			if used > 0 && used+1+long > width-1 {
				n++
				used = 0
			}
			used += 1 + long
			n += (used - 1) / max(width, 1)
			used = used%max(width, 1) + used/max(width, 1)
		}
	}
	return max(n, 1)
}

// widestPrint is how wide a sheet may be, in letters, to be printed on one page's
// width and still be read.
const widestPrint = 190

// printing lets a sheet be printed: across the page's long side, as wide as one
// page where it can be read so, the header on each.
func (w *bookWriter) printing(s Page, widths []float64) error {
	return errors.Join(across(w.book, s.Name, sum(widths) <= widestPrint, 0), define(w.book, "_xlnm.Print_Titles", s.Name, "$1:$1"))
}

func sum(all []float64) (total float64) {
	for _, n := range all {
		total += n
	}
	return total
}

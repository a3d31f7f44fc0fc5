package ingest

import (
	"fmt"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// widths is what a text file tells of how many cells its rows have. In a
// workbook each cell knows its column; here one comma too many or too few
// moves all that follow under the wrong header.
type widths struct {
	columns int // cells of the header
	named   int // up to its last header
	counts  map[int]int
	classes []sheet.Class // what the cells of each column are like, in rows as wide as the header
}

// newWidths starts to look at the rows below a header.
func newWidths(headers []string) *widths {
	w := &widths{columns: len(headers), counts: map[int]int{}, classes: make([]sheet.Class, len(headers))}
	for i, h := range headers {
		if h != "" {
			w.named = i + 1
		}
	}
	return w
}

// row looks at a row below the header.
func (w *widths) row(row sheet.Row) {
	if !isTextRow(row) || len(row.Cells) < w.named {
		return
	}
	w.counts[len(row.Cells)]++
	if len(row.Cells) <= w.columns {
		for i, c := range row.Cells {
			w.classes[i] |= sheet.ClassOf(c.Text)
		}
	}
}

// isTextRow reports whether the row stands in a text file and holds cells.
func isTextRow(row sheet.Row) bool { return row.Raw != nil && !row.Broken && row.Mended == nil }

// usual returns the width that most rows have.
func (w *widths) usual() int {
	usual := w.columns
	for width, n := range w.counts {
		if n > w.counts[usual] || n == w.counts[usual] && width < usual {
			usual = width
		}
	}
	return usual
}

// misfit tells what is wrong with a row that has other cells than the header;
// nil where nothing is. A wider row may end in blanks, where all do. A narrower
// one may lack its last cells, where no other place can be the one that lacks
// them: some programs leave out blanks at the end of a row.
func (w *widths) misfit(row sheet.Row) *value.Flaw {
	n := len(row.Cells)
	switch {
	case !isTextRow(row) || w.named <= n && n <= w.columns:
		return nil
	case n > w.columns && n == w.usual() && lastText(row.Cells) < w.columns:
		return nil
	case n < w.named && w.lacksEnd(row.Cells):
		return nil
	}
	next := record.ToAdvise("put quotes around a text that contains a comma, or add the missing cell")
	return &value.Flaw{Code: "row.cells", Wrong: fmt.Sprintf("has %s where the header has %d, so its values may stand under the wrong headers", cellsWord(n), w.columns), Next: next}
}

func cellsWord(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return fmt.Sprintf("%d cells", n)
}

// lacksEnd reports whether a row lacks its last cells and no others: its cells
// are like those of their columns, and would not be if a cell were missing
// further to the left.
func (w *widths) lacksEnd(cells []sheet.Cell) bool {
	texts := make([]string, len(cells))
	for i, c := range cells {
		texts[i] = c.Text
	}
	all := sheet.ClassesOf(texts)
	if !w.fit(all, 0) {
		return false
	}
	for at := range all {
		if w.fit(all[at:], at+w.named-len(all)) {
			return false
		}
	}
	return true
}

// fit reports whether the cells are like those of the columns from one on.
func (w *widths) fit(cells []sheet.Class, from int) bool {
	for i, c := range cells {
		if from+i >= len(w.classes) || !w.classes[from+i].Has(c) {
			return false
		}
	}
	return true
}

// line is a row of a text file as it stands there.
func line(row sheet.Row) string { return strings.Trim(string(row.Raw), "\r\n") }

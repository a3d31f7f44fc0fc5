package sheet_test

import (
	"bytes"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"milepost/ingest/sheet"
)

// TestCellsAreThoseOfExcelize compares our reading of workbooks with raw
// values of the library, cell by cell. Numbers are compared as numbers.
func TestCellsAreThoseOfExcelize(t *testing.T) {
	atLength(t)
	odd := map[string]bool{
		"duplicate-filename.xlsx": true, // one part twice: we take the first, the library the last
		"issue.4724.xlsx":         true, // letters that are no UTF-8: the library drops them
	}
	files, cells := 0, 0
	eachTable(t, func(name string, data []byte) {
		rows, err := allRows(t, name, data)
		if err != nil || len(rows) == 0 || len(data) > 2<<20 || !bytes.HasPrefix(data, []byte("PK")) || rows[0].Sheet == "" {
			return
		}
		book, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{RawCellValue: true})
		if err != nil {
			return
		}
		defer book.Close()
		files++
		theirs := map[string][][]string{}
		for _, row := range rows {
			if _, read := theirs[row.Sheet]; !read {
				theirs[row.Sheet], _ = book.GetRows(row.Sheet)
			}
			if row.Number > len(theirs[row.Sheet]) {
				continue
			}
			for j, c := range row.Cells {
				want := ""
				if r := theirs[row.Sheet][row.Number-1]; j < len(r) {
					want = r[j]
				}
				if c.Filled != sheet.Own {
					continue
				}
				cells++
				if c.Text != want && !sameNumber(c.Text, want) && !odd[filepath.Base(name)] &&
					map[string]string{"TRUE": "1", "FALSE": "0"}[c.Text] != want {
					t.Errorf("%s %s row %d column %d: %q, excelize %q", filepath.Base(name), row.Sheet, row.Number, j+1, c.Text, want)
				}
			}
		}
	})
	t.Logf("%d workbooks, %d cells", files, cells)
}

func sameNumber(a, b string) bool {
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err1 == nil && err2 == nil && (x == y || (x-y)/y < 1e-14 && (x-y)/y > -1e-14)
}

package value_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"milepost/ingest/sheet"
)

// allRows reads every row of a file.
func allRows(t *testing.T, name string, data []byte) ([]sheet.Row, error) {
	var all []sheet.Row
	f := sheet.File{Name: filepath.Base(name), Data: bytes.NewReader(data), Size: int64(len(data))}
	err := sheet.EachRow(t.Context(), f, func(row sheet.Row) error {
		row.Cells = slices.Clone(row.Cells)
		all = append(all, row)
		return nil
	})
	return all, err
}

func sameNumber(a, b string) bool {
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err1 == nil && err2 == nil && (x == y || (x-y)/y < 1e-14 && (x-y)/y > -1e-14)
}

// shared returns a folder of the shared data; the test is skipped where it is
// absent, but not in CI.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "..", "shared", "data", name)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("no shared data")
	}
	return dir
}

// jsonOf writes a number as JSON does.
func jsonOf(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }

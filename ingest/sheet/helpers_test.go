package sheet_test

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// atLength leaves a long test out of the short run, for which the race detector
// makes everything many times slower, and in which it finds nothing: it runs
// nothing at once.
func atLength(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("is long, and runs nothing at once")
	}
}

// eachTable calls f for every file that may be a table.
func eachTable(t *testing.T, f func(name string, data []byte)) {
	for _, dir := range tableFolders(t) {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			endings := []string{".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls"}
			if err != nil || d.IsDir() || !slices.Contains(endings, strings.ToLower(filepath.Ext(name))) {
				return err
			}
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			f(name, data)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// tableFolders are the folders of shared data that hold CSV and XLSX.
func tableFolders(t *testing.T) []string {
	root := filepath.Dir(shared(t, "csv-spectrum"))
	var all []string
	for _, pattern := range []string{"csv-*", "xlsx-*", "edfi-*"} {
		found, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, found...)
	}
	return all
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

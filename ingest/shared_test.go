package ingest_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"milepost/ingest/sheet"
)

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

// TestEverySharedTable opens every CSV and XLSX of the shared data, hostile
// ones included: each is read or refused with a reason, none takes long.
func TestEverySharedTable(t *testing.T) {
	atLength(t)
	type outcome struct{ files, rows, refused int }
	outcomes := map[string]*outcome{}
	eachTable(t, func(name string, data []byte) {
		folder := strings.Split(filepath.ToSlash(name), "/")[4]
		if outcomes[folder] == nil {
			outcomes[folder] = &outcome{}
		}
		o := outcomes[folder]
		start := time.Now()
		_, report := readBytes(t, filepath.Base(name), data)
		f := sheet.File{Name: filepath.Base(name), Data: bytes.NewReader(data), Size: int64(len(data))}
		rows := 0
		err := sheet.EachRow(t.Context(), f, func(sheet.Row) error { rows++; return nil })
		o.files++
		o.rows += rows
		if err != nil {
			o.refused++
			t.Logf("refused: %s: %v", filepath.Base(name), err)
		}
		if report.Mapping == "" && len(report.Problems) == 0 {
			t.Errorf("%s: not read, and no problem says why", name)
		}
		if spent := time.Since(start); spent > 10*time.Second {
			t.Errorf("%s: took %v", name, spent)
		}
	})
	for folder, o := range outcomes {
		t.Logf("%-28s %4d files %8d rows %3d refused", folder, o.files, o.rows, o.refused)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.Sys > 512<<20 {
		t.Errorf("%d MiB taken from the system, want under 512", m.Sys>>20)
	}
}

// TestSpectrum compares cells with the expected content of csv-spectrum.
func TestSpectrum(t *testing.T) {
	dir := shared(t, "csv-spectrum")
	files, _ := filepath.Glob(filepath.Join(dir, "csvs", "*.csv"))
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := allRows(t, name, data)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, "json", strings.TrimSuffix(filepath.Base(name), ".csv")+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var want []map[string]string
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		if len(rows) != len(want)+1 {
			t.Errorf("%s: %d rows, want %d", name, len(rows)-1, len(want))
			continue
		}
		for i, record := range want {
			for j, header := range rows[0].Cells {
				expect := strings.ReplaceAll(record[header.Text], "\r\n", "\n") // line breaks in cells become LF
				if got := rows[i+1].Cells[j].Text; got != expect {
					t.Errorf("%s row %d %s: %q, want %q", name, i+1, header.Text, got, expect)
				}
			}
		}
	}
}

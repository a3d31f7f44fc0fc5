package ingest_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/xuri/excelize/v2"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
)

// manyRows makes a CentralReach-like export.
func manyRows(n int) []byte {
	var b bytes.Buffer
	b.WriteString(crHead)
	first := record.Date{Year: 2024, Month: 1, Day: 1}
	for i := range n {
		d := first.AddDays(i / 700 % 900)
		b.WriteString(crRow(fmt.Sprint(i), fmt.Sprintf("%d/%d/%d", d.Month, d.Day, d.Year), fmt.Sprintf("C-%04d", i%700), "Cutting", fmt.Sprintf("%d/5", i%6), "False"))
	}
	return b.Bytes()
}

func BenchmarkReadCSV(b *testing.B) {
	const n = 10_000
	data := manyRows(n)
	f := sheet.File{Name: "s.csv", Data: bytes.NewReader(data), Size: int64(len(data))}
	mappings := shippedMappings(b)
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		report, err := ingest.Read(b.Context(), f, ingest.Options{Mappings: mappings, Today: today}, func(record.Batch) error { return nil })
		if err != nil || report.Used != n {
			b.Fatal(err, report.Used)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
}

var xlsxRows = flag.Int("xlsxrows", 10_000, "rows of the workbook that BenchmarkReadXLSX reads")

// bigBook writes a workbook of n rows with ten cells, as a library that streams
// writes it.
func bigBook(b *testing.B, n int) sheet.File {
	b.Helper()
	book := excelize.NewFile()
	defer book.Close()
	w, err := book.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	_ = w.SetRow("A1", []any{"visit_id", "patient_id", "date_of_service", "start_time", "therapist_id", "discipline", "goal", "result", "assist_level", "comment"})
	for i := range n {
		cell, _ := excelize.CoordinatesToCellName(1, i+2)
		_ = w.SetRow(cell, []any{fmt.Sprint("V", i), fmt.Sprint("C-", i%700), 45000 + i/700, 0.5, "T-1", "OT", "Cutting", fmt.Sprint(i%6, "/5"), "CGA", "fine"})
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	name := filepath.Join(b.TempDir(), "s.xlsx")
	if err := book.SaveAs(name); err != nil {
		b.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { f.Close() })
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	return sheet.File{Name: "s.xlsx", Data: f, Size: info.Size()}
}

// BenchmarkReadXLSX reads a workbook from the disk and reports the rows in a
// second and the most memory that the heap held beyond what it held before.
func BenchmarkReadXLSX(b *testing.B) {
	n := *xlsxRows
	f := bigBook(b, n)
	mappings := shippedMappings(b)
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	peak := uint64(0)
	b.ReportAllocs()
	for b.Loop() {
		report, err := ingest.Read(b.Context(), f, ingest.Options{Mappings: mappings, Today: today}, func(record.Batch) error {
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
			return nil
		})
		if err != nil || report.Used != n {
			b.Fatal(err, report.Used, report.Problems[:min(3, len(report.Problems))])
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
}

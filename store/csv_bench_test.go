package store_test

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
	"milepost/store"
)

// benchMapping reads what writeCSV writes, into the records of rowOf.
const benchMapping = `
about: one row for each session and goal
gives: [sessions, data]
needs: [Visit, Client, Day, Goal, Score]
columns:
  Visit: session.id
  Client: client.id
  Day: session.day
  Start: session.start
  Minutes: session.minutes
  Status: session.status
  Discipline: session.discipline
  Format: session.format
  Place: session.place
  Therapist: session.therapist
  Goal: goal.id
  Score: point.score
  Assist: point.help
`

// writeCSV writes n rows of an export: the records of rowOf, one session and
// one data point a row.
func writeCSV(b *testing.B, n int) string {
	b.Helper()
	name := filepath.Join(b.TempDir(), "all.csv")
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "Visit,Client,Day,Start,Minutes,Status,Discipline,Format,Place,Therapist,Goal,Score,Assist")
	for i := range n {
		s, p := rowOf(i)
		client := fmt.Sprintf("C-%05d", i%benchClients)
		fmt.Fprintf(w, "%s,%s,%s,09:00,45,attended,OT,individual,clinic,T-04,%s,%d/5,Min A\n",
			s.ID, client, s.Day, fmt.Sprintf("G-%05d-%d", i%benchClients, i/benchClients%4), p.Score.OK)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	return name
}

// BenchmarkCSVIntoStore reads a CSV of session rows into the store, and inserts
// as many records into the same tables by prepared statements in one
// transaction; both in turn. It reports the rows of each in a second, how many
// times as fast the reading is, and the most memory that the heap held while
// reading, over what it held before.
func BenchmarkCSVIntoStore(b *testing.B) {
	name := writeCSV(b, *benchRows)
	rows := rowsOf(*benchRows)
	var read, inserted time.Duration
	for b.Loop() {
		inserted += timed(func() { insertRows(b, rows) })
	}
	rows = nil
	runtime.GC()
	var peak uint64
	read += timed(func() { peak = readIntoStore(b, name) })
	once := float64(*benchRows)
	b.ReportMetric(once/read.Seconds(), "read-rows/s")
	b.ReportMetric(once*float64(b.N)/inserted.Seconds(), "inserted-rows/s")
	b.ReportMetric(once/read.Seconds()/(once*float64(b.N)/inserted.Seconds()), "times-as-fast")
	b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
}

// readIntoStore takes one file in and returns the most bytes that the heap held
// beyond what it held before.
func readIntoStore(b *testing.B, name string) uint64 {
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "milepost.db"))
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	f, err := os.Open(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		b.Fatal(err)
	}
	m, err := ingest.ParseMapping("bench", []byte(benchMapping))
	if err != nil {
		b.Fatal(err)
	}
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	peak, batches := uint64(0), 0
	_, err = s.Import(b.Context(), record.Import{ID: "bench", Name: "all.csv", Counts: true}, func(filler *store.Filler) error {
		o := ingest.Options{Mappings: []ingest.Mapping{m}, Today: record.Date{Year: 2030, Month: 1, Day: 1}}
		report, err := ingest.Read(b.Context(), sheet.File{Name: "all.csv", Data: f, Size: info.Size()}, o, func(batch record.Batch) error {
			if batches++; batches%20 == 0 {
				runtime.ReadMemStats(&now)
				peak = max(peak, now.HeapAlloc-min(now.HeapAlloc, before.HeapAlloc))
			}
			return filler.Add(batch)
		})
		if err == nil && report.Used != *benchRows {
			err = fmt.Errorf("%d of %d rows used: %v", report.Used, *benchRows, report.Problems[:min(3, len(report.Problems))])
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	return peak
}

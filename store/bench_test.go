package store_test

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"milepost/record"
	"milepost/store"
)

var benchRows = flag.Int("rows", 100_000, "session rows of the import benchmarks, one session and one data point each")

// rowsOf makes n rows of 2,000 clients in chunks, as an export sorted by day
// has them: one session and one data point a row.
func rowsOf(n int) []record.Batch {
	const chunk = 500
	var all []record.Batch
	for from := 0; from < n; from += chunk {
		var b record.Batch
		for i := from; i < min(from+chunk, n); i++ {
			session, point := rowOf(i)
			b.Sessions = append(b.Sessions, session)
			b.DataPoints = append(b.DataPoints, point)
		}
		all = append(all, b)
	}
	return all
}

const benchClients = 2000

func rowOf(i int) (record.Session, record.DataPoint) {
	id := record.ID(fmt.Sprintf("C-%05d", i%benchClients))
	visit := i / benchClients
	on := day(visit % 300)
	goal := fmt.Sprintf("G-%05d-%d", i%benchClients, visit%4)
	source := record.Source{File: "all.csv", Row: i + 2}
	session := record.Session{
		Key: record.KeyOf("session", string(id), on.String(), "09:00"), ID: record.ID(fmt.Sprintf("S-%08d", i)),
		ClientKey: record.ClientByID(id), Day: on, Start: "09:00", Minutes: 45, Status: record.Attended,
		Discipline: "OT", Format: "individual", Place: "clinic", Therapist: "T-04", Source: source,
	}
	point := record.DataPoint{
		Key:       record.KeyOf("point", string(id), goal, on.String(), "09:00"),
		ClientKey: record.ClientByID(id), GoalKeys: []record.Key{record.GoalByID(record.ID(goal))},
		Day: on, Start: "09:00", Score: record.Score{Form: record.Ratio, OK: visit % 6, Of: 5, Text: "4/5"},
		Help: record.Help{Ladder: record.AssistLadder, Level: 6, Text: "Min A"}, Place: "clinic", Format: "individual",
		Therapist: "T-04", Source: source,
	}
	return session, point
}

// BenchmarkImport keeps sessions and data points through Import, and inserts
// the same records into the same tables, keys and indexes by prepared
// statements, one a row, in one transaction; there, the texts that rows share
// have their numbers for nothing. Both run in turn, so that what else the
// machine does meets both. It reports the rows of each in a second, and how
// many times as fast Import is.
func BenchmarkImport(b *testing.B) {
	rows := rowsOf(*benchRows)
	var kept, inserted time.Duration
	for b.Loop() {
		kept += timed(func() { importRows(b, rows) })
		inserted += timed(func() { insertRows(b, rows) })
	}
	all := float64(*benchRows) * float64(b.N)
	b.ReportMetric(all/kept.Seconds(), "kept-rows/s")
	b.ReportMetric(all/inserted.Seconds(), "inserted-rows/s")
	b.ReportMetric(inserted.Seconds()/kept.Seconds(), "times-as-fast")
}

func timed(do func()) time.Duration {
	start := time.Now()
	do()
	return time.Since(start)
}

func importRows(b *testing.B, rows []record.Batch) {
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "milepost.db"))
	if err != nil {
		b.Fatal(err)
	}
	take(b, s, "all.csv", rows...)
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

func insertRows(b *testing.B, rows []record.Batch) {
	path := filepath.Join(b.TempDir(), "milepost.db")
	s, err := store.Open(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	if err := insertAll(b, path, rows); err != nil {
		b.Fatal(err)
	}
}

func insertAll(b *testing.B, path string, batches []record.Batch) error {
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=journal_mode(WAL)"+
		"&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=cache_size(-65536)")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	tx, err := db.BeginTx(b.Context(), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := insertParents(tx); err != nil {
		return err
	}
	session, err := tx.Prepare(`INSERT INTO sessions VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 0, '', '')`)
	if err != nil {
		return err
	}
	point, err := tx.Prepare(`INSERT INTO data_points VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
		$16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, 0, '', '')`)
	if err != nil {
		return err
	}
	place := 0
	for _, batch := range batches {
		for i := range batch.Sessions {
			if err := insertRow(session, point, place, batch.Sessions[i], batch.DataPoints[i]); err != nil {
				return err
			}
			place++
		}
	}
	return tx.Commit()
}

func insertRow(session, point *sql.Stmt, i int, s record.Session, p record.DataPoint) error {
	key, goals := 1+i%benchClients, 1+benchClients+(i/benchClients)%4
	if _, err := session.Exec(key, 1, 2*i+1, string(s.Key), string(s.ID), s.Day.String(), s.Start, s.Minutes, s.Status,
		s.Reason, s.Discipline, s.Format, s.Place, string(s.Therapist), s.Note, 1, s.Source.Row, s.Source.Column); err != nil {
		return err
	}
	_, err := point.Exec(key, 1, 2*i+2, string(p.Key), string(p.Objective), goals, p.Loose, p.Day.String(), p.Order, p.Start,
		string(p.Score.Form), p.Score.OK, p.Score.Of, p.Score.Number, p.Score.Bound, p.Score.Text,
		string(p.Help.Ladder), p.Help.Level, p.Help.Count, p.Help.Text, p.Supports, p.Probe, p.Phase,
		p.Place, p.Format, string(p.Therapist), p.Note, 1, p.Source.Row, p.Source.Column)
	return err
}

// insertParents makes the rows that those of the benchmark refer to.
func insertParents(tx *sql.Tx) error {
	if _, err := tx.Exec(`
		INSERT INTO imports (n, id, name, size, at, mapping, rows, used, bad, skipped, card, counts, place)
		VALUES (1, 'x', 'all.csv', 0, '', '', 0, 0, 0, 'null', 0, 1, 1)`); err != nil {
		return err
	}
	for n := 1; n <= 5*benchClients; n++ {
		if _, err := tx.Exec(`INSERT INTO names VALUES ($1, $2)`, n, fmt.Sprintf("name %d", n)); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkRecords loads one client of 2,000 with 200,000 sessions.
func BenchmarkRecords(b *testing.B) {
	s := openStore(b)
	var all record.Batch
	for i := range benchClients {
		id := record.ID(fmt.Sprintf("C-%05d", i))
		all.Clients = append(all.Clients, record.Client{ID: id})
	}
	take(b, s, "roster.csv", all)
	take(b, s, "all.csv", rowsOf(200_000)...)
	b.ReportAllocs()
	for b.Loop() {
		if v := records(b, s, "C-00777"); len(v.Sessions) != 100 {
			b.Fatalf("got %d sessions, want 100", len(v.Sessions))
		}
	}
}

// BenchmarkHistory asks what is asked at each run of a clinic of 2,000 clients
// whose list and sessions came every week for two years.
func BenchmarkHistory(b *testing.B) {
	s := openStore(b)
	var last record.Import
	for week := range 104 {
		file := fmt.Sprintf("week %d.csv", week)
		var all record.Batch
		for i := range benchClients {
			id := record.ID(fmt.Sprintf("C-%05d", i))
			name := record.ClientByName(fmt.Sprint("Zoë ", i), "Łukasz", born)
			all.Clients = append(all.Clients, record.Client{ID: id, Keys: []record.Key{name}})
			if i%20 == week%20 {
				session, point := rowOf(week*benchClients + i)
				all.Sessions = append(all.Sessions, session)
				all.DataPoints = append(all.DataPoints, point)
			}
		}
		last = take(b, s, file, all)
	}
	for name, ask := range map[string]func(context.Context) error{
		"Clients":   func(ctx context.Context) error { _, err := s.Clients(ctx); return err },
		"Stamps":    func(ctx context.Context) error { _, err := s.Stamps(ctx); return err },
		"Waiting":   func(ctx context.Context) error { _, err := s.Waiting(ctx); return err },
		"ClientsOf": func(ctx context.Context) error { _, err := s.ClientsOf(ctx, last.ID); return err },
		"Records":   func(ctx context.Context) error { _, err := s.Records(ctx, "C-00777"); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := ask(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package ingest_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
)

// fuzzMappings are the shipped mappings and one with groups and repeated cells.
func fuzzMappings(t testing.TB) []ingest.Mapping {
	planned := "gives: [sessions, data]\nneeds: [Client ID, Date, Next IEP]\ncolumns: {Client ID: client.id, Date: session.day, Goal: goal.title, Score: point.score, Assist: point.help, Next IEP: date.iep_next}\n"
	grouped := strings.Replace(sheetMapping, "columns:", "group: session.therapist\nfill: [Client ID]\ncolumns:", 1)
	return append([]ingest.Mapping{own(t, planned), own(t, grouped)}, shippedOnce()...)
}

// readOnce reads a file and checks what holds for every file: each row is
// counted once, none is lost beside the header rows, each problem says where,
// what is wrong and what to do, and a second reading gives the same.
func readOnce(t *testing.T, name string, data []byte, mappings []ingest.Mapping) {
	f := sheet.File{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))}
	read := func() (int, ingest.Report) {
		records := 0
		report, err := ingest.Read(t.Context(), f, ingest.Options{Mappings: mappings, Today: today}, func(b record.Batch) error {
			records += b.Len()
			checkBatch(t, b)
			return nil
		})
		if err != nil {
			t.Fatalf("Read: %v", err)
		}
		return records, report
	}
	records, report := read()
	countedOnce(t, report)
	again, second := read()
	if again != records || second.Used != report.Used || problemsOf(second) != problemsOf(report) {
		t.Error("a second reading gives something else")
	}
	for _, p := range report.Problems {
		if p.File != name || p.Code == "" || p.Wrong == "" || p.Next.IsZero() {
			t.Errorf("problem %+v does not say where, what or what to do", p)
		}
	}
	if report.Mapping == "" {
		if len(report.Problems) == 0 {
			t.Error("nothing was read, and no problem says why")
		}
		return
	}
	rows := 0
	if err := sheet.EachRow(t.Context(), f, func(sheet.Row) error { rows++; return nil }); err != nil {
		t.Fatalf("EachRow: %v", err)
	}
	if name == "f.csv" && report.Rows != rows-1 {
		t.Errorf("%d rows in the file, %d counted beside the header", rows, report.Rows)
	}
}

// checkBatch checks what every record keeps.
func checkBatch(t *testing.T, b record.Batch) {
	for _, p := range b.DataPoints {
		if p.Key == "" || p.ClientKey == "" || len(p.GoalKeys) == 0 || p.Source.Row < 1 {
			t.Errorf("point without key or source: %+v", p)
		}
		if s := p.Score; s.Form == record.Ratio && (s.OK < 0 || s.OK > s.Of || s.Of < 1) || s.Form == record.PercentForm && (s.Number < 0 || s.Number > 100) {
			t.Errorf("impossible score %+v", s)
		}
		if p.Day.After(today) {
			t.Errorf("point in the future: %+v", p)
		}
	}
	for _, s := range b.Statements {
		if s.Stated != nil && (s.ClientKey == "" || !s.Stated.StatesPlan() || s.Text != "") {
			t.Errorf("plan of nobody, or none: %+v", s)
		}
	}
	for _, s := range b.Sessions {
		if s.Key == "" || s.ClientKey == "" || s.Day.IsZero() || s.Minutes < 0 {
			t.Errorf("session without key or day: %+v", s)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add([]byte(rosterHead + "C-1,Ana,Ruiz,,05/14/2019,she/her,T-1,Kim,North,es,,,\n"))
	f.Add([]byte(crHead + crRow("1", "9/14/2026", "C-1", "Cutting", "4/5", "False") + crRow("1", "9/14/2026", "C-1", "Cutting", "4/5", "True")))
	f.Add([]byte("Title\n\nClient ID;Date;Goal;Score\nC-1;03/04/2026;Cutting;\"4/5\n\nC-2;25/04/2026;Cutting;80 %\nTotal;;;\n"))
	f.Add([]byte("participant,condition,itemType,session,response,spt2017\nP1,a,tx,1,1,pre\nP1,a,tx,1,NA,pre\n"))
	f.Add([]byte("Client ID\tDate\tGoal\tScore\rC-1\t46085\tCutting\tMin-Mod A\r"))
	f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x00"))
	f.Add([]byte("Client ID, Date, Goal, \"Score\"\nC-1, 2026-03-04, \"Cut, zip\", 4/5\nC-1,2026-03-05,beads 3, 4,2/5\nC-1,2026-03-06,3/5\nC-2,2026-03-04,\"a \\\"b\\\"\",3/5"))
	f.Add([]byte("Client ID,Date,Goal,Score,\n,,,Correct,Trials\nC-1,2026-03-04,Caf\xc3,4,5\n"))
	f.Add([]byte("Client ID,Date,Goal,Score\nT-7,,,\n\"C-1,2026-03-04,Cutting,4/5\nC-2,2026-03-04,Cutting,3/5\nC-3,2026-03-04,Cutting,3/5\n"))
	f.Add([]byte("Client ID,Date,Status\nC-1,2026-03-02,Attended\nC-1,2026-03-03,Kam\n"))
	f.Add([]byte("Client ID,Date,Status\n,mm/dd/yyyy,text\nC-1,2026-03-02,Attended\nC-1,2026-03-03,Abs-E\nC-2,2026-03-03,A\nC-2,2026-03-04,P\n"))
	f.Add([]byte("Client ID,Date,Goal,Score,Assist,Next IEP\nC-1,2026-03-04,Cutting,80% (4/5),2 prompts,2026-11-23\nC-1,2026-03-05,Cutting,3 de 5,4 - Min A,\n,2026-03-05,,,,2026-11-23\n"))
	mappings := fuzzMappings(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 64<<10 || bytes.HasPrefix(data, []byte("PK")) || bytes.ContainsAny(data[:min(len(data), 8)], "{[") {
			return
		}
		readOnce(t, "f.csv", data, mappings)
	})
}

// FuzzReadXLSX puts a fuzzed sheet into a sound workbook, and every third time
// the bytes themselves.
func FuzzReadXLSX(f *testing.F) {
	seed := []byte("Client ID,Date,Goal,Score\nC-1,46085,Cutting,0.8\n,#REF!,Cutting,=1+1\n")
	f.Add(seed, uint8(0))
	f.Add(seed, uint8(1))
	f.Add(seed, uint8(5))
	mappings := fuzzMappings(f)
	f.Fuzz(func(t *testing.T, data []byte, how uint8) {
		if len(data) > 16<<10 {
			return
		}
		if how%3 == 2 {
			readOnce(t, "f.xlsx", append([]byte("PK\x03\x04"), data...), mappings)
			return
		}
		readOnce(t, "f.xlsx", fuzzBook(t, data, how), mappings)
	})
}

// fuzzBook makes a workbook whose cells are the fields of a text.
func fuzzBook(t *testing.T, data []byte, how uint8) []byte {
	book := excelize.NewFile()
	defer book.Close()
	codes := []string{"0%", "m/d/yyyy", "h:mm", "General"}
	for i, line := range strings.SplitN(string(data), "\n", 40) {
		for j, text := range strings.SplitN(line, ",", 12) {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			switch n, ok := parseFloat(text); {
			case ok:
				_ = book.SetCellFloat("Sheet1", cell, n, -1, 64)
				id, _ := book.NewStyle(&excelize.Style{CustomNumFmt: &codes[(int(how)+j)%4]})
				_ = book.SetCellStyle("Sheet1", cell, cell, id)
			case strings.HasPrefix(text, "="):
				_ = book.SetCellFormula("Sheet1", cell, text)
			default:
				_ = book.SetCellStr("Sheet1", cell, text)
			}
		}
	}
	if how%2 == 1 {
		_ = book.MergeCell("Sheet1", "A2", "B4")
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Skip(err)
	}
	return b.Bytes()
}

func FuzzMapping(f *testing.F) {
	f.Add([]byte(sheetMapping))
	f.Add([]byte("gives: data\ncolumns: {a: b}\n"))
	f.Add([]byte("gives: [clients\n"))
	f.Add([]byte("a: &x [*x]\n---\n? b\n: c"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := ingest.ParseMapping("fuzz", data)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "fuzz.yaml") {
				t.Errorf("error does not name the file: %v", err)
			}
			return
		}
		if len(m.Gives) == 0 || len(m.Columns) == 0 || len(m.Needs) == 0 {
			t.Errorf("mapping %+v reads nothing", m)
		}
		readOnce(t, "f.csv", []byte("a,b,Client ID\n1,2,3\n"), []ingest.Mapping{m})
	})
}

// FuzzShape checks that every table can be shaped, and that what was read of it
// is counted alike after.
func FuzzShape(f *testing.F) {
	f.Add([]byte("Client ID,Date,Goal,Score,Note\nC-1,2026-03-04,Cutting,4/5,\"fine, Ana\"\nTotal,,,,\n"), byte(1))
	f.Add([]byte("Title\n\nClient ID;Date;Goal;Score\nC-1;03/04/2026;Cutting;\"4/5\n\nC-2;25/04/2026;Cutting;80 %\nTotal;;;\n"), byte(2))
	mapping := []ingest.Mapping{own(f, sheetMapping)}
	f.Fuzz(func(t *testing.T, data []byte, seed byte) {
		if len(data) > 16<<10 || bytes.HasPrefix(data, []byte("PK")) || bytes.ContainsAny(data[:min(len(data), 8)], "{[") {
			return
		}
		var out bytes.Buffer
		o := ingest.ShapeOptions{Seed: [32]byte{seed}, Today: today, Mappings: mapping}
		if _, err := ingest.Shape(t.Context(), sheet.File{Name: "f.csv", Data: bytes.NewReader(data), Size: int64(len(data))}, o, &out); err != nil {
			return
		}
		_, before := readBytes(t, "f.csv", data, mapping...)
		_, after := readBytes(t, "f.csv", out.Bytes(), mapping...)
		if before.Rows != after.Rows {
			t.Errorf("%d rows, shaped %d\n%q\n%q", before.Rows, after.Rows, data, out.Bytes())
		}
	})
}

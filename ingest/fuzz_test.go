package ingest_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"milepost/ingest"
	"milepost/record"
)

// fuzzMappings are the shipped mappings and one with groups and repeated cells.
func fuzzMappings(t testing.TB) []ingest.Mapping {
	grouped := strings.Replace(sheetMapping, "columns:", "group: session.therapist\nfill: [Client ID]\ncolumns:", 1)
	return append([]ingest.Mapping{own(t, grouped)}, shippedOnce()...)
}

// readOnce reads a file and checks what holds for every file: each row is
// counted once, none is lost beside the header rows, each problem says where,
// what is wrong and what to do, and a second reading gives the same.
func readOnce(t *testing.T, name string, data []byte, mappings []ingest.Mapping) {
	f := ingest.File{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))}
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
		if p.File != name || p.Code == "" || p.Wrong == "" || p.Do == "" {
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
	if err := ingest.EachRow(t.Context(), f, func(ingest.Row) error { rows++; return nil }); err != nil {
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
	f.Add([]byte("Client ID,Date,Goal,Score\nT-7,,,\n\"C-1,2026-03-04,Cutting,4/5\nC-2,2026-03-04,Cutting,3/5\nC-3,2026-03-04,Cutting,3/5\n"))
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

// FuzzScore checks that what was read as a score never is impossible, and that
// a score that is printed, whatever its form, reads again as the same value.
func FuzzScore(f *testing.F) {
	for _, seed := range []string{"4/5", "80 %", "7 min", "Min-Mod A", ">80", "75-80%", "1 h 5 min", "GAS -1", "2 VC, 1 HOH", "yes", "level 3", "1,234.5", "~7 x", "6:30"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, help, code := ingest.ReadScore(text, "", "")
		if code != "" || s.IsMissing() {
			return
		}
		if s.Form == record.Ratio && (s.OK > s.Of || s.Of < 1) || s.Form == record.PercentForm && (s.Number < 0 || s.Number > 100) || s.Form == record.Seconds && s.Number < 0 {
			t.Errorf("%q is %+v, which cannot be", text, s)
		}
		printed, ok := printedScore(s, help)
		if !ok {
			return
		}
		again, _, code := ingest.ReadScore(printed, "", "")
		if code != "" || again.Form != s.Form || again.OK != s.OK || again.Of != s.Of || again.Number != s.Number || again.Bound != s.Bound {
			t.Errorf("%q is %+v; printed %q and read again %+v %q", text, s, printed, again, code)
		}
	})
}

// printedScore writes a score plainly. False: it has no plain form, since it
// is the middle of a range, or a number so long that it is written with an e.
func printedScore(s record.Score, help record.Help) (string, bool) {
	number := jsonOf(s.Number)
	if s.Bound == "-" || strings.Contains(number, "e") {
		return "", false
	}
	switch s.Form {
	case record.Ratio:
		return s.Bound + jsonOf(float64(s.OK)) + "/" + jsonOf(float64(s.Of)), true
	case record.PercentForm:
		return s.Bound + number + "%", true
	case record.Seconds:
		return s.Bound + number + " s", true
	case record.Number:
		return s.Bound + number, true
	case record.Answer:
		return s.Bound + map[bool]string{true: "yes", false: "no"}[s.Number == 1], true
	case record.StepForm:
		if help.Ladder != "" {
			return "", false // its words are the words of the ladder; help_test reads each
		}
		return s.Bound + "GAS " + number, true
	}
	return "", false
}

// FuzzDay checks that what was read as a day prints and reads again as the
// same day, in every order of parts, and that the same text never gives two
// days in one order.
func FuzzDay(f *testing.F) {
	for _, seed := range []string{"3/4/2026", "31.1.26", "2026-03-04", "Mar 4, 2026", "4-Mar-26", "20260304", "46085", "46085.5", "2026-03-04T23:30:00-05:00", "3/4/2026 3:30 PM", "60"} {
		for _, order := range []string{"", "month-first", "day-first", "year-first"} {
			f.Add(seed, order, false)
		}
	}
	f.Fuzz(func(t *testing.T, text, order string, asDay bool) {
		format := ingest.Plain
		if asDay {
			format = ingest.AsDay
		}
		switch ingest.DateOrder(order) {
		case ingest.Decide, ingest.MonthFirst, ingest.DayFirst, ingest.YearFirst:
		default:
			return
		}
		d, clock, code := ingest.ReadDay(text, format, ingest.DateOrder(order), false)
		if code != "" || d.IsZero() {
			if !d.IsZero() {
				t.Errorf("%q is %v and yet a problem: %s", text, d, code)
			}
			return
		}
		if d.Year < 1900 || d.Year > 9999 || d.AddDays(0) != d {
			t.Errorf("%q is %v, which no calendar has", text, d)
		}
		if d.Year > 2200 {
			return // serial numbers reach further than days that are written out
		}
		printed := map[ingest.DateOrder]string{
			ingest.YearFirst: d.String(), ingest.Decide: d.String(),
			ingest.MonthFirst: fmt.Sprintf("%d/%d/%04d", d.Month, d.Day, d.Year), ingest.DayFirst: fmt.Sprintf("%d.%d.%04d", d.Day, d.Month, d.Year),
		}
		for o, p := range printed {
			again, _, code := ingest.ReadDay(strings.TrimSpace(p+" "+clock), ingest.Plain, o, false)
			if code != "" || again != d {
				t.Errorf("%q is %v; printed %q and read %s again %v %s", text, d, p, o, again, code)
			}
			if _, clock2, _ := ingest.ReadDay(strings.TrimSpace(p+" "+clock), ingest.Plain, o, false); clock2 != clock {
				t.Errorf("%q is at %q; printed and read again %q", text, clock, clock2)
			}
		}
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
		if _, err := ingest.Shape(t.Context(), ingest.File{Name: "f.csv", Data: bytes.NewReader(data), Size: int64(len(data))}, o, &out); err != nil {
			return
		}
		_, before := readBytes(t, "f.csv", data, mapping...)
		_, after := readBytes(t, "f.csv", out.Bytes(), mapping...)
		if before.Rows != after.Rows {
			t.Errorf("%d rows, shaped %d\n%q\n%q", before.Rows, after.Rows, data, out.Bytes())
		}
	})
}

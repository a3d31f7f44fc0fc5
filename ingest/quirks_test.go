package ingest_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"milepost/ingest"
	"milepost/record"
)

// sheetMapping is the mapping of a goal sheet that a clinic made by hand.
const sheetMapping = `
about: a clinic's own goal sheet
gives: [sessions, data]
needs: [Client ID, Date, Goal]
columns:
  Client ID: client.id
  Student: client.name
  Date: session.day
  Goal: goal.title
  Score: point.score
  Score Correct: point.ok
  Score Trials: point.of
  Percent: point.percent
  Assist: point.help
  Units: ignore
  Status: session.status
  Note: session.note
  Changed: row.modified
`

// own parses a mapping that a test writes.
func own(t testing.TB, text string) ingest.Mapping {
	t.Helper()
	m, err := ingest.ParseMapping("own", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// scores writes the results, in the order of rows: "C-1 2026-03-04 4/5".
func scores(b record.Batch) string {
	var all []string
	for _, p := range b.DataPoints {
		all = append(all, string(p.Client)+" "+p.Day.String()+" "+p.Score.Text)
	}
	return strings.Join(all, "; ")
}

func TestQuirksOfTextFiles(t *testing.T) {
	const plain = "Client ID,Date,Goal,Score,Note\nC-1,2026-03-04,Cutting,4/5,piñata\nC-2,2026-03-05,Cutting,3/5,\n"
	const both = "C-1 2026-03-04 4/5; C-2 2026-03-05 3/5"
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(plain, ",", "\t"))
	utf16bare, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(plain)
	windows, _ := charmap.Windows1252.NewEncoder().String(strings.ReplaceAll(plain, "piñata", "piñata “big” – yes"))
	cases := []struct {
		rule    string
		text    string
		want    string
		skipped map[string]int
		bad     int
	}{
		{"UTF-8", plain, both, nil, 0},
		{"UTF-8 with a mark", "\ufeff" + plain, both, nil, 0},
		{"UTF-16 as Excel's Unicode text", utf16, both, nil, 0},
		{"UTF-16 without a mark", utf16bare, both, nil, 0},
		{"Windows-1252", windows, both, nil, 0},
		{"semicolons", strings.ReplaceAll(plain, ",", ";"), both, nil, 0},
		{"tabs", strings.ReplaceAll(plain, ",", "\t"), both, nil, 0},
		{"bars", strings.ReplaceAll(plain, ",", "|"), both, nil, 0},
		{"a line that names the delimiter", "sep=;\n" + strings.ReplaceAll(plain, ",", ";"), both, map[string]int{"title": 1}, 0},
		{"lines that end with CR LF", strings.ReplaceAll(plain, "\n", "\r\n"), both, nil, 0},
		{"lines that end with CR", strings.ReplaceAll(plain, "\n", "\r"), both, nil, 0},
		{"no line end at the end", strings.TrimSuffix(plain, "\n"), both, nil, 0},
		{"line breaks and doubled quotes in a cell", strings.Replace(plain, "piñata", "\"she said \"\"more\"\",\nand cut\n\nagain\"", 1), both, nil, 0},
		{"a stray quote inside a cell", strings.Replace(plain, "piñata", `5" line`, 1), both, nil, 0},
		{"a quote that is never closed", strings.Replace(plain, "piñata", `"piñata`, 1) + "C-3,2026-03-06,Cutting,2/5,\nC-4,2026-03-06,Cutting,1/5,\n", "C-2 2026-03-05 3/5; C-3 2026-03-06 2/5; C-4 2026-03-06 1/5", nil, 1},
		{"title rows above the header", "Acme Therapy - Progress - 8/1 to 10/31\nFilter: all\n\n" + plain, both, map[string]int{"title": 2, "blank": 1}, 0},
		{"blank rows", strings.ReplaceAll(plain, "\n", "\n,,,,\n\n"), both, map[string]int{"blank": 5}, 0},
		{"totals", plain + "Total,,,7/10,\nGrand Total,,,,\n,,,12,\n", both, map[string]int{"total": 3}, 0},
		{"a footer", plain + "Page 1 of 3,,,,\nConfidential,,,,\n", both, map[string]int{"footer": 2}, 0},
		{"a header on every page", plain + "Client ID,Date,Goal,Score,Note\nC-3,2026-03-06,Cutting,2/5,\n", both + "; C-3 2026-03-06 2/5", map[string]int{"header again": 1}, 0},
		{"the same row twice", plain + "C-2,2026-03-05,Cutting,3/5,\n", both, map[string]int{"same row twice": 1}, 0},
		{"two results on one day", plain + "C-2,2026-03-05,Cutting,2/5,\n", both + "; C-2 2026-03-05 2/5", nil, 0},
		{"headers in other capitals and signs", strings.Replace(plain, "Client ID,Date", "CLIENT_ID, date ", 1), both, nil, 0},
		{"a row longer than the header", strings.Replace(plain, "3/5,", "3/5,,,,extra", 1), "C-1 2026-03-04 4/5", nil, 1},
		{"a row shorter than the header", strings.Replace(plain, "Cutting,3/5,", "Cutting,3/5", 1), both, nil, 0},
		{"an id that a spreadsheet rounded", strings.Replace(plain, "C-2", "1.23E+17", 1), "C-1 2026-03-04 4/5", nil, 1},
		{"an error of a formula", strings.Replace(plain, "3/5", "#REF!", 1), "C-1 2026-03-04 4/5", nil, 1},
		{"4/5 that became a date", strings.Replace(plain, "3/5", "5-Mar", 1), "C-1 2026-03-04 4/5", nil, 1},
		{"N/A is a result that was not taken", strings.Replace(plain, "3/5", "N/A", 1), "C-1 2026-03-04 4/5; C-2 2026-03-05 N/A", nil, 0},
		{"more than 80 is kept as such", strings.Replace(plain, "3/5", ">80", 1), "C-1 2026-03-04 4/5; C-2 2026-03-05 >80", nil, 0},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			batch, report := readBytes(t, "goals.csv", []byte(c.text), own(t, sheetMapping))
			if got := scores(batch); got != c.want {
				t.Errorf("got %s\nwant %s\n%s", got, c.want, problemsOf(report))
			}
			for reason, n := range c.skipped {
				if report.Skipped[reason] != n {
					t.Errorf("skipped %v, want %d %s", report.Skipped, n, reason)
				}
			}
			if report.Bad != c.bad || len(c.skipped) == 0 && len(report.Skipped) > 0 {
				t.Errorf("bad %d, skipped %v; want %d, %v\n%s", report.Bad, report.Skipped, c.bad, c.skipped, problemsOf(report))
			}
		})
	}
}

func TestRowNumbersAreThoseOfASpreadsheet(t *testing.T) {
	batch, _ := readBytes(t, "goals.csv", []byte("Title\n\nClient ID,Date,Goal,Score,Note\nC-1,2026-03-04,Cutting,4/5,\"one\ntwo\nthree\"\n\nC-2,2026-03-05,Cutting,3/5,\n"), own(t, sheetMapping))
	if a, b := batch.DataPoints[0].Source.Row, batch.DataPoints[1].Source.Row; a != 4 || b != 6 {
		t.Errorf("rows %d and %d, want 4 and 6: a cell with line breaks is one row, a blank line is one", a, b)
	}
}

func TestDayOrderComesFromTheWholeColumn(t *testing.T) {
	head := "Client ID,Date,Goal,Score\n"
	cases := []struct{ rule, rows, want, order string }{
		{"a day over 12 decides day first for all", "C-1,03/04/2026,Cutting,4/5\nC-1,25/04/2026,Cutting,3/5\n", "C-1 2026-04-03 4/5; C-1 2026-04-25 3/5", ""},
		{"a second number over 12 decides month first", "C-1,03/04/2026,Cutting,4/5\nC-1,04/25/2026,Cutting,3/5\n", "C-1 2026-03-04 4/5; C-1 2026-04-25 3/5", ""},
		{"nothing decides: asked, not guessed", "C-1,03/04/2026,Cutting,4/5\n", "", ""},
		{"both orders in a column: only the sure ones count", "C-1,03/04/2026,Cutting,4/5\nC-1,25/04/2026,Cutting,3/5\nC-1,04/26/2026,Cutting,2/5\n", "C-1 2026-04-25 3/5; C-1 2026-04-26 2/5", ""},
		{"the mapping wins", "C-1,03/04/2026,Cutting,4/5\n", "C-1 2026-04-03 4/5", "date: day-first\n"},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			batch, report := readBytes(t, "goals.csv", []byte(head+c.rows), own(t, c.order+strings.TrimSpace(sheetMapping)))
			if got := scores(batch); got != c.want {
				t.Errorf("got %s, want %s\n%s", got, c.want, problemsOf(report))
			}
		})
	}
}

func TestPercentColumns(t *testing.T) {
	head := "Client ID,Date,Goal,Percent\n"
	cases := []struct{ rule, a, b, want string }{
		{"hundreds", "80", "75", "80 75"},
		{"shares only", "0.8", "1", "80 100"},
		{"signs", "80%", "0.5%", "80 0.5"},
		{"both: what may be either is a problem", "80", "0.8", "80"},
		{"over 100", "80", "130", "80"},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			batch, report := readBytes(t, "g.csv", []byte(head+"C-1,2026-03-04,Cutting,"+c.a+"\nC-1,2026-03-05,Cutting,"+c.b+"\n"), own(t, sheetMapping))
			var got []string
			for _, p := range batch.DataPoints {
				got = append(got, strings.TrimSuffix(strings.TrimSuffix(strings.Trim(jsonOf(p.Score.Number), " "), ".0"), "."))
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got %v, want %s\n%s", got, c.want, problemsOf(report))
			}
		})
	}
}

func TestCorrectAndTrialsStayWholeNumbers(t *testing.T) {
	batch, report := readBytes(t, "g.csv", []byte("Client ID,Date,Goal,Score Correct,Score Trials\n"+
		"C-1,2026-03-04,Cutting,2,3\nC-1,2026-03-05,Cutting,6,5\nC-1,2026-03-06,Cutting,,\n"), own(t, sheetMapping))
	if len(batch.DataPoints) != 2 || batch.DataPoints[0].Score.OK != 2 || batch.DataPoints[0].Score.Of != 3 || !batch.DataPoints[1].Score.IsMissing() {
		t.Errorf("points %+v", batch.DataPoints)
	}
	if report.Bad != 1 || !strings.Contains(problemsOf(report), "6 of 5") {
		t.Errorf("problems:\n%s", problemsOf(report))
	}
}

func TestNewestRowOfAKeyCounts(t *testing.T) {
	m := own(t, strings.Replace(sheetMapping, "Note: session.note", "Note: point.id", 1))
	batch, report := readBytes(t, "g.csv", []byte("Client ID,Date,Goal,Score,Note,Changed\n"+
		"C-1,2026-03-04,Cutting,2/5,R-1,2026-03-05\nC-1,2026-03-04,Cutting,3/5,R-1,2026-03-07\nC-1,2026-03-04,Cutting,1/5,R-1,2026-03-06\n"), m)
	if scores(batch) != "C-1 2026-03-04 2/5; C-1 2026-03-04 3/5" || report.Skipped["superseded"] != 1 {
		t.Errorf("%s, skipped %v; the newest must come last", scores(batch), report.Skipped)
	}
	if batch.DataPoints[0].Key != batch.DataPoints[1].Key {
		t.Error("two versions of a row have two keys")
	}
}

func TestNoShowWithUnits(t *testing.T) {
	batch, report := readBytes(t, "a.csv", []byte("Client ID,Date,Start,Minutes,Status,Therapist ID,Discipline,Reason,Visit ID\n"+
		"C-1,3/14/2026,9:00 AM,45,Show,T-1,OT,,V-1\nC-1,3/16/2026,9:00 AM,45,No show,T-1,OT,ill,V-2\nC-1,3/18/2026,9:00 AM,,Late cancelled,T-1,OT,,V-3\n"+
		"C-1,3/20/2026,9:00 AM,,Snowed in,T-1,OT,,V-4\n"))
	var got []string
	for _, s := range batch.Sessions {
		got = append(got, s.Status)
	}
	if strings.Join(got, ",") != "attended,no-show,late cancelled" || report.Bad != 1 {
		t.Errorf("statuses %v, bad %d\n%s", got, report.Bad, problemsOf(report))
	}
}

// book makes a workbook of one sheet.
func book(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// style returns a number format of the workbook.
func style(t *testing.T, f *excelize.File, code string) int {
	t.Helper()
	id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &code})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// put writes rows from a cell on.
func put(t *testing.T, f *excelize.File, at string, rows ...[]any) {
	t.Helper()
	column, row, err := excelize.CellNameToCoordinates(at)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		cell, _ := excelize.CoordinatesToCellName(column, row+i)
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			t.Fatal(err)
		}
	}
}

func TestQuirksOfWorkbooks(t *testing.T) {
	head := []any{"Client ID", "Date", "Goal", "Score"}
	cases := []struct {
		rule string
		fill func(f *excelize.File)
		want string
		bad  int
	}{
		{"a percent cell is its true value", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", 46085, "Cutting", 0.796})
			_ = f.SetCellStyle("Sheet1", "B2", "B2", style(t, f, "m/d/yyyy"))
			_ = f.SetCellStyle("Sheet1", "D2", "D2", style(t, f, "0%"))
		}, "C-1 2026-03-04 0.796", 0},
		{"serial days of 1904", func(f *excelize.File) {
			yes := true
			_ = f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
			put(t, f, "A1", head, []any{"C-1", 44623, "Cutting", "4/5"})
			_ = f.SetCellStyle("Sheet1", "B2", "B2", style(t, f, "dd.mm.yyyy"))
		}, "C-1 2026-03-04 4/5", 0},
		{"4/5 that became a date is told", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "2026-03-04", "Cutting", 46117})
			_ = f.SetCellStyle("Sheet1", "D2", "D2", style(t, f, "d-mmm"))
		}, "", 1},
		{"a formula without a saved value is told", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "2026-03-04", "Cutting"})
			_ = f.SetCellFormula("Sheet1", "D2", "4/5")
		}, "", 1},
		{"a merged client cell spans its rows", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "2026-03-04", "Cutting", "4/5"}, []any{nil, "2026-03-05", "Cutting", "3/5"})
			_ = f.MergeCell("Sheet1", "A2", "A3")
		}, "C-1 2026-03-04 4/5; C-1 2026-03-05 3/5", 0},
		{"a merged score counts once", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "2026-03-04", "Cutting", "4/5"}, []any{"C-1", "2026-03-05", "Cutting"})
			_ = f.MergeCell("Sheet1", "D2", "D3")
		}, "C-1 2026-03-04 4/5; C-1 2026-03-05 ", 0},
		{"a blank client cell is not filled unasked", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "2026-03-04", "Cutting", "4/5"}, []any{nil, "2026-03-05", "Cutting", "3/5"})
		}, "C-1 2026-03-04 4/5", 1},
		{"a header in two rows, the upper one merged", func(f *excelize.File) {
			put(t, f, "A1", []any{"Client ID", "Date", "Goal", "Score"}, []any{nil, nil, nil, "Correct", "Trials"}, []any{"C-1", "2026-03-04", "Cutting", 4, 5})
			_ = f.MergeCell("Sheet1", "D1", "E1")
		}, "C-1 2026-03-04 4 of 5", 0},
		{"hidden rows are read and told", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "2026-03-04", "Cutting", "4/5"}, []any{"C-1", "2026-03-05", "Cutting", "3/5"})
			_ = f.SetRowVisible("Sheet1", 3, false)
		}, "C-1 2026-03-04 4/5; C-1 2026-03-05 3/5", 0},
		{"the sheet that fits is found", func(f *excelize.File) {
			put(t, f, "A1", []any{"Notes"}, []any{"nothing here"})
			_, _ = f.NewSheet("Data")
			_ = f.SetSheetRow("Data", "B3", &head)
			_ = f.SetSheetRow("Data", "B4", &[]any{"C-1", "2026-03-04", "Cutting", "4/5"})
		}, "C-1 2026-03-04 4/5", 0},
		{"an error of a formula is told", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "2026-03-04", "Cutting", "#DIV/0!"})
		}, "", 1},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			batch, report := readBytes(t, "g.xlsx", book(t, c.fill), own(t, sheetMapping))
			if got := scores(batch); got != c.want || report.Bad != c.bad {
				t.Errorf("got %q, bad %d; want %q, %d\n%s\n%v", got, report.Bad, c.want, c.bad, problemsOf(report), report.Notes)
			}
		})
	}
}

func TestGroupRowsAndRepeatedCells(t *testing.T) {
	m := own(t, "gives: [sessions, data]\nneeds: [Client ID, Date, Goal]\ngroup: session.therapist\nfill: [Client ID]\n"+
		"columns: {Client ID: client.id, Date: session.day, Goal: goal.title, Score: point.score}\n")
	batch, report := readBytes(t, "g.csv", []byte("Client ID,Date,Goal,Score\nT-7,,,\nC-1,2026-03-04,Cutting,4/5\n,2026-03-05,Cutting,3/5\nT-8,,,\nC-2,2026-03-05,Cutting,1/5\n"), m)
	if scores(batch) != "C-1 2026-03-04 4/5; C-1 2026-03-05 3/5; C-2 2026-03-05 1/5" || report.Skipped["group"] != 2 {
		t.Errorf("%s %v\n%s", scores(batch), report.Skipped, problemsOf(report))
	}
	if a, b := batch.DataPoints[1].Therapist, batch.DataPoints[2].Therapist; a != "T-7" || b != "T-8" {
		t.Errorf("therapists %s, %s, want those of the group rows", a, b)
	}
}

// packed makes a packed file with these parts.
func packed(t *testing.T, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFilesThatAreNoTables(t *testing.T) {
	cases := []struct{ rule, name, data, wrong string }{
		{"empty", "a.csv", "", "is empty"},
		{"blank only", "a.csv", "\n \n", "is empty"},
		{"old Excel", "a.xlsx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more", "old Excel"},
		{"a password", "a.xlsx", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", "password"},
		{"a PDF", "a.csv", "%PDF-1.7\n", "is a PDF"},
		{"a web page named xls", "a.xls", "<html><table>", "web page"},
		{"a packed file", "a.csv", "PK\x05\x06" + strings.Repeat("\x00", 18), "packed file"},
		{"a workbook that was cut off", "a.xlsx", "PK\x03\x04 and no more", "damaged"},
		{"an OpenDocument file", "a.ods", packed(t, "mimetype", "content.xml"), "OpenDocument"},
		{"a Numbers file", "a.numbers", packed(t, "Index/Document.iwa"), "Numbers"},
		{"a binary workbook", "a.xlsb", packed(t, "xl/workbook.bin"), "binary workbook"},
		{"a Word document", "a.docx", packed(t, "word/document.xml"), "Word document"},
		{"a text document", "a.csv", "{\\rtf1 hello}", "text document"},
		{"XML", "a.xml", "<?xml version='1.0'?><Bundle/>", "is XML"},
		{"an X12 claim", "a.csv", "ISA*00*          *00*          *ZZ*SUBMITTER      *ZZ*RECEIVER       *260914*1200*^*00501*000000001*0*P*:~GS*HC*A*B*20260914*1200*1*X*005010X222A1~ST*837*0001~", "is a claim file (X12 837)"},
		{"HL7 messages", "a.txt", "MSH|^~\\&|A|B\r", "HL7 messages"},
		{"a list in JSON", "a.json", "[{\"client\":\"R-1\",\"score\":4}]", "is JSON, but not FHIR"},
		{"a list in JSON, on lines", "a.csv", "[\n {\"client\":\"R-1\"},\n {\"client\":\"R-2\"}\n]", "is JSON, but not FHIR"},
		{"an object in JSON", "a.json", "{\"client\":\"R-1\",\"score\":4}", "is JSON, but not FHIR"},
		{"lines of JSON", "a.ndjson", "{\"client\":\"R-1\"}\n{\"client\":\"R-2\"}\n", "is JSON, but not FHIR"},
		{"a workbook without its list of sheets", "a.xlsx", packed(t, "[Content_Types].xml", "xl/worksheets/sheet1.xml"), "damaged workbook"},
		{"a damaged workbook with a part of a document", "a.xlsx", packed(t, "word/media/image1.png"), "damaged workbook"},
		{"bytes", "a.csv", "\x01\x02\x00\x07\x00\x00\x09\x00\x01\x00\x00", "holds no text"},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			_, report := readBytes(t, c.name, []byte(c.data))
			if len(report.Problems) != 1 || !strings.Contains(report.Problems[0].Wrong, c.wrong) || report.Problems[0].Next.IsZero() {
				t.Errorf("problems:\n%s\nwant %q and what to do", problemsOf(report), c.wrong)
			}
		})
	}
}

func TestNoMappingNamesTheNearest(t *testing.T) {
	_, report := readBytes(t, "x.csv", []byte("Client ID,First Name,Surname,Shoe\nC-1,A,B,37\n"))
	got := problemsOf(report)
	for _, want := range []string{"no mapping fits", "roster", `"Last Name"`, `"Surname"`, `"Shoe"`, "row 1"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nlacks %s", got, want)
		}
	}
}

// note returns the first note that holds the words, "" none.
func noteWith(r ingest.Report, words string) string {
	for _, n := range r.Notes {
		if strings.Contains(n, words) {
			return n
		}
	}
	return ""
}

func TestWhatIsNoticedIsSaid(t *testing.T) {
	const head = "Client ID,Date,Goal,Score,Status,Note\n"
	cases := []struct{ rule, text, want string }{
		{"a session on a weekend", head + "C-1,2026-03-07,Cutting,4/5,attended,\nC-1,2026-03-09,Cutting,4/5,attended,\n", "1 rows tell of sessions on a Saturday or Sunday"},
		{"a missed session on a weekend is none", head + "C-1,2026-03-07,Cutting,,no show,\n", ""},
		{"a header that stands there twice", strings.Replace(head, "Note", "Score", 1) + "C-1,2026-03-09,Cutting,4/5,,3/5\n", `column "Score" stands there twice; only the first was read`},
		{"a text that Excel cut off", head + "C-1,2026-03-09,Cutting,4/5,,\"" + strings.Repeat("a", 32766) + "é\"\n", "its end may be missing"},
		{"columns that nobody knows", strings.Replace(head, "Note", "Notte", 1) + "C-1,2026-03-09,Cutting,4/5,,x\n", `not used: Notte (did the export mean "Note"?)`},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			_, report := readBytes(t, "g.csv", []byte(c.text), own(t, sheetMapping))
			all := strings.Join(report.Notes, "\n")
			if c.want != "" && noteWith(report, c.want) == "" || c.want == "" && strings.Contains(all, "Saturday") {
				t.Errorf("notes\n%s\nwant %q", all, c.want)
			}
		})
	}
}

func TestOnePageOfALongerListIsAProblem(t *testing.T) {
	const plain = "Client ID,Date,Goal,Score\nC-1,2026-03-04,Cutting,4/5\n"
	for footer, want := range map[string]int{"Displaying 25 of 43": 1, "Showing 1 to 10 of 43 entries": 1, "Showing 1-43 of 43": 0, "Displaying 43 of 43": 0} {
		_, report := readBytes(t, "g.csv", []byte(plain+footer+"\n"), own(t, sheetMapping))
		if len(report.Problems) != want || report.Skipped["footer"] != 1 || report.Used != 1 {
			t.Errorf("%s: %+v\n%s", footer, report, problemsOf(report))
		}
	}
}

func TestHiddenColumnsAreReadAndTold(t *testing.T) {
	_, report := readBytes(t, "g.xlsx", book(t, func(f *excelize.File) {
		put(t, f, "A1", []any{"Client ID", "Date", "Goal", "Score", "Note"}, []any{"C-1", "2026-03-04", "Cutting", "4/5", "fine"})
		_ = f.SetColVisible("Sheet1", "D:E", false)
	}), own(t, sheetMapping))
	if noteWith(report, "hidden in the spreadsheet and were read: Score, Note") == "" {
		t.Errorf("notes %q", report.Notes)
	}
}

// TestMoreQuirksOfWorkbooks: what stands in the list of quirks and no test
// above shows.
func TestMoreQuirksOfWorkbooks(t *testing.T) {
	head := []any{"Client ID", "Date", "Goal", "Score", "Note"}
	cases := []struct {
		rule string
		fill func(f *excelize.File)
		want string
		bad  int
	}{
		{"a hidden sheet is read and told", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "2026-03-04", "Cutting", "4/5"})
			_, _ = f.NewSheet("Cover")
			_ = f.SetSheetVisible("Sheet1", false)
		}, "C-1 2026-03-04 4/5", 0},
		{"every month on its own sheet", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "2026-03-04", "Cutting", "4/5"})
			_, _ = f.NewSheet("April")
			_ = f.SetSheetRow("April", "A1", &head)
			_ = f.SetSheetRow("April", "A2", &[]any{"C-1", "2026-04-04", "Cutting", "5/5"})
		}, "C-1 2026-03-04 4/5; C-1 2026-04-04 5/5", 0},
		{"a chart on its own sheet is passed over", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "2026-03-04", "Cutting", "4/5"})
			if err := f.AddChartSheet("Chart", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Name: "Sheet1!$A$1", Values: "Sheet1!$B$2:$B$2"}}}); err != nil {
				t.Fatal(err)
			}
		}, "C-1 2026-03-04 4/5", 0},
		{"serial days of the 1900 system with a time", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", 46085.4375, "Cutting", "4/5"})
			_ = f.SetCellStyle("Sheet1", "B2", "B2", style(t, f, "m/d/yyyy h:mm"))
		}, "C-1 2026-03-04 4/5", 0},
		{"days as text", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "'3/14/2026", "Cutting", "4/5"}, []any{"C-1", "3/15/2026", "Cutting", "3/5"})
			_ = f.SetCellStr("Sheet1", "B2", "3/14/2026")
		}, "C-1 2026-03-14 4/5; C-1 2026-03-15 3/5", 0},
		{"an id in scientific notation is told", func(f *excelize.File) {
			put(t, f, "A1", head, []any{1.23e17, "2026-03-04", "Cutting", "4/5"})
		}, "", 1},
		{"an id of digits keeps them", func(f *excelize.File) {
			put(t, f, "A1", head, []any{100200300, "2026-03-04", "Cutting", "4/5"})
		}, "100200300 2026-03-04 4/5", 0},
		{"zeros in front of an id stay where it is text", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"00471", "2026-03-04", "Cutting", "4/5"})
		}, "00471 2026-03-04 4/5", 0},
		{"a formula with its saved value", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "2026-03-04", "Cutting", "4/5"})
			_ = f.SetCellFormula("Sheet1", "D2", `"4/"&"5"`)
			_ = f.SetCellStr("Sheet1", "D2", "4/5")
		}, "C-1 2026-03-04 4/5", 0},
		{"a total below the table", func(f *excelize.File) {
			put(t, f, "A1", head, []any{"C-1", "2026-03-04", "Cutting", "4/5"}, []any{"Grand Total", nil, "2 goals", 7})
		}, "C-1 2026-03-04 4/5", 0},
	}
	for _, c := range cases {
		t.Run(c.rule, func(t *testing.T) {
			batch, report := readBytes(t, "g.xlsm", book(t, c.fill), own(t, sheetMapping))
			if got := scores(batch); got != c.want || report.Bad != c.bad {
				t.Errorf("got %q, bad %d; want %q, %d\n%s\n%v", got, report.Bad, c.want, c.bad, problemsOf(report), report.Notes)
			}
		})
	}
}

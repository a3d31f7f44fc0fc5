package ingest_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// shaped shapes a file that a test holds in memory.
func shaped(t testing.TB, name string, data []byte, seed byte, mappings ...ingest.Mapping) ([]byte, ingest.Shaped) {
	t.Helper()
	if len(mappings) == 0 {
		mappings = shippedOnce()
	}
	var out bytes.Buffer
	done, err := ingest.Shape(t.Context(), fileOf(name, data), ingest.ShapeOptions{Seed: [32]byte{seed}, Today: today, Mappings: mappings}, &out)
	if err != nil {
		t.Fatalf("Shape(%s): %v", name, err)
	}
	return out.Bytes(), done
}

// counted writes all that a report counts.
func counted(r ingest.Report) string {
	codes := map[string]int{}
	for _, p := range r.Problems {
		codes[p.Code]++
	}
	return fmt.Sprint(r.Mapping, " rows ", r.Rows, " used ", r.Used, " bad ", r.Bad, " skipped ", r.Skipped, " problems ", codes)
}

// sameCounts checks that a shaped file reads as its original does.
func sameCounts(t testing.TB, name string, data, made []byte, mappings ...ingest.Mapping) {
	t.Helper()
	_, before := readBytes(t, name, data, mappings...)
	_, after := readBytes(t, name, made, mappings...)
	if a, b := counted(before), counted(after); a != b {
		t.Errorf("%s\nfile   %s\nshaped %s\n%s\n--\n%s", name, a, b, firstLines(problemsOf(before)), firstLines(problemsOf(after)))
	}
}

func firstLines(text string) string {
	lines := strings.Split(text, "\n")
	return strings.Join(lines[:min(len(lines), 5)], "\n")
}

// leadsBack reports whether a value could lead back to a person: not a number,
// a result or a level of help, and no word that many files share.
func leadsBack(text string) bool {
	if len(text) < 3 || !regexp.MustCompile(`\pL|\d{5}|\d[-/]\d+[-/]\d`).MatchString(text) {
		return false
	}
	score := value.ScoreReader{Book: value.NewHelpBook()}
	if _, _, bad := score.Read(sheet.Cell{Text: text}); bad == nil {
		return false
	}
	return true
}

// sharedWords are words of closed lists that stand in the tests' files.
func sharedWords() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Split("attended|show|no show|late cancelled|cancelled|clinic cancelled|arrived|scheduled|individual|group|clinic|home|school|telehealth|active|paused|met|"+
		"in progress|discontinued|planned|on hold|true|false|yes|no|ot|pt|slp|she/her|he/him|they/them|n/a|na|dnt|not addressed|absent|none|baseline|pre|post|treatment|maintenance|"+
		"percent|trials|count|rate|duration|latency|length|assist|gas|rubric|yes-no|narrative|up|down|office|teletherapy|no-show|co-treatment|early intervention|kept|canceled", "|") {
		all[w] = true
	}
	return all
}

// nothingLeadsBack checks that no value of the file stands in the shaped one.
func nothingLeadsBack(t testing.TB, name string, data, made []byte, header int) {
	t.Helper()
	words := sharedWords()
	there := map[string]bool{}
	whole := &strings.Builder{}
	for _, row := range rowsFrom(t, name, made) {
		for _, c := range row.Cells {
			there[strings.TrimSpace(c.Text)] = true
			whole.WriteString(c.Text + "\n")
		}
	}
	text := whole.String()
	made2 := rowsFrom(t, name, made)
	headers := map[string]bool{}
	seen := map[string]bool{}
	for at, row := range rowsFrom(t, name, data) {
		for i, c := range row.Cells {
			if isDay := regexp.MustCompile(`\d[-/]\d+[-/]\d`).MatchString(c.Text); isDay && at < len(made2) && i < len(made2[at].Cells) {
				// A day of one child may be made up for another; in its own place it never stays.
				if made2[at].Cells[i].Text == c.Text {
					t.Errorf("%s row %d: day %q stayed", name, row.Number, c.Text)
				}
				continue
			}
			if seen[c.Text] {
				continue
			}
			seen[c.Text] = true
			v := strings.TrimSpace(c.Text)
			if row.Number == header {
				headers[v] = true
			}
			if headers[v] || c.Format == sheet.AsError || v == "#REF!" || words[strings.ToLower(v)] || !leadsBack(v) {
				continue
			}
			if there[v] || len(v) >= 8 && strings.Contains(text, v) {
				t.Errorf("%s row %d: %q stands in the shaped file", name, row.Number, v)
			}
		}
	}
}

func rowsFrom(t testing.TB, name string, data []byte) []sheet.Row {
	t.Helper()
	var all []sheet.Row
	err := sheet.EachRow(t.Context(), fileOf(name, data), func(row sheet.Row) error {
		row.Cells = slices.Clone(row.Cells)
		all = append(all, row)
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return all
}

func TestShapeOfTheSampleClinic(t *testing.T) {
	atLength(t)
	files, err := filepath.Glob(filepath.Join("..", "samples", "messy", "*"))
	more, err2 := filepath.Glob(filepath.Join("..", "samples", "clinic", "inbox", "*"))
	if files = append(files, more...); err != nil || err2 != nil || len(files) < 10 {
		t.Fatal("no samples", files, err, err2)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		ending := filepath.Ext(name)
		if len(data) == 0 {
			continue // refused by ingest and by shape alike
		}
		if ending != ".csv" && ending != ".xlsx" && ending != ".json" && ending != ".ndjson" {
			continue
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			made, done := shaped(t, filepath.Base(name), data, 1)
			sameCounts(t, filepath.Base(name), data, made)
			if len(done.Headers) > 0 && !strings.HasPrefix(filepath.Base(name), "unknown") {
				t.Errorf("headers replaced: %v", done.Headers)
			}
			if ending == ".csv" || ending == ".xlsx" {
				nothingLeadsBack(t, filepath.Base(name), data, made, 1)
			}
		})
	}
}

// TestShapeKeepsTheFormOfTextFiles: encoding, mark, delimiter, quotes and line
// ends are those of the file.
func TestShapeKeepsTheFormOfTextFiles(t *testing.T) {
	const plain = "Sunny Kids\nClient ID,Date,Goal,Score,Note\n\"C-101\",2026-03-04,Cutting,4/5,\"piñata, \"\"big\"\"\nand more\"\nC-102,2026-03-05,Cutting,80 %,\nTotal,,,,\n"
	const both = "C-101, C-102"
	windows, _ := charmap.Windows1252.NewEncoder().String(plain)
	tabs, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(plain, ",", "\t"))
	for rule, text := range map[string]string{
		"UTF-8": plain, "UTF-8 with a mark": "\ufeff" + plain, "Windows-1252": windows, "UTF-16 with tabs": tabs,
		"CR LF": strings.ReplaceAll(plain, "\n", "\r\n"), "CR": strings.ReplaceAll(plain, "\n", "\r"), "semicolons": "sep=;\n" + strings.ReplaceAll(plain, ",", ";"),
		"no line end": strings.TrimSuffix(plain, "\n"), "a quote that is never closed": strings.Replace(plain, "C-102", "\"C-102", 1) + "C-3,2026-03-06,Cutting,2/5,\nC-4,2026-03-06,Cutting,1/5,\n",
		"a stray quote": strings.Replace(plain, "C-102", `C-1"02`, 1), "ragged": strings.Replace(plain, "80 %,", "80 %,,,extra", 1), "blank lines": strings.ReplaceAll(plain, "\nC", "\n\n\nC"),
	} {
		t.Run(rule, func(t *testing.T) {
			m := own(t, sheetMapping)
			made, done := shaped(t, "g.csv", []byte(text), 3, m)
			sameCounts(t, "g.csv", []byte(text), made, m)
			_, before := readBytes(t, "g.csv", []byte(text), m)
			_, after := readBytes(t, "g.csv", made, m)
			if !slices.Equal(before.Notes, after.Notes) || len(done.Notes) > 0 {
				t.Errorf("notes %v, shaped %v %v", before.Notes, after.Notes, done.Notes)
			}
			form := func(b []byte) string {
				return fmt.Sprint(bytes.Count(b, []byte{'"'}), bytes.Count(b, []byte{'\r'}), bytes.Count(b, []byte{'\n'}), bytes.HasSuffix(b, []byte{'\n'}), b[:2] == nil, bytes.HasPrefix(b, []byte("\ufeff")))
			}
			if form([]byte(text)) != form(made) {
				t.Errorf("form %s, shaped %s:\n%q\n%q", form([]byte(text)), form(made), text, made)
			}
			for _, id := range strings.Split(both, ", ") {
				if bytes.Contains(made, []byte(id)) || bytes.Contains(made, []byte("Sunny")) || bytes.Contains(made, []byte("more")) || bytes.Contains(made, []byte("extra")) {
					t.Errorf("%s or a word of the title or the note stands in\n%s", id, made)
				}
			}
		})
	}
}

func TestShapeOfAWorkbook(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		_ = f.SetDocProps(&excelize.DocProperties{Creator: "Marisol Vega"})
		put(t, f, "A1", []any{"Sunny Kids: Ana Ruiz"}, []any{"Client ID", "Date", "Goal", "Score", "Note"}, []any{"C-101", 46085, "Cutting", 0.796, "Ana was tired"},
			[]any{nil, 46086, "Cutting", "4/5", "fine"}, []any{"C-102", 46100, "Cutting", 46117, nil}, []any{"C-102", 46101, "Cutting", nil, nil}, []any{"Total", nil, nil, 3, nil})
		_ = f.MergeCell("Sheet1", "A3", "A4")
		_ = f.SetCellStyle("Sheet1", "B3", "B6", style(t, f, `m/d/yyyy "Ana"`))
		_ = f.SetCellStyle("Sheet1", "D3", "D3", style(t, f, "0.0%"))
		_ = f.SetCellStyle("Sheet1", "D5", "D5", style(t, f, "d-mmm"))
		_ = f.SetCellFormula("Sheet1", "D6", `IF("Ana"="x",1,2)`)
		_ = f.SetRowVisible("Sheet1", 4, false)
		_ = f.SetColVisible("Sheet1", "E", false)
		_ = f.AddComment("Sheet1", excelize.Comment{Cell: "A3", Author: "Marisol", Text: "ask Ana's mother"})
		_, _ = f.NewSheet("Ana Ruiz")
		_ = f.SetCellStr("Ana Ruiz", "B2", "Ana lives at 5 Elm Street")
		_ = f.SetSheetVisible("Ana Ruiz", false)
	})
	m := own(t, sheetMapping)
	made, _ := shaped(t, "g.xlsx", data, 4, m)
	sameCounts(t, "g.xlsx", data, made, m)
	_, before := readBytes(t, "g.xlsx", data, m)
	_, after := readBytes(t, "g.xlsx", made, m)
	if strings.ReplaceAll(strings.Join(before.Notes, "; "), "Ana Ruiz", "Table 2") != strings.Join(after.Notes, "; ") {
		t.Errorf("notes %v, shaped %v", before.Notes, after.Notes)
	}
	f, err := excelize.OpenReader(bytes.NewReader(made))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	merged, _ := f.GetMergeCells("Sheet1")
	visible, _ := f.GetRowVisible("Sheet1", 4)
	shown, _ := f.GetColVisible("Sheet1", "E")
	hidden, _ := f.GetSheetVisible("Table 2")
	if len(merged) != 1 || merged[0].GetStartAxis() != "A3" || visible || shown || hidden {
		t.Errorf("merged %v, row 4 visible %t, column E visible %t, sheet 2 visible %t", merged, visible, shown, hidden)
	}
	nothingLeadsBack(t, "g.xlsx", data, made, 2)
	for _, part := range partsOf(t, made) {
		for _, secret := range []string{"Ana", "Marisol", "Ruiz", "Elm", "C-101", "tired"} {
			if strings.Contains(part, secret) {
				t.Errorf("%q stands in a part of the workbook: %.200s", secret, part)
			}
		}
	}
}

// partsOf unpacks a workbook.
func partsOf(t *testing.T, data []byte) []string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, part := range z.File {
		r, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(text))
	}
	return all
}

// TestShapeOfManyFiles draws exports of all kinds of cells.
func TestShapeOfManyFiles(t *testing.T) {
	m := own(t, sheetMapping)
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.StringMatching(`[A-Z][a-zé]{3,8}( [A-Z]\.)?(, | )[A-Z][a-z'-]{2,9}`)
		day := rapid.OneOf(rapid.StringMatching(`20(1[5-9]|2[0-6])-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])`), rapid.StringMatching(`([1-9]|1[0-2])/([1-9]|1\d|2[0-8])/20(1[5-9]|2[0-6])`),
			rapid.StringMatching(`(Jan|Feb|March|Dec) ([1-9]|1\d|2[0-8]), 20(1[5-9]|2[0-6])`), rapid.StringMatching(`4[0-6]\d{3}`), rapid.SampledFrom([]string{"", "n/a", "13/40/2026", "3-Aug", "spring", "2031-01-05"}))
		score := rapid.OneOf(rapid.StringMatching(`\d{1,2}/(5|10|20)`), rapid.StringMatching(`\d{1,3}%`), rapid.StringMatching(`0\.\d{1,2}`), rapid.StringMatching(`[1-9] (tantrums|falls)`),
			rapid.SampledFrom([]string{"", "N/A", "Min A", "2 VC", "4/5 Mod A", ">80", "75-80%", "5-Apr", "6 min", "1:30", "yes", "met", "great job by Ana", "#REF!", "GAS -1"}))
		columns := []*rapid.Generator[string]{
			rapid.OneOf(rapid.StringMatching(`C-\d{3}`), rapid.StringMatching(`[1-9]\d{4,8}`), rapid.SampledFrom([]string{"", "1.23E+17", "0012", "Total"})), name, day,
			rapid.SampledFrom([]string{"Cutting on a line", "Button his coat", "", "Walk with Ana"}), score,
			rapid.SampledFrom([]string{"", "Min A", "CGA", "Mod-Max A", "with help of Ana"}), rapid.SampledFrom([]string{"", "attended", "No show", "Snowed in"}),
			rapid.OneOf(rapid.StringMatching(`[A-Z][a-z]{3,7} was [a-z]{3,9}, "[a-z]{2,6}"\n?[a-zñ]{4}`), rapid.Just("")),
		}
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		_ = w.Write([]string{"Client ID", "Student", "Date", "Goal", "Score", "Assist", "Status", "Note"})
		for range rapid.IntRange(1, 14).Draw(r, "rows") {
			var row []string
			for i, g := range columns {
				row = append(row, g.Draw(r, fmt.Sprint("cell ", i)))
			}
			_ = w.Write(row)
		}
		w.Flush()
		made, _ := shaped(t, "g.csv", b.Bytes(), byte(rapid.IntRange(0, 255).Draw(r, "seed")), m)
		_, before := readBytes(t, "g.csv", b.Bytes(), m)
		_, after := readBytes(t, "g.csv", made, m)
		if x, y := counted(before), counted(after); x != y {
			r.Fatalf("file   %s\nshaped %s\n%s\n%s\n%s\n%s", x, y, b.Bytes(), made, problemsOf(before), problemsOf(after))
		}
		nothingLeadsBack(t, "g.csv", b.Bytes(), made, 1)
		if t.Failed() {
			r.Fatalf("%s\n%s", b.Bytes(), made)
		}
	})
}

func TestShapeOfFHIR(t *testing.T) {
	bundle := `{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:0b0b0b0b-1111-2222-3333-444444444444","resource":` + patient + `},
		{"resource":` + scissors + `},{"resource":` + observation("o-77", `"effectiveDateTime":"2026-08-10T15:00:00-04:00","focus":[{"reference":"Goal/g1"}],"valueRatio":{"numerator":{"value":2},"denominator":{"value":5}},"note":[{"text":"Linh was tired"}]`) + `}]}`
	made, _ := shaped(t, "a.json", []byte(bundle), 5)
	sameCounts(t, "a.json", []byte(bundle), made)
	for _, secret := range []string{"Linh", "Trần", "MRN-7", "999-11-2222", "secret", "2020-05-11", "2026-08", "tired", "o-77", "0b0b0b0b", "Patient/p1"} {
		if strings.Contains(string(made), secret) {
			t.Errorf("%q stands in\n%s", secret, made)
		}
	}
	batch, report := readBytes(t, "a.json", made)
	if len(batch.DataPoints) != 1 || len(batch.Goals) != 1 || batch.DataPoints[0].GoalKeys[0] != batch.Goals[0].Keys[0] || batch.Goals[0].ClientKey != batch.DataPoints[0].ClientKey {
		t.Errorf("references are broken: %+v\n%s\n%s", batch, problemsOf(report), made)
	}
	if _, err := ingest.Shape(t.Context(), fileOf("a.json", []byte(`{"resourceType":"Goal","id":`)), ingest.ShapeOptions{}, &bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "is not JSON from byte") {
		t.Errorf("error %v, want where it stops being JSON", err)
	}
}

func TestShapeOfHeadersThatHoldNames(t *testing.T) {
	data := []byte("Client ID,First Name,Last Name,Notes from Marisol,Ana Ruiz,2026-09-14,GOLD_SE_1a\nC-1,Ana,Ruiz,x,4/5,5/5,3\n")
	made, done := shaped(t, "a.csv", data, 6)
	for _, secret := range []string{"Marisol", "Ana", "Ruiz", "2026-09-14"} {
		if strings.Contains(string(made), secret) {
			t.Errorf("%q stands in\n%s", secret, made)
		}
	}
	if !strings.HasPrefix(string(made), "Client ID,First Name,Last Name,Column 1,") || len(done.Headers) != 4 {
		t.Errorf("%s, replaced %q", made, done.Headers)
	}
	var out bytes.Buffer
	_, err := ingest.Shape(t.Context(), fileOf("a.csv", data), ingest.ShapeOptions{Mappings: shippedOnce(), Keep: []string{"gold_se_1a"}}, &out)
	if err != nil || !strings.Contains(out.String(), "GOLD_SE_1a") {
		t.Errorf("%v %s, want the header that was to be kept", err, out.String())
	}
}

var allShapes = flag.Bool("shapes", false, "shape every shared file up to 1 MiB, not those up to 8 KiB alone")

// TestShapeOfSharedFiles shapes every table and FHIR file of the shared data
// that is not too large: none crashes, and each reads as its original does.
func TestShapeOfSharedFiles(t *testing.T) {
	atLength(t)
	files, refused, most := 0, 0, 8<<10
	if *allShapes {
		most = 1 << 20
	}
	one := func(name string, data []byte) {
		if len(data) > most {
			return
		}
		var out bytes.Buffer
		_, err := ingest.Shape(t.Context(), fileOf(filepath.Base(name), data), ingest.ShapeOptions{Seed: [32]byte{7}, Today: today, Mappings: shippedOnce()}, &out)
		files++
		if err != nil {
			refused++
			return
		}
		_, before := readBytes(t, filepath.Base(name), data)
		_, after := readBytes(t, filepath.Base(name), out.Bytes())
		if a, b := counted(before), counted(after); a != b {
			t.Errorf("%s\nfile   %s\nshaped %s\n%s\n--\n%s", name, a, b, firstLines(problemsOf(before)), firstLines(problemsOf(after)))
		}
	}
	eachTable(t, one)
	for _, folder := range []string{"chronic-care-sample-data", "pco-goal-attainment-scaling", "hl7-fhir-r4-examples", "google-bulk-fhir-tools"} {
		for _, pattern := range []string{"*.json", "*/*.json", "*/*/*.json", "*.ndjson", "*/*.ndjson"} {
			found, _ := filepath.Glob(filepath.Join(shared(t, folder), pattern))
			for _, name := range found {
				data, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				one(name, data)
			}
		}
	}
	t.Logf("%d files shaped, %d refused", files-refused, refused)
}

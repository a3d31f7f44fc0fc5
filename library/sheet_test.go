package library_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"milepost/library"
)

// sheetOf writes the rows as the kind of file and reads them back.
func sheetOf(kind string, rows []library.Row) ([]byte, error) {
	var b bytes.Buffer
	write := library.WriteCSV
	if kind == "xlsx" {
		write = library.WriteXLSX
	}
	err := write(&b, rows)
	return b.Bytes(), err
}

func TestShippedPhrasesGoOutAndInWithoutLoss(t *testing.T) {
	atLength(t)
	rows := shipped(t).Rows()
	for _, kind := range []string{"csv", "xlsx"} {
		data, err := sheetOf(kind, rows)
		if err != nil {
			t.Fatal(err)
		}
		back, err := library.ReadSheet("phrases."+kind, data)
		if err != nil {
			t.Fatal(err)
		}
		if len(back) != len(rows) {
			t.Fatalf("%s: %d rows out, %d in", kind, len(rows), len(back))
		}
		for i := range rows {
			for _, c := range library.Columns() {
				if back[i].Cells[c] != rows[i].Cells[c] {
					t.Errorf("%s: %s: column %s went out as %q and came in as %q", kind, rows[i].Cells["id"], c, rows[i].Cells[c], back[i].Cells[c])
				}
			}
		}
		got, err := library.Import(back, library.Layer{Files: fstest.MapFS{}}, library.Layer{Files: library.Shipped()})
		if err != nil || len(got.Changes) != 0 || len(got.Files) != 0 {
			t.Errorf("%s: an unchanged sheet changes %v, writes %v: %v", kind, got.Changes, got.Names(), err)
		}
	}
}

// Whatever a clinic lead writes comes back as it was, and no cell that a
// spreadsheet program would run goes out.
func TestAnyTextGoesOutAndInWithoutLoss(t *testing.T) {
	start := rapid.SampledFrom([]string{"", "=", "+", "-", "@", "'", "'=", "''", "\"", ",", ";"})
	rapid.Check(t, func(t *rapid.T) {
		text := start.Draw(t, "start") + rapid.StringMatching(`[a-zA-Z0-9 ,;"'=+@éñ“”\n-]{0,40}`).Draw(t, "text") + "x."
		text = strings.TrimSpace(text)
		row := shippedRow(text)
		for _, kind := range []string{"csv", "xlsx"} {
			data, err := sheetOf(kind, []library.Row{row})
			if err != nil {
				t.Fatal(err)
			}
			back, err := library.ReadSheet("phrases."+kind, data)
			if err != nil || len(back) != 1 || back[0].Cells["text"] != text {
				t.Fatalf("%s: %q came back as %v (%v)", kind, text, back, err)
			}
			if kind == "csv" {
				if first := firstOfText(t, data); strings.ContainsRune("=+-@", rune(first)) {
					t.Fatalf("%q goes out with %q in front", text, first)
				}
			}
		}
	})
}

func shippedRow(text string) library.Row {
	r := library.Row{Cells: map[string]string{}}
	for _, c := range library.Columns() {
		r.Cells[c] = ""
	}
	r.Cells["language"], r.Cells["id"], r.Cells["domain"], r.Cells["slot"] = "en", "own.later/1", "general", "later"
	r.Cells["for"], r.Cells["kind"], r.Cells["text"] = "parent", "fixed", text
	return r
}

// firstOfText is the first letter of the text's cell in a CSV file.
func firstOfText(t *rapid.T, data []byte) byte {
	_, line, found := bytes.Cut(data, []byte("parent,"))
	if !found || len(line) < 2 {
		t.Fatalf("no text in %q", data)
	}
	return bytes.TrimPrefix(line, []byte(`"`))[0]
}

func TestEditedRowsBecomeTheClinicsOwnFiles(t *testing.T) {
	clinic := fstest.MapFS{
		"en/mine.yaml":     {Data: []byte("domain: general\nfor: [parent]\nphrases:\n# a word of ours\n- id: general.later/1\n  slot: later\n  text: \"More comes later, {name}.\"\n- id: mine.later/1\n  slot: later\n  kind: fixed\n  text: \"Later.\"\n")},
		"en/dressing.yaml": {Data: []byte("domain: dressing\nfor: [parent]\nkind: chosen\nphrases:\n- id: mine.home/1\n  slot: home\n  text: \"hang up a coat\"\n")},
	}
	top, base := library.Layer{Name: "library", Files: clinic}, library.Layer{Files: library.Shipped()}
	l, err := library.LoadLayers(base, top)
	if err != nil {
		t.Fatal(err)
	}
	var sheet []library.Row
	for _, r := range l.Rows() {
		if r.Cells["language"] != "en" {
			continue
		}
		switch r.Cells["id"] {
		case "general.later/1": // as shipped again
			r = rowNamed(t, shipped(t).Rows(), "general.later/1")
		case "mine.later/1":
			continue // left out of the sheet: it stays
		case "dressing.helped.time/1":
			r.Cells["text"] = "=all the time in the world"
		case "dressing.helped.loose/1":
			r.Cells["off"] = "yes"
		case "play.home.first/1", "general.home.praise/1":
			r.Cells["text"] += ", each day"
		}
		sheet = append(sheet, r)
	}
	data, err := sheetOf("csv", sheet)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := library.ReadSheet("phrases.csv", data)
	if err != nil {
		t.Fatal(err)
	}
	got, err := library.Import(rows, top, base)
	if err != nil {
		t.Fatal(err)
	}
	want := "[{en dressing.helped.loose/1 taken out} {en dressing.helped.time/1 changed} {en general.home.praise/1 changed} {en general.later/1 as shipped again}]"
	if fmt.Sprint(got.Changes) != want {
		t.Errorf("changes:\n got %v\nwant %s", got.Changes, want)
	}
	if names := fmt.Sprint(got.Names()); names != "[en/dressing.yaml en/mine.yaml]" {
		t.Errorf("files: got %s", names)
	}
	if string(got.Before["en/mine.yaml"]) != string(clinic["en/mine.yaml"].Data) {
		t.Error("the file as it was is not handed back for keeping")
	}
	after := fstest.MapFS{}
	for name, text := range got.Files {
		after[name] = &fstest.MapFile{Data: text}
	}
	again, err := library.LoadLayers(base, library.Layer{Files: after})
	if err != nil {
		t.Fatalf("what was written cannot be read: %v\n%s", err, got.Files["en/dressing.yaml"])
	}
	if r := rowNamed(t, again.Rows(), "dressing.helped.time/1"); r.Cells["text"] != "=all the time in the world" {
		t.Errorf("got %q", r.Cells["text"])
	}
	if r := rowNamed(t, again.Rows(), "dressing.helped.loose/1"); r.Cells["off"] != "yes" {
		t.Errorf("what was taken out is in again: %v", r.Cells)
	}
	rowNamed(t, again.Rows(), "mine.later/1")
	rowNamed(t, again.Rows(), "mine.home/1")
}

func rowNamed(t *testing.T, rows []library.Row, id string) library.Row {
	t.Helper()
	for _, r := range rows {
		if r.Cells["id"] == id {
			return r
		}
	}
	t.Fatalf("no row %q", id)
	return library.Row{}
}

func TestASheetWithFaultsNamesTheCellAndTheNearestWord(t *testing.T) {
	const head = "language,id,domain,slot,for,text,when,status,kind,ages,careful,off\n"
	for _, c := range []struct {
		rule, sheet string
		want        []string
	}{
		{"an unknown slot", head + "en,x.later/1,general,latter,parent,Later.,,,fixed,,,\n", []string{`p.csv:2: slot: phrase "x.later/1": "latter" is not known (nearest: "later")`}},
		{"an unknown field", head + "en,x.later/1,general,later,parent,\"So, {nam}.\",,,fixed,,,\n", []string{`p.csv:2: text: phrase "x.later/1": unknown field "nam" (nearest: "name")`, "\n  So, {nam}.\n       ^"}},
		{"an unknown word of a condition", head + "en,x.later/1,general,later,parent,Later.,atended > 3,,fixed,,,\n", []string{`p.csv:2: when: phrase "x.later/1": the condition knows no "atended" (nearest: "attended")`, "\n  atended > 3\n  ^"}},
		{"an unknown status", head + "en,x.later/1,general,later,parent,Later.,,on trak,fixed,,,\n", []string{`status: phrase "x.later/1": "on trak" is not known (nearest: "on track")`}},
		{"an unknown domain", head + "en,x.later/1,dresing,later,parent,Later.,,,fixed,,,\n", []string{`domain: phrase "x.later/1": "dresing" is not known (nearest: "dressing")`}},
		{"ages that are none", head + "en,x.later/1,general,later,parent,Later.,,,fixed,three,,\n", []string{`ages: phrase "x.later/1": "three" is not like 3-6 or 5+`}},
		{"an answer that is none", head + "en,x.later/1,general,later,parent,Later.,,,fixed,,perhaps,\n", []string{`careful: phrase "x.later/1": "perhaps" is neither "yes" nor empty`}},
		{"a language that leaves the folder", head + "../en,x.later/1,general,later,parent,Later.,,,fixed,,,\n", []string{`language: phrase "x.later/1": "../en" is not a language code`}},
		{"one id twice", head + "en,x.later/1,general,later,parent,Later.,,,fixed,,,\nen,x.later/1,general,later,parent,Later on.,,,fixed,,,\n", []string{`p.csv:3: id: phrase "x.later/1": stands already at p.csv:2`}},
		{"an unknown column", "language,id,txet\nen,x/1,y\n", []string{`p.csv:1: no column is called "txet" (nearest: "text")`}},
		{"no column of ids", "language,text\nen,y\n", []string{`p.csv: has no column "id" in its first line`}},
		{"every fault is listed", head + "en,x.a/1,general,latter,parent,A.,,,fixed,,,\nen,x.b/1,general,latr,parent,B.,,,fixed,,,\n", []string{`p.csv:2: slot`, `p.csv:3: slot`}},
		{"not UTF-8", "language,id\nen,\xe9\n", []string{`p.csv: is not UTF-8: save it as "CSV UTF-8"`}},
		{"an empty file", "", []string{`p.csv: is empty`}},
	} {
		rows, err := library.ReadSheet("p.csv", []byte(c.sheet))
		if err == nil {
			_, err = library.Import(rows, library.Layer{Files: fstest.MapFS{}}, library.Layer{Files: library.Shipped()})
		}
		for _, want := range c.want {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s:\n got %v\nwant %s", c.rule, err, want)
			}
		}
	}
}

func TestAWorkbooksFaultNamesItsCell(t *testing.T) {
	book := excelize.NewFile()
	for i, row := range [][]any{
		{"Language", "ID", "Domain", "Slot", "For", "Text", "Kind"},
		{"en", "x.later/1", "general", "latter", "parent", "Later.", "fixed"},
		{"en", "x.later/2", "general", "later", "parent", "", "fixed"},
	} {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := library.ReadSheet("p.xlsx", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	_, err = library.Import(rows, library.Layer{Files: fstest.MapFS{}}, library.Layer{Files: library.Shipped()})
	for _, want := range []string{
		`p.xlsx: Sheet1!D2: slot: phrase "x.later/1": "latter" is not known (nearest: "later")`,
		`p.xlsx: Sheet1!F3: text: phrase "x.later/2": a phrase needs an id and a text`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v\nwant %s", err, want)
		}
	}
	if err := book.SetCellFormula("Sheet1", "F3", "CONCAT(A1,B1)"); err != nil {
		t.Fatal(err)
	}
	b.Reset()
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	if _, err := library.ReadSheet("p.xlsx", b.Bytes()); err == nil || !strings.Contains(err.Error(), "p.xlsx: Sheet1!F3: holds a formula") {
		t.Errorf("a formula: got %v", err)
	}
}

func FuzzReadSheet(f *testing.F) {
	f.Add([]byte("language,id,text\nen,a/1,b\n"))
	f.Add([]byte("language;id;text\nen;a/1;\"b\n"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rows, err := library.ReadSheet("f.csv", data)
		if err != nil {
			return
		}
		for _, r := range rows {
			if len(r.Cells) != len(library.Columns()) {
				t.Fatalf("a row of %d cells: %v", len(r.Cells), r.Cells)
			}
		}
	})
}

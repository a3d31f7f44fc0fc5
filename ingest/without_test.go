package ingest_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"milepost/ingest"
	"milepost/record"
)

// ofC2 takes out what names the client C-2.
func ofC2(_ string, _ int, cells []string) bool { return slices.Contains(cells, "C-2") }

func TestWithoutLeavesAllOtherRowsInTheirPlaces(t *testing.T) {
	text := "Client ID,Note\r\nC-1,\"two\r\nlines\"\r\nC-2,\"of\r\nAna\"\r\n\r\nC-3,x\r\nC-2,end"
	got, removed, err := ingest.Without(t.Context(), fileOf("a.csv", []byte(text)), ofC2)
	if err != nil || len(removed) != 2 {
		t.Fatalf("removed %v, %v", removed, err)
	}
	if strings.Contains(string(got), "C-2") || strings.Contains(string(got), "Ana") {
		t.Errorf("left: %q", got)
	}
	lines, want := strings.Split(string(got), "\n"), strings.Split(text, "\n")
	for i := range want {
		if strings.HasPrefix(want[i], "C-1") || strings.HasPrefix(want[i], "C-3") {
			if lines[i] != want[i] {
				t.Errorf("line %d: got %q, want %q in\n%q", i+1, lines[i], want[i], got)
			}
		}
	}
	if got, removed, err := ingest.Without(t.Context(), fileOf("a.csv", []byte("Client ID,Note\nC-1,x\n")), ofC2); got != nil || removed != nil || err != nil {
		t.Errorf("nothing to take out: got %q, %v, %v", got, removed, err)
	}
}

func TestWithoutLeavesNothingInAWorkbook(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	style, _ := book.NewStyle(&excelize.Style{NumFmt: 14})
	for at, v := range map[string]any{"A1": "Client", "B1": "Day", "C1": "Score", "A2": "C-1", "B2": 46085, "C2": 0.796, "A3": "C-2", "B3": "Ana Geheim", "A4": "C-3", "B4": "true"} {
		_ = book.SetCellValue("Sheet1", at, v)
	}
	_ = book.SetCellStyle("Sheet1", "B2", "B2", style)
	_ = book.AddComment("Sheet1", excelize.Comment{Cell: "A3", Author: "x", Text: "Ana Geheim"})
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, removed, err := ingest.Without(t.Context(), fileOf("a.xlsx", b.Bytes()), ofC2)
	if err != nil || len(removed) != 1 || removed[0].Row != 3 {
		t.Fatalf("removed %v, %v", removed, err)
	}
	back, err := excelize.OpenReader(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	defer back.Close()
	for name := range allParts(back) {
		if v, _ := back.Pkg.Load(name); v != nil && bytes.Contains(v.([]byte), []byte("Geheim")) {
			t.Errorf("%s still holds the name", name)
		}
	}
	for at, want := range map[string]string{"A1": "Client", "B2": "46085", "C2": "0.796", "A3": "", "B3": "", "A4": "C-3"} {
		if v, err := back.GetCellValue("Sheet1", at, excelize.Options{RawCellValue: true}); err != nil || v != want {
			t.Errorf("%s: got %q, want %q (%v)", at, v, want, err)
		}
	}
	if v, _ := back.GetCellValue("Sheet1", "B2"); !strings.Contains(v, "-") {
		t.Errorf("the day reads %q: its number format is gone", v)
	}
}

func allParts(book *excelize.File) map[string]bool {
	all := map[string]bool{}
	book.Pkg.Range(func(name, _ any) bool { all[name.(string)] = true; return true })
	return all
}

func TestWithoutTakesResourcesOutOfFHIR(t *testing.T) {
	bundle := `{"resourceType":"Bundle","type":"collection","entry":[
		{"fullUrl":"urn:uuid:11","resource":{"resourceType":"Patient","id":"C-2","name":[{"family":"Geheim","given":["Ana"]}]}},
		{"fullUrl":"urn:uuid:12","resource":{"resourceType":"Patient","id":"C-3","name":[{"family":"Offen","given":["Bo"]}]}},
		{"resource":{"resourceType":"Observation","id":"o1","subject":{"reference":"Patient/C-2"},"valueQuantity":{"value":3}}},
		{"resource":{"resourceType":"Observation","id":"o2","subject":{"reference":"urn:uuid:11"}}},
		{"resource":{"resourceType":"Observation","id":"o3","subject":{"reference":"Patient/C-3"},"valueQuantity":{"value":4.50}}}]}`
	got, removed, err := ingest.Without(t.Context(), fileOf("a.json", []byte(bundle)), ofC2)
	if err != nil || len(removed) != 3 {
		t.Fatalf("removed %d, %v", len(removed), err)
	}
	for _, gone := range []string{"C-2", "Geheim", "o1", "o2"} {
		if strings.Contains(string(got), gone) {
			t.Errorf("%q is left in %s", gone, got)
		}
	}
	if !strings.Contains(string(got), "4.50") || !strings.Contains(string(got), "Offen") {
		t.Errorf("others changed: %s", got)
	}
}

func TestRowsOfFindsClientsAndResultsOfAssessments(t *testing.T) {
	mine := func(k record.Key) bool { return k == record.ClientByID("C-2") }
	for name, text := range map[string]string{
		"clients.csv": "Client ID,First Name,Last Name,Date of Birth\nC-1,Bo,Offen,2018-03-04\nC-2,Ana,Geheim,2018-05-06\n",
		"scores.csv":  "Client ID,Instrument,Test Date,Scale,Standard Score\nC-1,BOT-2,2026-09-14,Fine Manual Control,61\nC-2,BOT-2,2026-09-14,Fine Manual Control,58\n",
	} {
		places, err := ingest.RowsOf(t.Context(), fileOf(name, []byte(text)), ingest.Options{Mappings: shippedOnce(), Today: today}, mine)
		if err != nil || len(places) != 1 || !places[record.Source{Row: 3}] {
			t.Errorf("%s: got %v, %v, want row 3", name, places, err)
		}
	}
}

// TestWithoutASheetOfOneChild: a sheet that is gone whole leaves neither its
// name nor its rows.
func TestWithoutASheetOfOneChild(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		for _, name := range []string{"Mia R", "Leo K"} {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
			_ = f.SetSheetRow(name, "A1", &[]string{"Goal", "9/14/2026"})
			_ = f.SetSheetRow(name, "A2", &[]string{"zip", "3/5"})
		}
	})
	got, removed, err := ingest.Without(t.Context(), fileOf("t.xlsx", data), func(sheet string, number int, _ []string) bool {
		return number == 0 && sheet == "Mia R"
	})
	if err != nil || len(removed) != 2 {
		t.Fatalf("%v, %v", removed, err)
	}
	out, err := excelize.OpenReader(bytes.NewReader(got))
	if err != nil {
		t.Fatal(err)
	}
	if names := out.GetSheetList(); slices.Contains(names, "Mia R") || !slices.Contains(names, "Leo K") {
		t.Errorf("sheets %q", names)
	}
	if text, _ := out.GetCellValue("Leo K", "B2"); text != "3/5" {
		t.Errorf("the other child's cell is %q", text)
	}
}

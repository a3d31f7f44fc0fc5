package ingest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"milepost/ingest"
)

const pacioMapping = `
about: assessments, one row each
gives: [data]
needs: [resource.id, subject.reference, code.code, effectiveDateTime]
columns: {subject.reference: client.id, code.code: goal.title, valueQuantity: point.score, effectiveDateTime: session.day}
make: {point.id: "P0522-v5-{resource.id}"}
`

// TestPACIOAnswers compares the same assessments as CSV and as FHIR: day and
// value of each that both tell. The bundles put "P0522-v5-" before the ids.
func TestPACIOAnswers(t *testing.T) {
	dir := shared(t, "pacio-sample-data")
	type told struct {
		day    string
		number float64
	}
	read := func(files []string, mappings ...ingest.Mapping) map[string]told {
		all := map[string]told{}
		for _, name := range files {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			batch, _ := readBytes(t, filepath.Base(name), data, mappings...)
			for _, p := range batch.DataPoints {
				if !p.Score.IsMissing() {
					all[string(p.Key)] = told{p.Day.String(), p.Score.Number}
				}
			}
		}
		return all
	}
	tables, _ := filepath.Glob(filepath.Join(dir, "CSVs", "FPObservation.data.csv"))
	bundles, _ := filepath.Glob(filepath.Join(dir, "Bundles", "*", "*.json"))
	fromCSV, fromFHIR := read(tables, own(t, pacioMapping)), read(bundles)
	both := 0
	for key, a := range fromCSV {
		b, is := fromFHIR[key]
		if !is {
			continue
		}
		both++
		if a != b {
			t.Errorf("%s: CSV %+v, FHIR %+v", key, a, b)
		}
	}
	if both == 0 {
		t.Errorf("no assessment is told by both: %d by CSV, %d by FHIR", len(fromCSV), len(fromFHIR))
	}
	t.Logf("%d values by CSV, %d by FHIR, %d by both and equal", len(fromCSV), len(fromFHIR), both)
}

// TestOneTextInManyEncodings: files of one folder that hold the same table in
// other encodings, delimiters and line ends give the same cells.
func TestOneTextInManyEncodings(t *testing.T) {
	dir := shared(t, "xlsx-csv-openspout")
	var files []string
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasPrefix(d.Name(), "csv_with") {
			files = append(files, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	tables := map[string][]string{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := allRows(t, name, data)
		if err != nil {
			t.Logf("%s: %v", filepath.Base(name), err)
			continue
		}
		var b strings.Builder
		for _, r := range rows {
			for _, c := range r.Cells {
				b.WriteString(c.Text + "|")
			}
			b.WriteString("\n")
		}
		tables[b.String()] = append(tables[b.String()], filepath.Base(name))
	}
	for text, names := range tables {
		if strings.Contains(text, "\ufffd") || strings.Contains(text, "\x00") {
			t.Errorf("%v: letters were lost: %q", names, text)
		}
		t.Logf("%d files: %v", len(names), names)
	}
}

// TestBrokenFHIRGivesProblems reads odd and broken JSON: no crash, and what
// cannot be read is a problem with its place and what to do.
func TestBrokenFHIRGivesProblems(t *testing.T) {
	dir := shared(t, "fhir-validator-cases")
	files, problems := 0, 0
	var unread []string
	err := filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".json" {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		_, report := readBytes(t, d.Name(), data)
		files++
		problems += len(report.Problems)
		for _, p := range report.Problems {
			if p.Wrong == "" || p.Next.IsZero() {
				t.Errorf("%s: problem %+v does not say what is wrong or what to do", d.Name(), p)
			}
		}
		if report.Rows == 0 && len(report.Problems) == 0 {
			t.Errorf("%s: nothing was counted, and no problem says why", d.Name())
		}
		if len(report.Problems) > 0 {
			unread = append(unread, d.Name()+": "+report.Problems[0].Wrong)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"json-comma-bad-2.json", "json-comments-1.json", "json-comments-2.json", "json-no-quotes-1.json", "json-no-quotes-2.json"} {
		if !slices.ContainsFunc(unread, func(u string) bool { return strings.HasPrefix(u, bad) }) {
			t.Errorf("%s is no JSON, and gave no problem", bad)
		}
	}
	t.Logf("%d files, %d problems:\n%s", files, problems, strings.Join(unread, "\n"))
}

package value_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// answerTable reads a CSV in the test's own way, ragged rows too.
func answerTable(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// asCSVKit writes a cell as csvkit's converter writes it: days and times by
// their format, truth as True.
func asCSVKit(c sheet.Cell, from04 bool) string {
	text := strings.ReplaceAll(strings.TrimSpace(c.Text), "\u00a0", " ")
	switch c.Format {
	case sheet.AsDay, sheet.AsDayTime:
		d, clock, code := value.ReadDay(text, c.Format, value.YearFirst, from04)
		if code == "" {
			return strings.TrimSpace(d.String() + " " + clock)
		}
	}
	return map[string]string{"TRUE": "True", "FALSE": "False"}[text] + strings.TrimPrefix(strings.TrimPrefix(text, "TRUE"), "FALSE")
}

// sameAnswer compares a cell with its answer: numbers as numbers, instants to
// the minute, since a session begins at a minute.
func sameAnswer(got, want string) bool {
	want = strings.ReplaceAll(strings.TrimSpace(want), "\u00a0", " ")
	if len(want) == len("2006-01-02T15:04:05") && want[4] == '-' && want[10] == 'T' {
		want = strings.TrimSuffix(strings.Replace(want, "T", " ", 1), " 00:00:00")
	}
	if i := strings.LastIndex(want, ":"); strings.Count(want, ":") == 2 && strings.Contains(want, "-") {
		want = want[:i]
	}
	return got == want || sameNumber(got, want)
}

// TestCSVKitAnswers compares cells with the converted files of csvkit. What
// differs by intent: in "time" a spreadsheet's part of a day stays a number
// until a field asks for a clock time, so that column is left out; instants
// are compared to the minute; a column without a header is "" for us and named
// by its letter there; the two files in UTF-16 have other headers than the one
// in UTF-8; sheetsxlsx_converted.csv has a column "time" and other rows than any
// sheet of sheets.xlsx, whose sheet "data" is that of test.xlsx; "200.000.000" is in TestCSVKitValues.
func TestCSVKitAnswers(t *testing.T) {
	dir := filepath.Join(shared(t, "csv-csvkit"), "examples")
	cases := []struct {
		file, answer, sheet string
		from04              bool
	}{
		{"test.xlsx", "testxlsx_noinference_converted.csv", "", true},
		{"test.xlsx", "testxlsx_converted.csv", "", true},
		{"sheets.xlsx", "testxlsx_converted.csv", "data", true},
		{"sheets.xlsx", "testxlsx_unicode_converted.csv", "ʤ", true},
		{"dummy.xlsx", "dummy.csv", "", false},
		{"dummy.tsv", "dummy.csv", "", false},
		{"test_utf16_big.csv", "test_utf8.csv", "", false},
		{"test_utf16_little.csv", "test_utf8.csv", "", false},
	}
	cells := 0
	for _, c := range cases {
		t.Run(c.file+" "+c.answer, func(t *testing.T) {
			name := filepath.Join(dir, c.file)
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			rows, err := allRows(t, name, data)
			if err != nil {
				t.Fatal(err)
			}
			want := answerTable(t, filepath.Join(dir, c.answer))
			rows = slices.DeleteFunc(rows, func(r sheet.Row) bool { return c.sheet != "" && r.Sheet != c.sheet || len(r.Cells) == 0 })
			if c.sheet == "" && len(rows) > 0 {
				rows = slices.DeleteFunc(rows, func(r sheet.Row) bool { return r.Sheet != rows[0].Sheet })
			}
			if len(rows) != len(want) {
				t.Fatalf("%d rows, want %d", len(rows), len(want))
			}
			for i, answer := range want {
				for j, w := range answer {
					got := ""
					if j < len(rows[i].Cells) {
						got = asCSVKit(rows[i].Cells[j], c.from04)
					}
					if header := want[0][j]; header == "time" && i > 0 || i == 0 && (header == "h" || strings.Contains(c.file, "utf16")) {
						continue
					}
					cells++
					if !sameAnswer(got, w) {
						t.Errorf("row %d column %q: %q, want %q", i+1, want[0][j], got, w)
					}
				}
			}
		})
	}
	t.Logf("%d cells", cells)
}

// TestCSVKitValues compares what values mean with csvkit's converted values.
func TestCSVKitValues(t *testing.T) {
	dir := filepath.Join(shared(t, "csv-csvkit"), "examples")
	days, want := answerTable(t, filepath.Join(dir, "test_date_format.csv")), answerTable(t, filepath.Join(dir, "test_date_format_converted.csv"))
	for i := 1; i < len(want); i++ {
		if d, _, code := value.ReadDay(days[i][0], "", value.DayFirst, false); d.String() != want[i][0] {
			t.Errorf("%q is %v %s, want %s", days[i][0], d, code, want[i][0])
		}
	}
	for _, word := range answerTable(t, filepath.Join(dir, "blanks.csv"))[1] {
		if s, _, code := value.ReadScore(word, "", ""); code != "" || !s.IsMissing() {
			t.Errorf("%q is %+v %s, want missing", word, s, code)
		}
	}
	locale := answerTable(t, filepath.Join(dir, "test_locale.csv"))[1]
	if s, _, _ := value.ReadScore(locale[0], "", ""); s.Number != 1.7 {
		t.Errorf("%q is %+v, want 1.7", locale[0], s)
	}
	// csvkit is told the locale and reads 200.000.000 as 200 million. Nobody
	// tells us: it is a problem, never 200.
	if s, _, code := value.ReadScore(locale[1], "", ""); code == "" {
		t.Errorf("%q is %+v, want a problem", locale[1], s)
	}
}

package ingest_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"milepost/ingest"
	"milepost/record"
)

// fairAlarms lists what is rightly asked or refused in the shared cases, by
// file: the columns and rows of which a program has to speak. "*" is a file in a
// form that is not read as it stands.
func fairAlarms() map[string][]string {
	return map[string][]string{
		"exports/24-entry-id-repeats/skills.csv":                         {"Entry ID"},
		"files/cut-in-last-row.csv":                                      {"row 6"},
		"files/f-name-and-part-c-exit.csv":                               {"Part C Entry Date", "Part C Exit Date"},
		"files/first-row-taken-into-header.csv":                          {"*"},
		"files/one-client-per-file.csv":                                  {"*"},
		"files/one-goal-per-file.csv":                                    {"*"},
		"files/one-cut-letter-in-utf8.csv":                               {"row 5"},
		"files/plain.json":                                               {"*"},
		"files/row-narrower-than-header.csv":                             {"row 3"},
		"files/row-wider-than-header.csv":                                {"row 4"},
		"files/unclosed-quote-before-last-row.csv":                       {"row 5"},
		"reports/06-results-refused-letter-says-not-started/visits.xlsx": {"row 2", "row 3", "row 4", "row 5", "row 6", "row 7", "row 8", "row 9"},
		"reports/10-placeholder-as-preferred-name/roster.csv":            {"row 2", "row 3"},
		"reports/14-phases-and-a-long-gap/log.csv":                       nil,
	}
}

// alarmsOf reads a file as a clinic does for the first time: by a shipped
// mapping, else by the one that is proposed. It returns what is asked about the
// columns and what is refused of the rows. Which visits were held is a question
// about no column, and is none of them; nor is the order of days that the file
// leaves open.
func alarmsOf(t *testing.T, name string, data []byte) []string {
	t.Helper()
	o := ingest.Options{Mappings: shippedOnce(), Today: record.Date{Year: 2026, Month: 12, Day: 31}}
	_, report := readWith(t, filepath.Base(name), data, o)
	var alarms []string
	if report.Mapping == "" {
		p, err := ingest.ProposeMapping(t.Context(), fileOf(filepath.Base(name), data), ingest.LookOptions{})
		if err != nil {
			return []string{err.Error()}
		}
		for _, d := range p.Doubts() {
			if d.Column != "" && !strings.Contains(d.Question, "month or the day written first") {
				alarms = append(alarms, d.Column)
			}
		}
		for _, l := range p.Lacks() {
			alarms = append(alarms, l.What)
		}
		m, err := ingest.ParseMapping("own", p.Mapping("own").Write(nil))
		if err != nil {
			return append(alarms, "no mapping")
		}
		o.Mappings = []ingest.Mapping{m}
		_, report = readWith(t, filepath.Base(name), data, o)
	}
	for _, p := range report.Problems {
		alarms = append(alarms, fmt.Sprintf("row %d", p.Row))
	}
	return alarms
}

// TestFewerThanOneFalseAlarmPerExport reads every shared case with a known
// answer, and counts questions about columns and problems of rows that are
// right. What is rightly asked must be asked.
func TestFewerThanOneFalseAlarmPerExport(t *testing.T) {
	root := filepath.Join(filepath.Dir(shared(t, "")), "cases")
	fair := fairAlarms()
	exports, wrong := 0, 0
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !slices.Contains([]string{".csv", ".xlsx", ".json"}, filepath.Ext(name)) {
			return err
		}
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		exports++
		alarms := alarmsOf(t, name, data)
		for _, must := range fair[rel] {
			if must == "*" && len(alarms) == 0 || must != "*" && !slices.Contains(alarms, must) {
				t.Errorf("%s: nothing is said of %s", rel, must)
			}
		}
		if slices.Contains(fair[rel], "*") {
			return nil
		}
		for _, a := range alarms {
			if !slices.Contains(fair[rel], a) {
				wrong++
				t.Logf("%s: false alarm: %s", rel, a)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d false alarms in %d exports", wrong, exports)
	if exports < 50 || 20*wrong > exports {
		t.Errorf("%d false alarms in %d exports, want fewer than 1 in 20", wrong, exports)
	}
}

// TestTherapySessionsRaiseNoAlarm reads session files of real therapy whose
// answers are known: no row is refused, and nothing is asked.
func TestTherapySessionsRaiseNoAlarm(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(shared(t, "therapy-sessions-aphasia-jslhr"), "*", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if more, _ := filepath.Glob(filepath.Join(shared(t, "therapy-sessions-aphasia-jslhr"), "*", "*", "*.csv")); len(files) == 0 {
		files = more
	}
	read, wrong := 0, 0
	for i, name := range files {
		if testing.Short() && i%20 != 0 {
			continue // a fair sample
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(data[:min(len(data), 400)]), "participant") {
			continue
		}
		read++
		if alarms := alarmsOf(t, name, data); len(alarms) > 0 {
			wrong++
			t.Logf("%s: %v", filepath.Base(name), alarms[:min(3, len(alarms))])
		}
	}
	t.Logf("%d files, %d with an alarm", read, wrong)
	if wrong > 0 || read < 10 {
		t.Errorf("%d of %d files with an alarm", wrong, read)
	}
}

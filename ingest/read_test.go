package ingest_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
)

var today = record.Date{Year: 2026, Month: 10, Day: 30}

// shippedMappings returns the mappings that come with the program.
func shippedMappings(t testing.TB) []ingest.Mapping {
	t.Helper()
	all, err := ingest.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// shippedOnce reads the shipped mappings for all tests.
var shippedOnce = sync.OnceValue(func() []ingest.Mapping {
	all, err := ingest.Shipped()
	if err != nil {
		panic(err)
	}
	return all
})

// readBytes reads a file that a test holds in memory, into one batch.
func readBytes(t testing.TB, name string, data []byte, mappings ...ingest.Mapping) (record.Batch, ingest.Report) {
	t.Helper()
	if len(mappings) == 0 {
		mappings = shippedOnce()
	}
	return readWith(t, name, data, ingest.Options{Mappings: mappings, Today: today})
}

// readWith is readBytes with options.
func readWith(t testing.TB, name string, data []byte, o ingest.Options) (record.Batch, ingest.Report) {
	t.Helper()
	var all record.Batch
	f := sheet.File{Name: name, Data: bytes.NewReader(data), Size: int64(len(data))}
	report, err := ingest.Read(t.Context(), f, o, func(b record.Batch) error {
		all.Clients = append(all.Clients, b.Clients...)
		all.Goals = append(all.Goals, b.Goals...)
		all.Sessions = append(all.Sessions, b.Sessions...)
		all.DataPoints = append(all.DataPoints, b.DataPoints...)
		all.Statements = append(all.Statements, b.Statements...)
		all.Assessments = append(all.Assessments, b.Assessments...)
		all.Withdrawals = append(all.Withdrawals, b.Withdrawals...)
		return nil
	})
	if err != nil {
		t.Fatalf("Read(%s): %v", name, err)
	}
	countedOnce(t, report)
	return all, report
}

// countedOnce checks the promise that every row is counted once.
func countedOnce(t testing.TB, r ingest.Report) {
	t.Helper()
	sum := r.Used + r.Bad
	for _, n := range r.Skipped {
		sum += n
	}
	if sum != r.Rows {
		t.Errorf("rows %d, but used %d + bad %d + skipped %v = %d", r.Rows, r.Used, r.Bad, r.Skipped, sum)
	}
}

// problemsOf writes the problems, one a line.
func problemsOf(r ingest.Report) string {
	var lines []string
	for _, p := range r.Problems {
		lines = append(lines, p.String())
	}
	return strings.Join(lines, "\n")
}

const rosterHead = "Client ID,First Name,Last Name,Preferred Name,DOB,Pronouns,Therapist ID,Therapist,Caseload,Home Language,Start of Care,Discharge Date,Precautions\n"

func TestRoster(t *testing.T) {
	batch, report := readBytes(t, "roster.csv", []byte(rosterHead+
		"C-1,Ánh,Nguyễn Thị,,05/14/2019,she/her,T-1,Kim Lee,North,vi,09/01/2025,,seizure; allergy\n"))
	if report.Mapping != "roster" || report.Used != 1 || len(report.Problems) > 0 {
		t.Fatalf("report = %+v, want one row used by roster", report)
	}
	c := batch.Clients[0]
	if c.BirthDate.String() != "2019-05-14" || c.Pronouns.Object != "her" || c.Therapist != "T-1" || len(c.Precautions) != 2 {
		t.Errorf("client = %+v", c)
	}
	if c.Source.Row != 2 || c.Source.File != "roster.csv" || len(c.Source.Import) != 64 {
		t.Errorf("source = %+v, want row 2 of roster.csv with its hash", c.Source)
	}
	if len(c.Keys) != 2 || c.Keys[0] != record.ClientByID("C-1") {
		t.Errorf("keys = %v, want the id and name with birth date", c.Keys)
	}
}

const crHead = "Id,DateOfService,ClientId,ClientFirstName,ClientLastName,ProviderId,ProviderFirstName,ProviderLastName," +
	"ProcedureCodeString,ProcedureCodeId,Location,TimeWorkedInMins,UnitsOfService,DateTimeFrom,DateTimeTo,CreationDate," +
	"IsVoid,IsDeleted,IsLocked,GoalTitle,Score,Prompt,Supports,Format,SessionNote,ParentComment\n"

// crRow is a row of a CentralReach-like export.
func crRow(id, day, client, goal, score, void string) string {
	return strings.Join([]string{
		id, day, client, "Zoë", "Łukasz", "T-1", "Kim", "Lee", "97530: Therapeutic activities", "20341", "Clinic", "45", "3",
		day + " 9:00 AM", day + " 9:45 AM", day + " 10:10 AM", void, "False", "True", goal, score, "1 VC", "pencil grip", "Individual", "", "",
	}, ",") + "\n"
}

func TestSessionRowsGiveSessionsAndResults(t *testing.T) {
	batch, report := readBytes(t, "sessions.csv", []byte(crHead+
		crRow("1", "9/14/2026", "C-1", "Cutting", "4/5", "False")+
		crRow("2", "9/14/2026", "C-1", "Buttons", "N/A", "False")+
		crRow("3", "9/16/2026", "C-1", "Cutting", "6/5", "False")+
		crRow("4", "9/18/2026", "C-1", "Cutting", "5/5", "True")+
		crRow("5", "11/18/2026", "C-1", "Cutting", "5/5", "False")+
		crRow("6", "13/40/2026", "C-1", "Cutting", "5/5", "False")+
		crRow("7", "9/21/2026", "", "Cutting", "5/5", "False")))
	if report.Used != 2 || report.Bad != 4 || report.Skipped["void"] != 1 {
		t.Errorf("used %d, bad %d, skipped %v; want 2, 4 and one void\n%s", report.Used, report.Bad, report.Skipped, problemsOf(report))
	}
	if len(batch.Sessions) != 2 || batch.Sessions[0].Minutes != 45 || batch.Sessions[0].Start != "09:00" || batch.Sessions[0].Place != "clinic" {
		t.Errorf("sessions = %+v, want those of September 14 and 16", batch.Sessions)
	}
	if len(batch.DataPoints) != 2 {
		t.Fatalf("data points = %+v, want 4/5 and a missing one", batch.DataPoints)
	}
	first, second := batch.DataPoints[0], batch.DataPoints[1]
	if first.Score.Form != record.Ratio || first.Score.OK != 4 || first.Help.Ladder != record.PromptLadder || first.Source.Column != "Score" {
		t.Errorf("first = %+v", first)
	}
	if !second.Score.IsMissing() || second.Score.Text != "N/A" {
		t.Errorf("second = %+v, want missing, never zero", second.Score)
	}
	if len(batch.Withdrawals) != 2 {
		t.Errorf("withdrawals = %+v, want the result and its session", batch.Withdrawals)
	}
	for _, want := range []string{"row 4, column Score: \"6/5\"", "row 6, column DateOfService: \"11/18/2026\" is in the future", "row 7, column DateOfService", "row 8, column"} {
		if !strings.Contains(problemsOf(report), want) {
			t.Errorf("problems lack %q:\n%s", want, problemsOf(report))
		}
	}
}

func TestVoidRowWithdrawsTheKeyThatTheRowHad(t *testing.T) {
	before, _ := readBytes(t, "a.csv", []byte(crHead+crRow("1", "9/14/2026", "C-1", "Cutting", "4/5", "False")))
	after, _ := readBytes(t, "b.csv", []byte(crHead+crRow("1", "9/14/2026", "C-1", "Cutting", "4/5", "True")))
	for _, w := range after.Withdrawals {
		if w.Kind == "session" && w.Key != before.Sessions[0].Key || w.Kind == "data point" && w.Key != before.DataPoints[0].Key {
			t.Errorf("withdrawal %+v has another key than the record", w)
		}
	}
}

// shared returns a folder of the shared data; the test is skipped where it is
// absent, but not in CI.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "data", name)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("no shared data")
	}
	return dir
}

// TestAphasiaEffects checks our reading of real trial logs against published
// effects: the mean of the sums of phase pre is baseline_score, and mean(post)
// - mean(pre) is raw_change.
func TestAphasiaEffects(t *testing.T) {
	dir := shared(t, "therapy-sessions-aphasia-jslhr")
	sums := map[string]map[string][]float64{} // goal: phase: sums
	files, _ := filepath.Glob(filepath.Join(dir, "data", "*", "*.csv"))
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		batch, report := readBytes(t, filepath.Base(name), data)
		if report.Mapping != "aphasia-trials" || report.Bad > 0 {
			t.Fatalf("%s: %+v", name, report)
		}
		for _, p := range batch.DataPoints {
			key := string(p.GoalKeys[0])
			if sums[key] == nil {
				sums[key] = map[string][]float64{}
			}
			if !p.Score.IsMissing() {
				sums[key][p.Phase] = append(sums[key][p.Phase], p.Score.Number)
			}
			if !p.Day.IsZero() || p.Order < 1 {
				t.Errorf("%s: point %+v has a day or no order", name, p)
			}
		}
	}
	table := readTable(t, filepath.Join(dir, "effect-sizes.P1-P12.csv"))
	for _, row := range table {
		series := sums[string(record.GoalByID(record.ID(row["participant"]+"-"+row["condition"]+"-"+row["itemType"])))]
		pre, post := mean(series["pre"]), mean(series["post"])
		if math.Abs(pre-number(t, row["baseline_score"])) > 1e-6 || math.Abs(post-pre-number(t, row["raw_change"])) > 1e-6 {
			t.Errorf("%v: baseline %v, change %v", row, pre, post-pre)
		}
	}
	if len(table) != 48 {
		t.Errorf("%d published series, want 48", len(table))
	}
}

func mean(all []float64) float64 {
	sum := 0.0
	for _, x := range all {
		sum += x
	}
	return sum / float64(len(all))
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// readTable reads a CSV with a header in the test's own way.
func readTable(t *testing.T, name string) []map[string]string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, r := range records[1:] {
		row := map[string]string{}
		for i, h := range records[0] {
			row[h] = r[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func TestCancelledReadingStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	data := []byte(rosterHead + "C-1,A,B,,,,,,,,,,\n")
	f := sheet.File{Name: "r.csv", Data: bytes.NewReader(data), Size: int64(len(data))}
	_, err := ingest.Read(ctx, f, ingest.Options{Mappings: shippedMappings(t)}, func(record.Batch) error { return nil })
	if err == nil {
		t.Error("reading went on after it was cancelled")
	}
}

// jsonOf writes a number as JSON does.
func jsonOf(n float64) string { return strconv.FormatFloat(n, 'g', -1, 64) }

// parseFloat reads a number that a cell can hold.
func parseFloat(text string) (float64, bool) {
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil && !math.IsInf(n, 0) && !math.IsNaN(n)
}

package caseload_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"milepost/caseload"
	"milepost/record"
)

// histories is how many histories each property of this file is held against:
// each makes two workspaces and drafts in both.
var histories = flag.Int("histories", 5, "how many histories of imports the properties of retracting and mending run")

func ctx() context.Context { return context.Background() }

// emptyWorkspace opens a new workspace below dir.
func emptyWorkspace(t interface{ Fatal(...any) }, dir string) *caseload.Caseload {
	if err := caseload.Init(dir); err != nil {
		t.Fatal(err)
	}
	c, err := caseload.Open(ctx(), dir, caseload.Options{
		Clinic:      caseload.Clinic{Name: "Riverbend", Phone: "555-0100"},
		CadenceDays: 90, Discipline: "OT", Zone: time.UTC, Language: "en", Look: caseload.Look{Paper: "letter"},
		Inbox: filepath.Join(dir, "inbox"), Workers: 1,
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// drop puts a file into the inbox and reads it.
func drop(t interface{ Fatal(...any) }, c *caseload.Caseload, dir, name, text string) caseload.Intake {
	if err := os.WriteFile(filepath.Join(dir, "inbox", name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := c.Ingest(ctx(), now(), caseload.Holder(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return in
}

// known writes down all that a workspace knows and would draft.
func known(t interface{ Fatal(...any) }, c *caseload.Caseload, dir string) string {
	var b strings.Builder
	status, err := c.Status(ctx(), now(), caseload.Holder())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range status.Clients {
		folded, err := c.FoldOf(ctx(), s.Client)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortStableFunc(folded.Problems, func(a, b record.Problem) int { // they stand by place
			return cmp.Or(strings.Compare(a.Code, b.Code), a.Day.Compare(b.Day), strings.Compare(a.Found, b.Found))
		})
		text, err := json.Marshal(folded)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
		b.WriteByte('\n')
	}
	for _, p := range append(status.Problems, status.Waiting...) {
		fmt.Fprintln(&b, p)
	}
	if _, err := c.Draft(ctx(), now(), caseload.Holder(), caseload.Selection{From: record.Date{Year: 2026, Month: 8, Day: 3}}, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	drafts, err := filepath.Glob(filepath.Join(dir, "drafts", "*", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range drafts {
		id := strings.TrimSuffix(filepath.Base(filepath.Dir(name)), "~")
		if !strings.Contains(b.String(), `"ID":"`+id+`"`) {
			continue // of a client of whom nothing is known any more
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		b.Write(text)
	}
	return b.String()
}

const (
	rosterHead = "Client ID,First Name,Last Name,DOB,Pronouns,Therapist ID,Caseload,Start of Care\n"
	goalHead   = "State ID,Local ID,First Name,Middle Name,Last Name,Goal Title,Goal Statement,Present Level,Specially Designed Instruction,Method,Baseline Date,Baseline Score,Last Entered Score,Last Entered Score Date,Target Date\n"
	visitHead  = "visit_id,patient_id,patient_name,patient_dob,date_of_service,start_time,minutes,documenting_therapist,therapist_id,discipline,place_of_service,visit_type,goal_id,goal,result,assist_level,setting,comment\n"
)

// drawExport draws an export of up to three clients, which overlaps with others.
func drawExport(t *rapid.T, n int) (name, text string) {
	switch rapid.SampledFrom([]string{"roster", "goals", "visits", "visits"}).Draw(t, "kind") {
	case "roster":
		text = rosterHead
		for id := range rapid.IntRange(1, 3).Draw(t, "clients") {
			text += fmt.Sprintf("C-%d,%s,Test,2019-05-0%d,she,T-1,%s,2026-08-03\n", id+1,
				rapid.SampledFrom([]string{"Ana", "Bo"}).Draw(t, "first"), id+1, rapid.SampledFrom([]string{"A", "B"}).Draw(t, "caseload"))
		}
		return fmt.Sprintf("roster%d.csv", n), text
	case "goals":
		text = goalHead
		for id := range rapid.IntRange(1, 3).Draw(t, "clients") {
			text += fmt.Sprintf("1,C-%d,,,,Scissors,Cuts along a line in 4 of 5 trials.,,,,2026-08-03,%d/5,,,2027-01-29\n", id+1,
				rapid.IntRange(0, 3).Draw(t, "baseline"))
		}
		return fmt.Sprintf("goals%d.csv", n), text
	}
	text = visitHead
	for range rapid.IntRange(1, 8).Draw(t, "rows") {
		week := rapid.IntRange(0, 9).Draw(t, "week")
		text += fmt.Sprintf("%d,C-%d,,,%s,3:00 PM,45,,T-1,OT,Clinic,individual,,Scissors,%d/5,,,\n",
			week, rapid.IntRange(1, 3).Draw(t, "client"),
			time.Date(2026, 8, 10+7*week, 0, 0, 0, 0, time.UTC).Format("1/2/2006"), rapid.IntRange(0, 6).Draw(t, "score"))
	}
	return fmt.Sprintf("visits%d.csv", n), text
}

// TestRetractingEqualsHavingBeenRightTheFirstTime: after any imports, some of
// them retracted and some of these taken back, a workspace knows and drafts
// what one does into which only the imports that count ever came.
func TestRetractingEqualsHavingBeenRightTheFirstTime(t *testing.T) {
	root, n := t.TempDir(), 0
	check := func(t *rapid.T) {
		if n++; n > *histories || testing.Short() && n > 1 {
			return
		}
		dir, rightDir := filepath.Join(root, fmt.Sprint(n, "a")), filepath.Join(root, fmt.Sprint(n, "b"))
		c := emptyWorkspace(t, dir)
		defer c.Close()
		exports := rapid.IntRange(2, 5).Draw(t, "exports")
		var names, texts []string
		for i := range exports {
			name, text := drawExport(t, i)
			names, texts = append(names, name), append(texts, text)
			drop(t, c, dir, name, text)
		}
		counts := map[int]bool{}
		kept, err := c.Imports(ctx(), caseload.Holder())
		if err != nil {
			t.Fatal(err)
		}
		for i, k := range kept {
			counts[i] = true
			for range rapid.IntRange(0, 2).Draw(t, "changes of mind") {
				act := c.Retract
				if !counts[i] {
					act = c.TakeBack
				}
				if _, err := act(ctx(), now(), caseload.Holder(), k.Import); err != nil {
					t.Fatal(err)
				}
				counts[i] = !counts[i]
			}
		}
		right := emptyWorkspace(t, rightDir)
		defer right.Close()
		seen := map[string]bool{}
		at := 0
		for i := range exports {
			if seen[texts[i]] {
				continue // the same bytes: no import of their own
			}
			seen[texts[i]] = true
			if counts[at] {
				drop(t, right, rightDir, names[i], texts[i])
			}
			at++
		}
		if got, want := known(t, c, dir), known(t, right, rightDir); got != want {
			t.Fatalf("with retractions:\n%s\nwithout:\n%s", got, want)
		}
	}
	rapid.Check(t, check)
}

// TestMendedRowsEqualHavingBeenRightTheFirstTime spoils rows of an export,
// mends them in the workbook of rejected rows as a person would, and drops it.
func TestMendedRowsEqualHavingBeenRightTheFirstTime(t *testing.T) {
	root, n := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		if n++; n > *histories || testing.Short() && n > 1 {
			return
		}
		dir, rightDir := filepath.Join(root, fmt.Sprint(n, "a")), filepath.Join(root, fmt.Sprint(n, "b"))
		var rows [][]string
		spoilt := map[int][2]string{} // row: column that is spoilt, and the right text
		wrong, right := visitHead, visitHead
		for i := range rapid.IntRange(1, 10).Draw(t, "rows") {
			id := ""
			if rapid.Bool().Draw(t, "has an id") {
				id = fmt.Sprint(100 + i)
			}
			day := time.Date(2026, 8, 10+rapid.IntRange(0, 12).Draw(t, "day"), 0, 0, 0, 0, time.UTC).Format("1/2/2006")
			row := []string{
				id, fmt.Sprintf("C-%d", rapid.IntRange(1, 2).Draw(t, "client")), "", "", day, "", "45", "", "T-1", "OT", "Clinic", "individual", "",
				rapid.SampledFrom([]string{"Scissors", "Buttons"}).Draw(t, "goal"), fmt.Sprintf("%d/5", rapid.IntRange(0, 5).Draw(t, "score")), "", "", fmt.Sprint("note ", i),
			}
			right += strings.Join(row, ",") + "\n"
			switch rapid.SampledFrom([]string{"fine", "fine", "day", "score", "client"}).Draw(t, "spoil") {
			case "day":
				spoilt[i+2] = [2]string{"date_of_service", row[4]}
				row[4] = "the 5th"
			case "score":
				spoilt[i+2] = [2]string{"result", row[14]}
				row[14] = "pretty good"
			case "client":
				spoilt[i+2] = [2]string{"patient_id", row[1]}
				row[1] = ""
			}
			wrong += strings.Join(row, ",") + "\n"
			rows = append(rows, row)
		}
		c, rightCase := emptyWorkspace(t, dir), emptyWorkspace(t, rightDir)
		defer c.Close()
		defer rightCase.Close()
		for _, w := range []struct {
			c   *caseload.Caseload
			dir string
		}{{c, dir}, {rightCase, rightDir}} {
			drop(t, w.c, w.dir, "roster.csv", rosterHead+"C-1,Ana,Test,2019-05-04,she,T-1,A,2026-08-03\nC-2,Bo,Test,2019-06-04,he,T-1,A,2026-08-03\n")
			drop(t, w.c, w.dir, "goals.csv", goalHead+"1,C-1,,,,Scissors,Cuts.,,,,2026-08-03,1/5,,,2027-01-29\n1,C-2,,,,Buttons,Buttons.,,,,2026-08-03,1/5,,,2027-01-29\n")
		}
		drop(t, rightCase, rightDir, "visits.csv", right)
		in := drop(t, c, dir, "visits.csv", wrong)
		rejected := in.Files[0].Rejected
		if (rejected != "") != (len(spoilt) > 0) {
			t.Fatalf("%d of %d rows are spoilt, and the file of rejected rows is %q", len(spoilt), len(rows), rejected)
		}
		if rejected == "" && len(in.Files[0].Problems) == 0 {
			return
		}
		drop(t, c, dir, "mended.xlsx", mendWith(t, filepath.Join(dir, filepath.FromSlash(rejected)), spoilt))
		if got, want := placeless(known(t, c, dir)), placeless(known(t, rightCase, rightDir)); got != want {
			t.Fatalf("mended:\n%s\nright at once:\n%s", got, want)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, "rejected", "*.rows.xlsx")); len(left) > 0 {
			t.Fatalf("all rows are mended, and %v is left", left)
		}
	})
}

// mendWith writes the right texts over the spoilt cells of a workbook.
func mendWith(t interface{ Fatal(...any) }, name string, spoilt map[int][2]string) string {
	book, err := excelize.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	sheet := book.GetSheetName(0)
	lines, err := book.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range lines[1:] {
		var row int
		if _, err := fmt.Sscan(line[0][strings.LastIndex(line[0], ":")+1:], &row); err != nil {
			t.Fatal(err)
		}
		for j, header := range lines[0] {
			if header == spoilt[row][0] {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+2)
				if err := book.SetCellStr(sheet, cell, spoilt[row][1]); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var placePattern = regexp.MustCompile(`"(import|file|sheet|row)":("[^"]*"|\d+),?|visits\.csv|mended\.xlsx|Rows to mend, |row \d+`)

// placeless leaves out where things were read.
func placeless(text string) string { return placePattern.ReplaceAllString(text, "") }

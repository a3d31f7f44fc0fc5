package caseload_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/caseload"
	"milepost/record"
)

// drawMarks draws a sheet of marks whose columns a mapping may read in several
// ways.
func drawMarks(t *rapid.T) string {
	text := "Kid,Day,Goal,First,Second,Where,Said,Came\n"
	for range rapid.IntRange(1, 8).Draw(t, "rows") {
		score := func(what string) string {
			return rapid.SampledFrom([]string{"0/5", "1/5", "3/5", "5/5", "", "no idea"}).Draw(t, what)
		}
		text += fmt.Sprintf("C-%d,%02d/%02d/2026,Scissors,%s,%s,%s,well done,%s\n", rapid.IntRange(1, 3).Draw(t, "client"),
			rapid.IntRange(8, 10).Draw(t, "month"), rapid.IntRange(8, 10).Draw(t, "day"), score("first"), score("second"),
			rapid.SampledFrom([]string{"clinic", "home"}).Draw(t, "where"), rapid.SampledFrom([]string{"yes", "no"}).Draw(t, "came"))
	}
	return text
}

// drawMapping draws one of the ways to read the sheet.
func drawMapping(t *rapid.T, what string) string {
	result, other := "First", "Second"
	if rapid.Bool().Draw(t, what+": second column") {
		result, other = other, result
	}
	columns := []string{"Kid: client.id", "Day: session.day", "Goal: goal.title", result + ": point.score", other + ": ignore"}
	for _, c := range []string{"Where: session.place", "Said: parent.says"} {
		header, _, _ := strings.Cut(c, ":")
		if rapid.Bool().Draw(t, what+": ignore "+header) {
			c = header + ": ignore"
		}
		columns = append(columns, c)
	}
	always := "always: {session.status: attended}"
	columns = append(columns, "Came: ignore")
	return "gives: " + rapid.SampledFrom([]string{"data", "[data, sessions]"}).Draw(t, what+": gives") + "\nneeds: [Kid, Day]\ndate: " +
		rapid.SampledFrom([]string{"month-first", "day-first"}).Draw(t, what+": days") + "\n" + always + "\ncolumns:\n  " + strings.Join(columns, "\n  ") + "\n"
}

// writeMapping makes the text the mapping of that name.
func writeMapping(t interface{ Fatal(...any) }, dir, name, text string) {
	if err := os.WriteFile(filepath.Join(dir, "mappings", name+".yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// kidsBy is a mapping of a client list without ids.
func kidsBy(caseload string) string {
	other := map[string]string{"Group": "Team", "Team": "Group"}[caseload]
	return "gives: clients\nneeds: [First name, Last name]\ndate: year-first\ncolumns:\n  First name: client.first\n  Last name: client.last\n  DOB: client.birth\n  " +
		caseload + ": client.caseload\n  " + other + ": ignore\n"
}

const kidsList = "First name,Last name,DOB,Group,Team\nIda,Moss,2019-02-01,A,B\nOle,Fern,2018-03-01,B,A\n"

// TestANewerMappingEqualsHavingHadItTheFirstTime: files that were read by one
// mapping and then again by another give what the other alone would have given,
// and what the old reading gave is there again when the new one is retracted.
func TestANewerMappingEqualsHavingHadItTheFirstTime(t *testing.T) {
	root, n := t.TempDir(), 0
	rapid.Check(t, func(t *rapid.T) {
		if n++; n > *histories || testing.Short() && n > 1 {
			return
		}
		marks, a, b := drawMarks(t), drawMapping(t, "old"), drawMapping(t, "new")
		groups := []string{"Group", "Team"}
		kidsOld, kidsNew := rapid.SampledFrom(groups).Draw(t, "old caseload"), rapid.SampledFrom(groups).Draw(t, "new caseload")
		read := func(dir, marksBy, groupBy string) *caseload.Caseload {
			c := emptyWorkspace(t, dir)
			writeMapping(t, dir, "marks", marksBy)
			writeMapping(t, dir, "kids", kidsBy(groupBy))
			drop(t, c, dir, "roster.csv", rosterHead+"C-1,Ana,Test,2019-05-04,she,T-1,A,2026-08-03\nC-2,Bo,Test,2019-06-04,he,T-1,A,2026-08-03\n")
			drop(t, c, dir, "goals.csv", goalHead+"1,C-1,,,,Scissors,Cuts.,,,,2026-08-03,1/5,,,2027-01-29\n1,C-2,,,,Scissors,Cuts.,,,,2026-08-03,1/5,,,2027-01-29\n")
			drop(t, c, dir, "kids.csv", kidsList)
			drop(t, c, dir, "marks.csv", marks)
			acceptAll(t, c)
			return c
		}
		dir, rightDir := filepath.Join(root, fmt.Sprint(n, "a")), filepath.Join(root, fmt.Sprint(n, "b"))
		c, right := read(dir, a, kidsOld), read(rightDir, b, kidsNew)
		defer c.Close()
		defer right.Close()
		before := known(t, c, dir)
		writeMapping(t, dir, "marks", b)
		writeMapping(t, dir, "kids", kidsBy(kidsNew))
		again := rereadAll(t, c)
		if got, want := oneReading(known(t, c, dir)), oneReading(known(t, right, rightDir)); got != want {
			t.Fatalf("read again:\n%s\nby the newer mapping at once:\n%s", got, want)
		}
		if left, err := c.Outdated(ctx(), now(), caseload.Holder()); err != nil || len(left) > 0 {
			t.Fatalf("%v, %v: would be read otherwise still", left, err)
		}
		for _, imp := range again {
			if _, err := c.Retract(ctx(), now(), caseload.Holder(), imp); err != nil {
				t.Fatal(err)
			}
		}
		if got := known(t, c, dir); oneReading(got) != oneReading(before) {
			t.Fatalf("with the new readings retracted:\n%s\nbefore:\n%s", got, before)
		}
	})
}

// acceptAll says yes to all imports that wait.
func acceptAll(t interface{ Fatal(...any) }, c *caseload.Caseload) {
	kept, err := c.Imports(ctx(), caseload.Holder())
	accepted := map[int]bool{} // one yes is for all that the mapping read
	for _, k := range kept {
		if err != nil || k.Asked != record.Waits || accepted[k.Order] {
			continue
		}
		var done caseload.Redrawn
		done, err = c.AcceptImport(ctx(), now(), caseload.Holder(), k.Import)
		for _, imp := range done.Imports {
			accepted[imp.Order] = true
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// rereadAll reads again what would be read otherwise, having looked at what it
// changes, and returns the new imports, the newest first.
func rereadAll(t *rapid.T, c *caseload.Caseload) []record.Import {
	numbers, err := c.Outdated(ctx(), now(), caseload.Holder())
	if err != nil {
		t.Fatal(err)
	}
	var again []record.Import
	for _, n := range numbers {
		imp, err := c.Import(ctx(), caseload.Holder(), fmt.Sprint(n))
		if err != nil {
			t.Fatal(err)
		}
		seen, err := c.RereadImpact(ctx(), now(), caseload.Holder(), imp)
		if err != nil {
			t.Fatal(err)
		}
		done, err := c.Reread(ctx(), now(), caseload.Holder(), imp)
		if err != nil {
			t.Fatal(err)
		}
		if len(seen.Clients) != len(done.Clients) {
			t.Fatalf("it was said that %v change, and %v did", seen.Clients, done.Clients)
		}
		again = append([]record.Import{done.Imports[0]}, again...)
	}
	return again
}

// oneReading leaves out of a text how often a file was read, and drafts' hashes.
func oneReading(text string) string {
	for n := 2; n < 6; n++ {
		text = strings.ReplaceAll(text, fmt.Sprintf(".%d\"", n), "\"")
	}
	return text
}

// TestRowsThatWereMendedStayMended when their file is read by a newer mapping, and
// rows can be mended after it too.
func TestRowsThatWereMendedStayMended(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "w")
	c := emptyWorkspace(t, dir)
	defer c.Close()
	mapping := func(result, other string) string {
		return "gives: [data, sessions]\nneeds: [Kid, Day]\ndate: year-first\nalways: {session.status: attended}\ncolumns:\n  Kid: client.id\n  Day: session.day\n  Goal: goal.title\n  " +
			result + ": point.score\n  " + other + ": ignore\n"
	}
	writeMapping(t, dir, "marks", mapping("First", "Second"))
	drop(t, c, dir, "roster.csv", rosterHead+"C-1,Ana,Test,2019-05-04,she,T-1,A,2026-08-03\n")
	drop(t, c, dir, "goals.csv", goalHead+"1,C-1,,,,Scissors,Cuts.,,,,2026-08-03,1/5,,,2027-01-29\n")
	in := drop(t, c, dir, "marks.csv", "Kid,Day,Goal,First,Second\nC-1,2026-08-10,Scissors,1/5,4/5\nC-1,the 17th,Scissors,2/5,5/5\nC-1,2026-08-24,Scissors,3/5,what\n")
	acceptAll(t, c)
	mended := mendWith(t, filepath.Join(dir, filepath.FromSlash(in.Files[0].Rejected)), map[int][2]string{3: {"Day", "2026-08-17"}})
	drop(t, c, dir, "mended.xlsx", mended)
	scores := func() string {
		folded, err := c.FoldOf(ctx(), "C-1")
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		for _, p := range folded.DataPoints {
			text += p.Day.String()[8:] + " " + p.Score.Text + "; "
		}
		return text
	}
	hold := func(when, want string) {
		t.Helper()
		if got := scores(); got != want {
			t.Errorf("%s: got %q, want %q", when, got, want)
		}
	}
	hold("mended", "10 1/5; 17 2/5; 24 3/5; ")
	writeMapping(t, dir, "marks", mapping("Second", "First"))
	numbers, err := c.Outdated(ctx(), now(), caseload.Holder())
	if err != nil || len(numbers) != 1 {
		t.Fatalf("%v, %v: want the reading with the mended row", numbers, err)
	}
	imp, err := c.Import(ctx(), caseload.Holder(), fmt.Sprint(numbers[0]))
	if err != nil {
		t.Fatal(err)
	}
	done, err := c.Reread(ctx(), now(), caseload.Holder(), imp)
	if err != nil {
		t.Fatal(err)
	}
	hold("read again", "10 4/5; 17 5/5; ")
	left, err := filepath.Glob(filepath.Join(dir, "rejected", "*.rows.xlsx"))
	if err != nil || len(left) != 1 {
		t.Fatalf("%v, %v: want the row that the newer mapping cannot read", left, err)
	}
	drop(t, c, dir, "more.xlsx", mendWith(t, left[0], map[int][2]string{4: {"Second", "5/5"}}))
	hold("mended again", "10 4/5; 17 5/5; 24 5/5; ")
	for range 2 { // what was mended after it, then the newer reading
		kept, err := c.Imports(ctx(), caseload.Holder())
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range kept {
			if k.Counts && k.Order >= done.Imports[0].Order {
				if _, err := c.Retract(ctx(), now(), caseload.Holder(), k.Import); err != nil {
					t.Fatal(err)
				}
				break
			}
		}
	}
	hold("all taken back", "10 1/5; 17 2/5; 24 3/5; ")
}

package grid_test

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"milepost/ingest/grid"
	"milepost/ingest/sheet"
	"milepost/ingest/value"
)

// words tells headers apart as few do.
func words() grid.Words {
	is := func(list string) func(string) bool {
		return func(h string) bool { return slices.Contains(strings.Split(list, "|"), strings.ToLower(h)) }
	}
	return grid.Words{
		IsKnown: is("child|goal|student|client id|baseline|target|date|therapist|name"),
		IsAbout: is("child|goal|student|client id|baseline|target|name"),
		IsPart:  is("correct|trials|help|score"),
		IsKey:   is("child|date|student"),
		IsHeader: func(r sheet.Row, _ *sheet.Row) bool {
			return slices.ContainsFunc(r.Cells, func(c sheet.Cell) bool { return strings.EqualFold(c.Text, "date") })
		},
	}
}

// rowsOf makes rows of lines of cells.
func rowsOf(lines [][]string) []sheet.Row {
	rows := make([]sheet.Row, len(lines))
	for i, line := range lines {
		rows[i] = sheet.Row{Sheet: "S", Number: i + 1}
		for _, text := range line {
			rows[i].Cells = append(rows[i].Cells, sheet.Cell{Text: text})
		}
	}
	return rows
}

// laidOut returns the rows that are made of a table.
func laidOut(t testing.TB, table grid.Table) []sheet.Row {
	t.Helper()
	var rows []sheet.Row
	if err := table.Rows(t.Context(), func(r sheet.Row) error {
		rows = append(rows, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return rows
}

// lost returns the filled cells of a sheet that are in no row that was made of
// it, in no header, and not told as unused.
func lost(t testing.TB, rows []sheet.Row, table grid.Table) []string {
	t.Helper()
	type place struct{ row, column int }
	told := map[place]bool{}
	for _, u := range table.Unused {
		told[place{u.Row, u.Column}] = true
	}
	texts := map[int][]string{}
	labels := map[string]bool{}
	for _, r := range laidOut(t, table) {
		for _, c := range r.Cells {
			texts[r.Number] = append(texts[r.Number], c.Text)
			labels[c.Text] = true
		}
	}
	var all []string
	for _, r := range rows {
		for c, cell := range r.Cells {
			text := strings.TrimSpace(cell.Text)
			switch {
			case text == "" || told[place{r.Number, c}] || slices.Contains(texts[r.Number], cell.Text):
			case table.IsHead(r.Number) && (isLabel(labels, text) || !table.IsLine(r.Number)):
			default:
				all = append(all, fmt.Sprintf("row %d, column %d: %q", r.Number, c+1, cell.Text))
			}
		}
	}
	return all
}

// isLabel reports whether a line above a table is in its rows: the label's name
// with what it says, or either of them.
func isLabel(labels map[string]bool, text string) bool {
	name, rest, _ := strings.Cut(text, ":")
	return labels[text] || labels[strings.TrimSpace(rest)] || labels[strings.TrimSpace(name)+" above"]
}

// randomTracker makes a table as people keep it, with all that stands about it.
func randomTracker(r *rand.Rand) [][]string {
	n := 0
	next := func(form string) string { n++; return fmt.Sprintf(form, n) }
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	var lines [][]string
	for range r.IntN(3) {
		lines = append(lines, []string{pick("Fall 2026", "", "Child: Mia Lopez", "OT data sheet"), pick("", "", "page 1")})
	}
	for range 1 + r.IntN(3) {
		if r.IntN(3) == 0 {
			lines = append(lines, nil, []string{pick("Child", "Therapist", "Mia Lopez", "Room 4"), pick("Ana Diaz", "")})
		}
		days := 1 + r.IntN(6)
		head := []string{pick("Goal", "Goal", "Child", "")}
		if r.IntN(2) == 0 {
			head = append(head, pick("Baseline", "Target", "Why"))
		}
		left := len(head)
		month := 9
		for d := range days {
			head = append(head, pick(fmt.Sprintf("%d/%d", month, 3+4*d), fmt.Sprintf("Mon %d/%d", month, 3+4*d), fmt.Sprintf("Sept %d", 3+4*d), fmt.Sprintf("%d/%d/26 SK", month, 3+4*d)))
		}
		for range r.IntN(3) {
			head = append(head, pick("Average", "Notes", "Total", "Met?", ""))
		}
		lines = append(lines, head)
		if r.IntN(4) == 0 {
			below := make([]string, len(head))
			for d := range days {
				below[left+d] = pick("Correct", "Trials", "Help")
			}
			lines = append(lines, below)
		}
		for range r.IntN(5) {
			line := make([]string, len(head)+r.IntN(2))
			for c := range line {
				if r.IntN(4) > 0 {
					line[c] = next(pick("%d of 900", "%d%%", "word%d", "+%d"))
				}
			}
			line[0] = pick(line[0], next("Will do %d"), "Total", "")
			lines = append(lines, line)
		}
		if r.IntN(3) == 0 {
			lines = append(lines, nil, []string{pick("Key: + is yes", "* see chart", next("%d rows"))})
		}
	}
	return lines
}

// TestEveryFilledCellIsAccountedFor over random trackers: each is in a row that
// was made, in a header, or told as unused.
func TestEveryFilledCellIsAccountedFor(t *testing.T) {
	r := rand.New(rand.NewPCG(160, 1))
	found := 0
	for n := range 4000 {
		lines := randomTracker(r)
		rows := rowsOf(lines)
		for _, shape := range []grid.Shape{{Across: grid.Days}, {Across: grid.Days, Tabs: true}, {Across: grid.Goals}, {Tabs: true}} {
			table := grid.Lay(sheet.Table{Name: "S"}, rows, "t.xlsx", shape, words())
			if !table.Found {
				continue
			}
			found++
			if all := lost(t, rows, table); len(all) > 0 {
				t.Fatalf("tracker %d, %+v: lost %v\n%s", n, shape, all, shown(lines))
			}
		}
	}
	if found < 3000 {
		t.Errorf("only %d tables were found", found)
	}
}

func shown(lines [][]string) string {
	var b strings.Builder
	for i, line := range lines {
		fmt.Fprintf(&b, "%d %q\n", i+1, line)
	}
	return b.String()
}

// FuzzLay holds the same of any text.
func FuzzLay(f *testing.F) {
	f.Add("Goal,9/14,Mon 9/21\nzip,3/5,4/5\nTotal,1,2\n")
	f.Add("Child: Mia\n,Sept,,Oct\nGoal,14,21,5\nzip,3/5,,abs\n\nChild: Leo\nGoal,9/14,9/21\ncut,1/5,+\n")
	f.Add("Date,Child,Zip,,Cut,\n,,Correct,Trials,Correct,Trials\n9/14/26,Mia,3,5,,\n")
	f.Add("Date,Buttons,Snaps\n,Mia will button a coat,Mia will snap a bag\n9/14,1/5,2/5\n")
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "\uFFFD") // as the readers of files hand it on
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord, r.LazyQuotes = -1, true
		lines, err := r.ReadAll()
		if err != nil {
			t.Skip()
		}
		rows := rowsOf(lines)
		for _, shape := range []grid.Shape{{Across: grid.Days}, {Across: grid.Days, Tabs: true, Year: 2026}, {Across: grid.Goals}, {Tabs: true}} {
			table := grid.Lay(sheet.Table{Name: "S"}, rows, "t.xlsx", shape, words())
			if !table.Found {
				continue
			}
			for _, row := range laidOut(t, table) {
				if row.Origin != nil && len(row.Cells) != len(table.Header) {
					t.Fatalf("row %d has %d cells, the header %d", row.Number, len(row.Cells), len(table.Header))
				}
			}
			if all := lost(t, rows, table); len(all) > 0 {
				t.Fatalf("%+v: lost %v\n%s", shape, all, shown(lines))
			}
			folded := map[string]bool{}
			for _, h := range table.Header {
				if folded[value.FoldHeader(h)] {
					t.Fatalf("column %q is there twice in %q", h, table.Header)
				}
				folded[value.FoldHeader(h)] = true
			}
		}
	})
}

// TestDaysInHeaders reads what therapists write above a column.
func TestDaysInHeaders(t *testing.T) {
	cases := []struct {
		rule, header, file string
		want               string
	}{
		{"plain, the year in the file's name", "Goal,9/14,9/21", "Fall 2026.xlsx", "9/14/2026 9/21/2026"},
		{"with weekdays and initials", "Goal,Mon 9/14,Tues 9/22/26 SK", "", "9/14/2026 9/22/2026"},
		{"words", "Goal,Sept 14,\"Oct. 5th, 2026\"", "", "2026-09-14 2026-10-05"},
		{"over the new year", "Goal,12/14/26,1/4", "", "12/14/2026 1/4/2027"},
		{"a year at the end holds before it", "Goal,12/14,1/4/2027", "", "12/14/2026 1/4/2027"},
		{"a school year", "Goal,9/14,1/4,3/1", "IEP 2026-27.xlsx", "9/14/2026 1/4/2027 3/1/2027"},
		{"nobody says the year", "Goal,9/14,9/21", "", "9/14 9/21"},
		{"session numbers", "Goal,Session 1 9/14/26,Session 2 (9/21/26)", "", "9/14/2026 9/21/2026"},
		{"weeks", "Goal,Week of 9/14/26,Wk of 9/21", "", "9/14/2026 9/21/2026"},
		{"day first", "Goal,14/9/2026,21/9/2026", "", "14/9/2026 21/9/2026"},
		{"a date without its format", "Goal,46279,46286", "", "2026-09-14 2026-09-21"},
	}
	for _, c := range cases {
		r := csv.NewReader(strings.NewReader(c.header + "\nzip,3 of 5,4 of 5,2 of 5\n"))
		r.FieldsPerRecord = -1
		lines, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		table := grid.Lay(sheet.Table{}, rowsOf(lines), c.file, grid.Shape{Across: grid.Days}, words())
		if !table.Found {
			t.Errorf("%s: no header of days", c.rule)
			continue
		}
		at := slices.Index(table.Header, grid.DayColumn)
		var got []string
		for _, row := range laidOut(t, table) {
			if row.Origin != nil {
				got = append(got, row.Cells[at].Text)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %s, want %s", c.rule, strings.Join(got, " "), c.want)
		}
	}
}

// TestWhatIsNoGrid: rows of results are no header of days.
func TestWhatIsNoGrid(t *testing.T) {
	for _, text := range []string{
		"Child,Date,Goal,Score\nC-1,2026-03-02,A,3/10\nC-1,2026-03-09,B,4/10\n",
		"Date,Blocks,Snaps\n2026-03-02,1/5,2/5\n2026-03-09,2/5,3/5\n",
		"Name,Uma Brandt\nDOB,8/8/2018\n",
		"Child,Tries\nMia,1/5\nLeo,2/5\n",
		"Child,Goal,Level,Start,Target Date\nC-1,A,Level,08/03/2026,01/29/2027\nC-2,B,Goal,08/03/2026,01/29/2027\nC-3,C,Level,08/03/2026,01/29/2027\n",
		"Child,Born,Date,Status\nMia,6/26/2018,9/14/2026,Show\nGoal,6/27/2018,9/21/2026,Name\n",
	} {
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		lines, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if table := grid.Lay(sheet.Table{}, rowsOf(lines), "", grid.Shape{Across: grid.Days}, words()); table.Found {
			t.Errorf("taken for a grid:\n%s%v", text, table.Header)
		}
	}
}

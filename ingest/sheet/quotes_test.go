package sheet_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/sheet"
)

// shown writes rows as "a|b; c|d", a broken one in brackets.
func shown(rows []sheet.Row) string {
	var all []string
	for _, row := range rows {
		var cells []string
		for _, c := range row.Cells {
			cells = append(cells, c.Text)
		}
		text := strings.Join(cells, "|")
		if row.Broken {
			text = "[" + text + "]"
		}
		all = append(all, strings.ReplaceAll(text, "\n", "/"))
	}
	return strings.Join(all, "; ")
}

func TestQuotesOfTextFiles(t *testing.T) {
	const head = "ID,Date,Note,Score\nR-1,9/1/2026,calm,40\nR-2,9/8/2026,calm,45\n"
	const read = "ID|Date|Note|Score; R-1|9/1/2026|calm|40; R-2|9/8/2026|calm|45; "
	cases := []struct{ rule, rest, want string }{
		{"a doubled quote", `R-3,9/9/2026,"a ""red"" one",5`, `R-3|9/9/2026|a "red" one|5`},
		{"a quote that is not doubled", `R-3,9/9/2026,"a "red" one",5`, `R-3|9/9/2026|a "red" one|5`},
		{"a quote within a text", `R-3,9/9/2026,5" bead,5`, `R-3|9/9/2026|5" bead|5`},
		{"an escaped quote before the end", `"R-3","9/9/2026","putty 1/2\"","50"`, `R-3|9/9/2026|putty 1/2"|50`},
		{"escaped quotes and a comma", `R-3,9/9/2026,"said \"no, thanks\", left",5`, `R-3|9/9/2026|said "no, thanks", left|5`},
		{"a folder's name is no escape", `R-3,9/9/2026,"C:\scans\",5`, `R-3|9/9/2026|C:\scans\|5`},
		{"blanks before the quotes", `R-3, 9/9/2026, "calm, on task", 5`, `R-3| 9/9/2026|calm, on task| 5`},
		{"blanks around the quotes", "R-3\t,9/9/2026, \"calm\" ,5", "R-3\t|9/9/2026|calm|5"},
		{"blanks before quotes within a text", `R-3,9/9/2026, "calm" he said,5`, `R-3|9/9/2026| "calm" he said|5`},
		{"the file ends within quotes", `R-3,9/9/2026,"calm, and th`, `[R-3,9/9/2026,"calm, and th]`},
		{"quotes never closed, one row before the end", "R-3,9/9/2026,\"calm,5\nR-4,9/9/2026,calm,6", `[R-3,9/9/2026,"calm,5]; R-4|9/9/2026|calm|6`},
		{"quotes closed by those of the next row", "R-3,9/9/2026,\"calm,5\nR-4,9/9/2026,\"tired\",6", `[R-3,9/9/2026,"calm,5]; R-4|9/9/2026|tired|6`},
		{"a swallowed row that ends in a quote", "R-3,9/9/2026,\"calm,5\nR-4,9/9/2026,tired\",6", `[R-3,9/9/2026,"calm,5]; R-4|9/9/2026|tired"|6`},
		{"a note of several lines", "R-3,9/9/2026,\"calm\nred, blue, green, one\",5", `R-3|9/9/2026|calm/red, blue, green, one|5`},
		{"blank lines within a note", "R-3,9/9/2026,\"calm\n\nand\",5", `R-3|9/9/2026|calm//and|5`},
		{"an empty last cell", "R-3,9/9/2026,calm,", "R-3|9/9/2026|calm|"},
	}
	for _, c := range cases {
		for _, end := range []string{"\n", "\r\n"} {
			text := strings.ReplaceAll(head+c.rest+"\n", "\n", end)
			if strings.HasSuffix(c.rest, "th") {
				text = strings.TrimSuffix(text, end)
			}
			rows, err := allRows(t, "f.csv", []byte(text))
			if got := shown(rows); err != nil || got != read+c.want {
				t.Errorf("%s: %v\n got %s\nwant %s", c.rule, err, got, read+c.want)
			}
		}
	}
}

// noteText is a text as notes hold it.
func noteText(t *rapid.T) string {
	return rapid.StringMatching(`[a-z]{1,5}( [a-z]{1,5}|, [a-z]{1,5}|\n[a-z ]{1,9}| "[a-z]{1,5}"){0,4}`).Draw(t, "note")
}

// drawTable draws a table with notes.
func drawTable(t *rapid.T) [][]string {
	rows := [][]string{{"Client ID", "Date", "Goal", "Note", "Score"}}
	for i := range rapid.IntRange(4, 12).Draw(t, "rows") {
		rows = append(rows, []string{
			fmt.Sprintf("R-%d", 10+i), fmt.Sprintf("9/%d/2026", i+1), "Buttons", noteText(t), fmt.Sprint(20 + i),
		})
	}
	return rows
}

func textsOf(row sheet.Row) []string {
	var all []string
	for _, c := range row.Cells {
		all = append(all, c.Text)
	}
	return all
}

func written(t *rapid.T, rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = rapid.Bool().Draw(t, "crlf")
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestWhatIsWrittenIsRead: a sound table is read as it was written, whatever
// quotes, commas and line breaks its notes hold.
func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		rows := drawTable(r)
		read, err := allRows(t, "f.csv", written(r, rows))
		if err != nil || len(read) != len(rows) {
			r.Fatalf("%d rows, want %d: %v\n%s", len(read), len(rows), err, shown(read))
		}
		for i, row := range read {
			if row.Broken || !slices.Equal(textsOf(row), rows[i]) {
				r.Errorf("row %d: %s, want %q", i+1, shown([]sheet.Row{row}), rows[i])
			}
		}
	})
}

// TestALostQuoteMovesNoValue: where one quote of a table is lost, each row is
// read as it was, or is seen to be wrong: broken, of another width, without
// the client's number, or with words for a score.
func TestALostQuoteMovesNoValue(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		rows := drawTable(r)
		text := string(written(r, rows))
		quotes := strings.Count(text, `"`)
		if quotes == 0 {
			return
		}
		at := 0
		for range rapid.IntRange(1, quotes).Draw(r, "quote") {
			at += strings.Index(text[at:], `"`) + 1
		}
		read, err := allRows(t, "f.csv", []byte(text[:at-1]+text[at:]))
		if err != nil {
			r.Fatal(err)
		}
		for _, row := range read {
			got := textsOf(row)
			if row.Broken || len(got) != 5 || !strings.HasPrefix(got[0], "R-") || sheet.ClassOf(got[4]) == sheet.TextClass {
				continue
			}
			if !slices.ContainsFunc(rows, func(w []string) bool {
				return got[0] == w[0] && got[1] == w[1] && got[2] == w[2] && got[4] == w[4]
			}) {
				r.Errorf("read %q, which nobody wrote\n%s", got, text[:at-1]+text[at:])
			}
		}
	})
}

package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/record"
)

// log is a sheet of results, one row each: the texts of each visit.
func log(visits ...[]string) string {
	var b strings.Builder
	b.WriteString("Client ID,Date,Goal,Score,Note\n")
	for v, texts := range visits {
		for _, text := range texts {
			fmt.Fprintf(&b, "C-1,2026-03-%02d,Cutting,%s,\n", v+2, text)
		}
	}
	return b.String()
}

func TestRowsThatAreAlike(t *testing.T) {
	three, one := []string{"Yes", "No", "Yes"}, []string{"Yes"}
	for _, c := range []struct {
		name    string
		more    string // of the mapping
		visits  [][]string
		points  int
		skipped int // as the same row twice
		asked   bool
	}{
		{"are tries in a log of trials", "", [][]string{three, three, {"No", "No", "No"}, one}, 10, 0, false},
		{"are one row twice where most visits have one", "", [][]string{{"Yes", "Yes"}, one, one, one, one}, 5, 1, false},
		{"are one row twice in a sheet that was copied twice", "", [][]string{{"Yes", "Yes"}, {"No", "No"}}, 2, 2, false},
		{"are asked about in between", "", [][]string{three, one, one}, 4, 1, true},
		{"are asked about where all rows of each visit are alike", "", [][]string{{"Yes", "Yes", "Yes"}, {"No", "No", "No"}}, 2, 4, true},
		{"are what the mapping says: tries", "same rows: trials\n", [][]string{three, one, one}, 5, 0, false},
		{"are what the mapping says: once", "same rows: once\n", [][]string{three, three}, 4, 2, false},
	} {
		batch, report := readBytes(t, "log.csv", []byte(log(c.visits...)), own(t, sheetMapping+c.more))
		alike := 0
		for _, p := range batch.DataPoints {
			if p.Several == record.Alike {
				alike++
			}
		}
		asked := strings.Contains(problemsOf(report), "alike in every cell")
		if len(batch.DataPoints) != c.points || report.Skipped["same row twice"] != c.skipped || asked != c.asked || asked != (alike > 0) {
			t.Errorf("%s: %d results, %v skipped, %d of them wait, problems %q; want %d, %d, asked %v", c.name,
				len(batch.DataPoints), report.Skipped, alike, problemsOf(report), c.points, c.skipped, c.asked)
		}
	}
}

func TestAnIDThatRepeatsIsNone(t *testing.T) {
	withID := own(t, strings.Replace(sheetMapping, "Note: session.note", "Note: point.id", 1))
	rows := "Client ID,Date,Goal,Score,Note,Changed\n"
	for _, c := range []struct {
		name   string
		rows   string
		points int // with keys of their own
		byID   bool
	}{
		{"of two goals", "C-1,2026-03-04,Cutting,3/10,9100,\nC-1,2026-03-04,Zip,1/5,9100,\nC-1,2026-03-05,Cutting,5/10,9101,\n", 3, false},
		{"of sets of one goal", "C-1,2026-03-04,Cutting,3/10,9100,\nC-1,2026-03-04,Cutting,4/10,9100,\n", 2, false},
		{"newer versions of a row are no repeats", "C-1,2026-03-04,Cutting,3/10,9100,2026-03-05\nC-1,2026-03-04,Cutting,4/10,9100,2026-03-06\n", 1, true},
		{"ids that do not repeat", "C-1,2026-03-04,Cutting,3/10,9100,\nC-1,2026-03-04,Zip,4/10,9101,\n", 2, true},
	} {
		batch, report := readBytes(t, "g.csv", []byte(rows+c.rows), withID)
		keys := map[record.Key]bool{}
		byID := true
		for _, p := range batch.DataPoints {
			keys[p.Key] = true
			byID = byID && strings.HasPrefix(string(p.Key), "point:id|")
		}
		if len(keys) != c.points || byID != c.byID || len(report.Problems) > 0 {
			t.Errorf("%s: got %d results, by id %v, problems %q; want %d, %v", c.name, len(keys), byID, problemsOf(report), c.points, c.byID)
		}
	}
}

func TestWhatAResultCellSays(t *testing.T) {
	for _, c := range []struct{ text, status, result string }{
		{"absent", record.NoShow, ""},
		{"NS", record.NoShow, ""},
		{"Cx - sick", record.Cancelled, ""},
		{"holiday", record.ClinicClosed, ""},
		{"refused", "", "missing"},
		{"NT", "", "missing"},
		{"n/o", "", "missing"},
		{"✓", "", "answer"},
		{"+", "", "answer"},
		{"++-+-", "", "ratio"},
	} {
		text := "Client ID,Date,Goal,Score,Note\nC-1,2026-03-04,Cutting," + c.text + ",\n"
		batch, report := readBytes(t, "g.csv", []byte(text), own(t, sheetMapping))
		status, result := batch.Sessions[0].Status, ""
		for _, p := range batch.DataPoints {
			if result = string(p.Score.Form); result == "" {
				result = "missing"
			}
			if p.Score.Text != c.text {
				t.Errorf("%s: the result has the text %q", c.text, p.Score.Text)
			}
		}
		if status != c.status || result != c.result || len(report.Problems) > 0 {
			t.Errorf("%s: got status %q and result %q (%s), want %q and %q", c.text, status, result, problemsOf(report), c.status, c.result)
		}
	}
}

func TestAMinusBesideAPlusIsNo(t *testing.T) {
	batch, _ := readBytes(t, "g.csv", []byte(log([]string{"+", "-", "-"}, []string{"-", "+", "+"})), own(t, sheetMapping))
	yes, no := 0, 0
	for _, p := range batch.DataPoints {
		yes += boolToInt(p.Score.Form == record.Answer && p.Score.Number == 1)
		no += boolToInt(p.Score.Form == record.Answer && p.Score.Number == 0)
	}
	if yes != 3 || no != 3 {
		t.Errorf("got %d yes and %d no of a log of signs, want 3 each", yes, no)
	}
}

func boolToInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestCorrectNeedsItsTries(t *testing.T) {
	m := own(t, `gives: [data]
needs: [Client ID, Date, Goal]
columns: {Client ID: client.id, Date: session.day, Goal: goal.title, Correct: point.ok, Incorrect: point.wrong, Trials: point.of, Prompt: point.help}
`)
	for _, c := range []struct{ name, header, row, want string }{
		{"correct and incorrect", "Correct,Incorrect,Prompt", "3,7,Verbal", "3 of 10"},
		{"incorrect and all", "Incorrect,Trials,Prompt", "7,10,Verbal", "3 of 10"},
		{"all three, two without an answer", "Correct,Incorrect,Trials", "3,5,10", "3 of 10"},
		{"correct alone is a number, and its help no result", "Correct,Prompt", "3,Verbal", "3"},
		{"blank beside a prompt was not measured", "Correct,Incorrect,Prompt", ",,Verbal", ""},
		{"more slips than tries", "Correct,Incorrect,Trials", "8,5,10", "!are more than all tries"},
	} {
		text := "Client ID,Date,Goal," + c.header + "\nC-1,2026-03-04,Cutting," + c.row + "\n"
		batch, report := readBytes(t, "g.csv", []byte(text), m)
		got := ""
		for _, p := range batch.DataPoints {
			got += p.Score.Text
		}
		if problem, wanted := strings.CutPrefix(c.want, "!"); wanted != (report.Bad > 0) || wanted && !strings.Contains(problemsOf(report), problem) || !wanted && got != c.want {
			t.Errorf("%s: got %q (%s), want %q", c.name, got, problemsOf(report), c.want)
		}
	}
}

// A log of tries, read and counted, gives as many results as it has rows,
// whatever tries there are alike.
func TestNoTryOfALogIsLost(t *testing.T) {
	m := own(t, sheetMapping)
	rapid.Check(t, func(rt *rapid.T) {
		visits := rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom([]string{"Yes", "No"}), 3, 6), 2, 6).Draw(rt, "visits")
		visits = append(visits, []string{"Yes", "No", "No"}) // not all tries of all visits are the same
		rows := 0
		for _, v := range visits {
			rows += len(v)
		}
		batch, report := readBytes(t, "log.csv", []byte(log(visits...)), m)
		keys := map[record.Key]bool{}
		for _, p := range batch.DataPoints {
			keys[p.Key] = true
		}
		if len(keys) != rows || report.Used != rows {
			rt.Errorf("got %d results and %d rows used of %d", len(keys), report.Used, rows)
		}
	})
}

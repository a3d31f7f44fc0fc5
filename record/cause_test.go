package record_test

import (
	"testing"

	"pgregory.net/rapid"

	"milepost/record"
)

// TestCausesLoseNoRow: each row of a problem stands under exactly one cause, and
// what is wrong in different ways is told apart.
func TestCausesLoseNoRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []record.Problem
		want := map[string]bool{}
		for range rapid.IntRange(0, 30).Draw(t, "problems") {
			p := record.Problem{
				Source: record.Source{File: rapid.SampledFrom([]string{"a.csv", "b.csv"}).Draw(t, "file"), Row: rapid.IntRange(2, 9).Draw(t, "row")},
				Code:   rapid.SampledFrom([]string{"date", "score"}).Draw(t, "code"), Client: rapid.SampledFrom([]record.ID{"", "R-1", "R-2"}).Draw(t, "client"),
				Wrong: rapid.SampledFrom([]string{"is over 100 %", "is over 20 %", "is no day"}).Draw(t, "wrong"),
			}
			all = append(all, p)
			want[rowOf(p, p.Source)] = true
		}
		rows := 0
		for _, c := range record.Causes(all) {
			for _, r := range c.Rows {
				rows++
				if !want[rowOf(c.Problem, r)] {
					t.Errorf("%v of %q stands under a cause and in no problem", r, c.Wrong)
				}
			}
		}
		if rows != len(want) {
			t.Errorf("%d rows under causes, want %d", rows, len(want))
		}
	})
}

// rowOf names a row and how it is wrong, but for the numbers in that.
func rowOf(p record.Problem, at record.Source) string {
	wrong := "over"
	if p.Wrong == "is no day" {
		wrong = "day"
	}
	return at.String() + "|" + p.Code + "|" + string(p.Client) + "|" + wrong
}

// TestAQuestionAboutAColumnIsOne: what a column means is asked once, however many
// children it concerns.
func TestAQuestionAboutAColumnIsOne(t *testing.T) {
	ask := func(client record.ID, row int) record.Problem {
		return record.Problem{
			Source: record.Source{File: "a.csv", Row: row, Column: "Score"}, Code: "point.several", Client: client,
			Wrong: "are several results", Next: record.NextStep{Act: record.StepMap, Name: "a.csv", Text: "how they count"},
		}
	}
	if causes := record.Causes([]record.Problem{ask("C-1", 2), ask("C-2", 9), ask("C-1", 4)}); len(causes) != 1 || len(causes[0].Rows) != 3 {
		t.Errorf("got %v, want one question with three rows", causes)
	}
}

func TestACauseIsOneLine(t *testing.T) {
	at := func(row int) record.Problem {
		return record.Problem{
			Source: record.Source{File: "a.csv", Row: row, Column: "Score"}, Code: "score", Found: "x", Wrong: "is not a score", Next: record.ToWrite("a number"),
		}
	}
	for _, c := range []struct {
		all  []record.Problem
		want string
	}{
		{[]record.Problem{at(2)}, `a.csv, row 2, column Score: "x" is not a score; write a number`},
		{[]record.Problem{at(2), at(7)}, `a.csv, row 2, column Score: "x" is not a score (and row 7 like it); write a number`},
		{[]record.Problem{at(2), at(3), at(9)}, `a.csv, row 2, column Score: "x" is not a score (and 2 more rows like it: 3, 9); write a number`},
	} {
		causes := record.Causes(c.all)
		if len(causes) != 1 || causes[0].String() != c.want {
			t.Errorf("got %v, want %s", causes, c.want)
		}
	}
}

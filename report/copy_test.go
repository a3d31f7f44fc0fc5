package report_test

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/record"
	"milepost/report"
)

func TestCopyTakesADraftApartByField(t *testing.T) {
	const draft = `---
document: progress report
audience: school
client: R-1
period: 2026-08-03 to 2026-10-30
language: en
draft: 0123456789ab
base: 0123456789ab
---

# Clinic progress report

Not of a goal.

## Cut along a **curved** line: on track {#g-1}

Clinic goal as written: “Bo will cut.”
Bo cuts in 7 of 10 trials.
She put this in by hand.
The baseline was 4 of 10 trials.
[[therapist choose up to 2: what helped: a / b / none]]

` + "```trend g-1\ntitle: no text\n```" + `

| a | table |
|---|---|
| is | none |

In class, this means *less* help with \*glue\*.

## Zip {#g-2}

He zips – on his own.

Read and signed by: ____
By hand, below it.

## Questions?

Call us.
`
	d, err := report.Read(draft)
	if err != nil {
		t.Fatal(err)
	}
	line := func(text string) int { return lineOf(t, d.Body, text) }
	got := report.Copy(draft, []record.Sentence{
		{ID: "g-1/as-written/1", Line: line("Clinic goal as written")},
		{ID: "g-1/now.g-1a/1", Line: line("Bo cuts in")},
		{ID: "g-1/then/1", Line: line("The baseline")},
		{ID: "g-1/function/1", Line: line("In class")},
		{ID: "g-2/now/1", Line: line("He zips")},
		{ID: "-/signature/1", Line: line("Read and")},
	})
	want := []report.GoalText{
		{Goal: "g-1", Title: "Cut along a curved line: on track", Empty: 1, Fields: map[string]string{
			report.CopyGoal: `Clinic goal as written: "Bo will cut."`, report.CopyPresent: "Bo cuts in 7 of 10 trials. She put this in by hand.",
			report.CopyProgress: "The baseline was 4 of 10 trials.", report.CopyImpact: "In class, this means less help with *glue*.",
		}},
		{Goal: "g-2", Title: "Zip", Fields: map[string]string{report.CopyPresent: "He zips - on his own."}},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func lineOf(t *testing.T, body, start string) int {
	t.Helper()
	for i, l := range strings.Split(body, "\n") {
		if strings.HasPrefix(l, start) {
			return i + 1
		}
	}
	t.Fatalf("no line begins with %q", start)
	return 0
}

func TestPlainText(t *testing.T) {
	for _, c := range []struct{ rule, line, want string }{
		{"strong", "a **b c** d", "a b c d"},
		{"stress", "a *b* c _d_", "a b c d"},
		{"a link", "see [here](x.pdf) now", "see here now"},
		{"code", "a `b` c", "a b c"},
		{"a list item", "- one", "one"},
		{"a task", "- [x] done", "done"},
		{"a number", "2. two", "two"},
		{"a quotation", "> said", "said"},
		{"a heading", "## Now", "Now"},
		{"an escaped star stays", `4 \* 5`, "4 * 5"},
		{"an escaped underscore stays", `a\_b\_c`, "a_b_c"},
		{"a name with underscores stays", "see a_b_c", "see a_b_c"},
		{"quotation marks", "“a” ‘b’ c’s", `"a" 'b' c's`},
		{"a product", "3 * 4 = 12", "3 * 4 = 12"},
		{"letters of names stay", "Zoë Łukasz Nguyễn", "Zoë Łukasz Nguyễn"},
		{"dashes and points", "a – b — c…", "a - b - c..."},
		{"hard spaces", "5\u00a0min", "5 min"},
	} {
		if got := report.PlainText(c.line); got != c.want {
			t.Errorf("%s: %q gives %q, want %q", c.rule, c.line, got, c.want)
		}
	}
}

// TestPlainTextUndoesEscape: whatever a fact says stands in the copy as the
// fact says it, but for spaces and typographic signs.
func TestPlainTextUndoesEscape(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fact := rapid.StringMatching(`[a-zA-Z0-9 ,;:!?*_<>|()\[\]\\`+"`"+`]{1,40}`).Draw(t, "fact")
		got := report.PlainText("Said: " + report.Escape(fact))
		if want := report.PlainText("Said: ") + " " + oneSpace(fact); got != want && oneSpace(fact) != "" {
			t.Fatalf("%q gives %q, want %q", fact, got, want)
		}
	})
}

func oneSpace(text string) string { return strings.Join(strings.Fields(text), " ") }

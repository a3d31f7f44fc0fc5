package report_test

import (
	"slices"
	"strings"
	"testing"

	"milepost/report"
)

// revised returns the usual draft as it was composed after one session fewer
// on its first goal, and as it is composed now.
func revised(t testing.TB) (base, next report.Input) {
	r, c := rulers(), courses()
	goals := func(first course) []report.Goal {
		return []report.Goal{goalOf("g-12", r[1], first), goalOf("g-14", r[5], c[4]), goalOf("g-15", r[3], c[2]), goalOf("g-19", r[2], c[7])}
	}
	before := c[0]
	before.way = []float64{0, 0, 0.2, 0.3, 0.4, 0.5, 0.5, 0.6, 0.6, 0.6}
	after := c[0]
	after.way = append(slices.Clone(before.way), 1, 1)
	return inputOf(t, goals(before)...), inputOf(t, goals(after)...)
}

const (
	nowBefore = "Right now in the clinic, Linh can cut along a curved line 6 out of 10 times.\n"
	nowAfter  = "Right now in the clinic, Linh can cut along a curved line 8 out of 10 times.\n"
	thenLine  = "She began at 3 out of 10 times in August.\n"
	hopeLine  = "We hope for 8 out of 10 times by the end of January.\n"
	writeMark = "[[therapist write: what will you do about it?]]\n"
)

func TestMergeKeepsWhatATherapistDoes(t *testing.T) {
	first, second := revised(t)
	base, next := compose(t, first), compose(t, second)
	tests := []struct {
		rule      string
		old, new  []string // pairs: in mine, old is replaced by new
		want      []string // in the result
		absent    []string
		questions int
	}{
		{"an untouched sentence is refreshed", nil, nil, []string{nowAfter}, []string{nowBefore}, 0},
		{
			"an edited sentence stays beside a refreshed one",
			[]string{thenLine},
			[]string{"She began at 3 out of 10 times in August, with tears.\n"},
			[]string{nowAfter + "She began at 3 out of 10 times in August, with tears.\n" + hopeLine},
			nil, 0,
		},
		{
			"adjacent edits stay",
			[]string{thenLine + hopeLine},
			[]string{"She began at 3 of 10 times in August.\nWe both hope for 8 out of 10 times by the end of January.\n"},
			[]string{nowAfter + "She began at 3 of 10 times in August.\nWe both hope for 8 out of 10 times by the end of January.\n"},
			nil, 0,
		},
		{"a deleted sentence stays deleted", []string{nowBefore}, []string{""}, []string{"{#g-12}\n\n" + thenLine}, []string{nowAfter}, 0},
		{
			"a moved sentence stays moved and is refreshed",
			[]string{nowBefore + thenLine + hopeLine},
			[]string{thenLine + hopeLine + nowBefore},
			[]string{thenLine + hopeLine + nowAfter},
			nil, 0,
		},
		{
			"an added sentence stays where it was put",
			[]string{nowBefore},
			[]string{nowBefore + "Her cuts are neat.\n"},
			[]string{nowAfter + "Her cuts are neat.\n" + thenLine},
			nil, 0,
		},
		{
			"both sides changed: a question, and what was written stands",
			[]string{nowBefore},
			[]string{"Right now in the clinic, Linh can cut along a wavy line 6 out of 10 times.\n"},
			[]string{"Linh can cut along a wavy line 6 out of 10 times.\n" + thenLine},
			[]string{nowAfter},
			1,
		},
		{
			"written anew altogether: a question too",
			[]string{nowBefore},
			[]string{"My own view is another one entirely!\n"},
			[]string{"{#g-12}\n\nMy own view is another one entirely!\n" + thenLine},
			[]string{nowAfter},
			1,
		},
		{
			"split in two",
			[]string{nowBefore},
			[]string{"Right now in the clinic, Linh can cut along a line.\nShe does it 6 out of 10 times.\n"},
			[]string{"Linh can cut along a line.\nShe does it 6 out of 10 times.\n" + thenLine},
			[]string{nowAfter},
			1,
		},
		{
			"two joined",
			[]string{nowBefore + thenLine},
			[]string{"Right now in the clinic, Linh can cut along a curved line 6 out of 10 times, and she began at 3 out of 10 times in August.\n"},
			[]string{"6 out of 10 times, and she began at 3 out of 10 times in August.\n" + hopeLine},
			[]string{nowAfter, thenLine},
			1,
		},
		{
			"a paragraph re-wrapped by an editor is no edit",
			[]string{nowBefore + thenLine + hopeLine},
			[]string{"Right now in the clinic, Linh can cut along a curved line\n6 out of 10 times. She began at 3 out of 10 times in August. We\nhope for 8 out of 10 times by the end of January.\n"},
			[]string{nowAfter + thenLine + hopeLine},
			nil, 0,
		},
		{
			"words put behind a sentence on its line stay, and it is refreshed",
			[]string{nowBefore},
			[]string{strings.TrimSpace(nowBefore) + " We are proud of her.\n"},
			[]string{nowAfter + "We are proud of her.\n" + thenLine},
			nil, 0,
		},
		{
			"a heading renamed while its status stands",
			[]string{"## Stay at a table task: about the same {#g-15}"},
			[]string{"## Staying at the table {#g-15}"},
			[]string{"## Staying at the table {#g-15}\n\nIn the clinic, Linh can stay"},
			[]string{"## Stay at a table task"},
			0,
		},
		{
			"a heading whose id is gone",
			[]string{"## Stay at a table task: about the same {#g-15}"},
			[]string{"## Stay at a table task"},
			[]string{"## Stay at a table task\n\nIn the clinic"},
			[]string{"{#g-15}"},
			0,
		},
		{
			"a table row edited while its numbers stand",
			[]string{"| Stay at a table task | 4 minutes |"},
			[]string{"| Stay at the table | 4 minutes |"},
			[]string{"| Stay at the table | 4 minutes |", "| Cut along a curved line | 3 of 10 times | 8 of 10 times |"},
			[]string{"| Stay at a table task |"},
			0,
		},
		{
			"a table row edited while its numbers move",
			[]string{"| Cut along a curved line | 3 of 10 times | 6 of 10 times |"},
			[]string{"| Cut curves | 3 of 10 times | 6 of 10 times |"},
			[]string{"| Cut curves | 3 of 10 times | 6 of 10 times |"},
			nil, 1,
		},
		{
			"what fills a mark stays",
			[]string{writeMark},
			[]string{"We will try a timer.\nAnd a softer chair.\n"},
			[]string{"We will try a timer.\nAnd a softer chair.\n"},
			[]string{writeMark},
			0,
		},
		{
			"an option picked of a mark stays, whatever the mark offers now",
			[]string{markOf(base.Markdown, "g-12")},
			[]string{"A quiet table helped.\n"},
			[]string{"A quiet table helped.\n"},
			[]string{markOf(next.Markdown, "g-12")},
			0,
		},
		{
			"unknown Markdown is kept to the letter",
			[]string{thenLine},
			[]string{thenLine + "\n> quoted\n> twice\n\n```go\nx  :=  1\n\ny\n```\n\n- [ ] a task\n\n"},
			[]string{"> quoted\n> twice\n\n```go\nx  :=  1\n\ny\n```\n\n- [ ] a task\n"},
			nil, 0,
		},
		{
			"a section of one's own stays",
			[]string{"## Questions?"},
			[]string{"## At school\n\nWe called her teacher.\n\n## Questions?"},
			[]string{"## At school\n\nWe called her teacher.\n\n## Questions?"},
			nil, 0,
		},
		{"a chart deleted stays deleted", []string{chartOf(base.Markdown, "g-12")}, []string{""}, []string{nowAfter}, []string{"```trend g-12"}, 0},
		{"a chart is refreshed", nil, nil, []string{chartOf(next.Markdown, "g-12")}, []string{chartOf(base.Markdown, "g-12")}, 0},
		{
			"a note put into a chart while its numbers move",
			[]string{"target: 8\naim"},
			[]string{"target: 8\nphase: 2026-09-01 new scissors\naim"},
			[]string{"phase: 2026-09-01 new scissors"},
			nil, 1,
		},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			mine := base.Markdown
			for i, old := range tt.old {
				if !strings.Contains(mine, old) {
					t.Fatalf("the draft has no %q:\n%s", old, mine)
				}
				mine = strings.Replace(mine, old, tt.new[i], 1)
			}
			got := report.Merge(base, mine, next)
			for _, want := range tt.want {
				if !strings.Contains(got.Markdown, want) {
					t.Errorf("no %q in\n%s", want, got.Markdown)
				}
			}
			for _, absent := range tt.absent {
				if strings.Contains(got.Markdown, absent) {
					t.Errorf("%q in\n%s", absent, got.Markdown)
				}
			}
			if len(got.Questions) != tt.questions {
				t.Errorf("%d questions, want %d: %+v", len(got.Questions), tt.questions, got.Questions)
			}
			holdsMerged(t, got, next.Hash)
			if again := report.Merge(next, got.Markdown, next); again.Markdown != got.Markdown || len(again.Questions) > 0 {
				t.Errorf("merged twice is not merged once:\n%s", again.Markdown)
			}
		})
	}
}

// holdsMerged checks what is true of every merge: the new base, and lines that
// are where they are said to be.
func holdsMerged(t interface {
	Helper()
	Errorf(string, ...any)
}, got report.Merged, base string,
) {
	t.Helper()
	doc, err := report.Read(got.Markdown)
	if err != nil || doc.Front.Base != base {
		t.Errorf("base %s, %v; want %s", doc.Front.Base, err, base)
		return
	}
	lines := strings.Split(doc.Body, "\n")
	at := func(line int, text, what string) {
		first, _, _ := strings.Cut(text, "\n")
		if line < 1 || line > len(lines) || lines[line-1] != first {
			t.Errorf("%s is not on line %d: %q", what, line, first)
		}
	}
	for _, s := range got.Sentences {
		at(s.Line, s.Text, "sentence "+s.ID)
	}
	for _, q := range got.Questions {
		at(q.Line, q.Mine, "question "+q.ID)
	}
	for _, n := range got.New {
		at(n.Line, n.Text, "new "+n.ID)
	}
}

func markOf(markdown, goal string) string {
	_, below, _ := strings.Cut(markdown, "{#"+goal+"}")
	at := strings.Index(below, "[[therapist choose")
	return below[at : at+strings.Index(below[at:], "\n")+1]
}

func chartOf(markdown, goal string) string {
	at := strings.Index(markdown, "```trend "+goal)
	return markdown[at : at+strings.Index(markdown[at:], "\n```\n")+5]
}

func TestMergeAsksWithBothSides(t *testing.T) {
	first, second := revised(t)
	base, next := compose(t, first), compose(t, second)
	mine := strings.Replace(base.Markdown, "a curved line 6 out", "a wavy line 6 out", 1)
	got := report.Merge(base, mine, next)
	want := report.Question{
		ID: "g-12/now/1", Was: strings.TrimSpace(nowBefore), Now: strings.TrimSpace(nowAfter),
		Mine: "Right now in the clinic, Linh can cut along a wavy line 6 out of 10 times.",
	}
	if len(got.Questions) != 1 {
		t.Fatalf("questions %+v", got.Questions)
	}
	want.Line = got.Questions[0].Line
	if got.Questions[0] != want {
		t.Errorf("got  %+v\nwant %+v", got.Questions[0], want)
	}
	if !slices.ContainsFunc(got.Moved, func(f report.MovedFact) bool {
		return f.ID == "g-12/now/1" && f.Was == "6 out of 10 times" && f.Now == "8 out of 10 times"
	}) {
		t.Errorf("moved facts %+v", got.Moved)
	}
}

func TestMergeListsWhatIsNewSinceRead(t *testing.T) {
	first, second := revised(t)
	base, next := compose(t, first), compose(t, second)
	got := report.Merge(base, strings.Replace(base.Markdown, thenLine, "", 1), next)
	ids := map[string]string{}
	for _, n := range got.New {
		ids[n.ID] = n.Was
	}
	if ids["g-12/now/1"] != strings.TrimSpace(nowBefore) {
		t.Errorf("new %+v", got.New)
	}
	if _, told := ids["g-14/now/1"]; told {
		t.Error("a sentence that did not change is called new")
	}
}

func TestMergeKeepsWhatStandsUnderAGoalThatIsGone(t *testing.T) {
	first, second := revised(t)
	second.Goals = second.Goals[:3]
	base, next := compose(t, first), compose(t, second)
	got := report.Merge(base, base.Markdown, next)
	if strings.Contains(got.Markdown, "g-19") || len(got.Questions) > 0 {
		t.Errorf("an untouched goal that is gone stays: %+v", got.Questions)
	}
	mine := strings.Replace(base.Markdown, "{#g-19}\n", "{#g-19}\n\nShe smelled a mango!\n", 1)
	got = report.Merge(base, mine, next)
	if !strings.Contains(got.Markdown, "{#g-19}\n\nShe smelled a mango!\n") || len(got.Questions) != 1 || got.Questions[0].Now != "" {
		t.Errorf("questions %+v in\n%s", got.Questions, got.Markdown)
	}
}

func TestMergePutsANewGoalBehindItsNeighbour(t *testing.T) {
	second, first := revised(t)
	first.Goals = slices.Delete(slices.Clone(second.Goals), 1, 2)
	base, next := compose(t, first), compose(t, second)
	mine := strings.Replace(base.Markdown, chartOf(base.Markdown, "g-12"), chartOf(base.Markdown, "g-12")+"\nMine, last under the first goal.\n", 1)
	got := report.Merge(base, mine, next)
	if !strings.Contains(got.Markdown, "Mine, last under the first goal.\n\n## Put on and zip her coat: goal met {#g-14}\n\n") || len(got.Questions) > 0 {
		t.Errorf("questions %+v in\n%s", got.Questions, got.Markdown)
	}
}

func TestMergeLeavesADeletedSectionOut(t *testing.T) {
	first, second := revised(t)
	base, next := compose(t, first), compose(t, second)
	doc := base.Markdown
	from, to := strings.Index(doc, "## Cut along"), strings.Index(doc, "## Put on")
	got := report.Merge(base, doc[:from]+doc[to:], next)
	if strings.Contains(got.Markdown, "{#g-12}") || strings.Contains(got.Markdown, "```trend g-12") || len(got.Questions) > 0 {
		t.Errorf("questions %+v in\n%s", got.Questions, got.Markdown)
	}
}

func TestMergeOfAFileTwoRevisionsOld(t *testing.T) {
	first, third := revised(t)
	second := first
	second.Visits.Attended, second.Visits.Planned = 12, 14
	third.Visits = second.Visits
	base, next := compose(t, first), compose(t, third)
	mine := strings.Replace(base.Markdown, thenLine, "She began at 3 of 10 in August.\n", 1)
	got := report.Merge(base, mine, next)
	if !strings.Contains(got.Markdown, nowAfter+"She began at 3 of 10 in August.\n") || !strings.Contains(got.Markdown, "Came to 12 of 14") || len(got.Questions) > 0 {
		t.Errorf("questions %+v in\n%s", got.Questions, got.Markdown)
	}
}

func TestMergeKnowsIdenticalSentencesByTheirGoal(t *testing.T) {
	first, second := revised(t)
	base, next := compose(t, first), compose(t, second)
	same := "We are proud.\n"
	mine := strings.Replace(base.Markdown, "{#g-12}\n", "{#g-12}\n\n"+same, 1)
	mine = strings.Replace(mine, "{#g-15}\n", "{#g-15}\n\n"+same, 1)
	got := report.Merge(base, mine, next)
	if strings.Count(got.Markdown, same) != 2 || !strings.Contains(got.Markdown, "{#g-15}\n\n"+same) {
		t.Errorf("in\n%s", got.Markdown)
	}
}

package report_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/progress"
	"milepost/record"
	"milepost/report"
	"milepost/templates"
)

// everyInput returns the inputs of all golden drafts by name.
func everyInput(t *testing.T) map[string]report.Input {
	inputs := cases(t)
	for _, c := range courses() {
		var goals []report.Goal
		for _, r := range rulers() {
			goals = append(goals, goalOf("g-"+string(r.measure.Kind), r, c))
		}
		inputs["status "+string(c.status)] = inputOf(t, goals...)
	}
	return inputs
}

func TestEverySentenceIsKnown(t *testing.T) {
	form := parentForm(t)
	for name, in := range everyInput(t) {
		t.Run(name, func(t *testing.T) {
			body := compose(t, in)
			doc := read(t, body.Markdown)
			lines := strings.Split(doc.Body, "\n")
			known := map[int]record.Sentence{}
			ids := map[string]bool{}
			for _, s := range body.Sentences {
				first, _, _ := strings.Cut(s.Text, "\n")
				if s.Line < 1 || s.Line > len(lines) || lines[s.Line-1] != first {
					t.Errorf("sentence %s: line %d is not %q", s.ID, s.Line, first)
				}
				if ids[s.ID] {
					t.Errorf("id %s twice", s.ID)
				}
				ids[s.ID], known[s.Line] = true, s
				if s.Phrase == "" && s.Sort != record.FixedSort && s.Sort != record.ChosenSort && len(s.Facts) == 0 {
					t.Errorf("sentence %s has neither phrase nor facts: %q", s.ID, s.Text)
				}
			}
			fenced := false
			for i, line := range lines {
				if strings.HasPrefix(line, "```") {
					fenced = !fenced
				}
				if s, ok := known[i+1]; ok && s.ID != "" || fenced || line == "" || line == "```" {
					continue
				}
				if !strings.Contains(form.Source, line) {
					t.Errorf("line %d is in no sentence and not the form's own: %q", i+1, line)
				}
			}
		})
	}
}

func TestNoSentenceStandsTwiceUnderOneHeading(t *testing.T) {
	for name, in := range everyInput(t) {
		t.Run(name, func(t *testing.T) {
			seen := map[string]bool{}
			for _, line := range strings.Split(compose(t, in).Markdown, "\n") {
				switch {
				case strings.HasPrefix(line, "#"):
					seen = map[string]bool{}
				case strings.HasSuffix(line, ".") && !strings.HasPrefix(line, "alt: ") && !strings.HasPrefix(line, "caption: ") && seen[line]:
					t.Errorf("twice: %q", line)
				default:
					seen[line] = true
				}
			}
		})
	}
}

func TestSameInputSameBytes(t *testing.T) {
	in := cases(t)["told"]
	first := compose(t, in)
	for range 5 {
		if again := compose(t, in); again.Markdown != first.Markdown || fmt.Sprint(again) != fmt.Sprint(first) {
			t.Fatal("the same input gave another draft")
		}
	}
}

func TestBaseIsTheHashOfTheBody(t *testing.T) {
	body := compose(t, cases(t)["usual"])
	doc := read(t, body.Markdown)
	if doc.Front.Base != body.Hash || doc.Hash != body.Hash {
		t.Errorf("base %s, hash read back %s, want %s", doc.Front.Base, doc.Hash, body.Hash)
	}
	if doc.Front.Draft != body.Draft.ID() {
		t.Errorf("draft %s, want %s", doc.Front.Draft, body.Draft.ID())
	}
}

func TestMadeListsTemplateThenPhrases(t *testing.T) {
	body := compose(t, cases(t)["usual"])
	if got, want := body.Made[0].ID, parentForm(t).Name; got != want {
		t.Errorf("first is %s, want %s", got, want)
	}
	uses := map[string]bool{}
	for i, use := range body.Made[1:] {
		uses[use.ID] = true
		if use.Hash == "" || i > 0 && use.ID <= body.Made[i].ID {
			t.Errorf("use %d is %+v after %+v", i, use, body.Made[i])
		}
	}
	for _, s := range body.Sentences {
		if s.Phrase != "" && !uses[s.Phrase] {
			t.Errorf("phrase %s of %s is not listed", s.Phrase, s.ID)
		}
	}
}

// TestIDsNameThePlace: a sentence keeps its id when data change words and
// status around it.
func TestIDsNameThePlace(t *testing.T) {
	r, c := rulers()[1], courses()
	of := func(i int) map[string]string {
		ids := map[string]string{}
		for _, s := range compose(t, inputOf(t, goalOf("g-12", r, c[i]))).Sentences {
			ids[s.ID] = s.Text
		}
		return ids
	}
	onTrack, lower := of(0), of(3)
	for _, id := range []string{"-/title/1", "-/child/1", "g-12/row/1", "g-12/heading/1", "g-12/now/1", "g-12/then/1", "g-12/hope/1", "g-12/figure/1", "-/signature/1"} {
		if onTrack[id] == "" || lower[id] == "" {
			t.Errorf("id %s: %q on track, %q lower", id, onTrack[id], lower[id])
		}
	}
}

func TestGoalsOfOneIDHaveTheirOwnAnchors(t *testing.T) {
	r, c := rulers(), courses()
	body := compose(t, inputOf(t, goalOf("g-1", r[0], c[0]), goalOf("g-1", r[1], c[1])))
	for _, want := range []string{"{#g-1}", "{#g-1.2}"} {
		if !strings.Contains(body.Markdown, want) {
			t.Errorf("no heading %s", want)
		}
	}
}

func TestAStatementWithoutAWordingLeavesNoEmptySection(t *testing.T) {
	in := cases(t)["usual"]
	in.Statements = []record.Statement{{Key: "s:1", Day: lastDay, By: "parent", Text: " "}, {Key: "s:2", Day: lastDay, By: "", Text: ""}}
	if md := compose(t, in).Markdown; strings.Contains(md, "told us") {
		t.Errorf("an empty section:\n%s", md)
	}
}

func TestAtMostTwoChartsAGoal(t *testing.T) {
	r, c := rulers(), courses()
	goal := goalOf("g-1", r[0], c[0])
	for i := 1; i < 4; i++ {
		goal.Steps = append(goal.Steps, goalOf(fmt.Sprint("o-", i), r[i], c[0]).Steps...)
	}
	if n := strings.Count(compose(t, inputOf(t, goal)).Markdown, "```trend"); n != 2 {
		t.Errorf("%d charts, want 2", n)
	}
}

func TestMissedVisitsStandInTheChart(t *testing.T) {
	goal := goalOf("g-1", rulers()[0], courses()[0])
	goal.Steps[0].Absent = []record.Date{firstDay.AddDays(3)}
	if md := compose(t, inputOf(t, goal)).Markdown; !strings.Contains(md, "2026-08-05: 30\n2026-08-06: absent\n2026-08-12: 30\n") {
		t.Errorf("no absence between its neighbours:\n%s", md)
	}
}

func TestTrialsThatDifferAreShownAsPercent(t *testing.T) {
	goal := goalOf("g-1", rulers()[1], courses()[0])
	list := points(rulers()[1], courses()[0])
	list[0].Score.Of = 8
	goal.Steps = []progress.Summary{analyze(goal.Goal, list, autumn)}
	if md := compose(t, inputOf(t, goal)).Markdown; !strings.Contains(md, "scale: percent\n") || !strings.Contains(md, "2026-08-05: 3/8\n") {
		t.Errorf("not as percent:\n%s", md)
	}
}

func TestQuestionsForTheTherapist(t *testing.T) {
	goal := goalOf("g-1", rulers()[0], courses()[0])
	goal.Steps[0].Doubt = &progress.Level{Value: 45, Score: record.Score{Form: record.PercentForm, Number: 45}}
	goal.Steps[0].Proposed, goal.Steps[0].HelpUnknown = true, 2
	md := compose(t, inputOf(t, goal)).Markdown
	for _, want := range []string{
		"\n[[therapist confirm: the start on file is 30% of the time, but the first three visits say 45% of the time: keep the one on file]]\n",
		"\n[[therapist confirm: On track]]\n",
		"\nVisits where the help was not written down: 2.\n",
	} {
		if !strings.Contains(md, want) {
			t.Errorf("no %q in\n%s", want, md)
		}
	}
}

func TestATemplateWithFaultsNamesFileAndLine(t *testing.T) {
	tests := []struct{ rule, source, want string }{
		{"does not parse", "a\n{{if}}", "own.md.tmpl:2"},
		{"asks for what there is not", "a\n\n{{.Nobody}}", "own.md.tmpl:3"},
		{"more values than places", "{{.Line \"x\" \"%s\" .Name .Name}}", `own.md.tmpl:1:2: executing "own.md.tmpl" at <.Line`},
		{"a chart without its words", "{{range .Goals}}{{range .Steps}}{{.Trend}}{{end}}{{end}}", "trend-title"},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			_, err := report.Compose(cases(t)["usual"], phrases(t), templates.Template{Name: "own.md.tmpl", Source: tt.source})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestADraftHasAnEnd(t *testing.T) {
	source := strings.Repeat("{{range 90}}", 2) + strings.Repeat("x", 1000) + "{{end}}{{end}}"
	_, err := report.Compose(cases(t)["usual"], phrases(t), templates.Template{Name: "own.md.tmpl", Source: source})
	if err == nil || !strings.Contains(err.Error(), "longer than 2 MB") {
		t.Errorf("got %v", err)
	}
}

// TestNoMarkComesFromForeignText: whatever names and notes hold, the marks
// that stand are those of the form.
func TestNoMarkComesFromForeignText(t *testing.T) {
	lib, form := phrases(t), parentForm(t)
	clean := len(report.Marks(compose(t, cases(t)["hostile"]).Markdown))
	rapid.Check(t, func(rt *rapid.T) {
		in := hostile(t)
		bad := rapid.StringOfN(rapid.RuneFrom([]rune("[]ab:/ \n\r\x02\x030-#>`~|*_\\<&;{}.1)=+é")), 1, 40, -1).Draw(rt, "bad") + "x"
		in.Client.Preferred, in.Client.LastName, in.Clinic.Interpreter, in.Therapist.Name = bad, bad, bad, bad
		in.Statements[0].Text, in.Goals[0].Goal.PlainName = bad, map[string]string{"en": bad}
		body, err := report.Compose(in, lib, form)
		if err != nil {
			rt.Fatal(err)
		}
		if got := len(report.Marks(body.Markdown)); got != clean {
			rt.Fatalf("%d marks, want %d, in\n%s", got, clean, body.Markdown)
		}
		if _, err := report.Read(body.Markdown); err != nil {
			rt.Fatal(err)
		}
	})
}

func read(t testing.TB, markdown string) report.Document {
	t.Helper()
	doc, err := report.Read(markdown)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestReadAcceptsWhatEditorsDo(t *testing.T) {
	markdown := compose(t, cases(t)["usual"]).Markdown
	want := read(t, markdown)
	for rule, text := range map[string]string{
		"a byte order mark":       "\uFEFF" + markdown,
		"CRLF":                    strings.ReplaceAll(markdown, "\n", "\r\n"),
		"no line end at the end":  strings.TrimRight(markdown, "\n"),
		"empty lines at the end":  markdown + "\n\n",
		"no gap under the head":   strings.Replace(markdown, "---\n\n#", "---\n#", 1),
		"letters taken apart":     strings.ReplaceAll(markdown, "ầ", "a\u0302\u0300"),
		"only CR, as of long ago": strings.ReplaceAll(markdown, "\n", "\r"),
	} {
		t.Run(rule, func(t *testing.T) {
			got := read(t, text)
			if got.Hash != want.Hash || got.Front != want.Front || got.Body != want.Body {
				t.Errorf("hash %s, want %s; front %+v", got.Hash, want.Hash, got.Front)
			}
		})
	}
}

func TestReadSaysWhereTheBodyBegins(t *testing.T) {
	doc := read(t, compose(t, cases(t)["usual"]).Markdown)
	lines := strings.Split(compose(t, cases(t)["usual"]).Markdown, "\n")
	if got := lines[doc.First-1]; got != "# Progress report for Linh" {
		t.Errorf("line %d is %q", doc.First, got)
	}
}

func TestReadNamesTheFault(t *testing.T) {
	if _, err := report.Read("# Progress report"); !errors.Is(err, report.ErrNoFrontMatter) {
		t.Errorf("got %v, want %v", err, report.ErrNoFrontMatter)
	}
	if _, err := report.Read("---\nclient: [\n---\nbody\n"); err == nil || !strings.HasPrefix(err.Error(), "front matter: ") {
		t.Errorf("got %v", err)
	}
}

func TestFrontMatterKeepsOddIDs(t *testing.T) {
	for _, id := range []record.ID{"0417", "1e5", "yes", "a: b", "# x", "'q'", "{a}", "null", "Ünal\nx"} {
		in := cases(t)["no goals"]
		in.Key.Client = id
		if got := read(t, compose(t, in).Markdown).Front.Client; got != string(id) {
			t.Errorf("got %q, want %q", got, id)
		}
	}
}

func TestWhatComesNextIsAskedOnceAGoal(t *testing.T) {
	r, c := rulers(), courses()
	onTrack, met := c[0], c[4]
	tests := []struct {
		rule  string
		steps []course
		want  int
	}{
		{"one objective, met", []course{met}, 1},
		{"others are open", []course{met, onTrack}, 0},
		{"the last is met, others are open", []course{onTrack, met}, 0},
		{"all are met", []course{met, met, met}, 1},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			goal := goalOf("g", r[1], tt.steps[0])
			for i, step := range tt.steps[1:] {
				goal.Steps = append(goal.Steps, goalOf(fmt.Sprint("g", i), r[1], step).Steps[0])
			}
			draft := compose(t, inputOf(t, goal)).Markdown
			if got := strings.Count(draft, "what comes next"); got != tt.want {
				t.Errorf("asked %d times, want %d:\n%s", got, tt.want, draft)
			}
		})
	}
}

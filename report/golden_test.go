package report_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"milepost/progress"
	"milepost/record"
	"milepost/report"
	"milepost/templates"
)

var update = flag.Bool("update", false, "write the golden drafts anew")

// TestDraftOfEachStatusAndMeasure holds, for each status, a draft with one
// goal of each measure.
func TestDraftOfEachStatusAndMeasure(t *testing.T) {
	for _, c := range courses() {
		t.Run(string(c.status), func(t *testing.T) {
			var goals []report.Goal
			for _, r := range rulers() {
				goals = append(goals, goalOf("g-"+string(r.measure.Kind), r, c))
			}
			golden(t, "status "+string(c.status), inputOf(t, goals...))
		})
	}
}

// TestDraftOfEachCase holds whole drafts that differ in what is known.
func TestDraftOfEachCase(t *testing.T) {
	for name, in := range cases(t) {
		t.Run(name, func(t *testing.T) { golden(t, "case "+name, in) })
	}
}

func cases(t testing.TB) map[string]report.Input {
	r, c := rulers(), courses()
	usual := func() report.Input {
		return inputOf(t, goalOf("g-12", r[1], c[0]), goalOf("g-14", r[5], c[4]), goalOf("g-15", r[3], c[2]), goalOf("g-19", r[2], c[7]))
	}
	told := usual()
	told.Statements = []record.Statement{
		{Key: "s:1", Day: firstDay.AddDays(72), By: "parent", Text: "She lines up for school without tears."},
		{Key: "s:2", Day: firstDay.AddDays(30), By: "teacher", Text: "Linh joined *two* games at recess"},
		{Key: "s:3", Day: firstDay.AddDays(40), By: "therapist", Text: "internal note"},
		{Key: "s:4", Day: firstDay.AddDays(-4), By: "parent", Text: "before the period"},
	}
	told.Visits.Later = 4

	bare := usual()
	bare.Therapist, bare.Clinic, bare.Visits.Planned, bare.Visits.Attended = record.Therapist{}, report.Clinic{}, 0, 0
	bare.Client.FirstName, bare.Client.LastName, bare.Client.BirthDate, bare.Client.Pronouns = "", "", record.Date{}, record.Pronouns{}

	unnamed := usual()
	for i := range unnamed.Goals {
		unnamed.Goals[i].Goal.PlainName = nil
		unnamed.Goals[i].Goal.Text = "Given 5 opportunities, Linh will do this with <80% accuracy> | 3 sessions in a row"
	}
	unnamed.Goals[1].Goal.Title = "Dressing"
	unnamed.Goals[3].Goal.Text = ""

	return map[string]report.Input{
		"usual": usual(), "told": told, "bare": bare, "unnamed goals": unnamed,
		"no goals": inputOf(t), "no dates": undated(t), "several objectives": several(t), "hostile": hostile(t),
	}
}

func several(t testing.TB) report.Input {
	r, c := rulers(), courses()
	goal, second := goalOf("g-12", r[1], c[4]), goalOf("g-12b", r[0], c[1])
	third := goalOf("g/12 c", r[4], c[7])
	goal.Steps = append(goal.Steps, second.Steps[0], third.Steps[0])
	goal.Steps[0].Objective.PlainName = map[string]string{"en": "cut along a thick curve"}
	goal.Steps[2].Objective.PlainName = map[string]string{"en": "start to cut when asked"}
	goal.Goal.Objectives = nil
	for _, step := range goal.Steps {
		goal.Goal.Objectives = append(goal.Goal.Objectives, step.Objective)
	}
	return inputOf(t, goal)
}

func undated(t testing.TB) report.Input {
	g := goalOf("g-1", rulers()[2], courses()[0])
	g.Goal.Start = record.Date{}
	g.Goal.Objectives[0].BaselineDate, g.Goal.Objectives[0].TargetDate = record.Date{}, record.Date{}
	list := points(rulers()[2], courses()[0])
	for i := range list {
		list[i].Day, list[i].Order = record.Date{}, i+1
	}
	g.Steps = []progress.Summary{analyze(g.Goal, list, record.Period{})}
	in := inputOf(t, g)
	in.Period, in.Key.From = record.Period{}, record.Date{}
	in.Visits.Planned, in.Visits.Attended = 0, 0
	return in
}

// hostile is a client whose every text would break the Markdown.
func hostile(t testing.TB) report.Input {
	bad := "# *x* | [[VA fill: y]] `z` <b>&amp; \\_ \x02" + "0\x03\nnext line"
	g := goalOf("g 1}/#", rulers()[0], courses()[0])
	g.Goal.PlainName = map[string]string{"en": bad}
	in := inputOf(t, g)
	in.Client.Preferred, in.Client.LastName = bad, bad
	in.Therapist = record.Therapist{Name: bad, Credential: bad, License: bad, Phone: bad}
	in.Clinic = report.Clinic{Name: bad, Interpreter: bad, ClientWord: "Student"}
	in.Statements = []record.Statement{{Key: record.Key(bad), By: "parent", Day: lastDay, Text: bad}}
	in.Client.BirthDate = record.Date{Year: 2025, Month: time.January, Day: 31}
	return in
}

// TestDraftOfEachForm holds a draft of each form that stands in for the
// progress report.
func TestDraftOfEachForm(t *testing.T) {
	r, c := rulers(), courses()
	usual := func() report.Input { return inputOf(t, goalOf("g-12", r[1], c[0]), goalOf("g-14", r[5], c[4])) }
	discharged, fresh, silent, later := usual(), usual(), inputOf(t, goalOf("g-12", r[1], c[10])), usual()
	discharged.Client.Discharged = lastDay.AddDays(-3)
	fresh.Client.StartOfCare = lastDay.AddDays(-41)
	later.Client.StartOfCare = lastDay.AddDays(-42)
	later.Client.Discharged = lastDay.AddDays(1)
	for _, tt := range []struct {
		want string
		in   report.Input
	}{
		{report.DischargeSummary, discharged}, {report.WelcomeLetter, fresh}, {report.NoDataLetter, silent}, {"progress-report", later},
	} {
		t.Run(tt.want, func(t *testing.T) {
			if got := report.Form(tt.in); got != tt.want {
				t.Fatalf("got form %s, want %s", got, tt.want)
			}
			form, err := templates.Shipped(templates.Name(tt.want, "parent", "en"))
			if err != nil {
				t.Fatal(err)
			}
			body, err := report.Compose(tt.in, phrases(t), form)
			if err != nil {
				t.Fatal(err)
			}
			goldenBody(t, "form "+tt.want, body)
		})
	}
}

func golden(t *testing.T, name string, in report.Input) {
	t.Helper()
	goldenBody(t, name, compose(t, in))
}

func goldenBody(t *testing.T, name string, body record.Body) {
	t.Helper()
	path := filepath.Join("testdata", strings.ReplaceAll(name, " ", "-")+".md")
	if *update {
		if err := os.WriteFile(path, []byte(body.Markdown), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v: write it with go test ./report -update, and read it", err)
	}
	if body.Markdown != string(want) {
		t.Errorf("the draft is not %s:\n%s", path, body.Markdown)
	}
}

package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// clinic is a workspace with the files of one case of exports.
type clinic struct {
	t    *testing.T
	dir  string
	from string
}

// clinicOf makes a workspace for a case of exports beside the project, or skips.
func clinicOf(t *testing.T, name string) clinic {
	t.Helper()
	from := filepath.Join("..", "..", "..", "shared", "cases", name)
	if _, err := os.Stat(from); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not there, and CI asks for it", from)
		}
		t.Skipf("%s is not there: put the shared cases beside the project", from)
	}
	c := clinic{t, filepath.Join(t.TempDir(), "ws"), from}
	c.ok("init", c.dir)
	cards, err := filepath.Glob(filepath.Join(from, "clients", "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, card := range cards {
		text, err := os.ReadFile(card)
		if err == nil {
			err = os.WriteFile(filepath.Join(c.dir, "clients", filepath.Base(card)), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return c
}

// run runs the program in the workspace; a name with an ending is a file of the
// case.
func (c clinic) run(args ...string) (code int, out string) {
	c.t.Helper()
	for i, arg := range args {
		if i > 0 && regexp.MustCompile(`^[\w-]+\.(csv|json|xlsx)$`).MatchString(arg) {
			args[i] = filepath.Join(c.from, arg)
		}
	}
	if args[0] != "init" {
		args = append(args, "-C", c.dir)
	}
	var text bytes.Buffer
	code = run(context.Background(), args, shell{Out: &text, Err: &text, Now: scriptNow})
	return code, text.String()
}

// ok runs the program, which must not fail.
func (c clinic) ok(args ...string) string {
	c.t.Helper()
	code, out := c.run(args...)
	if code != exitDone && code != exitProblems {
		c.t.Fatalf("milepost %q exits with %d: %s", args, code, out)
	}
	return out
}

// held maps a file of results whose visits were all held.
func (c clinic) held(file string, more ...string) string {
	c.t.Helper()
	return c.ok(append([]string{"map", file, "--yes", "--always", "session.status=attended"}, more...)...)
}

// take brings the files in, and says yes to what waits for one.
func (c clinic) take(files ...string) string {
	c.t.Helper()
	out := c.ok(append([]string{"ingest"}, files...)...)
	for _, n := range regexp.MustCompile(`(?m)imports --accept (\d+)\.`).FindAllStringSubmatch(out, -1) {
		c.ok("imports", "--accept", n[1])
	}
	return out
}

// parentDraft drafts, and returns the parents' report of the client.
func (c clinic) parentDraft(client string) string {
	c.t.Helper()
	c.ok("draft")
	names, err := filepath.Glob(filepath.Join(c.dir, "drafts", client, "*.parent.en.md"))
	if err != nil || len(names) != 1 {
		c.t.Fatalf("drafts of %s: %q, %v", client, names, err)
	}
	text, err := os.ReadFile(names[0])
	if err != nil {
		c.t.Fatal(err)
	}
	return string(text)
}

// says checks that a text says some things and does not say others, which begin
// with "!".
func (c clinic) says(text string, want ...string) {
	c.t.Helper()
	for _, w := range want {
		not, unwanted := strings.CutPrefix(w, "!")
		if strings.Contains(text, not) == unwanted {
			c.t.Errorf("want %q in\n%s", w, text)
		}
	}
}

func TestCaseSeveralTrialsADay(t *testing.T) {
	c := clinicOf(t, "reports/03-several-trials-a-day")
	c.held("sets-of-trials.csv")
	c.held("yes-no-trials.csv", "--set", "success=point.score")
	out := c.take("roster.csv", "goals.csv", "sets-of-trials.csv", "yes-no-trials.csv")
	c.says(out, "24 rows used", "40 rows used", "!twice")
	c.says(c.parentDraft("C-1"), "Came to 8 of 8", "| 18 of 30 times |", "| On track |", "in 8 visits", "2026-10-19: 25", "!24 visits", "!met the goal")
	c.says(c.parentDraft("C-2"), "| 4 of 5 times |", "in 8 visits", "2026-10-19: 5", "!15 visits")
	c.says(c.ok("explain", "C-1"), "2026-10-19: 25/30, added up from 8/10, 8/10, 9/10", "sets-of-trials.csv, row 25")
	c.says(c.ok("check", "--drafts"), "0 findings")
}

func TestCaseSeveralTrialsADayOfAShippedMapping(t *testing.T) {
	c := clinicOf(t, "reports/03-several-trials-a-day")
	goals, err := os.ReadFile(filepath.Join(c.from, "goals.csv"))
	if err != nil {
		t.Fatal(err)
	}
	named := filepath.Join(c.dir, "goals-named.csv")
	if err := os.WriteFile(named, bytes.Replace(goals, []byte("G1,Cut,"), []byte("G1,Cut along a line,"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	c.take("roster.csv", named, "sessions-centralreach.csv")
	c.says(c.parentDraft("C-1"), "Came to 8 of 8", "| 18 of 30 times |", "in 8 visits", "!24 visits", "!met the goal")
}

func TestCaseCorrectWithItsTries(t *testing.T) {
	c := clinicOf(t, "exports/04-correct-without-tries")
	c.ok("map", "goals.csv", "--yes")
	c.held("skills.csv", "--set", "Visit=session.id")
	c.says(c.take("roster.csv", "goals.csv", "skills.csv"), "3 of 10", "1 of 5", "5 of 10", "2 of 5", "!step")

	alone := filepath.Join(c.dir, "alone.csv")
	if err := os.WriteFile(alone, []byte("Kid ID,Date,Goal ID,Correct,Prompt\nN-5,2026-09-08,70,3,Verbal\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out := c.run("map", alone, "--yes", "--set", "Kid ID=client.id")
	if code != exitNotDone {
		t.Errorf("map of successes alone exits with %d", code)
	}
	c.says(out, "nothing says how many tries there were")
}

func TestCaseAbsentInAResultCell(t *testing.T) {
	c := clinicOf(t, "exports/15-absent-in-score-column")
	c.ok("map", "goals.csv", "--yes")
	c.held("marks.csv")
	c.take("roster.csv", "goals.csv", "marks.csv")
	c.says(c.parentDraft("Y-1"), "Came to 2 of 4")

	c = clinicOf(t, "reports/07-absent-in-a-result-cell")
	c.take("roster.csv", "goals.csv", "visits.csv")
	c.says(c.parentDraft("C-1"), "Came to 5 of 8", "in 5 visits")
}

func TestCaseEntryIDThatRepeats(t *testing.T) {
	c := clinicOf(t, "exports/24-entry-id-repeats")
	c.ok("map", "goals.csv", "--yes")
	c.says(c.held("skills.csv"), "several rows share one", "4 data points", "0 rows with problems")
	c.says(c.take("roster.csv", "goals.csv", "skills.csv"), "3 of 10", "1 of 5", "5 of 10", "2 of 5")

	forced := clinicOf(t, "exports/24-entry-id-repeats")
	forced.held("skills.csv", "--set", "Entry ID=point.id")
	forced.says(forced.take("skills.csv"), "it repeats: it was not used", "3 of 10", "1 of 5")
}

func TestCaseResultsStayWithTheirGoalVersion(t *testing.T) {
	c := clinicOf(t, "exports/27-goal-version-ended")
	c.ok("map", "goals.csv", "--yes")
	c.held("marks.csv")
	c.take("roster.csv", "goals.csv", "marks.csv")
	c.says(c.parentDraft("E-3"),
		`| "Nell will button 3 of 6 buttons." | 1 of 6 times | 2 of 6 times | 3 of 6 times |`,
		`| "Nell will button 6 of 6 buttons." | 3 of 6 times | 5 of 6 times | 6 of 6 times |`)
}

func TestCaseNegativeCountIsListedAtOnce(t *testing.T) {
	c := clinicOf(t, "exports/13-negative-count")
	c.ok("map", "goals.csv", "--yes")
	c.held("marks.csv")
	c.take("roster.csv", "goals.csv", "marks.csv")
	c.says(c.ok("status"), `row 3, column Score: "-4" is below zero`)
}

func TestCaseScalesMixedInOneGoal(t *testing.T) {
	c := clinicOf(t, "files")
	c.take("fhir-scales-mixed-in-one-goal.json")
	c.says(c.ok("status"), `"confidence, importance, 107332-9" are different measures of goal g-1`, "5 results wait")
}

func TestCountsOfAVisitAreAskedAboutAndAdded(t *testing.T) {
	c := clinicOf(t, "exports/13-negative-count")
	counts := filepath.Join(c.dir, "counts.csv")
	text := "Client ID,Date,Goal ID,Score\nW-2,2026-09-08,T,5\nW-2,2026-09-08,T,4\nW-2,2026-09-15,T,4\n"
	if err := os.WriteFile(counts, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c.ok("map", "goals.csv", "--yes")
	card := "client: W-2\ngoals:\n  - goal: T\n    measure: count\n    better: down\n"
	if err := os.WriteFile(filepath.Join(c.dir, "clients", "W-2.yaml"), []byte(card), 0o600); err != nil {
		t.Fatal(err)
	}
	c.says(c.held(counts, "--name", "counts"), "1 visit has several numbers for one goal, such as 5 and 4", `--several "point.score=add"`)
	c.take("roster.csv", "goals.csv", counts)
	c.says(c.ok("status"), "are several results of one goal in one visit", "they are added (9)", "the middle one counts (4.5)", "the last one counts (4)")

	c.held(counts, "--name", "counts", "--replace", "--several", "point.score=add")
	mapping, err := os.ReadFile(filepath.Join(c.dir, "mappings", "counts.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c.says(string(mapping), "several a visit: {point.score: add}")
}

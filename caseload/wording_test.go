package caseload_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
)

// put writes a file of the workspace.
func put(t *testing.T, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// reopen opens the workspace with staff and a language.
func reopen(t *testing.T, dir, language string) *caseload.Caseload {
	t.Helper()
	c, err := caseload.Open(context.Background(), dir, caseload.Options{
		Clinic: caseload.Clinic{Name: "Riverbend", Phone: "555-0100"}, CadenceDays: 90, Discipline: "OT", Zone: time.UTC,
		Language: language, Look: caseload.Look{Paper: "letter"}, Inbox: filepath.Join(dir, "inbox"),
		Staff: []record.Therapist{{ID: "T-1", Name: "Zoë Łukasz"}, {ID: "T-2", Name: "Marisol Vega-Quintero"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func draftText(t *testing.T, c *caseload.Caseload, dir string, client record.ID) (path, text string) {
	t.Helper()
	made, err := c.Draft(context.Background(), now(), caseload.Holder(), caseload.Selection{Clients: []record.ID{client}}, func(int, int) {})
	if err != nil || made[0].Path == "" {
		t.Fatalf("%s: %+v, %v", client, made, err)
	}
	data, err := os.ReadFile(filepath.Join(dir, made[0].Path+".md"))
	if err != nil {
		t.Fatal(err)
	}
	return made[0].Path, string(data)
}

// A phrase of the clinic's stands in everyone's drafts, one of a therapist's in
// hers alone.
func TestATherapistsPhrasesStandInHerDraftsAlone(t *testing.T) {
	atLength(t)
	first, dir := open(t, func(string) {})
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	phrase := func(words string) string {
		return "domain: general\nfor: [parent]\nkind: fixed\nphrases:\n- id: general.now-note/1\n  slot: now-note\n  text: \"" + words + "\"\n"
	}
	put(t, dir, "library/en/own.yaml", phrase("The clinic says what now means."))
	put(t, dir, "library/staff/T-1/en/own.yaml", phrase("Zoë says what now means."))
	c := reopen(t, dir, "en")
	if _, hers := draftText(t, c, dir, "R-0401"); !strings.Contains(hers, "\nZoë says what now means.\n") {
		t.Errorf("the draft of T-1's client does not hold her phrase:\n%s", hers)
	}
	if _, other := draftText(t, c, dir, "R-0412"); !strings.Contains(other, "\nThe clinic says what now means.\n") {
		t.Errorf("the draft of T-2's client does not hold the clinic's phrase:\n%s", other)
	}
}

// A language is added by files in the workspace: its words, its phrases, its
// templates.
func TestAWorkspaceBringsALanguage(t *testing.T) {
	atLength(t)
	first, dir := open(t, func(string) {})
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	copyIn := func(from, to string, change func(string) string) {
		data, err := os.ReadFile(filepath.FromSlash(from))
		if err != nil {
			t.Fatal(err)
		}
		put(t, dir, to, change(string(data)))
	}
	copyIn("../language/data/en.yaml", "languages/zz.yaml", func(text string) string {
		return strings.ReplaceAll(text, "October", "Zzober")
	})
	for _, name := range []string{"general", "scissors", "dressing", "attention", "feeding"} {
		copyIn("../library/phrases/en/"+name+".yaml", "library/zz/"+name+".yaml", func(text string) string {
			return strings.ReplaceAll(text, "{name} met the goal", "Zz {name} met the goal")
		})
	}
	copyIn("../templates/progress-report.parent.en.md.tmpl", "templates/progress-report.parent.zz.md.tmpl", func(text string) string {
		return strings.ReplaceAll(text, "Progress report for", "Zzorress zeport zor")
	})
	path, text := draftText(t, reopen(t, dir, "zz"), dir, "R-0401")
	if !strings.HasSuffix(path, ".parent.zz") {
		t.Errorf("path: got %s", path)
	}
	for _, want := range []string{"language: zz", "# Zzorress zeport zor Linh", "Zzober 26, 2026"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

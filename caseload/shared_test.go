package caseload_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/ingest/fold"
	"milepost/progress"
	"milepost/record"
	"milepost/store"
)

// shared returns a folder of real files beside the project, or skips.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "data", name)
	if _, err := os.Stat(dir); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not there, and CI asks for it", dir)
		}
		t.Skipf("%s is not there: put the shared data beside the project", dir)
	}
	return dir
}

// empty opens a new workspace.
func empty(t *testing.T) (*caseload.Caseload, string) {
	t.Helper()
	dir := t.TempDir()
	if err := caseload.Init(dir); err != nil {
		t.Fatal(err)
	}
	c, err := caseload.Open(context.Background(), dir, caseload.Options{
		CadenceDays: 90, Discipline: "OT", Zone: time.UTC, Language: "en", Look: caseload.Look{Paper: "letter"},
		Inbox: filepath.Join(dir, "inbox"), Workers: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c, dir
}

// exports lists the files below a folder with one of the endings, in order.
func exports(t *testing.T, dir string, endings ...string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		for _, ending := range endings {
			if err == nil && !d.IsDir() && filepath.Ext(name) == ending {
				names = append(names, name)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// TestSessionsWithoutDates takes in real trial-level sessions, one file each,
// which have an order and no days.
//
// Source: Cavanaugh et al., data of Wambaugh et al. (2017), CC-BY-4.0: baseline
// and change of the 48 series of P1-P12 as the authors give them.
func TestSessionsWithoutDates(t *testing.T) {
	if testing.Short() {
		t.Skip("466 files: left out of the short run")
	}
	folder := shared(t, "therapy-sessions-aphasia-jslhr")
	c, dir := empty(t)
	ctx := context.Background()
	in, err := c.Ingest(ctx, now(), caseload.Holder(), exports(t, filepath.Join(folder, "data"), ".csv"))
	if err != nil || in.HasProblems() {
		t.Fatalf("ingest: %v, %d problems, want none", err, len(in.Problems))
	}
	made, err := c.Draft(ctx, now(), caseload.Holder(), caseload.Selection{}, func(int, int) {})
	if err != nil || len(made) != 12 {
		t.Fatalf("%d drafts, %v; want 12", len(made), err)
	}
	for _, d := range made {
		text, err := os.ReadFile(filepath.Join(dir, d.Path+".md"))
		if err != nil {
			t.Error(err)
			continue
		}
		for _, want := range []string{"period: not known", "this export has no dates (session 1 to ", "No target is on file", "[[therapist"} {
			if !strings.Contains(string(text), want) {
				t.Errorf("draft of %s does not say %q", d.Client, want)
			}
		}
		if strings.Contains(string(text), "2026") {
			t.Errorf("draft of %s holds a date", d.Client)
		}
	}
	compareSeries(t, dir, filepath.Join(folder, "effect-sizes.P1-P12.csv"))
}

func compareSeries(t *testing.T, dir, answers string) {
	t.Helper()
	s, err := store.Open(context.Background(), filepath.Join(dir, "milepost.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	compared := 0
	for _, want := range readSeries(t, answers) {
		versions, err := s.Records(context.Background(), want.client)
		if err != nil {
			t.Fatal(err)
		}
		folded := fold.Client(versions, fold.Options{})
		for _, g := range folded.Goals {
			if g.Title != want.title {
				continue
			}
			var points []record.DataPoint
			for _, p := range folded.DataPoints {
				if p.Objective == g.Objectives[0].ID {
					points = append(points, p)
				}
			}
			base, change, ok := progress.PhaseMeans(points, "pre", "post")
			if !ok || !near(base, want.baseline) || !near(change, want.change) {
				t.Errorf("%s %s: baseline %v, change %v; want %v, %v", want.client, want.title, base, change, want.baseline, want.change)
			}
			compared++
		}
	}
	if compared != 48 {
		t.Errorf("%d series compared, want 48", compared)
	}
}

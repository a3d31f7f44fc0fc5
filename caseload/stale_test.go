package caseload_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
)

// TestStale holds that a draft is made anew where something changed on which
// it rests, and nowhere else. The steps follow each other in one workspace.
func TestStale(t *testing.T) {
	if testing.Short() {
		t.Skip("drafts 60 reports nine times")
	}
	c, dir := open(t, func(string) {})
	everyone := draftAll(t, c, now())
	if len(everyone) != 60 {
		t.Fatalf("%d drafts, want 60", len(everyone))
	}
	path := func(id, ending string) string {
		names, _ := filepath.Glob(filepath.Join(dir, "drafts", id, "*"+ending))
		return names[0]
	}
	late := now().AddDate(1, 0, 0)
	var open []record.ID // whose period is not over yet
	for _, d := range everyone {
		if d.To.After(record.DateOf(now())) {
			open = append(open, d.Client)
		}
	}
	for _, step := range []struct {
		rule   string
		change func() error
		now    time.Time
		want   []record.ID // nil: nobody
	}{
		{"nothing changed", func() error { return nil }, now(), nil},
		{"a session more is its client's", func() error { return takeRow(t, c, "990001", "R-0401") }, now(), []record.ID{"R-0401"}},
		{"the same file again is nobody's", func() error { return takeRow(t, c, "990001", "R-0401") }, now(), nil},
		{"a draft whose PDF is gone", func() error { return os.Remove(path("R-0402", ".pdf")) }, now(), []record.ID{"R-0402"}},
		{"a draft whose text is gone", func() error { return os.Remove(path("R-0403", ".md")) }, now(), []record.ID{"R-0403"}},
		{"a draft that was edited is looked at once", func() error { return appendTo(path("R-0404", ".md"), "Mine.\n") }, now(), []record.ID{"R-0404"}},
		{"a card is its client's", func() error { return appendTo(filepath.Join(dir, "clients", "R-0405.yaml"), "# seen\n") }, now(), []record.ID{"R-0405"}},
		{"once their last day has come, those whose period was open", func() error { return nil }, late, open},
	} {
		if err := step.change(); err != nil {
			t.Fatalf("%s: %v", step.rule, err)
		}
		if _, err := c.IngestCards(t.Context(), step.now, caseload.Holder()); err != nil {
			t.Fatal(err)
		}
		stale, err := c.Stale(t.Context(), step.now, caseload.Holder(), "parent")
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(stale, step.want) {
			t.Errorf("%s: %v are stale, want %v", step.rule, stale, step.want)
		}
		draftAll(t, c, step.now)
		if again, err := c.Stale(t.Context(), step.now, caseload.Holder(), "parent"); err != nil || len(again) > 0 {
			t.Errorf("%s: %v, %v after drafting, want nobody", step.rule, again, err)
		}
	}
	if text, err := os.ReadFile(path("R-0404", ".md")); err != nil || !strings.HasSuffix(string(text), "Mine.\n") {
		t.Errorf("the edited draft ends with %.20q, %v; want the edit", text, err)
	}
}

// TestOtherWordingWaitsUntilItIsAdopted changes the workspace's wording while
// it is open.
func TestOtherWordingWaitsUntilItIsAdopted(t *testing.T) {
	if testing.Short() {
		t.Skip("drafts 60 reports three times")
	}
	c, dir := open(t, func(string) {})
	draftAll(t, c, now())
	shipped, err := os.ReadFile("../templates/progress-report.parent.en.md.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "templates", "progress-report.parent.en.md.tmpl")
	if err := os.WriteFile(name, append(shipped, "\nOur own last line.\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	stale, err := c.Stale(t.Context(), now(), caseload.Holder(), "parent")
	if err != nil || len(stale) > 0 {
		t.Fatalf("%d stale after a changed template, %v; want none", len(stale), err)
	}
	for _, d := range draftAll(t, c, now()) {
		if d.Outcome != caseload.DraftUnchanged || !d.Reworded {
			t.Fatalf("client %s: %q, reworded %v; want a draft that stays and says that the wording changed", d.Client, d.Outcome, d.Reworded)
		}
	}
	adopted, err := c.Draft(t.Context(), now(), caseload.Holder(), caseload.Selection{Adopt: true}, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for _, d := range adopted {
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(d.Path)+".md"))
		if err != nil {
			t.Fatal(err)
		}
		isReport := strings.Contains(string(text), "\n# Progress report for ")
		if (d.Outcome == caseload.DraftChanged) != isReport || strings.Contains(string(text), "Our own last line.") != isReport {
			t.Errorf("client %s is %s after a changed template of progress reports, and has one: %v", d.Client, d.Outcome, isReport)
		}
		if isReport {
			changed++
		}
	}
	if changed < 50 {
		t.Errorf("%d reports changed, want nearly all 60", changed)
	}
	bad := filepath.Join(dir, "library", "en", "bad.yaml")
	if err := errors.Join(os.MkdirAll(filepath.Dir(bad), 0o700), os.WriteFile(bad, []byte("phrases: ["), 0o600)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Stale(t.Context(), now(), caseload.Holder(), "parent"); err == nil || !strings.Contains(err.Error(), "bad.yaml") {
		t.Errorf("a phrase file that cannot be read gives %v, want an error that names it", err)
	}
	if err := os.Remove(bad); err != nil {
		t.Fatal(err)
	}
	if stale, err := c.Stale(t.Context(), now(), caseload.Holder(), "parent"); err != nil || len(stale) > 0 {
		t.Errorf("%d stale, %v once it is gone, want none", len(stale), err)
	}
}

func TestSweepRemovesWhatACrashLeftAndNothingElse(t *testing.T) {
	dir := t.TempDir()
	if err := caseload.Init(dir); err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{ // and whether it stays
		"archive/2026-11-02/.0123.csv.tmp": false, "drafts/C-1/.a.pdf.tmp": false, "rejected/.a.csv.tmp": false,
		".milepost.db.tmp": false, ".aside.tmp/1/b.age": true, ".milepost.lock": true,
		"outbox/.2026-11-02-a1.tmp/mailing.pdf": false, "outbox/.2026-11-03-b2.tmp/mailing.pdf": false,
		"archive/2026-11-02/0123.csv": true, "inbox/.theirs.tmp": true, "drafts/C-1/notes.tmp": true, "outbox/2026-11-01-c3/mailing.pdf": true,
	}
	for name := range left {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if err := caseload.Sweep(dir); err != nil {
		t.Fatal(err)
	}
	for name, stays := range left {
		if _, err := os.Stat(filepath.Join(dir, filepath.FromSlash(name))); (err == nil) != stays {
			t.Errorf("%s: %v after sweeping, want it to stay: %t", name, err, stays)
		}
	}
}

func draftAll(t *testing.T, c *caseload.Caseload, when time.Time) []caseload.Drafted {
	t.Helper()
	made, err := c.Draft(context.Background(), when, caseload.Holder(), caseload.Selection{}, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// takeRow takes in an export with one session of the client.
func takeRow(t *testing.T, c *caseload.Caseload, session, client string) error {
	t.Helper()
	header := "Id,DateOfService,ClientId,ClientFirstName,ClientLastName,ProviderId,ProviderFirstName,ProviderLastName,ProcedureCodeString,ProcedureCodeId,Location,TimeWorkedInMins,UnitsOfService,DateTimeFrom,DateTimeTo,CreationDate,IsVoid,IsDeleted,IsLocked,GoalTitle,Score,Prompt,Supports,Format,SessionNote,ParentComment\n"
	row := session + ",2026-10-26," + client + ",Linh,Trần,T-1,Zoë,Łukasz,97530,1,Clinic,45,3,2026-10-26 15:00,2026-10-26 15:45,2026-10-26,false,false,true,Cut along a curved line,8/10,,,individual,,\n"
	name := filepath.Join(t.TempDir(), "more.csv")
	if err := os.WriteFile(name, []byte(header+row), 0o600); err != nil {
		return err
	}
	_, err := c.Ingest(context.Background(), now(), caseload.Holder(), []string{name})
	return err
}

func appendTo(name, text string) error {
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

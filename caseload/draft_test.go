package caseload_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
	"milepost/samples"
)

// now is the Monday after the samples' last export.
func now() time.Time { return time.Date(2026, time.November, 2, 15, 0, 0, 0, time.UTC) }

// open makes a workspace of the samples and opens it.
func open(t testing.TB, change func(dir string)) (*caseload.Caseload, string) {
	t.Helper()
	dir := t.TempDir()
	if err := caseload.Init(dir); err != nil {
		t.Fatal(err)
	}
	clinic, err := fs.Sub(samples.FS, "clinic")
	if err != nil {
		t.Fatal(err)
	}
	copyTree(t, clinic, dir)
	change(dir)
	c := openAt(t, dir)
	if _, err := c.Ingest(context.Background(), now(), caseload.Holder(), nil); err != nil {
		t.Fatal(err)
	}
	return c, dir
}

// atLength leaves a test out of the short run: it takes long under the race
// detector, and runs nothing at once that the others do not.
func atLength(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("is long, and runs nothing at once")
	}
}

// openAt opens the workspace in the folder.
func openAt(t testing.TB, dir string) *caseload.Caseload {
	t.Helper()
	return openWith(t, dir, func(*caseload.Options) {})
}

// openWith does so with other options.
func openWith(t testing.TB, dir string, change func(*caseload.Options)) *caseload.Caseload {
	t.Helper()
	o := caseload.Options{
		Clinic:      caseload.Clinic{Name: "Riverbend", Phone: "555-0100"},
		CadenceDays: 90, Discipline: "OT", Zone: time.UTC, Language: "en", Look: caseload.Look{Paper: "letter"},
		Inbox: filepath.Join(dir, "inbox"), Workers: 2,
		Staff: []record.Therapist{{ID: "X-1", Name: "Lucía Pérez"}}, Translators: []record.ID{"X-1"},
	}
	change(&o)
	c, err := caseload.Open(context.Background(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func copyTree(t testing.TB, from fs.FS, dir string) {
	t.Helper()
	err := fs.WalkDir(from, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), data, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestOneClientThatFailsLeavesTheOthers gives the workspace a template that
// cannot be carried out for one client of 60.
func TestOneClientThatFailsLeavesTheOthers(t *testing.T) {
	c, dir := open(t, func(dir string) {
		shipped, err := os.ReadFile("../templates/progress-report.parent.en.md.tmpl")
		if err != nil {
			t.Fatal(err)
		}
		poisoned := string(shipped) + "{{if eq (print .Name) \"Linh\"}}{{index .Goals 99}}{{end}}"
		name := filepath.Join(dir, "templates", "progress-report.parent.en.md.tmpl")
		if err := os.WriteFile(name, []byte(poisoned), 0o600); err != nil {
			t.Fatal(err)
		}
	})
	made, err := c.Draft(context.Background(), now(), caseload.Holder(), caseload.Selection{}, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	var failed []record.ID
	for _, d := range made {
		if d.Outcome == caseload.DraftFailed {
			failed = append(failed, d.Client)
			continue
		}
		for _, ending := range []string{".md", ".pdf", ".html"} {
			if _, err := os.Stat(filepath.Join(dir, d.Path+ending)); err != nil {
				t.Errorf("client %s: %v", d.Client, err)
			}
		}
	}
	if len(made) != 60 || len(failed) != 1 || failed[0] != "R-0401" {
		t.Errorf("of %d clients %v failed, want 60 and R-0401 alone", len(made), failed)
	}
}

// TestSameDraftsFromTwoWorkspaces holds that the same exports give the same
// bytes, whatever runs beside.
func TestSameDraftsFromTwoWorkspaces(t *testing.T) {
	atLength(t)
	first, dirA := open(t, func(string) {})
	second, dirB := open(t, func(string) {})
	for _, c := range []*caseload.Caseload{first, second} {
		if _, err := c.Draft(context.Background(), now(), caseload.Holder(), caseload.Selection{Caseloads: []string{"A"}}, func(int, int) {}); err != nil {
			t.Fatal(err)
		}
	}
	compared := 0
	err := filepath.WalkDir(filepath.Join(dirA, "drafts"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dirA, name)
		if err != nil {
			return err
		}
		a, errA := os.ReadFile(name)
		b, errB := os.ReadFile(filepath.Join(dirB, rel))
		if errA != nil || errB != nil || string(a) != string(b) {
			t.Errorf("%s differs between two workspaces (%v, %v)", rel, errA, errB)
		}
		compared++
		return nil
	})
	if err != nil || compared != 33 {
		t.Errorf("compared %d files, %v; want 33: ten clients and one edition in Spanish, in three forms each", compared, err)
	}
}

// TestOneSessionMoreChangesOnlyWhatRestsOnIt compares a draft before and after
// one more session line by line.
func TestOneSessionMoreChangesOnlyWhatRestsOnIt(t *testing.T) {
	atLength(t)
	c, dir := open(t, func(string) {})
	ctx := context.Background()
	only := caseload.Selection{Clients: []record.ID{"R-0401"}}
	made, err := c.Draft(ctx, now(), caseload.Holder(), only, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, made[0].Path+".md")
	before := lines(t, name)
	export := filepath.Join(t.TempDir(), "more.csv")
	header := "Id,DateOfService,ClientId,ClientFirstName,ClientLastName,ProviderId,ProviderFirstName,ProviderLastName,ProcedureCodeString,ProcedureCodeId,Location,TimeWorkedInMins,UnitsOfService,DateTimeFrom,DateTimeTo,CreationDate,IsVoid,IsDeleted,IsLocked,GoalTitle,Score,Prompt,Supports,Format,SessionNote,ParentComment\n"
	row := "990001,2026-10-26,R-0401,Linh,Trần,T-1,Zoë,Łukasz,97530,1,Clinic,45,3,2026-10-26 15:00,2026-10-26 15:45,2026-10-26,false,false,true,Cut along a curved line,8/10,,,individual,,\n"
	if err := os.WriteFile(export, []byte(header+row), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Ingest(ctx, now(), caseload.Holder(), []string{export}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Draft(ctx, now(), caseload.Holder(), only, func(int, int) {}); err != nil {
		t.Fatal(err)
	}
	section, changed := "", 0
	for _, line := range lines(t, name) {
		if strings.HasPrefix(line, "#") {
			section = line
		}
		if slices.Contains(before, line) {
			continue
		}
		changed++
		if !strings.Contains(section, "{#G-0401-1}") && !strings.HasPrefix(line, "base:") && !strings.HasPrefix(line, "| Visits") && !strings.Contains(line, "ut along a curved line") {
			t.Errorf("under %q the line %q is new, and does not rest on the new session", section, line)
		}
	}
	if changed < 3 {
		t.Errorf("%d lines changed, want the base, the chart and its words at least", changed)
	}
}

func lines(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(text), "\n")
}

// TestReplacedExportStaysInTheInbox holds that only the bytes that were read
// are ever removed.
func TestReplacedExportStaysInTheInbox(t *testing.T) {
	c, dir := empty(t)
	name := filepath.Join(dir, "inbox", "export.csv")
	for _, f := range []struct {
		rule, now string
		stays     bool
	}{
		{"a file replaced since it was read stays", "newer rows", true},
		{"the file that was read is removed", "rows", false},
	} {
		if err := os.WriteFile(name, []byte(f.now), 0o600); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256([]byte("rows"))
		if err := c.Clear(name, hex.EncodeToString(sum[:])); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(name); (err == nil) != f.stays {
			t.Errorf("%s: after clearing, Stat says %v", f.rule, err)
		}
	}
}

// TestTimesInTwoPartsAreSaidWhole holds that "from 17 to 11 minutes 30
// seconds" is never said of 17 minutes 30 seconds.
func TestTimesInTwoPartsAreSaidWhole(t *testing.T) {
	atLength(t)
	c, dir := open(t, func(string) {})
	made, err := c.Draft(context.Background(), now(), caseload.Holder(), caseload.Selection{Clients: []record.ID{"R-0423"}}, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(lines(t, filepath.Join(dir, made[0].Path+".md")), "\n")
	if want := "from 17 minutes 30 seconds to 11 minutes 30 seconds"; !strings.Contains(text, want) {
		t.Errorf("the draft does not say %q", want)
	}
}

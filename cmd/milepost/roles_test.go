package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// invoke runs one command line in this process.
func invoke(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = run(context.Background(), args, shell{In: strings.NewReader(""), Out: &o, Err: &e, Now: scriptNow})
	return code, o.String(), e.String()
}

// want runs a command that has to succeed.
func want(t *testing.T, args ...string) string {
	t.Helper()
	code, out, errs := invoke(args...)
	if code != exitDone {
		t.Fatalf("milepost %s: exit code %d\n%s%s", strings.Join(args, " "), code, out, errs)
	}
	return out
}

// sampleClinic makes a workspace in dir with the samples read in and one
// child's draft.
func sampleClinic(t *testing.T, dir string) {
	t.Helper()
	want(t, "init", dir)
	if err := os.Remove(filepath.Join(dir, configName)); err != nil {
		t.Fatal(err)
	}
	if err := copySamples(dir); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := invoke("ingest", "-C", dir); code != exitDone && code != exitProblems {
		t.Fatalf("ingest: %d\n%s%s", code, out, errs)
	}
	want(t, "draft", "-C", dir, "--client", "R-0401")
}

// TestEachRoleAgainstEachCommand: one row a command, one column a role, in the
// order nobody, va, ota, student, therapist, lead; y: not refused for the role.
func TestEachRoleAgainstEachCommand(t *testing.T) {
	if testing.Short() {
		t.Skip("asks for a password some hundred times, each of which is slow on purpose")
	}
	dir := t.TempDir()
	sampleClinic(t, dir)
	secret := filepath.Join(dir, "pw")
	if err := os.WriteFile(secret, []byte("three quiet words\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	sheet := filepath.Join(dir, "own.csv")
	if err := os.WriteFile(sheet, []byte("language,id,domain,slot,for,kind,text\nen,own.home/1,general,home,parent,chosen,sing one song each day\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	want(t, "user", "add", "lead", "-C", dir, "--role", "lead", "--password-file", secret)
	for _, role := range []string{"va", "ota", "student", "therapist"} {
		want(t, "user", "add", role, "-C", dir, "--role", role, "--as", "lead", "--password-file", secret, "--new-password-file", secret)
	}
	one := "R-0401 2026-07-29 to 2026-10-26"
	for _, row := range []struct {
		may  string
		args []string
	}{
		{"yyyyyy", []string{"status"}},
		{"yyyyyy", []string{"explain", "R-0401"}},
		{"yyyyyy", []string{"draft", "--client", "R-0401"}},
		{"yyyyyy", []string{"questions", "R-0401"}},
		{"yyyyyy", []string{"answer", "R-0401", "12345678", "mine"}},
		{"yyyyyy", []string{"undo", "R-0401"}},
		{"yyyyyy", []string{"history", "R-0401"}},
		{"yyyyyy", []string{"review", "R-0401"}},
		{"yyyyyy", []string{"deliver", "R-0401", "--to", "x", "--purpose", "y"}},
		{"yyyyyy", []string{"reprint", "R-0401"}},
		{"yyyyyy", []string{"verify", "--log"}},
		{"yyyyyy", []string{"verify", filepath.Join(dir, configName)}},
		{"yyyyyy", []string{"disclosures"}},
		{"yyyyyy", []string{"user", "list"}},
		{"--y-yy", []string{"return", "R-0401", "--why", "more"}},
		{"----y-", []string{"accept", "R-0401", "12345678", "--why", "so"}},
		{"--yyy-", []string{"sign", "R-0401", "--confirm", one, "--password-file", secret}},
		{"----y-", []string{"amend", "R-0401", "--text", "x", "--confirm", one, "--password-file", secret}},
		{"----y-", []string{"replace", "R-0401", "--why", "x", "--confirm", one, "--password-file", secret}},
		{"----y-", []string{"withdraw", "R-0401", "--why", "x", "--confirm", one, "--password-file", secret}},
		{"-----y", []string{"user", "set", "va", "--name", "V", "--password-file", secret}},
		{"-----y", []string{"user", "add", "va", "--role", "va", "--password-file", secret, "--new-password-file", secret}},
		{"-----y", []string{"log"}},
		{"-----y", []string{"phrases", "import", sheet}},
		{"yyyyyy", []string{"clients", "--two-children", "R-0401,R-0402"}},
		{"yyyyyy", []string{"retract", "1", "--undo"}},
	} {
		for i, role := range []string{"", "va", "ota", "student", "therapist", "lead"} {
			code, out, errs := invoke(append(row.args, "-C", dir, "--as", role)...)
			refused := code != exitDone && code != exitProblems &&
				(strings.Contains(errs, "Next: ask a ") || role == "" && strings.Contains(errs, "say who you are"))
			if may := row.may[i] == 'y'; may == refused {
				t.Errorf("%q: milepost %s: refused for the role is %v, want %v\n%s%s", role, strings.Join(row.args, " "), refused, !may, out, errs)
			}
		}
	}
	if code, _, errs := invoke("review", "R-0401", "-C", dir, "--as", "stranger"); code != exitNotDone || !strings.Contains(errs, `there is no user "stranger"`) {
		t.Errorf("a name that is not known: %d, %s", code, errs)
	}
	if out := want(t, "verify", "--log", "-C", dir); !strings.Contains(out, "each as it was written") {
		t.Errorf("the log afterwards: %s", out)
	}
}

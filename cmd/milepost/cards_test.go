package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"milepost/caseload"
)

// Whatever rests on cards reads those that were saved since, whether the command
// then does what it was asked for or not.
func TestEveryCommandReadsTheCardsFirst(t *testing.T) {
	dir := t.TempDir()
	want(t, "init", filepath.Join(dir, "w"))
	dir = filepath.Join(dir, "w")
	list := filepath.Join(t.TempDir(), "list.xlsx")
	for n, line := range []string{
		"ingest", "status", "draft", "due", "goals", "clients", "goals --out " + list, "clients --out " + list, "clients --in " + list, "explain C-1",
		"review C-1", "questions C-1", "answer C-1 12345678 mine", "return C-1 --why more", "accept C-1 12345678 --why so", "sign C-1", "undo C-1",
		"history C-1", "deliver --due", "deliver C-1 --to x --purpose y", "deliver --done " + list, "disclosures", "packet list",
		"release list", "release add --client C-1 --to x", "followup", "followup C-1", "copy C-1", "translations", "check --drafts", "check --impact",
		"calendar", "due --ics " + list + ".ics", "imports", "merge-clients C-1 C-2", "retract 1",
	} {
		saveCard(t, dir, n)
		code, out, errs := invoke(append(strings.Fields(line), "-C", dir)...)
		if code == exitUsage && strings.Contains(errs, "unknown") {
			t.Errorf("milepost %s: %s%s", line, out, errs)
		}
		if changed(t, dir) {
			t.Errorf("milepost %s: the card is not read (exit code %d)\n%s%s", line, code, out, errs)
		}
	}
}

func saveCard(t *testing.T, dir string, n int) {
	t.Helper()
	text := fmt.Sprintf("client: C-1\npreferred: Bea %d\n", n)
	if err := os.WriteFile(filepath.Join(dir, "clients", "C-1.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func changed(t *testing.T, dir string) bool {
	t.Helper()
	config, err := readConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := openWorkspace(t.Context(), dir, config)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	is, err := c.CardsChanged(t.Context(), caseload.Holder())
	if err != nil {
		t.Fatal(err)
	}
	return is
}

// The review page reads them too, and waits for nobody who writes.
func TestThePageReadsTheCardsFirst(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "w")
	want(t, "init", dir)
	pool := newServePool(dir)
	defer pool.close()
	nothing := func(*caseload.Caseload) error { return nil }
	for n, ask := range []func(context.Context, func(*caseload.Caseload) error) error{pool.Read, pool.Write, pool.Read} {
		saveCard(t, dir, n)
		if err := ask(t.Context(), nothing); err != nil {
			t.Fatal(err)
		}
		if changed(t, dir) {
			t.Errorf("request %d: the card is not read", n)
		}
	}
	w, err := writerLock(t.Context(), dir, func() {})
	if err != nil {
		t.Fatal(err)
	}
	saveCard(t, dir, 9)
	if err := pool.Read(t.Context(), nothing); err != nil || !changed(t, dir) {
		t.Errorf("while another program writes: got %v, want an answer from the cards as they were read", err)
	}
	if err := w.release(); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := invoke("status", "-C", dir); code != exitDone || changed(t, dir) {
		t.Errorf("afterwards: exit code %d %s", code, errs)
	}
}

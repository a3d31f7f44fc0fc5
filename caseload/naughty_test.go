package caseload_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"milepost/caseload"
	"milepost/record"
)

var allNaughty = flag.Bool("naughty", false, "draft for every naughty string as client id, not for a sample")

// naughtyStrings are texts that are known to break programs.
func naughtyStrings(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(shared(t, "naughty-strings"), "blns.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestNaughtyIDsNameFoldersOfTheirOwn: no id leaves its folder, and no two ids
// share one, also where capitals do not count.
func TestNaughtyIDsNameFoldersOfTheirOwn(t *testing.T) {
	of := map[string]string{}
	for _, s := range naughtyStrings(t) {
		id := record.ID(strings.TrimSpace(s))
		name := id.Path()
		if name == "" || !filepath.IsLocal(name) || strings.ContainsAny(name, `/\:*?"<>|`+"\x00 ") || strings.HasSuffix(name, ".") || len(name) > 200 {
			t.Errorf("id %q names the folder %q", s, name)
		}
		if other, twice := of[strings.ToLower(name)]; twice && other != string(id) {
			t.Errorf("ids %q and %q share the folder %q", other, id, name)
		}
		of[strings.ToLower(name)] = string(id)
	}
	t.Logf("%d ids, %d folders", len(naughtyStrings(t)), len(of))
}

const naughtyMapping = `
about: one row each
gives: [clients, goals, sessions, data]
needs: [Kid No, Kid, Day, Task]
columns: {Kid No: client.id, First: client.first, Kid: client.last, Day: session.day, Task: goal.text, Score: point.score}
always: {session.status: attended}
`

// TestNaughtyIDsStayInTheWorkspace takes exports in whose clients have such ids
// and drafts their reports: every file lies in the workspace, and each client
// has a folder of its own.
func TestNaughtyIDsStayInTheWorkspace(t *testing.T) {
	outer := t.TempDir()
	dir := filepath.Join(outer, "clinics", "w")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := caseload.Init(dir); err != nil {
		t.Fatal(err)
	}
	write := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("mappings/naughty.yaml", []byte(naughtyMapping))
	export, clients := naughtyExport(t)
	write("inbox/all.csv", export)
	c, err := caseload.Open(context.Background(), dir, caseload.Options{
		CadenceDays: 90, Discipline: "OT", Zone: time.UTC, Language: "en", Look: caseload.Look{Paper: "letter"}, Inbox: filepath.Join(dir, "inbox"), Workers: 2,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	in, err := c.Ingest(context.Background(), now(), caseload.Holder(), nil)
	if err != nil || len(in.Files) != 1 {
		t.Fatalf("%v %+v", err, in.Files)
	}
	if _, err := c.AcceptImport(context.Background(), now(), caseload.Holder(), in.Files[0].Import); err != nil {
		t.Fatal(err)
	}
	made, err := c.Draft(context.Background(), now(), caseload.Holder(), caseload.Selection{}, func(int, int) {})
	if err != nil {
		t.Fatal(err)
	}
	folders := map[string]record.ID{}
	for _, d := range made {
		if d.Outcome == caseload.DraftFailed {
			t.Errorf("client %q: %s", d.Client, d.Why)
			continue
		}
		folder := strings.ToLower(filepath.Dir(filepath.FromSlash(d.Path)))
		if other, twice := folders[folder]; twice && other != d.Client {
			t.Errorf("clients %q and %q share %q", other, d.Client, folder)
		}
		folders[folder] = d.Client
	}
	if n := len(in.Files[0].Clients); len(folders) != n || n < clients/2 {
		t.Errorf("%d ids, %d clients taken in, %d folders", clients, n, len(folders))
	}
	err = fs.WalkDir(os.DirFS(outer), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !strings.HasPrefix(name, "clinics/w/") {
			t.Errorf("%s lies outside the workspace", name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d ids, %d folders with drafts", clients, len(folders))
}

// naughtyExport writes four sessions of one client for each id.
func naughtyExport(t *testing.T) ([]byte, int) {
	var b strings.Builder
	w := csv.NewWriter(&b)
	_ = w.Write([]string{"Kid No", "First", "Kid", "Day", "Task", "Score"})
	clients := 0
	for i, id := range naughtyStrings(t) {
		if strings.TrimSpace(id) == "" || !*allNaughty && i%16 != 0 {
			continue
		}
		clients++
		for week := range 4 {
			day := record.Date{Year: 2026, Month: time.September, Day: 1}.AddDays(7 * week)
			_ = w.Write([]string{id, "Ana", fmt.Sprint("Client", i), day.String(), "Ana will cut on a line in 4 of 5 trials", fmt.Sprintf("%d/5", 1+week)})
		}
	}
	w.Flush()
	return []byte(b.String()), clients
}

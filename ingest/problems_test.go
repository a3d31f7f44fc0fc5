package ingest_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"milepost/ingest"
)

// TestProblems reads each export of the catalogue and compares its problems
// with the text beside it; from both it generates docs/problems.md, and fails
// when that is stale. UPDATE=1 writes the texts and the page anew.
func TestProblems(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "problems", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no catalogue: %v", err)
	}
	var page bytes.Buffer
	page.WriteString("# Problems\n\n" +
		"What Milepost says of an export that it cannot use in full. Each entry is a test: an export, and the exact message.\n" +
		"The rest of the file is always used. This page is generated from `ingest/testdata/problems`.\n")
	for _, name := range files {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		export, got := runProblem(t, archive)
		last := &archive.Files[len(archive.Files)-1]
		if os.Getenv("UPDATE") != "" {
			last.Data = []byte(got)
			if err := os.WriteFile(name, txtar.Format(archive), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if want := string(last.Data); got != want {
			t.Errorf("%s\ngot\n%swant\n%s", name, got, want)
		}
		writeEntry(&page, archive, export, got)
	}
	comparePage(t, filepath.Join("..", "docs", "problems.md"), page.Bytes())
}

// runProblem reads the export of an entry, by the entry's mapping or else the
// shipped ones.
func runProblem(t *testing.T, archive *txtar.Archive) (export txtar.File, problems string) {
	t.Helper()
	mappings := shippedOnce()
	for _, f := range archive.Files {
		if f.Name == "own.yaml" {
			mappings = []ingest.Mapping{own(t, string(f.Data))}
		}
	}
	export = archive.Files[0]
	_, report := readBytes(t, export.Name, export.Data, mappings...)
	if len(report.Problems) == 0 {
		t.Errorf("%s: no problem", strings.TrimSpace(string(archive.Comment)))
	}
	return export, problemsOf(report) + "\n"
}

// writeEntry writes an entry of the page.
func writeEntry(page *bytes.Buffer, archive *txtar.Archive, export txtar.File, problems string) {
	title, text, _ := strings.Cut(string(archive.Comment), "\n")
	fmt.Fprintf(page, "\n## %s\n", title)
	if text = strings.TrimSpace(text); text != "" {
		fmt.Fprintf(page, "\n%s\n", text)
	}
	if body := strings.TrimSpace(string(export.Data)); body != "" {
		fmt.Fprintf(page, "\n`%s`:\n\n```\n%s\n```\n", export.Name, body)
	}
	fmt.Fprintf(page, "\nMilepost says:\n\n```\n%s```\n", problems)
}

// comparePage fails when a generated page is stale; UPDATE=1 writes it.
func comparePage(t *testing.T, name string, want []byte) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(name, want, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is stale (%v): run UPDATE=1 go test -run TestProblems ./ingest", name, err)
	}
}

package main

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestOtherClinics runs each clinic of samples/clinics from its files to its
// reports, by what its commands.txt says, and holds what came out against its
// expected.txt, which was worked out by hand.
func TestOtherClinics(t *testing.T) {
	const clinics = "../../samples/clinics"
	entries, err := os.ReadDir(clinics)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !entry.IsDir() {
			continue
		}
		t.Run(entry.Name(), func(t *testing.T) {
			t.Parallel()
			clinicHolds(t, filepath.Join(clinics, entry.Name()))
		})
	}
}

func clinicHolds(t *testing.T, from string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "w")
	want(t, "init", dir)
	if err := os.Remove(filepath.Join(dir, "milepost.yaml")); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	for _, line := range linesOf(t, filepath.Join(from, "commands.txt")) {
		command, tells := strings.CutPrefix(line, "!")
		code, out, errs := invoke(append(wordsOf(command, dir), "-C", dir)...)
		if wanted := map[bool]int{false: exitDone, true: exitProblems}[tells]; code != wanted {
			t.Fatalf("milepost %s: exit code %d, want %d\n%s%s", line, code, wanted, out, errs)
		}
	}
	said, about := "", ""
	for _, line := range linesOf(t, filepath.Join(from, "expected.txt")) {
		switch line, absent := strings.CutPrefix(line, "-"); {
		case line == "":
			about = ""
		case about == "":
			about, said = line, whatIsSaid(t, dir, line)
		case strings.Contains(said, line) == absent:
			t.Errorf("%s: %q, want it there: %v\n%s", about, line, !absent, said)
		}
	}
}

// whatIsSaid is the whole status of a workspace, or the report of a child.
func whatIsSaid(t *testing.T, dir, about string) string {
	t.Helper()
	if about == "status" {
		_, out, errs := invoke("status", "--all", "-C", dir)
		return out + errs
	}
	files, err := filepath.Glob(filepath.Join(dir, "drafts", about, "*.parent.en.md"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%s has the reports %q (%v), want one", about, files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// linesOf returns the lines of a file.
func linesOf(t *testing.T, name string) []string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var lines []string
	scanner := bufio.NewScanner(f)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	if err := scanner.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

var commandWord = regexp.MustCompile(`"[^"]*"|[^\s"]+`)

// wordsOf parts a command into words, as a shell does, and finds its files below
// the workspace.
func wordsOf(command, dir string) []string {
	words := commandWord.FindAllString(command, -1)
	for i, word := range words {
		words[i] = strings.Trim(word, `"`)
		if strings.HasPrefix(words[i], "inbox/") {
			words[i] = filepath.Join(dir, words[i])
		}
	}
	return words
}

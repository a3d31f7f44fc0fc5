package milepost_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// namesAFrontEnd finds what only the command line understands: a command of
// the program, or a flag.
var namesAFrontEnd = regexp.MustCompile(`\bmilepost [a-z]|(^|[\s("])--[a-z]`)

// mayNameACommand lists the files that still do, with how often.
var mayNameACommand = map[string]int{
	"caseload/certificate.go":   2,  // a printed paper about restoring, which only the command line does
	"rules/clocks.go":           1,  // for who writes rule files by hand
	"ingest/mapping_answers.go": 15, // answers of the command that writes mappings
	"ingest/mapping_words.go":   2,  // the same
	"ingest/mapping_results.go": 3,  // the same
	"ingest/layout_proposal.go": 4,  // the same
}

// The core says a next step as data (record.NextStep), so no text of it holds a
// command or a flag.
func TestTheCoreNamesNoCommand(t *testing.T) {
	seen := map[string]int{}
	for _, folder := range []string{
		"record", "caseload", "delivery", "calendar", "report", "check", "store", "rules", "progress", "library", "attachment",
		"ingest", "ingest/card", "ingest/grid", "ingest/fold", "ingest/sheet", "ingest/value", "ingest/yamlfile",
	} {
		files, err := filepath.Glob(folder + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no files, %v", folder, err)
		}
		for _, name := range slices.DeleteFunc(files, func(n string) bool { return strings.HasSuffix(n, "_test.go") }) {
			for _, text := range textsOf(t, name) {
				if namesAFrontEnd.MatchString(text) {
					seen[filepath.ToSlash(name)]++
					if mayNameACommand[filepath.ToSlash(name)] == 0 {
						t.Errorf("%s: %q names a command or a flag; give a record.NextStep", name, text)
					}
				}
			}
		}
	}
	for name, want := range mayNameACommand {
		if seen[name] != want {
			t.Errorf("%s names %d commands, want %d", name, seen[name], want)
		}
	}
}

// textsOf returns the texts of a Go file.
func textsOf(t *testing.T, name string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	ast.Inspect(file, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if text, err := strconv.Unquote(lit.Value); err == nil {
				texts = append(texts, text)
			}
		}
		return true
	})
	return texts
}

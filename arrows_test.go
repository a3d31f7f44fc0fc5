package milepost_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport lists, for each package, every package of this module that it may
// import. A package not listed fails the test: adding one is a decision.
var mayImport = map[string][]string{
	"record":    nil,
	"delivery":  {"record"},
	"language":  nil,
	"figure":    nil,
	"templates": nil,
	"samples":   nil,
	"rules":     {"record"},
	"ingest":    {"record", "ingest/grid", "ingest/sheet", "ingest/value", "ingest/yamlfile"},
	"progress":  {"record"},
	"store":     {"record"},
	"calendar":  {"record", "rules"},
	"library":   {"record", "progress", "language"},
	"report":    {"record", "progress", "library", "language", "figure", "templates"},
	"check":     {"record", "progress", "language", "library", "figure", "report"},

	"attachment":      nil,
	"ingest/watch":    nil,
	"ingest/sheet":    {"record"},
	"ingest/value":    {"record", "ingest/sheet"},
	"ingest/grid":     {"record", "ingest/sheet", "ingest/value"},
	"ingest/yamlfile": {"ingest/value"},
	"ingest/fold":     {"record", "ingest/value"},
	"ingest/card":     {"record", "ingest/sheet", "ingest/value", "ingest/yamlfile", "ingest/fold"},
	"render/pdf":      nil,
	"render":          {"figure", "render/pdf"},
	"caseload": {
		"record", "language", "figure", "templates", "rules", "ingest", "progress", "store",
		"ingest/sheet", "ingest/fold", "ingest/card",
		"calendar", "library", "report", "check", "render", "delivery", "attachment",
	},
	"web": {"record", "caseload"},
}

// everything lists the programs: they may import any package, and none may
// import them.
var everything = []string{"cmd/milepost", "bench", "samples/generate", "docs/gallery"}

func TestArrows(t *testing.T) { eachGoFile(t, checkImports) }

// eachGoFile checks every file of the program's code, by its path below the top
// folder.
func eachGoFile(t *testing.T, check func(t *testing.T, name string)) {
	t.Helper()
	checked := 0
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || name != "." && strings.HasPrefix(d.Name(), ".")) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		checked++
		check(t, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if checked < 10 {
		t.Errorf("only %d files checked: is the test in the top folder?", checked)
	}
}

func checkImports(t *testing.T, name string) {
	t.Helper()
	pkg := path.Dir(name)
	if isProgram(pkg) {
		return
	}
	allowed, listed := mayImport[pkg]
	if !listed {
		t.Errorf("%s: package %s is not in the table of arrows", name, pkg)
		return
	}
	source, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
	if err != nil {
		t.Fatal(err)
	}
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			t.Fatal(err)
		}
		ours, isOurs := strings.CutPrefix(imported, "milepost/")
		if isOurs && !slices.Contains(allowed, ours) {
			t.Errorf("%s: package %s may not import %s", name, pkg, ours)
		}
	}
}

func isProgram(pkg string) bool {
	return slices.ContainsFunc(everything, func(p string) bool {
		return pkg == p || strings.HasPrefix(pkg, p+"/")
	})
}

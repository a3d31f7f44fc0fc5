package milepost_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// mayNameDatabase lists who may say where the workspace's database lies, beside
// caseload/database.go, and what for. Opening and closing that file drops the
// locks of SQLite in the same process (ADR 132), so nobody opens it but store.
var mayNameDatabase = []string{
	"caseload/caseload.go load",         // store.Open
	"caseload/handover.go packHandover", // in the folder that goes along: nobody has that one open
	"caseload/backup.go packAll",        // reads the copy instead
}

// mayOpenFiles is where package store opens files; each says that it makes a new
// one, or opens a copy.
const mayOpenFiles = "store/file.go"

func TestNobodyOpensTheDatabaseFile(t *testing.T) {
	eachGoFile(t, func(t *testing.T, name string) {
		t.Helper()
		if name != "caseload/database.go" {
			checkDatabase(t, name)
		}
	})
}

func checkDatabase(t *testing.T, name string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range file.Decls {
		where := name
		if f, ok := d.(*ast.FuncDecl); ok {
			where += " " + f.Name.Name
		}
		ast.Inspect(d, func(n ast.Node) bool {
			if namesDatabase(n, path.Dir(name)) && !slices.Contains(mayNameDatabase, where) {
				t.Errorf("%s names the database file: ask SQLite, through package store", where)
			}
			if path.Dir(name) == "store" && name != mayOpenFiles && opensFile(n) {
				t.Errorf("%s opens a file: package store does so in %s only", where, mayOpenFiles)
			}
			return true
		})
	}
}

// namesDatabase reports whether a node is the file's name, or the constant of it.
func namesDatabase(n ast.Node, pkg string) bool {
	switch n := n.(type) {
	case *ast.BasicLit:
		return n.Kind == token.STRING && strings.Contains(n.Value, "milepost.db")
	case *ast.Ident:
		return pkg == "caseload" && n.Name == "database"
	}
	return false
}

func opensFile(n ast.Node) bool {
	call, ok := n.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := call.X.(*ast.Ident)
	return ok && from.Name == "os" && slices.Contains([]string{"Open", "OpenFile", "OpenInRoot", "OpenRoot", "DirFS", "Create", "CreateTemp", "ReadFile", "WriteFile"}, call.Sel.Name)
}

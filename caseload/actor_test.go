package caseload_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// plain are the exported methods that only tell how the workspace is set up, or
// work out something from what they are given. They read and write nothing, and
// take no context.
var plain = []string{"CheckForeign", "Clinic", "Close", "Day", "FreeMappingName", "Language", "Mappings", "MonthPDF", "OwnMapping", "Staff", "StaffList", "Zone", "Skipped"}

// useCases are the methods of Caseload that others call, by name.
func useCases(t *testing.T) (files []*ast.File, methods map[string]*ast.FuncDecl) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	methods = map[string]*ast.FuncDecl{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if ok && f.Recv != nil && f.Name.IsExported() && typeName(f.Recv.List[0].Type) == "*Caseload" {
				methods[f.Name.Name] = f
			}
		}
	}
	return files, methods
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.StarExpr:
		return "*" + typeName(e.X)
	case *ast.SelectorExpr:
		return typeName(e.X) + "." + e.Sel.Name
	}
	return ""
}

// params are "name type" of each parameter, in order.
func params(f *ast.FuncDecl) []string {
	var all []string
	for _, p := range f.Type.Params.List {
		for _, name := range p.Names {
			all = append(all, name.Name+" "+typeName(p.Type))
		}
	}
	return all
}

// givesActor reports whether the method is one that says who somebody is.
func givesActor(f *ast.FuncDecl) bool {
	return f.Type.Results != nil && slices.ContainsFunc(f.Type.Results.List, func(r *ast.Field) bool {
		return typeName(r.Type) == "Actor" || typeName(r.Type) == "*Sitting"
	})
}

// TestEveryUseCaseTakesAnActor: an exported method takes who acts, after the
// context and the time, and asks the door about it; or it is one of the few that
// only tell of settings, or that say who somebody is.
func TestEveryUseCaseTakesAnActor(t *testing.T) {
	_, methods := useCases(t)
	for name, f := range methods {
		all := params(f)
		if slices.Contains(plain, name) {
			if len(all) > 0 && all[0] == "ctx context.Context" {
				t.Errorf("%s takes a context: it is a use case, and takes an Actor", name)
			}
			continue
		}
		if givesActor(f) {
			continue
		}
		want := []string{"ctx context.Context", "by Actor"}
		if slices.Contains(all, "now time.Time") {
			want = []string{"ctx context.Context", "now time.Time", "by Actor"}
		}
		if len(all) < len(want) || !slices.Equal(all[:len(want)], want) {
			t.Errorf("%s takes %v: want %v first", name, all, want)
		}
		if !asksTheDoor(f) {
			t.Errorf("%s hands its Actor to nobody who asks whether they may", name)
		}
	}
	for _, name := range plain {
		if methods[name] == nil {
			t.Errorf("%s is no exported method any more: take it off the list", name)
		}
	}
}

// asksTheDoor reports whether the method hands by to another one.
func asksTheDoor(f *ast.FuncDecl) bool {
	asks := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		for _, arg := range call.Args {
			if id, is := arg.(*ast.Ident); is && id.Name == "by" {
				asks = true
			}
		}
		return true
	})
	return asks
}

// TestNoEntryOfTheLogPassesTheDoor: an entry is written by an actor who was let
// through. The exceptions: who gives a wrong password was let through by nobody;
// a hand-over tells in its own workspace whose it is, and what comes back is told
// by who did it there.
func TestNoEntryOfTheLogPassesTheDoor(t *testing.T) {
	files, _ := useCases(t)
	allowed := []string{"OpenSitting", "leaveBehind", "entry"}
	for _, file := range files {
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || f.Body == nil || slices.Contains(allowed, f.Name.Name) {
				continue
			}
			ast.Inspect(f.Body, func(n ast.Node) bool {
				if c, is := n.(*ast.CompositeLit); is && typeName(c.Type) == "record.Event" {
					t.Errorf("%s makes an entry by itself: an actor who was admitted does, by event", f.Name.Name)
				}
				return true
			})
		}
	}
}

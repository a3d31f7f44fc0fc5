package templates_test

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
	"text/template"

	"milepost/templates"
)

func TestFunctionsOfferedAreListed(t *testing.T) {
	want := strings.Fields(`abbrev add add1 append cat concat contains div fail first has hasPrefix hasSuffix initial
		initials int join last list lower max min mod mul nospace plural prepend quote replace rest reverse splitList
		squote sub substr ternary toString trim trimAll trimPrefix trimSuffix trunc uniq untitle upper without`)
	if got := slices.Sorted(maps.Keys(templates.Functions())); !slices.Equal(got, want) {
		t.Errorf("offered\n%v\nwant\n%v", got, want)
	}
}

func TestUnsafeFunctionsAreUnknown(t *testing.T) {
	for _, name := range []string{
		"env", "expandenv", "getHostByName", "now", "date", "ago", "randAlpha", "randInt", "shuffle", "uuidv4",
		"genPrivateKey", "bcrypt", "until", "untilStep", "seq", "repeat", "indent", "keys", "values", "default", "empty", "coalesce",
	} {
		_, err := templates.Parse("form.md.tmpl", "line one\n{{"+name+"}}", nil)
		if err == nil || !strings.Contains(err.Error(), `form.md.tmpl:2: function "`+name+`" not defined`) {
			t.Errorf("%s: got %v, want an error that names file, line and function", name, err)
		}
	}
}

func TestShippedTemplatesParse(t *testing.T) {
	if len(templates.Names()) == 0 {
		t.Fatal("no template is shipped")
	}
	for _, name := range templates.Names() {
		shipped, err := templates.Shipped(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := templates.Parse(name, shipped.Source, callerFuncs()); err != nil {
			t.Error(err)
		}
	}
}

func TestShippedNamesWhatThereIs(t *testing.T) {
	_, err := templates.Shipped(templates.Name("novel", "parent", "en"))
	if err == nil || !strings.Contains(err.Error(), "no template novel.parent.en.md.tmpl; shipped are ") {
		t.Errorf("got %v", err)
	}
}

func TestRunningNamesFileLineAndFault(t *testing.T) {
	tests := []struct{ rule, source, want string }{
		{"a missing key", "a\nb {{.Nothing}}", `form:2:4: executing "form"`},
		{"an own message", `{{fail "no phone number"}}`, "no phone number"},
		{"division by zero", "\n\n{{div 1 0}}", "form:3:2"},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			parsed, err := templates.Parse("form", tt.source, nil)
			if err != nil {
				t.Fatal(err)
			}
			err = parsed.Execute(io.Discard, map[string]any{"Name": "Linh"})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestTemplatesEnd(t *testing.T) {
	tests := []struct{ rule, source string }{
		{"a loop over a great number", "{{range 300000000}}{{end}}"},
		{"behind a variable", "{{$n := 300000000}}{{range $n}}{{end}}"},
		{"with a variable of its own", "{{range $i := 300000000}}{{end}}"},
		{"worked out", "{{range mul 90000 90000}}{{end}}"},
		{"loops in loops", "{{range 1000}}{{range 1000}}{{range 1000}}{{end}}{{end}}{{end}}"},
		{"in the else of a branch", "{{if .No}}{{else}}{{with 1}}{{range 300000000}}{{end}}{{end}}{{end}}"},
		{"a template that calls itself", `{{define "a"}}{{template "b" .}}{{end}}{{define "b"}}{{template "a" .}}{{end}}{{template "a" .}}`},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			parsed, err := templates.Parse("form", tt.source, nil)
			if err == nil {
				err = parsed.Execute(io.Discard, map[string]any{"No": false})
			}
			if !errors.Is(err, templates.ErrEndless) {
				t.Errorf("got %v, want %v", err, templates.ErrEndless)
			}
		})
	}
}

func TestShortLoopsRun(t *testing.T) {
	source := `{{range $i, $n := .Names}}{{$i}} {{$n}};{{else}}nobody{{end}}{{range .None}}{{else}} none{{end}}`
	parsed, err := templates.Parse("form", source, nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := parsed.Execute(&b, map[string]any{"Names": []string{"a", "b"}, "None": []string(nil)}); err != nil {
		t.Fatal(err)
	}
	if got, want := b.String(), "0 a;1 b; none"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// callerFuncs stands for the functions that package report adds.
func callerFuncs() template.FuncMap {
	text := func(...any) string { return "" }
	return template.FuncMap{"word": text, "date": text, "number": text, "capital": text, "escape": text, "text": text, "inText": text}
}

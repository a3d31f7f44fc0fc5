package templates_test

import (
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"milepost/templates"
)

// The functions that a clinic's template may call are these and no others: none
// reads a clock, the environment, the network, a file or chance, and none can
// fill the memory. Whoever adds one has to add it here, and think.
func TestTheFunctionsOfferedAreTheseAndNoOthers(t *testing.T) {
	want := strings.Fields(`abbrev add add1 append cat concat contains div fail first has hasPrefix hasSuffix
		initial initials int join last list lower max min mod mul nospace plural prepend quote replace rest reverse
		splitList squote sub substr ternary toString trim trimAll trimPrefix trimSuffix trunc uniq untitle upper without`)
	got := slices.Sorted(maps.Keys(templates.Functions()))
	for _, name := range got {
		if !slices.Contains(want, name) {
			t.Errorf("%s is offered and is not on the list: may it be?", name)
		}
	}
	for _, name := range want {
		if !slices.Contains(got, name) {
			t.Errorf("%s is on the list and is not offered", name)
		}
	}
}

func TestATemplateEndsAtItsStepsWithLineAndColumn(t *testing.T) {
	tests := []struct{ rule, source, want string }{
		{"a loop that prints nothing", "a\n\n  {{range 300000000}}{{end}}", "form:3:10: "},
		{"a definition used in a loop", "{{define \"cell\"}}x{{end}}\n{{range 60000}}{{template \"cell\"}}{{end}}", "form:"},
		{"many definitions, each used twice", doubling(), "form:"},
	}
	for _, tt := range tests {
		t.Run(tt.rule, func(t *testing.T) {
			parsed, err := templates.Parse("form", tt.source, nil)
			if err != nil {
				t.Fatal(err)
			}
			err = parsed.Execute(io.Discard, nil)
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "100,000 steps") {
				t.Errorf("got %v, want %q and the steps", err, tt.want)
			}
		})
	}
}

// doubling is a chain of definitions without a loop: 2 to the 20th steps.
func doubling() string {
	var b strings.Builder
	b.WriteString(`{{define "0"}}x{{end}}`)
	names := "abcdefghijklmnopqrst"
	last := "0"
	for _, name := range names {
		b.WriteString("{{define \"" + string(name) + "\"}}{{template \"" + last + "\"}}{{template \"" + last + "\"}}{{end}}\n")
		last = string(name)
	}
	return b.String() + `{{template "t"}}`
}

func TestStepsUpToTheLimitAreTaken(t *testing.T) {
	parsed, err := templates.Parse("form", "{{range 99999}}{{end}}done", nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := parsed.Execute(&b, nil); err != nil || b.String() != "done" {
		t.Errorf("got %q, %v", b.String(), err)
	}
}

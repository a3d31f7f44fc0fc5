package record_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/record"
)

func TestARefusalIsFoundThroughWrapping(t *testing.T) {
	next := record.NextStep{Act: record.StepAddUser, User: "kim"}
	err := fmt.Errorf("sign: %w", record.Refuse(record.NotFound, "there is no user %q: %w", "kim", fs.ErrNotExist).Then(next))
	var refusal *record.Refusal
	if !errors.As(err, &refusal) || refusal.Kind != record.NotFound || refusal.Next != next {
		t.Errorf("got %+v", refusal)
	}
	if !errors.Is(err, record.ErrRefused) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not ErrRefused, or lost its cause", err)
	}
	if want := `sign: there is no user "kim": file does not exist`; err.Error() != want {
		t.Errorf("got %q, want %q", err, want)
	}
}

func TestThenLeavesTheFirstRefusalAlone(t *testing.T) {
	first := record.Refuse(record.Busy, "busy")
	first.Then(record.NextStep{Act: record.StepSignIn})
	if !first.Next.IsZero() {
		t.Errorf("got %+v", first.Next)
	}
}

// full has every argument, so that no word of a pattern is left out.
func full(act record.StepAct) record.NextStep {
	return record.NextStep{Act: act, Client: "C-1", Other: "C-2", User: "kim", ID: "7", Name: "goals.csv", Text: "the day"}
}

func TestEveryActHasPlainWords(t *testing.T) {
	acts := append(record.StepActs(), record.AdviceActs()...)
	seen := map[record.StepAct]bool{}
	for _, act := range acts {
		if seen[act] {
			t.Errorf("%s is listed twice", act)
		}
		seen[act] = true
		for _, step := range []record.NextStep{full(act), {Act: act, Text: "the day"}} {
			words := step.Words()
			if words == "" || strings.ContainsAny(words, "{}[]") || strings.Contains(words, "milepost") || strings.Contains(words, "--") {
				t.Errorf("%s: words %q", act, words)
			}
		}
	}
	for _, act := range constantsOf(t, "step.go") {
		if !seen[act] {
			t.Errorf("%s is neither in StepActs nor in AdviceActs", act)
		}
	}
}

// constantsOf returns the values of the constants of type StepAct.
func constantsOf(t *testing.T, name string) []record.StepAct {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var acts []record.StepAct
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if kind, ok := spec.Type.(*ast.Ident); ok && kind.Name == "StepAct" {
			acts = append(acts, record.StepAct(strings.Trim(spec.Values[0].(*ast.BasicLit).Value, `"`)))
		}
		return true
	})
	if len(acts) == 0 {
		t.Fatal("no acts found")
	}
	return acts
}

func TestAStepIsKeptAsJSON(t *testing.T) {
	acts := append(record.StepActs(), record.AdviceActs()...)
	rapid.Check(t, func(t *rapid.T) {
		step := record.NextStep{
			Act: rapid.SampledFrom(acts).Draw(t, "act"), Client: record.ID(rapid.String().Draw(t, "client")),
			ID: rapid.String().Draw(t, "id"), Text: rapid.String().Draw(t, "text"),
		}
		data, err := json.Marshal(step)
		if err != nil {
			t.Fatal(err)
		}
		var got record.NextStep
		if err := json.Unmarshal(data, &got); err != nil || got != step {
			t.Fatalf("got %+v, want %+v (%v)", got, step, err)
		}
	})
}

func TestAPartWithoutItsArgumentIsLeftOut(t *testing.T) {
	plain := func(value string) string { return value }
	for _, c := range []struct {
		step    record.NextStep
		pattern string
		want    string
	}{
		{record.NextStep{}, "draft[ --client {client}]", "draft"},
		{record.NextStep{Client: "C-1"}, "draft[ --client {client}]", "draft --client C-1"},
		{record.NextStep{Client: "C[1]{id}"}, "draft[ --client {client}] {id}", "draft --client C[1]{id} "},
		{record.NextStep{ID: "7"}, "[{client}: ]import {id}[ again]", "import 7 again"},
	} {
		if got := c.step.Fill(c.pattern, plain); got != c.want {
			t.Errorf("%q: got %q, want %q", c.pattern, got, c.want)
		}
	}
}

package templates

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
)

// MaxSteps is how many steps a template may take: one for each round of a loop
// and each use of a definition. A report of 10 goals takes some hundred.
const MaxSteps = 100_000

// ErrEndless says that a template does not end: it calls itself, or takes more
// than 100,000 steps.
var ErrEndless = errors.New("the template does not end")

// stepCounter is the function that counts steps.
const stepCounter = "countStep"

// Parse reads a template that may call the listed functions and those given,
// which win over listed ones of the same name. A missing field is an error
// when it runs, and so is a loop without end (ErrEndless): an action that
// counts stands at the start of every loop's body and of every definition.
// Errors name file, line and column. The result is for one run: its steps are
// counted over all runs.
func Parse(name, source string, funcs template.FuncMap) (*template.Template, error) {
	all := Functions()
	maps.Copy(all, funcs)
	maps.Copy(all, counting())
	t, err := template.New(name).Option("missingkey=error").Funcs(all).Parse(source)
	if err != nil {
		return nil, fmt.Errorf("read template: %s", strings.TrimPrefix(err.Error(), "template: "))
	}
	calls := map[string][]string{}
	for _, one := range t.Templates() {
		if one.Tree == nil {
			continue
		}
		count(one.Root, func(called string) { calls[one.Name()] = append(calls[one.Name()], called) })
		if one.Name() != name {
			one.Root.Nodes = append([]parse.Node{counter(one.Root.Pos)}, one.Root.Nodes...)
		}
	}
	if loop := cycle(calls); loop != "" {
		return nil, fmt.Errorf("read template: %s: template %q calls itself: %w", name, loop, ErrEndless)
	}
	return t, nil
}

// counting returns the function that counts the steps of one run.
func counting() template.FuncMap {
	steps := 0
	return template.FuncMap{stepCounter: func() (string, error) {
		if steps++; steps > MaxSteps {
			return "", fmt.Errorf("%w: it took 100,000 steps and was not done", ErrEndless)
		}
		return "", nil
	}}
}

// counter is the action that counts a step; it prints nothing.
func counter(at parse.Pos) *parse.ActionNode {
	return &parse.ActionNode{NodeType: parse.NodeAction, Pos: at, Pipe: &parse.PipeNode{
		NodeType: parse.NodePipe, Pos: at,
		Cmds: []*parse.CommandNode{{
			NodeType: parse.NodeCommand, Pos: at,
			Args: []parse.Node{parse.NewIdentifier(stepCounter).SetPos(at)},
		}},
	}}
}

// count puts the counter into each loop's body and tells which templates are
// called.
func count(node parse.Node, called func(name string)) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			count(child, called)
		}
	case *parse.IfNode:
		countBranch(n.BranchNode, called)
	case *parse.WithNode:
		countBranch(n.BranchNode, called)
	case *parse.RangeNode:
		countBranch(n.BranchNode, called)
		n.List.Nodes = append([]parse.Node{counter(n.Pos)}, n.List.Nodes...)
	case *parse.TemplateNode:
		called(n.Name)
	}
}

func countBranch(b parse.BranchNode, called func(name string)) {
	count(b.List, called)
	count(b.ElseList, called)
}

// cycle returns the first template, by name, that calls itself in one or more
// steps, or nothing.
func cycle(calls map[string][]string) string {
	for _, start := range slices.Sorted(maps.Keys(calls)) {
		seen := map[string]bool{}
		next := slices.Clone(calls[start])
		for len(next) > 0 {
			name := next[0]
			next = next[1:]
			if name == start {
				return start
			}
			if !seen[name] {
				seen[name] = true
				next = append(next, calls[name]...)
			}
		}
	}
	return ""
}

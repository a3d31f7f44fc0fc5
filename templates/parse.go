package templates

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"text/template"
	"text/template/parse"
)

// maxRange is how many rounds all loops of one run may take together. A
// report of 10 goals takes some hundred.
const maxRange = 100_000

// ErrEndless says that a template loops without end: it calls itself, or its
// loops take more than 100,000 rounds.
var ErrEndless = errors.New("the template does not end")

// rangeGuard is the function that counts rounds.
const rangeGuard = "countRounds"

// Parse reads a template that may call the listed functions and those given,
// which win over listed ones of the same name. A missing field is an error
// when it runs, and so are loops without end (ErrEndless). Errors name file
// and line. The result is for one run: its loops are counted over all runs.
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
		if one.Tree != nil {
			guard(one.Root, func(called string) { calls[one.Name()] = append(calls[one.Name()], called) })
		}
	}
	if loop := cycle(calls); loop != "" {
		return nil, fmt.Errorf("read template: %s: template %q calls itself: %w", name, loop, ErrEndless)
	}
	return t, nil
}

// counting returns the function that counts the rounds of one run.
func counting() template.FuncMap {
	rounds := 0
	return template.FuncMap{rangeGuard: func(v any) (any, error) {
		rounds += length(v)
		if rounds > maxRange {
			return nil, ErrEndless
		}
		return v, nil
	}}
}

// guard sends the value of each loop through rangeGuard and tells which
// templates are called.
func guard(node parse.Node, called func(name string)) {
	switch n := node.(type) {
	case *parse.ListNode:
		if n == nil {
			return
		}
		for _, child := range n.Nodes {
			guard(child, called)
		}
	case *parse.IfNode:
		guardBranch(n.BranchNode, called)
	case *parse.WithNode:
		guardBranch(n.BranchNode, called)
	case *parse.RangeNode:
		last := n.Pipe.Cmds[len(n.Pipe.Cmds)-1]
		n.Pipe.Cmds = append(n.Pipe.Cmds, &parse.CommandNode{
			NodeType: parse.NodeCommand, Pos: last.Pos,
			Args: []parse.Node{parse.NewIdentifier(rangeGuard).SetPos(last.Pos)},
		})
		guardBranch(n.BranchNode, called)
	case *parse.TemplateNode:
		called(n.Name)
	}
}

func guardBranch(b parse.BranchNode, called func(name string)) {
	guard(b.List, called)
	guard(b.ElseList, called)
}

// length returns how many rounds a loop over v takes at most; a function or a
// channel counts as endless.
func length(v any) int {
	value := reflect.ValueOf(v)
	for value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	switch {
	case !value.IsValid():
		return 0
	case value.CanInt():
		return clamp(value.Int())
	case value.CanUint():
		return clamp(int64(min(value.Uint(), maxRange+1)))
	}
	switch value.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map, reflect.String:
		return value.Len()
	}
	return maxRange + 1
}

func clamp(n int64) int { return int(min(max(n, 0), maxRange+1)) }

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

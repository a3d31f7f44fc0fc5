// Package yamlfile reads YAML that people write by hand. A fault names file,
// line, column and the nearest known word, and shows the lines.
package yamlfile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"milepost/ingest/value"
)

// Reader reads one file; Err is the first fault, and stops the reading.
type Reader struct {
	File string
	Err  error
}

// Fail keeps the first fault with its place and excerpt.
func (r *Reader) Fail(at *token.Token, format string, args ...any) {
	if r.Err != nil {
		return
	}
	message := fmt.Sprintf(format, args...)
	if at == nil || at.Position == nil {
		r.Err = fmt.Errorf("%s: %s", r.File, message)
		return
	}
	excerpt := yaml.FormatErrorWithToken(message, at, false, true)
	_, lines, _ := strings.Cut(excerpt, "\n")
	r.Err = fmt.Errorf("%s:%d:%d: %s\n%s", r.File, at.Position.Line, at.Position.Column, message, lines)
}

// Each calls f for every key of a map, in the order of the file.
func (r *Reader) Each(node ast.Node, f func(key string, at *token.Token, value ast.Node)) {
	iter, ok := node.(ast.MapNode)
	if !ok {
		r.Fail(node.GetToken(), "this must be a list of \"name: value\" lines")
		return
	}
	seen := map[string]bool{}
	for pairs := iter.MapRange(); pairs.Next() && r.Err == nil; {
		at := pairs.Key().GetToken()
		key := r.Text(pairs.Key())
		if seen[key] {
			r.Fail(at, "%q stands here twice", key)
		}
		seen[key] = true
		f(key, at, pairs.Value())
	}
}

// Text reads a single value as it is written: 007 stays 007.
func (r *Reader) Text(node ast.Node) string {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value)
	case *ast.NullNode:
		return ""
	case *ast.MappingKeyNode, *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
		r.Fail(node.GetToken(), "this must be one word or text")
		return ""
	}
	if node == nil || node.GetToken() == nil {
		return ""
	}
	return strings.TrimSpace(node.GetToken().Value)
}

// Texts reads a list, or one value as a list of one.
func (r *Reader) Texts(node ast.Node) []string {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return []string{r.Text(node)}
	}
	var all []string
	for _, item := range list.Values {
		all = append(all, r.Text(item))
	}
	return all
}

// Yes reads true or false.
func (r *Reader) Yes(node ast.Node) bool {
	return r.OneOf(node, "true", "false", "yes", "no") == "true" || r.Text(node) == "yes"
}

// OneOf reads one of the words.
func (r *Reader) OneOf(node ast.Node, words ...string) string {
	word := r.Text(node)
	if !slices.Contains(words, word) {
		r.Fail(node.GetToken(), "%q is none of %s%s", word, strings.Join(words, ", "), value.Nearest(word, words))
	}
	return word
}

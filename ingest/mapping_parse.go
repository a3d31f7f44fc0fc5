package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"milepost/record"
)

// ParseMapping reads a mapping from the YAML text of NAME.yaml. An error tells
// file, line, column and the nearest known word, and shows the lines.
//
// The keys:
//
//	about: one sentence
//	gives: [clients, goals, sessions, data, assessments]
//	sheet: name of the sheet
//	needs: [headers that must all be there]
//	columns: {header: field}
//	date: month-first, day-first, year-first or none
//	order: header that numbers the sessions of an export without dates
//	always: {field: value}
//	words: {field: {word of the export: our word}}
//	make: {field: "text with {header}"}
//	one point per: [headers]
//	value: sum of HEADER
//	group: field that a row of one cell gives to the rows below it
//	fill: [headers whose blank cells repeat the cell above]
//	loose: true, where results that fit no goal are no problem
//	complete: true, where what a later export lacks is gone
func ParseMapping(name string, text []byte) (Mapping, error) {
	p := &mappingParser{m: Mapping{Name: name, Hash: record.ShortHash(string(text))}, file: name + ".yaml"}
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		return Mapping{}, fmt.Errorf("%s: %s", p.file, yaml.FormatError(err, false, true))
	}
	for i, doc := range parsed.Docs {
		if doc.Body == nil {
			continue
		}
		if i > 0 {
			p.fail(doc.Body.GetToken(), "a mapping is one document, without ---")
			break
		}
		p.top(doc.Body)
	}
	if p.err == nil {
		p.whole()
	}
	if p.err != nil {
		return Mapping{}, p.err
	}
	return p.m, nil
}

// mappingParser reads one mapping; err is the first fault.
type mappingParser struct {
	m    Mapping
	file string
	err  error
}

// fail keeps the first fault with its place and excerpt.
func (p *mappingParser) fail(at *token.Token, format string, args ...any) {
	if p.err != nil {
		return
	}
	message := fmt.Sprintf(format, args...)
	if at == nil || at.Position == nil {
		p.err = fmt.Errorf("%s: %s", p.file, message)
		return
	}
	excerpt := yaml.FormatErrorWithToken(message, at, false, true)
	_, lines, _ := strings.Cut(excerpt, "\n")
	p.err = fmt.Errorf("%s:%d:%d: %s\n%s", p.file, at.Position.Line, at.Position.Column, message, lines)
}

// mappingKeys lists the keys of a mapping.
func mappingKeys() []string {
	return []string{
		"about", "gives", "sheet", "needs", "columns", "date", "order", "always", "words", "make",
		"one point per", "value", "group", "fill", "loose", "complete",
	}
}

// top reads the keys of the document.
func (p *mappingParser) top(node ast.Node) {
	p.each(node, func(key string, at *token.Token, value ast.Node) {
		switch key {
		case "about":
			p.m.About = p.text(value)
		case "gives":
			p.gives(value)
		case "sheet":
			p.m.Sheet = p.text(value)
		case "needs":
			p.m.Needs = p.texts(value)
		case "columns":
			p.columns(value)
		case "date":
			p.m.Date = DateOrder(p.oneOf(value, string(MonthFirst), string(DayFirst), string(YearFirst), string(NoDate)))
		case "order":
			p.m.Order = p.text(value)
		case "always":
			p.m.Always = p.fieldTexts(value)
		case "make":
			p.m.Make = p.fieldTexts(value)
		case "words":
			p.words(value)
		case "one point per":
			p.m.Gather.By = p.texts(value)
		case "value":
			p.sum(value)
		case "group":
			p.m.Group = p.field(value)
		case "fill":
			p.m.Fill = p.texts(value)
		case "loose":
			p.m.Loose = p.yes(value)
		case "complete":
			p.m.Complete = p.yes(value)
		default:
			p.fail(at, "no key %q in a mapping%s", key, nearest(key, mappingKeys()))
		}
	})
}

// each calls f for every key of a map, in the order of the file.
func (p *mappingParser) each(node ast.Node, f func(key string, at *token.Token, value ast.Node)) {
	iter, ok := node.(ast.MapNode)
	if !ok {
		p.fail(node.GetToken(), "this must be a list of \"name: value\" lines")
		return
	}
	seen := map[string]bool{}
	for pairs := iter.MapRange(); pairs.Next() && p.err == nil; {
		at := pairs.Key().GetToken()
		key := p.text(pairs.Key())
		if seen[key] {
			p.fail(at, "%q stands here twice", key)
		}
		seen[key] = true
		f(key, at, pairs.Value())
	}
}

// text reads a single value as it is written: 007 stays 007.
func (p *mappingParser) text(node ast.Node) string {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return strings.TrimSpace(n.Value.Value)
	case *ast.NullNode:
		return ""
	case *ast.MappingKeyNode, *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MappingNode, *ast.MappingValueNode, *ast.SequenceNode:
		p.fail(node.GetToken(), "this must be one word or text")
		return ""
	}
	if node == nil || node.GetToken() == nil {
		return ""
	}
	return strings.TrimSpace(node.GetToken().Value)
}

// texts reads a list, or one value as a list of one.
func (p *mappingParser) texts(node ast.Node) []string {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return []string{p.text(node)}
	}
	var all []string
	for _, item := range list.Values {
		all = append(all, p.text(item))
	}
	return all
}

// yes reads true or false.
func (p *mappingParser) yes(node ast.Node) bool {
	return p.oneOf(node, "true", "false", "yes", "no") == "true" || p.text(node) == "yes"
}

// oneOf reads one of the words.
func (p *mappingParser) oneOf(node ast.Node, words ...string) string {
	word := p.text(node)
	if !slices.Contains(words, word) {
		p.fail(node.GetToken(), "%q is none of %s%s", word, strings.Join(words, ", "), nearest(word, words))
	}
	return word
}

// field reads the name of a field.
func (p *mappingParser) field(node ast.Node) string {
	name := p.text(node)
	p.checkField(name, node.GetToken())
	return name
}

// checkField refuses a name that no field has.
func (p *mappingParser) checkField(name string, at *token.Token) {
	var names []string
	for _, f := range Fields() {
		names = append(names, f.Name)
	}
	if !slices.Contains(names, name) {
		p.fail(at, "no field %q%s", name, nearest(name, names))
	}
}

// gives reads the kinds of record.
func (p *mappingParser) gives(node ast.Node) {
	for _, word := range p.texts(node) {
		all := giveWords()
		if !slices.Contains(all, word) {
			p.fail(node.GetToken(), "%q is none of %s%s", word, strings.Join(all, ", "), nearest(word, all))
		}
		p.m.Gives = append(p.m.Gives, Give(word))
	}
}

// columns reads header: field.
func (p *mappingParser) columns(node ast.Node) {
	folded := map[string]string{}
	p.each(node, func(header string, at *token.Token, value ast.Node) {
		if other, twice := folded[fold(header)]; twice {
			p.fail(at, "column %q is the same as %q: capitals, spaces and punctuation do not count", header, other)
		}
		folded[fold(header)] = header
		field := p.text(value)
		if field != Ignore {
			p.checkField(field, value.GetToken())
		}
		p.m.Columns = append(p.m.Columns, Column{header, field})
	})
}

// fieldTexts reads field: text.
func (p *mappingParser) fieldTexts(node ast.Node) map[string]string {
	all := map[string]string{}
	p.each(node, func(field string, at *token.Token, value ast.Node) {
		p.checkField(field, at)
		all[field] = p.text(value)
	})
	return all
}

// words reads field: {word: our word}.
func (p *mappingParser) words(node ast.Node) {
	p.m.Words = map[string]map[string]string{}
	p.each(node, func(field string, at *token.Token, value ast.Node) {
		p.checkField(field, at)
		table := map[string]string{}
		p.each(value, func(word string, _ *token.Token, ours ast.Node) { table[foldWord(word)] = p.text(ours) })
		p.m.Words[field] = table
	})
}

// sum reads "sum of HEADER".
func (p *mappingParser) sum(node ast.Node) {
	header, ok := strings.CutPrefix(p.text(node), "sum of ")
	if !ok {
		p.fail(node.GetToken(), "a gathered value is written \"sum of HEADER\"")
	}
	p.m.Gather.Sum = strings.TrimSpace(header)
}

// whole checks what only the whole mapping shows.
func (p *mappingParser) whole() {
	m := p.m
	switch {
	case len(m.Gives) == 0:
		p.fail(nil, "gives is missing: say which of clients, goals, sessions, data, assessments a row gives")
	case len(m.Columns) == 0:
		p.fail(nil, "columns is missing")
	case len(m.Needs) == 0:
		p.fail(nil, "needs is missing: name the headers by which such a file is known")
	case len(m.Gather.By) > 0 != (m.Gather.Sum != ""):
		p.fail(nil, "\"one point per\" and \"value\" go together")
	case m.Order != "" && m.Date != NoDate:
		p.fail(nil, "order is for exports without dates: say date: none too")
	case m.Date == NoDate && m.Order == "" && gives(m.Gives, Data):
		p.fail(nil, "an export without dates needs order: the header that numbers the sessions")
	}
	for _, h := range slices.Concat(m.Needs, m.Fill, m.Gather.By, headersOf(m.Make), nonEmpty(m.Order, m.Gather.Sum)) {
		if fold(h) == "" {
			p.fail(nil, "%q names no column", h)
		}
	}
}

// nonEmpty returns the texts that are not empty.
func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(t string) bool { return t == "" })
}

// nearest names the word that a misspelled one may mean, as the end of a message.
func nearest(word string, words []string) string {
	best, least := "", len(word)/2+1
	for _, w := range words {
		if d := distance(strings.ToLower(word), strings.ToLower(w)); d < least {
			best, least = w, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; the nearest is %q", best)
}

// distance is how many letters must change, come or go to make a of b.
func distance(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	row := make([]int, len(rb)+1)
	for j := range row {
		row[j] = j
	}
	for i, ca := range ra {
		last := row[0]
		row[0] = i + 1
		for j, cb := range rb {
			cost := last
			if ca != cb {
				cost++
			}
			last = row[j+1]
			row[j+1] = min(cost, row[j]+1, last+1)
		}
	}
	return row[len(rb)]
}

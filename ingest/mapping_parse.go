package ingest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"milepost/ingest/value"
	"milepost/ingest/yamlfile"
	"milepost/record"
)

// ParseMapping reads a mapping from the YAML text of NAME.yaml. An error tells
// file, line, column and the nearest known word, and shows the lines.
//
// The keys:
//
//	about: one sentence
//	gives: [clients, goals, sessions, data, assessments]
//	list: appointments, billing or data: what kind of list its visits are of
//	sheet: name of the sheet
//	file: name of the only file that it reads
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
//	several a visit: {field of a result: add, median or last}
//	same rows: once or trials: what rows are that are alike in every cell
//	loose: true, where results that fit no goal are no problem
//	complete: true, where what a later export lacks is gone
//	new goals: true, where a row with a goal's title and no id describes the goal
//	layout: days across or goals across, where the table has a column for each
//	sheet names: true, where the name of each sheet says something of its rows
//	skip sheets: [names of sheets that are not read]
//	year: of days whose header names none
//	blank cells: true, where an empty cell takes back what stood in it before
func ParseMapping(name string, text []byte) (Mapping, error) {
	p := &mappingParser{yamlfile.Reader{File: name + ".yaml"}, Mapping{Name: name, Hash: record.ShortHash(string(text))}}
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		return Mapping{}, fmt.Errorf("%s: %s", p.File, yaml.FormatError(err, false, true))
	}
	for i, doc := range parsed.Docs {
		if doc.Body == nil {
			continue
		}
		if i > 0 {
			p.Fail(doc.Body.GetToken(), "a mapping is one document, without ---")
			break
		}
		p.top(doc.Body)
	}
	if p.Err == nil {
		p.whole()
	}
	if p.Err != nil {
		return Mapping{}, p.Err
	}
	return p.m, nil
}

// mappingParser reads one mapping.
type mappingParser struct {
	yamlfile.Reader
	m Mapping
}

// mappingKeys lists the keys of a mapping.
func mappingKeys() []string {
	return []string{
		"about", "gives", "list", "sheet", "file", "needs", "columns", "date", "order", "always", "words", "make",
		"one point per", "value", "group", "fill", "several a visit", "same rows", "loose", "complete",
		"layout", "sheet names", "skip sheets", "year", "blank cells", "new goals",
	}
}

// top reads the keys of the document.
func (p *mappingParser) top(node ast.Node) {
	p.Each(node, func(key string, at *token.Token, entry ast.Node) {
		switch key {
		case "about":
			p.m.About = p.Text(entry)
		case "gives":
			p.gives(entry)
		case "list":
			p.m.List = record.List(p.OneOf(entry, listWords()...))
		case "sheet":
			p.m.Sheet = p.Text(entry)
		case "file":
			p.m.File = p.Text(entry)
		case "needs":
			p.m.Needs = p.Texts(entry)
		case "columns":
			p.columns(entry)
		case "date":
			p.m.Date = value.DateOrder(p.OneOf(entry, string(value.MonthFirst), string(value.DayFirst), string(value.YearFirst), string(value.NoDate)))
		case "order":
			p.m.Order = p.Text(entry)
		case "always":
			p.m.Always = p.fieldTexts(entry)
		case "make":
			p.m.Make = p.fieldTexts(entry)
		case "words":
			p.words(entry)
		case "one point per":
			p.m.Gather.By = p.Texts(entry)
		case "value":
			p.sum(entry)
		case "group":
			p.m.Group = p.field(entry)
		case "fill":
			p.m.Fill = p.Texts(entry)
		case "several a visit":
			p.several(entry)
		case "same rows":
			p.m.SameRows = SameRows(p.OneOf(entry, string(SameOnce), string(SameTrials)))
		case "loose":
			p.m.Loose = p.Yes(entry)
		case "complete":
			p.m.Complete = p.Yes(entry)
		case "new goals":
			p.m.NewGoals = p.Yes(entry)
		case "layout", "sheet names", "skip sheets", "year", "blank cells":
			p.shape(key, entry)
		default:
			p.Fail(at, "no key %q in a mapping%s", key, value.Nearest(key, mappingKeys()))
		}
	})
}

// field reads the name of a field.
func (p *mappingParser) field(node ast.Node) string {
	name := p.Text(node)
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
		p.Fail(at, "no field %q%s", name, value.Nearest(name, names))
	}
}

// gives reads the kinds of record.
func (p *mappingParser) gives(node ast.Node) {
	for _, word := range p.Texts(node) {
		all := giveWords()
		if !slices.Contains(all, word) {
			p.Fail(node.GetToken(), "%q is none of %s%s", word, strings.Join(all, ", "), value.Nearest(word, all))
		}
		p.m.Gives = append(p.m.Gives, Give(word))
	}
}

// columns reads header: field.
func (p *mappingParser) columns(node ast.Node) {
	folded := map[string]string{}
	p.Each(node, func(header string, at *token.Token, entry ast.Node) {
		if other, twice := folded[value.FoldHeader(header)]; twice {
			p.Fail(at, "column %q is the same as %q: capitals, spaces and punctuation do not count", header, other)
		}
		folded[value.FoldHeader(header)] = header
		field := p.Text(entry)
		if field != Ignore {
			p.checkField(field, entry.GetToken())
		}
		p.m.Columns = append(p.m.Columns, Column{header, field})
	})
}

// fieldTexts reads field: text.
func (p *mappingParser) fieldTexts(node ast.Node) map[string]string {
	all := map[string]string{}
	p.Each(node, func(field string, at *token.Token, value ast.Node) {
		p.checkField(field, at)
		all[field] = p.Text(value)
	})
	return all
}

// words reads field: {word: our word}.
func (p *mappingParser) words(node ast.Node) {
	p.m.Words = map[string]map[string]string{}
	p.Each(node, func(field string, at *token.Token, entry ast.Node) {
		p.checkField(field, at)
		table := map[string]string{}
		p.Each(entry, func(word string, _ *token.Token, ours ast.Node) { table[value.FoldWord(word)] = p.Text(ours) })
		p.m.Words[field] = table
	})
}

// several reads how several results of a visit make one.
func (p *mappingParser) several(node ast.Node) {
	p.m.Several = map[string]record.Several{}
	p.Each(node, func(field string, at *token.Token, entry ast.Node) {
		p.checkField(field, at)
		if !slices.Contains(resultFields(), field) {
			p.Fail(at, "%q is no field of a result; it is one of %s", field, strings.Join(resultFields(), ", "))
		}
		p.m.Several[field] = record.Several(p.OneOf(entry, record.SeveralAnswers()...))
	})
}

// sum reads "sum of HEADER".
func (p *mappingParser) sum(node ast.Node) {
	header, ok := strings.CutPrefix(p.Text(node), "sum of ")
	if !ok {
		p.Fail(node.GetToken(), "a gathered value is written \"sum of HEADER\"")
	}
	p.m.Gather.Sum = strings.TrimSpace(header)
}

// whole checks what only the whole mapping shows.
func (p *mappingParser) whole() {
	m := p.m
	switch {
	case len(m.Gives) == 0:
		p.Fail(nil, "gives is missing: say which of clients, goals, sessions, data, assessments a row gives")
	case len(m.Columns) == 0:
		p.Fail(nil, "columns is missing")
	case len(m.Needs) == 0:
		p.Fail(nil, "needs is missing: name the headers by which such a file is known")
	case len(m.Gather.By) > 0 != (m.Gather.Sum != ""):
		p.Fail(nil, "\"one point per\" and \"value\" go together")
	case m.List != "" && !gives(m.Gives, Sessions):
		p.Fail(nil, "list is for files that give sessions: say gives: sessions too")
	case m.Order != "" && m.Date != value.NoDate:
		p.Fail(nil, "order is for exports without dates: say date: none too")
	case m.Date == value.NoDate && m.Order == "" && gives(m.Gives, Data):
		p.Fail(nil, "an export without dates needs order: the header that numbers the sessions")
	}
	for _, h := range slices.Concat(m.Needs, m.Fill, m.Gather.By, headersOf(m.Make), nonEmpty(m.Order, m.Gather.Sum)) {
		if value.FoldHeader(h) == "" {
			p.Fail(nil, "%q names no column", h)
		}
	}
}

// nonEmpty returns the texts that are not empty. Those it is given stay.
func nonEmpty(texts ...string) []string {
	var all []string
	for _, t := range texts {
		if t != "" {
			all = append(all, t)
		}
	}
	return all
}

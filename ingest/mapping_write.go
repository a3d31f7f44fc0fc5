package ingest

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"milepost/ingest/value"
)

// Mapping returns the mapping that the proposal makes as it stands. Columns
// that are not used stand in it as known and not wanted.
func (p *MappingProposal) Mapping(name string) Mapping {
	m := Mapping{
		Name: name, About: "One row for each " + contentsOf(p.Gives()) + ".", Gives: p.Gives(), List: p.List(), Date: p.Date, Fill: p.Fill, Group: p.Group,
		Words: p.words, Always: p.always, Several: p.several, SameRows: p.sameRows, Shape: p.shape,
	}
	seen := map[string]bool{}
	for _, c := range p.Columns {
		if value.FoldHeader(c.Header) == "" || seen[value.FoldHeader(c.Header)] {
			continue
		}
		seen[value.FoldHeader(c.Header)] = true
		m.Columns = append(m.Columns, Column{c.Header, c.Field})
		if c.Field == "point.order" && !p.fills("session.day") {
			m.Date, m.Order = value.NoDate, c.Header
		}
	}
	m.Needs = p.needs()
	if p.isOfOne() || p.shape.Year > 0 {
		m.File = p.File
	}
	return m
}

// isOfOne reports whether a person said that all rows are about one client or
// one goal. That is true of this file, and not of another with its columns.
func (p *MappingProposal) isOfOne() bool {
	return slices.ContainsFunc([]string{
		"client.id", "client.other_id", "client.name", "client.first", "client.last", "client.birth",
		"goal.id", "goal.title", "goal.text", "goal.plain_name", "objective.id", "objective.text",
	}, func(field string) bool { return p.always[field] != "" })
}

// contentsOf says what a row is about.
func contentsOf(given []Give) string {
	switch {
	case gives(given, Data) && gives(given, Goals):
		return "goal and result"
	case gives(given, Data):
		return "session and goal"
	case gives(given, Sessions):
		return "session"
	case gives(given, Goals):
		return "goal"
	}
	return "client"
}

// needs returns the headers by which such a file is known: those of client,
// day, goal and result.
func (p *MappingProposal) needs() []string {
	var all []string
	add := func(fields ...string) {
		for _, f := range fields {
			for _, c := range p.Columns {
				if c.Field == f && value.FoldHeader(c.Header) != "" {
					if !slices.Contains(all, c.Header) {
						all = append(all, c.Header)
					}
					return
				}
			}
		}
	}
	add("client.id", "client.other_id", "client.name", "client.last")
	given := p.Gives()
	if gives(given, Sessions) || gives(given, Data) {
		add("session.day", "point.order")
	}
	if gives(given, Goals) || gives(given, Data) {
		add("goal.id", "goal.title", "goal.text", "objective.text")
	}
	if gives(given, Data) {
		add("point.score", "point.percent", "point.share", "point.ok", "point.wrong", "point.help")
		if p.tellsTries() && !p.fills("point.score", "point.percent", "point.share") {
			add("point.of", "point.wrong")
		}
	}
	if gives(given, Tests) {
		add("assessment.instrument")
		add("assessment.day")
	}
	if gives(given, Goals) && !gives(given, Data) {
		add("goal.target", "goal.baseline", "goal.target_date", "goal.criterion", "goal.text")
	}
	if slices.Equal(given, []Give{Clients}) {
		add("client.first", "client.name")
		add("client.last")
		add("client.birth")
	}
	if slices.Equal(given, []Give{Sessions}) {
		add("session.status", "session.minutes", "session.id")
	}
	return all
}

// plainYAML is a text that YAML reads as itself without quotes.
var plainYAML = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$`)

// yamlText writes a text so that YAML reads it as itself.
func yamlText(text string) string {
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf":
		return strconv.Quote(text)
	}
	if plainYAML.MatchString(text) {
		return text
	}
	return strconv.Quote(text)
}

// yamlList writes a list on one line.
func yamlList(texts []string) string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = yamlText(t)
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// Write writes a mapping as ParseMapping reads it. Notes are comments by
// header. No value of the export is written but the words that stand in words:,
// since a mapping may be passed on.
func (m Mapping) Write(notes map[string]string) []byte {
	var b bytes.Buffer
	line := func(key, value string) { fmt.Fprintf(&b, "%s: %s\n", key, value) }
	if m.About != "" {
		line("about", yamlText(m.About))
	}
	given := make([]string, len(m.Gives))
	for i, g := range m.Gives {
		given[i] = string(g)
	}
	line("gives", yamlList(given))
	if m.List != "" {
		line("list", string(m.List))
	}
	if m.Sheet != "" {
		line("sheet", yamlText(m.Sheet))
	}
	if m.File != "" {
		line("file", yamlText(m.File))
	}
	line("needs", yamlList(m.Needs))
	if m.Date != value.Decide {
		line("date", string(m.Date))
	}
	if m.Order != "" {
		line("order", yamlText(m.Order))
	}
	if len(m.Gather.By) > 0 {
		line("one point per", yamlList(m.Gather.By))
		line("value", yamlText("sum of "+m.Gather.Sum))
	}
	if m.Group != "" {
		line("group", m.Group)
	}
	if len(m.Fill) > 0 {
		line("fill", yamlList(m.Fill))
	}
	if len(m.Several) > 0 {
		var all []string
		for _, field := range sortedKeys(m.Several) {
			all = append(all, field+": "+string(m.Several[field]))
		}
		line("several a visit", "{"+strings.Join(all, ", ")+"}")
	}
	if m.SameRows != "" {
		line("same rows", string(m.SameRows))
	}
	m.writeShape(line)
	for _, flag := range []struct {
		key string
		on  bool
	}{{"loose", m.Loose}, {"complete", m.Complete}, {"new goals", m.NewGoals}} {
		if flag.on {
			line(flag.key, "true")
		}
	}
	m.writeColumns(&b, notes)
	writeTexts(&b, "make", m.Make)
	writeTexts(&b, "always", m.Always)
	m.writeWords(&b)
	return b.Bytes()
}

func (m Mapping) writeColumns(b *bytes.Buffer, notes map[string]string) {
	fmt.Fprintln(b, "columns:")
	for _, c := range m.Columns {
		fmt.Fprintf(b, "  %s: %s", yamlText(c.Header), c.Field)
		if note := notes[c.Header]; note != "" {
			fmt.Fprintf(b, "  # %s", strings.Join(strings.Fields(note), " "))
		}
		fmt.Fprintln(b)
	}
}

func writeTexts(b *bytes.Buffer, key string, texts map[string]string) {
	if len(texts) == 0 {
		return
	}
	fmt.Fprintf(b, "%s:\n", key)
	for _, field := range sortedKeys(texts) {
		fmt.Fprintf(b, "  %s: %s\n", field, yamlText(texts[field]))
	}
}

func (m Mapping) writeWords(b *bytes.Buffer) {
	first := true
	for _, field := range sortedKeys(m.Words) {
		if len(m.Words[field]) == 0 {
			continue
		}
		if first {
			fmt.Fprintln(b, "words:")
			first = false
		}
		fmt.Fprintf(b, "  %s:\n", field)
		for _, word := range sortedKeys(m.Words[field]) {
			fmt.Fprintf(b, "    %s: %s\n", yamlText(word), yamlText(m.Words[field][word]))
		}
	}
}

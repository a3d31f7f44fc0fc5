package report

import (
	"regexp"
	"strconv"
	"strings"

	"milepost/record"
)

// unitKind is what a unit of a document is. Units of different kinds are never
// taken for each other, but for a mark, which people fill with text.
type unitKind int

const (
	textUnit unitKind = iota // a sentence, a list item, any other line
	headingUnit
	rowUnit    // a row of a table, its head and rule included
	figureUnit // a whole trend block
	blockUnit  // any other fenced block
	markUnit
)

// unit is the smallest part of a document that the merge keeps, refreshes or
// asks about.
type unit struct {
	kind     unitKind
	text     string // as it stands, several lines in a block
	plain    string // text with single spaces: what is compared
	gap      int    // empty lines before it
	section  string // key of the heading above it; "" none
	id       string // place of the unit: its sentence's id, else section and text
	sentence *record.Sentence
}

var (
	headingLine = regexp.MustCompile(`^#{1,6}\s`)
	itemLine    = regexp.MustCompile(`^\s*([-*+]|\d+[.)])\s`)
	anchorAt    = regexp.MustCompile(`\{#([^}\s]+)\}\s*$`)
)

// unitsOf cuts a generated body into units with their ids.
func unitsOf(b record.Body) []unit {
	body := Normal(b.Markdown)
	if d, err := Read(b.Markdown); err == nil {
		body = d.Body
	}
	at := map[int]*record.Sentence{}
	for i := range b.Sentences {
		at[b.Sentences[i].Line] = &b.Sentences[i]
	}
	units, lines := cut(body)
	for i := range units {
		units[i].sentence = at[lines[i]]
	}
	name(units)
	return units
}

// name gives each unit its section and its id.
func name(units []unit) {
	section, seen := "", map[string]int{}
	for i := range units {
		u := &units[i]
		if u.kind == headingUnit {
			section = u.headingKey()
		}
		u.section = section
		u.id = section + "\x00" + u.plain
		if u.sentence != nil {
			u.id = u.sentence.ID
		}
		if seen[u.id]++; seen[u.id] > 1 {
			u.id += "\x00" + strconv.Itoa(seen[u.id])
		}
	}
}

// headingKey is the anchor of a heading, else its words.
func (u unit) headingKey() string {
	if match := anchorAt.FindStringSubmatch(u.text); match != nil {
		return "#" + match[1]
	}
	if u.sentence != nil {
		return u.sentence.ID
	}
	return u.plain
}

// cut takes a body apart, line by line. The second list holds the line on
// which each unit begins, from 1.
func cut(body string) ([]unit, []int) {
	var units []unit
	var starts []int
	gap := 0
	lines := strings.Split(strings.TrimRight(body, "\n"), "\n")
	for i := 0; i < len(lines); {
		if strings.TrimSpace(lines[i]) == "" {
			gap++
			i++
			continue
		}
		n := blockLines(lines[i:])
		text := strings.Join(lines[i:i+n], "\n")
		units = append(units, unit{kind: kindOf(text), text: text, plain: plain(text), gap: gap})
		starts = append(starts, i+1)
		i, gap = i+n, 0
	}
	return units, starts
}

// blockLines returns how many lines the unit at the start has: those of a
// fenced block up to its end, else one.
func blockLines(lines []string) int {
	f := fence{}
	if !f.in(lines[0]) {
		return 1
	}
	for i := 1; i < len(lines); i++ {
		f.in(lines[i])
		if f.marker == "" {
			return i + 1
		}
	}
	return len(lines)
}

func kindOf(text string) unitKind {
	switch {
	case strings.Contains(text, "\n") && strings.HasPrefix(strings.TrimLeft(text, " `~"), "trend"):
		return figureUnit
	case strings.Contains(text, "\n"):
		return blockUnit
	case headingLine.MatchString(text):
		return headingUnit
	case strings.HasPrefix(strings.TrimSpace(text), "|"):
		return rowUnit
	}
	if _, ok := parseMark(strings.TrimSpace(text)); ok {
		return markUnit
	}
	return textUnit // also a fence that nothing follows
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}

// plain joins runs of space, which editors change at will; the lines of a
// block stay apart.
func plain(text string) string {
	if !strings.Contains(text, "  ") && !strings.ContainsAny(text, "\t\u00a0") && strings.TrimSpace(text) == text &&
		!strings.Contains(text, " \n") && !strings.Contains(text, "\n ") {
		return text // the usual case
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.Join(strings.Fields(line), " ")
	}
	return strings.Join(lines, "\n")
}

// flows reports whether the unit is running text, which an editor may wrap.
func (u unit) flows() bool {
	return u.kind == textUnit && !itemLine.MatchString(u.text)
}

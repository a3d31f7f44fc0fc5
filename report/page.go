package report

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"milepost/record"
)

// Kinds of a Unit.
const (
	UnitSentence = "sentence"
	UnitItem     = "item" // of a list
	UnitHeading  = "heading"
	UnitRow      = "row" // of a table
	UnitRule     = "rule"
	UnitChart    = "chart"
	UnitBlock    = "block" // a fenced block that is no chart
	UnitMark     = "mark"
)

// Unit is a part of a text that a person reads, edits and answers by itself.
type Unit struct {
	Key      string // 12 hex digits that name its place in the text, never its words where it has a sentence's id
	Kind     string
	Line     int    // on which it begins, of the body, from 1
	Text     string // as it stands, Markdown; several lines in a block
	Gap      int    // empty lines before it
	Section  string // anchor or words of the heading above it, "" none
	Mark     *Mark  // of a mark
	Sentence *record.Sentence
}

// Words are the unit's words as a person types them, and whether they are plain
// words; else they are Markdown. What a heading, an item or a row has beside
// its words is left out; a row has one text a cell.
func (u Unit) Words() (words []string, plainWords bool) {
	_, text, _ := u.frame()
	parts := []string{text}
	if u.Kind == UnitRow {
		parts = cellsOf(strings.TrimSpace(u.Text))
	}
	plainWords = true
	for _, part := range parts {
		plainWords = plainWords && isWords(strings.TrimSpace(part))
	}
	for _, part := range parts {
		part = strings.TrimSpace(part)
		if plainWords {
			part = Unescape(part)
		}
		words = append(words, part)
	}
	return words, plainWords
}

// isWords reports whether the line is what Escape makes of some words.
func isWords(line string) bool {
	return asLine(Escape(Unescape(line))) == line || Escape(Unescape(line)) == line
}

var headingFrame = regexp.MustCompile(`^(#{1,6}\s+)(.*?)(\s*\{#[^}\s]+\}\s*)?$`)

// frame parts a unit's line in what stands before its words, the words, and
// what stands after them.
func (u Unit) frame() (before, words, after string) {
	switch u.Kind {
	case UnitHeading:
		if m := headingFrame.FindStringSubmatch(u.Text); m != nil {
			return m[1], m[2], m[3]
		}
	case UnitItem:
		before = itemLine.FindString(u.Text)
		return before, u.Text[len(before):], ""
	}
	return "", u.Text, ""
}

// With returns the unit's Markdown with other words: lines of several
// sentences, or the cells of a row. Empty words take the unit out. plainWords
// says that they are words, as Words gave them; else they are Markdown.
func (u Unit) With(words []string, plainWords bool) string {
	if u.Kind == UnitRow {
		cells := make([]string, len(words))
		for i, cell := range words {
			cells[i] = cellWith(cell, plainWords)
		}
		return "| " + strings.Join(cells, " | ") + " |"
	}
	before, _, after := u.frame()
	var lines []string
	for _, line := range strings.Split(lf(strings.Join(words, "\n")), "\n") {
		if line = oneLine(line); line == "" {
			continue
		}
		if plainWords {
			line = Escape(line)
		}
		if plainWords && before == "" {
			line = asLine(line)
		}
		lines = append(lines, before+line+after)
		if u.Kind == UnitHeading {
			break
		}
	}
	return strings.Join(lines, "\n")
}

var freeBar = regexp.MustCompile(`(^|[^\\])\|`)

func cellWith(cell string, plainWords bool) string {
	if cell = oneLine(cell); plainWords {
		return Escape(cell)
	}
	return freeBar.ReplaceAllString(cell, `$1\|`)
}

// Units cuts a text, whole or its body alone, into units; sentences are those
// of the text, each with its line.
func Units(markdown string, sentences []record.Sentence) []Unit {
	list := unitsOf(record.Body{Markdown: markdown, Sentences: sentences})
	line := 0
	units := make([]Unit, len(list))
	for i, u := range list {
		line += u.gap + 1
		units[i] = Unit{
			Key: record.ShortHash(u.id), Kind: pageKind(u), Line: line, Text: u.text, Gap: u.gap, Section: u.section, Sentence: u.sentence,
		}
		if u.kind == markUnit {
			m, _ := parseMark(strings.TrimSpace(u.text))
			m.Line = line
			units[i].Mark = &m
		}
		line += strings.Count(u.text, "\n")
	}
	return units
}

func pageKind(u unit) string {
	switch {
	case u.kind == headingUnit:
		return UnitHeading
	case u.kind == rowUnit && strings.Trim(u.plain, "|:- ") == "":
		return UnitRule
	case u.kind == rowUnit:
		return UnitRow
	case u.kind == figureUnit:
		return UnitChart
	case u.kind == blockUnit:
		return UnitBlock
	case u.kind == markUnit:
		return UnitMark
	case itemLine.MatchString(u.text):
		return UnitItem
	}
	return UnitSentence
}

// What keeps a unit from being put into a text.
var (
	ErrUnitGone    = errors.New("it is no longer in the text")
	ErrUnitChanged = errors.New("it reads otherwise by now")
)

// PutUnit replaces the unit of the key, which reads was, by other Markdown; ""
// takes it out. It returns the text whole and its sentences: the one that was
// there keeps its id, and has no phrase any more unless s says so.
func PutUnit(markdown string, sentences []record.Sentence, key, was, now string) (string, []record.Sentence, error) {
	head, body := "", Normal(markdown)
	if d, err := Read(markdown); err == nil {
		head, body = joinedHead(markdown), d.Body
	}
	units := Units(markdown, sentences)
	at := slices.IndexFunc(units, func(u Unit) bool { return u.Key == key })
	if at < 0 {
		return "", nil, ErrUnitGone
	}
	u := units[at]
	if u.Text != was {
		return "", nil, ErrUnitChanged
	}
	lines := strings.Split(strings.TrimRight(body, "\n"), "\n")
	first, end := u.Line-1, u.Line+strings.Count(u.Text, "\n")
	var fresh []string
	if now = strings.TrimRight(Normal(now), "\n"); strings.TrimSpace(now) != "" {
		fresh = strings.Split(now, "\n")
	} else if first > 0 && lines[first-1] == "" && (end == len(lines) || lines[end] == "") {
		first-- // of the empty lines on both sides one is enough
	}
	delta := len(fresh) - (end - first)
	lines = slices.Replace(lines, first, end, fresh...)
	return head + Normal(strings.Join(lines, "\n")), moved(sentences, u, fresh, delta), nil
}

// moved are the sentences after a unit was replaced by other lines.
func moved(sentences []record.Sentence, u Unit, fresh []string, delta int) []record.Sentence {
	var list []record.Sentence
	for _, s := range sentences {
		switch {
		case s.Line == u.Line && len(fresh) == 0:
			continue
		case s.Line == u.Line:
			s.Text, s.Phrase, s.Sort = fresh[0], "", ""
		case s.Line > u.Line:
			s.Line += delta
		}
		list = append(list, s)
	}
	return list
}

// Lead is what a mark that is chosen from says before its options, "" nothing,
// and the options without it.
func (m Mark) Lead() (lead string, options []string) {
	options = slices.Clone(m.Options)
	if len(options) == 0 {
		return "", nil
	}
	if before, after, found := strings.Cut(options[0], ": "); found {
		lead, options[0] = before, after
	}
	return lead, options
}

// Plain is a line of Markdown as a person reads it, without escapes and signs
// of form.
func Plain(text string) string {
	text = strings.TrimSpace(text)
	if m := headingFrame.FindStringSubmatch(text); m != nil {
		text = m[2]
	}
	return Unescape(strings.NewReplacer("**", "", "__", "").Replace(text))
}

// Heading returns the level of a heading, from 1, and its anchor, "" none.
func Heading(text string) (level int, anchor string) {
	for level < len(text) && text[level] == '#' {
		level++
	}
	if m := anchorAt.FindStringSubmatch(text); m != nil {
		anchor = m[1]
	}
	return level, anchor
}

// Markdown is the unit's line without what stands before and after its words.
func (u Unit) Markdown() string {
	_, text, _ := u.frame()
	return text
}

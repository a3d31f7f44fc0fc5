package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"milepost/library"
	"milepost/record"
)

// value is a text with the facts behind it, as templates hand it on. It is
// escaped already. A nil value is false in a template: not known.
type value struct {
	text  string
	facts []record.Fact
}

// String returns the text.
func (v *value) String() string {
	if v == nil {
		return ""
	}
	return v.text
}

// fact returns the foreign text as a value that rests on one fact, nil where
// it is empty.
func fact(name, words string, sources ...record.Source) *value {
	if words == "" {
		return nil
	}
	var known []record.Source
	for _, s := range sources {
		if s != (record.Source{}) {
			known = append(known, s)
		}
	}
	return &value{Escape(words), []record.Fact{{Name: name, Value: oneLine(words), Sources: known}}}
}

// text fills a format of the template's own, in which %s stands for a value;
// the result rests on the facts of all values.
func text(format string, args ...any) (*value, error) {
	if n := strings.Count(strings.ReplaceAll(format, "%%", ""), "%s"); n != len(args) {
		return nil, fmt.Errorf("%q has %d places for %d values", format, n, len(args))
	}
	var facts []record.Fact
	words := make([]any, len(args))
	for i, arg := range args {
		words[i] = fmt.Sprint(arg)
		if known, ok := arg.(*value); ok && known != nil {
			facts = append(facts, known.facts...)
		}
	}
	return &value{fmt.Sprintf(format, words...), facts}, nil
}

// part is a part of a document whose sentences share the first part of their
// ids. Its methods are what templates call.
type part struct {
	c       *composer
	first   string // of the id: a goal's anchor, or "-"
	behind  string // behind the slot where a goal has several objectives: "" or ".ID"
	subject library.Subject
}

// id returns the id of the next unit in the slot. It names the place, never
// the words; a unit that is left out keeps its number.
func (p *part) id(slot string) string {
	place := p.first + "/" + slot + p.behind
	p.c.counts[place]++
	return place + "/" + strconv.Itoa(p.c.counts[place])
}

// Say gives the library's sentence for the slot; where no phrase fits, or the
// sentence stands under this heading already, the line is left out.
func (p *part) Say(slot string) string {
	c := p.c
	c.section()
	id := p.id(slot)
	s := p.subject
	s.Named = c.named
	sentence, ok := c.lib.Sentence(slot, s, c.choice)
	if !ok || c.said[sentence.Text] {
		return leaveOut
	}
	c.said[sentence.Text] = true
	c.named = c.named || hasWord(sentence.Text, p.c.in.Client.CalledName())
	c.use(sentence.Phrase)
	sentence.ID = id
	sentence.Text = asLine(Escape(sentence.Text))
	return c.emit(sentence)
}

// Cell gives the library's sentence for the slot as a value for a table, nil
// where no phrase fits.
func (p *part) Cell(slot string) *value {
	s := p.subject
	s.Named = true // a row of a table does not begin with the name
	sentence, ok := p.c.lib.Sentence(slot, s, p.c.choice)
	if !ok {
		return nil
	}
	p.c.use(sentence.Phrase)
	return &value{Escape(sentence.Text), sentence.Facts}
}

// hasWord reports whether the word stands in the text, not only as a piece of
// a longer one.
func hasWord(text, word string) bool {
	if word == "" {
		return false
	}
	before := ' '
	for at := range text {
		if strings.HasPrefix(text[at:], word) && !unicode.IsLetter(before) {
			after, _ := utf8.DecodeRuneInString(text[at+len(word):])
			if !unicode.IsLetter(after) {
				return true
			}
		}
		before, _ = utf8.DecodeRuneInString(text[at:])
	}
	return false
}

// Line gives a line of the template's own words; the form says it, or, where
// it holds facts, the data do.
func (p *part) Line(slot, format string, args ...any) (string, error) {
	return p.own(slot, "", format, args)
}

// Row gives a row of a table.
func (p *part) Row(slot string, cells ...any) (string, error) {
	return p.own(slot, "", "|"+strings.Repeat(" %s |", len(cells)), cells)
}

// Write asks the therapist to write something.
func (p *part) Write(slot, format string, args ...any) (string, error) {
	return p.own(slot, record.ChosenSort, "[[therapist write: "+format+"]]", args)
}

// Confirm asks the therapist to confirm what the program proposes.
func (p *part) Confirm(slot, format string, args ...any) (string, error) {
	return p.own(slot, record.ChosenSort, "[[therapist confirm: "+format+"]]", args)
}

// Fill asks the VA for something that the exports lack.
func (p *part) Fill(slot, format string, args ...any) (string, error) {
	return p.own(slot, record.ChosenSort, "[[VA fill: "+format+"]]", args)
}

// Pick asks the therapist to choose one of the template's own options.
func (p *part) Pick(slot string, options ...string) string {
	words := make([]string, len(options))
	for i, o := range options {
		words[i] = option(o)
	}
	return p.emit(slot, record.ChosenSort, &value{"[[therapist choose 1: " + strings.Join(words, optionBreak) + "]]", nil})
}

// PickFor does the same with a lead before the options: "Progress code".
func (p *part) PickFor(slot string, lead any, options []string) string {
	words := make([]string, len(options))
	for i, o := range options {
		words[i] = option(o)
	}
	return p.emit(slot, record.ChosenSort, &value{fmt.Sprintf("[[therapist choose 1: %s: %s]]", lead, strings.Join(words, optionBreak)), nil})
}

// own emits a line that no phrase said. The form or, where it holds facts, the
// data say it.
func (p *part) own(slot string, sort record.Sort, format string, args []any) (string, error) {
	v, err := text(format, args...)
	if err != nil {
		return "", err
	}
	if sort == "" {
		sort = record.FixedSort
		if len(v.facts) > 0 {
			sort = record.DataSort
		}
	}
	return p.emit(slot, sort, v), nil
}

func (p *part) emit(slot string, sort record.Sort, v *value) string {
	return p.c.emit(record.Sentence{ID: p.id(slot), Text: v.text, Sort: sort, Facts: v.facts})
}

// Ask asks the therapist to write what the library's question for the slot
// asks; without one, nothing.
func (p *part) Ask(slot string) string {
	s := p.subject
	s.Named = true // a question to the therapist stands by itself
	question, ok := p.c.lib.Sentence(slot, s, p.c.choice)
	if !ok {
		p.id(slot)
		return leaveOut
	}
	p.c.use(question.Phrase)
	asked := "[[therapist write: " + Escape(question.Text) + "]]"
	return p.emit(slot, record.ChosenSort, &value{asked, question.Facts})
}

// Choose offers at most offered options of the library, of which the therapist
// picks up to upTo, or none. The lead stands before the options: "what
// helped". Without an option the line is left out.
func (p *part) Choose(slot string, upTo, offered int, lead string) string {
	var options []string
	var facts []record.Fact
	for _, o := range p.c.lib.Offers(slot, p.subject, p.c.choice, offered) {
		if o.Hidden != "" {
			facts = append(facts, record.Fact{Name: "hidden", Value: oneLine(o.Text), Note: o.Phrase + ": " + o.Hidden})
			continue
		}
		p.c.use(o.Phrase, o.Frame)
		options = append(options, option(o.Text))
		facts = append(facts, record.Fact{Name: "offer", Value: oneLine(o.Text), Note: o.Phrase})
		facts = append(facts, o.Facts...)
	}
	if len(options) == 0 {
		p.id(slot)
		return leaveOut
	}
	options = append(options, p.c.in.Language.Word("none"))
	words := strings.Join(options, optionBreak)
	if lead != "" {
		words = lead + ": " + words
	}
	how := "choose up to " + strconv.Itoa(upTo)
	if upTo == 1 {
		how = "choose 1"
	}
	return p.emit(slot, record.ChosenSort, &value{"[[therapist " + how + ": " + words + "]]", facts})
}

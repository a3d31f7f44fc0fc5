package library

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"milepost/record"
)

// part is a piece of a phrase: words as they stand, a field, or forms of a word
// of which one fits: by the subject's number or the client's gender, or by how
// the clinic addresses its families.
type part struct {
	words   string
	field   string
	forms   []string // {needs|need}: for one, for several; {listo|lista}: by gender
	address []string // {deje/deja}: for usted, for tú
	upper   bool     // {Name}: with a capital
}

// textFault says what is wrong in a text and at which byte.
type textFault struct {
	at   int
	what string
}

// slotInText is a field or a pair of forms in braces.
var slotInText = regexp.MustCompile(`\{[^{}]*\}`)

// parse cuts a text into parts and checks its fields.
func parse(text string, known map[string]field) ([]part, *textFault) {
	var parts []part
	end := 0
	for _, at := range slotInText.FindAllStringIndex(text, -1) {
		if fault := noBrace(text, end, at[0]); fault != nil {
			return nil, fault
		}
		if at[0] > end {
			parts = append(parts, part{words: text[end:at[0]]})
		}
		end = at[1]
		p, what := slotPart(text[at[0]+1:at[1]-1], known)
		if what != "" {
			return nil, &textFault{at[0] + 1, what}
		}
		parts = append(parts, p)
	}
	if fault := noBrace(text, end, len(text)); fault != nil {
		return nil, fault
	}
	return append(parts, part{words: text[end:]}), nil
}

func noBrace(text string, from, to int) *textFault {
	if i := strings.IndexAny(text[from:to], "{}"); i >= 0 {
		return &textFault{from + i, "a brace without its partner"}
	}
	return nil
}

func slotPart(inner string, known map[string]field) (part, string) {
	if forms := strings.Split(inner, "|"); len(forms) > 1 {
		return part{forms: forms}, ""
	}
	if forms := strings.Split(inner, "/"); len(forms) > 1 {
		return part{address: forms}, ""
	}
	name := strings.ToLower(inner[:min(1, len(inner))]) + inner[min(1, len(inner)):]
	if _, ok := known[name]; !ok && !isReference(name) && name != "a" {
		return part{}, fmt.Sprintf("unknown field %q (nearest: %q)", inner, nearest(name, fieldNames(known)))
	}
	return part{field: name, upper: name != inner}, ""
}

// references are the words that stand for the client.
func references() []string {
	return []string{"name", "name's", "they", "them", "their", "theirs", "themself"}
}

func isReference(name string) bool { return slices.Contains(references(), name) }

// speaker realises phrases for one subject. It holds what was said so far in
// the sentence.
type speaker struct {
	v      *view
	fields map[string]field
	named  bool // the name was said: a pronoun may stand for it
	many   bool // the last subject takes the plural
	facts  []record.Fact
	used   map[string]bool
	depth  int
	option bool // an option of a mark: the child is known to who reads it
}

// articleMark stands for an article until the next word is known.
const articleMark = "\x01"

// sentence realises the parts; false: a field is missing, the phrase does not
// fit.
func (v *view) sentence(parts []part, known map[string]field) (string, []record.Fact, bool) {
	s := &speaker{v: v, fields: known, named: v.s.Named, option: v.option, used: map[string]bool{}}
	text, ok := s.speak(parts)
	if !ok {
		return "", nil, false
	}
	return s.finish(text), s.facts, true
}

func (s *speaker) speak(parts []part) (string, bool) {
	var b strings.Builder
	for _, p := range parts {
		word, ok := s.say(p)
		if !ok {
			return "", false
		}
		if p.upper {
			word = s.v.s.Language.Capital(word)
		}
		b.WriteString(word)
	}
	return b.String(), true
}

func (s *speaker) say(p part) (string, bool) {
	switch {
	case len(p.forms) > 0:
		return s.form(p.forms)
	case len(p.address) > 0:
		return s.v.s.Language.Address(p.address...), true
	case p.field == "":
		return p.words, true
	case p.field == "a":
		return articleMark, true
	case isReference(p.field):
		return s.refer(p.field), true
	}
	said, ok := s.fields[p.field].say(s.v)
	if !ok || said.text == "" || strings.Contains(said.text, untranslated) {
		return "", false
	}
	if !s.used[p.field] {
		s.used[p.field] = true
		s.facts = append(s.facts, said.facts...)
	}
	if !said.inner || s.depth > 2 {
		return said.text, true
	}
	parts, fault := parse(said.text, nil)
	if fault != nil {
		return "", false
	}
	s.depth++
	text, ok := s.speak(parts)
	s.depth--
	return text, ok
}

// form picks the form of a word that fits: by the number of the last subject or,
// in a language that asks for it, by the client's gender. A gender that is not
// known takes the form after those of the genders; without one the phrase does
// not fit, so that nobody is called what the file does not say.
func (s *speaker) form(forms []string) (string, bool) {
	l := s.v.s.Language
	at := 0
	switch {
	case l.ByGender():
		at = l.Gender(s.v.s.Client.Pronouns.Subject)
	case s.many:
		at = 1
	}
	if at >= len(forms) {
		return "", false
	}
	return forms[at], true
}

// own says a word for the client in a language that has words of its own for
// one who was named: "su"; nothing, where the verb says it.
func (s *speaker) own(word, text string) string {
	first := word == "they" && !s.named && s.depth == 0
	if word == "they" {
		s.named, s.many = true, false
	}
	if first {
		return s.v.called
	}
	return text
}

// refer says a word that stands for the client: the name first, a pronoun
// after it where one is known. Words inside a field ("put on her coat") take
// the pronoun even before the name.
func (s *speaker) refer(word string) string {
	if text, ok := s.v.s.Language.Refer(word); ok {
		return s.own(word, text)
	}
	p := s.v.s.Client.Pronouns
	pronoun := map[string]string{
		"they": p.Subject, "them": p.Object, "their": p.Possessive, "theirs": p.Owned, "themself": p.Reflexive,
	}[word]
	known := p.Subject != ""
	if word == "themself" && pronoun == "" {
		return ""
	}
	subject := word == "they" || word == "name"
	if s.option && pronoun != "" {
		s.named = true
	}
	if pronoun != "" && (s.named || s.depth > 0 || word == "themself") {
		if subject {
			s.many = p.Plural
		}
		return pronoun
	}
	if subject {
		s.many = false
	}
	s.named = s.named || known
	name := s.v.called
	if word == "their" || word == "theirs" || word == "name's" {
		return s.v.s.Language.Possessive(name)
	}
	return name
}

var (
	spaces    = regexp.MustCompile(`[ \t\r\n]+`)
	gaps      = regexp.MustCompile(` +([,.;:!?])`)
	articleAt = regexp.MustCompile(articleMark + ` *(\S*)`)
)

// finish puts in articles, joins runs of space and ends the text with one
// full stop.
func (s *speaker) finish(text string) string {
	if strings.Contains(text, articleMark) {
		text = s.articles(text)
	}
	if untidy(text) {
		text = gaps.ReplaceAllString(spaces.ReplaceAllString(strings.TrimSpace(text), " "), "$1")
	}
	for strings.HasSuffix(text, "..") {
		text = text[:len(text)-1]
	}
	return s.v.s.Language.Contracted(text)
}

// untidy reports whether there is space that does not belong.
func untidy(text string) bool {
	for i := range len(text) {
		if text[i] != ' ' {
			continue
		}
		if i == 0 || i == len(text)-1 || strings.IndexByte(" ,.;:!?", text[i+1]) >= 0 {
			return true
		}
	}
	return strings.ContainsAny(text, "\t\r\n")
}

// articles puts in "a" or "an", as the next word asks.
func (s *speaker) articles(text string) string {
	return articleAt.ReplaceAllStringFunc(text, func(m string) string {
		next := strings.TrimLeft(m[1:], " ")
		return s.v.s.Language.Article(strings.TrimLeft(next, `"“'(`)) + " " + next
	})
}

// fieldNames lists the fields and references, sorted.
func fieldNames(known map[string]field) []string {
	names := references()
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

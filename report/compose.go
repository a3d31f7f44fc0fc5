package report

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/template"

	"milepost/language"
	"milepost/library"
	"milepost/record"
	"milepost/templates"

	"golang.org/x/text/unicode/norm"
)

// maxDraft is the largest text, in bytes, that a template may give: 50 times
// a long report.
const maxDraft = 2 << 20

// errTooLong stops a template that fills the memory.
var errTooLong = errors.New("the draft is longer than 2 MB: a loop in its template prints too much")

// Compose makes the draft: the template decides the order, the library the
// words. Every line that holds a sentence, a fact, a figure or a mark is in
// Sentences with its line of the body. A template that cannot be read or that
// asks for what there is not is an error with its file and line.
func Compose(in Input, lib *library.Library, form templates.Template) (record.Body, error) {
	c, err := compose(in, lib, form)
	if err != nil {
		return record.Body{}, err
	}
	return c.body()
}

func compose(in Input, lib *library.Library, form templates.Template) (*composer, error) {
	c := &composer{
		in: in, lib: lib, form: form,
		choice: &library.Choice{From: in.Period.From, Last: in.Last},
		counts: map[string]int{},
		uses:   map[string]record.PhraseUse{},
		said:   map[string]bool{},
		pairs:  map[string]string{},
	}
	parsed, err := form.Parse(c.functions())
	if err != nil {
		return nil, err
	}
	c.parsed = parsed
	if err := parsed.Execute(c, newWhole(c)); err != nil {
		return nil, fmt.Errorf("compose draft: %s", strings.TrimPrefix(err.Error(), "template: "))
	}
	return c, nil
}

// composer gathers one draft while its template runs.
type composer struct {
	in     Input
	lib    *library.Library
	form   templates.Template
	parsed *template.Template
	choice *library.Choice
	out    bytes.Buffer
	units  []record.Sentence // by the number in their marker
	counts map[string]int    // how often a place was asked for
	uses   map[string]record.PhraseUse

	heading int             // where the last heading begins in out, -1 none
	named   bool            // the client was named under this heading
	said    map[string]bool // sentences under this heading

	pairs map[string]string // what a picked option says, by what it says in the edition that is followed
}

// Write takes what the template has given so far.
func (c *composer) Write(p []byte) (int, error) {
	if c.out.Len()+len(p) > maxDraft {
		return 0, errTooLong
	}
	return c.out.Write(p)
}

// functions are those that templates may call beside the listed ones.
func (c *composer) functions() template.FuncMap {
	l := c.in.Language
	return template.FuncMap{
		"word":    l.Word,
		"capital": l.Capital,
		"number":  func(n int) string { return l.Int(n) },
		"date":    func(d record.Date) string { return l.Date(language.Day(d)) },
		"escape":  Escape,
		"text":    text,
		"address": l.Address,
		"inText":  func(v *value) *value { return inText(l, v) },
	}
}

// recall gives a whole sentence as a person translated it.
func (c *composer) recall(text string) (string, bool) {
	if c.in.recall == nil {
		return "", false
	}
	return c.in.recall(text)
}

// section forgets, at each new heading, who was named and what was said:
// within one section a pronoun may stand for the name, and no sentence comes
// twice.
func (c *composer) section() {
	at := bytes.LastIndex(c.out.Bytes(), []byte("\n#"))
	if at == c.heading {
		return
	}
	c.heading, c.named = at, false
	clear(c.said)
}

// The private markers around the number of a unit, and the one of a line that
// is to be left out. Escape keeps them out of foreign text.
const (
	markOpen  = "\x02"
	markClose = "\x03"
	leaveOut  = markOpen + "-" + markClose
)

// emit gives the unit the next number and its text a marker.
func (c *composer) emit(s record.Sentence) string {
	c.units = append(c.units, s)
	return fmt.Sprintf("%s%d%s%s", markOpen, len(c.units)-1, markClose, s.Text)
}

// use notes which text of a phrase the draft was made with.
func (c *composer) use(phrases ...string) {
	for _, id := range phrases {
		if id != "" {
			c.uses[id] = c.lib.Use(c.in.Language.Code, id)
		}
	}
}

// body turns what the template gave into the body and the whole draft.
func (c *composer) body() (record.Body, error) {
	lines, sentences := c.place(norm.NFC.String(c.out.String()))
	text := Normal(strings.Join(lines, "\n"))
	b := record.Body{
		Draft: c.in.Key, Period: c.in.Period, Hash: record.ShortHash(text),
		Sentences: sentences, Made: c.made(), Levels: c.in.levels(),
	}
	front := FrontMatter{
		Document: strings.ReplaceAll(c.in.Key.Kind, "-", " "),
		Audience: c.in.Key.Audience,
		Client:   string(c.in.Key.Client),
		Period:   noPeriod,
		Language: c.in.Key.Language,
		Draft:    c.in.Key.ID(),
		Base:     b.Hash,
	}
	if !c.in.Period.IsZero() {
		front.Period = c.in.Period.String()
	}
	var err error
	b.Markdown, err = front.print(text)
	return b, err
}

func (c *composer) made() []record.PhraseUse {
	phrases := make([]record.PhraseUse, 0, len(c.uses)+1)
	for _, use := range c.uses {
		phrases = append(phrases, use)
	}
	slices.SortFunc(phrases, func(a, b record.PhraseUse) int { return strings.Compare(a.ID, b.ID) })
	form := record.PhraseUse{ID: c.form.Name, Hash: record.ShortHash(c.form.Source)}
	return append([]record.PhraseUse{form}, phrases...)
}

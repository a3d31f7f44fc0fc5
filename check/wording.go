package check

import (
	"fmt"
	"regexp"
	"strings"

	"milepost/library"
	"milepost/record"
)

// Fault is something wrong with the clinic's own wording, forms, mappings or
// configuration, for a clinic lead to mend.
type Fault struct {
	Kind    string    `json:"kind"`             // such as "phrase.pronoun"
	File    string    `json:"file"`             // below the workspace
	Line    int       `json:"line,omitempty"`   // from 1; 0 the file as a whole
	Column  int       `json:"column,omitempty"` // from 1, in characters
	Wrong   string    `json:"wrong"`
	Nearest string    `json:"nearest,omitempty"` // what may have been meant
	Excerpt string    `json:"excerpt,omitempty"` // the line
	Client  record.ID `json:"client,omitempty"`  // on whom it showed, where only data show it
}

// String writes the fault with its place, the line and a caret below the word.
func (f Fault) String() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d", f.Line)
	}
	if f.Column > 0 {
		fmt.Fprintf(&b, ":%d", f.Column)
	}
	fmt.Fprintf(&b, ": %s", f.Wrong)
	if f.Nearest != "" && !strings.Contains(f.Wrong, "nearest") {
		fmt.Fprintf(&b, " (nearest: %q)", f.Nearest)
	}
	if f.Client != "" {
		fmt.Fprintf(&b, " (seen on client %s)", f.Client)
	}
	if f.Excerpt != "" {
		fmt.Fprintf(&b, "\n  %s\n  %s^", f.Excerpt, strings.Repeat(" ", max(0, f.Column-1)))
	}
	return b.String()
}

var (
	inBraces = regexp.MustCompile(`\{[^{}]*\}`)
	// twoIdeas matches where a second sentence begins.
	twoIdeas = regexp.MustCompile(`[.!?] +[\pL{"]`)
)

// Phrases looks at the clinic's own phrases (not the shipped ones) for what
// can be loaded and should not be said: pronouns and names written out, two
// ideas in one, causes and promises in a sentence that is worked out from
// rows, percent signs for parents, words of the trade, a missing translation.
func (w *Words) Phrases(lib *library.Library, names, languages []string) []Fault {
	known := map[string]bool{}
	for _, p := range lib.Phrases() {
		known[p.Language+"\x00"+p.ID] = true
	}
	var found []Fault
	for _, p := range lib.Phrases() {
		if p.Layer == 0 {
			continue
		}
		found = append(found, w.phrase(p, names)...)
		for _, code := range languages {
			if p.Language == languages[0] && code != p.Language && forParents(p) && !known[code+"\x00"+p.ID] {
				found = append(found, phraseFault(p, "phrase.translation", p.ID, fmt.Sprintf("phrase %q has no %q wording: drafts in %q leave its place open", p.ID, code, code)))
			}
		}
	}
	return found
}

func forParents(p library.Phrase) bool {
	for _, a := range p.Audiences {
		if a == "parent" {
			return true
		}
	}
	return false
}

// phrase looks at the words of one phrase.
func (w *Words) phrase(p library.Phrase, names []string) []Fault {
	if p.Language != w.code {
		return nil
	}
	var found []Fault
	add := func(kind, word, format string, args ...any) {
		found = append(found, phraseFault(p, kind, word, fmt.Sprintf("phrase %q: ", p.ID)+fmt.Sprintf(format, args...)))
	}
	text := inBraces.ReplaceAllStringFunc(p.Text, func(s string) string { return strings.Repeat("_", len(s)) })
	for set, at := range w.pronouns {
		if set == "they" {
			continue // it may be the numbers'
		}
		for _, s := range spans(at, text) {
			word := text[s[0]:s[1]]
			add("phrase.pronoun", word, "%q is written out: every child is spoken of so", word)
			found[len(found)-1].Nearest = map[bool]string{true: "{they}", false: "{their}"}[strings.EqualFold(word, "he") || strings.EqualFold(word, "she")]
		}
	}
	for _, name := range names {
		if i := wordIndex(strings.ToLower(text), strings.ToLower(name)); i >= 0 && name != "" {
			add("phrase.name", text[i:i+len(name)], "the name of a child or a member of staff is written out")
			found[len(found)-1].Nearest = "{name}"
		}
	}
	if m := twoIdeas.FindStringIndex(text); m != nil {
		add("phrase.two-ideas", text[m[0]:min(len(text), m[1]+8)], "two sentences in one phrase: write a phrase for each, so that each can be traced and taken out")
	}
	if p.Sort == record.DataSort {
		for _, s := range spans(w.causes, text) {
			add("phrase.cause", text[s[0]:s[1]], "%q states a cause in a sentence worked out from rows: make it kind: chosen, so that a therapist picks it", text[s[0]:s[1]])
		}
		for _, s := range spans(w.promises, text) {
			if !w.hopes.matches(text[:s[0]]) {
				add("phrase.promise", text[s[0]:s[1]], "%q promises what nobody can know", text[s[0]:s[1]])
			}
		}
	}
	if forParents(p) {
		if i := strings.IndexByte(text, '%'); i >= 0 {
			add("phrase.percent", "%", "a percent sign in the parents' edition")
		}
		for _, s := range spans(w.plainer, text) {
			word := strings.ToLower(text[s[0]:s[1]])
			add("phrase.jargon", text[s[0]:s[1]], "%q is a word of the trade", word)
			found[len(found)-1].Nearest = w.file.Plainer[word]
		}
	}
	return found
}

// phraseFault is a fault of a phrase; whoever has its file puts in the column.
func phraseFault(p library.Phrase, kind, word, wrong string) Fault {
	f := Fault{Kind: kind, File: p.Place, Wrong: wrong, Excerpt: word}
	return f
}

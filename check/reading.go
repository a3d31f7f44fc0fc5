package check

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"milepost/record"
)

// Codes of findings about how a draft reads. They ask; they never bar more than
// any other finding does.
const (
	CodeGrade = "reading.grade" // a section above grade 8
	CodeStyle = "reading.style" // spelling of another country, a percent sign for a parent
)

// The grades that parents' prose is held to.
//
// Source: domain facts 1.3: aim at grade 6, none over 8.
const (
	AimGrade  = 6.0
	MostGrade = 8.0
)

// leastWords is how many words a section needs to be graded: Flesch-Kincaid of
// a sentence or two misleads.
const leastWords = 100

// Count is what reading grades are worked out from.
type Count struct {
	Sentences, Words, Syllables int
}

// Grade returns the Flesch-Kincaid grade level, in school years of the United
// States; below 0 for the shortest words. 0 where there are no words.
//
// Source: Kincaid, Fishburne, Rogers and Chissom (1975), Research Branch Report
// 8-75: 0.39 words/sentences + 11.8 syllables/words - 15.59. Checked against
// the values that the packages flesch-kincaid and textstat assert.
func (c Count) Grade() float64 {
	if c.Words == 0 || c.Sentences == 0 {
		return 0
	}
	return 0.39*float64(c.Words)/float64(c.Sentences) + 11.8*float64(c.Syllables)/float64(c.Words) - 15.59
}

// Ease returns the Flesch reading ease, about 0 (hardest) to 100 and more.
//
// Source: Flesch (1948), Journal of Applied Psychology 32(3): 206.835 -
// 1.015 words/sentences - 84.6 syllables/words. Checked as Grade.
func (c Count) Ease() float64 {
	if c.Words == 0 || c.Sentences == 0 {
		return 0
	}
	return 206.835 - 1.015*float64(c.Words)/float64(c.Sentences) - 84.6*float64(c.Syllables)/float64(c.Words)
}

func (c Count) plus(d Count) Count {
	return Count{c.Sentences + d.Sentences, c.Words + d.Words, c.Syllables + d.Syllables}
}

// Reading is how the prose of a draft reads.
type Reading struct {
	Whole    Count
	Sections []Section // those of 100 words or more
	Hard     []Hard    // the hardest sentences first; at most 5
}

// Section is the prose under one heading.
type Section struct {
	Heading string
	Line    int // of the heading in the body, from 1; 1 before the first
	Count   Count
}

// Hard is a sentence that is hard to read, and why.
type Hard struct {
	Line    int
	Text    string
	Points  int      // more is harder; no unit
	Why     []string // such as "26 words"
	Plainer []string // "latency: how long it takes to start"
}

// mostHard is how many hard sentences are listed.
const mostHard = 5

// Read grades the prose of a draft: no headings, tables, figures, marks, quoted
// words, names, or lines with a phone number or a signature.
func (w *Words) Read(d Draft) Reading { return w.learn(d).reading() }

func (k *knowledge) reading() Reading {
	w := k.w
	var r Reading
	section := Section{Line: 1}
	keep := func() {
		if section.Count.Words >= leastWords {
			r.Sections = append(r.Sections, section)
		}
	}
	for _, ln := range k.lines {
		if ln.kind == headingLine {
			keep()
			section = Section{Heading: ln.text, Line: ln.n}
		}
		if !ln.prose() {
			continue
		}
		text := k.plainProse(ln.text)
		count := w.Count(text)
		r.Whole, section.Count = r.Whole.plus(count), section.Count.plus(count)
		if hard, ok := w.hard(ln, text); ok {
			r.Hard = append(r.Hard, hard)
		}
	}
	keep()
	slices.SortStableFunc(r.Hard, func(a, b Hard) int { return cmp.Compare(b.Points, a.Points) })
	r.Hard = r.Hard[:min(len(r.Hard), mostHard)]
	return r
}

// prose reports whether a line is read as a sentence: contact and signature
// lines are not.
func (ln line) prose() bool {
	if ln.kind != proseLine || strings.Contains(ln.text, "____") {
		return false
	}
	for _, slot := range []string{"-/call/", "-/interpreter/", "-/signature/", "-/title/"} {
		if strings.HasPrefix(ln.id, slot) {
			return false
		}
	}
	return true
}

// plainProse takes quotations and names out.
func (k *knowledge) plainProse(text string) string {
	text = quoteAt.ReplaceAllString(text, "")
	for _, name := range []string{k.in.Client.CalledName(), k.in.Client.LastName, k.in.Therapist.Name, k.in.Clinic.Name} {
		if name != "" {
			text = strings.ReplaceAll(text, k.in.Language.Possessive(name), "her")
			text = strings.ReplaceAll(text, name, "she")
		}
	}
	return text
}

var (
	proseWord   = regexp.MustCompile(`[\pL\pN][\pL\pN'’&.-]*`)
	sentenceEnd = regexp.MustCompile(`[.!?]+["'”’)]*(?:\s|$)`)
	initials    = regexp.MustCompile(`\b(?:\pL\.){2,}|\b(?:Mr|Mrs|Ms|Dr|Jr|vs|e\.g|i\.e)\.`)
)

// Count counts sentences, words and syllables of a text.
func (w *Words) Count(text string) Count {
	var c Count
	for _, word := range proseWord.FindAllString(text, -1) {
		c.Words++
		c.Syllables += w.syllables(word)
	}
	rest := initials.ReplaceAllStringFunc(text, func(s string) string { return strings.ReplaceAll(s, ".", "") })
	for from := 0; from < len(rest); {
		m := sentenceEnd.FindStringIndex(rest[from:])
		if m == nil {
			if len(proseWord.FindAllString(rest[from:], 3)) > 2 {
				c.Sentences++
			}
			break
		}
		if len(proseWord.FindAllString(rest[from:from+m[0]], 3)) > 2 {
			c.Sentences++
		}
		from += m[1]
	}
	if c.Words > 0 {
		c.Sentences = max(c.Sentences, 1)
	}
	return c
}

// syllables counts the syllables of a word, 1 or more: its groups of vowels,
// less a silent e. A number counts as it is said, about one a digit.
func (w *Words) syllables(word string) int {
	word = strings.Trim(strings.ToLower(strings.ReplaceAll(word, "’", "'")), ".'-&")
	if parts := strings.Split(word, "-"); len(parts) > 1 {
		n := 0
		for _, part := range parts {
			if part != "" {
				n += w.syllables(part)
			}
		}
		return n
	}
	word = strings.TrimSuffix(word, "'s")
	if n, ok := w.file.Syllables.Words[word]; ok {
		return n
	}
	if word == "" || unicode.IsDigit(rune(word[0])) {
		return max(1, len(strings.Trim(word, ".,%")))
	}
	return vowelGroups(word)
}

var (
	groups    = regexp.MustCompile(`[aeiouyáéíóúàèìòùäëïöüâêîôûãõå]+`)
	softL     = regexp.MustCompile(`[^aeiouyl]l(?:e|es|ed)$`)
	takeSound = regexp.MustCompile(`(?:[^laeiouytd]ed|[^aeiouycsxzgh]es|[^aeiouyl]e)$`)
)

func vowelGroups(word string) int {
	n := len(groups.FindAllString(word, -1))
	switch {
	case softL.MatchString(word): // lit-tle, puz-zles, hand-led
	case takeSound.MatchString(word) && !strings.HasSuffix(word, "shes") && !strings.HasSuffix(word, "ches"):
		n--
	}
	for _, pair := range []string{"ia", "io", "eo", "iu", "uou", "yi", "eing", "oing", "uing"} {
		if i := strings.Index(word, pair); i > 0 && !strings.Contains(word, "tio") && !strings.Contains(word, "cia") &&
			!strings.Contains(word, "sio") && !strings.Contains(word, "tia") && !strings.Contains(word, "cio") && !strings.Contains(word, "gio") && pair != "eo" {
			n++
			break
		}
	}
	return max(n, 1)
}

// hard says what makes a sentence hard: more than 20 words, words of the trade,
// uncommon words, a passive, two negations. Flesch-Kincaid of one sentence is
// not asked: it misleads.
func (w *Words) hard(ln line, text string) (Hard, bool) {
	h := Hard{Line: ln.n, Text: ln.text}
	add := func(points int, format string, args ...any) {
		h.Points += points
		h.Why = append(h.Why, fmt.Sprintf(format, args...))
	}
	words := proseWord.FindAllString(text, -1)
	if over := len(words) - 20; over > 0 {
		add(over, "%d words", len(words))
	}
	seen := map[string]bool{}
	for _, at := range spans(w.plainer, text) {
		term := strings.ToLower(text[at[0]:at[1]])
		if !seen[term] {
			seen[term] = true
			add(4, "%q is a word of the trade", term)
			h.Plainer = append(h.Plainer, term+": "+w.file.Plainer[term])
		}
	}
	for _, word := range words {
		if w.syllables(word) > 3 && !unicode.IsDigit(rune(word[0])) && !seen[strings.ToLower(word)] {
			seen[strings.ToLower(word)] = true
			add(2, "%q is long", word)
		}
	}
	if p := spans(w.passive, text); len(p) > 0 {
		add(2, "%q is passive", text[p[0][0]:p[0][1]])
	}
	if n := len(spans(w.negation, text)); n > 1 {
		add(3, "it denies twice")
	}
	return h, h.Points > 0
}

// Readable returns the findings about how a parent's edition reads; other
// audiences have none.
func (w *Words) Readable(d Draft) []record.Finding {
	k := w.learn(d)
	return k.readable(k.reading())
}

func (k *knowledge) readable(r Reading) []record.Finding {
	if k.in.Key.Audience != "parent" {
		return nil
	}
	var found []record.Finding
	grade := func(ln line, what string, c Count) {
		if g := c.Grade(); g > MostGrade {
			found = append(found, ln.finding(CodeGrade, fmt.Sprintf("%s reads at grade %.1f; parents are owed grade %.0f, and no more than %.0f", what, g, AimGrade, MostGrade), "say it in shorter sentences and plainer words: "+advice(r.Hard)))
		}
	}
	if r.Whole.Words >= leastWords {
		grade(line{n: 1, raw: "whole"}, "the report", r.Whole)
	}
	for _, s := range r.Sections {
		grade(line{n: s.Line, raw: s.Heading}, fmt.Sprintf("%q", s.Heading), s.Count)
	}
	return append(found, k.style()...)
}

func advice(hard []Hard) string {
	if len(hard) == 0 {
		return "no single sentence stands out"
	}
	return fmt.Sprintf("begin with %q (%s)", hard[0].Text, strings.Join(hard[0].Why, ", "))
}

// style finds spellings of other countries, and percent signs in sections of
// goals that are not measured in percent.
func (k *knowledge) style() []record.Finding {
	w := k.w
	var found []record.Finding
	for _, ln := range k.lines {
		if !ln.prose() {
			continue
		}
		text := quoteAt.ReplaceAllString(ln.text, "")
		for _, at := range spans(w.spelling, text) {
			word := strings.ToLower(text[at[0]:at[1]])
			found = append(found, ln.finding(CodeStyle, fmt.Sprintf("%q is not how the United States write it", word), "write "+w.file.Spelling[word]))
		}
		if strings.Contains(text, "%") && !k.percentGoal(ln) {
			found = append(found, ln.finding(CodeStyle, "a percent sign, and this goal has none", "say how many times out of how many"))
		}
	}
	return found
}

// percentGoal reports whether the goal of the line is written in percent.
func (k *knowledge) percentGoal(ln line) bool {
	g := ln.goal
	if g == nil {
		g = &k.whole
	}
	return slices.ContainsFunc(g.levels, func(lv level) bool {
		return lv.measure.Kind == record.Percent || lv.score.Form == record.PercentForm || strings.Contains(lv.score.Text, "%")
	}) || strings.Contains(g.goal.Text, "%")
}

package library_test

import (
	"regexp"
	"strings"
	"testing"

	"milepost/language"
	"milepost/library"
	"milepost/record"
)

// faults are what no sentence may show.
var faults = []struct {
	rule string
	at   *regexp.Regexp
}{
	{"no double space", regexp.MustCompile(`  `)},
	{"no two full stops", regexp.MustCompile(`\.\.`)},
	{"no space before a mark", regexp.MustCompile(` [,.;:!?]`)},
	{"no field left", regexp.MustCompile(`[{}|\x01]|\?\?|<no value>|%!`)},
	{"a before a consonant, an before a vowel", regexp.MustCompile(`(^|[ "(])[aA] ([aei]|o[^n])|(^|[ "(])[aA]n ([bcdfgjklmnpqrstvwxyz]|h[^o])`)},
	{"one time, not 1 times", regexp.MustCompile(`(^|[^\d.,/])1 (times|visits|minutes|seconds|bites|sessions|hours|upsets|hits)\b`)},
	{"one visit, not one visits", regexp.MustCompile(`\bone (visits|times)\b`)},
	{"agreement of a plural pronoun", regexp.MustCompile(`\b[tT]hey (is|was|has|needs|does|gets)\b`)},
	{"agreement of a name or a singular pronoun", regexp.MustCompile(`\b([sS]he|[hH]e|xe) (are|were|have|need|do|get)\b|\b(Sam|James) (are|were|have|need)\b`)},
	{"no promise", regexp.MustCompile(`\b(guarantee|definitely|promise)`)},
}

func lint(t *testing.T, s record.Sentence, slot string) {
	t.Helper()
	for _, f := range faults {
		if f.at.MatchString(s.Text) {
			t.Errorf("%s: %s: %q", s.Phrase, f.rule, s.Text)
		}
	}
	if s.Text == "" || s.Text != strings.TrimSpace(s.Text) {
		t.Errorf("%s: the text is empty or has space around it: %q", s.Phrase, s.Text)
	}
	if s.Sort == record.ChosenSort && !strings.HasPrefix(slot, "picked") {
		lintOption(t, s)
		return
	}
	if slot == "next" || slot == "visits" {
		return
	}
	if first := []rune(strings.TrimLeft(s.Text, `"“`))[0]; strings.ToUpper(string(first)) != string(first) {
		t.Errorf("%s: no capital at the start: %q", s.Phrase, s.Text)
	}
	end := strings.TrimRight(s.Text, `"”`)
	if !strings.HasSuffix(end, ".") && !strings.HasSuffix(end, "?") {
		t.Errorf("%s: no full stop at the end: %q", s.Phrase, s.Text)
	}
	if body := strings.ReplaceAll(end[:len(end)-1], "Jr.", "Jr"); regexp.MustCompile(`[.?!] [A-Z]`).MatchString(body) && slot != "told" {
		t.Errorf("%s: more than one sentence on the line: %q", s.Phrase, s.Text)
	}
	if s.Sort == record.DataSort && len(s.Facts) == 0 {
		t.Errorf("%s: data sentence without a fact: %q", s.Phrase, s.Text)
	}
	for _, fact := range s.Facts {
		if s.Sort == record.DataSort && len(fact.Sources) == 0 && fact.Name != "status" {
			t.Errorf("%s: fact %s without a source: %q", s.Phrase, fact.Name, s.Text)
		}
	}
}

// lintOption holds the form of an option of a mark.
func lintOption(t *testing.T, s record.Sentence) {
	t.Helper()
	if strings.Contains(s.Text, " / ") || strings.Contains(s.Text, "]]") || strings.HasSuffix(s.Text, ".") {
		t.Errorf("%s: an option has no full stop and no slash: %q", s.Phrase, s.Text)
	}
}

func english(t *testing.T) *language.Language {
	t.Helper()
	l, err := language.Load("en")
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func shipped(t *testing.T) *library.Library {
	t.Helper()
	l, err := library.Load(library.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// atLength leaves a long test out of the short run, for which the race detector
// makes everything many times slower, and in which it finds nothing: it runs
// nothing at once.
func atLength(t *testing.T) {
	t.Helper()
	if testing.Short() {
		t.Skip("is long, and runs nothing at once")
	}
}

// Every phrase, said for every example, with and without the name said before.
func TestEverySentenceIsWellFormed(t *testing.T) {
	atLength(t)
	l := shipped(t)
	said := map[string]bool{}
	for _, audience := range library.Audiences() {
		t.Run(audience, func(t *testing.T) { lintAudience(t, l, audience, said) })
	}
	for _, p := range l.Phrases() {
		if !said[p.ID] && !strings.HasPrefix(p.Slot, "picked") {
			t.Errorf("%s: %s: no example ever says it", p.Place, p.ID)
		}
	}
}

// reader reads every wording that a library has, each different text once.
type reader struct {
	*library.Library
	said  map[string]bool // ids of phrases
	read  map[string]bool // texts
	count int
}

// all reads what there is to say of the subject in each slot.
func (r *reader) all(s library.Subject, lint func(record.Sentence, string)) {
	for _, slot := range library.Slots() {
		for _, sentence := range r.Wordings(slot, s, &library.Choice{}) {
			r.said[sentence.Phrase] = true
			r.count++
			if !r.read[sentence.Text] {
				r.read[sentence.Text] = true
				lint(sentence, slot)
			}
		}
	}
}

func lintAudience(t *testing.T, l *library.Library, audience string, said map[string]bool) {
	t.Helper()
	r := &reader{Library: l, said: said, read: map[string]bool{}}
	for _, s := range library.Examples(english(t), audience) {
		for _, named := range []bool{false, true} {
			s.Named = named
			r.all(s, func(sentence record.Sentence, slot string) { lint(t, sentence, slot) })
			if t.Failed() {
				t.Fatal("the faults of one example are enough")
			}
		}
	}
	t.Logf("%d sentences, %d of them different", r.count, len(r.read))
}

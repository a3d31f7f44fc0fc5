package library_test

import (
	"regexp"
	"strings"
	"testing"

	"milepost/language"
	"milepost/library"
	"milepost/record"
)

func spanish(t *testing.T, how string) *language.Language {
	t.Helper()
	l, err := language.Load("es")
	if err != nil {
		t.Fatal(err)
	}
	if l, err = l.Addressing(how); err != nil {
		t.Fatal(err)
	}
	return l
}

// spanishFaults are what no Spanish sentence may show.
// whole compiles a rule in which \b bounds words of any letters; Go's own knows
// those of English alone.
func whole(rule string) *regexp.Regexp {
	const begin, end = `(?:^|[^\p{L}\d.,/])`, `(?:$|[^\p{L}\d])`
	parts := strings.Split(rule, `\b`)
	for i := range parts {
		if i > 0 {
			parts[i] = map[bool]string{true: begin, false: end}[i%2 == 1] + parts[i]
		}
	}
	return regexp.MustCompile(strings.Join(parts, ""))
}

var spanishFaults = []struct {
	rule string
	at   *regexp.Regexp
}{
	{"no double space", regexp.MustCompile(`  `)},
	{"no two full stops", regexp.MustCompile(`\.\.`)},
	{"no space before a mark", regexp.MustCompile(` [,.;:!?]`)},
	{"no field left", regexp.MustCompile(`[{}|\x01\x04]|\?\?|<no value>|%!`)},
	{"del and al, not de el and a el", whole(`\b(de|a) el\b`)},
	{"e before i", regexp.MustCompile(`(?i) y (i|hi[^ae])`)},
	{"u before o", regexp.MustCompile(`(?i) o (o|ho|8)`)},
	{"one thing, one form", whole(`(^|[^\d.,/])1 (veces|visitas|minutos|segundos|horas|bocados|sesiones|golpes|berrinches|días|pulgadas)\b`)},
	{"several things, many form", whole(`\b([02-9]|\d\d+) (vez|visita|minuto|segundo|hora|bocado|sesión|golpe|berrinche|día|pulgada)\b`)},
	{"una visita, not una visitas", whole(`\buna (visitas|veces)\b|\b(dos|tres|siete|nueve) (visita|vez)\b`)},
	{"no word twice", whole(`(?i)\b(de de|en en|a a|la la|el el|por por|para para|que que|con con|de a|a en|en a)\b`)},
	{"nobody is cut off before a verb", whole(`(^| )a (le|ya|ahora|necesita|puede)\b`)},
	{"the article agrees", whole(`(?i)\b(el|los|un|unos) (visitas?|metas?|veces|vez|semanas?|clínica|escuela|línea|manos?|palabras?)\b|\b(la|las|una|unas) (pasos?|niveles?|nivel|informes?|números?|descansos?|minutos?|recordatorios?)\b`)},
	{"no English left", whole(`(?i)\b(the|of|and|with|goal|visits?|times|her|his|their|is|was|out|now|help|we|you|new)\b`)},
	{"no promise", whole(`(?i)\b(garantiza|prometemos|seguramente|sin duda)`)},
	{"US family Spanish: pelota, carro", whole(`(?i)\b(vosotros|vuestr[oa]s?|coger|coge|coche|ordenador|zumo|bolígrafo)\b`)},
}

// familyNames are the examples' own, which may hold what a rule forbids.
var familyNames = strings.NewReplacer("Robin Jr.", "Robin", "Little Steps Clinic", "Clínica")

func lintSpanish(t *testing.T, s record.Sentence, slot string) {
	t.Helper()
	text := familyNames.Replace(s.Text)
	for _, f := range spanishFaults {
		if f.at.MatchString(text) {
			t.Errorf("%s: %s: %q", s.Phrase, f.rule, s.Text)
		}
	}
	if strings.Count(text, "?") != strings.Count(text, "¿") || strings.Count(text, "!") != strings.Count(text, "¡") {
		t.Errorf("%s: a question opens with ¿: %q", s.Phrase, s.Text)
	}
	if text == "" || text != strings.TrimSpace(text) {
		t.Errorf("%s: the text is empty or has space around it: %q", s.Phrase, s.Text)
	}
	option := s.Sort == record.ChosenSort && !strings.HasPrefix(slot, "picked")
	if option || slot == "next" || slot == "visits" {
		lintOption(t, record.Sentence{Text: s.Text + " "})
		return
	}
	if first := []rune(strings.TrimLeft(text, `"“¿`))[0]; strings.ToUpper(string(first)) != string(first) {
		t.Errorf("%s: no capital at the start: %q", s.Phrase, s.Text)
	}
	if end := strings.TrimRight(text, `"”`); !strings.HasSuffix(end, ".") && !strings.HasSuffix(end, "?") {
		t.Errorf("%s: no full stop at the end: %q", s.Phrase, s.Text)
	}
	if words := len(strings.Fields(text)); words > 42 {
		t.Errorf("%s: %d words in one sentence: %q", s.Phrase, words, s.Text)
	}
}

// Every Spanish phrase, said for every example child, to usted and to tú, with
// and without the name said before.
func TestEverySpanishSentenceIsWellFormed(t *testing.T) {
	atLength(t)
	l := shipped(t)
	r := &reader{Library: l, said: map[string]bool{}, read: map[string]bool{}}
	bad := 0
	for _, how := range []string{"usted", "tú"} {
		for i, s := range library.Examples(spanish(t, how), "parent") {
			if how == "tú" && i%9 != 0 {
				continue
			}
			for _, named := range []bool{false, true} {
				if named && i%4 != 0 {
					continue
				}
				s.Named = named
				r.all(s, func(sentence record.Sentence, slot string) { lintSpanish(t, sentence, slot) })
				if t.Failed() {
					if bad++; bad > 25 {
						t.Fatal("these faults are enough")
					}
				}
			}
		}
	}
	t.Logf("%d sentences, %d of them different", r.count, len(r.read))
	for _, p := range l.Phrases() {
		if p.Language == "es" && !r.said[p.ID] && !strings.HasPrefix(p.Slot, "picked") {
			t.Errorf("%s: %s: no example ever says it", p.Place, p.ID)
		}
	}
}

var fieldAt = regexp.MustCompile(`\{([a-z_]+)\}`)

// Each phrase of a parent's edition has its Spanish one, which takes its keys
// from it and names the same fields, so that both state the same facts.
func TestEveryPhraseForParentsIsSaidInSpanish(t *testing.T) {
	l := shipped(t)
	spanish := map[string]library.Phrase{}
	for _, p := range l.Phrases() {
		if p.Language == "es" {
			spanish[p.ID] = p
		}
	}
	manner := strings.NewReplacer("_how", "", "last_level", "last_level")
	facts := func(text string) string {
		found := map[string]bool{}
		for _, m := range fieldAt.FindAllStringSubmatch(text, -1) {
			found[manner.Replace(m[1])] = true
		}
		for _, reference := range []string{"they", "them", "their", "theirs", "themself", "name", "a"} {
			delete(found, reference)
		}
		var list []string
		for _, f := range library.Fields() {
			if found[f.Name] {
				list = append(list, f.Name)
			}
		}
		return strings.Join(list, " ")
	}
	n := 0
	for _, p := range l.Phrases() {
		if p.Language != "en" || !strings.Contains(strings.Join(p.Audiences, " "), "parent") {
			continue
		}
		n++
		own, ok := spanish[p.ID]
		switch {
		case !ok:
			t.Errorf("%s: %s has no Spanish: %q", p.Place, p.ID, p.Text)
		case facts(own.Text) != facts(p.Text):
			t.Errorf("%s: %s states %q, the English %q", own.Place, p.ID, facts(own.Text), facts(p.Text))
		case own.When != p.When || own.Slot != p.Slot || own.Domain != p.Domain || strings.Join(own.Precautions, " ") != strings.Join(p.Precautions, " "):
			t.Errorf("%s: %s does not take its keys from the English", own.Place, p.ID)
		}
	}
	if n < 700 {
		t.Errorf("got %d phrases for parents, want 700 or more", n)
	}
}

package check

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"milepost/record"
)

// Person is how a child can be told from others on paper.
type Person struct {
	ID    record.ID
	IDs   []record.ID // all ids, ID among them
	Names [][2]string // first (or called) name and last name
	Birth record.Date
}

// PersonOf returns how the client can be told from others: by every name that
// is or was this client's, every id, and the birth date.
func PersonOf(c record.Client) Person {
	p := Person{ID: c.ID, IDs: []record.ID{c.ID}, Birth: c.BirthDate}
	for _, k := range c.Keys {
		if id, ok := strings.CutPrefix(string(k), string(record.ClientByID(""))); ok && !slices.Contains(p.IDs, record.ID(id)) {
			p.IDs = append(p.IDs, record.ID(id))
		}
	}
	firsts := []string{c.FirstName, c.Preferred}
	for _, f := range c.Former {
		firsts = append(firsts, f.Name)
	}
	for _, first := range firsts {
		if first != "" && c.LastName != "" {
			p.Names = append(p.Names, [2]string{first, c.LastName})
		}
	}
	for _, other := range c.OtherNames {
		if first, last, ok := cutLast(strings.Join(strings.Fields(other), " "), " "); ok {
			p.Names = append(p.Names, [2]string{first, last})
		}
	}
	return p
}

// Sheet is one page of a packet as text.
type Sheet struct {
	Part string // what the page belongs to
	Page int    // of the part, from 1
	Text string
}

// Clash is a place on a page that is of another child, or says so.
type Clash struct {
	Part  string    `json:"part"`
	Page  int       `json:"page"`
	Line  int       `json:"line"` // of the page's text, from 1
	Of    record.ID `json:"of,omitempty"`
	Wrong string    `json:"wrong"` // without names
}

// String writes the clash as one line, with ids alone.
func (c Clash) String() string {
	return fmt.Sprintf("%s, page %d, line %d: %s", c.Part, c.Page, c.Line, c.Wrong)
}

// WrongChild compares name, birth date and id of every page with the child's
// own and with those of all other children of the clinic, and lists where a
// page is of somebody else: another child's whole name or id, a birth date or
// a name behind a label that is not this child's, or a page that calls another
// child by the first name and never this one. A birth date that stands without
// a label is no birth date: it may be the day of a session.
//
// Source: features 93.
func WrongChild(own Person, others []Person, sheets []Sheet) []Clash {
	w := newWatch(own, others)
	var found []Clash
	for _, s := range sheets {
		found = append(found, w.page(s)...)
	}
	return found
}

// IsNamedIn reports whether one of the pages says whose it is: a name of the child
// in full, the birth date or the id.
func (p Person) IsNamedIn(sheets []Sheet) bool {
	w := newWatch(p, nil)
	return slices.ContainsFunc(sheets, func(s Sheet) bool { return w.says(s.Text) })
}

// watch holds what is looked for.
type watch struct {
	own     Person
	ownName map[string]bool // words of the child's own names
	names   map[string][]known
	firsts  map[string]record.ID // first names of others that are no words of the child's own names
	ids     map[string]record.ID
	births  map[record.Date]record.ID
}

// known is a name by the words that follow its first one.
type known struct {
	next    []string // at once
	last    []string // then, with middle names or initials before
	between int      // how many of these there may be
	of      record.ID
}

// waysOf returns a name as it is written, "Ana María Ruiz" and "Ruiz, Ana
// María", each by its first word.
func waysOf(n [2]string, of record.ID) map[string]known {
	first, last := nameWords(n[0]), nameWords(n[1])
	if len(first) == 0 || len(last) == 0 {
		return nil
	}
	return map[string]known{
		first[0]: {first[1:], last, 2, of},
		last[0]:  {last[1:], first, 0, of},
	}
}

func newWatch(own Person, others []Person) *watch {
	w := &watch{
		own: own, ownName: map[string]bool{}, names: map[string][]known{}, firsts: map[string]record.ID{},
		ids: map[string]record.ID{}, births: map[record.Date]record.ID{},
	}
	mine := map[string]bool{}
	for _, n := range own.Names {
		for _, word := range append(nameWords(n[0]), nameWords(n[1])...) {
			w.ownName[word] = true
		}
		mine[wholeName(n)] = true
	}
	for _, o := range others {
		if o.ID != own.ID {
			w.add(o, mine)
		}
	}
	return w
}

func (w *watch) add(o Person, mine map[string]bool) {
	for _, n := range o.Names {
		if mine[wholeName(n)] {
			continue // a namesake is told by birth date and id
		}
		for word, way := range waysOf(n, o.ID) {
			w.names[word] = append(w.names[word], way)
		}
		if first := nameWords(n[0]); len(first) > 0 && !w.ownName[first[0]] {
			w.firsts[first[0]] = o.ID
		}
	}
	for _, id := range o.IDs {
		if !slices.Contains(w.own.IDs, id) {
			w.ids[strings.ToLower(string(id))] = o.ID
		}
	}
	if !o.Birth.IsZero() && o.Birth != w.own.Birth {
		w.births[o.Birth] = o.ID
	}
}

func wholeName(n [2]string) string {
	return strings.Join(append(nameWords(n[0]), nameWords(n[1])...), " ")
}

// nameWords returns the words of a name as they are compared: without accents,
// capitals and punctuation.
func nameWords(name string) []string {
	var all []string
	for _, t := range tokens(name) {
		all = append(all, t.text)
	}
	return all
}

// token is a word of a page with its line.
type token struct {
	text  string
	line  int
	upper bool // begins with a capital
}

// tokens cuts a text into words as they are compared: without accents,
// capitals and apostrophes. A hyphen parts two words, but at the end of a line
// before a small letter, where it is joined.
func tokens(text string) []token {
	var all []token
	line, breaks := 1, 0
	var b strings.Builder
	upper := false
	flush := func() {
		if b.Len() > 0 {
			all = append(all, token{b.String(), line, upper})
			b.Reset()
		}
		line += breaks
		breaks = 0
	}
	runes := []rune(norm.NFD.String(text))
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '\u2019':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if b.Len() == 0 {
				upper = unicode.IsUpper(r)
			}
			b.WriteString(record.SpelledOut(unicode.ToLower(r)))
		case b.Len() > 0 && isHyphen(r) && broken(runes[i+1:]) > 0:
			i += broken(runes[i+1:])
			breaks++
		case r == '\u00ad':
		default:
			flush()
			if r == '\n' {
				line++
			}
		}
	}
	flush()
	return all
}

// isHyphen reports whether the sign may break a word at the end of a line; some
// files have a control character there.
func isHyphen(r rune) bool { return r == '-' || r == '\u2010' || r == '\u00ad' || r == 2 }

// broken returns how many signs a line break takes after which a word goes on
// with a small letter; 0: none does.
func broken(next []rune) int {
	n := 0
	for n < len(next) && (next[n] == '\r' || next[n] == ' ') {
		n++
	}
	if n+1 < len(next) && next[n] == '\n' && unicode.IsLower(next[n+1]) {
		return n + 1
	}
	return 0
}

func (w *watch) page(s Sheet) []Clash {
	text := s.Text
	words := tokens(text)
	var found []Clash
	add := func(line int, of record.ID, format string, args ...any) {
		c := Clash{Part: s.Part, Page: s.Page, Line: line, Of: of, Wrong: fmt.Sprintf(format, args...)}
		if !slices.ContainsFunc(found, func(f Clash) bool { return f.Line == line && f.Of == of }) {
			found = append(found, c)
		}
	}
	for i := range words {
		for _, k := range w.names[words[i].text] {
			if k.follows(words[i+1:]) {
				add(words[i].line, k.of, "the name of client %s stands here", k.of)
			}
		}
	}
	w.idsOn(text, add)
	for _, l := range labelled(text) {
		w.label(l, add)
	}
	if len(found) == 0 {
		w.firstNames(words, add)
	}
	slices.SortStableFunc(found, func(a, b Clash) int { return cmp.Compare(a.Line, b.Line) })
	return found
}

// follows reports whether the rest of the name comes next.
func (k known) follows(next []token) bool {
	if !begins(next, k.next) {
		return false
	}
	next = next[len(k.next):]
	for skip := 0; skip <= k.between; skip++ {
		if skip > 0 && (skip > len(next) || !next[skip-1].upper) {
			return false
		}
		if begins(next[skip:], k.last) {
			return true
		}
	}
	return false
}

// begins reports whether the words come first.
func begins(next []token, words []string) bool {
	if len(next) < len(words) {
		return false
	}
	for i, want := range words {
		if next[i].text != want {
			return false
		}
	}
	return true
}

// idText is what an id is made of.
var idText = regexp.MustCompile(`[\pL\pN]+(?:[-_/.][\pL\pN]+)*`)

// idLabel says that an id follows.
var idLabel = regexp.MustCompile(`(?i)(?:\bid|\bno\.?|number|#|mrn|chart|account|record)\s*[:#.]?\s*$`)

// idsOn finds ids of other children: any that cannot be anything else, a short
// one only behind a label.
func (w *watch) idsOn(text string, add func(int, record.ID, string, ...any)) {
	for _, at := range idText.FindAllStringIndex(text, -1) {
		word := text[at[0]:at[1]]
		of, is := w.ids[strings.ToLower(word)]
		if !is || !isOwnID(word) && !idLabel.MatchString(text[max(0, at[0]-24):at[0]]) {
			continue
		}
		add(1+strings.Count(text[:at[0]], "\n"), of, "the id of client %s stands here", of)
	}
}

// isOwnID reports whether a word can be nothing else than an id: letters and
// digits together, or five digits and more.
func isOwnID(word string) bool {
	digits := 0
	letters := false
	for _, r := range word {
		if unicode.IsDigit(r) {
			digits++
		}
		letters = letters || unicode.IsLetter(r)
	}
	return digits > 0 && letters && len(word) >= 3 || digits >= 5
}

// firstNames finds a page that calls another child by the first name, twice or
// more, and never this child.
func (w *watch) firstNames(words []token, add func(int, record.ID, string, ...any)) {
	seen := map[record.ID]int{}
	for _, t := range words {
		if w.ownName[t.text] && t.upper {
			return
		}
	}
	for _, t := range words {
		if of, is := w.firsts[t.text]; is && t.upper {
			if seen[of]++; seen[of] == 2 {
				add(t.line, of, "this page calls client %s by the first name, and never the child of this packet", of)
			}
		}
	}
}

// says reports whether the text holds the child's own whole name, birth date
// or id.
func (w *watch) says(text string) bool {
	words := tokens(text)
	for _, n := range w.own.Names {
		ways := waysOf(n, "")
		for i := range words {
			if way, is := ways[words[i].text]; is && way.follows(words[i+1:]) {
				return true
			}
		}
	}
	for _, at := range idText.FindAllString(text, -1) {
		if slices.ContainsFunc(w.own.IDs, func(id record.ID) bool { return strings.EqualFold(string(id), at) && isOwnID(at) }) {
			return true
		}
	}
	return slices.ContainsFunc(labelled(text), func(l labelOn) bool {
		return l.kind == birthLabel && slices.Contains(l.days, w.own.Birth)
	})
}

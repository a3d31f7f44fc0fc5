package record

import (
	_ "embed" // for the table of nicknames
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Likeness says how much two names are one.
type Likeness int

// The degrees of likeness, the least first.
const (
	Unlike   Likeness = iota // two names
	NearName                 // a letter or two apart, or other words beside shared ones: ask
	PartName                 // one says less than the other and nothing else
	Nickname                 // a known nickname stands for a first name
	SameName                 // the same words
)

// CompareNames says how much two names are one, in either order of first and
// last name. It is the only comparison of names: whoever asks if two rows name
// one child asks here. A name without words is unlike every other.
//
// Source: ADR 136.
func CompareNames(a, b Person) Likeness {
	wordsA, wordsB := a.nameWords(), b.nameWords()
	switch {
	case len(wordsA) == 0 || len(wordsB) == 0:
		return Unlike
	case slices.Equal(wordsA, wordsB):
		return SameName
	}
	onlyA, onlyB := without(wordsA, wordsB), without(wordsB, wordsA)
	shared := len(wordsA) - len(onlyA)
	switch {
	case shared > 0 && isNickname(a, b, onlyA, onlyB):
		return Nickname
	case saysLess(a, b) || saysLess(b, a):
		return PartName
	case shared > 0 && min(len(onlyA), len(onlyB)) == 0:
		return NearName
	case distance(strings.Join(onlyA, ""), strings.Join(onlyB, "")) <= mostApart:
		return NearName
	}
	return Unlike
}

// mostApart is how many letters may differ in names that are near.
const mostApart = 2

// nameWords returns the words of the name, sorted: the order of first and last
// name, and which cell holds which, say nothing.
func (p Person) nameWords() []string {
	words := NameWords(p.First + " " + p.Last)
	if p.First == "" && p.Last == "" {
		words = NameWords(p.Whole)
	}
	slices.Sort(words)
	return words
}

// isNickname reports whether the two names are the same but for one first
// name, of which one stands for the other.
func isNickname(a, b Person, onlyA, onlyB []string) bool {
	if len(onlyA) != 1 || len(onlyB) != 1 || !slices.Contains(NicknamesOf(onlyA[0]), onlyB[0]) {
		return false
	}
	isFirst := func(p Person, word string) bool { return slices.Contains(NameWords(p.First), word) }
	return isFirst(a, onlyA[0]) && isFirst(b, onlyB[0])
}

// saysLess reports whether a leaves out words of b and says no other: a first
// name or a last name alone, initials, a name without the middle name. Two
// whole names need their first words in common, since sisters share middle
// and last names.
func saysLess(a, b Person) bool {
	wordsA, wordsB := spelled(a.Written()), spelled(b.Written())
	onlyA, onlyB := lacking(wordsA, wordsB), lacking(wordsB, wordsA)
	switch {
	case len(wordsA) == 0 || len(onlyB) == 0:
		return false
	case len(wordsA) == 1:
		return len(onlyA) == 0 || areInitials(wordsA[0], wordsB) || slices.Contains(NicknamesOf(wordsA[0]), wordsB[0])
	}
	for _, word := range onlyA {
		if !isInitial(word) || !slices.ContainsFunc(onlyB, func(w string) bool { return initial(w) == word }) {
			return false
		}
	}
	return initial(wordsA[0]) == initial(wordsB[0]) && (isInitial(wordsA[0]) || slices.Contains(wordsB, wordsA[0]))
}

// lacking returns the words that others do not have, in their order.
func lacking(words, others []string) []string {
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(others, w) })
}

// initial returns the first letter of a word.
func initial(word string) string {
	_, size := utf8.DecodeRuneInString(word)
	return word[:size]
}

// isInitial reports whether a word is one letter.
func isInitial(word string) bool { return word != "" && initial(word) == word }

// areInitials reports whether a short word is the initials of the words.
func areInitials(short string, words []string) bool {
	var first, last strings.Builder
	for i, w := range words {
		first.WriteString(initial(w))
		if i == 0 || i == len(words)-1 {
			last.WriteString(initial(w))
		}
	}
	return !isInitial(short) && (short == first.String() || short == last.String())
}

// Written returns the name, first name first.
func (p Person) Written() string {
	if p.First == "" && p.Last == "" {
		return p.Whole
	}
	return strings.TrimSpace(p.First + " " + p.Last)
}

// without returns the sorted words that others, sorted too, do not have.
func without(words, others []string) []string {
	var only []string
	for _, w := range words {
		for len(others) > 0 && others[0] < w {
			others = others[1:]
		}
		if len(others) > 0 && others[0] == w {
			others = others[1:]
			continue
		}
		only = append(only, w)
	}
	return only
}

// NameWords returns the words of a name as they are compared: without capitals,
// accents and apostrophes, hyphens read as spaces, and, where two words are
// left, without titles, suffixes (Jr., III) and middle initials.
func NameWords(text string) []string {
	return withoutLesser(spelled(text), isInitial)
}

// spelled returns the words of a name with its initials.
func spelled(text string) []string {
	words := strings.Fields(plainLetters(text))
	for i := len(words) - 2; i >= 0; i-- { // "Mc Donald"
		if words[i] == "mc" {
			words = slices.Replace(words, i, i+2, "mc"+words[i+1])
		}
	}
	return withoutLesser(withoutLesser(words, isTitle), isNameSuffix)
}

// isTitle reports whether the word only stands before a name.
func isTitle(word string) bool {
	switch word {
	case "mr", "mrs", "ms", "miss", "dr":
		return true
	}
	return false
}

// withoutLesser leaves words out where two others stay.
func withoutLesser(words []string, lesser func(string) bool) []string {
	kept := slices.DeleteFunc(slices.Clone(words), lesser)
	if len(kept) < 2 {
		return words
	}
	return kept
}

// SplitName splits a whole name into first and last: "Smith, Ana M.", "Ana M.
// Smith" and "Ana Smith Jr." alike. A particle goes with the last name: "Kees
// van Houten".
func SplitName(whole string) (first, last string) {
	words := strings.Fields(strings.ReplaceAll(whole, ",", " , "))
	words = withoutSuffixes(words)
	if i := slices.Index(words, ","); i >= 0 {
		after := slices.DeleteFunc(slices.Clone(words[i+1:]), func(w string) bool { return w == "," })
		return withoutInitials(after), strings.Join(words[:i], " ")
	}
	if len(words) < 2 {
		return strings.Join(words, " "), ""
	}
	at := len(words) - 1
	for i := 1; i < at; i++ {
		if isParticle(words[i]) {
			at = i
		}
	}
	return withoutInitials(words[:at]), strings.Join(words[at:], " ")
}

// withoutSuffixes leaves out what follows a name, where two words stay.
func withoutSuffixes(words []string) []string {
	kept := slices.DeleteFunc(slices.Clone(words), isNameSuffix)
	if n := len(kept); n > 0 && kept[n-1] == "," {
		kept = kept[:n-1]
	}
	if len(kept) < 2 {
		return words
	}
	return kept
}

// withoutInitials joins the words of a first name without a middle initial at
// its end.
func withoutInitials(words []string) string {
	for len(words) > 1 && isInitial(strings.TrimSuffix(words[len(words)-1], ".")) {
		words = words[:len(words)-1]
	}
	return strings.Join(words, " ")
}

// isParticle reports whether a word begins a last name of several words.
func isParticle(word string) bool {
	switch strings.ToLower(word) {
	case "van", "von", "de", "del", "della", "der", "den", "di", "da", "dos", "du", "la", "le", "ten", "ter", "bin", "ibn", "al", "el":
		return true
	}
	return false
}

// isNameSuffix reports whether the word only follows a name.
func isNameSuffix(word string) bool {
	switch strings.TrimSuffix(strings.ToLower(word), ".") {
	case "jr", "sr", "ii", "iii", "iv", "2nd", "3rd":
		return true
	}
	return false
}

// plainLetters writes a text in small letters without marks; what is neither
// letter nor digit is a space, an apostrophe nothing.
func plainLetters(text string) string {
	if isPlainName(text) {
		return text
	}
	var b strings.Builder
	base := ' '
	for _, r := range norm.NFKD.String(strings.Map(withoutApostrophes, text)) {
		switch {
		case unicode.Is(unicode.Mn, r):
			if !unicode.In(base, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Hebrew, unicode.Arabic) {
				b.WriteRune(r) // a vowel of other scripts
			}
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mc, r):
			base = r
			b.WriteString(SpelledOut(unicode.ToLower(r)))
		default:
			base = r
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// isPlainName reports whether a text has small letters without marks, digits and
// spaces only.
func isPlainName(text string) bool {
	for _, c := range []byte(text) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != ' ' {
			return false
		}
	}
	return true
}

func withoutApostrophes(r rune) rune {
	switch r {
	case '\'', '’', '‘', '‛', '`', '´', 'ʼ', 'ʻ', 'ʹ', '′', '＇', 'ʽ':
		return -1
	}
	return r
}

// SpelledOut writes a small letter that has no mark to lose, such as those of
// łukasz and bjørn, with the letters a-z that people type for it. Any other stays.
func SpelledOut(r rune) string {
	switch r {
	case 'ß':
		return "ss"
	case 'ø':
		return "o"
	case 'ł':
		return "l"
	case 'đ', 'ð':
		return "d"
	case 'þ':
		return "th"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'ı':
		return "i"
	case 'ħ':
		return "h"
	}
	return string(r)
}

//go:embed nicknames.txt
var nicknames string

// NicknamesOf returns the words that stand for the same first name: of
// "robert" bob and rob, of "bob" robert and rob. The word is one of NameWords.
func NicknamesOf(word string) []string {
	var all []string
	for line := range strings.Lines(nicknames) {
		formal, short, ok := strings.Cut(strings.TrimSpace(line), ":")
		if !ok || strings.HasPrefix(formal, "#") || !strings.Contains(line, word) {
			continue
		}
		group := append([]string{formal}, strings.Fields(short)...)
		if !slices.Contains(group, word) {
			continue
		}
		for _, other := range group {
			if other != word && !slices.Contains(all, other) {
				all = append(all, other)
			}
		}
	}
	return all
}

// distance counts the letters that are to be added, removed, changed or
// swapped with their neighbor to make one text of the other.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	rows := [3][]int{make([]int, len(to)+1), make([]int, len(to)+1), make([]int, len(to)+1)}
	for j := range rows[1] {
		rows[1][j] = j
	}
	for i := 1; i <= len(from); i++ {
		before, last, now := rows[0], rows[1], rows[2]
		now[0] = i
		for j := 1; j <= len(to); j++ {
			cost := 1
			if from[i-1] == to[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && from[i-1] == to[j-2] && from[i-2] == to[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
		}
		rows[0], rows[1], rows[2] = last, now, before
	}
	return rows[1][len(to)]
}

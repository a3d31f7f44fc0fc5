package library

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"milepost/language"
	"milepost/record"
)

// Present returns a text that others wrote of the client with the present name
// and pronouns in place of any other: in square brackets, as an editor marks a
// change in a quotation. A text that needs none stays as it is.
func Present(l *language.Language, c record.Client, text string) string {
	for _, name := range otherNames(c) {
		text = eachWord(text, name, func(found, rest string) (string, string) {
			if own := l.Possessive(found); strings.HasPrefix(found+rest, own) && own != found {
				return "[" + l.Possessive(c.CalledName()) + "]", strings.TrimPrefix(found+rest, own)
			}
			return "[" + c.CalledName() + "]", rest
		})
	}
	for _, f := range c.Former {
		if f.Pronouns.Subject != "" && f.Pronouns != c.Pronouns {
			text = newPronouns(l, c, f.Pronouns, text)
		}
	}
	return text
}

// otherNames are the names that are not the one in use, longer ones first, so
// that a part never hides the whole.
func otherNames(c record.Client) []string {
	var names []string
	add := func(name string) {
		if name = strings.Join(strings.Fields(name), " "); name != "" && name != c.CalledName() && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	add(c.FirstName)
	for _, f := range c.Former {
		add(f.Name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	return names
}

// newPronouns puts the present pronouns, or the name where there are none, in
// place of the former. A word that is both object and possessive ("her"), or
// both kinds of possessive ("his"), is read by what follows: before a word that
// can begin a thing's name it is the possessive.
func newPronouns(l *language.Language, c record.Client, old record.Pronouns, text string) string {
	now := c.Pronouns
	if now.Subject == "" {
		name := c.CalledName()
		now = record.Pronouns{Subject: name, Object: name, Possessive: l.Possessive(name), Owned: l.Possessive(name), Reflexive: name}
	}
	seen := map[string]bool{}
	for _, pair := range [][2]string{
		{old.Reflexive, now.Reflexive},
		{old.Subject, now.Subject},
		{old.Possessive, now.Possessive},
		{old.Object, now.Object},
		{old.Owned, now.Owned},
	} {
		from, to := pair[0], pair[1]
		if from == "" || seen[from] {
			continue
		}
		seen[from] = true
		for _, cased := range []struct{ from, to string }{{from, to}, {l.Capital(from), l.Capital(to)}} {
			text = eachWord(text, cased.from, func(_, rest string) (string, string) {
				word := cased.to
				if from == old.Possessive && !beginsThing(l, rest) {
					switch from {
					case old.Object:
						word = now.Object
					case old.Owned:
						word = now.Owned
					}
				}
				return "[" + word + "]", rest
			})
		}
	}
	return text
}

// beginsThing reports whether what follows may be the name of a thing: a word
// that is not a small one.
func beginsThing(l *language.Language, rest string) bool {
	next := strings.TrimLeft(rest, " ")
	end := strings.IndexFunc(next, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(next)
	}
	return end > 0 && len(next) < len(rest) && !l.SmallWord(next[:end])
}

// eachWord replaces every place at which the word stands by itself, outside of
// brackets that an earlier change has put there. replace gets the word and all
// that follows, and gives what stands instead and what is still to be read.
func eachWord(text, word string, replace func(found, rest string) (string, string)) string {
	var b strings.Builder
	before := ' '
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		if r == '[' {
			if end := strings.IndexByte(text, ']'); end > 0 {
				b.WriteString(text[:end+1])
				text, before = text[end+1:], ']'
				continue
			}
		}
		rest, found := strings.CutPrefix(text, word)
		after, _ := utf8.DecodeRuneInString(rest)
		if found && !unicode.IsLetter(before) && !unicode.IsLetter(after) {
			var put string
			put, text = replace(word, rest)
			b.WriteString(put)
			before = ']'
			continue
		}
		b.WriteString(text[:size])
		text, before = text[size:], r
	}
	return b.String()
}

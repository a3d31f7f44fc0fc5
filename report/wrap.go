package report

import (
	"cmp"
	"slices"
	"strings"
)

// minUnwrapped is the length in bytes from which a sentence is looked for
// inside longer lines; a shorter one stands anywhere by chance.
const minUnwrapped = 12

// unwrapped undoes what editors do to paragraphs: where the lines of one are
// not those of the base, the base's sentences are looked for in the joined
// text, and what lies between them stays as lines of its own. Lines in which
// none is found stay as they are.
func unwrapped(mine, base []unit) []unit {
	known := map[string]bool{}
	var sentences []string
	for _, u := range base {
		known[u.plain] = true
		if u.flows() && len(u.plain) >= minUnwrapped {
			sentences = append(sentences, u.plain)
		}
	}
	slices.SortStableFunc(sentences, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	var out []unit
	for i := 0; i < len(mine); {
		n := 0
		for i+n < len(mine) && mine[i+n].flows() && !known[mine[i+n].plain] && (n == 0 || mine[i+n].gap == 0) {
			n++
		}
		if n == 0 {
			out = append(out, mine[i])
			i++
			continue
		}
		out = append(out, unwrap(mine[i:i+n], sentences)...)
		i += n
	}
	return out
}

// unwrap cuts the joined lines at the sentences found in them.
func unwrap(lines []unit, sentences []string) []unit {
	words := make([]string, len(lines))
	for i, u := range lines {
		words[i] = u.plain
	}
	pieces := cutAt(strings.Join(words, " "), sentences)
	if len(pieces) == 1 && pieces[0] == strings.Join(words, " ") && !slices.Contains(sentences, pieces[0]) {
		return lines // nothing found
	}
	units := make([]unit, len(pieces))
	for i, piece := range pieces {
		units[i] = unit{kind: textUnit, text: piece, plain: piece}
	}
	units[0].gap = lines[0].gap
	return units
}

// cutAt cuts a text at the sentences that stand in it, the longest first.
func cutAt(text string, sentences []string) []string {
	if text == "" {
		return nil
	}
	for i, s := range sentences {
		at := indexWhole(text, s)
		if at < 0 {
			continue
		}
		before := cutAt(strings.TrimSpace(text[:at]), sentences[i+1:])
		after := cutAt(strings.TrimSpace(text[at+len(s):]), sentences[i:])
		return append(append(before, s), after...)
	}
	return []string{text}
}

// indexWhole finds s in text where it begins and ends as a sentence does: at
// an end of the text, or with a space around it and an end mark before it.
// After a comma it is part of a sentence that someone wrote.
func indexWhole(text, s string) int {
	for from := 0; ; {
		at := strings.Index(text[from:], s)
		if at < 0 {
			return -1
		}
		at += from
		end := at + len(s)
		if startsSentence(text[:at]) && (end == len(text) || text[end] == ' ') {
			return at
		}
		from = at + 1
	}
}

func startsSentence(before string) bool {
	said, spaced := strings.CutSuffix(before, " ")
	return before == "" || spaced && strings.ContainsAny(said[max(0, len(said)-1):], `.!?":)`)
}

// unbroken puts what came between two lines of one sentence, which an editor
// wrapped, behind that sentence.
func unbroken(items []item) []item {
	for i := 0; i+2 < len(items); i++ {
		if !items[i].flows() || startsSentence(items[i].plain+" ") {
			continue
		}
		j := slices.IndexFunc(items[i+1:], func(one item) bool { return items[i].goesOnIn(one) })
		if j > 0 {
			rest := items[i+1+j]
			items = slices.Insert(slices.Delete(items, i+1+j, i+2+j), i+1, rest)
		}
	}
	return items
}

// goesOnIn reports whether the other line stood right below this one.
func (a item) goesOnIn(b item) bool {
	return b.flows() && b.gap == 0 && (a.mine >= 0 && b.mine == a.mine+1 || a.next >= 0 && b.next == a.next+1)
}

package sheet

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// A text that is not UTF-8 does not say what it is. Most such exports are
// Windows-1252; those of Excel for Mac are Mac Roman; others are the code page
// of some other country. What tells them apart is that letters read by the
// wrong table stand where no letter can: a capital behind a small letter, a
// sign within a word.

// doubt is how little a letter fits where it stands.
type doubt int

const (
	fits   doubt = iota
	odd          // a dash or an apostrophe within a name, which may be a letter
	absurd       // no text holds it there
)

// doubtOf returns the doubt about the letter at a place.
func doubtOf(text []rune, at int) doubt {
	r := text[at]
	before, after := ' ', ' '
	if at > 0 {
		before = text[at-1]
	}
	if at+1 < len(text) {
		after = text[at+1]
	}
	switch {
	case r < 0x80:
		return fits
	case r == utf8.RuneError || r < 0xa0 || r == 'ƒ':
		return absurd
	case unicode.IsLetter(r):
		return doubtOfLetter(text, at, before)
	case strings.ContainsRune("‘“‚„", r) && unicode.IsLetter(before):
		return absurd // a quote opens behind a letter
	case strings.ContainsRune("„…", r) && at == 0 && unicode.IsLetter(after) && isName(text):
		return odd
	case strings.ContainsRune("–—’", r):
		return doubtOfDash(text, at, before, after)
	case strings.ContainsRune("‡†ˆ‰™¢£¤¥¦§¨©«¬®¯±¶¸»¼½¾¿¡÷×", r) && unicode.IsLetter(before) && unicode.IsLetter(after),
		strings.ContainsRune("¢£¤¥€‡†", r) && (unicode.IsLetter(after) || unicode.IsLetter(before)),
		strings.ContainsRune("‡ˆ‰§¶¸¬¯¨", r) && unicode.IsLetter(before):
		return absurd
	}
	return fits
}

// doubtOfLetter doubts capitals within a word that has small letters, and words of nothing but
// letters beyond ASCII.
func doubtOfLetter(text []rune, at int, before rune) doubt {
	if unicode.IsUpper(text[at]) && (unicode.IsLower(before) || unicode.IsLetter(before) && hasSmall(text[at+1:])) {
		return absurd
	}
	if strings.ContainsRune("šžœ", text[at]) && unicode.IsLower(before) && isName(text) {
		return odd // in Mac Roman it is ö, û or ú
	}
	if unicode.IsLower(text[at]) && !unicode.IsLetter(before) && isName(text) {
		return odd // in Mac Roman it is a capital
	}
	if at >= 2 && isForeign(text[at-1]) && isForeign(text[at-2]) {
		return absurd
	}
	return fits
}

// hasSmall reports whether the rest of a word has a small letter.
func hasSmall(rest []rune) bool {
	for _, r := range rest {
		if !unicode.IsLetter(r) {
			return false
		}
		if unicode.IsLower(r) {
			return true
		}
	}
	return false
}

// nameWords is the most words that a name has; a longer text is prose.
const nameWords = 3

func isName(text []rune) bool { return len(strings.Fields(string(text))) <= nameWords }

func isForeign(r rune) bool { return r >= 0x80 && unicode.IsLetter(r) }

// doubtOfDash doubts a dash or an apostrophe between small letters of a name,
// but for the endings of English: in Mac Roman it is ñ, ó or í.
func doubtOfDash(text []rune, at int, before, after rune) doubt {
	if !unicode.IsLetter(before) || !unicode.IsLower(after) || !isName(text) {
		return fits
	}
	end := at + 1
	for end < len(text) && unicode.IsLetter(text[end]) {
		end++
	}
	if text[at] == '’' {
		switch string(text[at+1 : end]) {
		case "s", "t", "re", "ll", "ve", "d", "m":
			return fits
		}
	}
	return odd
}

// worstOf returns the greatest doubt about a letter of the text.
func worstOf(text string) doubt {
	worst := fits
	runes := []rune(text)
	for i := range runes {
		worst = max(worst, doubtOf(runes, i))
	}
	return worst
}

// isTwice reports whether the text was UTF-8 and was read as Windows-1252, once
// too often: "ZoÃ«".
func isTwice(text string) bool {
	if !strings.ContainsAny(text, "ÃÂÅÄáâÐÑ") {
		return false
	}
	raw, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		return false
	}
	for i := 0; i < len(raw); {
		r, size := utf8.DecodeRuneInString(raw[i:])
		if size > 1 && r != utf8.RuneError {
			return true
		}
		i += size
	}
	return false
}

// isGarbled reports whether a cell holds letters that cannot be those that
// were written.
func (c *TextFile) isGarbled(text string) bool {
	if isASCII(text) {
		return false
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) || strings.IndexFunc(text, isControl) >= 0 || isTwice(text) {
		return true
	}
	if c.encoding != windows && c.encoding != macRoman {
		return false
	}
	worst := worstOf(text)
	return worst == absurd || worst == odd && !c.proven
}

func isControl(r rune) bool { return r >= 0x80 && r < 0xa0 }

func isASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// legacyOf tells which table the letters of a text are read by that is not
// UTF-8. Proven: some letter can be no other's.
func legacyOf(text []byte) (encoding string, proven bool) {
	western, mac := 0, 0
	for _, word := range words(text) {
		one, _ := charmap.Windows1252.NewDecoder().String(word)
		two, _ := charmap.Macintosh.NewDecoder().String(word)
		switch a, b := worstOf(one), worstOf(two); {
		case a == absurd && b == fits:
			mac++
		case b == absurd && a == fits:
			western++
		}
	}
	if mac > 0 && western == 0 {
		return macRoman, true
	}
	return windows, western > 0 && mac == 0
}

// words returns the words with letters beyond ASCII, at most 10,000.
func words(text []byte) []string {
	var all []string
	isEnd := func(r rune) bool { return r < 0x80 && !unicode.IsLetter(r) }
	for len(text) > 0 && len(all) < 10_000 {
		from := 0
		for from < len(text) && text[from] < 0x80 {
			from++
		}
		start, end := from, from
		for start > 0 && !isEnd(rune(text[start-1])) {
			start--
		}
		for end < len(text) && !isEnd(rune(text[end])) {
			end++
		}
		if end > start {
			all = append(all, string(text[start:end]))
		}
		text = text[min(max(end, 1), len(text)):]
	}
	return all
}

package report

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"milepost/record"
)

var (
	// special matches what Markdown would read inside a line, the backslash
	// included: before one of our own it would undo it.
	special = regexp.MustCompile("[|*_<\\[\\]`\\\\]|&#?[A-Za-z0-9]+;")
	// lineStart matches what Markdown would read at the start of a line as a
	// heading, quotation, list, rule or code.
	lineStart = regexp.MustCompile(`^(#|>|[-+=~]|\d+[.)])`)
	// escaped matches a sign that Escape guarded.
	escaped = regexp.MustCompile("\\\\([|*_<\\[\\]`\\\\&#>=~+.)-])")
)

// Escape makes foreign text safe in our Markdown: it shows as it was written,
// on one line. Line ends become a space; control characters are left out, by
// which no text can carry a private marker of this package. Every fact passes
// through here exactly once on its way into a draft.
func Escape(text string) string {
	return special.ReplaceAllStringFunc(oneLine(text), func(s string) string { return `\` + s })
}

// Unescape returns the text that Escape was given, as people read it.
func Unescape(text string) string { return escaped.ReplaceAllString(text, "$1") }

// oneLine joins lines and runs of space, and drops control characters.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r == '\u2028', r == '\u2029', r == '\uFEFF':
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.Fields(text), " ")
}

// asLine keeps Markdown from reading the start of an escaped sentence as a
// heading, list or rule.
func asLine(text string) string {
	return lineStart.ReplaceAllStringFunc(text, func(s string) string {
		return s[:len(s)-1] + `\` + s[len(s)-1:]
	})
}

// Anchor returns the id of a goal's heading and the first part of the ids of
// its sentences: letters, digits, '-' and '_' of the goal's id stay, any other
// byte becomes ".XX". No two ids share an anchor.
func Anchor(id record.ID) string {
	var b strings.Builder
	for _, c := range []byte(id) {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_':
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, ".%02X", c)
		}
	}
	return b.String()
}

package report

import (
	"strings"

	"milepost/language"
	"milepost/record"
)

// TranslationNote is what a translation says of itself: of which signed report
// it is, and who reviewed it. The day is zero while the report is not signed,
// the reviewer "" while nobody has read the translation.
func TranslationNote(l *language.Language, signed record.Date, reviewer string) string {
	if signed.IsZero() {
		return l.Word("translated draft")
	}
	words := l.Word("translated signed")
	if reviewer == "" {
		words = l.Word("translated unread")
	}
	return strings.NewReplacer("{date}", l.Date(language.Day(signed)), "{name}", reviewer).Replace(words)
}

// translationSlot begins the id of the line that says it.
const translationSlot = "-/translation/"

// WithoutNote is the body of a translation without what it says of itself: the
// words that its reviewer reads.
func WithoutNote(markdown string, sentences []record.Sentence) string {
	body := markdown
	if d, err := Read(markdown); err == nil {
		body = d.Body
	}
	return Normal(withoutSlot(body, sentences, translationSlot))
}

// Waits counts the places of a translated draft that wait for their words.
func Waits(markdown string, l *language.Language) int {
	n := 0
	prefix := "[[VA fill: " + strings.TrimSuffix(l.Word("translate"), "{text}")
	lines := Normal(markdown)
	for line := range strings.Lines(lines) {
		if strings.HasPrefix(line, prefix) {
			n++
		}
	}
	return n + strings.Count(strings.ToLower(lines), l.Word("untranslated"))
}

package language

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Addressing returns the language as it speaks to readers in the given way,
// such as tú in place of usted; "" is the usual way.
func (l *Language) Addressing(how string) (*Language, error) {
	if how == "" {
		return l, nil
	}
	at := slices.Index(l.file.Address, how)
	if at < 0 {
		return nil, fmt.Errorf("%s: no way to address %q: there are %q", l.Code, how, l.file.Address)
	}
	other := *l
	other.address = at
	return &other, nil
}

// Address returns the one of the forms that fits how readers are addressed:
// the first for usted, the second for tú. A language that has one way takes
// the first.
func (l *Language) Address(forms ...string) string {
	if l.address < len(forms) {
		return forms[l.address]
	}
	return forms[0]
}

// addressForms are forms of a word by address in a text: {usted/tú}.
var addressForms = regexp.MustCompile(`\{[^{}|]*/[^{}|]*\}`)

func (l *Language) addressed(text string) string {
	return addressForms.ReplaceAllStringFunc(text, func(forms string) string {
		return l.Address(strings.Split(forms[1:len(forms)-1], "/")...)
	})
}

// ByGender reports whether words with several forms agree with the gender of
// whom they speak of, not with the number.
func (l *Language) ByGender() bool { return len(l.file.Agreement) > 0 }

// Gender returns the place of the gender that the subject pronoun shows among
// the forms of a word, 0 masculine and 1 feminine in Spanish; one past them
// where it shows none.
func (l *Language) Gender(subject string) int {
	at := slices.IndexFunc(l.file.Agreement, func(shown []string) bool {
		return slices.Contains(shown, strings.ToLower(subject))
	})
	if at < 0 {
		return len(l.file.Agreement)
	}
	return at
}

// Refer returns the word for a client who was named, where the language has a
// word of its own in place of the pronouns on file; it may be empty, where the
// verb says it.
func (l *Language) Refer(word string) (string, bool) {
	text, ok := l.file.References[word]
	return text, ok
}

// Contracted runs together what the language does: "del" for "de el".
func (l *Language) Contracted(text string) string {
	for _, pair := range l.file.Contractions {
		text = strings.ReplaceAll(text, pair[0], pair[1])
	}
	return text
}

// EnglishName returns the language's name in English, as staff read it.
func (l *Language) EnglishName() string {
	if l.file.English != "" {
		return l.file.English
	}
	return l.Code
}

// Glossary returns the words that a translator is offered, by the English.
func (l *Language) Glossary() map[string]string { return l.file.Glossary }

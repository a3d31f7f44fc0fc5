package library

import (
	"embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed words
var wordFiles embed.FS

// WordsOf returns what exports often count in the words of the language, by the
// English; empty where there are none.
func WordsOf(lang string) (map[string]string, error) {
	words := map[string]string{}
	source, err := wordFiles.ReadFile("words/" + lang + ".yaml")
	if err != nil {
		return words, nil //nolint:nilerr // a language without a file has no words
	}
	if err := yaml.Unmarshal(source, &words); err != nil {
		return nil, fmt.Errorf("words/%s.yaml: %w", lang, err)
	}
	return words, nil
}

// Term is a word that a translator is offered.
type Term struct{ From, To string }

// Known lists the words of the dictionary that stand in the text, by the alphabet.
func Known(words map[string]string, text string) []Term {
	var terms []Term
	low := " " + strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(" ,.;:!?()\"", r) }), " ") + " "
	for _, from := range slices.Sorted(maps.Keys(words)) {
		if strings.Contains(low, " "+from+" ") {
			terms = append(terms, Term{from, words[from]})
		}
	}
	return terms
}

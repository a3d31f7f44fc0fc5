package ingest

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// fold makes headers comparable: letters and digits only, in lower case.
func fold(header string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%' || r == '#' {
			return unicode.ToLower(r)
		}
		return -1
	}, header)
}

// foldWord makes words of an export comparable: lower case, single spaces.
func foldWord(word string) string {
	return strings.ToLower(strings.Join(strings.Fields(normal(word)), " "))
}

var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// headersOf returns the headers in braces, sorted by the field that is made.
func headersOf(made map[string]string) []string {
	var all []string
	for _, field := range sortedKeys(made) {
		for _, m := range placeholder.FindAllStringSubmatch(made[field], -1) {
			all = append(all, m[1])
		}
	}
	return all
}

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

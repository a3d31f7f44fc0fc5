package ingest

import (
	"maps"
	"regexp"
	"slices"
)

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

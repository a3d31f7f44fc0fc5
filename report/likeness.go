package report

import (
	"slices"
	"strings"
	"unicode"
)

// words returns the words of a text in small letters, sorted.
func words(text string) []string {
	list := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	slices.Sort(list)
	return list
}

// common counts the words that both sorted lists hold, each as often as it
// stands in both.
func common(a, b []string) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch strings.Compare(a[i], b[j]) {
		case 0:
			n, i, j = n+1, i+1, j+1
		case -1:
			i++
		default:
			j++
		}
	}
	return n
}

// likeness is the share of common words, from 0 (none) to 1 (the same words).
//
// Source: Dice (1945), Ecology 26(3), 297-302, over multisets of words.
func likeness(a, b []string) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	return float64(2*common(a, b)) / float64(len(a)+len(b))
}

// within is the share of a's words that stand in b, from 0 to 1.
func within(a, b []string) float64 {
	if len(a) == 0 {
		return 0
	}
	return float64(common(a, b)) / float64(len(a))
}

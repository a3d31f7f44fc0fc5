package value

import (
	"fmt"
	"strings"
)

// Nearest names the word that a misspelled one may mean, as the end of a message.
func Nearest(word string, words []string) string {
	near := Near(word, words)
	if near == "" {
		return ""
	}
	return fmt.Sprintf("; the nearest is %q", near)
}

// Near returns the word that a misspelled one may mean: the one that fewest letters
// tell from it, at most half of its own; "" none.
func Near(word string, words []string) string {
	best, least := "", len(word)/2+1
	for _, w := range words {
		if d := Distance(strings.ToLower(word), strings.ToLower(w)); d < least {
			best, least = w, d
		}
	}
	return best
}

// Distance is how many letters must change, come, go or change places with their
// neighbor to make a of b (optimal string alignment).
func Distance(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	var before, above []int // the rows of the table that row rests on
	row := make([]int, len(rb)+1)
	for j := range row {
		row[j] = j
	}
	for i, ca := range ra {
		before, above, row = above, row, make([]int, len(rb)+1)
		row[0] = i + 1
		for j, cb := range rb {
			cost := above[j]
			if ca != cb {
				cost++
			}
			row[j+1] = min(cost, above[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && ca == rb[j-1] && ra[i-1] == cb {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
	}
	return row[len(rb)]
}

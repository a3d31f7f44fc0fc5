package check

import (
	"strings"

	"milepost/record"
)

// Places finds the lines on which generated sentences stand in a text that was
// edited since: where the words are the same, else the one line between two
// known ones that is most like it. A sentence that is found nowhere is left
// out. Whoever has the places from a merge does not need this.
func Places(generated []record.Sentence, markdown string) []record.Sentence {
	lines := strings.Split(bodyOf(markdown), "\n")
	var out []record.Sentence
	from := 0
	for _, s := range generated {
		first, _, _ := strings.Cut(s.Text, "\n")
		best, like := -1, 0.6
		for i := from; i < min(len(lines), from+40); i++ {
			if lines[i] == first {
				best = i
				break
			}
			if l := likeness(lines[i], first); l > like && lines[i] != "" {
				best, like = i, l
			}
		}
		if best < 0 {
			continue
		}
		s.Line, s.Text = best+1, lines[best]
		out, from = append(out, s), best+1
	}
	return out
}

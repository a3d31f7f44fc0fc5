package library_test

import (
	"regexp"
	"testing"

	"milepost/library"
	"milepost/record"
)

// TestLessIsNeverSaidAsASuccessGoingDown: of a goal to scoop without spilling
// that went from 7 to 3, each sentence with a level now says what was counted,
// or that fewer are better.
func TestLessIsNeverSaidAsASuccessGoingDown(t *testing.T) {
	l := shipped(t)
	counted := regexp.MustCompile(`with spills|\d+ spills|no spills|noted spills|the aim is fewer|the aim is less|or less|answer was|answer will be|no more than`)
	wrong := regexp.MustCompile(`(?i)\b(?:can|could|able to|manages?|managed) (?:now )?scoop|see this|it (?:still )?happened|did not happen|will stop|no longer recorded`)
	seen := 0
	for _, audience := range library.Audiences() {
		for _, s := range library.Examples(english(t), audience) {
			if s.Summary == nil || !s.Summary.Objective.NameRises {
				continue
			}
			for _, slot := range library.Slots() {
				for _, sentence := range l.Wordings(slot, s, &library.Choice{}) {
					if sentence.Sort != record.DataSort {
						continue
					}
					seen++
					text := sentence.Text
					if wrong.MatchString(text) {
						t.Errorf("%s: %q reads as if more were better", sentence.Phrase, text)
					}
					if hasLevel(sentence) && !counted.MatchString(text) {
						t.Errorf("%s: %q says a level and not that fewer are better", sentence.Phrase, text)
					}
				}
			}
			w := library.Words(s)
			if cell := w.Current; regexp.MustCompile(`\d of|%|times`).MatchString(cell) && !counted.MatchString(cell) {
				t.Errorf("the cell %q stands beside %q", cell, w.Goal)
			}
		}
	}
	if seen == 0 {
		t.Error("no example was read")
	}
}

// hasLevel reports whether a sentence says the level now.
func hasLevel(s record.Sentence) bool {
	for _, f := range s.Facts {
		if f.Name == "current" {
			return true
		}
	}
	return false
}

package library

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestSameWordsIsEqualityWithoutWhatPartsThem holds the comparison against the
// texts that it does not build.
func TestSameWordsIsEqualityWithoutWhatPartsThem(t *testing.T) {
	joined := func(name string) string {
		return strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(name))
	}
	texts := rapid.OneOf(rapid.String(), rapid.StringMatching(`[aAbÑñ \-_]{0,6}`))
	rapid.Check(t, func(t *rapid.T) {
		a, b := texts.Draw(t, "a"), texts.Draw(t, "b")
		if got, want := sameWords(a, b), joined(a) == joined(b); got != want {
			t.Errorf("%q and %q: %v, want %v", a, b, got, want)
		}
	})
}

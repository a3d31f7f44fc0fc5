package value_test

import (
	"testing"

	"milepost/ingest/value"
)

func TestPlainName(t *testing.T) {
	for _, name := range []string{
		"cut along a line", "zip {their} coat", "string large beads", "follow two-step directions", "balance on one foot", "button a shirt",
		"be calm after a change", "use the toilet with less help", "dress", "sit", "play with one toy on {their} own", "bring a spoon to {their} mouth",
	} {
		if got, ok := value.PlainName(name); !ok || got != name {
			t.Errorf("%q: got %q, %v; want it as it is", name, got, ok)
		}
	}
	if got, ok := value.PlainName("to Snip paper"); !ok || got != "Snip paper" {
		t.Errorf("got %q, %v; want it without its to", got, ok)
	}
	for _, name := range []string{
		"scissors", "handwriting - letters", "getting dressed by himself", "Dressing: shirt", "scissor skills", "fine motor skills", "can cut",
		"cut 4 out of 10 times", "laces", "the coat", "will snip", "attention to task", "write 80% of letters",
	} {
		if _, ok := value.PlainName(name); ok {
			t.Errorf("%q: want that it is asked about", name)
		}
	}
}

func TestSoundsWanted(t *testing.T) {
	for name, want := range map[string]bool{
		"scoop without spilling": true, "keep toys out of {their} mouth": true, "walk beside an adult": true, "stay in {their} seat": true,
		"have fewer meltdowns": false, "hit others": false, "spill food": false, "need reminders": false, "": false,
	} {
		if got := value.SoundsWanted(name); got != want {
			t.Errorf("%q: got %v, want %v", name, got, want)
		}
	}
}

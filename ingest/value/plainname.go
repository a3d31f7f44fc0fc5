package value

import (
	"regexp"
	"slices"
	"strings"
)

var (
	// amountInName is a level where a plain name should say what is done.
	amountInName = regexp.MustCompile(`\d ?(?:%|/|of\b|out of\b)|%`)
	// listInName is a heading: "handwriting - letters", "dressing: shirt".
	listInName = regexp.MustCompile(`:|\s[-–—]\s`)
)

// PlainName returns a plain name without the "to" before it, and whether it
// can be the verb phrase that sentences need: "cut along a line", not
// "scissors", "handwriting - letters" or "getting dressed". What is doubtful
// passes: only forms that are certainly no verb phrase fail.
func PlainName(name string) (string, bool) {
	name = strings.Join(strings.Fields(name), " ")
	low := strings.ToLower(name)
	if len(name) >= 3 && strings.EqualFold(name[:3], "to ") { // small letters may take more bytes
		name = name[3:]
		low = strings.ToLower(name)
	}
	words := strings.Fields(low)
	switch {
	case len(words) == 0:
		return name, true
	case amountInName.MatchString(low), listInName.MatchString(low), slices.Contains(notFirst(), words[0]),
		slices.Contains(topics(), words[0]), slices.Contains([]string{"skills", "skill"}, words[len(words)-1]):
		return name, false
	case isGerund(words[0]):
		return name, false
	case len(words) == 1 && strings.HasSuffix(low, "s") && !strings.HasSuffix(low, "ss"):
		return name, false // "laces"
	}
	return name, true
}

// isGerund reports whether a word is a verb's name: "dressing". A few verbs
// end so by themselves.
func isGerund(word string) bool {
	verbs := []string{"bring", "sing", "ring", "swing", "string", "cling", "fling", "spring", "sting", "wring", "ping", "king"}
	return strings.HasSuffix(word, "ing") && len(word) > 4 && !slices.Contains(verbs, word)
}

// notFirst lists words with which no bare verb phrase begins.
func notFirst() []string {
	return []string{
		"to", "can", "will", "is", "able", "the", "a", "an", "his", "her", "their", "my", "{their}", "in", "on", "with", "for", "of", "at",
		"no", "he", "she", "they", "student", "child", "client", "patient", "independent", "independence", "improved", "better", "good",
	}
}

// topics lists nouns by which clinics call an area of work. None is a verb of
// its own here: "button", "zip" and "balance" are not among them.
func topics() []string {
	return []string{
		"scissors", "scissor", "handwriting", "penmanship", "pencil", "shoes", "shoelaces", "laces", "buttons", "zippers", "zipper", "coat", "pants",
		"shirt", "socks", "utensils", "utensil", "fork", "spoon", "letters", "fine", "gross", "motor", "sensory", "attention", "visual", "bilateral",
		"self-care", "selfcare", "adl", "adls", "coordination", "strength", "transitions", "regulation", "self-regulation", "hygiene",
		"fasteners", "prehension", "midline", "posture", "endurance", "executive",
	}
}

// SoundsWanted reports whether a plain name names something that is to happen
// more often: not a thing to stop, nor to have less of.
func SoundsWanted(name string) bool {
	words := strings.Fields(strings.ToLower(name))
	if len(words) == 0 {
		return false
	}
	for _, w := range words {
		if slices.Contains([]string{"fewer", "less", "meltdowns", "meltdown", "tantrums", "tantrum", "outbursts", "errors", "mistakes", "reminders", "prompts"}, w) {
			return false
		}
	}
	if slices.Contains(words, "without") {
		return true
	}
	return !slices.Contains(unwanted(), words[0])
}

// unwanted lists verbs of what goals want less of.
func unwanted() []string {
	return []string{
		"hit", "bite", "kick", "push", "pinch", "scratch", "spit", "throw", "drop", "spill", "scream", "yell", "shout", "cry", "whine", "elope", "run",
		"bolt", "leave", "wander", "refuse", "gag", "vomit", "chew", "mouth", "lick", "grind", "pick", "pull", "bang", "flop", "fall", "trip", "bump",
		"interrupt", "grab", "miss", "reverse", "forget", "lose", "need", "avoid", "hide", "tear", "rip", "break", "swear", "argue", "stuff", "overfill",
		"press", "rush", "fidget", "slouch", "lean", "toe-walk", "w-sit", "get", "become", "have", "make", "ask",
	}
}

package card

import (
	"regexp"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

var (
	// behaviour is what the child will do, after "will" or an opening "to".
	behaviour = regexp.MustCompile(`(?i)(?:^to|\bwill)\s+((?:be able to|demonstrate the ability to|independently|consistently|correctly|successfully)\s+)*`)
	// behaviourEnd is where conditions and levels begin.
	behaviourEnd = regexp.MustCompile(`(?i)[,;:.(]|\s+(?:with|without|given|when|while|after|before|within|during|over|across|for|by|as|using|independently|` +
		`at least|(?:to )?(?:less|fewer|no more) than|to at (?:least|most)|on \d|in \d|in (?:one|two|three|four|five|six|seven|eight|nine|ten)\b|at \d|to \d|\d|for \d|from \d|on (?:one|two|three|four|five)\b)`)
	// size is a measured adjective, which a plain name does without.
	size = regexp.MustCompile(`(?i)\b\d+(?:[./]\d+)?[- ]?(?:inch|in|cm|mm|foot|ft|yard|meter)(?:[- ](?:wide|long|tall|high))?\s+`)
	// dangling is a phrase that was cut off before its noun.
	dangling   = regexp.MustCompile(`(?i)\b(?:a|an|the|of|and|or|to|in|on|at|from)$`)
	possessive = regexp.MustCompile(`(?i)\b(?:his|her|their|his/her|his or her|her/his)\b`)
	standsIn   = regexp.MustCompile(`(?i)\b(?:he|she|they|him|hers|himself|herself|themself|themselves|he/she|s/he)\b`)
)

// plainName makes a bare verb phrase of what the goal says the child will do:
// "Linh will cut along a curved line with ..." gives "cut along a curved
// line". Empty: the text says it more than once or not at all, the phrase is
// longer than maxPlainWords, or it names the child.
func plainName(text string, c record.Client) string {
	starts := behaviour.FindAllStringIndex(text, -1)
	if len(starts) != 1 {
		return ""
	}
	phrase := withoutSizes(text[starts[0][1]:])
	if end := behaviourEnd.FindStringIndex(phrase); end != nil {
		phrase = phrase[:end[0]]
	}
	phrase = withoutNames(strings.Join(strings.Fields(phrase), " "), c)
	if n := len(strings.Fields(phrase)); n < 2 || n > maxPlainWords || dangling.MatchString(phrase) {
		return ""
	}
	if name, isVerb := value.PlainName(strings.ToLower(phrase[:1]) + phrase[1:]); isVerb {
		return name
	}
	return ""
}

// article is a or an before a word.
var article = regexp.MustCompile(`(?i)\b(an?) ([a-z])`)

// withoutSizes takes measured adjectives out: of "an 8-inch ball", "a ball" is
// left.
func withoutSizes(text string) string {
	shorter := size.ReplaceAllString(text, "")
	if shorter == text {
		return text
	}
	return article.ReplaceAllStringFunc(shorter, func(m string) string {
		next := m[len(m)-1:]
		if strings.ContainsAny(next, "aeiouAEIOU") {
			return "an " + next
		}
		return "a " + next
	})
}

// withoutNames puts {their} for the child's possessive. Empty: the child is
// named in a way that cannot be put so.
func withoutNames(phrase string, c record.Client) string {
	for _, name := range []string{c.FirstName, c.Preferred, c.LastName} {
		if name == "" {
			continue
		}
		named := regexp.MustCompile(`(?i)\b` + regexp.QuoteMeta(name) + `\b(?:'s|’s)?`)
		phrase = named.ReplaceAllStringFunc(phrase, func(m string) string {
			if strings.HasSuffix(m, "'s") || strings.HasSuffix(m, "’s") {
				return "{their}"
			}
			return "he" // a name left as it is: refused below
		})
	}
	if standsIn.MatchString(phrase) || strings.ContainsAny(phrase, "[]_") {
		return ""
	}
	return possessive.ReplaceAllString(phrase, "{their}")
}

// skillWords lists words by which a goal's text shows its domain and skill.
type skillWords struct {
	domain, skill string
	words         []string
}

// skillTable holds the words of one skill a line. The domains and skills are
// those of the phrase library.
func skillTable() []skillWords {
	return []skillWords{
		{"scissors", "curve", []string{"cut along a curve", "cut on a curve", "curved line", "cut out a circle", "cut a circle"}},
		{"scissors", "straight-line", []string{"straight line", "cut along a line", "cut on a line"}},
		{"scissors", "snip", []string{"snip"}},
		{"scissors", "shapes", []string{"cut out shapes", "cut out simple shapes", "cut out a square", "cut shapes"}},
		{"scissors", "", []string{"scissor", "cut out", "cutting", "cut along"}},
		{"handwriting", "name", []string{"write name", "write his name", "write her name", "write their name", "print his name", "print her name", "first and last name"}},
		{"handwriting", "letters", []string{"letter formation", "form letters", "lowercase letters", "uppercase letters", "lower case letters", "upper case letters", "letters of the alphabet"}},
		{"handwriting", "copying", []string{"copy a sentence", "copy sentences", "copy words", "copy a word", "near point", "far point"}},
		{"handwriting", "spacing", []string{"spacing", "spaces between words"}},
		{"handwriting", "pencil-grip", []string{"pencil grasp", "pencil grip", "tripod grasp"}},
		{"handwriting", "typing", []string{"type", "typing", "keyboard"}},
		{"handwriting", "drawing", []string{"draw"}},
		{"handwriting", "", []string{"handwriting", "write", "writing"}},
		{"dressing", "coat", []string{"coat", "jacket"}},
		{"dressing", "shirt", []string{"shirt"}},
		{"dressing", "pants", []string{"pants", "trousers"}},
		{"dressing", "laces", []string{"tie shoes", "tie his shoes", "tie her shoes", "tie their shoes", "shoelace", "shoe tying", "laces"}},
		{"dressing", "socks-shoes", []string{"socks", "shoes"}},
		{"dressing", "buttons", []string{"button"}},
		{"dressing", "zipper", []string{"zip"}},
		{"dressing", "", []string{"get dressed", "dressing", "undress"}},
		{"feeding", "utensils", []string{"fork", "spoon", "knife", "utensil"}},
		{"feeding", "cup", []string{"open cup", "drink from a cup"}},
		{"feeding", "new-foods", []string{"new food", "nonpreferred food", "non-preferred food", "novel food"}},
		{"feeding", "open-packages", []string{"open packages", "open containers", "lunch containers"}},
		{"feeding", "sit-for-meals", []string{"sit for a meal", "seated for a meal", "seated at meals"}},
		{"feeding", "", []string{"feeding", "self-feed"}},
		{"toileting", "toilet", []string{"toilet"}},
		{"toileting", "hand-washing", []string{"wash hands", "wash his hands", "wash her hands", "wash their hands", "hand washing", "handwashing"}},
		{"toileting", "tooth-brushing", []string{"brush teeth", "brush his teeth", "brush her teeth", "brush their teeth", "toothbrush"}},
		{"toileting", "bathing", []string{"bath", "shower"}},
		{"toileting", "hair", []string{"brush hair", "comb"}},
		{"sensory-regulation", "break", []string{"ask for a break", "request a break", "requesting a break"}},
		{"sensory-regulation", "calm-down", []string{"calm", "self-regulat", "coping strateg", "meltdown"}},
		{"sensory-tolerance", "textures", []string{"texture", "messy play"}},
		{"sensory-tolerance", "sounds", []string{"loud sound", "noise"}},
		{"sensory-tolerance", "grooming", []string{"haircut", "nail"}},
		{"fine-motor", "grasp", []string{"pincer grasp"}},
		{"fine-motor", "in-hand", []string{"in-hand manipulation"}},
		{"fine-motor", "building", []string{"stack", "block tower", "tower of"}},
		{"fine-motor", "fasteners-play", []string{"string beads", "bead"}},
		{"play", "turn-taking", []string{"take turns", "turn-taking", "turn taking"}},
		{"play", "pretend", []string{"pretend"}},
		{"social", "join-in", []string{"join in", "join peers"}},
		{"social", "conversation", []string{"conversation"}},
		{"social", "sharing", []string{"share toys", "share materials"}},
		{"attention", "directions", []string{"step direction", "follow directions", "following directions"}},
		{"attention", "stay-with-task", []string{"attend to", "stay on task", "sustain attention", "table task", "tabletop task", "remain seated"}},
		{"bilateral", "ball", []string{"catch a ball", "throw a ball", "catch and throw"}},
		{"bilateral", "cross-middle", []string{"cross midline", "crossing midline"}},
		{"gross-motor", "balance", []string{"balance", "stand on one foot"}},
		{"gross-motor", "jumping", []string{"jump", "hop"}},
		{"gross-motor", "stairs", []string{"stairs"}},
		{"transitions", "change-activity", []string{"transition"}},
		{"transitions", "line-up", []string{"line up"}},
		{"transitions", "schedule", []string{"visual schedule"}},
		{"caregiver", "home-program", []string{"caregiver will", "parent will", "home program"}},
	}
}

// domainOf proposes domain and skill by the words of the text: those of the
// one domain whose words stand there, and of its one skill. Empty: none, or
// more than one.
func domainOf(text string) (domain, skill string) {
	low := strings.ToLower(text)
	domains, skills := map[string]bool{}, map[string]bool{}
	for _, line := range skillTable() {
		for _, w := range line.words {
			if !hasWord(low, w) {
				continue
			}
			domains[line.domain] = true
			if line.skill != "" {
				skills[line.skill] = true
			}
		}
	}
	if len(domains) != 1 {
		return "", ""
	}
	for d := range domains {
		domain = d
	}
	if len(skills) == 1 {
		for s := range skills {
			skill = s
		}
	}
	return domain, skill
}

// hasWord reports whether the text holds the words, beginning at a word.
func hasWord(text, words string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return false
		}
		i += from
		if i == 0 || !isLetter(text[i-1]) {
			return true
		}
		from = i + 1
	}
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' }

package value

import (
	"regexp"
	"slices"
	"strings"

	"milepost/record"
)

// rung is one word for a level of help.
type rung struct {
	ladder record.Ladder
	level  int
	words  []string
}

// rungs lists the words for levels of help, without "assist" and "cues".
//
// Source: domain facts 1.6 (California CCS medical therapy form; prompt
// hierarchy from most to least intrusive).
func rungs() []rung {
	a, p := record.AssistLadder, record.PromptLadder
	return []rung{
		{a, 8, []string{"independent", "independently", "indep", "ind", "i", "no", "none needed", "without", "unassisted", "unprompted"}},
		{a, 7, []string{"modified independent", "modified independence", "modified ind", "mod i", "modi", "mod ind", "mod independent", "mi"}},
		{a, 6, []string{"supervision", "supervised", "sup", "supv", "spv", "distant supervision", "close supervision"}},
		{a, 5, []string{"stand by", "standby", "sba", "sb"}},
		{a, 4, []string{"contact guard", "contact guarding", "cga", "cg"}},
		{a, 3, []string{"minimal", "minimum", "min", "mina"}},
		{a, 2, []string{"moderate", "mod", "moda"}},
		{a, 1, []string{"maximal", "maximum", "max", "maxa"}},
		{a, 0, []string{"dependent", "dep", "total", "tot", "td", "tota"}},
		{p, 0, []string{"hand over hand", "hoh", "hohc", "full physical", "fp", "fpp"}},
		{p, 1, []string{"partial physical", "pp", "ppp", "physical"}},
		{p, 2, []string{"tactile", "tc", "tcs"}},
		{p, 3, []string{"model", "modeling", "modelling", "modeled", "demonstration", "demo"}},
		{p, 4, []string{"gestural", "gesture", "gestures", "gc"}},
		{p, 5, []string{"visual", "visuals", "visc"}},
		{p, 6, []string{"verbal", "direct verbal", "vc", "vcs", "vp", "vps", "min verbal", "mod verbal", "max verbal", "minimal verbal", "moderate verbal", "maximal verbal", "min vc", "mod vc", "max vc"}},
		{p, 7, []string{"indirect verbal", "ivc", "indirect vc"}},
	}
}

var (
	helpCount = regexp.MustCompile(`^(?:(\d{1,3})\s*x?\s+(.+)|(\d{1,3})x?\s*([a-z].*)|(.+?)\s*x\s?(\d{1,3}))$`)
	// "4 - Min A", "5 (SBA)": the number of a scale that the cell does not name.
	helpNumbered = regexp.MustCompile(`^\d\s*(?:[-–—=:]\s*|\()([a-z][a-z .-]*?)\)?$`)
	// "Mod A x2": how many people helped.
	helpPersons = regexp.MustCompile(`^(.*[a-z] (?:a|assist|assistance)|sba|cga|mod|max|mina|moda|maxa|total|dep|dependent)\s*x\s?[1-3](?: (?:people|persons?|staff))?$`)
	helpTail    = regexp.MustCompile(`\s+(a|assist|assists|assistance|assisted|level|required|needed|help|prompt|prompts|prompting|cue|cues|cueing|cuing)$`)
	helpParts   = regexp.MustCompile(`\s*(?:[,;+&]|\band\b|\bwith\b)\s*`)
	helpRange   = regexp.MustCompile(`^(.+?)\s*(?:-|–|/|\bto\b)\s*(.+)$`)
	helpSpaces  = regexp.MustCompile(`[\s.]+`)
)

// HelpBook finds levels of help by their words.
type HelpBook map[string]record.Help

// NewHelpBook indexes the words of rungs.
func NewHelpBook() HelpBook {
	book := HelpBook{}
	for _, r := range slices.Concat(rungs(), spanishRungs()) {
		for _, w := range r.words {
			book[w] = record.Help{Ladder: r.ladder, Level: r.level}
		}
	}
	return book
}

// HelpRead is what a text says of help.
type HelpRead struct {
	Help  record.Help
	Value float64 // the level, or the middle of a range
	Bound string  // "-" for a range
}

// Read returns the help that the text names. Of a range ("Min-Mod A") the help
// is the level with more of it and the value the middle; of several prompts
// ("2 VC, 1 HOH") the most intrusive one is kept with its count. False: the
// text names no level of help.
func (book HelpBook) Read(text string) (HelpRead, bool) {
	plain := strings.TrimSpace(helpSpaces.ReplaceAllString(strings.ToLower(text), " "))
	if plain == "" || len(plain) > 80 {
		return HelpRead{}, false
	}
	var most HelpRead
	for i, part := range helpParts.Split(plain, -1) {
		one, found := book.part(part)
		if !found || i > 0 && one.Help.Ladder != most.Help.Ladder && most.Help.Level != record.Independent {
			return HelpRead{}, false
		}
		if i == 0 || one.Value < most.Value {
			most = one
		}
	}
	most.Help.Text = strings.TrimSpace(text)
	return most, true
}

// anyPrompts is a number of prompts whose kind is not said.
var anyPrompts = regexp.MustCompile(`^(?:no more than |not more than |at most |up to |only |<= ?|≤ ?)?(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten) ?x? (?:or (?:fewer|less) )?(?:prompts?|cues?|reminders?)$`)

// ReadHelp returns the help that a text names where only help is written: a level
// as Read has it, or a number of prompts without their kind. Such prompts are no
// level, and so no result.
func (book HelpBook) ReadHelp(text string) (record.Help, bool) {
	if h, ok := book.Read(text); ok {
		return h.Help, true
	}
	plain := strings.TrimSpace(helpSpaces.ReplaceAllString(strings.ToLower(text), " "))
	m := anyPrompts.FindStringSubmatch(plain)
	if m == nil || numberOf(m[1]) == 0 {
		return record.Help{}, false
	}
	return record.Help{Ladder: record.PromptLadder, Level: record.AnyPrompt, Count: numberOf(m[1]), Text: strings.TrimSpace(text)}, true
}

// part reads one level, a counted prompt or a range of levels.
func (book HelpBook) part(text string) (HelpRead, bool) {
	if h, ok := book.level(text); ok {
		return HelpRead{Help: h, Value: float64(h.Level)}, true
	}
	if m := helpNumbered.FindStringSubmatch(text); m != nil {
		if h, ok := book.level(m[1]); ok && h.Ladder == record.AssistLadder && m[1] != "min" { // which may be minutes
			return HelpRead{Help: h, Value: float64(h.Level)}, true
		}
	}
	if m := helpPersons.FindStringSubmatch(text); m != nil {
		if h, ok := book.level(m[1]); ok && h.Ladder == record.AssistLadder && h.Level != record.Independent {
			return HelpRead{Help: h, Value: float64(h.Level)}, true
		}
	}
	if m := helpCount.FindStringSubmatch(text); m != nil {
		if h, ok := book.level(m[2] + m[4] + m[5]); ok && h.Ladder == record.PromptLadder {
			h.Count = atoi(m[1] + m[3] + m[6])
			return HelpRead{Help: h, Value: float64(h.Level)}, true
		}
	}
	m := helpRange.FindStringSubmatch(text)
	if m == nil {
		return HelpRead{}, false
	}
	from, ok1 := book.level(m[1])
	to, ok2 := book.level(m[2])
	if !ok1 || !ok2 || from.Ladder != to.Ladder && from.Level != record.Independent && to.Level != record.Independent {
		return HelpRead{}, false
	}
	middle := float64(from.Level+to.Level) / 2
	if to.Level < from.Level {
		from = to
	}
	return HelpRead{Help: from, Value: middle, Bound: "-"}, true
}

// level looks one level up, with or without its "assist" or "cues".
func (book HelpBook) level(text string) (record.Help, bool) {
	text = strings.Map(WithoutAccent, text)
	for range 4 {
		text = strings.Trim(strings.ReplaceAll(text, "stand-by", "stand by"), " ()")
		text = strings.ReplaceAll(text, "hand-over-hand", "hand over hand")
		if h, ok := book[text]; ok {
			return h, true
		}
		shorter := helpHead.ReplaceAllString(helpTail.ReplaceAllString(text, ""), "")
		if shorter == text {
			break
		}
		text = shorter
	}
	return record.Help{}, false
}

// LadderOf returns the scale of help on which a step was written; "" none, or
// its top, which both have.
func LadderOf(s record.Score) record.Ladder {
	if s.Form != record.StepForm {
		return ""
	}
	if h, ok := NewHelpBook().Read(s.Text); ok && h.Help.Level != record.Independent {
		return h.Help.Ladder
	}
	return ""
}

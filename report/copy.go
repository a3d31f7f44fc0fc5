package report

import (
	"regexp"
	"strings"

	"milepost/record"
)

// The fields in which a goal is pasted into another system.
const (
	CopyPresent  = "present level"
	CopyProgress = "progress"
	CopyImpact   = "impact"
	CopyGoal     = "suggested goal"
)

// GoalText is what a draft says of one goal, as plain text by field.
type GoalText struct {
	Goal   string            // the id that its heading carries
	Title  string            // its heading
	Fields map[string]string // by the fields above; a field of which nothing is said is not there
	Empty  int               // places that a person has not filled yet
}

// copyHeading is a heading that carries a goal's id.
var copyHeading = regexp.MustCompile(`^#{1,6}\s+(.*?)\s*\{#([^}]+)\}\s*$`)

// Copy takes a draft's text apart for systems that hold plain text: each
// sentence of a goal, edited or not, goes to the field that its place belongs
// to; one that a person added goes where the one above it went. Figures, tables
// and marks are left out. Markdown is taken off and quotation marks are
// straight.
func Copy(markdown string, sentences []record.Sentence) []GoalText {
	body := Normal(markdown)
	if d, err := Read(markdown); err == nil {
		body = d.Body
	}
	slots := map[int]string{}
	for _, s := range sentences {
		slots[s.Line] = slotOf(s.ID)
	}
	var goals []GoalText
	units, lines := cut(body)
	field := ""
	for i, u := range units {
		switch {
		case u.kind == headingUnit:
			match := copyHeading.FindStringSubmatch(u.text)
			if match == nil {
				if strings.HasPrefix(u.text, "### ") && field != "" {
					continue // a heading inside a goal
				}
				field = ""
				continue
			}
			goals = append(goals, GoalText{Goal: match[2], Title: PlainText(match[1]), Fields: map[string]string{}})
			field = CopyProgress
		case field == "" || len(goals) == 0:
		case u.kind == markUnit:
			goals[len(goals)-1].Empty++
		case slots[lines[i]] == ofTheWhole: // behind the last goal, such as the line for a signature
			field = ""
		case u.kind == textUnit:
			if of, known := fieldOfSlot(slots[lines[i]]); known {
				field = of
			}
			goals[len(goals)-1].add(field, PlainText(u.text))
		}
	}
	return goals
}

func (g *GoalText) add(field, text string) {
	if text == "" {
		return
	}
	if before := g.Fields[field]; before != "" {
		text = before + " " + text
	}
	g.Fields[field] = text
}

// ofTheWhole begins the ids of sentences that are of no goal.
const ofTheWhole = "-"

// slotOf returns the slot of a sentence's id, GOAL/SLOT/N or GOAL/SLOT.STEP/N;
// ofTheWhole where it is of no goal.
func slotOf(id string) string {
	parts := strings.Split(id, "/")
	if len(parts) < 3 {
		return ""
	}
	if parts[0] == ofTheWhole {
		return ofTheWhole
	}
	slot, _, _ := strings.Cut(parts[len(parts)-2], ".")
	return slot
}

// fieldOfSlot returns the field that sentences of the slot go to.
func fieldOfSlot(slot string) (string, bool) {
	switch slot {
	case "":
		return "", false
	case "now", "last", "measured", "help", "help-unknown", "counted", "thin", "undated", "place-note":
		return CopyPresent, true
	case "function", "picked-function", "school", "picked-school", "impact":
		return CopyImpact, true
	case "as-written", "next", "suggest", "suggested-goal":
		return CopyGoal, true
	}
	return CopyProgress, true
}

// Signs of Markdown inside a line, and at its start.
var (
	markdownLink   = regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
	markdownStrong = regexp.MustCompile(`(\*\*|__)(\S(?:.*?\S)?)(\*\*|__)`)
	markdownStress = regexp.MustCompile(`(^|[^\w*])[*_](\S(?:[^*_]*?\S)?)[*_]($|[^\w*])`)
	markdownStart  = regexp.MustCompile(`^\s*(?:[-+*]\s+(?:\[[ xX]\]\s+)?|\d+[.)]\s+|>\s*|#{1,6}\s+)`)
	markdownCode   = regexp.MustCompile("`([^`]*)`")
)

// straight turns typographic signs, which other systems often garble, into
// those of a keyboard.
func straight() *strings.Replacer {
	return strings.NewReplacer(
		"“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "‘", "'", "’", "'", "‚", "'", "‹", "'", "›", "'",
		"–", "-", "—", "-", "−", "-", "‑", "-", "…", "...", "\u00a0", " ", "\u202f", " ", "\u2009", " ", "•", "-",
	)
}

// PlainText returns a line of our Markdown as people read it, with straight
// quotation marks and without any sign of Markdown. What Escape guarded stays
// as it was written.
func PlainText(line string) string {
	line = escaped.ReplaceAllStringFunc(line, func(s string) string { return string(rune(s[1]) + guarded) })
	line = markdownStart.ReplaceAllString(line, "")
	line = markdownLink.ReplaceAllString(line, "$1")
	line = markdownStrong.ReplaceAllString(line, "$2")
	line = markdownStress.ReplaceAllString(line, "$1$2$3")
	line = markdownCode.ReplaceAllString(line, "$1")
	line = strings.Map(func(r rune) rune {
		if r >= guarded && r < guarded+128 {
			return r - guarded
		}
		return r
	}, line)
	return strings.Join(strings.Fields(straight().Replace(line)), " ")
}

// guarded moves a sign out of the way of Markdown, into a range of Unicode that
// no text uses.
const guarded = 0xF0000

package report

import "strings"

// ChosenCode is a progress code that stands in a draft.
type ChosenCode struct {
	Goal string // the anchor of its goal
	Code string // as written: "SP, sufficient"
	Line int    // of the text, from 1
}

// ChosenCodes returns the progress codes that stand in a draft: lines that
// begin with the word for it, such as "Progress code (Virginia): SP", under a
// goal's heading. A mark is not a choice.
func ChosenCodes(markdown, word string) []ChosenCode {
	var chosen []ChosenCode
	goal, fenced := "", fence{}
	for i, line := range strings.Split(lf(markdown), "\n") {
		if fenced.in(line) {
			continue
		}
		if strings.HasPrefix(line, "#") {
			goal = ""
			if at := anchorAt.FindStringSubmatch(line); at != nil {
				goal = at[1]
			}
			continue
		}
		head, code, found := strings.Cut(line, "):")
		if found && goal != "" && strings.HasPrefix(strings.ToLower(head), strings.ToLower(word)+" (") {
			chosen = append(chosen, ChosenCode{Goal: goal, Code: Unescape(strings.TrimSpace(code)), Line: i + 1})
		}
	}
	return chosen
}

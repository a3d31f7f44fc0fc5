package value

import (
	"strings"

	"milepost/ingest/sheet"
	"milepost/record"
)

// YesNo reads yes and no as people and programs write them, in English and
// Spanish. Not known: the word is neither.
func YesNo(text string) (yes, known bool) {
	switch statusKeyOr(text) {
	case "yes", "y", "true", "t", "1", "x", "✓", "✔", "☑", "si", "verdadero", "cierto":
		return true, true
	case "no", "n", "false", "f", "0", "✗", "✘", "☐", "falso", "-":
		return false, true
	}
	return false, IsBlank(text)
}

// statusKeyOr folds a word as the table of attendance does; a sign stays.
func statusKeyOr(text string) string {
	if key := statusKey(text); key != "" {
		return key
	}
	return strings.TrimSpace(Normal(text))
}

// Answer reads yes and no, and what people write for a step that is or is not
// reached, in English and Spanish.
func Answer(low string) (record.Score, bool) {
	switch statusKeyOr(low) {
	case "yes", "y", "true", "met", "achieved", "pass", "passed", "done", "mastered", "✓", "✔", "si", "verdadero", "logrado", "lograda", "alcanzado", "alcanzada":
		return record.Score{Form: record.Answer, Number: 1}, true
	case "no", "n", "false", "not met", "not achieved", "fail", "failed", "unmet", "not mastered", "✗", "✘", "falso", "no logrado", "no lograda",
		"no alcanzado", "no alcanzada":
		return record.Score{Form: record.Answer}, true
	}
	return record.Score{}, false
}

// Half reports whether the different texts of a column of results are half of a
// pair: answers on one side only, and beside them nothing but words that nobody
// can read. Where only "No" is known, the other half of "Não" and "Sim" is not:
// the failures alone would be kept.
//
// Source: ADR 144.
func Half(texts []string, book HelpBook, signs Signs) bool {
	var yes, no, unread bool
	for _, text := range texts {
		if _, missed := Attendance(text); missed || IsBlank(text) {
			continue
		}
		s, _, bad := ScoreReader{Book: book, Signs: signs}.Read(sheet.Cell{Text: text})
		switch {
		case bad == nil && s.Form == record.Answer:
			yes, no = yes || s.Number == 1, no || s.Number == 0
		case bad == nil, len(strings.Fields(text)) > 3:
			return false // results of another kind, or notes
		default:
			unread = true
		}
	}
	return unread && yes != no
}

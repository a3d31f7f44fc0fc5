package value

import (
	"slices"
	"strings"

	"milepost/ingest/sheet"
	"milepost/record"
)

// YesNo reads yes and no as people and programs write them, in English and
// Spanish. Not known: the word is neither.
func YesNo(text string) (yes, known bool) {
	key := statusKeyOr(text)
	switch key {
	case "t", "1":
		return true, true
	case "f", "0", "-":
		return false, true
	}
	if yes, known = yesWord(key); known {
		return yes, true
	}
	return false, IsBlank(text)
}

// yesWord is the one table of words for yes and no, in English and Spanish.
func yesWord(key string) (yes, known bool) {
	switch key {
	case "yes", "y", "true", "x", "✓", "✔", "☑", "si", "s", "verdadero", "cierto":
		return true, true
	case "no", "n", "false", "✗", "✘", "☐", "falso":
		return false, true
	}
	return false, false
}

// SaysYesNo reads yes and no where a person was asked: on cards and in
// workbooks. A blank, or a number, is no answer.
func SaysYesNo(text string) (yes, known bool) { return yesWord(statusKeyOr(text)) }

// Agrees reports whether a person takes what was proposed.
func Agrees(text string) bool {
	key := statusKeyOr(text)
	yes, _ := yesWord(key)
	return yes || slices.Contains([]string{"ok", "okay", "de acuerdo", "correcto", "correcta"}, key)
}

// Ticked reads the tick behind something that was to be done. Not known: the
// word is none.
func Ticked(text string) (done, known bool) {
	switch statusKeyOr(text) {
	case "done", "sent", "hecho", "hecha", "listo", "lista", "enviado", "enviada", "entregado", "entregada":
		return true, true
	}
	if Agrees(text) {
		return true, true
	}
	return YesNo(text)
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

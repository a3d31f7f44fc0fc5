package value

import "strings"

// IsBlankName reports whether a cell for a first or last name says that there
// is none. Words that mean nothing elsewhere are names here: None, Na, Null,
// Nan and Nil are families' and children's names.
func IsBlankName(text string) bool {
	switch strings.ToLower(strings.Trim(Normal(text), " .")) {
	case "", "-", "--", "---", "n/a", "n.a", "n/d", "#n/a":
		return true
	}
	return false
}

// NamesNobody reports whether a cell for what a person is called holds a word
// that is nobody's name: one that points elsewhere, or that a program wrote
// where it had none.
func NamesNobody(text string) bool {
	switch statusKeyOr(strings.TrimSpace(text)) {
	case "same", "same as above", "same as first", "same as first name", "same as legal", "same as legal name", "same name", "as above", "see above", "ditto", "idem",
		"undefined", "object object", "unknown", "tbd", "tba", "not sure", "no preference", "no nickname", "no preferred name", "legal name", "first name",
		"given name", "preferred name", "nickname", "self", "test", "yes", "no", "y", "n", "true", "false", "x", "?", "??", "\"", "''", "”", "mismo", "misma",
		"el mismo", "la misma", "lo mismo", "igual", "ninguno", "ninguna", "desconocido", "no aplica", "not provided", "not given", "not applicable", "declined", "blank", "empty":
		return true
	}
	return false
}

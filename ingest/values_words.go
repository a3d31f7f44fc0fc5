package ingest

import (
	"fmt"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

// yes reports whether the field says yes.
func (v *values) yes(field string) bool {
	for _, i := range v.at[field] {
		if i < len(v.row.Cells) {
			c := v.row.Cells[i]
			yes, known := value.YesNo(v.word(field, c.Text))
			if field == "row.void" {
				yes = yes || isVoid(v.word(field, c.Text))
			} else if !known {
				v.fail(c, unknownWord(field, c.Text))
			}
			if yes {
				return true
			}
		}
	}
	return false
}

// isVoid reports whether a word takes a row back.
func isVoid(word string) bool {
	switch value.FoldWord(word) {
	case "void", "voided", "deleted":
		return true
	}
	return false
}

// oneOf returns our word for a field with a closed list; "" where the row says
// none. A word that is not in the list is a problem.
func (v *values) oneOf(field string) string {
	c, pos, ok := v.cell(field)
	if !ok || value.IsBlank(c.Text) && field != "session.status" || strings.TrimSpace(c.Text) == "" {
		return ""
	}
	if pos < 0 {
		return strings.TrimSpace(c.Text)
	}
	ours, ok := v.ourWord(field, c.Text)
	if ok && v.l.half && field == "session.status" && ours != record.Scheduled {
		v.fail(c, &value.Flaw{
			Code: "word.half", Wrong: "is one half of a pair: nothing is known of the other word of this column",
			Next: record.NextStep{Act: record.StepSetMapping, Name: "words: " + field, Text: "what the other word means"},
		})
		return ""
	}
	if !ok && (strings.HasSuffix(field, ".place") || strings.HasSuffix(field, ".format")) {
		v.in.noteOnce(fmt.Sprintf("column %q: %q is no known word of %s and is left out; say under words: in the mapping what it means",
			c.Column, value.Shorten(c.Text), field))
		return ""
	}
	if !ok {
		v.fail(c, unknownWord(field, c.Text))
	}
	return ours
}

// unknownWord is the flaw of a word that is in no list, or may mean two things.
func unknownWord(field, word string) *value.Flaw {
	next := record.NextStep{Act: record.StepSetMapping, Name: "words: " + field, Text: "one of " + typeOf(field)}
	if meanings, is := value.Ambiguous(word); is && field == "session.status" {
		return &value.Flaw{Code: "word.unclear", Wrong: "may mean two things: " + meanings, Next: next}
	}
	return &value.Flaw{Code: "word.unknown", Wrong: "is not a word that " + field + " can be", Next: next}
}

// ourWord returns our word for the word of a cell. A status is looked up once
// for each word of a file.
func (v *values) ourWord(field, text string) (string, bool) {
	word := value.FoldWord(text)
	if field != "session.status" {
		return value.Word(field, word)
	}
	if v.l.codes && word == "a" {
		return record.NoShow, true
	}
	ours, known := v.in.status[word]
	if !known {
		ours, _ = value.Word(field, word)
		v.in.status[word] = ours
	}
	return ours, ours != ""
}

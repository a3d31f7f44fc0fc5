package ingest

import (
	"fmt"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

// name returns a name; what means "nothing" in other fields may be one. A word
// that a program wrote where it had no name is a problem.
func (v *values) name(field string) string {
	c, _, ok := v.cell(field)
	text := strings.TrimSpace(c.Text)
	switch {
	case !ok || value.IsBlankName(text):
		return ""
	case strings.EqualFold(text, "undefined") || strings.EqualFold(text, "[object Object]"):
		v.fail(c, noName())
		return ""
	}
	return text
}

// named returns a name without the nickname in brackets beside it, which a note
// tells of: it may be one, or a remark.
func (v *values) named(field string) string {
	text := v.name(field)
	if !strings.ContainsAny(text, "(\"“") || v.l.identity {
		return text
	}
	name, nick := value.WithoutNickname(text)
	if nick != "" {
		v.in.noteOnce(fmt.Sprintf("column %q: what stands in brackets beside a name, such as %q, is not used; a column of its own can hold what a client is called", v.columnOf(field), nick))
	}
	return name
}

func noName() *value.Flaw {
	return &value.Flaw{Code: "name.nobody", Wrong: "is nobody's name", Next: record.ToWrite("the name, or leave the cell empty")}
}

// preferred returns what the client is called beside the first name.
func (v *values) preferred(p person) string {
	c, _, ok := v.cell("client.preferred")
	text := strings.TrimSpace(c.Text)
	switch {
	case !ok || value.IsBlankName(text):
		return ""
	case strings.EqualFold(text, p.first):
		return text
	case value.NamesNobody(text):
		v.fail(c, noName())
		return ""
	case value.IsBlank(text):
		return ""
	}
	return text
}

// language returns the code of the language that a cell names.
func (v *values) language(field string) string {
	c, _, ok := v.cell(field)
	if !ok || value.IsBlank(c.Text) {
		return ""
	}
	code, ok := value.Language(c.Text)
	if !ok {
		v.fail(c, &value.Flaw{
			Code: "word.language", Wrong: "is not one language that Milepost knows",
			Next: record.NextStep{Act: record.StepSetMapping, Name: "words: " + field, Text: "its name or code, such as Spanish or es"},
		})
		return ""
	}
	return code
}

package web

import (
	"html/template"
	"slices"
	"strings"
	"unicode/utf8"

	"milepost/caseload"
	"milepost/record"
)

// unitPart is what the pieces of a page that show one unit need.
type unitPart struct {
	Page  draftPage
	Unit  caseload.PageUnit
	Token string
	Q     record.Question // of a question
	Form  *editForm       // of a form
}

// InRow reports whether the unit's form stands in a table.
func (u unitPart) InRow() bool { return u.Unit.Kind == "row" && u.Page.Edit == "" }

func unitOf(f frame, u caseload.PageUnit) unitPart {
	p, _ := f.Body.(draftPage)
	return unitPart{Page: p, Unit: u, Token: f.Token, Form: p.Form}
}

func asking(u unitPart, q record.Question) unitPart {
	u.Q = q
	return u
}

// editing is the form of one unit by itself, as a script asks for it.
func editing(f frame) unitPart {
	form, _ := f.Body.(editForm)
	u := unitPart{Unit: form.Unit, Token: f.Token, Form: &form}
	u.Page.Draft = form.Draft
	return u
}

// Open lists what still needs a person.
func (p draftPage) Open() []want {
	return slices.DeleteFunc(slices.Clone(p.Wants), func(w want) bool { return w.Why != "" })
}

// Asked is why changes were asked for, "" where they were not.
func (p draftPage) Asked() string {
	if p.State != record.ChangesAsked || len(p.Moves) == 0 {
		return ""
	}
	return p.Moves[len(p.Moves)-1].Why
}

// Marks reports whether words that differ are marked: not between languages.
func (b besidePage) Marks() bool {
	return b.With == "" || b.With == "generated" || b.With == "signed"
}

// personFields are the fields of one person's form.
type personFields struct {
	person
	Roles     []record.Role
	Caseloads []string
	I         int
}

// Has reports whether the person has the role.
func (p personFields) Has(r record.Role) bool { return slices.Contains(p.person.Roles, r) }

// Sees reports whether the caseload was granted.
func (p personFields) Sees(caseload string) bool { return slices.Contains(p.Granted, caseload) }

// heading is a heading of the report, one level below the page's own.
func heading(u caseload.PageUnit) template.HTML {
	tag := "h" + string(rune('0'+min(u.Level+1, 6)))
	return template.HTML("<" + tag + ` class="words">` + u.HTML + "</" + tag + ">") //nolint:gosec // made by package render, which escapes
}

// kindWords names a draft: "Progress report for the parent".
func kindWords(key record.DraftKey) string {
	return capital(strings.ReplaceAll(key.Kind, "-", " ")) + " for the " + key.Audience
}

// capital gives a text a capital first letter.
func capital(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return strings.ToUpper(string(r)) + text[size:]
}

// whole is a text in which ids, names of files and options keep to one line: its
// words break at spaces only.
func whole(text string) template.HTML {
	words := strings.Split(template.HTMLEscapeString(text), " ")
	for i, word := range words {
		if strings.Contains(word, "-") {
			words[i] = `<span class="id">` + word + `</span>`
		}
	}
	return template.HTML(strings.Join(words, " ")) //nolint:gosec // escaped above
}

// beginning is the first words of a text, to tell it from others.
func beginning(text string) string {
	words := strings.Fields(caseload.PlainWords(text))
	if len(words) > 7 {
		return strings.Join(words[:7], " ") + " …"
	}
	return strings.Join(words, " ")
}

package ingest

import (
	"slices"
	"strings"
	"unicode"

	"milepost/ingest/sheet"
)

// childOf says which child a row is of: by its ID, else by its name in whatever
// order and form the words stand. "" it names none.
func (one *shapedSheet) childOf(row sheet.Row) string {
	said := map[string]string{}
	for i, c := range row.Cells {
		if text := strings.TrimSpace(c.Text); i < len(one.fields) && text != "" && said[one.fields[i]] == "" {
			said[one.fields[i]] = text
		}
	}
	if id := said["client.id"]; id != "" {
		return childByID(id)
	}
	words := strings.FieldsFunc(strings.ToLower(said["client.name"]+" "+said["client.first"]+" "+said["client.last"]), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r)
	})
	slices.Sort(words)
	if name := strings.Join(words, " "); name != "" {
		return "name " + name
	}
	return ""
}

func childByID(id string) string { return "id " + strings.ToLower(id) }

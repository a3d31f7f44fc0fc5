package record

import "strings"

// Key is a text by which rows of different exports name the same thing.
type Key string

// keyOf joins the parts so that no two lists of parts give one key. Letters
// are folded and runs of space joined, since exports differ in both.
func keyOf(kind string, parts ...string) Key {
	folded := make([]string, len(parts))
	for i, p := range parts {
		p = strings.ToLower(strings.Join(strings.Fields(p), " "))
		folded[i] = strings.ReplaceAll(strings.ReplaceAll(p, `\`, `\\`), "|", `\|`)
	}
	return Key(kind + ":" + strings.Join(folded, "|"))
}

// ClientByID is the key of a client whom a row names by id. Ids are kept to
// the letter.
func ClientByID(id ID) Key { return Key("id:" + id) }

// ClientByName is the key of a client whom a row names by name and birth date.
// A name alone is no key.
func ClientByName(first, last string, birth Date) Key {
	return keyOf("name", first, last, birth.String())
}

// FirstName returns the first name in a key of ClientByName, in small letters.
// False: the key is of another kind.
func (k Key) FirstName() (string, bool) {
	parts, ok := strings.CutPrefix(string(k), string(keyOf("name")))
	first, _, _ := strings.Cut(parts, "|")
	return first, ok
}

// GoalByID is the key of a goal or objective that a row names by id, within
// one client.
func GoalByID(id ID) Key { return Key("goal:" + id) }

// GoalByTitle is the key of a goal or objective that a row names by its title
// or text, within one client.
func GoalByTitle(title string) Key { return keyOf("title", title) }

// GoalByCode is the key of a goal whose target is measured by a coded
// observation, within one client.
func GoalByCode(system, code string) Key { return keyOf("code", system, code) }

// KeyOf is the natural key of a session, data point or statement.
func KeyOf(kind string, parts ...string) Key { return keyOf(kind, parts...) }

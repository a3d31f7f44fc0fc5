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
// A name alone is no key. Names that CompareNames calls the same have one key.
func ClientByName(first, last string, birth Date) Key {
	words := Person{First: first, Last: last}.nameWords()
	if len(words) == 0 {
		return keyOf("name", first, last, birth.String())
	}
	return keyOf("name", strings.Join(words, " "), birth.String())
}

// FormerClientByName is the key that ClientByName gave before names were
// compared word by word. What is kept of clients who were forgotten may be
// made of it.
func FormerClientByName(first, last string, birth Date) Key {
	return keyOf("name", first, last, birth.String())
}

// NamedBorn returns the birth date in a key of ClientByName. False: the key is
// of another kind.
func (k Key) NamedBorn() (Date, bool) {
	rest, ok := strings.CutPrefix(string(k), "name:")
	if !ok {
		return Date{}, false
	}
	d, err := ParseDate(rest[strings.LastIndex(rest, "|")+1:])
	return d, err == nil && !d.IsZero()
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

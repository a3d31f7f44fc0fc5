package delivery

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// File is what a name of a file for a portal or health record is made from.
type File struct {
	Client, Document, Kind, Audience, Language, From, To string
	First, Last                                          string // of the client; only where the clinic said that names may stand in file names
}

// Pattern is a clinic's form of file names, such as "{client}_{from}_{kind}".
type Pattern struct{ text string }

// defaultPattern names no person.
const defaultPattern = "{client}_{from}_{kind}.{audience}.{language}"

// slots lists what may stand in braces, with its value.
func (f File) slots() [][2]string {
	return [][2]string{
		{"client", f.Client},
		{"document", f.Document},
		{"kind", f.Kind},
		{"audience", f.Audience},
		{"language", f.Language},
		{"from", f.From},
		{"to", f.To},
		{"first", f.First},
		{"last", f.Last},
	}
}

// slotNames lists the words that may stand in the braces of a pattern.
func slotNames() []string {
	var names []string
	for _, s := range (File{}).slots() {
		names = append(names, s[0])
	}
	return names
}

// ParsePattern reads a pattern. Words in braces that are not known are an
// error; so are names of people unless they are allowed, and a pattern that tells
// no two documents apart.
func ParsePattern(text string, allowed Names) (Pattern, error) {
	text = cmp.Or(text, defaultPattern)
	rest, unique := text, false
	for {
		before, after, ok := strings.Cut(rest, "{")
		if strings.Contains(before, "}") {
			return Pattern{}, fmt.Errorf("%q: a bracket } has no { before it", text)
		}
		if !ok {
			break
		}
		name, tail, closed := strings.Cut(after, "}")
		switch {
		case !closed:
			return Pattern{}, fmt.Errorf("%q: a bracket { is not closed", text)
		case !slices.Contains(slotNames(), name):
			return Pattern{}, fmt.Errorf("%q: {%s} is not known; there are {%s}", text, name, strings.Join(slotNames(), "}, {"))
		case (name == "first" || name == "last") && allowed != NamesAllowed:
			return Pattern{}, fmt.Errorf("%q puts the child's name into file names: say \"names: true\" beside it where the clinic allows that", text)
		}
		unique = unique || name == "client" || name == "document"
		rest = tail
	}
	if !unique {
		return Pattern{}, fmt.Errorf("%q: needs {client} or {document}, or two children could get one file name", text)
	}
	return Pattern{text}, nil
}

// Names says whether names of people may stand in file names.
type Names bool

// NamesAllowed is the clinic's own choice; it is off unless it says so.
const NamesAllowed Names = true

// Name returns the file's name without ending: what no system takes in a name
// becomes "-".
func (p Pattern) Name(f File) string {
	name := p.text
	for _, s := range f.slots() {
		name = strings.ReplaceAll(name, "{"+s[0]+"}", s[1])
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune("-_.,() ", r) {
			return r
		}
		return '-'
	}, name)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), " .")
	if len(name) > maxName {
		name = strings.ToValidUTF8(name[:maxName], "")
	}
	return cmp.Or(name, "document")
}

// maxName is how long a name is at most, in bytes: with folder and ending a
// path still fits what Windows takes (260).
const maxName = 120

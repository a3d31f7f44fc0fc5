// Package language knows how each language writes numbers, dates, lists and
// plurals, the program's plain words and the closed list of status words. It
// takes a data file for each language and gives the words that documents
// print; adding a language takes no code. It knows nothing of records.
package language

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed data
var data embed.FS

// reference is the language that says which words every other must have.
const reference = "en"

// Language is one language, read from its data file.
type Language struct {
	Code string // BCP 47, such as "en"
	file file
}

// Load returns a shipped language.
func Load(code string) (*Language, error) {
	shipped, err := fs.Sub(data, "data")
	if err != nil {
		return nil, err
	}
	return LoadFrom(shipped, code)
}

// LoadFrom returns the language of the file CODE.yaml in the folder. A word
// that English has and the file lacks is an error: a document would have a
// hole there.
func LoadFrom(folder fs.FS, code string) (*Language, error) {
	l, err := read(folder, code)
	if err != nil {
		return nil, err
	}
	if code == reference {
		return l, nil
	}
	shipped, err := fs.Sub(data, "data")
	if err != nil {
		return nil, err
	}
	first, err := read(shipped, reference)
	if err != nil {
		return nil, err
	}
	if lacks := l.lacks(first); len(lacks) > 0 {
		return nil, fmt.Errorf("%s.yaml: these words are missing: %s", code, strings.Join(lacks, ", "))
	}
	return l, nil
}

func read(folder fs.FS, code string) (*Language, error) {
	name := code + ".yaml"
	source, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, fmt.Errorf("language %q: %w", code, err)
	}
	l := &Language{Code: code}
	if err := yaml.UnmarshalWithOptions(source, &l.file, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if wrong := l.file.wrong(); wrong != "" {
		return nil, fmt.Errorf("%s: %s", name, wrong)
	}
	return l, nil
}

// lacks lists the keys that the first language has and this one has not.
func (l *Language) lacks(first *Language) []string {
	var keys []string
	for key := range first.file.Words {
		if l.file.Words[key] == "" {
			keys = append(keys, "words."+key)
		}
	}
	for code := range first.file.Statuses {
		if l.file.Statuses[code] == "" {
			keys = append(keys, "statuses."+code)
		}
	}
	for name, ladder := range first.file.Help {
		if len(l.file.Help[name]) != len(ladder) {
			keys = append(keys, "help."+name)
		}
	}
	slices.Sort(keys)
	return keys
}

// Word returns the plain word with the key, such as "child". For a key that
// no language has it returns the key between question marks, which every
// reader sees; Has tells beforehand.
func (l *Language) Word(key string) string {
	if word, ok := l.file.Words[key]; ok {
		return word
	}
	return "??" + key + "??"
}

// Has reports whether there is a word with the key.
func (l *Language) Has(key string) bool {
	_, ok := l.file.Words[key]
	return ok
}

// Keys returns the keys of all plain words, sorted.
func (l *Language) Keys() []string {
	keys := make([]string, 0, len(l.file.Words))
	for key := range l.file.Words {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// Status returns the parent's words for a status code, one wording each:
// "On track". The day is the newest data point's, which "no data" names; it
// is left out where it is zero.
func (l *Language) Status(code string, newest Day) string {
	words, ok := l.file.Statuses[code]
	if !ok {
		return "??" + code + "??"
	}
	if !strings.Contains(words, "{date}") {
		return words
	}
	if newest == (Day{}) {
		return l.file.Statuses[code+" at all"]
	}
	return strings.ReplaceAll(words, "{date}", l.DayMonth(newest))
}

// TeamStatus returns the words of a status for a school or a payer, which are
// the parent's where the language has none of their own.
func (l *Language) TeamStatus(code string, newest Day) string {
	if words, ok := l.file.TeamStatuses[code]; ok {
		return words
	}
	return l.Status(code, newest)
}

// Statuses returns the status codes that the language has words for, sorted.
func (l *Language) Statuses() []string {
	codes := make([]string, 0, len(l.file.Statuses))
	for code := range l.file.Statuses {
		codes = append(codes, code)
	}
	slices.Sort(codes)
	return codes
}

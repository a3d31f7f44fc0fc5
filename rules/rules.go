// Package rules holds what places and publishers have decided and Milepost
// only repeats: schools' progress codes, instruments' bands, who must sign,
// what falls due when, what a packet holds and how much fits into another
// system's fields, each file with the day it was looked up, its source, and
// whether a person has verified it. It takes YAML and gives checked values; it
// holds no items, no norm tables and no scoring keys, and decides nothing for a
// therapist.
package rules

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"milepost/record"
)

//go:embed shipped
var shipped embed.FS

// About says where a rule comes from.
type About struct {
	ID       string `yaml:"id"` // the file's name without its ending
	Title    string `yaml:"title"`
	AsOf     string `yaml:"as_of"`    // 2006-01-02: the day on which it was looked up
	Source   string `yaml:"source"`   // exactly enough to look up; "memory" where none was found
	Verified bool   `yaml:"verified"` // a person has compared it with the source
	Note     string `yaml:"note"`
}

// Rules is all rules that count: the shipped ones, but for those that the
// clinic's own file of the same name replaces. All lists ascend by the name of
// the file.
type Rules struct {
	CodeSets     []CodeSet
	Instruments  []Instrument
	Cosignatures []Cosignatures
	Packets      []PacketRule

	Clocks          []Clocks
	Holidays        []Holidays
	SchoolCalendars []SchoolCalendar
	FollowUps       []FollowUpStages
	CopyTargets     []CopyTarget
}

// CodeSet returns the code set with the id; false where there is none.
func (r Rules) CodeSet(id string) (CodeSet, bool) {
	for _, s := range r.CodeSets {
		if s.ID == id {
			return s, true
		}
	}
	return CodeSet{}, false
}

// Instrument returns the instrument in the edition, by their exact names;
// false where there is none. Editions are never taken for each other.
func (r Rules) Instrument(name, edition string) (Instrument, bool) {
	for _, i := range r.Instruments {
		if i.Name == name && i.Edition == edition {
			return i, true
		}
	}
	return Instrument{}, false
}

// Load reads the shipped rules and the clinic's own, which may be nil. A file
// of the clinic's that cannot be used is a problem, and the shipped one of its
// name then counts. An error means that a shipped file or the folder is broken.
func Load(own fs.FS) (Rules, []record.Problem, error) {
	theirs, err := read(shipped, "shipped")
	if err != nil {
		return Rules{}, nil, err
	}
	counts := map[string]add{} // by name of the file
	for _, f := range theirs {
		if counts[f.name], err = parse(f); err != nil {
			return Rules{}, nil, fmt.Errorf("rules/%s: %w", f.name, err)
		}
	}
	var problems []record.Problem
	if own != nil {
		ours, err := read(own, ".")
		if err != nil {
			return Rules{}, nil, err
		}
		for _, f := range ours {
			rule, err := parse(f)
			if err != nil {
				problems = append(problems, problem(f, err))
				continue
			}
			counts[f.name] = rule
		}
	}
	var all Rules
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		counts[name](&all)
	}
	return all, problems, nil
}

// file is one rule file, not yet read.
type file struct {
	name string // without folder
	text []byte
}

// read returns the rule files of the folder; files of other kinds are not
// ours. A folder that does not exist holds none.
func read(fsys fs.FS, folder string) ([]file, error) {
	entries, err := fs.ReadDir(fsys, folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	var files []file
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasSuffix(name, ".yaml") || strings.HasPrefix(name, ".") {
			continue
		}
		path := name
		if folder != "." {
			path = folder + "/" + name
		}
		text, err := fs.ReadFile(fsys, path)
		if err != nil {
			return nil, fmt.Errorf("read rules: %w", err)
		}
		files = append(files, file{name, text})
	}
	return files, nil
}

// add puts the content of one file to the others.
type add func(*Rules)

// parse reads and checks one file. Its first words tell its kind.
func parse(f file) (add, error) {
	var head struct {
		Kind string `yaml:"kind"`
	}
	if err := yaml.Unmarshal(f.text, &head); err != nil {
		return nil, err
	}
	var names []string
	for _, k := range kinds() {
		if k.name == head.Kind {
			return k.parse(f)
		}
		names = append(names, k.name)
	}
	return nil, fmt.Errorf("kind: %q is none of %s", head.Kind, strings.Join(names, ", "))
}

// kind is something that a rule file can be.
type kind struct {
	name  string
	parse func(file) (add, error)
}

func kinds() []kind {
	return []kind{
		{"progress codes", into(func(r *Rules) *[]CodeSet { return &r.CodeSets })},
		{"instrument", into(func(r *Rules) *[]Instrument { return &r.Instruments })},
		{"cosignature", into(func(r *Rules) *[]Cosignatures { return &r.Cosignatures })},
		{"packet", into(func(r *Rules) *[]PacketRule { return &r.Packets })},
		{"clocks", into(func(r *Rules) *[]Clocks { return &r.Clocks })},
		{"holidays", into(func(r *Rules) *[]Holidays { return &r.Holidays })},
		{"school calendar", into(func(r *Rules) *[]SchoolCalendar { return &r.SchoolCalendars })},
		{"follow-up", into(func(r *Rules) *[]FollowUpStages { return &r.FollowUps })},
		{"copy target", into(func(r *Rules) *[]CopyTarget { return &r.CopyTargets })},
	}
}

// content is what a rule file holds.
type content interface {
	about() About
	check() error
}

func (a About) about() About { return a }

// into returns what reads and checks a file for the list.
func into[T content](list func(*Rules) *[]T) func(file) (add, error) {
	return func(f file) (add, error) {
		var c T
		if err := yaml.UnmarshalWithOptions(f.text, &c, yaml.Strict()); err != nil {
			return nil, err
		}
		if err := cmp.Or(checkAbout(c.about(), f.name), c.check()); err != nil {
			return nil, err
		}
		return func(r *Rules) {
			all := list(r)
			*all = append(*all, c)
		}, nil
	}
}

func checkAbout(a About, name string) error {
	day, err := record.ParseDate(a.AsOf)
	switch {
	case a.ID+".yaml" != name:
		return fmt.Errorf("id: %q is not the name of the file", a.ID)
	case err != nil:
		return fmt.Errorf("as_of: %w", err)
	case day.IsZero():
		return errors.New("as_of: the day on which it was looked up is missing")
	case a.Title == "" || a.Source == "":
		return errors.New("title or source is missing")
	}
	return nil
}

func problem(f file, err error) record.Problem {
	return record.Problem{
		Source: record.Source{File: "rules/" + f.name},
		Code:   "rule.unreadable",
		Wrong:  "cannot be used: " + err.Error(),
		Next:   record.ToAdvise("mend the file, or remove it to use the shipped one"),
	}
}

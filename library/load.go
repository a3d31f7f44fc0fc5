package library

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
	"github.com/goccy/go-yaml"

	"milepost/record"
)

//go:embed phrases
var phrasesFolder embed.FS

// Library is a set of phrases, loaded and checked.
type Library struct {
	phrases []Phrase // by language and id
	off     []Phrase // those that a layer took out, by language and id
	bySlot  map[placeOf][]int
	byID    map[string]int
	fields  map[string]field
	domains []Domain
}

// placeOf is where phrases speak, and to whom.
type placeOf struct{ language, slot, audience string }

// Shipped returns the phrases that the program brings: the first layer.
func Shipped() fs.FS {
	sub, err := fs.Sub(phrasesFolder, "phrases")
	if err != nil {
		return phrasesFolder // cannot be: the folder is embedded
	}
	return sub
}

// Layer is a set of phrase files that is put over the ones before it.
type Layer struct {
	Name  string // stands before its files' names in errors: "library"; "" nothing
	Files fs.FS  // LANGUAGE/*.yaml; other folders are not looked at
}

// Load reads layers of phrases that have no name, as LoadLayers does.
func Load(layers ...fs.FS) (*Library, error) {
	named := make([]Layer, len(layers))
	for i, files := range layers {
		named[i].Files = files
	}
	return LoadLayers(named...)
}

// LoadLayers reads layers of phrases: shipped, the clinic's, a therapist's. A
// later layer's phrase replaces the earlier one with its id. A file that cannot
// be used is an error with file, line, column and excerpt; all of them are
// listed.
func LoadLayers(layers ...Layer) (*Library, error) {
	domains, err := Domains()
	if err != nil {
		return nil, err
	}
	ld := newLoader(domains)
	for i, layer := range layers {
		ld.layer = i
		if err := ld.readLayer(layer); err != nil {
			return nil, err
		}
	}
	if len(ld.wrong) > 0 {
		return nil, errors.Join(ld.wrong...)
	}
	return ld.library(), nil
}

// loader gathers phrases and all that is wrong with them.
type loader struct {
	domains []Domain
	fields  map[string]field
	found   map[string]Phrase // by key of language and id
	off     map[string]Phrase // those that a layer took out
	layer   int
	wrong   []error

	conditions map[string]*vm.Program // by their text
}

func newLoader(domains []Domain) *loader {
	return &loader{
		domains: domains, fields: fields(), found: map[string]Phrase{}, off: map[string]Phrase{},
		conditions: map[string]*vm.Program{},
	}
}

func keyOf(lang, id string) string { return lang + "\x00" + id }

// staffLayers is the clinic layer's folder of the therapists' own layers, which
// is no language.
const staffLayers = "staff"

func (ld *loader) readLayer(layer Layer) error {
	names, err := fs.Glob(layer.Files, "*/*.yaml")
	if err != nil {
		return err
	}
	here := map[string]string{}
	for _, name := range names {
		lang := path.Dir(name)
		if lang == staffLayers {
			continue
		}
		source, err := fs.ReadFile(layer.Files, name)
		if err != nil {
			return err
		}
		ld.readFile(path.Join(layer.Name, name), lang, source, here)
	}
	return nil
}

// readFile reads one file; here holds where ids of this layer were seen.
func (ld *loader) readFile(name, lang string, source []byte, here map[string]string) {
	var f phraseFile
	if err := yaml.UnmarshalWithOptions(source, &f, yaml.Strict()); err != nil {
		ld.wrong = append(ld.wrong, fmt.Errorf("%s: %s", name, strings.TrimSpace(yaml.FormatError(err, false, true))))
		return
	}
	if f.Domain == generalDomain {
		f.Domain = ""
	} else if skillsOf(ld.domains, f.Domain) == nil {
		ld.wrong = append(ld.wrong, fmt.Errorf("%s: domain: %q is not known (nearest: %q)", name, f.Domain, nearest(f.Domain, domainKeys(ld.domains))))
		return
	}
	for _, row := range f.Phrases {
		place := fmt.Sprintf("%s:%d", name, row.Text.line)
		key := keyOf(lang, row.ID)
		if row.Off {
			if p, known := ld.found[key]; known {
				ld.off[key] = p
			}
			delete(ld.found, key)
			continue
		}
		p, err := ld.build(f, row, lang)
		if err == nil && here[key] != "" {
			err = fmt.Errorf("the id stands already at %s", here[key])
		}
		if err != nil {
			ld.wrong = append(ld.wrong, fmt.Errorf("%s: phrase %q: %w", place, row.ID, err))
			continue
		}
		p.Language, p.Layer, p.Place = lang, ld.layer, place
		if ld.compile(&p, name, row) {
			here[key], ld.found[key] = place, p
			delete(ld.off, key)
		}
	}
}

// build makes a phrase of a row. In a language that follows another a row of id
// and text alone takes all else from the phrase of that id which leads: what
// holds for it is said once.
func (ld *loader) build(f phraseFile, row phraseRow, lang string) (Phrase, error) {
	lead, known := ld.found[keyOf(leadLanguage, row.ID)]
	if lang == leadLanguage || row.Slot != "" || !known {
		return f.build(row, ld.domains)
	}
	if row.Text.text == "" {
		return Phrase{}, errors.New("a phrase needs an id and a text")
	}
	lead.Text = row.Text.text
	return lead, nil
}

// leadLanguage is the one in which the library is written first.
const leadLanguage = "en"

// compile reads the phrase's fields and condition.
func (ld *loader) compile(p *Phrase, name string, row phraseRow) bool {
	parts, fault := parse(p.Text, ld.fields)
	if fault != nil {
		ld.fault(name, row.ID, row.Text, *fault)
		return false
	}
	p.parts = parts
	if p.When == "" {
		return true
	}
	program, wrong := ld.condition(p.When)
	if wrong != nil {
		ld.fault(name, row.ID, row.When, *wrong)
		return false
	}
	p.when = program
	return true
}

// condition compiles a condition once, however many phrases ask it.
func (ld *loader) condition(text string) (*vm.Program, *textFault) {
	if program, known := ld.conditions[text]; known {
		return program, nil
	}
	program, fault := compileWhen(text)
	if fault == nil {
		ld.conditions[text] = program
	}
	return program, fault
}

// compileWhen reads a condition; an empty one always holds and is nil.
func compileWhen(text string) (*vm.Program, *textFault) {
	if text == "" {
		return nil, nil
	}
	program, err := expr.Compile(text, expr.Env(&Context{}), expr.AsBool(), expr.DisableAllBuiltins(),
		expr.EnableBuiltin("len"), expr.EnableBuiltin("any"), expr.EnableBuiltin("all"), expr.EnableBuiltin("none"))
	if err == nil {
		return program, nil
	}
	f := &textFault{what: err.Error()}
	var at *file.Error
	if errors.As(err, &at) {
		f = &textFault{at: at.Column, what: at.Message}
		if unknown, ok := strings.CutPrefix(at.Message, "unknown name "); ok {
			f.what = fmt.Sprintf("the condition knows no %q (nearest: %q)", unknown, nearest(unknown, contextNames()))
		}
	}
	return nil, f
}

// fault keeps an error with file, line, column and the excerpt with a caret.
func (ld *loader) fault(name, id string, t located, f textFault) {
	line, column := lineOf(t.text, f.at)
	ld.wrong = append(ld.wrong, fmt.Errorf("%s:%d:%d: phrase %q: %s%s",
		name, t.line+line, t.column+column, id, f.what, excerpt(t.text, f.at)))
}

func (ld *loader) library() *Library {
	l := &Library{bySlot: map[placeOf][]int{}, byID: map[string]int{}, fields: ld.fields, domains: ld.domains}
	l.phrases, l.off = sorted(ld.found), sorted(ld.off)
	for i, p := range l.phrases {
		for _, audience := range p.Audiences {
			place := placeOf{p.Language, p.Slot, audience}
			l.bySlot[place] = append(l.bySlot[place], i)
		}
		l.byID[keyOf(p.Language, p.ID)] = i
	}
	return l
}

func sorted(byKey map[string]Phrase) []Phrase {
	list := slices.Collect(maps.Values(byKey))
	slices.SortFunc(list, func(a, b Phrase) int {
		return strings.Compare(keyOf(a.Language, a.ID), keyOf(b.Language, b.ID))
	})
	return list
}

// Phrases returns all phrases, by language and id.
func (l *Library) Phrases() []Phrase { return slices.Clone(l.phrases) }

// Use returns the phrase's id and text hash, as a draft keeps them; the hash
// is empty where there is no such phrase.
func (l *Library) Use(lang, id string) record.PhraseUse {
	i, ok := l.byID[keyOf(lang, id)]
	if !ok {
		return record.PhraseUse{ID: id}
	}
	return record.PhraseUse{ID: id, Hash: l.phrases[i].Hash()}
}

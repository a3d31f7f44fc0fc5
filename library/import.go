package library

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Imported is what taking in a sheet makes of a layer's files.
type Imported struct {
	Files   map[string][]byte // to be written, by name below the layer; nil: to be removed
	Before  map[string][]byte // what stood in them, for keeping
	Changes []Changed         // by language and id
}

// Changed is one phrase that a sheet changes.
type Changed struct {
	Language, ID string
	How          string // one of the constants
}

// How a sheet changes a phrase.
const (
	PhraseNew     = "new"
	PhraseChanged = "changed"
	PhraseOff     = "taken out"
	PhraseBack    = "as shipped again"
)

// Import works out what the rows make of the top layer, which lies over the
// layers below. A row that says what the layers below say takes the top
// layer's own out; a phrase that no row names stays as it is; a file of which
// nothing changes is not touched. A row that cannot be used is an error with
// its place, what was found and the nearest word that would do; all of them
// are listed, and nothing is to be written then.
func Import(rows []Row, top Layer, below ...Layer) (Imported, error) {
	base, err := LoadLayers(below...)
	if err != nil {
		return Imported{}, err
	}
	files, err := readFiles(top)
	if err != nil {
		return Imported{}, err
	}
	im := &importer{files: files, base: map[string]Row{}, ld: newLoader(base.domains)}
	for _, r := range base.Rows() {
		im.base[r.key()] = r
	}
	seen := map[string]string{}
	for _, r := range rows {
		p, ok := im.ld.phrase(r)
		if !ok {
			continue
		}
		if at := seen[r.key()]; at != "" {
			im.ld.wrongCell(r, "id", "stands already at "+at)
			continue
		}
		seen[r.key()] = r.place("id")
		canonical := rowOf(p)
		canonical.Cells["off"] = r.Cells["off"]
		im.take(canonical)
	}
	if len(im.ld.wrong) > 0 {
		return Imported{}, errors.Join(im.ld.wrong...)
	}
	return im.result()
}

// importer puts rows into the files of a layer.
type importer struct {
	ld      *loader
	base    map[string]Row // what the layers below say, by key
	files   []*phraseFiles
	changes []Changed
}

// phraseFiles is one file of a layer with its phrases as rows.
type phraseFiles struct {
	name    string
	domain  string
	rows    []Row
	before  []byte
	changed bool
}

// readFiles reads the files of a layer as they stand.
func readFiles(layer Layer) ([]*phraseFiles, error) {
	names, err := fs.Glob(layer.Files, "*/*.yaml")
	if err != nil {
		return nil, err
	}
	var files []*phraseFiles
	for _, name := range names {
		if path.Dir(name) == staffLayers {
			continue
		}
		source, err := fs.ReadFile(layer.Files, name)
		if err != nil {
			return nil, err
		}
		var f phraseFile
		if err := yaml.UnmarshalWithOptions(source, &f, yaml.Strict()); err != nil {
			return nil, fmt.Errorf("%s: %s", path.Join(layer.Name, name), strings.TrimSpace(yaml.FormatError(err, false, true)))
		}
		one := &phraseFiles{name: name, domain: f.Domain, before: source}
		for _, row := range f.Phrases {
			one.rows = append(one.rows, f.row(path.Dir(name), row))
		}
		files = append(files, one)
	}
	return files, nil
}

// row writes a phrase of a file as a row.
func (f phraseFile) row(lang string, row phraseRow) Row {
	p := Phrase{Language: lang, ID: row.ID, Domain: f.Domain, Slot: row.Slot, Audiences: row.For, Skills: row.Skills, When: row.When.text, Text: row.Text.text, Precautions: row.Precautions, Careful: row.Careful, Last: row.Last}
	r := rowOf(p)
	if len(row.For) == 0 {
		r.Cells["for"] = cell(f.For)
	}
	r.Cells["status"], r.Cells["measure"], r.Cells["better"] = cell(row.Status), cell(row.Measure), row.Better
	r.Cells["kind"], r.Cells["ages"] = cmp.Or(row.Kind, f.Kind, "data"), row.Ages
	r.Cells["off"] = answer(row.Off)
	return r
}

// take puts one row into the layer, or takes the layer's own out where the
// layers below say the same.
func (im *importer) take(r Row) {
	below, known := im.base[r.key()]
	file, at := im.find(r.key())
	asBelow := known && r.same(below) || !known && r.off()
	switch {
	case asBelow && file != nil:
		file.rows, file.changed = slices.Delete(file.rows, at, at+1), true
		im.note(r, PhraseBack)
		return
	case asBelow, file != nil && file.rows[at].same(r), file != nil && r.off() && file.rows[at].off():
		return
	}
	if file != nil && file.domain != r.Cells["domain"] {
		file.rows, file.changed = slices.Delete(file.rows, at, at+1), true
		file = nil
	}
	if file == nil {
		file = im.fileFor(r)
		file.rows = append(file.rows, r)
	} else {
		file.rows[at] = r
	}
	file.changed = true
	how := PhraseChanged
	switch {
	case r.off():
		how = PhraseOff
	case !known:
		how = PhraseNew
	}
	im.note(r, how)
}

func (im *importer) note(r Row, how string) {
	im.changes = append(im.changes, Changed{r.Cells["language"], r.Cells["id"], how})
}

// find returns the layer's file that holds the phrase, and where in it.
func (im *importer) find(key string) (*phraseFiles, int) {
	for _, f := range im.files {
		if at := slices.IndexFunc(f.rows, func(r Row) bool { return r.key() == key }); at >= 0 {
			return f, at
		}
	}
	return nil, 0
}

// fileFor returns the file into which a new phrase of this language and domain
// goes.
func (im *importer) fileFor(r Row) *phraseFiles {
	lang, domain := r.Cells["language"], r.Cells["domain"]
	for _, f := range im.files {
		if path.Dir(f.name) == lang && f.domain == domain {
			return f
		}
	}
	f := &phraseFiles{name: lang + "/" + domain + ".yaml", domain: domain}
	im.files = append(im.files, f)
	return f
}

// result prints the files that changed.
func (im *importer) result() (Imported, error) {
	out := Imported{Files: map[string][]byte{}, Before: map[string][]byte{}, Changes: im.changes}
	slices.SortFunc(out.Changes, func(a, b Changed) int {
		return strings.Compare(keyOf(a.Language, a.ID), keyOf(b.Language, b.ID))
	})
	for _, f := range im.files {
		if !f.changed {
			continue
		}
		if f.before != nil {
			out.Before[f.name] = f.before
		}
		out.Files[f.name] = nil
		if len(f.rows) == 0 {
			continue
		}
		text, err := f.print()
		if err != nil {
			return out, err
		}
		out.Files[f.name] = text
	}
	return out, nil
}

// printed is a phrase as a file is printed.
type printed struct {
	ID          string   `yaml:"id"`
	Off         bool     `yaml:"off,omitempty"`
	Slot        string   `yaml:"slot,omitempty"`
	For         []string `yaml:"for,omitempty,flow"`
	Kind        string   `yaml:"kind,omitempty"`
	Skills      []string `yaml:"skills,omitempty,flow"`
	Status      []string `yaml:"status,omitempty,flow"`
	Measure     []string `yaml:"measure,omitempty,flow"`
	Better      string   `yaml:"better,omitempty"`
	When        string   `yaml:"when,omitempty"`
	Text        string   `yaml:"text,omitempty"`
	Precautions []string `yaml:"precautions,omitempty,flow"`
	Ages        string   `yaml:"ages,omitempty"`
	Careful     bool     `yaml:"careful,omitempty"`
	Last        bool     `yaml:"last,omitempty"`
}

// print writes the file as YAML that a person can read and change.
func (f *phraseFiles) print() ([]byte, error) {
	var list struct {
		Domain  string    `yaml:"domain"`
		Phrases []printed `yaml:"phrases"`
	}
	list.Domain = f.domain
	for _, r := range f.rows {
		c := r.Cells
		if r.off() {
			list.Phrases = append(list.Phrases, printed{ID: c["id"], Off: true})
			continue
		}
		list.Phrases = append(list.Phrases, printed{
			ID: c["id"], Slot: c["slot"], For: listed(c["for"]), Kind: c["kind"], Skills: listed(c["skills"]),
			Status: listed(c["status"]), Measure: listed(c["measure"]), Better: c["better"], When: c["when"], Text: c["text"],
			Precautions: listed(c["precautions"]), Ages: c["ages"], Careful: c["careful"] == yes, Last: c["last"] == yes,
		})
	}
	var b bytes.Buffer
	b.WriteString("# The clinic's own phrases. One with the id of a shipped phrase replaces it;\n# \"off: true\" takes it out.\n")
	err := yaml.NewEncoder(&b).Encode(list)
	return b.Bytes(), err
}

// Names returns the names of the files to be written or removed, sorted.
func (i Imported) Names() []string { return slices.Sorted(maps.Keys(i.Files)) }

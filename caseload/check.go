package caseload

import (
	"context"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"milepost/check"
	"milepost/ingest"
	"milepost/ingest/fold"
	"milepost/language"
	"milepost/library"
	"milepost/record"
	"milepost/report"
	"milepost/rules"
	"milepost/templates"
)

// CheckFiles looks at the clinic's own files in the folder: mappings, phrases,
// templates, rules and language. It opens no database, so that a file that
// keeps the workspace from opening is named too.
func CheckFiles(dir string, o Options) ([]check.Fault, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	c := &Caseload{options: o, root: folder{root, &oddities{}}}
	if c.language, err = openLanguage(root.FS(), o.Language); err != nil {
		fault := check.Locate("language", "languages/"+err.Error(), c.text)
		return []check.Fault{fault}, nil
	}
	faults := c.mappingFaults()
	for _, look := range []func() ([]check.Fault, error){c.phraseFaults, c.templateFaults, c.ruleFaults} {
		more, err := look()
		if err != nil {
			return faults, err
		}
		faults = append(faults, more...)
	}
	return faults, nil
}

// text reads a file of the workspace, "" where there is none.
func (c *Caseload) text(name string) string {
	data, err := fs.ReadFile(c.root.FS(), name)
	if err != nil {
		return ""
	}
	return string(data)
}

// each takes joined errors apart.
func each(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

func (c *Caseload) mappingFaults() []check.Fault {
	var faults []check.Fault
	names, _ := fs.Glob(c.root.FS(), "mappings/*.yaml") // the pattern is well formed
	for _, name := range names {
		if _, err := ingest.ParseMapping(strings.TrimSuffix(path.Base(name), ".yaml"), []byte(c.text(name))); err != nil {
			faults = append(faults, check.Locate("mapping", "mappings/"+err.Error(), c.text))
		}
	}
	return faults
}

// phraseFaults loads each layer; where all can be loaded, it looks at what the
// clinic's phrases say and whether every status of every measure has a phrase.
func (c *Caseload) phraseFaults() ([]check.Fault, error) {
	staff := []record.ID{""}
	for _, t := range c.options.Staff {
		staff = append(staff, t.ID)
	}
	var faults []check.Fault
	for i, id := range staff {
		layers, err := c.layers(id)
		if err != nil {
			return faults, err
		}
		if i > 0 && len(layers) == clinicLayers {
			continue
		}
		lib, err := library.LoadLayers(layers...)
		for _, one := range each(err) {
			faults = append(faults, check.Locate("phrase", one.Error(), c.text).Meant(library.FileKeys()))
		}
		if err == nil {
			more, err := c.wordingFaults(lib)
			if err != nil {
				return faults, err
			}
			faults = append(faults, more...)
		}
	}
	return unique(faults), nil
}

func unique(faults []check.Fault) []check.Fault {
	var out []check.Fault
	for _, f := range faults {
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

func (c *Caseload) wordingFaults(lib *library.Library) ([]check.Fault, error) {
	words, err := check.Load(c.language.Code)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, t := range c.options.Staff {
		names = append(names, strings.Fields(t.Name)...)
	}
	var faults []check.Fault
	for _, f := range words.Phrases(lib, names, c.languages(lib)) {
		faults = append(faults, f.Placed(c.text))
	}
	for _, audience := range library.Audiences() {
		for _, what := range lib.Silent(library.Sample(c.language, audience)) {
			faults = append(faults, check.Fault{
				Kind: "phrase.silent", File: libraryFolder + "/" + c.language.Code,
				Wrong: "nothing is said to a " + audience + " of " + what + ": a phrase that was taken out left no other",
			})
		}
	}
	return faults, nil
}

// languages are the document's own language and each other that has phrases.
func (c *Caseload) languages(lib *library.Library) []string {
	list := []string{c.language.Code}
	for _, p := range lib.Phrases() {
		if !slices.Contains(list, p.Language) {
			list = append(list, p.Language)
		}
	}
	return list
}

var noFunction = regexp.MustCompile(`function "([^"]+)" not defined`)

func (c *Caseload) templateFaults() ([]check.Fault, error) {
	var faults []check.Fault
	names, err := fs.Glob(c.root.FS(), "templates/*")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		base := path.Base(name)
		if !slices.Contains(templates.Names(), base) && !c.ownForm(base) {
			faults = append(faults, check.Fault{
				Kind: "template.name", File: name, Wrong: "no document takes a template of this name, so it is never used",
				Nearest: library.Nearest(base, templates.Names()),
			})
		}
		if err := report.CheckForm(templates.Template{Name: name, Source: c.text(name)}, c.language); err != nil {
			f := check.Locate("template", err.Error(), c.text).Meant(nil)
			if m := noFunction.FindStringSubmatch(f.Wrong); m != nil {
				f.Nearest = library.Nearest(m[1], report.FormFunctions(c.language))
			}
			faults = append(faults, f)
		}
	}
	return faults, nil
}

// ownForm reports whether the file is a form of a shipped kind in another
// language.
func (c *Caseload) ownForm(base string) bool {
	parts := strings.Split(base, ".")
	if len(parts) != 5 {
		return false
	}
	_, err := language.Load(parts[2])
	parts[2] = "en"
	return err == nil && slices.Contains(templates.Names(), strings.Join(parts, "."))
}

func (c *Caseload) ruleFaults() ([]check.Fault, error) {
	own, err := fs.Sub(c.root.FS(), "rules")
	if err != nil {
		return nil, err
	}
	_, problems, err := rules.Load(own)
	var faults []check.Fault
	for _, p := range problems {
		faults = append(faults, check.Fault{Kind: "rule", File: "rules/" + path.Base(p.File), Line: p.Row, Wrong: p.Wrong})
	}
	return faults, err
}

var noField = regexp.MustCompile(`can't evaluate field (\w+)`)

// CheckDrafts composes the draft of every client for every audience, and
// writes none: what is wrong only with some child's data is named with the
// child.
func (c *Caseload) CheckDrafts(ctx context.Context, now time.Time, by Actor) ([]check.Fault, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	if err := c.loadWording(); err != nil {
		return nil, err
	}
	ids, err := c.selected(ctx, Selection{})
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var faults []check.Fault
	for _, id := range ids {
		folded, err := c.fold(ctx, id, c.today(now))
		if err != nil {
			return faults, err
		}
		for _, audience := range library.Audiences() {
			fault, err := c.tryDraft(ctx, now, folded, audience)
			if err != nil {
				return faults, err
			}
			if fault != nil && !seen[fault.File+fault.Wrong] {
				seen[fault.File+fault.Wrong] = true
				faults = append(faults, *fault)
			}
		}
	}
	return faults, nil
}

// tryDraft composes one draft; a fault is one of its template.
func (c *Caseload) tryDraft(ctx context.Context, now time.Time, folded fold.Result, audience string) (*check.Fault, error) {
	in, why, err := c.composed(ctx, now, folded, audience)
	if err != nil || why != "" {
		return nil, err
	}
	if _, err := c.compose(in); err != nil {
		f := check.Locate("template.data", err.Error(), c.text).Meant(nil)
		f.Client = folded.Client.ID
		if m := noField.FindStringSubmatch(f.Wrong); m != nil {
			f.Nearest = library.Nearest(m[1], report.FormFields())
			f.Wrong = "there is no " + m[1] + " here"
		}
		return &f, nil
	}
	return nil, nil
}

// composed gathers what a client's draft is made of.
func (c *Caseload) composed(ctx context.Context, now time.Time, folded fold.Result, audience string) (report.Input, string, error) {
	key, period, err := c.period(ctx, folded, Selection{Audience: audience})
	if err != nil {
		return report.Input{}, "", err
	}
	return c.inputOf(ctx, now, key, period, folded)
}

// Package templates holds the shipped forms of documents and reads a form, the
// shipped or the clinic's own. A form is a text/template file that gives
// Markdown; it decides order, headings and fixed words, never a number. It can
// reach no clock, network, environment, file or randomness, and it ends: what
// it may call is a list in this package.
package templates

import (
	"embed"
	"fmt"
	"strings"
	"sync"
	"text/template"
)

//go:embed *.md.tmpl
var shipped embed.FS

// ending is what every template's file name ends in.
const ending = ".md.tmpl"

// Template is the form of a document as text.
type Template struct {
	Name   string // file name: KIND.AUDIENCE.LANGUAGE.md.tmpl
	Source string

	kept *kept // nil: read anew for each run
}

// kept is a template that was read once for many runs.
type kept struct {
	once sync.Once
	read *template.Template
	err  error
}

// Kept returns the template as one that is read once, at its first run, however
// many follow. It may be run by several goroutines.
func (t Template) Kept() Template {
	t.kept = &kept{}
	return t
}

// Parse reads the template for one run, as the function Parse does.
func (t Template) Parse(funcs template.FuncMap) (*template.Template, error) {
	if t.kept == nil {
		return Parse(t.Name, t.Source, funcs)
	}
	t.kept.once.Do(func() { t.kept.read, t.kept.err = Parse(t.Name, t.Source, funcs) })
	if t.kept.err != nil {
		return nil, t.kept.err
	}
	own, err := t.kept.read.Clone()
	if err != nil {
		return nil, err
	}
	return own.Funcs(funcs).Funcs(counting()), nil
}

// Name returns the file name of the template for a kind of document (such as
// "progress-report"), an audience (parent, school, payer) and a language (a
// BCP 47 code).
func Name(kind, audience, language string) string {
	return strings.Join([]string{kind, audience, language}, ".") + ending
}

// Shipped returns the template of that file name which the program brings.
func Shipped(name string) (Template, error) {
	source, err := shipped.ReadFile(name)
	if err != nil {
		return Template{}, fmt.Errorf("no template %s; shipped are %s", name, strings.Join(Names(), ", "))
	}
	return Template{Name: name, Source: string(source)}, nil
}

// Names returns the file names of the shipped templates, sorted.
func Names() []string {
	entries, err := shipped.ReadDir(".")
	if err != nil {
		return nil
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = e.Name()
	}
	return names
}

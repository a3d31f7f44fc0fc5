package caseload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"milepost/language"
	"milepost/library"
	"milepost/record"
	"milepost/report"
)

// Wording returns the phrases in force: shipped, then the clinic's, then those
// of the member of staff, where one is named.
func (c *Caseload) Wording(ctx context.Context, by Actor, staff record.ID) (*library.Library, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	return c.wordingOf(staff)
}

func (c *Caseload) wordingOf(staff record.ID) (*library.Library, error) {
	layers, err := c.staffLayers(staff)
	if err != nil {
		return nil, err
	}
	return library.LoadLayers(layers...)
}

// staffLayers returns the layers up to the member of staff's own, who has to be
// on the staff list.
func (c *Caseload) staffLayers(staff record.ID) ([]library.Layer, error) {
	known := slices.ContainsFunc(c.options.Staff, func(t record.Therapist) bool { return t.ID == staff })
	if staff != "" && !known {
		return nil, record.Refuse(record.NotFound, "there is no member of staff %q", staff).Then(record.NextStep{Act: record.StepSettings, Name: "staff", Text: "the staff list"})
	}
	return c.layers(staff)
}

// Language returns the language of the workspace's documents.
func (c *Caseload) Language() *language.Language { return c.language }

// Subjects returns what the sentences of a client's draft for the audience
// speak of, and the period's first day, by which wording is picked.
func (c *Caseload) Subjects(ctx context.Context, now time.Time, by Actor, client record.ID, audience string) ([]library.Subject, record.Date, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, record.Date{}, err
	}
	ids, err := c.selected(ctx, Selection{Clients: []record.ID{client}})
	if err != nil {
		return nil, record.Date{}, err
	}
	folded, err := c.fold(ctx, ids[0], c.today(now))
	if err != nil {
		return nil, record.Date{}, err
	}
	key, period, err := c.period(ctx, folded, Selection{Audience: audience})
	if err != nil {
		return nil, record.Date{}, err
	}
	in, why := c.input(folded, period, c.today(now))
	if why != "" {
		return nil, record.Date{}, fmt.Errorf("%s: %s", client, why)
	}
	in.Key = key
	return report.Subjects(in), period.From, nil
}

// ExportPhrases writes every phrase in force, and those taken out, as CSV or
// XLSX by the ending of the name.
func (c *Caseload) ExportPhrases(ctx context.Context, by Actor, w io.Writer, name string, staff record.ID) (int, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return 0, err
	}
	lib, err := c.wordingOf(staff)
	if err != nil {
		return 0, err
	}
	rows := lib.Rows()
	switch strings.ToLower(path.Ext(name)) {
	case ".csv":
		return len(rows), library.WriteCSV(w, rows)
	case ".xlsx":
		return len(rows), library.WriteXLSX(w, rows)
	}
	return 0, fmt.Errorf("%s: phrases are written as .xlsx or .csv", name)
}

// ImportPhrases takes a sheet of phrases into the clinic's layer, or the member
// of staff's. Where a row cannot be used, nothing changes. A file that it
// writes anew is kept beside first, in library/replaced/.
func (c *Caseload) ImportPhrases(ctx context.Context, now time.Time, by Actor, name string, data []byte, staff record.ID) (library.Imported, error) {
	u, err := c.admit(ctx, by, record.ActWording)
	if err != nil {
		return library.Imported{}, err
	}
	e := u.event(now, "phrases imported", libraryFolder, map[string]string{"wording": record.LongHash(string(data))})
	if staff != "" {
		e.Subject = string(staff)
	}
	return c.importPhrases(ctx, now, e, phraseSheet{name, data}, staff)
}

// phraseSheet is a spreadsheet of phrases.
type phraseSheet struct {
	name string
	data []byte
}

// importPhrases is ImportPhrases with the entry that the log is to have of it.
func (c *Caseload) importPhrases(ctx context.Context, now time.Time, e record.Event, s phraseSheet, staff record.ID) (library.Imported, error) {
	rows, err := library.ReadSheet(s.name, s.data)
	if err != nil {
		return library.Imported{}, err
	}
	layers, err := c.importLayers(staff)
	if err != nil {
		return library.Imported{}, err
	}
	top := layers[len(layers)-1]
	got, err := library.Import(rows, top, layers[:len(layers)-1]...)
	if err != nil {
		return got, err
	}
	if _, err := laidOver(got, top, layers[:len(layers)-1]); err != nil {
		return got, err
	}
	if len(got.Files) == 0 {
		return got, nil
	}
	return got, c.logged(ctx, e, func() error { return c.writePhrases(now, top.Name, got) })
}

// writePhrases keeps what stood in the files of a layer, and writes them anew.
func (c *Caseload) writePhrases(now time.Time, layer string, got library.Imported) error {
	for _, file := range slices.Sorted(maps.Keys(got.Before)) {
		kept := path.Join(layer, "replaced", now.UTC().Format("20060102T150405Z"), file)
		if err := c.writeFile(kept, got.Before[file]); err != nil {
			return err
		}
	}
	for _, file := range got.Names() {
		if err := c.putFile(path.Join(layer, file), got.Files[file]); err != nil {
			return err
		}
	}
	return nil
}

// importLayers are the layers with the one that is written on top, which need
// not be there yet.
func (c *Caseload) importLayers(staff record.ID) ([]library.Layer, error) {
	layers, err := c.staffLayers(staff)
	if err != nil || staff == "" || len(layers) > clinicLayers {
		return layers, err
	}
	folder := path.Join(libraryFolder, staffFolder, staff.Path())
	return append(layers, library.Layer{Name: folder, Files: nothing{}}), nil
}

// nothing is a folder without files.
type nothing struct{}

func (nothing) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// laidOver loads the layers as they would be, so that what is written can be
// read.
func laidOver(got library.Imported, top library.Layer, below []library.Layer) (*library.Library, error) {
	after := overlay{top.Files, got.Files}
	return library.LoadLayers(append(slices.Clone(below), library.Layer{Name: top.Name, Files: after})...)
}

// putFile writes the file, or removes it where there is nothing to write.
func (c *Caseload) putFile(name string, data []byte) error {
	if data != nil {
		return c.writeFile(name, data)
	}
	err := c.root.Remove(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// overlay is a folder with files put over those that stand.
type overlay struct {
	under fs.FS
	files map[string][]byte // nil: removed
}

func (o overlay) Open(name string) (fs.File, error) { return o.under.Open(name) }

// ReadFile reads one file as it would be.
func (o overlay) ReadFile(name string) ([]byte, error) {
	if data, ok := o.files[name]; ok {
		return bytes.Clone(data), nil
	}
	return fs.ReadFile(o.under, name)
}

// Glob lists the files that would be there.
func (o overlay) Glob(pattern string) ([]string, error) {
	names, err := fs.Glob(o.under, pattern)
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(name string) bool { data, ok := o.files[name]; return ok && data == nil })
	for name, data := range o.files {
		if match, err := path.Match(pattern, name); err == nil && match && data != nil && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}

package caseload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
)

// mappingName is what the name of a mapping may be: it becomes a file's name,
// and no name of a person belongs there.
var mappingName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,59}$`)

// ErrMappingThere says that the workspace has a mapping of that name.
var ErrMappingThere = errors.New("there is a mapping of that name")

// Trial is what a file gives when it is read and nothing of it is kept.
type Trial struct {
	Report ingest.Report
	Counts map[ingest.Give]int // records by kind
	First  record.Batch        // the first of its records
}

// Try reads a file by the workspace's mappings, or by the one given instead,
// and keeps nothing.
func (c *Caseload) Try(ctx context.Context, now time.Time, by Actor, f sheet.File, only ...ingest.Mapping) (Trial, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return Trial{}, err
	}
	o := c.readOptions(now)
	if len(only) > 0 {
		o.Mappings = only
	}
	return TryFile(ctx, f, o)
}

// TryFile is Try outside a workspace.
func TryFile(ctx context.Context, f sheet.File, o ingest.Options) (Trial, error) {
	t := Trial{Counts: map[ingest.Give]int{}}
	var err error
	t.Report, err = ingest.Read(ctx, f, o, func(b record.Batch) error {
		if t.First.Len() == 0 {
			t.First = b
		}
		t.Counts[ingest.Clients] += len(b.Clients)
		t.Counts[ingest.Goals] += len(b.Goals)
		t.Counts[ingest.Sessions] += len(b.Sessions)
		t.Counts[ingest.Data] += len(b.DataPoints)
		return nil
	})
	return t, err
}

// Mappings returns the shipped mappings with the workspace's own over them.
func (c *Caseload) Mappings() []ingest.Mapping { return c.mappings }

// Staff returns the staff list as a proposal of a mapping asks for it.
func (c *Caseload) Staff() []ingest.Staff {
	var all []ingest.Staff
	for _, s := range c.options.Staff {
		all = append(all, ingest.Staff{ID: string(s.ID), Name: s.Name})
	}
	return all
}

// FreeMappingName returns a name for a new mapping of rows that give this: no
// mapping, shipped or the clinic's own, has it yet.
func (c *Caseload) FreeMappingName(given []ingest.Give) string {
	words := []string{"own"}
	for _, g := range given {
		words = append(words, string(g))
	}
	base := strings.Join(words, "-")
	name := base
	for n := 2; slices.ContainsFunc(c.mappings, func(m ingest.Mapping) bool { return m.Name == name }); n++ {
		name = fmt.Sprintf("%s-%d", base, n)
	}
	return name
}

// CheckMappingName refuses what cannot be the name of a mapping.
func CheckMappingName(name string) error {
	if !mappingName.MatchString(name) {
		return fmt.Errorf("%q is no name for a mapping: write small letters, digits and -, at most 60, and no person's name", name)
	}
	return nil
}

// SaveMapping writes a mapping into the workspace's mappings/ and returns its
// path there. It refuses to replace one that is there, unless replace says so.
func (c *Caseload) SaveMapping(ctx context.Context, now time.Time, by Actor, name string, text []byte, replace Replace) (string, error) {
	u, err := c.admit(ctx, by, record.ActMapping)
	if err != nil {
		return "", err
	}
	if err := CheckMappingName(name); err != nil {
		return "", err
	}
	if _, err := ingest.ParseMapping(name, text); err != nil {
		return "", err
	}
	file := path.Join("mappings", name+".yaml")
	if _, err := fs.Stat(c.root.FS(), file); err == nil && replace != ReplaceOld {
		return "", fmt.Errorf("%s: %w", file, ErrMappingThere)
	}
	before, err := c.readFile(file)
	if err != nil {
		return "", err
	}
	e := u.event(now, "mapping kept", name, map[string]string{"mapping": record.LongHash(string(text))})
	return file, c.logged(ctx, e, func() error {
		if before != nil && !bytes.Equal(before, text) {
			if err := c.writeFile(file+".old", before); err != nil {
				return err
			}
		}
		return c.writeFile(file, text)
	})
}

// OwnMapping returns the text of a mapping of the clinic's own; "" where none is
// called so.
func (c *Caseload) OwnMapping(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	text, err := c.readFile(path.Join("mappings", name+".yaml"))
	return string(text), err
}

// Replace says what is done with a file that is there already.
type Replace string

// The ways to treat a file that is there.
const (
	KeepOld    Replace = ""
	ReplaceOld Replace = "replace"
)

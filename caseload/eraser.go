package caseload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"milepost/ingest"
	"milepost/ingest/sheet"
	"milepost/record"
	"milepost/store"
)

// eraser removes files of the workspace, or writes them without a client.
type eraser struct {
	put    func(name string, data []byte) error
	remove func(name string) error // with all that is below it
}

// looker removes nothing: what it is given to is only counted.
func looker() eraser {
	return eraser{func(string, []byte) error { return nil }, func(string) error { return nil }}
}

// eraseExports rewrites each file of the archive that holds rows of the client.
func (c *Caseload) eraseExports(ctx context.Context, cert *Certificate, who identity, e eraser) ([]store.Rewritten, error) {
	imports, err := c.store.Imports(ctx)
	if err != nil {
		return nil, err
	}
	places, err := c.store.RowsOf(ctx, cert.Client)
	if err != nil {
		return nil, err
	}
	byHash := map[string]record.Import{}
	for _, imp := range imports {
		byHash[imp.ID[:16]] = imp
	}
	var names []string
	err = fs.WalkDir(c.root.FS(), "archive", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() && !strings.HasSuffix(name, tombstoneEnding) && !isTemporary(d.Name()) {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var all []store.Rewritten
	for _, name := range names {
		base := path.Base(name)
		imp, known := byHash[strings.TrimSuffix(base, path.Ext(base))]
		one, err := c.eraseExport(ctx, cert.Forgotten, archived{name, imp, len(places[imp.Order]) > 0}, who.at(places[imp.Order]), e)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if one == nil {
			continue
		}
		cert.Exports++
		cert.Rows += one.Rows
		if known {
			one.Import = imp.Order
			if who.said(imp.Name) {
				one.Name = fmt.Sprintf("export-%d%s", imp.Order, path.Ext(imp.Name))
			}
			all = append(all, *one)
		}
	}
	return all, nil
}

// tombstoneEnding is that of the note beside an export that was rewritten.
const tombstoneEnding = ".tombstone.txt"

// archived is a file of the archive.
type archived struct {
	name  string
	imp   record.Import // zero: of none that is known
	holds bool          // it is known to hold rows of the client
}

// eraseExport rewrites one file; nil where it holds nothing of the client. A file
// that is the client's own, or whose rows cannot be told apart though it is known
// to hold some of the client's, goes whole.
func (c *Caseload) eraseExport(ctx context.Context, f store.Forgotten, of archived, who identity, e eraser) (*store.Rewritten, error) {
	data, err := c.root.ReadFile(of.name)
	if err != nil {
		return nil, err
	}
	text, removed, err := ingest.Without(ctx, sheet.File{Name: path.Base(of.name), Data: bytes.NewReader(data), Size: int64(len(data))}, who.gone)
	one := &store.Rewritten{Rows: len(removed), Places: removed}
	switch {
	case of.imp.Card && !of.holds:
		return nil, nil //nolint:nilnil // another client's card
	case of.imp.Card || err != nil || len(removed) == 0 && of.holds:
		if !of.holds && !who.inText(data) {
			return nil, nil //nolint:nilnil // nothing of the client in a file that is no table
		}
		text = nil
	case len(removed) == 0:
		return nil, nil //nolint:nilnil // nothing of the client
	}
	note := tombstone(f, one, hashOf(data), text)
	if len(bytes.TrimSpace(text)) == 0 {
		err = e.remove(of.name)
	} else {
		one.Hash = hashOf(text)
		err = e.put(of.name, text)
	}
	return one, errors.Join(err, e.put(of.name+tombstoneEnding, note))
}

func tombstone(f store.Forgotten, one *store.Rewritten, was string, text []byte) []byte {
	stands := "Nothing is left of it."
	if len(bytes.TrimSpace(text)) > 0 {
		stands = "The file as it stands has SHA-256 " + hashOf(text) + "; of a workbook, values and number formats are left."
	}
	return fmt.Appendf(nil, "Client %s was forgotten on %s: %s taken out of this export.\nBefore, it had SHA-256 %s.\n%s\n",
		f.Client, f.Day, count(one.Rows, "row was", "rows were"), was, stands)
}

// eraseFiles removes the client's own files, and those of others that hold some
// of the client's.
func (c *Caseload) eraseFiles(ctx context.Context, cert *Certificate, who identity, e eraser) error {
	folder := cert.Client.Path()
	for _, name := range []string{"drafts/" + folder, signedFolder + folder, attachments(cert.Client), "clients/" + folder + ".yaml", outbox} {
		n, err := c.countFiles(name)
		if err := errors.Join(err, e.remove(name)); err != nil {
			return err
		}
		cert.Files += n
	}
	entries, err := fs.ReadDir(c.root.FS(), ".")
	if err != nil {
		return err
	}
	for _, entry := range entries { // copies that were made before an upgrade
		if strings.HasPrefix(entry.Name(), olderDatabase) {
			cert.Files++
			if err := e.remove(entry.Name()); err != nil {
				return err
			}
		}
	}
	if err := c.eraseMappings(ctx, cert, who, e); err != nil {
		return err
	}
	return c.eraseRejected(ctx, cert, who, e)
}

func (c *Caseload) countFiles(name string) (files int, err error) {
	err = fs.WalkDir(c.root.FS(), name, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files++
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	return files, err
}

// eraseRejected rewrites the lists of rows to mend, and removes other rejected
// files that name the client.
func (c *Caseload) eraseRejected(ctx context.Context, cert *Certificate, who identity, e eraser) error {
	entries, err := fs.ReadDir(c.root.FS(), "rejected")
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := "rejected/" + entry.Name()
		if !entry.Type().IsRegular() {
			continue
		}
		data, err := c.root.ReadFile(name)
		if err != nil {
			return err
		}
		text, removed, err := ingest.Without(ctx, sheet.File{Name: entry.Name(), Data: bytes.NewReader(data), Size: int64(len(data))}, who.gone)
		switch {
		case err == nil && len(removed) > 0 && path.Ext(name) == ".xlsx" && !who.said(entry.Name()):
			cert.Files++
			err = e.put(name, text)
		case len(removed) > 0 || who.inText(data) || who.said(entry.Name()):
			cert.Files++
			err = e.remove(name)
		default:
			err = nil // not the client's, table or not
		}
		if err != nil {
			return err
		}
	}
	return nil
}

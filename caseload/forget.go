package caseload

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"milepost/ingest"
	"milepost/record"
	"milepost/store"
)

// ToForget is a client to be forgotten, as a lead names it.
type ToForget struct {
	Client record.ID
	Again  record.ID // typed a second time
	Why    string    // needed before the retention date and under a legal hold
}

// Certificate says what was removed when a client was forgotten. It names nobody.
type Certificate struct {
	store.Forgotten
	Until     record.Date `json:"until"` // the records had to be kept until then; zero: nobody can say
	Held      bool        `json:"held"`  // a legal hold was on them
	Drafts    int         `json:"drafts"`
	Documents int         `json:"documents"`
	Exports   int         `json:"exports"`          // files of the archive that were rewritten or removed
	Rows      int         `json:"rows"`             // taken out of them
	Files     int         `json:"files"`            // others that were removed
	Lists     []string    `json:"lists,omitempty"`  // where the list of forgotten clients was put beside backups
	Missed    []string    `json:"missed,omitempty"` // where it could not be put
	Away      []record.ID `json:"away,omitempty"`   // who has drafts of the client on a machine of her own
	Head      string      `json:"head"`             // of the log
}

// forgottenList is the list of forgotten clients, in the workspace and beside
// each backup: Restore applies it.
const forgottenList = "milepost-forgotten.json"

// Forget removes a client from the database, from drafts, signed, rejected and
// attached files, and from the exports in the archive, which are rewritten
// without the client's rows. It works again from where it was stopped: files go
// first, the database last.
//
// Source: 34 CFR 300.611(a) (destruction is physical destruction or removal of
// personal identifiers) and 300.624.
func (c *Caseload) Forget(ctx context.Context, now time.Time, by *Sitting, what ToForget) (Certificate, error) {
	u, err := by.act(now, record.ActForget)
	if err != nil {
		return Certificate{}, err
	}
	if what.Client == "" || what.Client != what.Again {
		return Certificate{}, fmt.Errorf("%w: the two ids differ (%s, %s): nothing was removed", ErrRefused, what.Client, what.Again)
	}
	cert := Certificate{Forgotten: store.Forgotten{Client: what.Client, By: u.ID, At: instant(now), Day: c.today(now), Reason: strings.TrimSpace(what.Why)}}
	if done, err := c.forgottenBefore(ctx, what.Client); err != nil || done != nil {
		if err != nil {
			return cert, err
		}
		cert.Forgotten = *done
		return cert, errors.Join(c.store.Vacuum(ctx), c.finishForget(ctx, &cert))
	}
	if err := c.mayForget(ctx, &cert); err != nil {
		return cert, err
	}
	return cert, c.erase(ctx, &cert)
}

func (c *Caseload) forgottenBefore(ctx context.Context, client record.ID) (*store.Forgotten, error) {
	ids, err := c.store.Clients(ctx)
	if err != nil || slices.Contains(ids, client) {
		return nil, err
	}
	all, err := c.store.ForgottenClients(ctx)
	for i := range all {
		if all[i].Client == client {
			return &all[i], err
		}
	}
	if err == nil {
		err = fmt.Errorf("%w: no client %q: \"milepost status\" lists them", ErrRefused, client)
	}
	return nil, err
}

// mayForget refuses before the retention date and under a legal hold, unless
// there is a reason; the reason names nobody.
func (c *Caseload) mayForget(ctx context.Context, cert *Certificate) error {
	folded, err := c.fold(ctx, cert.Client, record.Date{})
	if err != nil {
		return err
	}
	var last record.Date
	for _, s := range folded.Sessions {
		last = later(last, s.Day)
	}
	cert.Until = c.options.Retention.Until(folded.Client.BirthDate, last)
	cert.Held = slices.Contains(c.options.Holds, cert.Client)
	who := newIdentity(folded.Client, nil)
	switch {
	case cert.Held && cert.Reason == "":
		return fmt.Errorf("%w: client %s is under a legal hold (legal_hold: in milepost.yaml): nothing may be removed; where counsel has agreed, give the reason with --why", ErrRefused, cert.Client)
	case cert.Until.IsZero() && cert.Reason == "":
		return fmt.Errorf("%w: neither a birth date nor a session of client %s is on file, so nobody can say how long the records are to be kept: give the reason with --why", ErrRefused, cert.Client)
	case !cert.Day.After(cert.Until) && cert.Reason == "":
		return fmt.Errorf("%w: the records of client %s are to be kept until %s (retention: in milepost.yaml): wait, or give the reason with --why", ErrRefused, cert.Client, cert.Until)
	case who.said(cert.Reason):
		return fmt.Errorf("%w: the reason holds the client's name, and it stays in the log: say it without", ErrRefused)
	}
	return nil
}

// erase removes all that is known of the client.
func (c *Caseload) erase(ctx context.Context, cert *Certificate) error {
	folded, err := c.fold(ctx, cert.Client, record.Date{})
	if err != nil {
		return err
	}
	ids, err := c.store.Clients(ctx)
	if err != nil {
		return err
	}
	who := newIdentity(folded.Client, ids)
	cert.Keys = who.hashes()
	drafts, err := c.store.DraftsOf(ctx, cert.Client)
	if err != nil {
		return err
	}
	cert.Drafts = len(drafts)
	for _, d := range drafts {
		documents, err := c.store.Documents(ctx, d.ID)
		if err != nil {
			return err
		}
		cert.Documents += len(documents)
		if with, _, err := c.away(ctx, d.ID); err != nil {
			return err
		} else if with != "" && !slices.Contains(cert.Away, with) {
			cert.Away = append(cert.Away, with)
		}
	}
	exports, err := c.eraseExports(ctx, cert, who)
	if err != nil {
		return err
	}
	if err := c.eraseFiles(ctx, cert, who); err != nil {
		return err
	}
	if err := c.store.Forget(ctx, cert.Forgotten, exports, who.said); err != nil {
		return err
	}
	return errors.Join(c.store.Vacuum(ctx), c.finishForget(ctx, cert))
}

// finishForget puts the list of forgotten clients where it belongs.
func (c *Caseload) finishForget(ctx context.Context, cert *Certificate) error {
	all, err := c.store.ForgottenClients(ctx)
	if err != nil {
		return err
	}
	list, err := json.MarshalIndent(all, "", " ")
	if err != nil {
		return err
	}
	if err := c.writeFile(forgottenList, append(list, '\n')); err != nil {
		return err
	}
	folders, err := c.store.Fingerprint(ctx, backupFolders)
	if err != nil {
		return err
	}
	for folder := range strings.SplitSeq(folders, "\n") {
		if folder == "" {
			continue
		}
		if err := mergeList(filepath.Join(folder, forgottenList), all); err != nil {
			cert.Missed = append(cert.Missed, folder)
			continue
		}
		cert.Lists = append(cert.Lists, folder)
	}
	checked, err := c.store.CheckLog(ctx)
	cert.Head = checked.Head
	return err
}

// readForgotten reads a list of forgotten clients; nil where there is none.
func readForgotten(name string) ([]store.Forgotten, error) {
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var all []store.Forgotten
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, fmt.Errorf("%s cannot be read, so it is not known who was forgotten: %w", name, err)
	}
	return all, nil
}

// mergeList adds clients to a list that may lie beside backups of several
// workspaces.
func mergeList(name string, all []store.Forgotten) error {
	list, err := readForgotten(name)
	if err != nil {
		return err
	}
	for _, f := range all {
		list = slices.DeleteFunc(list, func(old store.Forgotten) bool { return old.Client == f.Client && old.At == f.At })
		list = append(list, f)
	}
	text, err := json.MarshalIndent(list, "", " ")
	if err != nil {
		return err
	}
	part := name + ".part"
	if err := writePart(part, func(w io.Writer) error { _, err := w.Write(append(text, '\n')); return err }); err != nil {
		return err
	}
	return os.Rename(part, name)
}

// eraseExports rewrites each file of the archive that holds rows of the client.
func (c *Caseload) eraseExports(ctx context.Context, cert *Certificate, who identity) ([]store.Rewritten, error) {
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
		one, err := c.eraseExport(ctx, cert, name, who.at(places[imp.Order]), imp, len(places[imp.Order]) > 0)
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

// eraseExport rewrites one file; nil where it holds nothing of the client. A file
// that is the client's own, or whose rows cannot be told apart though it is known
// to hold some of the client's, goes whole.
func (c *Caseload) eraseExport(ctx context.Context, cert *Certificate, name string, who identity, imp record.Import, holds bool) (*store.Rewritten, error) {
	data, err := c.root.ReadFile(name)
	if err != nil {
		return nil, err
	}
	text, removed, err := ingest.Without(ctx, ingest.File{Name: path.Base(name), Data: bytes.NewReader(data), Size: int64(len(data))}, who.gone)
	one := &store.Rewritten{Rows: len(removed), Places: removed}
	switch {
	case imp.Card && !holds:
		return nil, nil //nolint:nilnil // another client's card
	case imp.Card || err != nil || len(removed) == 0 && holds:
		if !holds && !who.inText(data) {
			return nil, nil //nolint:nilnil // nothing of the client in a file that is no table
		}
		text = nil
	case len(removed) == 0:
		return nil, nil //nolint:nilnil // nothing of the client
	}
	note := tombstone(cert.Forgotten, one, hashOf(data), text)
	if len(bytes.TrimSpace(text)) == 0 {
		err = c.root.Remove(name)
	} else {
		one.Hash = hashOf(text)
		err = c.writeFile(name, text)
	}
	return one, errors.Join(err, c.writeFile(name+tombstoneEnding, note))
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
func (c *Caseload) eraseFiles(ctx context.Context, cert *Certificate, who identity) error {
	folder := cert.Client.Path()
	for _, name := range []string{"drafts/" + folder, "signed/" + folder, attachments(cert.Client), "clients/" + folder + ".yaml", outbox} {
		n, err := c.removeTree(name)
		if err != nil {
			return err
		}
		cert.Files += n
	}
	if err := c.root.MkdirAll(outbox, 0o700); err != nil {
		return err
	}
	entries, err := fs.ReadDir(c.root.FS(), ".")
	if err != nil {
		return err
	}
	for _, e := range entries { // copies that were made before an upgrade
		if strings.HasPrefix(e.Name(), database+".version-") {
			cert.Files++
			if err := c.root.Remove(e.Name()); err != nil {
				return err
			}
		}
	}
	return c.eraseRejected(ctx, cert, who)
}

func (c *Caseload) removeTree(name string) (files int, err error) {
	err = fs.WalkDir(c.root.FS(), name, func(_ string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files++
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	return files, errors.Join(err, c.root.RemoveAll(name))
}

// eraseRejected rewrites the lists of rows to mend, and removes other rejected
// files that name the client.
func (c *Caseload) eraseRejected(ctx context.Context, cert *Certificate, who identity) error {
	entries, err := fs.ReadDir(c.root.FS(), "rejected")
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := "rejected/" + e.Name()
		if !e.Type().IsRegular() {
			continue
		}
		data, err := c.root.ReadFile(name)
		if err != nil {
			return err
		}
		text, removed, err := ingest.Without(ctx, ingest.File{Name: e.Name(), Data: bytes.NewReader(data), Size: int64(len(data))}, who.gone)
		switch {
		case err == nil && len(removed) > 0 && path.Ext(name) == ".xlsx" && !who.said(e.Name()):
			cert.Files++
			err = c.writeFile(name, text)
		case len(removed) > 0 || who.inText(data) || who.said(e.Name()):
			cert.Files++
			err = c.root.Remove(name)
		default:
			err = nil // not the client's, table or not
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// forgetAgain takes out of a restored workspace whoever was forgotten after its
// backup was made: the list lies beside the backup.
func forgetAgain(ctx context.Context, now time.Time, beside, dir string, o Options, r *Restored) error {
	list, err := readForgotten(filepath.Join(beside, forgottenList))
	if err != nil {
		return err
	}
	r.List = list != nil
	c, err := Open(ctx, dir, o)
	if err != nil {
		return err
	}
	return errors.Join(c.forgetListed(ctx, now, list, r), c.Close())
}

func (c *Caseload) forgetListed(ctx context.Context, now time.Time, list []store.Forgotten, r *Restored) error {
	ids, err := c.store.Clients(ctx)
	if err != nil {
		return err
	}
	for _, f := range list {
		if f.At < r.At || !slices.Contains(ids, f.Client) {
			continue
		}
		cert := Certificate{Forgotten: f}
		cert.At = instant(now)
		if err := c.erase(ctx, &cert); err != nil {
			return fmt.Errorf("forget client %s again: %w", f.Client, err)
		}
		r.Forgotten = append(r.Forgotten, f.Client)
	}
	return nil
}

package caseload

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// Verified is what a file was found to be.
type Verified struct {
	File     string            `json:"file"`
	OK       bool              `json:"ok"` // it is, byte for byte or for Markdown letter for letter, the one that was signed
	Document string            `json:"document,omitempty"`
	Kind     string            `json:"kind,omitempty"`
	State    record.State      `json:"state,omitempty"`
	Signed   []record.Manifest `json:"signed,omitempty"`
	What     string            `json:"what"` // in words
	Do       string            `json:"do,omitempty"`
}

// Verify says whether a Markdown, PDF or HTML file is one that was signed
// here. A Markdown file may have other line ends or a byte order mark: its
// text is what counts. name is the file's path, data its bytes.
func (c *Caseload) Verify(ctx context.Context, by record.User, name string, data []byte) (Verified, error) {
	v := Verified{File: name}
	if err := may(by, record.ActVerify); err != nil {
		return v, err
	}
	documents, err := c.store.Documents(ctx, "")
	if err != nil {
		return v, err
	}
	claims := claimed(name, data)
	for _, d := range documents {
		files, err := c.files(ctx, d.ID)
		if err != nil {
			return v, err
		}
		for ending, kept := range files {
			if bytes.Equal(kept, data) || ending == ".md" && sameText(kept, data) {
				return c.verified(ctx, v, d)
			}
		}
		if d.ID == claims.document || strings.HasSuffix(claims.path, "signed/"+d.Name) {
			v.Document, v.Kind, v.State = d.ID, d.Kind, d.State
			v.What = fmt.Sprintf("is NOT document %s as it was signed: %s", d.ID, differs(files[path.Ext(strings.ToLower(name))], data))
			v.Do = fmt.Sprintf("\"milepost reprint %s --to DIR\" writes the signed one", d.ID)
		}
	}
	if p, err := c.packetOf(ctx, data); err != nil || p != nil {
		return packetVerified(v, p), err
	}
	if v.What == "" {
		v.What = "is not a document that was signed here"
		v.Do = "\"milepost history CLIENT\" lists what was signed; a draft is verified once it is signed"
	}
	return v, nil
}

// files are the kept files of a document by their endings.
func (c *Caseload) files(ctx context.Context, id string) (map[string][]byte, error) {
	markdown, pdf, html, err := c.store.Files(ctx, id)
	return map[string][]byte{".md": markdown, ".pdf": pdf, ".html": html}, err
}

// claim is which document a file says that it is.
type claim struct{ document, path string }

func claimed(name string, data []byte) claim {
	clean := strings.ReplaceAll(name, `\`, "/")
	cl := claim{path: strings.TrimSuffix(clean, path.Ext(clean))}
	if text, _, err := report.Text(data); err == nil {
		if d, err := report.Read(text); err == nil {
			cl.document = d.Front.Signed
		}
	}
	return cl
}

// sameText reports whether a saved file has the text of the kept one.
func sameText(kept, data []byte) bool {
	text, _, err := report.Text(data)
	return err == nil && report.Normal(text) == report.Normal(string(kept))
}

// differs says where two files differ, in words.
func differs(kept, data []byte) string {
	text, _, err := report.Text(data)
	if err != nil || bytes.HasPrefix(data, []byte("%PDF")) {
		return fmt.Sprintf("its bytes are others (%d, signed were %d)", len(data), len(kept))
	}
	mine, signed := strings.Split(report.Normal(text), "\n"), strings.Split(report.Normal(string(kept)), "\n")
	for i := range min(len(mine), len(signed)) {
		if mine[i] != signed[i] {
			return fmt.Sprintf("it differs from line %d on", i+1)
		}
	}
	return fmt.Sprintf("it has %d lines, signed were %d", len(mine)-1, len(signed)-1)
}

// verified says what a signed document is.
func (c *Caseload) verified(ctx context.Context, v Verified, d record.Document) (Verified, error) {
	all, err := c.manifests(ctx, d.Draft.ID())
	if err != nil {
		return v, err
	}
	for _, m := range all {
		if m.Document == d.ID {
			v.Signed = append(v.Signed, m)
		}
	}
	v.OK, v.Document, v.Kind, v.State = true, d.ID, d.Kind, d.State
	v.What = fmt.Sprintf("is document %s as it was signed", d.ID)
	switch d.State {
	case record.Withdrawn:
		v.What += "; it was WITHDRAWN since, as entered in error: do not use it"
	case record.Replaced:
		v.What += "; another report was signed in its place since"
	case record.Amended:
		v.What += "; an addendum belongs to it"
	}
	return v, nil
}

// VerifyLog works the audit log out anew and compares it with what is kept and
// with the files below signed/.
func (c *Caseload) VerifyLog(ctx context.Context, by record.User) (store.Checked, error) {
	if err := may(by, record.ActVerify); err != nil {
		return store.Checked{}, err
	}
	checked, err := c.store.CheckLog(ctx)
	if err != nil {
		return checked, err
	}
	documents, err := c.store.Documents(ctx, "")
	if err != nil {
		return checked, err
	}
	for _, d := range documents {
		files, err := c.files(ctx, d.ID)
		if err != nil {
			return checked, err
		}
		for _, ending := range endings() {
			name := "signed/" + d.Name + ending
			standing, err := c.readFile(name)
			switch {
			case err != nil:
				return checked, err
			case standing == nil:
				checked.Wrong = append(checked.Wrong, name+" is gone: \"milepost draft\" writes it again")
			case !bytes.Equal(standing, files[ending]):
				checked.Wrong = append(checked.Wrong, name+" is not the file that was signed")
			}
		}
	}
	odd, err := c.packetsStand(ctx)
	checked.Wrong = append(checked.Wrong, odd...)
	return checked, err
}

// ExportLog writes the audit log as JSON lines, each entry with its hash and
// that of the one before, so that others can work it out, and notes that it
// was done.
func (c *Caseload) ExportLog(ctx context.Context, now time.Time, by record.User, w io.Writer) (int, error) {
	if err := may(by, record.ActExport); err != nil {
		return 0, err
	}
	if err := c.store.Log(ctx, record.Event{At: instant(now), By: by.ID, Kind: "log exported"}); err != nil {
		return 0, err
	}
	n := 0
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	err := c.store.Events(ctx, func(e record.Event) error {
		n++
		return encoder.Encode(e)
	})
	return n, err
}

// Reprinted is what a reprint wrote.
type Reprinted struct {
	Document string       `json:"document"`
	State    record.State `json:"state"`
	Files    []string     `json:"files"`
}

// Reprint writes the kept bytes of a signed report into a folder, with those
// of its addenda, and of the notice where it was withdrawn. Nothing is
// rendered. No file is ever overwritten by another text.
func (c *Caseload) Reprint(ctx context.Context, by record.User, name, folder string) ([]Reprinted, error) {
	if err := may(by, record.ActRead); err != nil {
		return nil, err
	}
	d, draft, err := c.document(ctx, name)
	if err != nil {
		return nil, err
	}
	all, err := c.store.Documents(ctx, draft.ID)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, err
	}
	var printed []Reprinted
	for _, one := range all {
		if one.ID != d.ID && one.Of != d.ID || one.ID != d.ID && one.Kind == record.DocumentReport {
			continue
		}
		p := Reprinted{Document: one.ID, State: one.State}
		if p.Files, err = c.copyOut(ctx, one, folder); err != nil {
			return printed, err
		}
		printed = append(printed, p)
	}
	return printed, nil
}

func (c *Caseload) copyOut(ctx context.Context, d record.Document, folder string) ([]string, error) {
	files, err := c.files(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, ending := range endings() {
		// The ids in the name say whose it is; a withdrawn one says so too.
		name := strings.ReplaceAll(d.Name, "/", "_")
		if d.State == record.Withdrawn && d.Kind == record.DocumentReport {
			name += "_WITHDRAWN"
		}
		name = folder + string(os.PathSeparator) + name + ending
		if standing, err := os.ReadFile(name); err == nil && !bytes.Equal(standing, files[ending]) {
			return names, fmt.Errorf("%s is there and is another file: nothing was written over it; name another folder", name)
		}
		if err := os.WriteFile(name, files[ending], 0o600); err != nil {
			return names, err
		}
		names = append(names, name)
	}
	return names, nil
}

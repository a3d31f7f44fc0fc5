package caseload

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"milepost/attachment"
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
	Next     record.NextStep   `json:"next,omitzero"`
}

// Verify says whether a Markdown, PDF or HTML file is one that was signed
// here. A Markdown file may have other line ends or a byte order mark: its
// text is what counts. name is the file's path, data its bytes.
func (c *Caseload) Verify(ctx context.Context, by Actor, name string, data []byte) (Verified, error) {
	v := Verified{File: name}
	if _, err := c.admit(ctx, by, record.ActVerify); err != nil {
		return v, err
	}
	documents, err := c.store.Documents(ctx, "")
	if err != nil {
		return v, err
	}
	for _, d := range documents {
		hashes, err := c.signedAs(ctx, d.ID)
		if err != nil {
			if !errors.Is(err, ErrRefused) {
				return v, err
			}
			continue // nothing can be said to be this document; the check of the log names it
		}
		if is, err := c.isSigned(ctx, d.ID, hashes, data); err != nil || is {
			return c.verified(ctx, v, d, err)
		}
	}
	if p, err := c.packetOf(ctx, data); err != nil || p != nil {
		return packetVerified(v, p), err
	}
	return c.notSigned(ctx, v, documents, data)
}

// notSigned says of a file that is no signed document which one it says that it
// is.
func (c *Caseload) notSigned(ctx context.Context, v Verified, documents []record.Document, data []byte) (Verified, error) {
	claims := claimed(ctx, v.File, data)
	for _, d := range documents {
		if !claims.of(d) {
			continue
		}
		kept, err := c.kept(ctx, d.ID)
		if err != nil {
			return v, err
		}
		v.Document, v.Kind, v.State = d.ID, d.Kind, d.State
		v.Next = record.NextStep{Act: record.StepReprint, ID: d.ID}
		if _, err := c.files(ctx, d.ID); err != nil {
			v.What = fmt.Sprintf("says that it is document %s, and cannot be checked: %v", d.ID, err)
			v.Next = record.NextStep{Act: record.StepVerifyLog}
			return v, nil
		}
		v.What = fmt.Sprintf("is NOT document %s as it was signed. It was changed since it was signed: %s", d.ID, differs(kept, v.File, data))
		return v, nil
	}
	v.What, v.Next = "is not a document that was signed here", record.ToAdvise("verify a draft once it is signed")
	return v, nil
}

// differs says where two files differ, in words.
func differs(files map[string][]byte, name string, data []byte) string {
	ending := strings.ToLower(path.Ext(name))
	if ending == ".htm" {
		ending = ".html"
	}
	kept, known := files[ending]
	text, _, err := report.Text(data)
	if err != nil || !known || attachment.KindOf(data) == attachment.PDF {
		return "its bytes are others"
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
func (c *Caseload) verified(ctx context.Context, v Verified, d record.Document, err error) (Verified, error) {
	if err != nil {
		return v, err
	}
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
func (c *Caseload) VerifyLog(ctx context.Context, by Actor) (store.Checked, error) {
	if _, err := c.admit(ctx, by, record.ActVerify); err != nil {
		return store.Checked{}, err
	}
	if err := c.store.FullCheck(ctx); err != nil {
		return store.Checked{}, c.asDamage(ctx, err)
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
		hashes, err := c.signedAs(ctx, d.ID)
		if errors.Is(err, ErrRefused) {
			checked.Wrong = append(checked.Wrong, err.Error())
			continue
		}
		if err != nil {
			return checked, err
		}
		for _, ending := range endings() {
			name := signedFolder + d.Name + ending
			standing, err := c.readFile(name)
			switch {
			case inTheWay(err) != "":
				checked.Wrong = append(checked.Wrong, name+" "+inTheWay(err))
			case err != nil:
				return checked, err
			case standing == nil:
				checked.Wrong = append(checked.Wrong, name+" is missing; making the drafts again writes it")
			case hashOf(standing) != hashes[ending]:
				checked.Wrong = append(checked.Wrong, name+" is not the file that was signed")
			}
		}
	}
	odd, err := c.packetsStand(ctx)
	checked.Wrong = append(checked.Wrong, odd...)
	if err != nil {
		return checked, err
	}
	odd, _, err = c.archiveStands(ctx)
	checked.Wrong = append(checked.Wrong, odd...)
	return checked, err
}

// VerifyHead looks for an entry with the hash, or its beginning of 16 digits or
// more, that was noted outside of the workspace. A log that was written anew has
// none.
func (c *Caseload) VerifyHead(ctx context.Context, by Actor, head string, checked *store.Checked) error {
	if _, err := c.admit(ctx, by, record.ActVerify); err != nil {
		return err
	}
	if head = strings.ToLower(strings.TrimSpace(head)); len(head) < 16 {
		return record.Refuse(record.InvalidInput, "a head of the log has 64 letters and digits, or at least its first 16; %q is too short", head)
	}
	found := false
	err := c.store.Events(ctx, func(e record.Event) error {
		found = found || strings.HasPrefix(e.Hash, head)
		return nil
	})
	if err == nil && !found {
		checked.Wrong = append(checked.Wrong, fmt.Sprintf("no entry has the hash %.16s: the log was written anew since, or it is another clinic's", head))
	}
	return err
}

// ExportLog writes the audit log as JSON lines, each entry with its hash and
// that of the one before, so that others can work it out, and notes that it
// was done.
func (c *Caseload) ExportLog(ctx context.Context, now time.Time, by Actor, w io.Writer) (int, error) {
	u, err := c.admit(ctx, by, record.ActExport)
	if err != nil {
		return 0, err
	}
	if err := c.store.Log(ctx, u.event(now, "log exported", "", nil)); err != nil {
		return 0, err
	}
	n := 0
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	err = c.store.Events(ctx, func(e record.Event) error {
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
func (c *Caseload) Reprint(ctx context.Context, by Actor, name, folder string) ([]Reprinted, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return nil, err
	}
	d, draft, err := c.documentSeen(ctx, u, name)
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

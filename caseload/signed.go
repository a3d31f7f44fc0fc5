package caseload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"milepost/record"
	"milepost/store"
)

// waitsForTherapist reports whether an author has signed the very text that
// stands, so that it must not change by itself.
func (c *Caseload) waitsForTherapist(ctx context.Context, s standing) (bool, error) {
	if s.state.State != record.InReview {
		return false, nil
	}
	signatures, err := c.store.Signatures(ctx, s.state.ID)
	if err != nil || len(signatures) == 0 {
		return false, err
	}
	documents, err := c.store.Documents(ctx, s.state.ID)
	if err != nil {
		return false, err
	}
	last := signatures[len(signatures)-1]
	return last.As == record.AsAuthor && record.IsNth(last.Document, s.state.ID, len(documents)+1) && last.Text == textHash(s.markdown()), nil
}

// manifests returns what was signed of a draft, the oldest first.
func (c *Caseload) manifests(ctx context.Context, draft string) ([]record.Manifest, error) {
	signatures, err := c.store.Signatures(ctx, draft)
	if err != nil {
		return nil, err
	}
	var list []record.Manifest
	for _, g := range signatures {
		m, err := manifestOf(g)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

func manifestOf(g record.Signature) (record.Manifest, error) {
	var m record.Manifest
	if err := json.Unmarshal([]byte(g.Manifest), &m); err != nil {
		return m, fmt.Errorf("signature %.12s: %w", g.Hash, err)
	}
	return m, nil
}

// endings are those of a document's files, in the order of Files.
func endings() []string { return []string{".md", ".pdf", ".html"} }

// formsOf returns the names of a draft's or document's files, of the name that
// they have without ending.
func formsOf(name string) []string {
	var names []string
	for _, ending := range endings() {
		names = append(names, name+ending)
	}
	return names
}

// writeSigned writes a document's files, from the bytes that are kept, where
// they are not there. They can be read and not changed.
func (c *Caseload) writeSigned(d record.Document) ([]string, error) {
	var names []string
	for i, data := range [][]byte{d.Markdown, d.PDF, d.HTML} {
		name := signedFolder + d.Name + endings()[i]
		names = append(names, name)
		if err := c.writeFile(name, data); err != nil {
			return names, err
		}
	}
	return names, nil
}

// signedNamesFree refuses a document whose names below signed/ other files have.
// It is asked before anything of the document is kept.
func (c *Caseload) signedNamesFree(d record.Document) error {
	for i, data := range [][]byte{d.Markdown, d.PDF, d.HTML} {
		if err := c.standsFree(signedFolder+d.Name+endings()[i], data); err != nil {
			return err
		}
	}
	return nil
}

// clearDraft takes a signed draft's working copies away. One that somebody
// saved meanwhile stays, to be taken in.
func (c *Caseload) clearDraft(ctx context.Context, d store.DraftState) error {
	now, err := c.store.Draft(ctx, d.Key)
	if err != nil || now == nil {
		return err
	}
	text, err := c.readFile(draftPath(d.Key) + ".md")
	if err != nil || text != nil && hashOf(text) != now.Written {
		return err
	}
	for _, ending := range endings() {
		if err := c.root.Remove(draftPath(d.Key) + ending); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Settle finishes what a crash left half done between the store and the folders:
// files of signed documents and of packets that are not there are written from
// the kept bytes, and working copies of what is signed are taken away. It returns
// the names of the files that it wrote.
func (c *Caseload) Settle(ctx context.Context, by Actor) ([]string, error) {
	if _, err := c.admit(ctx, by, record.ActDraft); err != nil {
		return nil, err
	}
	mended, err := c.settleDocuments(ctx)
	if err != nil {
		return mended, err
	}
	packets, err := c.settlePackets(ctx)
	mended = append(mended, packets...)
	if err != nil {
		return mended, err
	}
	drafts, err := c.store.DraftHeads(ctx)
	if err != nil {
		return mended, err
	}
	for _, d := range drafts {
		if !d.State.IsSigned() || !c.hasFiles(draftPath(d.Key)) {
			continue
		}
		if err := c.clearDraft(ctx, d); err != nil {
			return mended, err
		}
	}
	return mended, nil
}

// hasFiles reports whether a draft has a file in one of its forms.
func (c *Caseload) hasFiles(name string) bool {
	return slices.ContainsFunc(formsOf(name), func(file string) bool {
		_, err := c.root.Stat(file)
		return err == nil
	})
}

// lacks reports whether one of the files is not there.
func (c *Caseload) lacks(names ...string) (bool, error) {
	for _, name := range names {
		if _, err := c.root.Stat(name); errors.Is(err, fs.ErrNotExist) {
			return true, nil
		} else if err != nil {
			return false, err
		}
	}
	return false, nil
}

func (c *Caseload) settlePackets(ctx context.Context) ([]string, error) {
	packets, err := c.store.Packets(ctx, "")
	if err != nil {
		return nil, err
	}
	var mended []string
	for _, p := range packets {
		var names []string
		for _, name := range p.Names {
			names = append(names, signedFolder+name+".pdf")
		}
		if missing, err := c.lacks(names...); err != nil {
			return mended, err
		} else if !missing {
			continue
		}
		written, err := c.rewritePacket(ctx, p)
		mended = append(mended, written...)
		if err != nil && !errors.Is(err, errStands) {
			return mended, err
		}
	}
	return mended, nil
}

func (c *Caseload) settleDocuments(ctx context.Context) ([]string, error) {
	documents, err := c.store.Documents(ctx, "")
	if err != nil {
		return nil, err
	}
	var mended []string
	for _, d := range documents {
		if missing, err := c.lacks(formsOf(signedFolder + d.Name)...); err != nil {
			return mended, err
		} else if !missing {
			continue
		}
		files, err := c.files(ctx, d.ID)
		if errors.Is(err, ErrRefused) {
			continue // it was changed; the check of the log names it
		}
		if err != nil {
			return mended, err
		}
		d.Markdown, d.PDF, d.HTML = files[".md"], files[".pdf"], files[".html"]
		names, err := c.writeSigned(d)
		if errors.Is(err, errStands) {
			continue // the check of the log names it; the others are written
		}
		if err != nil {
			return mended, err
		}
		mended = append(mended, names...)
	}
	return mended, nil
}

// document returns the signed report or document that a name means: a
// document's id, a file of signed/, or as find takes it, the newest report.
func (c *Caseload) document(ctx context.Context, name string) (record.Document, store.DraftState, error) {
	all, err := c.store.Documents(ctx, "")
	if err != nil {
		return record.Document{}, store.DraftState{}, err
	}
	clean := strings.TrimSuffix(strings.ReplaceAll(name, `\`, "/"), path.Ext(name))
	for _, d := range all {
		if d.ID == name || strings.HasSuffix(clean, signedFolder+d.Name) {
			draft, err := c.store.Draft(ctx, d.Draft)
			if err != nil || draft == nil {
				return d, store.DraftState{}, errors.Join(err, store.ErrUnknown)
			}
			return d, *draft, nil
		}
	}
	draft, err := c.find(ctx, name)
	if err != nil {
		return record.Document{}, draft, err
	}
	mine, err := c.store.Documents(ctx, draft.ID)
	if err != nil {
		return record.Document{}, draft, err
	}
	if last := lastReport(mine); last != nil {
		return *last, draft, nil
	}
	older := newestSigned(draft.Key.Client, all)
	if older == nil {
		return record.Document{}, draft, record.Refuse(record.Conflict, "draft %s of client %s is %s; nothing of it is signed yet", draft.ID, draft.Key.Client, draft.State).Then(record.NextStep{Act: record.StepSign, ID: draft.ID})
	}
	state, err := c.store.Draft(ctx, older.Draft)
	if err != nil || state == nil {
		return *older, draft, errors.Join(err, store.ErrUnknown)
	}
	return *older, *state, nil
}

// newestSigned returns the newest signed report of the client, nil none.
func newestSigned(client record.ID, all []record.Document) *record.Document {
	var newest *record.Document
	for i, d := range all {
		if d.Draft.Client == client && d.Kind == record.DocumentReport && (newest == nil || d.At > newest.At) {
			newest = &all[i]
		}
	}
	return newest
}

// deliveriesOf lists whom a report and its addenda went to.
func (c *Caseload) deliveriesOf(ctx context.Context, report record.Document) ([]record.Delivery, error) {
	documents, err := c.store.Documents(ctx, report.Draft.ID())
	if err != nil {
		return nil, err
	}
	concerned := map[string]bool{report.ID: true}
	for _, d := range documents {
		if d.Of == report.ID && d.Kind == record.DocumentAddendum {
			concerned[d.ID] = true
		}
	}
	all, err := c.store.Deliveries(ctx)
	return slices.DeleteFunc(all, func(d record.Delivery) bool { return !concerned[d.Document] }), err
}

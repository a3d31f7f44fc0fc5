package caseload

import (
	"context"
	"fmt"
	"path"
	"regexp"
	"strings"

	"milepost/attachment"
	"milepost/record"
	"milepost/report"
)

// changedSince refuses kept bytes that are not those that were signed or finished.
func changedSince(what, done string) error {
	return record.Refuse(record.Conflict, "%s was changed in the database since it was %s; nothing was given out", what, done).
		Then(record.NextStep{Act: record.StepVerifyLog})
}

// signedAs returns the hashes of a document's files by their endings, as they
// were signed: by the manifest, and by the entry of the log that has the hash of
// the manifest. It refuses where the two do not fit.
func (c *Caseload) signedAs(ctx context.Context, id string) (map[string]string, error) {
	s, err := c.store.Sealed(ctx, id)
	if err != nil {
		return nil, err
	}
	m, err := manifestOf(record.Signature{Manifest: s.Manifest})
	hashes := map[string]string{".md": s.Detail["markdown"], ".pdf": s.Detail["pdf"], ".html": s.Detail["html"]}
	if err != nil || !s.Whole || record.LongHash(s.Manifest) != s.Detail["manifest"] || m.Document != id || m.Markdown != hashes[".md"] {
		return nil, changedSince("the signature of document "+id, "made")
	}
	for ending, hash := range m.Files() {
		if hash != "" && hash != hashes[ending] {
			return nil, changedSince("the signature of document "+id, "made")
		}
	}
	return hashes, nil
}

// files are the kept files of a document by their endings, each as it was
// signed. Whatever goes out, is printed again or is read comes through here; a
// file that was changed is refused.
func (c *Caseload) files(ctx context.Context, id string) (map[string][]byte, error) {
	hashes, err := c.signedAs(ctx, id)
	if err != nil {
		return nil, err
	}
	kept, err := c.kept(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, ending := range endings() {
		if hashOf(kept[ending]) != hashes[ending] {
			return nil, changedSince(fmt.Sprintf("the %s file of document %s", strings.TrimPrefix(ending, "."), id), "signed")
		}
	}
	return kept, nil
}

// kept are a document's files as the database has them, which may not be those
// that were signed.
func (c *Caseload) kept(ctx context.Context, id string) (map[string][]byte, error) {
	markdown, pdf, html, err := c.store.Files(ctx, id)
	return map[string][]byte{".md": markdown, ".pdf": pdf, ".html": html}, err
}

// isSigned reports whether the bytes are one of a document's files as they were
// signed. Of Markdown the text is what counts.
func (c *Caseload) isSigned(ctx context.Context, id string, hashes map[string]string, data []byte) (bool, error) {
	own := hashOf(data)
	for _, hash := range hashes {
		if hash == own {
			return true, nil
		}
	}
	text, _, err := report.Text(data)
	if err != nil || !strings.Contains(text, id) {
		return false, nil //nolint:nilerr // it is no text
	}
	kept, err := c.kept(ctx, id)
	if err != nil || hashOf(kept[".md"]) != hashes[".md"] {
		return false, err
	}
	return report.Normal(text) == report.Normal(string(kept[".md"])), nil
}

// claim is which documents a file says that it is: by its path, and by the ids
// that stand in it.
type claim struct {
	path string
	ids  map[string]bool
}

// documentIDs finds what looks like the id of a document.
var documentIDs = regexp.MustCompile(`[0-9a-f]{12}-[0-9]+(?:-[0-9a-f]{6})?`)

func claimed(ctx context.Context, name string, data []byte) claim {
	clean := strings.ReplaceAll(name, `\`, "/")
	cl := claim{path: strings.TrimSuffix(clean, path.Ext(clean)), ids: map[string]bool{}}
	text, _, err := report.Text(data)
	if err != nil {
		text = string(data)
	}
	if attachment.KindOf(data) == attachment.PDF {
		reader := attachment.Reader{Bytes: len(data)}
		defer reader.Close()
		pages, err := reader.Texts(ctx, data)
		if err != nil {
			return cl // a file that nobody can read says nothing
		}
		text = strings.Join(pages, "\n")
	}
	for _, id := range documentIDs.FindAllString(text, -1) {
		cl.ids[id] = true
	}
	return cl
}

func (cl claim) of(d record.Document) bool {
	return cl.ids[d.ID] || strings.HasSuffix(cl.path, signedFolder+d.Name)
}

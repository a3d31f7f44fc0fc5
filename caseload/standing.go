package caseload

import (
	"context"
	"errors"
	"strings"

	"milepost/ingest/fold"
	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// standing is the text of a draft as it stands.
type standing struct {
	state    store.DraftState
	body     record.Body      // the generated body that the text has taken in
	revision *record.Revision // nil: nobody edited the draft
	client   record.Client    // whose it is; zero: not looked up yet
	folded   *fold.Result     // her records as of today; nil: not looked up yet
}

// markdown is the text whole.
func (s standing) markdown() string {
	if s.revision != nil {
		return s.revision.Markdown
	}
	return s.body.Markdown
}

// sentences are those of the text, each with its line.
func (s standing) sentences() []record.Sentence {
	if s.revision != nil {
		return s.revision.Sentences
	}
	return s.body.Sentences
}

// asBody is the text as a body that others can be compared with.
func (s standing) asBody() record.Body {
	if s.revision == nil {
		return s.body
	}
	b := report.BodyOf(s.state.Key, s.revision.Markdown, s.revision.Sentences)
	b.Period, b.Made, b.Levels = s.body.Period, s.body.Made, s.body.Levels
	return b
}

// moved are the facts that moved under sentences that people wrote.
func (s standing) moved() []record.MovedFact {
	if s.revision == nil {
		return nil
	}
	return s.revision.Moved
}

// textOf reads how the text of a draft stands in the store.
func (c *Caseload) textOf(ctx context.Context, d store.DraftState) (standing, error) {
	s := standing{state: d}
	var err error
	if s.revision, err = c.store.NewestRevision(ctx, d.Key); err != nil {
		return s, err
	}
	if s.revision != nil {
		s.body, err = c.store.BodyByHash(ctx, d.Key, s.revision.Base)
		if err == nil || !errors.Is(err, store.ErrUnknown) {
			return s, err
		}
	}
	s.body, err = c.store.Body(ctx, d.Key)
	return s, err
}

// find returns the draft that a person names: by its id, the path of one of
// its files, the id of a document signed from it, or its client's id, which
// means the newest.
func (c *Caseload) find(ctx context.Context, name string) (store.DraftState, error) {
	drafts, err := c.store.Drafts(ctx)
	if err != nil {
		return store.DraftState{}, err
	}
	clean := strings.ReplaceAll(name, `\`, "/")
	for _, ending := range []string{".md", ".pdf", ".html"} {
		clean = strings.TrimSuffix(clean, ending)
	}
	var found []store.DraftState
	for _, d := range drafts {
		path, id := d.Key.Path(), d.Key.ID()
		if id == name || strings.HasPrefix(name, id+"-") || string(d.Key.Client) == name || clean == path || strings.HasSuffix(clean, "/"+path) {
			found = append(found, d)
		}
	}
	if len(found) == 0 {
		return store.DraftState{}, record.Refuse(record.NotFound, "there is no draft %q; use its file, its id or the client's id", name).Then(record.NextStep{Act: record.StepSeeStatus})
	}
	newest := found[len(found)-1]
	for _, d := range found { // of a client's drafts, the progress report for the parent that is signed
		isReport := d.Key.Kind == progressReport && d.Key.Audience == parentAudience
		if isReport && (!c.translates(d.Key) || c.translates(newest.Key) || newest.Key.Kind != progressReport || newest.Key.Audience != parentAudience) {
			newest = d
		}
	}
	return newest, nil
}

// draftPath is where a draft's files lie, without their ending.
func draftPath(key record.DraftKey) string { return "drafts/" + key.Path() }

package caseload

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// Questions lists the open questions of a draft, or of all drafts where name
// is empty.
func (c *Caseload) Questions(ctx context.Context, now time.Time, by Actor, name string) ([]record.Question, error) {
	if name != "" {
		t, err := c.current(ctx, now, by, name, record.ActDraft)
		if err != nil {
			return nil, err
		}
		return c.openQuestions(ctx, t.state.ID)
	}
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, err
	}
	drafts, err := c.store.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	var all []record.Question
	for _, d := range inView(ctx, v, drafts, func(d store.DraftState) record.ID { return d.Key.Client }) {
		open, err := c.openQuestions(ctx, d.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, open...)
	}
	return all, nil
}

// Answer is how a question is answered.
type Answer struct {
	Question string // its id
	Take     string // record.AnswerMine, AnswerNew or AnswerText
	Text     string // of AnswerText: one line or several
}

// Answer answers an open question of a draft: what stands stays, what the data
// now say takes its place, or other words do.
func (c *Caseload) Answer(ctx context.Context, now time.Time, by Actor, name string, a Answer) (record.Question, error) {
	t, err := c.current(ctx, now, by, name, record.ActAnswer)
	if err != nil {
		return record.Question{}, err
	}
	q, err := c.question(ctx, t, a.Question)
	if err != nil {
		return q, err
	}
	words, takes, err := a.words(q)
	if err != nil {
		return q, err
	}
	q.Answer, q.By, q.At = a.Take, t.by.ID, instant(now)
	step := store.Step{
		Draft: t.state.ID, Questions: []record.Question{q},
		Event: t.by.event(now, "question answered", "", map[string]string{"question": q.ID, "answer": q.Answer}),
	}
	if takes {
		if step.Revision, err = c.answered(ctx, t, q, words, now, t.by); err != nil {
			return q, err
		}
		t.revision = step.Revision
	}
	if _, err := c.store.Step(ctx, step); err != nil {
		return q, err
	}
	return q, c.reprint(ctx, now, t.by, &t)
}

func (c *Caseload) question(ctx context.Context, t taken, id string) (record.Question, error) {
	if t.state.State.IsSigned() {
		return record.Question{}, c.allow(t.state, "answer")
	}
	open, err := c.openQuestions(ctx, t.state.ID)
	if err != nil {
		return record.Question{}, err
	}
	if i := slices.IndexFunc(open, func(q record.Question) bool { return q.ID == id }); i >= 0 {
		return open[i], nil
	}
	return record.Question{}, record.Refuse(record.NotFound, "draft %s has no open question %q", t.state.ID, id).Then(record.NextStep{Act: record.StepSeeQuestions, ID: t.state.ID})
}

// words returns what takes the place of what stands; false: it stays.
func (a Answer) words(q record.Question) (string, bool, error) {
	switch a.Take {
	case record.AnswerMine:
		return "", false, nil
	case record.AnswerNew:
		return q.Now, true, nil
	case record.AnswerText:
		if strings.TrimSpace(a.Text) == "" {
			return "", false, record.Refuse(record.InvalidInput, "the text is empty")
		}
		return strings.TrimRight(report.Normal(a.Text), "\n"), true, nil
	}
	return "", false, record.Refuse(record.InvalidInput, "%q is not an answer: choose mine, new, or text with your own words", a.Take)
}

// answered is the text after the answer.
func (c *Caseload) answered(ctx context.Context, t taken, q record.Question, words string, now time.Time, by acting) (*record.Revision, error) {
	markdown, found := report.Put(t.markdown(), q, words)
	if !found {
		return nil, record.Refuse(record.Conflict, "what you wrote is no longer in the text; change the draft by hand, then keep yours").Then(record.NextStep{Act: record.StepAnswer, ID: t.state.ID})
	}
	n, err := c.store.RevisionCount(ctx, t.state.ID)
	if err != nil {
		return nil, err
	}
	markdown = report.WithRevision(markdown, n+1)
	r := &record.Revision{
		Draft: t.state.Key, N: n + 1, Kind: record.RevisionAnswer, By: by.ID, At: instant(now), Base: t.body.Hash, From: n + 1,
		Markdown: markdown, Sentences: report.Stands(t.body, markdown),
	}
	r.Moved = slices.DeleteFunc(slices.Clone(t.moved()), func(f record.MovedFact) bool { return !report.Holds(markdown, f.Text) })
	return r, nil
}

// Undo takes an earlier text of a draft back, as a new revision: nothing is
// ever overwritten. revision is its number, 0 the text as it was generated
// last, -1 the text before the one that stands.
func (c *Caseload) Undo(ctx context.Context, now time.Time, by Actor, name string, revision int) (Review, error) {
	t, err := c.current(ctx, now, by, name, record.ActUndo)
	if err != nil {
		return Review{}, err
	}
	if t.state.State.IsSigned() {
		return Review{}, c.allow(t.state, "undo")
	}
	old, err := c.earlier(ctx, t, revision)
	if err != nil {
		return Review{}, err
	}
	n, err := c.store.RevisionCount(ctx, t.state.ID)
	if err != nil {
		return Review{}, err
	}
	old.N, old.From, old.Kind, old.By, old.At, old.Raw = n+1, n+1, record.RevisionUndo, t.by.ID, instant(now), nil
	old.Markdown = report.WithRevision(report.WithFront(old.Markdown, "base", old.Base), n+1)
	step := store.Step{
		Draft: t.state.ID, Revision: &old,
		Event: t.by.event(now, "undone", "", map[string]string{"back to": fmt.Sprint(revision)}),
	}
	if step.Questions, err = c.reopened(ctx, t.state.ID, old, now); err != nil {
		return Review{}, err
	}
	if _, err := c.store.Step(ctx, step); err != nil {
		return Review{}, err
	}
	t.problems, t.revision = nil, &old // the file is written anew, whatever it was
	if t.body, err = c.bodyOf(ctx, t, old.Base); err != nil {
		return Review{}, err
	}
	if err := c.reprint(ctx, now, t.by, &t); err != nil {
		return Review{}, err
	}
	return c.review(ctx, now, t.by, t)
}

func (c *Caseload) bodyOf(ctx context.Context, t taken, base string) (record.Body, error) {
	body, err := c.store.BodyByHash(ctx, t.state.Key, base)
	if errors.Is(err, store.ErrUnknown) {
		return t.body, nil
	}
	return body, err
}

// earlier returns the text to go back to as a revision.
func (c *Caseload) earlier(ctx context.Context, t taken, number int) (record.Revision, error) {
	if number < 0 {
		number = 0
		if t.revision != nil {
			number = t.revision.N - 1
		}
	}
	if number == 0 {
		body, err := c.store.Body(ctx, t.state.Key)
		return record.Revision{
			Draft: t.state.Key, Base: body.Hash, Markdown: body.Markdown, Sentences: body.Sentences,
		}, err
	}
	r, err := c.store.Revision(ctx, t.state.Key, number)
	if err != nil {
		return record.Revision{}, err
	}
	if r != nil {
		return *r, nil
	}
	return record.Revision{}, record.Refuse(record.NotFound, "draft %s has no version %d", t.state.ID, number).Then(record.NextStep{Act: record.StepSeeHistory, ID: t.state.ID})
}

// reopened is what becomes of the questions when an earlier text is taken
// back: one that was asked of that text is open again, the others no longer
// arise.
func (c *Caseload) reopened(ctx context.Context, draft string, old record.Revision, now time.Time) ([]record.Question, error) {
	all, err := c.store.Questions(ctx, draft)
	if err != nil {
		return nil, err
	}
	revisions, err := c.store.Revisions(ctx, old.Draft)
	if err != nil {
		return nil, err
	}
	base := map[int]string{}
	for _, r := range revisions {
		base[r.N] = r.Base
	}
	var changed []record.Question
	for _, q := range all {
		arises := base[q.Revision] == old.Base && q.Mine != "" && report.Holds(old.Markdown, q.Mine) && (q.Now == "" || !report.Holds(old.Markdown, q.Now))
		switch {
		case arises && q.Answer != "":
			q.Answer, q.By, q.At = "", "", ""
			changed = append(changed, q)
		case !arises && q.Answer == "":
			q.Answer, q.At = record.AnswerGone, instant(now)
			changed = append(changed, q)
		}
	}
	return changed, nil
}

// Past is one thing that happened to a draft.
type Past struct {
	At       string    `json:"at"`
	By       record.ID `json:"by,omitempty"`
	Who      string    `json:"who,omitempty"` // By, or what acted where no user did
	What     string    `json:"what"`
	Revision string    `json:"revision,omitempty"`
	Document string    `json:"document,omitempty"`
	Entry    int       `json:"entry"` // of the log
	Hash     string    `json:"hash"`
}

// History tells what happened to a draft and its documents, the oldest first.
func (c *Caseload) History(ctx context.Context, by Actor, name string) (store.DraftState, []Past, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return store.DraftState{}, nil, err
	}
	d, err := c.findSeen(ctx, u, name)
	if err != nil {
		return d, nil, err
	}
	var past []Past
	err = c.store.Events(ctx, func(e record.Event) error {
		if e.Subject == d.ID {
			document := e.Detail["document"]
			if document == "" {
				document = e.Detail["of"]
			}
			past = append(past, Past{At: e.At, By: e.By, Who: e.Who(), What: e.Kind, Revision: e.Detail["revision"], Document: document, Entry: e.N, Hash: e.Hash})
		}
		return nil
	})
	return d, past, err
}

// RevisionText returns one revision of a draft whole, 0 the newest generated
// body.
func (c *Caseload) RevisionText(ctx context.Context, by Actor, name string, n int) (string, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return "", err
	}
	d, err := c.findSeen(ctx, u, name)
	if err != nil {
		return "", err
	}
	r, err := c.earlier(ctx, taken{standing: standing{state: d}}, max(n, 0))
	return r.Markdown, err
}

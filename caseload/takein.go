package caseload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// taken is what became of a draft's file when it was looked at.
type taken struct {
	standing
	file     []byte // as it lies there now, nil none
	by       acting // who asks
	edited   bool   // a person had saved it, and it is kept as a revision now
	problems []record.Problem
}

// takeIn looks at a draft's file. Where a person saved it since it was last
// written, it is kept as a revision first, whatever comes next.
func (c *Caseload) takeIn(ctx context.Context, now time.Time, by acting, d store.DraftState) (taken, error) {
	t := taken{by: by}
	var err error
	if t.standing, err = c.textOf(ctx, d); err != nil {
		return t, err
	}
	name := draftPath(d.Key) + ".md"
	if err := c.takeLeftover(ctx, now, by, name, &t); err != nil {
		return t, err
	}
	if t.file, err = c.settled(name, func(data []byte) bool { return t.knows(data) }); err != nil || t.file == nil || t.knows(t.file) {
		return t, err
	}
	err = c.takeSaved(ctx, now, by, name, &t)
	return t, err
}

// knows reports whether the bytes are those last written, or the text that
// stands, which a crash may have left unrecorded.
func (t *taken) knows(data []byte) bool {
	return t.state.Written == hashOf(data) || string(data) == t.markdown()
}

// takeLeftover takes in what lies beside a draft since a crash, or since an
// editor saved at the very moment in which the file was replaced.
func (c *Caseload) takeLeftover(ctx context.Context, now time.Time, by acting, name string, t *taken) error {
	data, err := c.readFile(beforeName(name))
	if err != nil || data == nil {
		return err
	}
	if _, err := c.root.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return c.putBack(name)
	}
	if !t.knows(data) {
		t.file = data
		if err := c.takeSaved(ctx, now, by, name, t); err != nil {
			return err
		}
	}
	return c.root.Remove(beforeName(name))
}

// How long and how often a file that somebody saves is looked at until it
// stays the same.
const (
	settleStep  = 100 * time.Millisecond
	settleTries = 30
)

// settled reads a file. One that is not known is read until two readings are
// the same, since an editor may be writing it.
func (c *Caseload) settled(name string, known func([]byte) bool) ([]byte, error) {
	data, err := c.readFile(name)
	for range settleTries {
		if err != nil || data == nil || known(data) {
			return data, err
		}
		time.Sleep(settleStep)
		again, err := c.readFile(name)
		if err != nil || again != nil && bytes.Equal(again, data) {
			return data, err
		}
		data = again
	}
	return data, err
}

// takeSaved keeps the saved file as a revision, joined with what stands where
// that has moved on meanwhile.
func (c *Caseload) takeSaved(ctx context.Context, now time.Time, by acting, name string, t *taken) error {
	text, encoding, err := report.Text(t.file)
	if err != nil {
		t.problem(name, "edit.unreadable", "", err.Error()+", so it was left alone",
			record.NextStep{Act: record.StepUndo, ID: t.state.ID, Text: "save it as plain text"})
		return nil //nolint:nilerr // it is a problem of that file
	}
	if encoding != "" {
		t.problem(name, "edit.encoding", encoding, "is how it was saved; it was read as that", record.ToAdvise("look whether all letters are right, and save as UTF-8 if you can"))
	}
	saved := report.ReadSaved(text, t.markdown())
	if saved.Draft != "" && saved.Draft != t.state.ID {
		t.problem(name, "edit.other-draft", saved.Draft, "is the draft whose text this file holds, so it was left alone",
			record.NextStep{Act: record.StepUndo, ID: t.state.ID, Text: "put this draft's own text back"})
		return nil
	}
	if saved.Note != "" {
		t.problem(name, "edit.head", "", saved.Note+"; the text below was taken in", record.ToAdvise("leave the lines between the dashes to the program"))
	}
	if t.state.State.IsSigned() {
		return c.takeLate(ctx, now, by, name, saved, t)
	}
	return c.takeEdit(ctx, now, by, saved, t)
}

func (t *taken) problem(name, code, found, wrong string, next record.NextStep) {
	t.problems = append(t.problems, record.Problem{
		Source: record.Source{File: name}, Client: t.state.Key.Client, Code: code, Found: found, Wrong: wrong, Next: next,
	})
}

// takeLate keeps an edit of a text that was signed already.
func (c *Caseload) takeLate(ctx context.Context, now time.Time, by acting, name string, saved report.Saved, t *taken) error {
	base, err := c.bodyOf(ctx, *t, saved.Base)
	if err != nil {
		return err
	}
	revision := t.revisionOf(saved, base, by, now)
	revision.Kind = record.RevisionLate
	n, err := c.store.Step(ctx, store.Step{
		Draft: t.state.ID, Revision: &revision, Written: hashOf(t.file),
		Event: by.event(now, "edited after signing", "", nil),
	})
	t.state.Written = hashOf(t.file)
	t.problem(name, "edit.late", "", fmt.Sprintf("was saved after the report was signed; it is kept as version %d and is not part of the signed document", n),
		record.NextStep{Act: record.StepChangeSigned, ID: t.state.ID})
	return err
}

// takeEdit keeps the saved file and, where it was not made from the text that
// stands, the two joined.
func (c *Caseload) takeEdit(ctx context.Context, now time.Time, by acting, saved report.Saved, t *taken) error {
	before := t.standing
	ancestor, how, err := c.ancestor(ctx, saved, t)
	if err != nil {
		return err
	}
	if ancestor.Markdown == saved.Markdown { // an old text put back by a sync tool: nobody wrote anything
		return nil
	}
	if how != "" {
		t.problem(draftPath(t.state.Key)+".md", "edit.base", saved.Base, "is not a text that was ever written here; "+how, record.ToAdvise("look whether nothing came back that you had changed"))
	}
	base, err := c.bodyOf(ctx, *t, saved.Base)
	if err != nil {
		return err
	}
	edit := t.revisionOf(saved, base, by, now)
	if edit.Base == "" || how != "" {
		edit.Base = t.body.Hash
	}
	steps := []store.Step{{
		Draft: t.state.ID, Revision: &edit, Written: hashOf(t.file),
		Event: by.event(now, "edited", "", nil),
	}}
	t.revision, t.edited = &edit, true
	n, err := c.store.RevisionCount(ctx, t.state.ID)
	if err != nil {
		return err
	}
	edit.N = n + 1
	if !continues(before, saved) || how != "" {
		merged := c.mergeFile(before, ancestor, saved.Markdown, n+2)
		merged.revision.By, merged.revision.At = by.ID, instant(now)
		steps = append(steps, merged.step(before, "joined with another saved text", now, by))
		t.revision = merged.revision
	} else {
		t.carry(before)
	}
	asked, err := c.follow(ctx, t.standing, now)
	if err != nil {
		return err
	}
	steps[0].Questions = append(steps[0].Questions, asked...)
	if _, err := c.store.Step(ctx, steps...); err != nil {
		return err
	}
	t.state.Written = hashOf(t.file)
	return nil
}

// continues reports whether the saved file was made from the text that stands,
// or from the file that an editor has open since.
func continues(before standing, saved report.Saved) bool {
	if before.revision == nil {
		return saved.Revision == 0 && saved.Base == before.body.Hash
	}
	return saved.Base == before.revision.Base && saved.Revision == before.revision.From
}

// ancestor returns the text that a saved file was made from. how is empty
// where the file names it, else says how it was found.
func (c *Caseload) ancestor(ctx context.Context, saved report.Saved, t *taken) (record.Body, string, error) {
	revisions, err := c.store.Revisions(ctx, t.state.Key)
	if err != nil {
		return record.Body{}, "", err
	}
	for _, r := range slices.Backward(revisions) {
		if r.Base == saved.Base && r.From == saved.Revision && r.Kind != record.RevisionLate {
			return report.BodyOf(t.state.Key, r.Markdown, r.Sentences), "", nil
		}
	}
	if saved.Revision == 0 && saved.Base != "" {
		body, err := c.store.BodyByHash(ctx, t.state.Key, saved.Base)
		if err == nil || !errors.Is(err, store.ErrUnknown) {
			return body, "", err
		}
	}
	bodies, err := c.store.Bodies(ctx, t.state.Key)
	if err != nil {
		return record.Body{}, "", err
	}
	for _, r := range revisions {
		if r.Kind != record.RevisionLate {
			bodies = append(bodies, report.BodyOf(t.state.Key, r.Markdown, r.Sentences))
		}
	}
	texts := make([]string, len(bodies))
	for i, b := range bodies {
		texts[i] = b.Markdown
	}
	return bodies[report.Resembles(saved.Markdown, texts)], "it was compared with the text that it resembles most", nil
}

// revisionOf is the saved file as a revision; base is the body that it was made
// from.
func (t *taken) revisionOf(saved report.Saved, base record.Body, by acting, now time.Time) record.Revision {
	r := record.Revision{
		Draft: t.state.Key, Kind: record.RevisionEdit, By: by.ID, At: instant(now),
		Base: saved.Base, From: saved.Revision, Markdown: saved.Markdown,
		Sentences: report.Stands(base, saved.Markdown), Moved: t.moved(),
	}
	if string(t.file) != r.Markdown {
		r.Raw = t.file
	}
	return r
}

// carry keeps of the facts that moved those whose sentence was not written
// anew.
func (t *taken) carry(before standing) {
	t.revision.Moved = slices.DeleteFunc(slices.Clone(before.moved()), func(f record.MovedFact) bool {
		return !report.Holds(t.revision.Markdown, f.Text)
	})
}

// merging is a text that the program made from two, with what it asks.
type merging struct {
	revision  *record.Revision
	questions []record.Question
	merged    report.Merged
}

// mergeFile joins a saved file with what stands. n is the number that the
// revision will have.
func (c *Caseload) mergeFile(before standing, ancestor record.Body, mine string, n int) merging {
	stands := before.asBody()
	kind := record.AskFile
	var merged report.Merged
	if before.revision == nil {
		kind = record.AskData
		merged = report.Merge(ancestor, mine, stands)
	} else {
		merged = report.MergeFiles(ancestor, mine, stands)
	}
	return mergingOf(before, merged, kind, n, before.body.Hash)
}

// mergingOf makes the revision of a merge and its questions.
func mergingOf(before standing, merged report.Merged, kind string, n int, base string) merging {
	m := merging{merged: merged, revision: &record.Revision{
		Draft: before.state.Key, N: n, Kind: record.RevisionMerge, Base: base, From: n,
		Markdown: report.WithRevision(merged.Markdown, n), Sentences: merged.Sentences,
		Moved: report.CarryMoved(before.moved(), merged),
	}}
	for _, q := range merged.Questions {
		asked := record.Question{
			Draft: before.state.ID, Kind: kind, Unit: q.ID, Mine: q.Mine, Was: q.Was, Now: q.Now, Revision: n,
		}
		asked.ID = record.QuestionID(asked)
		m.questions = append(m.questions, asked)
	}
	return m
}

func (m merging) step(before standing, kind string, now time.Time, by acting) store.Step {
	return store.Step{
		Draft: before.state.ID, Revision: m.revision, Questions: m.questions,
		Event: by.event(now, kind, "", map[string]string{"base": m.revision.Base}),
	}
}

// follow looks after the open questions when the text has changed: one whose
// answer stands in the text arises no longer; one whose words a person changed
// since is asked with the words that stand now.
func (c *Caseload) follow(ctx context.Context, s standing, now time.Time) ([]record.Question, error) {
	open, err := c.openQuestions(ctx, s.state.ID)
	if err != nil {
		return nil, err
	}
	text := map[string]string{}
	for _, sentence := range s.sentences() {
		text[sentence.ID] = sentence.Text
	}
	var changed []record.Question
	for _, q := range open {
		if q.Mine == "" || report.Holds(s.markdown(), q.Mine) {
			continue
		}
		closed := q
		closed.Answer, closed.At = record.AnswerGone, instant(now)
		if q.Now != "" && report.Holds(s.markdown(), q.Now) {
			changed = append(changed, closed)
			continue
		}
		if words := text[q.Unit]; words != "" && words != q.Mine {
			asked := q
			asked.Mine = words
			asked.ID = record.QuestionID(asked)
			changed = append(changed, closed, asked)
		}
	}
	return changed, nil
}

func (c *Caseload) openQuestions(ctx context.Context, draft string) ([]record.Question, error) {
	all, err := c.store.Questions(ctx, draft)
	return slices.DeleteFunc(all, func(q record.Question) bool { return q.Answer != "" }), err
}

// copies lists files beside a client's drafts that an editor or a sync tool
// left there: texts that somebody may miss.
func (c *Caseload) copies(ctx context.Context, d store.DraftState) ([]record.Problem, error) {
	drafts, err := c.store.DraftsOf(ctx, d.Key.Client)
	if err != nil {
		return nil, err
	}
	var problems []record.Problem
	for _, name := range c.copiesBeside(drafts) {
		problems = append(problems, record.Problem{
			Source: record.Source{File: name}, Client: d.Key.Client, Code: "draft.copy",
			Wrong: "is a copy that an editor or a synchronised folder left beside a draft; nobody reads it",
			Next:  record.ToAdvise("put what you miss into the draft itself, then delete the copy"),
		})
	}
	return problems, nil
}

func (c *Caseload) hasCopies(drafts []store.DraftState) bool { return len(c.copiesBeside(drafts)) > 0 }

// copiesBeside returns the Markdown files in the folder of one client's drafts
// that are none of them.
func (c *Caseload) copiesBeside(drafts []store.DraftState) []string {
	if len(drafts) == 0 {
		return nil
	}
	own := map[string]bool{}
	for _, d := range drafts {
		own[path.Base(d.Key.Path())+".md"] = true
	}
	folder := path.Dir(draftPath(drafts[0].Key))
	entries, err := fs.ReadDir(c.root.FS(), folder)
	if err != nil {
		return nil // no folder: no draft was written yet
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && path.Ext(strings.ToLower(e.Name())) == ".md" && !own[e.Name()] && !Junk(e.Name()) {
			names = append(names, folder+"/"+e.Name())
		}
	}
	return names
}

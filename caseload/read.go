package caseload

import (
	"context"
	"time"

	"milepost/check"
	"milepost/record"
	"milepost/report"
)

// Read is how one open draft stands before a person signs it.
type Read struct {
	Client record.ID
	Path   string       // of its Markdown, below the workspace
	Last   *check.Clone // where it is too like the last signed report for the same reader; nil it is not
	check.Result
}

// ReadDrafts checks every open draft for the audience as it stands in drafts/,
// edits included: against the facts of its client, for its reading grade, and
// for what is compared with the other drafts. It writes nothing.
func (c *Caseload) ReadDrafts(ctx context.Context, now time.Time, by Actor, audience string) ([]Read, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, err
	}
	if err := c.loadWording(); err != nil {
		return nil, err
	}
	words, err := check.Load(c.language.Code)
	if err != nil {
		return nil, err
	}
	ids, err := c.selected(ctx, Selection{})
	if err != nil {
		return nil, err
	}
	if err := c.loadNames(ctx); err != nil {
		return nil, err
	}
	var reads []Read
	for _, id := range inView(ctx, v, ids, itself) {
		folded, err := c.fold(ctx, id, c.today(now))
		if err != nil {
			return nil, err
		}
		in, why, err := c.composed(ctx, now, folded, audience)
		if err != nil {
			return nil, err
		}
		s, err := c.onDisk(ctx, in.Key)
		if err != nil {
			return nil, err
		}
		if why != "" || s == nil {
			continue
		}
		r := Read{Client: id, Path: draftPath(in.Key) + ".md", Result: words.Check(c.toCheck(*s, in))}
		if r.Last, err = c.likeLast(ctx, words, r.Report, in); err != nil {
			return nil, err
		}
		reads = append(reads, r)
	}
	return reads, nil
}

// onDisk is the text of a draft as its file has it, kept or not; nil where there
// is no file.
func (c *Caseload) onDisk(ctx context.Context, key record.DraftKey) (*standing, error) {
	d, err := c.store.Draft(ctx, key)
	if err != nil || d == nil {
		return nil, err
	}
	t := taken{}
	if t.file, err = c.readFile(draftPath(key) + ".md"); err != nil || t.file == nil {
		return nil, err
	}
	if t.standing, err = c.textOf(ctx, *d); err != nil || t.knows(t.file) {
		return &t.standing, err
	}
	text, _, err := report.Text(t.file)
	if err != nil {
		return nil, err
	}
	saved := report.ReadSaved(text, t.markdown())
	base, err := c.bodyOf(ctx, t, saved.Base)
	if err != nil {
		return nil, err
	}
	revision := t.revisionOf(saved, base, acting{}, time.Time{})
	t.revision = &revision
	return &t.standing, nil
}

// likeLast compares a draft with the last signed report for the same reader.
func (c *Caseload) likeLast(ctx context.Context, words *check.Words, now check.Report, in report.Input) (*check.Clone, error) {
	drafts, err := c.store.DraftsOf(ctx, in.Key.Client)
	if err != nil {
		return nil, err
	}
	last := lastSigned(drafts, in.Key, true)
	if last == nil {
		return nil, nil //nolint:nilnil // nothing to compare with is no error
	}
	stood, err := c.textOf(ctx, *last)
	if err != nil {
		return nil, err
	}
	before := words.Prose(check.Draft{Markdown: stood.markdown(), Sentences: stood.sentences(), Input: in})
	if clone, over := check.Since(now, before, check.CloneOver(in.Key.Audience)); over {
		return &clone, nil
	}
	return nil, nil //nolint:nilnil // as above
}

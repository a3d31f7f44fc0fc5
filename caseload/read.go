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
func (c *Caseload) ReadDrafts(ctx context.Context, now time.Time, audience string) ([]Read, error) {
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
	var drafts []check.Draft
	var reads []Read
	var names []string
	for _, id := range ids {
		folded, err := c.fold(ctx, id, c.today(now))
		if err != nil {
			return nil, err
		}
		in, why, err := c.composed(ctx, now, folded, audience)
		if err != nil {
			return nil, err
		}
		names = append(names, in.Client.CalledName())
		path := draftPath(in.Key) + ".md"
		standing, err := c.readFile(path)
		if err != nil {
			return nil, err
		}
		if why != "" || standing == nil {
			continue
		}
		generated, err := c.store.Body(ctx, in.Key)
		if err != nil {
			return nil, err
		}
		reads = append(reads, Read{Client: id, Path: path})
		drafts = append(drafts, check.Draft{
			Markdown: string(standing), Sentences: placed(generated, string(standing)), Generated: generated.Sentences, Input: in,
		})
	}
	for i := range drafts {
		drafts[i].Others = names
		reads[i].Result = words.Check(drafts[i])
		if reads[i].Last, err = c.likeLast(ctx, words, reads[i].Report, drafts[i].Input); err != nil {
			return nil, err
		}
	}
	return reads, nil
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

// placed are the sentences of a generated body on the lines where they stand in
// an edited text; one whose line was changed keeps its place where the lines
// around it are where they were.
func placed(b record.Body, markdown string) []record.Sentence {
	if d, err := report.Read(markdown); err != nil || d.Hash == b.Hash {
		return b.Sentences
	}
	return check.Places(b.Sentences, markdown)
}

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
	Path   string // of its Markdown, below the workspace
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
	}
	return reads, nil
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

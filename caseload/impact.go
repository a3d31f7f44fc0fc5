package caseload

import (
	"context"
	"errors"
	"time"

	"milepost/ingest/fold"
	"milepost/library"
	"milepost/record"
	"milepost/store"
)

// Altered is an open draft that the wording as it now stands would change.
type Altered struct {
	Client record.ID     `json:"client"`
	Path   string        `json:"path"`
	Lines  []AlteredLine `json:"lines"`
}

// AlteredLine is one sentence as it stands and as it would be.
type AlteredLine struct {
	Was    string `json:"was,omitempty"` // "" it would be new
	Now    string `json:"now,omitempty"` // "" it would go
	Phrase string `json:"phrase,omitempty"`
}

// Impact says which open drafts changed phrases or templates would alter: those
// of the clinic, and those of a new version of the program. Each draft is
// composed again from the data of today and compared, sentence by sentence,
// with what was generated last; nothing is written. all counts the open drafts.
func (c *Caseload) Impact(ctx context.Context, now time.Time, by Actor) (altered []Altered, all int, err error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, 0, err
	}
	if err := c.loadWording(); err != nil {
		return nil, 0, err
	}
	ids, err := c.selected(ctx, Selection{})
	if err != nil {
		return nil, 0, err
	}
	for _, id := range inView(ctx, v, ids, itself) {
		folded, err := c.fold(ctx, id, c.today(now))
		if err != nil {
			return altered, all, err
		}
		for _, audience := range library.Audiences() {
			one, open, err := c.impactOn(ctx, now, folded, audience)
			if err != nil {
				return altered, all, err
			}
			if open {
				all++
			}
			if len(one.Lines) > 0 {
				altered = append(altered, one)
			}
		}
	}
	return altered, all, nil
}

// impactOn composes one client's draft and compares it with the newest body;
// open is false where there is none.
func (c *Caseload) impactOn(ctx context.Context, now time.Time, folded fold.Result, audience string) (one Altered, open bool, err error) {
	in, why, err := c.composed(ctx, now, folded, audience)
	if err != nil || why != "" {
		return one, false, err
	}
	before, err := c.store.Body(ctx, in.Key)
	if errors.Is(err, store.ErrUnknown) {
		return one, false, nil
	}
	if err != nil {
		return one, false, err
	}
	after, err := c.compose(in)
	if err != nil {
		return one, true, err
	}
	return Altered{Client: folded.Client.ID, Path: draftPath(in.Key) + ".md", Lines: reworded(before, after)}, true, nil
}

// reworded lists the sentences whose words differ although the phrase or its
// text changed too; sentences that only new data changed are left out.
func reworded(before, after record.Body) []AlteredLine {
	was, hashes := map[string]record.Sentence{}, map[string]string{}
	for _, s := range before.Sentences {
		was[s.ID] = s
	}
	for _, u := range before.Made {
		hashes[u.ID] = u.Hash
	}
	changed := map[string]bool{}
	for i, u := range after.Made {
		changed[u.ID] = hashes[u.ID] != u.Hash
		if i == 0 && changed[u.ID] {
			changed[""] = true // the form, whose own lines have no phrase
		}
	}
	var lines []AlteredLine
	for _, s := range after.Sentences {
		old, stood := was[s.ID]
		delete(was, s.ID)
		if stood && old.Text == s.Text || !changed[s.Phrase] && old.Phrase == s.Phrase {
			continue
		}
		lines = append(lines, AlteredLine{old.Text, s.Text, s.Phrase})
	}
	for _, s := range before.Sentences {
		if _, gone := was[s.ID]; gone {
			lines = append(lines, AlteredLine{Was: s.Text, Phrase: s.Phrase})
		}
	}
	return lines
}

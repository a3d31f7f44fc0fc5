package caseload

import (
	"context"
	"fmt"
	"time"

	"milepost/record"
	"milepost/report"
)

// refresh puts new data into the text of a draft. A text that nobody edited is
// the new body; an edited one is merged with it, unit by unit, and kept as a
// revision. It reports whether there was anything new.
func (c *Caseload) refresh(ctx context.Context, now time.Time, by acting, t *taken, body record.Body) (bool, error) {
	if t.revision == nil || t.revision.Base == body.Hash {
		if t.revision == nil {
			t.body = body
		}
		return false, nil
	}
	n, err := c.store.RevisionCount(ctx, t.state.ID)
	if err != nil {
		return false, err
	}
	before := t.standing
	m := mergingOf(before, report.Merge(before.body, before.markdown(), body), record.AskData, n+1, body.Hash)
	m.revision.By, m.revision.At = by.ID, instant(now)
	t.body, t.revision = body, m.revision
	step := m.step(before, "new data put in", now, by)
	if step.Questions, err = c.supersede(ctx, t.standing, m.questions, now); err != nil {
		return false, err
	}
	got, err := c.store.Step(ctx, step)
	if err == nil && got != n+1 {
		err = fmt.Errorf("draft %s: revision %d was kept as %d: nothing else may write in this workspace", t.state.ID, n+1, got)
	}
	return true, err
}

// supersede adds to the questions of a merge what becomes of those that were
// open before: one that asks of the same place anew takes its place.
func (c *Caseload) supersede(ctx context.Context, s standing, fresh []record.Question, now time.Time) ([]record.Question, error) {
	followed, err := c.follow(ctx, s, now)
	if err != nil {
		return nil, err
	}
	open, err := c.openQuestions(ctx, s.state.ID)
	if err != nil {
		return nil, err
	}
	asks := map[string]bool{}
	for _, q := range fresh {
		asks[q.Unit] = true
	}
	var list []record.Question
	for _, q := range followed {
		if q.Answer != "" || !asks[q.Unit] {
			list = append(list, q)
		}
	}
	for _, q := range open {
		if asks[q.Unit] {
			q.Answer, q.At = record.AnswerGone, instant(now)
			list = append(list, q)
		}
	}
	return append(list, fresh...), nil
}

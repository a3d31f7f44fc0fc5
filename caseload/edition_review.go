package caseload

import (
	"context"
	"fmt"
	"slices"
	"time"

	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// ReviewTranslation keeps that a member of staff with the role translator read
// the translation of a draft or signed report whole and found it right. Once
// the report is signed, its translation names the reviewer, as long as no word
// of it changes. It is refused while places wait for their words. name is the
// translation's file or id, or its client.
func (c *Caseload) ReviewTranslation(ctx context.Context, now time.Time, by Actor, name string) (path string, err error) {
	u, err := c.admit(ctx, by, record.ActTranslate)
	if err != nil {
		return "", err
	}
	if !slices.Contains(c.options.Translators, u.ID) {
		return "", record.Refuse(record.NotAllowed, "%q may not review translations", u.ID).Then(record.NextStep{Act: record.StepSettings, Name: "staff", Text: "the role of this person to translator"})
	}
	if err := c.loadWording(); err != nil {
		return "", err
	}
	d, err := c.findTranslation(ctx, name)
	if err != nil {
		return "", err
	}
	t, err := c.takeIn(ctx, now, u, d)
	if err != nil {
		return "", err
	}
	path = draftPath(d.Key)
	if n := len(report.Marks(t.markdown())); n > 0 {
		return path, record.Refuse(record.Incomplete, "%s in %s.md still to translate", count(n, "sentence is", "sentences are"), path).Then(record.NextStep{Act: record.StepSeeTranslation})
	}
	read := store.Review{Hash: readWords(t.body, t.standing), By: string(u.ID), At: instant(now)}
	if err := c.store.SaveReview(ctx, d.ID, read); err != nil {
		return path, err
	}
	_, err = c.draftOne(ctx, now, d.Key.Client, Selection{by: u}) // it says who reviewed it
	return path, err
}

// findTranslation returns the translation that a person names, or that stands
// beside the draft that she names.
func (c *Caseload) findTranslation(ctx context.Context, name string) (store.DraftState, error) {
	d, err := c.find(ctx, name)
	if err != nil || c.translates(d.Key) {
		return d, err
	}
	all, err := c.store.DraftsOf(ctx, d.Key.Client)
	for _, other := range all {
		beside := other.Key
		beside.Language = d.Key.Language
		if beside == d.Key && c.translates(other.Key) {
			return other, err
		}
	}
	if err == nil {
		err = fmt.Errorf("draft %s of client %s has no translation", d.ID, d.Key.Client)
	}
	return d, err
}

// readWords is a hash of what a reviewer had before her: the words of the
// translation as it stands and as it was generated, without what it says of
// itself.
func readWords(body record.Body, s standing) string {
	return record.LongHash(report.WithoutNote(body.Markdown, body.Sentences) + "\x00" + report.WithoutNote(s.markdown(), s.sentences()))
}

// reviewer is the printed name of who read exactly these words, "" nobody.
func (c *Caseload) reviewer(ctx context.Context, fresh record.Body) (string, error) {
	d, err := c.store.Draft(ctx, fresh.Draft)
	if err != nil || d == nil {
		return "", err
	}
	stands, err := c.textOf(ctx, *d)
	if err != nil {
		return "", err
	}
	if stands.revision == nil {
		stands.body = fresh
	}
	read, found, err := c.store.NewestReview(ctx, d.ID)
	if err != nil || !found || read.Hash != readWords(fresh, stands) {
		return "", err
	}
	return c.therapist(record.ID(read.By)).Name, nil
}

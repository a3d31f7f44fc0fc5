package caseload

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"milepost/check"
	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// findings lists what stands in the way of a signature, each with the reason
// for which a therapist let it stand, where she did: parts that are missing,
// and what the client's data, as they are now, do not bear.
func (c *Caseload) findings(ctx context.Context, now time.Time, s standing, open []record.Question) ([]record.Finding, error) {
	found := report.Findings(s.markdown(), open, s.moved())
	if !s.state.State.IsSigned() {
		in, err := c.factsOf(ctx, now, s)
		if err != nil {
			return nil, err
		}
		if err := c.loadNames(ctx); err != nil {
			return nil, err
		}
		found = append(found, unsaid(c.untrue(s, in), found)...)
		if tellsOfData(s.state.Key.Kind) {
			found = append(found, in.WaitingFindings()...)
		}
		if s.state.Key.Audience == "school" && c.language.Code == "en" {
			found = append(found, check.School(s.markdown())...)
		}
	}
	return c.withReasons(ctx, s, found)
}

// unsaid leaves out what is said of the same line already, with more to it: the
// value that the data have left behind.
func unsaid(untrue, found []record.Finding) []record.Finding {
	said := map[string]bool{}
	for _, f := range found {
		if f.Code == report.FindingMoved {
			said[f.Text] = true
		}
	}
	return slices.DeleteFunc(untrue, func(f record.Finding) bool { return said[f.Text] })
}

// factsOf gathers the facts that a draft may tell: those of its client in its
// period, as the data have them now.
func (c *Caseload) factsOf(ctx context.Context, now time.Time, s standing) (report.Input, error) {
	if err := c.loadWording(); err != nil {
		return report.Input{}, err
	}
	if err := c.lookUp(ctx, now, &s); err != nil {
		return report.Input{}, err
	}
	in, _, err := c.inputOf(ctx, now, s.state.Key, s.body.Period, *s.folded)
	return in, err
}

// untrue compares a text with the facts. What is written in a language whose
// words nobody gave to the program cannot be compared: a person reads it.
func (c *Caseload) untrue(s standing, in report.Input) []record.Finding {
	if c.truths == nil || c.translates(s.state.Key) {
		return nil
	}
	return c.truths.Truth(c.toCheck(s, in))
}

// toCheck gathers what is needed to check a text against the facts.
func (c *Caseload) toCheck(s standing, in report.Input) check.Draft {
	d := check.Draft{Markdown: s.markdown(), Sentences: s.sentences(), Generated: s.body.Sentences, Input: in}
	names := *c.names.Load()
	for _, id := range slices.Sorted(maps.Keys(names)) {
		if id != s.state.Key.Client {
			d.Others = append(d.Others, names[id]...)
		}
	}
	return d
}

// loadNames reads the first names of all clients, none of which may stand in
// another's draft.
func (c *Caseload) loadNames(ctx context.Context) error {
	names, err := c.store.FirstNames(ctx)
	if err == nil {
		c.names.Store(&names)
	}
	return err
}

// withReasons puts to each finding the reason for which it may stand.
func (c *Caseload) withReasons(ctx context.Context, s standing, found []record.Finding) ([]record.Finding, error) {
	accepted, err := c.store.Accepted(ctx, s.state.ID)
	for _, a := range accepted {
		for i := range found {
			if found[i].ID == a.Finding && !found[i].Part {
				found[i].Reason, found[i].By = a.Reason, a.By
			}
		}
	}
	return found, err
}

// LetStand lets a finding stand with a reason, until the text changes.
func (c *Caseload) LetStand(ctx context.Context, now time.Time, by Actor, name, finding, why string) (record.Finding, error) {
	t, err := c.current(ctx, now, by, name, record.ActAccept)
	if err != nil {
		return record.Finding{}, err
	}
	open, err := c.openQuestions(ctx, t.state.ID)
	if err != nil {
		return record.Finding{}, err
	}
	found, err := c.findings(ctx, now, t.standing, open)
	if err != nil {
		return record.Finding{}, err
	}
	i := slices.IndexFunc(found, func(f record.Finding) bool { return f.ID == finding })
	switch {
	case i < 0:
		return record.Finding{}, record.Refuse(record.NotFound, "draft %s has no finding %q now", t.state.ID, finding).Then(record.NextStep{Act: record.StepReview, ID: t.state.ID})
	case found[i].Part:
		return record.Finding{}, record.Refuse(record.Incomplete, "this cannot be kept with a reason: %s", found[i].Wrong).Then(record.NextStep{Act: record.StepAdvise, Text: found[i].Do})
	case strings.TrimSpace(why) == "":
		return record.Finding{}, record.Refuse(record.InvalidInput, "the reason for keeping it is missing").Then(record.NextStep{Act: record.StepAcceptFinding, ID: t.state.ID, Name: finding})
	}
	found[i].Reason, found[i].By = why, t.by.ID
	_, err = c.store.Step(ctx, store.Step{
		Draft: t.state.ID, Accepted: &record.Acceptance{Finding: finding, Reason: why, By: t.by.ID, At: instant(now)},
		Event: t.by.event(now, "finding accepted", "", map[string]string{"why": record.LongHash(why)}),
	})
	return found[i], err
}

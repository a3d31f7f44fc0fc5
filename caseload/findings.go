package caseload

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// look is one way of looking at a text for what must not be signed. A check
// that is made elsewhere plugs in at checks.
type look func(standing, []record.Question) []record.Finding

// checks lists them.
func (c *Caseload) checks() []look {
	return []look{
		func(s standing, open []record.Question) []record.Finding {
			return report.Findings(s.markdown(), open, s.moved())
		},
	}
}

// findings lists what stands in the way of a signature, each with the reason
// for which a therapist let it stand, where she did.
func (c *Caseload) findings(ctx context.Context, s standing, open []record.Question) ([]record.Finding, error) {
	var found []record.Finding
	for _, look := range c.checks() {
		found = append(found, look(s, open)...)
	}
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
func (c *Caseload) LetStand(ctx context.Context, now time.Time, by record.User, name, finding, why string) (record.Finding, error) {
	t, err := c.current(ctx, now, by, name, record.ActAccept)
	if err != nil {
		return record.Finding{}, err
	}
	open, err := c.openQuestions(ctx, t.state.ID)
	if err != nil {
		return record.Finding{}, err
	}
	found, err := c.findings(ctx, t.standing, open)
	if err != nil {
		return record.Finding{}, err
	}
	i := slices.IndexFunc(found, func(f record.Finding) bool { return f.ID == finding })
	switch {
	case i < 0:
		return record.Finding{}, fmt.Errorf("%w: draft %s has no finding %q now: \"milepost review %s\" lists them", ErrRefused, t.state.ID, finding, name)
	case found[i].Part:
		return record.Finding{}, fmt.Errorf("%w: no reason takes the place of what is missing here: %s; %s", ErrRefused, found[i].Wrong, found[i].Do)
	case strings.TrimSpace(why) == "":
		return record.Finding{}, fmt.Errorf("%w: say why it may stand: --why TEXT", ErrRefused)
	}
	found[i].Reason, found[i].By = why, by.ID
	_, err = c.store.Step(ctx, store.Step{
		Draft: t.state.ID, Accepted: &record.Acceptance{Finding: finding, Reason: why, By: by.ID, At: instant(now)},
		Event: record.Event{At: instant(now), By: by.ID, Kind: "finding accepted", Detail: map[string]string{"why": record.LongHash(why)}},
	})
	return found[i], err
}

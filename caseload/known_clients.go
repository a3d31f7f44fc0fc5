package caseload

import (
	"cmp"
	"context"

	"milepost/ingest"
	"milepost/record"
)

// KnownClients returns the clients with their names and the titles of their
// goals, as a proposal of a mapping asks for them. It names people: it is for a
// screen, not for a log.
func (c *Caseload) KnownClients(ctx context.Context, by Actor) ([]ingest.KnownClient, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return nil, err
	}
	named, err := c.knownNames(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]record.ID, len(named))
	all := make([]ingest.KnownClient, len(named))
	for i, k := range named {
		ids[i] = k.id
		all[i] = ingest.KnownClient{ID: k.id, Name: cmp.Or(k.called, string(k.id)), Names: k.names}
	}
	return all, c.each(ids, func(i int, id record.ID) error {
		err := c.guard(id, "looking at goals", func() error {
			folded, err := c.fold(ctx, id, record.Date{})
			for _, g := range folded.Goals {
				all[i].Goals = append(all[i].Goals, cmp.Or(g.Title, g.Text))
				for _, o := range g.Objectives {
					if o.Text != "" {
						all[i].Goals = append(all[i].Goals, o.Text)
					}
				}
			}
			return err
		})
		if failureIn(err) == nil {
			return err
		}
		return nil // the names are known all the same
	})
}

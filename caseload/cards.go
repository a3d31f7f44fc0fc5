package caseload

import (
	"context"
	"time"
)

// IngestCards takes in every client's card that changed, and nothing else. It
// reads the workspace's mappings anew where they changed, so that one that
// cannot be read is known before a file comes.
func (c *Caseload) IngestCards(ctx context.Context, now time.Time) (Intake, error) {
	var in Intake
	if err := c.loadMappings(); err != nil {
		return in, err
	}
	cards, touched, err := c.takeCards(ctx, now)
	in.Files = cards
	if err != nil || len(cards) == 0 {
		return in, err
	}
	in.Problems, err = c.refold(ctx, now, touched)
	return in, err
}

// ImportNames lists the base names of all exports that were taken in, in order
// of arrival.
func (c *Caseload) ImportNames(ctx context.Context) ([]string, error) {
	imports, err := c.store.Imports(ctx)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, imp := range imports {
		if !imp.Card {
			names = append(names, imp.Name)
		}
	}
	return names, nil
}

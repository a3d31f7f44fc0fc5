package caseload

import (
	"context"
	"slices"
	"sync"

	"milepost/record"
)

// refusedRows remembers the rows of all clients that were refused as they were
// read. Whoever folds one client asks for those of that client; whoever folds
// several has them all from one query. They are those of one number of the log.
type refusedRows struct {
	sync.Mutex
	changes int // the log's newest entry, from 1; 0 nothing is remembered
	asked   bool
	all     map[record.ID][]record.Problem // nil: one client was asked for so far
}

// refusedRows returns the problems of the rows that name the client and were
// refused as they were read.
func (c *Caseload) refusedRows(ctx context.Context, id record.ID) ([]record.Problem, error) {
	changes, err := c.store.Changes(ctx)
	if err != nil || changes == 0 || c.refused == nil {
		return c.refusedOf(ctx, id, err)
	}
	r := c.refused
	r.Lock()
	defer r.Unlock()
	if r.changes != changes {
		r.changes, r.asked, r.all = changes, false, nil
	}
	if !r.asked {
		r.asked = true
		return c.store.RefusedRows(ctx, id)
	}
	if r.all == nil {
		if r.all, err = c.store.AllRefusedRows(ctx); err != nil {
			return nil, err
		}
	}
	return slices.Clone(r.all[id]), nil
}

func (c *Caseload) refusedOf(ctx context.Context, id record.ID, err error) ([]record.Problem, error) {
	if err != nil {
		return nil, err
	}
	return c.store.RefusedRows(ctx, id)
}

package caseload

import (
	"context"
	"slices"

	"milepost/ingest/fold"
	"milepost/record"
)

// view is which clients a list may name to whoever asks for it.
type view struct {
	c     *Caseload
	all   bool
	sight sight
	known map[record.ID]bool
}

// viewOf is what an actor may be shown: a user who is no lead the caseloads that
// are open to them, on the page and on the command line; everybody else all.
func (c *Caseload) viewOf(ctx context.Context, by acting) (*view, error) {
	v := &view{c: c, all: !by.boundBySight() || by.Has(record.RoleLead), known: map[record.ID]bool{}}
	if v.all {
		return v, nil
	}
	var err error
	v.sight, err = c.sightOf(ctx, by.by)
	return v, err
}

// asked is viewOf for who comes to read.
func (c *Caseload) asked(ctx context.Context, by Actor) (*view, error) {
	u, err := c.admit(ctx, by, record.ActRead)
	if err != nil {
		return nil, err
	}
	return c.viewOf(ctx, u)
}

// client reports whether the client may be shown, by her records.
func (v *view) client(client record.Client) bool {
	return v.all || v.sight.sees(client, v.c.signer(client).ID)
}

// sees reports whether the client with the id may be shown. One whose records
// cannot be read is not: nobody knows whose she is.
func (v *view) sees(ctx context.Context, id record.ID) bool {
	if v.all {
		return true
	}
	sees, known := v.known[id]
	if !known {
		err := v.c.guard(id, "looking who may see", func() error {
			folded, err := v.c.fold(ctx, id, record.Date{})
			sees = err == nil && v.client(folded.Client)
			return err
		})
		sees = sees && err == nil
		v.known[id] = sees
	}
	return sees
}

// only shows what may be shown.
func (v *view) only(show func(fold.Result)) func(fold.Result) {
	return func(f fold.Result) {
		if v.client(f.Client) {
			show(f)
		}
	}
}

// inView leaves of a list what is of clients who may be shown; what is of nobody
// in particular stays.
func inView[T any](ctx context.Context, v *view, list []T, of func(T) record.ID) []T {
	return slices.DeleteFunc(list, func(one T) bool {
		id := of(one)
		return id != "" && !v.sees(ctx, id)
	})
}

func itself(id record.ID) record.ID { return id }

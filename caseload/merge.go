package caseload

import (
	"context"
	"slices"
	"time"

	"milepost/ingest/fold"
	"milepost/record"
	"milepost/store"
)

// Side is what is known of one of two clients who may be one. It names the
// client: it is for a screen, not for a log.
type Side struct {
	Client   record.ID   `json:"client"`
	Name     string      `json:"name"`
	Born     record.Date `json:"born"`
	Goals    int         `json:"goals"`
	Sessions int         `json:"sessions"`
	Results  int         `json:"results"`
	Drafts   []string    `json:"drafts,omitempty"`
}

// Sides returns what is known of the two clients.
func (c *Caseload) Sides(ctx context.Context, by Actor, kept, gone record.ID) ([2]Side, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return [2]Side{}, err
	}
	var sides [2]Side
	for i, id := range []record.ID{kept, gone} {
		folded, err := c.known(ctx, id)
		if err != nil {
			return sides, err
		}
		drafts, err := c.store.DraftsOf(ctx, id)
		if err != nil {
			return sides, err
		}
		sides[i] = sideOf(folded, drafts)
	}
	return sides, nil
}

// Alike lists each two clients of one whole name and one birth date, of whom
// nobody has said that they are two children: one child with a number in each of
// two programs. Merge joins them.
func (c *Caseload) Alike(ctx context.Context, by Actor) ([][2]Side, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, err
	}
	pairs, err := c.namesakePairs(ctx)
	if err != nil {
		return nil, err
	}
	var all [][2]Side
	for _, p := range pairs {
		one := v.client(p[0]) && v.client(p[1]) && p[0].BirthDate == p[1].BirthDate && !p[0].BirthDate.IsZero() && record.CompareNames(p[0].Person(), p[1].Person()) == record.SameName
		if !one {
			continue
		}
		sides, err := c.Sides(ctx, by, p[0].ID, p[1].ID)
		if err != nil {
			return nil, err
		}
		all = append(all, sides)
	}
	return all, nil
}

func sideOf(f fold.Result, drafts []store.DraftState) Side {
	s := Side{
		Client: f.Client.ID, Name: f.Client.CalledName() + " " + f.Client.LastName, Born: f.Client.BirthDate,
		Goals: len(f.Goals), Sessions: len(f.Sessions), Results: len(f.DataPoints),
	}
	for _, d := range drafts {
		s.Drafts = append(s.Drafts, "drafts/"+d.Key.Path()+".md")
	}
	return s
}

// MergeImpact says what Merge would do.
func (c *Caseload) MergeImpact(ctx context.Context, now time.Time, by Actor, kept, gone record.ID) (Impact, error) {
	if _, err := c.admit(ctx, by, record.ActRead); err != nil {
		return Impact{}, err
	}
	return c.impact(ctx, now, []record.ID{kept}, func(s *store.Store) error { return s.Merge(ctx, kept, gone, store.Who{At: instant(now)}) })
}

// Merge makes all records of one client belong to another and makes the open
// draft of that one anew. Drafts and papers of the one that is gone stay as
// they are. Unmerge undoes it.
func (c *Caseload) Merge(ctx context.Context, now time.Time, by Actor, kept, gone record.ID) (Redrawn, error) {
	u, err := c.admit(ctx, by, record.ActIdentify)
	if err != nil {
		return Redrawn{}, err
	}
	if err := c.store.Merge(ctx, kept, gone, u.who(now)); err != nil {
		return Redrawn{}, err
	}
	return c.redrawClients(ctx, now, by, kept)
}

// Unmerge parts two clients again that Merge joined, and makes the open drafts
// of both anew.
func (c *Caseload) Unmerge(ctx context.Context, now time.Time, by Actor, kept, gone record.ID) (Redrawn, error) {
	u, err := c.admit(ctx, by, record.ActIdentify)
	if err != nil {
		return Redrawn{}, err
	}
	if err := c.store.Unmerge(ctx, kept, gone, u.who(now)); err != nil {
		return Redrawn{}, err
	}
	return c.redrawClients(ctx, now, by, kept, gone)
}

func (c *Caseload) redrawClients(ctx context.Context, now time.Time, by Actor, ids ...record.ID) (Redrawn, error) {
	slices.Sort(ids)
	done := Redrawn{Clients: ids}
	var err error
	if done.Problems, err = c.refold(ctx, now, slices.Clone(ids)); err != nil {
		return done, err
	}
	done.Drafts, err = c.redrawOf(ctx, now, by, ids)
	return done, err
}

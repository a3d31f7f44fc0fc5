package caseload

import (
	"context"
	"slices"
	"time"

	"milepost/calendar"
	"milepost/record"
)

// SeenFollowUp is a follow-up as the review page shows it. It names the client:
// it is for a screen, not for a log.
type SeenFollowUp struct {
	calendar.FollowUp
	Name        string // "Linh T."
	Draft       string // of the client, "" none
	StandsStill bool
	DueIn       int // days to Due; negative: overdue
}

// Later returns the stage that usually comes after the furthest one.
func (f SeenFollowUp) Later() record.Stage {
	stages := record.Stages()
	return stages[min(slices.Index(stages, f.Stage)+1, len(stages)-1)]
}

// SeenFollowUps lists the follow-ups of the clients whom the user may see: what
// stands still the longest first, what is closed last.
func (c *Caseload) SeenFollowUps(ctx context.Context, now time.Time, by Actor, cache *BoardCache) ([]SeenFollowUp, error) {
	board, err := c.Board(ctx, now, by, cache)
	if err != nil {
		return nil, err
	}
	all, err := c.FollowUps(ctx, by, "")
	if err != nil {
		return nil, err
	}
	var seen []SeenFollowUp
	for _, f := range all {
		i := slices.IndexFunc(board.Cards, func(card Card) bool { return card.Client == f.Client })
		if i < 0 {
			continue
		}
		one := SeenFollowUp{FollowUp: f, Name: board.Cards[i].Name, Draft: board.Cards[i].Draft, StandsStill: f.Stands(board.Today)}
		if !f.Due.IsZero() {
			one.DueIn = f.Due.DaysSince(board.Today)
		}
		seen = append(seen, one)
	}
	slices.SortStableFunc(seen, func(a, b SeenFollowUp) int { return isClosed(a) - isClosed(b) })
	return seen, nil
}

// isClosed is 1 for a follow-up that is closed, else 0.
func isClosed(f SeenFollowUp) int {
	if f.Stage == record.Closed {
		return 1
	}
	return 0
}

// SeeClient refuses a user who may not look at the client with ErrUnseen, as one
// whom nobody knows.
func (c *Caseload) SeeClient(ctx context.Context, now time.Time, by Actor, client record.ID) error {
	all, err := c.store.Clients(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains(all, client) {
		return ErrUnseen
	}
	_, err = c.foldSeen(ctx, now, by, client)
	return err
}

package main

import (
	"context"
	"errors"
	"time"

	"milepost/caseload"
	"milepost/record"
)

// aDay is how long a served database goes without being looked through.
const aDay = 24 * time.Hour

// lookDaily looks through the database for damage at each tick, and says what it
// found with the backup to restore. A server may run for months.
func (p *page) lookDaily(ctx context.Context, ticks <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks:
		}
		err := p.pool.Read(ctx, func(c *caseload.Caseload) error { return c.Sound(ctx, caseload.Program("serve")) })
		if err == nil || ctx.Err() != nil {
			continue
		}
		p.say("%v", err)
		var refusal *record.Refusal
		if errors.As(err, &refusal) && refusal.Next.Act != "" {
			p.say("Next: %s.", refusal.Next.Words())
		}
	}
}

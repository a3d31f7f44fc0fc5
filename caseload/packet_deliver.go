package caseload

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"milepost/record"
	"milepost/store"
)

// Packets lists the finished packets of a client, of all clients where it is
// empty, the oldest first.
func (c *Caseload) Packets(ctx context.Context, by record.User, client record.ID) ([]record.Packet, error) {
	if err := may(by, record.ActRead); err != nil {
		return nil, err
	}
	return c.store.Packets(ctx, client)
}

// packetNamed returns the finished packet with the id.
func (c *Caseload) packetNamed(ctx context.Context, id string) (record.Packet, bool, error) {
	all, err := c.store.Packets(ctx, "")
	if err != nil {
		return record.Packet{}, false, err
	}
	i := slices.IndexFunc(all, func(p record.Packet) bool { return p.ID == id })
	if i < 0 {
		return record.Packet{}, false, nil
	}
	return all[i], true, nil
}

// deliverPacket writes down that a finished packet went to its recipient. It
// is refused where its release no longer holds.
func (c *Caseload) deliverPacket(ctx context.Context, now time.Time, by record.User, p record.Packet, what Delivery, err error) (record.Delivery, error) {
	d := record.Delivery{Document: p.ID, Client: p.Client, On: instant(now), To: p.To, Purpose: p.Purpose, How: what.How, By: by.ID}
	switch {
	case err != nil:
		return d, err
	case p.State == record.PacketStopped:
		return d, fmt.Errorf("%w: packet %s was stopped: its release %d was revoked; it may not go out", ErrRefused, p.ID, p.Release)
	case what.To != "" && !strings.EqualFold(what.To, p.To):
		return d, fmt.Errorf("%w: packet %s is for the recipient that it was finished for: leave --to out, or make another packet", ErrRefused, p.ID)
	case strings.TrimSpace(what.How) == "":
		return d, fmt.Errorf("%w: say how it goes: --how, such as by hand, post, fax, portal", ErrRefused)
	}
	if p.Release > 0 {
		if err := c.stillHolds(ctx, p, c.today(now)); err != nil {
			return d, err
		}
	}
	err = c.store.DeliverPacket(ctx, p.ID, d)
	if errors.Is(err, store.ErrUnknown) {
		err = fmt.Errorf("%w: packet %s was stopped meanwhile", ErrRefused, p.ID)
	}
	return d, err
}

func (c *Caseload) stillHolds(ctx context.Context, p record.Packet, today record.Date) error {
	all, err := c.store.Releases(ctx, p.Client)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.N != p.Release {
			continue
		}
		r.What = []string{record.EverythingReleased} // what it covers was checked when the packet was finished
		if why := r.Lacks(p.To, p.Purpose, nil, today); why != "" {
			return fmt.Errorf("%w: release %d does not hold today: %s; packet %s may not go out", ErrRefused, r.N, why, p.ID)
		}
	}
	return nil
}

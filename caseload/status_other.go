package caseload

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"milepost/record"
	"milepost/store"
)

// OtherWork is what there is of one kind of paper beside the report that the list
// of clients tells of.
type OtherWork struct {
	What   string          `json:"what"`   // documents of a kind for an audience, packets, follow-ups
	Counts string          `json:"counts"` // how many stand where
	Step   record.NextStep `json:"step"`
}

// otherWork tells of documents that are open or not sent, of packets that are
// ready or stopped, and of open follow-ups: each kind that has some; and of the
// clients on whom the program failed.
func (c *Caseload) otherWork(ctx context.Context, now time.Time, v *view) (list []OtherWork, failed []record.ID, err error) {
	book, known, _, err := c.book()
	if err != nil {
		return nil, nil, err
	}
	papers, err := c.papers(ctx, known)
	if err != nil {
		return nil, nil, err
	}
	for id := range papers {
		if !v.sees(ctx, id) {
			delete(papers, id)
		}
	}
	list = c.otherDocuments(papers)
	packets, err := c.store.Packets(ctx, "")
	if err != nil {
		return nil, nil, err
	}
	packets = inView(ctx, v, packets, func(p record.Packet) record.ID { return p.Client })
	list = append(list, packetWork(packets)...)
	open, still := 0, 0
	for _, id := range slices.Sorted(maps.Keys(papers)) {
		err := c.guard(id, "following up", func() error {
			for _, f := range c.followUps(papers[id], followUpLimits(known), book) {
				if f.Stage != record.Closed {
					open++
				}
				if f.Stands(c.today(now)) {
					still++
				}
			}
			return nil
		})
		if err != nil {
			failed = append(failed, id)
		}
	}
	counts := fmt.Sprintf("%d open", open)
	if still > 0 {
		counts += ", " + count(still, "stands still", "stand still")
	}
	if open > 0 {
		list = append(list, OtherWork{"follow-ups", counts, record.NextStep{Act: record.StepSeeFollowUps}})
	}
	return list, failed, nil
}

// otherDocuments tells of drafts beside the parents' progress report, by kind and
// audience. What went out in a packet was sent.
func (c *Caseload) otherDocuments(papers allPapers) []OtherWork {
	type counted struct {
		open, signed int
		first        string // id of the first that is open
	}
	kinds := map[string]*counted{}
	for _, id := range slices.Sorted(maps.Keys(papers)) {
		for _, d := range papers[id].drafts {
			if d.Key.Kind == progressReport && d.Key.Audience == parentAudience || c.translates(d.Key) {
				continue
			}
			name := fmt.Sprintf("%s for the %s", d.Key.Kind, d.Key.Audience)
			if kinds[name] == nil {
				kinds[name] = &counted{}
			}
			n := kinds[name]
			switch {
			case !d.State.IsSigned():
				n.open++
				n.first = cmp.Or(n.first, d.ID)
			case d.State == record.Signed && !wentInPacket(d, papers[id].packets):
				n.signed++
			}
		}
	}
	var list []OtherWork
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		var counts []string
		step := record.NextStep{Act: record.StepDeliverDue}
		if n := kinds[name].signed; n > 0 {
			counts = append(counts, fmt.Sprintf("%d signed and not sent", n))
		}
		if n := kinds[name].open; n > 0 {
			counts = append([]string{fmt.Sprintf("%d not signed", n)}, counts...)
			step = record.NextStep{Act: record.StepReview, ID: kinds[name].first}
		}
		if len(counts) > 0 {
			list = append(list, OtherWork{name, strings.Join(counts, ", "), step})
		}
	}
	return list
}

// wentInPacket reports whether a packet of the same client that was made since
// has gone out.
func wentInPacket(d store.DraftState, packets []record.Packet) bool {
	return slices.ContainsFunc(packets, func(p record.Packet) bool { return p.State == record.PacketSent && p.At >= d.At })
}

// packetWork tells of finished packets that did not go out. One that was stopped
// counts until there is another for the same purpose.
func packetWork(packets []record.Packet) []OtherWork {
	ready, stopped := 0, 0
	step := record.NextStep{Act: record.StepSeePackets}
	for i, p := range packets {
		switch p.State {
		case record.PacketReady:
			ready++
			if ready == 1 {
				step = record.NextStep{Act: record.StepDeliverPacket, ID: p.ID}
			}
		case record.PacketStopped:
			if !slices.ContainsFunc(packets[i+1:], func(o record.Packet) bool { return o.Client == p.Client && o.Purpose == p.Purpose }) {
				stopped++
			}
		}
	}
	var counts []string
	if ready > 0 {
		counts = append(counts, fmt.Sprintf("%d ready and not sent", ready))
	}
	if stopped > 0 {
		counts = append(counts, fmt.Sprintf("%d stopped, since the release was revoked", stopped))
	}
	if len(counts) == 0 {
		return nil
	}
	return []OtherWork{{"packets", strings.Join(counts, ", "), step}}
}

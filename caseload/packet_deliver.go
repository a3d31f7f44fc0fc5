package caseload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"milepost/delivery"
	"milepost/record"
	"milepost/store"
)

// Packets lists the finished packets of a client, of all clients where it is
// empty, the oldest first.
func (c *Caseload) Packets(ctx context.Context, by Actor, client record.ID) ([]record.Packet, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, err
	}
	all, err := c.store.Packets(ctx, client)
	return inView(ctx, v, all, func(p record.Packet) record.ID { return p.Client }), err
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
func (c *Caseload) deliverPacket(ctx context.Context, now time.Time, by acting, p record.Packet, what Delivery) (record.Delivery, error) {
	d := record.Delivery{Document: p.ID, Client: p.Client, On: instant(now), To: p.To, Purpose: p.Purpose, How: what.How, By: by.ID}
	switch {
	case p.State == record.PacketStopped:
		return d, record.Refuse(record.NotAllowed, "packet %s may not go out, because its release %d was revoked", p.ID, p.Release)
	case what.To != "" && !strings.EqualFold(what.To, p.To):
		return d, record.Refuse(record.InvalidInput, "packet %s can go only to the recipient it was finished for", p.ID).Then(record.NextStep{Act: record.StepDeliverPacket, ID: p.ID})
	case what.NoRelease != "":
		return d, record.Refuse(record.InvalidInput, "packet %s can go only under the release it was finished with", p.ID).Then(record.NextStep{Act: record.StepDeliverPacket, ID: p.ID})
	case strings.TrimSpace(what.How) == "":
		return d, record.Refuse(record.InvalidInput, "how the packet goes is missing: by hand, post, fax or portal").Then(record.NextStep{Act: record.StepDeliverPacket, ID: p.ID})
	}
	if err := c.stillReceives(ctx, now, p); err != nil {
		return d, err
	}
	if p.Release > 0 {
		if err := c.stillHolds(ctx, p, c.today(now)); err != nil {
			return d, err
		}
	}
	err := c.store.DeliverPacket(ctx, p.ID, d)
	if errors.Is(err, store.ErrUnknown) {
		err = record.Refuse(record.Conflict, "packet %s was stopped meanwhile", p.ID)
	}
	return d, err
}

// stillReceives refuses a packet whose recipient was taken off the contacts since
// it was finished, or may not receive papers any more.
func (c *Caseload) stillReceives(ctx context.Context, now time.Time, p record.Packet) error {
	folded, err := c.fold(ctx, p.Client, c.today(now))
	if err != nil {
		return err
	}
	for _, contact := range folded.Client.Contacts {
		if strings.EqualFold(contact.Name, p.To) && delivery.OffList(contact, c.today(now)) == "" {
			return nil
		}
	}
	return record.Refuse(record.NotAllowed, "packet %s may not go out, because its recipient is no longer a contact of client %s who may receive papers", p.ID, p.Client).
		Then(record.NextStep{Act: record.StepFixCard, Client: p.Client, Name: "contacts", Text: "if that is wrong, add the recipient to"})
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
			return record.Refuse(record.NotAllowed, "packet %s may not go out, because release %d does not cover it today: %s", p.ID, r.N, why).Then(record.NextStep{Act: record.StepAddRelease, Client: p.Client})
		}
	}
	return nil
}

// packetOf returns the finished packet that a file is part of, as its manifest
// says; nil: none.
func (c *Caseload) packetOf(ctx context.Context, data []byte) (*record.Packet, error) {
	all, err := c.store.Packets(ctx, "")
	if err != nil {
		return nil, err
	}
	hash := hashOf(data)
	for i, p := range all {
		files, err := filesOf(p)
		if err != nil {
			return nil, err
		}
		if slices.Contains(files, hash) {
			return &all[i], nil
		}
	}
	return nil, nil //nolint:nilnil // that there is none is no error
}

// filesOf are the hashes of a packet's files, as its manifest has them.
func filesOf(p record.Packet) ([]string, error) {
	var m struct {
		Files []string `json:"files"`
	}
	if err := json.Unmarshal([]byte(p.Manifest), &m); err != nil {
		return nil, fmt.Errorf("manifest of packet %s: %w", p.ID, err)
	}
	return m.Files, nil
}

// packetVerified says that a file is one of a finished packet.
func packetVerified(v Verified, p *record.Packet) Verified {
	if p == nil {
		return v
	}
	v.Document, v.Kind, v.OK = p.ID, "packet", true
	v.What = fmt.Sprintf("is packet %s of client %s as it was finished; it is %s", p.ID, p.Client, p.State)
	return v
}

// packetsStand compares the kept files of packets, and those in signed/, with
// their manifests.
func (c *Caseload) packetsStand(ctx context.Context) ([]string, error) {
	all, err := c.store.Packets(ctx, "")
	if err != nil {
		return nil, err
	}
	var wrong []string
	for _, p := range all {
		hashes, err := filesOf(p)
		if err != nil {
			return wrong, err
		}
		kept, err := c.store.PacketFiles(ctx, p.ID)
		if err != nil {
			return wrong, err
		}
		for i, hash := range hashes {
			if i >= len(kept) || hashOf(kept[i]) != hash {
				wrong = append(wrong, fmt.Sprintf("file %d of packet %s is not the one of its manifest", i+1, p.ID))
				continue
			}
			name := signedFolder + p.Names[i] + ".pdf"
			standing, err := c.readFile(name)
			switch {
			case err != nil:
				return wrong, err
			case standing == nil:
				wrong = append(wrong, name+" is missing; making the drafts again writes it")
			case hashOf(standing) != hash:
				wrong = append(wrong, name+" is not the file of the packet that was finished")
			}
		}
	}
	return wrong, nil
}

// RestorePacket writes the files of a finished packet again from the kept
// bytes, and returns their names.
func (c *Caseload) RestorePacket(ctx context.Context, by Actor, id string) ([]string, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, err
	}
	p, is, err := c.packetNamed(ctx, id)
	if err != nil {
		return nil, err
	}
	if !is || !v.sees(ctx, p.Client) {
		return nil, record.Refuse(record.NotFound, "there is no packet %q", id).Then(record.NextStep{Act: record.StepSeePackets})
	}
	if p.Files, err = c.packetFiles(ctx, p); err != nil {
		return nil, err
	}
	for i, file := range p.Files {
		if err := c.setAside(signedFolder+p.Names[i]+".pdf", file); err != nil {
			return nil, err
		}
	}
	return c.rewritePacket(ctx, p)
}

// setAside gives a file below signed/ whose bytes are others another name beside,
// so that nothing of it is lost.
func (c *Caseload) setAside(name string, data []byte) error {
	if err := c.standsFree(name, data); !errors.Is(err, errStands) {
		return err
	}
	for n := 1; ; n++ {
		aside := fmt.Sprintf("%s.changed-%d", name, n)
		if _, err := c.root.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			return c.root.Rename(name, aside)
		} else if err != nil {
			return err
		}
	}
}

// packetFiles returns the kept files of a packet, as its manifest has them; it
// refuses where one is another.
func (c *Caseload) packetFiles(ctx context.Context, p record.Packet) ([][]byte, error) {
	hashes, err := filesOf(p)
	if err != nil {
		return nil, err
	}
	kept, err := c.store.PacketFiles(ctx, p.ID)
	if err != nil {
		return nil, err
	}
	for i, hash := range hashes {
		if i >= len(kept) || hashOf(kept[i]) != hash {
			return nil, changedSince(fmt.Sprintf("file %d of packet %s", i+1, p.ID), "finished")
		}
	}
	return kept, nil
}

// rewritePacket writes a packet's files from the kept bytes.
func (c *Caseload) rewritePacket(ctx context.Context, p record.Packet) ([]string, error) {
	var err error
	if p.Files, err = c.packetFiles(ctx, p); err != nil {
		return nil, err
	}
	var made PacketMade
	err = c.writePacket(p, &made)
	return made.Files, err
}

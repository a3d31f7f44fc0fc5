package caseload

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"milepost/delivery"
	"milepost/record"
	"milepost/render"
	"milepost/rules"
)

// kinds lists what the packet would disclose.
func (k *packing) kinds() []string {
	var kinds []string
	for _, p := range k.parts {
		if p.name != rules.PartCover && p.name != rules.PartContents && !slices.Contains(kinds, p.name) {
			kinds = append(kinds, p.name)
		}
	}
	return kinds
}

// needsRelease reports whether the packet goes out only under a release: one for
// a school does even where a parent gives it on.
func (k *packing) needsRelease() bool {
	return k.rule.Audience == delivery.School || delivery.NeedsRelease(k.to)
}

// findRelease looks for a release that covers the packet.
func (k *packing) findRelease(ctx context.Context) error {
	if !k.needsRelease() || k.order.NoRelease != "" || k.to.Name == "" {
		return nil
	}
	all, err := k.c.store.Releases(ctx, k.order.Client)
	if err != nil {
		return err
	}
	release, why := delivery.Going{To: k.to.Name, Purpose: k.order.Purpose, Kinds: k.kinds(), On: k.today}.Under(all)
	if release == nil {
		none := noRelease(k.order.Client, why)
		k.barUntil(none.Next, "%s", none.What)
		return nil
	}
	k.release, k.made.Release = release, release.N
	if release.Until.IsZero() {
		k.made.Notes = append(k.made.Notes, fmt.Sprintf("release %d holds until %s: make sure that this has not come to pass", release.N, release.Event))
	}
	return nil
}

// allow decides whether the packet may go to the recipient, under the release
// that was looked for or without one.
func (k *packing) allow(ctx context.Context) error {
	if k.to.Name == "" {
		k.bar("the recipient is missing; choose one of the client's contacts")
		return nil
	}
	if k.order.NoRelease == "" {
		return nil
	}
	x := k.order.exemption()
	wrong, err := k.c.unfounded(x, k.folded.Client, k.to)
	if err != nil {
		return err
	}
	for _, w := range wrong {
		k.bar("%s", w)
	}
	if k.order.Finish {
		return k.c.decided(ctx, k.now, x)
	}
	return nil
}

// exemption is why the packet needs no release.
func (o PacketOrder) exemption() exemption { return exemption{o.NoRelease, o.Why, o.Lead} }

// print makes the files. A draft of a packet has the word on every page.
func (k *packing) print() ([]render.Volume, error) {
	parts := make([]render.Part, len(k.parts))
	for i, p := range k.parts {
		parts[i] = p.Part
	}
	volumes, problems, err := render.Volumes(parts, k.renderOptions(), k.order.Limit)
	if err != nil {
		return nil, err
	}
	for _, p := range problems {
		title := ""
		if p.Part > 0 {
			title = k.parts[p.Part-1].Title
		}
		if p.Note {
			k.made.Notes = append(k.made.Notes, fmt.Sprintf("%s: %s", title, p.Wrong))
			continue
		}
		k.made.Problems = append(k.made.Problems, record.Problem{
			Source: record.Source{File: title, Row: p.Line}, Client: k.order.Client, Code: "render", Found: p.Found, Wrong: p.Wrong,
		})
		if p.Left && k.order.Finish {
			return nil, record.Refuse(record.Incomplete, "%q: %s", title, p.Wrong)
		}
	}
	k.place(volumes)
	return volumes, nil
}

// renderOptions says how the packet is printed: as the client's documents for
// the audience are.
func (k *packing) renderOptions() render.Options {
	body := record.Body{Draft: k.key}
	if k.oneTime() {
		body.Period = k.period
	}
	o := k.c.renderOptions(body, k.folded.Client)
	o.DocumentID, o.Draft, o.Duplex = "", !k.order.Finish, k.order.Duplex
	o.Footer = strings.TrimSpace(strings.Join([]string{o.Footer, k.rule.Footer}, " "))
	o.Password = cmp.Or(k.order.Password, o.Password)
	return o
}

// oneTime reports whether all texts of the packet are of the same time, so that
// the head of each page can say it in words.
func (k *packing) oneTime() bool {
	for _, p := range k.parts {
		if p.Markdown != nil && !strings.Contains(string(p.Markdown), "\nperiod: "+k.period.String()+"\n") {
			return false
		}
	}
	return !k.period.IsZero()
}

// place writes down where each part stands.
func (k *packing) place(volumes []render.Volume) {
	for n, v := range volumes {
		k.made.Pages += v.Pages
		for _, at := range v.Places {
			p := k.parts[at.Part-1]
			title := p.Title
			if p.name == rules.PartContents {
				title = "Contents"
			}
			k.made.Parts = append(k.made.Parts, PacketPlace{Part: p.name, Title: title, Tab: p.Tab, File: n + 1, First: at.First, Pages: at.Pages})
		}
	}
}

func (k *packing) writeDraft(volumes []render.Volume) error {
	base := "drafts/" + k.order.Client.Path() + "/packet-" + k.order.Purpose
	for n, v := range volumes {
		name := volumeName(base, n, len(volumes)) + ".pdf"
		if err := k.c.writeFile(name, v.File); err != nil {
			return err
		}
		k.made.Files = append(k.made.Files, name)
	}
	return nil
}

func volumeName(base string, n, all int) string {
	if all == 1 {
		return base
	}
	return fmt.Sprintf("%s_%d-of-%d", base, n+1, all)
}

// finish keeps the packet for good and writes its files to signed/.
func (k *packing) finish(ctx context.Context, volumes []render.Volume) error {
	p := record.Packet{
		Client: k.order.Client, Purpose: k.order.Purpose, State: record.PacketReady, To: k.to.Name, Release: k.made.Release,
		NoRelease: k.order.NoRelease, Why: k.order.Why, At: instant(k.now), By: k.user.ID,
	}
	before, err := k.c.store.Packets(ctx, k.order.Client)
	if err != nil {
		return err
	}
	base := fmt.Sprintf("%s/%s_packet-%s", k.order.Client.Path(), k.today, k.order.Purpose)
	for n := 2; slices.ContainsFunc(before, func(b record.Packet) bool { return b.Names[0] == base || strings.HasPrefix(b.Names[0], base+"_1-of-") }); n++ {
		base = fmt.Sprintf("%s/%s_packet-%s_%d", k.order.Client.Path(), k.today, k.order.Purpose, n)
	}
	var hashes []string
	for n, v := range volumes {
		p.Names = append(p.Names, volumeName(base, n, len(volumes)))
		p.Files = append(p.Files, v.File)
		hashes = append(hashes, hashOf(v.File))
	}
	if p.Manifest, err = k.manifest(hashes); err != nil {
		return err
	}
	p.ID = record.ShortHash(p.Manifest)
	for i, file := range p.Files {
		if err := k.c.standsFree(signedFolder+p.Names[i]+".pdf", file); err != nil {
			return err
		}
	}
	if err := k.c.store.PutPacket(ctx, p); err != nil {
		return err
	}
	k.made.Packet = p.ID
	return k.c.writePacket(p, &k.made)
}

func (c *Caseload) writePacket(p record.Packet, made *PacketMade) error {
	for i, file := range p.Files {
		name := signedFolder + p.Names[i] + ".pdf"
		if err := c.writeFile(name, file); err != nil {
			return err
		}
		made.Files = append(made.Files, name)
	}
	return nil
}

// manifest says, in canonical JSON, what the packet holds and why it may go.
func (k *packing) manifest(files []string) (string, error) {
	type part struct {
		Part     string `json:"part"`
		Document string `json:"document"`
		Hash     string `json:"hash"`
	}
	var parts []part
	for _, p := range k.parts {
		parts = append(parts, part{p.name, p.document, p.hash})
	}
	left := map[string]string{}
	for _, name := range k.left {
		left[name] = k.order.Without[name]
	}
	rule, err := record.Canonical(k.rule)
	if err != nil {
		return "", err
	}
	text, err := record.Canonical(map[string]any{
		"client": string(k.order.Client), "purpose": k.order.Purpose, "rule": k.rule.ID, "rule_hash": record.ShortHash(string(rule)),
		"to": k.to.Name, "release": k.made.Release, "no_release": k.order.NoRelease, "why": k.order.Why,
		"parts": parts, "left": left, "seen": append([]string{}, k.seen...), "files": files,
		"program": k.c.options.Version, "at": instant(k.now), "by": string(k.user.ID),
	})
	return string(text), err
}

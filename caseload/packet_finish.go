package caseload

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

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

// needsRelease reports whether what goes out needs the family's permission. A
// payer is told for payment, 45 CFR 164.506(c).
func (k *packing) needsRelease() bool { return k.rule.Audience == "school" }

// findRelease looks for a release that covers the packet.
func (k *packing) findRelease(ctx context.Context) error {
	if !k.needsRelease() || k.order.NoRelease != "" || k.to.Name == "" {
		return nil
	}
	all, err := k.c.store.Releases(ctx, k.order.Client)
	if err != nil {
		return err
	}
	for i := range slices.Backward(all) {
		if all[i].Lacks(k.to.Name, k.order.Purpose, k.kinds(), k.today) == "" {
			k.release, k.made.Release = &all[i], all[i].N
			if all[i].Until.IsZero() {
				k.made.Notes = append(k.made.Notes, fmt.Sprintf("release %d holds until %s: make sure that this has not come to pass", all[i].N, all[i].Event))
			}
			return nil
		}
	}
	k.bar("no release covers this: %s; write down the one that was signed: milepost release add --client %s --to ..., or say why none is needed: --no-release \"%s\"",
		lacking(all, k), k.order.Client, strings.Join(record.NoReleaseReasons(), "|"))
	return nil
}

// lacking says why each release on file does not do.
func lacking(all []record.Release, k *packing) string {
	if len(all) == 0 {
		return "there is none on file"
	}
	var why []string
	for _, r := range all {
		why = append(why, fmt.Sprintf("release %d: %s", r.N, r.Lacks(k.to.Name, k.order.Purpose, k.kinds(), k.today)))
	}
	return strings.Join(why, "; ")
}

// allow decides whether the packet may go to the recipient, under the release
// that was looked for or without one.
func (k *packing) allow() error {
	switch {
	case k.to.Name == "":
		k.bar("nobody is chosen whom it goes to: --to, one of the client's contacts")
	case k.order.NoRelease != "":
		return k.withoutRelease()
	}
	return nil
}

// withoutRelease checks the reason why no release is needed.
//
// Source: 45 CFR 164.506(c)(2) (treatment), 164.524 (the parent's own copy); a
// contractor's paper is the school's record, 34 CFR 99.31(a)(1)(i)(B).
func (k *packing) withoutRelease() error {
	if !slices.Contains(record.NoReleaseReasons(), k.order.NoRelease) {
		return fmt.Errorf("%w: --no-release %q is none of %s", ErrRefused, k.order.NoRelease, strings.Join(record.NoReleaseReasons(), ", "))
	}
	if strings.TrimSpace(k.order.Why) == "" {
		k.bar("say why no release is needed: --why TEXT")
	}
	switch k.order.NoRelease {
	case record.GivenByHand:
		if !isParent(k.to.Relationship) {
			k.bar("\"by hand\" is for the parent, who gives it on: the recipient is not one")
		}
	case record.Treatment:
		if k.order.Finish {
			if _, err := k.order.Lead.act(k.now, record.ActUsers); err != nil {
				return fmt.Errorf("that no release is needed for treatment, a lead decides: --as LEAD, with her password: %w", err)
			}
		}
	case record.Contractor:
		if k.c.signer(k.folded.Client).District == "" {
			k.bar("the therapist of %s is not on file as a contractor of a district (staff: district: in milepost.yaml)", k.order.Client)
		}
	}
	return nil
}

func isParent(relationship string) bool {
	low := strings.ToLower(relationship)
	return slices.ContainsFunc([]string{"mother", "father", "parent", "guardian", "mom", "dad"}, func(w string) bool { return strings.Contains(low, w) })
}

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
			return nil, fmt.Errorf("%w: %q: %s", ErrRefused, title, p.Wrong)
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
	if err := k.c.store.PutPacket(ctx, p); err != nil {
		return err
	}
	k.made.Packet = p.ID
	return k.c.writePacket(p, &k.made)
}

func (c *Caseload) writePacket(p record.Packet, made *PacketMade) error {
	for i, file := range p.Files {
		name := "signed/" + p.Names[i] + ".pdf"
		if err := errors.Join(c.writeFile(name, file), c.root.Chmod(name, 0o400)); err != nil {
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

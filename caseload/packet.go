package caseload

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"milepost/attachment"
	"milepost/check"
	"milepost/ingest/fold"
	"milepost/record"
	"milepost/render"
	"milepost/rules"
	"milepost/store"
)

// PacketOrder says which packet is meant and how it is to be.
type PacketOrder struct {
	Client    record.ID
	Purpose   string            // of a packet rule: iep-review, reauthorization, ...
	To        string            // the recipient among the client's contacts; needed to finish
	Without   map[string]string // required parts that are left out, each with the reason
	Seen      []string          // attachments without text that a person has looked at, by file name
	NoRelease string            // why no release is needed; "" one is
	Why       string            // of that
	Lead      Actor             // of a lead, where no release is needed for treatment
	Duplex    bool
	Limit     int    // bytes of each file; 0: one file
	Password  string // "": the audience's of milepost.yaml
	Finish    bool   // false: a draft of it, to look at
}

// PacketMade is what became of a packet.
type PacketMade struct {
	Client   record.ID        `json:"client"`
	Purpose  string           `json:"purpose"`
	Packet   string           `json:"packet,omitempty"` // its id, once finished
	Rule     string           `json:"rule"`
	RuleAsOf string           `json:"rule_as_of"`
	Verified bool             `json:"rule_verified"`
	Files    []string         `json:"files,omitempty"` // below the workspace
	Pages    int              `json:"pages"`
	Parts    []PacketPlace    `json:"parts,omitempty"`
	Missing  []PacketMissing  `json:"missing,omitempty"`
	Clashes  []check.Clash    `json:"clashes,omitempty"` // of another child: nothing is made
	Bars     []PacketBar      `json:"bars,omitempty"`    // what else is in the way of finishing it
	Notes    []string         `json:"notes,omitempty"`
	Problems []record.Problem `json:"problems,omitempty"`
	Release  int              `json:"release,omitempty"`
}

// PacketPlace is where a part stands.
type PacketPlace struct {
	Part  string `json:"part"`
	Title string `json:"title"`
	Tab   string `json:"tab,omitempty"`
	File  int    `json:"file"` // from 1
	First int    `json:"first"`
	Pages int    `json:"pages"`
}

// PacketBar is something in the way of finishing a packet.
type PacketBar struct {
	What string          `json:"what"`
	Next record.NextStep `json:"next,omitzero"`
}

// String says it with what to do.
func (b PacketBar) String() string {
	if b.Next.IsZero() {
		return b.What
	}
	return b.What + "; " + b.Next.Words()
}

// PacketMissing is a required part of which nothing is there.
type PacketMissing struct {
	Part     string          `json:"part"`
	Citation string          `json:"citation"`
	Next     record.NextStep `json:"next"`
}

// IsReady reports whether nothing is in the way of finishing the packet.
func (m PacketMade) IsReady() bool { return len(m.Missing)+len(m.Clashes)+len(m.Bars) == 0 }

// Packet assembles a client's packet by the rule for its purpose: cover,
// contents, the clinic's documents, data pages, attachments. A draft of it is
// written to drafts/ with what is missing named; where a page is of another
// child nothing is written. With Finish it is made for good, or refused with
// everything that is in the way.
func (c *Caseload) Packet(ctx context.Context, now time.Time, by Actor, o PacketOrder) (made PacketMade, err error) {
	err = c.guard(o.Client, "making a packet", func() (err error) {
		made, err = c.packet(ctx, now, by, o)
		return err
	})
	return made, err
}

func (c *Caseload) packet(ctx context.Context, now time.Time, by Actor, o PacketOrder) (PacketMade, error) {
	k, err := c.packing(ctx, now, by, o)
	if err != nil {
		return PacketMade{}, err
	}
	if err := k.gather(ctx); err != nil {
		return k.made, err
	}
	if err := k.compare(ctx); err != nil {
		return k.made, err
	}
	if err := k.allow(ctx); err != nil {
		return k.made, err
	}
	if o.Finish && !k.made.IsReady() {
		return k.made, record.Refuse(record.Incomplete, "the packet is not finished:%s", k.inTheWay())
	}
	if len(k.made.Clashes) > 0 {
		return k.made, nil
	}
	volumes, err := k.print()
	if err != nil {
		return k.made, err
	}
	if o.Finish {
		return k.made, k.finish(ctx, volumes)
	}
	return k.made, k.writeDraft(volumes)
}

// packing is one packet under way.
type packing struct {
	c      *Caseload
	now    time.Time
	today  record.Date
	user   acting
	order  PacketOrder
	rules  rules.Rules
	rule   rules.PacketRule
	folded fold.Result
	to     record.Contact
	drafts []store.DraftState // all of the client
	parts  []packed
	have   []string // parts and facts that are there
	left   []string // required parts that are left out with a reason
	seen   []string // attachments that a person has looked at
	made   PacketMade
	key    record.DraftKey // of the progress report, whose time the packet's data have
	period record.Period

	release *record.Release
}

// packed is one part.
type packed struct {
	render.Part
	name     string   // of the part
	file     string   // of an attachment
	texts    []string // by page
	document string   // id of a signed document
	hash     string   // SHA-256 of its Markdown or file
}

// packing checks the order and finds the rule.
func (c *Caseload) packing(ctx context.Context, now time.Time, by Actor, o PacketOrder) (*packing, error) {
	act := record.ActDraft
	if o.Finish {
		act = record.ActDeliver
	}
	u, err := c.admit(ctx, by, act)
	if err != nil {
		return nil, err
	}
	if _, err := c.selected(ctx, Selection{Clients: []record.ID{o.Client}}); err != nil {
		return nil, err
	}
	if err := c.loadWording(); err != nil {
		return nil, err
	}
	k := &packing{c: c, now: now, today: c.today(now), user: u, order: o}
	if k.folded, err = c.fold(ctx, o.Client, k.today); err != nil {
		return nil, err
	}
	var problems []record.Problem
	if k.rules, problems, err = c.loadRules(); err != nil {
		return nil, err
	}
	var ok bool
	if k.rule, ok = k.rules.Packet(o.Purpose, c.placeOf(k.folded.Client)); !ok {
		return nil, record.Refuse(record.NotFound, "there is no packet for %q; choose from %s", o.Purpose, strings.Join(k.rules.Purposes(), ", "))
	}
	k.made = PacketMade{
		Client: o.Client, Purpose: o.Purpose, Rule: k.rule.ID, RuleAsOf: k.rule.AsOf, Verified: k.rule.Verified,
		Problems: slices.Concat(problems, c.wrong),
	}
	if k.drafts, err = c.store.DraftsOf(ctx, o.Client); err != nil {
		return nil, err
	}
	if k.key, k.period, err = c.period(ctx, k.folded, Selection{Audience: k.rule.Audience}); err != nil {
		return nil, err
	}
	return k, k.recipient()
}

// placeOf is where the client is at school, else where the clinic is, and who
// pays.
func (c *Caseload) placeOf(client record.Client) rules.Place {
	at := rules.Place{State: client.School.State}
	if at.State == "" {
		at.State = c.options.State
	}
	for _, a := range client.Allowed {
		at.Payer = a.Payer // the newest is the last
	}
	return at
}

// recipient finds the recipient among the contacts. A draft needs none.
func (k *packing) recipient() error {
	if k.order.To == "" && !k.order.Finish {
		return nil
	}
	var err error
	k.to, err = contactNamed(k.folded.Client, k.order.To, k.today)
	return err
}

// bar adds something that is in the way of finishing the packet.
func (k *packing) bar(format string, args ...any) { k.barUntil(record.NextStep{}, format, args...) }

// barUntil does the same with the step that takes it out of the way.
func (k *packing) barUntil(next record.NextStep, format string, args ...any) {
	k.made.Bars = append(k.made.Bars, PacketBar{fmt.Sprintf(format, args...), next})
}

// inTheWay lists everything that is in the way, one line each.
func (k *packing) inTheWay() string {
	var b strings.Builder
	for _, f := range k.made.Clashes {
		fmt.Fprintf(&b, "\n  %s", f)
	}
	for _, m := range k.made.Missing {
		fmt.Fprintf(&b, "\n  %s is missing (%s); %s", m.Part, m.Citation, m.Next.Words())
	}
	for _, bar := range k.made.Bars {
		fmt.Fprintf(&b, "\n  %s", bar)
	}
	return b.String()
}

// compare holds every page against every child of the clinic.
func (k *packing) compare(ctx context.Context) error {
	var sheets []check.Sheet
	for _, p := range k.parts {
		for i, text := range p.texts {
			sheets = append(sheets, check.Sheet{Part: p.Title, Page: i + 1, Text: text})
		}
	}
	clashes, own, err := k.c.strangers(ctx, k.order.Client, sheets)
	if err != nil {
		return err
	}
	k.made.Clashes = clashes
	for _, p := range k.parts {
		if p.name == rules.PartAttachments {
			k.lookedAt(p, own)
		}
	}
	return nil
}

// lookedAt asks a person to look at an attachment of which no text says whose
// it is, or some pages of which have no text.
func (k *packing) lookedAt(p packed, own check.Person) {
	name := p.file
	if slices.Contains(k.order.Seen, name) {
		k.seen = append(k.seen, name)
		return
	}
	var blank []string
	var sheets []check.Sheet
	for i, text := range p.texts {
		sheets = append(sheets, check.Sheet{Text: text})
		if !attachment.HasText(text) {
			blank = append(blank, fmt.Sprint(i+1))
		}
	}
	seen := record.NextStep{Act: record.StepSeenPage, Name: name}
	switch {
	case len(blank) == len(p.texts):
		k.barUntil(seen, "attachment %q has no text to compare, such as a scan or a photo", name)
	case len(blank) > 0:
		k.barUntil(seen, "attachment %q has no text on page %s to compare", name, strings.Join(blank, ", "))
	case !own.IsNamedIn(sheets):
		k.barUntil(seen, "attachment %q names neither this child in full nor the birth date or id", name)
	}
}

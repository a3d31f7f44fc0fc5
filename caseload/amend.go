package caseload

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// Amend adds an addendum to a signed report, whose own text never changes. The
// addendum is a signed document of its own, printed and kept for good.
func (c *Caseload) Amend(ctx context.Context, now time.Time, by Actor, what ToSign) (Signing, error) {
	s, d, err := c.about(ctx, now, by, record.ActAmend, "amend", what)
	if err != nil {
		return Signing{}, err
	}
	if n := len(report.Marks(what.Why)); n > 0 {
		return Signing{}, record.Refuse(record.Incomplete, "%s still in the addendum", count(n, "blank is", "blanks are")).Then(record.NextStep{Act: record.StepWrite, Text: "the answer in place of the brackets"})
	}
	return s.notice(ctx, d, record.DocumentAddendum, record.Amended, what.Why)
}

// Withdraw marks a signed report as entered in error. A notice is signed,
// printed and kept beside it, and everyone whom the report went to is listed.
func (c *Caseload) Withdraw(ctx context.Context, now time.Time, by Actor, what ToSign) (Signing, error) {
	s, d, err := c.about(ctx, now, by, record.ActWithdraw, "withdraw", what)
	if err != nil {
		return Signing{}, err
	}
	text := "This report was entered in error and is withdrawn. Do not use it, and destroy your copies.\n\nReason: " + report.Escape(what.Why)
	result, err := s.notice(ctx, d, record.DocumentNotice, record.Withdrawn, text)
	if err != nil {
		return result, err
	}
	result.Recall, err = c.deliveriesOf(ctx, d)
	return result, err
}

// about checks an act on a signed report: who acts, in which state, and that
// she says which one she means and why.
func (c *Caseload) about(ctx context.Context, now time.Time, by Actor, a record.Act, command string, what ToSign) (*signing, record.Document, error) {
	u, err := c.admitAt(ctx, now, by, a)
	if err != nil {
		return nil, record.Document{}, err
	}
	d, draft, err := c.documentSeen(ctx, u, what.Name)
	if err != nil {
		return nil, d, err
	}
	if d.Kind != record.DocumentReport {
		return nil, d, record.Refuse(record.InvalidInput, "%s is not a report: it belongs to report %s", d.ID, d.Of)
	}
	if err := c.allowDocument(d, draft, command); err != nil {
		return nil, d, err
	}
	if err := c.licensed(u, c.today(now)); err != nil {
		return nil, d, err
	}
	switch want := naming(d.Draft.Client, d.Period); {
	case strings.Join(strings.Fields(what.Names), " ") != want:
		return nil, d, record.Refuse(record.InvalidInput, "to confirm, type the client and the period of this report: %q", want)
	case strings.TrimSpace(what.Why) == "":
		return nil, d, record.Refuse(record.InvalidInput, "the text is empty")
	}
	s := &signing{c: c, now: now, user: u}
	if s.standing, err = c.textOf(ctx, draft); err != nil {
		return nil, d, err
	}
	documents, err := c.store.Documents(ctx, draft.ID)
	if err != nil {
		return nil, d, err
	}
	s.n = len(documents) + 1
	return s, d, s.name(ctx, what.Why)
}

// allowDocument refuses a command that the document's state does not have, and
// any while a replacement of it is being written.
func (c *Caseload) allowDocument(d record.Document, draft store.DraftState, command string) error {
	if !draft.State.IsSigned() {
		return record.Refuse(record.Conflict, "a replacement of document %s is being written (%s)", d.ID, draft.State).Then(record.NextStep{Act: record.StepCancelReplace, ID: draft.ID, Client: draft.Key.Client})
	}
	return c.allow(store.DraftState{Key: draft.Key, ID: draft.ID, State: d.State}, command)
}

// notice signs, prints and keeps a document about another one.
func (s *signing) notice(ctx context.Context, d record.Document, kind string, state record.State, text string) (Signing, error) {
	files, err := s.c.files(ctx, d.ID)
	if err != nil {
		return Signing{}, err
	}
	signatures, err := s.c.store.Signatures(ctx, s.state.ID)
	if err != nil {
		return Signing{}, err
	}
	statement := record.AddendumStatement
	if kind == record.DocumentNotice {
		statement = record.WithdrawalStatement
	}
	if s.accepted, err = s.c.findings(ctx, s.now, s.standing, nil); err != nil {
		return Signing{}, err
	}
	m, err := s.manifest(ctx, kind, record.AsTherapist, statement)
	if err != nil {
		return Signing{}, err
	}
	m.Of, m.Why, m.Text = d.ID, text, record.LongHash(text)
	for _, g := range signatures {
		if g.Document == d.ID {
			m.Before = g.Hash
		}
	}
	g := store.Signing{Draft: s.state.ID, State: state, OfState: state, Kind: kind, Why: text}
	if err := s.produce(ctx, &g, m, s.noticeText(d, kind, string(files[".md"]), text, m)); err != nil {
		return Signing{}, err
	}
	if _, err := s.c.store.Sign(ctx, g); err != nil {
		return Signing{}, err
	}
	result := Signing{Client: s.state.Key.Client, Draft: s.state.ID, Document: s.document, As: record.AsTherapist, Complete: true}
	result.Files, err = s.c.writeSigned(*g.Document)
	return result, err
}

func (s *signing) noticeText(d record.Document, kind, about, text string, m record.Manifest) string {
	title := "Addendum: "
	if kind == record.DocumentNotice {
		title = "Withdrawn: "
	}
	return report.Notice{
		Kind: kind, Title: title + report.Title(about), Text: text,
		About:  fmt.Sprintf("To the report that was signed on %s (document %s).", s.c.writtenDay(d.At), d.ID),
		Signed: report.Signed{Document: s.document, Heading: "Signed", Lines: s.block(m)},
	}.Write(about)
}

// Replace begins a report in place of a signed one: its draft is open again,
// with the signed text, and takes new data and edits. Once that is signed, it
// says what it replaces and why, and the old one is replaced.
func (c *Caseload) Replace(ctx context.Context, now time.Time, by Actor, what ToSign) (Review, error) {
	s, d, err := c.about(ctx, now, by, record.ActReplace, "replace", what)
	if err != nil {
		return Review{}, err
	}
	n, err := c.store.RevisionCount(ctx, s.state.ID)
	if err != nil {
		return Review{}, err
	}
	markdown := report.WithRevision(report.WithFront(s.markdown(), "replaces", d.ID), n+1)
	revision := record.Revision{
		Draft: s.state.Key, Kind: record.RevisionReplace, By: s.user.ID, At: instant(now), Base: s.body.Hash, From: n + 1,
		Markdown: markdown, Sentences: s.sentences(), Moved: s.moved(),
	}
	if _, err := c.store.Step(ctx, store.Step{
		Draft: s.state.ID, State: record.Drafted, Why: what.Why, Revision: &revision,
		Event: s.user.event(now, "replacement begun", "", map[string]string{"for": d.ID, "why": record.LongHash(what.Why)}),
	}); err != nil {
		return Review{}, err
	}
	t, err := c.currentFor(ctx, now, s.user, s.state.ID)
	if err != nil {
		return Review{}, err
	}
	return c.review(ctx, now, s.user, t)
}

// CancelReplacement takes a replacement back that is not signed yet: the
// signed document stands as before. What was written of it stays among the
// revisions.
func (c *Caseload) CancelReplacement(ctx context.Context, now time.Time, by Actor, name string) error {
	u, err := c.admitAt(ctx, now, by, record.ActReplace)
	if err != nil {
		return err
	}
	d, draft, err := c.documentSeen(ctx, u, name)
	if err != nil {
		return err
	}
	if draft.State.IsSigned() {
		return record.Refuse(record.Conflict, "no replacement of document %s is being written", d.ID)
	}
	if _, err := c.takeIn(ctx, now, u, draft); err != nil {
		return err
	}
	if _, err := c.store.Step(ctx, store.Step{
		Draft: draft.ID, State: d.State, Event: u.event(now, "replacement taken back", "", map[string]string{"for": d.ID}),
	}); err != nil {
		return err
	}
	return c.clearDraft(ctx, draft)
}

// replacing names in a body's head the document that it will replace.
func (c *Caseload) replacing(ctx context.Context, body record.Body) (record.Body, error) {
	documents, err := c.store.Documents(ctx, body.Draft.ID())
	if err != nil {
		return body, err
	}
	if last := lastReport(documents); last != nil {
		body.Markdown = report.WithFront(body.Markdown, "replaces", last.ID)
	}
	return body, nil
}

// replaceReason is why the replacement under way was begun.
func (c *Caseload) replaceReason(ctx context.Context, draft string) (string, error) {
	moves, err := c.store.Moves(ctx, draft)
	if err != nil {
		return "", err
	}
	for _, m := range slices.Backward(moves) {
		if m.State == record.Drafted && m.Why != "" {
			return m.Why, nil
		}
	}
	return "", record.Refuse(record.Incomplete, "the reason for replacing the report is missing").Then(record.NextStep{Act: record.StepReplace, ID: draft})
}

// Delivery is whom a document goes to.
type Delivery struct {
	Name    string // of the draft or document
	To      string // the party: a parent, a school, a payer
	Purpose string
	How     string // by hand, post, fax, ...

	NoRelease string // why no release is needed, one of record.NoReleaseReasons; "" one is, where the recipient is not family
	Why       string // of that
	Lead      Actor  // of a lead, where none is needed for treatment
}

// Deliver writes down whom a signed document went to, for the disclosure log. To
// others than the family it goes under a release only, or for a reason why none
// is needed.
func (c *Caseload) Deliver(ctx context.Context, now time.Time, by Actor, what Delivery) (record.Delivery, error) {
	none := record.Delivery{}
	u, err := c.admit(ctx, by, record.ActDeliver)
	if err != nil {
		return none, err
	}
	p, is, err := c.packetNamed(ctx, what.Name)
	if err != nil {
		return none, err
	}
	if is {
		return c.deliverPacket(ctx, now, u, p, what)
	}
	d, draft, err := c.documentSeen(ctx, u, what.Name)
	if err != nil {
		return none, err
	}
	if err := c.allow(store.DraftState{Key: draft.Key, ID: draft.ID, State: d.State}, "deliver"); err != nil {
		return none, err
	}
	if strings.TrimSpace(what.To) == "" || strings.TrimSpace(what.Purpose) == "" {
		return none, record.Refuse(record.InvalidInput, "the recipient or the purpose is missing").Then(record.NextStep{Act: record.StepDeliver, ID: d.ID})
	}
	to, under, err := c.permitted(ctx, now, d, what)
	if err != nil {
		return none, err
	}
	delivery := record.Delivery{
		Document: d.ID, Client: d.Draft.Client, On: instant(now), To: to, Purpose: what.Purpose, How: what.How, Under: under, By: u.ID,
	}
	return delivery, c.deliver(ctx, d, draft, delivery)
}

// deliver writes a delivery down, with the states that follow: one of a document
// that no longer counts changes none.
func (c *Caseload) deliver(ctx context.Context, d record.Document, draft store.DraftState, delivery record.Delivery) error {
	state := record.Delivered
	if d.State != record.Signed {
		state = d.State // an addendum, a withdrawal matters more
	}
	ofDraft := state
	if d.Kind != record.DocumentReport || !draft.State.IsSigned() {
		ofDraft = draft.State
	}
	return c.store.Deliver(ctx, draft.ID, delivery, state, ofDraft)
}

// Disclosures returns the disclosure log, of one client or ("") of all.
//
// Source: 45 CFR 164.528; 34 CFR 303.406 and 300.614.
func (c *Caseload) Disclosures(ctx context.Context, by Actor, client record.ID) ([]record.Delivery, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, err
	}
	all, err := c.store.Deliveries(ctx)
	all = inView(ctx, v, all, func(d record.Delivery) record.ID { return d.Client })
	return slices.DeleteFunc(all, func(d record.Delivery) bool { return client != "" && d.Client != client }), err
}

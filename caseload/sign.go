package caseload

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"milepost/language"
	"milepost/record"
	"milepost/render"
	"milepost/report"
	"milepost/rules"
	"milepost/store"
)

// Signing is what became of a signature.
type Signing struct {
	Client   record.ID         `json:"client"`
	Draft    string            `json:"draft"`
	Document string            `json:"document"`
	As       string            `json:"as"`
	Complete bool              `json:"complete"` // false: a therapist's signature is still missing
	Files    []string          `json:"files,omitempty"`
	Replaced string            `json:"replaced,omitempty"`
	InPlace  record.ID         `json:"in_place_of,omitempty"` // the therapist whom the report names, where another one signed
	Recall   []record.Delivery `json:"recall,omitempty"`      // whom the replaced or withdrawn document went to
}

// ToSign is one deliberate act: the draft or document, and what its signer
// gives to say which one she means.
type ToSign struct {
	Name  string // of the draft, as find takes it
	Names string // client and period, as Review.Naming gives them
	Why   string // amend: the text; replace, withdraw: the reason
}

// Sign signs one draft. A therapist's signature completes it: the document is
// made, printed and kept for good. An assistant's or student's is the
// author's; the document waits for a therapist. It is refused, with the
// reason, unless the draft is in review, was opened since its last change, has
// no finding without a reason, and the signer's licence holds on the day.
func (c *Caseload) Sign(ctx context.Context, now time.Time, by Actor, what ToSign) (Signing, error) {
	u, err := c.admitAt(ctx, now, by, actOfSigner(by))
	if err != nil {
		return Signing{}, err
	}
	t, err := c.currentFor(ctx, now, u, what.Name)
	if err != nil {
		return Signing{}, err
	}
	if c.translates(t.state.Key) {
		return Signing{}, record.Refuse(record.Conflict, "draft %s is a translation and is not signed by itself; sign the %s draft of client %s", t.state.ID, c.language.EnglishName(), t.state.Key.Client)
	}
	if err := c.allow(t.state, "sign"); err != nil {
		return Signing{}, err
	}
	if _, away, err := c.away(ctx, t.state.ID); err != nil {
		return Signing{}, err
	} else if away != "" {
		return Signing{}, record.Refuse(record.Conflict, "draft %s is %s; sign it there or check it in first", t.state.ID, away)
	}
	s := signing{c: c, now: now, user: u, standing: t.standing}
	if s.accepted, err = c.readyToSign(ctx, now, u, t.standing, what.Names); err != nil {
		return Signing{}, err
	}
	if err := s.prepare(ctx); err != nil {
		return Signing{}, err
	}
	if s.complete {
		return s.finish(ctx)
	}
	return s.asAuthor(ctx)
}

// actOfSigner is the act that the signer can do: a therapist
// completes, others sign as author.
func actOfSigner(by Actor) record.Act {
	if !by.user.May(record.ActSign) && by.user.May(record.ActAuthor) {
		return record.ActAuthor
	}
	return record.ActSign
}

// readyToSign refuses a draft that its signer has not read as it stands, or
// that has something in it that must not be signed. It returns the findings
// that stand, each with its reason.
func (c *Caseload) readyToSign(ctx context.Context, now time.Time, u acting, s standing, names string) ([]record.Finding, error) {
	opened, err := c.store.LastOpened(ctx, s.state.ID, u.ID)
	if err != nil {
		return nil, err
	}
	name := s.state.Key.Client
	switch {
	case opened == nil:
		return nil, record.Refuse(record.Incomplete, "%s has not opened this draft yet", u.ID).Then(record.NextStep{Act: record.StepReview, ID: s.state.ID, Client: name, User: u.ID})
	case opened.Text != textHash(s.markdown()):
		return nil, record.Refuse(record.Conflict, "the draft changed since %s read it", u.ID).Then(record.NextStep{Act: record.StepReview, ID: s.state.ID, Client: name, User: u.ID})
	}
	open, err := c.openQuestions(ctx, s.state.ID)
	if err != nil {
		return nil, err
	}
	found, err := c.findings(ctx, now, s, open)
	if err != nil {
		return nil, err
	}
	if bars := slices.DeleteFunc(slices.Clone(found), func(f record.Finding) bool { return f.Reason != "" }); len(bars) > 0 {
		return nil, unsettled(s.state.ID, bars)
	}
	if want := naming(s.state.Key.Client, s.body.Period); strings.Join(strings.Fields(names), " ") != want {
		return nil, record.Refuse(record.InvalidInput, "to confirm, type the client and the period of this report: %q", want)
	}
	return found, nil
}

// unsettled says what bars a signature.
func unsettled(draft string, found []record.Finding) error {
	var b strings.Builder
	for _, f := range found {
		at := ""
		if f.Line > 0 {
			at = fmt.Sprintf("line %d: ", f.Line)
		}
		fmt.Fprintf(&b, "\n  %s  %s%s; %s", f.ID, at, f.Wrong, f.Do)
	}
	return record.Refuse(record.Incomplete, "%s left before the report can be signed:%s", count(len(found), "thing is", "things are"), b.String()).
		Then(record.NextStep{Act: record.StepAcceptFinding, ID: draft})
}

// signing is one signature under way.
type signing struct {
	standing
	c        *Caseload
	now      time.Time
	user     acting
	rules    []record.PhraseUse
	before   []record.Signature // on the draft
	accepted []record.Finding   // that stand, each with its reason
	author   *record.Manifest   // of this very text
	document string             // id of the document that is made
	n        int
	replaces *record.Document
	complete bool
	inPlace  record.Therapist // whom the report names, where another therapist signs; zero: nobody
}

// prepare checks licence and policy, and finds what came before.
func (s *signing) prepare(ctx context.Context) error {
	documents, err := s.c.store.Documents(ctx, s.state.ID)
	if err != nil {
		return err
	}
	s.n = len(documents) + 1
	s.replaces = lastReport(documents)
	if s.before, err = s.c.store.Signatures(ctx, s.state.ID); err != nil {
		return err
	}
	if s.author, err = s.authorOf(); err != nil {
		return err
	}
	if err := s.name(ctx, s.markdown()); err != nil {
		return err
	}
	folded := s.folded
	if folded == nil {
		read, err := s.c.fold(ctx, s.state.Key.Client, record.Date{})
		if err != nil {
			return err
		}
		folded = &read
	}
	if named := s.c.signer(folded.Client); named.ID != "" && named.ID != s.user.ID {
		s.inPlace = named
	}
	return s.policy()
}

// name gives the document its id: the author's, who signed this very text
// before, else a new one.
func (s *signing) name(ctx context.Context, text string) error {
	if s.author != nil {
		s.document = s.author.Document
		return nil
	}
	_, head, err := s.c.store.LogHead(ctx)
	s.document = record.DocumentID(s.state.ID, s.n, head, instant(s.now), string(s.user.ID), textHash(text))
	return err
}

// lastReport returns the newest report among a draft's documents, nil none.
func lastReport(documents []record.Document) *record.Document {
	for i := range slices.Backward(documents) {
		if documents[i].Kind == record.DocumentReport {
			return &documents[i]
		}
	}
	return nil
}

// authorOf returns the author's signature on this very text, nil where there
// is none.
func (s *signing) authorOf() (*record.Manifest, error) {
	for _, g := range slices.Backward(s.before) {
		if g.As == record.AsAuthor && record.IsNth(g.Document, s.state.ID, s.n) && g.Text == textHash(s.markdown()) {
			m, err := manifestOf(g)
			return &m, err
		}
	}
	return nil, nil
}

// policy decides whether the signature completes the document, and refuses a
// signer whose licence does not hold on the day.
func (s *signing) policy() error {
	if err := s.c.licensed(s.user, s.c.today(s.now)); err != nil {
		return err
	}
	own, err := s.c.root.OpenRoot("rules")
	if err != nil {
		return err
	}
	defer own.Close()
	all, _, err := rules.Load(own.FS())
	if err != nil {
		return err
	}
	for _, table := range all.Cosignatures {
		text, err := record.Canonical(table)
		if err != nil {
			return err
		}
		s.rules = append(s.rules, record.PhraseUse{ID: table.ID, Hash: record.ShortHash(string(text))})
	}
	s.complete = s.user.May(record.ActSign)
	for _, role := range s.user.Roles {
		row := all.Cosignature(rules.Place{State: s.c.options.State}, s.state.Key.Kind, role)
		if role.May(record.ActAuthor) && row.Needs == rules.NeedsNone {
			s.complete = true
		}
	}
	if !s.complete && s.author != nil && s.author.Signer.ID == s.user.ID {
		return record.Refuse(record.Conflict, "%s already signed this text as author; a therapist has to sign it now", s.user.ID)
	}
	return nil
}

// licensed refuses a signer without a licence that holds on the day. A student
// has none, and never completes a document.
func (c *Caseload) licensed(u acting, day record.Date) error {
	switch {
	case u.Name == "":
		return record.Refuse(record.Incomplete, "the printed name of %s is missing", u.ID).Then(record.NextStep{Act: record.StepSetName, User: u.ID})
	case !u.Has(record.RoleTherapist) && !u.Has(record.RoleOTA):
		return nil
	case u.License == "":
		return record.Refuse(record.Incomplete, "the license of %s is missing", u.ID).Then(record.NextStep{Act: record.StepSetLicense, User: u.ID})
	case u.Expires.IsZero():
		return record.Refuse(record.Incomplete, "the license end date of %s is missing", u.ID).Then(record.NextStep{Act: record.StepSetExpiry, User: u.ID})
	case u.Expires.Before(day):
		return record.Refuse(record.NotAllowed, "the license of %s ended on %s", u.ID, u.Expires).Then(record.NextStep{Act: record.StepSetExpiry, User: u.ID})
	}
	return nil
}

// signer is the user as she signs.
func (s *signing) signer(as string) record.Signer {
	role := record.RoleTherapist
	if as == record.AsAuthor {
		role = record.RoleOTA
		if !s.user.Has(record.RoleOTA) {
			role = record.RoleStudent
		}
	}
	return record.Signer{
		ID: s.user.ID, Name: s.user.Name, Credential: s.user.Credential, Role: role,
		License: s.user.License, Expires: s.user.Expires,
	}
}

// manifest is what the signature covers, but for the log entry before.
func (s *signing) manifest(ctx context.Context, kind, as, statement string) (record.Manifest, error) {
	facts, err := record.Canonical(factsOf(s.sentences()))
	if err != nil {
		return record.Manifest{}, err
	}
	questions, err := s.c.store.Questions(ctx, s.state.ID)
	if err != nil {
		return record.Manifest{}, err
	}
	asked, err := record.Canonical(questions)
	if err != nil {
		return record.Manifest{}, err
	}
	m := record.Manifest{
		Document: s.document, Kind: kind, Draft: s.state.ID, Client: s.state.Key.Client, Period: s.body.Period,
		Text: textHash(s.markdown()), Facts: record.LongHash(string(facts)), Made: s.body.Made, Rules: s.rules, Levels: s.body.Levels,
		Program: s.c.options.Version, Signer: s.signer(as), As: as, Statement: statement, At: instant(s.now),
		Questions: record.LongHash(string(asked)), Accepted: s.accepted,
	}
	for _, g := range s.before {
		if record.IsNth(g.Document, s.state.ID, s.n) {
			m.Before = g.Hash
		}
	}
	return m, nil
}

// factsOf are the facts behind the sentences of a text, by sentence.
func factsOf(sentences []record.Sentence) [][]any {
	list := make([][]any, 0, len(sentences))
	for _, s := range sentences {
		list = append(list, []any{s.ID, s.Phrase, s.Facts})
	}
	return list
}

// asAuthor keeps an assistant's or student's signature.
func (s *signing) asAuthor(ctx context.Context) (Signing, error) {
	m, err := s.manifest(ctx, record.DocumentReport, record.AsAuthor, record.AuthorStatement)
	if err != nil {
		return Signing{}, err
	}
	_, err = s.c.store.Sign(ctx, store.Signing{Draft: s.state.ID, Manifest: m, Kind: "signed as author"})
	return Signing{Client: s.state.Key.Client, Draft: s.state.ID, Document: s.document, As: record.AsAuthor}, err
}

// finish completes the document: it is printed once and kept for good.
func (s *signing) finish(ctx context.Context) (Signing, error) {
	as, statement := record.AsTherapist, record.SignedStatement
	if !s.user.May(record.ActSign) {
		as, statement = record.AsAuthor, record.AuthorStatement
	}
	m, err := s.manifest(ctx, record.DocumentReport, as, statement)
	if err != nil {
		return Signing{}, err
	}
	signed := report.Signed{Document: s.document, Heading: "Signed", Lines: s.block(m)}
	g := store.Signing{Draft: s.state.ID, State: record.Signed, Kind: "signed"}
	if s.replaces != nil {
		if m.Why, err = s.c.replaceReason(ctx, s.state.ID); err != nil {
			return Signing{}, err
		}
		m.Of, g.OfState, g.Why = s.replaces.ID, record.Replaced, m.Why
		if s.replaces.State == record.Withdrawn {
			g.OfState = record.Withdrawn // which says more
		}
		signed.Note = fmt.Sprintf("This report replaces the one signed on %s (document %s). Reason: %s",
			s.c.writtenDay(s.replaces.At), s.replaces.ID, m.Why)
	}
	if err := s.produce(ctx, &g, m, report.SignedText(s.markdown(), s.sentences(), signed)); err != nil {
		return Signing{}, err
	}
	result := Signing{Client: s.state.Key.Client, Draft: s.state.ID, Document: s.document, As: as, Complete: true}
	if as == record.AsTherapist {
		result.InPlace = s.inPlace.ID
	}
	if s.replaces != nil {
		result.Replaced = s.replaces.ID
		if result.Recall, err = s.c.deliveriesOf(ctx, *s.replaces); err != nil {
			return result, err
		}
	}
	if _, err := s.c.store.Sign(ctx, g); err != nil {
		return result, err
	}
	result.Files, err = s.c.writeSigned(*g.Document)
	return result, errors.Join(err, s.c.clearDraft(ctx, s.state))
}

// produce prints the document and puts it into what is kept.
func (s *signing) produce(ctx context.Context, g *store.Signing, m record.Manifest, markdown string) error {
	if err := s.c.loadWording(); err != nil {
		return err
	}
	options, err := s.c.optionsOf(ctx, s.standing)
	if err != nil {
		return err
	}
	options.Draft, options.DocumentID = false, s.document
	pdf, html, _, err := s.c.render(markdown, options)
	if errors.Is(err, render.ErrMark) {
		return record.Refuse(record.Incomplete, "a blank is still in the text: %w", err).Then(record.NextStep{Act: record.StepReview, ID: s.state.ID})
	}
	if err != nil {
		return err
	}
	m.Markdown, m.PDF, m.HTML = record.LongHash(markdown), record.LongHash(string(pdf)), record.LongHash(string(html))
	g.Manifest = m
	g.Document = &record.Document{
		ID: s.document, Draft: s.state.Key, N: s.n, Kind: m.Kind, Of: m.Of, State: record.Signed, Period: s.body.Period,
		At: m.At, By: s.user.ID, Why: m.Why, Name: s.fileName(m.Kind), Markdown: []byte(markdown), PDF: pdf, HTML: html,
	}
	return s.c.signedNamesFree(*g.Document)
}

// fileName is where the document's files lie below signed/, without ending.
func (s *signing) fileName(kind string) string {
	name := s.state.Key.Path()
	if s.n > 1 {
		name += fmt.Sprintf("_%d", s.n)
	}
	if kind != record.DocumentReport {
		name += "_" + kind
	}
	return name
}

// block is the signature block: who wrote and who signed, with credential,
// licence, time and what they said.
func (s *signing) block(m record.Manifest) []string {
	var lines []string
	if s.author != nil && s.author.Signer.ID != m.Signer.ID {
		lines = append(lines, s.c.signedLine("Written by", *s.author), s.author.Statement)
	}
	verb := "Signed by"
	if m.As == record.AsAuthor {
		verb = "Written and signed by"
	}
	lines = append(lines, s.c.signedLine(verb, m))
	if m.As == record.AsTherapist && s.inPlace.ID != "" {
		lines = append(lines, fmt.Sprintf("Signed in place of %s, whom this report names as the therapist.", cmp.Or(s.inPlace.Name, string(s.inPlace.ID))))
	}
	return append(lines, m.Statement, "Document "+s.document)
}

func (c *Caseload) signedLine(verb string, m record.Manifest) string {
	who := m.Signer.Name
	if m.Signer.Credential != "" {
		who += ", " + m.Signer.Credential
	}
	if m.Signer.License != "" {
		who += ", license " + m.Signer.License
	}
	return fmt.Sprintf("%s %s, on %s.", verb, who, c.writtenInstant(m.At))
}

// writtenInstant writes an instant as a person reads it, in the clinic's zone.
func (c *Caseload) writtenInstant(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return at
	}
	return c.writtenDay(at) + t.In(c.options.Zone).Format(" at 3:04 PM MST")
}

func (c *Caseload) writtenDay(at string) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return at
	}
	return c.language.Date(language.Day(c.today(t)))
}

// Naming returns what a signer gives to say that she means this draft.
func (c *Caseload) Naming(ctx context.Context, now time.Time, by Actor, name string) (string, error) {
	u, err := c.admitAt(ctx, now, by, actOfSigner(by))
	if err != nil {
		return "", err
	}
	d, err := c.findSeen(ctx, u, name)
	return naming(d.Key.Client, d.Period), err
}

// NamingSigned returns what a signer gives to say that she means this signed
// report, for the act that she has in mind.
func (c *Caseload) NamingSigned(ctx context.Context, now time.Time, by Actor, a record.Act, name string) (string, error) {
	u, err := c.admitAt(ctx, now, by, a)
	if err != nil {
		return "", err
	}
	d, _, err := c.documentSeen(ctx, u, name)
	return naming(d.Draft.Client, d.Period), err
}

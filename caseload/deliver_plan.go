package caseload

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"milepost/delivery"
	"milepost/ingest/fold"
	"milepost/record"
	"milepost/render"
	"milepost/report"
	"milepost/store"
)

// lateDays is how long after its signature a document that has gone to somebody
// is still due for the others; later, a contact who is new on file is no reason
// to send old papers.
const lateDays = 60

// dueCopy is a copy with what it is made from.
type dueCopy struct {
	delivery.Copy
	id       string
	document record.Document
	client   record.Client
	text     string // of the edition
}

// edition tells the copy's edition of its document from others.
func (d dueCopy) edition() string { return d.Document + "." + d.Language }

// copyID ties a copy to its document and recipient.
func copyID(c delivery.Copy) string { return record.LongHash(c.Document + "\n" + c.To)[:12] }

// goesTo tells the place to which the copy goes from others, and the way: who
// moved, or wants papers another way, gets none at the former place.
func (d dueCopy) goesTo() string {
	place := []string{d.By, d.Language}
	switch d.By {
	case record.ByPost:
		place = append(place, fmt.Sprint(d.Hidden), strings.Join(d.Names, "\n"), strings.Join(d.Address, "\n"))
	case record.ByEmail:
		place = append(place, strings.ToLower(strings.TrimSpace(d.Email)))
	}
	return record.LongHash(strings.Join(place, "\x00"))[:16]
}

// dueCopies plans the copies of all that is signed and not sent, by client and
// document: those of the clients named, of nil those of everyone.
func (c *Caseload) dueCopies(ctx context.Context, now time.Time, of []record.ID) ([]dueCopy, error) {
	papers, err := c.signedPapers(ctx)
	if err != nil {
		return nil, err
	}
	clients := map[record.ID]record.Client{}
	var all []dueCopy
	for _, d := range papers.mayBeDue(now) {
		if of != nil && !slices.Contains(of, d.Draft.Client) {
			continue
		}
		client, err := c.clientOnce(ctx, now, d.Draft.Client, clients)
		if err != nil {
			return nil, err
		}
		copies, err := c.copiesOf(ctx, now, papers, d, client)
		if err != nil {
			return nil, err
		}
		all = append(all, copies...)
	}
	return all, nil
}

// signedPapers are the signed documents, and to whom each went.
type signedPapers struct {
	documents []record.Document
	sent      map[string][]string // by document
}

func (c *Caseload) signedPapers(ctx context.Context) (signedPapers, error) {
	p := signedPapers{sent: map[string][]string{}}
	var err error
	if p.documents, err = c.store.Documents(ctx, ""); err != nil {
		return p, err
	}
	deliveries, err := c.store.Deliveries(ctx)
	for _, d := range deliveries {
		p.sent[d.Document] = append(p.sent[d.Document], d.To)
	}
	return p, err
}

// mayBeDue lists the documents of which a copy may still have to go.
func (p signedPapers) mayBeDue(now time.Time) []record.Document {
	var all []record.Document
	for _, d := range p.documents {
		if mayBeDue(d, p.documents, p.sent[d.ID], now) {
			all = append(all, d)
		}
	}
	return all
}

// copiesOf plans the copies of one document.
func (c *Caseload) copiesOf(ctx context.Context, now time.Time, p signedPapers, d record.Document, client record.Client) ([]dueCopy, error) {
	signed, err := c.signedFor(ctx, d, client, p.sent)
	if err != nil {
		return nil, fmt.Errorf("document %s: %w", d.ID, err)
	}
	var all []dueCopy
	for _, one := range delivery.Plan(signed, client.Contacts, c.today(now)) {
		all = append(all, dueCopy{Copy: one, id: copyID(one), document: d, client: client, text: signed.Editions[one.Language]})
	}
	return all, nil
}

// clientOnce returns the client as of today. known are those that were asked for
// before: of several papers of one client, the first alone reads the records.
func (c *Caseload) clientOnce(ctx context.Context, now time.Time, id record.ID, known map[record.ID]record.Client) (record.Client, error) {
	if client, ok := known[id]; ok {
		return client, nil
	}
	var folded fold.Result
	err := c.guard(id, "reading who gets papers", func() (err error) {
		folded, err = c.fold(ctx, id, c.today(now))
		return err
	})
	if err == nil {
		known[id] = folded.Client
	}
	return folded.Client, err
}

// mayBeDue leaves out what no longer counts, and old papers that have gone out.
func mayBeDue(d record.Document, all []record.Document, sent []string, now time.Time) bool {
	if d.State == record.Replaced || d.State == record.Withdrawn && d.Kind != record.DocumentNotice {
		return false
	}
	if d.Kind == record.DocumentAddendum {
		of := slices.IndexFunc(all, func(o record.Document) bool { return o.ID == d.Of })
		if of >= 0 && (all[of].State == record.Replaced || all[of].State == record.Withdrawn) {
			return false
		}
	}
	at, err := time.Parse(time.RFC3339, d.At)
	return len(sent) == 0 || err == nil && now.Sub(at) <= lateDays*24*time.Hour
}

// signedFor is what the copies of a document are planned from.
func (c *Caseload) signedFor(ctx context.Context, d record.Document, client record.Client, sent map[string][]string) (delivery.Signed, error) {
	s := delivery.Signed{
		Document: d.ID, Client: d.Draft.Client, Audience: d.Draft.Audience, Language: d.Draft.Language,
		Family: client.Language, Sent: sent[d.ID], Kind: d.Draft.Kind,
	}
	if d.Kind == record.DocumentNotice {
		s.OnlyTo = append([]string{}, sent[d.Of]...)
	}
	var err error
	if s.Releases, err = c.store.Releases(ctx, d.Draft.Client); err != nil {
		return s, err
	}
	s.Editions, s.Waits, err = c.editionsOf(ctx, d)
	return s, err
}

// editionsOf returns the text of each edition of a signed document that can be
// sent, and why others cannot: the translation of a report is a text that
// stands complete and says which signed report it is of.
func (c *Caseload) editionsOf(ctx context.Context, d record.Document) (ready, waits map[string]string, err error) {
	files, err := c.files(ctx, d.ID)
	if err != nil {
		return nil, nil, err
	}
	ready, waits = map[string]string{d.Draft.Language: string(files[".md"])}, map[string]string{}
	if d.Kind != record.DocumentReport {
		for code := range c.editions { // an addendum is read out by who translates
			waits[code] = "an " + d.Kind + " has no translation: tell the family by telephone, with an interpreter"
		}
		return ready, waits, nil
	}
	for code := range c.editions {
		key := d.Draft
		key.Language = code
		state, err := c.store.Draft(ctx, key)
		if err != nil {
			return nil, nil, err
		}
		if state == nil {
			continue
		}
		text, why, err := c.editionText(ctx, *state)
		if err != nil {
			return nil, nil, err
		}
		if why != "" {
			waits[code] = why
			continue
		}
		ready[code] = text
	}
	return ready, waits, nil
}

// editionText returns the text of a translation, or why it cannot be sent.
func (c *Caseload) editionText(ctx context.Context, d store.DraftState) (text, why string, err error) {
	s, err := c.textOf(ctx, d)
	if err != nil {
		return "", "", err
	}
	l := c.languageOf(d.Key.Language)
	text = s.markdown()
	switch {
	case report.Waits(text, l) > 0:
		return "", fmt.Sprintf("%s waits for %s to be translated", l.EnglishName(), count(report.Waits(text, l), "sentence", "sentences")), nil
	case len(report.Marks(text)) > 0:
		return "", l.EnglishName() + " has empty places", nil
	case strings.Contains(text, l.Word("translated draft")):
		return "", fmt.Sprintf("%s does not say yet that its report is signed; make the drafts again", l.EnglishName()), nil
	}
	return report.WithoutSignature(text, s.sentences()), "", nil
}

// fileOf returns the PDF of a copy's edition and the password that opens it: of
// the signed one the bytes that are kept, of a translation what its text gives.
func (c *Caseload) fileOf(ctx context.Context, d dueCopy) (file []byte, password string, err error) {
	password = c.options.Look.Passwords[d.Audience]
	if d.Language == d.document.Draft.Language {
		files, err := c.files(ctx, d.Document)
		return files[".pdf"], password, err
	}
	key := d.document.Draft
	key.Language = d.Language
	state, err := c.store.Draft(ctx, key)
	if err != nil || state == nil {
		return nil, "", errors.Join(err, store.ErrUnknown)
	}
	s, err := c.textOf(ctx, *state)
	if err != nil {
		return nil, "", err
	}
	s.client = d.client
	o, err := c.optionsOf(ctx, s)
	if err != nil {
		return nil, "", err
	}
	o.Draft, o.DocumentID, o.Password = false, d.Document+"-"+d.Language, ""
	file, _, err = render.PDF([]byte(d.text), o)
	return file, "", err
}

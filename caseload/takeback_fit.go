package caseload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"filippo.io/age"

	"milepost/record"
	"milepost/store"
)

// slack is by how much the clock of another machine may be off.
const slack = 24 * time.Hour

// TakeEditsBack takes back what was written on the other machine, and none of
// the signatures in it. Only a lead decides so, once TakeBackDrafts has refused
// the file.
func (c *Caseload) TakeEditsBack(ctx context.Context, now time.Time, by Actor, name string, keys ...age.Identity) (TakenBack, error) {
	return fromFile(name, func(base string, r io.Reader) (TakenBack, error) {
		return c.TakeEditsFrom(ctx, now, by, base, r, keys...)
	})
}

// TakeEditsFrom does the same with a file that is read from elsewhere; name is
// what messages call it.
func (c *Caseload) TakeEditsFrom(ctx context.Context, now time.Time, by Actor, name string, r io.Reader, keys ...age.Identity) (TakenBack, error) {
	u, err := c.admitAll(ctx, by, record.ActHandOver)
	if err != nil {
		return TakenBack{}, err
	}
	if users, err := c.store.Users(ctx); err != nil || len(users) > 0 && !u.Has(record.RoleLead) {
		return TakenBack{}, errors.Join(err, record.Refuse(record.NotAllowed, "only a lead decides to take edits without their signatures").
			Then(record.NextStep{Act: record.StepAskRole, Text: string(record.RoleLead)}))
	}
	t, back, err := c.comingBack(ctx, now, u, name, r, keys)
	if err != nil {
		return TakenBack{}, err
	}
	t.refused = map[string]bool{}
	for i := range back.Drafts {
		d := &back.Drafts[i]
		if len(d.Signatures) > 0 {
			t.refused[d.ID] = true
			d.State, d.Signatures, d.Documents, d.Deliveries = record.InReview, nil, nil, nil
		}
	}
	return t.all(ctx, back)
}

// fits refuses a file in which somebody acts who was not given the drafts, or
// whose signature is not that of the person as the clinic knows them. It says
// each thing that does not fit; nothing of the file counts until a lead decides.
func (t *takingBack) fits(ctx context.Context, back returned) error {
	person, err := t.c.user(ctx, t.h.Person)
	if err != nil && !errors.Is(err, ErrRefused) {
		return err
	}
	var wrong []string
	for _, d := range back.Drafts {
		if _, ours := t.h.Drafts[d.ID]; !ours {
			continue
		}
		found, err := t.misfits(ctx, person, d)
		if err != nil {
			return err
		}
		for _, w := range found {
			wrong = append(wrong, fmt.Sprintf("draft %s: %s", d.ID, w))
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return record.Refuse(record.NotAllowed, "%s in the file from %s; nothing changed:\n  %s",
		count(len(wrong), "thing does not fit", "things do not fit"), t.h.Person, strings.Join(wrong, "\n  ")).
		Then(record.NextStep{Act: record.StepTakeEdits, ID: t.h.ID})
}

// misfits lists what of one draft does not fit.
func (t *takingBack) misfits(ctx context.Context, person record.User, d returnedDraft) ([]string, error) {
	var wrong []string
	for who := range t.actors(d) {
		if who != "" && who != t.h.Person {
			wrong = append(wrong, fmt.Sprintf("%s acts in it, and it was given to %s", who, t.h.Person))
		}
	}
	slices.Sort(wrong)
	before, err := t.c.store.Documents(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	kept, err := t.c.store.Signatures(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	for _, g := range d.Signatures {
		if slices.Contains(kept, g) {
			continue // it went out with the draft, or was taken back before
		}
		if w := t.signerFits(person, d, g); w != "" {
			wrong = append(wrong, w)
		}
	}
	for _, doc := range d.Documents {
		if slices.ContainsFunc(before, func(b record.Document) bool { return b.ID == doc.ID }) {
			continue
		}
		if w := t.documentFits(d, doc); w != "" {
			wrong = append(wrong, w)
		}
	}
	return wrong, nil
}

// actors are all who did something to a draft, as the file says.
func (t *takingBack) actors(d returnedDraft) map[record.ID]bool {
	who := map[record.ID]bool{}
	for _, e := range t.entries[d.ID] {
		who[e.By] = true
	}
	for _, r := range d.Revisions[min(len(d.Revisions), t.h.Drafts[d.ID]):] {
		who[r.By] = true
	}
	for _, one := range d.Deliveries {
		if one.On >= t.h.At {
			who[one.By] = true
		}
	}
	return who
}

// signerFits says what about a signature is not the person's to whom the draft
// was given; "" it fits.
func (t *takingBack) signerFits(u record.User, d returnedDraft, g record.Signature) string {
	m, err := manifestOf(g)
	if err != nil {
		return "its signature cannot be read"
	}
	s := m.Signer
	switch {
	case s.ID != t.h.Person || u.ID != t.h.Person:
		return fmt.Sprintf("it was signed by %s, and was given to %s", s.ID, t.h.Person)
	case u.Ended:
		return fmt.Sprintf("the account of %s is closed", u.ID)
	case s.Name != u.Name || s.Credential != u.Credential:
		return fmt.Sprintf("the signature says %q, %q; the clinic knows %s as %q, %q", s.Name, s.Credential, u.ID, u.Name, u.Credential)
	case s.License != u.License || s.Expires != u.Expires:
		return fmt.Sprintf("the signature says license %q until %s; the clinic has %q until %s", s.License, s.Expires, u.License, u.Expires)
	case g.By != s.ID || g.As != m.As || g.At != m.At || g.Text != m.Text || g.Document != m.Document || m.Draft != d.ID:
		return "its signature says other things than the list of signatures"
	}
	return t.roleFits(u, m)
}

// roleFits says why a person may not have signed so, then; "" they may.
func (t *takingBack) roleFits(u record.User, m record.Manifest) string {
	may := m.As == record.AsTherapist && m.Signer.Role == record.RoleTherapist && u.May(record.ActSign) ||
		m.As == record.AsAuthor && u.Has(m.Signer.Role) && u.May(record.ActAuthor)
	at, err := time.Parse(time.RFC3339, m.At)
	out, wrong := time.Parse(time.RFC3339, t.h.At)
	switch {
	case !may:
		return fmt.Sprintf("it was signed as %s, which %s may not (%s)", m.As, u.ID, u.RoleNames())
	case err != nil || wrong != nil || at.Before(out.Add(-slack)) || at.After(t.now.Add(slack)):
		return fmt.Sprintf("it was signed on %s, and the draft was away from %s on", m.At, t.h.At)
	case u.License != "" && u.Expires.Before(t.c.today(at)):
		return fmt.Sprintf("the license of %s ended on %s, before the signature", u.ID, u.Expires)
	}
	return ""
}

// documentFits says what about a document is not what its signature says; "" it
// fits.
func (t *takingBack) documentFits(d returnedDraft, doc record.Document) string {
	i := slices.IndexFunc(d.Signatures, func(g record.Signature) bool {
		m, err := manifestOf(g)
		return err == nil && m.Document == doc.ID && m.Markdown != ""
	})
	if i < 0 {
		return fmt.Sprintf("document %s has no signature", doc.ID)
	}
	m, _ := manifestOf(d.Signatures[i]) // it was read a moment ago
	name := (&signing{standing: standing{state: store.DraftState{Key: doc.Draft}}, n: doc.N}).fileName(doc.Kind)
	verb := "Signed by"
	if m.As == record.AsAuthor {
		verb = "Written and signed by"
	}
	switch {
	case doc.Draft.ID() != d.ID || m.Client != doc.Draft.Client || !record.IsNth(doc.ID, d.ID, doc.N) || doc.Name != name:
		return fmt.Sprintf("document %s is not of this draft", doc.ID)
	case doc.By != m.Signer.ID || doc.At != m.At || doc.Kind != m.Kind || doc.Of != m.Of || doc.Why != m.Why || doc.Period != m.Period:
		return fmt.Sprintf("document %s says other things than its signature", doc.ID)
	case record.LongHash(string(doc.Markdown)) != m.Markdown || !strings.Contains(string(doc.Markdown), t.c.signedLine(verb, m)):
		return fmt.Sprintf("the text of document %s does not say who signed it", doc.ID)
	}
	return ""
}

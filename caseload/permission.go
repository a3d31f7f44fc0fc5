package caseload

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"milepost/delivery"
	"milepost/record"
)

// exemption is why something may go out without a release, as somebody says.
type exemption struct {
	reason string // one of record.NoReleaseReasons
	why    string // in words
	lead   Actor
}

// unfounded lists what is wrong with an exemption for the recipient. That a lead
// decided it is asked when it is made use of.
//
// Source: 45 CFR 164.506(c)(2) (treatment), 164.524 (the parent's own copy); a
// contractor's paper is the school's record, 34 CFR 99.31(a)(1)(i)(B).
func (c *Caseload) unfounded(x exemption, client record.Client, to record.Contact) ([]string, error) {
	if !slices.Contains(record.NoReleaseReasons(), x.reason) {
		return nil, record.Refuse(record.InvalidInput, "%q is not a reason for sending without a release; the reasons are %s", x.reason, strings.Join(record.NoReleaseReasons(), ", "))
	}
	var wrong []string
	if strings.TrimSpace(x.why) == "" {
		wrong = append(wrong, "say why no release is needed")
	}
	switch {
	case x.reason == record.GivenByHand && !delivery.IsParent(to.Relationship):
		wrong = append(wrong, "\"by hand\" is only for a parent who passes it on, and the recipient is not a parent")
	case x.reason == record.Contractor && c.signer(client).District == "":
		wrong = append(wrong, fmt.Sprintf("the therapist of %s is not on file as a contractor of a school district", client.ID))
	}
	return wrong, nil
}

// decided refuses an exemption for treatment that no lead decided.
func (c *Caseload) decided(ctx context.Context, now time.Time, x exemption) error {
	if x.reason != record.Treatment {
		return nil
	}
	if _, err := c.admitAt(ctx, now, x.lead, record.ActUsers); err != nil {
		return fmt.Errorf("a lead has to decide that treatment needs no release: %w", err)
	}
	return nil
}

// noRelease says that no release on file covers something of the client, and why.
func noRelease(client record.ID, why string) *record.Refusal {
	return record.Refuse(record.Incomplete, "no release covers this: %s", why).
		Then(record.NextStep{Act: record.StepAddRelease, Client: client, Text: strings.Join(record.NoReleaseReasons(), ", ")})
}

// permitted returns whom a single document goes to and under what: a release, an
// exemption, "" where neither is needed. It refuses what has neither, and a
// recipient who is neither family nor one of the client's contacts.
func (c *Caseload) permitted(ctx context.Context, now time.Time, d record.Document, what Delivery) (to, under string, err error) {
	folded, err := c.fold(ctx, d.Draft.Client, c.today(now))
	if err != nil {
		return "", "", err
	}
	client := folded.Client
	contact := record.Contact{Name: what.To, Relationship: what.To} // said by who it is, such as "the mother"
	to = what.To
	isToPayer := d.Draft.Audience == delivery.Payer && delivery.AudienceOf(contact) == delivery.Payer
	if !delivery.IsFamily(what.To) && !isToPayer {
		if contact, err = contactNamed(client, what.To, c.today(now)); err != nil {
			return "", "", err
		}
		to = delivery.Named(contact)
	}
	if delivery.IsFamily(what.To) && !mayGoToFamily(client, what.To, c.today(now)) {
		return "", "", record.Refuse(record.NotAllowed, "client %s has a card that lists who gets papers, and %s is not among them", client.ID, what.To).
			Then(record.NextStep{Act: record.StepFixCard, Client: client.ID, Name: "contacts", Text: "if that is wrong, add the recipient to"})
	}
	if what.NoRelease != "" {
		under, err = c.exempted(ctx, now, exemption{what.NoRelease, what.Why, what.Lead}, client, contact)
		return to, under, err
	}
	under, why, err := c.released(ctx, d, contact, what.Purpose, c.today(now))
	if err == nil && why != "" {
		err = noRelease(client.ID, why)
	}
	return to, under, err
}

// mayGoToFamily reports whether papers may go to somebody who is named by who it
// is, such as "the mother". A card that lists contacts lists all: one who is meant
// must be able to receive, or, where the words fit none, somebody of the family.
func mayGoToFamily(client record.Client, to string, today record.Date) bool {
	if !client.AllContacts {
		return true
	}
	meant := delivery.Meant(to, client.Contacts)
	if len(meant) == 0 {
		meant = slices.DeleteFunc(slices.Clone(client.Contacts), func(c record.Contact) bool {
			return c.Relationship != "" && !delivery.IsFamily(c.Relationship)
		})
	}
	return slices.ContainsFunc(meant, func(c record.Contact) bool { return delivery.OffList(c, today) == "" })
}

// exempted returns an exemption in words, or refuses it.
func (c *Caseload) exempted(ctx context.Context, now time.Time, x exemption, client record.Client, to record.Contact) (string, error) {
	wrong, err := c.unfounded(x, client, to)
	if err != nil {
		return "", err
	}
	if len(wrong) > 0 {
		return "", record.Refuse(record.InvalidInput, "%s", strings.Join(wrong, "; "))
	}
	return fmt.Sprintf("no release, %s: %s", x.reason, strings.TrimSpace(x.why)), c.decided(ctx, now, x)
}

// released returns the release under which a document may go to the contact on a
// day, "" where none is needed; or why none allows it.
func (c *Caseload) released(ctx context.Context, d record.Document, to record.Contact, purpose string, on record.Date) (under, why string, err error) {
	if d.Kind == record.DocumentNotice || !delivery.NeedsRelease(to) {
		return "", "", nil
	}
	all, err := c.store.Releases(ctx, d.Draft.Client)
	if err != nil {
		return "", "", err
	}
	purpose = strings.Join(strings.Fields(strings.ToLower(purpose)), "-")
	release, why := delivery.Going{To: to.Name, Purpose: purpose, Kinds: []string{d.Draft.Kind}, On: on}.Under(all)
	if release == nil {
		return "", why, nil
	}
	return fmt.Sprintf("release %d", release.N), "", nil
}

// sentUnder returns under what a copy went to the people who were written down
// as its recipients, and what is amiss where no release allowed it on that day.
func (c *Caseload) sentUnder(ctx context.Context, d record.Document, client record.Client, to string, on record.Date) (under, amiss string, err error) {
	var all []string
	for _, contact := range delivery.Meant(to, client.Contacts) {
		one, why, err := c.released(ctx, d, contact, d.Draft.Kind, on)
		switch {
		case err != nil:
			return "", "", err
		case why != "":
			amiss = fmt.Sprintf("is written down; no release covered it: %s. Find out whether one was signed, and tell a lead", why)
		case one != "" && !slices.Contains(all, one):
			all = append(all, one)
		}
	}
	return strings.Join(all, ", "), amiss, nil
}

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
	lead   *Sitting
}

// unfounded lists what is wrong with an exemption for the recipient. That a lead
// decided it is asked when it is made use of.
//
// Source: 45 CFR 164.506(c)(2) (treatment), 164.524 (the parent's own copy); a
// contractor's paper is the school's record, 34 CFR 99.31(a)(1)(i)(B).
func (c *Caseload) unfounded(x exemption, client record.Client, to record.Contact) ([]string, error) {
	if !slices.Contains(record.NoReleaseReasons(), x.reason) {
		return nil, fmt.Errorf("%w: --no-release %q is none of %s", ErrRefused, x.reason, strings.Join(record.NoReleaseReasons(), ", "))
	}
	var wrong []string
	if strings.TrimSpace(x.why) == "" {
		wrong = append(wrong, "say why no release is needed: --why TEXT")
	}
	switch {
	case x.reason == record.GivenByHand && !delivery.IsParent(to.Relationship):
		wrong = append(wrong, "\"by hand\" is for the parent, who gives it on: the recipient is not one")
	case x.reason == record.Contractor && c.signer(client).District == "":
		wrong = append(wrong, fmt.Sprintf("the therapist of %s is not on file as a contractor of a district (staff: district: in milepost.yaml)", client.ID))
	}
	return wrong, nil
}

// decided refuses an exemption for treatment that no lead decided.
func (x exemption) decided(now time.Time) error {
	if x.reason != record.Treatment {
		return nil
	}
	if _, err := x.lead.act(now, record.ActUsers); err != nil {
		return fmt.Errorf("that no release is needed for treatment, a lead decides: --as LEAD, with her password: %w", err)
	}
	return nil
}

// noRelease says that no release on file covers something of the client, why,
// and what to do.
func noRelease(client record.ID, why string) string {
	return fmt.Sprintf("no release covers this: %s; say why none is needed (--no-release \"%s\"), or write down the one that was signed: milepost release add --client %s --to ...",
		why, strings.Join(record.NoReleaseReasons(), "|"), client)
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
	if what.NoRelease != "" {
		under, err = c.exempted(now, exemption{what.NoRelease, what.Why, what.Lead}, client, contact)
		return to, under, err
	}
	under, why, err := c.released(ctx, d, contact, what.Purpose, c.today(now))
	if err == nil && why != "" {
		err = fmt.Errorf("%w: %s", ErrRefused, noRelease(client.ID, why))
	}
	return to, under, err
}

// exempted returns an exemption in words, or refuses it.
func (c *Caseload) exempted(now time.Time, x exemption, client record.Client, to record.Contact) (string, error) {
	wrong, err := c.unfounded(x, client, to)
	if err != nil {
		return "", err
	}
	if len(wrong) > 0 {
		return "", fmt.Errorf("%w: %s", ErrRefused, strings.Join(wrong, "; "))
	}
	return fmt.Sprintf("no release, %s: %s", x.reason, strings.TrimSpace(x.why)), x.decided(now)
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

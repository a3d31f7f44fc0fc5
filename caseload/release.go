package caseload

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"milepost/record"
	"milepost/rules"
	"milepost/store"
)

// AddRelease writes down a release of information: who may get what of a
// client, for what, from when until when, and who signed it by what right. The
// recipient is one of the client's own contacts.
func (c *Caseload) AddRelease(ctx context.Context, now time.Time, by record.User, r record.Release) (record.Release, error) {
	if err := may(by, record.ActDeliver); err != nil {
		return r, err
	}
	if _, err := c.selected(ctx, Selection{Clients: []record.ID{r.Client}}); err != nil {
		return r, err
	}
	folded, err := c.fold(ctx, r.Client, c.today(now))
	if err != nil {
		return r, err
	}
	to, err := contactNamed(folded.Client, r.To, c.today(now))
	if err != nil {
		return r, err
	}
	all, _, err := c.loadRules()
	if err != nil {
		return r, err
	}
	r.To, r.At, r.By = to.Name, instant(now), by.ID
	if r.From.IsZero() {
		r.From = c.today(now)
	}
	if err := checkRelease(r, all); err != nil {
		return r, err
	}
	return c.store.PutRelease(ctx, r)
}

func checkRelease(r record.Release, all rules.Rules) error {
	parts := append([]string{record.EverythingReleased}, append(rules.PacketDocuments(), rules.PartData, rules.PartAttachments)...)
	purposes := append([]string{record.AnyPurpose}, all.Purposes()...)
	for _, kind := range rules.PacketDocuments() { // of a document that goes by itself
		if !slices.Contains(purposes, kind) {
			purposes = append(purposes, kind)
		}
	}
	for _, what := range r.What {
		if !slices.Contains(parts, what) {
			return fmt.Errorf("%w: --what %q is none of %s", ErrRefused, what, strings.Join(parts, ", "))
		}
	}
	switch {
	case len(r.What) == 0:
		return fmt.Errorf("%w: say what may be given: --what, one or more of %s", ErrRefused, strings.Join(parts, ", "))
	case !slices.Contains(purposes, r.Purpose):
		return fmt.Errorf("%w: --purpose %q is none of %s", ErrRefused, r.Purpose, strings.Join(purposes, ", "))
	case r.Until.IsZero() == (strings.TrimSpace(r.Event) == ""):
		return fmt.Errorf("%w: say until when it holds: --until DATE, or --event WHAT with which it ends", ErrRefused)
	case !r.Until.IsZero() && r.Until.Before(r.From):
		return fmt.Errorf("%w: it ends on %s, before it begins on %s", ErrRefused, r.Until, r.From)
	case strings.TrimSpace(r.SignedBy) == "":
		return fmt.Errorf("%w: say who signed it: --signed-by NAME", ErrRefused)
	case !slices.Contains(record.Rights(), r.Right):
		return fmt.Errorf("%w: say by what right: --right, one of %s", ErrRefused, strings.Join(record.Rights(), ", "))
	}
	return nil
}

// Releases lists the releases of a client, of all clients where it is empty.
func (c *Caseload) Releases(ctx context.Context, by record.User, client record.ID) ([]record.Release, error) {
	if err := may(by, record.ActRead); err != nil {
		return nil, err
	}
	return c.store.Releases(ctx, client)
}

// Revoked is a release that was revoked, and what that stops.
type Revoked struct {
	record.Release
	Packets []string // ids of finished packets that have not gone out
	Folders []string // of the outbox that hold a copy which may not go any more
}

// RevokeRelease writes down that a release was revoked. What rests on it and has
// not gone out is stopped. What has gone out is in the disclosure log.
func (c *Caseload) RevokeRelease(ctx context.Context, now time.Time, by record.User, n int, on record.Date, why string) (Revoked, error) {
	if err := may(by, record.ActDeliver); err != nil {
		return Revoked{}, err
	}
	all, err := c.store.Releases(ctx, "")
	if err != nil {
		return Revoked{}, err
	}
	i := slices.IndexFunc(all, func(r record.Release) bool { return r.N == n })
	switch {
	case i < 0:
		return Revoked{}, fmt.Errorf("%w: no release %d: \"milepost release list\" lists them", ErrRefused, n)
	case !all[i].RevokedOn.IsZero():
		return Revoked{}, fmt.Errorf("%w: release %d was revoked on %s already", ErrRefused, n, all[i].RevokedOn)
	case strings.TrimSpace(why) == "":
		return Revoked{}, fmt.Errorf("%w: say how it was revoked: --why TEXT", ErrRefused)
	}
	r := Revoked{Release: all[i]}
	r.RevokedOn, r.RevokedBy, r.Why = on, by.ID, why
	if on.IsZero() {
		r.RevokedOn = c.today(now)
	}
	r.Packets, err = c.store.Revoke(ctx, r.Release, instant(now))
	if errors.Is(err, store.ErrUnknown) {
		return r, fmt.Errorf("%w: release %d was revoked already", ErrRefused, n)
	}
	if err != nil {
		return r, err
	}
	r.Folders, err = c.stoppedFolders(ctx, now, r.Client)
	return r, err
}

// stoppedFolders lists the folders of the outbox that hold a copy of a client's
// document which may not go any more.
func (c *Caseload) stoppedFolders(ctx context.Context, now time.Time, client record.ID) ([]string, error) {
	folders, err := c.batchFolders()
	if err != nil || len(folders) == 0 {
		return nil, err
	}
	if err := c.loadWording(); err != nil {
		return nil, err
	}
	due, err := c.dueCopies(ctx, now)
	if err != nil {
		return nil, err
	}
	due = slices.DeleteFunc(due, func(d dueCopy) bool { return d.Client != client || !d.Stopped() })
	return c.foldersWith(ctx, due, folders)
}

// contactNamed returns the client's contact that a person means: by number, by
// name, or by relationship where only one contact has it. Messages name nobody.
func contactNamed(client record.Client, name string, today record.Date) (record.Contact, error) {
	name = strings.Join(strings.Fields(name), " ")
	n, _ := strconv.Atoi(name)
	var found []record.Contact
	var listed []string
	for i, k := range client.Contacts {
		note := ""
		if !k.MayReceive {
			note = ", may not receive"
		}
		listed = append(listed, fmt.Sprintf("%d %s%s", i+1, orNotSaid(k.Relationship), note))
		if n == i+1 || name != "" && (strings.EqualFold(k.Name, name) || strings.EqualFold(k.Relationship, name)) {
			found = append(found, k)
		}
	}
	switch {
	case len(client.Contacts) == 0:
		return record.Contact{}, fmt.Errorf("%w: client %s has no contacts: write the recipient to clients/%s.yaml under contacts:, with may_receive: yes",
			ErrRefused, client.ID, client.ID.Path())
	case name == "":
		return record.Contact{}, fmt.Errorf("%w: say whom it is for: --to, one of the contacts of %s: %s", ErrRefused, client.ID, strings.Join(listed, "; "))
	case len(found) == 0:
		return record.Contact{}, fmt.Errorf("%w: that is no contact of client %s, who has: %s. Give the number, the name or the relationship",
			ErrRefused, client.ID, strings.Join(listed, "; "))
	case len(found) > 1:
		return record.Contact{}, fmt.Errorf("%w: client %s has %d such contacts: give the number: %s", ErrRefused, client.ID, len(found), strings.Join(listed, "; "))
	case !found[0].MayReceive:
		return record.Contact{}, fmt.Errorf("%w: that contact of client %s may not receive documents: the card says so (may_receive)", ErrRefused, client.ID)
	case !found[0].ReleaseEnds.IsZero() && found[0].ReleaseEnds.Before(today):
		return record.Contact{}, fmt.Errorf("%w: that contact of client %s may not receive documents after %s: the card says so (release_ends)", ErrRefused, client.ID, found[0].ReleaseEnds)
	}
	return found[0], nil
}

func orNotSaid(text string) string {
	if text == "" {
		return "relationship not said"
	}
	return text
}

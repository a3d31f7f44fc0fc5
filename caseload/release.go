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
func (c *Caseload) AddRelease(ctx context.Context, now time.Time, by Actor, r record.Release) (record.Release, error) {
	u, err := c.admit(ctx, by, record.ActDeliver)
	if err != nil {
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
	r.To, r.At, r.By = to.Name, instant(now), u.ID
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
			return record.Refuse(record.InvalidInput, "%q cannot be released; choose from %s", what, strings.Join(parts, ", ")).Then(record.NextStep{Act: record.StepAddRelease, Client: r.Client})
		}
	}
	switch {
	case len(r.What) == 0:
		return record.Refuse(record.InvalidInput, "what may be given is missing; choose one or more of %s", strings.Join(parts, ", ")).Then(record.NextStep{Act: record.StepAddRelease, Client: r.Client})
	case !slices.Contains(purposes, r.Purpose):
		return record.Refuse(record.InvalidInput, "%q is not a purpose; choose from %s", r.Purpose, strings.Join(purposes, ", ")).Then(record.NextStep{Act: record.StepAddRelease, Client: r.Client})
	case r.Until.IsZero() == (strings.TrimSpace(r.Event) == ""):
		return record.Refuse(record.InvalidInput, "the end of the release is missing: give its last day, or the event that ends it").Then(record.NextStep{Act: record.StepAddRelease, Client: r.Client})
	case !r.Until.IsZero() && r.Until.Before(r.From):
		return record.Refuse(record.InvalidInput, "the release ends on %s, before it starts on %s", r.Until, r.From).Then(record.NextStep{Act: record.StepAddRelease, Client: r.Client})
	case strings.TrimSpace(r.SignedBy) == "":
		return record.Refuse(record.InvalidInput, "who signed the release is missing").Then(record.NextStep{Act: record.StepAddRelease, Client: r.Client})
	case !slices.Contains(record.Rights(), r.Right):
		return record.Refuse(record.InvalidInput, "the right by which it was signed is missing; choose from %s", strings.Join(record.Rights(), ", ")).Then(record.NextStep{Act: record.StepAddRelease, Client: r.Client})
	}
	return nil
}

// Releases lists the releases of a client, of all clients where it is empty.
func (c *Caseload) Releases(ctx context.Context, by Actor, client record.ID) ([]record.Release, error) {
	v, err := c.asked(ctx, by)
	if err != nil {
		return nil, err
	}
	all, err := c.store.Releases(ctx, client)
	return inView(ctx, v, all, func(r record.Release) record.ID { return r.Client }), err
}

// Revoked is a release that was revoked, and what that stops.
type Revoked struct {
	record.Release
	Packets []string // ids of finished packets that have not gone out
	Folders []string // of the outbox that hold a copy which may not go any more
}

// RevokeRelease writes down that a release was revoked. What rests on it and has
// not gone out is stopped. What has gone out is in the disclosure log.
func (c *Caseload) RevokeRelease(ctx context.Context, now time.Time, by Actor, n int, on record.Date, why string) (Revoked, error) {
	u, err := c.admit(ctx, by, record.ActDeliver)
	if err != nil {
		return Revoked{}, err
	}
	all, err := c.store.Releases(ctx, "")
	if err != nil {
		return Revoked{}, err
	}
	i := slices.IndexFunc(all, func(r record.Release) bool { return r.N == n })
	switch {
	case i < 0:
		return Revoked{}, record.Refuse(record.NotFound, "there is no release %d", n).Then(record.NextStep{Act: record.StepSeeReleases})
	case !all[i].RevokedOn.IsZero():
		return Revoked{}, record.Refuse(record.Conflict, "release %d was already revoked on %s", n, all[i].RevokedOn)
	case strings.TrimSpace(why) == "":
		return Revoked{}, record.Refuse(record.InvalidInput, "how the release was revoked is missing").Then(record.NextStep{Act: record.StepRevokeRelease, ID: strconv.Itoa(n)})
	}
	r := Revoked{Release: all[i]}
	r.RevokedOn, r.RevokedBy, r.Why = on, u.ID, why
	if on.IsZero() {
		r.RevokedOn = c.today(now)
	}
	r.Packets, err = c.store.Revoke(ctx, r.Release, instant(now))
	if errors.Is(err, store.ErrUnknown) {
		return r, record.Refuse(record.Conflict, "release %d was already revoked", n)
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
	folders, due, err := c.plannedBeside(ctx, now, []record.ID{client})
	if err != nil || len(folders) == 0 {
		return nil, err
	}
	due = slices.DeleteFunc(due, func(d dueCopy) bool { return !d.Stopped() })
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
	card := func(field, do string) record.NextStep {
		return record.NextStep{Act: record.StepFixCard, Client: client.ID, Name: field, Text: do}
	}
	switch {
	case len(client.Contacts) == 0:
		return record.Contact{}, record.Refuse(record.Incomplete, "client %s has no contacts", client.ID).Then(card("contacts", "add the recipient to"))
	case name == "":
		return record.Contact{}, record.Refuse(record.InvalidInput, "the recipient is missing; the contacts of client %s are: %s", client.ID, strings.Join(listed, "; "))
	case len(found) == 0:
		return record.Contact{}, record.Refuse(record.NotFound, "client %s has no such contact; the contacts, by number, are: %s", client.ID, strings.Join(listed, "; "))
	case len(found) > 1:
		return record.Contact{}, record.Refuse(record.InvalidInput, "client %s has %d such contacts; choose one by its number: %s", client.ID, len(found), strings.Join(listed, "; "))
	case !found[0].MayReceive:
		return record.Contact{}, record.Refuse(record.NotAllowed, "that contact of client %s may not receive documents, by the client's card", client.ID).Then(card("may_receive", "change it in"))
	case !found[0].ReleaseEnds.IsZero() && found[0].ReleaseEnds.Before(today):
		return record.Contact{}, record.Refuse(record.NotAllowed, "that contact of client %s may not receive documents after %s, by the client's card", client.ID, found[0].ReleaseEnds).Then(card("release_ends", "change it in"))
	}
	return found[0], nil
}

func orNotSaid(text string) string {
	if text == "" {
		return "relationship not said"
	}
	return text
}

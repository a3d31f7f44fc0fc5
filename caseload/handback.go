package caseload

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"time"

	"filippo.io/age"

	"milepost/record"
	"milepost/store"
)

// returned is what comes back from the therapist's machine.
type returned struct {
	Form    int             `json:"form"`
	Origin  origin          `json:"origin"`
	Entries []record.Event  `json:"entries"` // of its log, after ours
	Drafts  []returnedDraft `json:"drafts"`
}

type returnedDraft struct {
	ID         string              `json:"id"`
	State      record.State        `json:"state"`
	Bodies     []record.Body       `json:"bodies,omitempty"`
	Revisions  []record.Revision   `json:"revisions,omitempty"`
	Questions  []record.Question   `json:"questions,omitempty"`
	Accepted   []record.Acceptance `json:"accepted,omitempty"`
	Signatures []record.Signature  `json:"signatures,omitempty"`
	Documents  []record.Document   `json:"documents,omitempty"`
	Deliveries []record.Delivery   `json:"deliveries,omitempty"`
	Moves      []store.Move        `json:"moves,omitempty"`
}

// HandBack writes what a therapist did on her own machine into one encrypted file
// for the clinic.
func (c *Caseload) HandBack(ctx context.Context, now time.Time, by Actor, name string, to ...age.Recipient) (HandedOver, error) {
	u, err := c.admit(ctx, by, record.ActHandOver)
	if err != nil {
		return HandedOver{}, err
	}
	from, err := c.origin(ctx)
	if err != nil {
		return HandedOver{}, err
	}
	if err := c.checkBackupName(name); err != nil {
		return HandedOver{}, err
	}
	back := returned{Form: backupForm, Origin: from}
	drafts, err := c.store.Drafts(ctx)
	if err != nil {
		return HandedOver{}, err
	}
	for _, d := range drafts {
		if _, ours := from.Drafts[d.ID]; !ours {
			continue
		}
		if _, err := c.takeIn(ctx, now, u, d); err != nil {
			return HandedOver{}, err
		}
		one, err := c.comesBack(ctx, d.Key)
		if err != nil {
			return HandedOver{}, err
		}
		back.Drafts = append(back.Drafts, one)
	}
	if err := c.store.Events(ctx, func(e record.Event) error {
		if e.N > from.N {
			back.Entries = append(back.Entries, e)
		}
		return nil
	}); err != nil {
		return HandedOver{}, err
	}
	return HandedOver{ID: from.ID, Drafts: len(back.Drafts)}, writeReturned(name, back, to)
}

func (c *Caseload) origin(ctx context.Context) (origin, error) {
	var from origin
	note, err := c.store.Fingerprint(ctx, awayNote)
	if err == nil && note == "" {
		err = record.Refuse(record.Conflict, "this workspace does not hold checked-out drafts, so there is nothing to hand back")
	}
	if err != nil {
		return from, err
	}
	return from, json.Unmarshal([]byte(note), &from)
}

func (c *Caseload) comesBack(ctx context.Context, key record.DraftKey) (returnedDraft, error) {
	id := key.ID()
	one := returnedDraft{ID: id}
	state, err := c.store.Draft(ctx, key)
	if err != nil {
		return one, err
	}
	one.State = state.State
	var errs [7]error
	one.Bodies, errs[0] = c.store.Bodies(ctx, key)
	one.Revisions, errs[1] = c.store.Revisions(ctx, key)
	one.Questions, errs[2] = c.store.Questions(ctx, id)
	one.Accepted, errs[3] = c.store.Accepted(ctx, id)
	one.Signatures, errs[4] = c.store.Signatures(ctx, id)
	one.Documents, errs[5] = c.store.Documents(ctx, id)
	one.Moves, errs[6] = c.store.Moves(ctx, id)
	if err := errors.Join(errs[:]...); err != nil {
		return one, err
	}
	for i := range one.Documents {
		d := &one.Documents[i]
		files, err := c.files(ctx, d.ID)
		if err != nil {
			return one, err
		}
		d.Markdown, d.PDF, d.HTML = files[".md"], files[".pdf"], files[".html"]
	}
	deliveries, err := c.store.Deliveries(ctx)
	for _, d := range deliveries {
		if slices.ContainsFunc(one.Documents, func(o record.Document) bool { return o.ID == d.Document }) {
			one.Deliveries = append(one.Deliveries, d)
		}
	}
	return one, err
}

func writeReturned(name string, back returned, to []age.Recipient) error {
	part := name + ".part"
	err := writePart(part, func(w io.Writer) error {
		return encrypt(w, to, func(w io.Writer) error { return json.NewEncoder(w).Encode(back) })
	})
	if err == nil {
		err = os.Rename(part, name)
	}
	if err != nil {
		return fmt.Errorf("hand back: %w; nothing was kept of the file", err)
	}
	return nil
}

// readReturned reads what came back. A wrong key, another kind of file, and one
// that was cut short or changed are ErrBackup.
func readReturned(r io.Reader, keys []age.Identity) (returned, error) {
	var back returned
	open, err := age.Decrypt(r, keys...)
	var none *age.NoIdentityMatchError
	switch {
	case errors.As(err, &none):
		return back, fmt.Errorf("%w: the password is wrong, or it was made for another machine's key", ErrBackup)
	case err != nil:
		return back, fmt.Errorf("%w: %w", ErrBackup, err)
	}
	text, err := io.ReadAll(open)
	if err != nil {
		return back, fmt.Errorf("%w: it was cut short or changed: %w; ask for it once more", ErrBackup, err)
	}
	if err := json.Unmarshal(text, &back); err != nil || back.Origin.ID == "" {
		return back, record.Refuse(record.InvalidInput, "the therapist did not hand this file back; it may be the one that went out").Then(record.NextStep{Act: record.StepHandBack})
	}
	if back.Form > backupForm {
		return back, fmt.Errorf("%w: it has form %d, and this program knows up to %d: install the newer program", ErrBackup, back.Form, backupForm)
	}
	return back, nil
}

package caseload

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"filippo.io/age"

	"milepost/record"
	"milepost/report"
	"milepost/store"
)

// TakenBack is what became of a hand-over that came back.
type TakenBack struct {
	ID        string           `json:"id"`
	Person    record.ID        `json:"person"`
	Signed    int              `json:"signed"`
	Edited    int              `json:"edited"`
	Joined    int              `json:"joined"` // of these, edited here as well
	Unchanged int              `json:"unchanged"`
	Questions int              `json:"questions"` // where both sides changed the same words
	Entries   int              `json:"entries"`   // of the other machine's log
	Head      string           `json:"head"`      // of it
	Problems  []record.Problem `json:"problems,omitempty"`
}

// TakeBackDrafts merges what a therapist did on her own machine. Every text that she
// saved is kept; where a draft was edited here as well, both are joined, with
// questions where they differ. What she signed stays signed, byte for byte. Each
// entry of her log has one in ours that names it, so that a command that was
// stopped goes on where it stood; her log itself is kept beside ours.
func (c *Caseload) TakeBackDrafts(ctx context.Context, now time.Time, by Actor, name string, keys ...age.Identity) (TakenBack, error) {
	return fromFile(name, func(base string, r io.Reader) (TakenBack, error) {
		return c.TakeBackFrom(ctx, now, by, base, r, keys...)
	})
}

// fromFile opens a file that comes back.
func fromFile(name string, take func(base string, r io.Reader) (TakenBack, error)) (TakenBack, error) {
	f, err := os.Open(name)
	if err != nil {
		return TakenBack{}, err
	}
	defer f.Close()
	return take(filepath.Base(name), f)
}

// TakeBackFrom does the same with a file that is read from elsewhere; name is what
// messages call it.
func (c *Caseload) TakeBackFrom(ctx context.Context, now time.Time, by Actor, name string, r io.Reader, keys ...age.Identity) (TakenBack, error) {
	u, err := c.admitAll(ctx, by, record.ActHandOver)
	if err != nil {
		return TakenBack{}, err
	}
	t, back, err := c.comingBack(ctx, now, u, name, r, keys)
	if err != nil {
		return TakenBack{}, err
	}
	if err := t.fits(ctx, back); err != nil {
		return TakenBack{}, err
	}
	return t.all(ctx, back)
}

// comingBack reads a file that comes back, and proves that its log follows from
// the one that went out. Nothing changes yet.
func (c *Caseload) comingBack(ctx context.Context, now time.Time, by acting, name string, r io.Reader, keys []age.Identity) (*takingBack, returned, error) {
	back, err := readReturned(r, keys)
	if err != nil {
		return nil, back, fmt.Errorf("take back %s: %w", name, err)
	}
	h, err := c.handover(ctx, back.Origin.ID)
	if err != nil {
		return nil, back, err
	}
	if len(back.Entries) == 0 {
		return nil, back, record.Refuse(record.InvalidInput, "%s holds no log; nothing changed", name)
	}
	if err := store.SealedAfter(h.Head, h.N, back.Entries); err != nil {
		return nil, back, record.Refuse(record.Conflict, "the log in %s does not match what was checked out: %w; nothing changed", name, err)
	}
	if err := c.loadWording(); err != nil {
		return nil, back, err
	}
	t := &takingBack{c: c, now: now, by: by, h: h, entries: map[string][]record.Event{}, known: map[string]bool{}}
	t.result = TakenBack{ID: h.ID, Person: h.Person, Entries: len(back.Entries), Head: back.Entries[len(back.Entries)-1].Hash}
	for _, e := range back.Entries {
		t.entries[e.Subject] = append(t.entries[e.Subject], e)
	}
	return t, back, nil
}

// takingBack is a hand-over that is being taken back.
type takingBack struct {
	c       *Caseload
	now     time.Time
	by      acting
	h       store.Handover
	entries map[string][]record.Event // of the other log, by draft
	known   map[string]bool           // their hashes, of those that ours names already
	refused map[string]bool           // drafts whose signatures a lead left out
	result  TakenBack
}

func (t *takingBack) all(ctx context.Context, back returned) (TakenBack, error) {
	err := t.c.store.Events(ctx, func(e record.Event) error {
		if hash := e.Detail["away"]; hash != "" {
			t.known[hash] = true
		}
		return nil
	})
	if err != nil {
		return t.result, err
	}
	for _, d := range back.Drafts {
		if _, ours := t.h.Drafts[d.ID]; !ours {
			continue
		}
		if err := t.draft(ctx, d); err != nil {
			return t.result, fmt.Errorf("draft %s: %w; the rest waits: run this again", d.ID, err)
		}
	}
	return t.result, t.c.store.EndHandover(ctx, t.h.ID, t.by.ID, instant(t.now), back.Entries)
}

// draft takes one draft back.
func (t *takingBack) draft(ctx context.Context, d returnedDraft) error {
	state, err := t.c.stateOf(ctx, d.ID)
	if err != nil {
		return err
	}
	if _, err := t.c.takeIn(ctx, t.now, t.by, state); err != nil {
		return err
	}
	here, err := t.c.store.Revisions(ctx, state.Key)
	if err != nil {
		return err
	}
	there := d.Revisions[min(len(d.Revisions), t.h.Drafts[d.ID]):]
	own := slices.DeleteFunc(slices.Clone(here), func(r record.Revision) bool {
		return r.N <= t.h.Drafts[d.ID] || slices.ContainsFunc(there, func(o record.Revision) bool { return sameRevision(o, r) })
	})
	both := len(own) > 0 && len(there) > 0 && !d.State.IsSigned()
	if err := t.replay(ctx, d, both); err != nil {
		return err
	}
	if both {
		if err := t.join(ctx, state, there[len(there)-1]); err != nil {
			return err
		}
	}
	t.count(state, d, len(own), len(there))
	return t.print(ctx, d)
}

// sameRevision reports whether a revision is one that was taken back before.
func sameRevision(a, b record.Revision) bool {
	return a.At == b.At && a.By == b.By && a.Markdown == b.Markdown
}

func (t *takingBack) count(state store.DraftState, d returnedDraft, own, there int) {
	switch {
	case d.State.IsSigned():
		t.result.Signed++
		if own > 0 {
			t.result.Problems = append(t.result.Problems, record.Problem{
				Source: record.Source{File: draftPath(state.Key) + ".md"}, Client: state.Key.Client, Code: "takeback.signed",
				Wrong: "was edited here while it was away, and was signed there: what was written here is kept among the revisions, and no part of the signed report",
				Next:  record.NextStep{Act: record.StepChangeSigned, ID: d.ID},
			})
		}
	case there == 0:
		t.result.Unchanged++
	default:
		t.result.Edited++
		if own > 0 {
			t.result.Joined++
		}
	}
}

// replay does again what the other log tells of the draft. Where both sides
// edited, the texts from there are kept beside, to be joined afterwards.
func (t *takingBack) replay(ctx context.Context, d returnedDraft, both bool) error {
	for _, e := range t.entries[d.ID] {
		if t.known[e.Hash] {
			continue
		}
		if err := t.entry(ctx, d, e, both); err != nil {
			return fmt.Errorf("entry %d of the other log: %w", e.N, err)
		}
	}
	return nil
}

func (t *takingBack) entry(ctx context.Context, d returnedDraft, e record.Event, both bool) error {
	if t.refused[d.ID] {
		return t.edit(ctx, d, e)
	}
	if e.Detail["manifest"] != "" {
		return t.signature(ctx, d, e)
	}
	if e.Detail["delivery"] != "" {
		return t.delivery(ctx, d, e)
	}
	if e.Kind == "drafted" {
		return t.body(ctx, d, e)
	}
	event := record.Event{At: instant(t.now), By: e.By, Kind: e.Kind, Detail: map[string]string{"away": e.Hash}}
	for key, value := range e.Detail {
		if _, ours := event.Detail[key]; !ours && key != "revision" && key != "text" {
			event.Detail[key] = value
		}
	}
	step := store.Step{Draft: d.ID, Event: event, State: record.State(e.Detail["state"])}
	if n, err := strconv.Atoi(e.Detail["revision"]); err == nil {
		i := slices.IndexFunc(d.Revisions, func(r record.Revision) bool { return r.N == n })
		if i < 0 {
			return fmt.Errorf("%w: its revision %d is missing in the file", ErrBackup, n)
		}
		r := d.Revisions[i]
		if both {
			r.Kind = record.RevisionLate
		}
		step.Revision = &r
		step.Questions = questionsOf(d, n)
	} else if text := e.Detail["text"]; text != "" {
		step.Opened = &record.Opened{Draft: d.ID, By: e.By, At: e.At, Text: text}
	}
	if finding := e.Detail["finding"]; finding != "" {
		i := slices.IndexFunc(d.Accepted, func(a record.Acceptance) bool { return a.Finding == finding && a.By == e.By })
		if i >= 0 {
			step.Accepted = &d.Accepted[i]
		}
	}
	if i := slices.IndexFunc(d.Moves, func(m store.Move) bool { return m.At == e.At && string(m.State) == e.Detail["state"] }); i >= 0 {
		step.Why = d.Moves[i].Why
	}
	_, err := t.c.store.Step(ctx, step)
	return err
}

// edit takes of an entry what was written, under the name of the person to whom
// the draft was given, and leaves the rest: it is the draft's signature that did
// not fit.
func (t *takingBack) edit(ctx context.Context, d returnedDraft, e record.Event) error {
	event := t.by.event(t.now, "taken back without signature", "", map[string]string{"away": e.Hash, "was": e.Kind})
	step := store.Step{Draft: d.ID, Event: event}
	if n, err := strconv.Atoi(e.Detail["revision"]); err == nil {
		i := slices.IndexFunc(d.Revisions, func(r record.Revision) bool { return r.N == n })
		if i < 0 {
			return fmt.Errorf("%w: its revision %d is missing in the file", ErrBackup, n)
		}
		r := d.Revisions[i]
		r.By = t.h.Person
		if r.Kind == record.RevisionReplace {
			r.Kind = record.RevisionLate
		}
		step.Revision, step.Questions = &r, questionsOf(d, n)
	}
	_, err := t.c.store.Step(ctx, step)
	return err
}

// questionsOf are the questions as they stood when a revision was made: those
// that it asked, and all that were answered there.
func questionsOf(d returnedDraft, n int) []record.Question {
	return slices.DeleteFunc(slices.Clone(d.Questions), func(q record.Question) bool { return q.Revision != n && q.Answer == "" })
}

// body keeps a text that was generated there.
func (t *takingBack) body(ctx context.Context, d returnedDraft, e record.Event) error {
	for _, b := range d.Bodies {
		if b.Hash == e.Detail["base"] && record.LongHash(b.Markdown) == e.Detail["text"] {
			_, err := t.c.store.SaveBody(ctx, b, t.by.who(t.now))
			return err
		}
	}
	return nil
}

func (t *takingBack) signature(ctx context.Context, d returnedDraft, e record.Event) error {
	i := slices.IndexFunc(d.Signatures, func(g record.Signature) bool { return g.Hash == e.Detail["manifest"] })
	if i < 0 || record.LongHash(d.Signatures[i].Manifest) != d.Signatures[i].Hash {
		return fmt.Errorf("%w: a signature is missing in the file, or is another", ErrBackup)
	}
	g := store.Signing{Draft: d.ID, Kind: e.Kind, State: record.State(e.Detail["state"]), OfState: record.State(e.Detail["of_state"])}
	if id := e.Detail["document"]; id != "" {
		k := slices.IndexFunc(d.Documents, func(o record.Document) bool { return o.ID == id })
		if k < 0 {
			return fmt.Errorf("%w: document %s is missing in the file", ErrBackup, id)
		}
		doc := d.Documents[k]
		doc.State = record.State(e.Detail["document_state"])
		for key, data := range map[string][]byte{"markdown": doc.Markdown, "pdf": doc.PDF, "html": doc.HTML} {
			if record.LongHash(string(data)) != e.Detail[key] {
				return fmt.Errorf("%w: the %s of document %s is not the one that was signed", ErrBackup, key, id)
			}
		}
		if err := t.c.signedNamesFree(doc); err != nil {
			return err
		}
		g.Document = &doc
	}
	return t.c.store.TakeSigned(ctx, g, d.Signatures[i], e.Hash)
}

func (t *takingBack) delivery(ctx context.Context, d returnedDraft, e record.Event) error {
	for _, one := range d.Deliveries {
		if one.Document == e.Detail["of"] && record.LongHash(one.Said()) == e.Detail["delivery"] {
			return t.c.store.Deliver(ctx, d.ID, one, record.State(e.Detail["of_state"]), record.State(e.Detail["state"]))
		}
	}
	return nil
}

// join puts the last text from there, which replay keeps beside, into the one
// that stands here: both were made from the text that was handed over.
func (t *takingBack) join(ctx context.Context, state store.DraftState, last record.Revision) error {
	here, err := t.c.store.Revisions(ctx, state.Key)
	if err != nil {
		return err
	}
	late := slices.IndexFunc(here, func(r record.Revision) bool { return r.Markdown == last.Markdown && r.At == last.At })
	if late >= 0 && slices.ContainsFunc(here[late:], func(r record.Revision) bool { return r.Kind == record.RevisionMerge }) {
		return nil // before this command was stopped
	}
	before, err := t.c.textOf(ctx, state)
	if err != nil {
		return err
	}
	ancestor := before.body
	for _, r := range here {
		if r.N <= t.h.Drafts[state.ID] && r.Kind != record.RevisionLate {
			ancestor = report.BodyOf(state.Key, r.Markdown, r.Sentences)
		}
	}
	merged := t.c.mergeFile(before, ancestor, last.Markdown, len(here)+1)
	merged.revision.By, merged.revision.At = last.By, instant(t.now)
	_, err = t.c.store.Step(ctx, merged.step(before, "joined with what came back", t.now, t.by))
	return err
}

// print writes the draft's files anew, or those of the signed document.
func (t *takingBack) print(ctx context.Context, d returnedDraft) error {
	state, err := t.c.stateOf(ctx, d.ID)
	if err != nil {
		return err
	}
	open, err := t.c.openQuestions(ctx, d.ID)
	if err != nil {
		return err
	}
	t.result.Questions += len(open)
	if state.State.IsSigned() {
		for _, doc := range d.Documents {
			if _, err := t.c.writeSigned(doc); err != nil {
				return err
			}
		}
		return t.c.clearDraft(ctx, state)
	}
	one, err := t.c.takeIn(ctx, t.now, t.by, state)
	if err != nil {
		return err
	}
	result := Drafted{Client: state.Key.Client, Draft: d.ID, Path: draftPath(state.Key)}
	_, err = t.c.print(ctx, t.now, t.by, &result, &one)
	t.result.Problems = append(t.result.Problems, result.Problems...)
	if result.Outcome == DraftFailed {
		t.result.Problems = append(t.result.Problems, record.Problem{
			Source: record.Source{File: result.Path + ".md"}, Client: result.Client, Code: "takeback.print", Wrong: "is kept, and could not be printed: " + result.Why, Next: record.NextStep{Act: record.StepDraft, Client: result.Client},
		})
	}
	return err
}

// stateOf returns how a draft stands, by its id.
func (c *Caseload) stateOf(ctx context.Context, id string) (store.DraftState, error) {
	d, err := c.draftOf(ctx, id)
	if errors.Is(err, ErrUnseen) {
		err = record.Refuse(record.NotFound, "draft %s no longer exists here", id)
	}
	return d, err
}

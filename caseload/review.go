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

// Review is what a person has to see of a draft before it is signed.
type Review struct {
	Client    record.ID          `json:"client"`
	Draft     string             `json:"draft"`
	Path      string             `json:"path"` // of its files, without ending
	Period    record.Period      `json:"period"`
	State     record.State       `json:"state"`
	Moves     []store.Move       `json:"moves,omitempty"`
	Text      string             `json:"text"` // the body, Markdown
	Questions []record.Question  `json:"questions,omitempty"`
	Findings  []record.Finding   `json:"findings,omitempty"` // those with a reason too
	Moved     []record.MovedFact `json:"moved,omitempty"`
	New       []report.Refreshed `json:"new,omitempty"` // since the person last opened it
	First     bool               `json:"first"`         // she never opened it before
	Signed    []record.Manifest  `json:"signed,omitempty"`
	Problems  []record.Problem   `json:"problems,omitempty"`

	Feedback []record.FollowUpNote `json:"feedback,omitempty"` // of the school's team on earlier papers, for the plan
}

// Naming is what a signer gives for the one document that she signs: client
// and period.
func (r Review) Naming() string { return naming(r.Client, r.Period) }

func naming(client record.ID, p record.Period) string {
	if p.IsZero() {
		return string(client)
	}
	return fmt.Sprintf("%s %s", client, p)
}

// Open shows a draft to a person and notes that she had it on her screen. The
// draft is in review from then on.
func (c *Caseload) Open(ctx context.Context, now time.Time, by Actor, name string) (Review, error) {
	t, err := c.current(ctx, now, by, name, record.ActReview)
	if err != nil {
		return Review{}, err
	}
	r, err := c.review(ctx, now, t.by, t)
	if err != nil || t.state.State.IsSigned() {
		return r, err
	}
	step := opened(now, t.by, t.state.ID, textHash(t.markdown()))
	if t.state.State != record.InReview {
		step.State, step.Event.Kind = record.InReview, "opened for review"
		r.State = record.InReview
	}
	_, err = c.store.Step(ctx, step)
	return r, err
}

// current returns a draft as it stands, with what people did to its file taken
// in and printed.
func (c *Caseload) current(ctx context.Context, now time.Time, by Actor, name string, a record.Act) (taken, error) {
	u, err := c.admit(ctx, by, a)
	if err != nil {
		return taken{}, err
	}
	return c.currentFor(ctx, now, u, name)
}

// currentFor is current for somebody who was admitted.
func (c *Caseload) currentFor(ctx context.Context, now time.Time, by acting, name string) (taken, error) {
	t, err := c.unprinted(ctx, now, by, name)
	if err != nil || t.state.State.IsSigned() {
		return t, err
	}
	return t, c.reprint(ctx, now, by, &t)
}

// unprinted returns a draft as it stands, with what people did to its file
// taken in; its files may still say what it said before.
func (c *Caseload) unprinted(ctx context.Context, now time.Time, by acting, name string) (taken, error) {
	d, err := c.findSeen(ctx, by, name)
	if err != nil {
		return taken{}, err
	}
	return c.takeIn(ctx, now, by, d)
}

// Print writes the files of a draft where they do not say what it says: an edit
// on the page is kept before they do.
func (c *Caseload) Print(ctx context.Context, now time.Time, by Actor, draft string) error {
	u, err := c.admit(ctx, by, record.ActDraft)
	if err != nil {
		return err
	}
	d, err := c.draftOf(ctx, draft)
	if err != nil || d.State.IsSigned() {
		return err
	}
	t, err := c.takeIn(ctx, now, u, d)
	if err != nil {
		return err
	}
	return c.reprint(ctx, now, u, &t)
}

// reprint writes a draft's files where they are not what they should be.
func (c *Caseload) reprint(ctx context.Context, now time.Time, by acting, t *taken) error {
	if err := c.loadWording(); err != nil {
		return err
	}
	result := Drafted{Client: t.state.Key.Client}
	_, err := c.print(ctx, now, by, &result, t)
	if err == nil && result.Outcome == DraftFailed {
		err = fmt.Errorf("print draft %s: %s", t.state.ID, result.Why)
	}
	t.problems = append(t.problems, result.Problems...)
	return err
}

// allow refuses a command that the draft's state does not have, and names
// those that it has.
func (c *Caseload) allow(d store.DraftState, command string) error {
	if d.State.Allows(command) {
		return nil
	}
	refusal := record.Refuse(record.Conflict, "draft %s of client %s is %s, so %s", d.ID, d.Key.Client, d.State, notPossible(command))
	moves := d.State.Moves()
	if len(moves) == 0 {
		return refusal
	}
	acts := map[string]record.StepAct{"review": record.StepReview, "sign": record.StepSign}
	act := record.StepChangeSigned
	if known, ok := acts[moves[0].Command]; ok {
		act = known
	} else if moves[0].Command == "replace" {
		act = record.StepReplace
	}
	return refusal.Then(record.NextStep{Act: act, ID: d.ID, Client: d.Key.Client})
}

// notPossible says what cannot be done to a draft in its state.
func notPossible(command string) string {
	switch command {
	case "review":
		return "it cannot be sent to review"
	case "sign":
		return "it cannot be signed"
	case "return":
		return "no changes can be asked for"
	case "deliver":
		return "no delivery can be recorded"
	case "amend":
		return "nothing can be added to it"
	case "replace":
		return "it cannot be replaced"
	case "withdraw":
		return "it cannot be withdrawn"
	}
	return "this cannot be done"
}

// textHash is the hash of a text as a person reads it: without its head.
func textHash(markdown string) string {
	if d, err := report.Read(markdown); err == nil {
		return record.LongHash(d.Body)
	}
	return record.LongHash(report.Normal(markdown))
}

// review gathers what a person has to see of a draft.
func (c *Caseload) review(ctx context.Context, now time.Time, by acting, t taken) (Review, error) {
	r := Review{
		Client: t.state.Key.Client, Draft: t.state.ID, Path: draftPath(t.state.Key), Period: t.body.Period,
		State: t.state.State, Moved: t.moved(), Problems: t.problems,
	}
	if d, err := report.Read(t.markdown()); err == nil {
		r.Text = d.Body
	}
	var err error
	if r.Moves, err = c.store.Moves(ctx, t.state.ID); err != nil {
		return r, err
	}
	if r.Questions, err = c.openQuestions(ctx, t.state.ID); err != nil {
		return r, err
	}
	if r.Findings, err = c.findings(ctx, now, t.standing, r.Questions); err != nil {
		return r, err
	}
	if r.Signed, err = c.manifests(ctx, t.state.ID); err != nil {
		return r, err
	}
	if r.First, r.New, err = c.newSince(ctx, by, t.standing); err != nil {
		return r, err
	}
	r.Feedback, err = c.Feedback(ctx, by.by, r.Client)
	return r, err
}

// newSince lists what changed since the person last had the draft on her
// screen; first: she never had.
func (c *Caseload) newSince(ctx context.Context, by acting, s standing) (first bool, list []report.Refreshed, err error) {
	opened, err := c.store.LastOpened(ctx, s.state.ID, by.ID)
	if err != nil || opened == nil {
		return true, nil, err
	}
	if opened.Text == textHash(s.markdown()) {
		return false, nil, nil
	}
	texts, err := c.texts(ctx, s.state)
	if err != nil {
		return false, nil, err
	}
	for _, b := range slices.Backward(texts) {
		if textHash(b.Markdown) == opened.Text {
			return false, report.NewSince(b, s.markdown()), nil
		}
	}
	return true, nil, nil
}

// texts returns every text that the draft ever had: its bodies, then its
// revisions.
func (c *Caseload) texts(ctx context.Context, d store.DraftState) ([]record.Body, error) {
	texts, err := c.store.Bodies(ctx, d.Key)
	if err != nil {
		return nil, err
	}
	revisions, err := c.store.Revisions(ctx, d.Key)
	for _, r := range revisions {
		texts = append(texts, report.BodyOf(d.Key, r.Markdown, r.Sentences))
	}
	return texts, err
}

// Return asks for changes, with the reason.
func (c *Caseload) Return(ctx context.Context, now time.Time, by Actor, name, why string) (Review, error) {
	t, err := c.current(ctx, now, by, name, record.ActReturn)
	if err != nil {
		return Review{}, err
	}
	if err := c.allow(t.state, "return"); err != nil {
		return Review{}, err
	}
	if strings.TrimSpace(why) == "" {
		return Review{}, record.Refuse(record.InvalidInput, "what should change is missing").Then(record.NextStep{Act: record.StepReturn, ID: t.state.ID})
	}
	if _, err := c.store.Step(ctx, store.Step{
		Draft: t.state.ID, State: record.ChangesAsked, Why: why,
		Event: t.by.event(now, "changes asked", "", map[string]string{"why": record.LongHash(why)}),
	}); err != nil {
		return Review{}, err
	}
	t.state.State = record.ChangesAsked
	return c.review(ctx, now, t.by, t)
}

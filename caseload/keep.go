package caseload

import (
	"context"
	"errors"
	"time"

	"milepost/record"
	"milepost/render"
	"milepost/report"
	"milepost/store"
)

// keep takes in what people did to the draft's file, puts the composed body
// into what stands, and writes what changed.
func (c *Caseload) keep(ctx context.Context, now time.Time, by acting, result Drafted, body record.Body, in report.Input) (Drafted, error) {
	known, err := c.store.Draft(ctx, body.Draft)
	if err != nil {
		return result, err
	}
	if known == nil {
		result.Outcome = DraftNew
		if known, err = c.saveBody(ctx, now, by, body); err != nil {
			return result, err
		}
	}
	t, err := c.takeIn(ctx, now, by, *known)
	if err != nil {
		return result, err
	}
	t.client = in.Client
	if known.State.IsSigned() {
		return c.keepSigned(result, t, body), nil
	}
	waits, err := c.waitsForTherapist(ctx, t.standing)
	if err != nil {
		return result, err
	}
	with, away, err := c.away(ctx, known.ID)
	if err != nil {
		return result, err
	}
	fresh := false
	if away != "" {
		result.Why, result.Away = away, with
	} else if waits {
		result.Why = "its author has signed it: new data wait until a therapist signs it, or returns it"
	} else {
		if body, err = c.replacing(ctx, body); err != nil {
			return result, err
		}
		if _, err := c.saveBody(ctx, now, by, body); err != nil {
			return result, err
		}
		if fresh, err = c.refresh(ctx, now, by, &t, body); err != nil {
			return result, err
		}
	}
	if t.revision != nil {
		result.Problems = append(result.Problems, c.contradictions(result.Path, t.markdown(), in)...)
	}
	untrue, err := c.withReasons(ctx, t.standing, c.untrue(t.standing, in))
	if err != nil {
		return result, err
	}
	for _, f := range untrue {
		if f.Reason == "" {
			result.Findings++
		}
	}
	return c.finish(ctx, now, by, result, t, fresh)
}

// finish prints the draft and says what became of it.
func (c *Caseload) finish(ctx context.Context, now time.Time, by acting, result Drafted, t taken, fresh bool) (Drafted, error) {
	open, err := c.openQuestions(ctx, t.state.ID)
	if err != nil {
		return result, err
	}
	result.Questions = len(open)
	copies, err := c.copies(ctx, t.state)
	if err != nil {
		return result, err
	}
	result.Problems = append(append(result.Problems, t.problems...), copies...)
	result.Marks = len(report.Marks(t.markdown()))
	printed, err := c.print(ctx, now, by, &result, &t)
	if err != nil || result.Outcome == DraftFailed {
		return result, err
	}
	switch {
	case fresh:
		result.Outcome = DraftMerged
	case t.edited:
		result.Outcome = DraftEdited
	case result.Outcome == DraftNew:
	case printed:
		result.Outcome = DraftChanged
	default:
		result.Outcome = DraftUnchanged
	}
	return result, nil
}

// keepSigned says how a signed draft stands to the data.
func (c *Caseload) keepSigned(result Drafted, t taken, body record.Body) Drafted {
	result.Outcome, result.Problems = DraftSigned, append(result.Problems, t.problems...)
	if t.body.Hash != body.Hash {
		result.Why = "signed, and the data changed since"
		result.Next = record.NextStep{Act: record.StepChangeSigned, ID: t.state.ID, Client: result.Client}
	}
	return result
}

// saveBody keeps a generated body and returns how its draft stands.
func (c *Caseload) saveBody(ctx context.Context, now time.Time, by acting, body record.Body) (*store.DraftState, error) {
	if _, err := c.store.SaveBody(ctx, body, by.who(now)); err != nil {
		return nil, err
	}
	return c.store.Draft(ctx, body.Draft)
}

// same reports whether the files were printed from the same things before and
// are all there.
func (c *Caseload) same(ctx context.Context, d store.DraftState, basis string) (bool, error) {
	before, err := c.store.Fingerprint(ctx, store.Printed+d.ID)
	if err != nil || before != basis {
		return false, err
	}
	missing, err := c.lacks(formsOf(draftPath(d.Key))...)
	return !missing && err == nil, err
}

// printTries is how often a draft is written anew because an editor saved it
// at that moment.
const printTries = 5

// print writes the draft in its three forms where they are not what they
// should be, the Markdown last: when it stands, the other two do. An edit that
// comes at that moment is taken in, and the draft printed anew.
func (c *Caseload) print(ctx context.Context, now time.Time, by acting, result *Drafted, t *taken) (bool, error) {
	printed := false
	for range printTries {
		once, err := c.printOnce(ctx, result, t)
		printed = printed || once
		if !errors.Is(err, errChanged) {
			return printed, err
		}
		again, err := c.takeIn(ctx, now, by, t.state)
		if err != nil {
			return printed, err
		}
		again.edited = again.edited || t.edited
		*t = again
		result.Problems = append(result.Problems, t.problems...)
	}
	return printed, record.Refuse(record.Busy, "%s.md is being saved over and over; close it in the editor", draftPath(t.state.Key)).Then(record.NextStep{Act: record.StepRetry})
}

func (c *Caseload) printOnce(ctx context.Context, result *Drafted, t *taken) (bool, error) {
	markdown := t.markdown()
	options, err := c.optionsOf(ctx, t.standing)
	if err != nil {
		return false, err
	}
	basis := hashOf([]byte(markdown + "\x00" + c.lookHash(options)))
	if same, err := c.same(ctx, t.state, basis); err != nil || same && t.asWritten() {
		return false, err
	}
	pdf, html, problems, failure := c.render(markdown, options)
	if failure != nil { // of this client alone: the others are made
		result.Outcome, result.Why = DraftFailed, failure.Error()
		return false, nil //nolint:nilerr // it is that client's outcome
	}
	name := draftPath(t.state.Key)
	result.Problems = append(result.Problems, printProblems(name, t.state.Key.Client, problems)...)
	if err := errors.Join(c.writeFile(name+".pdf", pdf), c.writeFile(name+".html", html)); err != nil {
		return false, err
	}
	if err := c.writeText(ctx, name+".md", t); err != nil {
		return true, err
	}
	return true, c.store.SetFingerprint(ctx, store.Printed+t.state.ID, basis)
}

// asWritten reports whether the file says what the draft says, though maybe
// with other line ends, or is one that was left alone.
func (t *taken) asWritten() bool {
	if t.file == nil || t.leftAlone() {
		return t.file != nil
	}
	text, _, err := report.Text(t.file)
	return err == nil && (text == t.markdown() || report.ReadSaved(text, t.markdown()).Markdown == t.markdown())
}

// leftAlone reports whether the file could not be taken in.
func (t *taken) leftAlone() bool {
	for _, p := range t.problems {
		if p.Code == "edit.unreadable" || p.Code == "edit.other-draft" {
			return true
		}
	}
	return false
}

// writeText writes the draft's Markdown, unless the file says the same.
func (c *Caseload) writeText(ctx context.Context, name string, t *taken) error {
	if t.asWritten() {
		return nil
	}
	known := ""
	if t.file != nil {
		known = hashOf(t.file)
	}
	data := []byte(t.markdown())
	if err := c.replaceFile(name, data, known); err != nil {
		return err
	}
	t.file, t.state.Written = data, hashOf(data)
	return c.store.SetWritten(ctx, t.state.ID, t.state.Written)
}

// optionsOf says how a draft is printed.
func (c *Caseload) optionsOf(ctx context.Context, s standing) (render.Options, error) {
	if s.client.ID == "" {
		folded, err := c.fold(ctx, s.state.Key.Client, record.Date{})
		if err != nil {
			return render.Options{}, err
		}
		s.client = folded.Client
	}
	return c.renderOptions(s.body, s.client), nil
}

// render prints a text as PDF and HTML.
func (c *Caseload) render(markdown string, options render.Options) (pdf, html []byte, problems []render.Problem, err error) {
	if pdf, problems, err = render.PDF([]byte(markdown), options); err != nil {
		return nil, nil, nil, err
	}
	html, _, err = render.HTML([]byte(markdown), options)
	return pdf, html, problems, err
}

func printProblems(name string, client record.ID, problems []render.Problem) []record.Problem {
	list := make([]record.Problem, len(problems))
	for i, p := range problems {
		list[i] = record.Problem{
			Source: record.Source{File: name + ".md", Row: p.Line}, Client: client, Code: "render", Found: p.Found, Wrong: p.Wrong,
		}
	}
	return list
}

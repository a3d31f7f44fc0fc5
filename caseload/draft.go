package caseload

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"milepost/calendar"
	"milepost/ingest/fold"
	"milepost/library"
	"milepost/record"
	"milepost/store"
)

// The document of this release and whom it is written for where nobody says.
const (
	progressReport = "progress-report"
	parentAudience = "parent"
)

// Selection says whose drafts are meant; the zero Selection means everyone's.
type Selection struct {
	Caseloads []string
	Clients   []record.ID
	Document  string      // kind of document; "" progress report
	Audience  string      // parent, school or payer; "" the document's, else parent
	From, To  record.Date // of the period; zero: as the design fixes it
	Adopt     bool        // takes wording that changed since a draft was made

	by acting // who asks, for the log
}

// Outcome is what became of one client's draft.
type Outcome string

// The outcomes of drafting.
const (
	DraftNew       Outcome = "new"
	DraftChanged   Outcome = "changed"
	DraftUnchanged Outcome = "unchanged"
	DraftEdited    Outcome = "edited"      // somebody's edits were taken in; no new data
	DraftMerged    Outcome = "merged"      // new data were put into an edited draft
	DraftSigned    Outcome = "signed"      // its text can no longer change
	DraftNone      Outcome = "not drafted" // with the reason
	DraftFailed    Outcome = "failed"      // with the reason; the others are made
)

// Drafted is what became of one client's draft.
type Drafted struct {
	Client    record.ID        `json:"client"`
	Draft     string           `json:"draft,omitempty"` // its id
	Path      string           `json:"path,omitempty"`  // below the workspace, without ending
	Outcome   Outcome          `json:"outcome"`
	Why       string           `json:"why,omitempty"`
	Next      record.NextStep  `json:"next,omitzero"`
	Away      record.ID        `json:"away,omitempty"`      // who has it on a machine of her own
	Marks     int              `json:"marks"`               // empty places that a person fills
	Questions int              `json:"questions,omitempty"` // that are open: they bar a signature
	Findings  int              `json:"findings,omitempty"`  // what the data do not bear and no reason lets stand: they bar a signature
	Reworded  bool             `json:"reworded,omitempty"`  // the wording changed since it was made, and was not adopted
	Later     int              `json:"later,omitempty"`     // sessions after the period's end: they wait for the next report
	To        record.Date      `json:"to"`                  // the period's last day
	Other     map[string]int   `json:"other,omitempty"`     // goals of disciplines that have no phrase library: kept, not drafted
	Problems  []record.Problem `json:"problems,omitempty"`
	Edition   *Edition         `json:"edition,omitempty"` // in the family's language; nil none

	until record.Date // last day on which it stands where it stands; zero: for good
}

// Draft makes or refreshes the progress report, for the audience selected, of
// each client selected who has a goal active in the period. A client that
// fails, even by a panic in a library, is named and leaves the others
// delivered. A draft is made anew only where something changed on which it
// rests; where a period is asked for, in any case. What it gives is in order of
// client ids, and good also where it ends with an error. done is called after
// each client, from one goroutine at a time.
func (c *Caseload) Draft(ctx context.Context, now time.Time, by Actor, sel Selection, done func(made, all int)) ([]Drafted, error) {
	u, err := c.admit(ctx, by, record.ActDraft)
	if err != nil {
		return nil, err
	}
	if sel.Audience != "" && !slices.Contains(library.Audiences(), sel.Audience) {
		return nil, record.Refuse(record.NotFound, "there is no audience %q; choose from %s", sel.Audience, strings.Join(library.Audiences(), ", "))
	}
	sel.by = u
	sel, err = sel.document()
	if err != nil {
		return nil, err
	}
	ids, err := c.selected(ctx, sel)
	if err != nil {
		return nil, err
	}
	if err := c.loadWording(); err != nil {
		return nil, err
	}
	r, err := c.rests(ctx, now, sel.Document, sel.Audience)
	if err != nil {
		return nil, err
	}
	r.adopt = sel.Adopt
	if err := c.loadNames(ctx); err != nil {
		return nil, err
	}
	results, fresh, err := c.draftAll(ids, done, func(id record.ID) (result Drafted, isFresh bool, err error) {
		err = c.guard(id, "drafting", func() error {
			if m, same := c.before(r, id); same && !sel.hasPeriod() && m.Drafted.Outcome != DraftFailed {
				result, err = c.again(ctx, r, m)
				return err
			}
			isFresh = true
			result, err = c.draftOne(ctx, now, id, sel)
			return err
		})
		if f := failureIn(err); f != nil {
			return Drafted{Client: id, Outcome: DraftFailed, Why: f.Need()}, true, nil
		}
		if what := inTheWayOf(err); what != "" {
			return Drafted{Client: id, Outcome: DraftFailed, Why: what}, true, nil
		}
		return result, isFresh && err == nil, err
	})
	if sel.hasPeriod() {
		r.settings = "" // what was asked for is not what is made unasked
	}
	err = errors.Join(err, c.keepMade(context.WithoutCancel(ctx), r, fresh))
	if len(results) > 0 {
		results[0].Problems = append(slices.Clone(c.wrong), results[0].Problems...)
	}
	return results, err
}

// hasPeriod reports whether a period is asked for.
func (s Selection) hasPeriod() bool { return !s.From.IsZero() || !s.To.IsZero() }

// draftAll runs one for each client, some at a time, and returns what it gave
// in the order of ids, and of that what was made anew.
func (c *Caseload) draftAll(ids []record.ID, done func(made, all int), one func(record.ID) (Drafted, bool, error)) (results, fresh []Drafted, err error) {
	results = make([]Drafted, len(ids))
	var mu sync.Mutex
	count := 0
	err = c.each(ids, func(i int, id record.ID) error {
		result, isFresh, err := one(id)
		results[i] = result
		mu.Lock()
		defer mu.Unlock()
		if isFresh {
			fresh = append(fresh, result)
		}
		count++
		done(count, len(ids))
		return err
	})
	return results, fresh, err
}

// each does one for each client, some at a time, and returns all errors in the
// order of ids.
func (c *Caseload) each(ids []record.ID, one func(i int, id record.ID) error) error {
	errs := make([]error, len(ids))
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(1, c.options.Workers) {
		wg.Go(func() {
			for i := range next {
				errs[i] = one(i, ids[i])
			}
		})
	}
	for i := range ids {
		next <- i
	}
	close(next)
	wg.Wait()
	return errors.Join(errs...)
}

// selected returns the ids of the clients meant, sorted. Every caseload and
// client named has to exist.
func (c *Caseload) selected(ctx context.Context, sel Selection) ([]record.ID, error) {
	all, err := c.store.Clients(ctx)
	if err != nil {
		return nil, err
	}
	if len(sel.Caseloads) == 0 && len(sel.Clients) == 0 {
		return all, nil
	}
	var ids []record.ID
	for _, id := range sel.Clients {
		if !slices.Contains(all, id) {
			return nil, record.Refuse(record.NotFound, "there is no client %q", id).Then(record.NextStep{Act: record.StepSeeStatus})
		}
		ids = append(ids, id)
	}
	for _, name := range sel.Caseloads {
		found, err := c.inCaseload(ctx, all, name)
		if err != nil {
			return nil, err
		}
		if len(found) == 0 {
			return nil, record.Refuse(record.NotFound, "no client is in caseload %q", name).Then(record.NextStep{Act: record.StepSeeStatus})
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

func (c *Caseload) inCaseload(ctx context.Context, all []record.ID, name string) ([]record.ID, error) {
	var ids []record.ID
	var unread []record.ID
	for _, id := range all {
		var folded fold.Result
		err := c.guard(id, "looking up the caseload", func() (err error) {
			folded, err = c.fold(ctx, id, record.Date{})
			return err
		})
		switch {
		case failureIn(err) != nil: // may be in this one: who asks for it is told
			unread = append(unread, id)
		case err != nil:
			return nil, err
		case folded.Client.Caseload == name:
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return append(ids, unread...), nil
}

// failed is the outcome of a client who cannot be drafted, which is no error
// of the others.
func failed(result Drafted, err error) (Drafted, error) {
	result.Outcome, result.Why = DraftFailed, err.Error()
	return result, nil
}

// draftOne makes one client's draft. An error that concerns the store or the
// disk, not the client, is returned.
func (c *Caseload) draftOne(ctx context.Context, now time.Time, id record.ID, sel Selection) (Drafted, error) {
	if err := ctx.Err(); err != nil {
		return Drafted{Client: id, Outcome: DraftFailed, Why: "stopped"}, err
	}
	folded, err := c.fold(ctx, id, c.today(now))
	if err != nil {
		return failed(Drafted{Client: id}, err)
	}
	return c.draftClient(ctx, now, folded, sel)
}

// draftClient fixes the draft's key and period, composes it and writes what
// changed.
func (c *Caseload) draftClient(ctx context.Context, now time.Time, folded fold.Result, sel Selection) (Drafted, error) {
	result := Drafted{Client: folded.Client.ID, Outcome: DraftNone, Other: c.otherGoals(folded)}
	key, period, err := c.period(ctx, folded, sel)
	if err != nil {
		return result, err
	}
	result.until = standsUntil(folded, period, c.today(now))
	input, why, err := c.inputOf(ctx, now, key, period, folded)
	if err != nil {
		return result, err
	}
	if why != "" {
		result.Why = why
		return result, c.takeInOthers(ctx, now, sel.by, record.DraftKey{Client: key.Client}, &result)
	}
	result.Draft, result.Path = key.ID(), "drafts/"+key.Path()
	result.Later, result.To = input.Visits.Later, period.To
	if err := c.takeInOthers(ctx, now, sel.by, key, &result); err != nil {
		return result, err
	}
	body, err := c.compose(input)
	if err != nil {
		// What people wrote is kept all the same.
		err = errors.Join(err, c.takeInOthers(ctx, now, sel.by, record.DraftKey{Client: key.Client}, &result))
		return failed(result, err)
	}
	result, err = c.keep(ctx, now, sel.by, result, body, input)
	if err != nil || result.Outcome == DraftFailed {
		return result, err
	}
	result.Edition, err = c.keepEdition(ctx, now, sel.by, input, body)
	return result, err
}

// period returns the key and the period of the client's open draft, or of a
// new one (design, decision 11).
func (c *Caseload) period(ctx context.Context, folded fold.Result, sel Selection) (record.DraftKey, record.Period, error) {
	key := record.DraftKey{
		Client: folded.Client.ID, Kind: cmp.Or(sel.Document, progressReport), Audience: cmp.Or(sel.Audience, parentAudience), Language: c.language.Code,
	}
	newest, undated := newestDay(folded, c.options.Discipline)
	if undated {
		return key, record.Period{}, nil
	}
	period := calendar.FirstPeriod(folded.Client.StartOfCare, newest, c.options.CadenceDays)
	open, err := c.openDraft(ctx, key)
	if err != nil {
		return key, period, err
	}
	if open != nil {
		period = c.nextPeriod(*open, newest)
	} else { // a report for another audience fixes the same period
		anyone := key
		anyone.Audience = ""
		if open, err = c.openDraft(ctx, anyone); err != nil {
			return key, period, err
		}
		if open == nil && key.Kind != progressReport {
			anyone.Kind = progressReport
			if open, err = c.openDraft(ctx, anyone); err != nil {
				return key, period, err
			}
		}
		if open != nil {
			period = open.Period
		}
	}
	if !sel.From.IsZero() {
		period = record.Period{From: sel.From, To: sel.From.AddDays(c.options.CadenceDays - 1)}
	}
	if !sel.To.IsZero() {
		period.To = sel.To
	}
	key.From = period.From
	return key, period, nil
}

// nextPeriod is the period of the newest draft while it is open. Once it is
// signed, it is the one after it, as soon as there are data in it.
func (c *Caseload) nextPeriod(d store.DraftState, newest record.Date) record.Period {
	if !d.State.IsSigned() || d.State == record.Withdrawn {
		return d.Period
	}
	next := calendar.NextPeriod(d.Period, c.options.CadenceDays)
	if next.IsZero() || newest.Before(next.From) {
		return d.Period
	}
	return next
}

// takeInOthers takes in edits of the client's other drafts, which new data do
// not concern, and prints those that were edited since they were printed.
func (c *Caseload) takeInOthers(ctx context.Context, now time.Time, by acting, key record.DraftKey, result *Drafted) error {
	drafts, err := c.store.DraftsOf(ctx, key.Client)
	if err != nil {
		return err
	}
	for _, d := range drafts {
		if d.Key == key {
			continue
		}
		t, err := c.takeIn(ctx, now, by, d)
		if err != nil {
			return err
		}
		result.Problems = append(result.Problems, t.problems...)
		printed, err := c.store.Fingerprint(ctx, store.Printed+d.ID)
		if err != nil {
			return err
		}
		if t.edited || printed == "" && !d.State.IsSigned() {
			if _, err := c.print(ctx, now, by, result, &t); err != nil {
				return err
			}
		}
	}
	return nil
}

// openDraft returns the newest draft of the kind that the client has for the
// audience, "" any, nil where there is none.
func (c *Caseload) openDraft(ctx context.Context, key record.DraftKey) (*store.DraftState, error) {
	drafts, err := c.store.DraftsOf(ctx, key.Client)
	if err != nil {
		return nil, err
	}
	var newest *store.DraftState
	for i, d := range drafts {
		if d.Key.Kind != key.Kind || d.Key.Language != key.Language || key.Audience != "" && d.Key.Audience != key.Audience {
			continue
		}
		if newest == nil || newest.Key.From.Before(d.Key.From) {
			newest = &drafts[i]
		}
	}
	return newest, nil
}

// newestDay returns the newest day of the discipline's data, and whether the
// client's data have an order and no days at all. Data are results, and visits
// held or missed: what is planned, or called off ahead, moves no period (ADR 137).
func newestDay(folded fold.Result, discipline string) (record.Date, bool) {
	var newest record.Date
	undated := false
	for _, p := range folded.DataPoints {
		if p.Order > 0 {
			undated = true
		}
		newest = later(newest, p.Day)
	}
	for _, s := range folded.Sessions {
		ahead := s.Status == record.Scheduled || !folded.Today.IsZero() && s.Day.After(folded.Today)
		if !ahead && (s.Discipline == discipline || s.Discipline == "") {
			newest = later(newest, s.Day)
		}
	}
	return newest, undated && newest.IsZero()
}

func later(a, b record.Date) record.Date {
	if b.After(a) {
		return b
	}
	return a
}

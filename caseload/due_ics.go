package caseload

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"milepost/calendar"
	"milepost/record"
	"milepost/store"
)

// WriteICS writes what falls due within 400 days as a calendar that people
// subscribe to, and remembers its entries, so that the next one says what
// changed: an entry keeps its name, its number of changes grows, and one that
// is no longer due is cancelled. It returns how many entries stand in it, and
// how many due things have no day and so stand in none.
func (c *Caseload) WriteICS(ctx context.Context, now time.Time, by Actor, sel DueSelection, w io.Writer) (entries, undated int, err error) {
	u, err := c.admit(ctx, by, record.ActDraft)
	if err != nil {
		return 0, 0, err
	}
	if sel.Until.IsZero() {
		sel.Until = c.today(now).AddDays(cmp.Or(sel.Days, calendarDays))
	}
	v, err := c.viewOf(ctx, u)
	if err != nil {
		return 0, 0, err
	}
	found, err := c.allDue(ctx, now, v, sel, sel.Until)
	if err != nil {
		return 0, 0, err
	}
	if len(found.failed) > 0 { // without them, their entries would be called off
		return 0, 0, &FailureError{Client: found.failed[0], Doing: "making a calendar"}
	}
	calendar.Sort(found.all, c.today(now))
	var events []calendar.Event
	for _, d := range found.all {
		switch {
		case d.Expected:
		case d.On.IsZero():
			undated++
		default:
			events = append(events, calendar.Event{Due: d, Called: found.names.of(d, sel.Names)})
		}
	}
	written, changed, err := c.sequenced(ctx, now, v, sel, events)
	if err != nil {
		return 0, 0, err
	}
	if err := calendar.WriteICS(w, cmp.Or(c.options.Clinic.Name, "Milepost"), written); err != nil {
		return 0, 0, err
	}
	return len(events), undated, c.store.PutCalendarEntries(ctx, u.who(now), changed)
}

// calendarDays is how far ahead a calendar looks: every yearly day is in it.
const calendarDays = 400

// sequenced gives each entry its number of changes, adds those to cancel, and
// returns what is to be remembered.
func (c *Caseload) sequenced(ctx context.Context, now time.Time, v *view, sel DueSelection, events []calendar.Event) (all []calendar.Event, changed []store.CalendarEntry, err error) {
	known, err := c.store.CalendarEntries(ctx)
	if err != nil {
		return nil, nil, err
	}
	known = slices.DeleteFunc(known, func(e store.CalendarEntry) bool { // others' stay as they are
		return !v.all && (e.Client == "" || !v.sees(ctx, e.Client))
	})
	before := map[string]store.CalendarEntry{}
	for _, e := range known {
		before[e.UID] = e
	}
	for _, e := range events {
		old, was := before[e.UID()]
		delete(before, e.UID())
		entry := store.CalendarEntry{UID: e.UID(), Client: e.Client, Content: e.Content(), Changed: old.Changed, Sequence: old.Sequence}
		if !was || old.Content != entry.Content || old.Cancelled {
			entry.Changed = instant(now)
			if was {
				entry.Sequence++
			}
			if entry.Body, err = bodyOf(e); err != nil {
				return nil, nil, err
			}
			changed = append(changed, entry)
		}
		e.Sequence = entry.Sequence
		if e.Changed, err = time.Parse(instantForm, entry.Changed); err != nil {
			return nil, nil, err
		}
		all = append(all, e)
	}
	gone, more, err := c.cancelled(now, sel, known, before)
	return append(all, gone...), append(changed, more...), err
}

func bodyOf(e calendar.Event) (string, error) {
	text, err := json.Marshal(e)
	return string(text), err
}

// cancelled returns the entries that no longer fall due. Those of clients who
// are not asked for stay as they are; what was cancelled a year ago is left out.
func (c *Caseload) cancelled(now time.Time, sel DueSelection, known []store.CalendarEntry, left map[string]store.CalendarEntry) (all []calendar.Event, changed []store.CalendarEntry, err error) {
	some := len(sel.Clients)+len(sel.Caseloads) > 0 || sel.Therapist != ""
	for _, entry := range known {
		if _, isLeft := left[entry.UID]; !isLeft || some && !entry.Cancelled {
			continue
		}
		var e calendar.Event
		if err := json.Unmarshal([]byte(entry.Body), &e); err != nil {
			return nil, nil, fmt.Errorf("calendar entry %s: %w", entry.UID, err)
		}
		if e.On.After(sel.Until) && !entry.Cancelled { // beyond what is asked for, not gone
			continue
		}
		if !entry.Cancelled {
			entry.Cancelled, entry.Changed = true, instant(now)
			entry.Sequence++
			changed = append(changed, entry)
		}
		at, err := time.Parse(instantForm, entry.Changed)
		if err != nil {
			return nil, nil, fmt.Errorf("calendar entry %s: %w", entry.UID, err)
		}
		if now.Sub(at) > 366*24*time.Hour {
			continue
		}
		e.Cancelled, e.Sequence, e.Changed = true, entry.Sequence, at
		all = append(all, e)
	}
	return all, changed, nil
}

package store_test

import (
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"milepost/record"
	"milepost/store"
)

func TestFollowUpNotesOnlyGrow(t *testing.T) {
	path := filepath.Join(t.TempDir(), "milepost.db")
	s, err := store.Open(t.Context(), path)
	must(t, err)
	want := []record.FollowUpNote{
		{Client: "C-1", N: 1, Stage: record.Requested, On: record.Date{Year: 2026, Month: 11, Day: 2}, At: at, By: "V-1", Purpose: "annual IEP review", Party: "the school"},
		{Client: "C-1", N: 1, Stage: record.OutcomeKept, At: at, Outcome: record.OutcomeModified, Feedback: "What does \"4 of 5\" mean <in class>?"},
		{Client: "C-2", N: 1, Stage: record.Requested, At: at},
	}
	for _, i := range []int{0, 2, 1} {
		must(t, s.AddFollowUpNote(t.Context(), want[i]))
	}
	got, err := s.FollowUpNotes(t.Context(), "")
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nwant %+v", got, err, want)
	}
	if mine, err := s.FollowUpNotes(t.Context(), "C-2"); err != nil || len(mine) != 1 {
		t.Errorf("C-2 has %+v, %v", mine, err)
	}
	checked, err := s.CheckLog(t.Context())
	if err != nil || len(checked.Wrong) > 0 || checked.Entries != 3 {
		t.Errorf("%+v, %v", checked, err)
	}
	must(t, s.Close())
	tamper(t, path, `UPDATE followup_notes SET body = replace(body, 'modified', 'accepted')`)
	s, err = store.Open(t.Context(), path)
	must(t, err)
	defer s.Close()
	if checked, err := s.CheckLog(t.Context()); err != nil || !strings.Contains(strings.Join(checked.Wrong, "\n"), "a note of follow-up C-1#1") {
		t.Errorf("a changed outcome is not found: %+v, %v", checked, err)
	}
}

// TestWhoIsForgottenIsFollowedUpNoMore: notes and entries of the client are
// gone, and the log holds all the same.
func TestWhoIsForgottenIsFollowedUpNoMore(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "milepost.db"))
	must(t, err)
	defer s.Close()
	for _, client := range []record.ID{"C-1", "C-2"} {
		must(t, s.AddFollowUpNote(t.Context(), record.FollowUpNote{Client: client, N: 1, Stage: record.Requested, At: at, Purpose: "IEP"}))
		must(t, s.PutCalendarEntries(t.Context(), store.Who{At: at}, []store.CalendarEntry{{UID: string(client), Client: client, Changed: at, Body: "{}"}}))
	}
	must(t, s.Forget(t.Context(), store.Forgotten{Client: "C-1", At: at, By: "L-1", Reason: "asked"}, nil, func(string) bool { return false }))
	notes, err := s.FollowUpNotes(t.Context(), "")
	if err != nil || len(notes) != 1 || notes[0].Client != "C-2" {
		t.Errorf("notes %+v, %v; want the one of C-2", notes, err)
	}
	entries, err := s.CalendarEntries(t.Context())
	if err != nil || len(entries) != 1 || entries[0].Client != "C-2" {
		t.Errorf("entries %+v, %v; want the one of C-2", entries, err)
	}
	if checked, err := s.CheckLog(t.Context()); err != nil || len(checked.Wrong) > 0 {
		t.Errorf("the log does not hold: %v, %v", checked.Wrong, err)
	}
}

func TestCalendarEntriesAreRemembered(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "milepost.db"))
	must(t, err)
	defer s.Close()
	first := store.CalendarEntry{UID: "a@milepost", Client: "C-1", Content: "x", Changed: at, Body: "{}"}
	must(t, s.PutCalendarEntries(t.Context(), store.Who{At: at}, []store.CalendarEntry{first, {UID: "b@milepost", Changed: at, Body: "{}"}}))
	first.Sequence, first.Content, first.Cancelled = 1, "y", true
	must(t, s.PutCalendarEntries(t.Context(), store.Who{At: at}, []store.CalendarEntry{first}))
	got, err := s.CalendarEntries(t.Context())
	if err != nil || len(got) != 2 || got[0] != first {
		t.Errorf("got %+v, %v; want %+v first", got, err, first)
	}
}

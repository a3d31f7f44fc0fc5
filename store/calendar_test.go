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

func TestCalendarEntriesAreRemembered(t *testing.T) {
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "milepost.db"))
	must(t, err)
	defer s.Close()
	first := store.CalendarEntry{UID: "a@milepost", Client: "C-1", Content: "x", Changed: at, Body: "{}"}
	must(t, s.PutCalendarEntries(t.Context(), []store.CalendarEntry{first, {UID: "b@milepost", Changed: at, Body: "{}"}}))
	first.Sequence, first.Content, first.Cancelled = 1, "y", true
	must(t, s.PutCalendarEntries(t.Context(), []store.CalendarEntry{first}))
	got, err := s.CalendarEntries(t.Context())
	if err != nil || len(got) != 2 || got[0] != first {
		t.Errorf("got %+v, %v; want %+v first", got, err, first)
	}
}

package calendar_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"pgregory.net/rapid"

	"milepost/calendar"
)

// events makes entries of all that falls due for the client, as package
// caseload does.
func events(t *testing.T, words string) []calendar.Event {
	t.Helper()
	today := day("2026-11-02")
	facts := calendar.Facts{Client: client(words)}
	var all []calendar.Event
	for _, d := range book(t, calendar.Options{}).Due(today, day("2027-12-31"), facts) {
		if !d.Expected && !d.On.IsZero() {
			all = append(all, calendar.Event{Due: d, Called: string(d.Client), Changed: time.Date(2026, 11, 2, 15, 0, 0, 0, time.UTC)})
		}
	}
	return all
}

// read reads the file with a library that nobody here wrote.
func read(t *testing.T, file []byte) []ical.Event {
	t.Helper()
	c, err := ical.NewDecoder(bytes.NewReader(file)).Decode()
	if err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	return c.Events()
}

func text(t *testing.T, e ical.Event, name string) string {
	t.Helper()
	s, err := e.Props.Text(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAnotherReaderReadsTheCalendar(t *testing.T) {
	all := events(t, "plan=IEP district=D-301 iep_meeting=2026-03-12 eligibility=2024-05-02")
	var file bytes.Buffer
	if err := calendar.WriteICS(&file, "Milepost, Riverbend; OT", all); err != nil {
		t.Fatal(err)
	}
	got := read(t, file.Bytes())
	if len(got) != len(all) || len(all) < 3 {
		t.Fatalf("%d entries, want %d", len(got), len(all))
	}
	i := slices.IndexFunc(got, func(e ical.Event) bool { return strings.Contains(text(t, e, "SUMMARY"), "annual IEP review") })
	review := got[i]
	from, err := review.DateTimeStart(time.UTC)
	if err != nil || from != time.Date(2027, 3, 12, 0, 0, 0, 0, time.UTC) {
		t.Errorf("begins %v, %v; want the whole of 2027-03-12", from, err)
	}
	if to, err := review.DateTimeEnd(time.UTC); err != nil || to.Sub(from) != 24*time.Hour {
		t.Errorf("ends %v, %v", to, err)
	}
	if s := text(t, review, "SUMMARY"); s != "R-1: annual IEP review (school)" {
		t.Errorf("summary %q", s)
	}
	about := text(t, review, "DESCRIPTION")
	for _, want := range []string{"Whose duty: school\n", "34 CFR 300.324(b)(1)(i)", "1 year from the last annual IEP meeting, 2026-03-12", "R-1.yaml"} {
		if !strings.Contains(about, want) {
			t.Errorf("the description lacks %q:\n%s", want, about)
		}
	}
	var triggers []string
	for _, child := range review.Children {
		if child.Name != ical.CompAlarm {
			t.Errorf("an unknown part %s", child.Name)
		}
		d, err := child.Props.Get("TRIGGER").Duration()
		if err != nil {
			t.Errorf("%v", err)
		}
		triggers = append(triggers, (d - 15*time.Hour + 24*time.Hour).String(), from.Add(d).Format("2006-01-02 15:04"))
	}
	if len(triggers) != 8 || triggers[1] != "2027-01-11 09:00" || triggers[7] != "2027-02-26 09:00" {
		t.Errorf("reminders %v, want 60, 45, 30 and 14 days before, at nine", triggers)
	}
	for _, line := range strings.Split(strings.TrimSuffix(file.String(), "\r\n"), "\r\n") {
		if len(line) > 75 {
			t.Errorf("RFC 5545, 3.1: a line of %d bytes: %q", len(line), line)
		}
		if strings.Contains(line, "\n") {
			t.Errorf("RFC 5545, 3.1: a line end that is not CRLF: %q", line)
		}
	}
}

// TestAnyTextReachesTheReader: whatever people wrote into an action, a purpose or
// a name stands in the calendar as they wrote it, and makes no entry of its own.
func TestAnyTextReachesTheReader(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		signs := rapid.SampledFrom([]rune("abcé ŁễБ中😀,;:\\\"'\n\r\t=^|\u2028\x00BEGIN:VEVENT\u00a0"))
		word := func(label string) string { return string(rapid.SliceOfN(signs, 1, 120).Draw(rt, label)) }
		e := calendar.Event{
			Due:    calendar.Due{On: day("2026-12-03"), Clock: "follow-up", What: word("what"), Whose: calendar.Clinic, Why: word("why"), Rule: "r", Citation: "c"},
			Called: word("called"), Changed: time.Date(2026, 11, 2, 15, 0, 0, 0, time.UTC),
		}
		var file bytes.Buffer
		if err := calendar.WriteICS(&file, word("name"), []calendar.Event{e, e}); err != nil {
			rt.Fatal(err)
		}
		c, err := ical.NewDecoder(bytes.NewReader(file.Bytes())).Decode()
		if err != nil || len(c.Events()) != 2 {
			rt.Fatalf("%v, %d entries\n%q", err, len(c.Events()), file.String())
		}
		got, err := c.Events()[0].Props.Text("SUMMARY")
		if want := calendar.OneLine(e.Called + ": " + e.What); err != nil || got != want {
			rt.Fatalf("%v: got %q, want %q", err, got, want)
		}
	})
}

func TestAnEntryKeepsItsNameWhenItsDayMoves(t *testing.T) {
	uids := func(words string) map[string]string {
		all := map[string]string{}
		for _, e := range events(t, words) {
			if other := all[e.UID()]; other != "" {
				t.Errorf("%s and %s share a UID", e.Clock, other)
			}
			all[e.UID()] = e.Clock
		}
		return all
	}
	before := uids("plan=IEP iep_meeting=2026-03-12 eligibility=2024-05-02")
	after := uids("plan=IEP iep_meeting=2026-03-19 iep_next=2027-02-24 eligibility=2024-05-03")
	for uid, clock := range before {
		if after[uid] != clock {
			t.Errorf("%s has another UID once its day moved", clock)
		}
		if !strings.HasSuffix(uid, "@milepost") || strings.Contains(uid, "R-1") {
			t.Errorf("UID %s", uid)
		}
	}
	other := events(t, "plan=IEP iep_meeting=2026-03-12")
	other[0].Client = "R-2"
	if before[other[0].UID()] != "" {
		t.Error("two clients share a UID")
	}
}

func TestAChangeIsSeenAndNothingElseIs(t *testing.T) {
	const words = "plan=IEP iep_meeting=2026-03-12"
	same, moved := events(t, words)[0], events(t, "plan=IEP iep_meeting=2026-03-13")[0]
	again := events(t, words)[0]
	again.Sequence, again.Changed = 7, again.Changed.AddDate(0, 0, 3)
	if same.Content() != again.Content() {
		t.Error("sequence and time of writing are no change")
	}
	if same.Content() == moved.Content() {
		t.Error("another day is a change")
	}
}

func TestACancelledEntryRemindsOfNothing(t *testing.T) {
	e := events(t, "plan=IEP iep_meeting=2026-03-12")[0]
	e.Cancelled, e.Sequence = true, 3
	var file bytes.Buffer
	if err := calendar.WriteICS(&file, "Milepost", []calendar.Event{e}); err != nil {
		t.Fatal(err)
	}
	got := read(t, file.Bytes())[0]
	if status, err := got.Status(); err != nil || status != ical.EventCancelled || len(got.Children) != 0 || got.Props.Get("SEQUENCE").Value != "3" {
		t.Errorf("status %v, %v, %d reminders", status, err, len(got.Children))
	}
}

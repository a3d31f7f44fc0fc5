package calendar_test

import (
	"strings"
	"testing"

	"milepost/calendar"
	"milepost/record"
	"milepost/rules"
)

func limits(t *testing.T) rules.FollowUpStages {
	t.Helper()
	r, _, err := rules.Load(nil)
	if err != nil || len(r.FollowUps) != 1 {
		t.Fatal(err, len(r.FollowUps))
	}
	return r.FollowUps[0]
}

// story are notes of one follow-up, one a word: "requested@2026-11-02".
func story(words ...string) []record.FollowUpNote {
	var notes []record.FollowUpNote
	for i, w := range words {
		stage, on, _ := strings.Cut(w, "@")
		notes = append(notes, record.FollowUpNote{Client: "R-1", N: 1, Stage: record.Stage(stage), On: day(on), At: string(rune('a' + i)), Purpose: "annual IEP review"})
	}
	return notes
}

func TestFollowUps(t *testing.T) {
	days := book(t, calendar.Options{}).DaysOf("")
	for _, c := range []struct {
		rule             string
		notes            []record.FollowUpNote
		stage            record.Stage
		due, next, skips string
	}{
		{"requested on a Monday: three working days", story("requested@2026-11-02"), record.Requested, "2026-11-05", "ask the family for the release", ""},
		{"a holiday and a weekend are no working days", story("requested@2026-11-10"), record.Requested, "2026-11-16", "ask the family", ""},
		{"the furthest stage counts, in whatever order it was written down", story("sent@2026-11-06", "requested@2026-11-02", "release on file@2026-11-03", "drafting@2026-11-04", "signed@2026-11-05"), record.Sent, "2026-11-12", "ask the school whether it arrived", ""},
		{"what nobody wrote down is named", story("requested@2026-11-02", "sent@2026-11-06"), record.Sent, "2026-11-12", "arrived", "release on file drafting signed"},
		{"closed: nothing comes next", story("requested@2026-11-02", "closed@2026-11-06"), record.Closed, "", "", "release on file drafting signed sent received meeting held outcome recorded"},
	} {
		got := calendar.FollowUps(c.notes, limits(t), days)
		if len(got) != 1 {
			t.Fatalf("%s: %d follow-ups", c.rule, len(got))
		}
		f := got[0]
		var skipped []string
		for _, s := range f.Skipped {
			skipped = append(skipped, string(s))
		}
		if f.Stage != c.stage || f.Due != day(c.due) || !strings.Contains(f.Next, c.next) || strings.Join(skipped, " ") != c.skips {
			t.Errorf("%s: got %q, due %s, next %q, skipped %q; want %q, %s, %q, %q", c.rule, f.Stage, f.Due, f.Next, skipped, c.stage, c.due, c.next, c.skips)
		}
		if d, due := f.AsDue(limits(t), days); due != (c.due != "") || due && d.Whose != calendar.Clinic {
			t.Errorf("%s: as due %+v, %v", c.rule, d, due)
		}
		if c.due != "" && (f.Stands(day(c.due)) || !f.Stands(day(c.due).AddDays(1))) {
			t.Errorf("%s: it stands still from the day after %s on", c.rule, c.due)
		}
	}
}

func TestAPlanBeatsTheUsualReminder(t *testing.T) {
	days := book(t, calendar.Options{}).DaysOf("")
	notes := story("requested@2026-11-02", "received@2026-11-06")
	notes[1].Meeting = day("2026-12-03")
	if f := calendar.FollowUps(notes, limits(t), days)[0]; f.Due != day("2026-12-03") || f.Meeting != f.Due {
		t.Errorf("the meeting is known: due %s, want 2026-12-03", f.Due)
	}
	notes[1].Action, notes[1].Owner, notes[1].Due = "call the case manager", "T-1", day("2026-11-20")
	if f := calendar.FollowUps(notes, limits(t), days)[0]; f.Due != day("2026-11-20") || f.Owner != "T-1" || f.Next != "call the case manager" {
		t.Errorf("planned: got %q of %s by %s", f.Next, f.Owner, f.Due)
	}
}

func TestAMeetingThatAFollowUpKnowsIsTheMeetingsDay(t *testing.T) {
	b := book(t, calendar.Options{})
	notes := story("requested@2026-11-02")
	notes[0].Meeting = day("2027-02-24")
	open := calendar.FollowUps(notes, limits(t), b.DaysOf(""))
	closed := calendar.FollowUps(append(story("requested@2026-11-02", "closed@2026-11-03"), notes...), limits(t), b.DaysOf(""))
	for _, c := range []struct {
		rule, client string
		all          []calendar.FollowUp
		on           string
	}{
		{"it beats the computed day", "plan=IEP iep_meeting=2026-03-12", open, "2027-02-24"},
		{"the card's own beats it", "plan=IEP iep_meeting=2026-03-12 iep_next=2027-02-22", open, "2027-02-22"},
		{"one of the year before does not", "plan=IEP iep_meeting=2026-03-12 iep_next=2026-03-12", open, "2027-02-24"},
		{"a closed follow-up says nothing", "plan=IEP iep_meeting=2026-03-12", closed, "2027-03-12"},
	} {
		made := calendar.WithMeeting(client(c.client), c.all)
		d, _ := find(b.Due(day("2026-11-02"), day("2028-01-01"), calendar.Facts{Client: made}), "iep-review")
		if d.On != day(c.on) {
			t.Errorf("%s: the review is on %s (%s), want %s", c.rule, d.On, d.Why, c.on)
		}
	}
}

func TestCheckNote(t *testing.T) {
	days := book(t, calendar.Options{}).DaysOf("")
	open := calendar.FollowUps(story("requested@2026-11-02"), limits(t), days)[0]
	closed := calendar.FollowUps(story("requested@2026-11-02", "closed@2026-11-03"), limits(t), days)[0]
	note := func(stage record.Stage, change func(*record.FollowUpNote)) record.FollowUpNote {
		n := record.FollowUpNote{Client: "R-1", N: 1, Stage: stage, On: day("2026-11-04")}
		if change != nil {
			change(&n)
		}
		return n
	}
	for _, c := range []struct {
		rule string
		note record.FollowUpNote
		of   *calendar.FollowUp
		want string
	}{
		{"an unknown stage", note("posted", nil), &open, "is no stage"},
		{"nothing was requested", note(record.Sent, nil), nil, "begins with what was requested"},
		{"a request without purpose", note(record.Requested, nil), nil, "what the school wants"},
		{"a closed one", note(record.Received, nil), &closed, "closed"},
		{"a day to come", note(record.MeetingHeld, func(n *record.FollowUpNote) { n.On = day("2026-11-12") }), &open, "in the future"},
		{"a day before the request", note(record.Drafting, func(n *record.FollowUpNote) { n.On = day("2026-11-01") }), &open, "before 2026-11-02"},
		{"sent to nobody", note(record.Sent, func(n *record.FollowUpNote) { n.How = "fax" }), &open, "to whom"},
		{"received by nobody", note(record.Received, nil), &open, "who confirmed"},
		{"an outcome of one's own", note(record.OutcomeKept, func(n *record.FollowUpNote) { n.Outcome = "fine" }), &open, "is no outcome"},
		{"a plan without a day", note(record.NextAction, func(n *record.FollowUpNote) { n.Action, n.Owner = "call", "T-1" }), &open, "by when"},
		{"all is said", note(record.Sent, func(n *record.FollowUpNote) { n.Party, n.How = "case manager", "fax" }), &open, ""},
	} {
		got := calendar.CheckNote(c.note, c.of, day("2026-11-05"))
		if c.want == "" && got != "" || !strings.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.rule, got, c.want)
		}
	}
}

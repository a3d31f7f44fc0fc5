package watch_test

import (
	"strings"
	"testing"
	"time"

	"milepost/ingest/watch"
)

func dated(t *testing.T) watch.Rules {
	t.Helper()
	return together(t, "goals?{date}*", "sessions?{date}*")
}

func together(t *testing.T, patterns ...string) watch.Rules {
	t.Helper()
	set, err := watch.NewSet(patterns, 10*time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return watch.Rules{Sets: []watch.Set{set}}
}

func TestSets(t *testing.T) {
	const (
		goalsName    = "goals-2026-11-23.csv"
		sessionsName = "Sessions_2026-11-23.xlsx"
	)
	goals, sessions := file(goalsName, 1, 0), file(sessionsName, 1, 0)
	whole := []string{sessionsName, goalsName}
	came := func(name string) func(*watch.Tracker) []watch.Line {
		return func(tr *watch.Tracker) []watch.Line { tr.Came(name); return nil }
	}
	tests := map[string][]step{
		"a whole set goes together": {
			{at: 0, files: []watch.Seen{goals, sessions}},
			{at: 5, files: []watch.Seen{goals, sessions}, want: whole},
		},
		"the first waits while the second is written, without a word": {
			{at: 0, files: []watch.Seen{goals}},
			{at: 3, files: []watch.Seen{goals, sessions}},
			{at: 5, files: []watch.Seen{goals, sessions}},
			{at: 8, files: []watch.Seen{goals, sessions}, want: whole},
		},
		"half a set never goes; what is missing is said, and after a while that it still is": {
			{at: 0, files: []watch.Seen{goals}},
			{at: 5, files: []watch.Seen{goals}, says: goalsName + ": waits for sessions?2026-11-23*, which belongs to it"},
			{at: 500, files: []watch.Seen{goals}},
			{at: 605, files: []watch.Seen{goals}, says: goalsName + ": still waits for sessions?2026-11-23* after 10m"},
			{at: 100000, files: []watch.Seen{goals}},
			{at: 100001, files: []watch.Seen{goals, sessions}},
			{at: 100006, files: []watch.Seen{goals, sessions}, want: whole},
		},
		"the other half comes in time": {
			{at: 0, files: []watch.Seen{sessions}},
			{at: 5, files: []watch.Seen{sessions}, says: "waits for goals?2026-11-23*"},
			{at: 300, files: []watch.Seen{goals, sessions}},
			{at: 305, files: []watch.Seen{goals, sessions}, want: whole},
		},
		"a corrected half of a set that came earlier need not wait": {
			{at: 0, do: both(came("sessions-20261123.csv"), came("notes.csv")), files: []watch.Seen{goals}},
			{at: 5, files: []watch.Seen{goals}, want: []string{goalsName}},
		},
		"nor one whose set was read by this run": {
			{at: 0, files: []watch.Seen{goals, sessions}},
			{at: 5, files: []watch.Seen{goals, sessions}, want: whole},
			{at: 6, do: both(both(began(5, sessions), done(sessionsName)), both(began(5, goals), done(goalsName)))},
			{at: 900, files: []watch.Seen{sessions}},
			{at: 905, files: []watch.Seen{sessions}, want: []string{sessionsName}},
		},
		"a date of its own is a set of its own": {
			{at: 0, files: []watch.Seen{goals, file("sessions-2026-11-24.csv", 1, 0)}},
			{at: 5, files: []watch.Seen{goals, file("sessions-2026-11-24.csv", 1, 0)}, says: "waits for goals?2026-11-24*"},
		},
		"sets do not reach across folders": {
			{at: 0, files: []watch.Seen{goals, file("north/sessions-2026-11-23.csv", 1, 0)}},
			{at: 5, files: []watch.Seen{goals, file("north/sessions-2026-11-23.csv", 1, 0)}, says: "waits for sessions?2026-11-23*"},
		},
		"a file of no set does not wait": {
			{at: 0, files: []watch.Seen{file("notes.csv", 1, 0), file("roster-2026-11-23.csv", 1, 0)}},
			{at: 5, files: []watch.Seen{file("notes.csv", 1, 0), file("roster-2026-11-23.csv", 1, 0)}, want: []string{"notes.csv", "roster-2026-11-23.csv"}},
		},
		"a part that is locked is not held back by its set again": {
			{at: 0, files: []watch.Seen{goals, sessions}},
			{at: 5, files: []watch.Seen{goals, sessions}, want: whole},
			{at: 6, do: both(both(began(5, sessions), done(sessionsName)), both(began(5, goals), later(5, goalsName, "locked"))), files: []watch.Seen{goals}, says: "locked"},
			{at: 10, files: []watch.Seen{goals}, want: []string{goalsName}},
		},
		"nor is one that changed before it was begun": {
			{at: 0, files: []watch.Seen{goals, sessions}},
			{at: 5, files: []watch.Seen{goals, sessions}, want: whole},
			{at: 6, do: both(both(began(5, sessions), done(sessionsName)), began(6, file(goalsName, 2, 6))), files: []watch.Seen{file(goalsName, 2, 6)}, says: "not begun"},
			{at: 11, files: []watch.Seen{file(goalsName, 2, 6)}, want: []string{goalsName}},
		},
	}
	for name, steps := range tests {
		t.Run(name, func(t *testing.T) { play(t, dated(t), steps) })
	}
}

func TestSetsWithoutADateWaitEachTime(t *testing.T) {
	goals, sessions := file("goals.csv", 1, 0), file("sessions.csv", 1, 0)
	play(t, together(t, "goals.csv", "sessions.csv"), []step{
		{at: 0, files: []watch.Seen{goals, sessions}},
		{at: 5, files: []watch.Seen{goals, sessions}, want: []string{"goals.csv", "sessions.csv"}},
		{at: 6, do: both(both(began(5, sessions), done("sessions.csv")), both(began(5, goals), done("goals.csv")))},
		{at: 900, files: []watch.Seen{sessions}},
		{at: 905, files: []watch.Seen{sessions}, says: "waits for goals.csv, which belongs to it"},
	})
}

func TestSetsOfThreeSharingTwoNames(t *testing.T) {
	goals, north := file("North 11-23-2026 goals.csv", 1, 0), file("north 11.23.2026 sessions.csv", 1, 0)
	south, roster := file("South 11-23-2026 sessions.csv", 1, 0), file("North 11-23-2026 roster.csv", 1, 0)
	play(t, together(t, "{site} {date} goals.*", "{site} {date} sessions.*", "{site} {date} roster.*"), []step{
		{at: 0, files: []watch.Seen{goals, south}},
		{at: 5, files: []watch.Seen{goals}, says: "waits for North 11-23-2026 sessions.* and North 11-23-2026 roster.*"},
		{at: 10, files: []watch.Seen{goals, north, roster}},
		{at: 15, files: []watch.Seen{goals, north, roster}, want: []string{goals.Name, roster.Name, north.Name}},
	})
}

func TestTornWhilePartOfASetIsTriedAgain(t *testing.T) {
	goals, sessions := file("goals-2026-11-23.csv", 1, 0), file("sessions-2026-11-23.csv", 1, 0)
	tracker := watch.NewTracker(dated(t))
	look := func(when float64) { tracker.Look(at(when), []watch.Seen{goals, sessions}) }
	look(0)
	look(5)
	tracker.Begin(at(5), goals)
	tracker.Retry(at(5), goals.Name, "locked")
	if tracker.Torn() {
		t.Error("Torn = true while no part of the set was acted on, want false")
	}
	tracker.Begin(at(5), sessions)
	tracker.Done(sessions.Name)
	tracker.Absent(sessions.Name)
	if !tracker.Torn() {
		t.Error("Torn = false while the goals are to be tried again, want true")
	}
	tracker.Look(at(10), []watch.Seen{goals})
	tracker.Begin(at(10), goals)
	tracker.Done(goals.Name)
	if tracker.Torn() {
		t.Error("Torn = true after all parts were acted on, want false")
	}
}

func TestNextOfHalfASetIsWhenAPersonIsTold(t *testing.T) {
	goals := file("goals-2026-11-23.csv", 1, 0)
	tracker := watch.NewTracker(dated(t))
	tracker.Look(at(0), []watch.Seen{goals})
	tracker.Look(at(5), []watch.Seen{goals})
	if got := tracker.Next(); !got.Equal(at(605)) {
		t.Errorf("Next = %v, want %v", got, at(605))
	}
	tracker.Look(at(605), []watch.Seen{goals})
	if got := tracker.Next(); !got.IsZero() {
		t.Errorf("Next after a person was told = %v, want none", got)
	}
}

func TestSetRulesThatCannotBe(t *testing.T) {
	tests := map[string]struct {
		patterns []string
		tell     time.Duration
		says     string
	}{
		"one pattern only":               {[]string{"goals-{date}.csv"}, time.Minute, "two patterns of file names or more, this one has 1"},
		"no time to wait":                {[]string{"a", "b"}, 0, "more than nothing"},
		"a date in one of them only":     {[]string{"goals-{date}.csv", "sessions.csv"}, time.Minute, "the same names in braces"},
		"a brace that is not closed":     {[]string{"goals-{", "b"}, time.Minute, "must be a word in small letters"},
		"two placeholders with one name": {[]string{"{a}-{a}", "{a}"}, time.Minute, "stand once"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := watch.NewSet(test.patterns, test.tell)
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("NewSet(%q, %v) = %v, want an error with %q", test.patterns, test.tell, err, test.says)
			}
		})
	}
}

package watch_test

import (
	"strings"
	"testing"
	"time"

	"milepost/ingest/watch"
)

const byDate = `(?i)^(?P<part>goals|sessions|roster)[-_ ](?P<set>\d{4}-\d\d-\d\d)`

func dated(t *testing.T) watch.Rules {
	t.Helper()
	set, err := watch.NewSet(byDate, []string{"goals", "sessions"}, 10*time.Minute)
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
	alone := []step{
		{at: 0, files: []watch.Seen{goals}},
		{at: 5, files: []watch.Seen{goals}, says: goalsName + ": no sessions of 2026-11-23 yet; waiting for it up to 10m"},
		{at: 500, files: []watch.Seen{goals}},
		{at: 605, files: []watch.Seen{goals}, want: []string{goalsName}, says: "no sessions of 2026-11-23 came within 10m; read without"},
		{at: 606, do: both(began(605, goals), done(goalsName))},
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
		"half a set waits and says what is missing; after the limit it goes alone": alone,
		"the other half comes in time": {
			{at: 0, files: []watch.Seen{sessions}},
			{at: 5, files: []watch.Seen{sessions}, says: "no goals of 2026-11-23 yet"},
			{at: 300, files: []watch.Seen{goals, sessions}},
			{at: 305, files: []watch.Seen{goals, sessions}, want: whole},
		},
		"the other half comes too late and need not wait": append(alone[:5:5],
			step{at: 700, files: []watch.Seen{sessions}},
			step{at: 705, files: []watch.Seen{sessions}, want: []string{sessionsName}},
		),
		"a day later the name is a new set": append(alone[:5:5],
			step{at: 100000, files: []watch.Seen{sessions}},
			step{at: 100005, files: []watch.Seen{sessions}, says: "no goals of 2026-11-23 yet"},
		),
		"the limit counts from the part that was there first": {
			{at: 0, files: []watch.Seen{sessions}},
			{at: 5, files: []watch.Seen{sessions}, says: "no goals of 2026-11-23 yet"},
			{at: 400, files: []watch.Seen{sessions, file("sessions-2026-11-23 north.csv", 1, 0)}},
			{at: 500, files: []watch.Seen{sessions, file("sessions-2026-11-23 north.csv", 1, 0)}},
			{at: 605, files: []watch.Seen{sessions, file("sessions-2026-11-23 north.csv", 1, 0)}, want: []string{sessionsName, "sessions-2026-11-23 north.csv"}, says: "no goals of 2026-11-23 came"},
		},
		"a date of its own is a set of its own": {
			{at: 0, files: []watch.Seen{goals, file("sessions-2026-11-24.csv", 1, 0)}},
			{at: 5, files: []watch.Seen{goals, file("sessions-2026-11-24.csv", 1, 0)}, says: "no goals of 2026-11-24 yet"},
		},
		"sets do not reach across folders": {
			{at: 0, files: []watch.Seen{goals, file("north/sessions-2026-11-23.csv", 1, 0)}},
			{at: 5, files: []watch.Seen{goals, file("north/sessions-2026-11-23.csv", 1, 0)}, says: "no sessions of 2026-11-23 yet"},
		},
		"a file of no set, or of a part that is not asked for, does not wait": {
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

func TestTornWhilePartOfASetIsTriedAgain(t *testing.T) {
	goals, sessions := file("goals-2026-11-23.csv", 1, 0), file("sessions-2026-11-23.csv", 1, 0)
	tracker := watch.NewTracker(dated(t))
	tracker.Look(at(0), []watch.Seen{goals, sessions})
	tracker.Look(at(5), []watch.Seen{goals, sessions})
	tracker.Begin(at(5), goals)
	tracker.Done(goals.Name)
	tracker.Begin(at(5), sessions)
	tracker.Retry(at(5), sessions.Name, "locked")
	if !tracker.Torn(at(6)) {
		t.Error("Torn = false while the sessions are to be tried again, want true")
	}
	if tracker.Torn(at(700)) {
		t.Error("Torn = true after the set's limit, want false")
	}
}

func TestNextOfHalfASetIsItsLimit(t *testing.T) {
	goals := file("goals-2026-11-23.csv", 1, 0)
	tracker := watch.NewTracker(dated(t))
	tracker.Look(at(0), []watch.Seen{goals})
	tracker.Look(at(5), []watch.Seen{goals})
	if got := tracker.Next(); !got.Equal(at(605)) {
		t.Errorf("Next = %v, want %v", got, at(605))
	}
}

func TestSetRulesThatCannotBe(t *testing.T) {
	tests := map[string]struct {
		pattern string
		parts   []string
		limit   time.Duration
		says    string
	}{
		"no expression":    {"(", []string{"a", "b"}, time.Minute, "set rule: error parsing regexp"},
		"no group for set": {`(?P<part>a|b)`, []string{"a", "b"}, time.Minute, "no group (?P<set>...)"},
		"no group of part": {`(?P<set>a|b)`, []string{"a", "b"}, time.Minute, "no group (?P<part>...)"},
		"one part only":    {byDate, []string{"goals"}, time.Minute, "two parts or more"},
		"no time to wait":  {byDate, []string{"goals", "sessions"}, 0, "longest wait"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := watch.NewSet(test.pattern, test.parts, test.limit)
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("NewSet(%q, %q, %v) = %v, want an error with %q", test.pattern, test.parts, test.limit, err, test.says)
			}
		})
	}
}

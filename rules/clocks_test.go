package rules_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"milepost/record"
	"milepost/rules"
)

func TestShippedClocksSayTheirCitationAndSource(t *testing.T) {
	r := load(t)
	if len(r.Clocks) != 1 || len(r.Holidays) != 1 || len(r.FollowUps) != 1 || len(r.CopyTargets) != 1 || len(r.SchoolCalendars) != 0 {
		t.Fatalf("shipped: %d clocks, %d holidays, %d follow-ups, %d copy targets, %d school calendars",
			len(r.Clocks), len(r.Holidays), len(r.FollowUps), len(r.CopyTargets), len(r.SchoolCalendars))
	}
	for _, row := range r.Clocks[0].Rows {
		if row.Verified || row.Citation == "" || row.Source == "" {
			t.Errorf("%s: verified %v, citation %q, source %q; nobody has compared it yet", row.Clock, row.Verified, row.Citation, row.Source)
		}
		if row.Own && row.Whose != "clinic" {
			t.Errorf("%s is the clinic's own practice and the duty of the %s", row.Clock, row.Whose)
		}
	}
	for _, about := range []rules.About{r.Clocks[0].About, r.Holidays[0].About, r.FollowUps[0].About, r.CopyTargets[0].About} {
		if about.Verified {
			t.Errorf("%s says it is verified, but nobody has compared it with its source", about.ID)
		}
	}
}

func TestTheRowThatSaysMostAboutThePlaceCounts(t *testing.T) {
	r := load(t)
	days := func(at rules.Place, clock string) (found []string) {
		for _, c := range r.ClocksAt(at) {
			if c.Clock == clock {
				found = append(found, c.Citation)
			}
		}
		return found
	}
	for _, c := range []struct {
		rule  string
		at    rules.Place
		clock string
		want  string
	}{
		{"no state: the federal row", rules.Place{}, "initial-evaluation", "34 CFR 300.301(c)(1)(i)"},
		{"a state without a row: the federal row", rules.Place{State: "ME"}, "initial-evaluation", "34 CFR 300.301(c)(1)(i)"},
		{"a state's row beats it", rules.Place{State: "TX"}, "initial-evaluation", "19 TAC 89.1011(c)(1)"},
		{"a payer's row beats it", rules.Place{State: "TX", Payer: "Texas Medicaid"}, "authorization", "Texas Medicaid therapy recertification, TMHP 2016"},
		{"another payer: the usual row", rules.Place{State: "TX", Payer: "Aetna"}, "authorization", "the clinic's practice"},
	} {
		if got := strings.Join(days(c.at, c.clock), "; "); got != c.want {
			t.Errorf("%s: got %q, want %q", c.rule, got, c.want)
		}
	}
}

func TestBrokenCalendarRulesAreProblems(t *testing.T) {
	head := func(kind string) string {
		return "kind: " + kind + "\nid: mine\ntitle: Mine\nas_of: 2026-12-01\nsource: form\n"
	}
	row := func(text string) string { return head("clocks") + "rows: [{" + text + ", citation: c, source: s}]" }
	const good = "clock: a, for: IEP, what: w, whose: school, from: [iep_meeting]"
	for _, c := range []struct{ name, text, want string }{
		{"no rows", head("clocks") + "rows: []", "none are listed"},
		{"no citation", head("clocks") + "rows: [{" + good + "}]", "citation or source is missing"},
		{"nobody's duty", row("clock: a, for: IEP, what: w, from: [iep_meeting]"), "whose is missing"},
		{"for nobody", row(strings.Replace(good, "for: IEP", "for: 504", 1)), `for: "504" is none of`},
		{"from no day", row("clock: a, for: IEP, what: w, whose: school"), "from: say from which day"},
		{"from a day that no card states", row(strings.Replace(good, "iep_meeting", "iep_meetin", 1)), `"iep_meetin" is no day`},
		{"a state in words", row(good + ", state: Texas"), "is not two letters"},
		{"days of an unknown kind", row(good + ", count: bank days"), `count: "bank days" is none of`},
		{"an end of an unknown kind", row(good + ", end: open"), `end: "open" is neither`},
		{"a reminder of no day", row(good + ", alerts: [0]"), "alerts: 0"},
		{"an unknown key", row(good + ", colour: red"), "colour"},
		{"a holiday without a day", head("holidays") + "rows: [{name: x, month: 5}]", `weekday: ""`},
		{"a month that is none", head("holidays") + "rows: [{name: x, month: 13, day: 1}]", "month: 13"},
		{"a year that ends before it begins", head("school calendar") + "district: D\nyears: [{first: 2026-08-19, last: 2026-06-04}]", "no span of days"},
		{"a break that ends before it begins", head("school calendar") + "district: D\nyears: [{first: 2026-08-19, last: 2027-06-04, closed: [{from: 2026-12-24, to: 2026-12-20}]}]", "closed"},
		{"a report card in another year", head("school calendar") + "district: D\nyears: [{first: 2026-08-19, last: 2027-06-04, report_cards: [2026-01-22]}]", "report_cards: 2026-01-22"},
		{"a day that cannot be", head("school calendar") + "district: D\nyears: [{first: 2026-02-30, last: 2027-06-04}]", "2026-02-30"},
		{"a stage that is none", head("follow-up") + "rows: [{after: posted, working_days: 3, remind: x}]", `after: "posted"`},
		{"a field that is none", head("copy target") + "fields: [{field: notes, limit: 10}]", `"notes" is none of`},
		{"a limit below zero", head("copy target") + "fields: [{field: progress, limit: -1}]", "limit: -1"},
	} {
		_, problems, err := rules.Load(fstest.MapFS{"mine.yaml": {Data: []byte(c.text)}})
		if err != nil || len(problems) != 1 || !strings.Contains(problems[0].String(), c.want) {
			t.Errorf("%s: got %v, %v; want one problem that says %q", c.name, problems, err, c.want)
		}
	}
	if _, problems, err := rules.Load(fstest.MapFS{"mine.yaml": {Data: []byte(row(good))}}); err != nil || len(problems) > 0 {
		t.Errorf("a good row: %v, %v", problems, err)
	}
}

func TestWhatRulesNameAndNobodyHasIsAProblem(t *testing.T) {
	if r := load(t); len(r.Dangling()) > 0 {
		t.Errorf("shipped rules: %v", r.Dangling())
	}
	r, problems, err := rules.Load(fstest.MapFS{
		"mine.yaml": {Data: []byte("kind: clocks\nid: mine\ntitle: Mine\nas_of: 2026-12-01\nsource: form\nrows: [{clock: a, for: IEP, what: w, whose: clinic, before: iep-revue, days: -3, citation: c, source: s}]")},
		"days.yaml": {Data: []byte("kind: school calendar\nid: days\ntitle: Mine\nas_of: 2026-12-01\nsource: form\ndistrict: D\nholidays: holidays-mars\nyears: [{first: 2026-08-19, last: 2027-06-04}]")},
	})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	said := ""
	for _, p := range r.Dangling() {
		said += p.String() + "\n"
	}
	if !strings.Contains(said, `rules/mine.yaml: "iep-revue" is no clock`) || !strings.Contains(said, `rules/days.yaml: "holidays-mars" is no holiday table`) {
		t.Errorf("got %q", said)
	}
}

func TestEveryMilestoneIsADayThatClocksCanCountFrom(t *testing.T) {
	for _, m := range record.Milestones() {
		if !rules.IsDay(m.Milestone) || m.About == "" {
			t.Errorf("%q: about %q", m.Milestone, m.About)
		}
	}
	if rules.IsDay("") || rules.IsDay("birthday") {
		t.Error("what is no day counts as one")
	}
}

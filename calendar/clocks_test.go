package calendar_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"milepost/calendar"
	"milepost/record"
	"milepost/rules"
)

// district is a school calendar as a clinic puts it into rules/.
const district = `
kind: school calendar
id: calendar-d-301
title: District 301
as_of: 2026-11-01
source: the district's page
district: D-301
holidays: holidays-us-federal
years:
  - first: 2025-08-20
    last: 2026-06-05
    closed:
      - {from: 2025-12-22, to: 2026-01-02, why: winter break}
      - {from: 2026-03-23, to: 2026-03-27, why: spring break}
  - first: 2026-08-19
    last: 2027-06-04
    closed:
      - {from: 2026-11-25, to: 2026-11-27, why: Thanksgiving}
      - {from: 2026-12-21, to: 2027-01-01, why: winter break}
      - {from: 2027-03-22, to: 2027-03-26, why: spring break}
      - {from: 2027-02-12, why: institute day}
    report_cards: [2026-10-30, 2027-01-22, 2027-03-19, 2027-06-04]
`

// exclusive is a state's own row: the last day in time is the one before.
const exclusive = `
kind: clocks
id: clocks-zz
title: A state that counts to the day before
as_of: 2026-11-01
source: made up for the test
rows:
  - {clock: iep-review, state: ZZ, for: IEP, what: annual IEP review, whose: school, from: [iep_meeting], years: 1, end: exclusive, asks: true, citation: ZZ 1, source: test}
`

func book(t testing.TB, o calendar.Options) *calendar.Book {
	t.Helper()
	r, problems, err := rules.Load(fstest.MapFS{
		"calendar-d-301.yaml": {Data: []byte(district)}, "clocks-zz.yaml": {Data: []byte(exclusive)},
	})
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	return calendar.NewBook(r, o)
}

// client makes a client of words like "plan=IEP born=2020-05-11
// iep_meeting=2026-03-12 district=D-301 state=TX".
func client(words string) record.Client {
	c := record.Client{ID: "R-1", Source: record.Source{File: "R-1.yaml", Row: 1}}
	for _, word := range strings.Fields(words) {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "plan":
			c.Plan = value
		case "born":
			c.BirthDate = day(value)
		case "care":
			c.StartOfCare = day(value)
		case "gone":
			c.Discharged = day(value)
		case "district":
			c.School.District = value
		case "state":
			c.School.State = value
		default:
			c.Days = append(c.Days, record.StatedDay{Milestone: record.Milestone(key), On: day(value), Source: record.Source{File: "R-1.yaml", Column: key}})
		}
	}
	return c
}

func find(all []calendar.Due, clock string) (calendar.Due, bool) {
	i := slices.IndexFunc(all, func(d calendar.Due) bool { return d.Clock == clock && !d.Expected })
	if i < 0 {
		return calendar.Due{}, false
	}
	return all[i], true
}

// TestClocks holds every rule to its boundaries: on is the last day in time, ""
// where nothing falls due, "?" where a missing date is asked for.
func TestClocks(t *testing.T) {
	b := book(t, calendar.Options{})
	for _, c := range []struct{ citation, rule, client, clock, on, whose string }{
		{"34 CFR 300.324(b)(1)(i)", "one year after the meeting, that day included", "plan=IEP iep_meeting=2026-03-12", "iep-review", "2027-03-12", "school"},
		{"34 CFR 300.324(b)(1)(i)", "the year after February 29 ends with February 28", "plan=IEP iep_meeting=2028-02-29", "iep-review", "2029-02-28", "school"},
		{"34 CFR 300.324(b)(1)(i)", "the year after February 28 before a leap day ends with February 28", "plan=IEP iep_meeting=2027-02-28", "iep-review", "2028-02-28", "school"},
		{"34 CFR 300.324(b)(1)(i)", "the year over a leap day", "plan=IEP iep_meeting=2027-03-01", "iep-review", "2028-03-01", "school"},
		{"34 CFR 300.324(b)(1)(i)", "an exclusive end by state is one day earlier", "plan=IEP state=ZZ iep_meeting=2026-03-12", "iep-review", "2027-03-11", "school"},
		{"34 CFR 300.324(b)(1)(i)", "an exclusive end after February 29", "plan=IEP state=ZZ iep_meeting=2028-02-29", "iep-review", "2029-02-27", "school"},
		{"34 CFR 300.324(a)(4), (6)", "an amendment does not move the annual review", "plan=IEP iep_meeting=2026-03-12 iep_amended=2026-10-01", "iep-review", "2027-03-12", "school"},
		{"34 CFR 300.324(b)(1)(i)", "the printed day beats the computed one", "plan=IEP iep_meeting=2026-03-12 iep_review=2027-03-05", "iep-review", "2027-03-05", "school"},
		{"34 CFR 300.324(b)(1)(i)", "the meeting's day beats both", "plan=IEP iep_meeting=2026-03-12 iep_review=2027-03-05 iep_next=2027-02-24", "iep-review", "2027-02-24", "school"},
		{"34 CFR 300.324(b)(1)(i)", "a printed day of the year before says nothing", "plan=IEP iep_meeting=2026-03-12 iep_review=2026-03-12", "iep-review", "2027-03-12", "school"},
		{"34 CFR 300.324(b)(1)(i)", "the printed day alone is enough", "plan=IEP iep_review=2027-03-05", "iep-review", "2027-03-05", "school"},
		{"34 CFR 300.324(b)(1)(i)", "an IEP without any day is asked for", "plan=IEP", "iep-review", "?", "school"},
		{"34 CFR 300.324(b)(1)(i)", "no plan, no review", "plan=none iep_meeting=2026-03-12", "iep-review", "", ""},
		{"34 CFR 300.324(b)(1)(i)", "an IEP day shows that there is an IEP", "iep_meeting=2026-03-12", "iep-review", "2027-03-12", "school"},

		{"34 CFR 300.303(b)(2)", "three years from the eligibility decision", "plan=IEP eligibility=2024-05-02", "iep-triennial", "2027-05-02", "school"},
		{"34 CFR 300.303(b)(2)", "three years from February 29", "plan=IEP eligibility=2024-02-29", "iep-triennial", "2027-02-28", "school"},
		{"34 CFR 300.303(b)(2)", "waived by agreement: anew from that day", "plan=IEP eligibility=2023-05-02 reeval_waived=2026-04-20", "iep-triennial", "2029-04-20", "school"},
		{"34 CFR 300.303(b)(2)", "an agreement before the decision waives nothing", "plan=IEP eligibility=2024-05-02 reeval_waived=2023-04-20", "iep-triennial", "2027-05-02", "school"},
		{"34 CFR 300.303(b)(2)", "the printed day beats the computed one", "plan=IEP eligibility=2024-05-02 reevaluation=2027-04-30", "iep-triennial", "2027-04-30", "school"},
		{"34 CFR 300.303(b)(2)", "missing: asked for", "plan=IEP iep_meeting=2026-03-12", "iep-triennial", "?", "school"},

		{"34 CFR 300.301(c)(1)(i)", "60 calendar days from consent", "eval_consent=2026-10-01", "initial-evaluation", "2026-11-30", "school"},
		{"34 CFR 300.301(c)(1)(i)", "over February 29", "eval_consent=2028-01-15", "initial-evaluation", "2028-03-15", "school"},
		{"34 CFR 300.301(c)(1)(i)", "the eligibility decision ends it", "eval_consent=2026-10-01 eligibility=2026-11-20", "initial-evaluation", "", ""},
		{"34 CFR 300.301(c)(1)(i)", "an eligibility decision on the day of consent ends it", "eval_consent=2026-10-01 eligibility=2026-10-01", "initial-evaluation", "", ""},
		{"34 CFR 300.301(c)(1)(i)", "an older decision does not", "eval_consent=2026-10-01 eligibility=2023-11-20", "initial-evaluation", "2026-11-30", "school"},
		{"34 CFR 300.301(c)(1)(i)", "no consent, no clock", "plan=IEP", "initial-evaluation", "", ""},
		{"19 TAC 89.1011(c)(1)", "the 45th school day after consent, breaks and holidays left out", "state=TX district=D-301 eval_consent=2026-10-01", "initial-evaluation", "2026-12-10", "school"},
		{"19 TAC 89.1011(c)(1)", "without a school calendar weekdays without holidays count", "state=TX eval_consent=2026-10-01", "initial-evaluation", "2026-12-08", "school"},
		{"23 Ill. Adm. Code 226.110", "the 60th school day after consent", "state=IL district=D-301 eval_consent=2026-10-01", "initial-evaluation", "2027-01-14", "school"},
		{"34 CFR 300.323(c)(1)", "30 days from the determination of need", "need_determined=2026-10-01", "initial-iep", "2026-10-31", "school"},
		{"34 CFR 300.323(c)(1)", "the IEP meeting ends it", "need_determined=2026-10-01 iep_meeting=2026-10-28", "initial-iep", "", ""},

		{"34 CFR 303.310(a)", "45 days from referral", "ei_referral=2026-10-01", "ifsp-initial", "2026-11-15", "early intervention agency"},
		{"34 CFR 303.310(a)", "the IFSP meeting ends it", "ei_referral=2026-10-01 ifsp_meeting=2026-11-15", "ifsp-initial", "", ""},
		{"34 CFR 303.342(c)", "the annual IFSP meeting, one year on", "plan=IFSP born=2025-01-10 ifsp_meeting=2026-07-01", "ifsp-annual", "2027-07-01", "early intervention agency"},
		{"34 CFR 303.342(c)", "missing: asked for", "plan=IFSP born=2025-01-10", "ifsp-annual", "?", "early intervention agency"},
		{"34 CFR 303.342(b)(1)", "six months from the IFSP meeting", "plan=IFSP born=2025-01-10 ifsp_meeting=2026-07-01", "ifsp-review", "2027-01-01", "early intervention agency"},
		{"34 CFR 303.342(b)(1)", "six months from August 31 end with the last of February", "plan=IFSP born=2025-01-10 ifsp_meeting=2026-08-31", "ifsp-review", "2027-02-28", "early intervention agency"},
		{"34 CFR 303.342(b)(1)", "six months from August 31 before a leap day", "plan=IFSP born=2025-01-10 ifsp_meeting=2027-08-31", "ifsp-review", "2028-02-29", "early intervention agency"},
		{"34 CFR 303.342(c)", "after a review at six months the annual meeting is the next review", "plan=IFSP born=2025-01-10 ifsp_meeting=2026-01-01 ifsp_reviewed=2026-07-01", "ifsp-review", "", ""},
		{"34 CFR 303.342(b)(1)", "after an early review the next is six months on, before the annual meeting", "plan=IFSP born=2025-01-10 ifsp_meeting=2026-01-01 ifsp_reviewed=2026-04-01", "ifsp-review", "2026-10-01", "early intervention agency"},

		{"34 CFR 303.209(b)(1)(i)", "notice 90 days before the third birthday", "plan=IFSP born=2024-06-15", "lea-notice", "2027-03-17", "early intervention agency"},
		{"34 CFR 303.209(b)(1)(i)", "a child of February 29 turns three on February 28", "plan=IFSP born=2024-02-29", "lea-notice", "2026-11-30", "early intervention agency"},
		{"34 CFR 303.209(b)(1)(i)", "found eligible 90 days before: the 90-day mark stands", "plan=IFSP born=2024-06-15 ei_eligible=2027-03-17", "lea-notice", "2027-03-17", "early intervention agency"},
		{"34 CFR 303.209(b)(1)(ii)", "found eligible 89 days before: as soon as possible", "plan=IFSP born=2024-06-15 ei_referral=2027-02-20 ei_eligible=2027-03-18", "lea-notice", "2027-03-18", "early intervention agency"},
		{"34 CFR 303.209(b)(1)(iii)", "referred 44 days before: refer with consent", "plan=IFSP born=2024-06-15 ei_referral=2027-05-02", "lea-notice", "2027-05-02", "early intervention agency"},
		{"34 CFR 303.209(b)(1)(iii)", "referred 45 days before is not yet that late", "plan=IFSP born=2024-06-15 ei_referral=2027-05-01 ei_eligible=2027-05-10", "lea-notice", "2027-05-10", "early intervention agency"},
		{"34 CFR 303.209(b)(1)", "told: done", "plan=IFSP born=2024-06-15 lea_notified=2027-01-10", "lea-notice", "", ""},
		{"34 CFR 303.209(c)(1)", "the conference 90 days before", "plan=IFSP born=2024-06-15", "transition-conference", "2027-03-17", "early intervention agency"},
		{"34 CFR 303.209(c)(1)", "held: done", "plan=IFSP born=2024-06-15 transition_conf=2027-01-10", "transition-conference", "", ""},
		{"34 CFR 303.209(d)(2)", "the plan 90 days before", "plan=IFSP born=2024-06-15 ei_referral=2027-01-31", "transition-plan", "2027-03-17", "early intervention agency"},
		{"34 CFR 303.209(d)(2)", "referred 134 days before: only this mark falls, the plan comes with the first IFSP", "plan=IFSP born=2024-06-15 ei_referral=2027-02-01", "transition-plan", "2027-03-18", "early intervention agency"},
		{"34 CFR 303.209(d)(2)", "and the notice stands", "plan=IFSP born=2024-06-15 ei_referral=2027-02-01", "lea-notice", "2027-03-17", "early intervention agency"},
		{"34 CFR 300.101(b)", "an IEP in force by the third birthday", "plan=IFSP born=2024-06-15", "part-c-exit", "2027-06-15", "school"},
		{"34 CFR 300.101(b)", "without a birth date: asked for", "plan=IFSP ifsp_meeting=2026-07-01", "part-c-exit", "?", "school"},

		{"practice", "the packet 7 school days before the meeting", "plan=IEP district=D-301 iep_meeting=2026-03-12 iep_next=2027-03-08", "packet", "2027-02-25", "clinic"},
		{"practice", "the packet 7 school days before, over spring break", "plan=IEP district=D-301 iep_meeting=2026-04-08 iep_review=2027-04-01", "packet", "2027-03-16", "clinic"},
		{"practice", "the packet before a review in summer: the last school days before it", "plan=IEP district=D-301 iep_meeting=2026-07-10", "packet", "2027-05-26", "clinic"},
		{"practice", "no day of the meeting, no packet's day", "plan=IEP", "packet", "", ""},
		{"NY EI", "the report 5 working days before the IFSP meeting", "plan=IFSP state=NY born=2025-01-10 ifsp_meeting=2026-07-01", "ifsp-report", "2027-06-24", "clinic"},
		{"practice", "the report 7 school days before, in other states", "plan=IFSP born=2025-01-10 ifsp_meeting=2026-07-01", "ifsp-report", "2027-06-22", "clinic"},
		{"NY EI", "the report 5 working days before the six-month review", "plan=IFSP state=NY born=2025-01-10 ifsp_meeting=2026-07-01", "ifsp-review-report", "2026-12-24", "clinic"},
	} {
		t.Run(c.citation+": "+c.rule, func(t *testing.T) {
			today := day("2026-11-02")
			all := b.Due(today, day("2031-01-01"), calendar.Facts{Client: client(c.client)})
			got, found := find(all, c.clock)
			switch {
			case c.on == "" && found:
				t.Errorf("%s: got %s on %q (%s), want nothing due", c.client, c.clock, got.On, got.Why)
			case c.on == "" && !found:
				return
			case !found:
				t.Fatalf("%s: no %s among %+v", c.client, c.clock, all)
			case c.on == "?":
				s, _ := got.Stands(today)
				if s != calendar.Missing || !strings.Contains(got.Why, "not on file") {
					t.Errorf("%s: got %q %s, %q; want a missing date that says what is missing", c.client, got.On, s, got.Why)
				}
			case got.On != day(c.on):
				t.Errorf("%s: %s is on %s (%s), want %s", c.client, c.clock, got.On, got.Why, c.on)
			}
			if got.Whose != c.whose || got.Citation == "" || got.Why == "" || got.Rule == "" {
				t.Errorf("%s: whose %q, want %q; citation %q, rule %q, why %q", c.client, got.Whose, c.whose, got.Citation, got.Rule, got.Why)
			}
		})
	}
}

func TestTheWindowOfATransitionOpensNineMonthsBeforeTheBirthday(t *testing.T) {
	all := book(t, calendar.Options{}).Due(day("2026-11-02"), day("2028-01-01"), calendar.Facts{Client: client("plan=IFSP born=2024-06-15")})
	for _, clock := range []string{"transition-conference", "transition-plan"} {
		if d, _ := find(all, clock); d.Opens != day("2026-09-15") || d.On != day("2027-03-17") {
			t.Errorf("34 CFR 303.209: %s from %s to %s, want 2026-09-15 to 2027-03-17", clock, d.Opens, d.On)
		}
	}
}

func TestRemindersCountFromTheLastSchoolDay(t *testing.T) {
	for _, c := range []struct{ rule, client, actBy, first string }{
		{"a school day", "plan=IEP district=D-301 iep_meeting=2026-03-12", "2027-03-12", "2027-01-11"},
		{"a Saturday", "plan=IEP district=D-301 iep_meeting=2026-03-13", "2027-03-12", "2027-01-11"},
		{"spring break", "plan=IEP district=D-301 iep_meeting=2026-03-25", "2027-03-19", "2027-01-18"},
		{"a holiday", "plan=IEP district=D-301 iep_meeting=2026-05-31", "2027-05-28", "2027-03-29"},
		{"the summer", "plan=IEP district=D-301 iep_meeting=2026-07-10", "2027-06-04", "2027-04-05"},
		{"an institute day", "plan=IEP district=D-301 iep_meeting=2026-02-12", "2027-02-11", "2026-12-13"},
		{"no calendar on file: a holiday", "plan=IEP iep_meeting=2026-05-31", "2027-05-28", "2027-03-29"},
	} {
		all := book(t, calendar.Options{}).Due(day("2026-11-02"), day("2028-01-01"), calendar.Facts{Client: client(c.client)})
		d, _ := find(all, "iep-review")
		if d.ActBy != day(c.actBy) || len(d.Alerts) != 4 || d.Alerts[0] != day(c.first) {
			t.Errorf("%s: act by %s, reminders %v; want %s and the first on %s", c.rule, d.ActBy, d.Alerts, c.actBy, c.first)
		}
	}
	own := book(t, calendar.Options{Alerts: []int{30}, PacketDays: 10})
	all := own.Due(day("2026-11-02"), day("2028-01-01"), calendar.Facts{Client: client("plan=IEP iep_meeting=2026-03-12")})
	review, _ := find(all, "iep-review")
	packet, _ := find(all, "packet")
	if len(review.Alerts) != 1 || review.Alerts[0] != day("2027-02-10") || packet.On != day("2027-02-26") {
		t.Errorf("the clinic's own days: reminders %v, packet %s; want 2027-02-10 and 2027-02-26", review.Alerts, packet.On)
	}
}

func TestOthersDaysAreNeverTheClinicsOverdue(t *testing.T) {
	facts := calendar.Facts{Client: client("plan=IEP iep_meeting=2025-03-12 eligibility=2022-05-02")}
	today := day("2026-11-02")
	all := book(t, calendar.Options{}).Due(today, day("2028-01-01"), facts)
	for _, c := range []struct {
		clock string
		want  calendar.Standing
		days  int
	}{{"iep-review", calendar.Passed, -235}, {"iep-triennial", calendar.Passed, -549}, {"packet", calendar.Overdue, -244}} {
		d, _ := find(all, c.clock)
		if s, days := d.Stands(today); s != c.want || days != c.days {
			t.Errorf("%s of %s on %s: %q, %d days; want %q, %d", c.clock, d.On, today, s, days, c.want, c.days)
		}
	}
}

func TestAPacketThatWentOutIsNotDue(t *testing.T) {
	for _, c := range []struct {
		rule, sent string
		due        bool
	}{
		{"nothing sent", "", true},
		{"sent on the day", "2027-03-01", false},
		{"sent 60 days before the meeting", "2027-01-11", false},
		{"sent 61 days before is of something else", "2027-01-10", true},
		{"sent after the meeting comes too late", "2027-03-13", true},
	} {
		facts := calendar.Facts{Client: client("plan=IEP iep_meeting=2026-03-12")}
		if c.sent != "" {
			facts.Sent = []record.Date{day(c.sent)}
		}
		if _, due := find(book(t, calendar.Options{}).Due(day("2026-11-02"), day("2028-01-01"), facts), "packet"); due != c.due {
			t.Errorf("%s (%s): due %v, want %v", c.rule, c.sent, due, c.due)
		}
	}
}

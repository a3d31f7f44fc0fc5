package calendar_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"milepost/calendar"
	"milepost/record"
)

// centuries is a day of the 400 years after which the calendar repeats.
func centuries(t *rapid.T, label string) record.Date {
	return day("1900-01-01").AddDays(rapid.IntRange(0, 146_097).Draw(t, label))
}

// TestAnniversariesOver400Years goes through every day of them.
func TestAnniversariesOver400Years(t *testing.T) {
	for d, end := day("1900-01-01"), day("2300-01-01"); d.Before(end); d = d.AddDays(1) {
		next := calendar.Anniversary(d, 1)
		days := next.DaysSince(d)
		leap := d.Month == time.February && d.Day == 29
		switch {
		case next.Year != d.Year+1 || next.Month != d.Month:
			t.Fatalf("a year after %s is %s", d, next)
		case leap && next.Day != 28, !leap && next.Day != d.Day:
			t.Fatalf("a year after %s is %s", d, next)
		case days != 365 && days != 366:
			t.Fatalf("from %s to %s are %d days", d, next, days)
		case calendar.Anniversary(d, 3).Before(calendar.Anniversary(next, 2).AddDays(-1)) || calendar.Anniversary(d, 3).After(calendar.Anniversary(next, 2).AddDays(1)):
			t.Fatalf("three years after %s: %s, and one and two: %s", d, calendar.Anniversary(d, 3), calendar.Anniversary(next, 2))
		}
	}
}

// TestDuesOver400Years: of any meeting on any day, each day that is worked out
// lies where its rule says, reminders come before it in order, and once it is
// over it stays, older by a day each day.
func TestDuesOver400Years(t *testing.T) {
	b := book(t, calendar.Options{})
	rapid.Check(t, func(t *rapid.T) {
		met := centuries(t, "iep_meeting")
		c := client("plan=IEP")
		c.Days = []record.StatedDay{{Milestone: record.IEPMeeting, On: met}, {Milestone: record.Eligibility, On: met}}
		late := rapid.IntRange(0, 2000).Draw(t, "days after")
		today := calendar.Anniversary(met, 1).AddDays(late)
		all := b.Due(today, today.AddDays(730), calendar.Facts{Client: c})
		review, found := find(all, "iep-review")
		triennial, _ := find(all, "iep-triennial")
		packet, _ := find(all, "packet")
		days := b.DaysOf("")
		switch {
		case !found:
			t.Fatalf("the review after %s is not there on %s", met, today)
		case review.On != calendar.Anniversary(met, 1) || !triennial.On.IsZero() && triennial.On != calendar.Anniversary(met, 3):
			t.Fatalf("after %s: review %s, triennial %s", met, review.On, triennial.On)
		case review.ActBy.After(review.On) || review.On.DaysSince(review.ActBy) > 4 || !days.IsWorking(review.ActBy):
			t.Fatalf("the last working day before %s is not %s", review.On, review.ActBy)
		case !slices.IsSortedFunc(review.Alerts, record.Date.Compare) || !review.Alerts[3].Before(review.On):
			t.Fatalf("reminders of %s: %v", review.On, review.Alerts)
		case working(days, packet.On, review.On) != 7 || !days.IsSchool(packet.On):
			t.Fatalf("%d school days from the packet's %s to %s, want 7", working(days, packet.On, review.On), packet.On, review.On)
		}
		if s, n := review.Stands(today); n != -late || late > 0 && s != calendar.Passed {
			t.Fatalf("%s on %s: %q, %d days", review.On, today, s, n)
		}
		if s, n := packet.Stands(today); s != calendar.Overdue || n != packet.On.DaysSince(today) {
			t.Fatalf("the packet of %s on %s: %q, %d days", packet.On, today, s, n)
		}
	})
}

// TestAnyClientOver400Years: whatever is stated of a client, in whatever order,
// each due thing says its rule, citation, reason, duty and record, its days are
// in order, and none stands there twice.
func TestAnyClientOver400Years(t *testing.T) {
	b := book(t, calendar.Options{})
	rapid.Check(t, func(t *rapid.T) {
		today := centuries(t, "today")
		near := func(label string) record.Date { return today.AddDays(rapid.IntRange(-1500, 1500).Draw(t, label)) }
		c := record.Client{
			ID: "R-1", Plan: rapid.SampledFrom([]string{"", record.PlanIEP, record.PlanIFSP, record.PlanNone}).Draw(t, "plan"),
			School: record.School{State: rapid.SampledFrom([]string{"", "TX", "IL", "NY", "ZZ"}).Draw(t, "state"), District: rapid.SampledFrom([]string{"", "D-301"}).Draw(t, "district")},
		}
		if rapid.Bool().Draw(t, "has birth date") {
			c.BirthDate, c.StartOfCare = near("birth"), near("care")
		}
		for _, m := range record.Milestones() {
			if rapid.IntRange(0, 3).Draw(t, string(m.Milestone)) == 0 {
				c.Days = append(c.Days, record.StatedDay{Milestone: m.Milestone, On: near("on"), Source: record.Source{File: "R-1.yaml"}})
			}
		}
		for range rapid.IntRange(0, 3).Draw(t, "authorizations") {
			c.Allowed = append(c.Allowed, record.Authorization{
				Payer: rapid.SampledFrom([]string{"", "Texas Medicaid", "Medicare"}).Draw(t, "payer"), From: near("from"), To: near("to"),
				Visits: rapid.IntRange(0, 12).Draw(t, "visits"), Source: record.Source{File: "R-1.yaml"},
			})
		}
		facts := calendar.Facts{Client: c, CadenceDays: 90, Attended: weekly(near("first session").String(), 14)}
		checkDues(t, b.Due(today, today.AddDays(730), facts), today)
	})
}

func checkDues(t *rapid.T, all []calendar.Due, today record.Date) {
	keys := map[string]bool{}
	for _, d := range all {
		s, days := d.Stands(today)
		switch {
		case keys[d.Key()]:
			t.Fatalf("twice: %+v", d)
		case d.Rule == "" || d.Citation == "" || d.Why == "" || d.Whose == "" || d.What == "":
			t.Fatalf("it does not say enough: %+v", d)
		case d.On.IsZero() != (s == calendar.Missing):
			t.Fatalf("%s on %q stands as %q", d.Clock, d.On, s)
		case s == calendar.Overdue && (days >= 0 || d.Whose != calendar.Clinic):
			t.Fatalf("overdue by %d days is a duty of the %s: %+v", -days, d.Whose, d)
		case !d.On.IsZero() && (d.ActBy.After(d.On) || d.ActBy.IsZero()):
			t.Fatalf("act by %s for %s", d.ActBy, d.On)
		case !slices.IsSortedFunc(d.Alerts, record.Date.Compare):
			t.Fatalf("reminders %v", d.Alerts)
		case !d.On.IsZero() && len(d.Sources) == 0:
			t.Fatalf("it names no record: %+v", d)
		}
		keys[d.Key()] = true
	}
}

// working counts the working days after the first day to the last.
func working(d *calendar.Days, first, last record.Date) (n int) {
	for on := first; on.Before(last); on = on.AddDays(1) {
		if d.IsWorking(on) {
			n++
		}
	}
	return n
}

// TestCountingOver400Years: counting days forth and back meets, and never ends
// on a day that does not count.
func TestCountingOver400Years(t *testing.T) {
	d := book(t, calendar.Options{}).DaysOf("D-301")
	rapid.Check(t, func(t *rapid.T) {
		on, n := centuries(t, "day"), rapid.IntRange(1, 120).Draw(t, "days")
		for name, counts := range map[string]func(record.Date) bool{"school": d.IsSchool, "working": d.IsWorking} {
			to := d.Add(on, n, counts)
			if !counts(to) || !to.After(on) {
				t.Fatalf("%d %s days after %s is %s", n, name, on, to)
			}
			if back := d.Add(to, -n, counts); back.After(on) || d.Add(back, n, counts) != to {
				t.Fatalf("%d %s days before %s is %s, and from there %s", n, name, to, back, d.Add(back, n, counts))
			}
			if last := d.LastOn(on, counts); last.After(on) || !counts(last) {
				t.Fatalf("the last %s day on or before %s is %s", name, on, last)
			}
		}
	})
}

// TestFederalHolidays compares with the days that the Office of Personnel
// Management lists for these years.
func TestFederalHolidays(t *testing.T) {
	d := book(t, calendar.Options{}).DaysOf("")
	for _, c := range []struct {
		rule string
		days []string
		off  bool
	}{
		{"2026", []string{"2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07", "2026-10-12", "2026-11-11", "2026-11-26", "2026-12-25"}, true},
		{"2027", []string{"2027-01-01", "2027-01-18", "2027-02-15", "2027-05-31", "2027-06-18", "2027-07-05", "2027-09-06", "2027-10-11", "2027-11-11", "2027-11-25", "2027-12-24"}, true},
		{"New Year's Day of 2028, a Saturday, is kept on December 31, 2027", []string{"2027-12-31"}, true},
		{"no holiday before the law", []string{"2020-06-19", "1985-01-21"}, false},
		{"the day after Thanksgiving is none", []string{"2026-11-27"}, false},
	} {
		for _, on := range c.days {
			if d.IsWorking(day(on)) == c.off {
				t.Errorf("5 U.S.C. 6103, %s: %s is working %v", c.rule, on, d.IsWorking(day(on)))
			}
		}
	}
}

// many makes the facts of n clients with IEPs, authorizations and sessions.
func many(n int) []calendar.Facts {
	all := make([]calendar.Facts, n)
	for i := range all {
		c := client("plan=IEP district=D-301 born=2019-05-11 care=2025-02-02")
		c.ID = record.ID("R-" + day("2020-01-01").AddDays(i).String())
		c.Days = []record.StatedDay{
			{Milestone: record.IEPMeeting, On: day("2025-11-03").AddDays(i % 365)},
			{Milestone: record.Eligibility, On: day("2024-01-03").AddDays(i % 1000)},
		}
		c.Allowed = []record.Authorization{allowed("PA-1", "Medicaid", "2026-07-01", "2027-01-28", 40)}
		from := day("2026-08-03").AddDays(i % 90)
		all[i] = calendar.Facts{
			Client: c, Owners: []string{"clinic"}, CadenceDays: 90, Report: record.Period{From: from, To: from.AddDays(89)},
			Attended: weekly("2026-01-05", 44),
		}
	}
	return all
}

func TestLoadShowsMarchInJanuary(t *testing.T) {
	b := book(t, calendar.Options{})
	today := day("2027-01-04")
	var all []calendar.Due
	for i := range 12 {
		c := client("plan=IEP")
		c.Days = []record.StatedDay{{Milestone: record.IEPMeeting, On: day("2026-03-22").AddDays(i)}}
		all = append(all, b.Due(today, day("2027-12-31"), calendar.Facts{Client: c})...)
	}
	load := calendar.Load(all, today, 16)
	packets, reviews := 0, 0
	for _, w := range load {
		packets, reviews = packets+w.Clinic, reviews+w.Others
	}
	if load[0].Monday != today || packets != 12 || reviews != 12 {
		t.Errorf("from %s: %d packets and %d reviews ahead, want 12 of each: %+v", load[0].Monday, packets, reviews, load)
	}
	if w := load[11]; w.Monday != day("2027-03-22") || w.Others < 5 {
		t.Errorf("the week of %s has %d reviews, want 5 or more", w.Monday, w.Others)
	}
}

// TestSortKeepsEverything: what is shown is what fell due, in order, whatever the
// order before.
func TestSortKeepsEverything(t *testing.T) {
	b := book(t, calendar.Options{})
	today := day("2026-11-02")
	all := b.Due(today, day("2027-12-31"), many(40)...)
	rapid.Check(t, func(t *rapid.T) {
		mixed := rapid.Permutation(all).Draw(t, "order")
		calendar.Sort(mixed, today)
		seen := map[string]bool{}
		for i, d := range mixed {
			seen[d.Key()] = true
			if i > 0 && d.On.Before(mixed[i-1].On) && d.Whose == mixed[i-1].Whose && d.Expected && mixed[i-1].Expected {
				t.Fatalf("%s after %s", d.On, mixed[i-1].On)
			}
		}
		if len(seen) != len(all) {
			t.Fatalf("%d of %d are left", len(seen), len(all))
		}
		again := slices.Clone(mixed)
		calendar.Sort(again, today)
		for i := range again {
			if again[i].Key() != mixed[i].Key() {
				t.Fatalf("sorted again, place %d changed", i)
			}
		}
	})
}

func TestMissingDatesComeFirst(t *testing.T) {
	b := book(t, calendar.Options{})
	today := day("2026-11-02")
	var all []calendar.Due
	for _, words := range []string{"plan=IEP iep_meeting=2025-12-01", "plan=IEP", "plan=IEP iep_meeting=2025-10-01"} {
		all = append(all, b.Due(today, day("2027-12-31"), calendar.Facts{Client: client(words)})...)
	}
	calendar.Sort(all, today)
	var order []calendar.Standing
	for _, d := range all {
		s, _ := d.Stands(today)
		if len(order) == 0 || order[len(order)-1] != s {
			order = append(order, s)
		}
	}
	if len(order) < 4 || order[0] != calendar.Missing || order[1] != calendar.Overdue || order[2] != calendar.Passed {
		t.Errorf("order %v, want what has no date first, then overdue, then passed", order)
	}
}

// BenchmarkCalendar is the calendar of 2,000 clients for two years.
func BenchmarkCalendar(b *testing.B) {
	facts := many(2000)
	today := day("2026-11-02")
	made := book(b, calendar.Options{})
	n := 0
	for b.Loop() {
		all := made.Due(today, today.AddDays(730), facts...)
		calendar.Sort(all, today)
		calendar.Load(all, today, 104)
		n = len(all)
	}
	b.ReportMetric(float64(n), "dues")
}

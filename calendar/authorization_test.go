package calendar_test

import (
	"testing"

	"milepost/calendar"
	"milepost/record"
)

func allowed(number, payer, from, to string, visits int) record.Authorization {
	return record.Authorization{Number: number, Payer: payer, From: day(from), To: day(to), Visits: visits, Source: record.Source{File: "R-1.yaml", Row: 9}}
}

// weekly are n days, a week apart, from the first on.
func weekly(first string, n int) []record.Date {
	var days []record.Date
	for i := range n {
		days = append(days, day(first).AddDays(7*i))
	}
	return days
}

func TestAuthorizations(t *testing.T) {
	today := day("2026-11-02")
	b := book(t, calendar.Options{})
	for _, c := range []struct {
		rule     string
		allowed  []record.Authorization
		attended []record.Date
		on, why  string
	}{
		{"TMHP 2016: the last day that it covers", []record.Authorization{allowed("PA-1", "Texas Medicaid", "2026-07-01", "2026-12-28", 0)}, nil, "2026-12-28", ""},
		{"one that another goes on after is done", []record.Authorization{allowed("PA-1", "M", "2026-01-01", "2026-06-30", 0), allowed("PA-2", "M", "2026-07-01", "2026-12-28", 0)}, nil, "2026-12-28", ""},
		{"its visits are used up before it ends", []record.Authorization{allowed("PA-1", "M", "2026-07-01", "2026-12-28", 8)}, weekly("2026-07-06", 12), "2026-08-24", ""},
		{"at the pace of four weeks the visits run out first", []record.Authorization{allowed("PA-1", "M", "2026-07-01", "2026-12-28", 20)}, weekly("2026-07-08", 17), "2026-11-18", ""},
		{"at the pace of four weeks the visits last", []record.Authorization{allowed("PA-1", "M", "2026-07-01", "2026-12-28", 60)}, weekly("2026-07-08", 17), "2026-12-28", ""},
		{"a pace that stopped says nothing", []record.Authorization{allowed("PA-1", "M", "2026-07-01", "2026-12-28", 12)}, weekly("2026-07-01", 8), "2026-12-28", ""},
		{"visits before it begins are of another one", []record.Authorization{allowed("PA-1", "M", "2026-10-01", "2026-12-28", 3)}, weekly("2026-07-01", 5), "2026-12-28", ""},
		{"no last day: asked for", []record.Authorization{allowed("PA-1", "M", "2026-07-01", "", 0)}, nil, "", ""},
	} {
		facts := calendar.Facts{Client: client("care=2026-01-05"), Attended: c.attended}
		facts.Client.Allowed = c.allowed
		d, found := find(b.Due(today, day("2028-01-01"), facts), "authorization")
		if !found || d.On != day(c.on) || d.Why == "" || d.Whose != calendar.Clinic || len(d.Sources) != 1 {
			t.Errorf("%s: got %v, %s (%s), want %q", c.rule, found, d.On, d.Why, c.on)
		}
	}
}

func TestAnAuthorizationMayBeAskedForThirtyDaysBefore(t *testing.T) {
	facts := calendar.Facts{Client: client("")}
	facts.Client.Allowed = []record.Authorization{allowed("PA-1", "Texas Medicaid", "2026-07-01", "2026-12-28", 0)}
	b := book(t, calendar.Options{})
	for _, c := range []struct {
		today string
		want  calendar.Standing
	}{{"2026-11-01", calendar.Ahead}, {"2026-11-12", calendar.Ahead}, {"2026-11-13", calendar.Now}, {"2026-11-28", calendar.Now}, {"2026-12-28", calendar.Now}, {"2026-12-29", calendar.Overdue}} {
		d, _ := find(b.Due(day(c.today), day("2028-01-01"), facts), "authorization")
		if s, _ := d.Stands(day(c.today)); s != c.want || d.Opens != day("2026-11-28") {
			t.Errorf("TMHP 2016, on %s: %q, opens %s; want %q, 2026-11-28", c.today, s, d.Opens, c.want)
		}
	}
}

func TestAGapBetweenAuthorizations(t *testing.T) {
	b := book(t, calendar.Options{})
	for _, c := range []struct {
		rule, from, today string
		attended          []record.Date
		on                string
		want              calendar.Standing
	}{
		{"none where one follows the other", "2026-12-29", "2026-11-02", nil, "", ""},
		{"one day", "2026-12-30", "2026-11-02", nil, "2026-12-29", calendar.Ahead},
		{"ahead: a reminder 45 days before", "2027-01-04", "2026-11-14", nil, "2026-12-29", calendar.Now},
		{"over, and no session was held in it", "2027-01-04", "2027-02-01", nil, "", ""},
		{"over, and sessions were held in it", "2027-01-11", "2027-02-01", weekly("2026-12-22", 4), "2026-12-29", calendar.Overdue},
	} {
		facts := calendar.Facts{Client: client(""), Attended: c.attended}
		facts.Client.Allowed = []record.Authorization{allowed("PA-1", "M", "2026-07-01", "2026-12-28", 0), allowed("PA-2", "M", c.from, "2027-06-28", 0)}
		d, found := find(b.Due(day(c.today), day("2028-01-01"), facts), "authorization-gap")
		if s, _ := d.Stands(day(c.today)); found != (c.on != "") || found && (d.On != day(c.on) || s != c.want) {
			t.Errorf("domain 6.3, %s: got %v, %s, %q (%s); want %q, %q", c.rule, found, d.On, s, d.Why, c.on, c.want)
		}
	}
}

func TestFewVisitsLeftIsAReminder(t *testing.T) {
	b := book(t, calendar.Options{})
	for _, c := range []struct {
		visits int
		want   calendar.Standing
	}{{20, calendar.Now}, {21, calendar.Ahead}} { // 17 were used: 3 and 4 are left
		facts := calendar.Facts{Client: client(""), Attended: weekly("2026-05-06", 17)}
		facts.Client.Allowed = []record.Authorization{allowed("PA-1", "M", "2026-05-01", "2027-04-30", c.visits)}
		d, _ := find(b.Due(day("2026-11-02"), day("2028-01-01"), facts), "authorization")
		if s, _ := d.Stands(day("2026-11-02")); s != c.want {
			t.Errorf("domain 6.3, %d of %d visits used: %q, want %q", 17, c.visits, s, c.want)
		}
	}
}

func TestFirstRequestsAndReportsBySessions(t *testing.T) {
	b := book(t, calendar.Options{})
	facts := calendar.Facts{Client: client("care=2026-10-29"), Attended: weekly("2026-08-03", 12)}
	facts.Client.Allowed = []record.Authorization{{Payer: "Texas Medicaid"}, {Payer: "Medicare"}}
	all := b.Due(day("2026-11-02"), day("2028-01-01"), facts)
	if d, _ := find(all, "authorization-first"); d.On != day("2026-11-05") {
		t.Errorf("TMHP 2016: the first request is due on %s, want 5 working days after the start of care, 2026-11-05", d.On)
	}
	if d, _ := find(all, "progress-report-sessions"); d.On != day("2026-10-05") {
		t.Errorf("MBPM 15-220: due on %s, want the day of the 10th session, 2026-10-05", d.On)
	}
	facts.LastReport = day("2026-08-10")
	if _, due := find(b.Due(day("2026-11-02"), day("2028-01-01"), facts), "progress-report-sessions"); !due {
		t.Error("MBPM 15-220: 10 sessions after the last report, and nothing is due")
	}
	facts.LastReport = day("2026-08-17")
	if d, due := find(b.Due(day("2026-11-02"), day("2028-01-01"), facts), "progress-report-sessions"); due {
		t.Errorf("MBPM 15-220: 9 sessions after the last report, and one is due on %s", d.On)
	}
}

func TestLicences(t *testing.T) {
	staff := []record.User{
		{ID: "T-1", License: "OT-1", Expires: day("2026-12-31")},
		{ID: "T-2", License: "OT-2"},
		{ID: "V-1"},
		{ID: "T-3", License: "OT-3", Ended: true, Expires: day("2026-01-31")},
	}
	today := day("2026-11-02")
	all := book(t, calendar.Options{}).Staff(staff, today)
	if len(all) != 2 {
		t.Fatalf("%d licences, want those of T-1 and T-2: %+v", len(all), all)
	}
	if s, days := all[0].Stands(today); s != calendar.Now || days != 59 || all[0].Staff != "T-1" {
		t.Errorf("T-1: %q, %d days", s, days)
	}
	if s, _ := all[1].Stands(today); s != calendar.Missing {
		t.Errorf("T-2 has no day on file and stands as %q", s)
	}
}

func TestReportCards(t *testing.T) {
	b := book(t, calendar.Options{})
	today := day("2026-11-02")
	facts := calendar.Facts{Client: client("plan=IEP district=D-301 care=2026-08-20 iep_meeting=2026-03-12")}
	count := func(f calendar.Facts) (n int, whose string) {
		for _, d := range b.Due(today, day("2027-12-31"), f) {
			if d.Clock == "iep-progress" {
				n, whose = n+1, d.Whose
			}
		}
		return n, whose
	}
	if n, whose := count(facts); n != 3 || whose != "school" {
		t.Errorf("34 CFR 300.320(a)(3)(ii): %d of %s, want the school's 3 to come", n, whose)
	}
	facts.Owners = []string{"clinic", "school"}
	if n, whose := count(facts); n != 4 || whose != calendar.Clinic {
		t.Errorf("goals that the school owns: %d of %s, want the clinic's 4, the one of October 30 overdue", n, whose)
	}
	facts.Sent = []record.Date{day("2026-10-28")}
	if n, _ := count(facts); n != 3 {
		t.Errorf("one was sent in time: %d left, want 3", n)
	}
}

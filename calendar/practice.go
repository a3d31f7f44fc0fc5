package calendar

import (
	"fmt"
	"slices"
	"strings"

	"milepost/record"
	"milepost/rules"
)

// report is the clinic's own progress report, by its cadence.
func (t *turn) report(c *rules.Clock) {
	d := t.begin(c)
	due := ReportDue(t.facts.Report, t.facts.CadenceDays)
	d.On, d.Why, d.Sources = due.On, due.Why, []record.Source{t.facts.From}
	if gone := t.facts.Client.Discharged; !gone.IsZero() && !t.facts.LastReport.Before(gone) {
		return
	}
	t.finish(c, &d)
	t.keep(d)
	t.done[c.Clock] = &d
	if d.On.IsZero() || t.facts.CadenceDays < 1 {
		return
	}
	t.expectEach(d, func(n int) record.Date { return d.On.AddDays(n * t.facts.CadenceDays) })
}

// reportCards is one progress report for each report-card day of the school's
// calendar. It is the clinic's duty where the clinic works on goals that the
// school owns; one is done when papers went out after the card before it.
func (t *turn) reportCards(c *rules.Clock) {
	if t.days.school == nil {
		return
	}
	var before record.Date
	for _, year := range t.days.school.Years {
		for _, on := range year.ReportCards {
			t.reportCard(c, before, on)
			before = on
		}
	}
}

func (t *turn) reportCard(c *rules.Clock, before, on record.Date) {
	d := t.begin(c)
	d.On, d.Subject, d.Why = on, on.String(), "report-card day of district "+t.days.school.District
	d.Sources = []record.Source{{File: "rules/" + t.days.school.ID + ".yaml"}}
	if slices.Contains(t.facts.Owners, "school") {
		d.Whose = Clinic
		d.Why += "; the clinic works on goals that the school owns"
	}
	sent := slices.ContainsFunc(t.facts.Sent, func(s record.Date) bool { return s.After(before) && !s.After(on.AddDays(sentWithin)) })
	old := on.Before(t.today) && (d.Whose != Clinic || on.Before(t.facts.Client.StartOfCare) || t.facts.Client.StartOfCare.IsZero())
	if old || d.Whose == Clinic && sent {
		return
	}
	t.finish(c, &d)
	t.keep(d)
}

// authorizations works out the clocks of payers: the end of each authorization,
// by its last day or its last visit, the first request, and reports by sessions.
func (t *turn) authorizations() {
	for _, a := range t.facts.Client.Allowed {
		clocks := t.book.at(rules.Place{State: t.place.State, Payer: a.Payer})
		for i := range clocks {
			switch c := &clocks[i]; c.For {
			case rules.ForAuthorization:
				t.authorization(c, a)
			case rules.ForGap:
				t.gap(c, a)
			case rules.ForFirst:
				t.first(c, a)
			case rules.ForSessions:
				t.sessions(c, a)
			}
		}
	}
}

// isGranted reports whether the payer gave it; one without number and days only
// names the payer.
func isGranted(a record.Authorization) bool {
	return a.Number != "" || !a.From.IsZero() || !a.To.IsZero()
}

// authorization is the request for the one after it, due by its last day, or
// by the day on which its visits run out, whichever comes first.
func (t *turn) authorization(c *rules.Clock, a record.Authorization) {
	if !isGranted(a) || t.isRenewed(a) {
		return
	}
	d := t.begin(c)
	d.Subject, d.Sources = strings.TrimSpace(a.Payer+" "+a.Name()), []record.Source{a.Source}
	d.On, d.Why = a.To, fmt.Sprintf("authorization %s ends with %s, the last day that it covers", a.Name(), a.To)
	if a.To.IsZero() {
		d.Why, d.Next = fmt.Sprintf("the last day of authorization %s is not on file", a.Name()), t.addToCard("authorizations")
	}
	out, why := t.runsOut(a)
	if !out.IsZero() && (a.To.IsZero() || out.Before(a.To)) {
		d.On, d.Why = out, why
	}
	t.finish(c, &d)
	if last := t.fewLeft(a); !last.IsZero() && !d.On.IsZero() {
		d.Alerts = append(d.Alerts, last)
		slices.SortFunc(d.Alerts, record.Date.Compare)
	}
	t.keep(d)
}

// fewVisits is how many visits left are few enough to be reminded of.
//
// Source: domain facts 6.3: alerts at fewer than 4 visits left.
const fewVisits = 4

// fewLeft returns the day of the visit after which fewer than four were left;
// zero where more are.
func (t *turn) fewLeft(a record.Authorization) record.Date {
	used := t.attended(a.From, a.To)
	if few := max(0, a.Visits-fewVisits); a.Visits > 0 && few < len(used) {
		return used[few]
	}
	return record.Date{}
}

// attended returns the days of attended sessions from one day to another, both
// included; to the newest where the other is zero.
func (t *turn) attended(from, to record.Date) []record.Date {
	days := t.facts.Attended
	first, _ := slices.BinarySearchFunc(days, from, record.Date.Compare)
	end := len(days)
	if !to.IsZero() {
		end, _ = slices.BinarySearchFunc(days, to.AddDays(1), record.Date.Compare)
	}
	return days[first:max(first, end)]
}

// isRenewed reports whether another authorization goes on after this one.
func (t *turn) isRenewed(a record.Authorization) bool {
	return !a.To.IsZero() && slices.ContainsFunc(t.facts.Client.Allowed, func(next record.Authorization) bool {
		return next.To.After(a.To) && next.From.After(a.From)
	})
}

// gap is the days between the authorization and the next one: worth a call as
// long as they lie ahead, and a matter for billing where sessions were held in
// them.
func (t *turn) gap(c *rules.Clock, a record.Authorization) {
	next := record.Date{}
	for _, other := range t.facts.Client.Allowed {
		if !other.From.After(a.From) || other.From.IsZero() {
			continue
		}
		if next.IsZero() || other.From.Before(next) {
			next = other.From
		}
	}
	first, last := a.To.AddDays(1), next.AddDays(-1)
	covered := slices.ContainsFunc(t.facts.Client.Allowed, func(o record.Authorization) bool {
		return !o.From.After(first) && !o.To.Before(first)
	})
	if a.To.IsZero() || next.IsZero() || last.Before(first) || covered {
		return
	}
	held := len(t.attended(first, last))
	if held == 0 && last.Before(t.today) {
		return
	}
	d := t.begin(c)
	d.Subject, d.On, d.Sources = a.Name(), first, []record.Source{a.Source}
	d.Why = fmt.Sprintf("no authorization covers %s to %s, after %s; sessions held in it: %d", first, last, a.Name(), held)
	t.finish(c, &d)
	t.keep(d)
}

// paceDays is the time before the last visit over which the pace is counted.
//
// Source: domain facts 6.3: burn rate of the last 4 weeks.
const paceDays = 28

// runsOut returns the day on which the visits of the authorization are used up:
// the day of the last one, else the day that the pace of the four weeks before
// the newest visit leads to. Zero where visits are not counted or the pace has
// stopped.
func (t *turn) runsOut(a record.Authorization) (record.Date, string) {
	if a.Visits < 1 {
		return record.Date{}, ""
	}
	used := t.attended(a.From, a.To)
	if len(used) >= a.Visits {
		on := used[a.Visits-1]
		return on, fmt.Sprintf("the last of the %d visits of authorization %s was used on %s", a.Visits, a.Name(), on)
	}
	if len(used) == 0 {
		return record.Date{}, ""
	}
	last, left := used[len(used)-1], a.Visits-len(used)
	recent := 0
	for _, on := range used {
		if last.DaysSince(on) < paceDays {
			recent++
		}
	}
	out := last.AddDays((left*paceDays + recent - 1) / recent)
	if out.Before(t.today) { // fewer came than the pace said
		return record.Date{}, ""
	}
	return out, fmt.Sprintf("%d of the %d visits of authorization %s are left after %s; at %d in four weeks they last until %s",
		left, a.Visits, a.Name(), last, recent, out)
}

// first is the first request, where only the payer is known so far.
func (t *turn) first(c *rules.Clock, a record.Authorization) {
	granted := slices.ContainsFunc(t.facts.Client.Allowed, isGranted)
	base := t.latest(c.From)
	if granted || base.On.IsZero() {
		return
	}
	d := t.begin(c)
	d.Subject = a.Payer
	t.count(c, base, &d)
	t.finish(c, &d)
	t.keep(d)
}

// sessions is a report that falls due after so many attended sessions since the
// last one, where a payer counts them.
func (t *turn) sessions(c *rules.Clock, a record.Authorization) {
	if t.isRenewed(a) {
		return
	}
	n := 0
	for _, on := range t.facts.Attended {
		if !on.After(t.facts.LastReport) {
			continue
		}
		if n++; n < c.Visits {
			continue
		}
		d := t.begin(c)
		d.Subject, d.On = a.Payer, on
		d.Why = fmt.Sprintf("%s was session %d since the last report", on, c.Visits)
		if t.facts.LastReport.IsZero() {
			d.Why = fmt.Sprintf("%s was session %d, and no report is signed yet", on, c.Visits)
		}
		d.Sources = []record.Source{a.Source}
		t.finish(c, &d)
		t.keep(d)
		return
	}
}

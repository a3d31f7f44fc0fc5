package calendar

import (
	"fmt"
	"slices"
	"strconv"

	"milepost/record"
	"milepost/rules"
)

// turn works out what falls due for one client.
type turn struct {
	book   *Book
	facts  Facts
	today  record.Date
	until  record.Date // how far later turns are expected
	days   *Days
	place  rules.Place
	all    []Due
	begins int // the client's part of all

	done    map[string]*Due         // by clock: what others are counted from
	counted map[string]*rules.Clock // the row that gave it
}

// add works out one clock, unless another row of it has been taken.
func (t *turn) add(c *rules.Clock) {
	if _, taken := t.done[c.Clock]; taken {
		return
	}
	switch c.For {
	case rules.ForIEP, rules.ForIFSP:
		if t.plan() == c.For {
			t.stated(c)
		}
	case rules.ForAll:
		t.stated(c)
	case rules.ForReportCards:
		if t.plan() == record.PlanIEP {
			t.reportCards(c)
		}
	case rules.ForReport:
		t.report(c)
	}
}

// plan returns the client's plan: what a person said, else what the days and
// the owners of goals show.
func (t *turn) plan() string {
	c := t.facts.Client
	if c.Plan != "" {
		return c.Plan
	}
	for _, d := range c.Days {
		switch d.Milestone {
		case record.IEPMeeting, record.IEPReview, record.IEPNext, record.Reevaluation:
			return record.PlanIEP
		case record.IFSPMeeting, record.IFSPReview, record.IFSPNext:
			return record.PlanIFSP
		}
	}
	switch {
	case slices.Contains(t.facts.Owners, "school"):
		return record.PlanIEP
	case slices.Contains(t.facts.Owners, "early intervention"):
		return record.PlanIFSP
	}
	return ""
}

// begin makes what the row says of itself.
func (t *turn) begin(c *rules.Clock) Due {
	return Due{
		Client: t.facts.Client.ID, Therapist: t.facts.Therapist, Clock: c.Clock, What: c.What, Whose: c.Whose,
		Basis: Computed, Rule: c.Clock, Citation: c.Citation, Unverified: !c.Verified && !c.Own,
	}
}

// stated works out a clock that counts from days on the client's card, or from
// another clock.
func (t *turn) stated(c *rules.Clock) {
	d := t.begin(c)
	if c.Before != "" {
		t.before(c, d)
		return
	}
	base := t.latest(c.From)
	if !t.fits(c) || t.isEnded(c, base) {
		return
	}
	if waived := t.latest(c.WaivedBy); waived.On.After(base.On) && !base.On.IsZero() {
		base = waived
	}
	if !base.On.IsZero() {
		t.count(c, base, &d)
	}
	t.override(c, base, &d)
	switch {
	case d.On.IsZero() && !c.Asks:
		return
	case d.On.IsZero():
		d.Why, d.Next = fmt.Sprintf("the %s is not on file", about(c.From[0])), t.addToCard("dates")
		d.Missing = "dates." + string(c.From[0])
		switch c.From[0] {
		case rules.Birth:
			d.Why, d.Next, d.Missing = "the birth date is not on file", t.addToCard("birth_date"), "birth_date"
		case rules.StartOfCare:
			d.Next, d.Missing = t.addToCard("start_of_care"), "start_of_care"
		}
	}
	if other := t.done[c.UnlessBy]; c.UnlessBy != "" && other != nil && !d.On.Before(other.On) && !other.On.IsZero() {
		return
	}
	t.finish(c, &d)
	t.put(c, d)
}

// latest returns the latest of the stated days.
func (t *turn) latest(of []record.Milestone) record.StatedDay {
	var last record.StatedDay
	for _, m := range of {
		if d := t.day(m); d.On.After(last.On) {
			last = d
		}
	}
	return last
}

// day returns a milestone, the birth date or the start of care.
func (t *turn) day(m record.Milestone) record.StatedDay {
	c := t.facts.Client
	at := c.Source
	at.Column = "" // the row; each may come from another one
	switch m {
	case rules.Birth:
		return record.StatedDay{Milestone: m, On: c.BirthDate, Source: at}
	case rules.StartOfCare:
		return record.StatedDay{Milestone: m, On: c.StartOfCare, Source: at}
	}
	return c.Day(m)
}

// fits reports whether the row's lead fits the client.
func (t *turn) fits(c *rules.Clock) bool {
	if c.Lead == nil {
		return true
	}
	third, of := Anniversary(t.facts.Client.BirthDate, 3), t.day(c.Lead.Of).On
	return c.Lead.Fits(third.DaysSince(of), !third.IsZero() && !of.IsZero())
}

// isEnded reports whether what falls due was done: one of the days that end it
// lies on or after the day that it counts from, or no day to count from is
// known and it was done at all.
func (t *turn) isEnded(c *rules.Clock, base record.StatedDay) bool {
	last := t.latest(c.EndedBy)
	return !last.On.IsZero() && !last.On.Before(base.On)
}

// before works out a clock that is counted back from another one's day. The
// clinic's duty is done once papers went out in the time before that day.
func (t *turn) before(c *rules.Clock, d Due) {
	other := t.done[c.Before]
	if other == nil || other.On.IsZero() {
		return
	}
	n := c.Days
	if c.Count == rules.SchoolDays && t.book.options.PacketDays > 0 {
		n = -t.book.options.PacketDays
	}
	d.On = t.move(c, other.On, n)
	d.Subject, d.Sources = "", other.Sources
	d.Why = fmt.Sprintf("%d %s before the %s, %s (%s)", -n, countWords(c.Count), other.What, other.On, other.Basis)
	t.note(c, &d)
	if c.Whose == Clinic && t.wasSent(other.On) {
		return
	}
	t.finish(c, &d)
	t.put(c, d)
}

// sentWithin is how many days before a meeting papers count as sent for it: the
// first of the usual reminders.
const sentWithin = 60

func (t *turn) wasSent(meeting record.Date) bool {
	return slices.ContainsFunc(t.facts.Sent, func(on record.Date) bool {
		return !on.After(meeting) && meeting.DaysSince(on) <= sentWithin
	})
}

// finish fills in the days around the day: the last one on which something can
// be done, the window and the reminders.
func (t *turn) finish(c *rules.Clock, d *Due) {
	if d.On.IsZero() {
		return
	}
	counts := t.days.IsWorking
	if c.For == rules.ForIEP || c.For == rules.ForIFSP || c.For == rules.ForReportCards || c.Count == rules.SchoolDays {
		counts = t.days.IsSchool
	}
	d.ActBy = t.days.LastOn(d.On, counts)
	if c.Opens != nil {
		d.Opens = d.On.AddDays(-c.Opens.Days).AddMonths(-c.Opens.Months)
		if c.Years > 0 && c.From[0] == rules.Birth { // counted from the birthday, not from the last day in time
			d.Opens = Anniversary(t.facts.Client.BirthDate, c.Years).AddDays(-c.Opens.Days).AddMonths(-c.Opens.Months)
		}
	}
	alerts := c.Alerts
	if len(alerts) == 0 {
		alerts = t.book.options.Alerts
	}
	for _, n := range alerts {
		d.Alerts = append(d.Alerts, d.ActBy.AddDays(-n))
	}
	slices.SortFunc(d.Alerts, record.Date.Compare)
}

// keep takes the due thing, unless it lies beyond what is asked for or after the
// client left, or is there already: two authorizations may be of one payer.
func (t *turn) keep(d Due) {
	for i := range t.all[t.begins:] {
		if other := &t.all[t.begins+i]; other.Clock == d.Clock && other.Subject == d.Subject {
			return
		}
	}
	gone := t.facts.Client.Discharged
	if !gone.IsZero() && (d.On.IsZero() || d.On.After(gone)) || d.On.After(t.until) {
		return
	}
	t.all = append(t.all, d)
}

// put keeps the due thing, and its later turns where it comes every year or so.
func (t *turn) put(c *rules.Clock, d Due) {
	t.keep(d)
	t.done[c.Clock] = &d
	yearly := c
	if c.Before != "" {
		yearly = t.counted[c.Before]
	}
	t.counted[c.Clock] = yearly
	if yearly.Years == 0 || d.On.IsZero() || yearly.From[0] == rules.Birth {
		return
	}
	t.expectEach(d, func(n int) record.Date { return Anniversary(d.On, n*yearly.Years) })
}

// expectEach adds the later turns of d, the nth on the day of n, up to the last
// day that is asked for.
func (t *turn) expectEach(d Due, day func(n int) record.Date) {
	for n, more := 1, true; more; n++ {
		more = t.expect(d, day(n), n)
	}
}

// expect adds a later turn; false where it lies beyond what is asked for.
func (t *turn) expect(d Due, on record.Date, n int) bool {
	if on.After(t.until) {
		return false
	}
	if !on.After(t.today) {
		return true
	}
	d.Expected, d.Basis, d.Alerts, d.Opens = true, Computed, nil, record.Date{}
	d.Why = "expected after " + d.On.String() + ", if nothing changes"
	d.Subject += "+" + strconv.Itoa(n)
	d.On = on
	d.ActBy = t.days.LastOn(on, t.days.IsSchool)
	t.keep(d)
	return true
}

// addToCard is the step that puts a missing day on file.
func (t *turn) addToCard(field string) record.NextStep {
	return record.NextStep{Act: record.StepFixCard, Client: t.facts.Client.ID, Name: field, Text: "add it to"}
}

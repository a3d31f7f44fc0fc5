package calendar

import (
	"fmt"

	"milepost/record"
	"milepost/rules"
)

// count fills in the computed day.
func (t *turn) count(c *rules.Clock, base record.StatedDay, d *Due) {
	d.On = base.On.AddMonths(12*c.Years + c.Months)
	span := spanWords(c)
	d.On = t.move(c, d.On, c.Days)
	if c.End == rules.Exclusive {
		d.On = t.move(c, d.On, -1)
		span += ", the day itself excluded"
	}
	d.Why = fmt.Sprintf("%s from the %s, %s", span, about(base.Milestone), base.On)
	if span == "" {
		d.Why = fmt.Sprintf("the %s, %s", about(base.Milestone), base.On)
	}
	d.Sources = append(d.Sources, base.Source)
	t.note(c, d)
}

// note says what the counting of school days rested on, and what did not move
// the day.
func (t *turn) note(c *rules.Clock, d *Due) {
	if c.Count == rules.SchoolDays && !t.days.KnowsSchool(d.On) {
		d.Why += "; no school calendar of the district is on file for it, so weekdays without public holidays were counted"
	}
	if amended := t.facts.Client.Day(record.IEPAmended); c.Clock == "iep-review" && !amended.On.IsZero() {
		d.Why += fmt.Sprintf("; the amendment of %s does not move it", amended.On)
	}
}

// move adds days as the row counts them.
func (t *turn) move(c *rules.Clock, day record.Date, n int) record.Date {
	switch c.Count {
	case rules.SchoolDays:
		return t.days.Add(day, n, t.days.IsSchool)
	case rules.WorkingDays:
		return t.days.Add(day, n, t.days.IsWorking)
	}
	return day.AddDays(n)
}

// override puts the day that the family's copy prints in place of the computed
// one, and the day of the meeting, once known, in place of both. A day that is
// not after the one counted from belongs to the turn before, and says nothing.
func (t *turn) override(c *rules.Clock, base record.StatedDay, d *Due) {
	for _, by := range []struct {
		m     record.Milestone
		basis Basis
		says  string
	}{{c.Printed, Printed, "the family's copy says %s"}, {c.Meeting, Met, "the meeting is on %s"}} {
		if by.m == "" {
			continue
		}
		day := t.day(by.m)
		if day.On.IsZero() || !day.On.After(base.On) {
			continue
		}
		said := fmt.Sprintf(by.says, day.On)
		if !d.On.IsZero() {
			instead := "in place of"
			if day.On.After(d.On) {
				instead = "later than"
			}
			said += fmt.Sprintf(", %s %s: %s", instead, d.On, d.Why)
		}
		d.On, d.Basis, d.Why = day.On, by.basis, said
		d.Sources = append([]record.Source{day.Source}, d.Sources...)
	}
}

package fold

import (
	"cmp"
	"slices"

	"milepost/ingest/value"
	"milepost/record"
)

// mergeDays takes what a later version says of plan, school, milestones and
// authorizations. A later day of a milestone replaces the one before, and keeps
// its own source; an authorization is known by its number, else its first day.
func mergeDays(into *record.Client, later record.Client) {
	put(&into.Plan, later.Plan)
	put(&into.School.Name, later.School.Name)
	put(&into.School.District, later.School.District)
	put(&into.School.State, later.School.State)
	put(&into.School.Excusal, later.School.Excusal)
	for _, d := range later.Days {
		i := slices.IndexFunc(into.Days, func(known record.StatedDay) bool { return known.Milestone == d.Milestone })
		switch {
		case i < 0:
			into.Days = append(into.Days, d)
		case into.Days[i].On != d.On:
			into.Days[i] = d
		}
	}
	if len(later.Days) > 0 {
		into.Days = value.InMilestoneOrder(into.Days)
	}
	for _, a := range later.Allowed {
		i := slices.IndexFunc(into.Allowed, func(known record.Authorization) bool { return known.Name() == a.Name() })
		if i < 0 {
			into.Allowed = append(into.Allowed, a)
			continue
		}
		known := &into.Allowed[i]
		if anyOf(put(&known.Payer, a.Payer), put(&known.From, a.From), put(&known.To, a.To), put(&known.Visits, a.Visits)) {
			known.Source = a.Source
		}
	}
	slices.SortStableFunc(into.Allowed, func(a, b record.Authorization) int {
		return cmp.Or(a.From.Compare(b.From), a.To.Compare(b.To))
	})
}

// farthest is how many days ahead a day may lie that is set for the future:
// three years, the longest time between two of a kind, and three months.
const farthest = 3*365 + 92

// checkDays refuses days that cannot be: before birth, or in the future where
// only what has happened counts. A refused day says nothing.
func (f *folder) checkDays() {
	c := &f.Client
	for _, m := range record.Milestones() {
		d := c.Day(m.Milestone)
		wrong := ""
		switch {
		case d.On.IsZero():
			continue
		case d.On.Before(c.BirthDate):
			wrong = "is a day before birth; it was left out"
		case m.Ahead && !f.opt.Today.IsZero() && d.On.DaysSince(f.opt.Today) > farthest:
			wrong = "lies more than three years ahead, and nothing is set so far; it was left out"
		case !m.Ahead && !f.opt.Today.IsZero() && d.On.After(f.opt.Today):
			wrong = "lies in the future, and \"" + string(m.Milestone) + "\" says what has happened; it was left out"
		}
		if wrong == "" {
			continue
		}
		c.Days = slices.DeleteFunc(c.Days, func(known record.StatedDay) bool { return known.Milestone == m.Milestone })
		f.refuseStated(d.Source, d.On.String(), "date."+string(m.Milestone), wrong)
	}
	c.Allowed = slices.DeleteFunc(c.Allowed, func(a record.Authorization) bool {
		backwards := !a.From.IsZero() && !a.To.IsZero() && a.To.Before(a.From)
		if backwards {
			f.refuseStated(a.Source, a.From.String()+" to "+a.To.String(), "authorization.backwards", "is an authorization that ends before it begins; it was left out")
		}
		return backwards
	})
}

func (f *folder) refuseStated(at record.Source, found, code, wrong string) {
	f.Problems = append(f.Problems, record.Problem{
		Source: at, Code: code, Client: f.Client.ID, Found: found, Wrong: wrong,
		Next: record.ToCorrect("the day in the export, or write the right one in the client's card"),
	})
}

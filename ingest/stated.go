package ingest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"milepost/record"
)

// school reads where the client learns: school: {name: , district: , state: }.
func (r *cardReader) school(node ast.Node) record.School {
	var s record.School
	r.keys(node, "school", []setter{
		{"name", func(n ast.Node) { s.Name = r.text(n) }},
		{"district", func(n ast.Node) { s.District = r.text(n) }},
		{"excusal", func(n ast.Node) { s.Excusal = r.day("excusal", n) }},
		{"state", func(n ast.Node) {
			if s.State = strings.ToUpper(r.text(n)); !isState(s.State) {
				r.unusable("state", n, "is not a state", "write its two letters, like IL")
				s.State = ""
			}
		}},
	})
	return s
}

func isState(text string) bool {
	return len(text) == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z'
}

// days reads the milestones of a card, each with its line.
func (r *cardReader) days(node ast.Node) []record.StatedDay {
	var days []record.StatedDay
	var setters []setter
	for _, m := range record.Milestones() {
		key := string(m.Milestone)
		setters = append(setters, setter{key, func(n ast.Node) {
			if on := r.day(key, n); !on.IsZero() {
				days = append(days, record.StatedDay{Milestone: m.Milestone, On: on, Source: r.at(n, key)})
			}
		}})
	}
	r.keys(node, "dates", setters)
	return inMilestoneOrder(days)
}

// authorization reads a payer's leave to treat.
func (r *cardReader) authorization(node ast.Node) record.Authorization {
	a := record.Authorization{Source: r.at(node, "authorizations")}
	r.keys(node, "an authorization", []setter{
		{"number", func(n ast.Node) { a.Number = r.text(n) }},
		{"payer", func(n ast.Node) { a.Payer = r.text(n) }},
		{"from", func(n ast.Node) { a.From = r.day("from", n) }},
		{"to", func(n ast.Node) { a.To = r.day("to", n) }},
		{"visits", func(n ast.Node) { a.Visits = r.number("visits", n) }},
	})
	return a
}

// daysOf fills in what the row says of plan, school, milestones and one
// authorization.
func (v *values) daysOf(c *record.Client) {
	if !v.statesDays() {
		return
	}
	switch plan := strings.ToUpper(v.text("client.plan")); plan {
	case record.PlanIEP, record.PlanIFSP:
		c.Plan = plan
	case "NONE", "NO":
		c.Plan = record.PlanNone
	}
	c.School = record.School{Name: v.text("school.name"), District: v.text("school.district")}
	if state := strings.ToUpper(v.text("school.state")); isState(state) {
		c.School.State = state
	}
	for _, m := range record.Milestones() {
		field := "date." + string(m.Milestone)
		if on, _ := v.day(field); !on.IsZero() {
			c.Days = append(c.Days, record.StatedDay{Milestone: m.Milestone, On: on, Source: v.source(v.columnOf(field))})
		}
	}
	a := record.Authorization{Number: v.text("authorization.number"), Payer: v.text("authorization.payer"), Source: v.source("")}
	a.From, _ = v.day("authorization.from")
	a.To, _ = v.day("authorization.to")
	a.Visits, _ = v.whole("authorization.visits")
	if a.Number != "" || !a.From.IsZero() || !a.To.IsZero() {
		c.Allowed = append(c.Allowed, a)
	}
}

// statesDays reports whether the row or its mapping has one of the fields of
// daysOf, which most exports lack.
func (v *values) statesDays() bool {
	stated := func(field string) bool {
		return strings.HasPrefix(field, "date.") || strings.HasPrefix(field, "authorization.") ||
			strings.HasPrefix(field, "school.") || field == "client.plan"
	}
	for field := range v.at {
		if stated(field) {
			return true
		}
	}
	for field := range v.l.mapping.Make {
		if stated(field) {
			return true
		}
	}
	for field := range v.l.mapping.Always {
		if stated(field) {
			return true
		}
	}
	return false
}

// sayDays is what sayClient says of all that daysOf fills in.
func sayDays(c record.Client) string {
	said := []string{c.Plan, c.School.Name, c.School.District, c.School.State, c.School.Excusal.String()}
	for _, d := range c.Days {
		said = append(said, string(d.Milestone)+d.On.String())
	}
	for _, a := range c.Allowed {
		said = append(said, fmt.Sprint(a.Number, "\x00", a.Payer, a.From, a.To, a.Visits))
	}
	return strings.Join(said, "\x00")
}

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
		into.Days = inMilestoneOrder(into.Days)
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

// forgetDays takes back the days and authorizations that an earlier text of the
// card stated: what a person took off the card no longer counts. What exports
// stated stays.
func forgetDays(c *record.Client, card string) {
	c.Days = slices.DeleteFunc(c.Days, func(d record.StatedDay) bool { return d.Source.File == card })
	c.Allowed = slices.DeleteFunc(c.Allowed, func(a record.Authorization) bool { return a.Source.File == card })
}

func inMilestoneOrder(days []record.StatedDay) []record.StatedDay {
	place := map[record.Milestone]int{}
	for i, m := range record.Milestones() {
		place[m.Milestone] = i
	}
	slices.SortStableFunc(days, func(a, b record.StatedDay) int { return cmp.Compare(place[a.Milestone], place[b.Milestone]) })
	return days
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
		Do: "correct the day in the export, or write the right one in the client's card",
	})
}

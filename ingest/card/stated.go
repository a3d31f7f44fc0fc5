package card

import (
	"strings"

	"github.com/goccy/go-yaml/ast"

	"milepost/ingest/value"
	"milepost/record"
)

// school reads where the client learns: school: {name: , district: , state: }.
func (r *reader) school(node ast.Node) record.School {
	var s record.School
	r.keys(node, "school", []setter{
		{"name", func(n ast.Node) { s.Name = r.Text(n) }},
		{"district", func(n ast.Node) { s.District = r.Text(n) }},
		{"excusal", func(n ast.Node) { s.Excusal = r.day("excusal", n) }},
		{"state", func(n ast.Node) {
			if s.State = strings.ToUpper(r.Text(n)); !value.IsState(s.State) {
				r.unusable("state", n, "is not a state", record.ToWrite("its two letters, like IL"))
				s.State = ""
			}
		}},
	})
	return s
}

// days reads the milestones of a card, each with its line.
func (r *reader) days(node ast.Node) []record.StatedDay {
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
	return value.InMilestoneOrder(days)
}

// authorization reads a payer's leave to treat.
func (r *reader) authorization(node ast.Node) record.Authorization {
	a := record.Authorization{Source: r.at(node, "authorizations")}
	r.keys(node, "an authorization", []setter{
		{"number", func(n ast.Node) { a.Number = r.Text(n) }},
		{"payer", func(n ast.Node) { a.Payer = r.Text(n) }},
		{"from", func(n ast.Node) { a.From = r.day("from", n) }},
		{"to", func(n ast.Node) { a.To = r.day("to", n) }},
		{"visits", func(n ast.Node) { a.Visits = r.number("visits", n) }},
	})
	return a
}

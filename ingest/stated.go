package ingest

import (
	"fmt"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

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
	if state := strings.ToUpper(v.text("school.state")); value.IsState(state) {
		c.School.State = state
	}
	c.Days = v.milestones()
	a := record.Authorization{Number: v.text("authorization.number"), Payer: v.text("authorization.payer"), Source: v.source("")}
	a.From, _ = v.day("authorization.from")
	a.To, _ = v.day("authorization.to")
	a.Visits, _ = v.whole("authorization.visits")
	if a.Number != "" || !a.From.IsZero() || !a.To.IsZero() {
		c.Allowed = append(c.Allowed, a)
	}
}

// stated keeps what a row that brings no client says of the client's plan,
// school, milestones and authorizations; a goal that it brings has the days.
func (v *values) stated(p person) outcome {
	if !v.statesDays() || v.yes("row.void") {
		return nothing
	}
	c := record.Client{Source: v.source(""), Modified: v.modified}
	v.daysOf(&c)
	if len(v.planDays) > 0 {
		c.Days = nil
	}
	if !c.StatesPlan() {
		return nothing
	}
	said := sayDays(c)
	if v.in.isNew("stated", string(p.key), said, string(v.modified)) {
		v.in.batch.Statements = append(v.in.batch.Statements, record.Statement{
			Key: record.KeyOf("stated", string(p.key), said), Client: p.id, ClientKey: p.key, By: "export",
			Source: c.Source, Subject: v.subject, Modified: v.modified, Stated: &c,
		})
	}
	return usedRow
}

// milestones returns the days of the client's plan that the row says.
func (v *values) milestones() []record.StatedDay {
	var days []record.StatedDay
	for _, m := range record.Milestones() {
		field := "date." + string(m.Milestone)
		if on, _ := v.day(field); !on.IsZero() {
			days = append(days, record.StatedDay{Milestone: m.Milestone, On: on, Source: v.source(v.columnOf(field))})
		}
	}
	return days
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
	said = append(said, sayMilestones(c.Days)...)
	for _, a := range c.Allowed {
		said = append(said, fmt.Sprint(a.Number, "\x00", a.Payer, a.From, a.To, a.Visits))
	}
	return strings.Join(said, "\x00")
}

func sayMilestones(days []record.StatedDay) []string {
	var said []string
	for _, d := range days {
		said = append(said, string(d.Milestone)+d.On.String())
	}
	return said
}

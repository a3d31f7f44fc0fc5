package ingest

import (
	"fmt"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// Rules by which an Observation is not used.
const (
	obsNoValue     = "Observation: no value that can be counted"
	obsGoalNoValue = "Observation: refers to a goal, and has no value that can be counted"
	obsNoDay       = "Observation: no day, and it refers to no goal"
	obsStatus      = "Observation: status "
)

// observation flattens an Observation: one row for its value, one for each
// component. It names goals that it refers to; where it refers to none it is
// loose: the fold takes it only where a goal refers to it, or asks for its
// code.
func (r *fhirReader) observation(head fhirHead, o fhirObservation) ([]fhirRow, string) {
	if o.Status == enteredInError {
		return nil, r.withdraw(head, taken{"data point", record.KeyOf("point", "id", head.ID), o.Subject, ""})
	}
	client, ok := r.local.client(o.Subject)
	if !ok {
		return nil, "Observation" + notPatient
	}
	switch o.Status {
	case "final", "amended", "corrected", "preliminary":
	case "registered", "cancelled", "unknown":
		return nil, obsStatus + o.Status
	default:
		return nil, "Observation: a status that FHIR does not have"
	}
	base := r.newRow(Data)
	base.about(client, o.Subject)
	base.add("session.day", r.localTime(o.when()))
	if len(o.Performer) > 0 {
		base.add("session.therapist", r.local.therapist(&o.Performer[0]))
	}
	goals := r.goalsOf(o)
	if goals[0] == "" && len(o.when()) < len("2006-01-02") {
		return nil, obsNoDay
	}
	var rows []fhirRow
	for _, goal := range goals {
		rows = append(rows, valueRows(base, head, o, goal)...)
	}
	switch {
	case len(rows) > 0:
		return rows, ""
	case goals[0] != "":
		return nil, obsGoalNoValue
	}
	return nil, obsNoValue
}

// when returns the day or instant of what was observed.
func (o fhirObservation) when() string {
	switch {
	case o.EffectiveDateTime != "":
		return o.EffectiveDateTime
	case o.EffectiveInstant != "":
		return o.EffectiveInstant
	case o.EffectivePeriod != nil:
		return o.EffectivePeriod.Start
	}
	return ""
}

// goalsOf returns the goals that an observation refers to, or one empty id.
func (r *fhirReader) goalsOf(o fhirObservation) []string {
	refs := o.Focus
	for _, e := range o.Extension {
		if e.ValueReference != nil {
			refs = append(refs, *e.ValueReference)
		}
	}
	var goals []string
	for i := range refs {
		if kind, id := r.local.resolve(&refs[i]); kind == "Goal" {
			goals = append(goals, id)
		}
	}
	if len(goals) == 0 {
		return []string{""}
	}
	return goals
}

// valueRows makes a row of each value that can be counted.
func valueRows(base fhirRow, head fhirHead, o fhirObservation, goal string) []fhirRow {
	var rows []fhirRow
	add := func(suffix string, v fhirValue, code *fhirConcept) {
		score := v.text()
		if score == "" {
			return
		}
		row := base
		row.Cells = append([]sheet.Cell(nil), base.Cells...)
		row.add("goal.id", goal)
		if head.ID != "" {
			row.add("goal.code", observed+"|"+head.ID)
			row.add("point.id", head.ID+suffix)
		}
		addCodes(&row, code)
		if goal == "" {
			row.add("point.loose", "yes")
		} else if suffix != "" {
			row.add("point.note", code.words())
		}
		row.add("point.score", score)
		rows = append(rows, row)
	}
	of := ""
	if goal != "" && len(o.Focus) > 1 {
		of = "@" + goal
	}
	add(of, o.fhirValue, o.Code)
	for i, c := range o.Component {
		add(componentID("", i)+of, c.fhirValue, c.Code)
	}
	return rows
}

// text writes the value as a result is written. Empty: it cannot be counted.
func (v fhirValue) text() string {
	switch {
	case v.Quantity != nil:
		kind, _ := kindOfUnit(v.Quantity)
		return quantityText(v.Quantity, kind)
	case v.Ratio != nil:
		return ratioTextOf(v.Ratio)
	case v.Integer != nil:
		return v.Integer.String()
	case v.Boolean != nil:
		return yesText(*v.Boolean)
	case v.Concept != nil:
		return attainmentOf(v.Concept)
	}
	if _, _, bad := (value.ScoreReader{Book: value.NewHelpBook()}).Read(sheet.Cell{Text: v.String}); bad != nil {
		return ""
	}
	return v.String
}

// componentID names one component of an observation.
func componentID(observation string, i int) string { return fmt.Sprintf("%s#%d", observation, i+1) }

func yesText(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// ratioTextOf writes a ratio of whole numbers. Empty: it is none.
func ratioTextOf(r *fhirRatio) string {
	ok, of := r.Numerator.number(), r.Denominator.number()
	if ok == "" || of == "" || strings.Contains(ok+of, ".") {
		return ""
	}
	return ok + "/" + of
}

// kindOfUnit returns the measure and the unit that a quantity is of.
//
// Source of the codes: UCUM.
func kindOfUnit(q *fhirQuantity) (record.Kind, string) {
	code, unit := q.Code, q.Unit
	if code == "" {
		code = unit
	}
	if unit == "" {
		unit = strings.Trim(code, "{}")
	}
	switch code {
	case "%":
		return record.Percent, ""
	case "s", "sec", "min", "h", "hr":
		return record.Duration, unit
	case "mm", "cm", "m", "[in_i]", "[in_us]", "[ft_i]":
		return record.Length, unit
	}
	return record.Count, unit
}

// quantityText writes a quantity so that its text alone says what it is.
func quantityText(q *fhirQuantity, kind record.Kind) string {
	number := q.number()
	if number == "" {
		return ""
	}
	switch kind {
	case record.Percent:
		number += "%"
	case record.Duration:
		number += " " + map[string]string{"s": "s", "sec": "s", "min": "min", "h": "h", "hr": "h"}[codeOr(q)]
	}
	return q.Comparator + number
}

func codeOr(q *fhirQuantity) string {
	if q.Code != "" {
		return q.Code
	}
	return q.Unit
}

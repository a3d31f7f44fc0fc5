package ingest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"milepost/ingest/sheet"
	"milepost/record"
)

// observed is the system of a goal's code that names one observation by its
// id: a goal's outcomeReference, and the observation itself.
const observed = "Observation"

// stepsColumn holds the steps of a scale with their words: "0 = all the help;
// 1 = some help".
const stepsColumn = "goal.steps"

// goal flattens a Goal: one row for each thing that it measures, one row where
// it measures nothing.
func (r *fhirReader) goal(head fhirHead, g fhirGoal) ([]fhirRow, string) {
	if g.LifecycleStatus == enteredInError {
		return nil, r.withdraw(head, taken{"goal", record.GoalByID(record.ID(head.ID)), g.Subject, ""})
	}
	client, ok := r.local.client(g.Subject)
	if !ok {
		return nil, "Goal" + notPatient
	}
	base := r.newRow(Goals)
	base.about(client, g.Subject)
	base.add("goal.id", head.ID)
	base.add("goal.text", g.Description.words())
	r.addState(&base, g)
	base.add("goal.start", r.wholeDay(g.StartDate))
	for _, ref := range g.outcomes() {
		if kind, id := r.local.resolve(&ref); kind == "Observation" {
			base.add("goal.code", observed+"|"+id)
		}
	}
	return r.targetRows(head, g, base), ""
}

func (g fhirGoal) outcomes() []fhirReference {
	refs := slices.Clone(g.OutcomeReference)
	for _, o := range g.Outcome {
		refs = append(refs, o.target())
	}
	return refs
}

// addState adds what is said of the goal's life. A goal that is completed was
// met only where its achievement says so: FHIR's completed means "no longer
// being sought".
//
// Source: HL7 FHIR R4 value sets goal-status and goal-achievement.
func (r *fhirReader) addState(row *fhirRow, g fhirGoal) {
	achieved := g.AchievementStatus.first()
	switch achieved {
	case "", "in-progress", "improving", "worsening", "no-change", "achieved", "sustaining",
		"not-achieved", "no-progress", "not-attainable":
	default:
		row.add("goal.state", "FHIR achievement "+achieved) // told as an unknown word
		return
	}
	met := achieved == "achieved" || achieved == "sustaining"
	switch g.LifecycleStatus {
	case "proposed", "planned":
		row.add("goal.state", string(record.GoalPlanned))
	case "accepted", "active":
		row.add("goal.state", string(record.GoalActive))
	case "on-hold":
		row.add("goal.state", string(record.GoalPaused))
	case "completed", "cancelled", "rejected":
		state := record.GoalDiscontinued
		if met && g.LifecycleStatus == "completed" {
			state = record.GoalMet
		}
		row.add("goal.state", string(state))
		row.add("goal.end", r.wholeDay(g.StatusDate))
	case "":
	default:
		row.add("goal.state", "FHIR status "+g.LifecycleStatus)
	}
}

// targetRows makes a row of each target that measures something. A target that
// only names a due day dates the goal as a whole.
func (r *fhirReader) targetRows(head fhirHead, g fhirGoal, base fhirRow) []fhirRow {
	var rows []fhirRow
	due := ""
	for i, t := range g.Target {
		row := base
		row.Cells = slices.Clone(base.Cells)
		day := r.dueDay(g, t)
		if !addTarget(&row, t) {
			due = day
			continue
		}
		row.add("goal.target_date", day)
		row.add("objective.id", targetID(head, t, i))
		row.add("objective.text", t.Measure.words())
		rows = append(rows, row)
	}
	if steps := attainmentSteps(g.Extension); steps != "" {
		row := base
		row.Cells = slices.Clone(base.Cells)
		row.add("goal.measure", string(record.GAS))
		row.add("goal.better", string(record.Up))
		row.add(stepsColumn, steps)
		row.add("goal.target", "0") // "expected outcome" is what the scale aims at
		row.add("goal.target_date", due)
		row.add("objective.id", targetID(head, fhirTarget{ID: "gas"}, 0))
		row.add("objective.text", "Goal attainment")
		rows = append(rows, row)
	}
	if len(rows) == 0 {
		base.add("goal.target_date", due)
		return []fhirRow{base}
	}
	if len(rows) == 1 { // it repeats the goal
		rows[0].Cells = slices.DeleteFunc(rows[0].Cells, func(c sheet.Cell) bool { return strings.HasPrefix(c.Column, "objective.") })
	}
	return rows
}

// targetID names one of several targets.
func targetID(head fhirHead, t fhirTarget, i int) string {
	name := t.ID
	if name == "" {
		name = strconv.Itoa(i + 1)
	}
	return head.ID + "." + name
}

// addTarget adds measure and level of a target. False: it has neither.
func addTarget(row *fhirRow, t fhirTarget) bool {
	before := len(row.Cells)
	addCodes(row, t.Measure)
	kind, unit := record.Kind(""), ""
	better := ""
	switch {
	case t.DetailQuantity != nil:
		kind, unit = kindOfUnit(t.DetailQuantity)
		better = betterOf(t.DetailQuantity.Comparator)
		row.add("goal.target", quantityText(t.DetailQuantity, kind))
	case t.DetailRatio != nil:
		kind = record.Trials
		row.add("goal.target", ratioTextOf(t.DetailRatio))
	case t.DetailRange != nil:
		kind, unit, better = addRange(row, t.DetailRange)
	case t.DetailInteger != nil:
		kind = record.Count
		row.add("goal.target", t.DetailInteger.String())
	case t.DetailBoolean != nil:
		kind = record.YesNo
		row.add("goal.target", yesText(*t.DetailBoolean))
	case attainmentOf(t.DetailConcept) != "":
		kind = record.GAS
		row.add("goal.target", attainmentOf(t.DetailConcept))
	case t.DetailConcept.words() != "", t.DetailString != "":
		kind = record.Narrative
		row.add("goal.criterion", t.DetailConcept.words()+t.DetailString)
	}
	if isAttainment(t.Measure) {
		kind, better = record.GAS, string(record.Up)
	}
	row.add("goal.measure", string(kind))
	row.add("goal.unit", unit)
	row.add("goal.better", better)
	return len(row.Cells) > before || t.Measure.words() != ""
}

// addRange adds a range as target: its open end says where improvement lies.
func addRange(row *fhirRow, of *fhirRange) (kind record.Kind, unit, better string) {
	low, high := of.Low.number(), of.High.number()
	switch {
	case low != "" && high != "":
		kind, unit = kindOfUnit(of.Low)
		row.add("goal.target", low+"-"+high)
	case low != "":
		kind, unit = kindOfUnit(of.Low)
		better = string(record.Up)
		row.add("goal.target", quantityText(of.Low, kind))
	case high != "":
		kind, unit = kindOfUnit(of.High)
		better = string(record.Down)
		row.add("goal.target", quantityText(of.High, kind))
	}
	return kind, unit, better
}

// addCodes adds the codes of a concept, by which observations name the goal.
func addCodes(row *fhirRow, c *fhirConcept) {
	if c == nil {
		return
	}
	for _, coding := range c.Coding {
		if coding.Code != "" {
			row.add("goal.code", strings.TrimSuffix(coding.System, "/")+"|"+coding.Code)
		}
	}
}

// betterOf returns where improvement lies for a level with a comparator: below
// it for "<", above it for ">". Without one it is not known.
func betterOf(comparator string) string {
	switch comparator {
	case "<", "<=":
		return string(record.Down)
	case ">", ">=":
		return string(record.Up)
	}
	return ""
}

// dueDay returns the day by which a target is aimed at; a duration counts from
// the goal's start.
func (r *fhirReader) dueDay(g fhirGoal, t fhirTarget) string {
	if t.DueDate != "" {
		return r.wholeDay(t.DueDate)
	}
	start, err := record.ParseDate(g.StartDate)
	if t.DueDuration == nil || err != nil || start.IsZero() {
		return ""
	}
	n, err := t.DueDuration.Value.Int64()
	if err != nil || n < 0 || n > 10_000 {
		return ""
	}
	switch t.DueDuration.Code {
	case "d":
		return start.AddDays(int(n)).String()
	case "wk":
		return start.AddDays(7 * int(n)).String()
	case "mo":
		return start.AddMonths(int(n)).String()
	case "a":
		return start.AddMonths(12 * int(n)).String()
	}
	return ""
}

// attainmentSteps reads the levels of goal attainment scaling with their
// words, as "-2 = ...; -1 = ...". Empty: the goal has none.
//
// Source: HL7 Person-Centered Outcomes, extension pco-goal-attainment-scaling.
func attainmentSteps(extensions []fhirExtension) string {
	var steps []string
	for _, e := range extensions {
		if !strings.HasSuffix(e.URL, "/pco-goal-attainment-scaling") {
			continue
		}
		level, words := "", ""
		for _, part := range e.Extension {
			if part.ValueCoding != nil {
				level = attainment(part.ValueCoding.Code)
			}
			if level == "" && part.ValueConcept != nil {
				level = attainmentOf(part.ValueConcept)
			}
			if part.ValueString != "" {
				words = part.ValueString
			}
		}
		if level != "" {
			steps = append(steps, fmt.Sprintf("%s = %s", level, strings.ReplaceAll(words, ";", ",")))
		}
	}
	return strings.Join(steps, "; ")
}

// attainment returns the step for a LOINC answer of goal attainment scaling.
//
// Source: LOINC answer list LL6900-6.
func attainment(code string) string {
	switch code {
	case "LA34479-8":
		return "2"
	case "LA34480-6":
		return "1"
	case "LA34481-4":
		return "0"
	case "LA34483-0":
		return "-1"
	case "LA34484-8":
		return "-2"
	}
	return ""
}

func attainmentOf(c *fhirConcept) string {
	if c == nil {
		return ""
	}
	for _, coding := range c.Coding {
		if step := attainment(coding.Code); step != "" {
			return step
		}
	}
	return ""
}

// isAttainment reports whether a concept is a goal attainment score.
//
// Source: LOINC 107332-9 (any), 107333-7 (by the practitioner), 107334-5 (by
// the patient), 107331-1 (by a caregiver).
func isAttainment(c *fhirConcept) bool {
	if c == nil {
		return false
	}
	return slices.ContainsFunc(c.Coding, func(coding fhirCoding) bool {
		switch coding.Code {
		case "107332-9", "107333-7", "107334-5", "107331-1":
			return true
		}
		return false
	})
}

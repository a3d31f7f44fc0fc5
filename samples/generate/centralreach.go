package main

import (
	"fmt"
	"strconv"
	"time"
)

// centralReach is the session export of caseloads A to C: a line for each
// visit and objective, with a few void and deleted lines.
func centralReach(c *clinic) []byte {
	rows := [][]string{{
		"Id", "DateOfService", "ClientId", "ClientFirstName", "ClientLastName", "ProviderId", "ProviderFirstName",
		"ProviderLastName", "ProcedureCodeString", "ProcedureCodeId", "Location", "TimeWorkedInMins",
		"UnitsOfService", "DateTimeFrom", "DateTimeTo", "CreationDate", "IsVoid", "IsDeleted", "IsLocked",
		"GoalTitle", "Score", "Prompt", "Supports", "Format", "SessionNote", "ParentComment",
	}}
	id := 51220400
	for i, v := range c.visits {
		if v.child.webPT() {
			continue
		}
		for n, r := range v.rows {
			id += 1 + i%3
			row := crRow(v, r, id)
			if n == 0 {
				row[24], row[25] = v.note, v.parent
			}
			rows = append(rows, row)
		}
		if v.status == "No show" && len(v.child.goals) > 0 && i%2 == 0 {
			id++
			rows = append(rows, enteredInError(v, id))
		}
	}
	return table("\r\n", rows)
}

func crRow(v *visit, r visitRow, id int) []string {
	score := r.objective.write(r.point.value)
	if r.point.blank {
		score = []string{"", "N/A", "Not addressed"}[id%3]
	}
	return []string{
		strconv.Itoa(id), v.day.us(), v.child.ID, crFirst(v), v.child.Last, v.by.id, v.by.first, v.by.last,
		procedure(v), strconv.Itoa(procedureID(v)), v.place, strconv.Itoa(v.minutes), strconv.Itoa(units(v)),
		v.day.us() + " " + v.start.ampm(), v.day.us() + " " + (v.start + clock(v.minutes)).ampm(),
		created(v), "False", "False", "True",
		rowTitle(r), score, r.point.prompt, r.point.supports, v.format, "", "",
	}
}

// enteredInError is a void line for a visit that was never held.
func enteredInError(v *visit, id int) []string {
	g := v.child.goals[0]
	o := g.objectives[0]
	row := crRow(v, visitRow{g, o, &point{visit: v, value: o.fit(o.Target)}}, id)
	row[16], row[18] = "True", "False"
	row[24] = "Entered in error, client did not come."
	if id%2 == 0 {
		row[16], row[17] = "False", "True"
	}
	return row
}

// rowTitle is how a session line names the goal: its title, or the text of the
// objective where the goal has several.
func rowTitle(r visitRow) string {
	if len(r.goal.Objectives) > 0 {
		return r.objective.text
	}
	return r.goal.Title
}

func crFirst(v *visit) string {
	return v.child.First
}

// procedure is code and text of the service, as that program joins them.
func procedure(v *visit) string {
	switch {
	case v.format == "Group":
		return "97150: Group therapeutic procedures"
	case v.place == "Telehealth":
		return "97530-95: Therapeutic activities (telehealth)"
	}
	return "97530: Therapeutic activities"
}

func procedureID(v *visit) int {
	switch {
	case v.format == "Group":
		return 20317
	case v.place == "Telehealth":
		return 20342
	}
	return 20341
}

// units are 15-minute units; a group is one untimed unit.
func units(v *visit) int {
	if v.format == "Group" {
		return 1
	}
	return v.minutes / 15
}

// created is when the note was typed: the same evening or the next day.
func created(v *visit) string {
	at := v.day.time().Add(time.Duration(v.start+clock(v.minutes)) * time.Minute)
	at = at.Add(time.Duration(20+7*(int(v.day)%5)) * time.Minute)
	return fmt.Sprint(at.Format("1/2/2006 3:04 PM"))
}

package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// bom is what Excel writes before a CSV file in UTF-8.
const bom = "\ufeff"

// table writes CSV with the line ends of the program it pretends to be from.
func table(lineEnd string, rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = lineEnd == "\r\n"
	if err := w.WriteAll(rows); err != nil {
		panic(err) // a bytes.Buffer takes everything
	}
	return b.Bytes()
}

// roster is the list of clients, saved by Excel.
func roster(c *clinic) []byte {
	rows := [][]string{{
		"Client ID", "First Name", "Last Name", "Preferred Name", "DOB", "Pronouns", "Therapist ID", "Therapist",
		"Caseload", "Home Language", "Start of Care", "Discharge Date", "Precautions",
	}}
	for _, ch := range c.children {
		t := staff(ch.By)
		rows = append(rows, []string{
			ch.ID, ch.First, ch.Last, ch.Called, dayOf(ch.Born).us(), pronounColumn(ch.Pronouns), t.id, t.name(),
			t.caseload, ch.Language, dayOf(ch.Care).us(), dayOf(ch.Discharged).us(), strings.Join(ch.Precautions, "; "),
		})
	}
	return append([]byte(bom), table("\r\n", rows)...)
}

// goalsExport is the goal-status export in the columns of a school system's
// progress monitoring log.
func goalsExport(c *clinic) []byte {
	rows := [][]string{{
		"State ID", "Local ID", "First Name", "Middle Name", "Last Name", "Goal Title", "Goal Statement",
		"Present Level", "Specially Designed Instruction", "Method", "Baseline Date", "Baseline Score",
		"Last Entered Score", "Last Entered Score Date", "Target Date", "Goal ID", "Discipline", "Goal Status",
		"Goal Start Date", "Goal End Date",
	}}
	for i, ch := range c.children {
		for _, g := range ch.goals {
			rows = append(rows, goalRow(ch, g, 700100+17*i))
		}
	}
	return table("\r\n", rows)
}

func goalRow(ch *child, g *goal, state int) []string {
	base, last, lastDay := "", "", ""
	baseDay, end := g.baseDay, g.end
	if g.state == "On hold" {
		end = 0
	}
	if g.lacks["base"] || len(g.Objectives) > 0 {
		baseDay = 0
	}
	if len(g.Objectives) == 0 {
		o := g.objectives[0]
		if !g.lacks["base"] {
			base = o.write(o.base)
		}
		if p := lastPoint(o); p != nil {
			last, lastDay = o.write(p.value), p.visit.day.us()
		}
	}
	present := ch.say(g.Present, g.start, g.target)
	if ch.Outside {
		present = join(present, "Baseline from the report of the previous clinic, July 15, 2026.")
	}
	return []string{
		strconv.Itoa(state), ch.ID, ch.First, "", ch.Last, g.Title, ch.say(g.Text, g.start, g.target), present,
		ch.say(g.SDI, g.start, g.target), g.Method, baseDay.us(), base, last, lastDay, g.target.us(),
		g.id, g.Discipline, g.state, g.start.us(), end.us(),
	}
}

func lastPoint(o *objective) *point {
	for _, p := range slices.Backward(o.points) {
		if !p.blank {
			return p
		}
	}
	return nil
}

// attendance lists all planned visits of the clinic, held or missed.
func attendance(c *clinic) []byte {
	rows := [][]string{{
		"Client ID", "Date", "Start", "Minutes", "Status", "Therapist ID", "Discipline", "Reason", "Visit ID",
	}}
	for _, v := range c.visits {
		minutes := ""
		if v.status == "Show" {
			minutes = strconv.Itoa(v.minutes)
		}
		rows = append(rows, []string{
			v.child.ID, v.day.us(), v.start.ampm(), minutes, v.status, v.by.id, v.discipline, v.reason, v.id,
		})
	}
	return table("\r\n", rows)
}

// intended lists which status the data of each objective aim at; "lost" is a
// goal met and not kept, which the design still calls met.
func intended(c *clinic) []byte {
	var b strings.Builder
	b.WriteString("client\tgoal\tobjective\tstatus\tmeasure\tgoal key\tcard lacks\n")
	for _, ch := range c.children {
		for _, g := range ch.goals {
			for _, o := range g.objectives {
				fmt.Fprintf(&b, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
					ch.ID, g.id, o.id, strings.ReplaceAll(o.status, "-", " "), o.Measure, g.Key, lacking(ch, g))
			}
		}
	}
	return []byte(b.String())
}

// lacking names what the child's card does not say of the goal.
func lacking(ch *child, g *goal) string {
	switch {
	case g.Discipline != "OT":
		return "discipline " + g.Discipline
	case ch.Card == "none":
		return "all"
	}
	var list []string
	for _, l := range []string{"plain", "target", "base"} {
		if g.lacks[l] {
			list = append(list, l)
		}
	}
	return strings.Join(list, ", ")
}

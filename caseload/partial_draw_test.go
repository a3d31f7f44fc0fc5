package caseload_test

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"milepost/record"
)

// partial draws records of one client of which any part may be missing.
type partial struct {
	t       *rapid.T
	client  record.ID
	name    string
	undated bool // the export has no dates
	row     int
}

// often draws yes in so many of ten cases.
func (d *partial) often(tenths int, label string) bool {
	return rapid.IntRange(0, 9).Draw(d.t, label) < tenths
}

func pick[T any](d *partial, label string, from ...T) T {
	return rapid.SampledFrom(from).Draw(d.t, label)
}

// source is a place of its own for each record.
func (d *partial) source() record.Source {
	d.row++
	return record.Source{File: "partial.csv", Row: d.row + 1}
}

// firstOfAll is the first day on which anything can lie; the clinic's day is
// November 2, 2026, so that some lie ahead.
func firstOfAll() record.Date { return record.Date{Year: 2026, Month: time.March, Day: 1} }

// day draws a day, in so many of ten cases one that is known.
func (d *partial) day(known int, label string) record.Date {
	if !d.often(known, label+" known") {
		return record.Date{}
	}
	return firstOfAll().AddDays(rapid.IntRange(0, 255).Draw(d.t, label))
}

// versions draws all records, each once, of one import.
func (d *partial) versions() record.Versions {
	b := d.batch()
	var v record.Versions
	for _, r := range b.Clients {
		v.Clients = append(v.Clients, record.Version[record.Client]{Order: 1, Record: r})
	}
	for _, r := range b.Goals {
		v.Goals = append(v.Goals, record.Version[record.Goal]{Order: 1, Record: r})
	}
	for _, r := range b.Sessions {
		v.Sessions = append(v.Sessions, record.Version[record.Session]{Order: 1, Record: r})
	}
	for _, r := range b.DataPoints {
		v.DataPoints = append(v.DataPoints, record.Version[record.DataPoint]{Order: 1, Record: r})
	}
	for _, r := range b.Statements {
		v.Statements = append(v.Statements, record.Version[record.Statement]{Order: 1, Record: r})
	}
	for _, r := range b.Assessments {
		v.Assessments = append(v.Assessments, record.Version[record.Assessment]{Order: 1, Record: r})
	}
	return v
}

// batch draws all records of the client.
func (d *partial) batch() record.Batch {
	d.undated = d.often(1, "undated")
	b := record.Batch{Clients: []record.Client{d.aClient()}}
	goals := rapid.IntRange(0, 3).Draw(d.t, "goals")
	for i := range goals {
		b.Goals = append(b.Goals, d.goal(i)...)
	}
	for i := range rapid.IntRange(0, 14).Draw(d.t, "sessions") {
		// One visit a day: which rows are one visit, the fold's own test asks.
		s := d.session(i)
		if !slices.ContainsFunc(b.Sessions, func(o record.Session) bool { return o.Day == s.Day }) {
			b.Sessions = append(b.Sessions, s)
		}
	}
	for i := range goals {
		b.DataPoints = append(b.DataPoints, d.points(i)...)
	}
	for i := range rapid.IntRange(0, 2).Draw(d.t, "statements") {
		b.Statements = append(b.Statements, record.Statement{
			Key: record.KeyOf("statement", string(d.client), fmt.Sprint(i)), Client: d.client, ClientKey: record.ClientByID(d.client), Day: d.day(8, "said on"),
			By: pick(d, "by", "", "parent", "teacher", "therapist", "aunt"), Text: pick(d, "said", "", "Bites more at home.", "We saw it at school"), Source: d.source(),
		})
	}
	for i := range rapid.IntRange(0, 2).Draw(d.t, "assessments") {
		b.Assessments = append(b.Assessments, d.assessment(i))
	}
	return b
}

func (d *partial) aClient() record.Client {
	c := record.Client{
		ID: d.client, FirstName: pick(d, "first", d.name, d.name, ""), LastName: pick(d, "last", d.name+"sen", ""), Preferred: pick(d, "preferred", "", "", d.name+"lie"),
		Caseload: pick(d, "caseload", "", "North"), Therapist: record.ID(pick(d, "therapist", "", "X-1", "X-9")), Source: d.source(),
		StartOfCare: d.day(4, "care"), Plan: pick(d, "plan", "", record.PlanIEP, record.PlanIFSP, record.PlanNone),
	}
	if d.often(6, "born known") {
		c.BirthDate = record.Date{Year: rapid.IntRange(2013, 2025).Draw(d.t, "born"), Month: time.February, Day: 3}
	}
	if d.often(5, "pronouns") {
		c.Pronouns = record.Pronouns{Subject: "she", Object: "her", Possessive: "her", Owned: "hers", Reflexive: "herself"}
	}
	if d.often(2, "discharged") {
		c.Discharged = d.day(10, "discharged on")
	}
	if d.often(2, "contact") {
		c.Contacts = []record.Contact{{Name: "Ada " + d.name + "sen", Relationship: "mother", MayReceive: true}}
	}
	for _, m := range record.Milestones() {
		if d.often(1, string(m.Milestone)) {
			c.Days = append(c.Days, record.StatedDay{Milestone: m.Milestone, On: d.day(9, "stated"), Source: d.source()})
		}
	}
	if d.often(1, "authorized") {
		c.Allowed = []record.Authorization{{Number: pick(d, "number", "", "A-1"), From: d.day(8, "from"), To: d.day(8, "to"), Source: d.source()}}
	}
	return c
}

func goalID(i int) record.ID { return record.ID(fmt.Sprintf("G-%d", i+1)) }

// goal draws a goal, sometimes in two versions, of which the first has ended.
func (d *partial) goal(i int) []record.Goal {
	about := []string{"foods", "lines", "coats"}[i]
	g := record.Goal{
		ID: goalID(i), Client: d.client, ClientKey: record.ClientByID(d.client), Title: pick(d, "title", "", "New "+about),
		Text: pick(d, "goal text", "", d.name+" will learn all of "+about+"."), Discipline: pick(d, "discipline", "", "", "OT", "PT"),
		State: pick(d, "state", record.GoalState(""), "", record.GoalActive, record.GoalPaused, record.GoalMet, record.GoalDiscontinued, record.GoalPlanned),
		Start: d.day(5, "goal start"), Domain: pick(d, "domain", "", "feeding", "scissors"), Source: d.source(), Owner: pick(d, "owner", "", "", record.OwnerSchool, record.OwnerEI),
	}
	if d.often(2, "ended") {
		g.End = d.day(10, "goal end")
	}
	if d.often(5, "named") {
		g.PlainName = map[string]string{"en": "learn all of " + about}
	}
	for j := range rapid.IntRange(0, 2).Draw(d.t, "objectives") {
		g.Objectives = append(g.Objectives, d.objective(record.ID(fmt.Sprintf("%s.%d", g.ID, j+1))))
	}
	if len(g.Objectives) == 0 && d.often(9, "measured") {
		g.Objectives = []record.Objective{d.objective("")}
	}
	if g.End.IsZero() || !d.often(5, "second version") {
		return []record.Goal{g}
	}
	g.Version = 1
	next := g
	next.Version, next.Start, next.End = 2, g.End.AddDays(1), record.Date{}
	next.Objectives = nil
	for _, o := range g.Objectives {
		next.Objectives = append(next.Objectives, d.objective(o.ID))
	}
	return []record.Goal{g, next}
}

func kinds() []record.Kind {
	return []record.Kind{
		"", "", "", record.Percent, record.Trials, record.Count, record.Rate, record.Duration, record.Latency,
		record.Length, record.Assist, record.GAS, record.Rubric, record.YesNo, record.Narrative,
	}
}

func (d *partial) objective(id record.ID) record.Objective {
	o := record.Objective{
		ID: id, Text: pick(d, "step text", "", d.name+" will touch the food."), BaselineDate: d.day(4, "baseline on"), TargetDate: d.day(4, "target by"),
		Measure: record.Measure{
			Kind: rapid.SampledFrom(kinds()).Draw(d.t, "measure"), Unit: pick(d, "unit", "", "", "bites"), Of: pick(d, "of", 0, 0, 5, 10),
			Better: pick(d, "better", record.Direction(""), record.Up, record.Up, record.Down),
		},
		Place: pick(d, "place", "", "", "clinic", "school"), Format: pick(d, "format", "", "", "group"),
	}
	if k := o.Measure.Kind; k == record.Rubric || k == record.Assist && d.often(2, "own steps") {
		for i := range rapid.IntRange(0, 4).Draw(d.t, "steps") {
			o.Measure.Steps = append(o.Measure.Steps, record.Step{Value: i, Words: strings.Repeat("more ", i) + "alone"})
		}
	}
	if d.often(2, "other clinic") {
		o.BaselineFrom = "Little Steps Clinic"
	}
	form := d.formOf(o.Measure.Kind)
	if d.often(6, "baseline") {
		o.Baseline = d.score(form)
	}
	if d.often(6, "target") {
		o.Target = d.score(form)
	}
	if d.often(6, "criterion") {
		o.Criterion = record.Criterion{
			Sessions: rapid.IntRange(0, 4).Draw(d.t, "sessions of criterion"), Of: pick(d, "window", 0, 0, 4, 5), Days: d.often(1, "days"), Strict: d.often(2, "strict"),
			MinTrials: pick(d, "least trials", 0, 0, 0, 5), Places: pick(d, "places", 0, 0, 0, 2), Raters: pick(d, "raters", 0, 0, 0, 2),
		}
		if d.often(3, "own level") {
			o.Criterion.AtLeast = d.score(form)
		}
	}
	if d.often(3, "most help") {
		o.MostHelp = d.help()
	}
	return o
}

func (d *partial) help() record.Help {
	if !d.often(4, "help") {
		return record.Help{}
	}
	return record.Help{
		Ladder: pick(d, "ladder", record.AssistLadder, record.PromptLadder), Level: rapid.IntRange(0, record.Independent).Draw(d.t, "level"),
		Count: pick(d, "prompts", 0, 0, 1, 3), Text: "help",
	}
}

// formOf is the form in which scores of the measure are mostly written.
func (d *partial) formOf(k record.Kind) record.Form {
	switch k {
	case record.Trials:
		return record.Ratio
	case record.Percent:
		return pick(d, "form", record.PercentForm, record.Ratio)
	case record.Duration, record.Latency:
		return record.Seconds
	case record.Assist, record.GAS, record.Rubric:
		return record.StepForm
	case record.YesNo:
		return record.Answer
	case record.Count, record.Rate, record.Length:
		return record.Number
	}
	return pick(d, "form", record.Ratio, record.PercentForm, record.Number, record.Seconds, record.StepForm, record.Answer)
}

// score draws a score, mostly of the form.
func (d *partial) score(form record.Form) record.Score {
	if d.often(1, "another form") {
		form = pick(d, "form", record.Missing, record.Ratio, record.PercentForm, record.Number, record.Seconds, record.StepForm, record.Answer)
	}
	s := record.Score{Form: form}
	n := rapid.IntRange(0, 10).Draw(d.t, "n")
	switch form {
	case record.Ratio:
		s.Of = pick(d, "tries", 5, 10, 4, 1)
		s.OK = min(n, s.Of)
		s.Text = fmt.Sprintf("%d/%d", s.OK, s.Of)
		return s
	case record.PercentForm:
		s.Number = float64(10 * n)
	case record.Number:
		s.Number = float64(n)
		if d.often(1, "odd number") {
			s.Number = pick(d, "odd", -4, 0.5, 80, 12.25)
		}
	case record.Seconds:
		s.Number = float64(45 * n)
	case record.StepForm:
		s.Number = float64(min(n, record.Independent) - pick(d, "gas", 0, 0, 2))
	case record.Answer:
		s.Number = float64(n % 2)
	}
	if form != record.Missing && d.often(1, "bound") {
		s.Bound = pick(d, "kind of bound", "<", ">", "~", "-")
	}
	s.Text = fmt.Sprint(s.Number)
	return s
}

func (d *partial) session(i int) record.Session {
	return record.Session{
		Key: record.KeyOf("session", string(d.client), fmt.Sprint(i)), ID: record.ID(fmt.Sprintf("V-%d", i)), Client: d.client, ClientKey: record.ClientByID(d.client), Day: d.dayOf("session"),
		Status: pick(d, "status", record.Attended, record.Attended, record.Attended, record.Cancelled, record.LateCancelled, record.NoShow,
			record.ClinicClosed, record.Scheduled, "", "moved"),
		Discipline: pick(d, "session of", "", "", "OT", "PT"), Place: pick(d, "place", "", "clinic", "school"), Therapist: record.ID(pick(d, "who", "", "X-1", "X-2")),
		Start: fmt.Sprintf("%02d:00", 7+i%12), Reason: pick(d, "reason", "", "ill"), Source: d.source(), List: record.AppointmentList,
	}
}

// dayOf draws the day of something that was done: mostly known, unless the
// export has no dates.
func (d *partial) dayOf(what string) record.Date {
	if d.undated {
		return record.Date{}
	}
	return d.day(9, what)
}

// points draws the results of a goal: weekly ones of one form, with strays.
func (d *partial) points(goal int) []record.DataPoint {
	form := d.formOf("")
	var list []record.DataPoint
	first := rapid.IntRange(0, 200).Draw(d.t, "first result")
	for i := range rapid.IntRange(0, 12).Draw(d.t, "results") {
		p := record.DataPoint{
			Key: record.KeyOf("point", string(d.client), string(goalID(goal)), fmt.Sprint(i)), Client: d.client, ClientKey: record.ClientByID(d.client),
			GoalKeys: []record.Key{record.GoalByID(goalID(goal))}, Score: d.score(form), Help: d.help(), Probe: d.often(1, "probe"),
			Supports: pick(d, "supports", "", "", "a visual"), Place: pick(d, "place", "", "clinic", "school"), Format: pick(d, "format", "", "", "group"),
			Therapist: record.ID(pick(d, "who", "", "X-1", "X-2")), Source: d.source(),
		}
		if n := rapid.IntRange(0, 3).Draw(d.t, "of step"); n > 0 {
			p.GoalKeys = []record.Key{record.GoalByID(record.ID(fmt.Sprintf("%s.%d", goalID(goal), n))), p.GoalKeys[0]}
		}
		switch {
		case d.undated:
			p.Order = i + 1
		case d.often(9, "result's day known"):
			p.Day = firstOfAll().AddDays(first + 7*i)
		}
		list = append(list, p)
	}
	return list
}

func (d *partial) assessment(i int) record.Assessment {
	a := record.Assessment{
		Key: record.KeyOf("assessment", string(d.client), fmt.Sprint(i)), Client: d.client, ClientKey: record.ClientByID(d.client), Day: d.day(10, "tested on"),
		Instrument: pick(d, "instrument", "BOT-2", "Beery VMI", "SPM-2", "Home list"), Scale: pick(d, "scale", "", "Total", "Fine Motor Precision"),
		Band: pick(d, "band", "", "Average"), Source: d.source(),
	}
	for _, kind := range []record.ScoreKind{record.StandardScore, record.ScaledScore, record.Percentile, record.TScore} {
		if d.often(3, string(kind)) {
			n := float64(rapid.IntRange(1, 130).Draw(d.t, "test score"))
			a.Scores = append(a.Scores, record.TestScore{Kind: kind, Number: n, Text: fmt.Sprint(n), Column: "Score"})
		}
	}
	return a
}

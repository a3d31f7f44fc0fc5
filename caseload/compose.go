package caseload

import (
	"context"
	"io/fs"
	"slices"
	"time"

	"milepost/calendar"
	"milepost/ingest/fold"
	"milepost/language"
	"milepost/library"
	"milepost/progress"
	"milepost/record"
	"milepost/report"
	"milepost/store"
	"milepost/templates"
)

// input gathers what a report of the period is made of. why says, where there
// is nothing to report, what is missing; it is empty where there is a report.
func (c *Caseload) input(folded fold.Result, period record.Period, today record.Date) (in report.Input, why string) {
	soFar, concerned := period, period
	if newest, undated := newestDay(folded, c.options.Discipline); !undated {
		soFar.To = calendar.AsOf(period, newest, today)
		if !newest.After(period.To) {
			concerned.To = record.Date{} // the period ends where the data do: what waits may be newer
		}
	}
	goals, why := c.goals(folded, soFar)
	sessions := c.own(folded.Sessions)
	therapist := c.signer(folded.Client)
	return report.Input{
		Period: period,
		AsOf:   soFar.To,
		Clinic: report.Clinic{
			Name: c.options.Clinic.Name, Phone: c.options.Clinic.Phone,
			Interpreter: c.interpreter(folded.Client), ClientWord: c.options.Clinic.ClientWord,
		},
		Language:   c.language,
		Client:     folded.Client,
		Therapist:  therapist,
		Others:     report.Colleagues(sessions, c.options.Staff, therapist, period),
		Goals:      goals,
		Visits:     visits(sessions, c.options.Discipline, period),
		Statements: statements(folded.Statements, period),
		Waiting:    touching(folded.Problems, concerned),
	}, why
}

// touching returns the problems that may concern the period.
func touching(all []record.Problem, period record.Period) []record.Problem {
	var found []record.Problem
	for _, p := range all {
		if p.Touches(period) {
			found = append(found, p)
		}
	}
	return found
}

// inputOf gathers what the draft of the key is made of, and what the last signed
// report said. why says, where there is nothing to report, what is missing.
func (c *Caseload) inputOf(ctx context.Context, now time.Time, key record.DraftKey, period record.Period, folded fold.Result) (in report.Input, why string, err error) {
	in, why = c.input(folded, period, c.today(now))
	in.Key = key
	in.Excusal = folded.Client.School.Excusal
	if own := in.ForDocument(); why == "" {
		why = own
	}
	if in.Results, err = c.results(folded.Assessments, in.AsOf); err != nil {
		return in, why, err
	}
	return in, why, c.compareWithLast(ctx, &in)
}

// signer returns the client's therapist: the one of the client's own record,
// else the one of the caseload.
func (c *Caseload) signer(client record.Client) record.Therapist {
	id := client.Therapist
	if id == "" {
		id = c.options.Therapist[client.Caseload]
	}
	return c.therapist(id)
}

// goals analyzes the goals of the clinic's discipline that were active in the
// period, in the order of the fold.
func (c *Caseload) goals(folded fold.Result, period record.Period) ([]report.Goal, string) {
	var goals []report.Goal
	other := ""
	for _, g := range folded.Goals {
		if g.Discipline != "" && g.Discipline != c.options.Discipline {
			other = g.Discipline
			continue
		}
		if g.ActiveIn(period) {
			steps := c.steps(g, folded, period)
			goals = append(goals, report.Goal{Goal: g, Steps: steps, Code: c.code(steps)})
		}
	}
	switch {
	case len(goals) > 0:
		return goals, ""
	case len(folded.Goals) == 0:
		return nil, "no goals in any export"
	case other != "":
		return nil, "only " + other + " goals, and there is no phrase library for " + other
	}
	return nil, "no goal was active in the period"
}

// otherGoals counts the goals of other disciplines by discipline.
func (c *Caseload) otherGoals(folded fold.Result) map[string]int {
	counts := map[string]int{}
	for _, g := range folded.Goals {
		if g.Discipline != "" && g.Discipline != c.options.Discipline {
			counts[g.Discipline]++
		}
	}
	return counts
}

// steps analyzes each objective of a goal. A version of a goal that another
// followed keeps the results up to its own end, and is judged on that day.
func (c *Caseload) steps(g record.Goal, folded fold.Result, period record.Period) []progress.Summary {
	last := lastDay(g, folded.Goals)
	if !last.IsZero() && (period.To.IsZero() || last.Before(period.To)) && !last.Before(period.From) {
		period.To = last
	}
	question := progress.Question{
		Period: period, GoalState: g.State, GoalStart: g.Start, Sessions: c.own(folded.Sessions),
		Waiting: slices.ContainsFunc(folded.Problems, func(p record.Problem) bool {
			return (p.Keeps == record.KeptResult || p.Keeps == record.KeptRow) && p.Touches(record.Period{From: g.Start, To: period.To})
		}),
	}
	var steps []progress.Summary
	for _, o := range g.Objectives {
		var points []record.DataPoint
		for _, p := range folded.DataPoints {
			if p.Objective == o.ID && (last.IsZero() || !p.Day.After(last)) {
				points = append(points, p)
			}
		}
		steps = append(steps, progress.Analyze(o, points, question))
	}
	return steps
}

// lastDay returns the last day whose results are those of this version of the
// goal: where a later version follows, the day on which it ended, or the one
// before the later began. Zero: no other version follows, or no day is known.
//
// Source: ADR 138.
func lastDay(g record.Goal, all []record.Goal) record.Date {
	var last record.Date
	followed := false
	earlier := func(d record.Date) {
		if !d.IsZero() && (last.IsZero() || d.Before(last)) {
			last = d
		}
	}
	for _, other := range all {
		if other.ID != g.ID || other.Version <= g.Version {
			continue
		}
		followed = true
		if other.Start.After(g.Start) {
			earlier(other.Start.AddDays(-1))
		}
	}
	if followed {
		earlier(g.End)
	}
	return last
}

// own returns the sessions of the clinic's discipline.
func (c *Caseload) own(sessions []record.Session) []record.Session {
	var own []record.Session
	for _, s := range sessions {
		if s.Discipline == "" || s.Discipline == c.options.Discipline {
			own = append(own, s)
		}
	}
	return own
}

// visits counts the sessions of the period for the report, and those held
// after it.
func visits(sessions []record.Session, discipline string, period record.Period) library.Visits {
	counted := progress.Attendance(sessions, discipline, period)
	v := library.Visits{
		Planned: counted.Planned, Attended: counted.Attended, Cancelled: counted.Cancelled, NoShow: counted.NoShow,
	}
	for _, s := range sessions {
		switch {
		case period.IsZero() || period.Contains(s.Day):
			v.Sources = append(v.Sources, s.Source)
		case s.Status == record.Attended && s.Day.After(period.To):
			v.Later++
		}
	}
	return v
}

func statements(all []record.Statement, period record.Period) []record.Statement {
	var in []record.Statement
	for _, s := range all {
		if period.IsZero() || period.Contains(s.Day) {
			in = append(in, s)
		}
	}
	return in
}

// compose makes the draft's body.
func (c *Caseload) compose(in report.Input) (record.Body, error) {
	form, err := c.template(templates.Name(report.Form(in), in.Key.Audience, in.Key.Language))
	if err != nil {
		return record.Body{}, err
	}
	return report.Compose(in, c.wording(in.Therapist.ID), form)
}

// compareWithLast puts in what the last signed report of the kind, before this
// one, said: its phrases for the same audience and language, other than which
// this report takes where there is a choice, and where each objective stood.
func (c *Caseload) compareWithLast(ctx context.Context, in *report.Input) error {
	drafts, err := c.store.DraftsOf(ctx, in.Key.Client)
	if err != nil {
		return err
	}
	if last := lastSigned(drafts, in.Key, true); last != nil {
		stood, err := c.textOf(ctx, *last)
		if err != nil {
			return err
		}
		in.Last = map[string]bool{}
		for _, s := range stood.sentences() {
			in.Last[s.Phrase] = true
		}
	}
	if last := lastSigned(drafts, in.Key, false); last != nil {
		in.Signed, err = c.signedLevels(ctx, *last)
	}
	return err
}

// lastSigned returns the newest signed draft of the kind that is about an
// earlier period than the key's, nil none: for the same reader in the same
// language, or for anyone.
func lastSigned(drafts []store.DraftState, key record.DraftKey, sameReader bool) *store.DraftState {
	var last *store.DraftState
	for i, d := range drafts {
		reads := !sameReader || d.Key.Audience == key.Audience && d.Key.Language == key.Language
		signed := d.State.IsSigned() && d.State != record.Withdrawn
		if d.Key.Kind == key.Kind && reads && signed && d.Key.From.Before(key.From) && (last == nil || last.Key.From.Before(d.Key.From)) {
			last = &drafts[i]
		}
	}
	return last
}

// signedLevels returns where each objective stood in the report that was signed
// last of the draft, as its manifest says.
func (c *Caseload) signedLevels(ctx context.Context, d store.DraftState) (map[record.ID]progress.Signed, error) {
	manifests, err := c.manifests(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	for _, m := range slices.Backward(manifests) {
		if m.Kind != record.DocumentReport || m.Markdown == "" { // an addendum, or an author's signature
			continue
		}
		levels := make(map[record.ID]progress.Signed, len(m.Levels))
		for _, l := range m.Levels {
			l.Current = fold.OnItsScale(l.Current)
			levels[l.Objective] = progress.Signed{
				Period: m.Period, Current: l.Current, Status: l.Status, Source: record.Source{File: "signed document " + m.Document},
			}
		}
		return levels, nil
	}
	return nil, nil
}

// template returns the clinic's own template of the name, else the shipped one,
// read once for all drafts.
func (c *Caseload) template(name string) (templates.Template, error) {
	c.forms.Lock()
	defer c.forms.Unlock()
	if form, known := c.forms.byName[name]; known {
		return form, nil
	}
	form, err := c.readTemplate(name)
	if err == nil {
		form = form.Kept()
		c.forms.byName[name] = form
	}
	return form, err
}

func (c *Caseload) readTemplate(name string) (templates.Template, error) {
	own, err := fs.ReadFile(c.root.FS(), "templates/"+name)
	if err == nil {
		return templates.Template{Name: "templates/" + name, Source: string(own)}, nil
	}
	return templates.Shipped(name)
}

// span writes a period for the head of a page; one that is not known is left
// to the draft's own words.
func (c *Caseload) span(lang string, p record.Period) string {
	if p.IsZero() {
		return ""
	}
	l := c.languageOf(lang)
	return l.Span(language.Day(p.From), language.Day(p.To))
}

// languageOf is the language of the code among those of the workspace.
func (c *Caseload) languageOf(code string) *language.Language {
	if e, ok := c.editions[code]; ok {
		return e.language
	}
	return c.language
}

package ingest

import (
	"reflect"
	"strconv"
	"strings"

	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// goalKeys returns how the row names its goal, the surest first.
func (v *values) goalKeys() []record.Key {
	var keys []record.Key
	add := func(k record.Key) { keys = append(keys, k) }
	if id := v.id("objective.id"); id != "" {
		add(record.GoalByID(id))
	}
	if id := v.id("goal.id"); id != "" {
		add(record.GoalByID(id))
	}
	for _, field := range []string{"objective.text", "goal.title", "goal.text"} {
		if text := v.text(field); text != "" {
			add(record.GoalByTitle(text))
		}
	}
	for _, i := range v.at["goal.code"] {
		if i < len(v.row.Cells) {
			system, code, ok := strings.Cut(v.row.Cells[i].Text, "|")
			if !ok {
				system, code = "", system
			}
			if code != "" {
				add(record.GoalByCode(system, code))
			}
		}
	}
	return keys
}

// goal adds the goal that the row describes, with what is said of its
// measurement as an objective. A row without a goal id names it by its title;
// the fold makes an id of that. Measure words and levels that cannot be read
// are problems; the rest of the goal counts.
func (v *values) goal(p person) outcome {
	g := record.Goal{
		ID: v.id("goal.id"), Client: p.id, ClientKey: p.key, Title: v.text("goal.title"), Text: v.text("goal.text"),
		Discipline: strings.ToUpper(v.text("goal.discipline")), State: record.GoalState(v.oneOf("goal.state")),
		Owner: strings.ToLower(v.text("goal.owner")), Skill: v.text("goal.skill"), Domain: v.text("goal.domain"),
		Source: v.source(""), Subject: v.subject, Modified: v.modified, Told: map[string]record.Source{},
		PlanDays: v.planDays,
	}
	g.Version, _ = v.whole("goal.version")
	g.Start, _ = v.day("goal.start")
	g.End, _ = v.day("goal.end")
	g.Keys = v.goalKeys()
	if name := v.text("goal.plain_name"); name != "" {
		g.PlainName = map[string]string{"en": name}
	}
	if len(g.Keys) == 0 {
		v.fail(sheet.Cell{}, &value.Flaw{Code: "row.goal", Wrong: "names no goal", Next: record.ToAdd("the goal's title or id")})
		return nothing
	}
	if o := v.objective(); !reflect.DeepEqual(o, record.Objective{}) {
		g.Objectives = []record.Objective{o}
	}
	v.tell(g.Told)
	v.goalStatements(p, g.Keys)
	if v.in.isNew("goal", sayGoal(g), v.says()) {
		v.in.batch.Goals = append(v.in.batch.Goals, g)
	}
	return usedRow
}

// objective reads how the goal is measured.
func (v *values) objective() record.Objective {
	o := record.Objective{
		ID: v.id("objective.id"), Text: v.text("objective.text"), Place: v.oneOf("goal.place"), Format: v.oneOf("goal.format"),
		MostHelp: v.help("goal.most_help"),
	}
	o.Measure.Kind = record.Kind(v.oneOf("goal.measure"))
	o.Measure.Unit = v.text("goal.unit")
	o.Measure.Of, _ = v.whole("goal.of")
	o.Measure.Better = record.Direction(v.oneOf("goal.better"))
	o.Baseline = v.baseline(o.Measure.Kind)
	o.BaselineDate = v.past("goal.baseline_date")
	o.Target = v.target(o.Measure.Kind)
	o.TargetDate, _ = v.day("goal.target_date")
	o.Criterion.Text = v.text("goal.criterion")
	o.Criterion.Sessions, _ = v.whole("goal.criterion_sessions")
	o.Criterion.Of, _ = v.whole("goal.criterion_of")
	if o.Baseline.IsMissing() {
		o.Baseline = record.Score{}
	}
	return o
}

// baseline reads the level documented with the goal, from whichever columns
// tell it.
func (v *values) baseline(kind record.Kind) record.Score {
	if s, _, ok := v.score("goal.baseline", kind); ok && !s.IsMissing() {
		return s
	}
	s, _ := v.ratio(tryFields{"goal.baseline_ok", "goal.baseline_wrong", "goal.baseline_of"})
	return s
}

// target reads the level aimed at, from whichever columns tell it.
func (v *values) target(kind record.Kind) record.Score {
	if s, _, ok := v.score("goal.target", kind); ok && !s.IsMissing() {
		return s
	}
	if s, ok := v.ratio(tryFields{ok: "goal.target_ok", of: "goal.target_of"}); ok {
		return s
	}
	if s, ok := v.percent("goal.target_percent", "goal.target_share"); ok {
		return s
	}
	return record.Score{}
}

// goalStatements keeps what the export says of the goal in words: the present
// level, and the last score it shows. They are no data points: sessions bring
// those, and one result must not count twice.
func (v *values) goalStatements(p person, keys []record.Key) {
	if text, at := v.words("goal.present_level"); text != "" {
		v.state(p, record.Statement{
			Key: record.KeyOf("statement", string(p.key), string(keys[0]), "present level"), GoalKeys: keys,
			By: "export", Text: text, Source: at,
		})
	}
	if text, at := v.words("goal.last_score"); text != "" {
		day := v.past("goal.last_score_date")
		v.state(p, record.Statement{
			Key: record.KeyOf("statement", string(p.key), string(keys[0]), "last score"), GoalKeys: keys,
			Day: day, By: "export", Text: "last entered score " + text, Source: at,
		})
	}
}

// state adds a statement of the row's client.
func (v *values) state(p person, s record.Statement) {
	s.Client, s.ClientKey = p.id, p.key
	s.Subject, s.Modified = v.subject, v.modified
	if v.in.isNew("statement", string(s.Key), s.Day.String(), s.Text, v.says()) {
		v.in.batch.Statements = append(v.in.batch.Statements, s)
	}
}

// tell names the cell behind each field of the goal that the file states.
func (v *values) tell(told map[string]record.Source) {
	for field, places := range v.at {
		if !strings.HasPrefix(field, "goal.") && !strings.HasPrefix(field, "objective.") {
			continue
		}
		for _, i := range places {
			if i < len(v.row.Cells) && strings.TrimSpace(v.row.Cells[i].Text) != "" {
				told[field] = v.source(v.row.Cells[i].Column)
				break
			}
		}
	}
	for _, field := range []string{"goal.target_ok", "goal.target_share", "goal.target_percent"} {
		if at, ok := told[field]; ok && told["goal.target"].File == "" {
			told["goal.target"] = at
		}
	}
}

// sayGoal is all that a goal's record says, without its sources.
func sayGoal(g record.Goal) string {
	parts := []string{
		string(g.ClientKey), string(g.ID), strconv.Itoa(g.Version), g.Title, g.Text, g.Discipline, string(g.State),
		g.Start.String(), g.End.String(), g.Owner, g.PlainName["en"], g.Skill, g.Domain,
	}
	parts = append(parts, sayMilestones(g.PlanDays)...)
	for _, o := range g.Objectives {
		parts = append(parts, string(o.ID), o.Text, string(o.Measure.Kind), o.Measure.Unit, strconv.Itoa(o.Measure.Of),
			string(o.Measure.Better), sayScore(o.Baseline), o.BaselineDate.String(), sayScore(o.Target),
			o.TargetDate.String(), o.Criterion.Text, strconv.Itoa(o.Criterion.Sessions), strconv.Itoa(o.Criterion.Of),
			o.MostHelp.String(), o.Place, o.Format)
	}
	return strings.Join(parts, "\x01")
}

// sayScore is all that a score says.
func sayScore(s record.Score) string {
	return strings.Join([]string{
		string(s.Form), strconv.Itoa(s.OK), strconv.Itoa(s.Of), strconv.FormatFloat(s.Number, 'g', -1, 64), s.Bound, s.Text,
	}, "\x02")
}

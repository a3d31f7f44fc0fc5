package library

import (
	"cmp"
	"slices"
	"strings"

	"milepost/progress"
	"milepost/record"
)

// Field is a word in braces that a phrase may use. A phrase that uses a field
// which the data do not bear does not fit, so no sentence has a hole.
type Field struct {
	Name    string
	What    string
	Example string
}

// said is a field's words and the facts behind them.
type said struct {
	text  string
	inner bool // the words hold slots of their own: {their}
	facts []record.Fact
}

// field is a word in braces and how it is said.
type field struct {
	what, example string
	say           func(*view) (said, bool)
}

// Fields lists the fields and the words that stand for the client, by name.
func Fields() []Field {
	known := fields()
	list := []Field{
		{"name", "the name, always", "Linh"},
		{"name's", "the name's possessive, always", "Linh's"},
		{"they", "the name, or the pronoun once the name was said", "she"},
		{"them", "the same as an object", "her"},
		{"their", "the same as a possessive", "her"},
		{"theirs", "the same, standing alone", "hers"},
		{"themself", "the same, reflexive", "herself"},
		{"a", "a or an, as the next word asks", "an"},
		{"needs|need", "two forms of a verb, after the client as a subject; in Spanish forms by gender: {listo|lista}", "needs"},
		{"deje/deja", "two forms by how the clinic addresses its families: usted, tú", "deje"},
	}
	for _, name := range fieldNames(known) {
		if f, ok := known[name]; ok {
			list = append(list, Field{name, f.what, f.example})
		}
	}
	return list
}

// fields are all fields by name.
func fields() map[string]field {
	all := goalFields()
	for _, more := range []map[string]field{levelFields(), pointFields(), wholeFields(), resultFields()} {
		for name, f := range more {
			all[name] = f
		}
	}
	return all
}

// plain is a field's words that rest on one fact of the given sources.
func plain(name, text string, sources []record.Source) (said, bool) {
	if text == "" {
		return said{}, false
	}
	return said{text: text, facts: []record.Fact{{Name: name, Value: text, Sources: sources}}}, true
}

func goalFields() map[string]field {
	return map[string]field{
		"goal": {"the goal's plain name, a bare verb phrase", "cut along a curved line", func(v *view) (said, bool) {
			name, ok := v.goal()
			return said{text: name, inner: true}, ok
		}},
		"goal_text": {"the goal as written", "Linh will cut along a 6-inch curve ...", func(v *view) (said, bool) {
			if v.s.Goal == nil {
				return said{}, false
			}
			return plain("goal", strings.TrimRight(v.foreign(v.s.Goal.Text), "."), v.told("text"))
		}},
		"owned_goal": {"what the goal is called by whose it is", "clinic goal", func(v *view) (said, bool) {
			if v.s.Goal == nil {
				return said{}, false
			}
			words := map[string]string{record.OwnerSchool: "IEP goal", record.OwnerEI: "IFSP outcome", record.OwnerHome: "family's goal"}[v.s.Goal.OwnedBy()]
			return said{text: cmp.Or(words, "clinic goal")}, true
		}},
		"place": {"where it was seen", "in the clinic", func(v *view) (said, bool) {
			if v.s.Summary == nil {
				return said{}, false
			}
			words, ok := v.placeWords()
			return said{text: words}, ok
		}},
		"unit": {"what is counted", "bites of food", func(v *view) (said, bool) {
			if v.s.Summary == nil {
				return said{}, false
			}
			words := plainOnly(v.s.Language.Unit(v.foreign(v.s.Summary.Objective.Measure.Unit)))
			return said{text: words}, words != ""
		}},
		"area": {"the goal's domain, in plain words", "dressing", func(v *view) (said, bool) {
			if v.s.Goal == nil {
				return said{}, false
			}
			words, ok := v.s.Language.Area(v.c.Domain)
			return said{text: words}, ok
		}},
		"target_when": {"until when the target is hoped for", "the end of January", func(v *view) (said, bool) {
			if v.s.Summary == nil || v.s.Summary.Objective.TargetDate.IsZero() {
				return said{}, false
			}
			date := v.s.Summary.Objective.TargetDate
			words := v.s.Language.Around(day(date), day(v.s.Period.To))
			return said{text: words, facts: []record.Fact{{
				Name: "target date", Value: words, Note: v.s.Language.Date(day(date)), Sources: v.told("target_date"),
			}}}, true
		}},
		"target_date": {"the target's day", "January 29, 2027", func(v *view) (said, bool) {
			if v.s.Summary == nil || v.s.Summary.Objective.TargetDate.IsZero() {
				return said{}, false
			}
			return plain("target date", v.s.Language.Date(day(v.s.Summary.Objective.TargetDate)), v.told("target_date"))
		}},
		"goal_began": {"the day on which the goal began", "September 10", func(v *view) (said, bool) {
			return v.goalDay("start", func(g *record.Goal) record.Date { return g.Start })
		}},
		"goal_ended": {"the day on which the goal ended", "September 9", func(v *view) (said, bool) {
			return v.goalDay("end", func(g *record.Goal) record.Date { return g.End })
		}},
		"status": {"the status, in its own words", "on track", func(v *view) (said, bool) {
			if v.s.Summary == nil {
				return said{}, false
			}
			return plain("status", v.s.Language.Lower(v.status()), nil)
		}},
	}
}

// mostPlaces is how many places a sentence names at most.
const mostPlaces = 2

// placeWords says where it was seen, both places where there were two, and
// that it was in a group.
func (v *view) placeWords() (string, bool) {
	l := v.s.Language
	places := v.places()
	if len(places) == 0 || len(places) > mostPlaces {
		places = []string{v.place()}
	}
	var words []string
	for _, place := range places {
		said, ok := l.Place(place)
		if !ok {
			said, ok = l.Place(map[bool]string{true: "team visits", false: "visits"}[v.forTeam()])
		}
		if !ok {
			return "", false
		}
		words = append(words, said)
	}
	text := l.List(words)
	if frame, ok := l.Place("group"); ok && v.grouped() {
		text = strings.ReplaceAll(frame, "{place}", text)
	}
	return text, true
}

// goalDay says a day of the goal's life.
func (v *view) goalDay(name string, of func(*record.Goal) record.Date) (said, bool) {
	if v.s.Goal == nil || of(v.s.Goal).IsZero() {
		return said{}, false
	}
	return plain("goal "+name, v.s.Language.DayMonth(day(of(v.s.Goal))), v.told(name))
}

// mostDays is how many days a sentence lists at most.
const mostDays = 5

// levelFields are the levels of a goal, each as an amount and as a manner.
func levelFields() map[string]field {
	level := func(what, example, name string, how style, pick func(*progress.Summary) *progress.Level) field {
		return field{what, example, func(v *view) (said, bool) {
			if v.s.Summary == nil {
				return said{}, false
			}
			lv := pick(v.s.Summary)
			text, ok := v.level(lv, how)
			if !ok {
				return said{}, false
			}
			if name == "current" {
				text = v.fewerIsBetter(text)
			}
			if name == "target" && how == inText {
				text = v.target(inText)
			}
			return said{text: text, inner: true, facts: []record.Fact{v.levelFact(name, v.shown(text), lv)}}, true
		}}
	}
	now := func(s *progress.Summary) *progress.Level { return s.Current }
	start := func(s *progress.Summary) *progress.Level { return s.Baseline }
	target := func(s *progress.Summary) *progress.Level { return s.Target }
	criterion := func(s *progress.Summary) *progress.Level {
		least := s.Objective.Criterion.AtLeast
		value, ok := s.Objective.Measure.Value(least)
		if !ok {
			return s.Target
		}
		return &progress.Level{Value: value, Score: least, How: progress.CriterionAt}
	}
	all := map[string]field{
		"current":        level("the level now", "7 out of 10 times", "current", inText, now),
		"current_how":    level("the help now, as a manner", "with a little help", "current", asManner, now),
		"baseline":       level("the level at the start", "3 out of 10 times", "baseline", inText, start),
		"baseline_how":   level("the help at the start, as a manner", "with a lot of help", "baseline", asManner, start),
		"target":         level("the level hoped for", "8 out of 10 times", "target", inText, target),
		"goal_level":     level("the level that the criterion asks for", "8 out of 10 times", "criterion", inText, criterion),
		"goal_level_how": level("the help that the criterion allows, as a manner", "on her own", "criterion", asManner, criterion),
		"target_how":     level("the help hoped for, as a manner", "on her own", "target", asManner, target),
	}
	all["from_to"] = field{"from the level at the start to the level now", "from 3 to 7 out of 10 times", fromTo}
	all["baseline_when"] = field{"when the level at the start was taken", "in August", func(v *view) (said, bool) {
		if v.s.Summary == nil || v.s.Summary.Baseline == nil {
			return said{}, false
		}
		return said{text: v.baselineWhen(v.s.Summary.Baseline)}, true
	}}
	all["baseline_from_date"] = field{"the first of the days whose median is the level at the start", "August 5, 2026", func(v *view) (said, bool) {
		if v.s.Summary == nil || !medianStart(v.s.Summary) {
			return said{}, false
		}
		points := v.s.Summary.Baseline.Points
		return plain("baseline began", v.s.Language.Date(day(points[0].Day)), points[0].Sources())
	}}
	all["baseline_date"] = field{"the day of the level at the start", "August 5, 2026", func(v *view) (said, bool) {
		if v.s.Summary == nil || v.s.Summary.Baseline == nil || v.s.Summary.Baseline.Day.IsZero() {
			return said{}, false
		}
		return plain("baseline date", v.s.Language.Date(day(v.s.Summary.Baseline.Day)), v.told("baseline_date"))
	}}
	all["baseline_from"] = field{"who took the level at the start, where another clinic did", "Little Steps Clinic", func(v *view) (said, bool) {
		if v.s.Summary == nil {
			return said{}, false
		}
		return plain("baseline from", plainOnly(v.s.Summary.Objective.BaselineFrom), v.told("baseline_from"))
	}}
	all["last_report"] = field{"the level that the last signed report told", "5 out of 10 times", lastReport}
	all["last_report_to"] = field{"the last day of the last signed report", "August 2", func(v *view) (said, bool) {
		if v.s.Change == nil || v.s.Change.Since.To.IsZero() {
			return said{}, false
		}
		return said{text: v.s.Language.DayMonth(day(v.s.Change.Since.To))}, true
	}}
	all["current_days"] = field{"the days that the level now rests on", "September 30, October 14, and October 28", func(v *view) (said, bool) {
		if v.s.Summary == nil || v.s.Summary.Current == nil || len(v.s.Summary.Current.Points) == 0 {
			return said{}, false
		}
		points := v.s.Summary.Current.Points
		if len(points) > mostDays {
			return said{}, false
		}
		return plain("days", v.s.Language.List(v.days(points)), sourcesOf(points))
	}}
	all["expected"] = field{"the aim line on the period's last day", "5.4 out of 10 times", expected}
	return all
}

// lastReport says the level that was signed, whatever the data say today.
func lastReport(v *view) (said, bool) {
	if v.s.Change == nil || v.s.Summary == nil {
		return said{}, false
	}
	value, ok := v.s.Summary.Objective.Measure.Value(v.s.Change.Before)
	if !ok {
		return said{}, false
	}
	text, ok := v.level(&progress.Level{Value: value, Score: v.s.Change.Before}, inText)
	return said{text: text, inner: true, facts: []record.Fact{{
		Name: "last report", Value: v.shown(text), Note: v.s.Language.Reason("last report", "period", v.s.Change.Since.String()),
		Sources: []record.Source{v.s.Change.Source},
	}}}, ok
}

// fromTo says the level at the start and the level now.
func fromTo(v *view) (said, bool) {
	if v.s.Summary == nil {
		return said{}, false
	}
	start, ok := v.level(v.s.Summary.Baseline, inText)
	now, too := v.level(v.s.Summary.Current, inText)
	if !ok || !too {
		return said{}, false
	}
	text := v.s.Language.FromTo(start, now)
	if kind := v.s.Summary.Objective.Measure.Kind; kind == record.Duration || kind == record.Latency {
		text = v.s.Language.FromToInFull(start, now)
	}
	return said{text: v.fewerIsBetter(text), inner: true, facts: []record.Fact{
		v.levelFact("baseline", v.shown(start), v.s.Summary.Baseline),
		v.levelFact("current", v.shown(now), v.s.Summary.Current),
	}}, true
}

// shown is the words of a level as the sentence will say them.
func (v *view) shown(text string) string {
	return v.s.Language.Lower(v.cell(text, true))
}

// baselineWhen says when the level at the start was taken.
func (v *view) baselineWhen(lv *progress.Level) string {
	l := v.s.Language
	switch {
	case lv.How == progress.FirstThree && !v.s.Summary.Undated:
		return l.Reason("when first three")
	case lv.How == progress.PhaseMean:
		return l.Reason("when phase")
	case lv.Day.IsZero():
		return l.Reason("when start")
	}
	return l.InMonth(day(lv.Day), day(v.s.Period.To))
}

// expected says where the aim line stands on the period's last day.
func expected(v *view) (said, bool) {
	if v.s.Summary == nil || v.s.Summary.Aim == nil {
		return said{}, false
	}
	aim := v.s.Summary.Aim
	text, ok := v.level(&progress.Level{Value: aim.Expected, Score: record.Score{Form: record.Number, Number: aim.Expected}}, inText)
	return said{text: text}, ok
}

// aimFact is the fact behind a sentence that speaks of the aim line.
func (v *view) aimFact() record.Fact {
	aim := v.s.Summary.Aim
	l := v.s.Language
	value := l.Number(aim.Expected, 1)
	return record.Fact{
		Name: "aim line", Value: value,
		Note:    l.Reason("aim line", "expected", value, "day", l.Date(day(v.s.Period.To))),
		Sources: append(v.told("baseline"), v.told("target")...),
	}
}

// trendFact is the fact behind a sentence that speaks of the trend.
func (v *view) trendFact() record.Fact {
	t, l := v.s.Summary.Trend, v.s.Language
	return record.Fact{
		Name: "trend", Value: l.Number(t.PerWeek, 3),
		Note:    l.Reason("trend", "n", l.Int(t.N), "days", l.Int(t.Days)),
		Sources: sourcesOf(v.s.Summary.Points), Pooled: record.PooledOf(v.s.Summary.Points),
	}
}

func sourcesOf(points []record.DataPoint) []record.Source {
	sources := make([]record.Source, 0, len(points))
	for _, p := range points {
		sources = append(sources, p.Sources()...)
	}
	return slices.Clip(sources)
}

package card

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// maxPlainWords is the length of a plain goal name in words (issue of the main
// path: it must fit a table's cell and a heading).
const maxPlainWords = 8

// goal reads what the card says of one version of a goal. The goal is named by
// id or title; the fold finds out which.
func (r *reader) goal(node ast.Node) record.Goal {
	g := record.Goal{Source: r.at(node, ""), Told: map[string]record.Source{}}
	var o record.Objective
	own := []setter{
		{"goal", func(n ast.Node) {
			g.Keys = []record.Key{record.GoalByID(record.ID(r.Text(n))), record.GoalByTitle(r.Text(n))}
		}},
		{"version", func(n ast.Node) { g.Version = r.number("version", n) }},
		{"text", func(n ast.Node) { g.Text = r.Text(n) }},
		{"plain", func(n ast.Node) { g.PlainName = r.plain(n) }},
		{"skill", func(n ast.Node) { g.Skill = r.Text(n) }},
		{"domain", func(n ast.Node) { g.Domain = r.Text(n) }},
		{"discipline", func(n ast.Node) { g.Discipline = r.Text(n) }},
		{"owner", func(n ast.Node) { g.Owner = r.Text(n) }},
		{"state", func(n ast.Node) {
			g.State = record.GoalState(r.oneOfThese("state", n, string(record.GoalActive), string(record.GoalPaused),
				string(record.GoalMet), string(record.GoalDiscontinued), string(record.GoalPlanned)))
		}},
		{"start", func(n ast.Node) { g.Start = r.day("start", n) }},
		{"end", func(n ast.Node) { g.End = r.day("end", n) }},
	}
	var objectives []record.Objective
	own = append(own, setter{"objectives", func(n ast.Node) { objectives = list(r, n, r.objective) }})
	r.keys(node, "a goal of a card", r.telling(&g, slices.Concat(own, r.measuring(node, &o))))
	if len(g.Keys) == 0 {
		r.Fail(node.GetToken(), "\"goal: ID\" or \"goal: title\" is missing")
	}
	if !fold.SaysNothing(o) {
		objectives = append(objectives, o)
	}
	g.Objectives = objectives
	return g
}

// telling makes the setters keep, for each key, the line that told it.
func (r *reader) telling(g *record.Goal, setters []setter) []setter {
	out := make([]setter, len(setters))
	for i, s := range setters {
		out[i] = setter{s.key, func(n ast.Node) {
			g.Told[fieldOf(s.key)] = r.at(n, s.key)
			s.set(n)
		}}
	}
	return out
}

// fieldOf returns the name of the field that a card's key fills.
func fieldOf(key string) string {
	switch key {
	case "plain":
		return "goal.plain_name"
	case "goal":
		return "goal.id"
	}
	return "goal." + key
}

// objective reads what the card says of one objective.
func (r *reader) objective(node ast.Node) record.Objective {
	var o record.Objective
	own := []setter{
		{"id", func(n ast.Node) { o.ID = record.ID(r.Text(n)) }},
		{"text", func(n ast.Node) { o.Text = r.Text(n) }},
		{"plain", func(n ast.Node) { o.PlainName = r.plain(n) }},
	}
	r.keys(node, "an objective", slices.Concat(own, r.measuring(node, &o)))
	if o.ID == "" && o.Text == "" && r.Err == nil {
		r.Fail(node.GetToken(), "\"id: ID\" or \"text: words of the objective\" is missing")
	}
	return o
}

// measuring returns the keys that say how an objective is measured, which
// stand in a goal or in an objective.
func (r *reader) measuring(node ast.Node, o *record.Objective) []setter {
	kind := r.kindIn(node)
	level := func(key string, into *record.Score) setter {
		return setter{key, func(n ast.Node) { *into = r.level(key, n, kind) }}
	}
	return []setter{
		{"measure", func(n ast.Node) { o.Measure.Kind = record.Kind(r.oneOfThese("measure", n, kinds()...)) }},
		{"unit", func(n ast.Node) { o.Measure.Unit = r.Text(n) }},
		{"of", func(n ast.Node) { o.Measure.Of = r.number("of", n) }},
		{"better", func(n ast.Node) {
			o.Measure.Better = record.Direction(r.oneOfThese("better", n, string(record.Up), string(record.Down)))
		}},
		{"steps", func(n ast.Node) { o.Measure.Steps = r.steps(n) }},
		level("baseline", &o.Baseline),
		{"baseline_date", func(n ast.Node) { o.BaselineDate = r.day("baseline_date", n) }},
		{"baseline_from", func(n ast.Node) { o.BaselineFrom = r.Text(n) }},
		level("target", &o.Target),
		{"target_date", func(n ast.Node) { o.TargetDate = r.day("target_date", n) }},
		{"criterion", func(n ast.Node) { o.Criterion = r.criterion(n, kind) }},
		{"most_help", func(n ast.Node) { o.MostHelp = r.help(n) }},
		{"place", func(n ast.Node) { o.Place = r.oneOfThese("place", n, "clinic", "home", "school", "telehealth") }},
		{"format", func(n ast.Node) { o.Format = r.oneOfThese("format", n, "individual", "group", "co-treatment") }},
	}
}

func kinds() []string {
	var words []string
	for _, k := range []record.Kind{
		record.Percent, record.Trials, record.Count, record.Rate, record.Duration, record.Latency, record.Length,
		record.Assist, record.GAS, record.Rubric, record.YesNo, record.Narrative,
	} {
		words = append(words, string(k))
	}
	return words
}

// kindIn looks the measure up before the levels are read: it says what a bare
// number is.
func (r *reader) kindIn(node ast.Node) record.Kind {
	var kind record.Kind
	r.Each(node, func(key string, _ *token.Token, value ast.Node) {
		if key == "measure" && !isNull(value) {
			kind = record.Kind(r.Text(value))
		}
	})
	return kind
}

// plain reads the plain names by language.
func (r *reader) plain(node ast.Node) map[string]string {
	names := map[string]string{}
	r.Each(node, func(language string, at *token.Token, value ast.Node) {
		if !languageCode.MatchString(language) {
			r.Fail(at, "%q is not a language code; write plain: {en: cut along a line}", language)
			return
		}
		if isNull(value) {
			return
		}
		name := strings.Join(strings.Fields(r.Text(value)), " ")
		if n := len(strings.Fields(name)); n > maxPlainWords {
			r.unusable("plain", value, fmt.Sprintf("has %d words", n), record.ToAdvise(fmt.Sprintf("say it in %d words at most", maxPlainWords)))
			return
		}
		names[language] = name
	})
	return names
}

// steps reads a scale: number, then the words that documents print.
func (r *reader) steps(node ast.Node) []record.Step {
	var steps []record.Step
	r.Each(node, func(key string, at *token.Token, entry ast.Node) {
		n, ok := value.Number(key)
		if !ok || n != float64(int(n)) {
			r.Fail(at, "%q is not a whole number: write steps: {0: all the help, 1: some help}", key)
			return
		}
		steps = append(steps, record.Step{Value: int(n), Words: r.Text(entry)})
	})
	slices.SortFunc(steps, func(a, b record.Step) int { return a.Value - b.Value })
	return steps
}

// level reads a baseline or target.
func (r *reader) level(key string, node ast.Node, kind record.Kind) record.Score {
	s, _, bad := value.ScoreReader{Book: value.NewHelpBook(), Kind: kind}.Read(sheet.Cell{Text: r.Text(node)})
	if bad != nil {
		r.unusable(key, node, bad.Wrong, bad.Next)
		return record.Score{}
	}
	return s
}

func (r *reader) help(node ast.Node) record.Help {
	h, ok := value.NewHelpBook().ReadHelp(r.Text(node))
	if !ok {
		r.unusable("most_help", node, "is no level of help that is known",
			record.ToWrite("a word such as independent, supervision, minimal, moderate, verbal, gestural or model"))
	}
	return h
}

// criterion reads a criterion in words, or by its parts.
func (r *reader) criterion(node ast.Node, kind record.Kind) record.Criterion {
	if _, parts := node.(ast.MapNode); !parts {
		c, ok := value.ReadCriterion(r.Text(node))
		if !ok {
			r.unusable("criterion", node, "is no criterion that is understood",
				record.ToAdvise(`write "3 sessions in a row" or "4 of 5 sessions", or {at_least: 80%, sessions: 3}`))
		}
		return c
	}
	var c record.Criterion
	r.keys(node, "a criterion", []setter{
		{"at_least", func(n ast.Node) { c.AtLeast = r.level("at_least", n, kind) }},
		{"sessions", func(n ast.Node) { c.Sessions = r.number("sessions", n) }},
		{"of", func(n ast.Node) { c.Of = r.number("of", n) }},
		{"days", func(n ast.Node) { c.Days = r.yesNo("days", n) }},
		{"min_trials", func(n ast.Node) { c.MinTrials = r.number("min_trials", n) }},
		{"strict", func(n ast.Node) { c.Strict = r.yesNo("strict", n) }},
		{"places", func(n ast.Node) { c.Places = r.number("places", n) }},
		{"raters", func(n ast.Node) { c.Raters = r.number("raters", n) }},
		{"text", func(n ast.Node) { c.Text = r.Text(n) }},
	})
	if c.Of > 0 && c.Of < c.Sessions {
		r.unusable("criterion", node, fmt.Sprintf("asks for %d of %d sessions", c.Sessions, c.Of), record.ToAdvise("make \"of\" the larger number"))
		return record.Criterion{}
	}
	return c
}

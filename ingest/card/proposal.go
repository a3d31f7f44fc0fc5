package card

import (
	"cmp"
	"slices"
	"strings"

	"milepost/ingest/fold"
	"milepost/ingest/value"
	"milepost/record"
)

// Proposal is what a goal's own words seem to say of it, as far as its data do
// not say otherwise. It is shown to a person and never used before that person
// confirms it. An empty field means that the words say nothing, or more than
// one thing, or what the data contradict.
type Proposal struct {
	PlainName  string // English; may hold {their}
	Domain     string
	Skill      string
	Measure    record.Measure
	Target     record.Score
	TargetDate record.Date
	Criterion  record.Criterion
	MostHelp   record.Help
}

// Propose reads the objective's words, else the goal's, and holds what they
// say against the goal's baseline, target and results. Each field is filled
// only where exactly one reading is left. The client's names are taken out of
// the plain name.
func Propose(r GoalRow) Proposal {
	text := cmp.Or(r.Objective.Text, r.Goal.Text)
	w := value.ReadGoal(text)
	p := Proposal{PlainName: plainName(value.OneLine(text), r.Client), TargetDate: w.By}
	p.Domain, p.Skill = domainOf(r.Goal.Title + ". " + withoutSizes(value.OneLine(text)))
	var ok bool
	if p.Criterion, ok = value.LikelyCriterion(r.Objective.Criterion.Text); !ok {
		p.Criterion, _ = value.LikelyCriterion(text)
	}
	aim, found := r.aim(w)
	if found {
		p.Target, p.Measure = aim.Score, aim.Measure
	}
	if !w.Help.IsZero() && !isHelp(aim, w.Help) && r.allows(w.Help) {
		p.MostHelp = w.Help
	}
	if !r.Objective.Target.IsMissing() {
		p.Target = record.Score{}
	}
	if better, _ := r.Objective.Direction(); better != "" {
		p.Measure.Better = better
	}
	if r.Objective.WorkedOut {
		p.Measure.Kind, p.Measure.Unit = r.Objective.Measure.Kind, cmp.Or(r.Objective.Measure.Unit, p.Measure.Unit)
	}
	return p
}

// aim returns the one level that the words aim at and the data bear.
func (r GoalRow) aim(w value.GoalWords) (value.WordLevel, bool) {
	if first, ok := r.first(w); ok {
		if fitting, fits := r.fitted(first); fits {
			return fitting, true
		}
	}
	if !r.hasData() {
		return value.WordLevel{}, false
	}
	var left []value.WordLevel
	for _, l := range r.others(w) {
		if fitting, fits := r.fitted(l); fits {
			left = append(left, fitting)
		}
	}
	if len(left) != 1 {
		return value.WordLevel{}, false
	}
	return left[0], true
}

// first returns what the words by themselves aim at.
func (r GoalRow) first(w value.GoalWords) (value.WordLevel, bool) {
	if w.Scale != "" {
		return scaleLevel(w), true
	}
	if l, ok := w.Level(); ok {
		return l, true
	}
	plain := len(w.Levels)+len(w.Limits)+len(w.Counts) == 0 && !w.Other
	return helpLevel(w), plain && !w.Help.IsZero() && w.Help.Level != record.AnyPrompt
}

// others returns every reading of the words, of which the data may leave one.
func (r GoalRow) others(w value.GoalWords) []value.WordLevel {
	all := append(append([]value.WordLevel{}, w.Levels...), w.Limits...)
	if len(all) == 0 {
		all = append(all, w.Counts...)
	}
	if !w.Help.IsZero() {
		all = append(all, helpLevel(w))
	}
	return all
}

func scaleLevel(w value.GoalWords) value.WordLevel {
	return value.WordLevel{Score: w.Step, Measure: record.Measure{Kind: w.Scale, Better: record.Up}}
}

// helpLevel is the help that the words name as what the goal aims at: its level,
// or, where only a number of prompts is named, that number.
func helpLevel(w value.GoalWords) value.WordLevel {
	if w.Help.Level == record.AnyPrompt {
		return value.WordLevel{
			Score:   record.Score{Form: record.Number, Number: float64(w.Help.Count), Text: w.Help.Text},
			Measure: record.Measure{Kind: record.Count, Unit: promptsIn(w.Help.Text), Better: record.Down},
		}
	}
	return value.WordLevel{
		Score:   record.Score{Form: record.StepForm, Number: float64(w.Help.Level), Text: w.Help.Text},
		Measure: record.Measure{Kind: record.Assist, Better: record.Up},
	}
}

// promptsIn is what prompts are called in a text: "reminders".
func promptsIn(text string) string {
	words := strings.Fields(strings.ToLower(text))
	return strings.TrimSuffix(words[len(words)-1], "s") + "s"
}

// isHelp reports whether what the goal aims at is the help that its words name.
func isHelp(aim value.WordLevel, help record.Help) bool {
	return aim.Measure.Kind == record.Assist || !help.IsZero() && aim.Score.Text == help.Text
}

// hasData reports whether anything on file can speak against the words.
func (r GoalRow) hasData() bool {
	for _, p := range r.Points {
		if !p.Score.IsMissing() {
			return true
		}
	}
	return !r.Objective.Baseline.IsMissing() || !r.Objective.Target.IsMissing()
}

// fitted returns the level as one of what is on file already, with the
// direction that baseline and target show. False: what is on file contradicts
// it.
func (r GoalRow) fitted(l value.WordLevel) (value.WordLevel, bool) {
	if kind := r.Objective.Measure.Kind; kind != "" && kind != l.Measure.Kind && !kin(kind, l.Measure.Kind) {
		return l, false
	}
	if l.Measure.Kind == record.Assist && r.onOtherLadder(l.Score) {
		return l, false
	}
	if l.Measure.Kind != record.Count && !r.bare() {
		l.Measure.Unit = "" // results that say their unit need none
	}
	o := r.with(l)
	shown, stated := o.Direction()
	isLimit := l.Measure.Better == record.Down
	switch {
	case o.AgainstLevels(), !stated && isLimit && shown == record.Up, r.Objective.Target.IsMissing() && o.BeginsThere():
		return l, false // it starts at the target, or below what it must not exceed
	case shown != "" || o.BeginsThere():
		l.Measure.Better = shown
	}
	o.Measure.Better = l.Measure.Better
	return l, fold.UnusableIf(o, r.Points) <= fold.UnusableIf(r.Objective, r.Points)
}

// onOtherLadder reports whether levels or results stand on the other scale of
// help, whose steps are not comparable with this one's.
func (r GoalRow) onOtherLadder(s record.Score) bool {
	book := value.NewHelpBook()
	own, ok := book.Read(s.Text)
	if !ok || own.Help.Level == record.Independent {
		return false
	}
	other := func(h record.Help) bool {
		return !h.IsZero() && h.Level != record.Independent && h.Ladder != own.Help.Ladder
	}
	for _, level := range []record.Score{r.Objective.Baseline, r.Objective.Target} {
		if h, isHelp := book.Read(level.Text); isHelp && other(h.Help) {
			return true
		}
	}
	return slices.ContainsFunc(r.Points, func(p record.DataPoint) bool { return p.Score.Form == record.StepForm && other(p.Help) })
}

// kin reports whether levels of one kind of measure are also of the other.
func kin(a, b record.Kind) bool {
	share := func(k record.Kind) bool { return k == record.Percent || k == record.Trials }
	seconds := func(k record.Kind) bool { return k == record.Duration || k == record.Latency }
	return share(a) && share(b) || seconds(a) && seconds(b)
}

// with returns the objective as it would be with the level in the places that
// are empty.
func (r GoalRow) with(l value.WordLevel) record.Objective {
	o := r.Objective
	if o.Measure.Kind == "" {
		o.Measure.Kind = l.Measure.Kind
		o.Measure.Unit = cmp.Or(o.Measure.Unit, l.Measure.Unit)
	}
	if o.Target.IsMissing() {
		o.Target = l.Score
	}
	return o
}

// bare reports whether results or levels are numbers without a unit.
func (r GoalRow) bare() bool {
	for _, p := range r.Points {
		if p.Score.Form == record.Number {
			return true
		}
	}
	return r.Objective.Baseline.Form == record.Number || r.Objective.Target.Form == record.Number
}

// allows reports whether results would still count if no more help than this
// were allowed.
func (r GoalRow) allows(most record.Help) bool {
	o := r.Objective
	o.MostHelp = most
	return fold.UnusableIf(o, r.Points) <= fold.UnusableIf(r.Objective, r.Points)
}

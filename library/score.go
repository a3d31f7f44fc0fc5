package library

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"milepost/progress"
	"milepost/record"
)

// style is how a level is said.
type style int

const (
	inTable  style = iota // "7 of 10 times", "A little help"
	inText                // "7 out of 10 times", "a little help"
	asManner              // "with a little help"; else as inText
)

// level says a level of the goal's measure, with what is counted where fewer are
// better and the goal's name sounds like the opposite: "2 of 10 times with
// spills" of the goal to scoop without spilling. inner: the words hold slots for
// pronouns. False: it cannot be said.
func (v *view) level(lv *progress.Level, how style) (said string, ok bool) {
	said, ok = v.amountOf(lv, how)
	if ok && v.s.Summary.Objective.Measure.Kind == record.YesNo && len(lv.Points) == 0 {
		return said, ok // "yes", which nothing was counted of
	}
	return v.withCounted(said), ok
}

// withCounted adds what is counted.
func (v *view) withCounted(said string) string {
	if o := v.s.Summary.Objective; said != "" && o.NameRises && o.Measure.Counted() != "" && !hasNoun(o.Measure.Kind) {
		return v.score("with counted", "n", said, "unit", v.foreign(o.Measure.Unit))
	}
	return said
}

// levelNow says the level now. Where fewer are better, the goal's name sounds
// like the opposite and nobody said what is counted, it says that fewer are.
func (v *view) levelNow(how style) (string, bool) {
	said, ok := v.level(v.s.Summary.Current, how)
	return v.fewerIsBetter(said), ok
}

func (v *view) fewerIsBetter(said string) string {
	if sum := v.s.Summary; sum != nil && said != "" && sum.Objective.NameRises && sum.Objective.Measure.Counted() == "" {
		key := "fewer is better"
		if sum.Objective.Measure.Kind == record.Percent {
			key = "less is better"
		}
		return v.score(key, "n", said)
	}
	return said
}

// hasNoun reports whether levels of the kind name what is counted by
// themselves: "2 spills".
func hasNoun(k record.Kind) bool { return k == record.Count || k == record.Rate }

// amountOf says a level of the goal's measure.
func (v *view) amountOf(lv *progress.Level, how style) (said string, ok bool) {
	if lv == nil {
		return "", false
	}
	m := v.s.Summary.Objective.Measure
	switch m.Kind {
	case record.YesNo:
		return v.answers(lv)
	case record.Assist, record.GAS, record.Rubric:
		return v.step(lv, how)
	case record.Percent, record.Trials:
		return v.share(m, lv, how)
	}
	text, ok := v.amount(m, lv)
	return v.bounded(text, lv.Score), ok
}

// bounded says a bound or a guess that was written with the score.
func (v *view) bounded(text string, s record.Score) string {
	key, ok := map[string]string{"<": "less than", ">": "more than", "~": "about", "-": "about"}[s.Bound]
	if !ok {
		return text
	}
	return v.score(key, "n", text)
}

// share says successes out of opportunities. A percent without its trials is
// said as a percent where the goal is kept in percent, else as the fewest
// trials that give it exactly, else as about so many of 10.
func (v *view) share(m record.Measure, lv *progress.Level, how style) (string, bool) {
	l := v.s.Language
	if lv.Score.Form == record.Ratio && lv.Score.Of > 0 {
		return v.bounded(v.times(lv.Score.OK, lv.Score.Of, how), lv.Score), true
	}
	if m.Kind == record.Percent {
		return v.bounded(v.score("percent", "n", l.Percent(lv.Value)), lv.Score), true
	}
	for _, of := range append(v.trials(m), 10, 4, 20, 3, 8, 6) {
		ok := lv.Value * float64(of) / 100
		if whole := math.Round(ok); of > 0 && math.Abs(ok-whole) < 0.005 {
			return v.bounded(v.times(int(whole), of, how), lv.Score), true
		}
	}
	return v.score("about", "n", v.times(int(math.Round(lv.Value/10)), 10, how)), true
}

// trials returns how many trials a session of this goal usually has, where
// that is known.
func (v *view) trials(m record.Measure) []int {
	if m.Of > 0 {
		return []int{m.Of}
	}
	for _, lv := range []*progress.Level{v.s.Summary.Current, v.s.Summary.Baseline} {
		if lv != nil && lv.Score.Form == record.Ratio {
			return []int{lv.Score.Of}
		}
	}
	return nil
}

func (v *view) times(ok, of int, how style) string {
	l, key := v.s.Language, "out of "
	if how == inTable {
		key = "of "
	}
	key += "times"
	if of == 1 {
		key = map[bool]string{true: "of one", false: "out of one"}[how == inTable]
	}
	return v.score(key, "ok", l.Int(ok), "of", l.Int(of))
}

// amount says a number with its unit, or a time.
func (v *view) amount(m record.Measure, lv *progress.Level) (string, bool) {
	l := v.s.Language
	number := l.Number(lv.Value, 2)
	m.Unit = v.foreign(m.Unit)
	switch m.Kind {
	case record.Duration, record.Latency:
		return l.Duration(lv.Value), true
	case record.Rate, record.Count, record.Length:
		if m.Kind == record.Rate { // the unit may say "an hour" itself
			m.Unit = strings.TrimSpace(strings.TrimSuffix(m.Unit, strings.TrimSpace(v.score("rate", "n", ""))))
		}
		text := l.Counted(number, m.Unit)
		if m.Unit == "" {
			text = v.plainCount(lv.Value, number)
		}
		if m.Kind == record.Rate {
			return v.score("rate", "n", text), true
		}
		return text, true
	}
	return "", false
}

func (v *view) plainCount(value float64, number string) string {
	if value == 1 {
		return v.score("times one")
	}
	return v.score("times", "n", number)
}

// answers says how often a yes/no goal was reached, or the answer itself
// where only that is known.
func (v *view) answers(lv *progress.Level) (string, bool) {
	l := v.s.Language
	if len(lv.Points) == 0 {
		if lv.Value > 0 {
			return v.score("yes"), true
		}
		if v.s.Summary.Objective.Measure.Better == record.Down {
			return v.score("never"), true
		}
		return v.score("no"), true
	}
	yes := 0
	for _, p := range lv.Points {
		if p.Score.Number > 0 {
			yes++
		}
	}
	return v.score("answers", "ok", l.Int(yes), "of", l.Int(len(lv.Points))), true
}

// step says a step of a scale.
func (v *view) step(lv *progress.Level, how style) (string, bool) {
	m := v.s.Summary.Objective.Measure
	n := int(lv.Value)
	if float64(n) != lv.Value {
		return "", false // no step lies between steps
	}
	if len(m.Steps) > 0 {
		return v.ownStep(m, n, how)
	}
	switch m.Kind {
	case record.GAS:
		return v.s.Language.GAS(n)
	case record.Assist:
		return v.help(v.ladder(lv), n, how)
	}
	return v.score("level", "n", v.s.Language.Int(n)), true
}

// ownStep says a step of the clinic's own scale, counted from the lowest.
func (v *view) ownStep(m record.Measure, n int, how style) (string, bool) {
	steps := slices.Clone(m.Steps)
	slices.SortFunc(steps, func(a, b record.Step) int {
		if m.Better == record.Down {
			return b.Value - a.Value
		}
		return a.Value - b.Value
	})
	at := slices.IndexFunc(steps, func(s record.Step) bool { return s.Value == n })
	if at < 0 { // a step that the scale on file has not
		return v.score("level", "n", v.s.Language.Int(n)), true
	}
	words := v.foreign(steps[at].Words)
	if how == inTable && words != "" {
		return words, true
	}
	l := v.s.Language
	if words == "" {
		return v.score("step", "n", l.Int(at+1), "of", l.Int(len(steps))), true
	}
	return v.score("step words", "n", l.Int(at+1), "of", l.Int(len(steps)), "words", words), true
}

// help says a step of a ladder of help. Its words may hold {their}.
func (v *view) help(ladder string, n int, how style) (string, bool) {
	words, ok := v.s.Language.Help(ladder, n)
	if !ok {
		return "", false
	}
	manner := how == asManner || how == inTable && n == record.Independent
	switch {
	case v.forTeam() && manner:
		return words.Clinically, true
	case v.forTeam():
		return words.Clinical, true
	}
	if manner {
		if words.Without != "" && v.s.Client.Pronouns.Possessive == "" {
			return words.Without, true
		}
		return words.With, true
	}
	return words.Noun, true
}

// ladder is the scale of help that the level was written on; where it does not
// tell, that which the objective is kept on.
func (v *view) ladder(lv *progress.Level) string {
	if lv.Score.Ladder != "" {
		return string(lv.Score.Ladder)
	}
	if v.s.Summary.Scale != "" {
		return string(v.s.Summary.Scale)
	}
	if most := v.s.Summary.Objective.MostHelp; most.Ladder != "" {
		return string(most.Ladder)
	}
	for _, p := range v.s.Summary.Points {
		if p.Help.Ladder != "" && p.Help.Level != record.Independent {
			return string(p.Help.Ladder)
		}
	}
	return string(record.AssistLadder)
}

// levelFact is a level as a fact: how it was worked out and from which rows.
func (v *view) levelFact(name, value string, lv *progress.Level) record.Fact {
	l := v.s.Language
	f := record.Fact{Name: name, Value: value}
	f.Note = l.Reason(string(lv.How), "days", l.List(v.days(lv.Points)), "n", l.Int(len(lv.Points)))
	for _, p := range lv.Points {
		f.Sources = append(f.Sources, p.Sources()...)
	}
	f.Pooled = record.PooledOf(lv.Points)
	if len(lv.Points) == 0 {
		f.Sources = v.told(name)
	}
	return f
}

// told returns the cell that stated a field of the goal, else the goal's row.
func (v *view) told(name string) []record.Source {
	g := v.s.Goal
	if g == nil {
		return nil
	}
	if source, ok := g.Told["goal."+name]; ok {
		return []record.Source{source}
	}
	return []record.Source{g.Source}
}

// days writes the days of points, with their scores; the order where the
// export has no dates.
func (v *view) days(points []record.DataPoint) []string {
	out := make([]string, 0, len(points))
	for _, p := range points {
		when := v.s.Language.Reason("session", "n", strconv.Itoa(p.Order))
		if !p.Day.IsZero() {
			when = v.s.Language.DayMonth(day(p.Day))
		}
		out = append(out, when)
	}
	return out
}

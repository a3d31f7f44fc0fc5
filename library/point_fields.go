package library

import (
	"strings"

	"milepost/progress"
	"milepost/record"
)

// pointFields are what data points say beside their level.
func pointFields() map[string]field {
	return map[string]field{
		"visits_n": {"visits with this goal, in words", "two", func(v *view) (said, bool) {
			return v.counted("points", v.points(all))
		}},
		"visits_with": {"visits in this period with this goal, as a count", "five visits", func(v *view) (said, bool) {
			return v.countedVisits("points", v.points(inPeriod))
		}},
		"all_visits": {"visits since the goal began, as a count", "nine visits", func(v *view) (said, bool) {
			return v.countedVisits("points", v.points(all))
		}},
		"newest": {"the newest day with this goal", "September 2", func(v *view) (said, bool) {
			if v.s.Summary == nil || v.s.Summary.Newest.IsZero() {
				return said{}, false
			}
			points := v.points(all)
			return plain("newest", v.s.Language.DayMonth(day(v.s.Summary.Newest)), sourcesOf(points[max(0, len(points)-1):]))
		}},
		"last_level":     {"the level on the newest day with this goal", "4 out of 10 times", func(v *view) (said, bool) { return v.lastLevel(inText) }},
		"last_level_how": {"the help on the newest day with this goal, as a manner", "with a little help", func(v *view) (said, bool) { return v.lastLevel(asManner) }},
		"more_help": {"visits left out for more help than the goal allows", "four visits", func(v *view) (said, bool) {
			return v.countedVisits("more help", v.points(moreHelp))
		}},
		"yes_of": {"how often it was reached in this period", "6 of 8 visits", yesOf},
		"per_visit": {"in a visit, where the unit does not say a time itself", "in a visit", func(v *view) (said, bool) {
			if v.s.Summary == nil {
				return said{}, false
			}
			if v.s.Language.Timed(v.foreign(v.s.Summary.Objective.Measure.Unit)) {
				return said{text: " "}, true
			}
			return said{text: v.score("per visit")}, true
		}},
		"run_asked": {"the visits that the criterion asks for", "three visits in a row", runAsked},
		"sessions":  {"first and last session of an export without dates", "session 1 to 55", sessions},
		"reached_on": {"the day on which the criterion was met", "October 7", func(v *view) (said, bool) {
			if v.s.Summary == nil || v.s.Summary.Reached == nil || v.s.Summary.Reached.On.IsZero() {
				return said{}, false
			}
			r := v.s.Summary.Reached
			return plain("reached", v.s.Language.DayMonth(day(r.On)), sourcesOf(r.Points))
		}},
		"run": {"the visits that met the criterion", "three visits in a row", run},
		"lower_since": {"the day since when it is lower again", "October 21", func(v *view) (said, bool) {
			if v.s.Summary == nil || v.s.Summary.Reached == nil || v.s.Summary.Reached.LowerSince.IsZero() {
				return said{}, false
			}
			return plain("lower since", v.s.Language.DayMonth(day(v.s.Summary.Reached.LowerSince)), sourcesOf(v.seen()))
		}},
		"help":     {"the help on the visits that the level now rests on, the same on each", "one spoken reminder", sameHelp},
		"supports": {"the supports noted on these visits", "\"thicker line\" and \"quiet table\"", supports},
	}
}

// The sets of points that fields count.
const (
	all = iota
	inPeriod
	moreHelp
)

func (v *view) points(which int) []record.DataPoint {
	sum := v.s.Summary
	switch {
	case sum == nil:
		return nil
	case which == all:
		return sum.Points
	case which == inPeriod:
		return sum.InPeriod
	}
	for _, left := range sum.Left {
		if left.Reason == "more help" {
			return left.Points
		}
	}
	return nil
}

// lastLevel says what the newest comparable point is, not the middle one.
func (v *view) lastLevel(how style) (said, bool) {
	points := v.points(all)
	if len(points) == 0 {
		return said{}, false
	}
	newest := points[len(points)-1]
	value, ok := v.s.Summary.Objective.Measure.Value(newest.Score)
	if !ok {
		return said{}, false
	}
	text, ok := v.level(&progress.Level{Value: value, Score: newest.Score}, how)
	return said{text: text, inner: true, facts: []record.Fact{{
		Name: "last", Value: v.shown(text), Sources: sourcesOf(points[len(points)-1:]),
	}}}, ok
}

func (v *view) counted(name string, points []record.DataPoint) (said, bool) {
	return v.fact(name, v.s.Language.Small(len(points)), sourcesOf(points))
}

func (v *view) countedVisits(name string, points []record.DataPoint) (said, bool) {
	if len(points) == 0 {
		return said{}, false
	}
	return v.fact(name, v.visits(len(points)), sourcesOf(points))
}

// fact is a field's words that were counted from rows.
func (v *view) fact(name, text string, sources []record.Source) (said, bool) {
	note := v.s.Language.Reason("counted", "n", v.s.Language.Int(len(sources)))
	return said{text: text, facts: []record.Fact{{Name: name, Value: text, Note: note, Sources: sources}}}, len(sources) > 0
}

// visits says so many visits: "one visit", "five visits".
func (v *view) visits(n int) string {
	key := "n visits"
	if n == 1 {
		key = "one visit"
	}
	return v.score(key, "n", v.s.Language.Small(n))
}

// yesOf says on how many visits of the period a yes/no goal was reached.
func yesOf(v *view) (said, bool) {
	points := v.points(inPeriod)
	if v.s.Summary == nil || v.s.Summary.Objective.Measure.Kind != record.YesNo || len(points) == 0 {
		return said{}, false
	}
	l := v.s.Language
	text := v.score("answers", "ok", l.Int(v.yes()), "of", l.Int(len(points)))
	if len(points) == 1 {
		text = v.score("answers of one", "ok", l.Int(v.yes()))
	}
	return v.fact("yes", text, sourcesOf(points))
}

// sessions names the first and last session of an export without dates.
func sessions(v *view) (said, bool) {
	points := v.points(all)
	if v.s.Summary == nil || !v.s.Summary.Undated || len(points) == 0 {
		return said{}, false
	}
	first, last := points[0].Order, points[0].Order
	for _, p := range points {
		first, last = min(first, p.Order), max(last, p.Order)
	}
	l := v.s.Language
	if first == last {
		return v.fact("sessions", l.Reason("session", "n", l.Int(first)), sourcesOf(points))
	}
	return v.fact("sessions", l.Reason("sessions", "from", l.Int(first), "to", l.Int(last)), sourcesOf(points))
}

// run says which visits met the criterion.
func run(v *view) (said, bool) {
	if v.s.Summary == nil || v.s.Summary.Reached == nil || len(v.s.Summary.Reached.Points) == 0 {
		return said{}, false
	}
	r, c := v.s.Summary.Reached, v.s.Summary.Objective.Criterion
	l := v.s.Language
	text := v.visits(len(r.Points))
	switch {
	case len(r.Points) == 1:
	case c.Of > 0:
		text = v.score("visits of", "n", l.Small(len(r.Points)), "of", l.Small(c.Of))
	default:
		text = v.score("visits in a row", "n", l.Small(len(r.Points)))
	}
	return v.fact("run", text, sourcesOf(r.Points))
}

// runAsked says how many visits the criterion asks for.
func runAsked(v *view) (said, bool) {
	if v.s.Summary == nil || v.s.Summary.Objective.Criterion.Sessions < 1 {
		return said{}, false
	}
	l, c := v.s.Language, v.s.Summary.Objective.Criterion
	text := v.visits(c.Sessions)
	switch {
	case c.Sessions == 1:
	case c.Of > 0:
		text = v.score("visits of", "n", l.Small(c.Sessions), "of", l.Small(c.Of))
	default:
		text = v.score("visits in a row", "n", l.Small(c.Sessions))
	}
	return plain("criterion", text, v.told("criterion"))
}

// sameHelp says the help that was recorded, where it was the same on each of
// the visits that the level now rests on.
func sameHelp(v *view) (said, bool) {
	if v.s.Summary == nil {
		return said{}, false
	}
	points := v.seen()
	if len(points) == 0 {
		return said{}, false
	}
	first := points[0].Help
	count := first.Count
	for _, p := range points {
		if p.Help.Ladder != first.Ladder || p.Help.Level != first.Level {
			return said{}, false
		}
		if p.Help.Count != count {
			count = 0
		}
	}
	words, ok := v.s.Language.Help(string(first.Ladder), first.Level)
	if !ok || first.Level == record.Independent {
		return said{}, false
	}
	text := words.Noun
	switch {
	case v.forTeam():
		text = words.Clinical
	case count == 1 && words.One != "":
		text = words.One
	case count > 1 && words.Many != "":
		text = v.s.Language.Filled(words.Many, v.s.Language.Small(count))
	}
	return v.fact("help", text, sourcesOf(points))
}

// supports quotes the supports column of the visits that the level now rests
// on, each text once.
func supports(v *view) (said, bool) {
	if v.s.Summary == nil {
		return said{}, false
	}
	seen := map[string]bool{}
	var quotes []string
	var sources []record.Source
	length := 0
	for _, p := range v.seen() {
		text := strings.TrimRight(v.foreign(p.Supports), ".")
		if text == "" {
			continue
		}
		sources = append(sources, p.Sources()...)
		if !seen[strings.ToLower(text)] {
			seen[strings.ToLower(text)] = true
			length += len(text)
			quotes = append(quotes, v.s.Language.Quote(text))
		}
	}
	if len(quotes) == 0 || length > 120 {
		return said{}, false
	}
	return v.fact("supports", v.s.Language.List(quotes), sources)
}

package report

import (
	"bytes"
	"math"
	"slices"
	"strings"

	"milepost/figure"
	"milepost/language"
	"milepost/library"
	"milepost/progress"
	"milepost/record"
)

// A goal has at most maxFigures charts, each of at least minPoints points:
// fewer show no course.
const (
	maxFigures = 2
	minPoints  = 3
)

// alt is what the template's blocks "trend-title", "trend-unit",
// "trend-caption" and "trend-alt" see. Levels are in words.
type alt struct {
	Name      string // plain name of the objective, else of the goal
	Step      string // number of the objective; "" where it has a name
	Unit      string // what is counted, "correct cuts"; in the caption and the numbers "correct cuts of 10"; "" not known
	Of        string // opportunities a session, where fixed
	First     string // first and last level of the chart
	Last      string
	FirstWhen string // "on August 5", or "(session 1)"
	LastWhen  string
	Visits    string // how many levels there are
	Target    string // "" none
	TargetDay string // "" none
	Better    string // up, down; "" not known
	HasAim    bool
}

// Trend gives the objective's chart as a trend block, with its numbers in
// words; with fewer than three points, or after two charts of the goal, nothing.
func (s *step) Trend() (string, error) {
	id := s.id("figure")
	if s.goal.figures >= maxFigures || len(s.sum.Points) < minPoints {
		return leaveOut, nil
	}
	t := s.trend()
	if len(measured(t)) < minPoints {
		return leaveOut, nil
	}
	s.goal.figures++
	a := s.altOf(t)
	var err error
	for _, block := range []struct {
		name string
		into *string
	}{{"trend-title", &t.Title}, {"trend-unit", &t.Unit}, {"trend-caption", &t.Caption}, {"trend-alt", &t.Alt}} {
		if *block.into, err = s.c.block(block.name, a); err != nil {
			return "", err
		}
	}
	printed := strings.TrimSuffix(figure.Print(t), "\n")
	facts := s.pointFacts(t)
	return s.c.emit(record.Sentence{ID: id, Text: printed, Sort: record.DataSort, Facts: facts}), nil
}

// block runs one of the template's own blocks and gives its one line.
func (c *composer) block(name string, data any) (string, error) {
	var b bytes.Buffer
	err := c.parsed.ExecuteTemplate(&b, name, data)
	return oneLine(b.String()), err
}

// trend gathers the numbers of the chart.
func (s *step) trend() figure.Trend {
	scale, of := s.scale()
	t := figure.Trend{Goal: s.first, Scale: scale, Better: s.better()}
	t.Baseline, t.Target = s.onScale(s.sum.Baseline, of), s.onScale(s.sum.Target, of)
	for _, p := range s.sum.Points {
		if point, ok := s.point(p, scale, of); ok {
			t.Points = append(t.Points, point)
		}
	}
	s.absences(&t)
	if aim := s.sum.Aim; aim != nil && !s.sum.Objective.Measure.Ordinal() && !s.sum.Undated {
		t.Aim = []figure.AimPoint{
			{Day: aim.From.String(), Value: scaled(aim.FromValue, of)},
			{Day: aim.To.String(), Value: scaled(aim.ToValue, of)},
		}
	}
	if scale == figure.Ordinal || scale == figure.GAS || scale == figure.YesNo {
		t.Levels = s.levels(t)
	}
	return t
}

func (s *step) better() string {
	if s.sum.Better != "" {
		return string(s.sum.Better)
	}
	return string(s.sum.Objective.Measure.Better)
}

// scale returns the scale of the chart. Trials of which each session has the
// same number are shown as that many, not as percents: of is that number,
// else 0.
func (s *step) scale() (scale figure.Scale, of int) {
	switch s.sum.Objective.Measure.Kind {
	case record.Percent, record.Trials:
		if of := s.fixedTrials(); of > 0 {
			return figure.Number, of
		}
		return figure.Percent, 0
	case record.Duration, record.Latency:
		return figure.Time, 0
	case record.Assist, record.Rubric:
		return figure.Ordinal, 0
	case record.GAS:
		return figure.GAS, 0
	case record.YesNo:
		return figure.YesNo, 0
	}
	return figure.Number, 0
}

// fixedTrials returns how many trials every session had, 0 where they differ,
// are not known, or are as many as a percent has.
func (s *step) fixedTrials() int {
	if s.sum.Objective.Measure.Kind != record.Trials {
		return 0
	}
	of := s.sum.Points[0].Score.Of
	for _, p := range s.sum.Points {
		if p.Score.Form != record.Ratio || p.Score.Of != of {
			return 0
		}
	}
	return of
}

func (s *step) point(p record.DataPoint, scale figure.Scale, of int) (figure.Point, bool) {
	at := figure.At{Day: p.Day.String(), Order: p.Order}
	if at.Day != "" {
		at.Order = 0
	} else if at.Order < 1 {
		return figure.Point{}, false
	}
	if scale == figure.Percent && p.Score.Form == record.Ratio && p.Score.Of > 0 {
		return figure.Ratio(at, p.Score.OK, p.Score.Of, scale), true
	}
	value, ok := s.sum.Objective.Measure.Value(p.Score)
	return figure.Point{At: at, Value: scaled(value, of)}, ok
}

func (s *step) onScale(level *progress.Level, of int) *float64 {
	if level == nil {
		return nil
	}
	value := scaled(level.Value, of)
	return &value
}

// scaled turns a percent into so many of of (where of is not 0) and rounds to
// thousandths, which no chart shows.
func scaled(value float64, of int) float64 {
	if of > 0 {
		value = value * float64(of) / 100
	}
	return math.Round(float64(value*1000)) / 1000
}

// measured returns the points of the chart without the missed sessions.
func measured(t figure.Trend) []figure.Point {
	return slices.DeleteFunc(slices.Clone(t.Points), func(p figure.Point) bool { return p.Absent })
}

// absences puts the days of missed sessions between the points.
func (s *step) absences(t *figure.Trend) {
	if s.sum.Undated {
		return
	}
	for _, day := range s.sum.Absent {
		t.Points = append(t.Points, figure.Point{At: figure.At{Day: day.String()}, Absent: true})
	}
	slices.SortStableFunc(t.Points, func(a, b figure.Point) int { return strings.Compare(a.At.Day, b.At.Day) })
}

// levels names the steps that the chart shows: the clinic's own scale, the two
// of yes and no and the five of goal attainment whole, of a ladder of help
// those that occur.
func (s *step) levels(t figure.Trend) []figure.Level {
	m := s.sum.Objective.Measure
	var steps []int
	switch {
	case len(m.Steps) > 0:
		for _, step := range m.Steps {
			steps = append(steps, step.Value)
		}
	case m.Kind == record.GAS:
		steps = []int{-2, -1, 0, 1, 2}
	case m.Kind == record.YesNo:
		steps = []int{0, 1}
	default:
		steps = occurring(t)
	}
	slices.Sort(steps)
	var levels []figure.Level
	for _, n := range slices.Compact(steps) {
		if words := s.words(float64(n)); words != "" {
			levels = append(levels, figure.Level{Value: n, Words: words})
		}
	}
	return levels
}

func occurring(t figure.Trend) []int {
	var steps []int
	for _, p := range t.Points {
		if !p.Absent {
			steps = append(steps, int(p.Value))
		}
	}
	for _, level := range []*float64{t.Baseline, t.Target} {
		if level != nil {
			steps = append(steps, int(*level))
		}
	}
	return steps
}

// words says a step of a scale as the text does.
func (s *step) words(value float64) string {
	l := s.subject.Language
	if s.sum.Objective.Measure.Kind == record.YesNo {
		return l.Score(map[bool]string{true: "yes", false: "no"}[value > 0])
	}
	score := record.Score{Form: record.StepForm, Number: value}
	return l.Lower(oneLine(s.levelWords(&progress.Level{Value: value, Score: score})))
}

// altOf says the chart's numbers in words.
func (s *step) altOf(t figure.Trend) alt {
	l := s.subject.Language
	points := measured(t)
	first, last := points[0], points[len(points)-1]
	a := alt{
		Name: oneLine(Unescape(s.goal.Name.text)), Unit: oneLine(l.Unit(s.unit())),
		First: s.shown(first.Value, t), Last: s.shown(last.Value, t),
		FirstWhen: s.when(first.At), LastWhen: s.when(last.At),
		Visits: l.Int(len(points)), Better: t.Better, HasAim: len(t.Aim) > 0,
	}
	if s.Name != nil {
		a.Name = oneLine(Unescape(s.Name.text))
	} else {
		a.Step = l.Int(s.Number)
	}
	if _, of := s.scale(); of > 0 {
		a.Of = l.Int(of)
	}
	if t.Target != nil {
		a.Target = s.shown(*t.Target, t)
		if day := s.sum.Objective.TargetDate; !day.IsZero() {
			a.TargetDay = l.Date(language.Day(day))
		}
	}
	return a
}

// unit is what is counted, in the language of the edition; "" not known.
func (s *step) unit() string {
	words, ok := library.Foreign(s.subject, s.sum.Objective.Measure.Unit)
	if !ok {
		return ""
	}
	return words
}

func (s *step) shown(value float64, t figure.Trend) string {
	l := s.subject.Language
	switch t.Scale {
	case figure.Percent:
		return l.Percent(value)
	case figure.Time:
		return l.Duration(value)
	case figure.Ordinal, figure.GAS, figure.YesNo:
		return s.words(value)
	}
	return l.Number(value, 2)
}

func (s *step) when(at figure.At) string {
	l := s.subject.Language
	if at.Day == "" {
		return "(" + l.Reason("session", "n", l.Int(at.Order)) + ")"
	}
	day, err := record.ParseDate(at.Day)
	if err != nil {
		return at.Day
	}
	return l.OnDay(language.Day(day))
}

// pointFacts are the points of the chart with their rows.
func (s *step) pointFacts(t figure.Trend) []record.Fact {
	_, of := s.scale()
	facts := make([]record.Fact, 0, len(s.sum.Points))
	for _, p := range s.sum.Points {
		if point, ok := s.point(p, t.Scale, of); ok {
			facts = append(facts, record.Fact{
				Name: "point", Value: point.At.String() + ": " + point.String(), Sources: []record.Source{p.Source},
			})
		}
	}
	return facts
}

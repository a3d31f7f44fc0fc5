package library

import (
	"reflect"
	"slices"
	"sort"
	"strings"

	"milepost/progress"
	"milepost/record"
)

// Context is what a phrase's condition (`when:`) may ask. A part that the data
// do not bear is false, empty or zero, and its has_ word is false.
type Context struct {
	Audience string `expr:"audience" what:"parent, school, payer"`
	Status   string `expr:"status" what:"design words, '' outside goals"`
	Measure  string `expr:"measure" what:"percent, trials, count, ..."`
	Better   string `expr:"better" what:"up, down"`
	Domain   string `expr:"domain" what:"of the goal"`
	Skill    string `expr:"skill" what:"of the goal"`
	Place    string `expr:"place" what:"where it was seen: clinic, home, school, telehealth, '' not known"`
	Format   string `expr:"format" what:"individual, group, co-treatment"`
	SaidBy   string `expr:"said_by" what:"parent, teacher, therapist"`

	Direction string `expr:"direction" what:"of a test: skill, difficulty, frequency"`
	HasScore  bool   `expr:"has_score" what:"the test result has a score"`
	HasRank   bool   `expr:"has_rank" what:"and a percentile that is said"`
	HasBand   bool   `expr:"has_band" what:"and a word of the publisher"`

	AtSchool bool `expr:"at_school" what:"it was seen at school, if only once"`

	HasGoal       bool `expr:"has_goal" what:"the sentence is about a goal"`
	HasName       bool `expr:"has_name" what:"the goal, or the one of its several objectives, has a confirmed plain name"`
	HasBaseline   bool `expr:"has_baseline" what:"a level at the start is known"`
	HasStartDay   bool `expr:"has_start_day" what:"and its day"`
	MedianStart   bool `expr:"median_start" what:"the level at the start is the median of the first sessions, of several days"`
	HasDays       bool `expr:"has_days" what:"the level now rests on few enough days to name them"`
	HasCurrent    bool `expr:"has_current" what:"a level now is known"`
	HasTarget     bool `expr:"has_target" what:"a target is on file"`
	TargetZero    bool `expr:"target_zero" what:"the target is none at all"`
	TargetUnread  bool `expr:"target_unread" what:"a target is on file, but not in what the goal measures"`
	HasTargetDate bool `expr:"has_target_date" what:"and a day for it"`
	HasAim        bool `expr:"has_aim" what:"the aim line is known"`
	Ahead         bool `expr:"ahead" what:"at or past the aim line"`
	HasTrend      bool `expr:"has_trend" what:"6 points over 28 days or more"`
	Rising        bool `expr:"rising" what:"the trend goes toward the target"`
	Falling       bool `expr:"falling" what:"the trend goes away from it"`

	Since      string `expr:"since" what:"now against the last signed report: better, same, lower; '' not known"`
	Elsewhere  bool   `expr:"elsewhere" what:"another clinic took the level at the start"`
	IsStep     bool   `expr:"is_step" what:"it speaks of one of several objectives"`
	BeganLate  bool   `expr:"began_late" what:"the goal began in the period, later than another one of the report"`
	Closed     bool   `expr:"closed" what:"the goal ended in the period, before any discharge"`
	DatedQuote bool   `expr:"dated_quote" what:"what was said names its day itself"`

	Change    string `expr:"change" what:"gain, same, loss: now against the start; '' not known"`
	AtTarget  bool   `expr:"at_target" what:"now is at or past the target"`
	HeldBack  bool   `expr:"held_back" what:"now is at the target, and the criterion asks for more than one visit of it"`
	AtZero    bool   `expr:"at_zero" what:"now is the lowest there is: 0, never, all the help"`
	Level     int    `expr:"level" what:"now on a ladder of help, 0 all to 8 none; -1 not one"`
	Began     int    `expr:"began" what:"the same at the start"`
	Never     bool   `expr:"never" what:"at the start it was the lowest there is"`
	NameRises bool   `expr:"name_rises" what:"less is better, and the goal's name sounds like something to do more often"`
	HasUnit   bool   `expr:"has_unit" what:"what is counted has a name: bites"`
	HasSteps  bool   `expr:"has_steps" what:"the scale is the clinic's own"`
	Beyond    bool   `expr:"beyond" what:"past the aim line, not just on it"`
	Overdue   bool   `expr:"overdue" what:"the target's day is not after the period's last day"`
	Whole     bool   `expr:"whole" what:"now is said in trials, not as a percent"`
	Alone     bool   `expr:"alone" what:"now is on the child's own, on a ladder of help"`
	Open      bool   `expr:"open" what:"about a goal that is not met"`
	Fresh     bool   `expr:"fresh" what:"open, and neither paused, not started nor without new data"`
	Seen      bool   `expr:"seen" what:"the level now is new enough to be spoken of"`
	HasRun    bool   `expr:"has_run" what:"the visits that met the criterion are known"`
	Proposed  bool   `expr:"proposed" what:"the therapist has yet to confirm the status"`
	Undated   bool   `expr:"undated" what:"the export has no dates"`
	Ordinal   bool   `expr:"ordinal" what:"the measure has steps, not amounts"`
	Kept      bool   `expr:"kept" what:"met, rechecked and still there"`
	Dropped   bool   `expr:"dropped" what:"met, and lower on a later day"`
	Lacks     string `expr:"lacks" what:"what is not on file and keeps the goal from being judged: measure, direction; '' nothing"`

	Points   int `expr:"points" what:"comparable points since the goal began"`
	InPeriod int `expr:"in_period" what:"of these, in the period"`
	SetAside int `expr:"set_aside" what:"points since the goal began that are left out, for whatever reason"`
	MoreHelp int `expr:"more_help" what:"points left out: more help than the goal allows"`
	Yes      int `expr:"yes" what:"yes/no goals: points in the period that say yes"`

	Planned   int `expr:"planned" what:"sessions of the period"`
	Attended  int `expr:"attended" what:"held"`
	Cancelled int `expr:"cancelled" what:"cancelled"`
	NoShow    int `expr:"no_show" what:"missed without a word"`
	Later     int `expr:"later" what:"held after the period's end"`
	Age       int `expr:"age" what:"full years on the period's last day; -1 not known"`
}

// contextNames lists what a condition may ask, sorted.
func contextNames() []string {
	t := reflect.TypeFor[Context]()
	names := make([]string, 0, t.NumField())
	for i := range t.NumField() {
		names = append(names, t.Field(i).Tag.Get("expr"))
	}
	sort.Strings(names)
	return names
}

// Condition is a name that a phrase's condition may ask.
type Condition struct {
	Name string
	What string
	Kind string // text, number, yes or no
}

// Conditions lists what a phrase's condition may ask, in the order of Context.
func Conditions() []Condition {
	kinds := map[reflect.Kind]string{reflect.String: "text", reflect.Int: "number", reflect.Bool: "yes or no"}
	t := reflect.TypeFor[Context]()
	list := make([]Condition, 0, t.NumField())
	for i := range t.NumField() {
		f := t.Field(i)
		list = append(list, Condition{f.Tag.Get("expr"), f.Tag.Get("what"), kinds[f.Type.Kind()]})
	}
	return list
}

// contextOf gathers what conditions may ask of a subject.
func contextOf(v *view) Context {
	s := v.s
	c := Context{
		Audience: s.Audience, Planned: s.Visits.Planned, Attended: s.Visits.Attended,
		Cancelled: s.Visits.Cancelled, NoShow: s.Visits.NoShow, Later: s.Visits.Later, Age: v.age(),
	}
	if s.Statement != nil {
		c.SaidBy = s.Statement.By
		c.DatedQuote = strings.Contains(s.Statement.Text, s.Language.DayMonth(day(s.Statement.Day)))
	}
	if s.Result != nil {
		c.ofResult(s.Result)
	}
	if s.Change != nil {
		c.Since = string(s.Change.Moved)
	}
	if s.Goal != nil {
		c.HasGoal, c.Domain, c.Skill = true, s.Goal.Domain, s.Goal.Skill
		c.IsStep = len(s.Goal.Objectives) > 1
		c.BeganLate = s.Period.Contains(s.Goal.Start) && s.olderGoal()
		c.Closed = !s.Goal.End.IsZero() && s.Period.Contains(s.Goal.End) && s.Goal.End != s.Client.Discharged
		_, c.HasName = v.goal()
	}
	if s.Summary != nil {
		c.ofSummary(v, s.Summary)
	}
	return c
}

// olderGoal reports whether another goal of the report began earlier.
func (s Subject) olderGoal() bool {
	return slices.ContainsFunc(s.Goals, func(g *record.Goal) bool {
		return !g.Start.IsZero() && g.Start.Before(s.Goal.Start)
	})
}

func (c *Context) ofSummary(v *view, sum *progress.Summary) {
	m := sum.Objective.Measure
	c.HasGoal = true
	c.Status, c.Measure, c.Better = string(sum.Status), string(m.Kind), string(m.Better)
	c.Place, c.Format, c.Ordinal = v.place(), sum.Objective.Format, m.Ordinal()
	c.AtSchool = c.Place == "school" || slices.Contains(v.places(), "school")
	c.HasBaseline, c.HasCurrent, c.HasTarget = sum.Baseline != nil, sum.Current != nil, sum.Target != nil
	c.TargetZero = c.HasTarget && sum.Target.Value == 0
	c.HasTargetDate = c.HasTarget && !sum.Objective.TargetDate.IsZero()
	c.HasStartDay = c.HasBaseline && !sum.Baseline.Day.IsZero()
	c.MedianStart = medianStart(sum)
	c.Elsewhere = sum.Objective.BaselineFrom != "" && c.HasBaseline && sum.Baseline.How == progress.Documented
	c.HasDays = c.HasCurrent && len(sum.Current.Points) > 0 && len(sum.Current.Points) <= mostDays
	c.TargetUnread = !c.HasTarget && !sum.Objective.Target.IsMissing()
	c.Proposed, c.Undated, c.Lacks = sum.Proposed, sum.Undated, string(sum.Lacks)
	c.NameRises = sum.Objective.NameRises
	c.HasUnit, c.HasSteps = m.Unit != "", len(m.Steps) > 0
	c.Overdue = c.HasTargetDate && !sum.Objective.TargetDate.After(v.s.Period.To)
	c.Points, c.InPeriod, c.Yes = len(sum.Points), len(sum.InPeriod), v.yes()
	c.SetAside = sum.Lefts()
	for _, left := range sum.Left {
		if left.Reason == "more help" {
			c.MoreHelp += len(left.Points)
		}
	}
	if sum.Aim != nil {
		c.HasAim, c.Ahead = true, sum.Aim.Ahead
	}
	if sum.Trend != nil {
		toward := sum.Trend.PerWeek
		if m.Better == record.Down {
			toward = -toward
		}
		c.HasTrend, c.Rising, c.Falling = true, toward > 0, toward < 0
	}
	met := sum.Status == record.Met || sum.Status == record.Maintained
	old := sum.Status == record.Paused || sum.Status == record.NotStarted || sum.Status == record.NoData
	c.Fresh = !met && !old
	c.Open, c.Seen = !met, c.HasCurrent && !old && sum.Status != record.TooEarly
	if sum.Reached != nil {
		c.HasRun = len(sum.Reached.Points) > 0
		c.Kept, c.Dropped = sum.Reached.Kept, !sum.Reached.LowerSince.IsZero()
	}
	c.levels(sum, m)
}

// medianStart reports whether the level at the start is the median of sessions
// of several days, on the last of which another one may have been measured.
func medianStart(sum *progress.Summary) bool {
	b := sum.Baseline
	return b != nil && b.How == progress.FirstThree && len(b.Points) > 1 && !b.Points[0].Day.IsZero() && b.Points[0].Day != b.Day
}

// levels compares where the client stands with the start and the target.
func (c *Context) levels(sum *progress.Summary, m record.Measure) {
	now := sum.Current
	c.Level, c.Began = -1, -1
	if sum.Baseline != nil {
		c.Never = sum.Baseline.Value == 0 && m.Kind != record.GAS
		c.Began = helpLevel(m, sum.Baseline)
	}
	if now == nil {
		return
	}
	c.Level = helpLevel(m, now)
	c.AtZero = now.Value == 0 && m.Kind != record.GAS
	c.Whole = now.Score.Form == record.Ratio
	if sum.Aim != nil {
		past := now.Value - sum.Aim.Expected
		c.Beyond = past > 0 && m.Better == record.Up || past < 0 && m.Better == record.Down
	}
	c.Alone = m.Kind == record.Assist && now.Value == record.Independent
	if sum.Target != nil {
		c.AtTarget = m.Reaches(now.Score, sum.Target.Score)
		c.HeldBack = c.AtTarget && c.Fresh && sum.Status != record.TooEarly && sum.Objective.Criterion.Sessions > 1
	}
	if sum.Baseline == nil {
		return
	}
	gain := now.Value - sum.Baseline.Value
	if m.Better == record.Down {
		gain = -gain
	}
	switch {
	case gain > 0:
		c.Change = "gain"
	case gain < 0:
		c.Change = "loss"
	default:
		c.Change = "same"
	}
}

// helpLevel returns a level on a ladder of help, -1 on any other scale.
func helpLevel(m record.Measure, lv *progress.Level) int {
	if m.Kind != record.Assist || len(m.Steps) > 0 {
		return -1
	}
	return int(lv.Value)
}

// yes counts the points of the period that say yes.
func (v *view) yes() int {
	if v.s.Summary == nil || v.s.Summary.Objective.Measure.Kind != record.YesNo {
		return 0
	}
	n := 0
	for _, p := range v.s.Summary.InPeriod {
		if p.Score.Number > 0 {
			n++
		}
	}
	return n
}

// place tells where the goal was seen: where the points that the level now
// rests on were taken, "" where they differ; else where the objective says.
func (v *view) place() string {
	places := v.places()
	switch {
	case len(places) == 1:
		return places[0]
	case len(places) == 0 && v.s.Summary != nil:
		return v.s.Summary.Objective.Place
	}
	return ""
}

// places lists where these points were taken, in their order; none where one
// of them does not say.
func (v *view) places() []string {
	var places []string
	if v.s.Summary == nil {
		return nil
	}
	for _, p := range v.seen() {
		switch {
		case p.Place == "":
			return nil
		case !slices.Contains(places, p.Place):
			places = append(places, p.Place)
		}
	}
	return places
}

// grouped reports whether all of these points were taken in a group.
func (v *view) grouped() bool {
	points := v.seen()
	return len(points) > 0 && !slices.ContainsFunc(points, func(p record.DataPoint) bool { return p.Format != "group" })
}

// seen returns the points that the level now rests on, else all of the period.
func (v *view) seen() []record.DataPoint {
	sum := v.s.Summary
	if sum.Current != nil && len(sum.Current.Points) > 0 {
		return sum.Current.Points
	}
	return sum.InPeriod
}

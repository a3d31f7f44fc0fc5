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
	Audience string `expr:"audience"` // parent, school, payer
	Status   string `expr:"status"`   // design words, "" outside goals
	Measure  string `expr:"measure"`  // percent, trials, count, ...
	Better   string `expr:"better"`   // up, down
	Domain   string `expr:"domain"`   // of the goal
	Skill    string `expr:"skill"`    // of the goal
	Place    string `expr:"place"`    // where it was seen: clinic, home, school, telehealth, "" not known
	Format   string `expr:"format"`   // individual, group, co-treatment
	SaidBy   string `expr:"said_by"`  // parent, teacher, therapist

	HasGoal       bool `expr:"has_goal"`        // the sentence is about a goal
	HasName       bool `expr:"has_name"`        // the goal, or the one of its several objectives, has a confirmed plain name
	HasBaseline   bool `expr:"has_baseline"`    // a level at the start is known
	HasStartDay   bool `expr:"has_start_day"`   // and its day
	HasDays       bool `expr:"has_days"`        // the level now rests on few enough days to name them
	HasCurrent    bool `expr:"has_current"`     // a level now is known
	HasTarget     bool `expr:"has_target"`      // a target is on file
	TargetZero    bool `expr:"target_zero"`     // the target is none at all
	HasTargetDate bool `expr:"has_target_date"` // and a day for it
	HasAim        bool `expr:"has_aim"`         // the aim line is known
	Ahead         bool `expr:"ahead"`           // at or past the aim line
	HasTrend      bool `expr:"has_trend"`       // 6 points over 28 days or more
	Rising        bool `expr:"rising"`          // the trend goes toward the target
	Falling       bool `expr:"falling"`         // the trend goes away from it

	Since      string `expr:"since"`       // now against the last signed report: better, same, lower; "" not known
	Elsewhere  bool   `expr:"elsewhere"`   // another clinic took the level at the start
	BeganLate  bool   `expr:"began_late"`  // the goal began in the period, later than another one of the report
	Closed     bool   `expr:"closed"`      // the goal ended in the period, before any discharge
	DatedQuote bool   `expr:"dated_quote"` // what was said names its day itself

	Change   string `expr:"change"`    // gain, same, loss: now against the start; "" not known
	AtTarget bool   `expr:"at_target"` // now is at or past the target
	HeldBack bool   `expr:"held_back"` // now is at the target, and the criterion asks for more than one visit of it
	AtZero   bool   `expr:"at_zero"`   // now is the lowest there is: 0, never, all the help
	Level    int    `expr:"level"`     // now on a ladder of help, 0 all to 8 none; -1 not one
	Began    int    `expr:"began"`     // the same at the start
	Never    bool   `expr:"never"`     // at the start it was the lowest there is
	HasUnit  bool   `expr:"has_unit"`  // what is counted has a name: bites
	HasSteps bool   `expr:"has_steps"` // the scale is the clinic's own
	Beyond   bool   `expr:"beyond"`    // past the aim line, not just on it
	Overdue  bool   `expr:"overdue"`   // the target's day is not after the period's last day
	Whole    bool   `expr:"whole"`     // now is said in trials, not as a percent
	Alone    bool   `expr:"alone"`     // now is on the child's own, on a ladder of help
	Open     bool   `expr:"open"`      // about a goal that is not met
	Fresh    bool   `expr:"fresh"`     // open, and neither paused, not started nor without new data
	Seen     bool   `expr:"seen"`      // the level now is new enough to be spoken of
	HasRun   bool   `expr:"has_run"`   // the visits that met the criterion are known
	Proposed bool   `expr:"proposed"`  // the therapist has yet to confirm the status
	Undated  bool   `expr:"undated"`   // the export has no dates
	Ordinal  bool   `expr:"ordinal"`   // the measure has steps, not amounts
	Kept     bool   `expr:"kept"`      // met, rechecked and still there
	Dropped  bool   `expr:"dropped"`   // met, and lower on a later day

	Points   int `expr:"points"`    // comparable points since the goal began
	InPeriod int `expr:"in_period"` // of these, in the period
	MoreHelp int `expr:"more_help"` // points left out: more help than the goal allows
	Yes      int `expr:"yes"`       // yes/no goals: points in the period that say yes

	Planned   int `expr:"planned"`   // sessions of the period
	Attended  int `expr:"attended"`  // held
	Cancelled int `expr:"cancelled"` // cancelled
	NoShow    int `expr:"no_show"`   // missed without a word
	Later     int `expr:"later"`     // held after the period's end
	Age       int `expr:"age"`       // full years on the period's last day; -1 not known
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
	if s.Change != nil {
		c.Since = string(s.Change.Moved)
	}
	if s.Goal != nil {
		c.HasGoal, c.Domain, c.Skill = true, s.Goal.Domain, s.Goal.Skill
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
	c.HasBaseline, c.HasCurrent, c.HasTarget = sum.Baseline != nil, sum.Current != nil, sum.Target != nil
	c.TargetZero = c.HasTarget && sum.Target.Value == 0
	c.HasTargetDate = c.HasTarget && !sum.Objective.TargetDate.IsZero()
	c.HasStartDay = c.HasBaseline && !sum.Baseline.Day.IsZero()
	c.Elsewhere = sum.Objective.BaselineFrom != "" && c.HasBaseline && sum.Baseline.How == progress.Documented
	c.HasDays = c.HasCurrent && len(sum.Current.Points) > 0 && len(sum.Current.Points) <= mostDays
	c.Proposed, c.Undated = sum.Proposed, sum.Undated
	c.HasUnit, c.HasSteps = m.Unit != "", len(m.Steps) > 0
	c.Overdue = c.HasTargetDate && !sum.Objective.TargetDate.After(v.s.Period.To)
	c.Points, c.InPeriod, c.Yes = len(sum.Points), len(sum.InPeriod), v.yes()
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

// place tells where the goal was seen: where the objective names a place,
// there; else where all points of the period were taken, "" where that is not
// known or they differ.
func (v *view) place() string {
	sum := v.s.Summary
	if sum == nil {
		return ""
	}
	var places []string
	for _, p := range v.seen() {
		if !slices.Contains(places, p.Place) {
			places = append(places, p.Place)
		}
	}
	if len(places) == 1 && places[0] != "" {
		return places[0]
	}
	if len(places) <= 1 {
		return sum.Objective.Place
	}
	return ""
}

// seen returns the points that the level now rests on, else all of the period.
func (v *view) seen() []record.DataPoint {
	sum := v.s.Summary
	if sum.Current != nil && len(sum.Current.Points) > 0 {
		return sum.Current.Points
	}
	return sum.InPeriod
}

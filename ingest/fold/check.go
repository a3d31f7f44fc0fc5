package fold

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

// impossibleDay returns the problem of a day on which nothing can have been
// done with the client.
func (f *folder) impossibleDay(what string, day record.Date, source record.Source) (record.Problem, bool) {
	c := f.Client
	p := record.Problem{Source: source, Client: c.ID, Day: day, Keeps: record.KeptRow, Found: day.String()}
	switch {
	case day.IsZero():
		return p, false
	case !f.opt.Today.IsZero() && day.After(f.opt.Today):
		p.Code, p.Wrong = codeFutureDay, "is in the future"
		p.Next = record.ToCorrect("the day in the export and import it again")
	case day.Before(c.BirthDate):
		p.Code, p.Wrong = "day.before-birth", "is before the client's birth on "+c.BirthDate.String()
		p.Next = record.ToCorrect("the day in the export, or the birth date in the roster")
	case !c.Discharged.IsZero() && day.After(c.Discharged):
		p.Code, p.Wrong = "day.after-discharge", "is after the discharge on "+c.Discharged.String()
		p.Next = record.ToCorrect("the day in the export, or the discharge in the roster or the client's card")
	default:
		return p, false
	}
	p.Wrong += "; the " + what + " was left out"
	return p, true
}

// impossibleSession returns the problem of a session that cannot have been.
// What is planned, or was called off ahead, may lie in the future.
func (f *folder) impossibleSession(s record.Session) (record.Problem, bool) {
	p, bad := f.impossibleDay("session", s.Day, s.Source)
	return p, bad && (p.Code != codeFutureDay || !value.MayBeAhead(s.Status))
}

// sessionFits reports whether the session can have been; if not, it is told.
func (f *folder) sessionFits(s record.Session) bool {
	p, bad := f.impossibleSession(s)
	if bad {
		p.Keeps = record.KeptVisit
		f.Problems = append(f.Problems, p)
	}
	return !bad
}

// dayFits reports whether something can have been done with the client on the
// day; where it cannot, that is a problem.
func (f *folder) dayFits(what string, day record.Date, source record.Source) bool {
	p, bad := f.impossibleDay(what, day, source)
	if what == "result" {
		p.Keeps = record.KeptResult
	}
	if bad {
		f.Problems = append(f.Problems, p)
	}
	return !bad
}

// fitScores brings the scores, baselines and targets of all objectives to
// their measures, and refuses those that do not fit.
func (f *folder) fitScores(byObjective map[record.ID][]record.DataPoint) {
	read := map[*record.Objective]bool{} // whose measure was read off the results
	for i := range f.Goals {
		for j := range f.Goals[i].Objectives {
			o := &f.Goals[i].Objectives[j]
			if o.Measure.Kind == "" {
				m := measureOf(byObjective[o.ID], *o)
				o.Measure.Kind, o.Measure.Unit = m.Kind, cmp.Or(o.Measure.Unit, m.Unit)
				o.WorkedOut = o.Measure.Kind != ""
				read[o] = o.WorkedOut
			}
			readCriterion(o)
			f.fitLevels(&f.Goals[i], o, scaleOf(bareScores(byObjective[o.ID])))
			f.checkDirection(f.Goals[i], *o)
		}
	}
	scales := map[record.ID]map[string]value.Scale{}
	for id, points := range byObjective {
		scales[id] = scalesByFile(points)
	}
	below := map[record.ID]bool{}
	for id, points := range byObjective {
		below[id] = goesBelowZero(points)
	}
	measures := f.measuresInTime(read)
	for i := range f.DataPoints {
		p := &f.DataPoints[i]
		m := measures.of(*p)
		m.below = below[p.Objective]
		f.fitScore(p, m, scales[p.Objective][fileOf(*p)])
	}
	f.checkHelpScales()
}

// goesBelowZero reports whether bare numbers of an unknown measure may lie below
// zero: they all are steps of goal attainment scaling, the one scale that does.
func goesBelowZero(points []record.DataPoint) bool {
	return !slices.ContainsFunc(bareScores(points), func(s record.Score) bool {
		return s.Number < -2 || s.Number > 2 || s.Number != math.Trunc(s.Number)
	})
}

// measureInTime is an objective's measure while a version of its goal was in
// effect.
type measureInTime struct {
	span    record.Period // To zero: still
	measure record.Measure
	read    bool // it was read off the results
	below   bool // results below zero may be right
}

type measuresInTime map[record.ID][]measureInTime

// measuresInTime returns each objective's measures by version of its goal; read
// tells which were read off the results.
func (f *folder) measuresInTime(read map[*record.Objective]bool) measuresInTime {
	measures := measuresInTime{}
	for i := range f.Goals { // by version
		g := &f.Goals[i]
		for j := range g.Objectives {
			o := &g.Objectives[j]
			measures[o.ID] = append(measures[o.ID], measureInTime{span: record.Period{From: g.Start, To: g.End}, measure: o.Measure, read: read[o]})
		}
	}
	return measures
}

// of returns the measure of the newest version that was in effect on the
// point's day, else that of the newest.
func (m measuresInTime) of(p record.DataPoint) measureInTime {
	versions := m[p.Objective]
	for _, v := range slices.Backward(versions) {
		if !p.Day.IsZero() && inEffect(v.span, p.Day) {
			return v
		}
	}
	return versions[len(versions)-1]
}

// inEffect reports whether the day lies in a span whose end may be open.
func inEffect(span record.Period, day record.Date) bool {
	return !day.Before(span.From) && (span.To.IsZero() || !day.After(span.To))
}

func bareScores(points []record.DataPoint) []record.Score {
	var bare []record.Score
	for _, p := range points {
		if p.Score.Form == record.Number {
			bare = append(bare, p.Score)
		}
	}
	return bare
}

// scaleOf decides for a lot of bare numbers what they mean: all from 0 to 1
// with a fraction among them are shares, with none between 0 and 1 they are
// hundreds.
func scaleOf(bare []record.Score) value.Scale {
	small, large := false, false
	for _, s := range bare {
		small = small || s.Number > 0 && s.Number < 1
		large = large || s.Number > 1
	}
	switch {
	case small && large:
		return value.Mixed
	case small:
		return value.Shares
	case large:
		return value.Hundreds
	}
	return value.Unclear
}

// scalesByFile decides for the bare numbers of each file. One file may write
// shares and another hundreds; a file with zeros and ones only follows the
// others where they agree.
func scalesByFile(points []record.DataPoint) map[string]value.Scale {
	byFile := map[string][]record.DataPoint{}
	for _, p := range points {
		byFile[fileOf(p)] = append(byFile[fileOf(p)], p)
	}
	scales := map[string]value.Scale{}
	all := value.Unclear
	for file, of := range byFile {
		scales[file] = scaleOf(bareScores(of))
		switch {
		case scales[file] == value.Unclear:
		case all == value.Unclear:
			all = scales[file]
		case all != scales[file]:
			all = value.Mixed
		}
	}
	for file := range scales {
		if scales[file] == value.Unclear && all != value.Mixed {
			scales[file] = all
		}
	}
	return scales
}

// fileOf names the lot in which a point's scale is decided.
func fileOf(p record.DataPoint) string { return p.Source.File + "\x00" + p.Source.Sheet }

// fitScore brings the point's score to the measure. One that does not fit is
// told, and refused: the point stays, so that nobody says that there was none.
func (f *folder) fitScore(p *record.DataPoint, m measureInTime, numbers value.Scale) {
	if p.Score.IsMissing() {
		return
	}
	code, wrong, s := codeUnfit, "", p.Score
	if m.measure.Kind == "" && s.Form == record.Number && s.Number < 0 && !m.below {
		wrong = "is below zero, which no measure of these results can be"
	}
	if m.read {
		code, wrong = codeStray, stray(m.measure.Kind, p.Score)
	}
	if wrong == "" {
		code = codeUnfit
		s, wrong = fitted(m.measure, p.Score, numbers)
	}
	if wrong == "" {
		wrong = impossible(m.measure, s)
	}
	if wrong != "" {
		f.refuseResult(*p, code, wrong)
		p.Refused, p.Score = true, record.Score{Text: cmp.Or(p.Score.Text, scoreText(p.Score))}
		return
	}
	p.Score = s
}

// fitted returns the score as one of the measure, or what is wrong with it. A
// measure of unknown kind takes any score as it stands.
func fitted(m record.Measure, s record.Score, numbers value.Scale) (record.Score, string) {
	s.Ladder = ""
	if len(m.Steps) == 0 {
		s.Ladder = value.LadderOf(s)
	}
	if m.Kind == "" || m.Kind == record.Narrative || s.IsMissing() {
		return s, ""
	}
	if m.Kind == record.Percent && s.Form == record.Number {
		var wrong string
		if s, wrong = percentOf(s, numbers); wrong != "" {
			return s, wrong
		}
	}
	fit, ok := value.Fit(m, s)
	if !ok {
		return s, fmt.Sprintf("does not fit the goal's measure, which is %s", m.Kind)
	}
	return fit, ""
}

// percentOf reads a bare number as a percent.
func percentOf(s record.Score, numbers value.Scale) (record.Score, string) {
	if s.Number == 0 {
		numbers = value.Hundreds
	}
	switch numbers {
	case value.Mixed:
		return s, "stands among numbers from 0 to 1 and numbers from 1 to 100, so that a percent cannot be told from a share"
	case value.Unclear:
		return s, "may be 1 % or 100 %, and no other result tells"
	case value.Shares:
		s.Number = roundShare(s.Number)
	}
	s.Form = record.PercentForm
	return s, ""
}

// roundShare returns the share in percent without the noise of binary
// fractions: 0.07 is 7, not 7.000000000000001.
func roundShare(share float64) float64 { return math.Round(share*1e12) / 1e10 }

// impossible says what is wrong with a score that fits its measure by form but
// not by its value.
func impossible(m record.Measure, s record.Score) string {
	whole := s.Number == math.Trunc(s.Number)
	switch s.Form {
	case record.Ratio:
		if s.Of < 1 || s.OK < 0 || s.OK > s.Of {
			return "has more successes than tries"
		}
		return ""
	case record.PercentForm:
		if s.Number < 0 || s.Number > 100 {
			return "is not a percent from 0 to 100"
		}
		return ""
	}
	switch m.Kind {
	case record.Trials:
		if m.Of > 0 && (!whole || s.Number < 0 || s.Number > float64(m.Of)) {
			return fmt.Sprintf("is not a number of successes from 0 to %d", m.Of)
		}
	case record.GAS:
		if !whole || s.Number < -2 || s.Number > 2 {
			return "is not a step of goal attainment scaling, from -2 to 2"
		}
	case record.Assist:
		if len(m.Steps) == 0 && (!whole || s.Number < 0 || s.Number > record.Independent) {
			return "is not a level of help"
		}
		return offScale(m, s)
	case record.Rubric:
		return offScale(m, s)
	case record.YesNo:
		if s.Number != 0 && s.Number != 1 {
			return "is neither yes nor no"
		}
	case record.Count, record.Rate, record.Duration, record.Latency, record.Length:
		if s.Number < 0 || math.IsNaN(s.Number) || math.IsInf(s.Number, 0) {
			return "is below zero or not a number"
		}
	}
	return ""
}

// offScale says that the score is no step of the clinic's own scale.
func offScale(m record.Measure, s record.Score) string {
	if len(m.Steps) == 0 || slices.ContainsFunc(m.Steps, func(step record.Step) bool { return float64(step.Value) == s.Number }) {
		return ""
	}
	steps := make([]string, len(m.Steps))
	for i, step := range m.Steps {
		steps[i] = fmt.Sprint(step.Value)
	}
	return "is not a step of the goal's scale: " + strings.Join(steps, ", ")
}

// fitLevels brings baseline, target and criterion to the measure.
func (f *folder) fitLevels(g *record.Goal, o *record.Objective, points value.Scale) {
	levels := []struct {
		name  string
		score *record.Score
	}{
		{"goal.baseline", &o.Baseline}, {"goal.target", &o.Target}, {"goal.criterion", &o.Criterion.AtLeast},
	}
	var bare []record.Score
	for _, level := range levels {
		if level.score.Form == record.Number {
			bare = append(bare, *level.score)
		}
	}
	numbers := scaleOf(bare)
	if numbers == value.Unclear {
		numbers = points
	}
	for _, level := range levels {
		if level.score.IsMissing() {
			continue
		}
		s, wrong := fitted(o.Measure, *level.score, numbers)
		if wrong == "" {
			wrong = impossible(o.Measure, s)
		}
		if wrong != "" {
			f.refuseScore(*level.score, toldAt(*g, level.name), codeLevel, wrong)
			s = record.Score{Text: level.score.Text}
		}
		*level.score = s
	}
}

// toldAt returns the cell that told a field of the goal, else the goal's row.
func toldAt(g record.Goal, name string) record.Source {
	return cmp.Or(g.Told[name], g.Source)
}

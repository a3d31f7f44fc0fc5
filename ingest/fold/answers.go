package fold

import (
	"slices"

	"milepost/record"
)

// readAnswers reads yes and no as tries, one each, where an objective has
// nothing but answers and they are tries of it: it is measured in tries, its
// target or baseline is a share of tries, or one visit has several answers.
// Such an objective is then one of trials, and a visit's result is how many of
// its tries went well; "yes" as its target or baseline is every try.
//
// Source: ADR 138.
func (f *folder) readAnswers() {
	visits := f.heldVisits()
	objectives := f.objectivesInTime()
	points := f.byObjective()
	tries := map[record.ID]bool{}
	visit := func(p record.DataPoint) inOneVisit { return visits.of(p, objectives.of(p).discipline) }
	f.eachObjective(func(o *record.Objective) {
		tries[o.ID] = tries[o.ID] || answersAreTries(*o, points[o.ID], visit)
	})
	f.eachObjective(func(o *record.Objective) {
		if tries[o.ID] {
			f.asTries(o)
		}
	})
}

// eachObjective calls do for every objective of every version of the goals.
func (f *folder) eachObjective(do func(*record.Objective)) {
	for i := range f.Goals {
		for j := range f.Goals[i].Objectives {
			do(&f.Goals[i].Objectives[j])
		}
	}
}

// answersAreTries reports whether all results of an objective are answers, and
// each of them one of several tries.
func answersAreTries(o record.Objective, points []record.DataPoint, visit func(record.DataPoint) inOneVisit) bool {
	kind := o.Measure.Kind
	if kind != "" && kind != record.YesNo && kind != record.Trials && kind != record.Percent {
		return false
	}
	answers, several := false, false
	seen := map[inOneVisit]bool{}
	for _, p := range points {
		if p.Score.IsMissing() {
			continue
		}
		if p.Score.Form != record.Answer {
			return false
		}
		at := visit(p)
		answers, several = true, several || seen[at]
		seen[at] = true
	}
	shares := slices.ContainsFunc([]record.Score{o.Baseline, o.Target, o.Criterion.AtLeast}, func(s record.Score) bool {
		return s.Form == record.Ratio || s.Form == record.PercentForm
	})
	return answers && (several || shares && kind != record.YesNo || kind == record.Trials || kind == record.Percent)
}

// asTries turns the answers of an objective into tries.
func (f *folder) asTries(o *record.Objective) {
	if o.Measure.Kind != record.Percent {
		o.Measure.Kind = record.Trials
	}
	for _, level := range []*record.Score{&o.Baseline, &o.Target, &o.Criterion.AtLeast} {
		if level.Form == record.Answer {
			level.Form, level.Number = record.PercentForm, 100*level.Number
		}
	}
	for i := range f.DataPoints {
		if p := &f.DataPoints[i]; p.Objective == o.ID && p.Score.Form == record.Answer {
			p.Score.Form, p.Score.OK, p.Score.Of, p.Score.Number = record.Ratio, int(p.Score.Number), 1, 0
		}
	}
}

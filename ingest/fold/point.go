package fold

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"milepost/record"
)

// Rules by which a record stays unused without being a problem.
const (
	UnusedLoose     = "result: no goal of the client asks for it"
	UnusedAmbiguous = "result: more than one goal of the client could ask for it"
	UnusedLevel     = "goal: a level of the goal as a whole, whose objectives have their own"
	UnusedWithdrawn = "result: its goal was withdrawn"
)

// foldDataPoints folds the data points, finds the objective of each and
// refuses what cannot be.
func (f *folder) foldDataPoints(versions []record.Version[record.DataPoint]) {
	points := latest(f, versions, pointsKeyed())
	slices.SortStableFunc(points, func(a, b told[record.DataPoint]) int {
		return cmp.Or(
			a.record.Day.Compare(b.record.Day), cmp.Compare(a.record.Order, b.record.Order),
			strings.Compare(a.record.Start, b.record.Start), a.rank.compare(b.rank),
			cmp.Compare(a.record.Key, b.record.Key))
	})
	index := f.indexObjectives()
	tellers := map[record.Key]teller{}
	for _, p := range points {
		if objective, ok := f.resolve(index, p.record); ok && f.dayFits("result", p.record.Day, p.record.Source) {
			p.record.Objective = objective
			f.DataPoints = append(f.DataPoints, p.record)
			tellers[p.record.Key] = teller{p.mapping, p.last}
		}
	}
	f.keepOwnMeasure()
	f.readAnswers()
	f.fitScores(f.byObjective())
	f.holdAgainstVisits() // each row, before the rows of a visit make one result
	f.poolVisits(tellers)
}

// byObjective returns the data points of each objective.
func (f *folder) byObjective() map[record.ID][]record.DataPoint {
	all := map[record.ID][]record.DataPoint{}
	for _, p := range f.DataPoints {
		all[p.Objective] = append(all[p.Objective], p)
	}
	return all
}

func pointsKeyed() keyed[record.DataPoint] {
	return keyed[record.DataPoint]{
		kind: "data point",
		key:  func(p record.DataPoint) record.Key { return p.Key },
		about: func(p record.DataPoint) about {
			return about{p.Modified, p.Source, "the result of " + p.Day.String(), p.Score.Text, record.KeptResult, p.Day}
		},
		merge:  mergeDataPoint,
		counts: func(a, b record.DataPoint) bool { return a.Score == b.Score && a.Day == b.Day },
	}
}

func mergeDataPoint(into *record.DataPoint, later record.DataPoint) {
	changed := anyOf(
		put(&into.Client, later.Client), put(&into.ClientKey, later.ClientKey),
		putList(&into.GoalKeys, later.GoalKeys), put(&into.Day, later.Day), put(&into.Order, later.Order),
		put(&into.Start, later.Start), putScore(&into.Score, later.Score), putHelp(&into.Help, later.Help),
		put(&into.Several, later.Several), put(&into.Supports, later.Supports), into.Probe != later.Probe, put(&into.Phase, later.Phase),
		put(&into.Place, later.Place), put(&into.Format, later.Format),
		put(&into.Therapist, later.Therapist), put(&into.Note, later.Note))
	into.Probe, into.Loose = later.Probe, into.Loose && later.Loose
	if changed {
		into.Source = later.Source
	}
}

// putScore is put for a score: what was not measured later erases nothing,
// whatever text stands there.
func putScore(into *record.Score, later record.Score) bool {
	return !later.IsMissing() && put(into, later)
}

func putHelp(into *record.Help, later record.Help) bool {
	return !later.IsZero() && put(into, later)
}

// objectiveIndex finds objectives by the keys of rows.
type objectiveIndex struct {
	ids   map[record.Key][]record.ID
	alive map[record.ID][]record.Period // in which a version of its goal was in effect
}

func (f *folder) indexObjectives() objectiveIndex {
	index := objectiveIndex{map[record.Key][]record.ID{}, map[record.ID][]record.Period{}}
	for _, g := range f.Goals {
		for _, o := range g.Objectives {
			index.alive[o.ID] = append(index.alive[o.ID], record.Period{From: g.Start, To: g.End})
			for _, k := range slices.Concat(o.Keys, g.Keys) {
				if !slices.Contains(index.ids[k], o.ID) {
					index.ids[k] = append(index.ids[k], o.ID)
				}
			}
		}
	}
	return index
}

// find returns the objectives that the point can mean: those of its first key
// that is known, narrowed by each further key that leaves some, then by the
// days on which their goals were in effect.
func (index objectiveIndex) find(p record.DataPoint) []record.ID {
	var found []record.ID
	for _, k := range p.GoalKeys {
		ids := index.ids[k]
		if len(found) == 0 {
			found = ids
			continue
		}
		if both := common(found, ids); len(both) > 0 {
			found = both
		}
	}
	if len(found) < 2 || p.Day.IsZero() {
		return found
	}
	alive := slices.DeleteFunc(slices.Clone(found), func(id record.ID) bool {
		return !slices.ContainsFunc(index.alive[id], func(span record.Period) bool { return inEffect(span, p.Day) })
	})
	if len(alive) > 0 {
		return alive
	}
	return found
}

func common(a, b []record.ID) []record.ID {
	return slices.DeleteFunc(slices.Clone(a), func(id record.ID) bool { return !slices.Contains(b, id) })
}

// resolve returns the objective of a point. False: it has none, and that was
// counted or told.
func (f *folder) resolve(index objectiveIndex, p record.DataPoint) (record.ID, bool) {
	found := index.find(p)
	switch {
	case len(found) == 1:
		return found[0], true
	case len(found) == 0 && f.namesWithdrawn(p.GoalKeys):
		f.Unused[UnusedWithdrawn]++
	case len(found) == 0 && p.Loose:
		f.Unused[UnusedLoose]++
	case p.Loose:
		f.Unused[UnusedAmbiguous]++
	case len(found) == 0:
		f.refusePoint(p, "point.no-goal", "names no goal of client "+string(f.Client.ID),
			record.ToImport("the export that holds this goal, or write the goal's name as that export has it"))
	default:
		f.refusePoint(p, "point.many-goals", "could mean "+idList(found),
			record.ToAdvise("name the goal or objective by its id in this row"))
	}
	return "", false
}

func (f *folder) namesWithdrawn(keys []record.Key) bool {
	return slices.ContainsFunc(keys, func(k record.Key) bool {
		return f.isWithdrawn("goal", k)
	})
}

// refusePoint tells of a point whose goal is not clear.
func (f *folder) refusePoint(p record.DataPoint, code, wrong string, next record.NextStep) {
	f.Problems = append(f.Problems, record.Problem{
		Source: p.Source, Code: code, Client: f.Client.ID, Day: p.Day, Keeps: record.KeptResult, Found: keyText(p.GoalKeys), Wrong: wrong, Next: next,
	})
}

// refuseScore tells of a score that cannot be.
func (f *folder) refuseScore(s record.Score, source record.Source, code, wrong string) {
	f.Problems = append(f.Problems, f.unfitScore(s, source, code, wrong))
}

// refuseResult tells of a result that cannot be.
func (f *folder) refuseResult(p record.DataPoint, code, wrong string) {
	told := f.unfitScore(p.Score, p.Source, code, wrong)
	told.Day, told.Keeps = p.Day, record.KeptResult
	f.Problems = append(f.Problems, told)
}

func (f *folder) unfitScore(s record.Score, source record.Source, code, wrong string) record.Problem {
	return record.Problem{
		Source: source, Code: code, Client: f.Client.ID, Found: cmp.Or(s.Text, scoreText(s)), Wrong: wrong,
		Next: record.ToCorrect("it in the export and import it again; until then it is left out"),
	}
}

func scoreText(s record.Score) string {
	if s.Form == record.Ratio {
		return fmt.Sprintf("%d/%d", s.OK, s.Of)
	}
	return fmt.Sprint(s.Number)
}

package fold

import (
	"cmp"
	"reflect"
	"slices"

	"milepost/record"
)

// namedObjectives returns an empty objective for each that exports name, or
// that a card names and gives a text, by id. Where none is named, there is one
// that repeats the goal.
func namedObjectives(goal record.ID, pieces []ranked[record.Goal]) []record.Objective {
	var out []record.Objective
	for _, piece := range pieces {
		for _, told := range piece.Record.Objectives {
			id, named := objectiveID(goal, piece.Record, told)
			named = named && (!piece.Card || told.Text != "")
			if named && !slices.ContainsFunc(out, func(o record.Objective) bool { return o.ID == id }) {
				out = append(out, record.Objective{ID: id})
			}
		}
	}
	if len(out) == 0 {
		return []record.Objective{{ID: goal}}
	}
	slices.SortFunc(out, func(a, b record.Objective) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// objectiveID returns the id of an objective that has one or has words of its
// own. False: it repeats the goal.
func objectiveID(goal record.ID, in record.Goal, told record.Objective) (record.ID, bool) {
	if told.ID != "" {
		return told.ID, told.ID != goal
	}
	if told.Text == "" || record.GoalByTitle(told.Text) == record.GoalByTitle(in.Text) {
		return "", false
	}
	return slug(told.Text), true
}

// joinObjective takes what one told objective says of the goal's, and reports
// whether that changed anything. An objective that repeats the goal speaks of
// its only one.
func (f *folder) joinObjective(g *record.Goal, piece record.Version[record.Goal], told record.Objective) bool {
	id, named := objectiveID(g.ID, piece.Record, told)
	i := slices.IndexFunc(g.Objectives, func(o record.Objective) bool {
		return named && (o.ID == id || o.ID == slug(string(id)))
	})
	if !named && len(g.Objectives) == 1 {
		i = 0
	}
	switch {
	case i >= 0:
		_, keys := splitKeys(piece.Record)
		g.Objectives[i].Keys = append(g.Objectives[i].Keys, keys...)
		if piece.Card {
			g.Objectives[i].Typed = typedIn(g.Objectives[i], told)
		}
		return mergeObjective(&g.Objectives[i], told)
	case named:
		f.refuseGoal(piece.Record, "objective.unknown", "names no objective of goal "+string(g.ID)+": "+quoted(string(id)),
			record.ToWrite("the objective's id or text exactly as the export has it, or give it a text of its own"))
	case SaysNothing(told):
	case !piece.Card:
		return anyOf(inherit(g.Objectives, told), f.unusedLevel(told))
	default:
		f.refuseGoal(piece.Record, "objective.unnamed", "says how goal "+string(g.ID)+" is measured, which has several objectives",
			record.ToAdvise("say it of each objective, by its id"))
	}
	return false
}

// inherit gives to the objectives of a goal what an export says of the goal as
// a whole and what holds for each of them: the day aimed at, place, form and
// the most help.
func inherit(objectives []record.Objective, told record.Objective) bool {
	changed := false
	for i := range objectives {
		o := &objectives[i]
		whole := record.Objective{
			TargetDate: cmp.Or(o.TargetDate, told.TargetDate), MostHelp: cmp.Or(o.MostHelp, told.MostHelp),
			Place: cmp.Or(o.Place, told.Place), Format: cmp.Or(o.Format, told.Format),
		}
		changed = anyOf(changed, mergeObjective(o, whole))
	}
	return changed
}

// unusedLevel counts a level that an export states for a goal as a whole whose
// objectives have levels of their own.
func (f *folder) unusedLevel(told record.Objective) bool {
	if !told.Baseline.IsMissing() || !told.Target.IsMissing() || told.Criterion != (record.Criterion{}) {
		f.Unused[UnusedLevel]++
	}
	return false
}

func mergeObjective(into *record.Objective, later record.Objective) bool {
	into.Keys = append(into.Keys, later.Keys...)
	return anyOf(
		putNames(&into.PlainName, later.PlainName), put(&into.Text, later.Text), put(&into.Measure.Kind, later.Measure.Kind),
		put(&into.Measure.Unit, later.Measure.Unit), put(&into.Measure.Of, later.Measure.Of),
		put(&into.Measure.Better, later.Measure.Better), putList(&into.Measure.Steps, later.Measure.Steps),
		putScore(&into.Baseline, later.Baseline), put(&into.BaselineDate, later.BaselineDate),
		put(&into.BaselineFrom, later.BaselineFrom),
		putScore(&into.Target, later.Target), put(&into.TargetDate, later.TargetDate),
		put(&into.Criterion, later.Criterion), putHelp(&into.MostHelp, later.MostHelp),
		put(&into.Place, later.Place), put(&into.Format, later.Format))
}

// putNames takes over the plain names that a later telling gives or changes.
func putNames(into *map[string]string, later map[string]string) bool {
	changed := false
	for language, name := range later {
		if name == "" || (*into)[language] == name {
			continue
		}
		if *into == nil {
			*into = map[string]string{}
		}
		(*into)[language] = name
		changed = true
	}
	return changed
}

// SaysNothing reports whether the objective tells nothing of how the goal is
// measured.
func SaysNothing(o record.Objective) bool {
	o.ID, o.Keys, o.Text = "", nil, ""
	return reflect.DeepEqual(o, record.Objective{})
}

// separateObjectives makes the ids of objectives unlike each other and unlike
// the goals' within the client: "1" of goal G-7 becomes "G-7.1" where another
// goal has a "1" too. The export's own id stays one of its keys.
func (f *folder) separateObjectives() {
	owners := map[record.ID]map[record.ID]bool{}
	for _, g := range f.Goals {
		addOwner(owners, g.ID, g.ID)
		for _, o := range g.Objectives {
			addOwner(owners, o.ID, g.ID)
		}
	}
	for i := range f.Goals {
		g := &f.Goals[i]
		for j := range g.Objectives {
			o := &g.Objectives[j]
			o.Keys = append(o.Keys, record.GoalByID(o.ID))
			if o.ID != g.ID && len(owners[o.ID]) > 1 {
				o.ID = g.ID + "." + o.ID
			}
		}
	}
}

func addOwner(owners map[record.ID]map[record.ID]bool, id, goal record.ID) {
	if owners[id] == nil {
		owners[id] = map[record.ID]bool{}
	}
	owners[id][goal] = true
}

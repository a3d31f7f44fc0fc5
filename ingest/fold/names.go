package fold

import (
	"maps"
	"slices"

	"milepost/ingest/value"
	"milepost/record"
)

// checkNames asks about plain names that sentences cannot use: what is no verb
// phrase is left out; what sounds like a success of which there should be less
// is told, since "from 7 to 2 times" then reads as a loss.
func (f *folder) checkNames() {
	for i := range f.Goals {
		g := &f.Goals[i]
		g.PlainName = f.usableNames(*g, g.PlainName)
		for j := range g.Objectives {
			o := &g.Objectives[j]
			o.PlainName = f.usableNames(*g, o.PlainName)
			name := o.PlainName["en"]
			if name == "" && len(g.Objectives) == 1 {
				name = g.PlainName["en"]
			}
			o.NameRises = risesByName(*o, name)
			f.checkFalling(*g, *o, name)
		}
	}
}

// usableNames returns the names without an English one that is no verb phrase.
// The names may be shared with what was told: they are not changed.
func (f *folder) usableNames(g record.Goal, names map[string]string) map[string]string {
	told, has := names["en"]
	if !has {
		return names
	}
	name, ok := value.PlainName(told)
	if ok && name == told {
		return names
	}
	names = maps.Clone(names)
	if ok {
		names["en"] = name
		return names
	}
	delete(names, "en")
	f.askName(g, "goal.plain-name", told, "is a topic, not something that a child does",
		record.ToWrite(`what the child does, such as "cut along a line"; until then the goal's own title is used`))
	return names
}

// risesByName reports whether fewer are better and the name sounds like
// something to do more often. Times need no other name: to be quicker is wanted.
func risesByName(o record.Objective, name string) bool {
	better, _ := o.Direction()
	counted := slices.Contains([]record.Kind{record.Percent, record.Trials, record.Count, record.Rate, record.YesNo}, o.Measure.Kind)
	return better == record.Down && counted && value.SoundsWanted(name)
}

// checkFalling asks where fewer are better and the name does not say so. A
// unit says what is counted, and is enough.
func (f *folder) checkFalling(g record.Goal, o record.Objective, name string) {
	if !o.NameRises || o.Measure.Counted() != "" {
		return
	}
	f.askName(g, "goal.plain-falls", name, "sounds like something to do more often, and on this goal less is better",
		record.ToWrite(`what is counted (unit: spills), or name what there should be less of`))
}

func (f *folder) askName(g record.Goal, code, found, wrong string, next record.NextStep) {
	f.Problems = append(f.Problems, record.Problem{
		Source: toldAt(g, "goal.plain_name"), Code: code, Client: f.Client.ID, Found: found, Wrong: wrong, Next: next,
	})
}

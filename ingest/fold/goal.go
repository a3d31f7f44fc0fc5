package fold

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strings"

	"milepost/record"
)

// goalVersion names one version of one goal of the client.
type goalVersion struct {
	id      record.ID
	version int
}

// namedGoal is a told goal with the id under which it is joined with others.
type namedGoal struct {
	id   record.ID
	goal ranked[record.Goal]
}

// foldGoals joins what was said of each version of each goal, builds the keys
// by which data points find their objective, and checks levels and days.
func (f *folder) foldGoals(versions []record.Version[record.Goal]) {
	named := f.nameGoals(f.standing(inOrder(present(f.exports, versions, goalName), aboutGoal)))
	newest := newestVersions(named)
	pieces := map[goalVersion][]ranked[record.Goal]{}
	for _, n := range named {
		at := goalVersion{n.id, cmp.Or(n.goal.Record.Version, newest[n.id])}
		pieces[at] = append(pieces[at], n.goal)
	}
	places := slices.SortedFunc(maps.Keys(pieces), func(a, b goalVersion) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.version, b.version))
	})
	for _, at := range places {
		f.Goals = append(f.Goals, f.joinGoal(at, pieces[at]))
	}
	f.separateObjectives()
	for i := range f.Goals {
		f.keyGoal(&f.Goals[i])
	}
}

// goalName is the key by which a later export would tell of the goal again.
func goalName(g record.Goal) record.Key {
	if g.ID != "" {
		return record.GoalByID(g.ID)
	}
	return record.GoalByTitle(cmp.Or(g.Title, g.Text))
}

// standing leaves out the goals that were withdrawn.
func (f *folder) standing(versions []ranked[record.Goal]) []ranked[record.Goal] {
	by := keyed[record.Goal]{kind: "goal", about: aboutGoal}
	return slices.DeleteFunc(versions, func(v ranked[record.Goal]) bool {
		return slices.ContainsFunc(goalKeys(v.Record), func(k record.Key) bool {
			return takesBack(f, by, k, v)
		})
	})
}

// goalKeys returns every key by which rows may name the goal as a whole.
func goalKeys(g record.Goal) []record.Key {
	own, _ := splitKeys(g)
	keys := slices.Clone(own)
	if g.ID != "" {
		keys = append(keys, record.GoalByID(g.ID))
	}
	for _, text := range []string{g.Title, g.Text} {
		if text != "" {
			keys = append(keys, record.GoalByTitle(text))
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// nameGoals gives each told goal its id: its own; else that of the one goal
// which it names by a key; else one made from its title or text. Goals with an
// id come first, then those with a title, those with a text only, and cards,
// so that the order of rows decides nothing.
func (f *folder) nameGoals(versions []ranked[record.Goal]) []namedGoal {
	known := map[record.Key][]record.ID{}
	rounds := make([][]ranked[record.Goal], 4)
	for _, v := range versions {
		round := roundOf(v)
		rounds[round] = append(rounds[round], v)
	}
	var out []namedGoal
	for _, round := range rounds {
		var found []namedGoal
		for _, v := range round {
			if id, ok := f.nameGoal(v, known); ok {
				found = append(found, namedGoal{id, v})
			}
		}
		for _, n := range found {
			for _, k := range append(goalKeys(n.goal.Record), record.GoalByID(n.id)) {
				if !slices.Contains(known[k], n.id) {
					known[k] = append(known[k], n.id)
				}
			}
		}
		out = append(out, found...)
	}
	return out
}

func roundOf(v ranked[record.Goal]) int {
	switch {
	case v.Card:
		return 3
	case v.Record.ID != "":
		return 0
	case v.Record.Title != "":
		return 1
	}
	return 2
}

// nameGoal returns the goal's id. False: it is not known which goal is meant,
// and the problem has been told.
func (f *folder) nameGoal(v ranked[record.Goal], known map[record.Key][]record.ID) (record.ID, bool) {
	g := v.Record
	if g.ID != "" {
		return g.ID, true
	}
	ids := firstKnown(known, nameKeys(g))
	if len(ids) == 1 {
		return ids[0], true
	}
	if len(ids) > 1 {
		f.refuseGoal(g, "goal.ambiguous", "names "+idList(ids), record.ToAdvise("name the goal by its id"))
		return "", false
	}
	if v.Card && f.namesWithdrawn(g.Keys) {
		return "", false // what a card says of it counts again when it comes back
	}
	name := cmp.Or(g.Title, g.Text)
	if name == "" || v.Card && g.Text == "" {
		f.refuseGoal(g, "goal.unknown", "names no goal of client "+string(f.Client.ID),
			record.ToWrite("the goal's id or title exactly as the export has it"))
		return "", false
	}
	return slug(name), true
}

// nameKeys returns the goal's keys, the surest first: ids, then titles.
func nameKeys(g record.Goal) []record.Key {
	own, _ := splitKeys(g)
	keys := slices.Clone(own)
	if g.Title != "" {
		return append(keys, record.GoalByTitle(g.Title))
	}
	if g.Text != "" {
		keys = append(keys, record.GoalByTitle(g.Text))
	}
	return keys
}

func firstKnown(known map[record.Key][]record.ID, keys []record.Key) []record.ID {
	for _, k := range keys {
		if ids := known[k]; len(ids) > 0 && !strings.HasPrefix(string(k), "code:") {
			return ids
		}
	}
	return nil
}

// newestVersions returns, for each goal, the highest version that is told, 1
// where none is. What names no version speaks of the newest.
func newestVersions(named []namedGoal) map[record.ID]int {
	newest := map[record.ID]int{}
	for _, n := range named {
		newest[n.id] = max(1, newest[n.id], n.goal.Record.Version)
	}
	return newest
}

// joinGoal folds what was said of one version of one goal. The cell that told
// a field stays the first that said so, until something changes.
func (f *folder) joinGoal(at goalVersion, pieces []ranked[record.Goal]) record.Goal {
	g := record.Goal{ID: at.id, Version: at.version, Told: map[string]record.Source{}, PlainName: map[string]string{}}
	g.Source = pieces[0].Record.Source
	g.Objectives = namedObjectives(at.id, pieces)
	for i := 0; i < len(pieces); {
		n := sameAge(pieces[i:])
		for _, piece := range pieces[i : i+n] {
			f.joinPiece(&g, piece)
		}
		f.doubtGoal(&g, pieces[i:i+n])
		i += n
	}
	for i := range g.Objectives {
		if o := &g.Objectives[i]; o.ID == g.ID {
			o.Text = cmp.Or(o.Text, g.Text)
		}
	}
	return g
}

// joinPiece takes what one row or card says of the goal.
func (f *folder) joinPiece(g *record.Goal, piece ranked[record.Goal]) {
	changed := mergeGoal(g, piece.Record)
	for _, told := range piece.Record.Objectives {
		changed = anyOf(changed, f.joinObjective(g, piece.Version, told))
	}
	if changed {
		g.Source = piece.Record.Source
	}
	for name, source := range piece.Record.Told {
		if _, known := g.Told[name]; changed || !known {
			g.Told[name] = source
		}
	}
}

func aboutGoal(g record.Goal) about {
	return about{g.Modified, g.Source, "goal " + quoted(recognisable(cmp.Or(string(g.ID), g.Title, g.Text))), "", record.KeptGoal, record.Date{}}
}

// doubtGoal empties what two exports of equal age tell of the goal
// differently.
func (f *folder) doubtGoal(g *record.Goal, sameAge []ranked[record.Goal]) {
	if len(sameAge) < 2 {
		return
	}
	whole := func(into *record.Goal, later record.Goal) {
		mergeGoalWhole(g.ID, into, later)
	}
	for _, d := range disagreements(sameAge, whole) {
		f.disagree(aboutGoal(d.a.Record), aboutGoal(d.b.Record))
		a, b, own := d.a.Record, d.b.Record, g.Objectives
		a.Objectives, b.Objectives = like(g, a), like(g, b)
		g.Objectives = slices.Clone(own)
		blank(reflect.ValueOf(g).Elem(), reflect.ValueOf(a), reflect.ValueOf(b))
		for i := range g.Objectives {
			g.Objectives[i].ID, g.Objectives[i].Keys = own[i].ID, own[i].Keys
		}
	}
}

// like returns, for each objective of the goal, what the told goal says of it.
func like(g *record.Goal, told record.Goal) []record.Objective {
	all := make([]record.Objective, len(g.Objectives))
	for _, o := range told.Objectives {
		id, named := objectiveID(g.ID, told, o)
		for i := range g.Objectives {
			if named && g.Objectives[i].ID == id || !named && len(all) == 1 {
				all[i] = o
			}
		}
	}
	return all
}

// mergeGoalWhole merges goals of one id with their objectives, and shares
// nothing with either.
func mergeGoalWhole(id record.ID, into *record.Goal, later record.Goal) {
	into.Keys, into.PlainName = slices.Clone(into.Keys), maps.Clone(into.PlainName)
	into.Objectives = slices.Clone(into.Objectives)
	mergeGoal(into, later)
	for _, told := range later.Objectives {
		name, named := objectiveID(id, later, told)
		i := slices.IndexFunc(into.Objectives, func(o record.Objective) bool {
			known, has := objectiveID(id, *into, o)
			return has == named && known == name
		})
		if i < 0 {
			into.Objectives = append(into.Objectives, told)
			continue
		}
		o := &into.Objectives[i]
		o.Keys, o.PlainName = slices.Clone(o.Keys), maps.Clone(o.PlainName)
		mergeObjective(o, told)
	}
	slices.SortStableFunc(into.Objectives, func(a, b record.Objective) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Text, b.Text))
	})
}

func mergeGoal(into *record.Goal, later record.Goal) bool {
	changed := anyOf(
		put(&into.Client, later.Client), put(&into.ClientKey, later.ClientKey),
		put(&into.Title, later.Title), put(&into.Text, later.Text), put(&into.Discipline, later.Discipline),
		put(&into.State, later.State), put(&into.Start, later.Start), put(&into.End, later.End),
		put(&into.Owner, later.Owner), put(&into.Skill, later.Skill), put(&into.Domain, later.Domain))
	changed = anyOf(changed, putNames(&into.PlainName, later.PlainName))
	keys, _ := splitKeys(later)
	into.Keys = append(into.Keys, keys...)
	return changed
}

// splitKeys tells the keys of a told goal from those of the objective that its
// row names: a row that tells of one objective names both, and so does a card,
// which has no id or title of the goal beside its keys.
func splitKeys(told record.Goal) (goal, objective []record.Key) {
	if len(told.Objectives) != 1 || told.Objectives[0].ID == "" && told.Objectives[0].Text == "" {
		return told.Keys, nil
	}
	o := told.Objectives[0]
	for _, k := range told.Keys {
		ofGoal := k == record.GoalByID(told.ID) || k == record.GoalByTitle(told.Title) || k == record.GoalByTitle(told.Text)
		ofObjective := k == record.GoalByID(o.ID) || k == record.GoalByTitle(o.Text) || strings.HasPrefix(string(k), "code:")
		if ofGoal || !ofObjective {
			goal = append(goal, k)
		} else {
			objective = append(objective, k)
		}
	}
	return goal, objective
}

// keyGoal builds the goal's keys and those of its objectives.
func (f *folder) keyGoal(g *record.Goal) {
	g.Keys = goalKeys(record.Goal{ID: g.ID, Title: g.Title, Text: g.Text, Keys: g.Keys})
	for i := range g.Objectives {
		o := &g.Objectives[i]
		if o.ID == g.ID {
			o.Keys = append(o.Keys, g.Keys...)
		}
		if o.Text != "" {
			o.Keys = append(o.Keys, record.GoalByTitle(o.Text))
		}
		slices.Sort(o.Keys)
		o.Keys = slices.Compact(o.Keys)
	}
}

func (f *folder) refuseGoal(g record.Goal, code, wrong string, next record.NextStep) {
	f.Problems = append(f.Problems, record.Problem{
		Source: g.Source, Code: code, Client: f.Client.ID,
		Found: cmp.Or(string(g.ID), g.Title, recognisable(g.Text), keyText(g.Keys)), Wrong: wrong, Next: next,
	})
}

// keyText returns the words of the first key that a person wrote.
func keyText(keys []record.Key) string {
	for _, k := range keys {
		if _, text, ok := strings.Cut(string(k), ":"); ok {
			return text
		}
	}
	return ""
}

// slug makes an id from a title or text: its words in lower case, joined by
// hyphens, with a hash where a sign was lost or it was cut.
func slug(text string) record.ID {
	const longest = 40 // bytes, so that a heading's attribute stays readable
	folded := strings.ToLower(strings.Join(strings.Fields(text), " "))
	plain := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r == ' ':
			return '-'
		}
		return -1
	}, folded)
	if len(plain) == len(folded) && len(plain) <= longest {
		return record.ID(plain)
	}
	plain = strings.Trim(plain[:min(longest, len(plain))], "-")
	return record.ID(strings.TrimPrefix(plain+"-"+record.ShortHash(folded)[:6], "-"))
}

func idList(ids []record.ID) string {
	words := make([]string, len(ids))
	for i, id := range ids {
		words[i] = string(id)
	}
	slices.Sort(words)
	return strings.Join(words, " and ")
}

func quoted(text string) string { return `"` + text + `"` }

// recognisable cuts a text that is only shown to be recognised.
func recognisable(text string) string {
	const most = 60 // letters
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	return string(letters[:most]) + "..."
}

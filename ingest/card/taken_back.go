package card

import (
	"fmt"
	"slices"
	"strings"

	"milepost/ingest/fold"
	"milepost/record"
)

// TakenBack says, for people, what a card said before and no longer says, and
// whether exports say it now. It names keys and goals, and no values.
func TakenBack(before, after record.Batch, now fold.Result) []string {
	if len(before.Clients) != 1 || len(after.Clients) != 1 {
		return nil
	}
	was, is := before.Clients[0], after.Clients[0]
	notes := backNotes("", lost(saidOfClient(), was, is), now.Client)
	if n := lostContacts(was, is); n > 0 {
		notes = append(notes, fmt.Sprintf("contacts: %s removed from the card and no longer gets papers", contactCount(n)))
	}
	notes = append(notes, authorizationsBack(was, is, now.Client)...)
	for _, g := range before.Goals {
		notes = append(notes, goalBack(g, after.Goals, now)...)
	}
	if n := lostVisits(before.Sessions, after.Sessions); n > 0 {
		notes = append(notes, fmt.Sprintf("visits: what the card said of %d no longer counts; the exports decide again", n))
	}
	return notes
}

// said is a key of a card, and whether a record says something under it.
type said[T any] struct {
	key string
	of  func(T) bool
}

func saidOfClient() []said[record.Client] {
	type c = record.Client
	keys := []said[c]{
		{"preferred", func(c c) bool { return c.Preferred != "" }},
		{"pronouns", func(c c) bool { return c.Pronouns != record.Pronouns{} }},
		{"other_names", func(c c) bool { return len(c.OtherNames) > 0 }},
		{"other_birth_dates", func(c c) bool { return len(c.OtherBirths) > 0 }},
		{"namesakes", func(c c) bool { return len(c.Namesakes) > 0 }},
		{"birth_date", func(c c) bool { return !c.BirthDate.IsZero() }},
		{"language", func(c c) bool { return c.Language != "" }},
		{"therapist", func(c c) bool { return c.Therapist != "" }},
		{"caseload", func(c c) bool { return c.Caseload != "" }},
		{"start_of_care", func(c c) bool { return !c.StartOfCare.IsZero() }},
		{"discharged", func(c c) bool { return !c.Discharged.IsZero() }},
		{"precautions", func(c c) bool { return len(c.Precautions) > 0 }},
		{"contacts", func(c c) bool { return c.AllContacts || len(c.Contacts) > 0 }},
		{"plan", func(c c) bool { return c.Plan != "" }},
		{"school: name", func(c c) bool { return c.School.Name != "" }},
		{"school: district", func(c c) bool { return c.School.District != "" }},
		{"school: state", func(c c) bool { return c.School.State != "" }},
		{"school: excusal", func(c c) bool { return !c.School.Excusal.IsZero() }},
		{"authorizations", func(c c) bool { return c.AllAllowed || len(c.Allowed) > 0 }},
	}
	for _, m := range record.Milestones() {
		keys = append(keys, said[c]{"dates: " + string(m.Milestone), func(c c) bool { return !c.Day(m.Milestone).On.IsZero() }})
	}
	return keys
}

func saidOfGoal() []said[record.Goal] {
	type g = record.Goal
	return []said[g]{
		{"text", func(g g) bool { return g.Text != "" }},
		{"plain", func(g g) bool { return len(g.PlainName) > 0 }},
		{"skill", func(g g) bool { return g.Skill != "" }},
		{"domain", func(g g) bool { return g.Domain != "" }},
		{"discipline", func(g g) bool { return g.Discipline != "" }},
		{"owner", func(g g) bool { return g.Owner != "" }},
		{"state", func(g g) bool { return g.State != "" }},
		{"start", func(g g) bool { return !g.Start.IsZero() }},
		{"end", func(g g) bool { return !g.End.IsZero() }},
	}
}

func saidOfObjective() []said[record.Objective] {
	type o = record.Objective
	return []said[o]{
		{"plain", func(o o) bool { return len(o.PlainName) > 0 }},
		{"measure", func(o o) bool { return o.Measure.Kind != "" }},
		{"unit", func(o o) bool { return o.Measure.Unit != "" }},
		{"of", func(o o) bool { return o.Measure.Of != 0 }},
		{"better", func(o o) bool { return o.Measure.Better != "" }},
		{"steps", func(o o) bool { return len(o.Measure.Steps) > 0 }},
		{"baseline", func(o o) bool { return !o.Baseline.IsMissing() }},
		{"baseline_date", func(o o) bool { return !o.BaselineDate.IsZero() }},
		{"baseline_from", func(o o) bool { return o.BaselineFrom != "" }},
		{"target", func(o o) bool { return !o.Target.IsMissing() }},
		{"target_date", func(o o) bool { return !o.TargetDate.IsZero() }},
		{"criterion", func(o o) bool { return o.Criterion != record.Criterion{} }},
		{"most_help", func(o o) bool { return o.MostHelp != record.Help{} }},
		{"place", func(o o) bool { return o.Place != "" }},
		{"format", func(o o) bool { return o.Format != "" }},
	}
}

// lost returns the keys under which a card said something and says nothing now.
func lost[T any](keys []said[T], was, is T) []said[T] {
	return slices.DeleteFunc(keys, func(k said[T]) bool { return !k.of(was) || k.of(is) })
}

// backNotes says of lost keys which of them the records as they are now say all
// the same.
func backNotes[T any](of string, keys []said[T], now T) []string {
	var again, nothing []string
	for _, k := range keys {
		if k.of(now) {
			again = append(again, k.key)
		} else {
			nothing = append(nothing, k.key)
		}
	}
	var notes []string
	if len(again) > 0 {
		notes = append(notes, fmt.Sprintf("%sthe card no longer says %s; the exports' values are used again", of, strings.Join(again, ", ")))
	}
	if len(nothing) > 0 {
		notes = append(notes, fmt.Sprintf("%sthe card no longer says %s, and no export does", of, strings.Join(nothing, ", ")))
	}
	return notes
}

// authorizationsBack says which authorizations a card no longer lists, and what
// it no longer says of others. They are told by their place: a number may be one
// by which a payer knows the child.
func authorizationsBack(was, is, now record.Client) []string {
	if !is.AllAllowed && len(is.Allowed) == 0 {
		return nil // told as a whole
	}
	var notes []string
	removed := 0
	for n, a := range was.Allowed {
		i := slices.IndexFunc(is.Allowed, func(k record.Authorization) bool { return k.Name() == a.Name() })
		if i < 0 {
			removed++
			continue
		}
		var current record.Authorization
		if j := slices.IndexFunc(now.Allowed, func(k record.Authorization) bool { return k.Name() == a.Name() }); j >= 0 {
			current = now.Allowed[j]
		}
		notes = append(notes, backNotes(fmt.Sprintf("authorization %d: ", n+1), lost(saidOfAuthorization(), a, is.Allowed[i]), current)...)
	}
	switch {
	case removed == 1:
		notes = append(notes, "authorizations: 1 was removed from the card and no longer counts")
	case removed > 1:
		notes = append(notes, fmt.Sprintf("authorizations: %d were removed from the card and no longer count", removed))
	}
	return notes
}

func saidOfAuthorization() []said[record.Authorization] {
	type a = record.Authorization
	return []said[a]{
		{"payer", func(a a) bool { return a.Payer != "" }},
		{"from", func(a a) bool { return !a.From.IsZero() }},
		{"to", func(a a) bool { return !a.To.IsZero() }},
		{"visits", func(a a) bool { return a.Visits != 0 }},
	}
}

func contactCount(n int) string {
	if n == 1 {
		return "1 contact was"
	}
	return fmt.Sprintf("each of %d contacts was", n)
}

// lostContacts counts the contacts that a card still listed before.
func lostContacts(was, is record.Client) int {
	if !is.AllContacts {
		return 0
	}
	n := 0
	for _, c := range was.Contacts {
		if !slices.ContainsFunc(is.Contacts, func(k record.Contact) bool { return fold.SameContact(k, c) }) {
			n++
		}
	}
	return n
}

func lostVisits(was, is []record.Session) int {
	n := 0
	for _, s := range was {
		if !slices.ContainsFunc(is, func(o record.Session) bool { return o.Key == s.Key }) {
			n++
		}
	}
	return n
}

// goalBack says what the card no longer says of one version of a goal.
func goalBack(was record.Goal, after []record.Goal, now fold.Result) []string {
	var is record.Goal
	if i := slices.IndexFunc(after, func(g record.Goal) bool { return g.Version == was.Version && shareKey(g, was) }); i >= 0 {
		is = after[i]
	}
	current := currentGoal(was, now)
	of := "goal " + goalName(was) + ": "
	notes := backNotes(of, lost(saidOfGoal(), was, is), current)
	for _, o := range was.Objectives {
		named := of
		if o.ID != "" {
			named = fmt.Sprintf("goal %s, objective %s: ", goalName(was), o.ID)
		}
		notes = append(notes, backNotes(named, lost(saidOfObjective(), o, objectiveOf(is, o)), objectiveOf(current, o))...)
	}
	return notes
}

func goalName(g record.Goal) string {
	for _, k := range g.Keys {
		if name, ok := strings.CutPrefix(string(k), string(record.GoalByID(""))); ok {
			return name
		}
	}
	return string(g.ID)
}

func shareKey(a, b record.Goal) bool {
	return slices.ContainsFunc(a.Keys, func(k record.Key) bool { return slices.Contains(b.Keys, k) })
}

// currentGoal is the goal as the records have it now: the version that the card
// meant, else the newest.
func currentGoal(was record.Goal, now fold.Result) record.Goal {
	var found record.Goal
	for _, g := range now.Goals {
		if shareKey(g, was) && (was.Version == 0 || g.Version == was.Version) {
			found = g
		}
	}
	return found
}

// objectiveOf finds an objective of a goal by its id or text; what names none is
// the goal's own.
func objectiveOf(g record.Goal, named record.Objective) record.Objective {
	for _, o := range g.Objectives {
		own := named.ID == "" && named.Text == "" && (o.ID == "" || o.ID == g.ID || len(g.Objectives) == 1)
		if own || named.ID != "" && (o.ID == named.ID || o.ID == g.ID+"."+named.ID) || named.ID == "" && named.Text != "" && o.Text == named.Text {
			return o
		}
	}
	return record.Objective{}
}

package card

import (
	"slices"

	"milepost/record"
)

// Confirm notes in what a card says which criteria and targets a therapist
// typed: of those that changed since the card before, all where a therapist
// changed the card in a form or a workbook, none else. What stayed as it was is
// as sure as it was.
func Confirm(before, after []record.Goal, therapist bool) {
	for i := range after {
		g := &after[i]
		was := goalBefore(before, *g)
		for j := range g.Objectives {
			o := &g.Objectives[j]
			old := objectiveBefore(was, *o)
			o.Confirmed = record.Levels{
				Criterion: o.Criterion != record.Criterion{} && sure(o.Criterion == old.Criterion, old.Confirmed.Criterion, therapist),
				Target:    !o.Target.IsMissing() && sure(o.Target == old.Target, old.Confirmed.Target, therapist),
			}
		}
	}
}

func sure(same, before, therapist bool) bool {
	if same {
		return before
	}
	return therapist
}

func goalBefore(before []record.Goal, g record.Goal) record.Goal {
	i := slices.IndexFunc(before, func(b record.Goal) bool { return b.Version == g.Version && shareKey(b, g) })
	if i < 0 {
		return record.Goal{}
	}
	return before[i]
}

// objectiveBefore finds the same objective in an earlier text of the card.
func objectiveBefore(was record.Goal, o record.Objective) record.Objective {
	for _, b := range was.Objectives {
		if b.ID == o.ID && (o.ID != "" || b.Text == o.Text) {
			return b
		}
	}
	return record.Objective{}
}

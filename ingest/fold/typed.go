package fold

import "milepost/record"

// typedIn returns what an objective rests on that somebody typed into the card
// who is no therapist. What an export says too is not typed.
func typedIn(o, card record.Objective) record.Levels {
	readCriterion(&o)
	typed := o.Typed
	if card.Criterion != (record.Criterion{}) {
		typed.Criterion = !card.Confirmed.Criterion && !sameCriterion(o.Criterion, card.Criterion)
	}
	if !card.Target.IsMissing() {
		typed.Target = !card.Confirmed.Target && o.Target != card.Target
	}
	return typed
}

// sameCriterion compares what two criteria ask for, in whatever words.
func sameCriterion(a, b record.Criterion) bool {
	a.Text, b.Text = "", ""
	return a == b
}

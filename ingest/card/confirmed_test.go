package card_test

import (
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/card"
	"milepost/record"
)

// TestWhoTypedACriterionLastIsKnown: whatever is changed in a card, by whom and
// in which order, a criterion and a target are a therapist's where a therapist
// typed them as they stand.
func TestWhoTypedACriterionLastIsKnown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		criteria := []record.Criterion{{}, {Sessions: 3}, {Sessions: 4, Of: 5}}
		targets := []record.Score{{}, {Form: record.PercentForm, Number: 70}, {Form: record.PercentForm, Number: 80}}
		var before []record.Goal
		var of record.Objective
		var want record.Levels
		for range rapid.IntRange(1, 8).Draw(t, "edits") {
			c, target := rapid.SampledFrom(criteria).Draw(t, "criterion"), rapid.SampledFrom(targets).Draw(t, "target")
			therapist := rapid.Bool().Draw(t, "a therapist types")
			if c != of.Criterion {
				want.Criterion = therapist
			}
			if target != of.Target {
				want.Target = therapist
			}
			want.Criterion, want.Target = want.Criterion && c.Sessions > 0, want.Target && !target.IsMissing()
			of.Criterion, of.Target = c, target
			after := []record.Goal{
				{Keys: []record.Key{record.GoalByTitle("Coat")}, Objectives: []record.Objective{{ID: "2", Criterion: criteria[1]}}},
				{Keys: []record.Key{record.GoalByTitle("Scissors")}, Objectives: []record.Objective{of}},
			}
			card.Confirm(before, after, therapist)
			before = after
		}
		if got := before[1].Objectives[0].Confirmed; got != want {
			t.Fatalf("got %+v, want %+v", got, want)
		}
	})
}

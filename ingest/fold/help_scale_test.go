package fold_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/fold"
	"milepost/ingest/sheet"
	"milepost/ingest/value"
	"milepost/record"
)

// cell reads a level or result as an export has it.
func cell(text string) (record.Score, record.Help) {
	s, h, bad := value.ScoreReader{Book: value.NewHelpBook()}.Read(sheet.Cell{Text: text})
	if bad != nil {
		panic(text + " " + bad.Wrong)
	}
	return s, h
}

// helpGoal folds a goal of help with results a week apart.
func helpGoal(o record.Objective, results ...string) fold.Result {
	o.Measure.Kind = record.Assist
	g := goal("")
	g.Objectives[0] = o
	raw := record.Versions{Goals: []record.Version[record.Goal]{version(1, g)}}
	for i, r := range results {
		score, help := cell(r)
		p := point("p"+string(rune('a'+i)), record.Date{Year: 2026, Month: 3, Day: 2}.AddDays(7*i), score)
		p.Help = help
		raw.DataPoints = append(raw.DataPoints, version(1, p))
	}
	return fold.Client(raw, fold.Options{})
}

// TestLevelsOnTwoScalesOfHelpAreAsked: each level, and the results, once.
func TestLevelsOnTwoScalesOfHelpAreAsked(t *testing.T) {
	tests := []struct {
		name             string
		baseline, target string
		results          []string
		want             []string // what is found, in order
	}{
		{"one scale", "Max A", "SBA", []string{"Mod A", "Min A", "Indep"}, nil},
		{"baseline on the other", "Mod A", "VC", []string{"tactile", "gestural"}, []string{"Mod A"}},
		{"target on the other", "Mod A", "VC", []string{"Mod A", "Min A"}, []string{"VC"}},
		{"no help is on both", "HOH", "Independent", []string{"verbal", "Indep"}, nil},
		{"results on both, the target says which", "", "Min A", []string{"Max A", "VC", "VC", "Mod A"}, []string{"VC"}},
		{"results on both, most of them say which", "", "", []string{"Max A", "VC", "VC"}, []string{"Max A"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var o record.Objective
			o.Baseline, _ = cell(test.baseline)
			o.Target, _ = cell(test.target)
			var found []string
			for _, p := range helpGoal(o, test.results...).Problems {
				if p.Code != "goal.help-scale" {
					t.Errorf("problem %v", p)
				}
				found = append(found, p.Found)
			}
			if strings.Join(found, ";") != strings.Join(test.want, ";") {
				t.Errorf("asked about %q, want %q", found, test.want)
			}
		})
	}
}

// TestAStepOfTheClinicsOwnScaleIsFoundByItsName: where a card gives a goal
// steps, a result in words is the step that is called so, never the one with
// the number that the words have on a scale of help.
func TestAStepOfTheClinicsOwnScaleIsFoundByItsName(t *testing.T) {
	five := []record.Step{{Value: 1, Words: "Max A"}, {Value: 2, Words: "Mod A"}, {Value: 3, Words: "Min A"}, {Value: 4, Words: "SBA"}, {Value: 5, Words: "Independent"}}
	tests := []struct {
		steps  []record.Step
		result string
		want   float64
		ok     bool
	}{
		{five, "Mod A", 2, true},
		{five, "moderate assistance", 2, true},
		{five, "Independent", 5, true},
		{five, "indep", 5, true},
		{five, "3", 3, true},
		{five, "6", 0, false},
		{five, "CGA", 0, false}, // 4 on the scale of help, which here is standby
		{five, "VC", 0, false},
		{five, "Min-Mod A", 0, false},
		{[]record.Step{{Value: 0, Words: "all the help"}, {Value: 2, Words: "on her own"}}, "Mod A", 0, false},
	}
	for _, test := range tests {
		got := helpGoal(record.Objective{Measure: record.Measure{Steps: test.steps, Better: record.Up}}, test.result)
		p := got.DataPoints[0]
		if p.Refused == test.ok || p.Score.Number != test.want || test.ok != (len(got.Problems) == 0) {
			t.Errorf("%q on %v: %+v, refused %v, %v; want step %v, %v", test.result, test.steps, p.Score, p.Refused, got.Problems, test.want, test.ok)
		}
	}
}

// TestAClinicsScaleKeepsNames: on any scale that names levels of help in any
// order and by any numbers, each level is the step of its name.
func TestAClinicsScaleKeepsNames(t *testing.T) {
	names := []string{"Dep", "Max A", "Mod A", "Min A", "CGA", "SBA", "Supervision", "Mod I", "Independent"}
	rapid.Check(t, func(t *rapid.T) {
		chosen := rapid.Permutation(names).Draw(t, "names")[:rapid.IntRange(2, len(names)).Draw(t, "steps")]
		var steps []record.Step
		for i, name := range chosen {
			steps = append(steps, record.Step{Value: i + rapid.IntRange(0, 1).Draw(t, "from"), Words: name})
			if i > 0 && steps[i].Value <= steps[i-1].Value {
				steps[i].Value = steps[i-1].Value + 1
			}
		}
		result := rapid.SampledFrom(names).Draw(t, "result")
		p := helpGoal(record.Objective{Measure: record.Measure{Steps: steps, Better: record.Up}}, result).DataPoints[0]
		for _, s := range steps {
			if s.Words == result && (p.Refused || p.Score.Number != float64(s.Value)) {
				t.Fatalf("%q is %+v on %v", result, p.Score, steps)
			}
		}
		for _, s := range steps {
			if s.Words == result {
				return
			}
		}
		if !p.Refused {
			t.Fatalf("%q is %+v on %v, which has no such step", result, p.Score, steps)
		}
	})
}

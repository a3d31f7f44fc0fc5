package fold_test

import (
	"slices"
	"testing"

	"milepost/ingest/fold"
	"milepost/record"
)

func loinc(code string) record.Key { return record.GoalByCode("http://loinc.org", code) }

// coded is a result that names the goal and the code of what was observed.
func coded(t *testing.T, after int, code record.Key, s record.Score) record.DataPoint {
	p := point(string(code)+string(rune('a'+after)), day(t, "2026-09-01").AddDays(after), s)
	p.GoalKeys = append(p.GoalKeys, code)
	return p
}

func TestAResultIsOfTheGoalsOwnMeasure(t *testing.T) {
	gas, gasOther := loinc("107333-7"), loinc("107332-9")
	importance, confidence := record.GoalByCode("x", "importance"), record.GoalByCode("x", "confidence")
	mixed := []record.DataPoint{
		coded(t, 1, gasOther, bare(-2)), coded(t, 2, importance, bare(8)), coded(t, 2, confidence, bare(5)),
		coded(t, 3, gas, bare(-1)), coded(t, 4, gas, bare(0)), coded(t, 5, importance, bare(9)),
	}
	measured := func(kind record.Kind, codes ...record.Key) record.Goal {
		g := goal(kind)
		g.Keys = codes
		return g
	}
	for _, c := range []struct {
		name   string
		goal   record.Goal
		points []record.DataPoint
		used   int
		unused int
		codes  string
	}{
		{"goal attainment only, for a goal that is measured so", measured(record.GAS), mixed, 3, 3, ""},
		{"the goal's code only", measured(record.Count, importance), mixed, 2, 4, ""},
		{"several codes and no measure: asked", measured(""), mixed, 0, 0, "point.measures"},
		{"two codes left for a count: asked", measured(record.Count), mixed, 0, 3, "point.measures"},
		{"one code is the measure where the goal names none", measured(record.Count), mixed[1:2], 1, 0, ""},
		{"all codes of goal attainment are one measure", measured(""), slices.Concat(mixed[:1], mixed[3:5]), 3, 0, ""},
	} {
		got := foldPoints(c.goal, c.points)
		if len(got.DataPoints) != c.used || got.Unused[fold.UnusedMeasure] != c.unused || codes(got.Problems) != c.codes {
			t.Errorf("%s: got %d used, %d of another measure, problems %q; want %d, %d, %q", c.name,
				len(got.DataPoints), got.Unused[fold.UnusedMeasure], codes(got.Problems), c.used, c.unused, c.codes)
		}
	}
}

func TestWhatNoMeasureCanBeIsListedAtOnce(t *testing.T) {
	points := func(numbers ...float64) []record.DataPoint {
		var all []record.DataPoint
		for i, n := range numbers {
			all = append(all, point(string(rune('a'+i)), day(t, "2026-09-08").AddDays(7*i), bare(n)))
		}
		return all
	}
	for _, c := range []struct {
		name    string
		numbers []float64
		codes   string
	}{
		{"a count below zero", []float64{5, -4, 4}, "score.unfit"},
		{"a step of goal attainment may be", []float64{-2, -1, 0}, ""},
		{"not beside what is no step of it", []float64{-1, 7}, "score.unfit"},
		{"below its lowest step", []float64{-3, 1}, "score.unfit"},
	} {
		if got := foldPoints(goal(""), points(c.numbers...)); codes(got.Problems) != c.codes {
			t.Errorf("%s: got %q, want %q", c.name, codes(got.Problems), c.codes)
		}
	}
}

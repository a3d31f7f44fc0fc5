package fold

import (
	"fmt"
	"slices"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

// UnusedMeasure is the rule by which a result of another measure stays unused.
const UnusedMeasure = "result: of another measure than the goal's"

// keepOwnMeasure leaves out the results whose code is not that of their
// objective's measure; one of goal attainment counts for a goal that is
// measured so. Where the objective names no code, and its results have several,
// nothing tells which of them it is about: they wait, and that is told once.
//
// Source: ADR 138. Codes are those of coded exports, such as HL7 FHIR's
// Observation.code and Goal.target.measure.
func (f *folder) keepOwnMeasure() {
	points := f.byObjective()
	left := map[record.Key]bool{}
	told := map[record.ID]bool{}
	f.eachObjective(func(o *record.Objective) {
		if told[o.ID] {
			return
		}
		told[o.ID] = true
		own, attained := f.measureCodes(o.ID)
		var open []record.DataPoint
		for _, p := range points[o.ID] {
			switch codes := codesOf(p.GoalKeys); {
			case len(codes) == 0:
			case attained && slices.ContainsFunc(codes, isAttainment):
			case slices.ContainsFunc(codes, isAttainment) && o.Measure.Kind != "" && !attained && len(own) == 0,
				attained && hasAttainment(points[o.ID]) && len(own) == 0,
				len(own) > 0 && len(commonKeys(own, codes)) == 0:
				f.Unused[UnusedMeasure]++
				left[p.Key] = true
			case len(own) == 0:
				open = append(open, p)
			}
		}
		if kinds := measuresOf(open); len(kinds) > 1 {
			f.askMeasure(*o, open, kinds)
			for _, p := range open {
				left[p.Key] = true
			}
		}
	})
	if len(left) > 0 {
		f.DataPoints = slices.DeleteFunc(f.DataPoints, func(p record.DataPoint) bool { return left[p.Key] })
	}
}

// measureCodes returns the codes of an objective's measure in all versions of
// its goal, and whether it is measured by goal attainment.
func (f *folder) measureCodes(id record.ID) (codes []record.Key, attained bool) {
	for _, g := range f.Goals {
		for _, o := range g.Objectives {
			if o.ID != id {
				continue
			}
			codes = append(codes, codesOf(o.Keys)...)
			if len(g.Objectives) == 1 {
				codes = append(codes, codesOf(g.Keys)...)
			}
			attained = attained || o.Measure.Kind == record.GAS
		}
	}
	return codes, attained
}

// codesOf returns the keys that are codes of a measure, and not the name of
// one observation.
func codesOf(keys []record.Key) []record.Key {
	var codes []record.Key
	one := string(record.GoalByCode("Observation", ""))
	for _, k := range keys {
		if strings.HasPrefix(string(k), "code:") && !strings.HasPrefix(string(k), one) {
			codes = append(codes, k)
		}
	}
	return codes
}

// isAttainment reports whether a code is that of a goal attainment score.
//
// Source: LOINC 107332-9 (any), 107333-7 (by the practitioner), 107334-5 (by
// the patient), 107331-1 (by a caregiver).
func isAttainment(code record.Key) bool {
	for _, loinc := range []string{"107332-9", "107333-7", "107334-5", "107331-1"} {
		if strings.HasSuffix(string(code), "|"+loinc) {
			return true
		}
	}
	return false
}

func hasAttainment(points []record.DataPoint) bool {
	return slices.ContainsFunc(points, func(p record.DataPoint) bool { return slices.ContainsFunc(codesOf(p.GoalKeys), isAttainment) })
}

func commonKeys(a, b []record.Key) []record.Key {
	return slices.DeleteFunc(slices.Clone(a), func(k record.Key) bool { return !slices.Contains(b, k) })
}

// measuresOf returns a code of each measure among the results: those that share
// a code are one, and so are all scores of goal attainment.
func measuresOf(points []record.DataPoint) []record.Key {
	var kinds [][]record.Key
	for _, p := range points {
		codes := codesOf(p.GoalKeys)
		same := func(kind []record.Key) bool {
			return len(commonKeys(kind, codes)) > 0 || slices.ContainsFunc(kind, isAttainment) && slices.ContainsFunc(codes, isAttainment)
		}
		joined := slices.Clone(codes)
		for _, kind := range kinds {
			if same(kind) {
				joined = append(joined, kind...)
			}
		}
		kinds = append(slices.DeleteFunc(kinds, same), joined)
	}
	var names []record.Key
	for _, kind := range kinds {
		names = append(names, slices.Min(kind))
	}
	slices.Sort(names)
	return names
}

// askMeasure lists that results of several measures name one goal.
func (f *folder) askMeasure(o record.Objective, open []record.DataPoint, kinds []record.Key) {
	var names []string
	for _, kind := range kinds {
		names = append(names, string(kind[strings.LastIndex(string(kind), "|")+1:]))
	}
	p := record.Problem{
		Source: open[0].Source, Code: "point.measures", Client: f.Client.ID, Found: value.Shorten(strings.Join(names, ", ")),
		Wrong: fmt.Sprintf("are different measures of goal %s, which does not say by which it is measured; %d results wait", o.ID, len(open)),
		Next:  record.ToAdvise("name the code of the goal's measure in the export: in FHIR as the measure of the goal's target"),
	}
	p.Keeps, p.Rows = record.KeptResult, len(open)
	for _, one := range open {
		if p.Last.Before(one.Day) {
			p.Last = one.Day
		}
		if !one.Day.IsZero() && (p.Day.IsZero() || one.Day.Before(p.Day)) {
			p.Day = one.Day
		}
	}
	f.Problems = append(f.Problems, p)
}

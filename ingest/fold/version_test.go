package fold_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/fold"
	"milepost/record"
)

// someExport is what one export tells, before anybody knows when it arrives.
type someExport struct {
	file    string
	mapping string
	day     record.Date
	points  []record.DataPoint
	visits  []record.Session
	goals   []record.Goal
	gone    []record.Withdrawal
}

// drawExport draws an export with few keys and few values, so that exports
// often speak of the same things, with and without dates of their own.
func drawExport(t *rapid.T, n int) someExport {
	start := day(t, "2026-09-01")
	e := someExport{
		file: fmt.Sprintf("export-%d.csv", n), mapping: rapid.SampledFrom([]string{"visits", "skills"}).Draw(t, "mapping"),
		day: start.AddDays(rapid.IntRange(0, 3).Draw(t, "export day")),
	}
	if rapid.IntRange(0, 5).Draw(t, "undated") == 0 {
		e.day = record.Date{}
	}
	source := func(row int) record.Source { return record.Source{Import: e.file, File: e.file, Row: row} }
	modified := func() record.Stamp {
		n := rapid.IntRange(-3, 3).Draw(t, "modified")
		if n < 0 {
			return ""
		}
		return record.StampOf(start.AddDays(n), "")
	}
	keys := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 3, rapid.ID[string])
	for row, key := range keys.Draw(t, "points") {
		e.points = append(e.points, record.DataPoint{
			Key: record.Key(key), GoalKeys: []record.Key{record.GoalByID("G-1")}, Day: start.AddDays(int(key[0])), Modified: modified(), // each key is a visit of its own
			Score: ratio(rapid.IntRange(0, 2).Draw(t, "ok"), 5), Note: rapid.SampledFrom([]string{"", "calm"}).Draw(t, "note"), Source: source(row + 2),
		})
	}
	for row, key := range keys.Draw(t, "visits") {
		e.visits = append(e.visits, record.Session{
			Key: record.Key(key), Day: start.AddDays(int(key[0])), Modified: modified(), Source: source(row + 10),
			Status: rapid.SampledFrom([]string{record.Attended, record.NoShow, ""}).Draw(t, "status"),
		})
	}
	if rapid.Bool().Draw(t, "goal") {
		g := goal(record.Trials)
		g.Source, g.Modified, g.Told = source(20), modified(), nil
		g.Objectives[0].Target = ratio(rapid.IntRange(3, 5).Draw(t, "target"), 5)
		e.goals = append(e.goals, g)
	}
	for row, key := range keys.Draw(t, "gone") {
		kind := rapid.SampledFrom([]string{"session", "data point"}).Draw(t, "kind")
		e.gone = append(e.gone, record.Withdrawal{Kind: kind, Key: record.Key(key), Modified: modified(), Source: source(row + 30)})
	}
	return e
}

// arrive returns the versions of exports that arrive in this order.
func arrive(all []someExport) record.Versions {
	var raw record.Versions
	raw.Goals = append(raw.Goals, record.Version[record.Goal]{Order: 99, Day: record.Date{Year: 2026, Month: 1, Day: 1}, Mapping: "goals", Record: goal(record.Trials)})
	for i, e := range all {
		raw.Goals = append(raw.Goals, arrived(i, e, e.goals)...)
		raw.Sessions = append(raw.Sessions, arrived(i, e, e.visits)...)
		raw.DataPoints = append(raw.DataPoints, arrived(i, e, e.points)...)
		raw.Withdrawals = append(raw.Withdrawals, arrived(i, e, e.gone)...)
	}
	return raw
}

func arrived[T any](i int, e someExport, records []T) []record.Version[T] {
	all := make([]record.Version[T], len(records))
	for j, r := range records {
		all[j] = record.Version[T]{Order: i + 1, Mapping: e.mapping, Day: e.day, Record: r}
	}
	return all
}

func TestArrivalDecidesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []someExport
		for n := range rapid.IntRange(1, 5).Draw(t, "exports") {
			all = append(all, drawExport(t, n))
		}
		want := fold.Client(arrive(all), fold.Options{})
		for range 4 {
			order := rapid.Permutation(all).Draw(t, "order")
			if got := fold.Client(arrive(order), fold.Options{}); !reflect.DeepEqual(got, want) {
				t.Fatalf("in another order:\n got %+v\nwant %+v", got, want)
			}
		}
		// Retracting an export is as if it had never come.
		gone := rapid.IntRange(0, len(all)-1).Draw(t, "retracted")
		without := slices.Delete(slices.Clone(all), gone, gone+1)
		raw := arrive(all)
		keep := func(order int) bool { return order == gone+1 }
		raw.Goals = slices.DeleteFunc(raw.Goals, func(v record.Version[record.Goal]) bool { return keep(v.Order) })
		raw.Sessions = slices.DeleteFunc(raw.Sessions, func(v record.Version[record.Session]) bool { return keep(v.Order) })
		raw.DataPoints = slices.DeleteFunc(raw.DataPoints, func(v record.Version[record.DataPoint]) bool { return keep(v.Order) })
		raw.Withdrawals = slices.DeleteFunc(raw.Withdrawals, func(v record.Version[record.Withdrawal]) bool { return keep(v.Order) })
		if got, want := fold.Client(raw, fold.Options{}), fold.Client(arrive(without), fold.Options{}); !reflect.DeepEqual(got, want) {
			t.Fatalf("retracted:\n got %+v\nwant %+v", got, want)
		}
	})
}

// TestTheNewestVersionCounts holds the result of one key against a plain
// reading of the rule.
func TestTheNewestVersionCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var all []someExport
		for n := range rapid.IntRange(1, 5).Draw(t, "exports") {
			e := drawExport(t, n)
			e.gone, e.goals = nil, nil
			all = append(all, e)
		}
		got := fold.Client(arrive(all), fold.Options{})
		for _, key := range []record.Key{"a", "b", "c"} {
			want, asked := newestOf(all, key)
			i := slices.IndexFunc(got.DataPoints, func(p record.DataPoint) bool { return p.Key == key })
			switch {
			case want == nil && i >= 0:
				t.Fatalf("%s: got %v, want none (asked: %v)", key, got.DataPoints[i].Score, asked)
			case want != nil && (i < 0 || got.DataPoints[i].Score != *want):
				t.Fatalf("%s: want %v, got %+v", key, *want, got.DataPoints)
			}
			if asked && !strings.Contains(codes(got.Problems), "version.unclear") {
				t.Fatalf("%s: two files of equal age disagree, and nobody is asked: %v", key, got.Problems)
			}
		}
	})
}

// newestOf returns the score that counts by the rule: that of the greatest
// modification date, where a row without one is as old as its export, then of
// the newer export. Nil: none, or two of equal age disagree (asked).
func newestOf(all []someExport, key record.Key) (score *record.Score, asked bool) {
	var best []string
	scores := map[string]map[record.Score]bool{}
	for _, e := range all {
		for _, p := range e.points {
			if p.Key != key {
				continue
			}
			age := string(p.Modified)
			if age == "" {
				age = e.day.String()
			}
			age += "!" + e.day.String() // a sign before all digits
			if scores[age] == nil {
				scores[age] = map[record.Score]bool{}
				best = append(best, age)
			}
			scores[age][p.Score] = true
		}
	}
	if len(best) == 0 {
		return nil, false
	}
	slices.Sort(best)
	newest := scores[best[len(best)-1]]
	if len(newest) > 1 {
		return nil, true
	}
	for s := range newest {
		score = &s
	}
	return score, false
}

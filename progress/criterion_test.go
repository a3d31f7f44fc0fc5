package progress_test

import (
	"testing"

	"milepost/progress"
	"milepost/record"
)

// threeInARow is "80% over 3 consecutive sessions".
func threeInARow() record.Objective {
	return record.Objective{
		Measure:   record.Measure{Kind: record.Percent, Better: record.Up},
		Target:    record.Score{Form: record.PercentForm, Number: 80},
		Criterion: record.Criterion{Sessions: 3},
	}
}

// The vectors and readings of the domain facts, 4.2.
func TestCriterion(t *testing.T) {
	hoh := record.Help{Ladder: record.PromptLadder, Level: 0}
	verbal := record.Help{Ladder: record.PromptLadder, Level: 6}
	cases := []struct {
		name   string
		change func(*record.Objective)
		points []record.DataPoint
		held   []string // days of sessions held
		want   int      // place of the completing point, from 1; 0 not met
	}{
		{name: "met exactly", points: weekly(pct(80), pct(80), pct(80)), want: 3},
		{name: "one dip breaks the run", points: weekly(pct(80), pct(75), pct(80), pct(85), pct(90)), want: 5},
		{name: "79 of 100 is not 80%", points: weekly(ratio(4, 5), ratio(8, 10), ratio(79, 100))},
		{name: "4 of 5 and 8 of 10 are 80%", points: weekly(ratio(4, 5), ratio(8, 10), ratio(80, 100)), want: 3},
		{name: "79.6% does not round up", points: weekly(pct(80), pct(80), pct(79.6))},
		{name: "a session without the goal neither counts nor breaks", points: weekly(pct(80), none(), pct(90), pct(80)), want: 4},
		{
			name: "strict: a session without a score breaks", points: weekly(pct(80), none(), pct(90), pct(80)),
			change: func(o *record.Objective) { o.Criterion.Strict = true },
		},
		{
			name: "strict: a session held without a row breaks", points: weekly(pct(80), pct(90), pct(80), pct(80)),
			change: func(o *record.Objective) { o.Criterion.Strict = true },
			held:   []string{"2026-08-05", "2026-08-07", "2026-08-12"}, want: 4,
		},
		{
			name: "not strict: a session held without a row does not break", points: weekly(pct(80), pct(90), pct(80), pct(80)),
			held: []string{"2026-08-05", "2026-08-07", "2026-08-12"}, want: 3,
		},
		{
			name:   "more help than allowed does not count",
			points: helped(weekly(pct(100), pct(80), pct(80), pct(80)), hoh, verbal, verbal, verbal),
			change: func(o *record.Objective) { o.MostHelp = verbal }, want: 4,
		},
		{
			name:   "more help than allowed breaks a run",
			points: helped(weekly(pct(80), pct(80), pct(100), pct(80)), verbal, verbal, hoh, verbal),
			change: func(o *record.Objective) { o.MostHelp = verbal },
		},
		{
			name: "too few trials neither count nor break", points: weekly(ratio(8, 10), ratio(2, 2), ratio(0, 2), ratio(9, 10), ratio(8, 10)),
			change: func(o *record.Objective) { o.Criterion.MinTrials = 5 }, want: 5,
		},
		{
			name: "4 of 5 is a sliding window", points: weekly(pct(80), pct(70), pct(70), pct(80), pct(80), pct(70), pct(80), pct(80)),
			change: func(o *record.Objective) { o.Criterion.Sessions, o.Criterion.Of = 4, 5 }, want: 8,
		},
		{
			name: "4 of 5 needs only the first four", points: weekly(pct(80), pct(80), pct(80), pct(80)),
			change: func(o *record.Objective) { o.Criterion.Sessions, o.Criterion.Of = 4, 5 }, want: 4,
		},
		{
			name: "two sessions on one day are one day", points: onDays([]string{"2026-08-05", "2026-08-05", "2026-08-06", "2026-08-07"}, pct(80), pct(80), pct(80), pct(80)),
			change: func(o *record.Objective) { o.Criterion.Days = true }, want: 4,
		},
		{
			name: "two sessions on one day are two sessions", points: onDays([]string{"2026-08-05", "2026-08-05", "2026-08-06", "2026-08-07"}, pct(80), pct(80), pct(80), pct(80)),
			want: 3,
		},
		{
			name: "a day with a session below is no day at the criterion", points: onDays([]string{"2026-08-05", "2026-08-06", "2026-08-06", "2026-08-07"}, pct(80), pct(70), pct(80), pct(80)),
			change: func(o *record.Objective) { o.Criterion.Days = true },
		},
		{
			name: "two places must both qualify", points: atPlaces(weekly(pct(80), pct(80), pct(80), pct(80), pct(80)), "clinic", "home", "clinic", "clinic", "home"),
			change: func(o *record.Objective) { o.Criterion.Sessions, o.Criterion.Places = 2, 2 }, want: 5,
		},
		{
			name: "one place is not two", points: atPlaces(weekly(pct(80), pct(80), pct(80)), "clinic", "clinic", "clinic"),
			change: func(o *record.Objective) { o.Criterion.Sessions, o.Criterion.Places = 1, 2 },
		},
		{
			name: "a level that must fall is reached from above", points: weekly(num(4), num(2), num(3), num(1)),
			change: func(o *record.Objective) {
				o.Measure = record.Measure{Kind: record.Count, Better: record.Down}
				o.Target = num(3)
			}, want: 4,
		},
		{name: "no criterion, never met", points: weekly(pct(100), pct(100), pct(100)), change: func(o *record.Objective) { o.Criterion = record.Criterion{} }},
		{
			name: "the criterion's own level goes before the target", points: weekly(pct(80), pct(90), pct(90), pct(90)),
			change: func(o *record.Objective) { o.Criterion.AtLeast = pct(90) }, want: 4,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			o := threeInARow()
			if c.change != nil {
				c.change(&o)
			}
			var held []record.Session
			for _, d := range c.held {
				held = append(held, record.Session{Day: day(d), Status: record.Attended})
			}
			s := progress.Analyze(o, c.points, progress.Question{Period: autumn(), Sessions: held})
			got := place(c.points, s.Reached)
			if got != c.want {
				t.Errorf("met at point %d, want %d; points %v", got, c.want, c.points)
			}
		})
	}
}

// place returns where in points the completing one stands, from 1.
func place(points []record.DataPoint, r *progress.Reached) int {
	if r == nil {
		return 0
	}
	for i, p := range points {
		if p.Key == r.Points[len(r.Points)-1].Key {
			return i + 1
		}
	}
	return -1
}

func TestAfterTheCriterion(t *testing.T) {
	cases := []struct {
		name       string
		points     []record.DataPoint
		want       record.Status
		lowerSince string
	}{
		{"just met", weekly(pct(80), pct(80), pct(80)), record.Met, ""},
		{"rechecked after 7 days is too soon", weekly(pct(80), pct(80), pct(80), pct(85)), record.Met, ""},
		{"rechecked after 14 days", weekly(pct(80), pct(80), pct(80), pct(85), pct(80)), record.Maintained, ""},
		{"lower since", weekly(pct(80), pct(80), pct(80), pct(85), pct(70), pct(60)), record.Met, "2026-09-02"},
		{"a dip made good", weekly(pct(80), pct(80), pct(80), pct(70), pct(85), pct(90)), record.Maintained, ""},
		{"one good day after a bad month", weekly(pct(80), pct(80), pct(80), pct(70), pct(50), pct(80)), record.Met, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := progress.Analyze(threeInARow(), c.points, progress.Question{Period: until(c.points)})
			if s.Status != c.want || s.Reached == nil || s.Reached.LowerSince != day(c.lowerSince) {
				t.Errorf("got %q %+v, want %q, lower since %q; %s", s.Status, s.Reached, c.want, c.lowerSince, s.Reason)
			}
		})
	}
}

// TestALevelThatEveryResultReachesIsNoCriterion: a target of nothing, for a goal
// of which more is better, is a slip.
func TestALevelThatEveryResultReachesIsNoCriterion(t *testing.T) {
	own := []record.Step{{Value: 1}, {Value: 3}}
	for _, c := range []struct {
		rule   string
		m      record.Measure
		target record.Score
		met    bool
	}{
		{"no is not reached by a no", record.Measure{Kind: record.YesNo, Better: record.Up}, record.Score{Form: record.Answer}, false},
		{"a behavior that stops", record.Measure{Kind: record.YesNo, Better: record.Down}, record.Score{Form: record.Answer}, true},
		{"nothing, where more is better", record.Measure{Kind: record.Count, Better: record.Up}, num(0), false},
		{"nothing, where less is better", record.Measure{Kind: record.Count, Better: record.Down}, num(0), true},
		{"all the help there is", record.Measure{Kind: record.Assist, Better: record.Up}, step(0), false},
		{"the lowest step of an own scale", record.Measure{Kind: record.Rubric, Better: record.Up, Steps: own}, step(1), false},
		{"the next one", record.Measure{Kind: record.Rubric, Better: record.Up, Steps: own}, step(3), true},
		{"goal attainment", record.Measure{Kind: record.GAS, Better: record.Up}, step(0), true},
	} {
		o := record.Objective{Measure: c.m, Target: c.target, Criterion: record.Criterion{Sessions: 1}}
		got := progress.Analyze(o, every(7, c.target), progress.Question{Period: autumn()})
		if (got.Reached != nil) != c.met {
			t.Errorf("%s: met is %t, want %t", c.rule, got.Reached != nil, c.met)
		}
	}
}

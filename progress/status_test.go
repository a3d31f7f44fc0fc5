package progress_test

import (
	"testing"

	"milepost/progress"
	"milepost/record"
)

// cutting is a goal of 10 trials: 3 of 10 on August 5, 8 of 10 by January 29.
func cutting() record.Objective {
	return record.Objective{
		Measure:      record.Measure{Kind: record.Trials, Of: 10, Better: record.Up},
		Baseline:     ratio(3, 10),
		BaselineDate: day("2026-08-05"),
		Target:       ratio(8, 10),
		TargetDate:   day("2027-01-29"),
		Criterion:    record.Criterion{Sessions: 3},
	}
}

// sitting is a goal in seconds that has no target.
func sitting() record.Objective {
	return record.Objective{
		Measure:  record.Measure{Kind: record.Duration, Better: record.Up},
		Baseline: secs(240), BaselineDate: day("2026-08-05"),
	}
}

// dressing is a goal on the ladder of help, from a lot to none.
func dressing() record.Objective {
	return record.Objective{
		Measure:  record.Measure{Kind: record.Assist, Better: record.Up},
		Baseline: step(2), BaselineDate: day("2026-08-05"),
		Target: step(8), TargetDate: day("2027-01-29"),
	}
}

func TestStatus(t *testing.T) {
	tens := func(oks ...int) []record.DataPoint {
		var scores []record.Score
		for _, ok := range oks {
			scores = append(scores, ratio(ok, 10))
		}
		return every(14, scores...)
	}
	asked := progress.Question{Period: autumn(), GoalStart: day("2026-08-05")}
	cases := []struct {
		name     string
		goal     record.Objective
		points   []record.DataPoint
		change   func(*progress.Question)
		want     record.Status
		proposed bool
	}{
		{name: "paused goes before all", goal: cutting(), points: tens(8, 8, 8), change: func(q *progress.Question) { q.GoalState = record.GoalPaused }, want: record.Paused},
		{name: "no point", goal: cutting(), want: record.NotStarted},
		{name: "no point, although the client came", goal: cutting(), change: came("2026-08-12"), want: record.NoData},
		{name: "no point, the client came before the goal", goal: cutting(), change: came("2026-08-04"), want: record.NotStarted},
		{name: "no point, and results wait", goal: cutting(), change: func(q *progress.Question) { q.Waiting = true }, want: record.NoData},
		{name: "points of an earlier version only", goal: cutting(), points: tens(3, 4, 5), change: func(q *progress.Question) { q.GoalStart = day("2026-10-20") }, want: record.NotStarted},
		{name: "31 days of silence", goal: cutting(), points: every(28, ratio(3, 10), ratio(4, 10), ratio(4, 10)), change: func(q *progress.Question) { q.Period.To = day("2026-10-31") }, want: record.NoData},
		{name: "30 days of silence are not yet silence", goal: cutting(), points: every(28, ratio(3, 10), ratio(3, 10), ratio(3, 10)), want: record.Same},
		{name: "met", goal: cutting(), points: tens(4, 5, 6, 8, 8, 8, 8)[:6], change: func(q *progress.Question) { q.Period.To = day("2026-10-16") }, want: record.Met},
		{name: "two points", goal: cutting(), points: every(60, ratio(3, 10), ratio(7, 10)), want: record.TooEarly},
		{name: "a young goal", goal: cutting(), points: every(7, ratio(3, 10), ratio(5, 10), ratio(6, 10), ratio(7, 10), ratio(7, 10)), change: func(q *progress.Question) { q.Period.To = day("2026-09-15") }, want: record.TooEarly},
		{name: "six weeks are not young", goal: cutting(), points: every(7, ratio(3, 10), ratio(5, 10), ratio(6, 10), ratio(7, 10), ratio(7, 10)), change: func(q *progress.Question) { q.Period.To = day("2026-09-16") }, want: record.OnTrack},
		{name: "lower", goal: cutting(), points: tens(3, 3, 3, 2, 2, 2, 2), want: record.Lower},
		{name: "lower by less than one baseline MAD", goal: cutting(), points: tens(2, 4, 6, 2, 2, 2, 2), want: record.Same},
		{name: "same", goal: cutting(), points: tens(3, 4, 3, 3, 3, 4, 3), want: record.Same},
		{name: "on track", goal: cutting(), points: tens(3, 4, 4, 6, 7, 7, 7), want: record.OnTrack},
		{name: "slower", goal: cutting(), points: tens(3, 4, 4, 4, 4, 4, 5), want: record.Slower},
		{name: "no target date", goal: dateless(cutting()), points: tens(3, 4, 4, 6, 7, 7, 7), want: record.Better, proposed: true},
		{name: "no target", goal: sitting(), points: every(14, secs(240), secs(300), secs(300), secs(360), secs(360), secs(360), secs(360)), want: record.Better, proposed: true},
		{name: "a few seconds are no change", goal: sitting(), points: every(14, secs(250), secs(245), secs(250), secs(255), secs(260), secs(262), secs(260)), want: record.Same},
		{name: "first three are the last three", goal: record.Objective{Measure: cutting().Measure}, points: every(40, ratio(3, 10), ratio(5, 10), ratio(8, 10)), want: record.TooEarly},
		{name: "steps on time", goal: dressing(), points: every(14, step(2), step(3), step(3), step(5), step(5), step(5), step(5)), want: record.OnTrack, proposed: true},
		{name: "steps late", goal: dressing(), points: every(14, step(2), step(3), step(3), step(3), step(3), step(3), step(3)), want: record.Slower, proposed: true},
		{name: "steps back", goal: dressing(), points: every(14, step(2), step(2), step(2), step(1), step(1), step(1), step(1)), want: record.Lower, proposed: true},
		{name: "steps alike", goal: dressing(), points: every(14, step(2), step(2), step(3), step(2), step(2), step(2), step(2)), want: record.Same, proposed: true},
		{name: "no dates: met", goal: cutting(), points: undated(ratio(8, 10), ratio(8, 10), ratio(8, 10)), change: noDates, want: record.Met},
		{name: "no dates: too early", goal: cutting(), points: undated(ratio(8, 10), ratio(8, 10)), change: noDates, want: record.TooEarly},
		{name: "no dates: lower", goal: cutting(), points: undated(ratio(3, 10), ratio(3, 10), ratio(1, 10), ratio(1, 10)), change: noDates, want: record.Lower},
		{name: "no dates: same", goal: cutting(), points: undated(ratio(3, 10), ratio(3, 10), ratio(3, 10), ratio(4, 10)), change: noDates, want: record.Same},
		{name: "no dates: better", goal: cutting(), points: undated(ratio(3, 10), ratio(5, 10), ratio(5, 10), ratio(7, 10)), change: noDates, want: record.Better, proposed: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			q := asked
			if c.change != nil {
				c.change(&q)
			}
			s := progress.Analyze(c.goal, c.points, q)
			if s.Status != c.want || s.Proposed != c.proposed {
				t.Errorf("got %q, proposed %v, because %s; want %q, proposed %v", s.Status, s.Proposed, s.Reason, c.want, c.proposed)
			}
			if s.Reason == "" {
				t.Error("no reason")
			}
		})
	}
}

// came is a question in which the client came on the day.
func came(on string) func(*progress.Question) {
	return func(q *progress.Question) {
		q.Sessions = []record.Session{{Day: day(on), Status: record.Attended}}
	}
}

func dateless(o record.Objective) record.Objective {
	o.TargetDate = record.Date{}
	return o
}

func noDates(q *progress.Question) { *q = progress.Question{} }

// A goal that must fall goes through the same statuses in the mirror.
func TestStatusWhereLessIsBetter(t *testing.T) {
	goal := record.Objective{
		Measure:  record.Measure{Kind: record.Count, Unit: "meltdowns", Better: record.Down},
		Baseline: num(9), BaselineDate: day("2026-08-05"), Target: num(2), TargetDate: day("2027-01-29"),
		Criterion: record.Criterion{Sessions: 3},
	}
	cases := []struct {
		name   string
		counts []float64
		want   record.Status
	}{
		{"more is lower", []float64{9, 9, 9, 12, 12, 12, 12}, record.Lower},
		{"as many are the same", []float64{9, 8, 9, 9, 9, 9, 9}, record.Same},
		{"far fewer are on track", []float64{9, 8, 7, 6, 5, 4, 4}, record.OnTrack},
		{"a few fewer are slower", []float64{9, 8, 8, 8, 8, 7, 7}, record.Slower},
		{"few enough are met", []float64{9, 8, 7, 6, 2, 1, 2}, record.Met},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := progress.Analyze(goal, every(14, nums(c.counts...)...), progress.Question{Period: autumn(), GoalStart: day("2026-08-05")})
			if s.Status != c.want {
				t.Errorf("%v: got %q because %s, want %q", c.counts, s.Status, s.Reason, c.want)
			}
		})
	}
}

// What needs time is absent where the export has no dates.
func TestWithoutDates(t *testing.T) {
	s := progress.Analyze(cutting(), undated(ratio(3, 10), ratio(4, 10), ratio(5, 10), ratio(6, 10), ratio(6, 10), ratio(7, 10), ratio(7, 10)), progress.Question{})
	if !s.Undated || s.Aim != nil || s.Trend != nil || !s.Newest.IsZero() {
		t.Errorf("got undated %v, aim %v, trend %v, newest %v; want no more than levels", s.Undated, s.Aim, s.Trend, s.Newest)
	}
	if s.Current == nil || s.Current.Score != ratio(7, 10) {
		t.Errorf("current %+v, want 7 of 10", s.Current)
	}
}

// Mixing levels of help would flip the status: 90% hand over hand is not a
// level of hers.
func TestHelpIsNotMixed(t *testing.T) {
	hoh, verbal := record.Help{Ladder: record.PromptLadder}, record.Help{Ladder: record.PromptLadder, Level: 6}
	goal := threeInARow()
	goal.Baseline, goal.BaselineDate, goal.TargetDate = pct(40), day("2026-08-05"), day("2027-01-29")
	points := every(10, pct(40), pct(90), pct(40), pct(95), pct(40), pct(90), pct(40), pct(90), pct(95))
	points = helped(points, verbal, hoh, verbal, hoh, verbal, hoh, verbal, hoh, hoh)
	q := progress.Question{Period: autumn(), GoalStart: day("2026-08-05")}

	mixed := progress.Analyze(goal, points, q)
	goal.MostHelp = verbal
	own := progress.Analyze(goal, points, q)
	if mixed.Status != record.OnTrack || own.Status != record.Same {
		t.Errorf("with help mixed in %q, without %q; want on track, same", mixed.Status, own.Status)
	}
	if len(own.Left) != 1 || own.Left[0].Reason != progress.LeftMoreHelp || len(own.Left[0].Points) != 5 {
		t.Errorf("left out %+v, want 5 points with more help", own.Left)
	}
}

func TestLeftOut(t *testing.T) {
	goal := cutting()
	goal.MostHelp = record.Help{Ladder: record.PromptLadder, Level: 6}
	goal.Place, goal.Format = "clinic", "individual"
	points := weekly(ratio(3, 10), none(), num(3.5), pct(0), ratio(5, 10), ratio(5, 10), ratio(5, 10), ratio(5, 10), ratio(6, 10))
	points[2].Score = record.Score{Form: record.Answer}
	points[3].Score = record.Score{Form: record.PercentForm, Number: 50, Bound: "<"}
	points[4].Place = "home"
	points[5].Format = "group"
	points[6].Help = record.Help{Ladder: record.PromptLadder, Level: 2}
	points[7].Help = record.Help{Ladder: record.AssistLadder, Level: 5}
	q := progress.Question{Period: to(aug5(56)), GoalStart: aug5(1)}
	s := progress.Analyze(goal, append(points, weekly(ratio(9, 10))[0], weeksLater(9)), q)

	want := []string{
		progress.LeftEarlier, progress.LeftNoScore, progress.LeftOtherKind, progress.LeftBound,
		progress.LeftPlace, progress.LeftFormat, progress.LeftMoreHelp, progress.LeftOtherHelp,
	}
	var got []string
	for _, l := range s.Left {
		got = append(got, l.Reason)
	}
	if len(got) != len(want) {
		t.Fatalf("left out for %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("reason %d: got %q, want %q", i, got[i], want[i])
		}
	}
	if len(s.Points) != 1 || s.HelpUnknown != 1 || len(s.Later) != 1 {
		t.Errorf("%d comparable, %d of unknown help, %d later; want 1 of each", len(s.Points), s.HelpUnknown, len(s.Later))
	}
}

func weeksLater(n int) record.DataPoint {
	return record.DataPoint{Key: "later", Day: aug5(7 * n), Score: ratio(9, 10)}
}

func TestProbesArePreferred(t *testing.T) {
	points := weekly(ratio(9, 10), ratio(3, 10), ratio(9, 10), ratio(3, 10), ratio(9, 10), ratio(4, 10))
	points[1].Probe, points[3].Probe = true, true
	q := progress.Question{Period: autumn()}
	if s := progress.Analyze(cutting(), points, q); len(s.Points) != 6 {
		t.Errorf("two probes: %d comparable points, want all 6", len(s.Points))
	}
	points[5].Probe = true
	s := progress.Analyze(cutting(), points, q)
	if len(s.Points) != 3 || s.Current.Score != ratio(3, 10) || s.Left[0].Reason != progress.LeftNoProbe {
		t.Errorf("three probes: %d comparable points, current %+v, left %+v", len(s.Points), s.Current, s.Left)
	}
}

func TestLevels(t *testing.T) {
	bare := record.Objective{Measure: cutting().Measure}
	cases := []struct {
		name             string
		goal             record.Objective
		points           []record.DataPoint
		baseline, now    record.Score
		baseHow, nowHow  progress.How
		noise            float64
		doubted          bool
		noBase, noValues bool
	}{
		{name: "documented wins", goal: cutting(), points: weekly(ratio(3, 10), ratio(4, 10), ratio(3, 10), ratio(7, 10)), baseline: ratio(3, 10), now: ratio(4, 10), baseHow: progress.Documented, nowHow: progress.LastThree},
		{name: "documented, but the visits say another", goal: cutting(), points: weekly(ratio(6, 10), ratio(7, 10), ratio(6, 10), ratio(7, 10)), baseline: ratio(3, 10), now: ratio(7, 10), baseHow: progress.Documented, nowHow: progress.LastThree, doubted: true},
		{name: "first three", goal: bare, points: weekly(ratio(2, 10), ratio(5, 10), ratio(3, 10), ratio(7, 10), ratio(6, 10)), baseline: ratio(3, 10), now: ratio(6, 10), baseHow: progress.FirstThree, nowHow: progress.LastThree, noise: 10},
		{name: "two points give both numbers", goal: bare, points: weekly(ratio(2, 10), ratio(5, 10)), baseline: ratio(2, 10), now: ratio(5, 10), baseHow: progress.TwoPoints, nowHow: progress.TwoPoints},
		{name: "one point", goal: bare, points: weekly(ratio(2, 10)), now: ratio(2, 10), nowHow: progress.OnePoint, noBase: true},
		{name: "none", goal: bare, noBase: true, noValues: true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := progress.Analyze(c.goal, c.points, progress.Question{Period: autumn()})
			if (s.Baseline == nil) != c.noBase || s.Baseline != nil && (s.Baseline.Score != c.baseline || s.Baseline.How != c.baseHow) {
				t.Errorf("baseline %+v, want %+v %q", s.Baseline, c.baseline, c.baseHow)
			}
			if (s.Current == nil) != c.noValues || s.Current != nil && (s.Current.Score != c.now || s.Current.How != c.nowHow) {
				t.Errorf("current %+v, want %+v %q", s.Current, c.now, c.nowHow)
			}
			if c.noise != 0 && s.Noise != c.noise {
				t.Errorf("noise %v, want %v", s.Noise, c.noise)
			}
			if (s.Doubt != nil) != c.doubted {
				t.Errorf("doubt %+v, want %v", s.Doubt, c.doubted)
			}
		})
	}
}

func TestClosedGoalIsNotSilent(t *testing.T) {
	for _, c := range []struct {
		rule  string
		state record.GoalState
		want  record.Status
	}{
		{"an open goal without points for 30 days is silent", record.GoalActive, record.NoData},
		{"a goal that was met and closed is met", record.GoalMet, record.Met},
	} {
		o := record.Objective{
			ID:       "g",
			Measure:  record.Measure{Kind: record.Percent, Better: record.Up},
			Baseline: record.Score{Form: record.PercentForm, Number: 20}, BaselineDate: day("2026-06-01"),
			Target: record.Score{Form: record.PercentForm, Number: 80}, TargetDate: day("2026-12-01"),
			Criterion: record.Criterion{Sessions: 3},
		}
		var points []record.DataPoint
		for i := range 4 {
			points = append(points, record.DataPoint{
				Objective: "g", Day: day("2026-08-03").AddDays(7 * i),
				Score: record.Score{Form: record.PercentForm, Number: 85},
			})
		}
		got := progress.Analyze(o, points, progress.Question{
			Period: record.Period{From: day("2026-08-03"), To: day("2026-10-30")}, GoalState: c.state, GoalStart: day("2026-06-01"),
		})
		if got.Status != c.want {
			t.Errorf("%s: status %q (%s), want %q", c.rule, got.Status, got.Reason, c.want)
		}
	}
}

// TestWhatIsMissingIsSaid: a goal of which nothing is on file but its results is
// ordinary.
func TestWhatIsMissingIsSaid(t *testing.T) {
	refused := every(8, none(), none())
	for i := range refused {
		refused[i].Refused = true
	}
	noDay := []record.DataPoint{{Score: num(3)}, {Day: day("2026-12-01"), Score: num(4)}}
	for _, c := range []struct {
		rule   string
		goal   record.Objective
		points []record.DataPoint
		want   record.Status
		reason string
		lacks  progress.Lack
	}{
		{"no measure", record.Objective{}, every(8, num(2), num(3)), record.TooEarly, "measure missing", progress.LacksMeasure},
		{"no measure and no result", record.Objective{Baseline: num(2)}, nil, record.NotStarted, "no point and no session since the goal began", ""},
		{"no measure, nothing measured", record.Objective{}, every(8, none(), none()), record.TooEarly, "0 comparable points, fewer than 3", ""},
		{"no result that can be used", record.Objective{Measure: record.Measure{Kind: record.GAS}}, refused, record.TooEarly, "0 comparable points, fewer than 3", ""},
		{"no direction", record.Objective{Measure: record.Measure{Kind: record.Count}}, every(20, num(2), num(3), num(3), num(4)), record.TooEarly, "direction of improvement not on file", progress.LacksDirection},
		{"no day among days that come later", record.Objective{Measure: record.Measure{Kind: record.Count}}, noDay, record.TooEarly, "0 comparable points, fewer than 3", ""},
	} {
		got := progress.Analyze(c.goal, c.points, progress.Question{Period: autumn()})
		if got.Status != c.want || got.Reason != c.reason || got.Lacks != c.lacks {
			t.Errorf("%s: %q (%s), lacks %q; want %q (%s), lacks %q", c.rule, got.Status, got.Reason, got.Lacks, c.want, c.reason, c.lacks)
		}
	}
}

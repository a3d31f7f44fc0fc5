package fold_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/fold"
	"milepost/record"
)

// inVisit is results of goal G-1 on one day, in rows one below the other.
func inVisit(d record.Date, scores ...record.Score) []record.DataPoint {
	points := make([]record.DataPoint, len(scores))
	for i, s := range scores {
		points[i] = point(fmt.Sprintf("%s-%02d", d, i), d, s)
		points[i].Source = record.Source{File: "a.csv", Row: 10*d.Day + i, Column: "Score"}
	}
	return points
}

// foldPoints folds results of one goal.
func foldPoints(g record.Goal, points []record.DataPoint, sessions ...record.Session) fold.Result {
	raw := record.Versions{Goals: []record.Version[record.Goal]{version(1, g)}}
	for _, p := range points {
		v := version(1, p)
		v.Mapping = p.Source.File // in these tests each file has a mapping of its own
		raw.DataPoints = append(raw.DataPoints, v)
	}
	for _, s := range sessions {
		raw.Sessions = append(raw.Sessions, version(1, s))
	}
	return fold.Client(raw, fold.Options{})
}

// poolFigures says the results of a fold by day, without their places.
func poolFigures(f fold.Result) string {
	var all []string
	for _, p := range f.DataPoints {
		s := p.Score
		s.Text = ""
		all = append(all, fmt.Sprintf("%s %s %d/%d %v %q %q", p.Day, s.Form, s.OK, s.Of, s.Number, s.Bound, p.PooledBy))
	}
	return strings.Join(all, "; ")
}

func scored(form record.Form, n float64) record.Score { return record.Score{Form: form, Number: n} }

func TestAVisitHasOneResult(t *testing.T) {
	d := day(t, "2026-09-08")
	percent := func(n float64) record.Score { return scored(record.PercentForm, n) }
	step := func(n float64) record.Score { return scored(record.StepForm, n) }
	seconds := func(n float64) record.Score { return scored(record.Seconds, n) }
	for _, c := range []struct {
		name    string
		kind    record.Kind
		several record.Several
		scores  []record.Score
		want    string // form, ratio, number and how
	}{
		{"successes and tries are added", record.Trials, "", []record.Score{ratio(2, 10), ratio(3, 10), ratio(1, 5)}, `ratio 6/25 0 "" "added"`},
		{"percents with tries are added too", record.Percent, "", []record.Score{ratio(1, 2), ratio(1, 8)}, `ratio 2/10 0 "" "added"`},
		{"percents without tries are averaged", record.Percent, "", []record.Score{percent(60), percent(70), percent(75)}, `percent 0/0 68.3333333333 "" "mean"`},
		{"one without tries makes a mean of all", record.Percent, "", []record.Score{ratio(1, 2), percent(70)}, `percent 0/0 60 "" "mean"`},
		{"the median rate", record.Rate, "", []record.Score{bare(9), bare(2), bare(4)}, `number 0/0 4 "" "median"`},
		{"between two lengths of time, the middle", record.Duration, "", []record.Score{seconds(60), seconds(90)}, `seconds 0/0 75 "" "median"`},
		{"the median latency", record.Latency, "", []record.Score{seconds(5), seconds(1), seconds(3)}, `seconds 0/0 3 "" "median"`},
		{"the median length", record.Length, "", []record.Score{bare(1), bare(2), bare(9)}, `number 0/0 2 "" "median"`},
		{"between two levels, the one with more help", record.Assist, "", []record.Score{step(6), step(3)}, `step 0/0 3 "" "median"`},
		{"the median level of help", record.Assist, "", []record.Score{step(8), step(3), step(4)}, `step 0/0 4 "" "median"`},
		{"counts of parts are added", record.Count, record.Parts, []record.Score{bare(4), bare(5)}, `number 0/0 9 "" "added"`},
		{"counts are added where the mapping says so", record.Count, record.Add, []record.Score{bare(4), bare(5)}, `number 0/0 9 "" "added"`},
		{"or their middle one", record.Count, record.Median, []record.Score{bare(4), bare(5), bare(5)}, `number 0/0 5 "" "median"`},
		{"or the last", record.Count, record.Last, []record.Score{bare(4), bare(9), bare(5)}, `number 0/0 5 "" "last"`},
		{"steps that agree need no answer", record.Rubric, "", []record.Score{step(2), step(2)}, `step 0/0 2 "" "same"`},
		{"of two steps the lesser is the median", record.GAS, record.Median, []record.Score{step(1), step(-1)}, `step 0/0 -1 "" "median"`},
		{"what was not measured adds nothing", record.Trials, "", []record.Score{ratio(2, 10), {Text: "refused"}}, `ratio 2/10 0 "" "same"`},
		{"a bound among them makes a bound", record.Trials, "", []record.Score{{Form: record.Ratio, OK: 1, Of: 2, Bound: "<"}, ratio(1, 2)}, `ratio 2/4 0 "<" "added"`},
	} {
		points := inVisit(d, c.scores...)
		for i := range points {
			points[i].Several = c.several
		}
		got := foldPoints(goal(c.kind), points)
		if want := "2026-09-08 " + c.want; poolFigures(got) != want || len(got.Problems) > 0 {
			t.Errorf("%s: got %s (%s), want %s", c.name, poolFigures(got), codes(got.Problems), want)
		}
		if len(got.DataPoints) == 1 && len(got.DataPoints[0].Pooled) != len(points) {
			t.Errorf("%s: the result keeps %d rows, want all %d", c.name, len(got.DataPoints[0].Pooled), len(points))
		}
	}
}

func TestResultsThatNeedAnAnswerWait(t *testing.T) {
	first, second := day(t, "2026-09-08"), day(t, "2026-09-15")
	for _, kind := range []record.Kind{record.Count, record.Rubric, record.GAS} {
		form := record.StepForm
		if kind == record.Count {
			form = record.Number
		}
		points := slices.Concat(
			inVisit(first, scored(form, 1), scored(form, 2)), inVisit(second, scored(form, 2), scored(form, 0)),
			inVisit(day(t, "2026-09-22"), scored(form, 2)))
		got := foldPoints(goal(kind), points)
		if len(got.DataPoints) != 1 || codes(got.Problems) != "point.several" {
			t.Fatalf("%s: got %s and %q, want the day with one result, and one question for the column", kind, poolFigures(got), codes(got.Problems))
		}
		if p := got.Problems[0]; p.Day != first || p.Last != second || p.Rows != 2 || !strings.Contains(p.Wrong, "2 such visits wait") || p.Column != "Score" {
			t.Errorf("%s: got %+v, want both visits counted, their days and the column", kind, p)
		}
	}
}

func TestAProbeOutranksWhatIsNone(t *testing.T) {
	points := inVisit(day(t, "2026-09-08"), ratio(9, 10), ratio(2, 10), ratio(3, 10))
	points[1].Probe, points[2].Probe = true, true
	got := foldPoints(goal(record.Trials), points)
	if want := `2026-09-08 ratio 5/20 0 "" "added"`; poolFigures(got) != want {
		t.Fatalf("got %s, want %s", poolFigures(got), want)
	}
	if p := got.DataPoints[0]; !p.Probe || p.Pooled[0].Left != record.PartNotProbe || len(p.Sources()) != 2 {
		t.Errorf("got %+v, want a probe of two rows, and the third with its reason", p)
	}
}

func TestRowsWithMoreHelpThanTheGoalAllowsDoNotCount(t *testing.T) {
	g := goal(record.Trials)
	g.Objectives[0].MostHelp = record.Help{Ladder: record.PromptLadder, Level: 6}
	points := inVisit(day(t, "2026-09-08"), ratio(9, 10), ratio(2, 10), ratio(3, 10))
	points[0].Help = record.Help{Ladder: record.PromptLadder, Level: 2}
	points[1].Help = record.Help{Ladder: record.PromptLadder, Level: 7}
	points[2].Help = record.Help{Ladder: record.PromptLadder, Level: 6}
	got := foldPoints(g, points)
	if want := `2026-09-08 ratio 5/20 0 "" "added"`; poolFigures(got) != want || got.DataPoints[0].Help.Level != 6 {
		t.Errorf("got %s with help %s, want %s with the most help of the two", poolFigures(got), got.DataPoints[0].Help, want)
	}
}

func TestTwoVisitsOfADayHaveAResultEach(t *testing.T) {
	d := day(t, "2026-09-08")
	points := inVisit(d, ratio(1, 10), ratio(2, 10), ratio(7, 10))
	points[0].Start, points[1].Start, points[2].Start = "09:00", "09:30", "14:00"
	held := func(key, start string, minutes int) record.Session {
		return record.Session{Key: record.Key(key), Day: d, Start: start, Minutes: minutes, Status: record.Attended}
	}
	for _, c := range []struct {
		name     string
		sessions []record.Session
		want     string
	}{
		{"two held at other times", []record.Session{held("a", "09:00", 45), held("b", "14:00", 45)}, `2026-09-08 ratio 3/20 0 "" "added"; 2026-09-08 ratio 7/10 0 "" ""`},
		{"two at overlapping times are one", []record.Session{held("a", "09:00", 330), held("b", "14:00", 45)}, `2026-09-08 ratio 10/30 0 "" "added"`},
		{"a result at the time of a visit that was missed stands by itself", []record.Session{held("a", "09:00", 45), {Key: "b", Day: d, Start: "14:00", Status: record.NoShow}}, `2026-09-08 ratio 3/20 0 "" "added"; 2026-09-08 ratio 7/10 0 "" ""`},
		{"no list tells of a visit", nil, `2026-09-08 ratio 10/30 0 "" "added"`},
	} {
		if got := foldPoints(goal(record.Trials), points, c.sessions...); poolFigures(got) != c.want {
			t.Errorf("%s: got %s, want %s", c.name, poolFigures(got), c.want)
		}
	}
}

// A log of tries and its list of visits, each by its own mapping, tell of the
// same visit once.
func TestTwoFilesThatTellTheSameCountOnce(t *testing.T) {
	d := day(t, "2026-09-08")
	log := inVisit(d, ratio(2, 10), ratio(3, 10), ratio(1, 10))
	for _, summary := range []record.Score{ratio(6, 30), scored(record.PercentForm, 20), ratio(2, 10)} {
		other := point("summary", d, summary)
		other.Source = record.Source{File: "visits.csv", Row: 2, Column: "Result"}
		got := foldPoints(goal(record.Trials), append(slices.Clone(log), other))
		if want := `2026-09-08 ratio 6/30 0 "" "added"`; poolFigures(got) != want {
			t.Errorf("with %v: got %s, want %s", summary, poolFigures(got), want)
		}
	}
}

func TestAnswersOfOneVisitAreTries(t *testing.T) {
	d := day(t, "2026-09-08")
	yes, no := scored(record.Answer, 1), scored(record.Answer, 0)
	g := goal("")
	g.Objectives[0].Target = ratio(4, 5)
	got := foldPoints(g, slices.Concat(inVisit(d, yes, no, no, no, yes), inVisit(d.AddDays(7), yes)))
	if want := `2026-09-08 ratio 2/5 0 "" "added"; 2026-09-15 ratio 1/1 0 "" ""`; poolFigures(got) != want || len(got.Problems) > 0 {
		t.Errorf("got %s (%s), want %s", poolFigures(got), codes(got.Problems), want)
	}
	if o := got.Goals[0].Objectives[0]; o.Measure.Kind != record.Trials || o.Target != ratio(4, 5) {
		t.Errorf("got %+v, want trials with the target 4 of 5", o)
	}
	alone := goal("")
	alone.Objectives[0].Target = yes
	got = foldPoints(alone, slices.Concat(inVisit(d, no), inVisit(d.AddDays(7), yes)))
	if kind := got.Goals[0].Objectives[0].Measure.Kind; kind != record.YesNo {
		t.Errorf("one answer a visit: got %q, want it to stay yes-no", kind)
	}
}

// drawScores draws results of a kind, with what makes them one where a person
// must say it.
func drawScores(t *rapid.T, kind record.Kind, label string) []record.Score {
	n := rapid.IntRange(1, 5).Draw(t, label+" rows")
	scores := make([]record.Score, n)
	for i := range scores {
		switch kind {
		case record.Trials:
			of := rapid.IntRange(1, 12).Draw(t, label+" tries")
			scores[i] = ratio(rapid.IntRange(0, of).Draw(t, label+" successes"), of)
		case record.Percent:
			scores[i] = scored(record.PercentForm, float64(rapid.IntRange(0, 100).Draw(t, label+" percent")))
		case record.Duration, record.Latency:
			scores[i] = scored(record.Seconds, float64(rapid.IntRange(0, 600).Draw(t, label+" seconds")))
		case record.Assist:
			scores[i] = scored(record.StepForm, float64(rapid.IntRange(0, 8).Draw(t, label+" level")))
		default:
			scores[i] = bare(float64(rapid.IntRange(0, 30).Draw(t, label+" number")))
		}
	}
	return scores
}

func pooledKinds() []record.Kind {
	return []record.Kind{record.Trials, record.Percent, record.Count, record.Rate, record.Duration, record.Latency, record.Length, record.Assist}
}

// oracle works the value of a visit out anew: successes over tries, the mean,
// the sum, or the middle of the sorted list.
func oracle(kind record.Kind, scores []record.Score) float64 {
	var sum, tries float64
	var sorted []float64
	for _, s := range scores {
		sum, tries = sum+s.Number+float64(s.OK), tries+float64(s.Of)
		sorted = append(sorted, s.Number)
	}
	slices.Sort(sorted)
	n := len(sorted)
	switch kind {
	case record.Trials:
		return 100 * sum / tries
	case record.Percent:
		return sum / float64(n)
	case record.Count:
		return sum
	case record.Assist:
		return sorted[(n-1)/2]
	}
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}

func TestPooledResultsAreThoseOfAnOracleInAnyOrderOfRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(pooledKinds()).Draw(t, "kind")
		var points []record.DataPoint
		want := map[record.Date]float64{}
		for v := range rapid.IntRange(1, 4).Draw(t, "visits") {
			d := day(t, "2026-09-01").AddDays(7 * v)
			scores := drawScores(t, kind, fmt.Sprint("visit ", v))
			points = append(points, inVisit(d, scores...)...)
			want[d] = oracle(kind, scores)
		}
		for i := range points {
			points[i].Several = record.Parts
		}
		got := foldPoints(goal(kind), points)
		if len(got.DataPoints) != len(want) || len(got.Problems) > 0 {
			t.Fatalf("got %s (%s), want one result for each of %d visits", poolFigures(got), codes(got.Problems), len(want))
		}
		for _, p := range got.DataPoints {
			value, ok := got.Goals[0].Objectives[0].Measure.Value(p.Score)
			if !ok || math.Abs(value-want[p.Day]) > 1e-9 {
				t.Errorf("%s on %s: got %v, want %v", kind, p.Day, value, want[p.Day])
			}
		}
		mixed := rapid.Permutation(points).Draw(t, "order")
		for i := range mixed { // the same rows, in other places of the file
			mixed[i].Key, mixed[i].Source.Row = record.Key(fmt.Sprintf("p%02d", i)), i+2
		}
		if again := foldPoints(goal(kind), mixed); poolFigures(again) != poolFigures(got) {
			t.Errorf("in another order: got %s, want %s", poolFigures(again), poolFigures(got))
		}
	})
}

// Splitting a row of tries into rows of fewer, down to a log of single tries,
// changes no figure.
func TestSplittingTriesChangesNoFigure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var whole, parts, log []record.DataPoint
		for v := range rapid.IntRange(1, 5).Draw(t, "visits") {
			d := day(t, "2026-09-01").AddDays(7 * v)
			of := rapid.IntRange(2, 20).Draw(t, "tries")
			ok := rapid.IntRange(0, of).Draw(t, "successes")
			cut := rapid.IntRange(1, of-1).Draw(t, "cut")
			first := rapid.IntRange(max(0, ok-(of-cut)), min(ok, cut)).Draw(t, "successes of the first part")
			whole = append(whole, inVisit(d, ratio(ok, of))...)
			parts = append(parts, inVisit(d, ratio(first, cut), ratio(ok-first, of-cut))...)
			var tries []record.Score
			for i := range of {
				tries = append(tries, scored(record.Answer, map[bool]float64{true: 1}[i < ok]))
			}
			log = append(log, inVisit(d, tries...)...)
		}
		plain := func(f fold.Result) string {
			text := poolFigures(f)
			for _, by := range []string{`"added"`, `"same"`} {
				text = strings.ReplaceAll(text, by, `""`)
			}
			return text
		}
		want := plain(foldPoints(goal(record.Trials), whole))
		for name, points := range map[string][]record.DataPoint{"parts": parts, "a log": log} {
			if got := plain(foldPoints(goal(record.Trials), points)); got != want {
				t.Errorf("as %s: got %s, want %s", name, got, want)
			}
		}
	})
}

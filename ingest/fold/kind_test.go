package fold_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"milepost/ingest/fold"
	"milepost/record"
)

// TestMeasureIsReadOffTheResults: what most results and the levels on file are
// written in is the measure, and a stray value is told, and not used.
func TestMeasureIsReadOffTheResults(t *testing.T) {
	percent := func(n float64) record.Score { return record.Score{Form: record.PercentForm, Number: n} }
	answer := record.Score{Form: record.Answer, Number: 1}
	help := func(level int, text string) record.Score {
		return record.Score{Form: record.StepForm, Number: float64(level), Text: text}
	}
	seconds := func(n float64, text string) record.Score {
		return record.Score{Form: record.Seconds, Number: n, Text: text}
	}
	things := func(n float64, text string) record.Score {
		return record.Score{Form: record.Number, Number: n, Text: text}
	}
	tries := []record.Score{ratio(1, 5), ratio(4, 5)} // baseline and target
	tests := []struct {
		name   string
		levels []record.Score // baseline, target
		scores []record.Score
		want   record.Kind
		stray  []int // results that are told
	}{
		{"tries", nil, []record.Score{ratio(4, 5), ratio(3, 5)}, record.Trials, nil},
		{"percents", nil, []record.Score{percent(40), percent(50)}, record.Percent, nil},
		{"answers", nil, []record.Score{answer, answer}, record.YesNo, nil},
		{"levels of help", []record.Score{help(1, "Max A"), help(8, "Independent")}, []record.Score{help(1, "Max A"), help(2, "Mod A")}, record.Assist, nil},
		{"levels of help alone", nil, []record.Score{help(1, "Max A"), help(2, "Mod A")}, record.Assist, nil},
		{"help beside a goal in tries", tries, []record.Score{help(1, "Max A"), help(2, "Mod A")}, "", nil},
		{"goal attainment scaling", nil, []record.Score{{Form: record.StepForm, Number: 1, Text: "GAS +1"}}, record.GAS, nil},
		{"goal attainment scaling, by its levels", []record.Score{bare(-2), bare(0)}, []record.Score{bare(-2), bare(-1), bare(3)}, record.GAS, []int{2}},
		{"small numbers, one below zero", nil, []record.Score{bare(2), bare(-1), bare(1)}, "", nil},
		{"times", []record.Score{seconds(60, "1 min"), seconds(600, "10 min")}, []record.Score{seconds(120, "2 min"), seconds(180, "3 min"), bare(4)}, record.Duration, []int{2}},
		{"times that should get shorter", []record.Score{seconds(600, "10 min"), seconds(60, "1 min")}, []record.Score{seconds(120, "2 min")}, "", nil},
		{"clock times", nil, []record.Score{seconds(120, "2:00"), seconds(180, "3:00")}, "", nil},
		{"things", nil, []record.Score{things(2, "2 bites"), things(3, "3 bites")}, record.Count, nil},
		{"things of two kinds", nil, []record.Score{things(2, "2 bites"), things(3, "3 spoons")}, "", nil},
		{"things, aimed at in tries", tries, []record.Score{things(2, "2 bites"), things(3, "3 bites")}, "", nil},
		{"a number and a remark", nil, []record.Score{things(2, "2 less"), things(3, "3 great")}, "", nil},
		{"inches", nil, []record.Score{things(2, "2 in"), things(3, "3 inches")}, record.Length, nil},
		{"bare numbers", nil, []record.Score{bare(2), bare(3)}, "", nil},
		{"nothing", nil, []record.Score{{}}, "", nil},
		{"levels in tries, no results", tries, []record.Score{{}}, record.Trials, nil},
		{"levels of two forms, no results", []record.Score{ratio(1, 5), percent(80)}, nil, "", nil},

		{"one corrected cell", nil, []record.Score{percent(40), percent(44), percent(50), bare(4)}, record.Percent, []int{3}},
		{
			"one corrected cell among levels of help",
			[]record.Score{help(1, "Max A"), help(8, "Independent")},
			[]record.Score{help(1, "Max A"), bare(4), help(2, "Mod A"), help(2, "Mod A")},
			record.Assist,
			[]int{1},
		},
		{"two of two", nil, []record.Score{percent(40), bare(4)}, "", nil},
		{"three of five", nil, []record.Score{ratio(1, 5), ratio(2, 5), ratio(3, 5), bare(7), bare(8)}, "", nil},
		{"three of five, with the levels", tries, []record.Score{ratio(1, 5), ratio(2, 5), ratio(3, 5), bare(7), bare(8)}, record.Trials, []int{3, 4}},
		{"fewer than the others, whatever the levels", tries, []record.Score{ratio(1, 5), bare(7), bare(8)}, "", nil},

		{"a percent among tries", tries, []record.Score{ratio(1, 5), ratio(2, 5), percent(90), ratio(2, 5)}, record.Trials, []int{2}},
		{"a percent among tries, no levels", nil, []record.Score{ratio(1, 5), percent(90), ratio(2, 5)}, record.Percent, nil},
		{"a percent among tries, levels in percent", []record.Score{percent(20), percent(80)}, []record.Score{ratio(1, 5), ratio(2, 5), percent(90)}, record.Percent, nil},
		{"mostly percents, levels in tries", tries, []record.Score{ratio(1, 5), percent(40), percent(60)}, record.Percent, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			g := goal("")
			if test.levels != nil {
				g.Objectives[0].Baseline, g.Objectives[0].Target = test.levels[0], test.levels[1]
			}
			raw := record.Versions{Goals: []record.Version[record.Goal]{version(1, g)}}
			for i, s := range test.scores {
				p := point("p"+string(rune('a'+i)), day(t, "2026-03-02").AddDays(i), s)
				if s.Form == record.StepForm && s.Text != "GAS +1" {
					p.Help = record.Help{Ladder: record.AssistLadder, Level: int(s.Number), Text: s.Text}
				}
				raw.DataPoints = append(raw.DataPoints, version(1, p))
			}
			got := fold.Client(raw, fold.Options{})
			if kind := got.Goals[0].Objectives[0].Measure.Kind; kind != test.want {
				t.Errorf("measure %q, want %q", kind, test.want)
			}
			var stray []int
			for i, p := range got.DataPoints {
				if p.Refused {
					stray = append(stray, i)
				}
			}
			if !slices.Equal(stray, test.stray) || len(got.Problems) != len(test.stray) {
				t.Errorf("refused %v, want %v; problems %v", stray, test.stray, got.Problems)
			}
			for _, p := range got.Problems {
				if p.Code != "score.stray" && p.Code != "score.unfit" {
					t.Errorf("problem %v", p)
				}
			}
		})
	}
}

// TestADirectionAgainstTheLevelsIsTold: it stands as it was said, and counts
// for nothing.
func TestADirectionAgainstTheLevelsIsTold(t *testing.T) {
	g := goal(record.Trials)
	g.Objectives[0].Measure.Better = record.Down
	g.Objectives[0].Baseline, g.Objectives[0].Target = ratio(1, 5), ratio(4, 5)
	got := fold.Client(record.Versions{Goals: []record.Version[record.Goal]{version(1, g)}}, fold.Options{})
	if len(got.Problems) != 1 || got.Problems[0].Code != "goal.direction" {
		t.Errorf("problems %v, want one of the direction", got.Problems)
	}
	if better, _ := got.Goals[0].Objectives[0].Direction(); better != "" {
		t.Errorf("direction %q, want none", better)
	}
}

// TestMeasureReadOffTheResultsUsesMostOfThem: a measure that nobody said never
// makes half of the results unusable, nor a level on file where all results
// are of one form.
func TestMeasureReadOffTheResultsUsesMostOfThem(t *testing.T) {
	forms := []record.Score{
		ratio(1, 5), ratio(4, 5),
		{Form: record.PercentForm, Number: 40},
		bare(2), bare(-1), bare(7),
		{Form: record.Answer, Number: 1},
		{Form: record.Seconds, Number: 120, Text: "2 min"},
		{Form: record.Seconds, Number: 150, Text: "2:30"},
		{Form: record.Number, Number: 3, Text: "3 bites"},
		{Form: record.StepForm, Number: 2, Text: "Mod A"},
		{Form: record.StepForm, Number: -1, Text: "GAS -1"},
	}
	rapid.Check(t, func(t *rapid.T) {
		g := goal("")
		level := rapid.SampledFrom(append(forms, record.Score{}))
		g.Objectives[0].Baseline, g.Objectives[0].Target = level.Draw(t, "baseline"), level.Draw(t, "target")
		raw := record.Versions{Goals: []record.Version[record.Goal]{version(1, g)}}
		scores := rapid.SliceOfN(rapid.SampledFrom(forms), 1, 9).Draw(t, "scores")
		for i, s := range scores {
			p := point("p"+string(rune('a'+i)), record.Date{Year: 2026, Month: 3, Day: 2}.AddDays(i), s)
			if s.Text == "Mod A" {
				p.Help = record.Help{Ladder: record.AssistLadder, Level: 2, Text: s.Text}
			}
			raw.DataPoints = append(raw.DataPoints, version(1, p))
		}
		got := fold.Client(raw, fold.Options{})
		refused := 0
		for _, p := range got.DataPoints {
			if p.Refused && p.Score.Text != "-1" {
				refused++
			}
		}
		if 2*refused >= len(scores) && got.Goals[0].Objectives[0].Measure.Kind != "" {
			t.Fatalf("%d of %d results refused by measure %q", refused, len(scores), got.Goals[0].Objectives[0].Measure.Kind)
		}
	})
}

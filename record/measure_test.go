package record_test

import (
	"testing"

	"milepost/record"
)

func ratio(ok, of int) record.Score { return record.Score{Form: record.Ratio, OK: ok, Of: of} }

func percent(n float64) record.Score { return record.Score{Form: record.PercentForm, Number: n} }

func TestReachesIsExact(t *testing.T) {
	up := record.Measure{Kind: record.Percent, Better: record.Up}
	down := record.Measure{Kind: record.Percent, Better: record.Down}
	for _, c := range []struct {
		rule    string
		measure record.Measure
		score   record.Score
		level   record.Score
		want    bool
	}{
		{"4 of 5 is 80 %", up, ratio(4, 5), percent(80), true},
		{"79 of 100 is not", up, ratio(79, 100), percent(80), false},
		{"79.99 % is not", up, percent(79.99), percent(80), false},
		{"80 % is", up, percent(80), percent(80), true},
		{"two ratios are compared as whole numbers", up, ratio(2, 3), ratio(4, 6), true},
		{"a falling measure has to be at most the level", down, ratio(1, 5), percent(20), true},
		{"a falling measure above the level is not there", down, ratio(2, 5), percent(20), false},
		{"what is missing reaches nothing", up, record.Score{}, percent(0), false},
		{"nothing reaches a missing level", up, percent(100), record.Score{}, false},
	} {
		if got := c.measure.Reaches(c.score, c.level); got != c.want {
			t.Errorf("%s: Reaches(%+v, %+v) = %v, want %v", c.rule, c.score, c.level, got, c.want)
		}
	}
}

func TestMissingIsNotZero(t *testing.T) {
	for _, kind := range []record.Kind{
		record.Percent, record.Trials, record.Count, record.Rate, record.Duration, record.Latency,
		record.Length, record.Assist, record.GAS, record.Rubric, record.YesNo, record.Narrative,
	} {
		if v, ok := (record.Measure{Kind: kind}).Value(record.Score{}); ok {
			t.Errorf("a missing score of kind %s has the value %v", kind, v)
		}
	}
}

func TestHelpIsComparedOnItsOwnLadder(t *testing.T) {
	verbal := record.Help{Ladder: record.PromptLadder, Level: 6}
	prompts := func(level, count int) record.Help {
		return record.Help{Ladder: record.PromptLadder, Level: level, Count: count}
	}
	for _, c := range []struct {
		rule string
		help record.Help
		most record.Help
		want bool
	}{
		{"prompts of any kind are counted", prompts(6, 2), prompts(record.AnyPrompt, 2), true},
		{"also the most intrusive", prompts(0, 1), prompts(record.AnyPrompt, 2), true},
		{"more of them are not allowed", prompts(7, 3), prompts(record.AnyPrompt, 2), false},
		{"prompts of no kind against a number", prompts(record.AnyPrompt, 3), prompts(record.AnyPrompt, 2), false},
		{"prompts of no kind tell nothing of a kind", prompts(record.AnyPrompt, 1), prompts(6, 2), false},
		{"assistance is no prompt", record.Help{Ladder: record.AssistLadder, Level: 5}, prompts(record.AnyPrompt, 2), false},
		{"no help is no prompt", record.Help{Ladder: record.AssistLadder, Level: 8}, prompts(record.AnyPrompt, 2), true},
		{"less help than the most is allowed", record.Help{Ladder: record.PromptLadder, Level: 7}, verbal, true},
		{"as much is allowed", verbal, verbal, true},
		{"more is not", record.Help{Ladder: record.PromptLadder, Level: 0}, verbal, false},
		{"no help at all is allowed on either ladder", record.Help{Ladder: record.AssistLadder, Level: record.Independent}, verbal, true},
		{"the other ladder's steps tell nothing", record.Help{Ladder: record.AssistLadder, Level: 7}, verbal, false},
		{"help that was not recorded is not known to be allowed", record.Help{}, verbal, false},
		{"where no most is set, all help is allowed", record.Help{}, record.Help{}, true},
		{"no more prompts than so many", prompts(6, 2), prompts(6, 2), true},
		{"more of them", prompts(6, 3), prompts(6, 2), false},
		{"of a lighter kind, their number says nothing", prompts(7, 3), prompts(6, 2), true},
		{"not counted", verbal, prompts(6, 2), true},
		{"one of a heavier kind", prompts(0, 1), prompts(6, 2), false},
	} {
		if got := c.help.NoMoreThan(c.most); got != c.want {
			t.Errorf("%s: (%v).NoMoreThan(%v) = %v, want %v", c.rule, c.help, c.most, got, c.want)
		}
	}
}

package library_test

import (
	"strings"
	"testing"

	"milepost/library"
	"milepost/record"
)

// One sentence for each way of scoring, for parents: a percentile is never a
// percent correct, and a frequency has none (domain facts 3.1).
func TestAResultOfATestInEachDirection(t *testing.T) {
	lib, err := library.Load(library.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		rule, audience string
		result         library.Result
		want           string
	}{
		{
			"higher is better", "parent",
			library.Result{Test: "BOT-2", Scale: "Fine Manual Control", Score: "40", Rank: "16th", OfHundred: "16", Direction: library.SkillScore},
			"On Fine Manual Control, Linh did as well as or better than 16 of 100 children the same age.",
		},
		{
			"higher is more difficulty", "parent",
			library.Result{Test: "SPM-2", Scale: "Touch", Score: "73", Rank: "99th", OfHundred: "99", Direction: library.DifficultyScore},
			"On Touch, Linh showed more difficulty than about 99 of 100 children the same age.",
		},
		{
			"a frequency has no percentile", "parent",
			library.Result{Test: "Sensory Profile 2", Scale: "Seeking", OfHundred: "98", Band: "More Than Others", Direction: library.FrequencyScore},
			`On Seeking, the answers about Linh said "More Than Others", in the words of the test.`,
		},
		{
			"for a school with the publisher's word", "school",
			library.Result{Test: "SPM-2", Scale: "Touch", Score: "76", Rank: "above the 99th", OfHundred: "99", About: "more than 99", Band: "Severe Difficulties", Direction: library.DifficultyScore},
			"Touch (SPM-2): 76, more difficulty than more than 99 of 100 children the same age, Severe Difficulties in the words of the test.",
		},
		{"nothing to say", "parent", library.Result{Test: "BOT-2", Scale: "Balance", Direction: library.SkillScore}, ""},
	} {
		tt.result.Source = record.Source{File: "scores.csv", Row: 2}
		s := library.Subject{Language: english(t), Audience: tt.audience, Client: record.Client{ID: "C-1", FirstName: "Linh"}, Result: &tt.result}
		got, _ := lib.Sentence("score", s, &library.Choice{})
		if got.Text != tt.want {
			t.Errorf("%s: got %q, want %q", tt.rule, got.Text, tt.want)
		}
		if strings.Contains(got.Text, "correct") || got.Text != "" && len(got.Facts) == 0 {
			t.Errorf("%s: %q rests on %d facts", tt.rule, got.Text, len(got.Facts))
		}
	}
}

package value_test

import (
	"fmt"
	"strings"
	"testing"

	"milepost/ingest/value"
	"milepost/record"
)

// inShort writes what the words of a goal say, to compare it at a glance.
func inShort(w value.GoalWords) string {
	var out []string
	for _, l := range w.Levels {
		out = append(out, fmt.Sprintf("%s %s", l.Measure.Kind, amount(l.Score)))
	}
	for _, l := range w.Limits {
		out = append(out, fmt.Sprintf("<= %s %s", l.Measure.Kind, amount(l.Score)))
	}
	if !w.Help.IsZero() {
		out = append(out, "help "+w.Help.Text)
	}
	if w.Scale != "" {
		out = append(out, string(w.Scale)+" "+w.Step.Text)
	}
	if !w.By.IsZero() {
		out = append(out, "by "+w.By.String())
	}
	return strings.Join(out, "; ")
}

func amount(s record.Score) string {
	if s.Form == record.Ratio {
		return fmt.Sprintf("%d/%d", s.OK, s.Of)
	}
	return fmt.Sprint(s.Number)
}

func TestGoalWords(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Kid will independently tie both shoes in less than 3 minutes on 4 of 5 trials over 3 consecutive sessions.", "trials 4/5; <= duration 180; help independently"},
		{"Kid will copy 20 of 26 lowercase letters legibly with no more than 3 errors over 3 consecutive sessions.", "trials 20/26; <= count 3"},
		{"Kid will wait with fewer than 2 protests in 90% of opportunities.", "percent 90; <= count 1"},
		{"Ana will trace letters in 4/5 trials by 1/29/2027.", "trials 4/5; by 2027-01-29"},
		{"By 1/22, Ana will trace letters.", ""},
		{"By 1/22 Ana will snip in 1/2 tries, by June 2027", "trials 1/2"},
		{"Improve by 4/5 trials by January 29, 2027", "trials 4/5; by 2027-01-29"},
		{"8/10 trials in 3 sessions in a row", "trials 8/10"},
		{"Cut within 1/4 in of the line in 4/5 trials", "trials 4/5"},
		{"Cut within 1/2 inch of a 6-inch line", ""},
		{"Ben will take 6 bites of a new food with verbal prompt", "help verbal prompt"},
		{"Ben will come to the table within 120 s", "<= latency 120"},
		{"Ben will have 0 meltdowns", "<= count 0"},
		{"no more than 2/10 scoops", "<= trials 2/10"},
		{"less than 2/10 scoops", "<= trials 1/10"},
		{"Hal will leave the table no more than 2 times in a meal.", "<= count 2"},
		{"Pia will don a jacket w/ no more than 1 verbal cue in under 2 minutes.", "<= duration 120; help 1 verbal cue"},
		{"Hal will make 3 or fewer errors", "<= count 3"},
		{"Improve from mod A to min A with dressing", "help min A"},
		{"Increase from 40% to 80% accuracy", "percent 80"},
		{"From baseline 2/5 to 4/5 trials", "trials 4/5"},
		{"Put on socks with fewer than 3 verbal cues", "help 2 verbal cues"},
		{"Put on socks with two verbal cues in 4 of 5 trials", "trials 4/5; help 2 verbal cues"},
		{"Put on socks in 4 of 5 trials with no more than 2 prompts", "trials 4/5; help 2 prompts"},
		{"Put on socks in 4 of 5 trials, no more than two prompts", "trials 4/5; help 2 prompts"},
		{"Put on socks in 4 of 5 trials, fewer than 3 reminders", "trials 4/5; help 2 reminders"},
		{"Put on socks in 4 of 5 trials with 2 or fewer prompts", "trials 4/5; help 2 prompts"},
		{"Put on socks in 4 of 5 trials (<= 2 cues)", "trials 4/5; help 2 cues"},
		{"Put on socks with 1 prompt", "help 1 prompt"},
		{"Put on socks with no more than 3 errors", "<= count 3"},
		{"Inga will reach 4 of 5 points on the drawing rubric.", "trials 4/5; rubric 4"},
		{"Inga will sit through a meal, goal attainment scaling level 0.", "gas 0"},
		{"Sit for 10 minutes, 2 times per week for 12 weeks", "duration 600"},
		{"Within 6 months, Liv will sit at a table for up to 5 minutes", "duration 300"},
		{"Follow 2-step directions in 3 out of 4 opportunities across 2 days", "trials 3/4"},
		{"Marta will put on a sweater over her head and lower it past the waist in 4 of 5 tries.", "trials 4/5"},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			if got := inShort(value.ReadGoal(test.text)); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

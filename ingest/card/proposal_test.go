package card_test

import (
	"testing"

	"milepost/ingest/card"
	"milepost/record"
)

func TestProposals(t *testing.T) {
	linh := record.Client{FirstName: "Linh", LastName: "Trần"}
	tests := []struct {
		text      string
		plain     string
		domain    string
		skill     string
		kind      record.Kind
		better    record.Direction
		target    string // as written
		criterion record.Criterion
		help      int // level, 0 none
	}{
		{
			"Given a visual model, Linh will cut along a curved line within 1/4 inch in 4 of 5 trials over 3 consecutive sessions.",
			"cut along a curved line", "scissors", "curve", record.Trials, record.Up, "4 of 5",
			record.Criterion{Sessions: 3},
			0,
		},
		{
			"Given a reminder, Linh will cut along a 6-inch curved line in 8 of 10 trials over 3 consecutive sessions.",
			"cut along a curved line", "scissors", "curve", record.Trials, record.Up, "8 of 10",
			record.Criterion{Sessions: 3},
			0,
		},
		{
			"Linh will put on her coat with 80% accuracy in 4 out of 5 sessions with no more than 2 verbal cues.",
			"put on {their} coat", "dressing", "coat", record.Percent, record.Up, "80%",
			record.Criterion{Sessions: 4, Of: 5},
			6,
		},
		{
			"To stay at a table task for 10 minutes across 3 days",
			"stay at a table task", "attention", "stay-with-task", record.Duration, record.Up, "for 10 minutes",
			record.Criterion{Sessions: 3, Days: true},
			0,
		},
		{
			"Child will don socks with min assist.",
			"don socks", "dressing", "socks-shoes", record.Assist, record.Up, "min assist",
			record.Criterion{},
			0,
		},
		{
			"Linh will reduce meltdowns to less than 2/10 opportunities",
			"reduce meltdowns", "sensory-regulation", "calm-down", record.Trials, record.Down, "less than 2/10",
			record.Criterion{},
			0,
		},
		{
			"Linh will begin her work within 30 seconds",
			"begin {their} work", "", "", record.Latency, record.Down, "within 30 seconds",
			record.Criterion{},
			0,
		},
		{"Linh will catch an 8-inch ball", "catch a ball", "bilateral", "ball", "", "", "", record.Criterion{}, 0},
		{"Linh will zip her coat in 4 of 5 trials and 80% of the time.", "zip {their} coat", "dressing", "", "", "", "", record.Criterion{}, 0},
		{"Linh will ask him for help. She will sit.", "", "", "", "", "", "", record.Criterion{}, 0},
		{"Linh will show Trần the way home", "", "", "", "", "", "", record.Criterion{}, 0},
		{"", "", "", "", "", "", "", record.Criterion{}, 0},
	}
	for _, test := range tests {
		t.Run(test.text, func(t *testing.T) {
			p := card.Propose(card.GoalRow{Client: linh, Goal: record.Goal{Text: test.text}})
			if p.PlainName != test.plain || p.Domain != test.domain || p.Skill != test.skill {
				t.Errorf("got %q, %q, %q; want %q, %q, %q", p.PlainName, p.Domain, p.Skill, test.plain, test.domain, test.skill)
			}
			if p.Measure.Kind != test.kind || p.Measure.Better != test.better || p.Target.Text != test.target {
				t.Errorf("got measure %+v, target %+v; want %s, %s, %q", p.Measure, p.Target, test.kind, test.better, test.target)
			}
			p.Criterion.Text = ""
			if p.Criterion != test.criterion || p.MostHelp.Level != test.help {
				t.Errorf("got criterion %+v, help %v; want %+v, %d", p.Criterion, p.MostHelp, test.criterion, test.help)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	if got := card.Missing(record.Goal{}, record.Objective{}); len(got) != 8 {
		t.Errorf("got %v, want all eight", got)
	}
	narrative := record.Objective{Measure: record.Measure{Kind: record.Narrative}}
	goal := record.Goal{PlainName: map[string]string{"en": "draw"}, Domain: "handwriting", Skill: "drawing"}
	if got := card.Missing(goal, narrative); len(got) != 0 {
		t.Errorf("got %v, want nothing: words need no target", got)
	}
}

package ingest

import (
	"cmp"
	"fmt"
	"strings"

	"milepost/record"
)

// SayResults returns the first n results of a batch in plain words, each with
// the cell in which it stands: "On Sep 14, 2026, Mia Rodriguez: zip her jacket,
// 3 of 5 times". Called names a client by id. It names people: show it, never
// log it.
func SayResults(b record.Batch, n int, called map[record.ID]string) []Said {
	titles := map[record.Key]string{}
	for _, g := range b.Goals {
		for _, k := range g.Keys {
			titles[k] = cmp.Or(g.Title, g.Text, string(g.ID))
		}
	}
	var all []Said
	for _, p := range b.DataPoints {
		if len(all) == n {
			break
		}
		if p.Score.IsMissing() || p.Day.IsZero() {
			continue
		}
		goal := "a goal"
		if len(p.GoalKeys) > 0 {
			_, title, _ := strings.Cut(string(p.GoalKeys[0]), ":")
			goal = cmp.Or(titles[p.GoalKeys[0]], title)
		}
		who := cmp.Or(called[p.Client], p.Subject.Written(), string(p.Client), "the client")
		text := fmt.Sprintf("On %s %d, %d, %s: %s, %s", p.Day.Month.String()[:3], p.Day.Day, p.Day.Year, who, strings.TrimRight(goal, ". "), resultWord(p))
		all = append(all, Said{p.Source, text})
	}
	return all
}

// resultWord says a result as people say it.
func resultWord(p record.DataPoint) string {
	said := ""
	switch p.Score.Form {
	case record.Ratio:
		said = fmt.Sprintf("%d of %d times", p.Score.OK, p.Score.Of)
	case record.PercentForm:
		said = fmt.Sprintf("%g%%", p.Score.Number)
	case record.StepForm:
		return "with " + cmp.Or(p.Help.Text, p.Score.Text)
	default:
		said = levelWords(p.Score)
	}
	if !p.Help.IsZero() {
		said += " with " + p.Help.Text
	}
	return said
}

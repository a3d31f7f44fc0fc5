package fold

import (
	"fmt"
	"slices"

	"milepost/ingest/value"
	"milepost/record"
)

// checkHelpScales asks about objectives whose levels or results stand on two
// scales of help. A step of one is compared with no step of the other, whatever
// their numbers.
//
// Source: ADR 156.
func (f *folder) checkHelpScales() {
	var points map[record.ID][]record.DataPoint
	for i := range f.Goals {
		g := &f.Goals[i]
		for _, o := range g.Objectives {
			if o.Measure.Kind != record.Assist {
				continue
			}
			if points == nil {
				points = f.byObjective()
			}
			f.checkHelpScale(*g, o, whileInEffect(points[o.ID], record.Period{From: g.Start, To: g.End}))
		}
	}
}

func (f *folder) checkHelpScale(g record.Goal, o record.Objective, points []record.DataPoint) {
	scale := o.HelpScale(points)
	levels := []struct {
		name  string
		score record.Score
	}{
		{"goal.baseline", o.Baseline}, {"goal.target", o.Target}, {"goal.criterion", o.Criterion.AtLeast},
	}
	for _, level := range levels {
		if !level.score.IsOn(scale) {
			f.offHelpScale(toldAt(g, level.name), levelText(level.score), fmt.Sprintf(
				"is a level of %s, and the goal is followed by levels of %s; a step of one scale says nothing about the other",
				scaleWords(level.score.Ladder), scaleWords(scale)))
		}
	}
	var other []record.DataPoint
	for _, p := range points {
		if !p.Refused && !p.Score.IsOn(scale) {
			other = append(other, p)
		}
	}
	if len(other) > 0 {
		f.offHelpScale(other[0].Source, levelText(other[0].Score), fmt.Sprintf(
			"is a level of %s, and the goal is followed by levels of %s; %d of its %d results are on the other scale and are not compared",
			scaleWords(other[0].Score.Ladder), scaleWords(scale), len(other), len(points)))
	}
}

func (f *folder) offHelpScale(source record.Source, found, wrong string) {
	f.Problems = append(f.Problems, record.Problem{
		Source: source, Code: codeScale, Client: f.Client.ID, Found: found, Wrong: wrong,
		Next: record.ToWrite("levels and results of one goal on one scale of help; until then it is left out"),
	})
}

// whileInEffect returns the points of a span; those without a day are of any.
func whileInEffect(points []record.DataPoint, span record.Period) []record.DataPoint {
	return slices.DeleteFunc(slices.Clone(points), func(p record.DataPoint) bool {
		return !p.Day.IsZero() && !inEffect(span, p.Day)
	})
}

// scaleWords names a scale of help.
func scaleWords(scale record.Ladder) string {
	if scale == record.PromptLadder {
		return "prompting"
	}
	return "physical assistance"
}

// onOneScale reports whether no two of the results stand on different scales
// of help.
func onOneScale(of []record.DataPoint) bool {
	var scale record.Ladder
	for _, p := range of {
		switch {
		case p.Score.Ladder == "":
		case scale == "":
			scale = p.Score.Ladder
		case p.Score.Ladder != scale:
			return false
		}
	}
	return true
}

// OnItsScale returns a score that was kept as text with the scale of help on
// which it was written.
func OnItsScale(s record.Score) record.Score {
	s.Ladder = value.LadderOf(s)
	return s
}

package fold

import (
	"fmt"

	"milepost/record"
)

// checkDirection tells of a direction that was said against baseline and
// target. Until one of the three is put right, nothing is called better or
// worse (record.Objective.Direction).
func (f *folder) checkDirection(g record.Goal, o record.Objective) {
	if !o.AgainstLevels() {
		return
	}
	m := o.Measure
	said := map[record.Direction]string{record.Up: "says that more is better", record.Down: "says that less is better"}[m.Better]
	wrong := said + ", and on a scale of help or goal attainment a higher step is"
	if m.Kind != record.GAS && m.Kind != record.Assist {
		wrong = fmt.Sprintf("%s, and the goal starts at %s and aims at %s", said, levelText(o.Baseline), levelText(o.Target))
	}
	f.Problems = append(f.Problems, record.Problem{
		Source: toldAt(g, "goal.better"), Code: codeDirection, Client: f.Client.ID, Found: string(m.Better), Wrong: wrong,
		Next: record.ToCorrect("baseline, target or better; until then nothing is called better or worse"),
	})
}

// levelText is a level as it was written.
func levelText(s record.Score) string {
	if s.Text != "" {
		return s.Text
	}
	return scoreText(s)
}

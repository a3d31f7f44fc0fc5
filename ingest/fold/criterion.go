package fold

import (
	"milepost/ingest/value"
	"milepost/record"
)

// readCriterion reads a criterion that an export gives in a column of its own,
// as it reads one on a card. One whose level is not of the goal's measure, or
// is a limit of a goal that aims higher, is not understood, and stays words.
func readCriterion(o *record.Objective) {
	if o.Criterion.Sessions != 0 || o.Criterion.Text == "" {
		return
	}
	c, ok := value.ReadCriterion(o.Criterion.Text)
	if !ok {
		return
	}
	if !c.AtLeast.IsMissing() {
		level, _ := value.ReadGoal(o.Criterion.Text).Level()
		better, _ := o.Direction()
		_, wrong := fitted(o.Measure, c.AtLeast, value.Hundreds)
		if wrong != "" || level.Measure.Better == record.Down && better == record.Up {
			return
		}
	}
	o.Criterion = c
}

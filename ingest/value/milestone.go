package value

import (
	"cmp"
	"slices"

	"milepost/record"
)

// InMilestoneOrder sorts days as record.Milestones lists their milestones.
func InMilestoneOrder(days []record.StatedDay) []record.StatedDay {
	place := map[record.Milestone]int{}
	for i, m := range record.Milestones() {
		place[m.Milestone] = i
	}
	slices.SortStableFunc(days, func(a, b record.StatedDay) int { return cmp.Compare(place[a.Milestone], place[b.Milestone]) })
	return days
}

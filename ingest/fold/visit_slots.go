package fold

import (
	"slices"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

// slots parts the rows of one day and discipline into visits: as many as the
// list with most visits of that day holds. Where no list tells of the day, a
// data sheet counts as one. The rows are in the order in which they count.
func slots(rows []*visitRow) [][]*visitRow {
	told := slices.DeleteFunc(slices.Clone(rows), func(r *visitRow) bool { return r.card || listRank(r) > 2 })
	if len(told) == 0 {
		told = slices.DeleteFunc(slices.Clone(rows), func(r *visitRow) bool { return r.card })
	}
	slots := fullest(told)
	placed := map[*visitRow]bool{}
	for _, slot := range slots {
		for _, r := range slot {
			placed[r] = true
		}
	}
	if len(slots) == 0 {
		slots = append(slots, nil)
	}
	for _, r := range rows {
		if !placed[r] && !r.card {
			i := nearestSlot(slots, r)
			slots[i] = append(slots[i], r)
		}
	}
	for _, r := range rows {
		if r.card {
			i := answeredSlot(slots, r)
			slots[i] = append(slots[i], r)
		}
	}
	for _, slot := range slots {
		slices.SortFunc(slot, before)
	}
	return slots
}

// oneList names rows that one list holds: those of one file, or those of one
// source that have ids of their own.
type oneList struct {
	mapping string
	order   int // of the file; 0: all with ids
}

// fullest returns the rows of the list that holds most visits, by visit. Of two
// that hold as many, the one whose rows count first.
func fullest(rows []*visitRow) [][]*visitRow {
	var names []oneList
	lists := map[oneList][]*visitRow{}
	add := func(l oneList, r *visitRow) {
		if lists[l] == nil {
			names = append(names, l)
		}
		lists[l] = append(lists[l], r)
	}
	for _, r := range rows {
		if r.ID != "" {
			add(oneList{r.mapping, 0}, r)
		}
		for _, order := range r.orders {
			add(oneList{r.mapping, order}, r)
		}
	}
	var best [][]*visitRow
	for _, name := range names {
		if of := apart(lists[name]); len(of) > len(best) || len(of) == len(best) && firstOf(of, best) {
			best = of
		}
	}
	return best
}

// firstOf reports whether the rows of one list come before those of another.
func firstOf(a, b [][]*visitRow) bool {
	for i := range a {
		if n := before(a[i][0], b[i][0]); n != 0 {
			return n < 0
		}
		if len(a[i]) != len(b[i]) {
			return len(a[i]) > len(b[i])
		}
	}
	return false
}

// apart parts the rows of one list where their times do not overlap. Rows
// without a time are left out, unless no row has one.
func apart(rows []*visitRow) [][]*visitRow {
	timed := slices.DeleteFunc(slices.Clone(rows), func(r *visitRow) bool { return r.Start == "" })
	if len(timed) == 0 {
		return [][]*visitRow{rows}
	}
	slices.SortStableFunc(timed, func(a, b *visitRow) int { return strings.Compare(a.Start, b.Start) })
	var parts [][]*visitRow
	end := -1
	for _, r := range timed {
		from, to := times(r)
		if from >= end {
			parts = append(parts, nil)
		}
		end = max(end, to)
		parts[len(parts)-1] = append(parts[len(parts)-1], r)
	}
	for _, part := range parts {
		slices.SortFunc(part, before)
	}
	return parts
}

// times returns the minutes of the day at which the row's visit began and ended.
// One of a length that is not known lasts a minute.
func times(r *visitRow) (from, to int) {
	from = value.MinuteOf(r.Start)
	return from, from + max(r.Minutes, 1)
}

// nearestSlot returns the visit that a row tells of: one that it does not
// contradict by standing in one list with another row of it, of those the
// nearest in time; a row without a time goes where the others say the same.
func nearestSlot(slots [][]*visitRow, r *visitRow) int {
	best, least := 0, [3]int{}
	for i, slot := range slots {
		cost := [3]int{}
		away := -1
		for _, other := range slot {
			if isApart(r, other) {
				cost[0] = 1
			}
			if d, both := minutesApart(r, other); both && (away < 0 || d < away) {
				away = d
			}
		}
		cost[1] = max(away, 0)
		if !slices.ContainsFunc(slot, func(other *visitRow) bool { return attendanceOf(other.Status) == attendanceOf(r.Status) }) {
			cost[2] = 1
		}
		if i == 0 || slices.Compare(cost[:], least[:]) < 0 {
			best, least = i, cost
		}
	}
	return best
}

// isApart reports whether one list holds both rows at times that do not overlap.
func isApart(a, b *visitRow) bool {
	if a.mapping != b.mapping {
		return false
	}
	together := a.ID != "" && b.ID != "" ||
		slices.ContainsFunc(a.orders, func(order int) bool { return slices.Contains(b.orders, order) })
	d, both := minutesApart(a, b)
	return together && both && d > 0
}

// minutesApart returns how far two rows lie apart, 0 where they overlap, 1 where
// they touch. False: one of them has no time.
func minutesApart(a, b *visitRow) (int, bool) {
	if a.Start == "" || b.Start == "" {
		return 0, false
	}
	from, to := times(a)
	from2, to2 := times(b)
	return max(0, from2-to+1, from-to2+1), true
}

// answeredSlot returns the visit of which a person says what happened: at the
// time that was said, else the first that the lists say something else of.
func answeredSlot(slots [][]*visitRow, said *visitRow) int {
	if said.Start != "" {
		return nearestSlot(slots, said)
	}
	wrong := func(slot []*visitRow) bool {
		return len(slot) > 0 && (attendanceOf(slot[0].Status) == attended) != (said.Status == record.Attended)
	}
	if said.Status != record.Attended { // it confirms what a list says
		wrong = func(slot []*visitRow) bool { return len(slot) > 0 && attendanceOf(slot[0].Status) != attended }
	}
	return max(0, slices.IndexFunc(slots, wrong))
}

package fold

import (
	"cmp"
	"slices"
	"strings"

	"milepost/ingest/value"
	"milepost/record"
)

// heldVisit is a visit of a day with others, by clock.
type heldVisit struct {
	start, end int // minutes of the day
	at         string
	discipline string
}

type heldVisits map[record.Date][]heldVisit

// heldVisits returns the visits of the days that have several: each with a
// time, and no two at the same time. Those that were missed are among them: a
// result at their time is no result of another visit. A visit whose length is
// not told lasts until the next, where that begins an hour later or more.
func (f *folder) heldVisits() heldVisits {
	byDay := heldVisits{}
	for _, s := range f.Sessions {
		if s.Status != record.Scheduled && s.Start != "" {
			start := value.MinuteOf(s.Start)
			length := cmp.Or(s.Minutes, 60)
			byDay[s.Day] = append(byDay[s.Day], heldVisit{start, start + length, s.Start, s.Discipline})
		}
	}
	for day, all := range byDay {
		slices.SortFunc(all, func(a, b heldVisit) int {
			return cmp.Or(cmp.Compare(a.start, b.start), strings.Compare(a.discipline, b.discipline))
		})
		var apart []heldVisit
		for _, v := range all {
			if n := len(apart); n > 0 && v.start < apart[n-1].end && v.discipline == apart[n-1].discipline {
				apart[n-1].end = max(apart[n-1].end, v.end)
				continue
			}
			apart = append(apart, v)
		}
		byDay[day] = apart
	}
	return byDay
}

// of names the visit in which a result was taken. On a day with several visits
// of the goal's discipline it is the last one that had begun; a result without
// a time is of the first.
func (h heldVisits) of(p record.DataPoint, discipline string) inOneVisit {
	at := inOneVisit{objective: p.Objective, day: p.Day, order: p.Order}
	for i, v := range h[p.Day] {
		if discipline != "" && v.discipline != "" && !strings.EqualFold(v.discipline, discipline) {
			continue
		}
		if i == 0 || at.start == "" || p.Start != "" && value.MinuteOf(p.Start) >= v.start {
			at.start = v.at
		}
	}
	return at
}

// objectiveInTime is an objective of one version of its goal.
type objectiveInTime struct {
	span       record.Period
	objective  record.Objective
	discipline string
}

type objectivesInTime map[record.ID][]objectiveInTime

// objectivesInTime returns each objective by version of its goal.
func (f *folder) objectivesInTime() objectivesInTime {
	all := objectivesInTime{}
	for _, g := range f.Goals { // by version
		for _, o := range g.Objectives {
			all[o.ID] = append(all[o.ID], objectiveInTime{record.Period{From: g.Start, To: g.End}, o, g.Discipline})
		}
	}
	return all
}

// of returns the objective as the newest version has it that was in effect on
// the point's day, else as the newest has it.
func (all objectivesInTime) of(p record.DataPoint) objectiveInTime {
	versions := all[p.Objective]
	for _, v := range slices.Backward(versions) {
		if !p.Day.IsZero() && inEffect(v.span, p.Day) {
			return v
		}
	}
	return versions[len(versions)-1]
}

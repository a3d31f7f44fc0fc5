package main

import (
	"cmp"
	"fmt"
	"slices"
)

// visit is one planned visit, held or missed.
type visit struct {
	child      *child
	id         string // visit id of the WebPT-like export; "" in the other
	day        day
	start      clock
	minutes    int
	status     string // Show, Cancelled, Late cancelled, No show
	reason     string
	place      string
	format     string
	by         therapist
	discipline string
	note       string
	parent     string
	rows       []visitRow
}

// visitRow is one line of a session export: a visit and one objective.
type visitRow struct {
	goal      *goal
	objective *objective
	point     *point
}

const (
	seasonFrom = "2026-08-03"
	seasonTo   = "2026-10-30"
	laborDay   = "2026-09-07" // the clinic is closed
	schoolFrom = "2026-08-24"
	groupClock = clock(16 * 60)
	thursday   = 3
)

// slots keeps who has which hour of the week.
type slots map[string]bool

// take books the first hour of the weekday that the therapists all have free:
// small children in the morning, children of school age after school.
func (s slots) take(weekday int, small bool, by ...string) clock {
	hours := []int{15, 16, 17, 14, 8, 13, 12, 11, 10, 9}
	if small {
		hours = []int{9, 10, 11, 13, 14, 8, 12, 15, 16, 17}
	}
	for _, h := range hours {
		start := clock(h * 60)
		taken := slices.ContainsFunc(by, func(id string) bool { return s[fmt.Sprint(id, weekday, h)] })
		if taken || weekday == thursday && (start == groupClock || start == groupClock+60) {
			continue
		}
		for _, id := range by {
			s[fmt.Sprint(id, weekday, h)] = true
		}
		return start
	}
	return 7 * 60
}

// schedule plans every visit of every child, and which of them are missed.
func schedule(c *clinic) {
	booked := slots{}
	for i, ch := range c.children {
		small := (dayOf(seasonFrom)-dayOf(ch.Born))/365 < 5
		for n := range max(1, ch.Week) {
			weekday := (i + 2*n) % 5
			ch.weekly(weekday, booked.take(weekday, small, ch.therapists()...), "Individual", staff(ch.By))
		}
		if ch.Group {
			ch.weekly(thursday, groupClock, "Group", staff(ch.By))
		}
		switch ch.Other {
		case "PT":
			ch.weekly((i+1)%5, booked.take((i+1)%5, small, "T-7"), "Individual", staff("T-7"))
		case "SLP":
			ch.weekly((i+1)%5, booked.take((i+1)%5, small, "T-8"), "Individual", staff("T-8"))
		}
		slices.SortStableFunc(ch.visits, func(a, b *visit) int {
			return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.start, b.start))
		})
		ch.clashes()
		ch.miss()
	}
}

// therapists returns the ids of all who treat the child in the season.
func (c *child) therapists() []string {
	if c.Moved.From == "" {
		return []string{c.By}
	}
	return []string{c.By, c.Moved.From}
}

// weekly plans one visit a week on the weekday.
func (c *child) weekly(weekday int, start clock, format string, by therapist) {
	from, to := dayOf(seasonFrom), dayOf(seasonTo)
	if c.Gone == 1 {
		from = dayOf(c.Plan)
	}
	from = max(from, dayOf(c.Care))
	if c.Until != "" {
		to = dayOf(c.Until)
	}
	for d := from; d <= to; d++ {
		if d.weekday() != weekday || d == dayOf(laborDay) {
			continue
		}
		v := &visit{child: c, day: d, start: start, minutes: 45, format: format, place: "Clinic", by: by, discipline: by.discipline}
		if format == "Group" {
			v.minutes = 60
		}
		if c.Moved.On != "" && by.discipline == "OT" && d.before(dayOf(c.Moved.On)) {
			v.by = staff(c.Moved.From)
		}
		c.visits = append(c.visits, v)
	}
}

// clashes moves the later of two visits that begin at one time on one day,
// and says where each visit is.
func (c *child) clashes() {
	for i, v := range c.visits {
		if i > 0 && c.visits[i-1].day == v.day && c.visits[i-1].start == v.start {
			v.start += 60
		}
		if i%3 == 2 && v.format == "Individual" && v.discipline == "OT" {
			v.place = c.otherPlace(v.day)
		}
	}
}

func (c *child) otherPlace(d day) string {
	switch {
	case c.Place == "" || c.Place == "school" && d.before(dayOf(schoolFrom)):
		return "Clinic"
	case c.Place == "school":
		return "School"
	case c.Place == "home":
		return "Home"
	}
	return "Telehealth"
}

// miss decides which visits are missed and why.
func (c *child) miss() {
	share := 0.05 + 0.11*c.r.Float64()
	for _, v := range c.visits {
		v.status = "Show"
		if c.Gone == 1 {
			c.away(v)
			continue
		}
		if c.r.Float64() >= share {
			continue
		}
		v.status = "No show"
		switch p := c.r.Float64(); {
		case p < 0.55:
			v.status = "Cancelled"
		case p < 0.8:
			v.status = "Late cancelled"
		}
		reasons := missedBecause(v.status)
		v.reason = reasons[c.r.IntN(len(reasons))]
	}
}

// away is the child who came until July 22 and missed every visit since.
func (c *child) away(v *visit) {
	if v.day <= dayOf("2026-07-22") {
		return
	}
	v.status, v.reason = "Cancelled", c.Pause
}

// collect lists all visits of the clinic in the order of an export and gives
// the visits of the WebPT-like one their ids.
func (c *clinic) collect() {
	for _, ch := range c.children {
		c.visits = append(c.visits, ch.visits...)
	}
	slices.SortStableFunc(c.visits, func(a, b *visit) int {
		return cmp.Or(cmp.Compare(a.day, b.day), cmp.Compare(a.start, b.start), cmp.Compare(a.child.ID, b.child.ID))
	})
	n := 88100
	for _, v := range c.visits {
		if v.child.webPT() {
			n += 3
			v.id = fmt.Sprintf("V-%d", n)
		}
	}
}

// webPT reports whether the child's sessions stand in the WebPT-like export:
// those of caseloads D, E and F.
func (c *child) webPT() bool { return staff(c.By).caseload >= "D" }

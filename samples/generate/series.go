package main

import (
	"fmt"
	"math"
	"slices"
)

// tries is how often a series is drawn until it shows what it aims at.
const tries = 20000

// newsFrom is the first day on which family and school tell of changes.
const newsFrom = "2026-08-31"

// lastDayOfQuiet is the last day with a point of a goal without recent data.
const lastDayOfQuiet = "2026-09-16"

// treat makes the rows of every visit that was held: which goals were worked
// on, with which result, help and supports, and what was noted.
func (c *child) treat() error {
	for _, g := range c.goals {
		for _, o := range g.objectives {
			if err := c.measure(g, o); err != nil {
				return fmt.Errorf("%s %s: %w", g.id, g.Key, err)
			}
		}
	}
	var last *visit
	for _, v := range c.visits {
		if v.status == "Show" {
			c.note(v)
			last = v
		}
	}
	if c.Pause != "" && last != nil && c.Gone == 0 {
		last.note = join(last.note, c.Pause+".")
	}
	return nil
}

// measure draws the points of one objective until they show its status; in
// the first half of the tries they also begin where the baseline says.
func (c *child) measure(g *goal, o *objective) error {
	if o.status == "not-started" {
		return nil
	}
	var points []*point
	for n := range tries {
		if n%500 == 0 {
			points = c.blankPoints(g, o, c.worked(g, o))
		}
		if o.judged() && !enough(g, points) {
			continue
		}
		c.fill(g, o, points)
		if o.asWished(g, points) && (n > tries/2 || o.beginsAtBaseline(points)) {
			c.keep(g, o, points)
			return nil
		}
	}
	return fmt.Errorf("%d series drawn, none %q from %v to %v", tries, o.status, o.base, o.Target)
}

// asWished reports whether the points show the status that they aim at.
func (o *objective) asWished(g *goal, points []*point) bool {
	if !o.judged() {
		return true
	}
	shown := o.shows(g, points)
	return shown == o.status || o.status == "better" && shown == "on-track"
}

// enough reports whether the points suffice for a status and go on until
// shortly before the goal or the season ends.
func enough(g *goal, points []*point) bool {
	counted := counting(points)
	end := dayOf(seasonTo)
	if g.end != 0 {
		end = min(end, g.end)
	}
	return len(counted) >= 4 && end-counted[len(counted)-1].visit.day <= 21
}

// beginsAtBaseline reports whether the first points are about where the
// documented baseline is.
func (o *objective) beginsAtBaseline(points []*point) bool {
	counted := counting(points)
	if len(counted) < 3 {
		return true
	}
	first := firstValues(counted)
	away := math.Abs(median(first) - o.base)
	return away <= mad(first) || away < 0.66*o.least(o.base)
}

func (c *child) keep(g *goal, o *objective, points []*point) {
	o.points = points
	for _, p := range points {
		p.visit.rows = append(p.visit.rows, visitRow{g, o, p})
	}
}

// judged reports whether the status depends on the values of the points.
func (o *objective) judged() bool {
	return !slices.Contains([]string{"paused", "no-data", "too-early", "not-started"}, o.status)
}

// worked returns the visits in which the objective was worked on.
func (c *child) worked(g *goal, o *objective) []*visit {
	often := map[int]float64{1: 0.92, 2: 0.62}[max(1, c.Week)]
	if len(c.goals) > 4 {
		often -= 0.08
	}
	if g.end != 0 {
		often = 1
	}
	group := o.Format == "group"
	var list []*visit
	for _, v := range c.visits {
		fits := v.status == "Show" && v.discipline == g.Discipline && group == (v.format == "Group") &&
			v.day >= g.start && (g.end == 0 || v.day <= g.end) &&
			(o.status != "no-data" || v.day <= dayOf(lastDayOfQuiet))
		if fits && (group || g.Discipline != "OT" || c.r.Float64() < often) {
			list = append(list, v)
		}
	}
	if o.status == "too-early" && len(list) > 2 && g.start < dayOf("2026-09-21") {
		list = list[len(list)-2:]
	}
	return list
}

// blankPoints decides help, supports and gaps; fill sets the values.
func (c *child) blankPoints(g *goal, o *objective, visits []*visit) []*point {
	points := make([]*point, len(visits))
	for i, v := range visits {
		p := &point{visit: v}
		if len(g.Supports) > 0 && c.r.Float64() < 0.55 {
			p.supports = g.Supports[c.r.IntN(len(g.Supports))]
		}
		if o.Help != "" {
			p.prompt = g.Prompts[c.r.IntN(len(g.Prompts))]
		}
		late := i >= len(visits)-4
		if o.Help != "" && promptLevel(g.More) >= 0 && !late && c.r.Float64() < 0.09 {
			p.more, p.prompt = true, g.More
		}
		if len(visits) > 5 && !late && !p.more && c.r.Float64() < 0.035 {
			p.blank, p.prompt = true, ""
		}
		points[i] = p
	}
	return points
}

// fill draws values along the path of the intended status.
func (c *child) fill(g *goal, o *objective, points []*point) {
	if len(points) == 0 {
		return
	}
	end, at := path(o, g)
	first, last := g.baseDay, points[len(points)-1].visit.day
	lucky := 0.8 + 0.5*c.r.Float64()
	for _, p := range points {
		x := float64(p.visit.day-first) / math.Max(1, float64(last-first))
		done := end * lucky * smooth(x/at)
		if o.status == "lost" && x > 0.6 {
			done = 0.45
		}
		if p.more {
			done += 0.35
		}
		p.value = o.draw(c.r, o.base+(o.Target-o.base)*done)
		if o.Measure == "assist" && !p.blank {
			p.prompt = o.write(p.value)
		}
	}
}

// path returns which share of the way to the target is to be done at the end,
// and at which share of the time that is reached.
func path(o *objective, g *goal) (end, at float64) {
	gone := min(1, part(g, dayOf(seasonTo)))
	switch o.status {
	case "on-track", "better":
		return min(0.88, gone+0.16), 1
	case "slower":
		return max(0.2, gone*0.55), 1
	case "met":
		return 1.05, 0.8
	case "maintained":
		return 1.08, 0.4
	case "lost":
		return 1.1, 0.42
	case "lower":
		return -0.35, 0.9
	case "same":
		return 0, 1
	}
	return 0.2, 1
}

// smooth goes from 0 to 1 without a corner.
func smooth(x float64) float64 {
	x = min(1, max(0, x))
	return x * x * (3 - 2*x)
}

// note writes what was said at a visit: a note often, a parent's word now and
// then, a teacher's in school time. Nobody says the same thing twice.
func (c *child) note(v *visit) {
	if len(v.rows) == 0 {
		return
	}
	g := v.rows[c.r.IntN(len(v.rows))].goal
	if c.r.Float64() < 0.6 {
		v.note = c.say(g.Notes[c.r.IntN(len(g.Notes))], v.day, g.target)
	}
	if v.day < dayOf(newsFrom) || !g.moves() {
		return
	}
	if said := c.news(g.Parent); said != "" && c.r.Float64() < 0.5 {
		when := []string{"at drop-off", "at pick-up", "by phone", "at the end of the visit"}[c.r.IntN(4)]
		v.parent = v.day.words() + ", " + when + ": " + c.say(said, v.day, g.target)
		c.told[said] = true
	}
	if said := c.news(g.Teacher); said != "" && v.day >= dayOf(schoolFrom)+14 && c.r.Float64() < 0.35 {
		v.note = join(v.note, "Email from school, "+schoolDayBefore(v.day).words()+": "+c.say(said, v.day, g.target))
		c.told[said] = true
	}
}

// moves reports whether the child gets better at the goal, so that what is told
// of home and school does not belie the data.
func (g *goal) moves() bool {
	return slices.Contains([]string{"on-track", "slower", "better", "met", "maintained"}, g.objectives[0].status)
}

// news returns the first text that was not told before; "" there is none.
func (c *child) news(list []string) string {
	for _, text := range list {
		if !c.told[text] {
			return text
		}
	}
	return ""
}

// schoolDayBefore returns the last day of school before the day.
func schoolDayBefore(d day) day {
	for d--; d.weekday() > 4 || d == dayOf(laborDay); d-- {
		continue
	}
	return d
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + " " + b
}

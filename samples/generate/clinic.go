package main

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strings"
)

// seed makes the clinic; another one makes another clinic of the same kind.
const seed = 20261030

// clinic is all that the exports are written from.
type clinic struct {
	children []*child
	visits   []*visit // by day, start and child
}

type child struct {
	ChildForm
	r      *rand.Rand
	told   map[string]bool // what parents and teachers said already
	goals  []*goal
	visits []*visit // by day and start
}

// goal is one goal of one child.
type goal struct {
	GoalForm
	id              string
	child           *child
	start, end      day // end 0: it lives
	baseDay, target day
	state           string // as the goal export writes it
	lacks           map[string]bool
	objectives      []*objective
}

// objective is one step of a goal with all its points.
type objective struct {
	Scoring
	id, text, plain string
	base            float64
	status          string // what the data aim at
	points          []*point
}

// point is one result, or one row without a result.
type point struct {
	visit    *visit
	value    float64
	blank    bool // a row without a score
	prompt   string
	more     bool // with more help than the goal allows
	supports string
}

// newClinic makes all children, visits and points.
func newClinic() (*clinic, error) {
	bank, forms, err := readBank()
	if err != nil {
		return nil, err
	}
	c := &clinic{}
	for _, f := range forms {
		c.children = append(c.children, &child{ChildForm: f, r: source(f.ID), told: map[string]bool{}})
	}
	schedule(c)
	for _, ch := range c.children {
		if err := ch.setGoals(bank); err != nil {
			return nil, fmt.Errorf("%s: %w", ch.ID, err)
		}
		if err := ch.treat(); err != nil {
			return nil, fmt.Errorf("%s: %w", ch.ID, err)
		}
	}
	c.collect()
	return c, nil
}

// source returns the child's own random numbers, so that a change to one child
// leaves the others as they are.
func source(id string) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(id))
	return rand.New(rand.NewPCG(seed, h.Sum64()))
}

// setGoals gives the child the goals of its line.
func (c *child) setGoals(bank map[string]GoalForm) error {
	text := c.Goals
	switch c.Other {
	case "PT":
		text += " pt-stairs:on-track"
	case "SLP":
		text += " slp-k:on-track"
	}
	for i, t := range strings.Fields(text) {
		w, err := readWish(t)
		if err != nil {
			return err
		}
		form, ok := bank[w.key]
		if !ok {
			return fmt.Errorf("no goal %q in goals.yaml", w.key)
		}
		c.goals = append(c.goals, c.newGoal(form, w, i+1))
	}
	return nil
}

func (c *child) newGoal(form GoalForm, w wish, n int) *goal {
	if form.Discipline == "" {
		form.Discipline = "OT"
	}
	g := &goal{GoalForm: form, id: fmt.Sprintf("G-%s-%d", strings.TrimPrefix(c.ID, "R-"), n), child: c}
	g.start, g.end = c.plan(), dayOf(w.to)
	if w.from != "" {
		g.start = dayOf(w.from)
	}
	if w.to == "" && c.Discharged != "" {
		g.end = dayOf(c.Discharged)
	}
	g.baseDay, g.target = c.firstVisit(g.start), targetDay(g.start)
	if c.Outside {
		g.baseDay = dayOf("2026-07-15")
	}
	g.lacks = map[string]bool{}
	for _, l := range w.lacks {
		g.lacks[l] = true
	}
	for i, s := range form.steps() {
		o := &objective{
			Scoring: s.Scoring, id: g.id, text: s.Text, plain: s.Plain, status: w.statuses[min(i, len(w.statuses)-1)],
		}
		if len(form.Objectives) > 0 {
			o.id += string(rune('a' + i))
		}
		o.base = o.startLevel(c.r)
		g.objectives = append(g.objectives, o)
	}
	g.state = g.stateWord()
	return g
}

// startLevel draws the baseline. A level that is to fall, or a fall that is to
// be kept out, needs room below.
func (o *objective) startLevel(r *rand.Rand) float64 {
	low, high := o.Base[0], o.Base[1]
	if o.status == "lower" {
		return high
	}
	return o.fit(low + r.Float64()*(high-low))
}

// stateWord is what the goal export says of the goal's life.
func (g *goal) stateWord() string {
	switch {
	case g.objectives[0].status == "paused":
		return "On hold"
	case g.end == 0:
		return "Active"
	case g.allMet():
		return "Met"
	}
	return "Discontinued"
}

func (g *goal) allMet() bool {
	for _, o := range g.objectives {
		if o.status != "met" && o.status != "maintained" {
			return false
		}
	}
	return true
}

// plan returns the first day of the child's plan of care.
func (c *child) plan() day {
	switch {
	case c.Plan != "":
		return dayOf(c.Plan)
	case c.ID[len(c.ID)-1]%2 == 0:
		return dayOf("2026-07-27")
	}
	return dayOf("2026-08-03")
}

// firstVisit returns the first day of the child's own weekday from the day on.
func (c *child) firstVisit(from day) day {
	for d := from; d < from+7; d++ {
		if d.weekday() == c.visits[0].day.weekday() {
			return d
		}
	}
	return from
}

// targetDay is the Friday 25 weeks after the plan's week: about half a year.
func targetDay(start day) day { return start - day(start.weekday()) + 179 }

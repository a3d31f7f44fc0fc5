package main

import (
	"math"
	"slices"
)

// shows returns the status that the points show, by the definitions of the
// design but with room on either side of every limit, so that the status does
// not hang on a detail; "" where they show none clearly. It is written apart
// from package progress on purpose: the one is to be checked by the other.
func (o *objective) shows(g *goal, points []*point) string {
	counted := counting(points)
	if len(counted) == 0 {
		return ""
	}
	if at := o.reachedAt(points); at != nil {
		return o.after(at, counted)
	}
	if o.near(points) {
		return ""
	}
	current := median(lastValues(counted))
	moved, least := o.gain(o.base, current), o.least(o.base)
	spread := mad(firstValues(counted))
	switch {
	case moved <= -least && -moved > 1.2*spread:
		return "lower"
	case math.Abs(moved) < 0.4*least || moved == 0:
		return "same"
	case moved < least || moved <= 1.2*spread:
		return ""
	}
	return o.pace(g, moved)
}

// pace compares a gain with the aim line around the end of the season.
func (o *objective) pace(g *goal, moved float64) string {
	need := o.gain(o.base, o.Target)
	early := need * part(g, dayOf(seasonTo)-10)
	late := need * part(g, dayOf(seasonTo)+3)
	if o.ordinal() {
		switch {
		case moved >= math.Ceil(late):
			return "on-track"
		case moved < math.Floor(early):
			return "slower"
		}
		return ""
	}
	switch {
	case moved >= late+0.03*need:
		return "on-track"
	case moved <= early-0.03*need:
		return "slower"
	}
	return ""
}

// part is how much of the time to the target has gone by on the day.
func part(g *goal, d day) float64 {
	return float64(d-g.baseDay) / float64(g.target-g.baseDay)
}

// reachedAt returns the point that completed the criterion first; nil: none.
func (o *objective) reachedAt(points []*point) *point {
	var hits []bool
	var tried []*point
	window := max(o.Criterion.Of, o.Criterion.Sessions)
	for _, p := range points {
		if p.blank {
			continue
		}
		hits = append(hits, !p.more && o.gain(o.Target, p.value) >= 0)
		tried = append(tried, p)
		if count(hits[max(0, len(hits)-window):]) >= o.Criterion.Sessions {
			return tried[len(tried)-1]
		}
	}
	return nil
}

// after tells met, maintained and lost apart.
func (o *objective) after(at *point, counted []*point) string {
	last := counted[len(counted)-1]
	kept := o.gain(o.Target, last.value) >= 0
	switch gap := last.visit.day - at.visit.day; {
	case gap < 14 && kept:
		return "met"
	case gap >= 14 && allAt(o, at, counted):
		return "maintained"
	case gap >= 14 && o.gain(o.Target, median(lastValues(counted))) < 0 && !kept:
		return "lost"
	}
	return ""
}

func allAt(o *objective, at *point, counted []*point) bool {
	for _, p := range counted {
		if p.visit.day > at.visit.day && o.gain(o.Target, p.value) < 0 {
			return false
		}
	}
	return true
}

// near reports whether the criterion was all but reached: one session short.
func (o *objective) near(points []*point) bool {
	short := *o
	short.Criterion.Sessions = max(1, o.Criterion.Sessions-1)
	short.Criterion.Of = short.Criterion.Sessions
	return !o.ordinal() && o.Criterion.Sessions > 2 && short.reachedAt(points) != nil
}

func counting(points []*point) []*point {
	var list []*point
	for _, p := range points {
		if !p.blank && !p.more {
			list = append(list, p)
		}
	}
	return list
}

func count(hits []bool) int {
	n := 0
	for _, h := range hits {
		if h {
			n++
		}
	}
	return n
}

func firstValues(points []*point) []float64 { return values(points[:min(3, len(points))]) }
func lastValues(points []*point) []float64  { return values(points[max(0, len(points)-3):]) }

func values(points []*point) []float64 {
	list := make([]float64, len(points))
	for i, p := range points {
		list[i] = p.value
	}
	return list
}

func median(list []float64) float64 {
	sorted := slices.Sorted(slices.Values(list))
	if n := len(sorted); n%2 == 0 {
		return (sorted[n/2-1] + sorted[n/2]) / 2
	}
	return sorted[len(sorted)/2]
}

func mad(list []float64) float64 {
	middle := median(list)
	away := make([]float64, len(list))
	for i, v := range list {
		away[i] = math.Abs(v - middle)
	}
	return median(away)
}

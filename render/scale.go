package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"milepost/figure"
)

// ranges finds what the axes cover. The aim line is shown to its end where that
// is no further than one and a half times the way of the points; time has one
// scale.
func (p *plot) ranges() {
	t := p.trend
	var xs []int
	var ys []float64
	for _, pt := range t.Points {
		xs = append(xs, place(pt.At))
		if !pt.Absent {
			ys = append(ys, pt.Value)
		}
	}
	for _, a := range t.Aim {
		ys = append(ys, a.Value)
	}
	for _, v := range []*float64{t.Baseline, t.Target} {
		if v != nil {
			ys = append(ys, *v)
		}
	}
	if len(xs) == 0 {
		xs = []int{0}
	}
	p.x0, p.x1 = slices.Min(xs), slices.Max(xs)
	for _, a := range t.Aim {
		x := place(figure.At{Day: a.Day})
		if x > p.x1 && x-p.x0 <= 5*(p.x1-p.x0)/2 {
			p.x1 = x
		}
	}
	if p.x1 == p.x0 {
		p.x0, p.x1 = p.x0-1, p.x1+1
	}
	for _, lv := range t.Levels {
		ys = append(ys, float64(lv.Value))
	}
	switch t.Scale {
	case figure.Percent:
		ys = append(ys, 0, 100)
	case figure.GAS:
		ys = append(ys, -2, 2)
	case figure.YesNo:
		ys = append(ys, 0, 1)
	case figure.Ordinal:
	default:
		ys = append(ys, 0)
	}
	if len(ys) == 0 {
		ys = []float64{0}
	}
	p.y0, p.y1 = slices.Min(ys), slices.Max(ys)
	if p.y1 == p.y0 {
		p.y1 = p.y0 + 1
	}
}

// tick is a mark of the upright axis.
type tick struct {
	value float64
	lines []string
}

func (p *plot) ticks() []tick {
	switch {
	case p.trend.Scale == figure.YesNo:
		return []tick{{0, []string{p.words.No}}, {1, []string{p.words.Yes}}}
	case len(p.trend.Levels) > 0:
		var ticks []tick
		for _, lv := range p.trend.Levels {
			ticks = append(ticks, tick{float64(lv.Value), p.fold(lv.Words, p.d.width*35/100)})
		}
		return ticks
	case p.trend.Scale == figure.GAS:
		var ticks []tick
		for v := -2.0; v <= 2; v++ {
			ticks = append(ticks, tick{v, []string{p.value(v)}})
		}
		return ticks
	}
	most := min(5, max(2, (p.area.bottom-p.area.top)/tickRoom))
	step := stepOf(p.y0, p.y1, p.trend.Scale, most)
	p.y0 = step * math.Floor(p.y0/step)
	p.y1 = step * math.Ceil(p.y1/step)
	var ticks []tick
	for i := range int(math.Round((p.y1-p.y0)/step)) + 1 {
		v := p.y0 + float64(step*float64(i))
		ticks = append(ticks, tick{v, []string{p.value(v)}})
	}
	return ticks
}

// tickRoom is the least distance of two ticks, so that their numbers stand apart.
const tickRoom = 14000

// stepOf returns the distance of two ticks so that there are at most so many
// steps from low to high: 1, 2 or 5 times a power of ten, and for time a number
// of seconds or minutes that a clock has. The next one or two are taken where
// they end at the highest value and the first does not: 5 of 5 is the top.
func stepOf(low, high float64, scale figure.Scale, most int) float64 {
	steps := steps(scale)
	for i, s := range steps {
		if (high-low)/s > float64(most) {
			continue
		}
		for _, even := range steps[i:min(i+3, len(steps))] {
			if even <= s*5/2 && even <= high && math.Mod(high, even) == 0 {
				return even
			}
		}
		return s
	}
	return (high - low) / float64(most)
}

func steps(scale figure.Scale) []float64 {
	if scale == figure.Time {
		return []float64{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600}
	}
	var steps []float64
	for e := -3; e < 9; e++ {
		for _, m := range []float64{1, 2, 5} {
			steps = append(steps, m*math.Pow10(e))
		}
	}
	return steps
}

// value writes a number of the scale.
func (p *plot) value(v float64) string {
	switch p.trend.Scale {
	case figure.Percent:
		return slots(p.words.Percent, "{n}", p.words.number(v))
	case figure.Time:
		return clock(int(math.Round(v)))
	case figure.GAS:
		if v > 0 {
			return "+" + p.words.number(v)
		}
	}
	return p.words.number(v)
}

// clock writes seconds: "0", "45 s", "4 min", "1:30".
func clock(s int) string {
	switch {
	case s == 0:
		return "0"
	case s < 60:
		return fmt.Sprintf("%d\u00A0s", s)
	case s%60 == 0:
		return fmt.Sprintf("%d\u00A0min", s/60)
	}
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

func (w Words) number(v float64) string {
	s := strconv.FormatFloat(math.Abs(v), 'f', -1, 64)
	if len(s) > 6 {
		s = strconv.FormatFloat(math.Abs(v), 'f', 1, 64)
	}
	if w.Decimal != "" {
		for i := range s {
			if s[i] == '.' {
				s = s[:i] + w.Decimal + s[i+1:]
				break
			}
		}
	}
	if v < 0 {
		return "\u2212" + s
	}
	return s
}

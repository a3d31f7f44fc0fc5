package render

import (
	"math"
	"time"

	"milepost/figure"
	"milepost/render/pdf"
)

// drawing is a chart as both writers see it. Lengths are in 1/1000 pt from its
// top left corner.
type drawing struct {
	width, height int
	shapes        []shape
}

// shape is a line through points, a dot, or a piece of text.
type shape struct {
	points []pdf.Point
	stroke pdf.Stroke
	dot    int    // radius; 0: not a dot
	fill   bool   // a rectangle between two points
	text   string // at the only point: its baseline
	glyphs []glyph
	size   int
	anchor alignment
	color  pdf.Color
}

// plot turns a trend into a drawing.
type plot struct {
	trend  figure.Trend
	words  Words
	fonts  *Fonts
	accent pdf.Color
	d      drawing
	area   box // inside the axes
	x0, x1 int // days or orders at the sides
	y0, y1 float64
	taken  []box // where text stands
}

// look is what all charts of a document have in common.
type look struct {
	words  Words
	fonts  *Fonts
	accent pdf.Color
}

// chart draws a trend: its points in the order of time joined by a line, which
// an absence breaks, the level at the start, the target, the aim line, and what
// changed on the way.
func chart(t figure.Trend, width, height int, k look) drawing {
	p := plot{trend: t, words: k.words, fonts: k.fonts, accent: k.accent, d: drawing{width: width, height: height}}
	p.ranges()
	p.area = box{top: 15000, bottom: height - 16500}
	if len(t.Phases) > 0 {
		p.area.top += 11000
	}
	ticks := p.ticks()
	side := 0
	for _, tick := range ticks {
		side = max(side, p.widest(tick.lines))
	}
	p.area.left, p.area.right = side+6000, width-6000
	if len(t.Levels) == 0 { // the words of a scale say what it counts, and need the room
		p.label(t.Unit, pdf.Point{X: 0, Y: 8000}, left)
	}
	p.grid(ticks)
	p.phaseLines()
	p.aim()
	dots := p.dots()
	p.phases()
	p.levels()
	p.points(dots)
	p.days()
	return p.d
}

// place is where a point stands on the way: its day, or its order.
func place(at figure.At) int {
	if at.Day == "" {
		return at.Order
	}
	day, err := time.Parse(time.DateOnly, at.Day)
	if err != nil {
		return at.Order
	}
	return int(day.Unix() / 86400)
}

// inset keeps the first and the last dot off the words at the sides.
const inset = 4000

func (p *plot) x(at int) int {
	return p.area.left + inset + (at-p.x0)*(p.area.right-p.area.left-2*inset)/(p.x1-p.x0)
}

func (p *plot) y(v float64) int {
	share := (v - p.y0) / (p.y1 - p.y0)
	return p.area.bottom - int(math.Round(share*float64(p.area.bottom-p.area.top)))
}

func (p *plot) line(s pdf.Stroke, points ...pdf.Point) {
	p.d.shapes = append(p.d.shapes, shape{points: points, stroke: s})
}

func (p *plot) grid(ticks []tick) {
	thin := pdf.Stroke{Width: 400, Color: hairline()}
	last := math.MaxInt
	for _, t := range ticks {
		y := p.y(t.value)
		p.line(thin, pdf.Point{X: p.area.left, Y: y}, pdf.Point{X: p.area.right, Y: y})
		height := len(t.lines) * labelSize
		base := y + labelSize*35/100 - (len(t.lines)-1)*labelSize/2
		if base+height-labelSize > last-labelSize { // no room above the label below
			continue
		}
		last = base - labelSize/8
		for i, ln := range t.lines {
			p.label(ln, pdf.Point{X: p.area.left - 4000, Y: base + i*labelSize}, right)
		}
	}
	p.line(pdf.Stroke{Width: 700, Color: quiet()}, pdf.Point{X: p.area.left, Y: p.area.bottom}, pdf.Point{X: p.area.right, Y: p.area.bottom})
}

// phaseLines draws an upright line where something changed.
func (p *plot) phaseLines() {
	for _, ph := range p.inside() {
		x := p.x(place(ph.At))
		head, foot := pdf.Point{X: x, Y: p.area.top - 9000}, pdf.Point{X: x, Y: p.area.bottom}
		p.keepOff(head, foot)
		p.line(pdf.Stroke{Width: 600, Dash: [2]int{3000, 2000}, Color: quiet()}, head, foot)
	}
}

// inside are the phases that begin on the way shown.
func (p *plot) inside() []figure.Phase {
	var some []figure.Phase
	for _, ph := range p.trend.Phases {
		if at := place(ph.At); at >= p.x0 && at <= p.x1 {
			some = append(some, ph)
		}
	}
	return some
}

// aim draws the line of where the points are hoped to be, cut off at the right
// side.
func (p *plot) aim() {
	if len(p.trend.Aim) != 2 {
		return
	}
	a, b := p.trend.Aim[0], p.trend.Aim[1]
	from, to := place(figure.At{Day: a.Day}), place(figure.At{Day: b.Day})
	if to <= from {
		return
	}
	at := func(x int) float64 {
		return a.Value + float64((b.Value-a.Value)*float64(x-from)/float64(to-from))
	}
	start, end := max(from, p.x0), min(to, p.x1)
	if start < end {
		p.keepOff(pdf.Point{X: p.x(start), Y: p.y(at(start))}, pdf.Point{X: p.x(end), Y: p.y(at(end))})
		p.line(pdf.Stroke{Width: 1300, Dash: [2]int{200, 2800}, Color: p.accent, Round: true},
			pdf.Point{X: p.x(start), Y: p.y(at(start))}, pdf.Point{X: p.x(end), Y: p.y(at(end))})
	}
}

// dots finds the places of the points and keeps labels off them.
func (p *plot) dots() []pdf.Point {
	var dots []pdf.Point
	for _, pt := range p.trend.Points {
		if pt.Absent {
			continue
		}
		at := pdf.Point{X: p.x(place(pt.At)), Y: p.y(pt.Value)}
		if n := len(dots); n > 0 {
			p.keepOff(dots[n-1], at)
		}
		dots = append(dots, at)
		p.taken = append(p.taken, box{at.X - 3000, at.Y - 3000, at.X + 3000, at.Y + 3000})
	}
	return dots
}

// points draws the points and joins them; an absence is a gap.
func (p *plot) points(dots []pdf.Point) {
	firm := pdf.Stroke{Width: 1300, Color: ink(), Round: true}
	next, from := 0, 0
	for _, pt := range p.trend.Points {
		if !pt.Absent {
			next++
			continue
		}
		p.join(firm, dots[from:next])
		from = next
	}
	p.join(firm, dots[from:next])
	radius := 2400
	if len(dots) > 25 {
		radius = 1500
	}
	for _, at := range dots {
		p.d.shapes = append(p.d.shapes, shape{points: []pdf.Point{at}, dot: radius, stroke: pdf.Stroke{Width: 500, Color: ink()}, color: ink()})
	}
}

func (p *plot) join(s pdf.Stroke, points []pdf.Point) {
	if len(points) > 1 {
		p.line(s, points...)
	}
}

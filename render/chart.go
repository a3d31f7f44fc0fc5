package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"
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

type box struct{ left, top, right, bottom int }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

const labelSize = 8000

// chart draws a trend: its points in the order of time joined by a line, which
// an absence breaks, the level at the start, the target, the aim line, and what
// changed on the way.
func chart(t figure.Trend, width, height int, k look) drawing {
	p := plot{trend: t, words: k.words, fonts: k.fonts, accent: k.accent, d: drawing{width: width, height: height}}
	p.ranges()
	ticks := p.ticks()
	side := 0
	for _, tick := range ticks {
		side = max(side, p.widest(tick.lines))
	}
	p.area = box{left: side + 6000, top: 15000, right: width - 6000, bottom: height - 16500}
	if len(t.Phases) > 0 {
		p.area.top += 11000
	}
	p.label(t.Unit, pdf.Point{X: 0, Y: 8000}, left)
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
	step := stepOf(p.y1-p.y0, p.trend.Scale)
	p.y0 = step * math.Floor(p.y0/step)
	p.y1 = step * math.Ceil(p.y1/step)
	var ticks []tick
	for i := range int(math.Round((p.y1-p.y0)/step)) + 1 {
		v := p.y0 + float64(step*float64(i))
		ticks = append(ticks, tick{v, []string{p.value(v)}})
	}
	return ticks
}

// stepOf returns the distance of two ticks: 1, 2 or 5 times a power of ten, and
// for time a number of seconds or minutes that a clock has.
func stepOf(span float64, scale figure.Scale) float64 {
	steps := []float64{}
	if scale == figure.Time {
		steps = append(steps, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
	} else {
		for e := -3; e < 9; e++ {
			for _, m := range []float64{1, 2, 5} {
				steps = append(steps, m*math.Pow10(e))
			}
		}
	}
	for _, s := range steps {
		if span/s <= 5 {
			return s
		}
	}
	return span / 5
}

// value writes a number of the scale.
func (p *plot) value(v float64) string {
	switch p.trend.Scale {
	case figure.Percent:
		return p.words.number(v) + "\u00A0%"
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

func (p *plot) x(at int) int {
	return p.area.left + (at-p.x0)*(p.area.right-p.area.left)/(p.x1-p.x0)
}

func (p *plot) y(v float64) int {
	share := (v - p.y0) / (p.y1 - p.y0)
	return p.area.bottom - int(math.Round(share*float64(p.area.bottom-p.area.top)))
}

func (p *plot) width(text string) int {
	width := 0
	for _, g := range p.shape(text) {
		width += g.milli()
	}
	return width
}

func (p *plot) shape(text string) []glyph {
	var glyphs []glyph
	for _, r := range text {
		r, visible := clean(r)
		if visible && r != '\n' {
			font, shown := p.fonts.find(regular, r)
			glyphs = append(glyphs, glyph{r: r, shown: shown, width: int32(font.Width(shown)), size: labelSize, font: font})
		}
	}
	return glyphs
}

func (p *plot) widest(lines []string) int {
	w := 0
	for _, ln := range lines {
		w = max(w, p.width(ln))
	}
	return w
}

// fold breaks the words of a level into lines.
func (p *plot) fold(words string, width int) []string {
	var lines []string
	for _, ln := range breakLines(p.shape(words), width) {
		text := ""
		for _, g := range ln.glyphs {
			text += string(g.r)
		}
		lines = append(lines, text)
	}
	return lines
}

func (p *plot) line(s pdf.Stroke, points ...pdf.Point) {
	p.d.shapes = append(p.d.shapes, shape{points: points, stroke: s})
}

// label puts text on the drawing and takes its place.
func (p *plot) label(text string, at pdf.Point, anchor alignment) {
	if text == "" {
		return
	}
	b := p.place(text, at, anchor)
	p.taken = append(p.taken, b)
	if b.left >= p.area.left && b.top < p.area.bottom { // a line behind the words would cross them
		p.d.shapes = append(p.d.shapes, shape{
			points: []pdf.Point{{X: b.left - 500, Y: b.top + 1000}, {X: b.right + 500, Y: b.bottom - 500}},
			fill:   true, color: pdf.Color{255, 255, 255},
		})
	}
	p.d.shapes = append(p.d.shapes, shape{
		points: []pdf.Point{at}, text: text, glyphs: p.shape(text), size: labelSize, anchor: anchor, color: quiet(),
	})
}

func (p *plot) place(text string, at pdf.Point, anchor alignment) box {
	w := p.width(text)
	x := at.X
	switch anchor {
	case center:
		x -= w / 2
	case right:
		x -= w
	}
	return box{x, at.Y - labelSize, x + w, at.Y + labelSize/4}
}

func (p *plot) free(b box) bool {
	return !slices.ContainsFunc(p.taken, b.meets)
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

// phases writes what changed at the head of its line.
func (p *plot) phases() {
	for _, ph := range p.inside() {
		x := p.x(place(ph.At))
		words := pdf.Point{X: x + 2500, Y: p.area.top - 3000}
		anchor := left
		if p.place(ph.Words, words, left).right > p.d.width {
			words.X, anchor = x-2500, right
		}
		if p.free(p.place(ph.Words, words, anchor)) {
			p.label(ph.Words, words, anchor)
		}
	}
}

// levels draws the start as a dashed and the target as a firm line, each with
// its words: the target's at the left on the far side of the points, the
// start's at the right.
func (p *plot) levels() {
	above, below := -3000, 9000
	if p.trend.Better == "down" {
		above, below = below, above
	}
	if v := p.trend.Baseline; v != nil {
		p.level(*v, p.said(p.words.Start, *v), pdf.Stroke{Width: 900, Dash: [2]int{4500, 2500}, Color: quiet()}, below, right)
	}
	if v := p.trend.Target; v != nil {
		p.level(*v, p.said(p.words.Target, *v), pdf.Stroke{Width: 1400, Color: p.accent}, above, left)
	}
}

// said adds the number to the words of a level, where the scale has numbers.
func (p *plot) said(words string, v float64) string {
	if len(p.trend.Levels) > 0 || p.trend.Scale == figure.YesNo {
		return words
	}
	return words + " " + p.value(v)
}

func (p *plot) level(v float64, words string, s pdf.Stroke, offset int, anchor alignment) {
	y := p.y(v)
	p.line(s, pdf.Point{X: p.area.left, Y: y}, pdf.Point{X: p.area.right, Y: y})
	other := 6000 - offset
	for _, try := range []struct {
		dy     int
		anchor alignment
	}{{offset, anchor}, {offset, 2 - anchor}, {offset, center}, {other, anchor}, {other, 2 - anchor}, {other, center}} {
		at := pdf.Point{X: p.area.left + 3000, Y: y + try.dy}
		switch try.anchor {
		case right:
			at.X = p.area.right - 1000
		case center:
			at.X = (p.area.left + p.area.right) / 2
		}
		b := p.place(words, at, try.anchor)
		if b.bottom <= p.area.bottom && b.top >= p.area.top-11000 && p.free(b) {
			p.label(words, at, try.anchor)
			return
		}
	}
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

// keepOff takes the place of a line between two points.
func (p *plot) keepOff(a, b pdf.Point) {
	const steps = 16
	for i := 1; i < steps; i++ {
		x, y := a.X+(b.X-a.X)*i/steps, a.Y+(b.Y-a.Y)*i/steps
		p.taken = append(p.taken, box{x - 500, y - 500, x + 500, y + 500})
	}
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

// days writes the first and the last day below the axis, then as many between
// as have room.
func (p *plot) days() {
	type mark struct {
		at    int
		words string
	}
	var marks []mark
	for _, pt := range p.trend.Points {
		words := strconv.Itoa(pt.At.Order)
		if pt.At.Day != "" {
			words = p.words.Day(pt.At.Day)
		}
		marks = append(marks, mark{place(pt.At), words})
	}
	for _, a := range p.trend.Aim {
		if x := place(figure.At{Day: a.Day}); x == p.x1 {
			marks = append(marks, mark{x, p.words.Day(a.Day)})
		}
	}
	if len(marks) == 0 {
		return
	}
	order := []int{0, len(marks) - 1}
	if len(p.trend.Points) > 0 {
		order = append(order, len(p.trend.Points)-1)
	}
	for i := range marks {
		order = append(order, i)
	}
	for _, i := range order {
		x := p.x(marks[i].at)
		half := p.width(marks[i].words)/2 + 1
		x = max(half, min(x, p.d.width-half))
		at := pdf.Point{X: x, Y: p.d.height - 3000}
		spot := p.place(marks[i].words, at, center)
		spot.left, spot.right = spot.left-4000, spot.right+4000
		if p.free(spot) {
			p.line(pdf.Stroke{Width: 500, Color: quiet()}, pdf.Point{X: p.x(marks[i].at), Y: p.area.bottom}, pdf.Point{X: p.x(marks[i].at), Y: p.area.bottom + 2000})
			p.label(marks[i].words, at, center)
		}
	}
}

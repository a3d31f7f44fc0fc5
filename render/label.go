package render

import (
	"slices"
	"strconv"

	"milepost/figure"
	"milepost/render/pdf"
)

type box struct{ left, top, right, bottom int }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

const labelSize = 8000

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
	up := p.trend.Better != "down"
	if v := p.trend.Baseline; v != nil {
		p.level(level{*v, p.said(p.words.Start, *v), !up, right}, pdf.Stroke{Width: 900, Dash: [2]int{4500, 2500}, Color: quiet()})
	}
	if v := p.trend.Target; v != nil {
		p.level(level{*v, p.said(p.words.Target, *v), up, left}, pdf.Stroke{Width: 1400, Color: p.accent})
	}
}

// said adds the number to the words of a level, where the scale has numbers.
func (p *plot) said(words string, v float64) string {
	if len(p.trend.Levels) > 0 || p.trend.Scale == figure.YesNo {
		return words
	}
	return words + " " + p.value(v)
}

// level is a line across the chart, with the place that its words are given if
// they have room there.
type level struct {
	value float64
	words string
	above bool
	at    alignment
}

func (p *plot) level(lv level, s pdf.Stroke) {
	y := p.y(lv.value)
	p.line(s, pdf.Point{X: p.area.left, Y: y}, pdf.Point{X: p.area.right, Y: y})
	offsets := []int{-3000, 9000, -6000, 12000} // of the baseline from the line, nearest first
	if !lv.above {
		offsets = []int{9000, -3000, 12000, -6000}
	}
	for _, dy := range offsets {
		for _, anchor := range []alignment{lv.at, 2 - lv.at, center} {
			at := pdf.Point{X: p.area.left + 3000, Y: y + dy}
			switch anchor {
			case right:
				at.X = p.area.right - 1000
			case center:
				at.X = (p.area.left + p.area.right) / 2
			}
			b := p.place(lv.words, at, anchor)
			if b.bottom <= p.area.bottom && b.top >= 0 && p.free(b) {
				p.label(lv.words, at, anchor)
				return
			}
		}
	}
}

// keepOff takes the place of a line between two points.
func (p *plot) keepOff(a, b pdf.Point) {
	const steps = 16
	for i := 1; i < steps; i++ {
		x, y := a.X+(b.X-a.X)*i/steps, a.Y+(b.Y-a.Y)*i/steps
		p.taken = append(p.taken, box{x - 500, y - 500, x + 500, y + 500})
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

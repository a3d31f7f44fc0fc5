package render

import "milepost/render/pdf"

// The sizes of a chart: beside the text of its goal in the edition for parents,
// else below it.
const (
	besideWidth  = 190000
	besideLow    = 78000
	besideHigh   = 112000
	captionRoom  = 16000
	belowWidth   = 428000
	belowHeight  = 150000
	parentHeight = 104000 // below the text, in the edition for parents
	gutter       = 16000
	besideLeast  = 428000 // how wide a page must be to hold both
)

// words counts the paragraphs and marks that blocks begin with, where a chart
// follows them; else 0.
func words(blocks []block) int {
	n := 0
	for n < len(blocks) && (blocks[n].kind == paragraph || blocks[n].kind == mark) {
		n++
	}
	if n == len(blocks) || blocks[n].kind != trend {
		return 0
	}
	return n
}

// beside sets a chart at the right of the words before it, where these are
// about as high. One item then holds both.
func (l *layouter) beside(rest []block, f frame) {
	n := words(rest)
	if n == 0 || !l.parent || f.x > 0 || f.width < besideLeast {
		return
	}
	narrow := f
	narrow.width = f.width - besideWidth - gutter
	before, seen := len(l.items), len(l.problems)
	for i := range n {
		l.block(&rest[i], narrow)
	}
	words := stack(l.items[before:])
	l.items = l.items[:before]
	height := max(besideLow, min(words.height-captionRoom, besideHigh)) // as high as the words, within limits
	chart := l.figure(&rest[n], f, besideWidth, height)
	if words.height > chart.height*5/2 {
		l.problems = l.problems[:seen]
		return
	}
	for i := range n + 1 {
		l.floated[&rest[i]] = true
	}
	x := f.x + narrow.width + gutter
	l.add(item{gap: 10000, height: max(words.height, chart.height), cells: []placed{{draw: func(c *canvas, at pdf.Point) {
		words.cells[0].draw(c, at)
		chart.cells[0].draw(c, pdf.Point{X: at.X + x - f.x, Y: at.Y})
	}}}}, f)
}

// stack makes one item of several, one below the other; none has columns.
func stack(items []item) item {
	items = append([]item{}, items...)
	height := 0
	for i := range items {
		if i > 0 {
			height += items[i].gap
		}
		height += items[i].height
	}
	return item{height: height, cells: []placed{{draw: func(c *canvas, at pdf.Point) {
		for i := range items {
			if i > 0 {
				at.Y += items[i].gap
			}
			items[i].cells[0].draw(c, at)
			at.Y += items[i].height
		}
	}}}}
}

// trend sets a chart below the text before it and on the same page.
func (l *layouter) trend(b *block, f frame) {
	if n := len(l.items); n > 0 && len(l.items[n-1].again) == 0 && !l.items[n-1].figure {
		l.items[n-1].keep = true
	}
	height := belowHeight
	if l.parent {
		height = parentHeight
	}
	it := l.figure(b, f, min(f.width, belowWidth), height)
	it.gap = 8000
	l.add(it, f)
}

// figure is a chart with its caption.
func (l *layouter) figure(b *block, f frame, width, height int) item {
	d := chart(b.trend, width, height, look{l.words, l.fonts, l.accent})
	node := f.node.New(pdf.Figure)
	node.Alt = altOf(b)
	face := smallFace()
	caption := breakLines(l.shape([]span{{text: b.trend.Caption, line: b.line}}, face), width)
	words := f.node.New(pdf.Paragraph)
	total := height
	if len(caption) > 0 {
		total += 3000 + len(caption)*face.leading
	}
	return item{height: total, figure: true, cells: []placed{{draw: func(c *canvas, at pdf.Point) {
		at.X += f.x
		c.drawing(d, at, node)
		c.lines(caption, pdf.Point{X: at.X, Y: at.Y + height + 3000}, boxed{face: face, node: words})
	}}}}
}

// altOf is what stands for a chart where it cannot be seen.
func altOf(b *block) string {
	if b.trend.Alt != "" {
		return b.trend.Alt
	}
	return b.trend.Title
}

// drawing draws a chart as one figure.
func (c *canvas) drawing(d drawing, at pdf.Point, n *pdf.Node) {
	n.Box = [4]int{at.X, at.Y, at.X + d.width, at.Y + d.height}
	c.pdf.Mark(n)
	for _, s := range d.shapes {
		points := make([]pdf.Point, len(s.points))
		for i, p := range s.points {
			points[i] = pdf.Point{X: at.X + p.X, Y: at.Y + p.Y}
		}
		switch {
		case s.text != "":
			c.chartText(s, points[0])
		case s.fill:
			c.pdf.Rect(points[0], points[1].X-points[0].X, points[1].Y-points[0].Y, s.color)
		case s.dot > 0:
			c.pdf.Circle(points[0], s.dot, s.color, s.stroke)
		default:
			c.pdf.Polyline(points, s.stroke)
		}
	}
}

func (c *canvas) chartText(s shape, at pdf.Point) {
	width := 0
	for _, g := range s.glyphs {
		width += g.milli()
	}
	switch s.anchor {
	case center:
		at.X -= width / 2
	case right:
		at.X -= width
	}
	for _, g := range runsOf(s.glyphs) {
		t := pdf.Text{X: at.X, Y: at.Y, Font: g[0].font, Size: s.size, Color: s.color}
		for _, one := range g {
			t.Runes, t.Shown = append(t.Runes, one.r), append(t.Shown, one.shown)
			at.X += one.milli()
		}
		c.pdf.Text(t)
	}
}

// runsOf parts glyphs where the font changes.
func runsOf(glyphs []glyph) [][]glyph {
	var runs [][]glyph
	for i := 0; i < len(glyphs); {
		j := i + 1
		for j < len(glyphs) && glyphs[j].font == glyphs[i].font {
			j++
		}
		runs = append(runs, glyphs[i:j])
		i = j
	}
	return runs
}

package render

import (
	"fmt"
	"slices"

	"milepost/render/pdf"
)

// The type scale: 10 pt body on 14.5 pt lines, each step about 1.25; a report
// of four goals then fits two pages.
func bodyFace() face  { return face{size: 10000, leading: 14500, color: ink()} }
func smallFace() face { return face{size: 8800, leading: 12500, color: quiet()} }
func tableFace() face { return face{size: 9500, leading: 13000, color: ink()} }
func codeFace() face  { return face{size: 9500, leading: 13500, color: ink()} }

func headingFace(level int, color pdf.Color) face {
	f := face{bold: true, color: color}
	switch level {
	case 1:
		f.size, f.leading = 20000, 25000
	case 2:
		f.size, f.leading = 13000, 17000
	case 3:
		f.size, f.leading = 11000, 15000
	default:
		f.size, f.leading, f.color = 10000, 14500, ink()
	}
	return f
}

// The colours; each text colour has a contrast of 7:1 or more on white, and
// each pair can be told apart in grey.
func ink() pdf.Color      { return pdf.Color{26, 26, 26} }
func quiet() pdf.Color    { return pdf.Color{80, 84, 88} }
func accent() pdf.Color   { return pdf.Color{22, 72, 88} }
func hairline() pdf.Color { return pdf.Color{196, 203, 207} }
func tint() pdf.Color     { return pdf.Color{238, 243, 244} }
func markFill() pdf.Color { return pdf.Color{232, 232, 232} }
func markBar() pdf.Color  { return pdf.Color{120, 120, 120} }

// item is a row of a page, never split: a line of text, a row of a table, a
// figure.
type item struct {
	gap    int  // above, left out at the head of a page
	height int  // without the gap
	keep   bool // stays on the page of the item after it
	cells  []placed
	again  []item // the head of a table, repeated where a page ends before this item
}

// placed is what fills part of the width of an item.
type placed struct {
	width int
	draw  func(c *canvas, at pdf.Point)
}

// layouter turns blocks into items.
type layouter struct {
	fonts    *Fonts
	words    Words
	accent   pdf.Color
	draft    bool
	parent   bool // the edition for parents
	problems []Problem
	seen     map[rune]bool
	items    []item
	floated  map[*block]bool // trends that stand beside their text already
}

// frame is where blocks are laid out.
type frame struct {
	x, width int
	node     *pdf.Node
	face     face
	label    *label // of a list item, drawn with its first line
	bars     []int  // of block quotes, their x
	tight    bool
}

type label struct {
	glyphs []glyph
	node   *pdf.Node
	right  int // where it ends
}

// measureOf is the longest line of running text: about 75 letters of the body.
const measureOf = 428000

func (l *layouter) uncovered(r rune, s *span) {
	if l.seen[r] {
		return
	}
	l.seen[r] = true
	l.problems = append(l.problems, Problem{
		Line: s.line, Found: fmt.Sprintf("%c (U+%04X)", r, r),
		Wrong: "no font has this letter; a replacement sign is printed",
	})
}

func (l *layouter) blocks(blocks []block, f frame) {
	for i := range blocks {
		b := &blocks[i]
		if i > 0 {
			f.label = nil
		}
		if l.floated[b] {
			continue
		}
		from := len(l.items)
		l.block(b, f)
		if i > 0 && blocks[i-1].kind == heading && from < len(l.items) && b.kind != heading {
			l.items[from].gap = min(l.items[from].gap, 4000)
		}
		if b.kind == heading {
			l.beside(blocks[i+1:], f)
		}
	}
}

func (l *layouter) block(b *block, f frame) {
	switch b.kind {
	case heading:
		l.heading(b, f)
	case paragraph:
		l.paragraph(b, f)
	case signature:
		l.signature(b, f)
	case mark:
		l.mark(b, f)
	case list:
		l.list(b, f)
	case quote:
		l.quote(b, f)
	case code:
		l.code(b, f)
	case rule:
		l.rule(f)
	case table:
		l.table(b, f)
	case trend:
		l.trend(b, f)
	}
}

func (l *layouter) heading(b *block, f frame) {
	face := headingFace(b.level, l.accent)
	node := f.node.New(pdf.Heading(b.level))
	lines := breakLines(l.shape(b.text, face), f.width)
	gap := []int{0, 18000, 12000, 13000, 11000, 11000, 11000}[b.level]
	title := plain(b.text)
	for i, ln := range lines {
		it := l.textItem(ln, face, f, node)
		it.gap, it.keep = gap, true
		if i == 0 {
			it.cells[0].draw = withBookmark(it.cells[0].draw, b.level, title)
		}
		l.add(it, f)
		gap = 0
	}
}

func withBookmark(draw func(*canvas, pdf.Point), level int, title string) func(*canvas, pdf.Point) {
	return func(c *canvas, at pdf.Point) {
		c.pdf.Bookmark(level, title, at.Y)
		draw(c, at)
	}
}

// paragraph makes one item a line. The first two and the last two lines stay
// together, so no page begins or ends with a single one.
func (l *layouter) paragraph(b *block, f frame) {
	node := f.node
	if node.Tag != pdf.ListBody || !f.tight {
		node = f.node.New(pdf.Paragraph)
	}
	l.lines(breakLines(l.shape(b.text, f.face), min(f.width, measureOf)), f, node, l.gap(f))
}

func (l *layouter) gap(f frame) int {
	if f.tight {
		return 2500
	}
	return 7000
}

func (l *layouter) lines(lines []line, f frame, node *pdf.Node, gap int) {
	for i, ln := range lines {
		it := l.textItem(ln, f.face, f, node)
		if i == 0 {
			it.gap = gap
		}
		it.keep = len(lines) > 1 && (i == 0 || i == len(lines)-2)
		if i == 0 && f.label != nil {
			it.cells[0].draw = withLabel(it.cells[0].draw, f)
		}
		l.add(it, f)
	}
}

func withLabel(draw func(*canvas, pdf.Point), f frame) func(*canvas, pdf.Point) {
	return func(c *canvas, at pdf.Point) {
		width := 0
		for _, g := range f.label.glyphs {
			width += g.milli()
		}
		c.text(line{glyphs: f.label.glyphs}, pdf.Point{X: at.X + f.label.right - width, Y: at.Y}, f.face, f.label.node)
		draw(c, at)
	}
}

// textItem is an item of one line.
func (l *layouter) textItem(ln line, face face, f frame, node *pdf.Node) item {
	return item{height: face.leading, cells: []placed{{draw: func(c *canvas, at pdf.Point) {
		c.text(ln, pdf.Point{X: at.X + f.x, Y: at.Y}, face, node)
	}}}}
}

// add puts an item on the list, with the bars of the quotes around it, which
// run through its gap too.
func (l *layouter) add(it item, f frame) {
	if len(f.bars) > 0 {
		if it.gap > 0 {
			l.items = append(l.items, item{height: it.gap, keep: true, cells: []placed{{draw: bars(f.bars, it.gap, nil)}}})
			it.gap = 0
		}
		it.cells[0].draw = bars(f.bars, it.height, it.cells[0].draw)
	}
	l.items = append(l.items, it)
}

func bars(at []int, height int, draw func(*canvas, pdf.Point)) func(*canvas, pdf.Point) {
	return func(c *canvas, corner pdf.Point) {
		c.pdf.Artifact("Layout")
		for _, x := range at {
			c.pdf.Rect(pdf.Point{X: corner.X + x, Y: corner.Y}, 2000, height, hairline())
		}
		if draw != nil {
			draw(c, corner)
		}
	}
}

func (l *layouter) list(b *block, f frame) {
	node := f.node.New(pdf.List)
	indent := 17000
	if b.ordered && b.start+len(b.kids) > 10 {
		indent = 24000
	}
	for i := range b.kids {
		entry := &b.kids[i]
		li := node.New(pdf.ListItem)
		in := f
		in.x, in.width, in.tight = f.x+indent, f.width-indent, b.tight
		in.node = li.New(pdf.ListBody)
		in.label = &label{
			glyphs: l.shape([]span{{text: sign(b, i), line: entry.line}}, f.face),
			node:   li.New(pdf.Label), right: in.x - 5000,
		}
		before := len(l.items)
		if len(entry.kids) == 0 {
			entry.kids = []block{{kind: paragraph, line: entry.line}}
		}
		if first := entry.kids[0].kind; first != paragraph {
			entry.kids = append([]block{{kind: paragraph, line: entry.line}}, entry.kids...)
		}
		if len(entry.kids[0].text) == 0 {
			l.lines([]line{{}}, in, in.node, l.gap(in))
			l.items[len(l.items)-1].keep = len(entry.kids) > 1
			l.blocks(entry.kids[1:], withoutLabel(in))
		} else {
			l.blocks(entry.kids, in)
		}
		if i == 0 && !f.tight && len(f.bars) == 0 && before < len(l.items) {
			l.items[before].gap = max(l.items[before].gap, 6000)
		}
	}
}

func withoutLabel(f frame) frame {
	f.label = nil
	return f
}

// sign is what stands before the i-th item of a list.
func sign(b *block, i int) string {
	switch b.kids[i].task {
	case open:
		return "\u2610"
	case done:
		return "\u2611"
	}
	if b.ordered {
		return fmt.Sprintf("%d.", b.start+i)
	}
	return "\u2022"
}

func (l *layouter) quote(b *block, f frame) {
	in := f
	in.node = f.node.New(pdf.BlockQuote)
	in.bars = append(append([]int{}, f.bars...), f.x+2000)
	in.x, in.width, in.label, in.tight = f.x+14000, f.width-14000, nil, false
	from := len(l.items)
	l.blocks(b.kids, in)
	if from+1 < len(l.items) && len(f.bars) == 0 { // the first gap has no bar
		l.items = slices.Delete(l.items, from, from+1)
		l.items[from].gap = l.gap(f)
	}
}

func (l *layouter) rule(f frame) {
	l.add(item{gap: 10000, height: 4000, cells: []placed{{draw: func(c *canvas, at pdf.Point) {
		c.pdf.Artifact("Layout")
		y := at.Y + 2000
		c.pdf.Line(pdf.Point{X: at.X + f.x, Y: y}, pdf.Point{X: at.X + f.x + f.width, Y: y}, pdf.Stroke{Width: 750, Color: hairline()})
	}}}}, f)
}

// code is set line by line on a tint; its line breaks are kept.
func (l *layouter) code(b *block, f frame) {
	face := codeFace()
	node := f.node.New(pdf.Paragraph)
	lines := breakLines(l.shape(b.text, face), f.width-20000)
	l.box(lines, f, boxed{face: face, node: node, fill: tint()})
}

// mark is a grey box with a bar; the words before the colon stand out.
func (l *layouter) mark(b *block, f frame) {
	lines := l.markLines(b, f.width-markInset)
	l.box(lines, f, boxed{face: markFace(), node: f.node.New(pdf.Paragraph), fill: markFill(), bar: true})
}

// markInset is what a box takes of the width.
const markInset = 20000

func markFace() face { return face{size: 9000, leading: 12000, color: ink()} }

func (l *layouter) markLines(b *block, width int) []line {
	return breakLines(l.shape(markSpans(b), markFace()), width)
}

// markSpans sets the part of a mark that says who is asked for what in bold.
func markSpans(b *block) []span {
	words := plain(b.text)
	for i, r := range words {
		if r == ':' {
			s := b.text[0]
			ask, rest := s, s
			ask.text, ask.bold, rest.text = words[:i+1], true, words[i+1:]
			return []span{ask, rest}
		}
	}
	return b.text
}

// boxed is how lines stand on a tint.
type boxed struct {
	face face
	node *pdf.Node
	fill pdf.Color
	bar  bool
}

// boxLines is how many lines of a box stay together.
const boxLines = 12

// box makes an item of up to twelve lines on a tint.
func (l *layouter) box(lines []line, f frame, b boxed) {
	gap := l.gap(f)
	if b.bar {
		gap = min(gap, 4500)
	}
	for from := 0; from < len(lines); from += boxLines {
		part := lines[from:min(from+boxLines, len(lines))]
		top, bottom := 0, 0
		if from == 0 {
			top = 3000
		}
		if from+boxLines >= len(lines) {
			bottom = 3000
		}
		height := top + len(part)*b.face.leading + bottom
		l.add(item{gap: gap, height: height, cells: []placed{{draw: func(c *canvas, at pdf.Point) {
			c.box(pdf.Point{X: at.X + f.x, Y: at.Y}, f.width, height, b)
			c.lines(part, pdf.Point{X: at.X + f.x + 10000, Y: at.Y + top}, b)
		}}}}, f)
		gap = 0
	}
}

// signature stays in one piece, with room above for a hand.
func (l *layouter) signature(b *block, f frame) {
	face := f.face
	face.leading = 17000
	node := f.node.New(pdf.Paragraph)
	glyphs := l.shape(b.text, face)
	if whole, _ := widths(glyphs); whole > f.width {
		glyphs = afterBlank(glyphs)
	}
	lines := breakLines(glyphs, f.width)
	height := len(lines) * face.leading
	l.add(item{gap: 15000, height: height, cells: []placed{{draw: func(c *canvas, at pdf.Point) {
		c.lines(lines, pdf.Point{X: at.X + f.x, Y: at.Y}, boxed{face: face, node: node})
	}}}}, f)
}

// afterBlank begins a new line after the last blank to sign on.
func afterBlank(glyphs []glyph) []glyph {
	for i := len(glyphs) - 2; i > 0; i-- {
		if glyphs[i].r == '_' && glyphs[i+1].r == ' ' {
			end := glyphs[i+1]
			end.r, end.shown, end.width = '\n', '\n', 0
			return append(append(append([]glyph{}, glyphs[:i+1]...), end), trimLeft(glyphs[i+1:])...)
		}
	}
	return glyphs
}

func trimLeft(glyphs []glyph) []glyph {
	for len(glyphs) > 0 && glyphs[0].r == ' ' {
		glyphs = glyphs[1:]
	}
	return glyphs
}

package render

import (
	"fmt"
	"slices"

	"milepost/render/pdf"
)

// item is a row of a page, never split: a line of text, a row of a table, a
// figure.
type item struct {
	gap    int  // above, left out at the head of a page
	height int  // without the gap
	keep   bool // stays on the page of the item after it
	cells  []placed
	figure bool   // a chart or a picture
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
	part     int    // of a packet, from 1; 0: the document is a file of its own
	title    string // of the part, whose bookmark is there already
	parent   bool   // the edition for parents
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
const measureOf = 392000

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
		from := len(l.items)
		if i == 0 || blocks[i-1].kind != paragraph && blocks[i-1].kind != mark {
			l.beside(blocks[i:], f)
		}
		if !l.floated[b] {
			l.block(b, f)
		}
		if i > 0 && blocks[i-1].kind == heading && from < len(l.items) && b.kind != heading {
			l.items[from].gap = min(l.items[from].gap, 4000)
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
	case picture:
		l.picture(b, f)
	}
}

func (l *layouter) heading(b *block, f frame) {
	face := headingFace(b.level, l.accent)
	node := f.node.New(pdf.Heading(b.depth))
	lines := evenLines(l.shape(b.text, face), f.width)
	gap := []int{0, 18000, 12000, 13000, 11000, 11000, 11000}[b.level]
	title, depth := plain(b.text), b.depth
	if l.part > 0 { // below the bookmark of the part
		depth++
	}
	for i, ln := range lines {
		it := l.textItem(ln, face, f, node)
		it.gap, it.keep = gap, true
		if i == 0 && (l.part == 0 || title != l.title) {
			it.cells[0].draw = withBookmark(it.cells[0].draw, depth, title)
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
	l.lines(evenLines(l.shape(b.text, f.face), min(f.width, measureOf)), f, node, l.gap(f))
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

package render

import (
	"milepost/render/pdf"
)

// code is set line by line on a tint; its line breaks are kept.
func (l *layouter) code(b *block, f frame) {
	face := codeFace()
	node := f.node.New(pdf.Paragraph)
	lines := breakLines(l.shape(b.text, face), f.width-20000)
	l.box(lines, f, boxed{face: face, node: node, fill: tint()})
}

// mark is a grey box with a bar; the words before the colon stand out.
func (l *layouter) mark(b *block, f frame) {
	lines := l.markLines(b, min(f.width-markInset, measureOf))
	l.box(lines, f, boxed{face: markFace(), node: f.node.New(pdf.Paragraph), fill: markFill(), bar: true})
}

// markInset is what a box takes of the width.
const markInset = 20000

func (l *layouter) markLines(b *block, width int) []line {
	return evenLines(l.shape(markSpans(b), markFace()), width)
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

package render

import (
	"github.com/johnfercher/go-tree/node"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"

	"milepost/render/pdf"
)

// canvas draws laid-out text through the provider.
type canvas struct {
	pdf *pdf.Provider
}

// text draws a line whose top left corner is at a place. What is linked goes
// into a Link element below the node. Without a node the text is an artifact,
// as a repeated table head is.
func (c *canvas) text(ln line, at pdf.Point, f face, n *pdf.Node) {
	if n != nil {
		n.Attach()
	}
	if len(ln.glyphs) == 0 {
		return
	}
	base := at.Y + baseline(f, ln.glyphs[0].font)
	x := at.X
	for i := 0; i < len(ln.glyphs); {
		j := i + 1
		for j < len(ln.glyphs) && sameRun(ln.glyphs[i], ln.glyphs[j]) {
			j++
		}
		width := c.run(ln.glyphs[i:j], pdf.Point{X: x, Y: base}, f, n)
		x += width
		i = j
	}
}

func sameRun(a, b glyph) bool {
	return a.font == b.font && a.size == b.size && (a.span == b.span || sameLook(a.span, b.span))
}

func sameLook(a, b *span) bool {
	return a.link == b.link && a.code == b.code && a.strike == b.strike && a.note == b.note
}

// baseline is how far below the top of a line its letters stand.
func baseline(f face, font *pdf.Font) int {
	ascent, descent := f.size*font.Ascent/1000, f.size*font.Descent/1000
	if ascent-descent > f.size*3/2 { // a font of tall signs
		ascent, descent = f.size*1069/1000, -f.size*293/1000
	}
	return (f.leading-(ascent-descent))/2 + ascent
}

func (c *canvas) run(glyphs []glyph, at pdf.Point, f face, n *pdf.Node) (width int) {
	s := glyphs[0].span
	t := pdf.Text{X: at.X, Y: at.Y, Font: glyphs[0].font, Size: int(glyphs[0].size), Color: f.color}
	em := 0
	for _, g := range glyphs {
		t.Runes = append(t.Runes, g.r)
		t.Shown = append(t.Shown, g.shown)
		em += int(g.width)
	}
	width = em * t.Size / 1000
	if s.note != 0 {
		t.Y -= f.size / 3
	}
	switch {
	case s.link != "" && n != nil:
		n = n.New(pdf.Link)
		t.Color = linkColor()
	case s.code:
		c.pdf.Artifact("Layout")
		c.pdf.Rect(pdf.Point{X: at.X - 500, Y: at.Y - t.Size}, width+1000, t.Size*13/10, tint())
	}
	c.mark(n)
	c.pdf.Text(t)
	if s.link != "" && n != nil {
		c.pdf.Link(n, pdf.Point{X: at.X, Y: at.Y - t.Size}, width, t.Size*13/10, s.link)
		c.stroke(at, width, t.Size/8, t.Color)
	}
	if s.strike {
		c.stroke(at, width, -t.Size*3/10, t.Color)
	}
	return width
}

func (c *canvas) mark(n *pdf.Node) {
	if n == nil {
		c.pdf.Artifact("Pagination")
		return
	}
	c.pdf.Mark(n)
}

func (c *canvas) stroke(at pdf.Point, width, below int, color pdf.Color) {
	c.pdf.Artifact("Layout")
	y := at.Y + below
	c.pdf.Line(pdf.Point{X: at.X, Y: y}, pdf.Point{X: at.X + width, Y: y}, pdf.Stroke{Width: 600, Color: color})
}

func linkColor() pdf.Color { return pdf.Color{20, 70, 140} }

func (c *canvas) lines(lines []line, at pdf.Point, b boxed) {
	for _, ln := range lines {
		c.text(ln, at, b.face, b.node)
		at.Y += b.face.leading
	}
}

func (c *canvas) box(at pdf.Point, width, height int, b boxed) {
	c.pdf.Artifact("Layout")
	c.pdf.Rect(at, width, height, b.fill)
	if b.bar {
		c.pdf.Rect(at, 3000, height, markBar())
	}
}

// component lets a drawing stand in one of maroto's columns.
type component struct {
	draw func(c *canvas, at pdf.Point)
}

// Render implements core.Component. The provider is always ours.
func (d component) Render(provider core.Provider, cell *entity.Cell) {
	p, ok := provider.(*pdf.Provider)
	if !ok || d.draw == nil {
		return
	}
	d.draw(&canvas{p}, pdf.Point{X: pdf.Milli(cell.X), Y: pdf.Milli(cell.Y)})
}

// GetHeight implements core.Component; rows know their heights.
func (d component) GetHeight(core.Provider, *entity.Cell) float64 { return 0 }

// SetConfig implements core.Component.
func (d component) SetConfig(*entity.Config) {}

// GetStructure implements core.Component.
func (d component) GetStructure() *node.Node[core.Structure] {
	return node.New(core.Structure{Type: "drawing"})
}

package render

import (
	"fmt"

	"milepost/render/pdf"
)

// numberWidth is what the contents keep free for the numbers of pages.
const numberWidth = 40000

// setContents lays out the list of the parts after the contents and before
// them, each with its page and a link to it.
func (k *packet) setContents(part *packetPart) *writer {
	w := newWriter(part.o, "")
	w.l.part, w.l.title = part.number, part.Title
	f := frame{width: w.sheet.text(), node: part.node, face: bodyFace()}
	w.l.block(&block{kind: heading, level: 1, depth: 1, text: []span{{text: part.Title}}}, f)
	list := part.node.New(pdf.Contents)
	for i := range k.parts {
		if i != k.contents {
			w.contentsEntry(&k.parts[i], f, list.New(pdf.ContentsAt).New(pdf.Reference).New(pdf.Link))
		}
	}
	w.first = w.header()
	w.later = w.first
	w.pages = w.paginate(w.l.items)
	return w
}

// place is what the contents say behind the dots: the page, or where else.
func (part *packetPart) place() string {
	if part.Elsewhere != "" {
		return part.Elsewhere
	}
	return fmt.Sprint(part.first)
}

// numberRoom is what an entry keeps free for what stands behind its dots.
func (w *writer) numberRoom(to *packetPart) int {
	if to.Elsewhere == "" {
		return numberWidth
	}
	width, _ := widths(w.l.shape([]span{{text: " " + to.Elsewhere}}, bodyFace()))
	return max(numberWidth, width+8000)
}

// contentsEntry is a title with dots that lead to its page's number. The number
// is read when the line is drawn.
func (w *writer) contentsEntry(to *packetPart, f frame, node *pdf.Node) {
	lines := breakLines(w.l.shape([]span{{text: to.listed()}}, f.face), f.width-w.numberRoom(to))
	for i, ln := range lines {
		last := i == len(lines)-1
		it := item{height: f.face.leading, keep: !last, cells: []placed{{draw: func(c *canvas, at pdf.Point) {
			c.text(ln, at, f.face, node)
			if last {
				w.pageNumber(c, at, to, ln.width, node)
			}
			if to.Elsewhere != "" {
				return
			}
			c.pdf.LinkTo(node, at, pdf.Point{X: f.width, Y: f.face.leading}, to.first-1, fmt.Sprintf("%s, %d", to.listed(), to.first))
		}}}}
		if i == 0 {
			it.gap = 5000
		}
		w.l.add(it, f)
	}
}

// pageNumber draws dots from the end of a title and the number at the right.
func (w *writer) pageNumber(c *canvas, at pdf.Point, to *packetPart, from int, node *pdf.Node) {
	face := bodyFace()
	glyphs := w.l.shape([]span{{text: " " + to.place()}}, face)
	width, _ := widths(glyphs)
	y := at.Y + baseline(face, glyphs[0].font)
	if right := w.sheet.text() - width - 2000; right > from+6000 {
		c.pdf.Artifact("Layout")
		c.pdf.Line(pdf.Point{X: at.X + from + 6000, Y: y}, pdf.Point{X: at.X + right, Y: y},
			pdf.Stroke{Width: 800, Dash: [2]int{100, 3400}, Color: quiet(), Round: true})
	}
	c.text(line{glyphs, width}, pdf.Point{X: at.X + w.sheet.text() - width, Y: at.Y}, face, node)
}

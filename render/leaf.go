package render

import "milepost/render/pdf"

// leafName is what a page from elsewhere, from 0, is called.
func (part *packetPart) leafName(i int) string {
	return slots(part.o.Words.Leaf, "{n}", i+1, "{all}", len(part.leaves), "{title}", part.Title)
}

// setLeaves lays out the pages of a file from elsewhere, each on a page of its
// own that is turned as it is.
func (part *packetPart) setLeaves() {
	for i, leaf := range part.leaves {
		alt := part.leafName(i)
		if i < len(part.Alts) && part.Alts[i] != "" {
			alt = part.Alts[i]
		}
		w := newWriter(part.o, "")
		if leaf.Width > leaf.Height {
			w.sheet = w.sheet.turned()
		}
		w.first = w.header()
		w.pages = [][]item{{w.leaf(leaf, part.node, alt)}}
		part.writers = append(part.writers, w)
	}
}

// turned is the sheet with its long side across.
func (s sheet) turned() sheet {
	s.width, s.height = s.height, s.width
	return s
}

// leaf is a page from elsewhere, as large as the room for it but no larger than
// it is, in the middle, within a hairline that tells where it ends.
func (w *writer) leaf(form *pdf.Form, node *pdf.Node, alt string) item {
	room := w.room(1)
	width, height := w.sheet.text(), w.sheet.text()*form.Height/form.Width
	if height > room {
		width, height = room*form.Width/form.Height, room
	}
	if width > form.Width {
		width, height = form.Width, form.Height
	}
	figure := node.New(pdf.Figure)
	figure.Alt = alt
	return item{height: height, cells: []placed{{draw: func(c *canvas, at pdf.Point) {
		at.X += (w.sheet.text() - width) / 2
		figure.Box = [4]int{at.X, at.Y, at.X + width, at.Y + height}
		c.pdf.Mark(figure)
		c.pdf.Form(form, at, width, height)
		c.pdf.Artifact("Layout")
		c.pdf.Frame(at, width, height, pdf.Stroke{Width: 400, Color: hairline()})
	}}}}
}

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
		o := part.o
		o.Header = join(o.Header, shortened(part.leafName(i)))
		w := newWriter(o, "")
		if leaf.Width > leaf.Height {
			w.sheet = w.sheet.turned()
		}
		w.first = w.header()
		w.pages = [][]item{{w.leaf(leaf, part.node, alt)}}
		part.writers = append(part.writers, w)
	}
}

// setImage lays out a picture from elsewhere on a page of its own.
func (part *packetPart) setImage() {
	alt := part.Title
	if len(part.Alts) > 0 && part.Alts[0] != "" {
		alt = part.Alts[0]
	}
	o := part.o
	o.Header = join(o.Header, shortened(part.Title))
	w := newWriter(o, "")
	if part.image.Width > part.image.Height {
		w.sheet = w.sheet.turned()
	}
	w.first = w.header()
	natural := pdf.Point{X: part.image.Width * milliPerPixel, Y: part.image.Height * milliPerPixel}
	w.pages = [][]item{{w.placed(natural, part.node, alt, func(c *canvas, at pdf.Point, width, height int) {
		c.pdf.Image(part.image, at, width, height)
	})}}
	part.writers = append(part.writers, w)
}

// shortened keeps the head of a page on one line.
func shortened(title string) string {
	const most = 48
	if runes := []rune(title); len(runes) > most {
		return string(runes[:most-1]) + "\u2026"
	}
	return title
}

// blankPage is an empty page, so that the next part begins on the front of a
// sheet that is printed on both sides.
func blankPage(o Options) *writer {
	w := newWriter(o, "")
	w.first = w.header()
	f := smallFace()
	draw := w.pieces([]piece{{text: o.Words.Blank, face: f, at: center}})
	w.pages = [][]item{{{gap: 0, height: f.leading, cells: []placed{{draw: draw}}}}}
	return w
}

// turned is the sheet with its long side across.
func (s sheet) turned() sheet {
	s.width, s.height = s.height, s.width
	return s
}

// leaf is a page from elsewhere, as large as the room for it but no larger than
// it is, in the middle, within a hairline that tells where it ends.
func (w *writer) leaf(form *pdf.Form, node *pdf.Node, alt string) item {
	return w.placed(pdf.Point{X: form.Width, Y: form.Height}, node, alt, func(c *canvas, at pdf.Point, width, height int) {
		c.pdf.Form(form, at, width, height)
	})
}

// placed is something from elsewhere of a natural size, as one figure.
func (w *writer) placed(natural pdf.Point, node *pdf.Node, alt string, draw func(c *canvas, at pdf.Point, width, height int)) item {
	room := w.room(1)
	width, height := w.sheet.text(), w.sheet.text()*natural.Y/natural.X
	if height > room {
		width, height = room*natural.X/natural.Y, room
	}
	if width > natural.X {
		width, height = natural.X, natural.Y
	}
	width, height = max(width, 1), max(height, 1)
	figure := node.New(pdf.Figure)
	figure.Alt = alt
	return item{height: height, cells: []placed{{draw: func(c *canvas, at pdf.Point) {
		at.X += (w.sheet.text() - width) / 2
		figure.Box = [4]int{at.X, at.Y, at.X + width, at.Y + height}
		c.pdf.Mark(figure)
		draw(c, at, width, height)
		c.pdf.Artifact("Layout")
		c.pdf.Frame(at, width, height, pdf.Stroke{Width: 400, Color: hairline()})
	}}}}
}

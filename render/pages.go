package render

import (
	"fmt"
	"strings"

	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/page"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"

	"milepost/render/pdf"
)

// sheet is the paper with its margins.
type sheet struct {
	width, height int
	side          int // left and right margin
	top, bottom   int
}

func sheetOf(p Paper) sheet {
	switch p {
	case A4:
		return sheet{width: 595276, height: 841890, side: 63600, top: 50000, bottom: 34000}
	case WideA4:
		return sheet{width: 841890, height: 595276, side: 50000, top: 40000, bottom: 30000}
	case WideLetter:
		return sheet{width: 792000, height: 612000, side: 46000, top: 36000, bottom: 28000}
	}
	return sheet{width: 612000, height: 792000, side: 64000, top: 46000, bottom: 30000}
}

func (s sheet) text() int { return s.width - 2*s.side }

// footHeight is the line at the foot of every page with the space above it.
const footHeight = 20000

// writer lays out one document and draws its pages.
type writer struct {
	o     Options
	sheet sheet
	l     *layouter
	logo  *pdf.Image
	first item // the letterhead
	later item // the header of the other pages
	pages [][]item

	bookmark string // of the part of a packet, on the page that is drawn next
}

func writePDF(d document, o Options) ([]byte, []Problem, error) {
	p, problems := drawPDF(d, o)
	file, err := p.GenerateBytes()
	o.done("finish")
	return file, problems, err
}

// drawPDF lays out and draws all pages.
func drawPDF(d document, o Options) (*pdf.Provider, []Problem) {
	p := newProvider(d.title(o), o)
	w := newWriter(o, d.meta.Audience)
	w.set(d, p.Root())
	o.done("layout")
	for i := range w.pages {
		w.draw(p, i, i+1, len(w.pages))
	}
	o.done("draw")
	return p, w.l.problems
}

func newProvider(title string, o Options) *pdf.Provider {
	s := sheetOf(o.Paper)
	return pdf.NewProvider(pdf.Config{
		Width: s.width, Height: s.height, Title: title, Author: o.Letterhead.Clinic, Language: o.Language,
		Producer: "Milepost", Fonts: o.Fonts.styles, Password: o.Password, Pool: o.Fonts.pool,
	})
}

func newWriter(o Options, audience string) *writer {
	w := &writer{o: o, sheet: sheetOf(o.Paper)}
	w.l = &layouter{
		fonts: o.Fonts, words: o.Words, accent: o.accent, draft: o.Draft, parent: audience == "parent",
		seen: map[rune]bool{}, floated: map[*block]bool{},
	}
	return w
}

// set lays out a document whose first page has the letterhead.
func (w *writer) set(d document, root *pdf.Node) {
	w.readLogo()
	w.l.blocks(d.blocks, frame{width: w.sheet.text(), node: root, face: bodyFace()})
	w.l.notes(d.notes, frame{width: w.sheet.text(), node: root, face: smallFace()})
	w.first, w.later = w.letterhead(), w.header()
	w.pages = w.paginate(w.l.items)
}

// draw draws the i-th page of the document, from 0, which is the n-th of the
// file, from 1.
func (w *writer) draw(p *pdf.Provider, i, n, total int) {
	p.NewPageOf(w.sheet.width, w.sheet.height)
	if w.bookmark != "" {
		p.Bookmark(1, w.bookmark, 0)
	}
	w.page(i, n, total).Render(p, entity.Cell{
		X: pdf.MM(w.sheet.side), Y: pdf.MM(w.sheet.top), Width: pdf.MM(w.sheet.text()),
		Height: pdf.MM(w.sheet.height - w.sheet.top - w.sheet.bottom),
	})
}

func (w *writer) readLogo() {
	if len(w.o.Letterhead.Logo) == 0 {
		return
	}
	var err error
	if w.logo, err = pdf.ParseImage(w.o.Letterhead.Logo); err != nil {
		w.l.problems = append(w.l.problems, badLogo(err))
	}
}

// paginate parts items into pages. Items that keep with the next one move to
// the next page together, unless they are more than a page.
func (w *writer) paginate(items []item) [][]item {
	pages := [][]item{nil}
	used := 0
	for i := 0; i < len(items); {
		j := i
		for j < len(items)-1 && items[j].keep {
			j++
		}
		group := items[i : j+1]
		room := w.room(len(pages))
		if len(pages[len(pages)-1]) > 0 && used+heightOf(group, used > 0) > room {
			pages, used = append(pages, nil), 0
			room = w.room(len(pages))
		}
		for _, it := range group {
			if used > 0 && used+it.gap+it.height > room {
				pages, used = append(pages, nil), 0
				room = w.room(len(pages))
			}
			last := len(pages) - 1
			if used == 0 {
				it.gap = 0
				for _, head := range it.again {
					head.gap = 0
					pages[last] = append(pages[last], head)
					used += head.height
				}
			}
			pages[last] = append(pages[last], it)
			used += it.gap + it.height
		}
		i = j + 1
	}
	return pages
}

func heightOf(items []item, gap bool) int {
	height := 0
	for i, it := range items {
		if i > 0 || gap {
			height += it.gap
		}
		height += it.height
	}
	return height
}

// head is what the n-th page of the document, from 1, begins with.
func (w *writer) head(n int) item {
	if n == 1 {
		return w.first
	}
	return w.later
}

// room is the height for items on the n-th page of the document, from 1.
func (w *writer) room(n int) int {
	head := w.head(n)
	return w.sheet.height - w.sheet.top - w.sheet.bottom - footHeight - head.gap - head.height
}

// page builds one of maroto's pages: header, items, footer. A page is as many
// columns wide as its text has thousandths of a point.
func (w *writer) page(i, n, total int) core.Page {
	pg := page.New()
	items, head := w.pages[i], w.head(i+1)
	pg.Add(w.row(head), row.New(pdf.MM(head.gap)))
	used := 0
	for _, it := range items {
		if it.gap > 0 {
			pg.Add(row.New(pdf.MM(it.gap)))
		}
		pg.Add(w.row(it))
		used += it.gap + it.height
	}
	if spare := w.room(i+1) - used; spare > 0 {
		pg.Add(row.New(pdf.MM(spare)))
	}
	pg.Add(w.row(w.footer(n, total)))
	pg.SetConfig(&entity.Config{MaxGridSize: w.sheet.text()})
	pg.SetNumber(n, total)
	return pg
}

func (w *writer) row(it item) core.Row {
	r := row.New(pdf.MM(it.height))
	for _, c := range it.cells {
		if c.width == 0 {
			r.Add(col.New().Add(component{c.draw}))
			continue
		}
		r.Add(col.New(c.width).Add(component{c.draw}))
	}
	return r
}

// piece is a line of the header or footer at one of the three places.
type piece struct {
	text string
	face face
	at   alignment
	x, y int
	line line
}

// pieces makes an artifact of lines at a width.
func (w *writer) pieces(list []piece) func(*canvas, pdf.Point) {
	for i := range list {
		glyphs := w.l.shape([]span{{text: list[i].text}}, list[i].face)
		width, _ := widths(glyphs)
		list[i].line = line{glyphs, width}
	}
	return func(c *canvas, at pdf.Point) {
		for _, p := range list {
			x := at.X + p.x
			switch p.at {
			case right:
				x += w.sheet.text() - p.line.width
			case center:
				x += (w.sheet.text() - p.line.width) / 2
			}
			c.text(p.line, pdf.Point{X: x, Y: at.Y + p.y}, p.face, nil)
		}
	}
}

// logoHeight is the greatest height of a logo, logoWidth its greatest width.
const (
	logoHeight = 42000
	logoWidth  = 150000
)

// letterhead is the head of the first page: logo and name at the left, how to
// reach the clinic at the right, the mark of a draft above.
func (w *writer) letterhead() item {
	h := w.o.Letterhead
	name := face{size: 15000, leading: 20000, bold: true, color: w.o.accent}
	var list []piece
	contact := addressOf(h)
	for i, ln := range contact {
		list = append(list, piece{text: ln, face: smallFace(), at: right, y: i * smallFace().leading})
	}
	height := max(len(contact)*smallFace().leading, 20000)
	width := 0
	if w.logo != nil {
		width, height = w.logoSize(), max(height, logoHeight)
	}
	x := 0
	if w.logo != nil {
		x = width + 12000
	}
	draw := w.pieces(append(list, piece{text: h.Clinic, face: name, x: x, y: (height - name.leading) / 2}))
	draft, tab := w.draftMark(), w.tabMark()
	return item{height: height + 8000, gap: 14000, cells: []placed{{draw: func(c *canvas, at pdf.Point) {
		tab(c)
		c.pdf.Artifact("Pagination")
		if w.logo != nil {
			c.pdf.Image(w.logo, at, width, width*w.logo.Height/w.logo.Width)
		}
		draw(c, at)
		draft(c, at)
		c.pdf.Artifact("Pagination")
		y := at.Y + height + 6000
		c.pdf.Line(pdf.Point{X: at.X, Y: y}, pdf.Point{X: at.X + w.sheet.text(), Y: y}, pdf.Stroke{Width: 1000, Color: w.o.accent})
	}}}}
}

// addressOf lists how to reach the clinic, a line each.
func addressOf(h Letterhead) []string {
	var lines []string
	for _, ln := range append(strings.Split(h.Address, "\n"), h.Phone, h.Web) {
		if ln = strings.TrimSpace(ln); ln != "" {
			lines = append(lines, ln)
		}
	}
	return lines
}

func (w *writer) logoSize() int {
	width := min(logoHeight*w.logo.Width/w.logo.Height, logoWidth)
	return max(width, 1000)
}

// header is the head of the later pages: clinic, client and period.
func (w *writer) header() item {
	text := join(w.o.Letterhead.Clinic, w.o.Client, w.o.Period, w.o.Header)
	f := smallFace()
	draw := w.pieces([]piece{{text: text, face: f}})
	draft, tab := w.draftMark(), w.tabMark()
	return item{height: f.leading + 5000, gap: 10000, cells: []placed{{draw: func(c *canvas, at pdf.Point) {
		tab(c)
		draw(c, at)
		draft(c, at)
		c.pdf.Artifact("Pagination")
		y := at.Y + f.leading + 4000
		c.pdf.Line(pdf.Point{X: at.X, Y: y}, pdf.Point{X: at.X + w.sheet.text(), Y: y}, pdf.Stroke{Width: 500, Color: hairline()})
	}}}}
}

func join(parts ...string) string {
	var some []string
	for _, p := range parts {
		if p != "" {
			some = append(some, p)
		}
	}
	return strings.Join(some, "  \u00B7  ")
}

// draftMark is the word for a draft in a frame, at the top right of a page,
// above the margin.
func (w *writer) draftMark() func(*canvas, pdf.Point) {
	if !w.o.Draft {
		return func(*canvas, pdf.Point) {}
	}
	f := face{size: 10500, leading: 14000, bold: true, color: ink()}
	glyphs := w.l.shape([]span{{text: w.o.Words.Draft}}, f)
	width, _ := widths(glyphs)
	return func(c *canvas, at pdf.Point) {
		x := at.X + (w.sheet.text()-width)/2
		c.pdf.Artifact("Pagination")
		c.pdf.Frame(pdf.Point{X: x - 8000, Y: at.Y - 26000}, width+16000, 17000, pdf.Stroke{Width: 1000, Color: ink()})
		c.text(line{glyphs, width}, pdf.Point{X: x, Y: at.Y - 24500}, f, nil)
	}
}

// The tabs at the right edge of a packet's pages: their size, how far down the
// first one is, and how many stand one below the other.
const (
	tabWidth  = 30000
	tabHeight = 26000
	tabTop    = 92000
	tabsDown  = 20
)

// tabMark is the letter of the part at the edge of the page, lower for each
// part, so that a stack of paper can be opened by it.
func (w *writer) tabMark() func(*canvas) {
	if w.o.tab == "" {
		return func(*canvas) {}
	}
	f := face{size: 10500, leading: 14000, bold: true, color: ink()}
	glyphs := w.l.shape([]span{{text: w.o.tab}}, f)
	width, _ := widths(glyphs)
	at := pdf.Point{X: w.sheet.width - tabWidth, Y: tabTop + w.o.tabAt%tabsDown*(tabHeight+4000)}
	return func(c *canvas) {
		c.pdf.Artifact("Pagination")
		c.pdf.Frame(at, tabWidth+4000, tabHeight, pdf.Stroke{Width: 1000, Color: w.o.accent})
		c.text(line{glyphs, width}, pdf.Point{X: at.X + (tabWidth-width)/2, Y: at.Y + (tabHeight-f.leading)/2}, f, nil)
	}
}

func (w *writer) footer(n, total int) item {
	f := smallFace()
	draw := w.pieces([]piece{
		{text: join(w.o.Footer, w.o.DocumentID), face: f, y: footHeight - f.leading},
		{text: slots(w.o.Words.Page, "{n}", n, "{all}", total), face: f, at: right, y: footHeight - f.leading},
	})
	return item{height: footHeight, cells: []placed{{draw: draw}}}
}

// notes sets the footnotes at the end of the document.
func (l *layouter) notes(notes []note, f frame) {
	if len(notes) == 0 {
		return
	}
	l.rule(f)
	for _, n := range notes {
		in := f
		in.node = f.node.New(pdf.Note)
		in.node.ID = fmt.Sprintf("note-%03d-%03d", l.part, n.number)
		in.x, in.width, in.tight = f.x+14000, f.width-14000, true
		in.label = &label{
			glyphs: l.shape([]span{{text: fmt.Sprint(n.number)}}, f.face),
			node:   in.node.New(pdf.Label), right: in.x - 4000,
		}
		l.blocks(n.blocks, in)
	}
}

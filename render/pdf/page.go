package pdf

import (
	"slices"
	"strconv"
)

// Color is red, green and blue, 0 to 255.
type Color [3]uint8

// Stroke is how a line is drawn: width and dashes in 1/1000 pt. No dash is a
// solid line.
type Stroke struct {
	Width int
	Dash  [2]int // drawn, left out
	Color Color
	Round bool // round ends and corners
}

// Point is a place on a page, from its top left corner, 1/1000 pt.
type Point struct{ X, Y int }

// page is one page while it is drawn.
type page struct {
	object int
	width  int
	height int
	buf    []byte
	marks  []*Node // by MCID
	annots []int   // objects
	fonts  []*subset
	images []int // objects, forms among them

	open     bool // a marked content sequence is open
	node     *Node
	artifact string

	font   *subset
	size   int
	fill   Color
	stroke Stroke
}

// Mark makes what is drawn next the content of a node.
func (p *Provider) Mark(n *Node) {
	pg := p.page
	if pg.open && pg.node == n {
		return
	}
	p.closeMark()
	n.Attach()
	n.kids = append(n.kids, kid{page: len(p.pages) - 1, mark: len(pg.marks)})
	pg.buf = append(append(append(pg.buf, '/'), n.Tag...), " <</MCID "...)
	pg.buf = append(strconv.AppendInt(pg.buf, int64(len(pg.marks)), 10), ">> BDC\n"...)
	pg.marks = append(pg.marks, n)
	pg.open, pg.node = true, n
}

// Artifact makes what is drawn next no part of the document's content, as
// rules, tints, and the header and footer of a page. Kind is Pagination or
// Layout.
func (p *Provider) Artifact(kind string) {
	pg := p.page
	if pg.open && pg.node == nil && pg.artifact == kind {
		return
	}
	p.closeMark()
	pg.buf = append(append(append(pg.buf, "/Artifact <</Type /"...), kind...), ">> BDC\n"...)
	pg.open, pg.node, pg.artifact = true, nil, kind
}

func (p *Provider) closeMark() {
	if p.page != nil && p.page.open {
		p.page.buf = append(p.page.buf, "EMC\n"...)
		p.page.open = false
	}
}

// Text is one run of one font: X is its left end, Y its baseline, from the
// page's top left, 1/1000 pt.
type Text struct {
	X, Y  int
	Font  *Font
	Size  int // 1/1000 pt
	Color Color
	Runes []rune
	Shown []rune // the runes whose glyphs are drawn; nil: those of Runes
}

// Text draws a run. A rune that the font lacks is drawn as nothing, so the
// caller looks first (Font.Has).
func (p *Provider) Text(t Text) {
	pg := p.page
	s := p.use(t.Font)
	pg.buf = append(pg.buf, "BT "...)
	pg.setFill(t.Color)
	if pg.font != s || pg.size != t.Size {
		pg.buf = append(append(pg.buf, "/F"...), strconv.Itoa(s.object)...)
		pg.buf = append(AppendMilli(append(pg.buf, ' '), t.Size), " Tf "...)
		pg.font, pg.size = s, t.Size
	}
	pg.buf = p.appendPoint(pg.buf, Point{t.X, t.Y})
	pg.buf = append(pg.buf, " Td ("...)
	shown := t.Shown
	if shown == nil {
		shown = t.Runes
	}
	for i, r := range t.Runes {
		code := s.code(r, shown[i])
		pg.buf = appendEscaped(appendEscaped(pg.buf, byte(code>>8)), byte(code))
	}
	pg.buf = append(pg.buf, ") Tj ET\n"...)
}

func (p *Provider) use(f *Font) *subset {
	s := p.subsets[f]
	if s == nil {
		s = &subset{font: f, object: p.newObject(), codes: map[rune]uint16{}}
		p.subsets[f] = s
		p.order = append(p.order, s)
	}
	if !slices.Contains(p.page.fonts, s) {
		p.page.fonts = append(p.page.fonts, s)
	}
	return s
}

// Line draws a straight line.
func (p *Provider) Line(from, to Point, s Stroke) {
	p.Polyline([]Point{from, to}, s)
}

// Polyline draws a line through points.
func (p *Provider) Polyline(points []Point, s Stroke) {
	p.page.setStroke(s)
	p.path(points)
	p.page.buf = append(p.page.buf, "S\n"...)
}

// Polygon fills the shape between points.
func (p *Provider) Polygon(points []Point, fill Color) {
	p.page.setFill(fill)
	p.path(points)
	p.page.buf = append(p.page.buf, "f\n"...)
}

func (p *Provider) path(points []Point) {
	for i, at := range points {
		p.page.buf = p.appendPoint(p.page.buf, at)
		op := " l "
		if i == 0 {
			op = " m "
		}
		p.page.buf = append(p.page.buf, op...)
	}
}

// Rect fills a rectangle.
func (p *Provider) Rect(at Point, width, height int, fill Color) {
	p.page.setFill(fill)
	p.rect(at, width, height)
	p.page.buf = append(p.page.buf, " f\n"...)
}

// Frame draws the outline of a rectangle.
func (p *Provider) Frame(at Point, width, height int, s Stroke) {
	p.page.setStroke(s)
	p.rect(at, width, height)
	p.page.buf = append(p.page.buf, " S\n"...)
}

func (p *Provider) rect(at Point, width, height int) {
	b := p.appendPoint(p.page.buf, Point{at.X, at.Y + height})
	b = AppendMilli(append(b, ' '), width)
	b = AppendMilli(append(b, ' '), height)
	p.page.buf = append(b, " re"...)
}

// Circle draws a disc with an outline; four Bezier curves are within 0.03 % of
// its radius.
func (p *Provider) Circle(at Point, radius int, fill Color, s Stroke) {
	p.page.setFill(fill)
	p.page.setStroke(s)
	k := radius * 5523 / 10000
	b := append(p.appendPoint(p.page.buf, Point{at.X + radius, at.Y}), " m "...)
	for _, c := range [4][3]Point{
		{{radius, k}, {k, radius}, {0, radius}},
		{{-k, radius}, {-radius, k}, {-radius, 0}},
		{{-radius, -k}, {-k, -radius}, {0, -radius}},
		{{k, -radius}, {radius, -k}, {radius, 0}},
	} {
		for _, d := range c {
			b = append(p.appendPoint(b, Point{at.X + d.X, at.Y + d.Y}), ' ')
		}
		b = append(b, "c "...)
	}
	p.page.buf = append(b, "b\n"...)
}

// Image draws a picture to fill a rectangle.
func (p *Provider) Image(im *Image, at Point, width, height int) {
	pg := p.page
	object, known := p.imageObjects[im]
	if !known {
		object = p.newObject()
		p.imageObjects[im] = object
		p.images = append(p.images, im)
	}
	pg.shows(object)
	b := AppendMilli(append(pg.buf, "q "...), width)
	b = AppendMilli(append(b, " 0 0 "...), height)
	b = p.appendPoint(append(b, ' '), Point{at.X, at.Y + height})
	b = append(b, " cm /I"...)
	pg.buf = append(strconv.AppendInt(b, int64(object), 10), " Do Q\n"...)
}

// shows notes that an object is drawn on the page as a picture or a form.
func (pg *page) shows(object int) {
	if !slices.Contains(pg.images, object) {
		pg.images = append(pg.images, object)
	}
}

func (pg *page) setFill(c Color) {
	if c != pg.fill {
		pg.buf = append(appendColor(pg.buf, c), "rg "...)
		pg.fill = c
	}
}

func (pg *page) setStroke(s Stroke) {
	if s.Color != pg.stroke.Color {
		pg.buf = append(appendColor(pg.buf, s.Color), "RG "...)
	}
	if s.Width != pg.stroke.Width {
		pg.buf = append(AppendMilli(pg.buf, s.Width), " w "...)
	}
	if s.Dash != pg.stroke.Dash {
		pg.buf = append(pg.buf, '[')
		if s.Dash[0] > 0 {
			pg.buf = AppendMilli(append(AppendMilli(pg.buf, s.Dash[0]), ' '), s.Dash[1])
		}
		pg.buf = append(pg.buf, "] 0 d "...)
	}
	if s.Round != pg.stroke.Round {
		ends := "0 J 0 j "
		if s.Round {
			ends = "1 J 1 j "
		}
		pg.buf = append(pg.buf, ends...)
	}
	pg.stroke = s
}

func (p *Provider) appendPoint(b []byte, at Point) []byte {
	return AppendMilli(append(AppendMilli(b, at.X), ' '), p.page.height-at.Y)
}

func appendColor(b []byte, c Color) []byte {
	for _, v := range c {
		b = append(AppendMilli(b, roundDiv(int(v)*1000, 255)), ' ')
	}
	return b
}

// AppendMilli writes thousandths as a decimal number without trailing zeros.
func AppendMilli(b []byte, n int) []byte {
	if n < 0 {
		b = append(b, '-')
		n = -n
	}
	b = strconv.AppendInt(b, int64(n/1000), 10)
	rest := n % 1000
	if rest == 0 {
		return b
	}
	b = append(b, '.', byte('0'+rest/100))
	if rest%100 != 0 {
		b = append(b, byte('0'+rest/10%10))
	}
	if rest%10 != 0 {
		b = append(b, byte('0'+rest%10))
	}
	return b
}

func appendEscaped(b []byte, c byte) []byte {
	switch c {
	case '(', ')', '\\':
		return append(b, '\\', c)
	case '\r':
		return append(b, '\\', 'r')
	case '\n':
		return append(b, '\\', 'n')
	}
	return append(b, c)
}

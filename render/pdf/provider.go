// Package pdf writes tagged PDF 1.7 files (ISO 32000-1, PDF/UA-1). Its Provider
// implements maroto's core.Provider, so that maroto's pages, rows and columns
// draw through it, and adds what they lack: text of exact place and font,
// vector figures, structure, bookmarks. It knows nothing of what it draws, uses
// no clock and no randomness, and the same calls give the same bytes.
package pdf

import (
	"errors"
	"fmt"
	"math"

	"github.com/johnfercher/maroto/v2/pkg/consts/align"
	"github.com/johnfercher/maroto/v2/pkg/consts/extension"
	"github.com/johnfercher/maroto/v2/pkg/consts/fontstyle"
	"github.com/johnfercher/maroto/v2/pkg/consts/linestyle"
	"github.com/johnfercher/maroto/v2/pkg/consts/orientation"
	"github.com/johnfercher/maroto/v2/pkg/core"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/props"
)

// Config is what holds for a whole file. Lengths are in 1/1000 pt.
type Config struct {
	Width, Height int
	Title         string
	Author        string
	Subject       string
	Language      string // BCP 47, "en" or "es-US"
	Producer      string
	Fonts         [4]*Font // regular, bold, italic, bold italic: for maroto's own components
	Pool          *Pool    // shared by documents; nil: none
	Password      string   // opens the file; none: the file is not encrypted
}

// Provider draws one file. It is used by one goroutine at a time; fonts may be
// shared by many.
type Provider struct {
	config  Config
	root    *Node
	pages   []*page
	page    *page
	subsets map[*Font]*subset
	order   []*subset

	images       []*Image
	imageObjects map[*Image]int
	forms        []*Form
	formObjects  map[*Form]int
	links        []link
	bookmarks    []bookmark
	objects      int
	errs         []error
}

// A provider is one of maroto's.
var _ core.Provider = (*Provider)(nil)

// ErrUnsupported says that a component asked for a thing that this provider
// does not draw: codes, and images from files.
var ErrUnsupported = errors.New("not supported")

// link is an annotation that leads to an address, or, without one, to a page.
type link struct {
	object int
	page   int
	box    [4]int
	node   *Node
	url    string
	to     int
	words  string
}

type bookmark struct {
	level int
	title string
	page  int
	y     int
}

// NewProvider returns a provider with no page yet.
func NewProvider(c Config) *Provider {
	return &Provider{
		config: c, root: &Node{Tag: Document}, objects: firstFree,
		subsets: map[*Font]*subset{}, imageObjects: map[*Image]int{}, formObjects: map[*Form]int{},
	}
}

// Root is the Document element; all other nodes are below it.
func (p *Provider) Root() *Node { return p.root }

// NewPage ends the page before and begins an empty one.
func (p *Provider) NewPage() { p.NewPageOf(p.config.Width, p.config.Height) }

// NewPageOf is NewPage for a page of another size.
func (p *Provider) NewPageOf(width, height int) {
	p.closeMark()
	p.page = &page{object: p.newObject(), width: width, height: height, stroke: Stroke{Width: 1000}, buf: make([]byte, 0, 16<<10)}
	p.pages = append(p.pages, p.page)
}

// Link makes a rectangle of the page lead to an address. The node is a Link
// whose text is drawn already.
func (p *Provider) Link(n *Node, at Point, width, height int, url string) {
	p.link(n, at, Point{width, height}, link{url: url})
}

// LinkTo makes a rectangle of the page lead to the head of a page, from 0,
// which need not be drawn yet. The words say where it leads.
func (p *Provider) LinkTo(n *Node, at, size Point, to int, words string) {
	p.link(n, at, size, link{to: to, words: words})
}

func (p *Provider) link(n *Node, at, size Point, l link) {
	l.object, l.page, l.node = p.newObject(), len(p.pages)-1, n
	l.box = [4]int{at.X, at.Y, at.X + size.X, at.Y + size.Y}
	n.kids = append(n.kids, kid{page: l.page, annot: l.object})
	p.page.annots = append(p.page.annots, l.object)
	p.links = append(p.links, l)
}

// Bookmark adds an entry to the outline, at a height of the current page.
func (p *Provider) Bookmark(level int, title string, y int) {
	p.bookmarks = append(p.bookmarks, bookmark{level, title, len(p.pages) - 1, y})
}

// Pages returns how many pages there are.
func (p *Provider) Pages() int { return len(p.pages) }

// Drawing returns the drawing operators of a page, from 0, as they are before
// compression.
func (p *Provider) Drawing(page int) []byte { return p.pages[page].buf }

func (p *Provider) newObject() int {
	p.objects++
	return p.objects - 1
}

func (p *Provider) fail(err error) { p.errs = append(p.errs, err) }

// perMM is 1/1000 pt in a millimetre, the unit of maroto's cells.
const perMM = 72000 / 25.4

// Milli brings a length of maroto, in millimetres, to 1/1000 pt.
func Milli(mm float64) int { return int(math.Round(mm * perMM)) }

// MM brings 1/1000 pt to millimetres, the unit of maroto's cells.
func MM(milli int) float64 { return float64(milli) / perMM }

// CreateRow does nothing: rows are placed by their cells.
func (p *Provider) CreateRow(float64) {}

// CreateCol does nothing: cells say where they are, and their tints and rules
// are components.
func (p *Provider) CreateCol(_, _ float64, _ *entity.Config, _ *props.Cell) {}

// AddLine draws one of maroto's line components, as an artifact.
func (p *Provider) AddLine(cell *entity.Cell, prop *props.Line) {
	p.Artifact("Layout")
	x, y, w, h := Milli(cell.X), Milli(cell.Y), Milli(cell.Width), Milli(cell.Height)
	s := Stroke{Width: Milli(prop.Thickness), Color: colorOf(prop.Color)}
	if prop.Style == linestyle.Dashed {
		s.Dash = [2]int{2000, 2000}
	}
	share := func(n int, percent float64) int { return int(math.Round(float64(n) * percent / 100)) }
	if prop.Orientation == orientation.Vertical {
		at, long := x+share(w, prop.OffsetPercent), share(h, prop.SizePercent)
		top := y + (h-long)/2
		p.Line(Point{at, top}, Point{at, top + long}, s)
		return
	}
	at, long := y+share(h, prop.OffsetPercent), share(w, prop.SizePercent)
	left := x + (w-long)/2
	p.Line(Point{left, at}, Point{left + long, at}, s)
}

// AddText draws one of maroto's text components as one paragraph of one style,
// in lines that fit the cell. Documents use Text instead.
func (p *Provider) AddText(text string, cell *entity.Cell, prop *props.Text) {
	f := p.fontOf(prop.Style)
	if f == nil {
		p.fail(fmt.Errorf("pdf: no font for a text component: %w", ErrUnsupported))
		return
	}
	p.Mark(p.root.New(Paragraph))
	size := int(math.Round(prop.Size * 1000))
	left, width := Milli(cell.X+prop.Left), Milli(cell.Width-prop.Left-prop.Right)
	y := Milli(cell.Y+prop.Top) + size*f.Ascent/1000
	for _, line := range wrap(f, text, width*1000/max(size, 1)) {
		x := left
		spare := width - measure(f, line)*size/1000
		switch prop.Align {
		case align.Right:
			x += spare
		case align.Center:
			x += spare / 2
		}
		p.Text(Text{X: x, Y: y, Font: f, Size: size, Color: colorOf(prop.Color), Runes: line})
		y += p.lineHeight(f, size) + Milli(prop.VerticalPadding)
	}
}

func (p *Provider) lineHeight(f *Font, size int) int {
	return size * (f.Ascent - f.Descent) / 1000
}

// GetFontHeight returns the height of a line, in millimetres.
func (p *Provider) GetFontHeight(prop *props.Font) float64 {
	f := p.fontOf(prop.Style)
	if f == nil {
		return 0
	}
	return MM(p.lineHeight(f, int(math.Round(prop.Size*1000))))
}

// GetLinesQuantity returns how many lines a text needs in a width in
// millimetres.
func (p *Provider) GetLinesQuantity(text string, prop *props.Text, width float64) int {
	f := p.fontOf(prop.Style)
	if f == nil {
		return 0
	}
	return len(wrap(f, text, Milli(width)*1000/max(1, int(math.Round(prop.Size*1000)))))
}

// AddImageFromBytes draws a PNG or JPEG inside a cell, at the top left or in
// the middle, keeping its proportions.
func (p *Provider) AddImageFromBytes(b []byte, cell *entity.Cell, prop *props.Rect, _ extension.Type) {
	im, err := ParseImage(b)
	if err != nil {
		p.fail(err)
		return
	}
	width := Milli(cell.Width * prop.Percent / 100)
	height := width * im.Height / im.Width
	if limit := Milli(cell.Height * prop.Percent / 100); height > limit && !prop.JustReferenceWidth {
		width, height = limit*im.Width/im.Height, limit
	}
	at := Point{Milli(cell.X + prop.Left), Milli(cell.Y + prop.Top)}
	if prop.Center {
		at = Point{Milli(cell.X) + (Milli(cell.Width)-width)/2, Milli(cell.Y) + (Milli(cell.Height)-height)/2}
	}
	p.Artifact("Layout")
	p.Image(im, at, width, height)
}

// AddBackgroundImageFromBytes draws a PNG or JPEG over the whole cell.
func (p *Provider) AddBackgroundImageFromBytes(b []byte, cell *entity.Cell, prop *props.Rect, kind extension.Type) {
	p.AddImageFromBytes(b, cell, prop, kind)
}

// GetDimensionsByImageByte returns the size of a picture in pixels.
func (p *Provider) GetDimensionsByImageByte(b []byte, _ extension.Type) (*entity.Dimensions, error) {
	im, err := ParseImage(b)
	if err != nil {
		return nil, err
	}
	return &entity.Dimensions{Width: float64(im.Width), Height: float64(im.Height)}, nil
}

// AddImageFromFile is not supported: a provider reads no files.
func (p *Provider) AddImageFromFile(string, *entity.Cell, *props.Rect) { p.fail(ErrUnsupported) }

// GetDimensionsByImage is not supported: a provider reads no files.
func (p *Provider) GetDimensionsByImage(string) (*entity.Dimensions, error) {
	return nil, ErrUnsupported
}

// AddMatrixCode is not supported.
func (p *Provider) AddMatrixCode(string, *entity.Cell, *props.Rect) { p.fail(ErrUnsupported) }

// AddQrCode is not supported.
func (p *Provider) AddQrCode(string, *entity.Cell, *props.Rect) { p.fail(ErrUnsupported) }

// AddBarCode is not supported.
func (p *Provider) AddBarCode(string, *entity.Cell, *props.Barcode) { p.fail(ErrUnsupported) }

// GetDimensionsByMatrixCode is not supported.
func (p *Provider) GetDimensionsByMatrixCode(string) (*entity.Dimensions, error) {
	return nil, ErrUnsupported
}

// GetDimensionsByQrCode is not supported.
func (p *Provider) GetDimensionsByQrCode(string) (*entity.Dimensions, error) {
	return nil, ErrUnsupported
}

// SetProtection takes the password that opens the file.
func (p *Provider) SetProtection(protection *entity.Protection) {
	if protection != nil {
		p.config.Password = protection.UserPassword
	}
}

// SetCompression does nothing: streams are always compressed.
func (p *Provider) SetCompression(bool) {}

// SetMetadata takes title, author and subject; a date of making is never
// written.
func (p *Provider) SetMetadata(m *entity.Metadata) {
	if m == nil {
		return
	}
	for _, field := range []struct {
		to   *string
		from *entity.Utf8Text
	}{{&p.config.Title, m.Title}, {&p.config.Author, m.Author}, {&p.config.Subject, m.Subject}} {
		if field.from != nil {
			*field.to = field.from.Text
		}
	}
}

func (p *Provider) fontOf(style fontstyle.Type) *Font {
	switch style {
	case fontstyle.Bold:
		return p.config.Fonts[1]
	case fontstyle.Italic:
		return p.config.Fonts[2]
	case fontstyle.BoldItalic:
		return p.config.Fonts[3]
	}
	return p.config.Fonts[0]
}

func colorOf(c *props.Color) Color {
	if c == nil {
		return Color{}
	}
	return Color{uint8(c.Red), uint8(c.Green), uint8(c.Blue)}
}

// measure returns the width of a text in 1/1000 em.
func measure(f *Font, runes []rune) int {
	width := 0
	for _, r := range runes {
		width += f.Width(r)
	}
	return width
}

// wrap breaks a text at spaces into lines of at most width, 1/1000 em; a longer
// word stands alone.
func wrap(f *Font, text string, width int) [][]rune {
	var lines [][]rune
	var line []rune
	for _, word := range splitWords(text) {
		longer := append(append(append([]rune{}, line...), ' '), word...)
		if len(line) == 0 {
			longer = word
		} else if measure(f, longer) > width {
			lines = append(lines, line)
			longer = word
		}
		line = longer
	}
	return append(lines, line)
}

func splitWords(text string) [][]rune {
	var words [][]rune
	var word []rune
	for _, r := range text + " " {
		if r != ' ' && r != '\n' && r != '\t' {
			word = append(word, r)
			continue
		}
		if len(word) > 0 {
			words = append(words, word)
		}
		word = nil
	}
	return words
}

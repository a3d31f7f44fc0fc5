package render

import (
	"fmt"
	"strings"

	"milepost/render/pdf"
)

// Envelope is what goes to one household by post.
type Envelope struct {
	Address   []string // lines, the names among them
	Language  string   // BCP 47, of the documents
	Reference string   // stands small at the foot of the address sheet, for whoever folds: "3 of 12 · R-0401"
	Inside    []Enclosed
}

// Enclosed is a document in an envelope, printed as it was signed.
type Enclosed struct {
	Title    string
	File     []byte // PDF
	Password string // opens it; "" none is needed
}

// Sheets says on which pages of a mailing an envelope lies.
type Sheets struct {
	First, Last int // pages, from 1; First is the address sheet
	Documents   []int
}

// maxAddress is how many lines an address has at most. A window of a #10
// envelope is 1 1/8 in high, and the folded sheet slides 11/24 in within it
// (4 1/8 in less a third of 11 in): 48 pt are seen wherever it lies, 4 lines of
// 12 pt; one line more is seen where the sheet lies straight.
const maxAddress = 5

// Mailing makes one PDF of envelopes, to be printed on both sides in one go.
// Each begins with an address sheet for a window envelope; sheet and documents
// begin on odd pages, so that no sheet of paper holds pages of two. The pages of
// the documents are those that were signed, in their own size. A document that
// cannot be read is an error: an envelope with half of its papers helps nobody.
func Mailing(envelopes []Envelope, o Options) (file []byte, sheets []Sheets, problems []Problem, err error) {
	defer catch(&err)
	if o.Fonts == nil {
		return nil, nil, nil, ErrFonts
	}
	fill(&o.Language, "en")
	o.Words.fill()
	o.accent, problems = brand(o.Brand)
	m := mailing{o: o, p: newProvider("Mailing", o), problems: problems}
	for i := range envelopes {
		if err := m.add(i, envelopes[i]); err != nil {
			return nil, nil, m.problems, fmt.Errorf("envelope %d: %w", i+1, err)
		}
	}
	file, err = m.p.GenerateBytes()
	return file, m.sheets, m.problems, err
}

// Opens tells why a PDF's pages cannot be placed in a mailing, with the password
// that opens it; nil: they can.
func Opens(file []byte, password string) error {
	_, err := pdf.ReadLocked(file, password)
	return err
}

// Lock returns a PDF that only the password opens (AES, 256 bits).
func Lock(file []byte, password string) ([]byte, error) { return pdf.Lock(file, password) }

// mailing is a mailing while it is made.
type mailing struct {
	o        Options
	p        *pdf.Provider
	sheets   []Sheets
	problems []Problem
}

func (m *mailing) add(i int, e Envelope) error {
	part := m.p.Root().New(pdf.Part)
	if e.Language != "" && e.Language != m.o.Language {
		part.Lang = e.Language
	}
	m.odd()
	s := Sheets{First: m.p.Pages() + 1}
	m.addressSheet(i, e, part)
	for _, d := range e.Inside {
		m.odd()
		s.Documents = append(s.Documents, m.p.Pages()+1)
		if err := m.document(d, part); err != nil {
			return fmt.Errorf("%s: %w", d.Title, err)
		}
	}
	s.Last = m.p.Pages()
	m.sheets = append(m.sheets, s)
	return nil
}

// odd adds an empty page where the next one would be the back of a sheet.
func (m *mailing) odd() {
	if m.p.Pages()%2 == 1 {
		s := sheetOf(m.o.Paper)
		m.p.NewPageOf(s.width, s.height)
	}
}

// document places the pages of a PDF, each in its own size.
func (m *mailing) document(d Enclosed, part *pdf.Node) error {
	leaves, err := pdf.ReadLocked(d.File, d.Password)
	if err != nil {
		return err
	}
	for i, leaf := range leaves {
		m.p.NewPageOf(leaf.Width, leaf.Height)
		if i == 0 {
			m.p.Bookmark(2, d.Title, 0)
		}
		figure := part.New(pdf.Figure)
		figure.Alt = slots(m.o.Words.Leaf, "{n}", i+1, "{all}", len(leaves), "{title}", d.Title)
		figure.Box = [4]int{0, 0, leaf.Width, leaf.Height}
		m.p.Mark(figure)
		m.p.Form(leaf, pdf.Point{}, leaf.Width, leaf.Height)
	}
	return nil
}

// window is where an address stands on its sheet.
type window struct {
	left, top, height int // 1/1000 pt from the paper's edge
	fold              [2]int
}

// windowOf gives the window for the paper.
//
// Source: for Letter, a #10 envelope of 4 1/8 by 9 1/2 in with a window of 1 1/8
// by 4 1/2 in, 7/8 in from the left and 1/2 in from the foot: seen of the upper
// third of the sheet are 2.50 to 3.17 in from its head wherever it lies. For A4,
// DIN 5008:2020, form B: the address field begins 45 mm from the head and 20 mm
// from the left, its recipient's zone 27.3 mm high below 17.7 mm for the sender;
// folds at 105 and 210 mm.
func windowOf(p Paper) window {
	if p == A4 {
		return window{left: 70866, top: 177700, height: 77400, fold: [2]int{297638, 595276}}
	}
	return window{left: 81000, top: 180000, height: 48000, fold: [2]int{264000, 528000}}
}

func (m *mailing) addressSheet(i int, e Envelope, part *pdf.Node) {
	w := newWriter(m.o, "")
	s, at := w.sheet, windowOf(m.o.Paper)
	m.p.NewPageOf(s.width, s.height)
	m.p.Bookmark(1, e.Reference, 0)
	c := &canvas{pdf: m.p}
	m.sender(c, w, at)
	address := e.Address
	if len(address) > maxAddress {
		m.problems = append(m.problems, Problem{Part: i + 1, Found: e.Reference, Wrong: fmt.Sprintf("the address has %d lines, and a window shows %d: make it shorter", len(address), maxAddress)})
	}
	face := face{size: 10500, leading: 12000, color: ink()}
	y := at.top + max(0, (at.height-len(address)*face.leading)/2)
	node := part.New(pdf.Paragraph)
	for _, text := range address {
		m.line(c, w, text, pdf.Point{X: at.left, Y: y}, face, node)
		y += face.leading
	}
	m.enclosed(c, w, e, part, at)
	m.line(c, w, e.Reference, pdf.Point{X: s.side, Y: s.height - s.bottom - smallFace().leading}, smallFace(), nil)
	for _, fold := range at.fold { // short strokes at the edge say where to fold
		m.p.Artifact("Layout")
		m.p.Line(pdf.Point{X: 8000, Y: fold}, pdf.Point{X: 20000, Y: fold}, pdf.Stroke{Width: 400, Color: hairline()})
	}
	m.problems = append(m.problems, w.l.problems...)
}

// sender prints who sends it: at the head for Letter, where an envelope with two
// windows shows it; above the address for A4.
func (m *mailing) sender(c *canvas, w *writer, at window) {
	h := m.o.Letterhead
	lines := addressOf(h)
	if m.o.Paper == A4 {
		m.line(c, w, join(append([]string{h.Clinic}, strings.Split(h.Address, "\n")...)...), pdf.Point{X: at.left, Y: at.top - 2*smallFace().leading}, smallFace(), nil)
		return
	}
	y := 40000
	name := smallFace()
	name.bold, name.color = true, m.o.accent
	m.line(c, w, h.Clinic, pdf.Point{X: w.sheet.side, Y: y}, name, nil)
	for _, text := range lines {
		y += smallFace().leading
		m.line(c, w, text, pdf.Point{X: w.sheet.side, Y: y}, smallFace(), nil)
	}
}

// enclosed lists what is in the envelope, below the first fold, where no window
// shows it.
func (m *mailing) enclosed(c *canvas, w *writer, e Envelope, part *pdf.Node, at window) {
	list := part.New(pdf.List)
	y := at.fold[0] + 40000
	for _, d := range e.Inside {
		node := list.New(pdf.ListItem).New(pdf.ListBody)
		for _, ln := range breakLines(w.l.shape([]span{{text: d.Title}}, bodyFace()), w.sheet.text()) {
			c.text(ln, pdf.Point{X: w.sheet.side, Y: y}, bodyFace(), node)
			y += bodyFace().leading
		}
		y += 4000
	}
}

func (m *mailing) line(c *canvas, w *writer, text string, at pdf.Point, f face, node *pdf.Node) {
	glyphs := w.l.shape([]span{{text: text}}, f)
	width, _ := widths(glyphs)
	c.text(line{glyphs, width}, at, f, node)
}

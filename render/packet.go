package render

import (
	"errors"
	"fmt"

	"milepost/render/pdf"
)

// Part is one document of a packet: a text of ours, a PDF or a picture from
// elsewhere, or, where it is none of these, the contents of the packet.
type Part struct {
	Title     string   // in the contents and the bookmarks; empty: the first heading of the Markdown
	Markdown  []byte   // a text of ours
	File      []byte   // a PDF from elsewhere; its pages are placed as they are
	Image     []byte   // a PNG or JPEG from elsewhere, on a page of its own
	Alts      []string // what stands for each page of File or Image where it cannot be seen; what is missing is Title with the page's number
	Draft     bool     // the word for a draft stands on the pages of this part
	Tab       string   // a letter or two at the edge of its pages, before its title in contents and bookmarks; empty: none
	Elsewhere string   // where it stands, if not in this file: the contents name it, and it has no pages
}

// isContents reports whether the part is the list of all others.
func (p Part) isContents() bool {
	return p.Markdown == nil && p.File == nil && p.Image == nil && p.Elsewhere == ""
}

// listed is the title as contents and bookmarks have it.
func (p Part) listed() string {
	if p.Tab == "" {
		return p.Title
	}
	return p.Tab + "  " + p.Title
}

// ErrPart says that a packet has no part with pages.
var ErrPart = errors.New("a packet needs a text or a file")

// Packet makes one tagged PDF of several documents. Pages are numbered through;
// each part is a bookmark, with the headings of its text below; the contents
// give the page of each part and lead there. A text begins on a page of its own
// with the letterhead. A page from elsewhere stands between our header and
// footer, made smaller where it has to be, as one figure. A part that cannot be
// read is a problem, and the packet is made without it.
func Packet(parts []Part, o Options) (file []byte, problems []Problem, err error) {
	v, problems, err := onePacket(parts, o)
	return v.File, problems, err
}

// onePacket makes the file and says where its parts stand.
func onePacket(parts []Part, o Options) (v Volume, problems []Problem, err error) {
	defer catch(&err)
	k := packet{o: o, contents: -1}
	if err := k.read(parts); err != nil {
		return v, k.problems, err
	}
	p := newProvider(k.title(), k.o)
	k.layout(p.Root())
	k.draw(p)
	v = k.volume()
	v.File, err = p.GenerateBytes()
	return v, k.problems, err
}

// packet is a packet while it is made.
type packet struct {
	o        Options
	parts    []packetPart
	contents int // which part holds the contents; -1: none
	problems []Problem
}

// packetPart is a part that can be printed.
type packetPart struct {
	Part
	number  int // as the caller counts them, from 1
	o       Options
	d       document
	leaves  []*pdf.Form
	image   *pdf.Image
	blank   *writer // of the empty page before it; nil: none
	node    *pdf.Node
	writers []*writer // one for a text, one a page for a file
	first   int       // the number of its first page, from 1
}

func (k *packet) read(parts []Part) error {
	found := false
	for i := range parts {
		part := packetPart{Part: parts[i], number: i + 1, o: k.o}
		part.o.Draft = k.o.Draft || part.Draft
		ok, err := k.readPart(&part)
		if err != nil {
			return fmt.Errorf("part %d: %w", i+1, err)
		}
		if !ok {
			continue
		}
		if part.isContents() {
			k.contents = len(k.parts)
		} else if part.Elsewhere == "" {
			found = true
		}
		k.parts = append(k.parts, part)
	}
	if !found {
		return ErrPart
	}
	k.complete()
	return nil
}

// complete gives the contents and the pages from elsewhere the language, client
// and period of the first text.
func (k *packet) complete() {
	for i := range k.parts {
		if part := &k.parts[i]; part.Markdown != nil {
			fill(&k.o.Language, part.o.Language)
			fill(&k.o.Client, part.o.Client)
			fill(&k.o.Period, part.o.Period)
			break
		}
	}
	fill(&k.o.Language, "en")
	for i := range k.parts {
		if part := &k.parts[i]; part.Markdown == nil {
			part.o.Language, part.o.Client, part.o.Period = k.o.Language, k.o.Client, k.o.Period
		}
	}
}

// readPart reads a part; ok tells whether it can be printed.
func (k *packet) readPart(part *packetPart) (ok bool, err error) {
	d, problems, err := prepare(part.Markdown, &part.o)
	k.report(part.number, problems)
	if err != nil {
		return false, err
	}
	part.d = d
	if d.meta.Language != "" {
		part.o.Language = d.meta.Language
	}
	k.o.accent, k.o.Words = part.o.accent, part.o.Words
	switch {
	case part.File != nil:
		return k.readFile(part), nil
	case part.Image != nil:
		return k.readImage(part), nil
	case part.Elsewhere != "":
	case part.Markdown == nil:
		fill(&part.Title, part.o.Words.Contents)
	default:
		fill(&part.Title, d.title(part.o))
	}
	return true, nil
}

func (k *packet) readFile(part *packetPart) bool {
	var err error
	if part.leaves, err = pdf.ReadForeign(part.File); err != nil {
		k.report(part.number, []Problem{{Found: part.Title, Wrong: "the file is left out: " + err.Error(), Left: true}})
		return false
	}
	for i, leaf := range part.leaves {
		if !leaf.Embedded {
			k.report(part.number, []Problem{{
				Found: part.leafName(i),
				Wrong: "it names fonts that are not in the file, so its letters may look different on another machine", Note: true,
			}})
			break
		}
	}
	return true
}

func (k *packet) readImage(part *packetPart) bool {
	var err error
	if part.image, err = pdf.ParseImage(part.Image); err != nil {
		k.report(part.number, []Problem{{Found: part.Title, Wrong: "the picture is left out: " + err.Error(), Left: true}})
		return false
	}
	return true
}

// report adds problems of a part. The letterhead is the same in all of them, so
// what is wrong with it is said once.
func (k *packet) report(part int, problems []Problem) {
	for _, p := range problems {
		p.Part = part
		known := false
		for _, other := range k.problems {
			known = known || p.Line == 0 && other.Found == p.Found && other.Wrong == p.Wrong
		}
		if !known {
			k.problems = append(k.problems, p)
		}
	}
}

// title is that of the first text, else of the first part.
func (k *packet) title() string {
	for i := range k.parts {
		if k.parts[i].Markdown != nil {
			return k.parts[i].Title
		}
	}
	return k.parts[0].Title
}

// layout sets all parts and numbers their pages. The contents are as many pages
// as they have lines for, so they can be set before the numbers are known.
func (k *packet) layout(root *pdf.Node) {
	page := 1
	tabs := 0
	for i := range k.parts {
		part := &k.parts[i]
		if part.Elsewhere != "" {
			part.first = page
			continue
		}
		if part.Tab != "" {
			part.o.tab, part.o.tabAt = part.Tab, tabs
			tabs++
		}
		part.node = root.New(pdf.Part)
		if part.o.Language != k.o.Language {
			part.node.Lang = part.o.Language
		}
		switch {
		case part.File != nil:
			part.setLeaves()
		case part.image != nil:
			part.setImage()
		case i == k.contents:
			part.writers = []*writer{k.setContents(part)}
		default:
			w := newWriter(part.o, part.d.meta.Audience)
			w.l.part, w.l.title = part.number, part.Title
			w.set(part.d, part.node)
			part.writers = []*writer{w}
		}
		if k.o.Duplex && page%2 == 0 {
			part.blank = blankPage(k.parts[i-1].o)
			page++
		}
		part.first = page
		for _, w := range part.writers {
			page += len(w.pages)
			k.report(part.number, w.l.problems)
		}
	}
}

func (k *packet) draw(p *pdf.Provider) {
	last := k.parts[len(k.parts)-1]
	total := last.first - 1
	for _, w := range last.writers {
		total += len(w.pages)
	}
	for i := range k.parts {
		n := k.parts[i].first
		if blank := k.parts[i].blank; blank != nil {
			blank.draw(p, 0, n-1, total)
		}
		for _, w := range k.parts[i].writers {
			for j := range w.pages {
				if n == k.parts[i].first {
					w.bookmark = k.parts[i].listed()
				}
				w.draw(p, j, n, total)
				w.bookmark = ""
				n++
			}
		}
	}
}

// volume says where the parts stand.
func (k *packet) volume() Volume {
	var v Volume
	for i := range k.parts {
		place := Place{Part: k.parts[i].number, First: k.parts[i].first}
		for _, w := range k.parts[i].writers {
			place.Pages += len(w.pages)
		}
		if place.Pages > 0 {
			v.Places = append(v.Places, place)
			v.Pages = place.First + place.Pages - 1
		}
	}
	return v
}

package pdf

import (
	"encoding/xml"
	"fmt"
	"strings"
)

// writeTree writes the structure tree and the tree that leads from marked
// content back to it.
func (p *Provider) writeTree(f *file) {
	p.root.attached = true
	p.number(p.root)
	p.writeNode(f, p.root, treeObject)
	var ids strings.Builder
	p.collectIDs(p.root, &ids)
	idTree := ""
	if ids.Len() > 0 {
		idTree = " /IDTree <</Names [" + ids.String() + "]>>"
	}
	f.add(treeObject, fmt.Sprintf("<</Type /StructTreeRoot /K %d 0 R /ParentTree %d 0 R /ParentTreeNextKey %d%s>>",
		p.root.object, parentsObject, len(p.pages)+len(p.links), idTree))
	var b strings.Builder
	b.WriteString("<</Nums [")
	for i, pg := range p.pages {
		fmt.Fprintf(&b, "%d [", i)
		for _, n := range pg.marks {
			fmt.Fprintf(&b, "%d 0 R ", n.object)
		}
		b.WriteString("] ")
	}
	for i, l := range p.links {
		fmt.Fprintf(&b, "%d %d 0 R ", len(p.pages)+i, l.node.object)
	}
	b.WriteString("]>>")
	f.add(parentsObject, b.String())
}

func (p *Provider) number(n *Node) {
	n.object = p.newObject()
	for _, k := range n.kids {
		if k.node != nil {
			p.number(k.node)
		}
	}
}

// collectIDs lists the identified nodes; notes are numbered in the order of
// the tree with a fixed width, so the list is sorted as a name tree must be.
func (p *Provider) collectIDs(n *Node, b *strings.Builder) {
	if n.ID != "" {
		fmt.Fprintf(b, "%s %d 0 R ", text(n.ID), n.object)
	}
	for _, k := range n.kids {
		if k.node != nil {
			p.collectIDs(k.node, b)
		}
	}
}

func (p *Provider) writeNode(f *file, n *Node, parent int) {
	var b strings.Builder
	fmt.Fprintf(&b, "<</Type /StructElem /S /%s /P %d 0 R", n.Tag, parent)
	if n.Alt != "" {
		b.WriteString(" /Alt " + text(n.Alt))
	}
	if n.Lang != "" {
		b.WriteString(" /Lang " + text(n.Lang))
	}
	if n.ID != "" {
		b.WriteString(" /ID " + text(n.ID))
	}
	if n.Scope != "" {
		b.WriteString(" /A <</O /Table /Scope /" + n.Scope + ">>")
	}
	if n.Tag == Figure {
		fmt.Fprintf(&b, " /A <</O /Layout /Placement /Block /BBox [%s]>>", p.box(n.Box, max(n.first(), 0)))
	}
	if len(n.kids) > 0 {
		b.WriteString(p.kids(n))
	}
	b.WriteString(">>")
	f.add(n.object, b.String())
	for _, k := range n.kids {
		if k.node != nil {
			p.writeNode(f, k.node, n.object)
		}
	}
}

// first is the page of the first content that is drawn in the node itself; -1
// where there is none.
func (n *Node) first() int {
	for _, k := range n.kids {
		if k.node == nil && k.annot == 0 {
			return k.page
		}
	}
	return -1
}

// kids writes what a node holds; marked content of the first page it is on is
// written as bare numbers.
func (p *Provider) kids(n *Node) string {
	first := n.first()
	var b strings.Builder
	if first >= 0 {
		fmt.Fprintf(&b, " /Pg %d 0 R", p.pages[first].object)
	}
	b.WriteString(" /K [")
	for _, k := range n.kids {
		switch {
		case k.node != nil:
			fmt.Fprintf(&b, "%d 0 R ", k.node.object)
		case k.annot != 0:
			fmt.Fprintf(&b, "<</Type /OBJR /Obj %d 0 R /Pg %d 0 R>> ", k.annot, p.pages[k.page].object)
		case k.page == first:
			fmt.Fprintf(&b, "%d ", k.mark)
		default:
			fmt.Fprintf(&b, "<</Type /MCR /Pg %d 0 R /MCID %d>> ", p.pages[k.page].object, k.mark)
		}
	}
	b.WriteString("]")
	return b.String()
}

// box writes a rectangle of ours, from the top left of a page, as one of PDF's.
func (p *Provider) box(r [4]int, page int) string {
	h := p.pages[page].height
	return fmt.Sprintf("%s %s %s %s", AppendMilli(nil, r[0]), AppendMilli(nil, h-r[3]), AppendMilli(nil, r[2]), AppendMilli(nil, h-r[1]))
}

func (p *Provider) writeLinks(f *file) {
	for i, l := range p.links {
		words, leads := l.url, "/A <</S /URI /URI "+text(uri(l.url))+">>"
		if l.url == "" {
			words, leads = l.words, fmt.Sprintf("/Dest [%d 0 R /XYZ null %s null]", p.pages[l.to].object, AppendMilli(nil, p.pages[l.to].height))
		}
		f.add(l.object, fmt.Sprintf("<</Type /Annot /Subtype /Link /Rect [%s] /Border [0 0 0] /F 4 /StructParent %d /Contents %s %s>>",
			p.box(l.box, l.page), len(p.pages)+i, text(words), leads))
	}
}

// uri escapes what an address may not hold (RFC 3986).
func uri(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7F {
			fmt.Fprintf(&b, "%%%02X", c)
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// writeOutline writes the bookmarks as a tree by their levels.
func (p *Provider) writeOutline(f *file) {
	if len(p.bookmarks) == 0 {
		return
	}
	items := make([]outlineItem, len(p.bookmarks)+1)
	items[0].object = outlineObject
	above := []int{0}
	levels := []int{0}
	for i, m := range p.bookmarks {
		for levels[len(levels)-1] >= m.level {
			above, levels = above[:len(above)-1], levels[:len(levels)-1]
		}
		parent := above[len(above)-1]
		items[i+1] = outlineItem{object: p.newObject(), parent: parent}
		items[parent].kids = append(items[parent].kids, i+1)
		above, levels = append(above, i+1), append(levels, m.level)
	}
	for i, it := range items {
		var b strings.Builder
		b.WriteString("<<")
		if i == 0 {
			b.WriteString("/Type /Outlines")
		} else {
			m := p.bookmarks[i-1]
			fmt.Fprintf(&b, "/Title %s /Parent %d 0 R /Dest [%d 0 R /XYZ null %s null]", text(m.title),
				items[it.parent].object, p.pages[m.page].object, AppendMilli(nil, p.pages[m.page].height-m.y))
			b.WriteString(neighbours(items, i))
		}
		if n := len(it.kids); n > 0 {
			fmt.Fprintf(&b, " /First %d 0 R /Last %d 0 R /Count %d", items[it.kids[0]].object, items[it.kids[n-1]].object, below(items, i))
		}
		b.WriteString(">>")
		f.add(it.object, b.String())
	}
}

type outlineItem struct {
	object, parent int
	kids           []int
}

func below(items []outlineItem, i int) int {
	n := 0
	for _, k := range items[i].kids {
		n += 1 + below(items, k)
	}
	return n
}

func neighbours(items []outlineItem, i int) string {
	var b strings.Builder
	kids := items[items[i].parent].kids
	for at, k := range kids {
		if k != i {
			continue
		}
		if at > 0 {
			fmt.Fprintf(&b, " /Prev %d 0 R", items[kids[at-1]].object)
		}
		if at+1 < len(kids) {
			fmt.Fprintf(&b, " /Next %d 0 R", items[kids[at+1]].object)
		}
	}
	return b.String()
}

func (p *Provider) writeCatalog(f *file) {
	outline := ""
	if len(p.bookmarks) > 0 {
		outline = fmt.Sprintf(" /Outlines %d 0 R /PageMode /UseOutlines", outlineObject)
	}
	f.add(catalogObject, fmt.Sprintf("<</Type /Catalog /Pages %d 0 R /Lang %s /MarkInfo <</Marked true>> /StructTreeRoot %d 0 R "+
		"/Metadata %d 0 R /ViewerPreferences <</DisplayDocTitle true>>%s>>",
		pagesObject, text(p.config.Language), treeObject, metadataObject, outline))
	var b strings.Builder
	b.WriteString("<<")
	for _, field := range []struct{ key, value string }{
		{"Title", p.config.Title},
		{"Author", p.config.Author},
		{"Subject", p.config.Subject},
		{"Producer", p.config.Producer},
	} {
		if field.value != "" {
			b.WriteString("/" + field.key + " " + text(field.value) + " ")
		}
	}
	b.WriteString(">>")
	f.add(infoObject, b.String())
	f.raw(metadataObject, "/Type /Metadata /Subtype /XML", []byte(p.metadata()))
}

// metadata is the XMP packet, with the claim of PDF/UA-1 (ISO 14289-1, 5).
func (p *Provider) metadata() string {
	var b strings.Builder
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"`)
	if p.accessible() {
		b.WriteString(` xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part>`)
	} else {
		b.WriteString(">")
	}
	if p.config.Title != "" {
		b.WriteString(`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + escapeXML(p.config.Title) + `</rdf:li></rdf:Alt></dc:title>`)
	}
	if p.config.Author != "" {
		b.WriteString(`<dc:creator><rdf:Seq><rdf:li>` + escapeXML(p.config.Author) + `</rdf:li></rdf:Seq></dc:creator>`)
	}
	if p.config.Subject != "" {
		b.WriteString(`<dc:description><rdf:Alt><rdf:li xml:lang="x-default">` + escapeXML(p.config.Subject) + `</rdf:li></rdf:Alt></dc:description>`)
	}
	b.WriteString(`<dc:language><rdf:Bag><rdf:li>` + escapeXML(p.config.Language) + `</rdf:li></rdf:Bag></dc:language>`)
	b.WriteString(`<pdf:Producer>` + escapeXML(p.config.Producer) + `</pdf:Producer>`)
	b.WriteString("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return b.String()
}

// accessible tells whether the file may claim PDF/UA. With pages from elsewhere
// it may not, since nobody here vouches for their fonts.
func (p *Provider) accessible() bool { return len(p.forms) == 0 }

func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes all
	return b.String()
}

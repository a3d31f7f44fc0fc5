package render

import (
	_ "embed"
	"encoding/base64"
	"fmt"
	"html"
	"strings"

	"milepost/render/pdf"
)

//go:embed style.css
var styleSheet string

// page writes one HTML document.
type htmlWriter struct {
	b      strings.Builder
	o      Options
	parent bool
	ids    map[string]bool
}

func writeHTML(d document, o Options) ([]byte, []Problem) {
	w := &htmlWriter{o: o, parent: d.meta.Audience == "parent", ids: map[string]bool{}}
	w.write("<!DOCTYPE html>\n<html lang=\"", html.EscapeString(o.Language), "\">\n<head>\n<meta charset=\"utf-8\">\n",
		"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"generator\" content=\"Milepost\">\n<title>")
	w.text(d.title(w.o))
	w.write("</title>\n<style>\n", w.css(), "</style>\n</head>\n<body>\n")
	problems := w.letterhead()
	w.write("<main>\n")
	w.blocks(d.blocks)
	w.notes(d.notes)
	w.write("</main>\n")
	w.footer()
	w.write("</body>\n</html>\n")
	return []byte(w.b.String()), problems
}

func (w *htmlWriter) css() string {
	size := "letter"
	switch w.o.Paper {
	case A4:
		size = "A4"
	case WideA4:
		size = "A4 landscape"
	case WideLetter:
		size = "letter landscape"
	}
	css := strings.Replace(styleSheet, "--accent: #164858", "--accent: "+hex(w.o.accent), 1)
	return strings.Replace(css, "PAPER", size, 1)
}

func (w *htmlWriter) write(parts ...string) {
	for _, p := range parts {
		w.b.WriteString(p)
	}
}

func (w *htmlWriter) text(s string) { w.b.WriteString(html.EscapeString(s)) }

func (w *htmlWriter) element(tag, s string) {
	if s == "" {
		return
	}
	name, _, _ := strings.Cut(tag, " ")
	w.write("<", tag, ">")
	w.text(s)
	w.write("</", name, ">\n")
}

func (w *htmlWriter) letterhead() []Problem {
	var problems []Problem
	h := w.o.Letterhead
	w.write("<header>\n")
	if w.o.Draft {
		w.element(`p class="draft"`, w.o.Words.Draft)
	}
	if len(h.Logo) > 0 {
		if logo, err := pdf.ParseImage(h.Logo); err != nil {
			problems = append(problems, badLogo(err))
		} else {
			w.image(`class="logo"`, "", logo)
		}
	}
	w.element(`p class="clinic"`, h.Clinic)
	w.write("<p class=\"contact\">")
	lines := ""
	for _, ln := range append(strings.Split(h.Address, "\n"), h.Phone, h.Web) {
		if ln = strings.TrimSpace(ln); ln != "" {
			lines += "<br>\n" + html.EscapeString(ln)
		}
	}
	w.write(strings.TrimPrefix(lines, "<br>\n"), "</p>\n</header>\n")
	return problems
}

// image writes a picture with its bytes in the page.
func (w *htmlWriter) image(attributes, alt string, im *pdf.Image) {
	w.write("<img ", attributes, ` alt="`, html.EscapeString(alt), `" src="data:`, im.Type, ";base64,", base64.StdEncoding.EncodeToString(im.File), "\">\n")
}

func (w *htmlWriter) footer() {
	line := join(w.o.Client, w.o.Period, w.o.Header, w.o.Footer, w.o.DocumentID)
	if line == "" {
		return
	}
	w.write("<footer>\n")
	w.element("p", line)
	w.write("</footer>\n")
}

func (w *htmlWriter) blocks(blocks []block) {
	for i := 0; i < len(blocks); i++ {
		if n := w.besides(blocks[i:]); n > 0 {
			w.write("<div class=\"beside\">\n<div>\n")
			for j := range n {
				w.block(&blocks[i+j])
			}
			w.write("</div>\n")
			w.block(&blocks[i+n])
			w.write("</div>\n")
			i += n
			continue
		}
		w.block(&blocks[i])
	}
}

// besides says how many blocks stand beside the chart that follows them; the
// same as in the PDF, but for their height.
func (w *htmlWriter) besides(blocks []block) int {
	if !w.parent {
		return 0
	}
	return words(blocks)
}

func (w *htmlWriter) block(b *block) {
	switch b.kind {
	case heading:
		w.heading(b)
	case paragraph:
		w.spans("p", b.text)
	case signature:
		w.spans(`p class="signature"`, b.text)
	case mark:
		w.spans(`p class="mark"`, markSpans(b))
	case list:
		w.list(b)
	case quote:
		w.write("<blockquote>\n")
		w.blocks(b.kids)
		w.write("</blockquote>\n")
	case code:
		w.write("<pre><code>")
		w.text(plain(b.text))
		w.write("</code></pre>\n")
	case rule:
		w.write("<hr>\n")
	case table:
		w.table(b)
	case trend:
		w.figure(b)
	case picture:
		w.write("<figure class=\"picture\">\n")
		w.image(fmt.Sprintf(`width="%d" height="%d"`, b.picture.image.Width, b.picture.image.Height), b.picture.alt(), b.picture.image)
		w.element("figcaption", b.picture.caption)
		w.write("</figure>\n")
	}
}

func (w *htmlWriter) heading(b *block) {
	tag := fmt.Sprintf("h%d", b.depth)
	if b.depth != b.level {
		tag += fmt.Sprintf(` class="h%d"`, b.level)
	}
	if b.id != "" && !w.ids[b.id] {
		w.ids[b.id] = true
		tag += ` id="` + html.EscapeString(b.id) + `"`
	}
	w.spans(tag, b.text)
}

func (w *htmlWriter) spans(tag string, spans []span) {
	name, _, _ := strings.Cut(tag, " ")
	w.write("<", tag, ">")
	w.inline(spans)
	w.write("</", name, ">\n")
}

func (w *htmlWriter) inline(spans []span) {
	for _, s := range spans {
		if s.note != 0 {
			w.write(fmt.Sprintf(`<sup><a href="#note-%d">%d</a></sup>`, s.note, s.note))
			continue
		}
		var open, end string
		for _, style := range []struct {
			on  bool
			tag string
		}{{s.bold, "strong"}, {s.italic, "em"}, {s.strike, "del"}, {s.code, "code"}} {
			if style.on {
				open, end = open+"<"+style.tag+">", "</"+style.tag+">"+end
			}
		}
		if s.link != "" {
			open, end = `<a href="`+html.EscapeString(s.link)+`">`+open, end+"</a>"
		}
		w.write(open, strings.ReplaceAll(html.EscapeString(visible(s.text)), "\n", "<br>\n"), end)
	}
}

// visible drops what the PDF drops too.
func visible(s string) string {
	return strings.Map(func(r rune) rune {
		if r, ok := clean(r); ok {
			return r
		}
		return -1
	}, s)
}

func (w *htmlWriter) list(b *block) {
	tag, end := "<ul>\n", "</ul>\n"
	if b.ordered {
		tag, end = "<ol>\n", "</ol>\n"
		if b.start != 1 {
			tag = fmt.Sprintf("<ol start=\"%d\">\n", b.start)
		}
	}
	w.write(tag)
	for i := range b.kids {
		entry := &b.kids[i]
		if entry.task != noTask {
			w.write(`<li class="task">`, sign(b, i), " ")
		} else {
			w.write("<li>")
		}
		for j := range entry.kids {
			if b.tight && entry.kids[j].kind == paragraph {
				w.inline(entry.kids[j].text)
				w.write("\n")
				continue
			}
			w.block(&entry.kids[j])
		}
		w.write("</li>\n")
	}
	w.write(end)
}

func (w *htmlWriter) table(b *block) {
	switch {
	case b.bare:
		w.write("<table class=\"facts\">\n<tbody>\n")
	default:
		if b.days {
			w.write("<table class=\"days\">\n<thead>\n")
		} else {
			w.write("<table>\n<thead>\n")
		}
		w.row(b, 0)
		w.write("</thead>\n<tbody>\n")
	}
	for i := 1; i < len(b.rows); i++ {
		w.row(b, i)
	}
	w.write("</tbody>\n</table>\n")
}

func (w *htmlWriter) row(b *block, i int) {
	w.write("<tr>")
	for j, c := range b.rows[i] {
		tag := "td"
		switch {
		case i == 0:
			tag = `th scope="col"`
		case j == 0 && b.bare:
			tag = `th scope="row"`
		}
		switch b.aligns[j] {
		case center:
			tag += ` class="center"`
		case right:
			tag += ` class="right"`
		}
		name, _, _ := strings.Cut(tag, " ")
		w.write("<", tag, ">")
		w.inline(c.text)
		w.write("</", name, ">")
	}
	w.write("</tr>\n")
}

func (w *htmlWriter) figure(b *block) {
	width, height := belowWidth, belowHeight
	if w.parent {
		width, height = besideWidth, besideHigh
	}
	w.write("<figure>\n")
	w.svg(chart(b.trend, width, height, look{w.o.Words, w.o.Fonts, w.o.accent}), altOf(b))
	w.element("figcaption", b.trend.Caption)
	w.write("</figure>\n")
}

// svg writes a drawing as vectors within the page.
func (w *htmlWriter) svg(d drawing, alt string) {
	w.write(fmt.Sprintf(`<svg role="img" aria-label="%s" viewBox="0 0 %s %s" width="%s" height="%s" font-size="%s">`+"\n",
		html.EscapeString(alt), milli(d.width), milli(d.height), milli(d.width*4/3), milli(d.height*4/3), milli(labelSize)))
	for _, s := range d.shapes {
		switch {
		case s.text != "":
			anchor := [...]string{"start", "middle", "end"}[s.anchor]
			w.write(fmt.Sprintf(`<text x="%s" y="%s" text-anchor="%s" fill="%s">`, milli(s.points[0].X), milli(s.points[0].Y), anchor, hex(s.color)))
			w.text(s.text)
			w.write("</text>\n")
		case s.dot > 0:
			w.write(fmt.Sprintf(`<circle cx="%s" cy="%s" r="%s" fill="%s"/>`+"\n", milli(s.points[0].X), milli(s.points[0].Y), milli(s.dot), hex(s.color)))
		case s.fill:
			w.write(fmt.Sprintf(`<rect x="%s" y="%s" width="%s" height="%s" fill="%s"/>`+"\n", milli(s.points[0].X), milli(s.points[0].Y),
				milli(s.points[1].X-s.points[0].X), milli(s.points[1].Y-s.points[0].Y), hex(s.color)))
		default:
			w.polyline(s)
		}
	}
	w.write("</svg>\n")
}

func (w *htmlWriter) polyline(s shape) {
	var points []string
	for _, p := range s.points {
		points = append(points, milli(p.X)+","+milli(p.Y))
	}
	dash := ""
	if s.stroke.Dash[0] > 0 {
		dash = fmt.Sprintf(` stroke-dasharray="%s %s"`, milli(s.stroke.Dash[0]), milli(s.stroke.Dash[1]))
	}
	if s.stroke.Round {
		dash += ` stroke-linecap="round" stroke-linejoin="round"`
	}
	w.write(fmt.Sprintf(`<polyline points="%s" fill="none" stroke="%s" stroke-width="%s"%s/>`+"\n",
		strings.Join(points, " "), hex(s.stroke.Color), milli(s.stroke.Width), dash))
}

func (w *htmlWriter) notes(notes []note) {
	if len(notes) == 0 {
		return
	}
	w.write("<section class=\"notes\" role=\"doc-endnotes\">\n<ol>\n")
	for _, n := range notes {
		w.write(fmt.Sprintf("<li id=\"note-%d\" value=\"%d\">", n.number, n.number))
		w.blocks(n.blocks)
		w.write("</li>\n")
	}
	w.write("</ol>\n</section>\n")
}

func hex(c pdf.Color) string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// milli writes thousandths as a decimal number.
func milli(n int) string { return string(pdf.AppendMilli(nil, n)) }

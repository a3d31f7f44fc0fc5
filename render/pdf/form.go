package pdf

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Form draws a page from elsewhere to fill a rectangle.
func (p *Provider) Form(form *Form, at Point, width, height int) {
	pg := p.page
	object, known := p.formObjects[form]
	if !known {
		object = p.newObject()
		p.formObjects[form] = object
		p.forms = append(p.forms, form)
	}
	pg.shows(object)
	b := appendReal(append(pg.buf, "q "...), float64(width)/float64(form.Width))
	b = appendReal(append(b, " 0 0 "...), float64(height)/float64(form.Height))
	b = p.appendPoint(append(b, ' '), Point{at.X, at.Y + height})
	b = append(b, " cm /I"...)
	pg.buf = append(strconv.AppendInt(b, int64(object), 10), " Do Q\n"...)
}

// writeForms writes the pages from elsewhere with all that they are drawn
// with. What two pages of one file share is written once.
func (p *Provider) writeForms(f *file) {
	copies := map[*model.Context]*copier{}
	for _, form := range p.forms {
		c := copies[form.source]
		if c == nil {
			c = &copier{provider: p, file: f, source: form.source, numbers: map[int]int{}}
			copies[form.source] = c
		}
		c.page(form, p.formObjects[form])
		c.rest()
	}
}

// copier brings objects of one file into another.
type copier struct {
	provider *Provider
	file     *file
	source   *model.Context
	numbers  map[int]int // of the source's objects in our file
	waiting  []int       // objects of the source that have a number and are not written
	whole    bool        // all of the source goes over, its structure too
}

// page writes a page as one form, whose own box begins at 0 0 and is upright.
func (c *copier) page(form *Form, object int) {
	m := form.matrix()
	if len(form.shown) == 0 {
		c.form(object, form, m)
		return
	}
	inner := c.provider.newObject()
	c.form(inner, form, [6]float64{1, 0, 0, 1, 0, 0})
	var content, names strings.Builder
	content.WriteString("/P Do\n")
	fmt.Fprintf(&names, "/P %d 0 R", inner)
	for i, a := range form.shown {
		fmt.Fprintf(&content, "q %s cm /A%d Do Q\n", reals(a.matrix[:]), i)
		fmt.Fprintf(&names, " /A%d %s", i, c.text(a.form))
	}
	c.file.stream(object, fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [%s] /Matrix [%s] /Resources <</XObject <<%s>>>>",
		reals(form.box[:]), reals(m[:]), names.String()), []byte(content.String()))
}

func (c *copier) form(object int, form *Form, m [6]float64) {
	dict := fmt.Sprintf("/Type /XObject /Subtype /Form /BBox [%s] /Matrix [%s]", reals(form.box[:]), reals(m[:]))
	if form.resources != nil {
		dict += " /Resources " + c.text(form.resources)
	}
	if form.group != nil {
		dict += " /Group " + c.text(form.group)
	}
	c.file.stream(object, dict, form.content)
}

// matrix brings the page's box to 0 0, turned as its reader sees it.
func (f *Form) matrix() [6]float64 {
	u := f.unit
	left, bottom, right, top := u*f.box[0], u*f.box[1], u*f.box[2], u*f.box[3]
	switch f.rotate {
	case 90:
		return [6]float64{0, -u, u, 0, -bottom, right}
	case 180:
		return [6]float64{-u, 0, 0, -u, right, top}
	case 270:
		return [6]float64{0, u, -u, 0, top, -left}
	}
	return [6]float64{u, 0, 0, u, -left, -bottom}
}

// rest writes the objects that others of the source refer to.
func (c *copier) rest() {
	for len(c.waiting) > 0 {
		n := c.waiting[0]
		c.waiting = c.waiting[1:]
		o, err := c.source.Dereference(types.IndirectRef{ObjectNumber: types.Integer(n)})
		if err != nil {
			o = nil
		}
		if stream, ok := o.(types.StreamDict); ok {
			c.stream(c.numbers[n], &stream)
			continue
		}
		c.file.add(c.numbers[n], c.text(o))
	}
}

func (c *copier) stream(object int, s *types.StreamDict) {
	kind, _ := s.Dict["Subtype"].(types.Name)
	if !c.whole && (kind == "Form" || s.Dict["PatternType"] != nil) {
		if err := s.Decode(); err == nil {
			dict := s.Dict.Clone().(types.Dict) // a Dict clones to a Dict
			delete(dict, "Filter")
			delete(dict, "DecodeParms")
			c.file.stream(object, c.entries(dict), withoutMarks(s.Content))
			return
		}
	}
	c.file.raw(object, c.entries(s.Dict), s.Raw)
}

// left are the keys of a dictionary that lead to what stays behind: the
// structure, the pages, private data and layers.
func leftBehind(key string) bool {
	switch key {
	case "Length", "StructParent", "StructParents", "Parent", "PieceInfo", "Metadata", "LastModified", "OC", "Properties", "OPI", "Alternates":
		return true
	}
	return false
}

func (c *copier) entries(d types.Dict) string {
	keys := make([]string, 0, len(d))
	for key := range d {
		if key != "Length" && (c.whole || !leftBehind(key)) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	var b strings.Builder
	for i, key := range keys {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(name(key) + " " + c.text(d[key]))
	}
	return b.String()
}

// text writes an object of the source with the numbers of our file.
func (c *copier) text(o types.Object) string {
	switch v := o.(type) {
	case nil:
		return "null"
	case types.IndirectRef:
		return fmt.Sprintf("%d 0 R", c.number(int(v.ObjectNumber)))
	case types.Dict:
		return "<<" + c.entries(v) + ">>"
	case types.Array:
		parts := make([]string, len(v))
		for i := range v {
			parts[i] = c.text(v[i])
		}
		return "[" + strings.Join(parts, " ") + "]"
	case types.Float:
		return string(appendReal(nil, float64(v)))
	case types.Name:
		return name(string(v))
	}
	return o.PDFString()
}

func (c *copier) number(n int) int {
	object, known := c.numbers[n]
	if !known {
		object = c.provider.newObject()
		c.numbers[n] = object
		c.waiting = append(c.waiting, n)
	}
	return object
}

// name writes a name; what is no plain letter stands as #XX (ISO 32000-1,
// 7.3.5).
func name(s string) string {
	b := []byte{'/'}
	for _, c := range []byte(s) {
		if c <= ' ' || c >= 0x7F || bytes.IndexByte([]byte("#()<>[]{}/%"), c) >= 0 {
			b = fmt.Appendf(b, "#%02X", c)
			continue
		}
		b = append(b, c)
	}
	return string(b)
}

func reals(ns []float64) string {
	var b []byte
	for i, n := range ns {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendReal(b, n)
	}
	return string(b)
}

// appendReal writes a number to the millionth without an exponent, which PDF
// does not know.
func appendReal(b []byte, n float64) []byte {
	s := strconv.FormatFloat(n, 'f', 6, 64)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" || s == "" {
		s = "0"
	}
	return append(b, s...)
}

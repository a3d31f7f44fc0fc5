package pdf

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"

	"github.com/klauspost/compress/zlib"
)

// Objects with a fixed number.
const (
	catalogObject = iota + 1
	pagesObject
	infoObject
	treeObject
	parentsObject
	outlineObject
	metadataObject
	encryptObject
	firstFree
)

// perStream is how many objects share one compressed stream.
const perStream = 150

// file collects the objects of a finished document.
type file struct {
	out     bytes.Buffer
	entries []entry // by object number
	small   []small // objects that go into compressed streams
	zip     *zlib.Writer
	crypt   *crypt
}

// entry is a row of the cross reference: an offset, or a stream and an index.
type entry struct {
	kind, where, index int
}

type small struct {
	number int
	body   string
}

// GenerateBytes ends the last page and returns the file.
func (p *Provider) GenerateBytes() ([]byte, error) {
	p.closeMark()
	if err := errors.Join(p.errs...); err != nil {
		return nil, err
	}
	f := &file{zip: p.config.Pool.take()}
	defer p.config.Pool.give(f.zip)
	if p.config.Password != "" {
		var err error
		if f.crypt, err = newCrypt(p.config.Password); err != nil {
			return nil, err
		}
	}
	f.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	p.writePages(f)
	p.writeFonts(f)
	p.writeImages(f)
	p.writeForms(f)
	p.writeTree(f)
	p.writeLinks(f)
	p.writeOutline(f)
	p.writeCatalog(f)
	p.finish(f)
	return f.out.Bytes(), nil
}

// compression is the level of klauspost/compress: 5 is within a few percent of
// the smallest file at half its time.
const compression = 5

// Pool lends compressors, which are large, from one document to the next. Any
// number of goroutines may use it; the zero value is ready, and a nil one lends
// a new one each time.
type Pool struct {
	writers sync.Pool
}

func (p *Pool) take() *zlib.Writer {
	if p != nil {
		if w, ok := p.writers.Get().(*zlib.Writer); ok {
			return w
		}
	}
	w, _ := zlib.NewWriterLevel(nil, compression) // the level is one that exists
	return w
}

func (p *Pool) give(w *zlib.Writer) {
	if p != nil {
		p.writers.Put(w)
	}
}

func (f *file) add(number int, body string) {
	f.small = append(f.small, small{number, body})
}

// stream writes a stream object; dict is what its dictionary holds beside
// length and filter.
func (f *file) stream(number int, dict string, data []byte) {
	var packed bytes.Buffer
	f.zip.Reset(&packed)
	_, _ = f.zip.Write(data) // a bytes.Buffer takes all
	_ = f.zip.Close()
	f.raw(number, dict+" /Filter /FlateDecode", packed.Bytes())
}

func (f *file) raw(number int, dict string, data []byte) {
	if f.crypt != nil && !strings.HasPrefix(dict, "/Type /XRef") {
		data = f.crypt.seal(data)
	}
	f.place(number)
	fmt.Fprintf(&f.out, "%d 0 obj\n<<%s /Length %d>>\nstream\n", number, dict, len(data))
	f.out.Write(data)
	f.out.WriteString("\nendstream\nendobj\n")
}

func (f *file) place(number int) {
	f.set(number, entry{1, f.out.Len(), 0})
}

func (f *file) set(number int, e entry) {
	for len(f.entries) <= number {
		f.entries = append(f.entries, entry{})
	}
	f.entries[number] = e
}

func (p *Provider) writePages(f *file) {
	var kids strings.Builder
	for i, pg := range p.pages {
		content := p.newObject()
		f.stream(content, "", pg.buf)
		var b strings.Builder
		fmt.Fprintf(&b, "<</Type /Page /Parent %d 0 R /Contents %d 0 R /StructParents %d /Tabs /S /Resources <<", pagesObject, content, i)
		if len(pg.fonts) > 0 {
			b.WriteString("/Font <<")
			for _, s := range pg.fonts {
				fmt.Fprintf(&b, "/F%d %d 0 R ", s.object, s.object)
			}
			b.WriteString(">>")
		}
		if len(pg.images) > 0 {
			b.WriteString("/XObject <<")
			for _, object := range pg.images {
				fmt.Fprintf(&b, "/I%d %d 0 R ", object, object)
			}
			b.WriteString(">>")
		}
		b.WriteString(">>")
		if pg.width != p.config.Width || pg.height != p.config.Height {
			fmt.Fprintf(&b, " /MediaBox [0 0 %s %s]", AppendMilli(nil, pg.width), AppendMilli(nil, pg.height))
		}
		if len(pg.annots) > 0 {
			b.WriteString(" /Annots [" + refs(pg.annots) + "]")
		}
		b.WriteString(">>")
		f.add(pg.object, b.String())
		fmt.Fprintf(&kids, "%d 0 R ", pg.object)
	}
	f.add(pagesObject, fmt.Sprintf("<</Type /Pages /Count %d /Kids [%s] /MediaBox [0 0 %s %s]>>", len(p.pages),
		kids.String(), AppendMilli(nil, p.config.Width), AppendMilli(nil, p.config.Height)))
}

func refs(objects []int) string {
	var b strings.Builder
	for _, o := range objects {
		fmt.Fprintf(&b, "%d 0 R ", o)
	}
	return b.String()
}

func (p *Provider) writeFonts(f *file) {
	for _, s := range p.order {
		cut := s.file()
		sum := sha256.Sum256(cut)
		name := prefix(sum) + "+" + s.font.Name
		data, names, descriptor, descendant := p.newObject(), p.newObject(), p.newObject(), p.newObject()
		f.stream(data, "/Length1 "+strconv.Itoa(len(cut)), cut)
		f.stream(names, "", s.toUnicode())
		flags, angle, weight := 4, 0, 80
		if s.font.Italic {
			flags, angle = 4|64, -12
		}
		if s.font.Bold {
			weight = 140
		}
		f.add(descriptor, fmt.Sprintf("<</Type /FontDescriptor /FontName /%s /Flags %d /FontBBox [%d %d %d %d] "+
			"/ItalicAngle %d /Ascent %d /Descent %d /CapHeight %d /StemV %d /FontFile2 %d 0 R>>",
			name, flags, s.font.box[0], s.font.box[1], s.font.box[2], s.font.box[3],
			angle, s.font.Ascent, s.font.Descent, s.font.CapHeight, weight, data))
		var widths strings.Builder
		for _, r := range s.shown {
			widths.WriteString(strconv.Itoa(s.font.Width(r)))
			widths.WriteByte(' ')
		}
		f.add(descendant, fmt.Sprintf("<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> "+
			"/FontDescriptor %d 0 R /CIDToGIDMap /Identity /DW 0 /W [1 [%s]]>>", name, descriptor, widths.String()))
		f.add(s.object, fmt.Sprintf("<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
			name, descendant, names))
	}
}

// prefix makes the six capitals before the name of a cut font from its content.
func prefix(sum [32]byte) string {
	var b [6]byte
	for i := range b {
		b[i] = 'A' + sum[i]%26
	}
	return string(b[:])
}

func (s *subset) toUnicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n" +
		"/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n" +
		"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for from := 0; from < len(s.runes); from += 100 {
		to := min(from+100, len(s.runes))
		fmt.Fprintf(&b, "%d beginbfchar\n", to-from)
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, "<%04X> <", i+1)
			for _, u := range utf16.AppendRune(nil, s.runes[i]) {
				fmt.Fprintf(&b, "%04X", u)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
	return b.Bytes()
}

func (p *Provider) writeImages(f *file) {
	for _, im := range p.images {
		dict := fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent %d", im.Width, im.Height, im.space, im.bits)
		if im.alpha != nil {
			mask := p.newObject()
			f.stream(mask, fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray /BitsPerComponent 8", im.Width, im.Height), im.alpha)
			dict += fmt.Sprintf(" /SMask %d 0 R", mask)
		}
		if im.filter == "" {
			f.stream(p.imageObjects[im], dict, im.data)
			continue
		}
		f.raw(p.imageObjects[im], dict+" /Filter "+im.filter+" "+im.predictor, im.data)
	}
}

// finish packs the small objects, and writes cross reference and trailer.
func (p *Provider) finish(f *file) {
	for from := 0; from < len(f.small); from += perStream {
		group := f.small[from:min(from+perStream, len(f.small))]
		number := p.newObject()
		var head, body bytes.Buffer
		for i, s := range group {
			fmt.Fprintf(&head, "%d %d ", s.number, body.Len())
			body.WriteString(s.body)
			body.WriteByte('\n')
			f.set(s.number, entry{2, number, i})
		}
		first := head.Len()
		head.Write(body.Bytes())
		f.stream(number, fmt.Sprintf("/Type /ObjStm /N %d /First %d", len(group), first), head.Bytes())
	}
	trailer := fmt.Sprintf("/Root %d 0 R /Info %d 0 R", catalogObject, infoObject)
	if f.crypt != nil {
		f.place(encryptObject)
		fmt.Fprintf(&f.out, "%d 0 obj\n%s\nendobj\n", encryptObject, f.crypt.dictionary())
		trailer += fmt.Sprintf(" /Encrypt %d 0 R", encryptObject)
	}
	number := p.newObject()
	f.place(number)
	sum := sha256.Sum256(f.out.Bytes())
	start := f.out.Len()
	var table bytes.Buffer
	for i := range f.entries {
		e := f.entries[i]
		table.Write([]byte{byte(e.kind), byte(e.where >> 24), byte(e.where >> 16), byte(e.where >> 8), byte(e.where), byte(e.index)})
	}
	f.stream(number, fmt.Sprintf("/Type /XRef /Size %d /W [1 4 1] %s /ID [<%x> <%x>]", len(f.entries), trailer, sum[:16], sum[:16]), table.Bytes())
	fmt.Fprintf(&f.out, "startxref\n%d\n%%%%EOF\n", start)
}

// text writes a string of a dictionary: as it is where it is plain, else as
// UTF-16.
func text(s string) string {
	var b strings.Builder
	plain := true
	for _, r := range s {
		plain = plain && r >= ' ' && r < 0x7F
	}
	if plain {
		b.WriteByte('(')
		for _, c := range []byte(s) {
			b.Write(appendEscaped(nil, c))
		}
		b.WriteByte(')')
		return b.String()
	}
	b.WriteString("<FEFF")
	for _, u := range utf16.Encode([]rune(s)) {
		fmt.Fprintf(&b, "%04X", u)
	}
	b.WriteByte('>')
	return b.String()
}

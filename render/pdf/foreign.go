package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"
)

// Form is a page of a file from elsewhere, ready to be drawn into a rectangle.
// What its annotations show, as filled form fields and stamps, is part of it.
type Form struct {
	Width, Height int  // as a reader sees the page, upright, 1/1000 pt
	Embedded      bool // the file holds every font that the page names

	source    *model.Context
	content   []byte // without marks of a structure that stays behind
	resources types.Object
	group     types.Object // how the page blends
	box       [4]float64   // left, bottom, right, top
	rotate    int          // degrees, clockwise: 0, 90, 180 or 270
	unit      float64      // points in a unit of the page
	shown     []appearance
}

// appearance is what an annotation shows.
type appearance struct {
	form   types.Object // reference of the stream
	matrix [6]float64   // from the form's own box to the page
}

// What may be wrong with a file from elsewhere.
var (
	ErrForeign = errors.New("not a PDF that can be read")
	ErrLocked  = errors.New("a password is needed to open it")
	ErrTooMuch = errors.New("its pages unpack to more than can be held")
)

// maxContent is how many bytes the drawing of all pages of a file, and each list
// of its objects, may unpack to: it is held in memory.
const maxContent = 48 << 20

// ReadForeign reads a PDF from elsewhere and returns its pages. Nothing outside
// the bytes is read.
func ReadForeign(file []byte) (pages []*Form, err error) { return ReadLocked(file, "") }

// ReadLocked does the same with a file that a password opens.
func ReadLocked(file []byte, password string) (pages []*Form, err error) {
	defer func() {
		if r := recover(); r != nil { // a broken file may break its reader
			pages, err = nil, fmt.Errorf("%w: %v", ErrForeign, r)
		}
	}()
	ctx, err := pdfcpu.Read(bytes.NewReader(file), reading(password))
	if errors.Is(err, pdfcpu.ErrWrongPassword) {
		return nil, ErrLocked
	}
	if err == nil {
		err = ctx.EnsurePageCount()
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForeign, err)
	}
	left := maxContent
	for n := 1; n <= ctx.PageCount; n++ {
		form, err := readPage(ctx, n, &left)
		if err != nil {
			return nil, fmt.Errorf("page %d: %w: %w", n, ErrForeign, err)
		}
		pages = append(pages, form)
	}
	if len(pages) == 0 {
		return nil, fmt.Errorf("%w: it has no pages", ErrForeign)
	}
	return pages, nil
}

// readPage reads a page, of which the drawing may take what is left.
func readPage(ctx *model.Context, n int, left *int) (*Form, error) {
	page, _, above, err := ctx.PageDict(n, false)
	if err != nil {
		return nil, err
	}
	if page == nil || above == nil || above.MediaBox == nil {
		return nil, errors.New("it has no size")
	}
	f := &Form{source: ctx, resources: above.Resources, group: page["Group"], unit: 1, rotate: ((above.Rotate%360 + 360) % 360) / 90 * 90}
	if own, ok := page["Resources"]; ok {
		f.resources = own
	}
	if u, ok := number(ctx, page["UserUnit"]); ok && u > 0 {
		f.unit = u
	}
	f.setBox(above)
	if f.Width < 1000 || f.Height < 1000 {
		return nil, errors.New("it has no size")
	}
	if f.content, err = contentOf(ctx, page["Contents"], left); err != nil {
		return nil, err
	}
	f.content = withoutMarks(f.content)
	f.readAnnotations(page)
	seen := map[int]bool{}
	f.Embedded = embedded(ctx, f.resources, seen)
	for _, a := range f.shown {
		f.Embedded = f.Embedded && embedded(ctx, a.form, seen)
	}
	return f, nil
}

// setBox takes what a reader shows of the page: its crop box inside its media
// box.
func (f *Form) setBox(above *model.InheritedPageAttrs) {
	m := above.MediaBox
	f.box = [4]float64{m.LL.X, m.LL.Y, m.UR.X, m.UR.Y}
	if c := above.CropBox; c != nil {
		crop := [4]float64{math.Max(f.box[0], c.LL.X), math.Max(f.box[1], c.LL.Y), math.Min(f.box[2], c.UR.X), math.Min(f.box[3], c.UR.Y)}
		if crop[0] < crop[2] && crop[1] < crop[3] {
			f.box = crop
		}
	}
	f.Width = int(math.Round((f.box[2] - f.box[0]) * f.unit * 1000))
	f.Height = int(math.Round((f.box[3] - f.box[1]) * f.unit * 1000))
	if f.rotate%180 != 0 {
		f.Width, f.Height = f.Height, f.Width
	}
}

// contentOf joins the content streams of a page; a token never spans two.
func contentOf(ctx *model.Context, o types.Object, left *int) ([]byte, error) {
	o, err := ctx.Dereference(o)
	if err != nil || o == nil {
		return nil, err
	}
	list, ok := o.(types.Array)
	if !ok {
		list = types.Array{o}
	}
	var all []byte
	for _, one := range list {
		stream, _, err := ctx.DereferenceStreamDict(one)
		if err != nil {
			return nil, err
		}
		if stream == nil {
			continue
		}
		if err := stream.DecodeWithLimit(maxContent); err != nil {
			return nil, err
		}
		if *left -= len(stream.Content); *left < 0 {
			return nil, ErrTooMuch
		}
		all = append(append(all, stream.Content...), '\n')
	}
	return all, nil
}

// The flags of an annotation that is not seen (ISO 32000-1, table 165).
const (
	flagHidden = 1 << 1
	flagNoView = 1 << 5
)

// readAnnotations finds what the annotations show, each in the place that ISO
// 32000-1, algorithm 8.1, gives it.
func (f *Form) readAnnotations(page types.Dict) {
	list, err := f.source.DereferenceArray(page["Annots"])
	if err != nil {
		return
	}
	for _, one := range list {
		annotation, err := f.source.DereferenceDict(one)
		if err != nil || annotation == nil {
			continue
		}
		flags, _ := number(f.source, annotation["F"])
		kind := annotation.Subtype()
		if int(flags)&(flagHidden|flagNoView) != 0 || kind != nil && *kind == "Popup" {
			continue
		}
		if ref, form := normal(f.source, annotation); form != nil {
			f.place(annotation, ref, form)
		}
	}
}

// normal returns the stream of an annotation's usual look.
func normal(ctx *model.Context, annotation types.Dict) (types.Object, *types.StreamDict) {
	looks, err := ctx.DereferenceDict(annotation["AP"])
	if err != nil || looks == nil {
		return nil, nil
	}
	ref := looks["N"]
	o, err := ctx.Dereference(ref)
	if err != nil {
		return nil, nil
	}
	if states, ok := o.(types.Dict); ok {
		state, _ := annotation["AS"].(types.Name)
		ref = states[string(state)]
		if o, err = ctx.Dereference(ref); err != nil {
			return nil, nil
		}
	}
	if stream, ok := o.(types.StreamDict); ok {
		return ref, &stream
	}
	return nil, nil
}

func (f *Form) place(annotation types.Dict, ref types.Object, form *types.StreamDict) {
	rect, ok1 := numbers(f.source, annotation["Rect"], 4)
	box, ok2 := numbers(f.source, form.Dict["BBox"], 4)
	if !ok1 || !ok2 {
		return
	}
	m, ok := numbers(f.source, form.Dict["Matrix"], 6)
	if !ok {
		m = []float64{1, 0, 0, 1, 0, 0}
	}
	left, bottom, right, top := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, x := range []float64{box[0], box[2]} {
		for _, y := range []float64{box[1], box[3]} {
			px, py := m[0]*x+m[2]*y+m[4], m[1]*x+m[3]*y+m[5]
			left, right, bottom, top = math.Min(left, px), math.Max(right, px), math.Min(bottom, py), math.Max(top, py)
		}
	}
	if right-left <= 0 || top-bottom <= 0 {
		return
	}
	x0, x1 := math.Min(rect[0], rect[2]), math.Max(rect[0], rect[2])
	y0, y1 := math.Min(rect[1], rect[3]), math.Max(rect[1], rect[3])
	sx, sy := (x1-x0)/(right-left), (y1-y0)/(top-bottom)
	f.shown = append(f.shown, appearance{ref, [6]float64{sx, 0, 0, sy, x0 - sx*left, y0 - sy*bottom}})
}

func number(ctx *model.Context, o types.Object) (float64, bool) {
	o, err := ctx.Dereference(o)
	if err != nil {
		return 0, false
	}
	switch n := o.(type) {
	case types.Integer:
		return float64(n), true
	case types.Float:
		return float64(n), true
	}
	return 0, false
}

// numbers returns the first so many numbers of an array.
func numbers(ctx *model.Context, o types.Object, count int) ([]float64, bool) {
	list, err := ctx.DereferenceArray(o)
	if err != nil || len(list) < count {
		return nil, false
	}
	all := make([]float64, count)
	for i := range all {
		n, ok := number(ctx, list[i])
		if !ok {
			return nil, false
		}
		all[i] = n
	}
	return all, true
}

// embedded tells whether the file holds the fonts that are named below an
// object. A font of glyphs that are drawings (Type 3) needs no file.
func embedded(ctx *model.Context, o types.Object, seen map[int]bool) bool {
	if ref, ok := o.(types.IndirectRef); ok {
		if seen[int(ref.ObjectNumber)] {
			return true
		}
		seen[int(ref.ObjectNumber)] = true
	}
	o, err := ctx.Dereference(o)
	if err != nil {
		return true
	}
	var d types.Dict
	switch v := o.(type) {
	case types.Array:
		for _, one := range v {
			if !embedded(ctx, one, seen) {
				return false
			}
		}
		return true
	case types.Dict:
		d = v
	case types.StreamDict:
		d = v.Dict
	default:
		return true
	}
	if kind := d.Type(); kind != nil && *kind == "Font" && d["DescendantFonts"] == nil && d["CharProcs"] == nil {
		return hasFile(ctx, d)
	}
	for key := range d {
		if key != "Parent" && !embedded(ctx, d[key], seen) {
			return false
		}
	}
	return true
}

func hasFile(ctx *model.Context, font types.Dict) bool {
	descriptor, err := ctx.DereferenceDict(font["FontDescriptor"])
	if err != nil || descriptor == nil {
		return false
	}
	return descriptor["FontFile"] != nil || descriptor["FontFile2"] != nil || descriptor["FontFile3"] != nil
}

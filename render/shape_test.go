package render_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"fmt"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
	"golang.org/x/text/unicode/norm"

	"milepost/render"
)

// The picture of a page, drawn by a program of others from the cut font in the
// file, is compared name by name with one that is drawn here from the whole
// font: an accent that went missing, or a letter in the place of another, shows
// in the ink of its name. pixelsPerPoint is the scale of both.
const pixelsPerPoint = 4

// mostStray is the share of ink that two programs may round to other places.
const mostStray = 0.003

// nameSize is that of a heading of the first level, in pt.
const nameSize = 20

func TestNamesLookAsTheWholeFontDrawsThem(t *testing.T) {
	needs(t, "pdftoppm", "poppler-utils")
	whole := wholeFont(t)
	for name, wrong := range map[string]string{"Nguyễn": "Nguyên", "Łukasz": "Lukasz", "Thị": "Thi", "Muñoz": "Munoz"} {
		if off := strayInk(trim(drawName(t, whole, name)), trim(drawName(t, whole, wrong))); off < 2*mostStray {
			t.Errorf("%q and %q differ by %.1f %% of their ink: the test would not tell them apart", name, wrong, off*100)
		}
	}
	names := coveredNames(t, whole, namesByCountry(t))
	if testing.Short() {
		names = names[:min(36, len(names))]
	}
	for len(names) > 0 {
		page := names[:min(12, len(names))]
		names = names[len(page):]
		comparePage(t, whole, page)
	}
}

// comparePage prints names as headings and compares each with its shape.
func comparePage(t *testing.T, whole *sfnt.Font, names []string) {
	t.Helper()
	o := render.Options{Fonts: fonts(t), Letterhead: render.Letterhead{Clinic: "x"}}
	file, _, err := render.PDF([]byte("# "+strings.Join(names, "\n\n# ")+"\n"), o)
	if err != nil {
		t.Fatal(err)
	}
	rows := strips(picture(t, file))
	if len(rows) < len(names)+1 {
		t.Fatalf("%d lines of ink on a page of %d names: %q", len(rows), len(names), names)
	}
	for i, name := range names {
		got, want := rows[i+1], trim(drawName(t, whole, name)) // the first is the letterhead
		if off := strayInk(got, want); off > mostStray {
			t.Errorf("%q: %.1f %% of its ink is not where the whole font puts it", name, off*100)
		}
	}
}

func wholeFont(t *testing.T) *sfnt.Font {
	t.Helper()
	b, err := os.ReadFile("fonts/NotoSans-Bold.ttf")
	if err != nil {
		t.Fatal(err)
	}
	f, err := sfnt.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// namesByCountry are some three hundred given names and surnames.
func namesByCountry(t *testing.T) []string {
	t.Helper()
	names := []string{"Nguyễn Thị Ánh", "Łukasz", "Žofia Ščedrina", "Ầặẫ Ễ", "Ní Bhriain", "Iñigo", "Ægir Øystein", "Ελένη", "Їжак Ґалаґан", "Ğül Şahin"}
	folder := "../../shared/data/names-by-country"
	files, err := filepath.Glob(folder + "/*.csv")
	if err != nil || len(files) == 0 {
		if os.Getenv("CI") == "true" {
			t.Fatalf("no names in %s", folder)
		}
		return names
	}
	for _, name := range files {
		names = append(names, column(t, name, 300)...)
	}
	return names
}

// column returns about so many localized names of a file.
func column(t *testing.T, name string, count int) []string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], "Localized Name")
	if at < 0 {
		return nil
	}
	var names []string
	for i := 1; i < len(rows); i += max(1, len(rows)/count) {
		names = append(names, norm.NFC.String(rows[i][at]))
	}
	return names
}

// coveredNames leaves out those with a letter that the font lacks: they are
// printed with a sign in its place, and a problem.
func coveredNames(t *testing.T, f *sfnt.Font, all []string) []string {
	t.Helper()
	var buf sfnt.Buffer
	var names []string
	for _, name := range all {
		ok := name != "" && !strings.ContainsAny(name, "*_#[]<>|`\\~/\n")
		for _, r := range name {
			g, err := f.GlyphIndex(&buf, r)
			ok = ok && err == nil && g != 0
		}
		if ok {
			names = append(names, name)
		}
	}
	if len(names) < 10 {
		t.Fatalf("only %d names", len(names))
	}
	t.Logf("%d names compared", len(names))
	return names
}

// picture returns the first page in grey.
func picture(t *testing.T, file []byte) *image.Gray {
	t.Helper()
	cmd := exec.Command("pdftoppm", "-gray", "-f", "1", "-l", "1", "-r", fmt.Sprint(72*pixelsPerPoint), "-")
	cmd.Stdin = bytes.NewReader(file)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(bytes.NewReader(out))
	var width, height, most int
	if _, err := fmt.Fscanf(in, "P5\n%d %d\n%d\n", &width, &height, &most); err != nil {
		t.Fatal(err)
	}
	m := image.NewGray(image.Rect(0, 0, width, height))
	copy(m.Pix, out[len(out)-width*height:])
	most = 255 - int(slices.Min(m.Pix)) // ink is 255, whatever its colour
	for i := range m.Pix {
		m.Pix[i] = uint8((255 - int(m.Pix[i])) * 255 / most)
	}
	return m
}

// strips parts a page into its lines of ink, each trimmed. Lines of text are
// parted by more white than a letter is from its accent; rules and the number
// of the page at the foot are left out.
func strips(m *image.Gray) []*image.Gray {
	const gap = 5 * pixelsPerPoint
	var list []*image.Gray
	from, last := -1, -1
	end := m.Bounds().Dy() - 60*pixelsPerPoint
	for y := range end {
		if inked(m, y) {
			if from < 0 {
				from = y
			}
			last = y
		} else if from >= 0 && y-last > gap {
			list = append(list, trim(cropped(m, from, last+1)))
			from = -1
		}
	}
	return list
}

// inked tells whether a row of pixels holds ink of letters, not of a rule.
func inked(m *image.Gray, y int) bool {
	count := 0
	for _, v := range m.Pix[y*m.Stride : y*m.Stride+m.Bounds().Dx()] {
		if v > 100 {
			count++
		}
	}
	return count > 0 && count < 400*pixelsPerPoint
}

func cropped(m *image.Gray, from, to int) *image.Gray {
	part := image.NewGray(image.Rect(0, 0, m.Bounds().Dx(), to-from))
	copy(part.Pix, m.Pix[from*m.Stride:to*m.Stride])
	return part
}

// trim cuts the white around the ink.
func trim(m *image.Gray) *image.Gray {
	b := image.Rectangle{}
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			if m.GrayAt(x, y).Y > 100 {
				b = b.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	part := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		for x := range b.Dx() {
			part.SetGray(x, y, m.GrayAt(b.Min.X+x, b.Min.Y+y))
		}
	}
	return part
}

// drawName draws a name letter after letter from the whole font.
func drawName(t *testing.T, f *sfnt.Font, name string) *image.Gray {
	t.Helper()
	const size = nameSize * pixelsPerPoint
	var buf sfnt.Buffer
	r := vector.NewRasterizer(2000*pixelsPerPoint/4, 3*size)
	x := float32(size)
	for _, letter := range name {
		g, err := f.GlyphIndex(&buf, letter)
		if err != nil {
			t.Fatal(err)
		}
		segments, err := f.LoadGlyph(&buf, g, fixed.I(size), nil)
		if err != nil {
			t.Fatal(err)
		}
		outline(r, segments, x, 2*size)
		advance, err := f.GlyphAdvance(&buf, g, fixed.I(1000), font.HintingNone)
		if err != nil {
			t.Fatal(err)
		}
		x += float32(advance.Round()) * size / 1000
	}
	m := image.NewAlpha(r.Bounds())
	r.Draw(m, m.Bounds(), image.Opaque, image.Point{})
	return &image.Gray{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
}

func outline(r *vector.Rasterizer, segments sfnt.Segments, x, y float32) {
	at := func(p fixed.Point26_6) (float32, float32) { return x + float32(p.X)/64, y + float32(p.Y)/64 }
	for _, s := range segments {
		ax, ay := at(s.Args[0])
		bx, by := at(s.Args[1])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			r.ClosePath()
			r.MoveTo(ax, ay)
		case sfnt.SegmentOpLineTo:
			r.LineTo(ax, ay)
		case sfnt.SegmentOpQuadTo:
			r.QuadTo(ax, ay, bx, by)
		case sfnt.SegmentOpCubeTo:
			cx, cy := at(s.Args[2])
			r.CubeTo(ax, ay, bx, by, cx, cy)
		}
	}
	r.ClosePath()
}

// strayInk is the share of the full ink of two pictures that lies where the
// other has none within a pixel, at the best of nine places of one upon the
// other: the edges, which two programs shade in their own ways, do not count.
func strayInk(a, b *image.Gray) float64 {
	best := 1.0
	for _, by := range []image.Point{{}, {X: 1}, {X: -1}, {Y: 1}, {Y: -1}, {X: 1, Y: 1}, {X: -1, Y: 1}, {X: 1, Y: -1}, {X: -1, Y: -1}} {
		strayA, fullA := stray(a, b, by)
		strayB, fullB := stray(b, a, image.Point{}.Sub(by))
		best = min(best, float64(strayA+strayB)/float64(fullA+fullB+1))
		if best == 0 {
			break
		}
	}
	return best
}

func stray(a, b *image.Gray, by image.Point) (count, full int) {
	for y := range a.Rect.Dy() {
		for x := range a.Rect.Dx() {
			if a.Pix[y*a.Stride+x] < 190 {
				continue
			}
			full++
			if !near(b, x+by.X, y+by.Y) {
				count++
			}
		}
	}
	return count, full
}

func near(m *image.Gray, x, y int) bool {
	for dy := -1; dy <= 1; dy++ {
		for dx := -1; dx <= 1; dx++ {
			if m.GrayAt(x+dx, y+dy).Y > 60 {
				return true
			}
		}
	}
	return false
}

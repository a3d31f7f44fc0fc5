package pdf_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"milepost/render/pdf"
)

func fontFiles(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob("../fonts/*.ttf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no fonts: %v", err)
	}
	return files
}

// read returns a font as we read it and as another reader does.
func read(t testing.TB, name string) (*pdf.Font, *sfnt.Font) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := pdf.ParseFont("Test", b)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := sfnt.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	return ours, theirs
}

func TestWidthsAreThoseOfAnotherReader(t *testing.T) {
	var buf sfnt.Buffer
	for _, name := range fontFiles(t) {
		ours, theirs := read(t, name)
		for r := rune(0); r < 0x3000; r++ {
			g, err := theirs.GlyphIndex(&buf, r)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := ours.Has(r), g != 0; got != want {
				t.Fatalf("%s: %U: has %v, want %v", name, r, got, want)
			}
			if g == 0 {
				continue
			}
			advance, err := theirs.GlyphAdvance(&buf, g, fixed.I(1000), font.HintingNone)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := ours.Width(r), advance.Round(); got != want {
				t.Errorf("%s: %U: width %d, want %d", name, r, got, want)
			}
		}
	}
}

// The shapes of a cut font are those of the whole one, with every part of every
// composite letter: a reader that loses parts of parts prints Nguyen for Nguyễn.
func TestCutFontKeepsEveryShape(t *testing.T) {
	for _, name := range fontFiles(t) {
		ours, theirs := read(t, name)
		runes := pdf.Runes(ours)
		slices.Sort(runes)
		slices.Reverse(runes) // not in the order of the glyphs
		cut := shapes(t, ours, runes)
		var buf sfnt.Buffer
		for i, r := range runes {
			g, err := theirs.GlyphIndex(&buf, r)
			if err != nil {
				t.Fatal(err)
			}
			want, err := theirs.LoadGlyph(&buf, g, fixed.I(1000), nil)
			if err != nil {
				t.Fatal(err)
			}
			want = slices.Clone(want)
			var other sfnt.Buffer
			got, err := cut.LoadGlyph(&other, sfnt.GlyphIndex(i+1), fixed.I(1000), nil)
			if err != nil {
				t.Fatalf("%s: %U: %v", name, r, err)
			}
			if !reflect.DeepEqual([]sfnt.Segment(want), []sfnt.Segment(got)) && len(want)+len(got) > 0 {
				t.Errorf("%s: %U %c: another shape after the cut: got %d segments, want %d", name, r, r, len(got), len(want))
			}
		}
	}
}

// shapes cuts a font and reads it with another reader, which asks for tables
// that a PDF does not need; they are those of the whole font.
func shapes(t *testing.T, f *pdf.Font, runes []rune) *sfnt.Font {
	t.Helper()
	theirs, err := sfnt.Parse(withTables(t, f, pdf.Cut(f, runes)))
	if err != nil {
		t.Fatal(err)
	}
	return theirs
}

func withTables(t *testing.T, f *pdf.Font, file []byte) []byte {
	t.Helper()
	tables := map[string][]byte{}
	for _, tag := range []string{"cmap", "OS/2", "name", "post"} {
		tables[tag] = pdf.FontTable(f, tag)
	}
	post := slices.Clone(tables["post"][:32])
	copy(post, []byte{0, 3, 0, 0}) // no names of glyphs
	tables["post"] = post
	count := int(file[4])<<8 | int(file[5])
	for i := range count {
		e := file[12+16*i:]
		at := int(e[8])<<24 | int(e[9])<<16 | int(e[10])<<8 | int(e[11])
		n := int(e[12])<<24 | int(e[13])<<16 | int(e[14])<<8 | int(e[15])
		tables[string(e[:4])] = file[at : at+n]
	}
	order := make([]string, 0, len(tables))
	for tag := range tables {
		order = append(order, tag)
	}
	slices.Sort(order)
	return pdf.Assemble(order, tables)
}

func TestBrokenFontsAreErrors(t *testing.T) {
	b, err := os.ReadFile(fontFiles(t)[0])
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rule string
		ttf  []byte
	}{
		{"nothing", nil},
		{"text", []byte("this is no font at all, only text")},
		{"cut off in the directory", b[:40]},
		{"cut off in the tables", b[:len(b)/2]},
	} {
		if _, err := pdf.ParseFont("Bad", c.ttf); !errors.Is(err, pdf.ErrFont) {
			t.Errorf("%s: got %v, want ErrFont", c.rule, err)
		}
	}
}

func FuzzParseFont(f *testing.F) {
	b, err := os.ReadFile("../fonts/NotoSans-Signs.ttf")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, ttf []byte) {
		if _, err := pdf.ParseFont("Fuzz", ttf); err != nil && !errors.Is(err, pdf.ErrFont) {
			t.Errorf("got %v, want ErrFont", err)
		}
	})
}

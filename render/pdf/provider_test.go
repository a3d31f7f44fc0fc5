package pdf_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/johnfercher/maroto/v2/pkg/components/col"
	"github.com/johnfercher/maroto/v2/pkg/components/line"
	"github.com/johnfercher/maroto/v2/pkg/components/page"
	"github.com/johnfercher/maroto/v2/pkg/components/row"
	"github.com/johnfercher/maroto/v2/pkg/components/text"
	"github.com/johnfercher/maroto/v2/pkg/core/entity"
	"github.com/johnfercher/maroto/v2/pkg/props"

	"milepost/render/pdf"
)

func config(t testing.TB) pdf.Config {
	t.Helper()
	c := pdf.Config{Width: 612000, Height: 792000, Title: "Tëst", Language: "en", Producer: "Test"}
	for i, name := range []string{"Regular", "Bold", "Italic", "BoldItalic"} {
		c.Fonts[i], _ = read(t, "../fonts/NotoSans-"+name+".ttf")
	}
	return c
}

// run gives a program a file and returns what it prints; a program that is
// missing skips the test, and fails it in CI.
func run(t testing.TB, file []byte, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is missing: apt-get install qpdf poppler-utils", program)
		}
		t.Skipf("%s is missing: apt-get install qpdf poppler-utils", program)
	}
	name := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	args = append(args, name)
	if program == "pdftotext" {
		args = append(args, "-")
	}
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
	return string(out)
}

func draw(t testing.TB, c pdf.Config, what func(p *pdf.Provider)) []byte {
	t.Helper()
	p := pdf.NewProvider(c)
	p.NewPage()
	what(p)
	b, err := p.GenerateBytes()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func hello(c pdf.Config, words string) func(p *pdf.Provider) {
	return func(p *pdf.Provider) {
		p.Mark(p.Root().New(pdf.Paragraph))
		p.Text(pdf.Text{X: 72000, Y: 72000, Font: c.Fonts[0], Size: 12000, Runes: []rune(words)})
	}
}

func TestMarotosOwnComponentsDraw(t *testing.T) {
	c := config(t)
	file := draw(t, c, func(p *pdf.Provider) {
		pg := page.New()
		pg.Add(row.New(20).Add(col.New(6).Add(text.New("left words")), col.New(6).Add(text.New("right Nguyễn"))), row.New(5).Add(col.New(12).Add(line.New())))
		pg.SetConfig(&entity.Config{MaxGridSize: 12, DefaultFont: &props.Font{Size: 10}})
		pg.Render(p, entity.Cell{X: 20, Y: 20, Width: 170, Height: 230})
	})
	run(t, file, "qpdf", "--check")
	if got := strings.Join(strings.Fields(run(t, file, "pdftotext", "-raw")), " "); got != "left words right Nguyễn" {
		t.Errorf("got %q", got)
	}
}

func TestPasswordOpensTheFile(t *testing.T) {
	c := config(t)
	c.Password = "Ünlock 1"
	file := draw(t, c, hello(c, "secret words"))
	if bytes.Contains(file, []byte("secret")) {
		t.Error("the words stand in the file")
	}
	if got := run(t, file, "pdftotext", "-raw", "-upw", c.Password); !strings.Contains(got, "secret words") {
		t.Errorf("got %q", got)
	}
	run(t, file, "qpdf", "--check", "--password="+c.Password)
	name := filepath.Join(t.TempDir(), "y.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := exec.Command("pdftotext", "-upw", "wrong", name, "-").Run(); err == nil {
		t.Error("a wrong password opens the file")
	}
}

// TestEveryProtectedFileOpens makes many files, since each has salts and a key
// of its own: a fault in deriving them may show in one of ten only.
func TestEveryProtectedFileOpens(t *testing.T) {
	c := config(t)
	c.Password = "open sesame"
	for i := range 60 {
		file := draw(t, c, hello(c, "secret words"))
		if got := run(t, file, "pdftotext", "-raw", "-upw", c.Password); !strings.Contains(got, "secret words") {
			t.Fatalf("file %d: got %q", i, got)
		}
	}
}

func TestPictures(t *testing.T) {
	gray := image.NewGray(image.Rect(0, 0, 20, 10))
	solid := image.NewRGBA(image.Rect(0, 0, 20, 10))
	for i := range solid.Pix {
		solid.Pix[i] = 255
	}
	clearer := image.NewNRGBA(image.Rect(0, 0, 20, 10))
	paletted := image.NewPaletted(image.Rect(0, 0, 20, 10), color.Palette{color.White, color.Black})
	encode := func(m image.Image) []byte {
		var b bytes.Buffer
		if err := png.Encode(&b, m); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, solid, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		rule string
		b    []byte
	}{
		{"grey PNG", encode(gray)},
		{"PNG in colours", encode(solid)},
		{"PNG with transparency", encode(clearer)},
		{"PNG with a palette", encode(paletted)},
		{"JPEG", photo.Bytes()},
	} {
		im, err := pdf.ParseImage(c.b)
		if err != nil {
			t.Errorf("%s: %v", c.rule, err)
			continue
		}
		if im.Width != 20 || im.Height != 10 {
			t.Errorf("%s: %d x %d pixels, want 20 x 10", c.rule, im.Width, im.Height)
		}
		file := draw(t, config(t), func(p *pdf.Provider) {
			p.Artifact("Layout")
			p.Image(im, pdf.Point{X: 10000, Y: 10000}, 40000, 20000)
		})
		run(t, file, "qpdf", "--check")
		if list := run(t, file, "pdfimages", "-list"); !strings.Contains(list, " 20 ") {
			t.Errorf("%s: not in the file:\n%s", c.rule, list)
		}
	}
}

func TestTreeIsInTheOrderOfDrawing(t *testing.T) {
	c := config(t)
	file := draw(t, c, func(p *pdf.Provider) {
		second, first := p.Root().New(pdf.Paragraph), p.Root().New(pdf.Heading(1))
		at := func(n *pdf.Node, y int, words string) {
			p.Mark(n)
			p.Text(pdf.Text{X: 72000, Y: y, Font: c.Fonts[0], Size: 12000, Runes: []rune(words)})
		}
		at(first, 72000, "Title")
		at(second, 90000, "begins ")
		p.NewPage()
		at(second, 72000, "and ends")
	})
	got := strings.Join(strings.Fields(run(t, file, "pdfinfo", "-struct-text")), " ")
	if want := `Document H1 (block) "Title" P (block) "begins " "and ends"`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

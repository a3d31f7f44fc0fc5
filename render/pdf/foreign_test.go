package pdf_test

import (
	"errors"
	"os"
	"testing"

	"milepost/render/pdf"
)

func TestForeignPagesHaveTheirSize(t *testing.T) {
	c := config(t)
	p := pdf.NewProvider(c)
	p.NewPage()
	hello(c, "one")(p)
	p.NewPageOf(842000, 595500)
	hello(c, "two")(p)
	file, err := p.GenerateBytes()
	if err != nil {
		t.Fatal(err)
	}
	pages, err := pdf.ReadForeign(file)
	if err != nil {
		t.Fatal(err)
	}
	want := [][2]int{{612000, 792000}, {842000, 595500}}
	for i, page := range pages {
		if got := [2]int{page.Width, page.Height}; got != want[i] || !page.Embedded {
			t.Errorf("page %d: got %v, fonts in the file %v, want %v, true", i+1, got, page.Embedded, want[i])
		}
	}
	if len(pages) != len(want) {
		t.Errorf("got %d pages, want %d", len(pages), len(want))
	}
}

func TestWhatIsNoPDFIsAnError(t *testing.T) {
	for _, b := range []string{"", "no PDF", "%PDF-1.7\n%%EOF\n"} {
		if _, err := pdf.ReadForeign([]byte(b)); !errors.Is(err, pdf.ErrForeign) {
			t.Errorf("%q: got %v, want ErrForeign", b, err)
		}
	}
}

func FuzzReadForeign(f *testing.F) {
	f.Add([]byte("%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n" +
		"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Length 12>>\nstream\n/P BMC q EMC\nendstream\nendobj\n" +
		"trailer\n<</Root 1 0 R/Size 5>>\n"))
	fonts, err := os.ReadFile("../fonts/NotoSans-Signs.ttf")
	if err != nil {
		f.Fatal(err)
	}
	font, err := pdf.ParseFont("Signs", fonts)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		pages, err := pdf.ReadForeign(file)
		if err != nil {
			if !errors.Is(err, pdf.ErrForeign) && !errors.Is(err, pdf.ErrLocked) {
				t.Errorf("got %v, want ErrForeign or ErrLocked", err)
			}
			return
		}
		p := pdf.NewProvider(pdf.Config{Width: 99000, Height: 99000, Title: "T", Language: "en", Fonts: [4]*pdf.Font{font, font, font, font}})
		p.NewPage()
		p.Artifact("Layout")
		for _, page := range pages {
			p.Form(page, pdf.Point{}, 9000, 9000)
		}
		if _, err := p.GenerateBytes(); err != nil {
			t.Errorf("the pages cannot be written: %v", err)
		}
	})
}

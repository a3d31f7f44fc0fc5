package render_test

import (
	"strings"
	"testing"

	"golang.org/x/image/font/gofont/goregular"

	"milepost/render"
)

func TestAFontOfTheClinicDrawsWhatOursLack(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	needs(t, "pdffonts", "poppler-utils")
	md := []byte("# A\n\nbox ╬ here\n")
	o := options(t)
	_, problems, err := render.PDF(md, o)
	if err != nil || len(problems) != 1 || problems[0].Found != "╬ (U+256C)" {
		t.Fatalf("without the font: got %+v, %v, want the letter as a problem", problems, err)
	}
	if o.Fonts, err = fonts(t).With(goregular.TTF); err != nil {
		t.Fatal(err)
	}
	file, problems, err := render.PDF(md, o)
	if err != nil || len(problems) > 0 {
		t.Fatalf("with the font: %+v, %v", problems, err)
	}
	if text := run(t, file, "pdftotext", "-raw", "FILE", "-"); !strings.Contains(text, "box ╬ here") {
		t.Errorf("the letter is not in the text:\n%s", text)
	}
	if list := run(t, file, "pdffonts", "FILE"); !strings.Contains(list, "+Fallback") {
		t.Errorf("the font is not in the file:\n%s", list)
	}
	if _, err := fonts(t).With([]byte("no font")); err == nil {
		t.Error("what is no font is taken")
	}
	if _, problems, _ := render.PDF(md, options(t)); len(problems) != 1 {
		t.Error("the fonts that others use have changed")
	}
}

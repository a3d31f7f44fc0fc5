package render_test

import (
	"os"
	"testing"

	"milepost/render"
)

func TestLook(t *testing.T) {
	fonts, err := render.LoadFonts()
	if err != nil {
		t.Fatal(err)
	}
	md, err := os.ReadFile("testdata/example.md")
	if err != nil {
		t.Fatal(err)
	}
	o := render.Options{Fonts: fonts, Draft: true, Client: "C-2041", Period: "February 2 to April 30, 2026", DocumentID: "D-7F3A 21C0",
		Letterhead: render.Letterhead{Clinic: "Birch Lane Children's Therapy", Address: "12 Birch Lane\nSpringfield, IL 62701", Phone: "555-0100", Web: "birchlane.example"}}
	pdf, problems, err := render.PDF(md, o)
	t.Log(problems, err, len(pdf))
	os.WriteFile("/tmp/look/x.pdf", pdf, 0o600)
	h, problems, err := render.HTML(md, o)
	t.Log(problems, err, len(h))
	os.WriteFile("/tmp/look/x.html", h, 0o600)
}

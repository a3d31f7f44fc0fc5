package render_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"milepost/render"
	"milepost/samples"
)

// foreign is a small PDF as an old program writes it: two pages with a font that
// is not in the file; the second lies on its side and is turned upright, holds
// marks of a structure, a picture in its text whose data look like operators,
// and a filled form field.
func foreign(t testing.TB) []byte {
	t.Helper()
	objects := []string{
		"<</Type /Catalog /Pages 2 0 R /AcroForm <</Fields [8 0 R]>>>>",
		"<</Type /Pages /Kids [3 0 R 4 0 R] /Count 2 /Resources <</Font <</F1 5 0 R>>>> /MediaBox [0 0 612 792]>>",
		"<</Type /Page /Parent 2 0 R /Contents [6 0 R 6 0 R]>>",
		"<</Type /Page /Parent 2 0 R /Contents 7 0 R /Rotate 90 /Annots [8 0 R]>>",
		"<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>",
		stream("", "BT /F1 24 Tf 72 700 Td (outside words) Tj ET"),
		stream("", "/Span <</ActualText (x EMC y)>> BDC BT /F1 24 Tf 0 1 -1 0 300 72 Tm (turned \\(EMC\\) words) Tj ET EMC\n"+
			"q 20 0 0 20 400 400 cm BI /W 9 /H 1 /BPC 8 /CS /G ID \x00 BMC EI\xff EI Q\n/Artifact BMC 10 10 20 20 re f EMC"),
		"<</Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (filled) /Rect [100 100 300 130] /F 4 /P 4 0 R /AP <</N 9 0 R>>>>",
		stream("/Type /XObject /Subtype /Form /BBox [0 0 100 15] /Resources <</Font <</F1 5 0 R>>>>", "/Tx BMC BT /F1 10 Tf 2 4 Td (filled in) Tj ET EMC"),
	}
	return samples.PDFOf(objects)
}

func stream(dict, content string) string {
	return fmt.Sprintf("<<%s /Length %d>>\nstream\n%s\nendstream", dict, len(content), content)
}

// parts are a cover, contents, two texts, one of them in Spanish, and a file
// from elsewhere between them.
func parts(t testing.TB) []render.Part {
	t.Helper()
	return []render.Part{
		{Markdown: []byte("---\nclient: C-7\nperiod: 2026-02-02 to 2026-04-30\nlanguage: en\n---\n\n# Packet for the school team\n\nFor the meeting.[^1]\n\n[^1]: The first note.\n")},
		{},
		{Markdown: example(t)},
		{Title: "Hearing test", File: foreign(t), Alts: []string{"A hearing test without findings."}},
		{Markdown: []byte("---\nlanguage: es\n---\n\n# Para la familia\n\nUna nota.[^1]\n\n[^1]: Otra nota.\n"), Draft: true},
	}
}

func packetOptions(t testing.TB) render.Options {
	o := options(t)
	o.Client, o.Period = "", ""
	return o
}

func TestPacketNumbersPagesThrough(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	needs(t, "qpdf", "qpdf")
	file, problems, err := render.Packet(parts(t), packetOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) != 1 || problems[0].Part != 4 || !strings.Contains(problems[0].Wrong, "fonts that are not in the file") {
		t.Errorf("problems: got %+v, want the fonts of part 4", problems)
	}
	run(t, file, "qpdf", "--check", "FILE")
	pages := strings.Split(strings.TrimSuffix(run(t, file, "pdftotext", "-raw", "FILE", "-"), "\f"), "\f")
	for i, text := range pages {
		if want := fmt.Sprintf("Page %d of %d", i+1, len(pages)); !strings.Contains(text, want) {
			t.Errorf("page %d lacks %q:\n%s", i+1, want, text)
		}
	}
	for _, entry := range []string{"Packet for the school team", "Progress report for Ánh", "Hearing test", "Para la familia"} {
		page := entryPage(t, pages[1], entry)
		if page < 1 || page > len(pages) || !strings.Contains(pages[page-1], entry) && entry != "Hearing test" {
			t.Errorf("the contents say page %d for %q", page, entry)
		}
		if entry == "Hearing test" && !strings.Contains(pages[page-1], "outside words") {
			t.Errorf("page %d is not the first of the file from elsewhere:\n%s", page, pages[page-1])
		}
	}
	all := strings.Join(pages, "\n")
	for _, want := range []string{"turned (EMC) words", "filled\nin"} {
		if !strings.Contains(all, want) {
			t.Errorf("the packet lacks %q", want)
		}
	}
}

// entryPage returns the number that the contents give for a title.
func entryPage(t *testing.T, contents, title string) int {
	t.Helper()
	for _, ln := range strings.Split(contents, "\n") {
		var n int
		if rest, ok := strings.CutPrefix(ln, title); ok {
			if _, err := fmt.Sscan(rest, &n); err == nil {
				return n
			}
		}
	}
	t.Errorf("the contents have no %q:\n%s", title, contents)
	return 0
}

func TestPacketIsTagged(t *testing.T) {
	needs(t, "pdfinfo", "poppler-utils")
	file, _, err := render.Packet(parts(t), packetOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	tree := run(t, file, "pdfinfo", "-struct", "FILE")
	for want, count := range map[string]int{"\n  Part": 5, "TOC\n": 1, "TOCI": 4, "Note <": 2} {
		if got := strings.Count("\n"+tree, want); got != count {
			t.Errorf("got %d of %q, want %d, in\n%s", got, want, count, tree)
		}
	}
	json := run(t, file, "qpdf", "--json", "--json-key=outlines", "FILE")
	for _, want := range []string{`"title": "Packet for the school team"`, `"title": "Contents"`, `"title": "Hearing test"`, `"title": "Where each goal stands"`} {
		if strings.Count(json, want) != 1 {
			t.Errorf("the bookmarks have %d of %s:\n%s", strings.Count(json, want), want, json)
		}
	}
	text := run(t, file, "qpdf", "--qdf", "--object-streams=disable", "FILE", "-")
	for _, want := range []string{"A hearing test without findings.", "Hearing test, page 2 of 2", "/Lang (es)"} {
		if !strings.Contains(text, want) {
			t.Errorf("the structure lacks %q", want)
		}
	}
	if strings.Contains(text, "pdfuaid") {
		t.Error("it claims PDF/UA, but nobody vouches for the fonts from elsewhere")
	}
	if strings.Contains(text, "/AcroForm") || strings.Contains(text, "BMC BT") {
		t.Error("a form field or the marks of a foreign structure came along")
	}
}

func TestPacketIsTheSameEachTime(t *testing.T) {
	one, _, err := render.Packet(parts(t), packetOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		two, _, err := render.Packet(parts(t), packetOptions(t))
		if err != nil || !bytes.Equal(one, two) {
			t.Fatalf("another packet of the same parts (%v)", err)
		}
	}
}

func TestPacketWithoutABadFile(t *testing.T) {
	needs(t, "qpdf", "qpdf")
	list := parts(t)
	list[3].File = list[3].File[:200]
	file, problems, err := render.Packet(list, packetOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) != 1 || problems[0].Part != 4 || !strings.Contains(problems[0].Wrong, "left out") {
		t.Errorf("got %+v, want one problem of part 4", problems)
	}
	run(t, file, "qpdf", "--check", "FILE")
}

func TestPacketNeedsAPart(t *testing.T) {
	for _, list := range [][]render.Part{nil, {{}}, {{File: []byte("no PDF")}}} {
		if _, _, err := render.Packet(list, packetOptions(t)); !errors.Is(err, render.ErrPart) {
			t.Errorf("%d parts: got %v, want ErrPart", len(list), err)
		}
	}
}

func TestLongContentsTakePages(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	list := []render.Part{{}}
	for i := range 90 {
		list = append(list, render.Part{Markdown: fmt.Appendf(nil, "# Part number %d, with a title that is long enough to fill more than one line of the contents of a packet\n", i)})
	}
	file, _, err := render.Packet(list, packetOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(run(t, file, "pdftotext", "-raw", "FILE", "-"), "\f"), "\f")
	contents := len(pages) - 90
	if contents < 3 {
		t.Fatalf("the contents take %d pages, want 3 or more", contents)
	}
	list2 := strings.Join(pages[:contents], "\n")
	if want := fmt.Sprintf("packet %d\n", contents+90); !strings.Contains(list2, want) {
		t.Errorf("the contents lack %q:\n%s", want, list2)
	}
}

func TestLockedForeignFile(t *testing.T) {
	needs(t, "qpdf", "qpdf")
	list := parts(t)
	list[3].File = []byte(run(t, foreign(t), "qpdf", "--encrypt", "open", "own", "256", "--", "FILE", "-"))
	_, problems, err := render.Packet(list, packetOptions(t))
	if err != nil || len(problems) != 1 || !strings.Contains(problems[0].Wrong, "password") {
		t.Errorf("got %+v, %v, want a problem that names the password", problems, err)
	}
	list[3].File = []byte(run(t, foreign(t), "qpdf", "--encrypt", "", "own", "256", "--extract=n", "--modify=none", "--", "FILE", "-"))
	file, _, err := render.Packet(list, packetOptions(t))
	if err != nil || !strings.Contains(run(t, file, "pdftotext", "FILE", "-"), "outside words") {
		t.Errorf("a file that anyone may open: %v", err)
	}
}

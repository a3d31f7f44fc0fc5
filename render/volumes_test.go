package render_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"
	"testing"

	"milepost/render"
)

// noise is a JPEG whose size hardly shrinks.
func noise(t testing.TB, width, height int) []byte {
	t.Helper()
	im := image.NewRGBA(image.Rect(0, 0, width, height))
	n := uint32(1)
	for y := range height {
		for x := range width {
			n = n*1664525 + 1013904223
			im.Set(x, y, color.RGBA{uint8(n >> 24), uint8(n >> 16), uint8(n >> 8), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, im, &jpeg.Options{Quality: 80}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPacketInSeveralFiles(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	list := parts(t)
	list[2].Tab, list[3].Tab = "A", "B"
	for i := range 4 {
		list = append(list, render.Part{Title: fmt.Sprintf("Work sample %d", i+1), Image: noise(t, 600, 800), Tab: string(rune('C' + i))})
	}
	const limit = 400_000
	volumes, problems, err := render.Volumes(list, packetOptions(t), limit)
	if err != nil || len(volumes) < 2 {
		t.Fatalf("got %d files, %v, want several", len(volumes), err)
	}
	for _, p := range problems {
		if strings.Contains(p.Wrong, "limit") {
			t.Errorf("a part is over the limit: %+v", p)
		}
	}
	seen := map[int]int{}
	for n, v := range volumes {
		if len(v.File) > limit {
			t.Errorf("file %d has %d bytes, over %d", n+1, len(v.File), limit)
		}
		pages := strings.Split(strings.TrimSuffix(run(t, v.File, "pdftotext", "-raw", "FILE", "-"), "\f"), "\f")
		if want := fmt.Sprintf("File %d of %d", n+1, len(volumes)); !strings.Contains(strings.Join(pages, "\n"), want) {
			t.Errorf("file %d lacks %q", n+1, want)
		}
		contents := pages[0]
		if n == 0 {
			contents = pages[1]
		}
		for i := range list {
			if title := list[i].Title; title != "" && !strings.Contains(contents, title) {
				t.Errorf("the contents of file %d lack %q:\n%s", n+1, title, contents)
			}
		}
		for _, p := range v.Places {
			if p.Part != 2 {
				seen[p.Part]++
			}
		}
		if v.Pages != len(pages) {
			t.Errorf("file %d: got %d pages, want %d", n+1, v.Pages, len(pages))
		}
	}
	for i := range list {
		if i != 1 && seen[i+1] != 1 {
			t.Errorf("part %d stands in %d files, want 1", i+1, seen[i+1])
		}
	}
	if !strings.Contains(run(t, volumes[0].File, "pdftotext", "-raw", "FILE", "-"), "file 2") {
		t.Error("the contents of the first file do not say what stands in the second")
	}
}

func TestAPartOverTheLimitIsSaid(t *testing.T) {
	list := []render.Part{{}, {Markdown: []byte("# One\n\nwords\n")}, {Title: "Scan", Image: noise(t, 600, 800)}}
	volumes, problems, err := render.Volumes(list, packetOptions(t), 100_000)
	if err != nil || len(volumes) != 2 || len(problems) != 1 || problems[0].Part != 3 || !strings.Contains(problems[0].Wrong, "over the limit of 0.1 MB") {
		t.Errorf("got %d files, %+v, %v", len(volumes), problems, err)
	}
}

func TestPartsBeginOnTheFrontOfASheet(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	o := packetOptions(t)
	o.Duplex = true
	volumes, _, err := render.Volumes(parts(t), o, 0)
	if err != nil {
		t.Fatal(err)
	}
	v := volumes[0]
	blanks := 0
	for i, p := range v.Places {
		if p.First%2 == 0 {
			t.Errorf("part %d begins on page %d, the back of a sheet", p.Part, p.First)
		}
		if i > 0 {
			blanks += p.First - v.Places[i-1].First - v.Places[i-1].Pages
		}
	}
	text := run(t, v.File, "pdftotext", "-raw", "FILE", "-")
	if got := strings.Count(text, "This page is blank on purpose."); got != blanks || blanks == 0 {
		t.Errorf("%d pages say that they are blank, %d are", got, blanks)
	}
	for i := 1; i <= v.Pages; i++ {
		if !strings.Contains(text, fmt.Sprintf("Page %d of %d", i, v.Pages)) {
			t.Errorf("page %d of %d has no number", i, v.Pages)
		}
	}
}

func TestTabsStandAtTheEdgeInContentsAndBookmarks(t *testing.T) {
	needs(t, "qpdf", "qpdf")
	needs(t, "pdftotext", "poppler-utils")
	list := parts(t)
	list[3].Tab = "K"
	file, _, err := render.Packet(list, packetOptions(t))
	if err != nil {
		t.Fatal(err)
	}
	if json := run(t, file, "qpdf", "--json", "--json-key=outlines", "FILE"); !strings.Contains(json, `"title": "K  Hearing test"`) {
		t.Errorf("no bookmark with the tab:\n%s", json)
	}
	pages := strings.Split(run(t, file, "pdftotext", "-raw", "FILE", "-"), "\f")
	if !strings.Contains(pages[1], "K Hearing test") {
		t.Errorf("the contents lack the tab:\n%s", pages[1])
	}
	for i, text := range pages {
		has := strings.Contains(text, "\nK\n") || strings.HasPrefix(text, "K\n")
		if isPart := strings.Contains(text, "Hearing test, page"); has != isPart {
			t.Errorf("page %d: a tab %v, a page of the part %v:\n%s", i+1, has, isPart, text)
		}
	}
}

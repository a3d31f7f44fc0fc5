package render_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"milepost/render"
)

// drawn is a picture of 40 x 20 pixels, its left half black.
func drawn() image.Image {
	m := image.NewGray(image.Rect(0, 0, 40, 20))
	for y := range 20 {
		for x := range 40 {
			m.SetGray(x, y, color.Gray{Y: uint8(x / 20 * 255)})
		}
	}
	return m
}

// photo is drawn as a camera held on its side writes it, with its place.
func photo(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, drawn(), nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00GPS 39.78 N"
	segment := append([]byte{0xFF, 0xE1, 0, byte(len(exif) + 2)}, exif...)
	return append(append([]byte{0xFF, 0xD8}, segment...), b.Bytes()[2:]...)
}

func withPictures(t testing.TB) render.Options {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, drawn()); err != nil {
		t.Fatal(err)
	}
	at := b.Len() - 12 // before the end: a note that names a place
	words := []byte("tEXtGPS\x0039.78 N")
	note := binary.BigEndian.AppendUint32(nil, uint32(len(words)-4))
	note = binary.BigEndian.AppendUint32(append(note, words...), crc32.ChecksumIEEE(words))
	file := append(append(append([]byte{}, b.Bytes()[:at]...), note...), b.Bytes()[at:]...)
	o := options(t)
	o.Pictures = fstest.MapFS{"cut.png": {Data: file}, "cut.jpg": {Data: photo(t)}, "bad.png": {Data: []byte("no picture")}}
	return o
}

func TestPicturesInMarkdown(t *testing.T) {
	needs(t, "pdfimages", "poppler-utils")
	md := []byte("# Work\n\nWhat she cut:\n\n![A wavy line, cut in one go](cut.png \"Cut on October 2\")\n\n![The same, photographed](cut.jpg)\n")
	file, problems, err := render.PDF(md, withPictures(t))
	if err != nil || len(problems) > 0 {
		t.Fatalf("PDF: %+v, %v", problems, err)
	}
	run(t, file, "qpdf", "--check", "FILE")
	list := run(t, file, "pdfimages", "-list", "FILE")
	for _, size := range []string{" 40    20 ", " 20    40 "} { // the photo is upright
		if !strings.Contains(list, size) {
			t.Errorf("no picture of%s:\n%s", size, list)
		}
	}
	if text := run(t, file, "pdftotext", "-raw", "FILE", "-"); !strings.Contains(text, "Cut on October 2") {
		t.Errorf("the caption is not printed:\n%s", text)
	}
	if tree := run(t, file, "pdfinfo", "-struct", "FILE"); strings.Count(tree, "Figure") != 2 {
		t.Errorf("want two figures in\n%s", tree)
	}
	page, _, err := render.HTML(md, withPictures(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`alt="A wavy line, cut in one go"`, `alt="The same, photographed"`, "<figcaption>Cut on October 2"} {
		if !strings.Contains(string(page), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestPicturesDoNotTellWhereTheyWereTaken(t *testing.T) {
	md := []byte("![a](cut.png)\n\n![b](cut.jpg)\n")
	file, _, err := render.PDF(md, withPictures(t))
	if err != nil || bytes.Contains(file, []byte("39.78")) {
		t.Errorf("the place stands in the PDF (%v)", err)
	}
	page, _, err := render.HTML(md, withPictures(t))
	if err != nil {
		t.Fatal(err)
	}
	data := regexp.MustCompile(`base64,([^"]+)`).FindAllSubmatch(page, -1)
	if len(data) != 2 {
		t.Fatalf("%d pictures in the page, want 2", len(data))
	}
	for _, m := range data {
		picture, err := base64.StdEncoding.DecodeString(string(m[1]))
		if err != nil || bytes.Contains(picture, []byte("39.78")) {
			t.Errorf("the place stands in the HTML (%v)", err)
		}
		if _, _, err := image.Decode(bytes.NewReader(picture)); err != nil {
			t.Errorf("the picture in the page cannot be read: %v", err)
		}
	}
}

func TestPicturesThatCannotBePrinted(t *testing.T) {
	none := options(t)
	for _, c := range []struct {
		rule, markdown string
		o              render.Options
		line           int
		wrong, printed string
	}{
		{"a missing file", "a\n\n![her cut](gone.png)\n", withPictures(t), 3, "no such file", "her cut"},
		{"no picture", "![her cut](bad.png)\n", withPictures(t), 1, "not a picture", "her cut"},
		{"a way out of the folder", "![her cut](../cut.png)\n", withPictures(t), 1, "left out", "her cut"},
		{"no folder", "![her cut](cut.png)\n", none, 1, "no folder of pictures", "her cut"},
		{"within a line", "see ![her cut](cut.png) here\n", withPictures(t), 1, "line of its own", "see her cut here"},
		{"no words", "![](cut.png)\n", withPictures(t), 1, "no words for those who cannot see it", ""},
	} {
		page, problems, err := render.HTML([]byte(c.markdown), c.o)
		if err != nil || len(problems) != 1 || problems[0].Line != c.line || !strings.Contains(problems[0].Wrong, c.wrong) {
			t.Errorf("%s: got %+v, %v, want %q in line %d", c.rule, problems, err, c.wrong, c.line)
		}
		if text := strings.Join(strings.Fields(anyTag.ReplaceAllString(string(page), "")), " "); !strings.Contains(text, c.printed) {
			t.Errorf("%s: the page lacks %q", c.rule, c.printed)
		}
	}
}

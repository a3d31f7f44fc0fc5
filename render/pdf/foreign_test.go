package pdf_test

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"milepost/render/pdf"
	"milepost/samples"
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

// TestPagesThatUnpackToTooMuchAreRefused: one stream of 800 MB, and 400 pages
// that share one of 1 MB.
func TestPagesThatUnpackToTooMuchAreRefused(t *testing.T) {
	hexed := func(data []byte) []byte { return []byte(hex.EncodeToString(data) + ">") }
	within := 5 * time.Second
	if testing.Short() {
		within = time.Minute // the race detector's run is short, and slow
	}
	for name, file := range map[string][]byte{
		"one page": bomb(t, 800, 1), "many pages": bomb(t, 1, 400),
		"LZW":          bombOf("/LZWDecode", samples.LZWOf(' ', 200<<20), 1),
		"LZW in hex":   bombOf("[/ASCIIHexDecode /LZWDecode]", hexed(samples.LZWOf(' ', 200<<20)), 1),
		"base 85":      bombOf("[/LZWDecode /ASCII85Decode]", samples.LZWOf('z', 50<<20), 1),
		"run lengths":  bombOf("[/LZWDecode /RunLengthDecode]", samples.LZWOf(129, 8<<20), 1),
		"LZW in pages": bombOf("/LZWDecode", samples.LZWOf(' ', 1<<20), 400),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		if _, err := pdf.ReadForeign(file); !errors.Is(err, pdf.ErrForeign) {
			t.Errorf("%s: got %v, want ErrForeign", name, err)
		}
		runtime.ReadMemStats(&after)
		if took := time.Since(start); took > within || after.Sys-before.Sys > 256<<20 {
			t.Errorf("%s: took %v and %d MB, want at most %v and 256 MB", name, took, (after.Sys-before.Sys)>>20, within)
		}
	}
}

// bomb is a PDF whose pages share one packed drawing of so many megabytes.
func bomb(t *testing.T, megabytes, pages int) []byte {
	t.Helper()
	var packed bytes.Buffer
	w, err := zlib.NewWriterLevel(&packed, zlib.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	for range megabytes {
		if _, err := w.Write(bytes.Repeat([]byte("q Q "), 1<<18)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return bombOf("/FlateDecode", packed.Bytes(), pages)
}

// bombOf is a file of so many pages that share one packed content.
func bombOf(filter string, packed []byte, pages int) []byte {
	objects := []string{"<</Type /Catalog /Pages 2 0 R>>", "", fmt.Sprintf("<</Length %d /Filter %s>>\nstream\n%s\nendstream", len(packed), filter, packed)}
	kids := ""
	for range pages {
		objects = append(objects, "<</Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 3 0 R>>")
		kids += fmt.Sprintf("%d 0 R ", len(objects))
	}
	objects[1] = fmt.Sprintf("<</Type /Pages /Kids [%s] /Count %d>>", kids, pages)
	return samples.PDFOf(objects)
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

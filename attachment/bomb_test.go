package attachment_test

import (
	"bytes"
	"compress/lzw"
	"compress/zlib"
	"context"
	"encoding/ascii85"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"milepost/attachment"
	"milepost/samples"
)

// repeated packs a text that is said again and again.
func repeated(t testing.TB, text string, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, zlib.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	piece := []byte(strings.Repeat(text, 1<<20/len(text)))
	for n := 0; n < size && err == nil; n += len(piece) {
		_, err = w.Write(piece)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func packed(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	if _, err := io.Copy(w, bytes.NewReader(data)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// onePage is a PDF of one page with this content, of which the filters are named.
func onePage(filter string, content []byte) []byte {
	return samples.PDFOf([]string{
		"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R>>",
		fmt.Sprintf("<</Length %d /Filter %s>>\nstream\n%s\nendstream", len(content), filter, content),
	})
}

func hexed(data []byte) []byte { return []byte(hex.EncodeToString(data) + ">") }

func inBase85(data []byte) []byte {
	out := make([]byte, ascii85.MaxEncodedLen(len(data)))
	return append(out[:ascii85.Encode(out, data)], '~', '>')
}

func plainLZW(t testing.TB, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	w := lzw.NewWriter(&b, lzw.MSB, 8)
	piece := bytes.Repeat([]byte(" "), 1<<20)
	for n := 0; n < size; n += len(piece) {
		if _, err := w.Write(piece); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withFilterElsewhere names the filters in an object of their own.
func withFilterElsewhere(content []byte) []byte {
	return samples.PDFOf([]string{
		"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R>>",
		fmt.Sprintf("<</Length %d /Filter 5 0 R>>\nstream\n%s\nendstream", len(content), content),
		"[/ASCIIHexDecode /FlateDecode]",
	})
}

// TestAFileThatUnpacksToTooMuchIsRefused gives files whose content is far larger
// than they are, packed in every way that a reader of text undoes.
func TestAFileThatUnpacksToTooMuchIsRefused(t *testing.T) {
	const most = 256 << 20
	twice := packed(t, repeated(t, "q Q ", 800<<20))
	for name, tt := range map[string]struct {
		file   []byte
		within time.Duration // the sandbox takes up to 10 s to start on a busy machine
	}{
		"50 MB":                  {onePage("/FlateDecode", repeated(t, "q Q ", 50<<20)), 5 * time.Second},
		"800 MB":                 {onePage("/FlateDecode", repeated(t, "q Q ", 800<<20)), 5 * time.Second},
		"800 MB, packed twice":   {onePage("[/FlateDecode /FlateDecode]", twice), 5 * time.Second},
		"100 MB, in hex":         {onePage("[/ASCIIHexDecode /FlateDecode /FlateDecode]", hexed(packed(t, repeated(t, "q Q ", 100<<20)))), 5 * time.Second},
		"100 MB, short names":    {onePage("[ /AHx/Fl#61teDecode\n/Fl ]", hexed(packed(t, repeated(t, "q Q ", 100<<20)))), 5 * time.Second},
		"100 MB, in base 85":     {onePage("[/ASCII85Decode /FlateDecode]", inBase85(repeated(t, "q Q ", 100<<20))), 5 * time.Second},
		"64 MB of zeros":         {onePage("[/ASCII85Decode /ASCII85Decode]", inBase85(bytes.Repeat([]byte("z"), 16<<20))), 5 * time.Second},
		"100 MB, LZW":            {onePage("/LZWDecode", samples.LZWOf(' ', 100<<20)), 5 * time.Second},
		"100 MB, LZW of its own": {onePage("/LZWDecode /DecodeParms <</EarlyChange 0>>", plainLZW(t, 100<<20)), 5 * time.Second},
		"128 MB, run lengths":    {onePage("[/FlateDecode /RunLengthDecode]", packed(t, append(bytes.Repeat([]byte{129, ' '}, 1<<20), 128))), 5 * time.Second},
		"said elsewhere":         {withFilterElsewhere(hexed(repeated(t, "q Q ", 100<<20))), 5 * time.Second},
		"said twice":             {onePage("/ASCII85Decode /Filter [/ASCIIHexDecode /FlateDecode]", hexed(repeated(t, "q Q ", 100<<20))), 5 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			if testing.Short() && tt.within > 5*time.Second {
				t.Skip("reads until the sandbox's limit of time: go test without -short")
			}
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			r := attachment.Reader{Bytes: len(tt.file)}
			t.Cleanup(func() { r.Close() })
			if _, err := attachment.Unpacked(tt.file); !errors.Is(err, attachment.ErrLarge) {
				t.Errorf("the measure says %v, want ErrLarge", err)
			}
			if _, err := r.Texts(t.Context(), tt.file); !errors.Is(err, attachment.ErrLarge) {
				t.Errorf("got %v, want ErrLarge", err)
			}
			if took := time.Since(start); took > attachment.Slowdown*tt.within {
				t.Errorf("%d KB took %v, want at most %v", len(tt.file)>>10, took, attachment.Slowdown*tt.within)
			}
			runtime.ReadMemStats(&after)
			if took := after.Sys - before.Sys; took > most {
				t.Errorf("%d KB took %d MB, want at most %d", len(tt.file)>>10, took>>20, most>>20)
			}
			if len(tt.file) > 100_000 {
				return // a reader of much would be compiled first
			}
			if got, err := r.Texts(t.Context(), samples.ForeignPDF(612, 792, "words")); err != nil || got[0] != "words" {
				t.Errorf("the next file: got %q, %v", got, err)
			}
		})
	}
}

// TestAFullFileIsRead reads pages full of text without compiling the reader first:
// no limit of time meets them.
func TestAFullFileIsRead(t *testing.T) {
	pages := make([]string, 12)
	for i := range pages {
		pages[i] = strings.TrimSuffix(strings.Repeat("The child copied a circle in 3 of 5 tries.\n", 38), "\n")
	}
	file := samples.ForeignPDF(612, 792, pages...)
	r := attachment.Reader{Bytes: len(file)}
	t.Cleanup(func() { r.Close() })
	got, err := r.Texts(t.Context(), file)
	if err != nil || len(got) != len(pages) || got[11] != pages[11] {
		t.Errorf("got %d pages, %v", len(got), err)
	}
}

// TestAPictureInAFileDoesNotCount: a scan unpacks to far more than it takes, and
// nothing here unpacks it.
func TestAPictureInAFileDoesNotCount(t *testing.T) {
	scan := repeated(t, "\xff", 60<<20)
	file := samples.PDFOf([]string{
		"<</Type /Catalog /Pages 2 0 R>>", "<</Type /Pages /Kids [3 0 R] /Count 1>>",
		"<</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources <</XObject <</I 5 0 R>>>> /Contents 4 0 R>>",
		"<</Length 24>>\nstream\n612 0 0 792 0 0 cm /I Do\nendstream",
		fmt.Sprintf("<</Type /XObject /Subtype /Image /Width 7680 /Height 8192 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode /Length %d>>\nstream\n%s\nendstream", len(scan), scan),
	})
	r := attachment.Reader{Bytes: len(file)}
	t.Cleanup(func() { r.Close() })
	if got, err := r.Texts(t.Context(), file); err != nil || len(got) != 1 {
		t.Errorf("got %q, %v, want one page", got, err)
	}
}

// FuzzUnpacked measures any bytes: it ends, and never says more than the limit.
func FuzzUnpacked(f *testing.F) {
	f.Add(onePage("/FlateDecode", packed(f, []byte("q Q "))))
	f.Add(onePage("[/FlateDecode /FlateDecode]", packed(f, packed(f, []byte("q Q ")))))
	f.Add([]byte("stream\x78\x9cstream\x78\x9c"))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := attachment.Unpacked(data)
		if n < 0 || n > attachment.MaxUnpacked || err != nil && !errors.Is(err, attachment.ErrLarge) {
			t.Errorf("got %d, %v", n, err)
		}
	})
}

// FuzzTexts gives the reader any bytes: it answers with pages or a reason.
func FuzzTexts(f *testing.F) {
	f.Add(samples.ForeignPDF(612, 792, "words"))
	f.Add([]byte("%PDF-1.4\n"))
	r := attachment.Reader{}
	f.Cleanup(func() { r.Close() })
	f.Fuzz(func(t *testing.T, data []byte) {
		pages, err := r.Texts(context.Background(), data)
		if err == nil && len(pages) == 0 {
			t.Error("no pages and no reason")
		}
	})
}

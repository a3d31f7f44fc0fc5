package attachment_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"milepost/attachment"
	"milepost/samples"
)

func picture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 3, 3))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTextsOfPages(t *testing.T) {
	r := attachment.Reader{}
	t.Cleanup(func() { r.Close() })
	got, err := r.Texts(t.Context(), samples.ForeignPDF(612, 792, "Student: Bo Test\nDOB: 05/04/2018", "", "3"))
	if err != nil || len(got) != 3 || got[0] != "Student: Bo Test\nDOB: 05/04/2018" {
		t.Fatalf("got %q, %v", got, err)
	}
	for i, want := range []bool{true, false, false} {
		if attachment.HasText(got[i]) != want {
			t.Errorf("page %d: %q has text: got %v, want %v", i+1, got[i], !want, want)
		}
	}
	got, err = r.Texts(t.Context(), picture(t))
	if err != nil || len(got) != 1 || got[0] != "" {
		t.Errorf("a picture: got %q, %v, want one page without text", got, err)
	}
	whole := samples.ForeignPDF(612, 792, "words")
	for rule, tt := range map[string]struct {
		data []byte
		want error
	}{
		"no PDF and no picture": {[]byte("PK\x03\x04 a workbook"), attachment.ErrKind},
		"a PDF that was cut":    {whole[:60], attachment.ErrBroken},
		"too many pages":        {samples.ForeignPDF(612, 792, make([]string, attachment.MaxPages+1)...), attachment.ErrLarge},
		"too many bytes":        {append(samples.ForeignPDF(612, 792, "words"), make([]byte, attachment.MaxBytes)...), attachment.ErrLarge},
	} {
		if _, err := r.Texts(t.Context(), tt.data); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", rule, err, tt.want)
		}
	}
	if got, err := r.Texts(t.Context(), whole); err != nil || got[0] != "words" {
		t.Errorf("after a broken file: got %q, %v", got, err)
	}
	t.Run("locked", func(t *testing.T) {
		if _, err := exec.LookPath("qpdf"); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal("qpdf is missing")
			}
			t.Skip("qpdf is missing")
		}
		in, out := filepath.Join(t.TempDir(), "in.pdf"), filepath.Join(t.TempDir(), "out.pdf")
		if err := os.WriteFile(in, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		if text, err := exec.Command("qpdf", "--encrypt", "open", "own", "256", "--", in, out).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		locked, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Texts(t.Context(), locked); !errors.Is(err, attachment.ErrLocked) {
			t.Errorf("got %v, want ErrLocked", err)
		}
	})
}

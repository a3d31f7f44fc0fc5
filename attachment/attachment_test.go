package attachment_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"milepost/attachment"
)

// document is a PDF as an old program writes it, one page for each text.
func document(pages ...string) []byte {
	kids := ""
	objects := []string{"<</Type /Catalog /Pages 2 0 R>>", "", "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>"}
	for _, text := range pages {
		kids += fmt.Sprintf("%d 0 R ", len(objects)+1)
		content := "BT /F1 12 Tf 72 720 Td 14 TL"
		for _, ln := range strings.Split(text, "\n") {
			content += " (" + strings.NewReplacer("(", `\(`, ")", `\)`).Replace(ln) + ") Tj T*"
		}
		content += " ET"
		objects = append(objects,
			fmt.Sprintf("<</Type /Page /Parent 2 0 R /Resources <</Font <</F1 3 0 R>>>> /MediaBox [0 0 612 792] /Contents %d 0 R>>", len(objects)+2),
			fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(content), content))
	}
	objects[1] = fmt.Sprintf("<</Type /Pages /Kids [%s] /Count %d>>", kids, len(pages))
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	table := "0000000000 65535 f \n"
	for i, o := range objects {
		table += fmt.Sprintf("%010d 00000 n \n", b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n%strailer\n<</Size %d /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, table, len(objects)+1, start)
	return b.Bytes()
}

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
	got, err := r.Texts(t.Context(), document("Student: Bo Test\nDOB: 05/04/2018", "", "3"))
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
	whole := document("words")
	for rule, tt := range map[string]struct {
		data []byte
		want error
	}{
		"no PDF and no picture": {[]byte("PK\x03\x04 a workbook"), attachment.ErrKind},
		"a PDF that was cut":    {whole[:60], attachment.ErrBroken},
		"too many pages":        {document(make([]string, attachment.MaxPages+1)...), attachment.ErrLarge},
		"too many bytes":        {append(document("words"), make([]byte, attachment.MaxBytes)...), attachment.ErrLarge},
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

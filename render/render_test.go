package render_test

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"milepost/render"
)

var update = flag.Bool("update", false, "write the golden files anew")

func options(t testing.TB) render.Options {
	t.Helper()
	return render.Options{
		Fonts: fonts(t), Draft: true, Client: "C-2041", Period: "February 2 to April 30, 2026", DocumentID: "D-7F3A21C0",
		Letterhead: render.Letterhead{
			Clinic: "Birch Lane Children's Therapy", Address: "12 Birch Lane\nSpringfield, IL 62701",
			Phone: "555-0100", Web: "birchlane.example",
		},
	}
}

var fontsOnce = sync.OnceValues(func() (*render.Fonts, error) { return render.LoadFonts() })

func fonts(t testing.TB) *render.Fonts {
	t.Helper()
	f, err := fontsOnce()
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func example(t testing.TB) []byte {
	t.Helper()
	md, err := os.ReadFile("testdata/example.md")
	if err != nil {
		t.Fatal(err)
	}
	return md
}

// needs skips a test that runs a program which is not installed; in CI it fails.
func needs(t testing.TB, program, debian string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is missing: apt-get install %s", program, debian)
	}
	t.Skipf("%s is missing: apt-get install %s", program, debian)
}

// run gives a program a file and returns what it prints.
func run(t testing.TB, file []byte, program string, args ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "x.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "FILE", name)
	}
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", program, args, err, out)
	}
	return string(out)
}

func TestPageText(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	file, problems, err := render.PDF(example(t), options(t))
	if err != nil || len(problems) > 0 {
		t.Fatalf("PDF: %v, %v", problems, err)
	}
	golden(t, "testdata/example.txt", run(t, file, "pdftotext", "-raw", "FILE", "-"))
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatalf("%v (write it with -update)", err)
	}
	if got != string(want) {
		t.Errorf("%s: got\n%s\nwant\n%s", name, got, want)
	}
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	md, o := example(t), options(t)
	build := func() [2][32]byte {
		file, _, err := render.PDF(md, o)
		if err != nil {
			t.Error(err)
		}
		page, _, err := render.HTML(md, o)
		if err != nil {
			t.Error(err)
		}
		return [2][32]byte{sha256.Sum256(file), sha256.Sum256(page)}
	}
	want := build()
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if got := build(); got != want {
				t.Errorf("a parallel build differs: %x, want %x", got, want)
			}
		})
	}
	wait.Wait()
	local := time.Local
	t.Cleanup(func() { time.Local = local })
	time.Local = time.FixedZone("far", 13*3600)
	if got := build(); got != want {
		t.Errorf("a build in another time zone differs: %x, want %x", got, want)
	}
}

func TestDraftStandsOnEveryPage(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	md, o := example(t), options(t)
	file, _, err := render.PDF(md, o)
	if err != nil {
		t.Fatal(err)
	}
	pages := strings.Split(strings.TrimSuffix(run(t, file, "pdftotext", "-raw", "FILE", "-"), "\f"), "\f")
	for i, text := range pages {
		if !strings.Contains(text, "DRAFT") {
			t.Errorf("page %d has no DRAFT:\n%s", i+1, text)
		}
	}
	md = withoutMarks(md)
	o.Draft = false
	file, _, err = render.PDF(md, o)
	if err != nil {
		t.Fatal(err)
	}
	if text := run(t, file, "pdftotext", "-raw", "FILE", "-"); strings.Contains(text, "DRAFT") {
		t.Errorf("a document that is no draft says DRAFT:\n%s", text)
	}
}

func withoutMarks(md []byte) []byte {
	var lines [][]byte
	for _, ln := range bytes.Split(md, []byte("\n")) {
		if !bytes.HasPrefix(ln, []byte("[[")) {
			lines = append(lines, ln)
		}
	}
	return bytes.Join(lines, []byte("\n"))
}

func TestMarkStopsADocumentThatIsNoDraft(t *testing.T) {
	o := options(t)
	o.Draft = false
	md := []byte("---\nclient: C-1\n---\n\n- text\n\n  [[therapist write: what next?]]\n")
	for name, write := range map[string]func([]byte, render.Options) ([]byte, []render.Problem, error){"PDF": render.PDF, "HTML": render.HTML} {
		_, _, err := write(md, o)
		if !errors.Is(err, render.ErrMark) || !strings.Contains(err.Error(), "line 7") {
			t.Errorf("%s: got %v, want ErrMark at line 7", name, err)
		}
	}
}

func TestProblems(t *testing.T) {
	logo := options(t)
	logo.Letterhead.Logo = []byte("no picture")
	cases := []struct {
		rule, markdown string
		o              render.Options
		want           render.Problem
	}{
		{"a letter that no font has", "# A\n\nHello \U0001F600 there \U0001F600\n", options(t), render.Problem{Line: 3, Found: "\U0001F600 (U+1F600)"}},
		{"a letter that has to be joined", "a\nשלום\n", options(t), render.Problem{Line: 2, Found: "ש (U+05E9)"}},
		{"a bad logo", "# A\n", logo, render.Problem{Found: "logo"}},
		{"a trend with an unknown key", "# A\n\n```trend g-1\ncolour: red\n```\n", options(t), render.Problem{Line: 3, Found: "trend g-1"}},
	}
	for _, c := range cases {
		file, problems, err := render.PDF([]byte(c.markdown), c.o)
		if err != nil || len(file) == 0 {
			t.Errorf("%s: no document: %v", c.rule, err)
			continue
		}
		if len(problems) == 0 || problems[0].Line != c.want.Line || problems[0].Found != c.want.Found {
			t.Errorf("%s: got %+v, want first %+v", c.rule, problems, c.want)
		}
	}
}

func TestNoFontsIsAnError(t *testing.T) {
	if _, _, err := render.PDF(nil, render.Options{}); !errors.Is(err, render.ErrFonts) {
		t.Errorf("got %v, want ErrFonts", err)
	}
}

func TestEmptyMarkdownIsOnePage(t *testing.T) {
	needs(t, "qpdf", "qpdf")
	file, _, err := render.PDF(nil, options(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(run(t, file, "qpdf", "--show-npages", "FILE")); got != "1" {
		t.Errorf("got %s pages, want 1", got)
	}
	run(t, file, "qpdf", "--check", "FILE")
}

package render_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"milepost/render"
	"milepost/render/pdf"
)

// mailed makes documents of so many pages.
func mailed(t testing.TB, pages int) []byte {
	t.Helper()
	var b strings.Builder
	b.WriteString("# Progress report\n\n")
	for i := range pages * 14 {
		fmt.Fprintf(&b, "Paragraph %d of a report that is some pages long, each with lines enough to fill it from head to foot; it goes on for a while so that it takes three lines of the page it stands on, and no fewer.\n\n", i)
	}
	o := options(t)
	file, _, err := render.PDF([]byte(b.String()), o)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func envelopes(t testing.TB) []render.Envelope {
	return []render.Envelope{
		{
			Address: []string{"Maria Silva", "12 Oak St", "Springfield, IL 62701"}, Language: "en", Reference: "1 of 2 · C-1",
			Inside: []render.Enclosed{{Title: "Progress report", File: mailed(t, 1)}, {Title: "Addendum", File: mailed(t, 1)}},
		},
		{
			Address: []string{"Jon Silva", "c/o Silva", "9 Elm Rd, Apt 4", "Springfield, IL 62702"}, Language: "es", Reference: "2 of 2 · C-1",
			Inside: []render.Enclosed{{Title: "Informe de progreso", File: mailed(t, 1)}},
		},
	}
}

func TestMailingBeginsEachDocumentOnAnOddPage(t *testing.T) {
	file, sheets, problems, err := render.Mailing(envelopes(t), options(t))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	for i, s := range sheets {
		for _, page := range append([]int{s.First}, s.Documents...) {
			if page%2 == 0 {
				t.Errorf("envelope %d begins something on page %d, which is the back of a sheet: %+v", i+1, page, s)
			}
		}
	}
	text := pageTexts(t, file)
	for i, s := range sheets {
		if address := text[s.First-1]; !strings.Contains(address, envelopes(t)[i].Address[1]) || strings.Contains(address, "Paragraph") {
			t.Errorf("the address sheet of envelope %d reads %q", i+1, address)
		}
		if first := text[s.Documents[0]-1]; !strings.Contains(first, "Paragraph 0") {
			t.Errorf("the first document of envelope %d begins with %q", i+1, first)
		}
		if back := text[s.First]; strings.TrimSpace(back) != "" {
			t.Errorf("the back of address sheet %d reads %q", i+1, back)
		}
	}
	again, _, _, err := render.Mailing(envelopes(t), options(t))
	if err != nil || string(again) != string(file) {
		t.Errorf("two mailings of the same envelopes differ: %v", err)
	}
}

// pageTexts reads each page with a program that nobody here wrote.
func pageTexts(t *testing.T, file []byte) []string {
	t.Helper()
	needs(t, "pdftotext", "poppler-utils")
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("pdftotext", "-layout", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(out), "\f")
}

func TestMailingSaysWhichEnvelopeIsWrong(t *testing.T) {
	list := envelopes(t)
	list[1].Inside[0].File = []byte("no PDF")
	if _, _, _, err := render.Mailing(list, options(t)); err == nil || !strings.Contains(err.Error(), "envelope 2: Informe de progreso") {
		t.Errorf("got %v", err)
	}
	list = envelopes(t)
	list[0].Address = []string{"a", "b", "c", "d", "e", "f"}
	_, _, problems, err := render.Mailing(list, options(t))
	if err != nil || len(problems) != 1 || !strings.Contains(problems[0].Wrong, "6 lines, and a window shows 5") {
		t.Errorf("got %v, %v", problems, err)
	}
}

func TestLockedFileOpensWithItsPasswordOnly(t *testing.T) {
	needs(t, "qpdf", "qpdf")
	needs(t, "pdftotext", "poppler-utils")
	locked, err := pdf.Lock(mailed(t, 1), "k7mf-2qxd-9wtp")
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, locked, 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("pdftotext", name, "-").CombinedOutput(); err == nil {
		t.Errorf("pdftotext opened it without the password: %s", out)
	}
	out, err := exec.Command("pdftotext", "-upw", "k7mf-2qxd-9wtp", name, "-").CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Paragraph 0 of a report") {
		t.Errorf("pdftotext with the password: %v: %.200s", err, out)
	}
	if out, err := exec.Command("qpdf", "--password=k7mf-2qxd-9wtp", "--check", name).CombinedOutput(); err != nil {
		t.Errorf("qpdf --check: %v\n%s", err, out)
	}
	out, err = exec.Command("qpdf", "--password=k7mf-2qxd-9wtp", "--show-encryption", name).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "AESv3") {
		t.Errorf("qpdf --show-encryption: %v\n%s", err, out)
	}
	out, err = exec.Command("pdfinfo", "-upw", "k7mf-2qxd-9wtp", name).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "Tagged:          yes") {
		t.Errorf("pdfinfo: %v\n%s", err, out)
	}
	if _, err := pdf.ReadLocked(locked, "wrong"); err == nil {
		t.Error("a wrong password opened it")
	}
	if pages, err := pdf.ReadLocked(locked, "k7mf-2qxd-9wtp"); err != nil || len(pages) == 0 {
		t.Errorf("got %d pages, %v", len(pages), err)
	}
}

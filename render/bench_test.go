package render_test

import (
	"os"
	"strings"
	"testing"

	"milepost/render"
)

// report is a text of three pages with six charts, the size of the reports that
// the figures of speed are for.
func report(b testing.TB) []byte {
	b.Helper()
	md, err := os.ReadFile("testdata/example.md")
	if err != nil {
		b.Fatal(err)
	}
	body := string(md)
	from := strings.Index(body, "## Write her first name on the line: on track")
	to := strings.Index(body, "## Calm down")
	return []byte(body[:to] + strings.ReplaceAll(body[from:to], "{#g-", "{#h-") + body[to:])
}

func BenchmarkPDF(b *testing.B) {
	md, o := report(b), options(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := render.PDF(md, o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkHTML(b *testing.B) {
	md, o := report(b), options(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := render.HTML(md, o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkLoadFonts(b *testing.B) {
	for b.Loop() {
		if _, err := render.LoadFonts(); err != nil {
			b.Fatal(err)
		}
	}
}

package render_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"milepost/render"
)

// label is what each line of the documents below is called: a heading h, line l
// of m of a paragraph p, row r of a table t, the signature s.
var label = regexp.MustCompile(`\b(h\d+|p\d+l\d+of\d+|t\d+r\d+|s\d)\b|Þ`)

// breaking is a document whose lines are labelled; the first paragraph pushes
// what follows down by a number of lines.
func breaking(push int) string {
	var b strings.Builder
	paragraph := func(n, lines int) {
		for i := range lines {
			fmt.Fprintf(&b, "p%dl%dof%d", n, i+1, lines)
			if i < lines-1 {
				b.WriteString("\\\n")
			}
		}
		b.WriteString("\n\n")
	}
	paragraph(0, push)
	for n := 1; n < 14; n++ {
		fmt.Fprintf(&b, "%s h%d\n\n", strings.Repeat("#", 1+n%4), n)
		paragraph(n, 2+n%5)
		if n%4 == 0 {
			b.WriteString("| Þ |\n|---|\n")
			for r := range 9 {
				fmt.Fprintf(&b, "| t%dr%d |\n", n, r)
			}
			b.WriteString("\n")
		}
	}
	b.WriteString("s1 ____________________  s2, with a name that is so long that the line to sign on and all that belongs to it takes two lines\n")
	return b.String()
}

func TestPagesBreakInGoodPlaces(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	seen := map[string]int{}
	pushes := 45
	if testing.Short() {
		pushes = 15
	}
	for push := range pushes {
		o := render.Options{Fonts: fonts(t), Letterhead: render.Letterhead{Clinic: "Clinic"}}
		file, _, err := render.PDF([]byte(breaking(push+1)), o)
		if err != nil {
			t.Fatal(err)
		}
		pages := strings.Split(strings.TrimSuffix(run(t, file, "pdftotext", "-raw", "FILE", "-"), "\f"), "\f")
		for i, page := range pages {
			lines := label.FindAllString(page, -1)
			if len(lines) == 0 {
				t.Fatalf("push %d: page %d is empty:\n%s", push, i+1, page)
			}
			checkFoot(t, seen, lines[len(lines)-1], i == len(pages)-1)
			checkHead(t, seen, lines, i == 0)
		}
	}
	for _, what := range []string{"a page ends within a paragraph", "a page begins within a table", "a page begins within a paragraph"} {
		if seen[what] < 5 {
			t.Errorf("%s only %d times: the test looks at too little", what, seen[what])
		}
	}
}

func checkFoot(t *testing.T, seen map[string]int, last string, end bool) {
	t.Helper()
	var n, line, of int
	switch {
	case end:
		if last != "s2" {
			t.Errorf("the last page ends with %q, want the signature", last)
		}
	case last[0] == 'h' || last == "Þ":
		t.Errorf("a page ends with the head %q", last)
	case last == "s1":
		t.Error("a page ends within the signature")
	case last[0] == 'p':
		if _, err := fmt.Sscanf(last, "p%dl%dof%d", &n, &line, &of); err != nil {
			t.Fatal(err)
		}
		if line == 1 && of > 1 {
			t.Errorf("a page ends with the first line of a paragraph, %q", last)
		}
		if line < of {
			seen["a page ends within a paragraph"]++
		}
	}
}

func checkHead(t *testing.T, seen map[string]int, lines []string, start bool) {
	t.Helper()
	var n, line, of int
	first := lines[0]
	switch {
	case start:
	case first == "Þ" && len(lines) > 1 && !strings.HasSuffix(lines[1], "r0"):
		seen["a page begins within a table"]++
	case first[0] == 't':
		t.Errorf("a page begins with the row %q, without the head of its table", first)
	case first[0] == 'p':
		if _, err := fmt.Sscanf(first, "p%dl%dof%d", &n, &line, &of); err != nil {
			t.Fatal(err)
		}
		if line == of && of > 1 {
			t.Errorf("a page begins with the last line of a paragraph, %q", first)
		}
		if line > 1 {
			seen["a page begins within a paragraph"]++
		}
	}
}

func TestChartStaysWithItsWords(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	for _, audience := range []string{"parent", "school"} {
		for push := range 30 {
			md := "---\naudience: " + audience + "\n---\n\n" + strings.TrimSuffix(breaking(push + 10)[:strings.Index(breaking(push+10), "#")], "\n") +
				"\n\n## head\n\nwordsbefore of the chart.\n\n```trend g\ntitle: t\nunit: u\nscale: number\nbetter: up\ncaption: captionhere\n1: 2\n2: 3\nalt: a\n```\n"
			file, _, err := render.PDF([]byte(md), render.Options{Fonts: fonts(t)})
			if err != nil {
				t.Fatal(err)
			}
			for _, page := range strings.Split(run(t, file, "pdftotext", "-raw", "FILE", "-"), "\f") {
				if strings.Contains(page, "wordsbefore") != strings.Contains(page, "captionhere") {
					t.Errorf("%s, push %d: the chart is on another page than its words", audience, push)
				}
			}
		}
	}
}

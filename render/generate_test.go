package render_test

import (
	"bytes"
	"fmt"
	"html"
	"image/png"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"pgregory.net/rapid"

	"milepost/render"
)

// generator writes random Markdown and the words that must be printed.
type generator struct {
	t     *rapid.T
	b     strings.Builder
	words []word
	notes []string // words of the footnotes, in the order of their signs
	short bool     // no long words
	head  bool     // in a heading, which has no footnotes
}

// word is one word of the text: sign tells that it is printed but not written,
// as the number of a list item, head that it may be repeated.
type word struct {
	text       string
	sign, head bool
}

var alphabets = []string{
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
	"áàảãạăắằẳẵặâấầẩẫậđéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵ",
	"łŁžŽšŠčČřŘőŐűŰñÑçÇøØåÅæÆœŒßğĞışŞțȚ",
	"αβγδεζηθικλμνξοπρστυφχψωΆΈΉ",
	"абвгдежзийклмнопрстуфхцчшщъыьэюяЇєґ",
	"≥≤→✓−½€±×°☐★",
}

func (g *generator) word() string {
	alphabet := []rune(alphabets[rapid.IntRange(0, len(alphabets)-1).Draw(g.t, "script")])
	n := rapid.IntRange(1, 9).Draw(g.t, "letters")
	if !g.short && rapid.IntRange(0, 40).Draw(g.t, "long") == 0 {
		n = 120
	}
	var b strings.Builder
	for range n {
		b.WriteRune(alphabet[rapid.IntRange(0, len(alphabet)-1).Draw(g.t, "letter")])
	}
	return strings.ReplaceAll(b.String(), "s", "t") // "s" alone is a label of a chart
}

func (g *generator) one(to *strings.Builder) {
	w := g.word()
	g.words = append(g.words, word{text: w})
	switch rapid.IntRange(0, 9).Draw(g.t, "style") {
	case 0:
		to.WriteString("**" + w + "**")
	case 1:
		to.WriteString("*" + w + "*")
	case 2:
		to.WriteString("`" + w + "`")
	case 3:
		to.WriteString("[" + w + "](https://example.org/a)")
	case 4:
		to.WriteString("~~" + w + "~~")
	case 5:
		to.WriteString("***" + w + "***")
	default:
		to.WriteString(w)
	}
}

// line writes words; "x" before them keeps signs from beginning a list.
func (g *generator) line(most int) string {
	var b strings.Builder
	b.WriteString("x")
	g.words = append(g.words, word{text: "x"})
	for range rapid.IntRange(1, most).Draw(g.t, "words") {
		b.WriteString(" ")
		g.one(&b)
	}
	if !g.head && rapid.IntRange(0, 25).Draw(g.t, "note") == 0 {
		g.notes = append(g.notes, g.word())
		g.words = append(g.words, word{text: "x"})
		fmt.Fprintf(&b, " x[^n%d]", len(g.notes))
	}
	return b.String()
}

func (g *generator) blocks(indent string, depth int) {
	for range rapid.IntRange(1, 6).Draw(g.t, "blocks") {
		g.block(indent, depth)
	}
}

func (g *generator) block(indent string, depth int) {
	kinds := 11
	if depth > 2 {
		kinds = 5
	}
	switch rapid.IntRange(0, kinds).Draw(g.t, "kind") {
	case 0:
		g.head = true
		g.put(indent, strings.Repeat("#", rapid.IntRange(1, 6).Draw(g.t, "level"))+" "+g.line(6))
		g.head = false
	case 1:
		var b strings.Builder
		for i := range 3 {
			if i > 0 {
				b.WriteString("\n" + indent)
			}
			b.WriteString(g.line(40))
		}
		g.put(indent, b.String())
	case 2:
		g.code(indent)
	case 3:
		g.put(indent, g.line(60)+"\\\n"+indent+g.line(3))
	case 4:
		w := g.word() + " " + g.word()
		g.words = append(g.words, word{text: w})
		g.put(indent, "[["+w+"]]")
	case 5:
		g.put(indent, "---")
	case 6:
		g.list(indent, depth)
	case 7:
		g.quote(indent, depth)
	case 8:
		g.table(indent)
	case 9:
		g.trend(indent)
	case 10:
		w := g.word()
		g.words = append(g.words, word{text: w})
		g.put(indent, fmt.Sprintf("![ð](cut.png \"%s\")", w))
	case 11:
		w := g.word()
		g.words = append(g.words, word{text: "x"}, word{text: "____________________"}, word{text: w})
		g.put(indent, "x ____________________  "+w)
	}
}

// ends writes the footnotes.
func (g *generator) ends() {
	g.b.WriteString("\n")
	for i, w := range g.notes {
		fmt.Fprintf(&g.b, "[^n%d]: %s\n\n", i+1, w)
		g.words = append(g.words, word{text: w})
	}
}

func (g *generator) put(indent, text string) {
	g.b.WriteString(indent + text + "\n" + strings.TrimRight(indent, " ") + "\n")
}

func (g *generator) code(indent string) {
	lines := []string{"```"}
	for range rapid.IntRange(1, 20).Draw(g.t, "lines") {
		w := g.word()
		g.words = append(g.words, word{text: w})
		lines = append(lines, w)
	}
	g.put(indent, strings.Join(append(lines, "```"), "\n"+indent))
}

func (g *generator) list(indent string, depth int) {
	kind := rapid.IntRange(0, 3).Draw(g.t, "list")
	for i := range rapid.IntRange(1, 4).Draw(g.t, "items") {
		sign, deeper, shown := "- ", "  ", "•"
		switch kind {
		case 1:
			sign, deeper, shown = fmt.Sprintf("%d. ", i+1), "   ", fmt.Sprintf("%d.", i+1)
		case 2:
			sign, shown = "- [ ] ", "☐"
		case 3:
			sign, shown = "- [x] ", "☑"
		}
		g.words = append(g.words, word{text: shown, sign: true})
		g.put(indent, sign+g.line(30))
		if rapid.Bool().Draw(g.t, "more") {
			g.blocks(indent+deeper, depth+1)
		}
	}
	g.put(indent, "x") // ends the list, so that the next one is another
	g.words = append(g.words, word{text: "x"})
	g.b.WriteString(indent + "\n")
}

func (g *generator) quote(indent string, depth int) {
	if strings.Contains(indent, ">") {
		return
	}
	g.blocks(indent+"> ", depth+1)
	g.b.WriteString("\n")
}

// table writes cells of at most 24 lines: the lines of a taller row are drawn
// page by page, so they are not in the order of the Markdown.
func (g *generator) table(indent string) {
	columns := rapid.IntRange(1, 6).Draw(g.t, "columns")
	g.b.WriteString("\n")
	row := func(cell func() string) {
		g.b.WriteString(indent + "|")
		for range columns {
			g.b.WriteString(" " + cell() + " |")
		}
		g.b.WriteString("\n")
	}
	row(func() string {
		g.words = append(g.words, word{text: "Þ", head: true})
		return "Þ"
	})
	row(func() string {
		return rapid.SampledFrom([]string{"---", ":--", "--:", ":-:"}).Draw(g.t, "align")
	})
	g.short = columns > 1
	for range rapid.IntRange(1, 12).Draw(g.t, "rows") {
		row(func() string {
			return g.line(rapid.SampledFrom([]int{2, 8, 60 / columns}).Draw(g.t, "long"))
		})
	}
	g.short = false
	g.put(indent, "")
}

func (g *generator) trend(indent string) {
	scale := rapid.SampledFrom([]string{"number", "percent", "time", "ordinal", "gas", "yes-no"}).Draw(g.t, "scale")
	most := map[string]int{"number": 40, "percent": 100, "time": 900, "ordinal": 3, "gas": 2, "yes-no": 1}[scale]
	lines := []string{"```trend g-1", "title: ð", "unit: ð", "scale: " + scale, "better: " + rapid.SampledFrom([]string{"up", "down"}).Draw(g.t, "better")}
	if scale == "ordinal" {
		lines = append(lines, "levels: 0 = ðnone, 1 = ðlittle ðhelp, 3 = ðall ðthe ðhelp ðthere ðis")
	}
	caption := g.word()
	if n := rapid.IntRange(0, 12).Draw(g.t, "points"); n > 0 {
		lines = append(lines, fmt.Sprintf("target: %d", most))
		if rapid.Bool().Draw(g.t, "aim") {
			lines = append(lines, fmt.Sprintf("baseline: %d", most/2), fmt.Sprintf("aim: 2026-01-01 0, 2026-12-30 %d", most), "phase: 2026-03-02 ðphase")
		}
		lines = append(lines, "caption: "+caption)
		g.words = append(g.words, word{text: caption})
		for i := range n {
			value := fmt.Sprint(rapid.IntRange(0, most).Draw(g.t, "value"))
			if rapid.IntRange(0, 7).Draw(g.t, "absent") == 0 {
				value = "absent"
			}
			lines = append(lines, fmt.Sprintf("2026-%02d-10: %s", i+1, value))
		}
		g.put(indent, strings.Join(append(lines, "alt: ð", "```"), "\n"+indent))
	}
}

// squeeze joins the words that satisfy keep, without any white space.
func squeeze(words []word, keep func(word) bool) string {
	var b strings.Builder
	for _, w := range words {
		if keep(w) {
			b.WriteString(strings.Join(strings.Fields(w.text), ""))
		}
	}
	return digits.Replace(b.String())
}

// digits takes out the numbers of notes, which stand at a word, and with them
// those of lists.
var digits = strings.NewReplacer("0", "", "1", "", "2", "", "3", "", "4", "", "5", "", "6", "", "7", "", "8", "", "9", "")

var chartNumber = regexp.MustCompile(`^([−+]?[0-9]+([.:][0-9]+)?%?|min|s|Þ|·)$`)

// body joins the words of a page without header, footer, heads of tables and
// the labels of charts.
func body(page string) string {
	var b strings.Builder
	for _, w := range strings.Fields(page) {
		if strings.Contains(w, "ð") || chartNumber.MatchString(w) {
			continue
		}
		b.WriteString(w)
	}
	return digits.Replace(b.String())
}

func generated(t *rapid.T) (*generator, render.Options) {
	g := &generator{t: t}
	audience := rapid.SampledFrom([]string{"parent", "school"}).Draw(t, "audience")
	g.b.WriteString("---\naudience: " + audience + "\n---\n\n")
	g.blocks("", 0)
	g.ends()
	return g, render.Options{
		Paper: rapid.SampledFrom([]render.Paper{render.Letter, render.A4}).Draw(t, "paper"), Pictures: fstest.MapFS{"cut.png": {Data: cutPNG}},
		Fonts: allFonts, Draft: true, Client: "ðclient", Letterhead: render.Letterhead{Clinic: "ðclinic"}, Footer: "ðfoot",
		Words: render.Words{
			Draft: "ðdraft", Page: "ð{n}-{all}", Start: "ðstart", Target: "ðtarget", Yes: "ðyes", No: "ðno",
			Day: func(string) string { return "ðday" },
		},
	}
}

var (
	allFonts *render.Fonts
	cutPNG   []byte
)

// prepareGenerator makes what all generated documents share.
func prepareGenerator(t *testing.T) {
	t.Helper()
	allFonts = fonts(t)
	var b bytes.Buffer
	if err := png.Encode(&b, drawn()); err != nil {
		t.Fatal(err)
	}
	cutPNG = b.Bytes()
}

func TestEveryWordIsPrintedInOrder(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	prepareGenerator(t)
	rapid.Check(t, func(t *rapid.T) {
		g, o := generated(t)
		file, problems, err := render.PDF([]byte(g.b.String()), o)
		if err != nil || len(problems) > 0 {
			t.Fatalf("PDF: %v, %v of\n%s", problems, err, g.b.String())
		}
		got := body(pdfText(t, file, "-raw"))
		want := squeeze(g.words, func(w word) bool { return !w.head })
		if got != want {
			t.Fatalf("%s\nin the PDF of\n%s", difference(got, want), g.b.String())
		}
		page, _, err := render.HTML([]byte(g.b.String()), o)
		if err != nil {
			t.Fatal(err)
		}
		got = htmlText(string(page))
		want = squeeze(g.words, func(w word) bool { return !w.head && (!w.sign || w.text == "☐" || w.text == "☑") })
		if got != want {
			t.Fatalf("%s\nin the HTML of\n%s", difference(got, want), g.b.String())
		}
	})
}

// difference shows two texts around the place where they part.
func difference(got, want string) string {
	a, b := []rune(got), []rune(want)
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(0, i-20)
	return fmt.Sprintf("got  ...%q\nwant ...%q (%d and %d runes)", string(a[from:min(len(a), i+40)]), string(b[from:min(len(b), i+40)]), len(a), len(b))
}

func pdfText(t *rapid.T, file []byte, how string) string {
	cmd := exec.Command("pdftotext", how, "-", "-")
	cmd.Stdin = strings.NewReader(string(file))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

var (
	unseen = regexp.MustCompile(`(?s)<head>.*?</head>|<svg.*?</svg>|<thead>.*?</thead>|<header>.*?</header>|<footer>.*?</footer>`)
	anyTag = regexp.MustCompile(`<[^>]*>`)
)

func htmlText(page string) string {
	page = html.UnescapeString(anyTag.ReplaceAllString(unseen.ReplaceAllString(page, ""), ""))
	return digits.Replace(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, page))
}

var wordBox = regexp.MustCompile(`<word xMin="([0-9.-]+)" yMin="([0-9.-]+)" xMax="([0-9.-]+)" yMax="([0-9.-]+)">`)

func TestNothingStandsInTheMargins(t *testing.T) {
	needs(t, "pdftotext", "poppler-utils")
	prepareGenerator(t)
	rapid.Check(t, func(t *rapid.T) {
		g, o := generated(t)
		file, _, err := render.PDF([]byte(g.b.String()), o)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range wordBox.FindAllStringSubmatch(pdfText(t, file, "-bbox"), -1) {
			var at [4]float64
			for i := range at {
				at[i], _ = strconv.ParseFloat(m[i+1], 64)
			}
			in := [4]float64{63, 20, 549, 766}
			if o.Paper == render.A4 {
				in = [4]float64{63, 20, 533, 812}
			}
			if at[0] < in[0] || at[2] > in[2] || at[1] < in[1] || at[3] > in[3] {
				t.Fatalf("a word at %v, want it within %v, of\n%s", at, in, g.b.String())
			}
		}
	})
}

// A row that is taller than a page goes on on the next one, each cell in its
// own column; the structure holds its words in order.
func TestTallRowGoesOnOnTheNextPage(t *testing.T) {
	needs(t, "pdfinfo", "poppler-utils")
	var one, two strings.Builder
	for i := range 900 {
		fmt.Fprintf(&one, "a%d ", i)
		fmt.Fprintf(&two, "b%d ", i)
	}
	md := "# T\n\n| Þ | Þ |\n|---|---|\n| " + one.String() + "| " + two.String() + "|\n"
	file, _, err := render.PDF([]byte(md), options(t))
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, part := range regexp.MustCompile(`"([^"]*)"`).FindAllStringSubmatch(run(t, file, "pdfinfo", "-struct-text", "FILE"), -1) {
		got.WriteString(part[1])
	}
	if want := "TÞÞ" + one.String() + two.String(); strings.Join(strings.Fields(got.String()), "") != strings.Join(strings.Fields(want), "") {
		t.Errorf("%s", difference(got.String(), want))
	}
}

func FuzzMarkdownPDF(f *testing.F) {
	f.Add("# A\n\ntext **bold** [[x]]\n\n[[mark: a / b]]\n\n| a | b |\n|---|---|\n| 1 | 2 |\n")
	f.Add("---\nclient: C\n---\n- [ ] a\n\n> ```trend g\n> scale: number\n> better: up\n> 1: 2\n> ```\n")
	f.Fuzz(func(t *testing.T, md string) {
		o := options(t)
		if file, _, err := render.PDF([]byte(md), o); err != nil || len(file) == 0 {
			t.Errorf("PDF of %q: %v", md, err)
		}
		if page, _, err := render.HTML([]byte(md), o); err != nil || len(page) == 0 {
			t.Errorf("HTML of %q: %v", md, err)
		}
	})
}

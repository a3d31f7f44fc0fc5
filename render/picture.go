package render

import (
	"errors"
	"io/fs"
	"strings"

	"github.com/yuin/goldmark/ast"
	"golang.org/x/text/unicode/norm"

	"milepost/render/pdf"
)

// pictureOf is a picture that the Markdown names: ![words](file "caption").
type pictureOf struct {
	name, words, caption string
	image                *pdf.Image
}

// alt is what stands for the picture where it cannot be seen.
func (p pictureOf) alt() string {
	alt := p.words
	fill(&alt, p.caption, p.name)
	return alt
}

// onlyImage returns the picture that a paragraph consists of, nil for any other.
func onlyImage(paragraph ast.Node) *ast.Image {
	im, ok := paragraph.FirstChild().(*ast.Image)
	if !ok || im.NextSibling() != nil {
		return nil
	}
	return im
}

func (r *reader) picture(im *ast.Image) block {
	var words []span
	r.inline(im, span{line: r.line}, &words)
	clean := func(s string) string { return norm.NFC.String(strings.TrimSpace(s)) }
	return block{kind: picture, line: r.line, picture: pictureOf{
		name: string(im.Destination), words: clean(plain(words)), caption: clean(unescape(string(im.Title))),
	}}
}

// findPictures reads the pictures of blocks. One that cannot be read becomes a
// paragraph of its words.
func findPictures(blocks []block, folder fs.FS) []Problem {
	var problems []Problem
	for i := range blocks {
		b := &blocks[i]
		problems = append(problems, findPictures(b.kids, folder)...)
		if b.kind != picture {
			continue
		}
		var err error
		if b.picture.image, err = readPicture(folder, b.picture.name); err != nil {
			problems = append(problems, Problem{Line: b.line, Found: b.picture.name, Wrong: "the picture is left out and its words are printed: " + err.Error()})
			*b = block{kind: paragraph, line: b.line, text: []span{{text: b.picture.alt(), italic: true, line: b.line}}}
			continue
		}
		if b.picture.words == "" {
			problems = append(problems, Problem{Line: b.line, Found: b.picture.name, Wrong: "the picture has no words for those who cannot see it: write them between the brackets"})
		}
	}
	return problems
}

func readPicture(folder fs.FS, name string) (*pdf.Image, error) {
	if folder == nil {
		return nil, errors.New("this document has no folder of pictures")
	}
	b, err := fs.ReadFile(folder, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file in the folder of pictures")
	case err != nil:
		return nil, err
	}
	return pdf.ParseImage(b)
}

// The size of a picture: 96 pixels an inch, no larger than this.
const (
	milliPerPixel = 750
	pictureHeight = 340000
)

// picture sets a picture on the page of the words before it, with its caption.
func (l *layouter) picture(b *block, f frame) {
	im := b.picture.image
	width := min(im.Width*milliPerPixel, f.width, measureOf, pictureHeight*im.Width/im.Height)
	height := max(width*im.Height/im.Width, 1)
	if n := len(l.items); n > 0 && len(l.items[n-1].again) == 0 && !l.items[n-1].figure {
		l.items[n-1].keep = true
	}
	face := smallFace()
	caption := evenLines(l.shape([]span{{text: b.picture.caption, line: b.line}}, face), min(f.width, measureOf))
	figure, words := f.node.New(pdf.Figure), f.node.New(pdf.Paragraph)
	figure.Alt = b.picture.alt()
	total := height
	if len(caption) > 0 {
		total += 4000 + len(caption)*face.leading
	}
	l.add(item{gap: 8000, height: total, figure: true, cells: []placed{{draw: func(c *canvas, at pdf.Point) {
		at.X += f.x
		figure.Box = [4]int{at.X, at.Y, at.X + width, at.Y + height}
		c.pdf.Mark(figure)
		c.pdf.Image(im, at, width, height)
		c.lines(caption, pdf.Point{X: at.X, Y: at.Y + height + 4000}, boxed{face: face, node: words})
	}}}}, f)
}

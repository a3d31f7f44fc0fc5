package render

import (
	"unicode"

	"milepost/render/pdf"
)

// Lengths in this package are in 1/1000 pt.

// face is how the text of one block is set.
type face struct {
	size, leading int
	bold          bool
	color         pdf.Color
}

// glyph is one letter that has been given its font.
type glyph struct {
	r, shown rune
	width    int32 // 1/1000 em, of the font
	size     int32
	font     *pdf.Font
	span     *span
}

// line is a laid-out line of text.
type line struct {
	glyphs []glyph
	width  int // without the space at its end
}

// shape gives each letter of spans its font, and reports those that no font
// has, once a block.
func (l *layouter) shape(spans []span, f face) []glyph {
	n := 0
	for i := range spans {
		n += len(spans[i].text)
	}
	glyphs := make([]glyph, 0, n)
	for i := range spans {
		s := &spans[i]
		style := regular
		if s.bold || f.bold {
			style += bold
		}
		if s.italic {
			style += italic
		}
		size := int32(f.size)
		for _, r := range s.text {
			r, visible := clean(r)
			if !visible {
				continue
			}
			glyphs = append(glyphs, l.glyph(r, style, size, s))
		}
		if s.note != 0 {
			for _, r := range noteSign(s.note) {
				glyphs = append(glyphs, l.glyph(r, style, size*7/10, s))
			}
		}
	}
	return glyphs
}

func (l *layouter) glyph(r rune, style int, size int32, s *span) glyph {
	g := glyph{r: r, shown: r, size: size, span: s, font: l.fonts.styles[style]}
	if r == '\n' {
		return g
	}
	if !g.font.Has(r) {
		g.font, g.shown = l.fonts.find(style, r)
		if g.shown != r {
			l.uncovered(r, s)
		}
	}
	g.width = int32(g.font.Width(g.shown))
	return g
}

func (g glyph) milli() int { return int(g.width) * int(g.size) / 1000 }

// clean drops what has no picture of its own: control characters, soft hyphens,
// joiners, variation selectors. Other kinds of white space become a space.
func clean(r rune) (rune, bool) {
	switch {
	case r == '\n' || r == '\u200B':
		return r, r == '\n'
	case r == '\t' || r == '\r':
		return ' ', true
	case r == '\u00AD' || r == '\uFEFF' || r >= '\uFE00' && r <= '\uFE0F' || r >= '\u200C' && r <= '\u200F':
		return r, false
	case unicode.Is(unicode.Cc, r):
		return r, false
	}
	return r, true
}

// breakLines sets glyphs in lines no wider than width, as many on each line as
// it holds. A word wider than that is broken between letters.
func breakLines(glyphs []glyph, width int) []line {
	var lines []line
	for len(glyphs) > 0 {
		n, ink := fit(glyphs, width)
		end := n
		if end > 0 && glyphs[end-1].r == '\n' {
			end--
		}
		lines = append(lines, line{glyphs[:end], ink})
		glyphs = glyphs[n:]
	}
	return lines
}

// evenLines is breakLines without a last line that is a single short word: the
// lines before it are then a little shorter, as many as they were.
func evenLines(glyphs []glyph, width int) []line {
	lines := breakLines(glyphs, width)
	least := width / 6
	for narrow := width * 98 / 100; len(lines) > 1 && narrow > width*86/100; narrow -= width / 50 {
		if lines[len(lines)-1].width >= least {
			break
		}
		if even := breakLines(glyphs, narrow); len(even) == len(lines) {
			lines = even
		}
	}
	return lines
}

// fit returns how many glyphs go on a line and how wide they are without the
// spaces at their end.
func fit(glyphs []glyph, width int) (n, ink int) {
	at := 0               // where the pen is
	last, lastInk := 0, 0 // the last place to break
	inked := 0
	for i, g := range glyphs {
		if g.r == '\n' {
			return i + 1, inked
		}
		at += g.milli()
		if g.r == ' ' {
			last, lastInk = i+1, inked
			continue
		}
		if at > width && i > 0 {
			if last > 0 {
				return last, lastInk
			}
			return i, inked
		}
		inked = at
		if i+1 < len(glyphs) && breakable(glyphs, i) {
			last, lastInk = i+1, inked
		}
	}
	return len(glyphs), inked
}

// breakable tells whether a line may end after glyph i, which is no space.
func breakable(glyphs []glyph, i int) bool {
	next := glyphs[i+1].r
	if next == ' ' {
		return false
	}
	switch glyphs[i].r {
	case '-', '\u2010', '\u2013', '/':
		return i > 0 && unicode.IsLetter(glyphs[i-1].r) && unicode.IsLetter(next)
	case '\u2014':
		return true
	}
	return wide(glyphs[i].r) && !unicode.IsPunct(next) || wide(next) && unicode.IsLetter(glyphs[i].r)
}

// wide tells whether r is of a script that is written without spaces.
func wide(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// widths returns the width of the text on one line and that of its longest
// part that should not be broken.
func widths(glyphs []glyph) (whole, part int) {
	at, from := 0, 0
	for i, g := range glyphs {
		if g.r == '\n' {
			at, from = 0, 0
			continue
		}
		at += g.milli()
		if g.r == ' ' {
			from = at
			continue
		}
		whole, part = max(whole, at), max(part, at-from)
		if i+1 < len(glyphs) && breakable(glyphs, i) {
			from = at
		}
	}
	return whole, part
}

func noteSign(n int) string {
	const digits = "0123456789"
	s := ""
	for ; n > 0; n /= 10 {
		s = digits[n%10:n%10+1] + s
	}
	return s
}

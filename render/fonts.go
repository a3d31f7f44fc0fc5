package render

import (
	"embed"
	"fmt"
	"slices"
	"unicode"

	"milepost/render/pdf"
)

//go:embed fonts/*.ttf
var embedded embed.FS

// Fonts are the fonts of any number of documents. A value is made once, never
// changes after that, and may be used by many goroutines.
type Fonts struct {
	styles [4]*pdf.Font // regular, bold, italic, bold italic
	pool   *pdf.Pool
	others []*pdf.Font // what is looked in where a style lacks a letter
}

// The places in Fonts.styles.
const (
	regular    = 0
	bold       = 1
	italic     = 2
	boldItalic = 3
)

// LoadFonts reads the embedded fonts.
func LoadFonts() (*Fonts, error) {
	f := &Fonts{pool: &pdf.Pool{}}
	for i, name := range []string{"NotoSans-Regular", "NotoSans-Bold", "NotoSans-Italic", "NotoSans-BoldItalic"} {
		font, err := loadFont(name)
		if err != nil {
			return nil, err
		}
		f.styles[i] = font
	}
	signs, err := loadFont("NotoSans-Signs")
	if err != nil {
		return nil, err
	}
	f.others = append(f.others, signs)
	return f, nil
}

// With returns fonts that look in one more TrueType file, of the clinic, for
// letters that the others lack. A file of another kind is an error.
func (f *Fonts) With(ttf []byte) (*Fonts, error) {
	more := *f
	font, err := pdf.ParseFont(fmt.Sprintf("Fallback%d", len(f.others)), ttf)
	if err != nil {
		return nil, err
	}
	more.others = append(slices.Clone(f.others), font)
	return &more, nil
}

func loadFont(name string) (*pdf.Font, error) {
	b, err := embedded.ReadFile("fonts/" + name + ".ttf")
	if err != nil {
		return nil, err
	}
	return pdf.ParseFont(name, b)
}

// replacement is drawn for a letter that no font has.
const replacement = '\uFFFD'

// find returns the font that draws r in a style and the rune whose glyph it
// draws: r itself, or the replacement where no font covers r.
func (f *Fonts) find(style int, r rune) (font *pdf.Font, shown rune) {
	if f.styles[style].Has(r) {
		return f.styles[style], r
	}
	if simple(r) {
		for _, other := range f.others {
			if other.Has(r) {
				return other, r
			}
		}
	}
	return f.styles[style], replacement
}

// simple tells whether r can be set letter after letter from left to right. A
// mark that still has to be joined to a letter after NFC cannot, nor can a
// script that is shaped or runs from right to left.
func simple(r rune) bool {
	if unicode.In(r, unicode.M, unicode.Cf) {
		return false
	}
	return unicode.In(r, unicode.Common, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian,
		unicode.Georgian, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Bopomofo,
		unicode.Ethiopic, unicode.Cherokee, unicode.Braille)
}

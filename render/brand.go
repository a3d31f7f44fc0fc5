package render

import (
	"math"
	"strconv"

	"milepost/render/pdf"
)

// leastContrast is what text needs against its ground (WCAG 2.1, 1.4.3).
const leastContrast = 4.5

// brand reads a clinic's colour and darkens it until it can be read on the
// tint of a table's head, the darkest ground that it stands on.
func brand(s string) (pdf.Color, []Problem) {
	if s == "" {
		return accent(), nil
	}
	v, err := strconv.ParseUint(s[1:], 16, 32)
	if s[0] != '#' || len(s) != 7 || err != nil {
		return accent(), []Problem{{Found: s, Wrong: "the brand colour is not written as #rrggbb; the usual colour is printed"}}
	}
	c := pdf.Color{uint8(v >> 16), uint8(v >> 8), uint8(v)}
	for contrast(c, tint()) < leastContrast {
		for i := range c {
			c[i] = uint8(int(c[i]) * 19 / 20)
		}
	}
	return c, nil
}

// Usable returns the options without what cannot be used in them, and a problem
// for each: a logo that is no picture, a colour that is none. A caller of many
// documents says each once.
func (o Options) Usable() (Options, []Problem) {
	_, problems := brand(o.Brand)
	if len(problems) > 0 {
		o.Brand = ""
	}
	if len(o.Letterhead.Logo) > 0 {
		if _, err := pdf.ParseImage(o.Letterhead.Logo); err != nil {
			problems = append(problems, badLogo(err))
			o.Letterhead.Logo = nil
		}
	}
	return o, problems
}

func badLogo(err error) Problem {
	return Problem{Found: "logo", Wrong: "the logo is left out: " + err.Error()}
}

// contrast is the ratio of two colours' luminance, 1 to 21 (WCAG 2.1).
func contrast(a, b pdf.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func luminance(c pdf.Color) float64 {
	sum := 0.0
	for i, share := range [3]float64{0.2126, 0.7152, 0.0722} {
		v := float64(c[i]) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += float64(share * v)
	}
	return sum
}

// withoutCharts drops the trends of blocks.
func withoutCharts(blocks []block) []block {
	var rest []block
	for _, b := range blocks {
		if b.kind == trend {
			continue
		}
		b.kids = withoutCharts(b.kids)
		rest = append(rest, b)
	}
	return rest
}

package render

import "milepost/render/pdf"

// The type scale: 10.5 pt body on 15 pt lines, each step about 1.25; a report of
// four goals then fits two pages.
func bodyFace() face  { return face{size: 10500, leading: 15000, color: ink()} }
func smallFace() face { return face{size: 8800, leading: 12500, color: quiet()} }
func tableFace() face { return face{size: 9500, leading: 13000, color: ink()} }
func codeFace() face  { return face{size: 9500, leading: 13500, color: ink()} }

func headingFace(level int, color pdf.Color) face {
	f := face{bold: true, color: color}
	switch level {
	case 1:
		f.size, f.leading = 20000, 25000
	case 2:
		f.size, f.leading = 13000, 17000
	case 3:
		f.size, f.leading = 11000, 15000
	default:
		f.size, f.leading, f.color = 10500, 15000, ink()
	}
	return f
}

// The colours; each text colour has a contrast of 7:1 or more on white, and
// each pair can be told apart in grey.
func ink() pdf.Color      { return pdf.Color{26, 26, 26} }
func quiet() pdf.Color    { return pdf.Color{80, 84, 88} }
func accent() pdf.Color   { return pdf.Color{22, 72, 88} }
func hairline() pdf.Color { return pdf.Color{196, 203, 207} }
func tint() pdf.Color     { return pdf.Color{238, 243, 244} }
func markFill() pdf.Color { return pdf.Color{232, 232, 232} }
func markBar() pdf.Color  { return pdf.Color{120, 120, 120} }
func markFace() face      { return face{size: 9000, leading: 12000, color: ink()} }

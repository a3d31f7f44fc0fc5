package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
)

// logoPNG draws the clinic's logo: a river that bends, in a round field.
func logoPNG() ([]byte, error) {
	const size = 240
	img := image.NewPaletted(image.Rect(0, 0, size, size), color.Palette{
		color.White, color.RGBA{0xe3, 0xf0, 0xec, 0xff}, color.RGBA{0x1f, 0x6f, 0x78, 0xff}, color.RGBA{0xf0, 0xb4, 0x4c, 0xff},
	})
	for y := range size {
		for x := range size {
			img.SetColorIndex(x, y, logoColor(float64(x)-size/2, float64(y)-size/2))
		}
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

// logoColor returns the palette index at a point from the middle.
func logoColor(x, y float64) uint8 {
	river := 34 * math.Sin(y/38)
	switch {
	case math.Hypot(x, y) > 112:
		return 0
	case math.Hypot(x-48, y+52) < 20:
		return 3
	case math.Abs(x-river) < 10+(y+112)/9:
		return 2
	}
	return 1
}

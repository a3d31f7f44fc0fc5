package pdf

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
)

// Image is a picture ready to be put in a file.
type Image struct {
	Width, Height int    // pixels
	File          []byte // the picture as a file, without what a camera wrote of place and time
	Type          string // of the file: image/png or image/jpeg
	space         string // colour space, as an array or a name
	bits          int
	filter        string // of data; none: still to be compressed
	predictor     string
	data          []byte
	alpha         []byte // one byte a pixel; nil: opaque
}

// ErrImage says that a picture is neither PNG nor JPEG, or is broken.
var ErrImage = errors.New("not a picture in PNG or JPEG")

// maxPixels bounds what a picture may unpack to.
const maxPixels = 40 << 20

// ParseImage reads a PNG or a JPEG. The compressed data of both are passed
// through, but for a PNG with transparency or interlacing.
func ParseImage(b []byte) (*Image, error) {
	c, kind, err := image.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrImage, err)
	}
	if c.Width < 1 || c.Height < 1 || c.Width*c.Height > maxPixels {
		return nil, fmt.Errorf("%w: %d x %d pixels", ErrImage, c.Width, c.Height)
	}
	if kind == "jpeg" {
		return parseJPEG(b, c)
	}
	im, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrImage, err)
	}
	out := passPNG(b, c)
	if out == nil {
		out = unpackPNG(im, c)
	}
	out.File, out.Type = cleanPNG(b), "image/png"
	return out, nil
}

func parseJPEG(b []byte, c image.Config) (*Image, error) {
	if _, err := jpeg.Decode(bytes.NewReader(b)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrImage, err)
	}
	b, err := cleanJPEG(b)
	if err != nil {
		return nil, err
	}
	if c, err = jpeg.DecodeConfig(bytes.NewReader(b)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrImage, err)
	}
	im := &Image{
		Width: c.Width, Height: c.Height, bits: 8, filter: "/DCTDecode", data: b, space: "/DeviceRGB",
		File: b, Type: "image/jpeg",
	}
	switch c.ColorModel {
	case color.GrayModel:
		im.space = "/DeviceGray"
	case color.CMYKModel:
		return nil, fmt.Errorf("%w: a JPEG in CMYK colours", ErrImage)
	}
	return im, nil
}

// passPNG takes the compressed rows of a PNG as they are; nil where it holds
// transparency or is interlaced. (PNG specification 1.2, chapters 3 and 4.)
func passPNG(b []byte, c image.Config) *Image {
	im := &Image{Width: c.Width, Height: c.Height, filter: "/FlateDecode"}
	var kind, interlace byte
	for rest := b[8:]; len(rest) >= 12; {
		length := int(binary.BigEndian.Uint32(rest))
		data := rest[8 : 8+length]
		switch string(rest[4:8]) {
		case "IHDR":
			im.bits, kind, interlace = int(data[8]), data[9], data[12]
		case "PLTE":
			im.space = fmt.Sprintf("[/Indexed /DeviceRGB %d <%x>]", length/3-1, data)
		case "tRNS":
			return nil
		case "IDAT":
			im.data = append(im.data, data...)
		}
		rest = rest[12+length:]
	}
	colors := 1
	switch kind {
	case 0:
		im.space = "/DeviceGray"
	case 2:
		im.space, colors = "/DeviceRGB", 3
	case 3:
	default:
		return nil
	}
	if interlace != 0 || im.bits == 16 {
		return nil
	}
	im.predictor = fmt.Sprintf("/DecodeParms <</Predictor 15 /Colors %d /BitsPerComponent %d /Columns %d>>", colors, im.bits, c.Width)
	return im
}

func unpackPNG(src image.Image, c image.Config) *Image {
	im := &Image{Width: c.Width, Height: c.Height, bits: 8, space: "/DeviceRGB"}
	opaque := true
	bounds := src.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			p := color.NRGBAModel.Convert(src.At(x, y)).(color.NRGBA)
			im.data = append(im.data, p.R, p.G, p.B)
			im.alpha = append(im.alpha, p.A)
			opaque = opaque && p.A == 255
		}
	}
	if opaque {
		im.alpha = nil
	}
	return im
}

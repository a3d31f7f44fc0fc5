package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/jpeg"
)

// The markers of a JPEG that are asked for (ITU-T T.81, table B.1).
const (
	markStart = 0xDA // of the scan: no more segments follow
	markExif  = 0xE1
	markAdobe = 0xEE // how colours are coded
	markApp2  = 0xE2 // the colour profile
	markNote  = 0xFE
)

// cleanJPEG takes out what a camera wrote about a picture, as its place and
// time: a document goes to people who should not learn it. A picture that was
// taken with the camera on its side is turned upright.
func cleanJPEG(b []byte) ([]byte, error) {
	turned := 1
	out := append([]byte{}, b[:2]...)
	rest := b[2:]
	for len(rest) >= 4 && rest[0] == 0xFF && rest[1] != markStart {
		if rest[1] == 0xFF { // a byte of filling
			rest = rest[1:]
			continue
		}
		end := 2 + int(binary.BigEndian.Uint16(rest[2:]))
		if end > len(rest) {
			break
		}
		segment, kind := rest[:end], rest[1]
		rest = rest[end:]
		switch {
		case kind == markExif:
			if n := held(segment[4:]); n > 1 {
				turned = n
			}
		case kind > 0xE0 && kind <= 0xEF && kind != markAdobe && kind != markApp2, kind == markNote:
		default:
			out = append(out, segment...)
		}
	}
	out = append(out, rest...)
	if turned == 1 {
		return out, nil
	}
	return upright(out, turned)
}

// held reads how a camera was held, 1 to 8, from a segment of EXIF; 0
// where it does not say. (EXIF 2.3, 4.5.2 and 4.6.4; tag 0x0112.)
func held(exif []byte) int {
	tiff, ok := bytes.CutPrefix(exif, []byte("Exif\x00\x00"))
	if !ok || len(tiff) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.BigEndian
	if tiff[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 0 || at+2 > len(tiff) {
		return 0
	}
	count := int(order.Uint16(tiff[at:]))
	for i := range count {
		entry := at + 2 + 12*i
		if entry+12 > len(tiff) {
			return 0
		}
		if order.Uint16(tiff[entry:]) == 0x0112 {
			if n := int(order.Uint16(tiff[entry+8:])); n <= 8 {
				return n
			}
		}
	}
	return 0
}

// quality is that of a picture that had to be packed anew, 1 to 100.
const quality = 90

func upright(b []byte, turned int) ([]byte, error) {
	src, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrImage, err)
	}
	from := src.Bounds()
	w, h := from.Dx(), from.Dy()
	size := image.Rect(0, 0, w, h)
	if turned >= 5 {
		size = image.Rect(0, 0, h, w)
	}
	to := image.NewRGBA(size)
	for y := range h {
		for x := range w {
			tx, ty := turn(turned, x, y, image.Point{X: w, Y: h})
			to.Set(tx, ty, src.At(from.Min.X+x, from.Min.Y+y))
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, to, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrImage, err)
	}
	return out.Bytes(), nil
}

// turn returns where a pixel belongs, by the eight ways in which EXIF says that
// a camera was held.
func turn(turned, x, y int, size image.Point) (tx, ty int) {
	right, low := size.X-1-x, size.Y-1-y
	switch turned {
	case 2:
		return right, y
	case 3:
		return right, low
	case 4:
		return x, low
	case 5:
		return y, x
	case 6:
		return low, x
	case 7:
		return low, right
	case 8:
		return y, right
	}
	return x, y
}

// cleanPNG keeps the parts of a PNG that its picture needs. (PNG specification
// 1.2, chapter 4.)
func cleanPNG(b []byte) []byte {
	out := append([]byte{}, b[:8]...)
	for rest := b[8:]; len(rest) >= 12; {
		end := 12 + int(binary.BigEndian.Uint32(rest))
		if end > len(rest) {
			break
		}
		switch string(rest[4:8]) {
		case "IHDR", "PLTE", "tRNS", "IDAT", "IEND", "gAMA", "sRGB", "cHRM", "iCCP":
			out = append(out, rest[:end]...)
		}
		rest = rest[end:]
	}
	return out
}

package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Font is one parsed TrueType font. It is read-only once parsed: any number of
// documents may draw with it at the same time.
type Font struct {
	Name string // PostScript name, without a subset prefix

	Ascent, Descent int // of a line, 1/1000 em; Descent is negative
	CapHeight       int // height of a capital H, 1/1000 em
	Bold, Italic    bool

	tables   map[string][]byte
	unitsPer int
	box      [4]int // 1/1000 em
	advances []uint16
	offsets  []uint32 // of each glyph in glyf, one more than there are glyphs
	glyphs   map[rune]uint16
	widths   [0x250]uint16 // 1/1000 em of the first code points, 0 where there is no glyph
}

// ErrFont says that a file is not a TrueType font with outlines in a glyf
// table; OpenType fonts with CFF outlines are not read.
var ErrFont = errors.New("not a TrueType font")

// ParseFont reads a TrueType file. The name is the one written into documents.
func ParseFont(name string, ttf []byte) (font *Font, err error) {
	defer func() {
		if r := recover(); r != nil { // a slice past the end of a broken file
			font, err = nil, fmt.Errorf("font %q: %w: broken tables", name, ErrFont)
		}
	}()
	f := &Font{Name: name}
	if err := f.readTables(ttf); err != nil {
		return nil, fmt.Errorf("font %q: %w", name, err)
	}
	f.readMetrics()
	f.readOffsets()
	if err := f.readRunes(); err != nil {
		return nil, fmt.Errorf("font %q: %w", name, err)
	}
	for r := range f.widths {
		if g, ok := f.glyphs[rune(r)]; ok {
			f.widths[r] = uint16(f.scale(int(f.advances[g])))
		}
	}
	return f, nil
}

// Has tells whether the font has a glyph for r.
func (f *Font) Has(r rune) bool {
	if r >= 0 && int(r) < len(f.widths) && f.widths[r] > 0 {
		return true
	}
	_, ok := f.glyphs[r]
	return ok
}

// Width returns how far r moves the pen, in 1/1000 em; 0 where the font has no
// glyph for r.
func (f *Font) Width(r rune) int {
	if r >= 0 && int(r) < len(f.widths) {
		return int(f.widths[r])
	}
	g, ok := f.glyphs[r]
	if !ok {
		return 0
	}
	return f.scale(int(f.advances[g]))
}

func (f *Font) scale(units int) int {
	return roundDiv(units*1000, f.unitsPer)
}

// roundDiv divides to the nearest whole number, halves away from zero.
func roundDiv(a, b int) int {
	if a < 0 {
		return -((-a + b/2) / b)
	}
	return (a + b/2) / b
}

func (f *Font) readTables(ttf []byte) error {
	if len(ttf) < 12 {
		return ErrFont
	}
	if v := binary.BigEndian.Uint32(ttf); v != 0x00010000 && v != 0x74727565 {
		return ErrFont
	}
	f.tables = map[string][]byte{}
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		entry := ttf[12+16*i:]
		offset, length := uint64(binary.BigEndian.Uint32(entry[8:])), uint64(binary.BigEndian.Uint32(entry[12:]))
		if offset+length > uint64(len(ttf)) {
			return fmt.Errorf("%w: table %q ends after the file", ErrFont, entry[:4])
		}
		f.tables[string(entry[:4])] = ttf[offset : offset+length : offset+length]
	}
	for _, tag := range []string{"head", "hhea", "maxp", "hmtx", "cmap", "loca", "glyf"} {
		if f.tables[tag] == nil {
			return fmt.Errorf("%w: no table %s", ErrFont, tag)
		}
	}
	return nil
}

func (f *Font) readMetrics() {
	head, hhea := f.tables["head"], f.tables["hhea"]
	f.unitsPer = int(binary.BigEndian.Uint16(head[18:]))
	for i := range f.box {
		f.box[i] = f.scale(signed(head[36+2*i:]))
	}
	style := binary.BigEndian.Uint16(head[44:])
	f.Bold, f.Italic = style&1 != 0, style&2 != 0
	f.Ascent, f.Descent = f.scale(signed(hhea[4:])), f.scale(signed(hhea[6:]))
	f.CapHeight = f.Ascent * 2 / 3
	if os2 := f.tables["OS/2"]; len(os2) >= 90 && binary.BigEndian.Uint16(os2) >= 2 {
		f.CapHeight = f.scale(signed(os2[88:]))
	}
	count := int(binary.BigEndian.Uint16(f.tables["maxp"][4:]))
	long := int(binary.BigEndian.Uint16(hhea[34:]))
	hmtx := f.tables["hmtx"]
	f.advances = make([]uint16, count)
	for g := range f.advances {
		f.advances[g] = binary.BigEndian.Uint16(hmtx[4*min(g, long-1):])
	}
}

func (f *Font) readOffsets() {
	loca := f.tables["loca"]
	f.offsets = make([]uint32, len(f.advances)+1)
	short := binary.BigEndian.Uint16(f.tables["head"][50:]) == 0
	for g := range f.offsets {
		if short {
			f.offsets[g] = 2 * uint32(binary.BigEndian.Uint16(loca[2*g:]))
		} else {
			f.offsets[g] = binary.BigEndian.Uint32(loca[4*g:])
		}
	}
}

// readRunes reads the widest Unicode table of cmap: format 12, else format 4.
func (f *Font) readRunes() error {
	cmap := f.tables["cmap"]
	f.glyphs = map[rune]uint16{}
	var four, twelve []byte
	for i := range int(binary.BigEndian.Uint16(cmap[2:])) {
		record := cmap[4+8*i:]
		platform := binary.BigEndian.Uint16(record)
		if platform != 0 && platform != 3 {
			continue
		}
		sub := cmap[binary.BigEndian.Uint32(record[4:]):]
		switch binary.BigEndian.Uint16(sub) {
		case 4:
			four = sub
		case 12:
			twelve = sub
		}
	}
	switch {
	case twelve != nil:
		f.readFormat12(twelve)
	case four != nil:
		f.readFormat4(four)
	default:
		return fmt.Errorf("%w: no Unicode table", ErrFont)
	}
	return nil
}

func (f *Font) readFormat12(sub []byte) {
	for i := range int(binary.BigEndian.Uint32(sub[12:])) {
		group := sub[16+12*i:]
		first, last := binary.BigEndian.Uint32(group), binary.BigEndian.Uint32(group[4:])
		glyph := binary.BigEndian.Uint32(group[8:])
		for r := first; r <= last && r <= 0x10FFFF; r++ {
			f.add(rune(r), uint16(glyph+r-first))
		}
	}
}

func (f *Font) readFormat4(sub []byte) {
	n := int(binary.BigEndian.Uint16(sub[6:]))
	ends, starts := sub[14:], sub[16+n:]
	deltas, ranges := sub[16+2*n:], sub[16+3*n:]
	for i := 0; i < n; i += 2 {
		start, end := int(binary.BigEndian.Uint16(starts[i:])), int(binary.BigEndian.Uint16(ends[i:]))
		delta, offset := binary.BigEndian.Uint16(deltas[i:]), int(binary.BigEndian.Uint16(ranges[i:]))
		for r := start; r <= end && r < 0xFFFF; r++ {
			glyph := uint16(r)
			if offset != 0 {
				glyph = binary.BigEndian.Uint16(ranges[i+offset+2*(r-start):])
				if glyph == 0 {
					continue
				}
			}
			f.add(rune(r), glyph+delta)
		}
	}
}

func (f *Font) add(r rune, glyph uint16) {
	if glyph != 0 && int(glyph) < len(f.advances) {
		f.glyphs[r] = glyph
	}
}

func signed(b []byte) int {
	return int(int16(binary.BigEndian.Uint16(b)))
}

package pdf

import (
	"encoding/binary"
	"slices"
)

// subset collects what one document draws with one font. Character codes are
// given in the order of first use, so that the same drawing gives the same
// bytes; each rune has a code of its own, even where two share a glyph, so that
// text copied from the page is the text that was drawn.
type subset struct {
	font   *Font
	object int             // of the font dictionary
	codes  map[rune]uint16 // from 1; 0 is .notdef
	low    [0x180]uint16   // the codes of the first code points
	runes  []rune          // rune of code i+1
	shown  []rune          // rune whose glyph is drawn for code i+1
}

func (s *subset) code(r, shown rune) uint16 {
	if int(r) < len(s.low) {
		if c := s.low[r]; c != 0 {
			return c
		}
	} else if c, ok := s.codes[r]; ok {
		return c
	}
	s.runes = append(s.runes, r)
	s.shown = append(s.shown, shown)
	code := uint16(len(s.runes))
	if int(r) < len(s.low) {
		s.low[r] = code
	} else {
		s.codes[r] = code
	}
	return code
}

// file returns the font cut to the glyphs used, with every part of every
// composite glyph, parts of parts too.
func (s *subset) file() []byte {
	glyphs := make([]uint16, 1, len(s.runes)+16)
	for _, r := range s.shown {
		glyphs = append(glyphs, s.font.glyphs[r])
	}
	place := map[uint16]uint16{} // of a part among glyphs
	var glyf, loca, hmtx []byte
	for i := 0; i < len(glyphs); i++ { // glyphs grows while parts are found
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		outline := s.font.outline(glyphs[i])
		at := len(glyf)
		glyf = append(glyf, outline...)
		for _, part := range parts(outline) {
			old := binary.BigEndian.Uint16(outline[part:])
			moved, ok := place[old]
			if !ok {
				moved = uint16(len(glyphs))
				place[old] = moved
				glyphs = append(glyphs, old)
			}
			binary.BigEndian.PutUint16(glyf[at+part:], moved)
		}
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
		hmtx = binary.BigEndian.AppendUint16(hmtx, s.font.advances[glyphs[i]])
		hmtx = append(hmtx, s.font.bearing(glyphs[i])...)
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	return s.font.assemble(len(glyphs), map[string][]byte{"glyf": glyf, "loca": loca, "hmtx": hmtx})
}

func (f *Font) outline(glyph uint16) []byte {
	return f.tables["glyf"][f.offsets[glyph]:f.offsets[glyph+1]]
}

// bearing returns the two bytes of a glyph's left side bearing.
func (f *Font) bearing(glyph uint16) []byte {
	hmtx, long := f.tables["hmtx"], int(binary.BigEndian.Uint16(f.tables["hhea"][34:]))
	at := 4*int(glyph) + 2
	if int(glyph) >= long {
		at = 4*long + 2*(int(glyph)-long)
	}
	if at+2 > len(hmtx) {
		return []byte{0, 0}
	}
	return hmtx[at : at+2]
}

// parts returns where in a composite outline the numbers of its parts stand;
// none for a simple one. (OpenType specification 1.9, glyf, composite glyphs.)
func parts(outline []byte) []int {
	if len(outline) < 10 || signed(outline) >= 0 {
		return nil
	}
	var at []int
	for i := 10; ; {
		flags := binary.BigEndian.Uint16(outline[i:])
		at = append(at, i+2)
		i += 6
		if flags&0x0001 != 0 { // arguments are words
			i += 2
		}
		switch {
		case flags&0x0008 != 0: // one scale
			i += 2
		case flags&0x0040 != 0: // two scales
			i += 4
		case flags&0x0080 != 0: // a matrix
			i += 8
		}
		if flags&0x0020 == 0 { // no more parts
			return at
		}
	}
}

// assemble writes a font file of the tables that a PDF reader needs.
func (f *Font) assemble(glyphs int, tables map[string][]byte) []byte {
	head := slices.Clone(f.tables["head"])
	binary.BigEndian.PutUint32(head[8:], 0)  // checkSumAdjustment, filled in below
	binary.BigEndian.PutUint16(head[50:], 1) // long offsets
	hhea := slices.Clone(f.tables["hhea"])
	binary.BigEndian.PutUint16(hhea[34:], uint16(glyphs))
	maxp := slices.Clone(f.tables["maxp"])
	binary.BigEndian.PutUint16(maxp[4:], uint16(glyphs))
	tables["head"], tables["hhea"], tables["maxp"] = head, hhea, maxp
	order := []string{"glyf", "head", "hhea", "hmtx", "loca", "maxp"}
	for _, tag := range []string{"prep", "fpgm", "cvt "} { // what hinted outlines call
		if f.tables[tag] != nil {
			tables[tag] = f.tables[tag]
			order = append(order, tag)
		}
	}
	slices.Sort(order)
	file := directory(order, tables)
	for _, tag := range order {
		file = append(file, tables[tag]...)
		for len(file)%4 != 0 {
			file = append(file, 0)
		}
	}
	adjust := 0xB1B0AFBA - checksum(file)
	at := 12 + 16*len(order)
	for _, tag := range order {
		if tag == "head" {
			binary.BigEndian.PutUint32(file[at+8:], adjust)
		}
		at += (len(tables[tag]) + 3) / 4 * 4
	}
	return file
}

func directory(order []string, tables map[string][]byte) []byte {
	entry, selector := 1, 0
	for entry*2 <= len(order) {
		entry *= 2
		selector++
	}
	file := binary.BigEndian.AppendUint32(nil, 0x00010000)
	for _, n := range []int{len(order), entry * 16, selector, (len(order) - entry) * 16} {
		file = binary.BigEndian.AppendUint16(file, uint16(n))
	}
	at := 12 + 16*len(order)
	for _, tag := range order {
		file = append(file, tag...)
		for _, n := range []uint32{checksum(tables[tag]), uint32(at), uint32(len(tables[tag]))} {
			file = binary.BigEndian.AppendUint32(file, n)
		}
		at += (len(tables[tag]) + 3) / 4 * 4
	}
	return file
}

func checksum(b []byte) uint32 {
	var sum uint32
	for ; len(b) >= 4; b = b[4:] {
		sum += binary.BigEndian.Uint32(b)
	}
	if len(b) > 0 {
		var rest [4]byte
		copy(rest[:], b)
		sum += binary.BigEndian.Uint32(rest[:])
	}
	return sum
}

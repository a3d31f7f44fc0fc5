package pdf

// Cut returns a font cut to runes, as it is put in a file; the glyph of the
// i-th rune is i+1.
func Cut(f *Font, runes []rune) []byte {
	s := &subset{font: f, codes: map[rune]uint16{}}
	for _, r := range runes {
		s.code(r, r)
	}
	return s.file()
}

// Runes returns every code point that a font draws.
func Runes(f *Font) []rune {
	var runes []rune
	for r := range f.glyphs {
		runes = append(runes, r)
	}
	return runes
}

// FontTable returns a table of a font file.
func FontTable(f *Font, tag string) []byte { return f.tables[tag] }

// Assemble makes a font file of tables.
func Assemble(order []string, tables map[string][]byte) []byte {
	file := directory(order, tables)
	for _, tag := range order {
		file = append(file, tables[tag]...)
		for len(file)%4 != 0 {
			file = append(file, 0)
		}
	}
	return file
}

// WithoutMarks takes the marks of a structure out of a content stream.
var WithoutMarks = withoutMarks

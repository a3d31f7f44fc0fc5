package samples

// LZWOf packs a byte that is repeated so often as PDF writers do: the codes grow
// longer one before they must.
func LZWOf(letter byte, size int) []byte {
	const reset, end, full = 256, 257, 4094
	var b []byte
	var held, bits uint
	put := func(code, width uint) {
		held, bits = held<<width|code, bits+width
		for ; bits >= 8; bits -= 8 {
			b = append(b, byte(held>>(bits-8)))
		}
		held &= 1<<bits - 1
	}
	width := uint(9)
	for n := 0; n < size; {
		put(reset, width)
		width = 9
		put(uint(letter), width)
		for next, run := uint(end+1), 2; next < full && n < size; next, run = next+1, run+1 {
			for next+1 >= 1<<width {
				width++
			}
			put(next, width)
			n += run
		}
	}
	put(end, width)
	put(0, 7)
	return b
}

package delivery

import (
	"fmt"
	"io"
	"strings"
)

// letters are those of passwords: none that sounds or looks like another when
// it is read out. 32 of them are 5 bits each.
const letters = "abcdefghjkmnpqrstuvwxyz23456789="

// Password draws a password to be told by telephone, such as "k7mf-2qxd-9wtp":
// 12 letters, 59 bits.
func Password(random io.Reader) (string, error) {
	var b strings.Builder
	for n := 0; n < 12; {
		var one [1]byte
		if _, err := io.ReadFull(random, one[:]); err != nil {
			return "", fmt.Errorf("draw a password: %w", err)
		}
		letter := letters[one[0]%32]
		if letter == '=' { // 31 letters only: draw again
			continue
		}
		if n > 0 && n%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(letter)
		n++
	}
	return b.String(), nil
}

package main

import (
	"fmt"
	"io"
	"sync"
	"unicode/utf8"
)

// plain writes text to a terminal so that nothing in it acts on the terminal: a
// name or a file name may hold any character. Lines and tabs stay; every other
// control character, what turns the direction of writing, and what is no UTF-8
// are written as escapes. All that commands print goes through one of these.
type plain struct {
	to   io.Writer
	mu   sync.Mutex // the watcher and the page write at the same time
	rest []byte     // of a character that is not written whole yet
}

// Write writes the text. A character that is cut at its end waits for the next.
func (p *plain) Write(data []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	text := append(p.rest, data...)
	p.rest = nil
	var out []byte
	for len(text) > 0 {
		if !utf8.FullRune(text) || len(text) == 1 && text[0] == '\r' {
			p.rest = append([]byte(nil), text...)
			break
		}
		r, size := utf8.DecodeRune(text)
		switch {
		case r == utf8.RuneError && size == 1:
			out = fmt.Appendf(out, `\x%02x`, text[0])
		case r == '\r' && text[1] == '\n': // a line of Windows
			out = append(out, '\r')
		case acts(r):
			out = fmt.Appendf(out, `\u%04x`, r)
		default:
			out = append(out, text[:size]...)
		}
		text = text[size:]
	}
	_, err := p.to.Write(out)
	return len(data), err
}

// flush writes what waits: no more will come.
func (p *plain) flush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, b := range p.rest {
		fmt.Fprintf(p.to, `\x%02x`, b)
	}
	p.rest = nil
}

// acts reports whether a character does something to a terminal beside standing
// there.
func acts(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case r < 0x20 || r >= 0x7f && r < 0xa0: // C0, DEL and C1
		return true
	}
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 // turn the direction
}

package attachment

import (
	"bufio"
	"bytes"
	"compress/lzw"
	"compress/zlib"
	"encoding/ascii85"
	"errors"
	"io"
	"regexp"
	"strconv"

	early "golang.org/x/image/tiff/lzw"
)

var (
	filterKey = regexp.MustCompile(`/F(?:ilter|#69lter)\s*(\[[^\]]*\]|/[^\s/\[\]<>()]+|\d+\s+\d+\s+R)`)
	aName     = regexp.MustCompile(`/[^\s/\[\]<>()]+`)
	reference = regexp.MustCompile(`^(\d+)\s+(\d+)\s+R$`)
	escaped   = regexp.MustCompile(`#[0-9A-Fa-f]{2}`)
)

// filters returns the ways in which a stream's dictionary says that it is packed,
// outermost first: one chain for each time it says so, since readers differ in
// which they follow.
func filters(file, before []byte) [][]string {
	var all [][]string
	for _, found := range filterKey.FindAllSubmatch(ofObject(before), -1) {
		said := found[1]
		if ref := reference.FindSubmatch(said); ref != nil {
			said = object(file, string(ref[1]), string(ref[2]))
		}
		var chain []string
		for _, name := range aName.FindAll(said, -1) {
			chain = append(chain, plainName(name))
		}
		if len(chain) > 1 || len(chain) == 1 && chain[0] != "/FlateDecode" { // that is seen by its beginning
			all = append(all, chain)
		}
	}
	return all
}

// object returns what stands in an object of the file.
func object(file []byte, n, generation string) []byte {
	at := regexp.MustCompile(`(?:^|[\s>])` + n + `\s+` + generation + `\s+obj\b([^<]*?)endobj`).FindSubmatch(file)
	if at == nil {
		return nil
	}
	return at[1]
}

// plainName undoes the escapes of a name (ISO 32000-1, 7.3.5) and its short forms.
func plainName(name []byte) string {
	full := string(escaped.ReplaceAllFunc(name, func(e []byte) []byte {
		n, err := strconv.ParseUint(string(e[1:]), 16, 8)
		if err != nil {
			return e
		}
		return []byte{byte(n)}
	}))
	switch full {
	case "/Fl":
		return "/FlateDecode"
	case "/LZW":
		return "/LZWDecode"
	case "/AHx":
		return "/ASCIIHexDecode"
	case "/A85":
		return "/ASCII85Decode"
	case "/RL":
		return "/RunLengthDecode"
	}
	return full
}

// maxChain is how many packings one stream may have: more are not measured, and
// nobody writes them.
const maxChain = 16

// drainAs unpacks as the chain says and returns what is left of the limit. What
// every step gives counts.
func drainAs(body *bytes.Reader, chain []string, sameWidth bool, left int) int {
	if len(chain) > maxChain {
		return 0
	}
	before := body.Len()
	var r io.Reader = body
	for _, name := range chain {
		unpacked := unpackAs(r, name, sameWidth)
		if unpacked == nil {
			break
		}
		r = &spender{r: unpacked, left: &left}
	}
	_, _ = io.Copy(io.Discard, r) // a stream that is cut or broken ends here
	return left - (before-body.Len())/len(chain)
}

// unpackAs undoes one packing; nil where it is not known, as that of pictures.
func unpackAs(r io.Reader, name string, sameWidth bool) io.Reader {
	switch name {
	case "/FlateDecode":
		unpacked, err := zlib.NewReader(r)
		if err != nil {
			return nil
		}
		return unpacked
	case "/LZWDecode":
		if sameWidth {
			return lzw.NewReader(r, lzw.MSB, 8)
		}
		return early.NewReader(r, early.MSB, 8)
	case "/ASCIIHexDecode":
		return &hexed{bufio.NewReader(r)}
	case "/ASCII85Decode":
		return ascii85.NewDecoder(&until{r: bufio.NewReader(r), end: '~'})
	case "/RunLengthDecode":
		return &runs{r: bufio.NewReader(r)}
	}
	return nil
}

// until reads up to a byte.
type until struct {
	r   *bufio.Reader
	end byte
}

func (u *until) Read(p []byte) (int, error) {
	for n := range p {
		b, err := u.r.ReadByte()
		if err == nil && b == u.end {
			err = io.EOF
		}
		if err != nil {
			return n, err
		}
		p[n] = b
	}
	return len(p), nil
}

// hexed reads pairs of hexadecimal digits (ISO 32000-1, 7.4.2).
type hexed struct{ r *bufio.Reader }

func (h *hexed) Read(p []byte) (int, error) {
	for n := range p {
		high, err := h.digit()
		if err != nil {
			return n, err
		}
		low, err := h.digit()
		p[n] = high<<4 | low
		if err != nil {
			return n + 1, err
		}
	}
	return len(p), nil
}

func (h *hexed) digit() (byte, error) {
	for {
		b, err := h.r.ReadByte()
		if err != nil {
			return 0, err
		}
		switch {
		case '0' <= b && b <= '9':
			return b - '0', nil
		case 'a' <= b|0x20 && b|0x20 <= 'f':
			return b | 0x20 - 'a' + 10, nil
		case b == '>':
			return 0, io.EOF
		}
	}
}

// runs reads lengths with what they repeat (ISO 32000-1, 7.4.5).
type runs struct {
	r       *bufio.Reader
	copies  int // bytes still to copy
	repeats int // of the byte below
	b       byte
}

var errRunsEnd = errors.New("end of data")

func (s *runs) Read(p []byte) (int, error) {
	for n := range p {
		if err := s.more(); err != nil {
			if errors.Is(err, errRunsEnd) {
				err = io.EOF
			}
			return n, err
		}
		if s.repeats > 0 {
			s.repeats--
			p[n] = s.b
			continue
		}
		b, err := s.r.ReadByte()
		if err != nil {
			return n, err
		}
		s.copies--
		p[n] = b
	}
	return len(p), nil
}

// more reads the next length where the last is used up.
func (s *runs) more() error {
	if s.copies > 0 || s.repeats > 0 {
		return nil
	}
	const end = 128
	length, err := s.r.ReadByte()
	switch {
	case err != nil:
		return err
	case length == end:
		return errRunsEnd
	case length < end:
		s.copies = int(length) + 1
		return nil
	}
	s.repeats = 257 - int(length)
	s.b, err = s.r.ReadByte()
	return err
}

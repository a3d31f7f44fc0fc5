package attachment

import (
	"bufio"
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
)

// MaxUnpacked is how many bytes the packed streams of a PDF may unpack to,
// pictures aside: neither reading a page's text nor adding the page to a packet
// unpacks those.
const MaxUnpacked = 40 << 20

// packings is how many times over a stream is unpacked while measuring.
const packings = 4

// Unpacked returns how many bytes the file's streams unpack to, each as its
// dictionary says that it is packed, and as it begins. It stops with ErrLarge at
// the limit and keeps nothing of what it unpacks. A stream that it cannot unpack
// (encrypted) does not count: the reader's own limits are for those.
func Unpacked(data []byte) (int, error) {
	left := MaxUnpacked
	for rest := data; left > 0; {
		dict, body, found := bytes.Cut(rest, []byte("stream"))
		if !found {
			return MaxUnpacked - left, nil
		}
		rest = body
		if isPicture(dict) {
			continue
		}
		body = bytes.TrimPrefix(bytes.TrimPrefix(body, []byte("\r")), []byte("\n"))
		left = drain(bytes.NewReader(body), left)
		for _, chain := range filters(data, dict) {
			if left > 0 {
				left = drainAs(bytes.NewReader(body), chain, bytes.Contains(ofObject(dict), []byte("/EarlyChange")), left)
			}
		}
	}
	return MaxUnpacked, fmt.Errorf("%w: it unpacks to more than %d MB", ErrLarge, MaxUnpacked>>20)
}

// isPicture reports whether the dictionary before a stream says that it is one.
func isPicture(before []byte) bool {
	return bytes.Contains(ofObject(before), []byte("/Image"))
}

// ofObject cuts what stands before the object that a text ends in.
func ofObject(before []byte) []byte { return before[max(bytes.LastIndex(before, []byte("obj")), 0):] }

// drain unpacks what is packed, also several times over, and returns what is
// left of the limit. What is read counts as well as what comes out, so that a
// file of many overlapping streams has an end.
func drain(body *bytes.Reader, left int) int {
	before := body.Len()
	var r io.Reader = body
	levels := 0
	for ; levels < packings; levels++ {
		peek := bufio.NewReader(r)
		unpacked, err := unpack(peek)
		if err != nil {
			r = peek
			break
		}
		r = &spender{r: unpacked, left: &left}
	}
	if levels == 0 {
		return left
	}
	_, _ = io.Copy(io.Discard, r) // a stream that is cut or broken ends here
	return left - (before - body.Len())
}

// unpack begins to unpack what begins as packed bytes do (RFC 1950, 2.2).
func unpack(r *bufio.Reader) (io.Reader, error) {
	const deflated, check = 8, 31
	head, err := r.Peek(2)
	if err != nil {
		return nil, err
	}
	if head[0]&0x0f != deflated || (int(head[0])<<8|int(head[1]))%check != 0 {
		return nil, zlib.ErrHeader
	}
	return zlib.NewReader(r)
}

// spender reads until nothing is left.
type spender struct {
	r    io.Reader
	left *int
}

func (s *spender) Read(p []byte) (int, error) {
	if *s.left <= 0 {
		return 0, io.EOF
	}
	n, err := s.r.Read(p)
	*s.left -= n
	return n, err
}

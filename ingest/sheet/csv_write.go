package sheet

import (
	"bytes"
	"io"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// Writer returns a writer of UTF-8 that gives the file's own encoding.
func (c TextFile) Writer(w io.Writer) (io.WriteCloser, error) {
	mark := map[string]string{"UTF-8": "\xef\xbb\xbf", "UTF-16LE": "\xff\xfe", "UTF-16BE": "\xfe\xff", "UTF-32LE": "\xff\xfe\x00\x00", "UTF-32BE": "\x00\x00\xfe\xff"}[c.encoding]
	head := make([]byte, 4)
	n, err := c.file.Data.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if mark != "" && bytes.HasPrefix(head[:n], []byte(mark)) {
		if _, err := io.WriteString(w, mark); err != nil {
			return nil, err
		}
	}
	encoders := map[string]encoding.Encoding{
		"UTF-16LE": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), "UTF-16BE": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
		"UTF-32LE": utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), "UTF-32BE": utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM),
		"Windows-1252": charmap.Windows1252,
	}
	var out io.WriteCloser = transform.NewWriter(w, transform.Nop)
	if e := encoders[c.encoding]; e != nil {
		out = transform.NewWriter(w, encoding.ReplaceUnsupported(e.NewEncoder()))
	}
	if c.look.bareCR {
		return macLines{out}, nil
	}
	return out, nil
}

// macLines writes CR for LF.
type macLines struct{ io.WriteCloser }

// Write writes as io.Writer asks.
func (m macLines) Write(p []byte) (int, error) {
	return m.WriteCloser.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r")))
}

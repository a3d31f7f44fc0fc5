package report

import (
	"bytes"
	"errors"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// What a saved file may be instead of a text.
var (
	ErrEmpty   = errors.New("is empty")
	ErrNotText = errors.New("is not plain text")
)

// Text returns what the bytes of a saved file say, and the name of their
// encoding where it is not UTF-8: the UTF-16 that Windows calls Unicode, or
// Windows-1252. An empty file is ErrEmpty; a word processor's own format, or
// bytes that are no text, are ErrNotText.
func Text(data []byte) (text, encodingName string, err error) {
	switch {
	case len(bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")))) == 0:
		return "", "", ErrEmpty
	case bytes.HasPrefix(data, []byte("\xFF\xFE")), bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return decoded(data, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), "UTF-16")
	case bytes.HasPrefix(data, []byte(`{\rtf`)), bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.IndexByte(data, 0) >= 0:
		return "", "", ErrNotText
	case utf8.Valid(data):
		return string(data), "", nil
	}
	return decoded(data, charmap.Windows1252, "Windows-1252")
}

func decoded(data []byte, from encoding.Encoding, name string) (string, string, error) {
	text, err := from.NewDecoder().Bytes(data)
	if err != nil {
		return "", "", ErrNotText
	}
	return string(text), name, nil
}

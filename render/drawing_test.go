package render_test

import (
	"fmt"
	"strings"
	"testing"

	"milepost/render"
)

func TestDrawingList(t *testing.T) {
	pages, err := render.Drawings(example(t), options(t))
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/example.drawing", readable(strings.Join(pages, "page\n")))
}

// readable writes the bytes of glyph codes in hexadecimal.
func readable(list string) string {
	var b strings.Builder
	for _, c := range []byte(list) {
		if c == '\n' || c >= ' ' && c < 127 {
			b.WriteByte(c)
			continue
		}
		fmt.Fprintf(&b, "\\x%02x", c)
	}
	return b.String()
}

package record_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/record"
)

func TestPathOf(t *testing.T) {
	for _, c := range []struct {
		rule string
		id   record.ID
		want string
	}{
		{"capitals, digits, - and _ stay", "R-0417_B", "R-0417_B"},
		{"a lower-case letter marks the name", "r-1", "r-1~a5fa777a"},
		{"every other byte is written in hex", "A/B", "A=2FB"},
		{"dots never lead out of the folder", "..", "=2E=2E"},
		{"a device name of Windows is marked", "CON", "CON~"},
		{"an empty id is marked", "", "~e3b0c442"},
	} {
		if got := c.id.Path(); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: ID(%q).Path() = %q, want %q", c.rule, c.id, got, c.want)
		}
	}
}

// TestPathIsSafe holds for every id: one folder each, also where case is
// ignored, and nothing that leads elsewhere.
func TestPathIsSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := record.ID(rapid.String().Draw(t, "a"))
		b := record.ID(rapid.OneOf(rapid.String(), rapid.Just(strings.ToUpper(string(a))), rapid.Just(strings.ToLower(string(a)))).Draw(t, "b"))
		if a != b && strings.EqualFold(a.Path(), b.Path()) {
			t.Fatalf("%q and %q share the folder %q", a, b, a.Path())
		}
		for _, c := range []byte(a.Path()) {
			if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=~", rune(c)) {
				t.Fatalf("ID(%q).Path() = %q holds %q", a, a.Path(), c)
			}
		}
		if n := len(a.Path()); n == 0 || n > 70 {
			t.Fatalf("ID(%q).Path() = %q is %d bytes long", a, a.Path(), n)
		}
	})
}

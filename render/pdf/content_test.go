package pdf_test

import (
	"strings"
	"testing"

	"milepost/render/pdf"
)

func TestMarksAreTakenOut(t *testing.T) {
	for _, c := range []struct{ rule, content, want string }{
		{"a mark with properties", "/P <</MCID 0>> BDC BT (a) Tj ET EMC", "BT (a) Tj ET"},
		{"a mark with named properties", "q /OC /M0 BDC 0 0 m EMC Q", "q 0 0 m Q"},
		{"a mark without", "/Artifact BMC f EMC", "f"},
		{"points", "/A MP /B <</C (EMC)>> DP f", "f"},
		{"words in strings stay", "(a \\) EMC ( BMC )) Tj EMC", "(a \\) EMC ( BMC )) Tj"},
		{"words in comments stay", "% EMC\nf EMC", "% EMC f"},
		{"hexadecimal strings and arrays", "[<41> -3 (EMC)] TJ EMC", "[<41> -3 (EMC)] TJ"},
		{"the data of a picture", "BI /W 1 ID \x01 EMC \x02\nEI EMC Q", "BI /W 1 ID \x01 EMC \x02 EI Q"},
		{"a string without an end", "EMC (abc", "(abc"},
	} {
		got := strings.Join(strings.Fields(string(pdf.WithoutMarks([]byte(c.content)))), " ")
		if got != c.want {
			t.Errorf("%s: got %q, want %q, of %q", c.rule, got, c.want, c.content)
		}
	}
}

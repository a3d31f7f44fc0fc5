package pdf_test

import (
	"encoding/csv"
	"os"
	"reflect"
	"slices"
	"testing"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/text/unicode/norm"

	"milepost/render/pdf"
)

// Each name is cut alone, as in a document that holds nothing else: no letter
// may borrow a part that only another name brought in.
func TestNamesKeepTheirShapes(t *testing.T) {
	ours, theirs := read(t, "../fonts/NotoSans-Regular.ttf")
	names := append(surnames(t), "Nguyễn", "Thị", "Łukasz", "Ầặẫ", "Žofia", "Ní Bhriain", "Iñigo")
	compared := 0
	for _, name := range names {
		runes := distinct(ours, norm.NFC.String(name))
		if len(runes) == 0 {
			continue
		}
		compared++
		cut := shapes(t, ours, runes)
		var a, b sfnt.Buffer
		for i, r := range runes {
			g, err := theirs.GlyphIndex(&a, r)
			if err != nil {
				t.Fatal(err)
			}
			want, err := theirs.LoadGlyph(&a, g, fixed.I(1000), nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := cut.LoadGlyph(&b, sfnt.GlyphIndex(i+1), fixed.I(1000), nil)
			if err != nil {
				t.Fatalf("%q: %U: %v", name, r, err)
			}
			if !reflect.DeepEqual(want, got) && len(want)+len(got) > 0 {
				t.Errorf("%q: %U: %d segments after the cut, want the %d of the whole font", name, r, len(got), len(want))
			}
		}
	}
	t.Logf("%d names compared", compared)
}

// distinct are the letters of a name that a font has, each once.
func distinct(f *pdf.Font, name string) []rune {
	var runes []rune
	for _, r := range name {
		if f.Has(r) && !slices.Contains(runes, r) {
			runes = append(runes, r)
		}
	}
	return runes
}

// surnames returns some four hundred cells of the shared list of names; none
// where it is absent.
func surnames(t *testing.T) []string {
	t.Helper()
	file, err := os.Open("../../../shared/data/names-by-country/common-surnames-by-country.csv")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		return nil
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := slices.IndexFunc(rows[0], func(head string) bool { return head == "Localized Name" })
	if column < 0 {
		t.Fatalf("no column of localized names among %q", rows[0])
	}
	var names []string
	step := max(1, len(rows)/400)
	for i := 1; i < len(rows); i += step {
		names = append(names, rows[i][column])
	}
	return names
}

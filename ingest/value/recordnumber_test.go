package value_test

import (
	"testing"

	"milepost/ingest/value"
)

func TestSplitNumber(t *testing.T) {
	for text, want := range map[string][2]string{
		"Falk, Inga [#5521]":      {"Falk, Inga", "5521"},
		"Falk, Inga (5521)":       {"Falk, Inga", "5521"},
		"Falk, Inga (MRN: 5521)":  {"Falk, Inga", "5521"},
		"Falk, Inga (ID #C-5521)": {"Falk, Inga", "C-5521"},
		"Inga Falk #5521":         {"Inga Falk", "5521"},
		"Inga Falk #7":            {"Inga Falk", "7"},
		"Inga Falk - 5521":        {"Inga Falk", "5521"},
		"Inga Falk, ID 5521":      {"Inga Falk", "5521"},
		"Inga Falk 5521":          {"Inga Falk", "5521"},
		"5521 - Falk, Inga":       {"Falk, Inga", "5521"},
		"5521 Inga Falk":          {"Inga Falk", "5521"},
		"#5521 Inga Falk":         {"Inga Falk", "5521"},
		"[5521] Falk, Inga":       {"Falk, Inga", "5521"},
		"R-0412: Falk, Inga":      {"Falk, Inga", "R-0412"},
		"Falk-Berg, Inga [#5521]": {"Falk-Berg, Inga", "5521"},
	} {
		if name, number, ok := value.SplitNumber(text); !ok || [2]string{name, number} != want {
			t.Errorf("%q: %q, %q, %t", text, name, number, ok)
		}
	}
	for _, text := range []string{
		"Falk, Inga", "Falk, Inga (2018)", "Falk, Inga (12-12-2018)", "Inga Falk (5)", "Inga Falk (10yo)", "Adam631 Cronin387",
		"Lee 3rd, Liam", "C-5521", "MRN 5521", "AB 1234", "5521", "Falk 2", "",
	} {
		if name, number, ok := value.SplitNumber(text); ok {
			t.Errorf("%q: %q, %q", text, name, number)
		}
	}
}

func TestIsNameNotID(t *testing.T) {
	for text, want := range map[string]bool{
		"Falk, Inga": true, "Inga Falk": true, "Falk,Inga": true, "Mary Ann O’Brien": true,
		"C-1": false, "MRN 5521": false, "AB 1234": false, "5521": false, "Lorna": false, "12,345": false, "": false,
	} {
		if got := value.IsNameNotID(text); got != want {
			t.Errorf("%q: %t", text, got)
		}
	}
}

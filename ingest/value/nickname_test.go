package value_test

import (
	"testing"

	"milepost/ingest/value"
)

func TestWithoutNickname(t *testing.T) {
	for name, want := range map[string][2]string{
		"Ruiz, Ana (Annie)":      {"Ruiz, Ana", "Annie"},
		"Ana (Annie) Ruiz":       {"Ana Ruiz", "Annie"},
		`Ana "Annie" Ruiz`:       {"Ana Ruiz", "Annie"},
		"Ruiz (Diaz), Ana":       {"Ruiz, Ana", "Diaz"},
		"Ana Ruiz":               {"Ana Ruiz", ""},
		"Ruiz, Ana (she/her)":    {"Ruiz, Ana (she/her)", ""},
		"Falk, Inga (#5521)":     {"Falk, Inga (#5521)", ""},
		"(Annie)":                {"(Annie)", ""},
		"Falk, Inga (twin of 2)": {"Falk, Inga (twin of 2)", ""},
	} {
		if got, nick := value.WithoutNickname(name); got != want[0] || nick != want[1] {
			t.Errorf("%q is %q, %q; want %q", name, got, nick, want)
		}
	}
}

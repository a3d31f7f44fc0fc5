package sheet_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"pgregory.net/rapid"

	"milepost/ingest/sheet"
)

// read returns the texts of a column of names, those that cannot be right in
// brackets.
func readNames(t *testing.T, data []byte) string {
	t.Helper()
	rows, err := allRows(t, "f.csv", data)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, row := range rows[1:] {
		text := row.Cells[1].Text
		if row.Cells[1].Format == sheet.AsGarbled {
			text = "[" + text + "]"
		}
		all = append(all, text)
	}
	return strings.Join(all, ", ")
}

func TestLettersBeyondASCII(t *testing.T) {
	encoded := func(table *charmap.Charmap, text string) []byte {
		out, err := table.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	const names = "ID,Name\n1,Zoë\n2,Peña\n3,José Núñez\n4,Ana\n"
	const right = "Zoë, Peña, José Núñez, Ana"
	cases := []struct {
		rule string
		data []byte
		want string
	}{
		{"UTF-8", []byte(names), right},
		{"Windows-1252", encoded(charmap.Windows1252, names), right},
		{"Mac Roman", encoded(charmap.Macintosh, names), right},
		{"Mac Roman with its line ends", []byte(strings.ReplaceAll(string(encoded(charmap.Macintosh, names)), "\n", "\r")), right},
		{"UTF-8 with a letter cut in the middle", []byte(names + "5,Caf\xc3\n"), right + ", [Caf\ufffd]"},
		{"UTF-8 cut at its end", []byte(names + "5,Caf\xc3"), right + ", [Caf\ufffd]"},
		{"UTF-8 with one name of Windows-1252", []byte(names + "5,Ren\xe9e\n"), right + ", [Ren\ufffde]"},
		{"a letter that was lost before", []byte("ID,Name\n1,Pe\ufffda\n2,Ana\n"), "[Pe\ufffda], Ana"},
		{"UTF-8 that was read as Windows-1252", []byte("ID,Name\n1,ZoÃ«\n2,NguyÃ¡\n"), "[ZoÃ«], [NguyÃ¡]"},
		{"one letter of Mac Roman that may be a dash", encoded(charmap.Macintosh, "ID,Name\n1,Peña\n2,Ana\n"), "[Pe–a], Ana"},
		{"quotes and dashes of Windows", encoded(charmap.Windows1252, "ID,Name\n1,O’Brien\n2,Mom’s “best” day—calm and fine\n3,Smith–Jones\n"), "O’Brien, Mom’s “best” day—calm and fine, Smith–Jones"},
		{"an old code page", encoded(charmap.CodePage850, "ID,Name\n1,José\n2,Ana\n"), "[Jos‚], Ana"},
		{"Cyrillic", encoded(charmap.Windows1251, "ID,Name\n1,Петров\n2,Ana\n"), "[Ïåòðîâ], Ana"},
		{"capitals", []byte("ID,Name\n1,JOSÉ\n2,ÁNGEL ÑU\n"), "JOSÉ, ÁNGEL ÑU"},
	}
	for _, c := range cases {
		if got := readNames(t, c.data); got != c.want {
			t.Errorf("%s: got %s, want %s", c.rule, got, c.want)
		}
	}
}

// TestNoTableOfLettersGivesAnotherName: names written by any table are read as
// they were, or are seen to be wrong.
func TestNoTableOfLettersGivesAnotherName(t *testing.T) {
	pool := []string{"Zoë", "Peña", "José", "Núñez", "Ana", "O’Brien", "François", "Müller", "Gómez", "Díaz", "Inês", "Björk", "Åsa", "Élan", "García", "Strauß", "Smith", "Ángel", "Özil", "Ñato", "Übel", "Änne", "Óscar", "D’Arcy", "Mom’s"}
	rapid.Check(t, func(r *rapid.T) {
		names := rapid.SliceOfN(rapid.SampledFrom(pool), 1, 8).Draw(r, "names")
		table := charmap.Windows1252
		if rapid.Bool().Draw(r, "mac") {
			table = charmap.Macintosh
		}
		data, err := table.NewEncoder().Bytes([]byte("ID,Name\n1," + strings.Join(names, "\n1,") + "\n"))
		if err != nil {
			r.Fatal(err)
		}
		for i, got := range strings.Split(readNames(t, data), ", ") {
			if got != names[i] && !strings.HasPrefix(got, "[") {
				r.Errorf("%q read as %q", names[i], got)
			}
		}
	})
}

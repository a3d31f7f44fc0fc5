package record_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"milepost/record"
)

func nameOf(whole string) record.Person {
	first, last := record.SplitName(whole)
	return record.Person{First: first, Last: last, Whole: whole}
}

func TestNamesThatAreOneName(t *testing.T) {
	for _, pair := range [][2]string{
		{"Zoe\u0301 A\u030angstro\u0308m", "Zoé Ångström"},
		{"Kees van Houten", "van Houten, Kees"},
		{"Alba Romero Vidal", "Romero Vidal, Alba"},
		{"Romero Vidal Alba", "Alba Romero-Vidal"},
		{"Jose Nunez Garcia", "José Núñez García"},
		{"Mary Ann O'Brien", "MARY-ANN O’BRIEN"},
		{"Liam Lee", "Liam Lee Jr."},
		{"Lee, Liam, III", "Lee III, Liam"},
		{"Ana M. Smith", "Smith, Ana"},
		{"Łukasz Straße", "lukasz strasse"},
		{"Ian Mc Donald", "McDonald, Ian"},
	} {
		a, b := nameOf(pair[0]), nameOf(pair[1])
		if got := record.CompareNames(a, b); got != record.SameName {
			t.Errorf("%q and %q: %d, want the same name", pair[0], pair[1], got)
		}
		born := record.Date{Year: 2019, Month: 5, Day: 4}
		if x, y := record.ClientByName(a.First, a.Last, born), record.ClientByName(b.First, b.Last, born); x != y {
			t.Errorf("%q and %q: keys %q and %q", pair[0], pair[1], x, y)
		}
	}
}

func TestLikenessOfNames(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want record.Likeness
	}{
		{"Bobby Jones", "Robert Jones", record.Nickname},
		{"Jones, Rob", "Bob Jones", record.Nickname},
		{"Robert Jack", "Robert John", record.Unlike}, // last names, not nicknames
		{"Lorna", "Lorna Pettigrew", record.PartName},
		{"L. Pettigrew", "Lorna Pettigrew", record.PartName},
		{"Lorna P.", "Lorna Pettigrew", record.PartName},
		{"P. van de Heuvel", "Pieter van de Heuvel", record.PartName},
		{"LP", "Lorna Pettigrew", record.PartName},
		{"Bobby", "Robert Jones", record.PartName},
		{"Ana Maria Perez", "Ana Perez", record.PartName},
		{"Ana Maria Perez", "Maria Perez", record.NearName},
		{"Runa Castelan", "Runa Castellan", record.NearName},
		{"Mia Test", "Lia Test", record.NearName},
		{"Osric Haldane", "Lorna Pettigrew", record.Unlike},
		{"Osric Pettigrew", "Lorna Pettigrew", record.Unlike},
		{"OH", "Lorna Pettigrew", record.Unlike},
		{"", "Lorna Pettigrew", record.Unlike},
	} {
		if got := record.CompareNames(nameOf(c.a), nameOf(c.b)); got != c.want {
			t.Errorf("%q and %q: %d, want %d", c.a, c.b, got, c.want)
		}
		if got := record.CompareNames(nameOf(c.b), nameOf(c.a)); got != c.want {
			t.Errorf("%q and %q: %d, want %d", c.b, c.a, got, c.want)
		}
	}
}

// A word of a made-up name: no initial, no suffix, no nickname.
func drawWord(t *rapid.T, label string) string {
	return rapid.StringMatching(`[A-Z][a-zéüñø]{5,9}q`).Draw(t, label)
}

// Whatever is done to a name that leaves it the same name, it has the same key.
func TestNameStaysOneNameHoweverItIsWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		first := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return drawWord(t, "word") }), 1, 2).Draw(t, "first")
		last := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string { return drawWord(t, "word") }), 1, 3).Draw(t, "last")
		f, l := strings.Join(first, " "), strings.Join(last, " ")
		want := record.Person{First: f, Last: l}
		written := f + " " + l
		switch rapid.IntRange(0, 3).Draw(t, "form") {
		case 1:
			written = l + ", " + f
		case 2:
			written = l + ", " + f + " " + rapid.SampledFrom([]string{"Q.", "A", "Jr.", "iii"}).Draw(t, "more")
		case 3:
			written = f + " " + l + " " + rapid.SampledFrom([]string{"Jr.", "SR", "II"}).Draw(t, "suffix")
		}
		for range rapid.IntRange(0, 3).Draw(t, "changes") {
			switch rapid.IntRange(0, 4).Draw(t, "change") {
			case 0:
				written = strings.ToUpper(written)
			case 1:
				written = norm.NFD.String(written)
			case 2:
				written = strings.ReplaceAll(written, " ", "  ")
			case 3:
				written = strings.ReplaceAll(written, "q", rapid.SampledFrom([]string{"'q", "’q"}).Draw(t, "apostrophe"))
			case 4:
				written = strings.ReplaceAll(written, "é", "e")
			}
		}
		got := nameOf(written)
		if like := record.CompareNames(want, got); like != record.SameName {
			t.Fatalf("%q is not %q: %d", written, f+" "+l, like)
		}
		born := record.Date{Year: 2018, Month: 1, Day: 2}
		if a, b := record.ClientByName(f, l, born), record.ClientByName(got.First, got.Last, born); a != b {
			t.Fatalf("%q has key %q, %q has %q", f+" "+l, a, written, b)
		}
	})
}

// Names of different words are never the same, nor does one stand for the other.
func TestOtherNamesAreOtherNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z][a-z]{7,11}`), 3, 3, func(w string) string {
			return strings.ToLower(w)
		}).Draw(t, "words")
		a, b := record.Person{First: words[0], Last: words[1]}, record.Person{First: words[2], Last: words[1]}
		if like := record.CompareNames(a, b); like > record.NearName {
			t.Fatalf("%v and %v: %d", a, b, like)
		}
		if record.CompareNames(a, b) != record.CompareNames(b, a) {
			t.Fatalf("%v and %v: the order counts", a, b)
		}
	})
}

// Every nickname finds its name and every name its nicknames, written as they
// are compared.
func TestNicknamesGoBothWays(t *testing.T) {
	for _, word := range []string{"robert", "bob", "katherine", "kate", "alex", "william"} {
		for _, other := range record.NicknamesOf(word) {
			if !slices.Contains(record.NicknamesOf(other), word) {
				t.Errorf("%s stands for %s, and not the other way", word, other)
			}
			if got := record.NameWords(other); len(got) != 1 || got[0] != other {
				t.Errorf("the table has %q, which is compared as %q", other, got)
			}
		}
	}
	if got := record.NicknamesOf("nobody"); got != nil {
		t.Error(got)
	}
}

func TestSplitName(t *testing.T) {
	for whole, want := range map[string][2]string{
		"Smith, Ana M.":      {"Ana", "Smith"},
		"Ana M. Smith":       {"Ana", "Smith"},
		"Ana Smith Jr.":      {"Ana", "Smith"},
		"Smith, Jr., Ana":    {"Ana", "Smith"},
		"Kees van Houten":    {"Kees", "van Houten"},
		"Maria de la Cruz":   {"Maria", "de la Cruz"},
		"van Houten":         {"van", "Houten"},
		"Lorna":              {"Lorna", ""},
		"Romero Vidal, Alba": {"Alba", "Romero Vidal"},
	} {
		if first, last := record.SplitName(whole); [2]string{first, last} != want {
			t.Errorf("%q: %q, %q", whole, first, last)
		}
	}
}

func TestKeysOfNicknamesAreNobodysOwn(t *testing.T) {
	c := record.Client{FirstName: "Robert", LastName: "Jones", Preferred: "Bobby", BirthDate: record.Date{Year: 2018, Month: 6, Day: 25}}
	own, nick := c.NameKeys()
	key := func(first string) record.Key { return record.ClientByName(first, "Jones", c.BirthDate) }
	if len(own) != 2 || !slices.Contains(own, key("Bobby")) || slices.Contains(nick, key("Bobby")) || !slices.Contains(nick, key("Rob")) {
		t.Errorf("own %v, nicknames %v", own, nick)
	}
	if _, born := key("Rob").NamedBorn(); !born {
		t.Error(fmt.Sprint(key("Rob").NamedBorn()))
	}
}

package record_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"milepost/record"
)

func team() []record.Therapist {
	return []record.Therapist{
		{ID: "T-1", Name: "Ana Ruiz", Credential: "OTR/L"},
		{ID: "T-2", Name: "Zoë Łukasz-O'Dowd", Credential: "OTD, OTR/L"},
		{ID: "T-3", Name: "Kees van Houten", Credential: "COTA/L"},
		{ID: "T-4", Name: "Li Ma", Credential: "MS, OTR/L"},
		{ID: "T-5", Name: "Robert Stone"},
		{ID: "T-6", Name: "Sam Twin"},
		{ID: "T-7", Name: "Twin, Sam", Credential: "OTR"},
	}
}

func TestStaffIsKnownByNameAsPeopleWriteIt(t *testing.T) {
	for said, want := range map[string]string{
		"T-1": "T-1", "t-1": "T-1", "Ana Ruiz": "T-1", "RUIZ, ANA": "T-1", "Ruiz, Ana, OTR/L": "T-1", "ana ruiz otr/l": "T-1",
		"Ana M. Ruiz (OTR/L)": "T-1", "Ána Ruíz, MS, OTR/L": "T-1", "Ruiz OTR/L, Ana": "T-1", "Dr. Ana Ruiz, OTD": "T-1",
		"Zoe Lukasz O’Dowd, OTD": "T-2", "Lukasz-O'Dowd Zoe": "T-2", "van Houten, Kees COTA/L": "T-3",
		"Ma, Li": "T-4", "Li Ma, M.S., OTR/L": "T-4", "Bob Stone, OTR/L": "T-5", "Stone, Bob": "T-5",
		"": "", "Ana": "", "Ruiz": "", "OTR/L": "", "Anna Ruiz": "", "Sam Twin": "", "Ana Ruiz Stone": "", "Li Chen, MA": "",
	} {
		got, ok := record.StaffNamed(team(), record.ID(said))
		if ok != (want != "") || ok && string(got.ID) != want {
			t.Errorf("%q: got %s, %v; want %q", said, got.ID, ok, want)
		}
	}
}

// Whatever the order, the case, the marks and the credentials, a name means the
// one member of staff who has it.
func TestEveryWritingOfANameIsOneMember(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.SampledFrom(team()[:5]).Draw(t, "member")
		first, last := record.SplitName(one.Name)
		text := rapid.SampledFrom([]string{first + " " + last, last + ", " + first, last + " " + first}).Draw(t, "order")
		creds := rapid.SliceOfN(rapid.SampledFrom([]string{"OTR/L", "OTD", "M.S.", "CHT", "BCP", "ot/l"}), 0, 3).Draw(t, "credentials")
		for _, c := range creds {
			text += rapid.SampledFrom([]string{", ", " ", "; "}).Draw(t, "before") + c
		}
		text = rapid.SampledFrom([]func(string) string{strings.ToUpper, strings.ToLower, strings.Clone}).Draw(t, "case")(text)
		got, ok := record.StaffNamed(slices.Clone(team()), record.ID(text))
		if !ok || got.ID != one.ID {
			t.Fatalf("%q: got %q, %v; want %s", text, got.ID, ok, one.ID)
		}
	})
}
